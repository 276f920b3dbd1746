"""Payment terms as people write them: due date and discount.

The due day printed on a document wins over its terms. A discount runs from the invoice date unless
the text names receipt. "End of month" counts from the last day of the month (T48, T49).
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Terms:
    """When to pay, and what paying early is worth."""

    due_date: date | None = None
    discount_until: date | None = None
    discount_percent: Decimal | None = None


_PERCENT = r"(?P<percent>\d{1,2}(?:[.,]\d{1,3})?)"
_DAYS = r"(?P<days>\d{1,3})"
_DAY_WORD = (
    r"(?:calendar |kalender)?(?:days?|tagen?|tg\.?|jours?|d[ií]as|giorni|dagen|dage|dagar|d\b)"
)
_DISCOUNT = (
    re.compile(rf"\b{_PERCENT}\s*%?\s*/\s*{_DAYS}\b(?!\s*/)"),  # 2/10, 2%/10
    re.compile(
        rf"{_PERCENT}\s*%[^.;#%\d]{{0,40}}?{_DAYS}\s*{_DAY_WORD}(?!\w|\s*(?:net|rein|ohne))"
    ),
    re.compile(rf"{_DAYS}\s*{_DAY_WORD}[^.;#%\d]{{0,20}}?{_PERCENT}\s*%"),  # 10 Tage 2 %
    re.compile(rf"{_PERCENT}\s*%\s*{_DAYS}\b(?=\s*,?\s*(?:net|n\b))"),  # 2% 10 net 30
    re.compile(rf"#skonto#tage={_DAYS}#prozent={_PERCENT}#"),  # XRechnung
)
_NET = (
    re.compile(rf"\b(?:net|netto|n)\s*/?\s*{_DAYS}\b"),
    re.compile(rf"\b{_DAYS}\s*{_DAY_WORD}\s*(?:net\b|netto|rein netto|ohne abzug|date of"
        r"|after|from|nach|ab\b|fin de mois|end of month|eom|from end)"),
    re.compile(rf"\b(?:within|innerhalb(?: von)?|binnen|zahlbar in|due in|payable in|payment in"
        rf"|sous|[àa]|entro|dans les|en)\s*{_DAYS}\s*{_DAY_WORD}"),
    re.compile(rf"^\s*{_DAYS}\s*{_DAY_WORD}\s*$"),
)  # fmt: skip
_AT_ONCE = re.compile(
    r"\b(?:due (?:up)?on receipt|upon receipt|immediate(?:ly)?|sofort|prompt|comptant|contado"
    r"|cash on delivery|cod|prepaid|vorkasse)\b"
)
_END_OF_MONTH = re.compile(
    r"\b(?:eom|end of (?:the )?month|fin de mois|fine mese|fin de mes|monatsende|ende des monats"
    r"|einde maand)\b"
)
_PROXIMO = re.compile(
    r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)?\s*(?:of (?:the )?)?(?:prox(?:imo)?\b|(?:of )?(?:the )?"
    r"(?:next|following) month)"
)
_FROM_RECEIPT = re.compile(
    r"\b(?:rog|receipt of (?:the )?(?:goods|invoice)|erhalt der (?:ware|rechnung)|wareneingang"
    r"|rechnungseingang|rechnungserhalt|r[ée]ception)\b"
)


def terms_of(
    text: str | None,
    issue_date: date | None,
    received_date: date | None = None,
    printed_due_date: date | None = None,
) -> Terms:
    """Read payment terms; what cannot be read stays unknown, and a printed due date is kept."""
    if not text or not text.strip():
        return Terms(due_date=printed_due_date)
    words = " ".join(text.casefold().split())
    start = issue_date
    if _FROM_RECEIPT.search(words) and received_date is not None:
        start = received_date
    if start is None:
        return Terms(due_date=printed_due_date)
    percent, days, rest = _discount(words)
    until = None if days is None else start + timedelta(days=days)
    due = printed_due_date or _due(rest, start)
    if until is not None and due is not None and until > due:
        until = due
    return Terms(due, until, percent)


def discount_amount(base: Decimal, percent: Decimal) -> Decimal:
    """Return what paying early saves on the base that the terms name, unrounded (T48)."""
    return base * percent / 100


def annual_rate(percent: Decimal, discount_days: int, due_days: int) -> Decimal | None:
    """Return what a discount is worth by the year: 2/98 x 365/20 is 37.2 % (T48)."""
    gained = due_days - discount_days
    if gained <= 0 or not ZERO < percent < 100:
        return None
    return percent / (100 - percent) * 365 / gained * 100


def _discount(words: str) -> tuple[Decimal | None, int | None, str]:
    """Return percent and days of the earliest discount, and the text without any discount."""
    best: tuple[int, Decimal] | None = None
    rest = words
    for pattern in _DISCOUNT:
        for match in pattern.finditer(words):
            percent = Decimal(match["percent"].replace(",", "."))
            if not ZERO < percent < 50:
                continue
            offer = int(match["days"]), percent
            best = offer if best is None else min(best, offer)
            rest = rest.replace(match.group(), " ")
        if best is not None:
            return best[1], best[0], rest
    return None, None, rest


def _due(words: str, start: date) -> date | None:
    if match := _PROXIMO.search(words):
        year, month = (start.year + 1, 1) if start.month == 12 else (start.year, start.month + 1)
        return date(year, month, min(int(match["day"]), calendar.monthrange(year, month)[1]))
    days = [int(match["days"]) for pattern in _NET for match in pattern.finditer(words)]
    if _END_OF_MONTH.search(words):
        # "30 days end of month": the days first, then to the end of the month they fall in.
        return _month_end(start + timedelta(days=max(days, default=0)))
    if days:
        return start + timedelta(days=max(days))
    if _AT_ONCE.search(words):
        return start
    return None


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
