"""Finished values for the templates of a case's page."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING
from urllib.parse import quote

from core.money import decimal_text
from core.reasons import ReasonCode
from intake.rules.corrections import CORRECTABLE, said
from intake.rules.reading import Evidence, InvoiceReading

if TYPE_CHECKING:
    from reconciliation.models import CaseException

_SHOWN = (
    "invoice_number", "issue_date", "due_date", "delivery_date", "type_code", "currency",
    "purchase_order", "buyer_reference", "preceding_invoice", "seller_name", "seller_vat_id",
    "seller_tax_id", "buyer_name", "buyer_vat_id", "iban", "bic", "account_number",
    "routing_number", "payment_terms", "line_total", "allowance_total", "charge_total",
    "net_total", "tax_total", "gross_total", "prepaid", "amount_due",
)  # fmt: skip
_EDITED = (
    "invoice_number", "issue_date", "due_date", "purchase_order", "preceding_invoice",
    "seller_vat_id", "currency", "net_total", "tax_total", "gross_total",
)  # fmt: skip
_CELLS = ("quantity", "unit", "unit_price", "net")
MOST_EDITABLE_LINES = 50
MANY_ALIKE = 3


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """One exception with its difference worked out and a link to what it was compared with."""

    code: str
    line: str | None
    field: str | None
    text: str
    expected: str | None
    actual: str | None
    difference: str | None
    tolerance: str | None
    reference: str | None
    link: str | None

    @property
    def parts(self) -> tuple[str, str] | None:
        """Return the text before and after the linked record, where the text names it."""
        if not self.link or not self.reference or self.reference not in self.text:
            return None
        before, _, after = self.text.partition(self.reference)
        return before, after

    @property
    def has_figures(self) -> bool:
        """Tell whether anything was compared."""
        return self.expected is not None or self.actual is not None

    @property
    def differs(self) -> bool:
        """Tell whether two values are worth standing beside each other."""
        return self.has_figures and self.expected != self.actual


@dataclass(frozen=True, slots=True)
class ReasonGroup:
    """Everything that is wrong for one reason; what all of it has in common is said once."""

    code: str
    rows: tuple[ExceptionRow, ...]
    fields: tuple[ExceptionRow, ...]  # many without figures of their own: their names will do
    count: str
    remark: str
    tolerance: str | None


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field as it was read, with its evidence where there is more than structured data."""

    name: str
    value: str
    evidence: Evidence | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One value that a person may change."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class EditableLine:
    """One line whose values a person may change; lines are named by their place from 1."""

    position: int
    line: str
    cells: tuple[Cell, ...]


def exception_groups(
    exceptions: "Sequence[CaseException]", related: Mapping[str, str]
) -> tuple[ReasonGroup, ...]:
    """Return what is wrong, ready to show: each reason once, with a row for each line."""
    found: dict[str, list[ExceptionRow]] = defaultdict(list)
    for each in exceptions:
        found[each.code].append(_exception_row(each, related))
    return tuple(_group(code, rows) for code, rows in found.items())


def _exception_row(each: "CaseException", related: Mapping[str, str]) -> ExceptionRow:
    reference, link = each.reference, link_to(each.reference, related)
    if each.code == ReasonCode.DUPLICATE_LINE and reference:
        line = reference.removeprefix("line ")
        reference, link = f"line {line}", f"#line-{line}"
    return ExceptionRow(
        code=each.code,
        line=each.line,
        field=each.field,
        text=each.text,
        expected=each.expected,
        actual=_place(each.actual),
        difference=difference(each.expected, each.actual),
        tolerance=each.tolerance,
        reference=reference,
        link=link,
    )


def _group(code: str, rows: list[ExceptionRow]) -> ReasonGroup:
    plain = [row for row in rows if not row.has_figures]
    fields = tuple(plain) if len(plain) >= MANY_ALIKE else ()
    told = [row for row in rows if not fields or row.has_figures]
    remark = _common_remark([row.text for row in told])
    limits = {row.tolerance for row in told}
    tolerance = limits.pop() if len(told) > 1 and len(limits) == 1 else None
    return ReasonGroup(
        code=code,
        rows=tuple(
            replace(
                row,
                text=row.text.removesuffix(remark).rstrip(),
                tolerance=None if tolerance else row.tolerance,
            )
            for row in told
        ),
        fields=fields,
        count=_count(rows),
        remark=remark,
        tolerance=tolerance,
    )


def _common_remark(texts: list[str]) -> str:
    """Return the last sentence of all texts, where all of them end in the same one."""
    last = {text.rpartition(". ")[2] if ". " in text else "" for text in texts}
    return last.pop() if len(texts) > 1 and len(last) == 1 else ""


def _count(rows: list[ExceptionRow]) -> str:
    if len(rows) == 1:
        return ""
    lines = {row.line for row in rows if row.line}
    return f"{len(rows)} lines" if len(lines) == len(rows) else f"{len(rows)} times"


def _place(actual: str | None) -> str | None:
    """Return the last part of a path into an XML file; everything else as it is."""
    if actual is None or not actual.startswith("/"):
        return actual
    return f"at {actual.rstrip('/').rpartition('/')[2]}"


def difference(expected: str | None, actual: str | None) -> str | None:
    """Return by how much two figures differ, signed; nothing where they are no figures."""
    before, after = _figure(expected), _figure(actual)
    if before is None or after is None or before == after:
        return None
    gap = after - before
    sign = "+" if gap > 0 else "−"
    share = f" ({sign}{abs(gap) / abs(before) * 100:.1f} %)" if before else ""
    return f"{sign}{decimal_text(abs(gap))}{share}"


def link_to(reference: str | None, related: Mapping[str, str]) -> str | None:
    """Return the page of the record that an exception was compared with."""
    if not reference:
        return None
    if reference.upper().startswith("C-") and reference[2:].isdigit():
        return f"/case/{reference.upper()}/"
    if reference in related:
        return related[reference]
    first = reference.replace(",", " ").split()[0]
    return related.get(first) or related.get(first.partition("/")[0])


def order_links(po_numbers: Sequence[str]) -> dict[str, str]:
    """Return the page of each order by its number, in the ways that an exception names it."""
    return {number: f"/orders/{quote(number, safe='')}/" for number in po_numbers}


def field_rows(
    reading: InvoiceReading | None, evidence: Mapping[str, Evidence]
) -> tuple[FieldRow, ...]:
    """Return every field that was read."""
    if reading is None:
        return ()
    rows = []
    for name in _SHOWN:
        value = said(reading, [*reading.lines], name) if name in CORRECTABLE else None
        if value is None:
            plain = getattr(reading, name, None)
            value = None if plain is None else _plain(plain)
        if value is not None:
            rows.append(FieldRow(name, value, evidence.get(name)))
    return tuple(rows)


def editable_fields(reading: InvoiceReading | None) -> tuple[Cell, ...]:
    """Return the fields of the head that a person may change."""
    if reading is None:
        return ()
    lines = [*reading.lines]
    return tuple(Cell(name, said(reading, lines, name) or "") for name in _EDITED)


def editable_lines(reading: InvoiceReading | None) -> tuple[EditableLine, ...]:
    """Return the lines that a person may change."""
    if reading is None:
        return ()
    lines = [*reading.lines]
    return tuple(
        EditableLine(
            position=place,
            line=line.line,
            cells=tuple(
                Cell(name, said(reading, lines, f"lines.{place}.{name}") or "") for name in _CELLS
            ),
        )
        for place, line in enumerate(lines[:MOST_EDITABLE_LINES], start=1)
    )


def _figure(text: str | None) -> Decimal | None:
    try:
        number = Decimal((text or "").replace(",", "").split(" ")[0])
    except (InvalidOperation, IndexError):
        return None
    return number if number.is_finite() else None


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return decimal_text(value)
    return value.isoformat() if isinstance(value, date) else str(value)
