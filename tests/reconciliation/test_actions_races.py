"""Two at once: one receipt pays once, whoever is faster."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import IntegrityError, connection, transaction

from core.actors import PIPELINE, Actor, ActorKind
from intake.models import Invoice
from intake.rules.reading import DocumentKind
from reconciliation.actions import balances, loading, matching, policies, settling
from reconciliation.actions.matching import Matched
from reconciliation.models import Case, OrderBalance, ReceiptBalance
from tests.reconciliation import factories as make

pytestmark = pytest.mark.django_db(transaction=True)

ANNA = Actor(kind=ActorKind.PERSON, name="anna")
T = TypeVar("T")


def billed(number: str, quantity: str = "100", vendor_id: str = "V-1001") -> Invoice:
    lines = [make.line("1", "A-1", quantity, "10.00")]
    return make.invoice(make.reading(number, "PO-1", lines), of=make.vendor(vendor_id))


def match(*keys: int) -> list[Matched]:
    return matching.match_invoices(keys, actor=PIPELINE, at=make.AT)


def at_once(*jobs: Callable[[], T]) -> list[T]:
    """Run each job on its own connection, all from the same moment on."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], T]) -> T:
        try:
            connection.ensure_connection()
            start.wait(timeout=10)
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(jobs)) as workers:
        return [each.result(timeout=60) for each in [workers.submit(run, job) for job in jobs]]


@pytest.fixture(autouse=True)
def _ordered() -> None:
    policies.current_policy()
    make.order("PO-1", ("A-1", "200", "10.00"))
    make.receipt("PO-1", ("10", "100"))


class TestTwoInvoicesForOneReceipt:
    def test_let_one_win_and_make_the_other_a_discrepancy(self) -> None:
        """T13."""
        one, other = billed("R-1").pk, billed("R-2").pk

        done = at_once(lambda: match(one), lambda: match(other))

        codes = sorted(tuple(code.value for code in each[0].codes) for each in done)
        assert codes[0] == ()
        assert codes[1] in [("NOT_RECEIVED",), ("QUANTITY_OVER_RECEIVED",)]
        assert ReceiptBalance.objects.get().quantity_consumed == 100

    def test_are_kept_apart_by_the_database_where_no_lock_was_held(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """T13: the constraint is the last guard; the loser is matched again with the truth."""
        one, other = billed("R-1").pk, billed("R-2").pk
        both_loaded = Barrier(2)
        load = loading.load
        tries: list[int] = []

        def load_together(*args: object) -> loading.Desk:
            desk = load(*args)  # type: ignore[arg-type]
            tries.append(1)
            if len(tries) <= 2:
                both_loaded.wait(timeout=10)
            return desk

        monkeypatch.setattr(balances, "lock_vendors", lambda _vendors: None)
        monkeypatch.setattr(loading, "load", load_together)

        done = at_once(lambda: match(one), lambda: match(other))

        codes = sorted(len(each[0].codes) for each in done)
        assert codes == [0, 1]
        assert len(tries) == 3
        assert ReceiptBalance.objects.get().quantity_consumed == 100

    def test_never_use_more_than_arrived_however_many_there_are(self) -> None:
        """T13, with ten invoices and four workers."""
        keys = [billed(f"R-{number}", "30").pk for number in range(10)]

        done = at_once(*[lambda start=start: match(*keys[start::4]) for start in range(4)])

        passing = [each for batch in done for each in batch if each.would_pass]
        assert len(passing) == 3
        assert ReceiptBalance.objects.get().quantity_consumed == 100

    def test_are_refused_by_the_table_itself(self) -> None:
        """T13: no code path can use up more than was accepted."""
        match(billed("R-1").pk)

        with pytest.raises(IntegrityError, match="one_receipt_pays_once"), transaction.atomic():
            ReceiptBalance.objects.update(quantity_consumed=Decimal("100.0001"))


class TestTheSameInvoiceTwiceAtOnce:
    def test_makes_one_case(self) -> None:
        invoice = billed("R-1").pk

        done = at_once(lambda: match(invoice), lambda: match(invoice))

        assert Case.objects.count() == 1
        assert sorted(each[0].has_changed for each in done) == [False, True]
        assert ReceiptBalance.objects.get().quantity_consumed == 100

    def test_is_booked_once(self) -> None:
        (matched,) = match(billed("R-1").pk)
        case = matched.case

        done = at_once(
            lambda: settling.pass_straight_through([case], actor=PIPELINE, at=make.AT),
            lambda: settling.pass_straight_through([case], actor=PIPELINE, at=make.AT),
        )

        assert sorted(len(each) for each in done) == [0, 1]


class TestRejectingWhileOthersMatch:
    def test_frees_what_the_other_may_then_use(self) -> None:
        (first,) = match(billed("R-1").pk)
        second = billed("R-2").pk

        at_once(
            lambda: match(second),
            lambda: (
                [settling.apply_decision(first.case, outcome="reject", actor=ANNA, at=make.AT)]
                and match(second)
            ),
        )

        case = Case.objects.get(invoice_id=second)
        assert case.would_pass
        assert ReceiptBalance.objects.get().quantity_consumed == 100
        assert OrderBalance.objects.get().quantity_invoiced == 100


class TestAReceiptThatComesWhileItsInvoiceIsMatched:
    def test_finds_the_case_that_waits_for_it(self) -> None:
        """T1: waking stands behind the match that is under way, and then sees its wait."""
        invoice = billed("R-1", "150").pk
        has_loaded = Barrier(2)

        def match_slowly() -> list[int]:
            with transaction.atomic():
                match(invoice)
                has_loaded.wait(timeout=10)
            return []

        def receive() -> list[int]:
            has_loaded.wait(timeout=10)
            make.receipt("PO-1", ("10", "50"))
            return matching.wake({"PO-1"}, actor=PIPELINE, at=make.AT)

        _, woken = at_once(match_slowly, receive)

        assert woken == [invoice]
        assert match(invoice)[0].codes == ()


def test_t32_a_credit_note_is_reversed_or_its_goods_are_billed_again() -> None:
    """Never both: one receipt pays once, whoever is faster."""
    lines = [make.line("1", "A-1", "100", "10.00")]
    note = make.reading("G-1", None, lines, kind=DocumentKind.CREDIT_NOTE, preceding_invoice="R-1")
    for invoice in (billed("R-1"), make.invoice(note)):
        (found,) = match(invoice.pk)
        settling.apply_decision(found.case, outcome="approve", actor=ANNA, at=make.AT)
    credited, again = Case.objects.get(kind="credit_note"), billed("R-2").pk

    def reverse() -> bool:
        try:
            settling.reverse_case(credited, reason="wrong", actor=ANNA, at=make.AT)
        except settling.UnableToSettle:
            return False
        return True

    is_reversed, is_billed = at_once(reverse, lambda: match(again)[0].codes == ())

    assert (is_reversed, is_billed) in {(True, False), (False, True)}
    assert ReceiptBalance.objects.get().quantity_consumed == 100
