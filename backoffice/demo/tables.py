"""Tables as files: CSV with the contract's headings, and the same as a workbook."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook

Cell = str | int | Decimal | date | datetime | None

HEADINGS: Mapping[str, str] = {
    "vendors": "vendor_id vendor_name tax_id vat_id country iban bic account_number"
    " routing_number payment_terms currency email phone default_account status aliases",
    "items": "item_id gtin description department category base_uom pack_uom pack_size unit_cost",
    "purchase_orders": "po_number po_line vendor_id entity order_date status item_id"
    " vendor_item_id gtin description quantity uom unit_price currency tax_rate account"
    " cost_centre",
    "receipts": "receipt_number receipt_line po_number po_line received_date location"
    " quantity_received quantity_rejected uom",
    "entities": "entity entity_name country currency vat_id tax_id timezone",
    "locations": "location location_name entity kind timezone opened_on closed_on",
    "bank_accounts": "bank_account entity iban account_number routing_number bic currency account",
    "bank_lines": "bank_account booked_on value_date amount currency reference counterparty"
    " counterparty_account memo balance",
    "payables_history": "vendor_id invoice_number issue_date gross_total currency purchase_order"
    " due_date paid_on payment_reference",
    "accounts": "account account_name account_type",
    "journal": "entry_id entry_line posting_date period account cost_centre entity debit credit"
    " currency reference description source",
    "plan": "plan version period account cost_centre entity amount currency",
    "sales_orders": "order_id placed_at channel store currency gross tax shipping discount tender"
    " payment_reference",
    "close_tasks": "period task_id task owner depends_on due completed_at",
}
_SAVED_AT = (2020, 1, 1, 0, 0, 0)


def text_of(cell: Cell) -> str:
    """A cell as the contract writes it."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell)


def write_csv(path: Path, kind: str, rows: Iterable[Sequence[Cell]]) -> int:
    """Write one table and return how many rows it has."""
    headings = HEADINGS[kind].split()
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(headings)
        for row in rows:
            if len(row) != len(headings):
                raise ValueError(f"{kind}: {len(row)} cells for {len(headings)} headings")
            writer.writerow([text_of(cell) for cell in row])
            count += 1
    return count


def write_workbook(path: Path, kind: str, rows: Iterable[Sequence[Cell]], saved: datetime) -> int:
    """Write the same table as a workbook; the same rows give the same bytes."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.created = saved
    book.properties.modified = saved
    sheet = book.create_sheet(kind)
    sheet.append(HEADINGS[kind].split())
    count = 0
    for row in rows:
        sheet.append([text_of(cell) for cell in row])
        count += 1
    made = io.BytesIO()
    book.save(made)
    path.write_bytes(_steady(made.getvalue(), saved))
    return count


def _steady(content: bytes, saved: datetime) -> bytes:
    """The archive again, without the moment at which it was packed."""
    steady = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(steady, "w") as new:
        for entry in sorted(old.infolist(), key=lambda one: one.filename):
            body = old.read(entry)
            if entry.filename == "docProps/core.xml":
                body = _core_properties(body, saved)
            info = zipfile.ZipInfo(entry.filename, _SAVED_AT)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, body)
    return steady.getvalue()


def _core_properties(body: bytes, saved: datetime) -> bytes:
    head, _, rest = body.partition(b"<dcterms:modified")
    if not rest:
        return body
    opening, _, after = rest.partition(b">")
    _, _, tail = after.partition(b"</dcterms:modified>")
    stamp = f"{saved:%Y-%m-%dT%H:%M:%SZ}".encode()
    return head + b"<dcterms:modified" + opening + b">" + stamp + b"</dcterms:modified>" + tail
