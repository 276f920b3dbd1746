"""Goods receipts. They name their orders by number, and may come before them."""

from collections.abc import Sequence
from decimal import Decimal

from intake.actions.importing.batch import Load, Written
from intake.actions.importing.upsert import upsert
from intake.models import Receipt, ReceiptLine
from intake.rules.findings import FindingValue
from intake.rules.tables import Record, row_problem
from ledger.actions import naming

_OF_LINE = (
    "receipt_line",
    "po_number",
    "po_line",
    "received_date",
    "location",
    "quantity_received",
    "uom",
)
_Before = dict[tuple[int, str], str]


class Receipts:
    """Rows of the table receipts."""

    rows_at_once: int | None = 2_000

    def sift(self, record: Record) -> FindingValue | None:
        """Refuse a row that rejects more than came, or less than nothing."""
        rejected = record.decimal("quantity_rejected") or Decimal(0)
        received = record.decimal("quantity_received") or Decimal(0)
        if rejected < 0:
            reason = "fewer than none cannot be rejected"
        elif rejected > max(received, Decimal(0)):
            reason = f"{rejected} are rejected of {received} that came"
        else:
            return None
        return row_problem(record.line, reason, "quantity_rejected", actual=str(rejected))

    def write(self, records: Sequence[Record], load: Load) -> Written:
        """Write receipts and their lines; the orders of those that changed are touched."""
        result = Written()
        naming.ensure_locations({record.text("location") for record in records})
        numbers = _write_receipts(records, load)
        lines = [_line(record, numbers[record.key("receipt_number")]) for record in records]
        before = _orders_before(lines)
        changed = upsert(
            ReceiptLine,
            lines,
            key=("receipt_id", "receipt_line"),
            returning=("receipt_id", "receipt_line", "po_number"),
        )
        for is_new, receipt, line, order in changed:
            result.counts["created" if is_new else "updated"] += 1
            result.touched |= {order, before.get((receipt, line), order)}
        return result


def _write_receipts(records: Sequence[Record], load: Load) -> dict[str, int]:
    heads = {
        record.key("receipt_number"): {
            "receipt_number": record.key("receipt_number"),
            "location": record.text("location"),
            "loaded_at": load.at,
        }
        for record in reversed(records)  # the first row of a receipt says where it was
    }
    upsert(Receipt, list(heads.values()), key=("receipt_number",), frozen=("loaded_at", "location"))
    here = Receipt.objects.filter(receipt_number__in=list(heads))
    return dict(here.values_list("receipt_number", "pk"))


def _line(record: Record, receipt: int) -> dict[str, object]:
    return {
        "receipt_id": receipt,
        **{column: record.values.get(column) for column in _OF_LINE},
        "quantity_rejected": record.decimal("quantity_rejected") or Decimal(0),
        "extra": record.extra,
    }


def _orders_before(lines: Sequence[dict[str, object]]) -> _Before:
    """Return the order that each line which is here already was booked against."""
    here = ReceiptLine.objects.filter(receipt_id__in={line["receipt_id"] for line in lines})
    return {
        (receipt, line): order
        for receipt, line, order in here.values_list("receipt_id", "receipt_line", "po_number")
    }
