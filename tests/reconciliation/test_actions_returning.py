"""Credit and rebill: what a booked credit note gives back, and takes again (T32)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from audit.models import AuditEvent
from backoffice import pipeline
from core.actors import PIPELINE, Actor, ActorKind
from core.reasons import ReasonCode
from intake.models import Invoice
from intake.rules.reading import DocumentKind
from reconciliation.actions import matching, policies, settling
from reconciliation.models import Case, GivenBack, OrderBalance, ReceiptBalance
from reconciliation.queries import closing
from tests.reconciliation import factories as make

pytestmark = pytest.mark.django_db

ANNA = Actor(kind=ActorKind.PERSON, name="anna")


@pytest.fixture(autouse=True)
def _received() -> None:
    make.order("PO-1", ("A-1", "100", "10.00"))
    make.receipt("PO-1", ("10", "60"), number="GR-1")
    make.receipt("PO-1", ("10", "40"), number="GR-2")


def matched(invoice: Invoice) -> Case:
    (found,) = matching.match_invoices([invoice.pk], actor=PIPELINE, at=make.AT)
    return found.case


def bill(number: str, quantity: str = "100") -> Case:
    lines = [make.line("1", "A-1", quantity, "10.00")]
    return matched(make.invoice(make.reading(number, "PO-1", lines)))


def credit(number: str, quantity: str, price: str = "10.00", *, of: str = "R-1") -> Case:
    reading = make.reading(
        number,
        None,
        [make.line("1", "A-1", quantity, price)],
        kind=DocumentKind.CREDIT_NOTE,
        type_code="381",
        preceding_invoice=of,
        issue_date=make.ISSUED + timedelta(days=5),
    )
    return matched(make.invoice(reading))


def approve(case: Case) -> settling.Settled:
    return settling.apply_decision(case, outcome="approve", actor=ANNA, at=make.AT)


def consumed() -> list[Decimal]:
    return list(
        ReceiptBalance.objects.order_by("receipt_line").values_list("quantity_consumed", flat=True)
    )


def test_t32_the_bill_that_comes_instead_is_paid_once() -> None:
    """The three are tied by the order and by number; the net effect is the corrected invoice."""
    approve(bill("R-1"))
    rebill = bill("R-2")
    before = rebill.exception_codes
    settled = approve(credit("G-1", "100"))

    rebill.refresh_from_db()
    assert ReasonCode.QUANTITY_OVER_RECEIVED.value in before
    assert settled.matched_again == (rebill.invoice_id,)
    assert (rebill.exception_codes, rebill.would_pass) == ([], True)
    assert consumed() == [60, 40]
    assert OrderBalance.objects.get().quantity_invoiced == 100
    event = AuditEvent.objects.get(action="reconciliation.receipts.given_back")
    assert event.payload["receipts"] == [
        {"receipt_number": "GR-2", "receipt_line": "1", "quantity": "40"},
        {"receipt_number": "GR-1", "receipt_line": "1", "quantity": "60"},
    ]


def test_t32_the_invoice_may_be_booked_after_its_credit_note() -> None:
    first, note = bill("R-1"), credit("G-1", "100")
    approve(note)
    assert consumed() == [60, 40]

    approve(first)

    assert consumed() == [0, 0]


def test_t32_it_may_be_called_otherwise_and_be_booked_with_the_same_number_of_another() -> None:
    other = make.vendor("V-2002", "Bergmann Kaffee GmbH")
    make.order("PO-2", ("B-1", "5", "10.00"), of=other)
    make.receipt("PO-2", ("10", "5"))
    lines = [make.line("1", "B-1", "5", "10.00")]
    namesake = matched(make.invoice(make.reading("R-1", "PO-2", lines), of=other))
    first = bill("R-1")
    approve(credit("G-1", "100", of="R1"))

    booked = settling.pass_straight_through([first, namesake], actor=PIPELINE, at=make.AT)

    assert len(booked) == 2
    assert consumed() == [0, 0, 5]


def test_t32_all_three_of_one_load_go_straight_through() -> None:
    """With full autonomy: what waited for the receipts is matched again when they are free."""
    policies.import_policy({"autonomy": "full"}, actor=ANNA, at=make.AT, has_decisions=False)
    three = [bill("R-1"), credit("G-1", "100"), bill("R-2")]

    pipeline.settle([case.invoice_id for case in three], actor=PIPELINE, at=make.AT)

    assert set(Case.objects.values_list("state", flat=True)) == {"straight_through"}
    assert consumed() == [60, 40]


@pytest.mark.parametrize("price", ["10.00", "0.50"])
def test_t32_only_goods_that_were_credited_are_free(price: str) -> None:
    """What was received last is free first; a credit of the price alone frees nothing."""
    approve(bill("R-1"))
    waits = credit("G-1", "50", price)
    assert consumed() == [60, 40]

    approve(waits)

    assert consumed() == ([50, 0] if price == "10.00" else [60, 40])


def test_t32_a_credit_note_that_is_rejected_gives_nothing_back() -> None:
    approve(bill("R-1"))

    settling.apply_decision(credit("G-1", "100"), outcome="reject", actor=ANNA, at=make.AT)

    assert consumed() == [60, 40]
    assert not GivenBack.objects.exists()


def test_t32_two_credit_notes_give_back_each_its_own() -> None:
    approve(bill("R-1"))
    approve(credit("G-1", "30"))
    approve(credit("G-2", "50"))

    assert consumed() == [20, 0]
    assert sum(GivenBack.objects.values_list("quantity", flat=True)) == 80


def test_what_no_receipt_stands_behind_is_credited_first() -> None:
    """Billed 100 on 60 received: a credit of the 40 that never came frees no receipt."""
    ReceiptBalance.objects.all().delete()
    make.order("PO-2", ("A-1", "100", "10.00"))
    make.receipt("PO-2", ("10", "60"))
    lines = [make.line("1", "A-1", "100", "10.00")]
    approve(matched(make.invoice(make.reading("R-1", "PO-2", lines))))

    approve(credit("G-1", "40"))
    assert consumed() == [60]
    approve(credit("G-2", "10"))

    assert consumed() == [50]


def test_reversing_a_credit_note_takes_the_receipts_again() -> None:
    approve(bill("R-1"))
    note = approve(credit("G-1", "100")).case

    settling.reverse_case(note, reason="wrong", actor=ANNA, at=make.AT)

    assert consumed() == [60, 40]
    assert not GivenBack.objects.exists()


def test_a_credit_note_whose_goods_were_billed_again_stays_booked() -> None:
    first = approve(bill("R-1")).case
    note = approve(credit("G-1", "100")).case
    approve(bill("R-2"))

    with pytest.raises(settling.UnableToSettle, match="billed again"):
        settling.reverse_case(note, reason="wrong", actor=ANNA, at=make.AT)
    with pytest.raises(settling.UnableToSettle, match=f"{note.case_id} took back"):
        settling.reverse_case(first, reason="wrong", actor=ANNA, at=make.AT)

    assert consumed() == [60, 40]


def test_what_was_given_back_is_received_and_not_invoiced() -> None:
    approve(bill("R-1"))
    at = {"entity": "HQ", "period": "2026-03", "ends_on": date(2026, 3, 31)}
    assert closing.open_receipts(**at) == []  # type: ignore[arg-type]

    approve(credit("G-1", "50"))

    found = closing.open_receipts(**at)  # type: ignore[arg-type]
    assert [each.quantity for each in found] == [10, 40]
