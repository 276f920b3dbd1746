"""Pages of the families of invoices that samples of e-invoices show: made, read back, compared.

Run: python -m benchmarks.family_pages [--half 1|2] [--only LOOK] [--repeat N] [--quiet]
Twenty-six looks (designs F) with what they say known exactly, further fields and tax breakdowns
among it. Half 1 may be looked at while developing; half 2 is there to be scored and nothing else.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from benchmarks import family_first, family_later, family_second, page_fields
from benchmarks.family_sheet import Sheet
from benchmarks.page_making import as_pdf
from intake.formats import pdf_page
from intake.formats.page_document import PageDocument, read_pages
from intake.rules.reading import InvoiceReading

TEMPLATE: Final = Path(__file__).with_name("family_pages.typ")
HALVES: Final = {"1": (*family_first.LOOKS, *family_later.LOOKS), "2": family_second.LOOKS}


@dataclass(frozen=True, slots=True)
class Made:
    """One document: its look, its PDF, and what it says in the form of a label."""

    look: str
    seed: int
    pdf: bytes
    label: dict[str, object]


def documents(half: str, seeds: range, only: str = "") -> Iterator[Made]:
    """Every look of one half, once a seed."""
    for seed in seeds:
        for look, language, currency in HALVES[half]:
            if only and only != look.__name__:
                continue
            sheet = Sheet(look.__name__, language, seed, currency)
            pdf = as_pdf(TEMPLATE, sheet.document(look(sheet)))
            yield Made(look.__name__, seed, pdf, sheet.label())


def judged(document: PageDocument, label: Mapping[str, object]) -> list[page_fields.Verdict]:
    """Every field of the label beside what was read, the taxes by rate among them."""
    fields = label["fields"]
    if not isinstance(fields, dict):
        raise TypeError("a label without fields")
    plain = {name: value for name, value in fields.items() if name != "tax_breakdown"}
    made = list(page_fields.judged(document, {**label, "fields": plain}))
    if "tax_breakdown" in fields and document.reading is not None:
        made.append(_taxes(document.reading, fields["tax_breakdown"]))
    return made


def _taxes(reading: InvoiceReading, labelled: list[dict[str, str]]) -> page_fields.Verdict:
    wanted = sorted(
        tuple(Decimal(row[name]) for name in ("rate", "base", "tax")) for row in labelled
    )
    read = sorted((row.rate or 0, row.base or 0, row.tax or 0) for row in reading.tax_breakdown)
    verdict = "right" if read == wanted else "wrong" if read else "none"
    return page_fields.Verdict("tax_breakdown", verdict, labelled, read)


def score(half: str, seeds: range, only: str, *, quiet: bool, folder: Path | None) -> None:
    """Make, read and judge; print what differs and the shares."""
    kept = page_fields.Score()
    whole: Counter[str] = Counter()
    for made in documents(half, seeds, only):
        name = f"{made.look}-{made.seed}"
        if folder:
            (folder / f"{name}.pdf").write_bytes(made.pdf)
        begun = time.process_time()
        pages = pdf_page.placed_words(made.pdf)
        found = read_pages(pages)
        kept.seconds += time.process_time() - begun
        kept.pages += len(pages)
        verdicts = judged(found, made.label)
        kept.add(name, found, verdicts)
        failing = {each.field for each in verdicts if each.verdict != "right"}
        whole[made.look] += not failing & {*page_fields.HEADER, "lines"}
        for each in verdicts if not quiet else ():
            if each.verdict != "right":
                passes = " PASSES" if found.passes else ""
                page_fields.say(
                    f"{name}: {each.field}: printed {each.labelled!r}, read {each.read!r}{passes}"
                )
    kept.write(f"designs F, half {half}")
    if not quiet:
        page_fields.say(f"whole documents by look: {dict(whole)}")


def main() -> int:
    """Score one half or both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=["1", "2"])
    parser.add_argument("--only", default="")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeat", type=int, default=3, help="how many seeds, one after another")
    parser.add_argument("--quiet", action="store_true")
    parser.add_argument("--write", type=Path, help="a folder for the PDFs")
    chosen = parser.parse_args()
    for half in HALVES:
        if chosen.half in {None, half}:
            seeds = range(chosen.seed, chosen.seed + chosen.repeat)
            score(half, seeds, chosen.only, quiet=chosen.quiet, folder=chosen.write)
    return 0


if __name__ == "__main__":
    sys.exit(main())
