"""What the confidence of a page's fields is worth: counted on some documents, held to others.

Run: python -m benchmarks.page_confidence [--seeds N] [--held-out]
Without an option it prints the table of `intake.formats.page_calibration`: for each field and each
step of how much spoke for a value, how often that was right on the documents that may be looked at.
Documents of one design and language, and printings of one invoice, count once, and as right only if
all of them are. With --held-out it prints, for the documents that may not be looked at, how often
values of each stated confidence are right.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from benchmarks import vendor_pages
from benchmarks.corpus_fields import CORPUS
from benchmarks.page_fields import judged, labels_of, say
from benchmarks.page_layouts import documents
from evaluation.rules.intervals import Share
from intake.formats import page_calibration, page_kinds, page_reading, pdf_page
from intake.formats.page_document import PageDocument
from intake.formats.page_words import Page, lines_of
from intake.rules.reading import DocumentKind, DocumentType

SEEN: Final = ("early", "A", "C")
UNSEEN: Final = ("B", "D")
LOOKS_OF: Final = {"A": "1", "B": "2"}  # of vendors: those that may be looked at, and the others
FOLDERS: Final = (
    ("facturx_pdf", None), ("invoice2data_pdf", None), ("broadcast_orders_invoices", "invoice")
)  # fmt: skip
# The labels of that set hold the contract's number on some invoices.
UNSURE: Final = frozenset({("broadcast_orders_invoices", "invoice_number")})
BANDS: Final = ("0.95", "0.90", "0.80", "0.60", "0")


@dataclass(frozen=True, slots=True)
class Counted:
    """One value that was read: of which document and field, how much spoke for it, was it right."""

    document: str
    field: str
    score: float
    confidence: str
    is_right: bool


def values_of(name: str, pages: tuple[Page, ...], label: Mapping[str, object]) -> Iterator[Counted]:
    """Every labelled value of one document that was read."""
    reader = page_reading.Reader(lines_of(pages))
    found = page_kinds.kind_of(reader.lines)
    is_credit = found.document_type is DocumentType.CREDIT_NOTE
    is_credit &= not (found.is_correction and reader.is_below_zero)
    kind = DocumentKind.CREDIT_NOTE if is_credit else DocumentKind.INVOICE
    reading = reader.reading(kind)
    sure = {field: str(found.confidence) for field, found in reading.evidence}
    for each in judged(PageDocument(None, reading), {**label, "document_type": None}):
        if each.field in reader.scores and each.read is not None:
            is_right = each.verdict == "right"
            yield Counted(name, each.field, reader.scores[each.field], sure[each.field], is_right)


def every_value(groups: tuple[str, ...], half: str, seeds: int) -> Iterator[Counted]:
    """The values of generated pages and of one half of the outside pages."""
    for group in groups:
        for made in documents(group, range(1, seeds + 1)):
            yield from values_of(made.name, pdf_page.placed_words(made.pdf), made.label)
    for look in vendor_pages.documents(LOOKS_OF[half], range(1, seeds + 1)):
        yield from values_of(look.look, pdf_page.placed_words(look.pdf), look.label)
    for folder, kind in FOLDERS if CORPUS.is_dir() else ():
        for invoice, label in labels_of(folder, half, kind):
            content = (CORPUS / folder / str(label["file"])).read_bytes()
            found = values_of(f"{folder} {invoice}", pdf_page.placed_words(content), label)
            yield from (each for each in found if (folder, each.field) not in UNSURE)


def shares_of(values: list[Counted], step_of: Mapping[Counted, str]) -> dict[str, Share]:
    """For each step the share of documents in which all of its values are right."""
    documents_of: dict[str, dict[str, bool]] = defaultdict(dict)
    for each in values:
        held = documents_of[step_of[each]]
        held[each.document] = held.get(each.document, True) and each.is_right
    return {step: Share(sum(held.values()), len(held)) for step, held in documents_of.items()}


def write_table(values: list[Counted]) -> None:
    """The lines of the table as they stand in its module."""
    for field in sorted({each.field for each in values}):
        own = [each for each in values if each.field == field]
        shares = shares_of(own, {each: page_calibration.step_of(each.score) for each in own})
        cells = ", ".join(
            f'"{step}": ({shares[step].right}, {shares[step].n})'
            for step in page_calibration.STEPS
            if step in shares
        )
        say(f'    "{field}": {{{cells}}},')


def write_reliability(values: list[Counted]) -> None:
    """How often the values of each stated confidence are right, documents and values counted."""

    def band(each: Counted) -> str:
        return next(low for low in BANDS if float(each.confidence) >= float(low))

    by_document = shares_of(values, {each: band(each) for each in values})
    for low in BANDS:
        own = [each for each in values if band(each) == low]
        if own:
            share, clustered = Share(sum(v.is_right for v in own), len(own)), by_document[low]
            bottom, top = share.interval
            say(f"stated {low} and above: right {share.right}/{share.n}"
                f" [{100 * bottom:.1f}, {100 * top:.1f}];"
                f" documents without a wrong one {clustered.right}/{clustered.n}")  # fmt: skip
    wrong = [each for each in values if not each.is_right and each.confidence >= BANDS[1]]
    counts: dict[str, int] = defaultdict(int)
    for each in wrong:
        counts[each.field] += 1
    say(f"wrong at {BANDS[1]} and above, by field: {dict(counts)}")


def main() -> int:
    """Print the table, or what stated confidences are worth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--held-out", action="store_true")
    chosen = parser.parse_args()
    groups, half = (UNSEEN, "B") if chosen.held_out else (SEEN, "A")
    values = list(every_value(groups, half, chosen.seeds))
    if not chosen.held_out:
        write_table(values)
    write_reliability(values)
    return 0


if __name__ == "__main__":
    sys.exit(main())
