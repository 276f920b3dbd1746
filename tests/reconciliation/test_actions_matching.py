"""Matching batches of claims against a real database."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit import content as store
from audit import queries as audit
from core.actors import PIPELINE, Actor, ActorKind
from core.reasons import ReasonCode
from intake.models import Invoice, PurchaseOrderLineChange
from reconciliation.actions import matching, policies, settling
from reconciliation.actions.matching import Matched
from reconciliation.models import (
    Case,
    CaseWait,
    LineMatch,
    OrderBalance,
    Proposal,
    ReceiptBalance,
)
from reconciliation.rules import casework
from tests.reconciliation import factories as make

pytestmark = pytest.mark.django_db

ANNA = Actor(kind=ActorKind.PERSON, name="anna")


def match(*invoices: Invoice) -> list[Matched]:
    return matching.match_invoices([invoice.pk for invoice in invoices], actor=PIPELINE, at=make.AT)


def woken(*po_numbers: str) -> list[Matched]:
    ids = matching.wake(set(po_numbers), actor=PIPELINE, at=make.AT)
    return matching.match_invoices(ids, actor=PIPELINE, at=make.AT)


def billed(number: str, po_number: str | None, quantity: str, price: str = "10.00") -> Invoice:
    return make.invoice(make.reading(number, po_number, [make.line("1", "A-1", quantity, price)]))


def set_policy(document: dict[str, object]) -> None:
    policies.import_policy(document, actor=ANNA, at=make.AT, has_decisions=False)


class TestAnInvoiceThatAgrees:
    def test_would_pass_with_a_booking_proposed(self) -> None:
        make.order("PO-1", ("A-1", "100", "10.00"))
        make.receipt("PO-1", ("10", "100"), number="GR-1")

        (matched,) = match(billed("R-1", "PO-1", "100"))

        case = Case.objects.get(pk=matched.case.pk)
        proposal = Proposal.objects.get(case=case)
        assert (matched.codes, case.exception_codes) == ((), [])
        assert case.would_pass
        assert (case.state, case.match_status) == ("in_review", "matched")
        assert proposal.action == "book"
        assert sum(Decimal(line["debit"]) for line in proposal.journal) == Decimal("1190.00")
        assert OrderBalance.objects.get().quantity_invoiced == 100
        assert ReceiptBalance.objects.get().quantity_consumed == 100

    def test_stays_in_review_until_its_class_is_switched_on(self) -> None:
        make.order("PO-1", ("A-1", "200", "10.00"))
        make.receipt("PO-1", ("10", "200"))
        (before,) = match(billed("R-1", "PO-1", "100"))
        set_policy({"autonomy": "full"})

        (after,) = match(billed("R-2", "PO-1", "100"))

        assert (before.would_pass, before.goes_straight_through) == (True, False)
        assert (after.would_pass, after.goes_straight_through) == (True, True)

    def test_matched_again_with_nothing_new_writes_nothing(self) -> None:
        make.order("PO-1", ("A-1", "100", "10.00"))
        make.receipt("PO-1", ("10", "100"))
        invoice = billed("R-1", "PO-1", "100")
        match(invoice)
        before = Case.objects.values().get(), len(list(audit.export_events()))

        (again,) = match(invoice)

        assert not again.has_changed
        assert (Case.objects.values().get(), len(list(audit.export_events()))) == before
        assert LineMatch.objects.count() == 1
        assert ReceiptBalance.objects.get().quantity_consumed == 100

    def test_is_found_under_an_order_number_spelled_otherwise(self) -> None:
        make.order("PO-1", ("A-1", "100", "10.00"))
        make.receipt("PO-1", ("10", "100"))

        (matched,) = match(billed("R-1", "po 1", "100"))

        assert matched.codes == ()

    def test_replays_from_its_bundle_byte_for_byte(self) -> None:
        make.order("PO-1", ("A-1", "100", "10.00"))
        make.receipt("PO-1", ("10", "60"))
        (matched,) = match(billed("R-1", "PO-1", "100", "10.37"))

        (bundle,) = audit.bundles_of(f"case:{matched.case.case_id}")
        given = casework.input_from_bytes(store.get(bundle.inputs["case"]))
        policy = policies.policy_from_bytes(store.get(bundle.inputs["policy"]))
        output = casework.output_to_bytes(casework.decide_case(given, policy))

        assert bundle.policy_versions == {"policy": "1"}
        assert output == store.get(bundle.output_sha256)


class TestOneBatch:
    def test_lets_the_first_of_two_have_the_receipt(self) -> None:
        """T12, T13: cumulative use inside one batch, in the order given."""
        make.order("PO-1", ("A-1", "100", "10.00"))
        make.receipt("PO-1", ("10", "100"))

        first, second = match(billed("R-1", "PO-1", "80"), billed("R-2", "PO-1", "40"))

        assert first.codes == ()
        assert ReasonCode.QUANTITY_OVER_ORDERED in second.codes
        assert OrderBalance.objects.get().quantity_invoiced == 120
        assert ReceiptBalance.objects.get().quantity_consumed == 100

    def test_bills_one_order_in_five_invoices(self) -> None:
        """T12: one order over five invoices; what is left is right after one is rejected."""
        make.order("PO-1", ("A-1", "100", "10.00"))
        make.receipt("PO-1", ("10", "100"))
        done = match(*[billed(f"R-{number}", "PO-1", "20") for number in range(5)])

        settling.apply_decision(done[2].case, outcome="reject", actor=ANNA, at=make.AT)
        (again,) = match(billed("R-9", "PO-1", "20"))

        assert all(matched.codes == () for matched in (*done, again))
        assert OrderBalance.objects.get().quantity_invoiced == 100

    def test_lays_one_invoice_on_three_orders(self) -> None:
        """T12."""
        for number in (1, 2, 3):
            make.order(f"PO-{number}", (f"A-{number}", "10", "5.00"))
            make.receipt(f"PO-{number}", ("10", "10"))
        lines = [
            make.line(str(n), f"A-{n}", "10", "5.00", po_number=f"PO-{n}", po_line="10")
            for n in (1, 2, 3)
        ]

        (matched,) = match(make.invoice(make.reading("R-1", None, lines)))

        rows = LineMatch.objects.filter(case=matched.case).order_by("position")
        assert matched.codes == ()
        assert [row.po_number for row in rows] == ["PO-1", "PO-2", "PO-3"]

    def test_costs_the_same_number_of_queries_for_two_as_for_twenty(self) -> None:
        for number in range(22):
            make.order(f"PO-{number}", ("A-1", "10", "5.00"))
            make.receipt(f"PO-{number}", ("10", "10"))
        invoices = [billed(f"R-{number}", f"PO-{number}", "10", "5.00") for number in range(22)]
        policies.current_policy()

        counts = []
        for batch in (invoices[:2], invoices[2:]):
            with CaptureQueriesContext(connection) as queries:
                match(*batch)
            counts.append(len(queries))

        assert counts[0] == counts[1]


class TestAPartialReceipt:
    def test_leaves_the_rest_to_a_person_until_it_comes(self) -> None:
        """T1: 100 ordered, 60 received, 100 billed; matched again when the rest arrives."""
        make.order("PO-1", ("A-1", "100", "10.00"))
        make.receipt("PO-1", ("10", "60"))
        (first,) = match(billed("R-1", "PO-1", "100"))
        make.receipt("PO-1", ("10", "40"))

        (second,) = woken("PO-1")

        assert first.codes == (ReasonCode.QUANTITY_OVER_RECEIVED,)
        assert not first.would_pass
        assert (second.codes, second.would_pass, second.case.round) == ((), True, 2)
        assert matching.wake({"PO-1"}, actor=PIPELINE, at=make.AT) == []

    def test_is_tried_as_often_as_the_policy_allows(self) -> None:
        """T1: a maximum number of attempts, and a note on the trail when it is reached."""
        set_policy({"matching": {"attempts": 2}})
        make.order("PO-1", ("A-1", "100", "10.00"))
        (first,) = match(billed("R-1", "PO-1", "100"))

        tries = [len(woken("PO-1")) for _ in range(3)]

        trail = [entry.action for entry in audit.trail_of(f"case:{first.case.case_id}")]
        assert tries == [1, 1, 0]
        assert trail.count("reconciliation.case.stopped_waiting") == 1
        assert CaseWait.objects.get().attempts == 2

    def test_rejected_goods_do_not_count(self) -> None:
        """T18: 100 received, 8 rejected at inspection."""
        make.order("PO-1", ("A-1", "100", "10.00"))
        make.receipt("PO-1", ("10", "100"), rejected="8")

        (matched,) = match(billed("R-1", "PO-1", "100"))

        assert matched.codes == (ReasonCode.QUANTITY_OVER_RECEIVED,)
        assert ReceiptBalance.objects.get().quantity_consumed == 92


class TestAnOrder:
    def test_that_comes_later_wakes_its_invoice(self) -> None:
        """T14."""
        (first,) = match(billed("R-1", "PO-7", "10"))
        make.order("PO-7", ("A-1", "10", "10.00"))
        make.receipt("PO-7", ("10", "10"))

        (second,) = woken("PO-7")

        assert first.codes == (ReasonCode.PO_NOT_FOUND,)
        assert second.codes == ()

    def test_changed_after_the_goods_came_is_matched_as_it_was(self) -> None:
        """T15: the terms in force at receipt count; the edit and its editor are shown."""
        make.order("PO-1", ("A-1", "100", "12.00"))
        make.receipt("PO-1", ("10", "100"))
        PurchaseOrderLineChange.objects.create(
            order_line=make.order_line("PO-1"),
            changed_on=date(2026, 3, 15),
            changed_at=make.AT,
            changed_by="buyer.bob",
            quantity_before=Decimal(100),
            unit_price_before=Decimal("10.00"),
            uom_before="C62",
        )

        (matched,) = match(billed("R-1", "PO-1", "100", "12.00"))

        texts = " ".join(matched.case.exceptions.values_list("text", flat=True))
        assert ReasonCode.PRICE_OVER in matched.codes
        assert "buyer.bob" in texts

    def test_of_another_vendor_is_not_used_up(self) -> None:
        other = make.vendor("V-2", "Other Ltd")
        make.order("PO-1", ("A-1", "100", "10.00"), of=other)
        make.receipt("PO-1", ("10", "100"))

        (matched,) = match(billed("R-1", "PO-1", "100"))

        assert matched.codes == (ReasonCode.PO_OTHER_VENDOR,)
        assert not ReceiptBalance.objects.exists()


class TestWhatTheQueueSortsBy:
    def test_is_the_earliest_of_discount_due_day_and_age(self) -> None:
        make.order("PO-1", ("A-1", "100", "10.00"))
        make.receipt("PO-1", ("10", "100"))
        said = make.reading(
            "R-1",
            "PO-1",
            [make.line("1", "A-1", "100", "10.00")],
            payment_terms="2/14 net 30",
        )

        (matched,) = match(make.invoice(said))

        case = Case.objects.get(pk=matched.case.pk)
        assert case.discount_until == make.ISSUED + timedelta(days=14)
        assert case.due_at is not None
        assert case.due_at.date() == make.ISSUED + timedelta(days=30)
        assert case.urgent_on == case.discount_until
        assert case.at_stake == Decimal("1190.00")

    def test_names_the_main_reason_first(self) -> None:
        make.order("PO-1", ("A-1", "100", "10.00"))
        make.receipt("PO-1", ("10", "100"))
        invoice = billed("R-1", "PO-1", "100", "15.00")
        make.finding(invoice, ReasonCode.EINVOICE_RULE)
        make.finding(invoice, ReasonCode.BANK_DETAILS_CHANGED)

        (matched,) = match(invoice)

        assert _values(matched.codes) == ["BANK_DETAILS_CHANGED", "PRICE_OVER", "EINVOICE_RULE"]


def _values(codes: Iterable[ReasonCode]) -> list[str]:
    return [code.value for code in codes]
