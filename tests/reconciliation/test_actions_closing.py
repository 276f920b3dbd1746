"""Closing a period: refused while something is open, accrued once, taken back the month after."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection

from audit.models import AuditEvent
from core.actors import PIPELINE, Actor, ActorKind
from ledger import queries as books
from ledger.models import CloseTask, JournalEntry, JournalLine
from reconciliation.actions import closing, matching, policies, settling
from reconciliation.actions.closing import UnableToClosePeriod
from reconciliation.models import Case
from tests.reconciliation import factories as make

KATRIN = Actor(kind=ActorKind.PERSON, name="katrin")
AT = datetime(2026, 4, 8, 9, 0, tzinfo=UTC)
MARCH, HQ = "2026-03", "HQ"
GRNI = "2150"


def close(**changes: object) -> closing.ClosedPeriod:
    values = {"period": MARCH, "entity": HQ, "actor": KATRIN, "at": AT} | changes
    return closing.close_period(**values)  # type: ignore[arg-type]


def goods_in(quantity: str = "60", price: str = "10") -> None:
    make.order("PO-1", ("ITEM-1", "100", price))
    make.receipt("PO-1", ("10", quantity))


def task(*, done: bool) -> CloseTask:
    return CloseTask.objects.create(
        period=MARCH, task_id="T01", task="Trial balance drawn", due=date(2026, 4, 2),
        completed_at=AT if done else None,
    )  # fmt: skip


def invoiced(quantity: str, price: str = "10", *, number: str = "R-1") -> Case:
    said = make.reading(number, "PO-1", [make.line("1", "ITEM-1", quantity, price, po_line="10")])
    (matched,) = matching.match_invoices([make.invoice(said).pk], actor=PIPELINE, at=AT)
    return matched.case


def balance(account: str, period: str) -> Decimal:
    rows = books.balances(entities=None, first_period=period, last_period=period)
    return sum((row.debit - row.credit for row in rows if row.account == account), Decimal(0))


@pytest.mark.django_db
class TestAccruing:
    def test_goods_received_and_not_invoiced_are_accrued_and_taken_back(self) -> None:
        """T93: 60 @ 10."""
        goods_in()

        done = close()

        assert done.accrued == {"EUR": Decimal("600.00")}
        assert balance("5400", MARCH) == 600
        assert balance(GRNI, MARCH) == -600
        assert balance("5400", "2026-04") == -600
        reversal = JournalEntry.objects.get(reverses__isnull=False)
        assert reversal.posting_date == date(2026, 4, 1)
        assert not books.is_open(MARCH, HQ)

    def test_what_is_ordered_and_not_received_is_not_accrued(self) -> None:
        """T93: not accrued again from the order, of which 40 are still to come."""
        make.order("PO-1", ("ITEM-1", "100", "10"))

        assert close().accrued == {}
        assert not JournalEntry.objects.exists()

    def test_an_invoice_booked_in_the_period_leaves_nothing_to_accrue(self) -> None:
        policies.import_policy({"autonomy": "full"}, has_decisions=False, actor=KATRIN, at=AT)
        goods_in()
        settling.pass_straight_through([invoiced("60")], actor=PIPELINE, at=AT)

        assert close().accrued == {}

    def test_what_a_partial_invoice_left_open_is_accrued(self) -> None:
        policies.import_policy({"autonomy": "full"}, has_decisions=False, actor=KATRIN, at=AT)
        goods_in()
        settling.pass_straight_through([invoiced("25")], actor=PIPELINE, at=AT)

        assert close().accrued == {"EUR": Decimal("350.00")}

    def test_goods_of_another_entity_or_a_later_month_are_left_alone(self) -> None:
        make.order("PO-2", ("ITEM-2", "10", "5"), entity="DE01")
        make.receipt("PO-2", ("10", "10"))
        goods_in()

        assert close(period="2026-02", at=AT).accrued == {}
        assert close(entity="DE01").accrued == {"EUR": Decimal("50.00")}

    def test_rejected_goods_are_not_accrued(self) -> None:
        make.order("PO-1", ("ITEM-1", "100", "10"))
        make.receipt("PO-1", ("10", "60"), rejected="20")

        assert close().accrued == {"EUR": Decimal("400.00")}

    def test_closing_twice_accrues_once(self) -> None:
        goods_in()
        close()

        again = close()

        assert not again.was_open
        assert JournalEntry.objects.count() == 2

    def test_a_period_opened_and_closed_again_books_the_difference(self) -> None:
        from ledger import actions as ledger

        goods_in()
        close()
        ledger.open_period(MARCH, HQ, actor=KATRIN, at=AT)
        make.receipt("PO-1", ("10", "15"))

        done = close()

        assert done.accrued == {"EUR": Decimal("750.00")}
        assert balance("5400", MARCH) == 750
        assert balance("5400", "2026-04") == -750


@pytest.mark.django_db
class TestRefusing:
    def test_an_open_task_keeps_a_period_open(self) -> None:
        task(done=False)

        with pytest.raises(UnableToClosePeriod, match="1 tasks are open") as refusal:
            close()

        assert refusal.value.tasks == ("T01",)
        assert books.is_open(MARCH, HQ)

    def test_tasks_that_are_all_done_do_not_close_a_period_by_themselves(self) -> None:
        task(done=True)

        assert books.is_open(MARCH, HQ)

    def test_an_undecided_case_keeps_a_period_open_and_is_listed(self) -> None:
        goods_in()
        case = invoiced("60", "13")

        with pytest.raises(UnableToClosePeriod, match="cases are undecided") as refusal:
            close()

        assert refusal.value.cases == (case.case_id,)
        assert not JournalLine.objects.exists()

    def test_a_reason_closes_in_spite_of_it_and_stays_on_the_trail(self) -> None:
        goods_in()
        case = invoiced("60", "13")
        task(done=False)

        close(override_reason="Agreed with the auditor.")

        event = AuditEvent.objects.get(action="reconciliation.period.closed")
        assert event.payload["override_reason"] == "Agreed with the auditor."
        assert event.payload["undecided_cases"] == [case.case_id]
        assert event.payload["open_tasks"] == ["T01"]

    def test_a_month_that_runs_is_not_closed(self) -> None:
        with pytest.raises(UnableToClosePeriod, match="has not ended"):
            close(at=datetime(2026, 3, 31, 23, 0, tzinfo=UTC))

    def test_no_machine_closes_a_period(self) -> None:
        with pytest.raises(UnableToClosePeriod, match="Only a person"):
            close(actor=PIPELINE)

    def test_nobody_closes_the_books_of_others(self) -> None:
        stranger = Actor(kind=ActorKind.PERSON, name="sanne", entities=frozenset({"DE01"}))

        with pytest.raises(UnableToClosePeriod, match="not your books"):
            close(actor=stranger)


@pytest.mark.django_db(transaction=True)
def test_two_people_closing_at_once_accrue_once() -> None:
    goods_in()

    def attempt(_number: int) -> bool:
        try:
            return close().was_open
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=2) as people:
        did = list(people.map(attempt, range(2)))

    assert sorted(did) == [False, True]
    assert balance("5400", MARCH) == 600
