"""BAI2: balances and movements of accounts, a record a line, amounts in minor units.

A reader of our own: banks end records with and without a slash, put several on one line and break
texts over lines without saying so; a record that cannot be read must cost itself alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from core.money import minor_units
from core.reasons import ReasonCode
from intake.formats import bank_text
from intake.formats.bai2_codes import RETURNS, direction_of
from intake.rules.cash_values import (
    AccountName,
    BankLineStatus,
    BankLineValue,
    StatementKind,
    StatementValue,
)
from intake.rules.findings import FindingValue

_CODES: Final = ("01", "02", "03", "16", "49", "88", "98", "99")
_RECORD: Final = re.compile(rf"\s*({'|'.join(_CODES)}),(.*)", re.S)
_NEXT_ON_LINE: Final = re.compile(r"/\s+(?=(?:02|03|16|49|88|98|99),)")
_MINOR: Final = re.compile(r"[+-]?\d{1,30}", re.ASCII)
_TEST_ONLY: Final = "4"
_INTERIM: Final = frozenset({"1", "3"})
_OPENING, _CLOSING = "010", "015"
_REASON: Final = re.compile(r"\bR\d\d\b", re.ASCII)
_WORD: Final = re.compile(r"([A-Z]{4}): ?(.*)")


@dataclass(frozen=True, slots=True)
class _Record:
    line: int
    code: str
    text: str  # after the code
    continued: tuple[str, ...] = ()


@dataclass(slots=True)
class _Group:
    """The heading that the accounts after it stand under."""

    as_of: date | None = None
    currency: str | None = None
    is_interim: bool = False
    is_test: bool = False


@dataclass(slots=True)
class _Draft:
    """One account while its records are read."""

    line: int
    account: AccountName
    currency: str
    group: _Group
    opening: Decimal | None = None
    closing: Decimal | None = None
    total: int = 0
    records: int = 1
    is_cut: bool = False
    lines: list[BankLineValue] = field(default_factory=list)

    def finished(self) -> StatementValue:
        """Return the statement of this account for the day of its group."""
        return StatementValue(
            account=self.account,
            currency=self.currency or None,
            kind=StatementKind.INTERIM if self.group.is_interim else StatementKind.STATEMENT,
            line=self.line,
            opening=self.opening,
            closing=self.closing,
            from_date=self.group.as_of,
            to_date=self.group.as_of,
            lines=tuple(self.lines),
            is_cut=self.is_cut,
        )


def read(content: bytes) -> tuple[tuple[StatementValue, ...], tuple[FindingValue, ...]]:
    """Read every account of a file, and what could not be read of it."""
    reader = _Reader()
    for record in _records(bank_text.decoded(content)):
        reader.take(record)
    return reader.finish()


def _records(text: str) -> Iterator[_Record]:
    """Yield the records with what goes on them; a line without a code goes on the one before."""
    waiting: _Record | None = None
    for number, physical in enumerate(text.splitlines(), start=1):
        for part in _NEXT_ON_LINE.split(physical):
            found = _RECORD.fullmatch(part)
            if found is not None and found[1] != "88":
                if waiting is not None:
                    yield waiting
                waiting = _Record(number, found[1], found[2].rstrip())
            elif waiting is not None and part.strip():
                more = found[2] if found else part
                waiting = replace(waiting, continued=(*waiting.continued, more.rstrip()))
    if waiting is not None:
        yield waiting


def _amount(text: str, currency: str) -> Decimal | None:
    """Return the amount that stands in minor units of its currency: yen have none (T43)."""
    if _MINOR.fullmatch(text.strip()) is None:
        return None
    return Decimal(int(text)).scaleb(-minor_units(currency) if currency else -2)


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text.strip(), "%y%m%d").date()  # noqa: DTZ007 - a day alone
    except ValueError:
        return None


class _Reader:
    """Takes the records of a file in their order and keeps what cannot be read."""

    def __init__(self) -> None:
        self._done: list[StatementValue] = []
        self._problems: list[FindingValue] = []
        self._group = _Group()
        self._draft: _Draft | None = None
        self._is_ended = False
        self._last_line = 1

    def take(self, record: _Record) -> None:
        """Take the next record."""
        self._last_line = record.line + len(record.continued)
        if record.code == "02":
            self._close()
            self._open_group(record)
        elif record.code == "03":
            self._close()
            self._open_account(record)
        elif record.code == "16":
            self._movement(record)
        elif record.code == "49":
            self._check(record)
            self._close()
        elif record.code == "99":
            self._is_ended = True

    def finish(self) -> tuple[tuple[StatementValue, ...], tuple[FindingValue, ...]]:
        """Return the statements and the problems; a file without its end was cut."""
        self._close()
        if not self._is_ended:
            text = f"The file ends on line {self._last_line} without the record 99 that ends it."
            self._problems.append(
                FindingValue(
                    code=ReasonCode.STATEMENT_GAP,
                    text=text,
                    field="record 99",
                    line=str(self._last_line),
                )
            )
        return tuple(self._done), tuple(self._problems)

    def _close(self) -> None:
        if self._draft is not None:
            self._done.append(self._draft.finished())
            self._draft = None

    def _open_group(self, record: _Record) -> None:
        cells = _cells(record.text)
        day = _day(_at(cells, 3))
        if day is None:
            reason = f"the day `{_at(cells, 3)}` cannot be read"
            self._note(record, "record 02", reason)
        self._group = _Group(
            as_of=day,
            currency=_at(cells, 5) or None,
            is_interim=_at(cells, 6) in _INTERIM,
            is_test=_at(cells, 2) == _TEST_ONLY,
        )
        if self._group.is_test:
            self._note(record, "record 02", "the bank marks the group as a test")

    def _open_account(self, record: _Record) -> None:
        cells = _cells(",".join([_open_end(record.text), *map(_open_end, record.continued)]))
        currency = _at(cells, 1) or self._group.currency or "USD"
        draft = _Draft(
            line=record.line,
            account=AccountName(account_number=bank_text.clean(_at(cells, 0))),
            currency=currency,
            group=self._group,
            records=1 + len(record.continued),
        )
        self._draft = draft
        place = 2
        while place < len(cells):
            code, text = _at(cells, place), _at(cells, place + 1)
            if text and _MINOR.fullmatch(text):
                draft.total += int(text)
                self._balance(draft, code, text)
            elif text:
                self._note(record, "record 03", f"`{text}` is no amount")
                draft.is_cut = True
            place = _after_funds(cells, place + 3)

    def _balance(self, draft: _Draft, code: str, text: str) -> None:
        if code == _OPENING:
            draft.opening = _amount(text, draft.currency)
        elif code == _CLOSING:
            draft.closing = _amount(text, draft.currency)

    def _movement(self, record: _Record) -> None:
        draft = self._draft
        if draft is None:
            self._note(record, "record 16", "no account is open")
            return
        draft.records += 1 + len(record.continued)
        cells = record.text.split(",")
        code, text = _at(cells, 0).strip(), _at(cells, 1).strip().rstrip("/")
        if code.startswith("890") and not text:
            return  # words about the account, no money
        amount = _amount(text, draft.currency)
        if amount is None or direction_of(code) == 0:
            reason = f"`{text}` is no amount"
            if amount is not None:
                reason = f"whether type `{code}` is a credit or a debit is not known"
            self._note(record, "record 16", reason)
            draft.is_cut = True
            return
        draft.total += int(text)
        draft.lines.append(self._line(record, draft, code, amount * direction_of(code)))

    def _line(self, record: _Record, draft: _Draft, code: str, amount: Decimal) -> BankLineValue:
        cells = record.text.split(",")
        after = _after_funds(cells, 3, start=2)
        value = _at(cells, 3) if _at(cells, 2).strip() == "V" else ""
        rest = cells[after:]
        memo = [_open_end(",".join(rest[2:])), *map(_open_end, record.continued)]
        said = _words(memo)
        text = "\n".join(part.strip() for part in memo if part.strip())
        is_in = amount > 0
        returned = _REASON.search(text) if code in RETURNS else None
        return BankLineValue(
            line=record.line,
            booked_on=draft.group.as_of,
            value_date=_day(value),
            amount=amount,
            currency=draft.currency,
            status=BankLineStatus.INFORMATION if draft.group.is_test else BankLineStatus.BOOKED,
            is_reversal=False,
            reference=bank_text.known(_open_end(_at(rest, 0)))
            or bank_text.known(_open_end(_at(rest, 1))),
            customer_reference=bank_text.known(_open_end(_at(rest, 1))),
            end_to_end_id=bank_text.known(said.get("EREF")),
            counterparty=said.get("DBNM" if is_in else "CRNM"),
            counterparty_account=said.get("DACT" if is_in else "CACT"),
            memo=bank_text.clean(text),
            transaction_code=code,
            return_reason=(returned[0] if returned else "returned") if code in RETURNS else None,
        )

    def _check(self, record: _Record) -> None:
        """Hold the account to the totals of its trailer: what they miss was cut out."""
        draft, cells = self._draft, _cells(record.text)
        if draft is None:
            return
        total, count = _at(cells, 0), _at(cells, 1)
        wrong = []
        if _MINOR.fullmatch(total) and int(total) != draft.total:
            wrong.append((f"amounts add up to {draft.total}", total, str(draft.total)))
        if count.isdigit() and int(count) != draft.records + 1:
            wrong.append((f"there are {draft.records + 1} records", count, str(draft.records + 1)))
        for words, expected, actual in wrong:
            text = f"Line {record.line}, record 49: {words} where the bank states {expected}."
            self._problems.append(
                FindingValue(
                    code=ReasonCode.TOTALS_MISMATCH,
                    text=text,
                    field="record 49",
                    line=str(record.line),
                    expected=expected,
                    actual=actual,
                    reference=draft.account.account_number,
                )
            )

    def _note(self, record: _Record, place: str, reason: str) -> None:
        self._problems.append(
            bank_text.unreadable(record.line, place, reason, actual=record.text[:60])
        )


def _cells(text: str) -> list[str]:
    return [cell.strip() for cell in _open_end(text).split(",")]


def _open_end(text: str) -> str:
    """Return the text without the slash that ends a record."""
    return text.rstrip().removesuffix("/")


def _at(cells: list[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _after_funds(cells: list[str], place: int, *, start: int | None = None) -> int:
    """Return where the cells go on after a funds type and what belongs to it."""
    kind = _at(cells, place if start is None else start).strip()
    after = (place if start is None else start) + 1
    if kind == "S":
        return after + 3
    if kind == "V":
        return after + 2
    if kind == "D":
        pairs = _at(cells, after).strip()
        return after + 1 + 2 * (int(pairs) if pairs.isdigit() and len(pairs) < 3 else 0)
    return after


def _words(lines: list[str]) -> dict[str, str]:
    """Return what stands behind words of four letters, such as `EREF: 1111`."""
    found: dict[str, str] = {}
    for line in lines:
        if (match := _WORD.fullmatch(line.strip())) and (said := bank_text.clean(match[2])):
            found.setdefault(match[1], said)
    return found
