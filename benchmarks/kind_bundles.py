"""Several invoices in one PDF, with what vendors put before and between; where is each?"""

import io
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pypdfium2

from benchmarks.homes import say
from benchmarks.kind_making import LOOKS, SPELLINGS, Made
from benchmarks.kind_words import LANGUAGES
from evaluation.rules.intervals import wilson
from intake.formats import registry

_WITH_LETTER: Final = 0.3
_WITH_MORE: Final = 0.4


@dataclass(frozen=True, slots=True)
class Bundle:
    """Several papers in one PDF: the number and the pages of each invoice."""

    pdf: bytes
    invoices: tuple[tuple[str, int, int], ...]


def bundle(group: str, seed: int) -> Bundle:
    """Two to six invoices, some of several pages, with what vendors put before and between."""
    dice = random.Random(f"bundle {group} {seed}")  # noqa: S311 - no secret
    language, look = dice.choice(LANGUAGES), dice.choice(LOOKS[group])
    spelling = dice.choice(SPELLINGS[group])
    whole = pypdfium2.PdfDocument.new()
    invoices: list[tuple[str, int, int]] = []

    def put(name: str, rows: int = 0) -> None:
        made = Made(name, language, look, spelling, dice.randrange(10**6), rows)
        first = len(whole) + 1
        whole.import_pages(pypdfium2.PdfDocument(made.pdf()))
        if name == "invoice":
            invoices.append((made.number, first, len(whole)))

    if dice.random() < _WITH_LETTER:
        put("newsletter")
    for _ in range(dice.randrange(2, 7)):
        put("invoice", rows=dice.choice((0, 0, 0, 45, 90)))
        if dice.random() < _WITH_MORE:
            put(dice.choice(("delivery note", "conditions")))
    kept = io.BytesIO()
    whole.save(kept)
    return Bundle(kept.getvalue(), tuple(invoices))


def found_in(content: bytes) -> list[tuple[str | None, int, int]]:
    """The invoices of a file as they are read: number, first and last page."""
    read = registry.read_file(content, "bundle.pdf")
    if not read.sections:
        one = read.invoice
        return [(one.invoice_number, 1, read.page_count or 1)] if one is not None else []
    found = []
    for section in read.sections:
        part = registry.read_file(section.content, "part.pdf").invoice
        if part is not None:
            first, *others = section.name.split(" ")[-1].split("-")
            found.append((part.invoice_number, int(first), int(others[0] if others else first)))
    return found


def is_split_right(asked: Bundle, found: Sequence[tuple[str | None, int, int]]) -> bool:
    """Whether each invoice has its pages; what lies between may go with either."""
    if len(found) != len(asked.invoices):
        return False
    following = [first for _, first, _ in asked.invoices[1:]] + [10**6]
    return all(
        printed[1] == read[1] and printed[2] <= read[2] < end
        for printed, read, end in zip(asked.invoices, found, following, strict=True)
    )


def judge_bundles(group: str, count: int, *, quiet: bool) -> None:
    """Ask where each invoice of a bundle begins and ends, and its number."""
    right = numbers = of = 0
    for seed in range(count):
        asked = bundle(group, seed)
        found = found_in(asked.pdf)
        is_right = is_split_right(asked, found)
        right, of = right + is_right, of + len(asked.invoices)
        numbers += len({n for n, _, _ in asked.invoices} & {n for n, _, _ in found})
        if not is_right and not quiet:
            say(f"bundle {seed}: printed {asked.invoices}, read {found}")
    low, high = wilson(right, count)
    say(
        f"bundles split right {right} of {count} [{low:.1%}, {high:.1%}], numbers {numbers} of {of}"
    )
