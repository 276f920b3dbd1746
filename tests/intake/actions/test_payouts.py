"""Payout reports are taken in: payouts and movements, each known once."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from audit.models import AuditEvent
from core.reasons import ReasonCode
from intake.models import Payout, PayoutLine
from tests.intake.actions.test_statements import codes, take

pytestmark = pytest.mark.django_db

SAMPLES = Path(__file__).parents[2] / "samples" / "payouts"
ADYEN = (SAMPLES / "adyen.csv").read_text()
STRIPE = (SAMPLES / "stripe.csv").read_text()
SHOPIFY = (SAMPLES / "shopify.csv").read_text()


def test_a_payout_is_kept_with_its_movements_and_totals() -> None:
    """T73."""
    document = take(STRIPE)

    payout = Payout.objects.get()
    assert (document.document_type, document.state, document.records) == (
        "payout_report",
        "settled",
        5,
    )
    assert (payout.amount, payout.net_total, payout.line_count) == (
        Decimal("220.40"),
        Decimal("220.40"),
        5,
    )
    assert (payout.gross_total, payout.fee_total) == (Decimal("245.00"), Decimal("-24.60"))
    charge = PayoutLine.objects.get(line_key="txn_1")
    assert charge.at == datetime(2026, 3, 8, 1, 30, tzinfo=UTC)
    event = AuditEvent.objects.get(action="intake.payout.imported")
    assert event.payload == {"created": 5, "lines": 5, "payouts": 1}


def test_the_same_movements_again_are_known() -> None:
    take(STRIPE)
    again = take(STRIPE + "\n")

    assert PayoutLine.objects.count() == 5
    assert Payout.objects.get().net_total == Decimal("220.40")
    assert codes(again) == [ReasonCode.DUPLICATE_LINE]


def test_a_movement_that_waited_gets_its_payout() -> None:
    take(SHOPIFY)
    waiting = PayoutLine.objects.get(order_id="#1002")
    later = SHOPIFY.replace("pending,,2026-03-12", "paid,2026-03-12,2026-03-12")
    take("\n".join([later.splitlines()[0], later.splitlines()[-1]]))

    waiting.refresh_from_db()
    assert PayoutLine.objects.count() == 4
    assert waiting.payout == Payout.objects.get(payout_id="2026-03-12")
    assert Payout.objects.get(payout_id="2026-03-12").net_total == Decimal("48.25")


def test_a_corrected_report_replaces_without_doubling() -> None:
    row = "txn_9,2026-03-10 00:00:00,2026-03-10 05:00:00,2026-03-10,usd,{0},0.00,{0},{1},po_1\n"
    row = row.replace("po_1", "x,,,,po_1,2026-03-10,")
    stated = row.format("-220.40", "payout").replace("txn_9", "txn_p")
    wrong = take(STRIPE.replace("193.90", "194.90") + row.format("7.00", "charge") + stated)
    right = take(STRIPE + stated)

    assert codes(wrong) == [ReasonCode.PAYOUT_OUT_OF_BALANCE, ReasonCode.TOTALS_MISMATCH]
    payout = Payout.objects.get()
    assert (payout.amount, payout.net_total) == (Decimal("220.40"), Decimal("220.40"))
    assert PayoutLine.objects.get(line_key="txn_9").is_withdrawn
    flaws = codes(right)
    assert flaws.count(ReasonCode.DUPLICATE_LINE) == 3  # changed, withdrawn, known
    assert ReasonCode.PAYOUT_OUT_OF_BALANCE not in flaws


def test_a_manual_payout_has_no_movements_invented() -> None:
    """T74."""
    document = take((SAMPLES / "paypal_activity.csv").read_text())

    manual = Payout.objects.get(payout_id="T6")
    assert (manual.is_itemized, manual.line_count, manual.amount) == (False, 0, Decimal("10.00"))
    assert PayoutLine.objects.get(line_key="T5").payout is None
    assert document.records == 4


def test_a_payout_without_a_day_has_that_of_its_last_movement() -> None:
    """Without any day it would never be booked."""
    take("\n".join(ADYEN.splitlines()[:-1]) + "\n")

    payout = Payout.objects.get()
    assert (payout.paid_on, payout.to_date) == (None, date(2026, 3, 9))

    take(ADYEN)

    payout.refresh_from_db()
    assert (payout.amount, payout.paid_on) == (Decimal("3.00"), date(2026, 3, 9))
