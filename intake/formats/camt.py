"""camt.052, camt.053 and camt.054 of ISO 20022, versions 01 to the newest, by local names.

What changed between versions is where a value stands, not what it means; each is looked for in
every place it has had. `camt_entries` reads the movements.
"""

from datetime import date
from decimal import Decimal
from typing import Final

from lxml import etree

from intake.formats import bank_text, camt_entries, safe_xml
from intake.formats.camt_entries import day_of, direction_of, money_of
from intake.formats.xml_values import (
    Children,
    child,
    first_children,
    line_of,
    local_name,
    text_of,
)
from intake.rules.cash_values import (
    AccountName,
    BankLineValue,
    StatementKind,
    StatementValue,
)
from intake.rules.findings import FindingValue

NAMESPACE: Final = "urn:iso:std:iso:20022:tech:xsd:camt."
_KINDS: Final = {
    "BkToCstmrStmt": StatementKind.STATEMENT,
    "BkToCstmrAcctRpt": StatementKind.INTERIM,
    "BkToCstmrDbtCdtNtfctn": StatementKind.NOTICE,
}
_STATEMENTS: Final = frozenset({"Stmt", "Rpt", "Ntfctn"})
_HEAD: Final = 4096
_OPENING: Final = ("OPBD", "PRCD", "ITBD")
_CLOSING: Final = ("CLBD", "ITBD")

Balance = tuple[date | None, Decimal, str | None]


def is_camt(root: etree._Element) -> bool:
    """Say whether this is a bank's message to its customer, whatever its version."""
    if local_name(root.tag) != "Document":
        return False
    return any(_kind(part) is not None for part in root)


def read(root: etree._Element) -> tuple[tuple[StatementValue, ...], tuple[FindingValue, ...]]:
    """Read every statement of a message, and what could not be read of it."""
    problems: list[FindingValue] = []
    statements = [
        _statement(element, kind, problems)
        for message in root
        if (kind := _kind(message)) is not None
        for element in message
        if local_name(element.tag) in _STATEMENTS
    ]
    return tuple(statements), tuple(problems)


def _kind(message: etree._Element) -> StatementKind | None:
    """Return what a message is; the first version names itself in the element."""
    return _KINDS.get(local_name(message.tag).removesuffix("V01"))


def _statement(
    element: etree._Element, kind: StatementKind, problems: list[FindingValue]
) -> StatementValue:
    about = _About(element, kind, problems)
    for part in element:
        if local_name(part.tag) == "Ntry":
            about.take(part)
    return about.statement()


def is_long(content: bytes) -> bool:
    """Say whether this is a message with more tags than a tree may have."""
    return len(content) > safe_xml.MAX_TAGS and NAMESPACE.encode() in content[:_HEAD]


def read_long(content: bytes) -> tuple[tuple[StatementValue, ...], tuple[FindingValue, ...]]:
    """Read a message entry by entry; each is emptied once it is read.

    :raises UnableToReadXml: too large, unsafe, or not well-formed.
    """
    problems: list[FindingValue] = []
    statements: list[StatementValue] = []
    about: _About | None = None
    for element in safe_xml.pieces(content, _STATEMENTS | {"Ntry"}):
        is_entry = local_name(element.tag) == "Ntry"
        statement = element.getparent() if is_entry else element
        message = None if statement is None else statement.getparent()
        kind = None if message is None else _kind(message)
        if statement is None or kind is None:
            continue
        if about is None:
            about = _About(statement, kind, problems)
        if is_entry:
            about.take(element)
        else:
            statements.append(about.statement())
            about = None
        element.clear()
    return tuple(statements), tuple(problems)


class _About:
    """One statement: what stands before its entries, and the entries as they come."""

    def __init__(
        self, element: etree._Element, kind: StatementKind, problems: list[FindingValue]
    ) -> None:
        self._element, self._kind, self._problems = element, kind, problems
        self._balances = _balances(element, problems)
        self._account, currency = _account(first_children(element).get("Acct"))
        stated = next((each[0][2] for each in self._balances.values() if each), None)
        self._currency = currency or stated
        self._lines: list[BankLineValue] = []
        self._entries = 0

    def take(self, entry: etree._Element) -> None:
        """Take the next entry."""
        self._entries += 1
        line = camt_entries.read(entry, self._kind, self._currency, self._account)
        if isinstance(line, FindingValue):
            self._problems.append(line)
        else:
            self._lines.append(line)

    def statement(self) -> StatementValue:
        """Return the statement with the entries that were taken."""
        parts, lines = first_children(self._element), self._lines
        opening = _first(self._balances, _OPENING)
        closing = _last(self._balances, _CLOSING)
        booked = [line.booked_on for line in lines if line.booked_on is not None]
        return StatementValue(
            account=self._account,
            currency=self._currency or next((line.currency for line in lines), None),
            kind=self._kind,
            line=line_of(self._element),
            statement_id=bank_text.clean(text_of(parts.get("Id"))),
            statement_number=_number(parts),
            opening=opening[1] if opening else None,
            closing=closing[1] if closing and closing is not opening else None,
            from_date=_period(parts, "FrDtTm", "FrDt") or min(booked, default=_day(opening)),
            to_date=_period(parts, "ToDtTm", "ToDt") or _day(closing) or max(booked, default=None),
            lines=tuple(lines),
            is_cut=len(lines) < self._entries or _is_one_page_of_several(parts),
        )


def _account(element: etree._Element | None) -> tuple[AccountName, str | None]:
    if element is None:
        return AccountName(), None
    iban = text_of(child(element, "Id", "IBAN"))
    other = next(
        (
            said
            for path in (("Othr", "Id"), ("PrtryAcct", "Id"), ("BBAN",), ("UPIC",))
            if (said := text_of(child(element, "Id", *path))) is not None
        ),
        None,
    )
    currency = text_of(child(element, "Ccy"))
    bank = child(element, "Svcr", "FinInstnId")
    bic = text_of(child(bank, "BICFI")) or text_of(child(bank, "BIC"))
    routing = text_of(child(bank, "ClrSysMmbId", "MmbId"))
    if iban is None and other is not None and bank_text.is_iban(other.replace(" ", "")):
        iban, other = other.replace(" ", ""), None
    name = AccountName(iban=iban, account_number=other, routing_number=routing, bic=bic)
    return name, currency


def _number(parts: Children) -> str | None:
    electronic, legal = text_of(parts.get("ElctrncSeqNb")), text_of(parts.get("LglSeqNb"))
    page = text_of(child(parts.get("StmtPgntn"), "PgNb"))
    number = bank_text.clean(electronic or legal)
    return f"{number or ''}/{page}" if page and not _is_whole(parts) else number


def _is_whole(parts: Children) -> bool:
    pages = parts.get("StmtPgntn")
    first = text_of(child(pages, "PgNb")) in {"1", None}
    return first and text_of(child(pages, "LastPgInd")) in {"true", "1", None}


def _is_one_page_of_several(parts: Children) -> bool:
    return not _is_whole(parts)


def _balances(element: etree._Element, problems: list[FindingValue]) -> dict[str, list[Balance]]:
    """Return the balances by their code, in the order of the file."""
    found: dict[str, list[Balance]] = {}
    for part in element:
        if local_name(part.tag) != "Bal":
            continue
        code = text_of(child(part, "Tp", "CdOrPrtry", "Cd")) or text_of(child(part, "Tp", "Cd"))
        amount, currency = money_of(child(part, "Amt"))
        way = direction_of(part)
        if amount is None or way is None:
            line = line_of(part)
            reason = f"the balance {code or ''} has no amount or no direction"
            problems.append(bank_text.unreadable(line, "Bal", reason))
            continue
        day = day_of(child(part, "Dt"))
        found.setdefault(code or "", []).append((day, amount * way, currency))
    return found


def _first(balances: dict[str, list[Balance]], codes: tuple[str, ...]) -> Balance | None:
    return next((balances[code][0] for code in codes if code in balances), None)


def _last(balances: dict[str, list[Balance]], codes: tuple[str, ...]) -> Balance | None:
    return next((balances[code][-1] for code in codes if code in balances), None)


def _day(balance: Balance | None) -> date | None:
    return balance[0] if balance else None


def _period(parts: Children, *names: str) -> date | None:
    period = parts.get("FrToDt")
    return next((day for name in names if (day := day_of(child(period, name)))), None)
