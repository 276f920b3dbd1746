"""PayPal: the activity download. Withdrawals to the bank are its payouts.

Days and decimal marks follow the language of the account that downloads; they are decided from the
file as a whole, and where it does not tell, nothing is read.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

from core.money import decimal_text
from core.reasons import ReasonCode
from intake.formats import bank_text
from intake.formats.payout_rows import Report, Row, UnableToReadRow, decimal_of, offset_of
from intake.formats.paypal_words import COLUMNS, is_memo, is_withdrawal, type_of
from intake.rules.cash_values import PayoutLineValue, PayoutStatus, PayoutValue, Processor
from intake.rules.findings import FindingValue
from intake.rules.payouts import Withdrawal, swept

REQUIRED: Final = frozenset({"date", "time", "type", "status", "currency", "gross", "fee", "net"})
_PARTS: Final = re.compile(r"(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})", re.ASCII)
_COMMA: Final = re.compile(r"[^,]*,\d{2}\s*$")
_POINT: Final = re.compile(r"[^.]*\.\d{2}\s*$|.*,.*\.\d{2}\s*$")
_AMERICAN: Final = frozenset({"PST", "PDT", "EST", "EDT", "CST", "CDT", "MST", "MDT"})
_NOT_YET: Final = frozenset({"pending", "denied", "expired", "voided", "failed", "removed"})
_DAYS: Final = {"day first": "%d %m %Y", "month first": "%m %d %Y", "year first": "%Y %m %d"}


@dataclass(frozen=True, slots=True)
class _Dialect:
    """How one file writes days and amounts."""

    days: str
    comma: bool


def is_report(headings: Sequence[str]) -> bool:
    """Say whether these headings are of an activity download, in a language that is known."""
    return {COLUMNS.get(name, name) for name in headings} >= REQUIRED


def read(report: Report) -> tuple[PayoutValue, ...]:
    """Read every movement of a download, and the withdrawals they went out with."""
    rows = [_renamed(row) for row in report.rows]
    dialect = _dialect(rows)
    if dialect is None:
        report.problems.append(_two_ways(report))
        return ()
    movements: list[tuple[datetime, int, PayoutLineValue | Withdrawal, Decimal | None]] = []
    for place, row in enumerate(rows):
        try:
            if (found := _movement(row, dialect)) is not None:
                at, movement, balance = found
                movements.append((at, place, movement, balance))
        except UnableToReadRow as refusal:
            report.problems.append(refusal.finding)
    if len(movements) > 1 and movements[0][0] > movements[-1][0]:
        movements.reverse()  # the newest first: within a moment too
    movements.sort(key=lambda each: each[0])
    opening, jumps = _roll_forward([(movement, balance) for _, _, movement, balance in movements])
    report.problems += jumps
    return swept(
        [movement for _, _, movement, _ in movements],
        processor=Processor.PAYPAL,
        opening=opening,
    )


def _renamed(row: Row) -> Row:
    return Row(row.line, {COLUMNS.get(name, name): said for name, said in row.cells.items()})


def _dialect(rows: Sequence[Row]) -> _Dialect | None:
    """Decide how days and amounts are written, by what can only be read one way."""
    amounts = [said for row in rows for name in ("gross", "net") if (said := row.text(name))]
    commas = sum(1 for said in amounts if _COMMA.match(said))
    points = sum(1 for said in amounts if _POINT.match(said))
    if commas and points:
        return None
    days = [found for row in rows if (found := _PARTS.match(row.text("date") or ""))]
    order = _order_of(days, {(row.text("timezone") or "").upper() for row in rows})
    return None if order is None else _Dialect(order, comma=commas > 0)


def _order_of(days: Sequence[re.Match[str]], zones: set[str]) -> str | None:
    parts = [(int(found[1]), int(found[2]), found[0]) for found in days]
    if any(first > 31 for first, _, _ in parts):
        return "year first"
    if any("." in text for _, _, text in parts) or any(first > 12 for first, _, _ in parts):
        return "day first"
    if any(second > 12 for _, second, _ in parts):
        return "month first"
    if all(first == second for first, second, _ in parts):
        return "month first"
    runs = {
        name: _is_in_order([_day(found[0], name) for found in days])
        for name in ("month first", "day first")
    }
    in_order = [name for name, runs_on in runs.items() if runs_on]
    if len(in_order) == 1:
        return in_order[0]
    return "month first" if zones & _AMERICAN else None


def _is_in_order(days: Sequence[date | None]) -> bool:
    known = [day for day in days if day is not None]
    return known in (sorted(known), sorted(known, reverse=True)) and len(known) == len(days)


def _day(text: str, order: str) -> date | None:
    try:
        plain = re.sub(r"[/.-]", " ", text)
        return datetime.strptime(plain, _DAYS[order]).date()  # noqa: DTZ007 - a day alone
    except ValueError:
        return None


def _movement(
    row: Row, dialect: _Dialect
) -> tuple[datetime, PayoutLineValue | Withdrawal, Decimal | None] | None:
    """Return one movement of the balance; what moved none is `None`."""
    said = row.text("type") or ""
    if is_memo(said, row.text("balance impact")):
        return None
    if (row.text("status") or "").casefold() in _NOT_YET:
        return None
    at = _moment(row, dialect)
    currency = row.currency("currency")
    net = row.needed("net", comma=dialect.comma)
    fee = row.amount("fee", comma=dialect.comma)
    identifier = row.text("transaction id")
    line = PayoutLineValue(
        line=row.line,
        type=type_of(said, net),
        net=net,
        currency=currency,
        gross=row.amount("gross", comma=dialect.comma),
        fee=fee,
        at=at,
        order_id=row.text("invoice number", "custom number"),
        payment_reference=row.text("custom number", "invoice number"),
        processor_reference=identifier,
        parent_reference=row.text("reference txn id"),
        description=row.text("item title", "subject", "note"),
        source_type=said or None,
        key=identifier,
    )
    balance = row.text("balance")
    after = None if balance is None else decimal_of(balance, comma=dialect.comma)
    if is_withdrawal(said) and identifier is not None:
        status = PayoutStatus.PAID if net < 0 else PayoutStatus.FAILED
        if net < 0:
            return at, Withdrawal(row.line, identifier, -net, currency, line, status), after
    return at, line, after


def _moment(row: Row, dialect: _Dialect) -> datetime:
    printed = row.text("date") or ""
    day = _day(printed, dialect.days)
    if day is None:
        raise row.unreadable("date", f"`{printed[:20]}` is no day")
    clock = _clock(row.text("time"))
    return datetime.combine(day, clock, tzinfo=offset_of(row.text("timezone")) or offset_of("UTC"))


def _clock(text: str | None) -> time:
    for shape in ("%H:%M:%S", "%I:%M:%S %p", "%H:%M"):
        try:
            return datetime.strptime(text or "", shape).time()  # noqa: DTZ007 - a time alone
        except ValueError:
            continue
    return time.min


def _roll_forward(
    movements: Sequence[tuple[PayoutLineValue | Withdrawal, Decimal | None]],
) -> tuple[dict[str, Decimal], list[FindingValue]]:
    """Return what each currency opened with, and where its balance jumps."""
    opening: dict[str, Decimal] = {}
    standing: dict[str, Decimal] = {}
    jumps = []
    for movement, balance in movements:
        if balance is None:
            continue
        line = movement if isinstance(movement, PayoutLineValue) else movement.movement
        before = balance - line.net
        opening.setdefault(line.currency, before)
        expected = standing.get(line.currency, before)
        if expected != before:
            jumps.append(_jump(line, expected + line.net, balance))
        standing[line.currency] = balance
    return opening, jumps


def _jump(line: PayoutLineValue, expected: Decimal, actual: Decimal) -> FindingValue:
    return FindingValue(
        code=ReasonCode.PAYOUT_OUT_OF_BALANCE,
        text=(
            f"Line {line.line}: the balance is {decimal_text(actual)} {line.currency} where the"
            f" movements before it make {decimal_text(expected)}."
        ),
        field="balance",
        line=str(line.line),
        expected=decimal_text(expected),
        actual=decimal_text(actual),
        reference=line.processor_reference,
    )


def _two_ways(report: Report) -> FindingValue:
    return bank_text.unreadable(
        report.heading_line + 1,
        "date",
        "days or amounts can be read in two ways, and nothing in the file says which",
    )
