"""What vendors bill, before it becomes a file; and the tables of the contract."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from xml.sax.saxutils import escape

PEPPOL = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
EN16931 = "urn:cen.eu:en16931:2017"
WITHOUT_MINOR_UNITS = frozenset({"JPY", "KRW"})
WITH_THREE = frozenset({"KWD", "BHD"})


@dataclass(frozen=True, slots=True)
class Trader:
    """A seller or buyer as a document names it."""

    name: str
    vat_id: str | None = None
    tax_id: str | None = None
    country: str = "DE"


@dataclass(frozen=True, slots=True)
class Extra:
    """An allowance or charge of a line or a document."""

    reason: str
    amount: str
    is_charge: bool = False
    rate: str = "19"
    code: str | None = None


@dataclass(frozen=True, slots=True)
class BillLine:
    """One billed line."""

    description: str
    quantity: str
    price: str
    unit: str = "EA"
    rate: str = "19"
    category: str = "S"
    base: str | None = None
    net: str | None = None
    buyer_item: str | None = None
    seller_item: str | None = None
    gtin: str | None = None
    po_number: str | None = None
    po_line: str | None = None
    extras: tuple[Extra, ...] = ()

    def total(self, currency: str) -> Decimal:
        """Return the net amount of the line."""
        if self.net is not None:
            return Decimal(self.net)
        gross = Decimal(self.quantity) * Decimal(self.price) / Decimal(self.base or 1)
        return rounded(gross + _sum(self.extras), currency)


@dataclass(frozen=True, slots=True)
class Bill:
    """An invoice or credit note, before it becomes XML."""

    number: str
    seller: Trader
    lines: tuple[BillLine, ...]
    buyer: Trader = field(default=Trader("Nordlicht Handel GmbH", "DE136695976"))
    issued: str = "2026-03-10"
    due: str | None = "2026-04-09"
    currency: str = "EUR"
    po_number: str | None = None
    is_credit: bool = False
    preceding: str | None = None
    extras: tuple[Extra, ...] = ()
    tax_total: str | None = None
    prepaid: str | None = None
    rounding: str | None = None
    iban: str | None = None
    note: str | None = None
    terms: str | None = None
    type_code: str | None = None
    customization: str | None = PEPPOL
    exemption: str | None = None
    delivered: str | None = None

    def taxes(self) -> list[tuple[str, Decimal, Decimal, Decimal]]:
        """Return category, rate, base and tax, a row a category and rate."""
        bases: dict[tuple[str, Decimal], Decimal] = {}
        for line in self.lines:
            key = (line.category, Decimal(line.rate))
            bases[key] = bases.get(key, Decimal(0)) + line.total(self.currency)
        for extra in self.extras:
            rate = Decimal(extra.rate)
            key = (category(self, rate), rate)
            sign = 1 if extra.is_charge else -1
            bases[key] = bases.get(key, Decimal(0)) + sign * Decimal(extra.amount)
        rows = [
            (kind, rate, base, rounded(base * rate / 100, self.currency))
            for (kind, rate), base in bases.items()
        ]
        if self.tax_total is not None and rows:
            rest = sum((row[3] for row in rows[1:]), Decimal(0))
            rows[0] = (*rows[0][:3], Decimal(self.tax_total) - rest)
        return rows


def rounded(amount: Decimal, currency: str = "EUR") -> Decimal:
    """Round half up to the minor unit of a currency."""
    unit = "1" if currency in WITHOUT_MINOR_UNITS else "0.001" if currency in WITH_THREE else "0.01"
    return amount.quantize(Decimal(unit), ROUND_HALF_UP)


def table(rows: Sequence[Mapping[str, str]], *, headings: Iterable[str] = ()) -> bytes:
    """Write rows as a CSV, with every heading that any row has."""
    names = dict.fromkeys([*headings, *(name for row in rows for name in row)])
    text = io.StringIO()
    writer = csv.DictWriter(text, list(names), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _sum(extras: Iterable[Extra]) -> Decimal:
    signed = (Decimal(e.amount) if e.is_charge else -Decimal(e.amount) for e in extras)
    return sum(signed, Decimal(0))


def category(bill: Bill, rate: Decimal) -> str:
    """Return the tax category that stands with a rate on this bill."""
    alike = (line.category for line in bill.lines if Decimal(line.rate) == rate)
    return next(alike, "S" if rate else "Z")


def totals_of(bill: Bill) -> dict[str, Decimal]:
    """Return the totals of a bill, by what they add up."""
    net_lines = sum((line.total(bill.currency) for line in bill.lines), Decimal(0))
    tax = sum((row[3] for row in bill.taxes()), Decimal(0))
    off = sum((Decimal(e.amount) for e in bill.extras if not e.is_charge), Decimal(0))
    on = sum((Decimal(e.amount) for e in bill.extras if e.is_charge), Decimal(0))
    gross = net_lines - off + on + tax
    due = gross - Decimal(bill.prepaid or 0) + Decimal(bill.rounding or 0)
    return {
        "lines": net_lines,
        "net": net_lines - off + on,
        "tax": tax,
        "gross": gross,
        "off": off,
        "on": on,
        "due": due,
    }


def maybe(tag: str, text: str | None) -> str:
    """Return an element with a text, or nothing."""
    return f"<{tag}>{escape(text)}</{tag}>" if text is not None else ""


def wrap(tag: str, inner: str) -> str:
    """Return an element around others, or nothing."""
    return f"<{tag}>{inner}</{tag}>" if inner else ""
