"""Where the parts of matched cash are booked, and where they are taken back from."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from core.actors import PIPELINE, Actor, ActorKind
from intake.models import Payout, PayoutLine, SalesOrder
from ledger.models import JournalLine, Period
from ledger.movements import balance_of
from reconciliation.actions import cash_booking, cash_matching, policies
from reconciliation.models import CashMatch
from tests.factories import NOW, make_document
from tests.intake.cash_factories import make_payout

pytestmark = pytest.mark.django_db
ANNA = Actor(kind=ActorKind.PERSON, name="anna")
DECEMBER = date(2026, 12, 31)


@pytest.fixture
def paid() -> Payout:
    """Return a payout of one sale by Amex in September, matched."""
    SalesOrder.objects.create(
        order_id="O-1", placed_at=datetime.fromisoformat("2026-09-03T10:00:00+00:00"),
        currency="EUR", gross=Decimal("10.00"), tender="Amex",
    )  # fmt: skip
    made = make_payout(make_document())
    cash_matching.match_cash(actor=PIPELINE, at=NOW)
    return made


def change(**cash: object) -> None:
    """Put other settings of cash in force."""
    policies.import_policy({"cash": cash}, has_decisions=False, actor=ANNA, at=NOW)


def standing(*accounts: str) -> list[Decimal]:
    """Return what stands on some accounts."""
    return [sum(balance_of(each).values(), Decimal(0)) for each in accounts]


def test_t91_a_tender_has_an_account_of_its_own(paid: Payout) -> None:
    change(tender_accounts=[{"tender": "amex", "account": "1162"}])

    cash_booking.book_cash(through=DECEMBER, actor=ANNA, at=NOW)

    assert standing("1162", "1160", "1150") == [Decimal("-10.00"), 0, Decimal("9.50")]


def test_what_is_taken_back_leaves_the_account_it_was_booked_on(paid: Payout) -> None:
    cash_booking.book_cash(through=DECEMBER, actor=ANNA, at=NOW)
    change(
        tender_accounts=[{"tender": "amex", "account": "1162"}], accounts={"processor_fees": "6799"}
    )

    cash_booking.take_back([CashMatch.objects.get(payout=paid).pk], actor=PIPELINE, at=NOW)

    assert standing("1160", "1162", "1150", "6720", "6799") == [0, 0, 0, 0, 0]


def test_t75_a_refund_of_a_closed_period_is_named_so(paid: Payout) -> None:
    Period.objects.create(period="2026-09", state="closed", closed_at=NOW, closed_by="anna")
    PayoutLine.objects.update(type="refund", gross=Decimal("-10.00"), net=Decimal("-10.50"))
    Payout.objects.update(amount=Decimal("-10.50"), net_total=Decimal("-10.50"))
    cash_matching.match_cash(actor=PIPELINE, at=NOW)

    cash_booking.book_cash(through=DECEMBER, actor=ANNA, at=NOW)

    assert {line.memo for line in JournalLine.objects.all()} == {
        "Payout",
        "Refund of a prior period",
        "Fee",
    }
