"""Every labelled field of the outside e-invoices that is not read as labelled.

Run: python -m benchmarks.corpus_fields [--half A|B]   Exit status 1 if any field differs.
The half of a file is decided by the hash of its name, so that one half can be held aside.
"""

import argparse
import json
import sys
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from intake.formats import registry
from intake.rules.reading import InvoiceReading

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
SETS = ("einvoice_xml", "facturx_pdf")
PARTIES = {
    "seller_name": ("seller", "name"),
    "seller_vat_id": ("seller", "vat_id"),
    "seller_tax_id": ("seller", "tax_id"),
    "buyer_name": ("buyer", "name"),
    "buyer_vat_id": ("buyer", "vat_id"),
}


@dataclass(frozen=True, slots=True)
class Compared:
    """One labelled field beside what was read."""

    file: str
    field: str
    labelled: str | None
    read: str | None
    is_right: bool


def half_of(file: str) -> str:
    """A or B, by the hash of the name."""
    return "AB"[zlib.crc32(Path(file).stem.encode()) % 2]


def compare_all(half: str | None = None) -> Iterator[Compared]:
    """Every labelled field of both sets."""
    for folder in SETS:
        for text in (CORPUS / folder / "contract_labels.jsonl").read_text().splitlines():
            label = json.loads(text)
            if half is None or half_of(label["file"]) == half:
                yield from compare(CORPUS / folder, label)


def compare(folder: Path, label: Mapping[str, object]) -> Iterator[Compared]:
    """The labelled fields of one file."""
    file = str(label["file"])
    read = registry.read_file((folder / file).read_bytes(), file)
    kind = str(label["document_type"])
    yield Compared(file, "document_type", kind, read.document_type, kind == read.document_type)
    fields = label["fields"]
    if not isinstance(fields, dict) or not fields:
        return
    if read.invoice is None:
        yield Compared(file, "(all)", "an invoice", None, is_right=False)
        return
    for name, value in fields.items():
        if name in {"lines", "tax_breakdown"}:
            yield from _rows(file, name, getattr(read.invoice, name), value)
        else:
            yield _field(file, name, value_of(read.invoice, name), value)


def value_of(reading: InvoiceReading, name: str) -> object:
    """A field of the contract, wherever the reading keeps it."""
    party, attribute = PARTIES.get(name, (None, name))
    return getattr(getattr(reading, party) if party else reading, attribute)


def _rows(
    file: str, name: str, read: tuple[object, ...], labelled: list[dict[str, str | None]]
) -> Iterator[Compared]:
    count = len(labelled)
    yield Compared(file, f"{name} (count)", str(count), str(len(read)), count == len(read))
    for number, (row, label) in enumerate(zip(read, labelled, strict=False), 1):
        for field, value in label.items():
            yield _field(file, f"{name}[{number}].{field}", getattr(row, field), value)


def _field(file: str, field: str, read: object, labelled: str | None) -> Compared:
    shown = None if read is None else str(read)
    return Compared(file, field, labelled, shown, _is_equal(read, labelled))


def _is_equal(read: object, labelled: str | None) -> bool:
    if read is None or labelled is None:
        return read is None and labelled is None
    if isinstance(read, Decimal):
        try:
            return read == Decimal(labelled)
        except ArithmeticError:
            return False
    return " ".join(str(read).split()) == " ".join(labelled.split())


def main() -> int:
    """Print what differs and how many do not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=["A", "B"])
    half = parser.parse_args().half
    if not CORPUS.is_dir():
        sys.stderr.write(f"The outside data is not at {CORPUS}.\n")
        return 2
    right = total = 0
    for found in compare_all(half):
        total += 1
        right += found.is_right
        if not found.is_right:
            sys.stdout.write(
                f"{found.file}: {found.field}: labelled {found.labelled!r}, read {found.read!r}\n"
            )
    sys.stdout.write(f"{right} of {total} fields right\n")
    return 0 if right == total else 1


if __name__ == "__main__":
    sys.exit(main())
