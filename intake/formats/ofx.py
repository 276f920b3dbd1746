"""OFX 1 and 2: account movements as banks offer them for download, with and without closing tags.

A reader of our own on tags alone: version 1 is no XML, many files that call themselves version 2
are none either, and one movement without a day must not cost the others.
"""

import html
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from intake.formats import bank_text
from intake.rules.cash_values import (
    AccountName,
    BankLineStatus,
    BankLineValue,
    StatementKind,
    StatementValue,
)
from intake.rules.findings import FindingValue

_TOKEN: Final = re.compile(r"<(/?)([A-Z][A-Z0-9._]*)\s*/?>([^<]*)", re.I)
_END: Final = re.compile(r"</OFX\s*>", re.I)
_DAY: Final = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_STATEMENTS: Final = frozenset({"STMTRS", "CCSTMTRS", "INVSTMTRS"})
_MOVEMENTS: Final = frozenset({"STMTTRN", "STMTTRNP"})
_ACCOUNTS: Final = frozenset({"BANKACCTFROM", "CCACCTFROM", "INVACCTFROM"})
_PARTS: Final = frozenset(
    {"LEDGERBAL", "AVAILBAL", "PAYEE", "CURRENCY", "ORIGCURRENCY", "BANKACCTTO", "CCACCTTO"}
)
_HEAD: Final = frozenset({"CURDEF", "DTSTART", "DTEND"})
_RETURNS: Final = frozenset({"RETURN", "NSF"})


@dataclass(slots=True)
class _Draft:
    """One account while its tags are read; a movement is what its tags say."""

    line: int
    said: dict[str, str] = field(default_factory=dict)
    movements: list[tuple[int, bool, dict[str, str]]] = field(default_factory=list)


def read(content: bytes) -> tuple[tuple[StatementValue, ...], tuple[FindingValue, ...]]:
    """Read every account of a file, and what could not be read of it."""
    problems: list[FindingValue] = []
    text = _text(content)
    drafts = list(_drafts(text))
    if _END.search(text) is None:
        last = text.rstrip().count("\n") + 1
        reason = "it is not closed: the file seems cut off; load it whole"
        problems.append(bank_text.unreadable(last, "OFX", reason))
    return tuple(_statement(draft, problems) for draft in drafts), tuple(problems)


def _text(content: bytes) -> str:
    text = bank_text.decoded(content).replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(_each(text, "<!--", "-->", lambda said: "\n" * said.count("\n")))
    return "".join(_each(text, "<![CDATA[", "]]>", html.escape))


def _each(text: str, start: str, end: str, written: Callable[[str], str]) -> Iterator[str]:
    """Yield the text with what stands between the marks written another way; one pass, no more."""
    place = 0
    while (first := text.find(start, place)) >= 0:
        last = text.find(end, first)
        if last < 0:
            break
        yield text[place:first]
        yield written(text[first + len(start) : last])
        place = last + len(end)
    yield text[place:]


def _tags(text: str) -> Iterator[tuple[int, bool, str, str]]:
    """Yield (line, does it close, name, what stands behind it)."""
    ends = [found.start() for found in re.finditer("\n", text)]
    for found in _TOKEN.finditer(text):
        line = bisect_right(ends, found.start()) + 1
        yield line, bool(found[1]), found[2].upper(), found[3].strip()


def _drafts(text: str) -> Iterator[_Draft]:
    draft: _Draft | None = None
    movement: dict[str, str] | None = None
    part = ""
    for line, closes, name, said in _tags(text):
        if name in _STATEMENTS:
            if draft is not None:
                yield draft
            draft, movement = (None if closes else _Draft(line)), None
        elif draft is None:
            continue
        elif name in _MOVEMENTS:
            movement = None if closes else {}
            if movement is not None:
                draft.movements.append((line, name == "STMTTRNP", movement))
        elif name in _PARTS or name in _ACCOUNTS:
            part = "" if closes else name
        elif not closes and said:
            _take(draft, movement, part, name, html.unescape(said))
    if draft is not None:
        yield draft


def _take(draft: _Draft, movement: dict[str, str] | None, part: str, name: str, said: str) -> None:
    """Put what one element says where it belongs."""
    if movement is not None:
        movement.setdefault(f"{part}.{name}" if part in _PARTS else name, said)
    elif part:
        place = "ACCOUNT" if part in _ACCOUNTS else part
        draft.said.setdefault(f"{place}.{name}", said)
    elif name in _HEAD:
        draft.said.setdefault(name, said)


def _statement(draft: _Draft, problems: list[FindingValue]) -> StatementValue:
    said = draft.said
    currency = (said.get("CURDEF") or "").upper() or None
    lines = []
    for number, is_pending, movement in draft.movements:
        line = _movement(number, movement, currency, is_pending=is_pending)
        if isinstance(line, FindingValue):
            problems.append(line)
        else:
            lines.append(line)
    closing = said.get("LEDGERBAL.BALAMT")
    balance = None if closing is None else bank_text.amount_of(closing)
    if closing is not None and balance is None:
        problems.append(
            bank_text.unreadable(draft.line, "LEDGERBAL", "it is no amount", actual=closing)
        )
    return StatementValue(
        account=AccountName(
            account_number=bank_text.clean(said.get("ACCOUNT.ACCTID")),
            routing_number=bank_text.clean(said.get("ACCOUNT.BANKID")),
        ),
        currency=currency,
        kind=StatementKind.STATEMENT,
        line=draft.line,
        closing=balance,
        from_date=_day(said.get("DTSTART")),
        to_date=_day(said.get("DTEND") or said.get("LEDGERBAL.DTASOF")),
        lines=tuple(lines),
        is_cut=len(lines) < len(draft.movements),
    )


def _movement(
    number: int, said: dict[str, str], currency: str | None, *, is_pending: bool
) -> BankLineValue | FindingValue:
    day_field = "DTTRAN" if is_pending else "DTPOSTED"
    printed = said.get(day_field)
    booked_on = _day(printed)
    named = f" of {said['FITID']}" if "FITID" in said else ""
    if booked_on is None:
        reason = f"the movement{named} has no day that can be read"
        return bank_text.unreadable(number, day_field, reason, actual=printed)
    amount = bank_text.amount_of(said.get("TRNAMT", ""))
    if amount is None:
        reason = f"the movement{named} has no amount that can be read"
        return bank_text.unreadable(number, "TRNAMT", reason, actual=said.get("TRNAMT"))
    kind = said.get("TRNTYPE")
    to = said.get("BANKACCTTO.ACCTID") or said.get("CCACCTTO.ACCTID")
    return BankLineValue(
        line=number,
        booked_on=booked_on,
        value_date=_day(said.get("DTAVAIL")),
        amount=amount,
        currency=(said.get("CURRENCY.CURSYM") or currency or "").upper(),
        status=BankLineStatus.PENDING if is_pending else BankLineStatus.BOOKED,
        reference=bank_text.known(said.get("FITID")),
        customer_reference=bank_text.known(said.get("REFNUM") or said.get("CHECKNUM"), "0"),
        counterparty=bank_text.clean(said.get("NAME") or said.get("PAYEE.NAME")),
        counterparty_account=bank_text.clean(to),
        memo=bank_text.clean(said.get("MEMO")),
        transaction_code=bank_text.clean(kind.upper() if kind else None),
        instructed_currency=said.get("ORIGCURRENCY.CURSYM"),
        exchange_rate=_rate(said),
        return_reason="returned" if (kind or "").upper() in _RETURNS else None,
    )


def _rate(said: dict[str, str]) -> Decimal | None:
    text = said.get("ORIGCURRENCY.CURRATE") or said.get("CURRENCY.CURRATE")
    return None if text is None else bank_text.amount_of(text)


def _day(text: str | None) -> date | None:
    """Return the day as the bank prints it, in the bank's own time zone."""
    found = _DAY.match(text or "")
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
