"""Sentences with what they rest on, as a page shows them to one reader now.

What quotes a passage is shown only while that passage may be quoted to this reader: a source that
was withdrawn, or consent that was, takes its words off every page.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from ai import retrieval
from ai.approved import Purpose
from ai.grounding import stands_in
from core.actors import Actor
from review.models import Wording
from review.queries.stories import Story

if TYPE_CHECKING:
    from reconciliation.models import Case

MOST_WORDED: Final = 8  # exceptions of one case that are put into words
GONE: Final = "What stood here quotes a source that may no longer be quoted."
_PAGES: Final = {
    "document": "/intake/documents/{}/", "vendor": "/vendors/{}/", "case": "/case/{}/",
    "policy": "/policies/", "journal_entry": "/entries/{}/", "purchase_order_line": "/orders/{}/",
    "receipt_line": "/receipts/{}/", "proposal": "/case/{}/",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ground:
    """A row or a passage that a sentence rests on, and where it is found."""

    name: str
    link: str | None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with its grounds."""

    text: str
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True)
class Worded:
    """What a model said of one case, by the place of each exception."""

    parts: Mapping[int, tuple[Sentence, ...]]
    said_by: str | None
    code: str | None


def facts_sha256_of(told: Sequence[Story]) -> str:
    """Return the hash of what is known of the exceptions; words for other facts are not shown."""
    facts = [
        [each.code, each.line, each.what, each.why, each.rule, each.next]
        for each in told[:MOST_WORDED]
    ]
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


def wording_of(case: "Case", facts_sha256: str) -> Wording | None:
    """Return the words for these very facts, if there are any."""
    made = Wording.objects.filter(case=case.pk, facts_sha256=facts_sha256)
    return made.order_by("-made_at", "-id").first()


def worded(case: "Case", told: Sequence[Story], *, reader: Actor, at: datetime) -> Worded | None:
    """Return the words for the exceptions as they are now, as far as this reader may see them."""
    made = wording_of(case, facts_sha256_of(told)) if told else None
    if made is None:
        return None
    claims = [claim for part in made.parts for claim in part["claims"]]
    shown = iter(sentences(claims, purpose=Purpose.EXPLAIN, case=case, reader=reader, at=at))
    parts = {int(part["place"]): tuple(next(shown) for _ in part["claims"]) for part in made.parts}
    return Worded(parts, made.said_by, made.code)


def beside(told: Sequence[Story], words: Worded | None) -> list[tuple[Story, tuple[Sentence, ...]]]:
    """Return each story with what a model said of it."""
    parts = words.parts if words else {}
    return [(story, parts.get(place, ())) for place, story in enumerate(told)]


def sentences(
    claims: Sequence[Mapping[str, Any]],
    *,
    purpose: Purpose,
    case: "Case",
    reader: Actor,
    at: datetime,
) -> list[Sentence]:
    """Return claims as sentences with links, those without whose quotes may not be shown now."""
    quotes = [quote for claim in claims for quote in claim["quotes"]]
    ids = {_number(each["passage"]) for each in quotes} - {0}
    texts: Mapping[int, str] = {}
    if ids:
        entities = None if case.entity is None else frozenset({case.entity})
        texts = retrieval.quotable(
            sorted(ids), asker=reader, purpose=purpose, at=at, entities=entities
        )
    return [_sentence(claim, texts) for claim in claims]


def link_of(row: str) -> str | None:
    """Return the page of a row by its kind and name."""
    kind, _, name = row.partition(" ")
    page = _PAGES.get(kind)
    if kind in ("purchase_order_line", "receipt_line", "proposal"):
        name = name.rpartition("/")[0]
    return page.format(quote(name, safe="")) if page and name else None


def _sentence(claim: Mapping[str, Any], texts: Mapping[int, str]) -> Sentence:
    for each in claim["quotes"]:
        if not stands_in(each["words"], texts.get(_number(each["passage"]), "")):
            return Sentence(GONE, ())
    rows = [Ground(_short(row), link_of(row)) for row in claim["rows"]]
    passages = [
        Ground(each["passage"].partition("/")[0],
               f"/sources/{quote(each['passage'].partition('/')[0])}/", each["words"])
        for each in claim["quotes"]
    ]  # fmt: skip
    return Sentence(claim["text"], (*rows, *passages))


def _number(passage: str) -> int:
    digits = passage.rpartition("/")[2]
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 18 else 0


def _short(row: str) -> str:
    kind, _, name = row.partition(" ")
    return f"{kind.replace('_', ' ')} {name[:12]}" if len(name) > 40 else row.replace("_", " ")
