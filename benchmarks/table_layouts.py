"""Line tables in thirty ways of setting them, in six languages, read back and compared.

Run: python -m benchmarks.table_layouts [--forms A|B|C] [--seed N] [--shaken] [--quiet]
Half of the forms (A) may be looked at while developing, the other half (B) is there to be scored
and nothing else. Every figure is known because it was made here; a field that a form does not
print is labelled `null`, and a value read for it counts as wrong.
"""

import argparse
import os
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from benchmarks.page_fields import say
from benchmarks.page_making import as_pdf
from benchmarks.table_making import FORMS, Maker
from benchmarks.table_words import LANGUAGES
from evaluation.rules.intervals import Share
from intake.formats import pdf_page
from intake.formats.page_document import PageDocument, read_pages
from intake.formats.page_words import Page, Word
from intake.rules.reading import InvoiceLine

TEMPLATE: Final = Path(__file__).with_name("table_layouts.typ")


@dataclass(frozen=True, slots=True)
class Made:
    """One document: its name, its PDF, the lines it prints, and how strictly they are judged."""

    name: str
    pdf: bytes
    lines: list[dict[str, str | None]]
    has_extras: bool  # words below a description that may or may not be counted to it


def documents(half: str, seed: int, only: str = "") -> Iterator[Made]:
    """Every form of one half in every language."""
    for form, (columns, ways) in FORMS[half].items():
        for language in LANGUAGES:
            name = f"{form}-{language}"
            if only and only not in name:
                continue
            maker = Maker(form, columns, ways, language, seed)
            pdf = as_pdf(TEMPLATE, maker.document())
            yield Made(name, pdf, maker.label(), bool(maker.ways & {"lots", "codes"}))


def shaken(page: Page, seed: str) -> Page:
    """A page as recognition gives it: words a little off, of uneven height, some run together."""
    chance = random.Random(seed)  # noqa: S311 - the same every time
    words: list[Word] = []
    for word in page.words:
        x0, x1 = word.x0 + chance.gauss(0, 0.7), word.x1 + chance.gauss(0, 0.7)
        y0, y1 = word.y0 + chance.gauss(0, 0.6), word.y1 + chance.gauss(0, 0.6)
        last = words[-1] if words else None
        is_next = last is not None and 0 <= word.x0 - last.x1 <= 0.35 * word.height
        if last is not None and is_next and chance.random() < 0.05:
            words[-1] = Word(last.text + word.text, last.x0, last.y0, x1, last.y1)
        else:
            words.append(Word(word.text, x0, y0, max(x1, x0 + 1), max(y1, y0 + 4)))
    return Page(page.width, page.height, tuple(words))


def judged(made: Made, found: PageDocument) -> tuple[str, str]:
    """Whether the lines were read, and what differs first: figures, then descriptions."""
    lines = found.reading.lines if found.reading else ()
    if not lines:
        return "nothing", ""
    if len(lines) != len(made.lines):
        return "figures wrong", f"{len(made.lines)} lines printed, {len(lines)} read"
    pairs = list(zip(lines, made.lines, strict=True))
    for line, label in pairs:
        for name, value in label.items():
            if name != "description" and not _is_right(getattr(line, name), value):
                return "figures wrong", f"{name} printed {value}, read {getattr(line, name)}"
    for line, label in pairs:
        if not _is_said(line, str(label["description"]), has_extras=made.has_extras):
            return "words wrong", f"printed {label['description']!r}, read {line.description!r}"
    return "right", ""


def _is_right(read: Decimal | str | None, value: str | None) -> bool:
    if isinstance(read, str):
        return read == value
    if value == "1 or null":
        return read in {None, Decimal(1)}
    return read is None if value is None else read == Decimal(value)


def _is_said(line: InvoiceLine, printed: str, *, has_extras: bool) -> bool:
    """Whether the description is the printed one, or goes on with what stands below it."""
    read = "".join((line.description or "").split())
    plain = "".join(printed.split())
    return read.startswith(plain) if has_extras else read == plain


def score(
    half: str, seed: int, only: str, *, quiet: bool, folder: Path | None, is_shaken: bool
) -> None:
    """Make, read and judge; print what differs and the shares."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    passed: Counter[str] = Counter()
    pages_read, seconds = 0, 0.0
    for made in documents(half, seed, only):
        if folder:
            (folder / f"{made.name}.pdf").write_bytes(made.pdf)
        pages = pdf_page.placed_words(made.pdf)
        if is_shaken:
            pages = tuple(shaken(page, made.name) for page in pages)
        begun = time.process_time()
        found = read_pages(pages)
        seconds += time.process_time() - begun
        pages_read += len(pages)
        verdict, why = judged(made, found)
        counts[made.name.split("-")[0]][verdict] += 1
        counts["all"][verdict] += 1
        if found.passes:
            passed[verdict] += 1
        if verdict != "right" and not quiet:
            say(f"{made.name}: {verdict}: {why}{' PASSES' if found.passes else ''}")
    say(f"\nforms {half}, seed {seed}, load {os.getloadavg()[0]:.1f}")
    for name, verdicts in counts.items():
        right, n = verdicts["right"], verdicts.total()
        figures = Share(right + verdicts["words wrong"], n)
        whole = Share(right, n)
        low, high = whole.interval
        say(f"{name:11} right {right}/{n} [{100 * low:.0f}, {100 * high:.0f}],"
            f" figures {figures.right}/{n}, nothing {verdicts['nothing']}")  # fmt: skip
    cost = 1000 * seconds / max(pages_read, 1)
    say(f"would pass: {dict(passed)}; {cost:.1f} ms a page after pdfium")


def main() -> int:
    """Score one half or both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--forms", choices=["A", "B", "C"])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("--quiet", action="store_true")
    parser.add_argument("--shaken", action="store_true", help="words as recognition gives them")
    parser.add_argument("--write", type=Path)
    chosen = parser.parse_args()
    for half in FORMS:
        if chosen.forms in {None, half}:
            score(
                half,
                chosen.seed,
                chosen.only,
                quiet=chosen.quiet,
                folder=chosen.write,
                is_shaken=chosen.shaken,
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
