"""Matching batches of claims against a real database."""

from decimal import Decimal

import pytest

from core.actors import PIPELINE
from core.reasons import ReasonCode
from reconciliation.actions import matching
from reconciliation.actions.matching import Matched
from reconciliation.models import Case, LineMatch, OrderBalance, Proposal, ReceiptBalance
from tests.reconciliation import factories as make

pytestmark = pytest.mark.django_db


def match(*invoices: object) -> list[Matched]:
    keys = [invoice.pk for invoice in invoices]  # type: ignore[attr-defined]
    return matching.match_invoices(keys, actor=PIPELINE, at=make.AT)


class TestAnInvoiceThatAgrees:
    def test_would_pass_with_a_booking_proposed(self) -> None:
        make.order("PO-1", ("A-1", "100", "10.00"))
        make.receipt("PO-1", ("10", "100"), number="GR-1")
        invoice = make.invoice(make.reading("R-1", "PO-1", [make.line("1", "A-1", "100", "10.00")]))

        (matched,) = match(invoice)

        case = Case.objects.get(pk=matched.case.pk)
        proposal = Proposal.objects.get(case=case)
        assert (matched.codes, case.exception_codes) == ((), [])
        assert case.would_pass
        assert (case.state, case.match_status) == ("in_review", "matched")
        assert proposal.action == "book"
        assert sum(Decimal(line["debit"]) for line in proposal.journal) == Decimal("1190.00")
        assert OrderBalance.objects.get().quantity_invoiced == 100
        assert ReceiptBalance.objects.get().quantity_consumed == 100

    def test_matched_again_with_nothing_new_writes_nothing(self) -> None:
        make.order("PO-1", ("A-1", "100", "10.00"))
        make.receipt("PO-1", ("10", "100"))
        invoice = make.invoice(make.reading("R-1", "PO-1", [make.line("1", "A-1", "100", "10.00")]))
        match(invoice)
        before = Case.objects.values().get()

        (again,) = match(invoice)

        assert not again.has_changed
        assert Case.objects.values().get() == before
        assert LineMatch.objects.count() == 1
        assert ReceiptBalance.objects.get().quantity_consumed == 100


class TestAPartialReceipt:
    def test_leaves_the_rest_to_a_person_until_it_comes(self) -> None:
        """T1: 100 ordered, 60 received, 100 billed; matched again when the rest arrives."""
        make.order("PO-1", ("A-1", "100", "10.00"))
        make.receipt("PO-1", ("10", "60"))
        invoice = make.invoice(make.reading("R-1", "PO-1", [make.line("1", "A-1", "100", "10.00")]))
        (first,) = match(invoice)
        make.receipt("PO-1", ("10", "40"))

        woken = matching.wake({"PO-1"}, actor=PIPELINE, at=make.AT)
        (second,) = matching.match_invoices(woken, actor=PIPELINE, at=make.AT)

        assert first.codes == (ReasonCode.QUANTITY_OVER_RECEIVED,)
        assert not first.would_pass
        assert second.codes == ()
        assert second.would_pass
        assert second.case.round == 2
        assert matching.wake({"PO-1"}, actor=PIPELINE, at=make.AT) == []
