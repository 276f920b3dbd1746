"""Other bank details: payment stays held until two people and some days have passed (T62).

One person calls the vendor on the number that is on file, never the one on the document, and writes
down whom they spoke to and what was said. A second person, who may approve, confirms it. Then the
cooling-off days of the policy must pass before a person lets payment go on. A vendor that denies
the account ends it: the hold stays.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class CallOutcome(StrEnum):
    """What the vendor said on the number we hold."""

    CONFIRMED = "confirmed"
    DENIED = "denied"


class CheckState(StrEnum):
    """How far the check of other bank details has come."""

    NOT_CALLED = "not_called"
    DENIED = "denied"
    AWAITS_SECOND_PERSON = "awaits_second_person"
    COOLING_OFF = "cooling_off"
    MAY_BE_RELEASED = "may_be_released"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class BankChangeSettings:
    """What the policy asks for before payment to another account goes on."""

    cooling_off_days: int = 3


@dataclass(frozen=True, slots=True)
class Call:
    """One call-back: who, when, what the vendor said; and the second person who confirmed it."""

    called_by: str
    called_on: date
    outcome: CallOutcome
    cooling_off_days: int
    confirmed_by: str | None = None

    @property
    def free_on(self) -> date:
        """Return the first day on which payment may go on."""
        return self.called_on + timedelta(days=self.cooling_off_days)


def state_of(call: Call | None, *, today: date, is_released: bool = False) -> CheckState:
    """Return how far the check has come."""
    if is_released:
        return CheckState.RELEASED
    if call is None:
        return CheckState.NOT_CALLED
    if call.outcome is CallOutcome.DENIED:
        return CheckState.DENIED
    if call.confirmed_by is None:
        return CheckState.AWAITS_SECOND_PERSON
    if today < call.free_on:
        return CheckState.COOLING_OFF
    return CheckState.MAY_BE_RELEASED


def may_call(call: Call | None, *, phone_on_file: str | None) -> str | None:
    """Say why nobody can call now, or nothing where somebody can."""
    if call is not None and call.outcome is CallOutcome.DENIED:
        return "The vendor denied the account: reject the invoice and report the attempt."
    if call is not None:
        return "The vendor was called already."
    if not _digits(phone_on_file):
        return (
            "No telephone number of the vendor is on file. Have it added to the master data from a"
            " contract or an earlier order, never from this document."
        )
    return None


def may_confirm(call: Call | None, *, by: str) -> str | None:
    """Say why this person cannot be the second one."""
    if call is None:
        return "Nobody has called the vendor yet."
    if call.outcome is CallOutcome.DENIED:
        return "The vendor denied the account: there is nothing to confirm."
    if call.confirmed_by is not None:
        return "A second person confirmed it already."
    if call.called_by == by:
        return "You made the call; the second person must be somebody else."
    return None


def may_release(call: Call | None, *, today: date) -> str | None:
    """Say why payment stays held."""
    match state_of(call, today=today):
        case CheckState.MAY_BE_RELEASED:
            return None
        case CheckState.COOLING_OFF if call is not None:
            return f"Payment stays held until {call.free_on.isoformat()}."
        case CheckState.DENIED:
            return "The vendor denied the account: payment stays held."
        case CheckState.AWAITS_SECOND_PERSON:
            return "A second person must confirm the call first."
        case _:
            return "Somebody must call the vendor on the number on file first."


def _digits(text: str | None) -> str:
    return "".join(c for c in text or "" if c.isdigit())
