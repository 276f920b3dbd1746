"""Every labelled entry of the outside interchanges that is not read as labelled.

Run: python -m benchmarks.edi_fields [--origins developed|held]   Exit status 1 if any differs.
Files of one origin were at hand while the readers were written; those of the others were not run
until the end. Beside it: how many of the files pyx12 and pydifact take apart at all.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from io import StringIO
from pathlib import Path
from typing import Any

import pydifact.segmentcollection as pydifact
import pyx12.x12file  # type: ignore[import-untyped]

from intake.formats import registry
from intake.rules.announcements import Announcement
from intake.rules.findings import ReadFile, Table
from intake.rules.reading import DocumentType, InvoiceReading
from intake.rules.remittances import RemittanceValue
from intake.rules.units import unit_code

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "edi"
DEVELOPED = "Inteligenz/X12Parser"
TYPES = {
    "810": "invoice", "880": "invoice", "850": "purchase_order", "860": "purchase_order",
    "855": "order_confirmation", "856": "shipment_notice", "820": "remittance",
    "180": "other", "852": "other", "857": "other", "ORDERS": "purchase_order",
    "RECADV": "receipt_advice", "INVOIC": "invoice",
}  # fmt: skip
GROSS = ("77", "39", "128", "86")
NETS = ("203", "66")
QUANTITIES = ("47", "12", "21", "1", "48")
DATES = ("137", "3")
Label = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Compared:
    """One labelled entry beside what was read."""

    file: str
    origin: str
    field: str
    labelled: object
    read: object

    @property
    def is_right(self) -> bool:
        """Whether they are the same."""
        return self.labelled == self.read


def compare_all() -> Iterator[Compared]:
    """Compare every labelled entry of every file."""
    for text in (CORPUS / "labels.jsonl").read_text().splitlines():
        label = json.loads(text)
        content = (CORPUS / label["file"]).read_bytes()
        found = registry.read_file(content, "x")
        parts = [registry.read_file(each.content, "x") for each in found.sections] or [found]
        pairs = list(zip(label["label"], parts, strict=False))
        yield Compared(label["file"], label["origin"], "messages", len(label["label"]), len(parts))
        for stated, read in pairs:
            for field, labelled, got in _entries(stated, read):
                yield Compared(label["file"], label["origin"], field, labelled, got)


def _entries(stated: Label, read: ReadFile) -> Iterator[tuple[str, object, object]]:
    kind = stated.get("set") or stated["message"]
    expected = "credit_note" if stated.get("document_code") == "381" else TYPES[kind]
    yield "document_type", expected, read.document_type.value
    if read.document_type is DocumentType.OTHER:
        return
    if read.invoice is not None:
        yield from _invoice(stated, read.invoice)
        yield from _invoice_lines(stated, read.invoice)
    elif read.table is not None:
        yield from _rows(stated, read.table)
    elif read.announcement is not None:
        yield from _announced(stated, read.announcement)
    elif read.remittance is not None:
        yield from _remitted(stated, read.remittance)


def _invoice(stated: Label, invoice: InvoiceReading) -> Iterator[tuple[str, object, object]]:
    number = stated.get("invoice_number") or stated.get("document_number")
    if number:
        yield "invoice_number", number, invoice.invoice_number
    day = stated.get("invoice_date") or _first(stated.get("dates", {}), DATES)
    if day:
        yield "issue_date", day[:8], f"{invoice.issue_date:%Y%m%d}"
    order = stated.get("po_number") or _first(stated.get("refs", {}), ("ON", "CO"))
    if order:
        yield "purchase_order", order, invoice.purchase_order
    if minor := stated.get("total_minor_units"):
        yield "gross_total", Decimal(minor).scaleb(-2), invoice.gross_total
    if (gross := _first(stated.get("amounts", {}), GROSS)) is not None:
        yield "gross_total", _number(gross), invoice.gross_total
    if stated.get("currency"):
        yield "currency", stated["currency"], invoice.currency
    if stated.get("parties"):
        yield "seller is a party", True, _is_party(invoice.seller.name, stated["parties"])


def _invoice_lines(stated: Label, invoice: InvoiceReading) -> Iterator[tuple[str, object, object]]:
    labels = stated.get("lines", [])
    if labels:
        yield "line count", len(labels), len(invoice.lines)
    for label, line in zip(labels, invoice.lines, strict=False):
        ids = (line.seller_item_id, line.buyer_item_id, line.gtin)
        yield "item", True, _is_item(label, ids)
        yield from _amounts(label, line.quantity, line.unit, line.unit_price)
        if (net := _first(label.get("amounts", {}), NETS)) is not None and "66" not in label[
            "amounts"
        ]:
            yield "net", _number(net), line.net


def _rows(stated: Label, table: Table) -> Iterator[tuple[str, object, object]]:
    rows = [row.values for row in table.rows]
    number = stated.get("po_number") or stated.get("document_number")
    name = "receipt_number" if table.kind == "receipts" else "po_number"
    if number:
        yield name, {number}, {row.get(name) for row in rows}
    if day := stated.get("po_date"):
        read_days = {row.get("order_date", "").replace("-", "")[-len(day) :] for row in rows}
        yield "order_date", {day}, read_days
    labels = stated.get("lines", [])
    if labels:
        yield "line count", len(labels), len(rows)
    for label, row in zip(labels, rows, strict=False):
        quantity = row.get("quantity") or row.get("quantity_received")
        ids = (row.get("vendor_item_id"), row.get("item_id"), row.get("gtin"))
        if name == "po_number":
            yield "item", True, _is_item(label, ids)
        yield from _amounts(
            label, _number(quantity), row.get("uom"), _number(row.get("unit_price"))
        )


def _announced(stated: Label, said: Announcement) -> Iterator[tuple[str, object, object]]:
    if number := stated.get("shipment_id"):
        yield "shipment", number, said.number
        yield "announced_on", stated["ship_date"], f"{said.announced_on:%Y%m%d}"
    orders = stated.get("po_numbers") or [stated.get("po_number")]
    yield "orders", set(orders), {line.po_number for line in said.lines}
    yield "line count", len(stated["lines"]), len(said.lines)
    for label, line in zip(stated["lines"], said.lines, strict=False):
        yield from _amounts(label, line.quantity, line.unit, line.unit_price)


def _remitted(stated: Label, paid: RemittanceValue) -> Iterator[tuple[str, object, object]]:
    yield "amount", _number(stated["payment_amount"]), paid.amount
    yield "trace", stated["trace"], paid.number
    names = {party["role"]: party["name"] for party in stated["parties"]}
    yield "payer", names.get("PR"), paid.payer_name
    yield "payee", names.get("PE"), paid.payee_name
    yield "line count", len(stated["lines"]), len(paid.lines)
    for label, line in zip(stated["lines"], paid.lines, strict=False):
        yield "reference", label["reference"], line.reference
        for name in ("paid", "gross", "discount"):
            yield name, _number(label[name]), getattr(line, name)


def _amounts(
    label: Label, quantity: Decimal | None, unit: str | None, price: Decimal | None
) -> Iterator[tuple[str, object, object]]:
    stated = (
        label.get("quantity")
        or label.get("shipped")
        or _first(label.get("quantities", {}), QUANTITIES)
    )
    yield "quantity", _number(stated), quantity
    if label.get("unit"):
        yield "unit", unit_code(label["unit"]), unit
    unit_price = label.get("unit_price") or label.get("price")
    if unit_price:
        yield "unit_price", _number(unit_price), price


def _is_party(name: str | None, parties: Any) -> bool:
    """Say whether the seller is named as one of the parties; EDIFACT labels hold ids alone."""
    if isinstance(parties, Mapping):
        return True
    return name in {" ".join((party["name"] or "").split()) for party in parties}


def _is_item(label: Label, ids: Sequence[str | None]) -> bool:
    stated = {*label.get("ids", {}).values(), label.get("item")} - {None}
    read = {each for each in ids if each is not None}
    return read <= stated and bool(read) == bool(stated)


def _first(of: Mapping[str, str], names: Iterable[str]) -> str | None:
    return next((of[name] for name in names if name in of), None)


def _number(text: str | None) -> Decimal | None:
    """Return a labelled number; what is no number must be read as unknown."""
    with suppress(InvalidOperation):
        return None if text is None else Decimal(text.replace(",", "."))
    return None


def taken_apart_by_peers() -> dict[str, tuple[int, int]]:
    """Return how many files each library takes apart without an error, of how many."""
    results: dict[str, tuple[int, int]] = {}
    x12 = sorted((CORPUS / "x12").iterdir())
    right = 0
    for path in x12:
        with suppress(Exception):
            text = path.read_text(encoding="utf-8-sig")
            reader = pyx12.x12file.X12Reader(StringIO(text))
            right += sum(1 for segment in reader if segment.get_seg_id() == "ST") > 0
    results["pyx12"] = right, len(x12)
    edifact = sorted((CORPUS / "edifact").iterdir())
    right = 0
    for path in edifact:
        with suppress(Exception):
            text = path.read_text(encoding="utf-8")
            right += bool(list(pydifact.Interchange.from_str(text).get_messages()))
    results["pydifact"] = right, len(edifact)
    return results


def main() -> int:
    """Print what differs, and how much is right by origin."""
    write = sys.stdout.write
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--origins", choices=("developed", "held"))
    chosen = parser.parse_args().origins
    found = [
        each
        for each in compare_all()
        if chosen is None or (each.origin == DEVELOPED) is (chosen == "developed")
    ]
    for each in found:
        if not each.is_right:
            write(f"{each.file}: {each.field} is {each.labelled}, read as {each.read}\n")
    for origin in sorted({each.origin for each in found}):
        of = [each for each in found if each.origin == origin]
        files = len({each.file for each in of})
        write(
            f"{origin}: {sum(e.is_right for e in of)} of {len(of)} entries right, {files} files\n"
        )
    right = sum(each.is_right for each in found)
    write(f"all: {right} of {len(found)} entries right\n")
    for name, (taken, files) in taken_apart_by_peers().items():
        write(f"{name} takes apart {taken} of {files} files\n")
    return 0 if right == len(found) else 1


if __name__ == "__main__":
    sys.exit(main())
