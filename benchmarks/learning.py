"""What one correction is worth: a layout read wrong, corrected once, and read again on others.

Run: python -m benchmarks.learning [--outside] [--wrong]
Layouts are made here, with words for labels that no dictionary holds; each is corrected on its
first document and read on five more, with everything learned of all layouts at hand. `--outside`
does the same with the vendors of the outside PDFs that sent more than one.
"""

import argparse
import json
import os
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from benchmarks.corpus_fields import CORPUS
from benchmarks.page_making import as_pdf
from intake.formats import page_anchors, page_document, pdf_page
from intake.formats.page_words import Page
from intake.rules import layouts
from intake.rules.anchors import KINDS, Anchor, Anchors
from intake.rules.findings import ReadFile
from intake.rules.layouts import LayoutPrint
from intake.rules.reading import DocumentType, InvoiceReading

MORE = 5
TEMPLATE = Path(__file__).with_name("learning.typ")
FIELDS = (
    "invoice_number", "issue_date", "due_date", "purchase_order", "currency", "net_total",
    "tax_total", "gross_total", "seller_name", "iban",
)  # fmt: skip
Truth = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Style:
    """One vendor's layout: its form, its words, and how it writes."""

    form: str  # pairs, grid, boxes
    title: str
    seller: str
    number: str
    issued: str
    due: str
    order: str
    net: str
    tax: str
    gross: str
    pay: str
    iban: str
    day: str
    money: str  # the marks of thousands and decimals
    sign: str
    currency: str
    shape: str


STYLES = (
    Style("pairs", "Rechnung", "Kalkbrenner Garne", "Vorgangskennung", "Gefertigt", "Begleichung",
          "Euer Ruf", "Warenwert", "Abgabe 19 %", "Forderung", "Geldweg", "DE89370400440532013000",
          "%d.%m.%Y", ".,", " EUR", "EUR", "VK-{}/26"),
    Style("grid", "Invoice", "Alder & Finch", "Docket", "Raised", "Settle before", "Your call-off",
          "Goods", "Levy 20 %", "To settle", "Remit into", "GB29NWBK60161331926819", "%d/%m/%Y",
          ",.", " GBP", "GBP", "D{}"),
    Style("boxes", "Facture", "Toiles du Rhône", "Pièce", "Établie", "Solde au plus tard",
          "Votre demande", "Valeur", "Part fiscale 20 %", "Somme exigible", "Versement",
          "FR1420041010050500013M02606", "%d-%m-%Y", " ,", " EUR", "EUR", "P{}-TR"),
    Style("pairs", "Factuur", "Van Eyck Textiel", "Kenmerk stuk", "Opgemaakt", "Voldoen",
          "Uw afroep", "Goederen", "Heffing 21 %", "Verschuldigd", "Storten",
          "NL91ABNA0417164300", "%d-%m-%Y", ".,", " EUR", "EUR", "26.{}"),
    Style("grid", "Invoice", "Prairie Linen", "Ticket", "Cut on", "Clear by", "Release", "Ware",
          "Duty 5 %", "You owe", "Wire", "", "%m/%d/%Y", ",.", "$", "CAD", "PL{}"),
    Style("boxes", "Rechnung", "Moorland Wolle", "Zeichen", "Ausfertigung", "Ausgleich",
          "Abrufzeichen", "Ware", "Anteil Staat 19 %", "Summe zum Ausgleich", "Überweisung",
          "DE44500105175407324931", "%d. %m. %Y", " ,", " EUR", "EUR", "{}-M"),
)  # fmt: skip


def made(style: Style, chance: random.Random) -> tuple[bytes, dict[str, object]]:
    """One invoice of a layout as a PDF, and what it says."""
    net = Decimal(chance.randrange(2_000, 900_000)) / 100
    rate = Decimal(style.tax.split()[-2])
    tax = (net * rate / 100).quantize(Decimal("0.01"))
    issued = date(2026, 1, 1) + timedelta(days=chance.randrange(300))
    truth: dict[str, object] = {
        "invoice_number": style.shape.format(chance.randrange(1_000, 99_999)),
        "issue_date": issued,
        "due_date": issued + timedelta(days=chance.choice((14, 21, 30, 45))),
        "purchase_order": f"A{chance.randrange(10_000, 99_999)}",
        "currency": style.currency,
        "net_total": net,
        "tax_total": tax,
        "gross_total": net + tax,
        "seller_name": style.seller,
        "iban": style.iban or None,
    }
    words = {name: _printed(style, value) for name, value in truth.items()}
    labels = {
        name: getattr(style, name)
        for name in ("form", "title", "number", "issued", "due", "order", "net", "tax", "gross",
                     "pay")
    }  # fmt: skip
    goods = [chance.choice(_GOODS) for _ in range(chance.randrange(2, 9))]
    said = labels | words | {"tax_label": style.tax, "goods": goods}
    return as_pdf(TEMPLATE, said), truth


_GOODS = ("Linen 140", "Wool felt", "Batiste", "Cord, waxed", "Thread 40/2", "Buttons", "Ribbon")


def _printed(style: Style, value: object) -> str:
    if isinstance(value, date):
        return value.strftime(style.day)
    if not isinstance(value, Decimal):
        return str(value or "")
    thousands, mark = style.money[0], style.money[1]
    text = f"{value:,.2f}".replace(",", "\0").replace(".", mark).replace("\0", thousands)
    return f"{style.sign}{text}" if style.sign == "$" else f"{text}{style.sign}"


def read(content: bytes) -> ReadFile:
    """The page as the general rules read it."""
    pages = pdf_page.placed_words(content)
    found = page_document.read_pages(pages)
    return ReadFile(
        found.document_type or DocumentType.OTHER, "pdf", invoice=found.reading, pages=pages
    )


def taught(read_: ReadFile, truth: Truth) -> tuple[Anchor, ...]:
    """What correcting every wrong field of one document teaches."""
    reading = read_.invoice
    if reading is None:
        return ()
    wrong = [
        name for name in truth
        if name in KINDS and not _same(page_anchors.value_in(reading, name), truth[name])
    ]  # fmt: skip
    learned = [page_anchors.learn(name, truth[name], read_.pages) for name in wrong if truth[name]]  # type: ignore[arg-type]
    return tuple(each for each in learned if each is not None)


def print_of(read_: ReadFile, truth: Truth) -> LayoutPrint:
    """How the layout looks, as a correction keeps it."""
    lines = read_.invoice.lines if read_.invoice is not None else ()
    goods = (line.description or "" for line in lines)
    varying = frozenset(layouts.folded(word) for text in goods for word in text.split())
    own = tuple(_text(truth.get(name)) for name in ("seller_vat_id", "seller_tax_id", "iban"))
    return layouts.print_of(read_.pages[0], varying=varying, identifiers=own)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _same(read_value: object, truth: object) -> bool:
    if isinstance(read_value, str) and isinstance(truth, str):
        return "".join(read_value.casefold().split()) == "".join(truth.casefold().split())
    return read_value == truth


class Known:
    """Everything learned, of all layouts."""

    def __init__(self) -> None:
        self.prints: dict[int, LayoutPrint] = {}
        self.anchors: dict[int, Anchors] = {}

    def add(self, read_: ReadFile, truth: Truth) -> int:
        """Correct one document; return its layout."""
        layout = len(self.prints)
        self.prints[layout] = print_of(read_, truth)
        self.anchors[layout] = Anchors(layout, taught(read_, truth))
        return layout

    def layout_of(self, page: Page) -> int | None:
        """The layout a page is taken for."""
        alike = {pk: layouts.likeness(known, page) for pk, known in self.prints.items()}
        own = [pk for pk in alike if layouts.is_of(self.prints[pk], page, alike[pk])]
        return max(own, key=lambda pk: alike[pk], default=None)


class Tally:
    """Right, wrong and nothing by field, before and after."""

    def __init__(self, *, tells_wrong: bool) -> None:
        self.before: dict[str, Counter[str]] = defaultdict(Counter)
        self.after: dict[str, Counter[str]] = defaultdict(Counter)
        self.layouts: Counter[str] = Counter()
        self.tells_wrong = tells_wrong

    def add(self, known: Known, layout: int, read_: ReadFile, truth: Truth, name: str) -> None:
        """Count one further document."""
        taken_for = known.layout_of(read_.pages[0])
        is_right = taken_for == layout
        self.layouts["right" if is_right else "none" if taken_for is None else "another"] += 1
        after = read_
        if taken_for is not None:
            after = page_anchors.with_anchors(read_, known.anchors[taken_for], None)
        self._count(self.before, read_.invoice, truth, "")
        self._count(self.after, after.invoice, truth, name)

    def _count(
        self, into: dict[str, Counter[str]], reading: InvoiceReading | None, truth: Truth, name: str
    ) -> None:
        verdicts = []
        for field, value in truth.items():
            got = None if reading is None else page_anchors.value_in(reading, field)
            verdict = "right" if _same(got, value) else "nothing" if got is None else "wrong"
            into[field][verdict] += 1
            verdicts.append(verdict)
            if name and self.tells_wrong and verdict != "right":
                say(f"{name}: {field}: should be {value!r}, read {got!r}")
        into["all of them"]["right" if set(verdicts) <= {"right"} else "wrong"] += 1

    def write(self, what: str) -> None:
        """Print the table."""
        say(f"\n{what}, load average {os.getloadavg()[0]:.1f}")
        say(f"taken for its own layout: {dict(self.layouts)}")
        say("| field | n | right before | wrong before | right after | wrong after |")
        say("|---|---|---|---|---|---|")
        for field, after in self.after.items():
            before = self.before[field]
            say(
                f"| {field.replace('_', ' ')} | {after.total()} | {before['right']} |"
                f" {before['wrong']} | {after['right']} | {after['wrong']} |"
            )


def say(text: str) -> None:
    """Write one line."""
    sys.stdout.write(text + "\n")


def own_layouts(tally: Tally) -> None:
    """Correct each layout once, then read five more of each."""
    known, chance = Known(), random.Random(3)  # noqa: S311 - repeatable on purpose
    first = [made(style, chance) for style in STYLES]
    ids = [known.add(read(content), truth) for content, truth in first]
    for place, style in enumerate(STYLES):
        for number in range(MORE):
            content, truth = made(style, chance)
            tally.add(known, ids[place], read(content), truth, f"{style.seller} {number}")


def outside_vendors() -> Iterator[list[tuple[ReadFile, Truth, str]]]:
    """The labelled outside PDFs without their XML, by seller; each at its own bytes once."""
    folder = CORPUS / "facturx_pdf"
    by_seller: dict[str, list[tuple[ReadFile, Truth, str]]] = defaultdict(list)
    for text in (folder / "contract_page_labels.jsonl").read_text().splitlines():
        label = json.loads(text)
        fields = label["fields"]
        if not isinstance(fields, dict) or not fields.get("seller_name"):
            continue
        found = read((folder / label["file"]).read_bytes())
        if found.invoice is None or not any(page.words for page in found.pages):
            continue
        truth = {name: _typed(name, fields[name]) for name in FIELDS if fields.get(name)}
        by_seller[fields["seller_name"]].append((found, truth, label["file"]))
    yield from (group for group in by_seller.values() if len(group) > 1)


def _typed(name: str, text: str) -> object:
    if name.endswith("_date"):
        return date.fromisoformat(text)
    return Decimal(text) if name.endswith("_total") else text


def outside(tally: Tally) -> int:
    """Correct the first document of each vendor, then read the others; how many vendors."""
    known, groups = Known(), list(outside_vendors())
    ids = [known.add(group[0][0], group[0][1]) for group in groups]
    for layout, group in zip(ids, groups, strict=True):
        for found, truth, name in group[1:]:
            tally.add(known, layout, found, truth, name)
    return len(groups)


def main() -> int:
    """Print what one correction changed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--outside", action="store_true")
    parser.add_argument("--wrong", action="store_true", help="tell each value that is not right")
    chosen = parser.parse_args()
    tally = Tally(tells_wrong=chosen.wrong)
    if not chosen.outside:
        own_layouts(tally)
        tally.write(f"{len(STYLES)} layouts made here, {MORE} more of each")
        return 0
    if not CORPUS.is_dir():
        sys.stderr.write(f"The outside data is not at {CORPUS}.\n")
        return 2
    count = outside(tally)
    tally.write(f"{count} vendors of outside PDFs, the first of each corrected")
    return 0


if __name__ == "__main__":
    sys.exit(main())
