"""The last look: what a reader put together from pieces holds no card number either."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final, TypeVar, cast

from intake.rules import cards
from intake.rules.card_ranges import SHORTEST
from intake.rules.findings import ReadFile

_T = TypeVar("_T")
# Their text was looked through as it stands in the file, and is taken as it stands.
_TAKEN_AS_WRITTEN: Final = frozenset({"ubl", "cii", "csv", "xlsx"})


def without_card_numbers(read: ReadFile) -> ReadFile:
    """Return what was read of a file with card numbers masked in every text of it."""
    if read.format in _TAKEN_AS_WRITTEN:
        return read
    return replace(
        read,
        invoice=scrubbed(read.invoice),
        findings=scrubbed(read.findings),
        page_texts=scrubbed(read.page_texts),
    )


def scrubbed(value: _T, label: str = "") -> _T:
    """Return a value with card numbers masked in its texts; the same value where there are none."""
    if isinstance(value, str):
        return cast(_T, cards.masked(value, label)) if len(value) >= SHORTEST else value
    if isinstance(value, tuple):
        return cast(_T, _all(value, label))
    if isinstance(value, Mapping):
        return cast(_T, {key: scrubbed(item, str(key)) for key, item in value.items()})
    if is_dataclass(value) and not isinstance(value, type):
        return cast(_T, _parts(value))
    return value


def _all(value: Any, label: str) -> Any:
    items = tuple(scrubbed(item, label) for item in value)
    is_same = all(old is new for old, new in zip(value, items, strict=True))
    return value if is_same else items


def _parts(value: Any) -> Any:
    changed = {}
    for each in fields(value):
        old = getattr(value, each.name)
        new = scrubbed(old, each.name)
        if new is not old and new != old:
            changed[each.name] = new
    return replace(value, **changed) if changed else value
