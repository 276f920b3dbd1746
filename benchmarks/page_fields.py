"""What pages alone say: the outside PDFs read without the invoice file inside them.

Run: python -m benchmarks.page_fields [SET] [--half A|B] [--quiet]
The half of a document is decided by the hash of its invoice (number and total), so that renderings
of one invoice stay together and one half can be held aside. Shares are those of distinct invoices'
files, with Wilson's interval. Exit status 2 if the outside data is not there.
"""

import argparse
import json
import os
import sys
import time
import unicodedata
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from benchmarks.corpus_fields import CORPUS, value_of
from evaluation.rules.intervals import Share
from intake.formats import pdf_page
from intake.formats.page_document import PageDocument, read_pages

LABELS = {
    "facturx_pdf": "contract_page_labels.jsonl",
    "invoice2data_pdf": "contract_labels.jsonl",
    "broadcast_orders_invoices": "contract_labels.jsonl",
}
HEADER = (
    "invoice_number", "issue_date", "currency", "net_total", "tax_total", "gross_total",
    "seller_name", "purchase_order", "iban",
)  # fmt: skip
AMOUNTS = ("net_total", "tax_total", "gross_total", "amount_due")
NAMES = ("seller_name", "buyer_name")
EITHER = "number, or the contract's"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One labelled field: `right`, `wrong` or `none`, and both values."""

    field: str
    verdict: str
    labelled: object
    read: object


def say(text: str) -> None:
    """Write one line."""
    sys.stdout.write(text + "\n")


def invoice_of(folder: str, label: Mapping[str, object]) -> str:
    """What tells one invoice from another, whatever layout it is printed in."""
    fields = label["fields"]
    if folder != "facturx_pdf" or not isinstance(fields, dict):
        return str(label["file"])
    known = (fields.get("gross_total"), fields.get("net_total"), fields.get("invoice_number"))
    return str(next((each for each in known if each), label["file"]))


def half_of(invoice: str) -> str:
    """A is for development, B is held aside."""
    return "AB"[zlib.crc32(invoice.encode()) % 2]


def labels_of(
    folder: str, half: str | None, kind: str | None = None
) -> Iterator[tuple[str, dict[str, object]]]:
    """The labels of one set, of one kind of document, each with the name of its invoice."""
    for text in (CORPUS / folder / LABELS[folder]).read_text().splitlines():
        label = json.loads(text)
        invoice = invoice_of(folder, label)
        if kind is not None and label["slice"]["kind"] != kind:
            continue
        if half in {None, half_of(invoice)} and Path(label["file"]).suffix == ".pdf":
            yield invoice, label


def judged(document: PageDocument, label: Mapping[str, object]) -> Iterator[Verdict]:
    """Every labelled field beside what was read."""
    if label["document_type"] is not None:
        kind = document.document_type
        yield _verdict("document_type", kind, str(label["document_type"]))
    fields, reading = label["fields"], document.reading
    if not isinstance(fields, dict) or reading is None:
        return
    for name, value in fields.items():
        if name == "lines":
            yield from _lines(reading.lines, value)
        elif isinstance(value, str):
            yield _verdict(name, value_of(reading, name), value)
        if name == "invoice_number" and reading.contract_reference is not None:
            yield _either(reading.invoice_number, reading.contract_reference, str(value))
    absent = label.get("absent")
    for name in absent if isinstance(absent, list) else ():
        value = value_of(reading, name)
        yield Verdict(name, "right" if value is None else "wrong", None, value)


def _lines(read: tuple[object, ...], labelled: list[dict[str, str]]) -> Iterator[Verdict]:
    """The lines as a whole, and their figures without what is said about them."""
    if len(read) != len(labelled):
        verdict = "wrong" if read else "none"
        yield Verdict("lines", verdict, len(labelled), len(read))
        yield Verdict("line figures", verdict, len(labelled), len(read))
        return
    pairs = [
        _verdict(name, getattr(line, name), value)
        for line, row in zip(read, labelled, strict=True)
        for name, value in row.items()
    ]
    wrong = [each for each in pairs if each.verdict != "right"]
    figures = [each for each in wrong if each.field != "description"]
    for name, failing in (("lines", wrong), ("line figures", figures)):
        if failing:
            yield Verdict(name, "wrong", failing[0].labelled, failing[0].read)
        else:
            yield Verdict(name, "right", None, None)


def _either(number: str | None, contract: str, labelled: str) -> Verdict:
    """Labels of airtime hold the contract's number on some invoices that print both."""
    is_contracts = number is not None and _plain(contract) == _plain(labelled)
    return _verdict(EITHER, contract if is_contracts else number, labelled)


def _verdict(name: str, read: object, labelled: str) -> Verdict:
    if read is None:
        return Verdict(name, "none", labelled, None)
    if isinstance(read, Decimal):
        return Verdict(name, "right" if read == Decimal(labelled) else "wrong", labelled, read)
    is_same = _plain(str(read)) == _plain(labelled)
    return Verdict(name, "right" if is_same else "wrong", labelled, read)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).casefold().split())


class Score:
    """The verdicts of one set."""

    def __init__(self) -> None:
        self.fields: dict[str, Counter[str]] = defaultdict(Counter)
        self.passed: Counter[str] = Counter()
        self.files = 0
        self.pages = 0
        self.seconds = 0.0
        self.invoices: set[str] = set()

    def add(self, invoice: str, document: PageDocument, verdicts: list[Verdict]) -> None:
        """Count one document."""
        self.files += 1
        self.invoices.add(invoice)
        failing = {each.field for each in verdicts if each.verdict != "right"}
        for each in verdicts:
            self.fields[each.field][each.verdict] += 1
        whole = failing & {*HEADER}
        self.fields["whole header"]["wrong" if whole else "right"] += 1
        if "invoice_number" in self.fields and "buyer_name" in self.fields:
            lacks = failing & {"invoice_number", "issue_date", "gross_total", "buyer_name"}
            is_either = any(each.field == EITHER and each.verdict == "right" for each in verdicts)
            lacks -= {"invoice_number"} if is_either else set()
            self.fields["number, date, gross and buyer"]["wrong" if lacks else "right"] += 1
        self.fields["whole document"]["wrong" if whole | failing & {"lines"} else "right"] += 1
        if document.passes:
            wrong = {each.field for each in verdicts if each.verdict == "wrong"}
            self.passed["amount wrong" if wrong & {*AMOUNTS} else "amounts right"] += 1
            header = {"invoice_number", "issue_date", "currency", *AMOUNTS, "iban", "line figures"}
            self.passed["figure wrong" if wrong & header else "figures right"] += 1

    def write(self, name: str) -> None:
        """Print the table of one set."""
        load = os.getloadavg()[0]
        say(f"\n{name}: {self.files} files, {len(self.invoices)} invoices, load {load:.1f}")
        say(f"{self.seconds / max(self.pages, 1) * 1000:.1f} ms a page, {self.pages} pages")
        for field, counts in self.fields.items():
            share = Share(counts["right"], counts.total())
            low, high = share.interval
            say(
                f"{field:29} right {share.right}/{share.n} {100 * (share.value or 0):5.1f} %"
                f" [{100 * low:.1f}, {100 * high:.1f}], wrong {counts['wrong']},"
                f" nothing {counts['none']}"
            )
        say(f"would pass without a person: {dict(self.passed)}")


def kinds_of(folder: str) -> tuple[str | None, ...]:
    """The kinds of document that are scored apart: orders say other things than invoices."""
    if folder != "broadcast_orders_invoices":
        return (None,)
    kinds = {str(label["slice"]["kind"]) for _, label in labels_of(folder, None)}  # type: ignore[index]
    return tuple(sorted(kinds))


def score(folder: str, half: str | None, kind: str | None = None, *, quiet: bool) -> Score:
    """Read one set and judge it; the time is that of the processor, without opening the file."""
    made = Score()
    for invoice, label in labels_of(folder, half, kind):
        file = str(label["file"])
        pages = pdf_page.placed_words((CORPUS / folder / file).read_bytes())
        if not any(page.words for page in pages):
            continue
        begun = time.process_time()
        document = read_pages(pages)
        made.seconds += time.process_time() - begun
        made.pages += len(pages)
        verdicts = list(judged(document, label))
        made.add(invoice, document, verdicts)
        for each in verdicts if not quiet else ():
            if each.verdict != "right":
                say(f"{file}: {each.field}: labelled {each.labelled!r}, read {each.read!r}")
    return made


def main() -> int:
    """Print what differs and the shares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("set", nargs="*", default=list(LABELS))
    parser.add_argument("--half", choices=["A", "B"])
    parser.add_argument("--quiet", action="store_true")
    chosen = parser.parse_args()
    if not CORPUS.is_dir():
        sys.stderr.write(f"The outside data is not at {CORPUS}.\n")
        return 2
    for folder in chosen.set:
        for kind in kinds_of(folder):
            made = score(folder, chosen.half, kind, quiet=chosen.quiet)
            made.write(folder if kind is None else f"{folder}, {kind}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
