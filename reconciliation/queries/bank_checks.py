"""How far the check of other bank details has come, for the page of a case."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from reconciliation.models import BankCheck, Case
from reconciliation.rules.bank_checks import Call, CallOutcome, CheckState, may_call, state_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reconciliation.models import Hold


@dataclass(frozen=True, slots=True)
class BankCheckFile:
    """One check as the page shows it."""

    state: CheckState
    check: BankCheck | None
    free_on: date | None
    phone_on_file: str | None
    why_nobody_calls: str | None


def call_of(check: BankCheck | None) -> Call | None:
    """Return the call as the rules take it."""
    if check is None:
        return None
    return Call(
        called_by=check.called_by,
        called_on=check.called_at.date(),
        outcome=CallOutcome(check.outcome),
        cooling_off_days=check.cooling_off_days,
        confirmed_by=check.confirmed_by,
    )


def bank_check_file(case: Case, holds: "Sequence[Hold]", *, today: date) -> BankCheckFile | None:
    """Return the check of a case's newest hold for bank details, or nothing without such a hold."""
    of_bank = [hold for hold in holds if hold.hold_reason == "BANK_DETAILS_CHANGED"]
    if not of_bank:
        return None
    hold = of_bank[-1]
    check = BankCheck.objects.filter(hold=hold).first()
    call = call_of(check)
    phone = None if case.vendor is None else case.vendor.phone
    return BankCheckFile(
        state=state_of(call, today=today, is_released=hold.released_at is not None),
        check=check,
        free_on=None if call is None else call.free_on,
        phone_on_file=phone,
        why_nobody_calls=may_call(call, phone_on_file=phone),
    )
