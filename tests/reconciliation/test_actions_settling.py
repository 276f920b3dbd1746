"""Cases are booked, decided, freed and taken back."""

from datetime import date
from decimal import Decimal

import pytest

from core.actors import PIPELINE, Actor, ActorKind
from core.reasons import ReasonCode
from intake.models import Invoice
from ledger import actions as ledger
from ledger import queries as books
from reconciliation.actions import matching, settling
from reconciliation.models import Case, CaseWait, Hold, OrderBalance, ReceiptBalance
from tests.reconciliation import factories as make

pytestmark = pytest.mark.django_db

ANNA = Actor(kind=ActorKind.PERSON, name="anna")


def match(*invoices: Invoice) -> list[Case]:
    keys = [invoice.pk for invoice in invoices]
    return [each.case for each in matching.match_invoices(keys, actor=PIPELINE, at=make.AT)]


def agreeing(number: str = "R-1", quantity: str = "100") -> Invoice:
    line = make.line("1", "A-1", quantity, "10.00")
    return make.invoice(make.reading(number, "PO-1", [line]))


@pytest.fixture
def _ordered() -> None:
    make.order("PO-1", ("A-1", "100", "10.00"))
    make.receipt("PO-1", ("10", "100"))


@pytest.mark.usefixtures("_ordered")
class TestPassingStraightThrough:
    def test_books_the_proposed_journal_on_the_issue_date(self) -> None:
        (case,) = match(agreeing())

        booked = settling.pass_straight_through([case], actor=PIPELINE, at=make.AT)

        case.refresh_from_db()
        entry = books.entry(f"case-{case.pk}-1", entities=None)
        assert entry is not None
        assert [each.pk for each in booked] == [case.pk]
        assert (case.state, case.booked_as) == ("straight_through", entry.entry_id)
        assert entry.posting_date == make.ISSUED
        assert sum(line.debit for line in entry.lines) == Decimal("1190.00")

    def test_books_once_however_often_it_runs(self) -> None:
        (case,) = match(agreeing())
        settling.pass_straight_through([case], actor=PIPELINE, at=make.AT)

        again = settling.pass_straight_through([case], actor=PIPELINE, at=make.AT)

        assert again == []

    def test_leaves_a_case_that_changed_since_it_was_routed(self) -> None:
        (case,) = match(agreeing())
        Case.objects.filter(pk=case.pk).update(version=case.version + 1)

        assert settling.pass_straight_through([case], actor=PIPELINE, at=make.AT) == []
        assert Case.objects.get().state == "in_review"

    def test_leaves_a_case_with_an_exception(self) -> None:
        (case,) = match(agreeing(quantity="120"))

        assert settling.pass_straight_through([case], actor=PIPELINE, at=make.AT) == []

    def test_a_settled_case_is_not_matched_again(self) -> None:
        invoice = agreeing()
        (case,) = match(invoice)
        settling.pass_straight_through([case], actor=PIPELINE, at=make.AT)

        (again,) = matching.match_invoices([invoice.pk], actor=PIPELINE, at=make.AT)

        assert (again.case.state, again.goes_straight_through) == ("straight_through", False)
        assert ReceiptBalance.objects.get().quantity_consumed == 100


@pytest.mark.usefixtures("_ordered")
class TestADecision:
    def test_to_approve_books_and_names_the_person(self) -> None:
        (case,) = match(agreeing(quantity="120"))

        settled = settling.apply_decision(case, outcome="approve", actor=ANNA, at=make.AT)

        assert (settled.case.state, settled.case.decided_by) == ("posted", "person:anna")
        assert books.entry(f"case-{case.pk}-1", entities=None) is not None

    def test_to_approve_with_another_journal_books_that_one(self) -> None:
        (case,) = match(agreeing())
        journal = [
            {"account": "6000", "cost_centre": None, "debit": "1190.00", "credit": "0", "memo": ""},
            {"account": "2100", "cost_centre": None, "debit": "0", "credit": "1190.00", "memo": ""},
        ]

        settling.apply_decision(case, outcome="approve", journal=journal, actor=ANNA, at=make.AT)

        entry = books.entry(f"case-{case.pk}-1", entities=None)
        assert entry is not None
        assert [line.account for line in entry.lines] == ["6000", "2100"]

    def test_for_a_closed_period_books_on_the_first_open_day(self) -> None:
        """T97: never silently, and never into the closed period."""
        ledger.close_period("2026-03", "HQ", actor=ANNA, at=make.AT)
        (case,) = match(agreeing())

        settling.apply_decision(case, outcome="approve", actor=ANNA, at=make.AT)

        entry = books.entry(f"case-{case.pk}-1", entities=None)
        exception = case.exceptions.get()
        assert entry is not None
        assert entry.posting_date == date(2026, 4, 1)
        assert (exception.code, exception.expected) == ("PERIOD_CLOSED", "2026-04")
        assert "2026-04" in exception.text

    def test_to_reject_frees_the_receipt_for_the_next(self) -> None:
        """T12, T61: what is rejected uses nothing, and the one that waited is matched again."""
        first, second = match(agreeing("R-1"), agreeing("R-2"))
        codes = second.exception_codes

        settled = settling.apply_decision(first, outcome="reject", actor=ANNA, at=make.AT)

        second.refresh_from_db()
        assert "QUANTITY_OVER_ORDERED" in codes
        assert settled.case.state == "rejected"
        assert settled.matched_again == (second.invoice_id,)
        assert (second.exception_codes, second.would_pass) == ([], True)
        assert ReceiptBalance.objects.get().quantity_consumed == 100
        assert OrderBalance.objects.get().quantity_invoiced == 100
        assert not CaseWait.objects.exists()

    def test_is_made_once(self) -> None:
        (case,) = match(agreeing())
        settling.apply_decision(case, outcome="approve", actor=ANNA, at=make.AT)

        with pytest.raises(settling.UnableToSettle, match="posted already"):
            settling.apply_decision(case, outcome="reject", actor=ANNA, at=make.AT)

    @pytest.mark.parametrize("kind", [ActorKind.SERVICE, ActorKind.RULE, ActorKind.PIPELINE])
    def test_is_a_persons(self, kind: ActorKind) -> None:
        """T134: a service account decides nothing."""
        (case,) = match(agreeing())

        with pytest.raises(settling.UnableToSettle, match="person"):
            settling.apply_decision(
                case, outcome="approve", actor=Actor(kind=kind, name="robot"), at=make.AT
            )

        assert Case.objects.get().state == "in_review"


@pytest.mark.usefixtures("_ordered")
class TestReversingABooking:
    def test_opens_the_case_again_for_another_round(self) -> None:
        (case,) = match(agreeing())
        settling.pass_straight_through([case], actor=PIPELINE, at=make.AT)

        again = settling.reverse_case(case, reason="wrong account", actor=ANNA, at=make.AT)
        settling.apply_decision(again, outcome="approve", actor=ANNA, at=make.AT)

        first = books.entry(f"case-{case.pk}-1", entities=None)
        assert first is not None
        assert first.reversed_by == f"case-{case.pk}-1-reversal"
        assert books.entry(f"case-{case.pk}-2", entities=None) is not None
        assert ReceiptBalance.objects.get().quantity_consumed == 100


@pytest.mark.usefixtures("_ordered")
class TestChangedBankDetails:
    def test_hold_the_payment_until_a_person_releases_it(self) -> None:
        """T62."""
        invoice = agreeing()
        make.finding(invoice, ReasonCode.BANK_DETAILS_CHANGED)
        (case,) = match(invoice)

        settling.apply_decision(case, outcome="approve", actor=ANNA, at=make.AT)

        hold = Hold.objects.get(case=case)
        assert (hold.hold_reason, hold.released_at) == ("BANK_DETAILS_CHANGED", None)
        assert settling.release_hold(
            case, hold_reason=ReasonCode.BANK_DETAILS_CHANGED, actor=ANNA, at=make.AT
        )
        hold.refresh_from_db()
        assert hold.released_by == "person:anna"
