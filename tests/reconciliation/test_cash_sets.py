"""Ten deposits of one amount are matched as a set, or not at all (T81)."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from audit.models import AuditEvent
from backoffice.roles import Role
from core.actors import PIPELINE, Actor, ActorKind
from intake.models import BankAccount, BankLine, SalesOrder
from reconciliation.actions import cash_deciding, cash_matching, cash_sets
from reconciliation.models import CashMatch, CashMatchPart
from reconciliation.queries.cash_sets import SameAmount
from reconciliation.rules.cash_desk import Candidate
from reconciliation.rules.cash_values import PartType
from tests.factories import NOW, make_person

pytestmark = pytest.mark.django_db
ANNA = Actor(kind=ActorKind.PERSON, name="anna")


@pytest.fixture
def lines() -> list[BankLine]:
    """Return ten deposits of 19.99 beside ten sales of 19.99."""
    account = BankAccount.objects.create(bank_account="MAIN", currency="EUR", entity="DE01")
    for n in range(1, 11):
        SalesOrder.objects.create(
            order_id=f"W-{n:04}", placed_at=f"2026-03-{n:02}T10:00:00Z", gross=Decimal("19.99"),
            currency="EUR", tender="transfer",
        )  # fmt: skip
        BankLine.objects.create(
            bank_account=account, line_key=str(n), booked_on=date(2026, 3, 11 + n),
            amount=Decimal("19.99"), currency="EUR", memo="thank you", reference=f"B-{n}",
        )  # fmt: skip
    cash_matching.match_cash(actor=PIPELINE, at=NOW)
    return list(BankLine.objects.order_by("pk"))


def settle(line: BankLine, count: int) -> int:
    """Match the set of a line as Anna."""
    version = CashMatch.objects.get(bank_line=line).version
    return cash_sets.settle_set(line_id=line.pk, count=count, version=version, actor=ANNA, at=NOW)


def test_no_line_is_picked_by_itself_and_all_are_matched_as_a_set(lines: list[BankLine]) -> None:
    assert set(CashMatch.objects.values_list("status", flat=True)) == {"ambiguous"}

    assert settle(lines[3], 10) == 10

    assert set(CashMatch.objects.values_list("status", flat=True)) == {"matched"}
    assert CashMatchPart.objects.values("record_key").distinct().count() == 10
    assert AuditEvent.objects.filter(action="reconciliation.cash.settled_as_set").count() == 10
    assert cash_matching.match_cash(actor=PIPELINE, at=NOW).changed == 0


def test_a_set_that_is_not_what_was_shown_is_refused(lines: list[BankLine]) -> None:
    SalesOrder.objects.filter(order_id="W-0001").delete()

    with pytest.raises(cash_deciding.UnableToSettleCash, match="not as many"):
        settle(lines[0], 10)

    assert not CashMatch.objects.filter(status="matched").exists()


def test_what_one_owes_is_no_set_with_lines_of_several() -> None:
    records = tuple(
        Candidate(key, PartType.INVOICE, f"R-{key}", Decimal(20), "EUR", party="Nordwind GmbH")
        for key in (8, 16)
    )

    def is_set(*payers: str | None) -> bool:
        return SameAmount((1, 2), records, Decimal(20), "EUR", frozenset(payers)).is_set

    assert is_set("NORDWIND")
    assert not is_set("NORDWIND", "ALPENBAU")
    assert not is_set("NORDWIND", None)


def test_the_page_offers_the_set(lines: list[BankLine], client: Client) -> None:
    client.force_login(make_person("otto", Role.OPERATOR))

    page = client.get(f"/cash/{lines[0].pk}/").content.decode()
    client.post(f"/cash/{lines[0].pk}/set/", {"version": 1, "count": 10})

    assert "Match all 10 as a set" in page
    assert CashMatch.objects.filter(status="matched").count() == 10
