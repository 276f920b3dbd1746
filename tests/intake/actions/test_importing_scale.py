"""Tables that fill many batches are taken in whole, and again without a change."""

import pytest

from intake.models import PurchaseOrderLine, ReceiptLine, SalesOrder
from tests.intake.actions.csv_files import take

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_orders_and_receipts_of_many_batches_are_taken_in_whole() -> None:
    orders = [
        "po_number,po_line,vendor_id,entity,order_date,item_id,description,quantity,uom,"
        "unit_price,currency,tax_rate,account,cost_centre"
    ]
    receipts = [
        "receipt_number,receipt_line,po_number,po_line,received_date,location,"
        "quantity_received,quantity_rejected,uom"
    ]
    for order in range(10_000):
        for line in range(1, 6):
            item = (order * 5 + line) % 3_000
            orders.append(
                f"PO-{order:06},{line},V{order % 500},E{order % 3},2025-01-{order % 28 + 1:02},"
                f"I-{item},Item {item},{line * 12},EA,{item % 90 + 1}.25,EUR,19,4000,C{order % 9}"
            )
            receipts.append(
                f"GR-{order:06},{line},PO-{order:06},{line},2025-02-{order % 28 + 1:02},"
                f"STORE-{order % 80},{line * 12},0,EA"
            )

    ordered = take("\n".join(orders))
    received = take("\n".join(receipts))

    assert (ordered.records, received.records) == (50_000, 50_000)
    assert PurchaseOrderLine.objects.count() == ReceiptLine.objects.count() == 50_000
    assert take("\n".join(orders)).touched_orders == frozenset()


def test_sales_orders_of_many_batches_are_taken_in_whole() -> None:
    rows = ["order_id,placed_at,channel,store,currency,gross,tax,shipping,discount,tender"]
    rows += [
        f"S-{n:07},2025-03-{n % 28 + 1:02}T12:{n % 60:02}:00-04:00,web,NYC-{n % 40},USD,"
        f"{n % 900}.99,{n % 90}.10,4.95,0.00,card"
        for n in range(100_000)
    ]

    result = take("\n".join(rows))

    assert result.records == SalesOrder.objects.count() == 100_000
