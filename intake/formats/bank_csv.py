"""Files of bank lines as banks export them, read by the columns that a person saved for them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from core.reasons import ReasonCode
from intake.formats import bank_text, payout_rows, statements
from intake.formats.payout_rows import Row, UnableToReadRow, decimal_of
from intake.rules import bank_columns
from intake.rules.bank_columns import ColumnMapping
from intake.rules.cash_values import BankLineValue, StatementValue
from intake.rules.findings import FindingValue, ReadFile
from intake.rules.reading import DocumentType
from intake.rules.running_balance import RunningBalance

_DELIMITERS: Final = (";", ",", "\t", "|")
_HEAD: Final = 64 * 1024
_PREAMBLE: Final = 25  # lines that banks put above the headings
_DAY: Final = re.compile(r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})", re.ASCII)
_ORDERS: Final = {"year first": (1, 2, 3), "day first": (3, 2, 1), "month first": (3, 1, 2)}
_OUT: Final = frozenset({"d", "dr", "debit", "dbit", "s", "soll", "af", "-", "out"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """The headings of a file, and the rows under them with their lines."""

    delimiter: str
    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def sheet_of(content: bytes, *, most: int | None = None) -> Sheet | None:
    """Return the file as rows under the first line that reads as headings of bank lines."""
    head = content[:_HEAD]
    if len(content) > _HEAD:
        head = head.rpartition(b"\n")[0] or head
    for delimiter in _DELIMITERS:
        for place, (_, cells) in enumerate(payout_rows.lines_of(head, delimiter)):
            if place > _PREAMBLE:
                break
            if bank_columns.looks_like_lines(cells):
                return _sheet(content, delimiter, place, most)
    return None


def _sheet(content: bytes, delimiter: str, place: int, most: int | None) -> Sheet:
    lines = list(payout_rows.lines_of(content, delimiter))
    _, headings = lines[place]
    below = lines[place + 1 :] if most is None else lines[place + 1 : place + 1 + most]
    rows = tuple((line, tuple(cells)) for line, cells in below)
    return Sheet(delimiter, tuple(headings), rows)


def fingerprint_of(content: bytes) -> str | None:
    """Return what the file's columns are known by, if it holds bank lines."""
    sheet = sheet_of(content[:_HEAD], most=0)
    return None if sheet is None else bank_columns.fingerprint(sheet.headings)


def offer(content: bytes) -> ReadFile | None:
    """Refuse a file of bank lines whose columns nobody confirmed, and say what to do."""
    sheet = sheet_of(content, most=1)
    if sheet is None:
        return None
    finding = FindingValue(
        code=ReasonCode.WRONG_TABLE,
        text=(
            "These look like bank lines under a bank's own headings. Say once what its columns"
            " mean; this file and every later one is then read."
        ),
        field="headings",
        line="1",
        actual=", ".join(sheet.headings)[:300],
        reference=bank_columns.fingerprint(sheet.headings),
    )
    return ReadFile(
        DocumentType.BANK_STATEMENT, "bank_csv", findings=(finding,), refusal=finding.code
    )


def read_file(content: bytes, mapping: ColumnMapping) -> ReadFile | None:
    """Read the lines of a file by saved columns."""
    sheet = sheet_of(content)
    if sheet is None:
        return None
    names = [bank_columns.folded(heading) for heading in sheet.headings]
    accounts: dict[tuple[str, str], list[BankLineValue]] = {}
    balances: dict[tuple[str, str], RunningBalance] = {}
    problems: list[FindingValue] = []
    for line, cells in sheet.rows:
        row = Row(line, dict(zip(names, cells, strict=False)))
        try:
            account, value = _line(row, mapping)
        except UnableToReadRow as refusal:
            problems.append(refusal.finding)
            continue
        key = (account, value.currency)
        accounts.setdefault(key, []).append(value)
        running = balances.setdefault(key, RunningBalance())
        running.follow(line, value.booked_on, value.amount, value.balance)
    problems += [gap for running in balances.values() for gap in running.gaps()]
    stated = tuple(_statement(key, lines) for key, lines in accounts.items())
    return statements.read_file((stated, tuple(problems)), "bank_csv")


def _statement(key: tuple[str, str], lines: Sequence[BankLineValue]) -> StatementValue:
    days = [line.booked_on for line in lines if line.booked_on is not None]
    return StatementValue(
        account=bank_text.account_of(key[0])[0],
        currency=key[1],
        line=lines[0].line,
        from_date=min(days),
        to_date=max(days),
        lines=tuple(lines),
    )


def _line(row: Row, mapping: ColumnMapping) -> tuple[str, BankLineValue]:
    named = mapping.by_name

    def said(column: str) -> str | None:
        return row.text(named[column]) if column in named else None

    booked_on = _day(said("booked_on"), mapping.days)
    if booked_on is None:
        raise row.unreadable(named["booked_on"], f"`{said('booked_on') or ''}` is no day")
    currency = (said("currency") or mapping.currency or "").upper()
    account = said("bank_account") or mapping.bank_account
    if account is None:
        raise row.unreadable("account", "the line names no account")
    return account, BankLineValue(
        line=row.line,
        booked_on=booked_on,
        value_date=_day(said("value_date"), mapping.days),
        amount=_amount(row, mapping),
        currency=currency,
        reference=bank_text.known(said("reference")),
        counterparty=said("counterparty"),
        counterparty_account=said("counterparty_account"),
        memo=said("memo"),
        balance=decimal_of(said("balance") or "", comma=mapping.comma),
    )


def _amount(row: Row, mapping: ColumnMapping) -> Decimal:
    """Return the amount with its sign, from one column, from two, or from one beside a word."""
    named = mapping.by_name
    if "amount" not in named:
        credit = row.amount(named["credit"], comma=mapping.comma)
        debit = row.amount(named["debit"], comma=mapping.comma)
        if credit is None and debit is None:
            raise row.unreadable(named["credit"], "the line has no amount")
        return (credit or Decimal(0)) - abs(debit or Decimal(0))
    amount = row.needed(named["amount"], comma=mapping.comma)
    if "direction" not in named:
        return amount
    way = (row.text(named["direction"]) or "").casefold()
    return -abs(amount) if way in _OUT else abs(amount)


def _day(text: str | None, order: str) -> date | None:
    found = _DAY.match((text or "").strip())
    if found is None:
        return None
    year, month, day = (int(found[place]) for place in _ORDERS[order])
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None
