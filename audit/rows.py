"""Events of the trail as a page shows them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from audit.queries import TrailEntry

_PAGES = {
    "case": "/case/{}/",
    "document": "/intake/documents/{}/",
    "entry": "/entries/{}/",
    "vendor": "/vendors/{}/",
}


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One event with a link to what it is about, and its payload as text."""

    entry: TrailEntry
    link: str | None
    payload: str


def rows_of(entries: Sequence[TrailEntry]) -> list[TrailRow]:
    """Return events with their links."""
    return [
        TrailRow(
            entry, _link(entry.subject), json.dumps(entry.payload, ensure_ascii=False, indent=1)
        )
        for entry in entries
    ]


def _link(subject: str) -> str | None:
    kind, _, name = subject.partition(":")
    if kind == "policy":
        return "/policies/"
    address = _PAGES.get(kind)
    return address.format(quote(name, safe="")) if address else None
