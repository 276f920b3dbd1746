"""The page of what processors hold back, beside the books, and the same for a script."""

import json
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from backoffice.roles import Role
from core.actors import PIPELINE, Actor, ActorKind
from intake.models import Payout, PayoutLine
from reconciliation.actions import cash_booking, cash_matching
from tests.factories import NOW, make_document, make_person
from tests.intake.cash_factories import make_payout

pytestmark = pytest.mark.django_db
ANNA = Actor(kind=ActorKind.PERSON, name="anna")


def withhold(payout: Payout, kind: str, amount: str, order: str | None = None) -> None:
    """Add a movement to a payout, and to what it comes to."""
    PayoutLine.objects.create(
        payout=payout, processor="stripe", line_key=f"{kind}-{amount}-{order}", type=kind,
        gross=Decimal(amount), net=Decimal(amount), currency="EUR", order_id=order,
        document=payout.document,
    )  # fmt: skip
    payout.amount = (payout.amount or Decimal(0)) + Decimal(amount)
    payout.net_total = (payout.net_total or Decimal(0)) + Decimal(amount)
    payout.save()


def test_what_is_held_stands_beside_the_books(client: Client) -> None:
    payout = make_payout(make_document())
    withhold(payout, "reserve_hold", "-3.00")
    withhold(payout, "reserve_release", "1.00")
    withhold(payout, "dispute", "-2.00", "O-7")
    withhold(payout, "dispute", "-4.00", "O-8")
    withhold(payout, "dispute_reversal", "2.00", "O-7")
    cash_matching.match_cash(actor=PIPELINE, at=NOW)
    cash_booking.book_cash(through=NOW.date(), actor=ANNA, at=NOW)
    client.force_login(make_person("anna", Role.CONTROLLER))

    page = client.get("/cash/held/").content.decode()
    told = StringIO()
    call_command("cash", "held", "--through", "2026-11-27", "--json", stdout=told)

    rows = {row["kind"]: row for row in map(json.loads, told.getvalue().splitlines())}
    assert rows["reserve"]["held"] == "2.00"
    assert [each["names"] for each in rows["dispute"]["open"]] == [["O-8"]]
    assert "O-8" in page
    assert "O-7" not in page
    assert page.count('<span class="chip chip--good">None</span>') == 2


def test_an_empty_page_says_so(client: Client) -> None:
    client.force_login(make_person("anna", Role.OPERATOR))

    assert "Nothing is held back" in client.get("/cash/held/").content.decode()


def test_a_payout_that_names_nothing_is_reconciled_by_the_balance(client: Client) -> None:  # T74
    paper = make_document()
    PayoutLine.objects.create(
        processor="paypal", line_key="T-1", type="charge", gross=Decimal("80.00"),
        net=Decimal("80.00"), currency="EUR", at=NOW, document=paper,
    )  # fmt: skip
    for name, amount in (("W-1", "50.00"), ("W-2", "40.00")):
        Payout.objects.create(
            processor="paypal", payout_id=name, currency="EUR", amount=Decimal(amount),
            gross_total=0, fee_total=0, net_total=0, line_count=0, is_itemized=False,
            paid_on=NOW.date(), document=paper,
        )  # fmt: skip
    client.force_login(make_person("anna", Role.OPERATOR))

    page = client.get("/cash/held/").content.decode()
    said = StringIO()
    call_command("cash", "balances", "--json", stdout=said)

    (place,) = map(json.loads, said.getvalue().splitlines())
    assert (place["movements"], place["paid_out"], place["left"]) == ("80.00", "90.00", "-10.00")
    assert [each["is_covered"] for each in place["payouts"]] == [True, False]
    assert page.count("movements are missing") == 1
