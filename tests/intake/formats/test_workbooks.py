"""Workbooks say what CSV would say, digit by digit."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from core.reasons import ReasonCode
from intake.formats import tables, workbooks
from intake.rules.findings import TableRow

Sheets = dict[str, Sequence[Sequence[object]]]
ORDERS = ["po_number", "po_line", "vendor_id", "order_date", "quantity", "unit_price", "currency"]


def book(sheets: Sheets) -> bytes:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def rows_of(content: bytes) -> list[TableRow]:
    read = tables.read(content)
    assert read.table is not None, read.findings
    return list(read.table.rows)


class TestCells:
    def test_become_what_csv_would_say(self) -> None:
        row = [4711, "1", "V1", date(2025, 2, 1), 0.1, 0.1 + 0.2, "EUR"]

        (found,) = rows_of(book({"orders": [ORDERS, row]}))

        assert dict(found.values) == {
            "po_number": "4711",
            "po_line": "1",
            "vendor_id": "V1",
            "order_date": "2025-02-01",
            "quantity": "0.1",
            "unit_price": "0.3",
            "currency": "EUR",
        }

    @pytest.mark.parametrize(
        ("cell", "text"),
        [
            (0.1, "0.1"),
            (1.005, "1.005"),
            (35.27, "35.27"),
            (-0.000001, "-0.000001"),
            (4006381333931.0, "4006381333931"),
            (1e15, "1000000000000000"),
            (1e-9, "0.000000001"),
            (True, "true"),
            (datetime(2025, 3, 1, 10, 5), "2025-03-01T10:05:00"),  # noqa: DTZ001  as Excel has it
            (datetime(2025, 3, 1), "2025-03-01"),  # noqa: DTZ001
            ("  words ", "words"),
        ],
    )
    def test_have_no_noise(self, cell: float | str | bool | datetime, text: str) -> None:
        assert workbooks.text_of(cell) == text

    @given(cents=st.integers(min_value=-(10**13), max_value=10**13))
    def test_in_cents_are_exact(self, cents: int) -> None:
        from decimal import Decimal

        assert Decimal(workbooks.text_of(cents / 100)) == Decimal(cents) / 100

    def test_with_a_formula_say_the_value_it_had(self) -> None:
        content = _with_sheet(
            book({"a": [["x"]]}),
            b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            b'<sheetData><row r="1"><c r="A1" t="str"><v>item_id</v></c>'
            b'<c r="B1" t="str"><v>description</v></c><c r="C1" t="str"><v>base_uom</v></c>'
            b'<c r="D1" t="str"><v>unit_cost</v></c></row>'
            b'<row r="2"><c r="A2" t="str"><f>"I-"&amp;1</f><v>I-1</v></c>'
            b'<c r="B2" t="str"><v>Tea</v></c><c r="C2" t="str"><v>EA</v></c>'
            b'<c r="D2"><f>0.1+0.2</f><v>0.30000000000000004</v></c></row></sheetData></worksheet>',
        )

        (row,) = rows_of(content)

        assert (row.values["item_id"], row.values["unit_cost"]) == ("I-1", "0.3")


class TestSheets:
    def test_have_true_lines_wherever_the_table_starts(self) -> None:
        rows: list[list[object]] = [[], [], [None, *ORDERS]]
        rows += [[None, "P1", "1", "V1", date(2025, 2, 1), 1, 2, "EUR"], [], [None, "P2"]]

        first, second = rows_of(book({"orders": rows}))

        assert (first.line, first.values["po_number"]) == (4, "P1")
        assert (second.line, second.values["currency"]) == (6, "")

    def test_that_are_tables_all_count_described_ones_first(self) -> None:
        content = book(
            {
                "notes": [["Please read"], ["Thank you"]],
                "orders": [ORDERS, ["P1", "1", "V1", date(2025, 2, 1), 1, 2, "EUR"]],
                "vendors": [["vendor_id", "vendor_name"], ["V1", "Nord"]],
                "items": [["item_id", "description"], ["I1", "Tea"]],
            }
        )

        read = tables.read(content)

        assert read.table is not None
        assert [read.table.kind, *(table.kind for table in read.further_tables)] == [
            "vendors",
            "purchase_orders",
        ]
        assert "Sheet items: The column `base_uom`" in read.findings[0].text
        assert tables.sniff(content) == "vendors"

    def test_past_the_hundredth_are_named_and_not_read(self) -> None:
        many: Sheets = {f"s{n}": [["vendor_id", "vendor_name"]] for n in range(101)}

        read = tables.read(book(many))

        assert len(read.further_tables) == 99
        assert [finding.code for finding in read.findings] == [ReasonCode.TOO_LARGE]

    def test_without_a_table_are_refused(self) -> None:
        read = tables.read(book({"a": [["x", "y"]]}))

        assert (read.table, read.refusal) == (None, ReasonCode.WRONG_TABLE)
        assert tables.read(book({"a": []})).refusal is ReasonCode.EMPTY_FILE


class TestWorkbooks:
    def test_cut_short_or_garbled_are_refused(self) -> None:
        content = book({"orders": [ORDERS, ["P1", "1", "V1", "2025-02-01", 1, 2, "EUR"]]})
        garbled = bytearray(content)
        for place in range(200, len(garbled) - 400, 40):
            garbled[place] ^= 0xFF

        for broken in (bytes(garbled), content[: len(content) // 2]):
            read = tables.read(broken)
            assert read.table is None
            assert read.refusal is not None

    def test_with_a_cell_at_the_end_of_the_world_are_refused(self) -> None:
        """R29: one cell far off makes a reader take room for all before it."""
        content = _with_sheet(
            book({"a": [["x"]]}),
            b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            b'<sheetData><row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>'
            b"</worksheet>",
        )

        assert tables.read(content).refusal is ReasonCode.TOO_LARGE

    def test_that_unpack_without_end_are_refused(self) -> None:
        """R29: a bomb is refused before it is opened."""
        content = _with_sheet(book({"a": [["x"]]}), b" " * (64 * 1024 * 1024))

        assert tables.read(content).refusal is ReasonCode.TOO_LARGE


def _with_sheet(content: bytes, sheet: bytes) -> bytes:
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as changed,
    ):
        for info in source.infolist():
            is_sheet = info.filename.startswith("xl/worksheets/sheet")
            changed.writestr(info.filename, sheet if is_sheet else source.read(info))
    return target.getvalue()
