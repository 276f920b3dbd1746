"""Statements of account: figures, flaws, downloads that run nothing, and the paper."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pypdfium2
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from backoffice.roles import Role
from core.actors import PIPELINE
from intake.models import BankAccount, BankLine, BankStatement
from reconciliation.actions import cash_matching
from reconciliation.models import CashMatch
from reconciliation.rules import cash_paper
from reconciliation.rules.cash_statement import StatedBalance, dead, flaws_of
from tests.factories import make_document, make_person
from tests.intake.cash_factories import make_statement


def stated(number: str, day: int, opening: str, closing: str, moved: str) -> StatedBalance:
    """Return a statement of one day of March."""
    on = date(2026, 3, day)
    return StatedBalance(number, on, on, Decimal(opening), Decimal(closing), Decimal(moved))


def test_gaps_overlaps_and_sums_are_named() -> None:
    found = flaws_of(  # T85
        [
            stated("1", 2, "100", "110", "10"),
            stated("2", 3, "115", "120", "5"),
            stated("3", 2, "120", "130", "9"),
        ]
    )

    assert [(flaw.kind, flaw.number, flaw.amount) for flaw in found] == [
        ("gap", "2", Decimal(5)),
        ("does not add up", "3", Decimal(1)),
        ("overlap", "3", None),
    ]


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=8))
def test_statements_that_follow_have_no_flaw(moves: list[int]) -> None:
    balance, statements = 0, []
    for place, move in enumerate(moves, start=1):
        statements.append(stated(str(place), place, str(balance), str(balance + move), str(move)))
        balance += move

    assert flaws_of(statements) == ()


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", " =1", "＝1"])
def test_no_cell_runs(cell: str) -> None:
    assert dead(cell).startswith("'")  # R26
    assert dead("Nordwind GmbH") == "Nordwind GmbH"


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [("-500", "EUR", "−500.00"), ("1234567", "JPY", "1,234,567"), ("0.005", "EUR", "0.005")],
)
def test_paper_shows_all_decimals_of_a_currency(amount: str, currency: str, text: str) -> None:
    assert cash_paper.amount_text(Decimal(amount), currency) == text


@pytest.mark.django_db
def test_the_page_and_its_files_say_the_same(client: Client) -> None:
    make_statement(make_document("bank.xml"), entity="DE01")
    BankLine.objects.update(counterparty="=HYPERLINK(1)", memo='#panic("x")')
    account = BankAccount.objects.get()
    client.force_login(make_person("carla", Role.CONTROLLER))
    asked = f"/cash/accounts/{account.pk}/{{}}?from=2026-11-01&to=2026-11-30"

    shown = client.get(asked.format("")).content.decode()
    told = json.loads(client.get(asked.format("json/")).content)
    table = client.get(asked.format("csv/")).content.decode()
    paper = client.get(asked.format("pdf/")).content

    assert told["figures"]["opening"] == "100.00"
    assert told["figures"]["closing as stated"] == told["figures"]["reached"] == "110.00"
    assert told["figures"]["open lines"] == "10.00"
    assert "110.00" in shown
    assert "'=HYPERLINK(1)" in table
    text = pypdfium2.PdfDocument(paper)[0].get_textpage().get_text_range()
    assert "Statement of account" in text
    assert '#panic("x")' in text
    assert client.get(asked.format("exe/")).status_code == 404


@pytest.mark.django_db
def test_days_inside_a_statement_lack_nothing(client: Client) -> None:
    """Balances are stated at the end of a month; lines carry them to any day."""
    account = make_statement(make_document("bank.xml"), entity="DE01").bank_account
    BankStatement.objects.update(from_date=date(2026, 11, 1), to_date=date(2026, 11, 30))
    client.force_login(make_person("carla", Role.CONTROLLER))
    booked = BankLine.objects.get().booked_on
    figures = {}
    for since, until in ((1, 30), (booked.day, 30), (booked.day + 1, 30), (1, booked.day)):
        asked = f"/cash/accounts/{account.pk}/json/?from=2026-11-{since:02}&to=2026-11-{until:02}"
        figures[since, until] = json.loads(client.get(asked).content)["figures"]

    assert {row["missing"] for row in figures.values()} <= {"0.00", None}
    assert figures[booked.day, 30]["opening"] == "100.00"
    assert figures[1, 30]["reached"] == "110.00"


@pytest.mark.django_db
def test_matches_are_told_as_they_were_on_a_day(client: Client) -> None:
    make_statement(make_document("bank.xml"), entity="DE01")
    line = BankLine.objects.get()
    cash_matching.match_cash(actor=PIPELINE, at=datetime(2026, 12, 1, tzinfo=UTC))
    at = {"status": "matched", "changed_at": datetime(2026, 12, 3, 9, tzinfo=UTC)}
    CashMatch.objects.filter(bank_line=line).update(**at)
    undone = {"status": "unmatched", "changed_at": datetime(2026, 12, 9, 9, tzinfo=UTC)}
    CashMatch.objects.filter(bank_line=line).update(**undone)
    client.force_login(make_person("carla", Role.CONTROLLER))
    asked = f"/cash/accounts/{line.bank_account_id}/json/?from=2026-11-01&to=2026-11-30"

    told = {
        day: json.loads(client.get(f"{asked}&seen={day}").content)["figures"]["open lines"]
        for day in ("2026-12-02", "2026-12-05", "2026-12-10", "")
    }

    assert told == {"2026-12-02": "10.00", "2026-12-05": "0", "2026-12-10": "10.00", "": "10.00"}
