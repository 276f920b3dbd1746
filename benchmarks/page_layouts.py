"""Invoices in layouts that no rule was written for: made from a seed, read back, and compared.

Run: python -m benchmarks.page_layouts [SET] [--seed N] [--repeat N] [--quiet] [--write FOLDER]
Twenty-four designs, each in six languages, with what they say known exactly. The sets A, C and
early may be looked at while developing; B and D are there to be scored and nothing else.
"""

import argparse
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks import page_fields
from benchmarks.layout_designs import DESIGNS
from benchmarks.layout_maker import Maker
from benchmarks.layout_words import LANGUAGES
from benchmarks.page_making import as_pdf
from intake.formats import pdf_page
from intake.formats.page_document import read_pages

TEMPLATE: Final = Path(__file__).with_name("page_layouts.typ")


@dataclass(frozen=True, slots=True)
class Made:
    """One document: its name, its PDF, and what it says in the form of a label."""

    name: str
    pdf: bytes
    label: dict[str, object]


def made(maker: Maker) -> Made:
    """The PDF of one invoice and its label."""
    pdf = as_pdf(TEMPLATE, maker.document())
    return Made(f"{maker.form}-{maker.language}", pdf, maker.label())


def documents(group: str, seeds: Iterable[int]) -> Iterator[Made]:
    """Every design of a set in every language, once a seed."""
    for seed in seeds:
        for design in DESIGNS[group]:
            for language in LANGUAGES:
                yield made(Maker(group, design, language, seed))


def score(chosen: Iterable[Made], *, quiet: bool) -> page_fields.Score:
    """Read the documents and judge them."""
    kept = page_fields.Score()
    for each in chosen:
        begun = time.process_time()
        pages = pdf_page.placed_words(each.pdf)
        found = read_pages(pages)
        kept.seconds += time.process_time() - begun
        kept.pages += len(pages)
        verdicts = list(page_fields.judged(found, each.label))
        kept.add(each.name, found, verdicts)
        for verdict in verdicts if not quiet else ():
            if verdict.verdict != "right":
                page_fields.say(
                    f"{each.name}: {verdict.field}: printed {verdict.labelled!r},"
                    f" read {verdict.read!r}"
                )
    return kept


def main() -> int:
    """Print what differs and the shares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("set", nargs="*", default=list(DESIGNS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeat", type=int, default=1, help="how many seeds, one after another")
    parser.add_argument("--quiet", action="store_true")
    parser.add_argument("--write", type=Path, help="a folder for the PDFs")
    chosen = parser.parse_args()
    for group in chosen.set:
        seeds = range(chosen.seed, chosen.seed + chosen.repeat)
        every = list(documents(group, seeds))
        for number, each in enumerate(every if chosen.write else ()):
            (chosen.write / f"{number:03}-{each.name}.pdf").write_bytes(each.pdf)
        score(every, quiet=chosen.quiet).write(f"designs {group}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
