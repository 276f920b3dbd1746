"""Cash and books are taken in; a file is taken in once, whole, and with others at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from core.actors import PIPELINE
from core.reasons import ReasonCode
from intake.actions.importing import Imported, import_tables
from intake.formats import tables
from intake.models import (
    BankAccount,
    BankLine,
    Document,
    PaidInvoice,
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseOrderLineChange,
    SalesOrder,
    Vendor,
)
from ledger.models import Account, CloseTask, Entity, Location, PlanLine
from tests.intake.actions.csv_files import (
    MORNING,
    ORDERS,
    RECEIPTS,
    VENDORS,
    take,
)

pytestmark = pytest.mark.django_db


class TestCash:
    LINES = (
        "bank_account,booked_on,amount,currency,reference\n"
        "MAIN,2025-02-01,19.99,EUR,card\n"
        "MAIN,2025-02-01,19.99,EUR,card\n"
        "MAIN,2025-02-01,-5.00,EUR,fee\n"
    )

    def test_bank_lines_alike_are_two_movements(self) -> None:
        """T81, T85: alike is not the same; the same again is."""
        take(self.LINES)
        more = take(self.LINES + "MAIN,2025-02-02,7.00,EUR,card\n")

        assert BankLine.objects.count() == 4
        assert [p.code for p in more.problems] == [ReasonCode.STATEMENT_OVERLAP]
        assert more.problems[0].actual == "3"
        assert BankAccount.objects.get(bank_account="MAIN").is_described is False

    def test_bank_accounts_are_described(self) -> None:
        take(self.LINES)
        take("bank_account,entity,currency,iban\nMAIN,SHOP,EUR,DE02120300000000202051\n")

        account = BankAccount.objects.get()
        assert (account.is_described, account.entity) == (True, "SHOP")

    def test_payables_history_is_kept_with_its_vendor(self) -> None:
        text = (
            "vendor_id,invoice_number,issue_date,gross_total,currency\n"
            "V1,INV-0012,2025-01-05,119.00,EUR\n"
        )
        take(text)
        take(text)

        paid = PaidInvoice.objects.get()
        assert (paid.vendor.vendor_id, paid.gross_total) == ("V1", 119)
        assert paid.number_key

    def test_sales_orders_keep_their_moment(self) -> None:
        take(
            "order_id,placed_at,store,currency,gross\nS1,2025-03-09T20:15:00-04:00,NYC,USD,100.00\n"
        )

        order = SalesOrder.objects.get()
        assert order.placed_at == datetime(2025, 3, 10, 0, 15, tzinfo=UTC)
        assert Location.objects.filter(location="NYC").exists()


class TestBooks:
    def test_take_in_what_is_theirs(self) -> None:
        take("entity,entity_name,currency\nSHOP,Shop GmbH,EUR\n")
        take("location,entity,kind\nS1,SHOP,store\n")
        take("account,account_name,account_type\n4000,Goods,expense\n")
        take("plan,period,account,amount,currency\nbudget,2025-01,4000,100.00,EUR\n")
        take(
            "period,task_id,task,due,depends_on,completed_at\n"
            "2025-01,T2,Accrue,2025-02-03,T1;T0,2025-02-02\n"
        )

        assert Entity.objects.get().entity_name == "Shop GmbH"
        assert Location.objects.get().kind == "store"
        assert Account.objects.get(account="4000").account_type == "expense"
        assert PlanLine.objects.get().amount == 100
        assert CloseTask.objects.get().depends_on == ["T1", "T0"]

    def test_keep_columns_that_nobody_asked_for(self) -> None:
        take("vendor_id,vendor_name,buyer group\nV1,Nord,north\n")

        assert Vendor.objects.get().extra == {"buyer group": "north"}


class TestFiles:
    @pytest.mark.django_db(transaction=True)
    def test_that_come_at_once_are_taken_in_once(self) -> None:
        """Two workers, one result."""

        def work(number: int) -> Imported:
            try:
                # Two files that say the same: only their unknown column differs in order.
                extra = "note\n" if number else "memo\n"
                head, *rows = ORDERS.splitlines()
                return take("\n".join([f"{head},{extra.strip()}", *(f"{row}," for row in rows)]))
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            results = list(pool.map(work, range(2)))

        assert [result.records for result in results] == [3, 3]
        assert sorted(len(result.touched_orders) for result in results) == [0, 2]
        assert PurchaseOrderLine.objects.count() == 3
        assert not PurchaseOrderLineChange.objects.exists()

    def test_that_fail_half_way_leave_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """R2: all readable rows of a file, or none."""

        def break_down(*_: object, **__: object) -> None:
            raise RuntimeError("the power went out")

        monkeypatch.setattr("audit.actions.record_many", break_down)
        with pytest.raises(RuntimeError, match="power"):
            take(ORDERS)

        assert not PurchaseOrder.objects.exists()
        assert not Vendor.objects.exists()

    def test_with_a_row_the_database_refuses_load_the_others(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Every constraint of the records is the last guard, and costs one row."""
        monkeypatch.setattr("intake.actions.importing.receipts.Receipts.sift", lambda *_: None)

        result = take(RECEIPTS + "R-2,1,PO-1,1,2025-02-11,STORE-1,3,-5\n")

        assert (result.records, result.refused) == (2, 1)
        assert result.problems[0].line == "4"
        assert "no more rejected than received" in result.problems[0].text

    def test_of_several_sheets_are_taken_in_as_one(self) -> None:
        first = tables.read(VENDORS.encode()).table
        second = tables.read(ORDERS.encode()).table
        assert first is not None
        assert second is not None
        take(RECEIPTS)

        result = import_tables(
            [first, second],
            document_id=Document.objects.get().pk,
            as_of=date(2025, 3, 1),
            actor=PIPELINE,
            at=MORNING,
        )

        assert result.records == 5
        assert result.touched_orders == {"PO-1", "PO-2"}
        assert Vendor.objects.get(vendor_id="V1").is_described
