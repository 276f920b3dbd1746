"""A table is recognised by its headings, and each row says which cell is wrong."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reasons import ReasonCode
from intake.rules import tables
from intake.rules.cells import CellKind
from intake.rules.findings import FindingValue, TableRow

# The contract, section 2, as it is printed there: required columns carry a star.
CONTRACT = {
    "vendors": "vendor_id* vendor_name* tax_id vat_id country iban bic account_number"
    " routing_number payment_terms currency email phone default_account status aliases",
    "items": "item_id* gtin description* department category base_uom* pack_uom pack_size"
    " unit_cost",
    "purchase_orders": "po_number* po_line* vendor_id* entity order_date* status item_id"
    " vendor_item_id gtin description quantity* uom unit_price* currency* tax_rate account"
    " cost_centre",
    "receipts": "receipt_number* receipt_line* po_number* po_line* received_date* location"
    " quantity_received* quantity_rejected uom",
    "entities": "entity* entity_name* country currency* vat_id tax_id timezone",
    "locations": "location* location_name entity* kind timezone opened_on closed_on",
    "bank_accounts": "bank_account* entity* iban account_number routing_number bic currency*"
    " account",
    "bank_lines": "bank_account* booked_on* value_date amount* currency* reference counterparty"
    " counterparty_account memo balance",
    "payables_history": "vendor_id* invoice_number* issue_date* gross_total* currency*"
    " purchase_order due_date paid_on payment_reference",
    "accounts": "account* account_name* account_type*",
    "journal": "entry_id* entry_line* posting_date* period* account* cost_centre entity debit*"
    " credit* currency* reference description source",
    "plan": "plan* version period* account* cost_centre entity amount* currency*",
    "sales_orders": "order_id* placed_at* channel store currency* gross* tax shipping discount"
    " tender payment_reference",
    "close_tasks": "period* task_id* task* owner depends_on due* completed_at",
}


def all_columns(kind: str) -> list[str]:
    return [name.rstrip("*") for name in CONTRACT[kind].split()]


def required(kind: str) -> list[str]:
    return [name.rstrip("*") for name in CONTRACT[kind].split() if name.endswith("*")]


def problem(headings: Sequence[str]) -> FindingValue:
    result = tables.read_heading(headings)
    assert isinstance(result, FindingValue)
    return result


class TestShapes:
    def test_are_those_of_the_contract(self) -> None:
        assert {kind: set(shape.columns) for kind, shape in tables.TABLES.items()} == {
            kind: set(all_columns(kind)) for kind in CONTRACT
        }
        assert {kind: set(shape.required) for kind, shape in tables.TABLES.items()} == {
            kind: set(required(kind)) for kind in CONTRACT
        }

    def test_have_a_reader_for_every_kind_of_cell(self) -> None:
        from intake.rules.cells import READERS

        assert set(READERS) == set(CellKind)


class TestHeadings:
    @pytest.mark.parametrize("kind", CONTRACT)
    def test_are_recognised_with_all_columns_and_with_the_required_alone(self, kind: str) -> None:
        assert tables.kind_of(all_columns(kind)) == kind
        assert tables.kind_of(required(kind)) == kind

    @given(data=st.data(), kind=st.sampled_from(sorted(CONTRACT)))
    def test_may_stand_in_any_order(self, data: st.DataObject, kind: str) -> None:
        shuffled = data.draw(st.permutations(all_columns(kind)))

        heading = tables.read_heading(shuffled)

        assert isinstance(heading, tables.Heading)
        assert heading.kind == kind

    @pytest.mark.parametrize("kind", CONTRACT)
    def test_without_a_required_one_name_it(self, kind: str) -> None:
        for missing in required(kind):
            headings = [name for name in all_columns(kind) if name != missing]
            found = tables.read_heading(headings)
            if isinstance(found, tables.Heading):
                # What is left is another table, complete: bank lines without an amount are not.
                assert set(required(found.kind)) <= set(headings)
                continue
            assert found.code is ReasonCode.WRONG_TABLE
            assert found.field == missing
            assert f"`{missing}`" in found.text
            assert found.reference == kind

    def test_of_orders_that_name_their_vendors_are_orders(self) -> None:
        assert tables.kind_of([*required("purchase_orders"), "vendor_name"]) == "purchase_orders"
        assert tables.kind_of([*required("locations"), "entity_name", "currency"]) == "locations"

    def test_that_stand_twice_are_refused(self) -> None:
        assert "`iban` stands more than once" in problem(["vendor_id", "iban", "iban"]).text

    def test_spelled_otherwise_are_refused_with_the_spelling(self) -> None:
        text = problem(["Vendor ID", "vendor_name", "iban"]).text

        assert "`vendor_id` of the table of vendors is missing" in text
        assert "`Vendor ID` is spelled `vendor_id`" in text

    @pytest.mark.parametrize(
        "headings",
        [
            ["id", "created", "amount", "currency", "fee", "net", "type", "description"],
            ["Date", "Amount"],
            ["a", "b", "c"],
            ["currency", "amount"],
            ["", ""],
        ],
    )
    def test_of_no_table_resemble_none(self, headings: list[str]) -> None:
        assert tables.kind_of(headings) is None
        assert problem(headings).text.startswith("No table has these headings")


class TestRows:
    HEADING = tables.read_heading(["vendor_id", "vendor_name", "status", "region", ""])

    def row(self, *cells: str) -> TableRow:
        assert isinstance(self.HEADING, tables.Heading)
        return self.HEADING.row(7, cells)

    def test_keep_unknown_columns_and_blank_is_unknown(self) -> None:
        record = tables.read_row("vendors", self.row("V1", " Nord ", "", "north", "x"))

        assert isinstance(record, tables.Record)
        assert record.values == {"vendor_id": "V1", "vendor_name": "Nord", "status": None}
        assert record.extra == {"region": "north", "column 5": "x"}

    def test_without_a_required_cell_name_it(self) -> None:
        found = tables.read_row("vendors", self.row("V1", " ", "", "", ""))

        assert isinstance(found, FindingValue)
        assert (found.line, found.field) == ("7", "vendor_name")
        assert found.text == "Line 7, vendor_name: it is required and empty."

    def test_with_a_cell_that_cannot_be_read_say_why(self) -> None:
        found = tables.read_row("vendors", self.row("V1", "Nord", "gone", "", ""))

        assert isinstance(found, FindingValue)
        assert found.text == "Line 7, status: `gone`: it is none of active, blocked."
        assert found.actual == "gone"
