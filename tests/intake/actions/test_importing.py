"""Tables are taken in: every readable row, once, with what changed on the trail."""

from datetime import date
from decimal import Decimal

import pytest

from audit.models import AuditEvent
from core.reasons import ReasonCode
from intake.models import (
    Item,
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseOrderLineChange,
    ReceiptLine,
    Vendor,
)
from ledger.models import Entity, JournalLine, Location
from tests.intake.actions.csv_files import EVENING, ORDERS, RECEIPTS, VENDORS, actions, take

pytestmark = pytest.mark.django_db


class TestVendors:
    def test_are_written_with_what_the_master_says(self) -> None:
        result = take(VENDORS)

        vendor = Vendor.objects.get(vendor_id="V1")
        assert result.records == 2
        assert result.problems == ()
        assert (vendor.vendor_name, vendor.iban) == ("Nord GmbH", "DE02120300000000202051")
        assert vendor.aliases == ["Nord", "Nordlicht"]
        assert (vendor.is_described, vendor.is_new) == (True, False)

    def test_of_a_later_load_are_new_and_those_of_the_first_are_not(self) -> None:
        take(VENDORS)
        take("vendor_id,vendor_name\nV3,Ost AG\n")
        take("vendor_id,vendor_name\nV4,West AG\nV1,Nord GmbH\n", at=EVENING)

        new = set(Vendor.objects.filter(is_new=True).values_list("vendor_id", flat=True))
        assert new == {"V4"}

    def test_named_by_an_order_before_any_master_are_not_new(self) -> None:
        take(ORDERS)
        take(VENDORS, at=EVENING)

        assert not Vendor.objects.filter(is_new=True).exists()
        assert Vendor.objects.get(vendor_id="V1").is_described
        assert not Vendor.objects.get(vendor_id="V9").is_described

    def test_named_by_an_order_after_the_master_are_new(self) -> None:
        take(VENDORS)
        take(ORDERS, at=EVENING)

        assert Vendor.objects.get(vendor_id="V9").is_new

    def test_with_other_bank_details_are_on_the_trail_without_the_account(self) -> None:
        """T62: a change is never silent."""
        take(VENDORS)
        take("vendor_id,vendor_name,iban,status\nV1,Nord GmbH,DE88100900001234567892,blocked\n")

        event = AuditEvent.objects.get(action="intake.vendor.bank_details_changed")
        assert event.subject == "vendor:V1"
        assert event.payload["changes"] == {"iban": ["...2051", "...7892"]}
        assert "intake.vendor.blocked" in actions()
        assert Vendor.objects.get(vendor_id="V1").status == "blocked"

    def test_keep_what_a_later_file_leaves_blank(self) -> None:
        take(VENDORS)
        take("vendor_id,vendor_name,iban,phone\nV1,Nord GmbH,,0123\n")

        vendor = Vendor.objects.get(vendor_id="V1")
        assert vendor.iban == "DE02120300000000202051"
        assert vendor.phone == "0123"
        assert "intake.vendor.bank_details_changed" not in actions()


class TestOrders:
    def test_bring_what_they_name_into_being(self) -> None:
        result = take(ORDERS, entity="SHOP")

        order = PurchaseOrder.objects.get(po_number="PO-1")
        assert result.records == 3
        assert result.touched_orders == {"PO-1", "PO-2"}
        assert (order.status, order.entity, order.vendor.vendor_id) == ("open", "SHOP", "V1")
        assert Item.objects.get(item_id="I-2").description == "Coffee"
        assert Entity.objects.get(entity="SHOP").is_described is False
        assert PurchaseOrderLine.objects.get(order=order, po_line="2").unit_price == 48

    def test_taken_in_twice_change_nothing(self) -> None:
        take(ORDERS)
        before = list(PurchaseOrderLine.objects.order_by("pk").values())

        again = take(ORDERS, at=EVENING)

        assert again.records == 3
        assert again.touched_orders == frozenset()
        assert list(PurchaseOrderLine.objects.order_by("pk").values()) == before
        assert not PurchaseOrderLineChange.objects.exists()
        assert actions().count("intake.table.imported") == 2

    def test_with_other_terms_keep_the_terms_before(self) -> None:
        """T15: the version in force earlier stays known, and who changed it."""
        take(ORDERS)
        changed = take(
            ORDERS.replace("100,EA,2.50", "120,EA,2.75"), at=EVENING, as_of=date(2025, 3, 9)
        )

        change = PurchaseOrderLineChange.objects.get()
        assert changed.touched_orders == {"PO-1"}
        assert (change.quantity_before, change.unit_price_before) == (100, Decimal("2.50"))
        assert (change.changed_on, change.changed_by) == (date(2025, 3, 9), "pipeline:pipeline")
        event = AuditEvent.objects.get(action="intake.purchase_order.changed")
        assert event.payload["changes"]["lines"]["1"]["quantity"] == ["100", "120"]

    def test_given_to_another_vendor_say_so_by_the_ids_that_people_know(self) -> None:
        take(ORDERS)
        take(ORDERS.replace("V9", "V1").replace("I-2", "I-3"))

        events = AuditEvent.objects.filter(action="intake.purchase_order.changed")
        changes = {event.subject: event.payload["changes"] for event in events}
        assert changes == {
            "order:PO-1": {"lines": {"2": {"item_id": ["I-2", "I-3"]}}},
            "order:PO-2": {"vendor_id": ["V9", "V1"]},
        }

    def test_written_with_other_zeros_say_the_same(self) -> None:
        take(ORDERS)
        again = take(ORDERS.replace("2.50", "2.5000"))

        assert again.touched_orders == frozenset()

    def test_closed_once_are_not_opened_by_a_file_without_a_status(self) -> None:
        """T14: an order is never opened again by the way."""
        head = "po_number,po_line,vendor_id,order_date,quantity,unit_price,currency"
        row = "PO-1,1,V1,2025-02-01,100,2.50,EUR"
        take(f"{head},status\n{row},closed\n")
        take(f"{head}\n{row.replace('100', '90')}\n")

        assert PurchaseOrder.objects.get(po_number="PO-1").status == "closed"

    def test_of_two_vendors_are_refused_by_line(self) -> None:
        result = take(ORDERS + "PO-1,3,V2,2025-02-01,,Milk,1,EA,1,EUR\n")

        assert (result.records, result.refused) == (3, 1)
        assert result.problems[0].code is ReasonCode.WRONG_TABLE
        assert (result.problems[0].line, result.problems[0].field) == ("5", "vendor_id")
        assert "line 2 says V1" in result.problems[0].text


class TestRows:
    def test_that_cannot_be_read_are_refused_and_the_others_load(self) -> None:
        bad = 'PO-3,1,V1,2025-02-30,,Tea,1,EA,1,EUR\nPO-4,1,V1,2025-02-01,,Tea,"1,5",EA,1,EUR\n'
        result = take(ORDERS + bad + "PO-5,1,V1,2025-02-01,,Tea,1,EA,1,EUR\n")

        assert (result.records, result.refused) == (4, 2)
        assert [(p.line, p.field) for p in result.problems] == [
            ("5", "order_date"),
            ("6", "quantity"),
        ]
        assert PurchaseOrder.objects.filter(po_number="PO-5").exists()

    def test_that_stand_twice_count_once_with_a_note(self) -> None:
        result = take(VENDORS + "V2,Sud SA,,active,\n")

        assert (result.records, result.refused) == (2, 0)
        assert [p.code for p in result.problems] == [ReasonCode.DUPLICATE_LINE]

    def test_that_contradict_an_earlier_one_are_refused(self) -> None:
        result = take(VENDORS + "V2,Other SA,,active,\n")

        assert (result.records, result.refused) == (2, 1)
        assert "line 3" in result.problems[0].text
        assert Vendor.objects.get(vendor_id="V2").vendor_name == "Sud SA"

    def test_that_the_database_refuses_do_not_take_the_others_along(self) -> None:
        """A journal line on both sides is refused by the books, row by row."""
        result = take(
            "entry_id,entry_line,posting_date,period,account,debit,credit,currency,entity\n"
            "E1,1,2025-02-01,2025-02,4000,5,,EUR,SHOP\n"
            "E1,2,2025-02-01,2025-02,1000,,5,EUR,SHOP\n"
            "E2,1,2025-02-01,2025-02,4000,5,5,EUR,SHOP\n"
            "E3,1,2025-02-01,2025-02,4000,,,EUR,SHOP\n"
        )

        assert (result.records, result.refused) == (2, 2)
        assert JournalLine.objects.count() == 2

    def test_without_number_list_the_first_thousand_and_count_the_rest(self) -> None:
        rows = "".join(f"V{n},Name,,wrong,\n" for n in range(1_200))
        result = take("vendor_id,vendor_name,iban,status,aliases\n" + rows)

        assert (result.records, result.refused) == (0, 1_200)
        assert len(result.problems) == 1_001
        assert result.problems[-1].text.startswith("200 more rows")


class TestReceipts:
    def test_may_come_before_their_order(self) -> None:
        result = take(RECEIPTS)

        line = ReceiptLine.objects.get(receipt_line="2")
        assert result.touched_orders == {"PO-1"}
        assert (line.quantity_received, line.quantity_rejected) == (10, 1)
        assert not PurchaseOrder.objects.exists()
        assert Location.objects.get(location="STORE-1").is_described is False

    def test_taken_in_twice_touch_nothing(self) -> None:
        take(RECEIPTS)
        assert take(RECEIPTS).touched_orders == frozenset()

    def test_booked_against_another_order_touch_both(self) -> None:
        take(RECEIPTS)
        again = take(RECEIPTS.replace("R-1,2,PO-1", "R-1,2,PO-7"))

        assert again.touched_orders == {"PO-1", "PO-7"}

    def test_rejecting_more_than_came_are_refused(self) -> None:
        """T18: what is rejected is a part of what was received."""
        result = take(RECEIPTS + "R-2,1,PO-1,1,2025-02-11,STORE-1,3,5\n")

        assert (result.records, result.refused) == (2, 1)
        assert result.problems[0].field == "quantity_rejected"


class TestItems:
    ITEMS = "item_id,description,base_uom,pack_uom,pack_size,unit_cost\nI-1,Tea,EA,CS,24,1.10\n"

    def test_keep_every_pack_size_with_its_day(self) -> None:
        """T9, T11: a pack that changes leaves the earlier one known."""
        take(self.ITEMS)
        take(self.ITEMS.replace("24", "20"), as_of=date(2025, 6, 1))
        take(self.ITEMS.replace("24", "20"), as_of=date(2025, 7, 1))

        packs = Item.objects.get(item_id="I-1").packs.order_by("valid_from")
        assert [(pack.valid_from, pack.pack_size) for pack in packs] == [
            (date(1900, 1, 1), 24),
            (date(2025, 6, 1), 20),
        ]

    def test_may_have_several_packs(self) -> None:
        result = take(self.ITEMS + "I-1,Tea,EA,PF,480,1.10\n")

        assert result.records == 2
        assert Item.objects.get(item_id="I-1").packs.count() == 2

    def test_with_an_empty_pack_are_refused(self) -> None:
        assert take(self.ITEMS.replace("24", "0")).problems[0].field == "pack_size"
