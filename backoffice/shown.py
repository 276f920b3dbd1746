"""How figures, days and codes read on a page. Rounding happens here and nowhere before."""

from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

from core.money import Money, decimal_text, minor_units
from reconciliation.rules.advice import ADVICE, TITLES

NONE = "–"
_THIN = {"invoice": "Invoice", "credit_note": "Credit note"}
_UNITS = {
    "H87": "pc", "C62": "pc", "EA": "ea", "XCS": "case", "CS": "case", "XPK": "pack", "XBX": "box",
    "KGM": "kg", "GRM": "g", "LTR": "l", "MLT": "ml", "MTR": "m", "MTK": "m²", "HUR": "h",
    "DAY": "day", "MON": "month", "PR": "pair", "SET": "set", "XPX": "pallet", "KWH": "kWh",
}  # fmt: skip
_SHORT = frozenset({"po", "vat", "iban", "bic", "id", "gtin", "sku", "xml", "pdf"})


def amount(value: Decimal | str | None, currency: str | None = None) -> str:
    """Write an amount with thousands and the decimals of its currency: 12,340.50."""
    number = _decimal(value)
    if number is None:
        return NONE
    digits = minor_units(currency) if currency else 2
    rounded = Money(number, currency).rounded().amount if currency else round(number, 2)
    return f"{rounded:,.{digits}f}".replace("-", "−")


def money(value: Decimal | str | None, currency: str | None = None) -> str:
    """Write an amount with its currency behind it."""
    text = amount(value, currency)
    return text if text == NONE or not currency else f"{text} {currency}"


def quantity(value: Decimal | str | None) -> str:
    """Write a quantity or a unit price: all digits that mean something."""
    number = _decimal(value)
    if number is None:
        return NONE
    whole, _, rest = decimal_text(number).partition(".")
    rest = rest.rstrip("0")
    text = f"{int(whole):,}" if whole not in {"-0"} else "-0"
    return (f"{text}.{rest}" if rest else text).replace("-", "−")


def price(value: Decimal | str | None) -> str:
    """Write a unit price: two decimals at least, more where it has more."""
    number = _decimal(value)
    if number is None:
        return NONE
    text = decimal_text(number)
    whole, _, rest = text.partition(".")
    rest = rest.rstrip("0").ljust(2, "0")
    sign = "−" if text.startswith("-") else ""
    return f"{sign}{abs(int(whole)):,}.{rest}"


def day(value: date | datetime | str | None) -> str:
    """Write a day as people say it: 3 Nov 2026."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return str(value)
    if value is None:
        return NONE
    return f"{value.day} {value:%b %Y}"


def moment(value: datetime | None) -> str:
    """Write a moment in UTC: 3 Nov 2026, 14:05."""
    return NONE if value is None else f"{day(value)}, {value.astimezone(UTC):%H:%M}"


def days_until(value: date | datetime | None, today: date) -> int | None:
    """Count the days to a deadline; below zero it has passed."""
    if value is None:
        return None
    return ((value.date() if isinstance(value, datetime) else value) - today).days


def distance(value: date | datetime | None, today: date) -> str:
    """Write a deadline as a distance: today, 3 d, 12 d late."""
    days = days_until(value, today)
    if days is None:
        return NONE
    if days == 0:
        return "today"
    return f"{days} d" if days > 0 else f"{-days} d late"


def age(value: datetime | None, now: datetime) -> str:
    """Write how long ago something happened, in one unit."""
    if value is None:
        return NONE
    minutes = int((now - value).total_seconds() // 60)
    for size, unit in ((1440, "d"), (60, "h"), (1, "min")):
        if minutes >= size:
            return f"{minutes // size} {unit}"
    return "now"


def who(label: str | None) -> str:
    """Write an actor's label as a name: "person:anna" reads anna."""
    if not label:
        return NONE
    kind, _, name = label.partition(":")
    if not name:
        return label
    return {"person": name, "service": f"{name} (service)"}.get(kind, name)


def words(code: str | None) -> str:
    """Write a code in words: in_review reads In review."""
    if not code:
        return NONE
    if code in _THIN:
        return _THIN[code]
    parts = code.replace("_", " ").replace(".", " ").split()
    said = " ".join(part.upper() if part in _SHORT else part for part in parts)
    return said[:1].upper() + said[1:]


def unit(code: str | None) -> str:
    """Write a unit as people say it; a code that few people know is left as it is."""
    return _UNITS.get((code or "").upper(), code or "")


def chance(value: Decimal | None) -> str:
    """Write a probability with two decimals."""
    return NONE if value is None else f"{value:.2f}"


def size(value: int | None) -> str:
    """Write a number of bytes."""
    if value is None:
        return NONE
    if value < 1024:
        return f"{value} B"
    if value < 1024 * 1024:
        return f"{value / 1024:,.0f} KB"
    return f"{value / 1024 / 1024:,.1f} MB"


def initials(name: str | None) -> str:
    """Return one or two letters for a badge."""
    parts = [part for part in (who(name) if name else "").replace(".", " ").split() if part]
    return "".join(part[0] for part in parts[:2]).upper() or "?"


def _decimal(value: Decimal | str | None) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        return value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation:
        return None


def reason(code: str | None) -> str:
    """Write a reason code in words."""
    return NONE if not code else TITLES.get(code) or words(code.lower())


def advice(code: str | None) -> str:
    """Say what to do about a reason code."""
    return ADVICE.get(code or "", "Compare with the document and decide.")
