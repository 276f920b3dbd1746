"""A reading as canonical JSON and back: the same value always gives the same bytes.

Keys are sorted, nothing unknown is written, decimals keep every printed zero, and no float ever
appears. The bytes are what a bundle stores and what replay compares.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final, cast

from core.money import decimal_text
from intake.rules.reading import (
    AllowanceCharge,
    DocumentKind,
    Evidence,
    InvoiceLine,
    InvoiceReading,
    Party,
    TaxBreakdown,
)

Value = type[Party | AllowanceCharge | TaxBreakdown | InvoiceLine | InvoiceReading | Evidence]
Json = Mapping[str, object]

_AMOUNTS: Final = frozenset(
    {
        "amount",
        "base",
        "percent",
        "tax_rate",
        "rate",
        "tax",
        "quantity",
        "unit_price",
        "price_base_quantity",
        "net",
        "line_total",
        "allowance_total",
        "charge_total",
        "net_total",
        "tax_total",
        "gross_total",
        "prepaid",
        "rounding",
        "amount_due",
        "confidence",
    }
)
_DATES: Final = frozenset({"issue_date", "due_date", "delivery_date", "preceding_invoice_date"})
_LISTS: Final = {
    "allowances_charges": AllowanceCharge,
    "tax_breakdown": TaxBreakdown,
    "lines": InvoiceLine,
}
_BARE_TAX_ROW: Final = {"category": None, "rate": None, "base": None, "tax": None}
_encode: Final = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode


class UnableToReadReading(ValueError):
    """The bytes are not a reading that this version wrote."""


def to_bytes(reading: InvoiceReading) -> bytes:
    """The canonical bytes of a reading."""
    return _encode(_plain(reading)).encode()


def from_bytes(content: bytes) -> InvoiceReading:
    """The reading behind these bytes.

    :raises UnableToReadReading: not JSON, or not a reading.
    """
    try:
        stated = json.loads(content, parse_float=_no_float)
        return _reading(stated)
    except (TypeError, KeyError, AttributeError, ValueError, ArithmeticError) as error:
        raise UnableToReadReading(f"Not a reading: {error}") from error


@lru_cache(maxsize=512)
def from_text(content: str) -> InvoiceReading:
    """The reading behind this text; several steps of one batch ask for the same.

    :raises UnableToReadReading: not JSON, or not a reading.
    """
    return from_bytes(content.encode())


def _no_float(text: str) -> float:
    raise UnableToReadReading(f"a bare number {text!r} where a text should stand")


def _plain(value: object) -> object:
    """Texts, lists and objects only; what is unknown or empty is left out."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return value
    if kind is Decimal:
        return decimal_text(cast(Decimal, value))
    if kind is tuple:
        return [_plain(item) for item in cast(Sequence[object], value)]
    slots = getattr(kind, "__slots__", None)
    if slots and kind in _VALUES:
        return {
            name: _plain(item)
            for name in slots
            if (item := getattr(value, name)) is not None and item != ()
        }
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


_VALUES: Final = frozenset(
    {Party, AllowanceCharge, TaxBreakdown, InvoiceLine, InvoiceReading, Evidence}
)


def _reading(stated: Json) -> InvoiceReading:
    fields: dict[str, object] = {}
    for name, item in stated.items():
        if name == "kind":
            fields[name] = DocumentKind(str(item))
        elif name in {"seller", "buyer"}:
            fields[name] = Party(**cast(dict[str, str], item))
        elif name == "notes":
            fields[name] = tuple(cast(list[str], item))
        elif name == "evidence":
            fields[name] = tuple(_evidence(pair) for pair in cast(list[list[object]], item))
        else:
            fields[name] = _typed(name, item)
    return InvoiceReading(**fields)  # type: ignore[arg-type]


def _typed(name: str, item: object) -> object:
    if name in _AMOUNTS:
        return Decimal(_text(item))
    if name in _DATES:
        return date.fromisoformat(_text(item))
    if name in _LISTS:
        return tuple(_part(_LISTS[name], part) for part in cast(list[Json], item))
    if isinstance(item, bool):
        return item
    return _text(item)


def _text(item: object) -> str:
    if not isinstance(item, str):
        raise UnableToReadReading(f"{item!r} is not a text")
    return item


def _part(kind: Value, stated: Json) -> object:
    fields: dict[str, object] = dict(_BARE_TAX_ROW) if kind is TaxBreakdown else {}
    for name, item in stated.items():
        fields[name] = _typed(name, item)
    return kind(**fields)  # type: ignore[arg-type]


def _evidence(pair: Sequence[object]) -> tuple[str, Evidence]:
    field, stated = str(pair[0]), cast(dict[str, object], pair[1])
    box = cast(list[str] | None, stated.get("box"))
    page = stated.get("page")
    corners = tuple(float(corner) for corner in box) if box else None
    return field, Evidence(
        page=None if page is None else int(str(page)),
        box=cast(tuple[float, float, float, float] | None, corners),
        text=_text(stated.get("text", "")),
        method=_text(stated["method"]),
        confidence=Decimal(_text(stated["confidence"])),
    )
