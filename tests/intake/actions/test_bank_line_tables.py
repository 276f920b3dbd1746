"""Tables of bank lines: references on several lines, and files that correct earlier ones (T85)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.reasons import ReasonCode
from intake.models import BankLine
from intake.rules.line_references import References, Told
from tests.intake.actions.test_statements import codes, standing, take
from tests.intake.actions.test_statements import limits as limits

HEAD = "bank_account,booked_on,amount,currency,reference,memo\n"


@pytest.mark.django_db
def test_a_reference_that_says_two_things_on_a_day_is_named_and_both_are_kept() -> None:
    """T81: what is alike, or comes back on another day, is another movement."""
    document = take(
        HEAD + "MAIN,2026-03-02,10.00,EUR,R1,one\nMAIN,2026-03-02,11.00,EUR,R1,two\n"
        "MAIN,2026-03-04,10.00,EUR,R1,one\n"
        "MAIN,2026-03-03,12.00,EUR,R2,three\nMAIN,2026-03-03,12.00,EUR,R2,three\n"
        "SAVE,2026-03-03,12.00,EUR,R2,four\nMAIN,2026-03-03,1.00,EUR,,five\n"
        "MAIN,2026-03-03,1.00,EUR,,five\n"
    )

    assert codes(document) == [ReasonCode.DUPLICATE_LINE]
    assert sorted(standing()) == [Decimal(n) for n in (1, 1, 10, 10, 11, 12, 12, 12)]


@pytest.mark.django_db
def test_a_corrected_table_replaces_its_lines_without_doubling_them() -> None:
    take(HEAD + "MAIN,2026-03-02,10.00,EUR,R1,one\nMAIN,2026-03-02,5.00,EUR,R2,two\n")

    document = take(HEAD + "MAIN,2026-03-02,100.00,EUR,R1,one\nMAIN,2026-03-02,5.00,EUR,R2,two\n")
    again = take(HEAD + "MAIN,2026-03-02,100.00,EUR,R1,one\nMAIN,2026-03-02,5.00,EUR,R2,two\n\n")
    later = take(HEAD + "MAIN,2026-04-02,40.00,EUR,R1,a second instalment\n")

    old = BankLine.objects.get(amount=Decimal(10))
    assert (old.status, old.replaced_by) == ("replaced", BankLine.objects.get(amount=Decimal(100)))
    assert ReasonCode.DUPLICATE_LINE in codes(document)
    assert ReasonCode.DUPLICATE_LINE not in codes(again) + codes(later)
    assert sorted(standing()) == [Decimal(5), Decimal(40), Decimal(100)]


@pytest.mark.django_db
def test_what_came_back_and_a_file_of_its_own_correct_nothing() -> None:
    take(HEAD + "MAIN,2026-03-02,10.00,EUR,R1,one\nMAIN,2026-03-02,5.00,EUR,R2,two\n")

    back = take(HEAD + "MAIN,2026-03-02,-10.00,EUR,R1,came back\nMAIN,2026-03-02,5.00,EUR,R2,two\n")
    part = take(HEAD + "MAIN,2026-03-02,7.00,EUR,R2,a second part of the day\n")

    assert ReasonCode.DUPLICATE_LINE not in codes(back) + codes(part)
    assert sorted(standing()) == [Decimal(n) for n in (-10, 5, 7, 10)]


@given(told=some.lists(some.tuples(some.sampled_from("abcd"), some.integers(1, 5)), max_size=30))
def test_every_reference_with_two_contents_on_a_day_is_named_once(
    told: list[tuple[str, int]],
) -> None:
    references = References()
    for line, (reference, day) in enumerate(told, start=2):
        references.note(reference, Told(line, Decimal(1), date(2026, 3, day)))

    named = [found.reference for found in references.repeated()]

    assert sorted(named, key=str) == sorted(
        {name for name, day in told if told.count((name, day)) > 1}
    )
