"""Payment terms in several languages, their days and their discounts."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.rules.terms import Terms, annual_rate, discount_amount, terms_of

ISSUED = date(2026, 1, 15)
RECEIVED = date(2026, 1, 20)
D = Decimal


@pytest.mark.parametrize(
    ("text", "due", "until", "percent"),
    [
        ("2/10 net 30", date(2026, 2, 14), date(2026, 1, 25), "2"),
        ("2% 10 Net 30", date(2026, 2, 14), date(2026, 1, 25), "2"),
        ("2 % 10 days, net 30 days", date(2026, 2, 14), date(2026, 1, 25), "2"),
        ("3% Skonto innerhalb 10 Tagen, 30 Tage netto", date(2026, 2, 14), date(2026, 1, 25), "3"),
        ("14 Tage 2,5 % Skonto, 30 Tage netto", date(2026, 2, 14), date(2026, 1, 29), "2.5"),
        ("#SKONTO#TAGE=14#PROZENT=2.25#", None, date(2026, 1, 29), "2.25"),
        ("net 14", date(2026, 1, 29), None, None),
        ("Payable within 30 days", date(2026, 2, 14), None, None),
        ("Zahlbar innerhalb von 14 Tagen ohne Abzug", date(2026, 1, 29), None, None),
        ("30 jours fin de mois", date(2026, 2, 28), None, None),
        ("Net 30 EOM", date(2026, 2, 28), None, None),
        ("end of month", date(2026, 1, 31), None, None),
        ("15th of next month", date(2026, 2, 15), None, None),
        ("10th prox", date(2026, 2, 10), None, None),
        ("due on receipt", ISSUED, None, None),
        ("net 30 from receipt of goods", date(2026, 2, 19), None, None),
        ("as agreed", None, None, None),
        (None, None, None, None),
    ],
)
def test_t49_terms_are_read(
    text: str | None, due: date | None, until: date | None, percent: str | None
) -> None:
    found = terms_of(text, ISSUED, RECEIVED)

    assert found == Terms(due, until, None if percent is None else D(percent))


def test_a_printed_due_date_wins_and_bounds_the_discount() -> None:
    found = terms_of("2/10 net 30", ISSUED, None, date(2026, 1, 20))

    assert (found.due_date, found.discount_until) == (date(2026, 1, 20), date(2026, 1, 20))


def test_without_an_issue_date_only_what_is_printed_is_known() -> None:
    assert terms_of("net 30", None, RECEIVED) == Terms()


def test_t48_the_discount_is_on_the_goods_and_worth_37_percent_a_year() -> None:
    rate = annual_rate(D(2), 10, 30)

    assert discount_amount(D(1000), D(2)) == 20
    assert rate is not None
    assert round(rate, 1) == D("37.2")
    assert annual_rate(D(2), 30, 30) is None


@given(text=st.text(max_size=80))
def test_any_text_is_read_without_an_error(text: str) -> None:
    found = terms_of(text, ISSUED, RECEIVED)

    assert found.discount_percent is None or 0 < found.discount_percent < 50


@given(percent=st.integers(1, 9), early=st.integers(1, 20), late=st.integers(21, 120))
def test_every_pair_of_days_in_the_usual_form(percent: int, early: int, late: int) -> None:
    found = terms_of(f"{percent}/{early} net {late}", ISSUED)

    assert found.due_date is not None
    assert (found.due_date - ISSUED).days == late
    assert found.discount_until is not None
    assert (found.discount_until - ISSUED).days == early
