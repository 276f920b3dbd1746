"""What kind of document pages are, asked of papers made from a seed in six languages.

Run: python -m benchmarks.document_kinds [A B C N] [--repeat N] [--scans N] [--bundles N] [--quiet]
Twenty-one kinds of paper in five looks. Those of A may be looked at while developing; B and C are
there to be scored and nothing else; in N no title says anything. `--scans` asks of pictures of as
many pages besides; `--bundles` puts two to six invoices into one PDF, with a letter before them and
conditions and delivery notes between.
Exit status 1 where something from which nothing is to be paid was taken for a claim.
"""

import argparse
import io
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pypdfium2

from benchmarks.homes import machine, say
from benchmarks.kind_bundles import judge_bundles
from benchmarks.kind_making import Made, papers
from benchmarks.kind_words import PAPERS
from evaluation.rules.intervals import wilson
from intake.formats import recognising, registry
from intake.formats.kinds import PAYABLE
from intake.rules.reading import DocumentType


@dataclass(slots=True)
class Tally:
    """How often each kind was called what, and what went wrong."""

    called: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    wrongly_claimed: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, made: Made, found: DocumentType, *, quiet: bool) -> None:
        """Count one answer."""
        self.called[made.name][found.value] += 1
        is_right = found.value == made.paper.document_type
        if found in PAYABLE and DocumentType(made.paper.document_type) not in PAYABLE:
            self.wrongly_claimed.append(f"{made.name} {made.language} {made.title!r}")
        if not is_right and not quiet:
            say(f"{made.name} {made.language} {made.look}: {made.title!r} read as {found.value}")

    def table(self, *, quiet: bool) -> None:
        """Print the confusion table and the shares."""
        say("| paper | n | right | what else it was called |")
        say("|---|---|---|---|")
        right = of = 0
        for name, counted in self.called.items():
            wanted, n = PAPERS[name].document_type, counted.total()
            right, of = right + counted[wanted], of + n
            others = ", ".join(f"{k} {c}" for k, c in counted.most_common() if k != wanted)
            say(f"| {name} | {n} | {counted[wanted]} | {others or '–'} |")
        low, high = wilson(right, of)
        say(f"right {right} of {of}, {right / of:.1%} [{low:.1%}, {high:.1%}]")
        not_payable = sum(
            c.total()
            for name, c in self.called.items()
            if DocumentType(PAPERS[name].document_type) not in PAYABLE
        )
        claimed = len(self.wrongly_claimed)
        low, high = wilson(claimed, max(not_payable, 1))
        say(f"taken for a claim {claimed} of {not_payable} [{low:.2%}, {high:.2%}]")
        for each in () if quiet else self.wrongly_claimed:
            say(f"  {each}")
        say(f"{self.seconds:.1f} s of processor time in this process; {machine()}")


def judge(chosen: Iterator[Made], *, quiet: bool) -> Tally:
    """Ask what each paper is, as it comes with its text."""
    tally = Tally()
    begun = time.process_time()
    for made in chosen:
        tally.add(made, registry.read_file(made.pdf(), "paper.pdf").document_type, quiet=quiet)
    tally.seconds = time.process_time() - begun
    return tally


def judge_scans(chosen: Sequence[Made], *, quiet: bool) -> Tally:
    """Ask it of pictures of the pages, whose words an engine has to see."""
    tally = Tally()
    begun = time.process_time()
    for made in chosen:
        picture = as_picture(made.pdf())
        recognition = recognising.recognise_pages(picture, [1])
        found = registry.read_file(picture, "scan.png", recognition)
        tally.add(made, found.document_type, quiet=quiet)
    tally.seconds = time.process_time() - begun
    return tally


def as_picture(pdf: bytes) -> bytes:
    """The first page at 150 dots an inch."""
    kept = io.BytesIO()
    document = pypdfium2.PdfDocument(pdf)
    document[0].render(scale=150 / 72).to_pil().convert("L").save(kept, "PNG")
    return kept.getvalue()


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "set", nargs="*", default=["A", "B", "C", "N"], choices=["A", "B", "C", "N"]
    )
    parser.add_argument("--repeat", type=int, default=2)
    parser.add_argument("--scans", type=int, default=0, help="how many pages as pictures")
    parser.add_argument("--bundles", type=int, default=0, help="how many PDFs of several invoices")
    parser.add_argument("--only", nargs="*", help="papers of these names alone")
    parser.add_argument("--quiet", action="store_true")
    chosen = parser.parse_args()
    is_clean = True
    for group in chosen.set:
        made = [m for m in papers(group, chosen.repeat) if not chosen.only or m.name in chosen.only]
        say(f"\nset {group}")
        if made and chosen.repeat:
            tally = judge(iter(made), quiet=chosen.quiet)
            tally.table(quiet=chosen.quiet)
            is_clean = is_clean and not tally.wrongly_claimed
        if chosen.scans:
            dice = random.Random(group)  # noqa: S311 - no secret
            say("as pictures")
            scans = dice.sample(list(papers(group, 1)), chosen.scans)
            tally = judge_scans(scans, quiet=chosen.quiet)
            tally.table(quiet=chosen.quiet)
            is_clean = is_clean and not tally.wrongly_claimed
        if chosen.bundles and group != "N":
            judge_bundles(group, chosen.bundles, quiet=chosen.quiet)
    return 0 if is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
