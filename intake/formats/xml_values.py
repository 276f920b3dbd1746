"""Small steps shared by the XML readers: children by local name, and values as printed."""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final, cast

from lxml import etree

from core.reasons import ReasonCode
from intake.rules.findings import FindingValue

Children = dict[str, etree._Element]

_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]{1,30}(?:\.[0-9]{0,20})?|\.[0-9]{1,20})")
_CACHE_LIMIT: Final = 4096
_LONGEST_NUMBER: Final = 80
_IBAN: Final = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_BIC: Final = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
_EMPTY: Final[Children] = {}


class _LocalNames(dict[str, str]):
    """Names without namespaces, remembered: the same few hundred come again and again."""

    def __missing__(self, tag: str) -> str:
        name = tag.rpartition("}")[2]
        if len(self) < _CACHE_LIMIT:
            self[tag] = name
        return name


_LOCAL_NAMES: Final = _LocalNames()


def local_name(tag: str) -> str:
    """The name without its namespace: any prefix, or none, reads alike."""
    return _LOCAL_NAMES[tag]


def first_children(element: etree._Element | None) -> Children:
    """The first child of each name."""
    if element is None:
        return _EMPTY
    found: Children = {}
    names = _LOCAL_NAMES
    for child in element:
        found.setdefault(names[child.tag], child)
    return found


def all_children(element: etree._Element | None) -> dict[str, list[etree._Element]]:
    """Every child, by name."""
    found: dict[str, list[etree._Element]] = {}
    if element is None:
        return found
    names = _LOCAL_NAMES
    for child in element:
        name = names[child.tag]
        if name in found:
            found[name].append(child)
        else:
            found[name] = [child]
    return found


def firsts(many: dict[str, list[etree._Element]]) -> Children:
    """The first of each name, of children already sorted by name."""
    return {name: elements[0] for name, elements in many.items()}


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first element along a path of local names."""
    names = _LOCAL_NAMES
    for name in path:
        if element is None:
            return None
        for part in element:
            if names[part.tag] == name:
                element = part
                break
        else:
            return None
    return element


def text_of(element: etree._Element | None) -> str | None:
    """The trimmed text of an element; nothing said is `None`."""
    if element is None:
        return None
    text = element.text
    if text is None:
        return None
    return text.strip() or None


def line_of(element: etree._Element) -> int:
    """The line of the file on which the element begins."""
    return cast(int | None, element.sourceline) or 1


def looks_like_iban(text: str) -> bool:
    """Two letters, two digits and the right length; check digits are not asked for here."""
    return _IBAN.fullmatch(text.replace(" ", "").upper()) is not None


def looks_like_bic(text: str) -> bool:
    """Eight or eleven characters in the shape of ISO 9362."""
    return _BIC.fullmatch(text.replace(" ", "").upper()) is not None


@lru_cache(maxsize=_CACHE_LIMIT)
def _exact(text: str) -> Decimal | None:
    """A printed decimal; rates, quantities and small prices come again and again."""
    trimmed = text.strip()
    return Decimal(trimmed) if _NUMBER.fullmatch(trimmed) else None


class Values:
    """Reads typed values and keeps what could not be read as findings."""

    __slots__ = ("problems",)

    def __init__(self) -> None:
        self.problems: list[FindingValue] = []

    def amount(self, element: etree._Element | None, field: str) -> Decimal | None:
        """The exact decimal as printed; unreadable text is a finding, never a zero."""
        if element is None or (text := element.text) is None:
            return None
        exact = _exact(text) if len(text) <= _LONGEST_NUMBER else None
        if exact is None and (trimmed := text.strip()):
            self._unreadable(field, trimmed, "a decimal number")
        return exact

    def day(self, text: str | None, field: str) -> date | None:
        """A calendar day: ISO 8601 (a time or an offset after it is dropped) or YYYYMMDD."""
        if text is None:
            return None
        try:
            if len(text) >= 10 and text[4] == "-":
                return date.fromisoformat(text[:10])
            if len(text) in {8, 12, 14} and text.isascii() and text.isdigit():
                return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
        except ValueError:
            pass
        self._unreadable(field, text, "a date")
        return None

    def _unreadable(self, field: str, text: str, wanted: str) -> None:
        self.problems.append(
            FindingValue(
                code=ReasonCode.MISSING_FIELD,
                text=f"The {field.replace('_', ' ')} cannot be read as {wanted}.",
                field=field,
                expected=wanted,
                actual=text[:80],
            )
        )
