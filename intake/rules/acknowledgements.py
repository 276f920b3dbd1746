"""What a sender is told of each message: accepted, accepted with errors noted, or rejected."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How a message was taken."""

    ACCEPTED = "accepted"
    WITH_ERRORS = "accepted_with_errors"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class MessageVerdict:
    """One message, how it was taken, and why not better."""

    code: str  # "810", "INVOIC"
    reference: str | None
    verdict: Verdict
    reasons: tuple[str, ...] = ()
    error_codes: tuple[str, ...] = ()  # in the words of the syntax


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
