"""Invoices and contracts of stations for airtime: labels in columns, agencies, commission."""

from datetime import date
from decimal import Decimal

from intake.formats.page_document import read_pages
from intake.formats.page_words import Page
from intake.rules.reading import DocumentType, InvoiceReading
from tests.intake.formats.placed import Placed, scattered


def page(*rows: Placed) -> Page:
    return scattered(*rows, width=842)


def reading_of(*rows: Placed) -> InvoiceReading:
    found = read_pages((page(*rows),)).reading
    assert found is not None
    return found


SUMS: tuple[Placed, ...] = (
    (380, 300, "Gross Total"), (480, 300, "$1,200.00"), (380, 312, "Commission"),
    (480, 312, "($180.00)"), (380, 324, "Net Total"), (480, 324, "$1,020.00"),
)  # fmt: skip
COLUMN: tuple[Placed, ...] = (
    (240, 40, "Advertiser"), (320, 40, "Dale Whitcomb for Senate (4410)"),
    (240, 52, "Agency"), (320, 52, "Rivermark Media LLC"),
    (240, 64, "Buyer"), (320, 64, "LEE,PAT"), (240, 76, "Product"), (320, 76, "CANDIDATE"),
    (560, 40, "Invoice"), (640, 40, "880123"), (560, 52, "Inv Date"), (640, 52, "4/26/2020"),
    (560, 64, "Contract"), (640, 64, "51207"), (560, 76, "Terms"), (640, 76, "CIA"),
    (560, 88, "Bill Type"), (640, 88, "Weekly"), (240, 140, "OFFICIAL BILLING INVOICE"),
)  # fmt: skip


def test_a_letterhead_that_reaches_a_column_of_labels_hides_none_of_them() -> None:
    reading = reading_of((100, 42, "REMIT TO Tidewater Group Inc"), *COLUMN, *SUMS)

    assert reading.buyer.name == "Dale Whitcomb for Senate"


def test_an_invoice_goes_by_its_own_number_and_names_the_contract_beside_it() -> None:
    reading = reading_of(*COLUMN, *SUMS)

    assert reading.invoice_number == "880123"
    assert reading.contract_reference == "51207"
    assert reading.issue_date == date(2020, 4, 26)


def test_what_is_due_is_the_gross_less_the_commission_of_the_agency() -> None:
    reading = reading_of(*COLUMN, *SUMS)

    assert reading.gross_total == Decimal("1200.00")
    assert reading.amount_due == Decimal("1020.00")
    assert reading.tax_total is None


def test_a_label_is_no_payment_terms_of_the_label_above_it() -> None:
    assert reading_of(*COLUMN, *SUMS).payment_terms is None


def test_a_contract_goes_by_its_number_and_columns_say_what_its_totals_are() -> None:
    rows: tuple[Placed, ...] = (
        (260, 30, "CONTRACT"), (40, 60, "Contract #"), (140, 60, "774120"),
        (40, 72, "Advertiser"), (140, 72, "Hale for Governor"),
        (40, 100, "Start"), (120, 100, "Spots"), (190, 100, "Gross Amount"),
        (290, 100, "Agency Comm."), (400, 100, "Net Amount"),
        (40, 112, "07/27/20"), (120, 112, "12"), (198, 112, "$3,000.00"),
        (290, 112, "($450.00)"), (405, 112, "$2,550.00"),
        (40, 124, "Totals"), (120, 124, "12"), (198, 124, "$3,000.00"),
        (290, 124, "($450.00)"), (405, 124, "$2,550.00"),
    )  # fmt: skip

    found = read_pages((page(*rows),))

    assert found.document_type is DocumentType.ORDER_CONFIRMATION
    assert found.reading is not None
    assert found.reading.invoice_number == "774120"
    assert found.reading.gross_total == Decimal("3000.00")


def test_a_name_in_a_cell_goes_on_in_the_line_below() -> None:
    cell: tuple[Placed, ...] = (
        (400, 40, "Advertiser: Committee for"), (458, 50, "Clean Rivers"), (410, 62, "Product: 11")
    )  # fmt: skip

    reading = reading_of(*cell, (40, 20, "INVOICE"), (40, 32, "Invoice No.: 4711"), *SUMS)

    assert reading.buyer.name == "Committee for Clean Rivers"


def test_the_value_of_the_next_row_is_no_part_of_a_name() -> None:
    rows: tuple[Placed, ...] = (
        (400, 40, "Advertiser"), (500, 40, "Marsh for Congress"), (400, 50, "Sales Rep"),
        (500, 50, "Joan Field"), (40, 20, "INVOICE"), (40, 32, "Invoice No.: 4711"),
    )  # fmt: skip

    assert reading_of(*rows, *SUMS).buyer.name == "Marsh for Congress"


def test_a_box_of_the_post_is_no_order() -> None:
    rows: tuple[Placed, ...] = (
        (40, 20, "INVOICE"), (40, 32, "Invoice No.: 4711"), (40, 50, "KNDO-FM"),
        (40, 62, "P.O. Box 3310"), (40, 74, "Yakima, WA 98907"),
    )  # fmt: skip

    assert reading_of(*rows, *SUMS).purchase_order is None


def test_a_station_beside_its_label_is_the_seller_and_no_row_below_it() -> None:
    rows: tuple[Placed, ...] = (
        (300, 10, "INVOICE"), (315, 24, "Property"), (381, 24, "WQQQ-FM"),
        (315, 36, "Invoice #"), (381, 36, "2230114-2"), (315, 48, "Invoice Date"),
        (381, 48, "05/31/20"), (315, 60, "Invoice Month"), (381, 60, "May 2020"),
        (315, 72, "Advertiser"), (381, 72, "Hart for House"),
    )  # fmt: skip

    reading = reading_of(*rows, *SUMS)

    assert (reading.seller.name, reading.buyer.name) == ("WQQQ-FM", "Hart for House")


def test_a_number_in_three_groups_is_no_day() -> None:
    reading = reading_of((300, 10, "INVOICE"), (300, 40, "Invoice Number: 7001-20-07"), *SUMS)

    assert reading.invoice_number == "7001-20-07"


def test_a_name_called_so_beside_its_party_is_the_partys() -> None:
    rows: tuple[Placed, ...] = (
        (260, 10, "ORDER"), (20, 40, "Orders"), (90, 40, "Order / Rev:"), (180, 40, "1920096"),
        (20, 60, "Agency"), (90, 60, "Name:"), (180, 60, "Rivermark Media"),
        (20, 80, "Advertiser"), (90, 80, "Name:"), (180, 80, "POL/ Dale Whitcomb / D / US"),
        (90, 95, "Product Codes:"), (180, 95, "PL"),
        (400, 95, "Advertiser External ID:"), (560, 95, "186325"),
    )  # fmt: skip

    assert reading_of(*rows, *SUMS).buyer.name == "POL/ Dale Whitcomb / D / US"


def test_a_name_goes_on_behind_its_comma_and_ends_before_the_next_cell() -> None:
    cell: tuple[Placed, ...] = (
        (400, 40, "Advertiser: Dale Whitcomb 2020,"), (458, 50, "Inc"), (458, 70, "4410 DWI"),
    )  # fmt: skip
    other: tuple[Placed, ...] = (
        (300, 40, "Advertiser"), (520, 40, "Original Date / Revision"),
        (300, 52, "POL/Dale Whitcomb/Senate/State Seat 4/22/20"), (560, 52, "/"),
    )  # fmt: skip
    title: tuple[Placed, ...] = ((40, 20, "INVOICE"), (40, 32, "Invoice No.: 4711"))

    assert reading_of(*cell, *title, *SUMS).buyer.name == "Dale Whitcomb 2020, Inc"
    assert reading_of(*other, *title, *SUMS).buyer.name == "POL/Dale Whitcomb/Senate/State Seat"
