"""What pages alone say: the outside PDFs read without the invoice file inside them.

Run: python -m benchmarks.page_fields [--half A|B]
The labels come from that file, so a page that is worded otherwise counts as wrong here: each
difference is printed to be looked at. Exit status 2 if the outside data is not there.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping

from benchmarks.corpus_fields import CORPUS, half_of, value_of
from intake.formats import page_reading, page_text, pdf_page
from intake.formats.page_words import lines_of
from intake.rules.reading import DocumentKind, InvoiceReading

FOLDER = CORPUS / "facturx_pdf"
LABELS = FOLDER / "contract_page_labels.jsonl"


def reading_of(content: bytes) -> InvoiceReading:
    """The reading of the pages, whatever is embedded beside them."""
    pages = pdf_page.placed_words(content)
    titles = [part.text for line in lines_of(pages[:1]) for part in line.segments]
    found = page_text.document_type_of(pdf_page.page_texts(content), titles)
    kind = DocumentKind.CREDIT_NOTE if found == "credit_note" else DocumentKind.INVOICE
    return page_reading.read(kind, pages)


def compared(label: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    """Field by field: its name, `right`, `wrong` or `not offered`, and both values."""
    file, fields = str(label["file"]), label["fields"]
    read = reading_of((FOLDER / file).read_bytes())
    if not isinstance(fields, dict):
        return
    for name, value in fields.items():
        if isinstance(value, str):
            yield _judged(f"{file}: {name}", value_of(read, name), value)
    rows = fields.get("lines") or []
    if len(rows) != len(read.lines):
        yield f"{file}: lines", "wrong" if read.lines else "not offered", ""
        return
    for line, row in zip(read.lines, rows, strict=True):
        for name, value in row.items():
            yield _judged(f"{file}: line {line.line} {name}", getattr(line, name), value)


def _judged(name: str, read: object, labelled: str) -> tuple[str, str, str]:
    if read is None:
        return name, "not offered", ""
    one, two = _plain(str(read)), _plain(labelled)
    return name, "right" if one == two else "wrong", f"labelled {labelled!r}, read {str(read)!r}"


def _plain(text: str) -> str:
    """Without spaces and without the zeros that end a decimal."""
    text = "".join(text.split())
    whole, mark, decimals = text.partition(".")
    return whole if mark and not decimals.strip("0") else text.rstrip("0") if mark else text


def main() -> int:
    """Print what differs and the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=["A", "B"])
    half = parser.parse_args().half
    if not LABELS.is_file():
        sys.stderr.write(f"The outside data is not at {LABELS}.\n")
        return 2
    counts: Counter[str] = Counter()
    for text in LABELS.read_text().splitlines():
        label = json.loads(text)
        if half is not None and half_of(label["file"]) != half:
            continue
        for name, verdict, values in compared(label):
            counts[verdict] += 1
            if verdict == "wrong":
                sys.stdout.write(f"{name}: {values}\n")
    sys.stdout.write(f"{dict(counts)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
