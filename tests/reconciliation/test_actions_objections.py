"""Copies, credit notes, and what policy objects to, matched against a real database."""

from datetime import timedelta

import pytest

from core.actors import PIPELINE, Actor, ActorKind
from core.reasons import ReasonCode
from intake.models import Invoice
from intake.rules.reading import DocumentKind, InvoiceReading
from ledger import actions as ledger
from reconciliation.actions import matching, policies, settling
from reconciliation.actions.matching import Matched
from reconciliation.models import (
    OrderBalance,
    Proposal,
    ReceiptBalance,
)
from tests.reconciliation import factories as make

pytestmark = pytest.mark.django_db

ANNA = Actor(kind=ActorKind.PERSON, name="anna")


def match(*invoices: Invoice) -> list[Matched]:
    return matching.match_invoices([invoice.pk for invoice in invoices], actor=PIPELINE, at=make.AT)


def billed(number: str, po_number: str | None, quantity: str, price: str = "10.00") -> Invoice:
    return make.invoice(make.reading(number, po_number, [make.line("1", "A-1", quantity, price)]))


def credit(number: str, of: str | None, quantity: str, price: str = "10.00") -> InvoiceReading:
    lines = [make.line("1", "A-1", quantity, price)]
    return make.reading(
        number,
        None,
        lines,
        kind=DocumentKind.CREDIT_NOTE,
        type_code="381",
        preceding_invoice=of,
        issue_date=make.ISSUED + timedelta(days=5),
    )


def set_policy(document: dict[str, object]) -> None:
    policies.import_policy(document, actor=ANNA, at=make.AT, has_decisions=False)


class TestADuplicate:
    def test_is_the_same_claim_and_uses_nothing(self) -> None:
        """T61: the copy is compared with nothing; only the duplicate itself is reported."""
        make.order("PO-1", ("A-1", "100", "10.00"))
        make.receipt("PO-1", ("10", "100"))
        original = billed("R-1", "PO-1", "100")
        copy = make.invoice(
            make.reading("R-1", "PO-1", [make.line("1", "A-1", "100", "10.00")]),
            duplicate_of=original,
        )
        make.finding(copy, ReasonCode.DUPLICATE_INVOICE, reference="C-1")

        _, second = match(original, copy)

        proposal = Proposal.objects.get(case=second.case)
        assert second.codes == (ReasonCode.DUPLICATE_INVOICE,)
        assert (second.case.match_status, proposal.action) == ("not_applicable", "reject")
        assert ReceiptBalance.objects.get().quantity_consumed == 100


class TestACreditNote:
    def test_without_its_invoice_waits_for_it(self) -> None:
        """T28: held until linked; linked when the invoice comes."""
        make.order("PO-1", ("A-1", "100", "10.00"))
        make.receipt("PO-1", ("10", "100"))
        (alone,) = match(make.invoice(credit("G-1", "R-1", "20")))

        done = match(billed("R-1", "PO-1", "100"))

        codes = {matched.case.invoice_number: matched.codes for matched in done}
        assert alone.codes == (ReasonCode.CREDIT_WITHOUT_INVOICE,)
        assert codes == {"R-1": (), "G-1": ()}

    def test_takes_its_units_off_the_order_and_credits_the_vendor(self) -> None:
        """T29: the direction comes from the kind of document."""
        make.order("PO-1", ("A-1", "100", "10.00"))
        make.receipt("PO-1", ("10", "100"))
        match(billed("R-1", "PO-1", "100"))

        (matched,) = match(make.invoice(credit("G-1", "R-1", "20")))

        journal = Proposal.objects.get(case=matched.case).journal
        payables = next(line for line in journal if line["account"] == "2100")
        assert matched.codes == ()
        assert payables["debit"] == "238.00"
        assert OrderBalance.objects.get().quantity_invoiced == 80
        assert ReceiptBalance.objects.get().quantity_consumed == 100

    def test_of_more_than_the_invoice_was_is_never_credited(self) -> None:
        """T30: together with what was credited before."""
        make.order("PO-1", ("A-1", "100", "10.00"))
        make.receipt("PO-1", ("10", "100"))
        match(billed("R-1", "PO-1", "100"))

        first, second = match(
            make.invoice(credit("G-1", "R-1", "60")), make.invoice(credit("G-2", "R-1", "60"))
        )

        assert first.codes == ()
        assert second.codes == (ReasonCode.CREDIT_EXCEEDS_INVOICE,)

    def test_that_is_rejected_gives_the_units_back(self) -> None:
        make.order("PO-1", ("A-1", "100", "10.00"))
        make.receipt("PO-1", ("10", "100"))
        match(billed("R-1", "PO-1", "100"))
        (matched,) = match(make.invoice(credit("G-1", "R-1", "20")))

        settling.apply_decision(matched.case, outcome="reject", actor=ANNA, at=make.AT)

        assert OrderBalance.objects.get().quantity_invoiced == 100


class TestWhatPolicyObjectsTo:
    @pytest.fixture(autouse=True)
    def _ordered(self) -> None:
        make.order("PO-1", ("A-1", "1000", "10.00"))
        make.receipt("PO-1", ("10", "1000"))

    def test_is_a_document_for_a_closed_period(self) -> None:
        """T97."""
        ledger.close_period("2026-03", "HQ", actor=ANNA, at=make.AT)

        (matched,) = match(billed("R-1", "PO-1", "10"))

        assert matched.codes == (ReasonCode.PERIOD_CLOSED,)

    def test_is_the_first_invoice_of_a_new_vendor_until_one_is_booked(self) -> None:
        new = make.vendor("V-9", "Neu GmbH", is_new=True)
        make.order("PO-9", ("A-1", "100", "10.00"), of=new)
        make.receipt("PO-9", ("10", "100"))
        lines = [make.line("1", "A-1", "10", "10.00")]
        (first,) = match(make.invoice(make.reading("R-1", "PO-9", lines), of=new))
        settling.apply_decision(first.case, outcome="approve", actor=ANNA, at=make.AT)

        (second,) = match(make.invoice(make.reading("R-2", "PO-9", lines), of=new))

        assert first.codes == (ReasonCode.NEW_VENDOR_FIRST_INVOICE,)
        assert second.codes == ()

    def test_is_risky_where_a_new_vendor_is_in_a_hurry_just_under_a_limit(self) -> None:
        """T64: payment is held, and two people must approve."""
        set_policy({"limits": [{"currency": "EUR", "operator": "1250.00"}]})
        new = make.vendor("V-9", "Neu GmbH", is_new=True)
        lines = [make.line("1", "A-1", "100", "10.00")]
        hasty = make.reading("R-1", None, lines, payment_terms="Bitte sofort zahlen")

        (first,) = match(make.invoice(hasty, of=new))

        text = first.case.exceptions.get(code="NEW_VENDOR_FIRST_INVOICE").text
        assert "Risky: a new vendor, it says “sofort”, just under the limit of 1250.00." in text
        assert [hold.hold_reason for hold in first.case.holds.all()] == ["NEW_VENDOR_FIRST_INVOICE"]

    def test_is_a_purchase_split_to_stay_under_a_limit(self) -> None:
        """T60: two invoices of one vendor, order and week, each under the limit."""
        set_policy({"limits": [{"currency": "EUR", "operator": "1500.00"}]})
        (alone,) = match(billed("R-1", "PO-1", "100"))

        (second,) = match(billed("R-2", "PO-1", "100"))

        assert alone.codes == ()
        assert second.codes == (ReasonCode.SPLIT_INVOICE,)
        assert "R-1" in second.case.exceptions.get().text

    def test_is_an_amount_over_the_ceiling_of_its_class(self) -> None:
        name = "invoice/purchase_order/structured"
        row = {"case_class": name, "level": "straight_through", "ceiling": "1000.00"}
        set_policy({"autonomy": [row]})

        small, large = match(billed("R-1", "PO-1", "10"), billed("R-2", "PO-1", "100"))

        assert (small.codes, small.goes_straight_through) == ((), True)
        assert (large.codes, large.would_pass) == ((ReasonCode.OVER_LIMIT,), False)
