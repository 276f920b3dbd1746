"""Payment to another account: a call, a second person, and some days (T62)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciliation.rules.bank_checks import (
    Call,
    CallOutcome,
    CheckState,
    may_call,
    may_confirm,
    may_release,
    state_of,
)

DAY = date(2026, 3, 10)
CALL = Call("person:olivia", DAY, CallOutcome.CONFIRMED, 3)
CONFIRMED = replace(CALL, confirmed_by="person:conrad")
DENIED = replace(CALL, outcome=CallOutcome.DENIED)


@pytest.mark.parametrize(
    ("call", "today", "state"),
    [
        (None, DAY, CheckState.NOT_CALLED),
        (DENIED, DAY, CheckState.DENIED),
        (replace(DENIED, confirmed_by="person:conrad"), DAY, CheckState.DENIED),
        (CALL, DAY + timedelta(days=9), CheckState.AWAITS_SECOND_PERSON),
        (CONFIRMED, DAY + timedelta(days=2), CheckState.COOLING_OFF),
        (CONFIRMED, DAY + timedelta(days=3), CheckState.MAY_BE_RELEASED),
    ],
)
def test_t62_the_check_goes_one_step_after_another(
    call: Call | None, today: date, state: CheckState
) -> None:
    assert state_of(call, today=today) is state
    assert (may_release(call, today=today) is None) is (state is CheckState.MAY_BE_RELEASED)


def test_t62_only_a_number_on_file_is_called() -> None:
    assert "number" in (may_call(None, phone_on_file=None) or "")
    assert may_call(None, phone_on_file="+31 10 555 0100") is None
    assert may_call(CALL, phone_on_file="+31 10 555 0100") is not None


def test_t62_the_second_person_is_somebody_else() -> None:
    assert may_confirm(CALL, by="person:olivia") is not None
    assert may_confirm(CALL, by="person:conrad") is None
    assert may_confirm(DENIED, by="person:conrad") is not None
    assert may_confirm(None, by="person:conrad") is not None


@given(days=st.integers(0, 90), after=st.integers(0, 200))
def test_nothing_is_released_before_the_days_have_passed(days: int, after: int) -> None:
    call = replace(CONFIRMED, cooling_off_days=days)

    assert (may_release(call, today=DAY + timedelta(days=after)) is None) is (after >= days)
