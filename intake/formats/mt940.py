"""MT940 and MT942: statements of account in the dialects of banks, read tag by tag.

A reader of our own, because one line that cannot be read must cost that line alone and be named
with its place, and because one file holds many statements. `mt940_details` reads what field 86
says about the line before it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from intake.formats import bank_text, mt940_details
from intake.rules.cash_values import (
    AccountName,
    BankLineStatus,
    BankLineValue,
    StatementKind,
    StatementValue,
)
from intake.rules.findings import FindingValue

_TAGS: Final = "13|13D|20|21|23|25|25P|28|28C|34F|37H|60F|60M|61|62F|62M|64|65|86|90C|90D|NS"
_TAG: Final = re.compile(rf":({_TAGS}):(.*)", re.S)
_BALANCE: Final = re.compile(r"(R?[CD])(\d{6})([A-Z]{3})?([\d.,]+)", re.ASCII)
_LINE: Final = re.compile(
    r"(?P<value>\d{6})(?P<entry>\d{4})?(?P<mark>R[CD]|E[CD]|[CD])(?P<funds>[A-Z])?"
    r"(?P<amount>[\d.,]+)(?P<code>[A-Z][A-Z0-9]{3})?(?P<rest>.*)",
    re.ASCII | re.S,
)
_FLOOR: Final = re.compile(r"([A-Z]{3})[CD]?[\d.,]+", re.ASCII)
_ENVELOPE: Final = re.compile(r"\{4:|-\}|\{[1235]:(?:[^{}]|\{[^{}]*\})*\}")
_HALF_A_YEAR: Final = timedelta(days=183)
_MONEY_IN: Final = frozenset({"C", "RD", "EC"})


@dataclass(frozen=True, slots=True)
class _Field:
    line: int
    tag: str
    text: str


@dataclass(slots=True)
class _Draft:
    """One statement while its fields are read."""

    line: int
    account: AccountName = field(default_factory=AccountName)
    currency: str | None = None
    statement_id: str | None = None
    number: str | None = None
    opening: tuple[date, Decimal] | None = None
    closing: tuple[date, Decimal] | None = None
    is_interim: bool = False
    is_cut: bool = False
    has_opening: bool = False
    lines: list[BankLineValue] = field(default_factory=list)

    @property
    def is_unfinished(self) -> bool:
        """Whether lines stand under an opening balance and no closing one follows."""
        return bool(self.has_opening and self.lines and self.closing is None and not self.is_cut)

    def finished(self) -> StatementValue:
        """Return the statement; a line takes the currency that the balances name."""
        currency = self.currency or ""
        booked = [line.booked_on for line in self.lines if line.booked_on is not None]
        return StatementValue(
            account=self.account,
            currency=self.currency,
            kind=StatementKind.INTERIM if self.is_interim else StatementKind.STATEMENT,
            line=self.line,
            statement_id=self.statement_id,
            statement_number=self.number,
            opening=self.opening[1] if self.opening else None,
            closing=self.closing[1] if self.closing else None,
            from_date=self.opening[0] if self.opening else min(booked, default=None),
            to_date=self.closing[0] if self.closing else max(booked, default=None),
            lines=tuple(
                line if line.currency == currency else replace(line, currency=currency)
                for line in self.lines
            ),
            is_cut=self.is_cut,
        )


def read(content: bytes) -> tuple[tuple[StatementValue, ...], tuple[FindingValue, ...]]:
    """Read every statement of a file, and what could not be read of it."""
    reader = _Reader()
    for each in _fields(bank_text.decoded(content)):
        reader.take(each)
    return reader.finish()


def _fields(text: str) -> Iterator[_Field]:
    """Yield the fields with the lines that go on them; envelopes and separators are left out."""
    open_field: _Field | None = None
    parts: list[str] = []
    for number, raw in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        line = _ENVELOPE.sub("", raw) if "{" in raw or "}" in raw else raw
        found = _TAG.fullmatch(line.lstrip())
        if found is None and line.strip() not in {"-", ""}:
            parts.append(line)
            continue
        if found is not None or line.strip() == "-":
            if open_field is not None:
                yield replace(open_field, text="\n".join(parts))
            open_field = _Field(number, found[1], "") if found else None
            parts = [found[2]] if found else []
    if open_field is not None:
        yield replace(open_field, text="\n".join(parts))


def _unfinished(draft: _Draft) -> FindingValue:
    """Return that a statement stops before its closing balance: a file that was cut off."""
    name = " ".join(part for part in (draft.statement_id, draft.number) if part)
    return bank_text.unreadable(
        draft.line,
        "field 62F",
        f"statement {name or 'without a number'} ends after {len(draft.lines):,} lines without its"
        " closing balance: the file seems cut off; load it whole",
    )


class _Reader:
    """Takes the fields of a file in their order and keeps what cannot be read."""

    def __init__(self) -> None:
        self._done: list[StatementValue] = []
        self._problems: list[FindingValue] = []
        self._draft: _Draft | None = None
        self._last = ""  # the tag before this one that a field 86 can belong to

    def take(self, each: _Field) -> None:
        """Take the next field."""
        if each.tag == "20" or self._draft is None:
            self._close()
            self._draft = _Draft(line=each.line)
        if each.tag in {"60F", "60M"} and self._draft.has_opening and self._draft.closing:
            self._next_page(each.line)
        handler = _HANDLERS.get(each.tag)
        if handler is not None:
            handler(self, each, self._draft)
        if each.tag not in {"NS", "86"}:
            self._last = each.tag

    def finish(self) -> tuple[tuple[StatementValue, ...], tuple[FindingValue, ...]]:
        """Return the statements and the problems."""
        self._close()
        return tuple(self._done), tuple(self._problems)

    def _close(self) -> None:
        if self._draft is not None:
            if self._draft.is_unfinished:
                self._problems.append(_unfinished(self._draft))
                self._draft.is_cut = True
            self._done.append(self._draft.finished())
            self._draft = None

    def _next_page(self, line: int) -> None:
        """Start another statement of the same account that repeats no heading."""
        draft = self._draft
        self._close()
        if draft is not None:
            self._draft = _Draft(line=line, account=draft.account, statement_id=draft.statement_id)

    def _identify(self, each: _Field, draft: _Draft) -> None:
        draft.statement_id = bank_text.clean(each.text)

    def _account(self, each: _Field, draft: _Draft) -> None:
        if draft.lines:
            reason = "an account is named again in the middle of a statement"
            self._problems.append(bank_text.unreadable(each.line, "field 25", reason))
            draft.is_cut = True
            return
        draft.account, currency = bank_text.account_of(each.text.split("\n")[0])
        draft.currency = draft.currency or currency

    def _number(self, each: _Field, draft: _Draft) -> None:
        draft.number = bank_text.clean(each.text)

    def _floor(self, each: _Field, draft: _Draft) -> None:
        draft.is_interim = True
        if found := _FLOOR.match(each.text):
            draft.currency = draft.currency or found[1]

    def _interim(self, each: _Field, draft: _Draft) -> None:
        del each
        draft.is_interim = True

    def _opening(self, each: _Field, draft: _Draft) -> None:
        draft.has_opening = True
        balance = self._balance(each, draft)
        if draft.opening is None:
            draft.opening = balance

    def _closing(self, each: _Field, draft: _Draft) -> None:
        draft.closing = self._balance(each, draft)

    def _balance(self, each: _Field, draft: _Draft) -> tuple[date, Decimal] | None:
        found = _BALANCE.fullmatch(each.text.strip())
        amount = bank_text.amount_of(found[4]) if found else None
        day = _day(found[2]) if found else None
        if found is None or amount is None or day is None:
            reason = f"`{each.text.strip()[:40]}` is no balance"
            self._problems.append(
                bank_text.unreadable(each.line, f"field {each.tag}", reason, actual=each.text)
            )
            draft.is_cut = True
            return None
        draft.currency = found[3] or draft.currency
        return day, amount if found[1] in _MONEY_IN else -amount

    def _movement(self, each: _Field, draft: _Draft) -> None:
        line = _movement(each, draft.currency or "")
        if isinstance(line, FindingValue):
            self._problems.append(line)
            draft.is_cut = True
            self._last = ""
            return
        draft.lines.append(line)

    def _details(self, each: _Field, draft: _Draft) -> None:
        """Add what field 86 says to the line it follows; one after a balance tells of no line."""
        if self._last == "61" and draft.lines:
            draft.lines[-1] = mt940_details.add(draft.lines[-1], each.text)


_HANDLERS: Final = {
    "20": _Reader._identify,
    "25": _Reader._account,
    "25P": _Reader._account,
    "28": _Reader._number,
    "28C": _Reader._number,
    "34F": _Reader._floor,
    "90C": _Reader._interim,
    "90D": _Reader._interim,
    "60F": _Reader._opening,
    "60M": _Reader._opening,
    "61": _Reader._movement,
    "62F": _Reader._closing,
    "62M": _Reader._closing,
    "86": _Reader._details,
}


def _movement(each: _Field, currency: str) -> BankLineValue | FindingValue:
    head, _, further = each.text.partition("\n")
    found = _LINE.fullmatch(head.strip())
    if found is None:
        return bank_text.unreadable(each.line, "field 61", "it is no movement", actual=head)
    amount = bank_text.amount_of(found["amount"])
    if amount is None:
        reason = f"`{found['amount']}` is no amount"
        return bank_text.unreadable(each.line, "field 61", reason, actual=found["amount"])
    valued = _day(found["value"])
    if valued is None:
        reason = f"`{found['value']}` is no day"
        return bank_text.unreadable(each.line, "field 61", reason, actual=found["value"])
    customer, _, bank = found["rest"].partition("//")
    mark = found["mark"]
    return BankLineValue(
        line=each.line,
        booked_on=_entry_day(found["entry"], valued),
        value_date=valued,
        amount=amount if mark in _MONEY_IN else -amount,
        currency=currency,
        status=BankLineStatus.PENDING if mark[0] == "E" else BankLineStatus.BOOKED,
        is_reversal=mark[0] == "R",
        reference=bank_text.known(bank) or bank_text.known(customer, "N", "KREF+"),
        customer_reference=bank_text.known(customer, "N", "KREF+"),
        memo=bank_text.clean(further),
        transaction_code=found["code"],
    )


def _day(text: str) -> date | None:
    """Return the day of YYMMDD; banks that count 30 days to a month print 30 February."""
    year, month, day = int(text[:2]), int(text[2:4]), int(text[4:])
    year += 1900 if year >= 80 else 2000
    if month == 2 and day in {29, 30}:
        day = 29 if year % 4 == 0 else 28
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _entry_day(text: str | None, valued: date) -> date:
    """Return the day a line was booked: MMDD, in the year that is nearest to its value date."""
    if text is None:
        return valued
    for year in (valued.year, valued.year + 1, valued.year - 1):
        try:
            day = date(year, int(text[:2]), int(text[2:]))
        except ValueError:
            continue
        if abs(day - valued) < _HALF_A_YEAR:
            return day
    return valued
