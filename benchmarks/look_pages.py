"""Documents in the looks of programs: read back, judged, and their shares printed."""

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks import page_fields
from intake.formats import pdf_page
from intake.formats.page_document import PageDocument, read_pages


@dataclass(frozen=True, slots=True)
class Made:
    """One document: its look, its PDF, and what it says in the form of a label."""

    look: str
    seed: int
    pdf: bytes
    label: dict[str, object]


Documents = Callable[[str, range, str], Iterator[Made]]
Judge = Callable[[PageDocument, Mapping[str, object]], Iterable[page_fields.Verdict]]


def score(
    name: str, chosen: Iterable[Made], judged: Judge, *, quiet: bool, folder: Path | None
) -> None:
    """Read and judge; print what differs and the shares."""
    kept = page_fields.Score()
    whole: Counter[str] = Counter()
    for made in chosen:
        called = f"{made.look}-{made.seed}"
        if folder:
            (folder / f"{called}.pdf").write_bytes(made.pdf)
        begun = time.process_time()
        pages = pdf_page.placed_words(made.pdf)
        found = read_pages(pages)
        kept.seconds += time.process_time() - begun
        kept.pages += len(pages)
        verdicts = list(judged(found, made.label))
        kept.add(called, found, verdicts)
        failing = {each.field for each in verdicts if each.verdict != "right"}
        whole[made.look] += not failing & {*page_fields.HEADER, "lines"}
        for each in verdicts if not quiet else ():
            if each.verdict != "right":
                passes = " PASSES" if found.passes else ""
                page_fields.say(
                    f"{called}: {each.field}: printed {each.labelled!r}, read {each.read!r}{passes}"
                )
    kept.write(name)
    if not quiet:
        page_fields.say(f"whole documents by look: {dict(whole)}")


def main(doc: str | None, designs: str, documents: Documents, judged: Judge) -> int:
    """Score one half of these designs or both."""
    parser = argparse.ArgumentParser(description=doc)
    parser.add_argument("--half", choices=["1", "2"])
    parser.add_argument("--only", default="")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeat", type=int, default=3, help="how many seeds, one after another")
    parser.add_argument("--quiet", action="store_true")
    parser.add_argument("--write", type=Path, help="a folder for the PDFs")
    chosen = parser.parse_args()
    seeds = range(chosen.seed, chosen.seed + chosen.repeat)
    for half in [chosen.half] if chosen.half else ["1", "2"]:
        made = documents(half, seeds, chosen.only)
        name = f"designs {designs}, half {half}"
        score(name, made, judged, quiet=chosen.quiet, folder=chosen.write)
    return 0
