"""What a person corrects: one field at a time, named as in the contract, typed as the reading is.

`{"gross_total": "119.00", "lines.2.quantity": "3", "lines.4": None}`: a line is named by its place
from 1; a place after the last adds a line, and a line without a value is taken out.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from intake.rules.reading import (
    DocumentKind,
    Evidence,
    InvoiceLine,
    InvoiceReading,
    Party,
)

_CERTAIN: Final = Decimal(1)
PARTY_FIELDS: Final = {
    "seller_name": ("seller", "name"),
    "seller_vat_id": ("seller", "vat_id"),
    "seller_tax_id": ("seller", "tax_id"),
    "buyer_name": ("buyer", "name"),
    "buyer_vat_id": ("buyer", "vat_id"),
}
_DATES: Final = frozenset({"issue_date", "due_date", "delivery_date"})
_AMOUNTS: Final = frozenset(
    {
        "line_total", "allowance_total", "charge_total", "net_total", "tax_total", "gross_total",
        "prepaid", "amount_due", "quantity", "unit_price", "price_base_quantity", "net", "tax_rate",
    }
)  # fmt: skip
_TEXTS: Final = frozenset(
    {
        "invoice_number", "type_code", "currency", "purchase_order", "buyer_reference",
        "preceding_invoice", "iban", "bic", "account_number", "routing_number", "payment_terms",
    }
)  # fmt: skip
_LINE_FIELDS: Final = frozenset(
    {
        "line", "description", "quantity", "unit", "unit_price", "price_base_quantity", "net",
        "tax_rate", "seller_item_id", "buyer_item_id", "gtin", "po_number", "po_line",
    }
)  # fmt: skip
CORRECTABLE: Final = frozenset({"kind", *PARTY_FIELDS, *_DATES, *_TEXTS}) | (
    _AMOUNTS & {each.name for each in fields(InvoiceReading)}
)
Change = tuple[str | None, str | None]


class WrongCorrection(ValueError):
    """A correction names no field, or its value is not what the field takes."""


def apply(
    reading: InvoiceReading, changes: Mapping[str, str | None]
) -> tuple[InvoiceReading, dict[str, Change]]:
    """Return the corrected reading and what changed, as (from, to) by field.

    :raises WrongCorrection: a field is unknown, or a value does not fit it.
    """
    changed: dict[str, Change] = {}
    lines = [*reading.lines]
    removed: set[int] = set()
    for name, value in changes.items():
        text = value.strip() if value and value.strip() else None
        before = said(reading, lines, name)
        if before == text:
            continue
        changed[name] = (before, text)
        if name.startswith("lines."):
            _change_line(lines, removed, name, text)
        else:
            reading = _change_head(reading, name, text)
    kept = tuple(line for place, line in enumerate(lines, start=1) if place not in removed)
    return replace(reading, lines=kept, evidence=_evidence(reading, changed)), changed


def said(reading: InvoiceReading, lines: list[InvoiceLine], name: str) -> str | None:
    """Return what the reading says in a field, as text."""
    if name.startswith("lines."):
        place, _, field = name.removeprefix("lines.").partition(".")
        index = _place(place, name) - 1
        if index >= len(lines):
            return None
        return _text(getattr(lines[index], field)) if field else lines[index].line
    if name in PARTY_FIELDS:
        party, field = PARTY_FIELDS[name]
        return _text(getattr(getattr(reading, party), field))
    if name not in CORRECTABLE:
        raise WrongCorrection(f"{name} is no field that can be corrected.")
    return _text(getattr(reading, name))


def _change_head(reading: InvoiceReading, name: str, text: str | None) -> InvoiceReading:
    if name in PARTY_FIELDS:
        party, field = PARTY_FIELDS[name]
        before: Party = getattr(reading, party)
        part: dict[str, Any] = {party: replace(before, **{field: text})}
        return replace(reading, **part)
    if name == "kind":
        if text not in set(DocumentKind):
            raise WrongCorrection("kind is invoice or credit_note.")
        return replace(reading, kind=DocumentKind(text))
    value: dict[str, Any] = {name: _typed(name, name, text)}
    return replace(reading, **value)


def _change_line(lines: list[InvoiceLine], removed: set[int], name: str, text: str | None) -> None:
    place, _, field = name.removeprefix("lines.").partition(".")
    number = _place(place, name)
    if not field:
        if text is not None or number > len(lines):
            raise WrongCorrection(f"{name}: a whole line can only be taken out.")
        removed.add(number)
        return
    if field not in _LINE_FIELDS:
        raise WrongCorrection(f"{name} is no field of a line.")
    if number > len(lines) + 1:
        raise WrongCorrection(f"{name}: there are {len(lines)} lines.")
    if number == len(lines) + 1:
        lines.append(InvoiceLine(line=str(number)))
    if field == "line" and text is None:
        raise WrongCorrection(f"{name}: a line has a name.")
    value: dict[str, Any] = {field: _typed(name, field, text)}
    lines[number - 1] = replace(lines[number - 1], **value)


def _place(text: str, name: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= 10_000:
        raise WrongCorrection(f"{name}: a line is named by its place from 1.")
    return int(text)


def _typed(name: str, field: str, text: str | None) -> str | date | Decimal | None:
    if text is None:
        return None
    if field in _DATES:
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise WrongCorrection(f"{name}: {text!r} is not a day such as 2026-03-31.") from error
    if field in _AMOUNTS:
        return _decimal(name, text)
    if field == "currency" and not (len(text) == 3 and text.isascii() and text.isupper()):
        raise WrongCorrection(f"{name}: a currency has three capital letters.")
    return text


def _decimal(name: str, text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise WrongCorrection(f"{name}: {text!r} is not a figure with a decimal point.") from error
    if not value.is_finite() or "e" in text.lower() or "_" in text:
        raise WrongCorrection(f"{name}: {text!r} is not a figure with a decimal point.")
    return value


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, DocumentKind):
        return value.value
    return value.isoformat() if isinstance(value, date) else str(value)


def _evidence(
    reading: InvoiceReading, changed: Mapping[str, Change]
) -> tuple[tuple[str, Evidence], ...]:
    """Return the evidence with that of corrected fields replaced by the person's word."""
    kept = tuple(pair for pair in reading.evidence if pair[0] not in changed)
    given = tuple(
        (name, Evidence(page=None, box=None, text=after, method="person", confidence=_CERTAIN))
        for name, (_, after) in changed.items()
        if after is not None
    )
    return kept + given
