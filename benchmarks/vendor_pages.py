"""Pages as programs of vendors print them: made from a seed, read back, and compared.

Run: python -m benchmarks.vendor_pages [--half 1|2] [--only LOOK] [--repeat N] [--quiet]
Twenty-two looks in seven languages and countries (designs E), with what they say known exactly.
Half 1 may be looked at while developing; half 2 is there to be scored and nothing else.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks import page_fields
from benchmarks.page_making import as_pdf
from benchmarks.vendor_looks import LOOKS
from benchmarks.vendor_making import made_by
from intake.formats import pdf_page
from intake.formats.page_document import read_pages

TEMPLATE: Final = Path(__file__).with_name("vendor_pages.typ")


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
        for look in LOOKS[half]:
            if only and only != look.name:
                continue
            maker = made_by(look, seed)
            pdf = as_pdf(TEMPLATE, maker.document())
            yield Made(look.name, seed, pdf, maker.label())


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
        verdicts = list(page_fields.judged(found, made.label))
        kept.add(name, found, verdicts)
        failing = {each.field for each in verdicts if each.verdict != "right"}
        whole[made.look] += not failing & {*page_fields.HEADER, "lines"}
        for each in verdicts if not quiet else ():
            if each.verdict != "right":
                passes = " PASSES" if found.passes else ""
                page_fields.say(
                    f"{name}: {each.field}: printed {each.labelled!r}, read {each.read!r}{passes}"
                )
    kept.write(f"designs E, half {half}")
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
    for half in LOOKS:
        if chosen.half in {None, half}:
            seeds = range(chosen.seed, chosen.seed + chosen.repeat)
            score(half, seeds, chosen.only, quiet=chosen.quiet, folder=chosen.write)
    return 0


if __name__ == "__main__":
    sys.exit(main())
