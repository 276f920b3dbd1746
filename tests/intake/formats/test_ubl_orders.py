"""UBL orders and receipts as rows of the tables of the contract."""

from intake.formats import registry
from intake.rules.findings import TableRow
from intake.rules.reading import DocumentType
from tests.intake.formats.samples import sample


def rows_of(content: bytes) -> list[TableRow]:
    table = registry.read_file(content, "x").table
    assert table is not None
    return list(table.rows)


def test_an_order_states_the_price_of_one_unit() -> None:
    read = registry.read_file(sample("order_ubl.xml"), "order.pdf")

    assert read.document_type is DocumentType.PURCHASE_ORDER
    assert read.table is not None
    assert read.table.kind == "purchase_orders"
    (row,) = read.table.rows
    assert dict(row.values) == {
        "po_number": "PO-77120",
        "po_line": "3",
        "vendor_id": "V-014",
        "order_date": "2026-04-01",
        "status": "open",
        "vendor_item_id": "GT-20",
        "gtin": "4006381333931",
        "description": "Green tea",
        "quantity": "40",
        "uom": "C62",
        "unit_price": "2.5",
        "currency": "EUR",
    }
    assert row.extra["line_amount"] == "100.00"
    assert row.extra["price_base_quantity"] == "10"
    assert row.extra["vendor_name"] == "Nordwind Handels GmbH"


def test_a_receipt_counts_what_was_rejected_apart() -> None:
    """T18: rejected units are received by nobody."""
    (row,) = rows_of(sample("receipt_ubl.xml"))

    assert dict(row.values) == {
        "receipt_number": "GR-900",
        "receipt_line": "1",
        "po_number": "PO-77120",
        "po_line": "3",
        "received_date": "2026-04-15",
        "quantity_received": "38",
        "quantity_rejected": "2",
        "uom": "C62",
    }
    assert row.extra["reject_reason"] == "Wet cartons"


def test_a_receipt_without_an_order_line_says_where_its_line_number_came_from() -> None:
    content = sample("receipt_ubl.xml").replace(b"OrderLineReference", b"OtherReference")

    (row,) = rows_of(content)

    assert row.values["po_line"] == "1"
    assert row.extra["po_line_taken_from"] == "receipt_line"


def test_a_price_that_does_not_divide_is_cut_at_ten_places() -> None:
    content = sample("order_ubl.xml").replace(b">10</cbc:BaseQ", b">3</cbc:BaseQ")

    (row,) = rows_of(content)

    assert row.values["unit_price"] == "8.3333333333"
