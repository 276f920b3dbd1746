"""Whether an invoice is here already, under another number, file or vendor.

Every way of `duplicate_ways` is tried and names itself in the text. Sure ones are
`DUPLICATE_INVOICE`, the rest `POSSIBLE_DUPLICATE`. Rent of the same amount each month, numbers that
start again each year, and the bill that follows a credit note are not duplicates. What people said
is no alarm at a vendor is not raised there again (T58); all equal is raised whatever they said.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.money import decimal_text
from core.reasons import ReasonCode
from intake.rules.duplicate_ways import DIFFERENT, EXACT, SIMILAR, WAY, Way, way_of
from intake.rules.findings import FindingValue
from intake.rules.numbers import LETTER_ADDED, number_key, same_number, similar_number
from intake.rules.period_numbers import names_no_bill
from intake.rules.reading import DocumentKind, InvoiceLine, InvoiceReading


@dataclass(frozen=True, slots=True)
class DuplicateSettings:
    """How near counts as similar. Part of the policy."""

    same_number_days: int = 300  # beyond this a number may have started again
    similar_date_days: int = 7
    similar_amount_percent: Decimal = Decimal(1)
    telling_number_length: int = 4  # a shorter number says nothing about another vendor


@dataclass(frozen=True, slots=True)
class DuplicateCandidate:
    """An invoice that is here, or was paid before; and the one that has just come, alike.

    `vendor_keys` are what links vendor records that are one company: tax ids and bank accounts.
    `lines_key` is the same for documents with the same lines (`lines_key`).
    """

    reference: str  # "C-12", or "history:V-1001/4711"
    vendor_id: str | None
    invoice_number: str | None
    issue_date: date | None
    gross_total: Decimal | None
    currency: str | None
    kind: DocumentKind = DocumentKind.INVOICE
    purchase_order: str | None = None
    lines_key: str | None = None
    vendor_keys: frozenset[str] = frozenset()
    is_credited: bool = False  # credited in full: what follows is a new bill (T32)
    entity: str | None = None

    @property
    def number_key(self) -> str | None:
        """The number when nothing but the number counts."""
        return number_key(self.invoice_number)


@dataclass(frozen=True, slots=True)
class _Alike:
    """How two documents compare, each as "exact", "similar" or "different"."""

    vendor: str
    number: str
    date: str
    amount: str
    number_rule: str
    days: int | None


@dataclass(frozen=True, slots=True)
class Alarm:
    """One candidate that is alike: by which way, and the pattern that people may clear."""

    way: str  # the key of a `Way`
    pattern: str
    other: str  # the reference of the candidate
    finding: FindingValue


@dataclass(frozen=True, slots=True)
class Cleared:
    """What people said is no alarm: patterns of the vendor, and pairs with this very invoice."""

    patterns: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()

    def covers(self, alarm: Alarm) -> bool:
        """Say whether this alarm was cleared; what is all equal never is."""
        if not WAY[alarm.way].can_be_cleared:
            return False
        return alarm.pattern in self.patterns or alarm.other in self.others


def lines_key(reading: InvoiceReading) -> str | None:
    """Return what the lines of a document are, in any order; None where it has none."""
    parts = sorted(
        f"{_item(line)}|{_number(line.quantity)}|{_number(line.net)}" for line in reading.lines
    )
    return ";".join(parts) or None


def find_duplicates(
    this: DuplicateCandidate,
    candidates: Iterable[DuplicateCandidate],
    settings: DuplicateSettings = DuplicateSettings(),
    cleared: Cleared = Cleared(),
) -> tuple[Alarm, ...]:
    """Return the alarm of each candidate that is alike, the sure ones first.

    Candidates are documents that came before this one and were not rejected: those with its number
    key, and those of its vendor (or a linked one) with its gross amount or its date.
    """
    found: dict[str, Alarm] = {}
    for other in candidates:
        if other.reference == this.reference:
            continue
        if (alarm := _against(this, other, settings)) and not cleared.covers(alarm):
            found.setdefault(other.reference, alarm)
    return tuple(sorted(found.values(), key=_by_strength))


def _by_strength(alarm: Alarm) -> tuple[bool, int, str]:
    is_unsure = alarm.finding.code is not ReasonCode.DUPLICATE_INVOICE
    return is_unsure, int(alarm.way), alarm.finding.text


def _against(
    this: DuplicateCandidate, other: DuplicateCandidate, settings: DuplicateSettings
) -> Alarm | None:
    alike = _compare(this, other, settings)
    if alike.number == EXACT and _has_restarted(alike, settings):
        return None
    if other.kind is not this.kind:
        return _credit_note_again(this, other, alike)
    way = way_of(alike.vendor, alike.number, alike.date, alike.amount)
    if way is None or not _holds(way, alike, this, other, settings):
        return None
    if other.is_credited and alike.number != EXACT:
        return None
    return _alarm(way, alike, this, other)


def _has_restarted(alike: _Alike, settings: DuplicateSettings) -> bool:
    return alike.days is not None and alike.days > settings.same_number_days


def _credit_note_again(
    this: DuplicateCandidate, other: DuplicateCandidate, alike: _Alike
) -> Alarm | None:
    """Find an invoice that repeats a credit note: what we were to get back would be paid."""
    is_invoice = this.kind is DocumentKind.INVOICE
    if is_invoice and (alike.vendor, alike.number, alike.amount) == (EXACT, EXACT, EXACT):
        return _alarm(WAY["16"], alike, this, other)
    return None


def _holds(
    way: Way,
    alike: _Alike,
    this: DuplicateCandidate,
    other: DuplicateCandidate,
    settings: DuplicateSettings,
) -> bool:
    """Ask for the further evidence that the weaker ways need, so that they do not cry wolf."""
    if way.vendor == DIFFERENT:
        is_long = len(this.number_key or "") >= settings.telling_number_length
        return is_long and not names_no_bill(this.invoice_number)
    if way.key == "11":
        return alike.amount == SIMILAR or not names_no_bill(this.invoice_number)
    if way.key == "14":
        # Against an order the receipts tell: two equal halves of a delivery are two bills, and a
        # copy under another number finds nothing left to bill (T58, T61).
        same_lines = this.lines_key is not None and this.lines_key == other.lines_key
        return same_lines and this.purchase_order is None
    if way.key == "17":
        return alike.number_rule == LETTER_ADDED and not _has_restarted(alike, settings)
    return True


def _compare(
    this: DuplicateCandidate, other: DuplicateCandidate, settings: DuplicateSettings
) -> _Alike:
    vendor = DIFFERENT
    if this.vendor_id is not None and this.vendor_id == other.vendor_id:
        vendor = EXACT
    elif this.vendor_keys & other.vendor_keys:
        vendor = SIMILAR
    number, rule = _numbers(this, other)
    day, days = _days(this, other, settings)
    return _Alike(vendor, number, day, _amounts(this, other, settings), rule, days)


def _numbers(this: DuplicateCandidate, other: DuplicateCandidate) -> tuple[str, str]:
    if this.number_key is None or other.number_key is None:
        return "missing", ""
    if rule := same_number(this.invoice_number, other.invoice_number):
        return EXACT, rule
    if rule := similar_number(this.invoice_number, other.invoice_number):
        return SIMILAR, rule
    return DIFFERENT, ""


def _days(
    this: DuplicateCandidate, other: DuplicateCandidate, settings: DuplicateSettings
) -> tuple[str, int | None]:
    if this.issue_date is None or other.issue_date is None:
        return SIMILAR, None  # an unknown date contradicts nothing
    days = abs((this.issue_date - other.issue_date).days)
    if days == 0:
        return EXACT, days
    if days <= settings.similar_date_days or _day_and_month_swapped(this, other):
        return SIMILAR, days
    return DIFFERENT, days


def _amounts(
    this: DuplicateCandidate, other: DuplicateCandidate, settings: DuplicateSettings
) -> str:
    one, two = this.gross_total, other.gross_total
    if one is None or two is None:
        return DIFFERENT
    if one == two:
        # Another currency with the same figure is the same bill typed in wrongly.
        return EXACT if this.currency == other.currency else SIMILAR
    if this.currency != other.currency:
        return DIFFERENT
    if abs(one - two) * 100 <= settings.similar_amount_percent * abs(two):
        return SIMILAR
    same_digits = sorted(str(one.normalize())) == sorted(str(two.normalize()))
    return SIMILAR if same_digits else DIFFERENT


def _day_and_month_swapped(this: DuplicateCandidate, other: DuplicateCandidate) -> bool:
    one, two = this.issue_date, other.issue_date
    if one is None or two is None:
        return False
    return one.year == two.year and one.day == two.month and one.month == two.day


def _alarm(way: Way, alike: _Alike, this: DuplicateCandidate, other: DuplicateCandidate) -> Alarm:
    code = ReasonCode.POSSIBLE_DUPLICATE if other.is_credited else way.code
    return Alarm(way.key, _pattern(way, alike, this), other.reference,
                 _finding(way, code, alike, this, other))  # fmt: skip


def _pattern(way: Way, alike: _Alike, this: DuplicateCandidate) -> str:
    """Return what a vendor's repeats have in common: the way, how numbers differ, the amount."""
    amount = ""
    if alike.amount == EXACT and this.gross_total is not None:
        amount = f"{decimal_text(this.gross_total)} {this.currency or ''}".strip()
    return "; ".join(part for part in (way.title, alike.number_rule, amount) if part)


def _finding(
    way: Way, code: ReasonCode, alike: _Alike, this: DuplicateCandidate, other: DuplicateCandidate
) -> FindingValue:
    when = other.issue_date.isoformat() if other.issue_date else "no date"
    number = f"number {other.invoice_number}" if other.invoice_number else "no number"
    amount = "no amount" if other.gross_total is None else decimal_text(other.gross_total)
    return FindingValue(
        code=code,
        text=f"Like {other.reference}: {number} of {when} over {amount}"
        f" {other.currency or ''} ({'; '.join(_notes(way, alike, this, other))}).".replace(
            "  ", " "
        ),
        field="invoice_number",
        expected=other.invoice_number,
        actual=this.invoice_number,
        reference=other.reference,
    )


def _notes(
    way: Way, alike: _Alike, this: DuplicateCandidate, other: DuplicateCandidate
) -> list[str]:
    notes = [f"rule {way.title}"]
    if alike.number_rule:
        notes.append(alike.number_rule)
    if alike.vendor == SIMILAR:
        notes.append(f"vendor {other.vendor_id} has the same {_link(this, other)}")
    if alike.vendor == DIFFERENT:
        notes.append(f"vendor {other.vendor_id}")
    if this.entity and other.entity and this.entity != other.entity:
        notes.append(f"billed to {other.entity} there")
    if other.is_credited:
        notes.append("that one was credited: this looks like the new bill for it")
    return notes


_LINKS = {
    "tax": "tax id", "bank": "bank account", "gln": "GLN", "duns": "DUNS number",
    "register": "register number", "address": "name and address",
}  # fmt: skip


def _link(this: DuplicateCandidate, other: DuplicateCandidate) -> str:
    shared = {key.partition(":")[0] for key in this.vendor_keys & other.vendor_keys}
    return " and ".join(words for kind, words in _LINKS.items() if kind in shared) or "identity"


def _item(line: InvoiceLine) -> str:
    item = line.buyer_item_id or line.gtin or line.seller_item_id or line.description or ""
    return " ".join(item.casefold().split())


def _number(value: Decimal | None) -> str:
    return "" if value is None else str(value.normalize())
