"""Who may decide what."""

from dataclasses import replace
from decimal import Decimal

import pytest

from core.actors import ActorKind
from review.rules import (
    APPROVE,
    DECIDE,
    CaseFacts,
    Decider,
    DecisionAction,
    Limits,
    Wish,
    may_decide,
)

OPEN = CaseFacts(is_open=True, version=3, gross_total=Decimal("900.00"), currency="EUR")
OLIVIA = Decider(ActorKind.PERSON, "person:olivia", frozenset({DECIDE}))
CONRAD = Decider(ActorKind.PERSON, "person:conrad", frozenset({DECIDE, APPROVE}))
ROBOT = Decider(ActorKind.SERVICE, "service:robot", frozenset({DECIDE, APPROVE}))
LIMITS = Limits(operator=Decimal(1000), four_eyes_above=Decimal(10_000))
YES = Wish(DecisionAction.APPROVE, case_version=3)


def test_one_person_approves_up_to_the_limit_and_on_it() -> None:
    on_it = replace(OPEN, gross_total=Decimal("1000.00"))

    verdict = may_decide(YES, on_it, OLIVIA, LIMITS)

    assert verdict.refusal is None
    assert not verdict.needs_second_person


@pytest.mark.parametrize("gross", [Decimal("1000.01"), Decimal(-5000), None])
def test_above_the_limit_or_unknown_needs_a_second_person(gross: Decimal | None) -> None:
    verdict = may_decide(YES, replace(OPEN, gross_total=gross), OLIVIA, LIMITS)

    assert verdict.refusal is None
    assert verdict.needs_second_person


def test_the_second_person_is_never_the_first() -> None:
    case = replace(OPEN, gross_total=Decimal(20_000), first_approval_by=CONRAD.label)

    verdict = may_decide(YES, case, CONRAD, LIMITS)

    assert verdict.refusal is not None
    assert "somebody else" in verdict.refusal


def test_the_second_person_is_a_controller() -> None:
    case = replace(OPEN, gross_total=Decimal(5000), first_approval_by="person:oscar")

    assert may_decide(YES, case, OLIVIA, LIMITS).refusal is not None
    assert may_decide(YES, case, CONRAD, LIMITS).refusal is None


def test_changed_bank_details_always_need_two_people() -> None:
    held = replace(OPEN, open_holds=("BANK_DETAILS_CHANGED",))  # T62

    assert may_decide(YES, held, CONRAD, Limits()).needs_second_person


def test_a_service_account_never_approves() -> None:
    verdict = may_decide(YES, OPEN, ROBOT, LIMITS)  # T134

    assert verdict.refusal is not None
    assert "person" in verdict.refusal


def test_a_case_that_changed_since_it_was_shown_is_not_decided() -> None:
    verdict = may_decide(replace(YES, case_version=2), OPEN, OLIVIA, LIMITS)  # T70, T71

    assert verdict.is_stale


@pytest.mark.parametrize(
    "action", [DecisionAction.REJECT, DecisionAction.ASK, DecisionAction.ESCALATE]
)
def test_refusing_and_asking_needs_words(action: DecisionAction) -> None:
    silent = Wish(action, case_version=3)

    assert may_decide(silent, OPEN, OLIVIA, LIMITS).refusal is not None
    assert may_decide(replace(silent, comment="Why?"), OPEN, OLIVIA, LIMITS).refusal is None


def test_a_correction_changes_something() -> None:
    nothing = Wish(DecisionAction.CORRECT, case_version=3)

    assert may_decide(nothing, OPEN, OLIVIA, LIMITS).refusal == "Nothing was changed."


def test_who_may_only_read_decides_nothing() -> None:
    reader = Decider(ActorKind.PERSON, "person:audrey", frozenset())

    for action in DecisionAction:
        wish = Wish(action, case_version=3, comment="x", has_changes=True)
        assert may_decide(wish, OPEN, reader, LIMITS).refusal is not None


def test_a_decided_case_stays_decided() -> None:
    done = replace(OPEN, is_open=False, decided_by="person:oscar")

    verdict = may_decide(YES, done, OLIVIA, LIMITS)

    assert verdict.refusal == "This case is decided already, by oscar."
