"""Card numbers in PDFs: in the text of pages, beside the pages, and in embedded files.

The work on the bytes is done in a child process. What was hidden is looked for again afterwards;
a page that still shows a number becomes a picture with the number blacked out.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, cast

from intake.formats import pdf_dangers
from intake.formats.child import Answer, ChildFailed, ChildPool
from intake.formats.mask_texts import Masked, Removed, mask_raw, mask_string
from intake.formats.spoken import in_markup
from intake.rules import cards
from intake.rules.cards import CardNumber
from intake.rules.recognise import FileKind, recognise

SECONDS: Final = 10.0
_JOBS_EACH: Final = 2_000
_KEPT: Final = 4
_pool = ChildPool(
    Path(__file__).with_name("pdf_safety_child.py"), size=os.cpu_count() or 1, jobs_each=_JOBS_EACH
)
Spans = dict[int, list[tuple[int, int]]]


@dataclass(slots=True)
class _Plan:
    """What is to be taken out of one PDF."""

    pages: Spans = field(default_factory=dict)
    strings: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    files: dict[int, bytes] = field(default_factory=dict)
    removed: list[Removed] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.pages or self.strings or self.files)


def mask_pdf(content: bytes, inner: Callable[[bytes], Masked]) -> Masked:
    """Return a PDF without card numbers; one that cannot be opened is looked at as raw bytes."""
    try:
        looked = _ask({"do": "look"}, [content])
        plan = _plan(looked, inner)
        if plan.is_empty:
            masked = mask_raw(content) if _is_more_than_a_pdf(content) else Masked(content)
        else:
            masked = Masked(_without(content, plan), tuple(plan.removed))
    except ChildFailed as failure:
        return replace(mask_raw(content), warnings=pdf_dangers.of_failure(str(failure)))
    return replace(
        masked, spoken=_spoken(looked), warnings=pdf_dangers.findings_of(content, looked)
    )


def _spoken(looked: Answer) -> tuple[tuple[str, str], ...]:
    pages = enumerate(_texts(looked, "texts"), start=1)
    spoken = [(f"Page {number}", text) for number, text in pages]
    spoken += (("The PDF's own data", text) for text in _texts(looked, "strings"))
    for name, data in zip(_texts(looked, "names"), looked.parts, strict=True):
        if recognise(data).kind is FileKind.XML:
            spoken += in_markup(data, f"The embedded file {cards.masked(name)}")
    return tuple((where, cards.masked(text)) for where, text in spoken)


def close() -> None:
    """Stop the idle children."""
    _pool.close()


def _plan(looked: Answer, inner: Callable[[bytes], Masked]) -> _Plan:
    plan = _Plan()
    for page, text in enumerate(_texts(looked, "texts")):
        found = cards.find(text)
        if found:
            plan.pages[page] = [_hidden(text, card) for card in found]
            plan.numbers |= _numbers(text, found)
            plan.removed += (
                Removed(f"page {page + 1}", card.last_four, card.network) for card in found
            )
    for text in _texts(looked, "strings"):
        masked, removed = mask_string(text, "the PDF's own data")
        if removed:
            plan.strings[text] = masked
            plan.numbers |= _numbers(text, cards.find(text))
            plan.removed += removed
    for place, (name, data) in enumerate(zip(_texts(looked, "names"), looked.parts, strict=True)):
        masked_file = inner(data)
        if masked_file.removed:
            plan.files[place] = masked_file.content
            plan.removed += masked_file.within(f"the embedded file {cards.masked(name)}")
    return plan


def _hidden(text: str, card: CardNumber) -> tuple[int, int]:
    """Return from where to where a number is hidden: up to its last four digits."""
    digits = [at for at in range(card.start, card.end) if text[at].isdecimal()]
    return card.start, digits[-_KEPT]


def _numbers(text: str, found: Sequence[CardNumber]) -> Mapping[str, str]:
    """Return how the numbers may stand in the file, and what they become there."""
    as_written = {text[card.start : card.end] for card in found}
    plain = {"".join(filter(str.isdecimal, number)) for number in as_written}
    return {
        number: cards.MASK * (len(number) - _KEPT) + number[-_KEPT:]
        if number in plain
        else _masked_as_written(number)
        for number in as_written | plain
        if number.isascii()
    }


def _masked_as_written(number: str) -> str:
    card = CardNumber(0, len(number), number[-_KEPT:], "")
    return cards.hide(number, (card,))


def _without(content: bytes, plan: _Plan) -> bytes:
    changed = _redacted(content, plan, flat=())
    still = [page for page, text in enumerate(_look_again(changed)) if cards.find(text)]
    if still:
        changed = _redacted(content, plan, flat=still)
    return changed


def _look_again(content: bytes) -> Sequence[str]:
    return _texts(_ask({"do": "look"}, [content]), "texts")


def _redacted(content: bytes, plan: _Plan, *, flat: Sequence[int]) -> bytes:
    places = list(plan.files)
    request: dict[str, object] = {
        "do": "redact",
        "pages": {str(page): spans for page, spans in plan.pages.items()},
        "flat": {str(page): [] for page in flat},
        "strings": plan.strings,
        "numbers": plan.numbers,
        "files": {str(place): str(part) for part, place in enumerate(places, start=1)},
    }
    return _ask(request, [content, *(plan.files[place] for place in places)]).parts[0]


def _is_more_than_a_pdf(content: bytes) -> bool:
    """Say whether bytes stand before or after the PDF that no reader of PDFs looks at."""
    end = content.rfind(b"%%EOF")
    return not content.startswith(b"%PDF-") or len(content) - end > len(b"%%EOF\r\n\r\n")


def _ask(request: dict[str, object], parts: Sequence[bytes]) -> Answer:
    return _pool.ask(request, parts, seconds=SECONDS)


def _texts(answer: Answer, name: str) -> list[str]:
    return cast(list[str], answer.said[name])
