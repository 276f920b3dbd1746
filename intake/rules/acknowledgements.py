"""What a sender is told of each message: accepted, accepted with errors noted, or rejected."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How a message was taken."""

    ACCEPTED = "accepted"
    WITH_ERRORS = "accepted_with_errors"
    REJECTED = "rejected"


class Fault(StrEnum):
    """What is wrong at one place of a message."""

    NO_SEGMENT = "no_segment"
    NOT_SAID = "not_said"
    NO_NUMBER = "no_number"
    NO_DATE = "no_date"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a message something is wrong; all counted from 1, its header being the first."""

    segment: str
    position: int
    fault: Fault
    element: int | None = None
    component: int | None = None
    value: str | None = None

    @property
    def words(self) -> str:
        """Return it as people read it."""
        if self.fault is Fault.NO_SEGMENT:
            return f"segment {self.segment} is missing"
        part = f", component {self.component}" if self.component else ""
        said = "says nothing" if self.fault is Fault.NOT_SAID else f'says "{self.value}"'
        return f"segment {self.position} ({self.segment}), element {self.element}{part} {said}"


@dataclass(frozen=True, slots=True)
class MessageVerdict:
    """One message, how it was taken, and why not better."""

    code: str  # "810", "INVOIC"
    reference: str | None
    verdict: Verdict
    reasons: tuple[str, ...] = ()
    error_codes: tuple[str, ...] = ()  # in the words of the syntax
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """An acknowledgement as it is to be sent, and what it says."""

    syntax: str
    content: bytes
    verdicts: tuple[MessageVerdict, ...]

    @property
    def rejected(self) -> int:
        """Return how many messages were rejected."""
        return sum(1 for each in self.verdicts if each.verdict is Verdict.REJECTED)
