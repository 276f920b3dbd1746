"""Statements of the three banks: camt.053 in Hamburg, MT940 in Utrecht, a table in Bath."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lxml import etree

from backoffice.demo.banking import BankMove
from backoffice.demo.model import ZERO, Entity
from backoffice.demo.timeline import Month

_CAMT = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
_SWIFT_LINE = 65


@dataclass(frozen=True, slots=True)
class Statement:
    """One account over one month: what was there, what moved, what is left."""

    entity: Entity
    number: int
    month: Month
    opening: Decimal
    moves: tuple[BankMove, ...]

    @property
    def closing(self) -> Decimal:
        """The balance at the end."""
        return self.opening + sum((move.amount for move in self.moves), ZERO)


def monthly(
    entity: Entity, opening: Decimal, moves: Iterable[BankMove], months: Sequence[Month]
) -> list[Statement]:
    """The moves of one account as a statement a month, balances carried."""
    own = sorted(
        (move for move in moves if move.entity == entity.code),
        key=lambda move: (move.booked_on, move.reference),
    )
    made: list[Statement] = []
    for month in months:
        inside = tuple(move for move in own if month.contains(move.booked_on))
        made.append(Statement(entity, month.first.month, month, opening, inside))
        opening = made[-1].closing
    return made


def camt(statement: Statement) -> bytes:
    """The statement as ISO 20022 camt.053 version 08."""
    root = etree.Element(f"{{{_CAMT}}}Document", nsmap={None: _CAMT})  # type: ignore[dict-item]
    report = _put(root, "BkToCstmrStmt")
    head = _put(report, "GrpHdr")
    _put(head, "MsgId", f"HLBQ{statement.month.period}")
    _put(head, "CreDtTm", f"{statement.month.last}T21:00:00Z")
    body = _put(report, "Stmt")
    _put(body, "Id", f"{statement.month.period}-{statement.number:03d}")
    _put(body, "ElctrncSeqNb", str(statement.number))
    account = _put(body, "Acct")
    _put(_put(account, "Id"), "IBAN", statement.entity.iban)
    _put(account, "Ccy", statement.entity.currency)
    _balance(body, "OPBD", statement.opening, statement.month.first, statement.entity)
    _balance(body, "CLBD", statement.closing, statement.month.last, statement.entity)
    for move in statement.moves:
        _entry(_put(body, "Ntry"), move, statement.entity.currency)
    etree.indent(root, "  ")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def _put(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    node = etree.SubElement(parent, f"{{{_CAMT}}}{name}")
    node.text = text
    return node


def _money(parent: etree._Element, amount: Decimal, currency: str) -> None:
    _put(parent, "Amt", f"{abs(amount):.2f}").set("Ccy", currency)
    _put(parent, "CdtDbtInd", "CRDT" if amount >= 0 else "DBIT")


def _balance(body: etree._Element, code: str, amount: Decimal, day: date, entity: Entity) -> None:
    node = _put(body, "Bal")
    _put(_put(_put(node, "Tp"), "CdOrPrtry"), "Cd", code)
    _money(node, amount, entity.currency)
    _put(_put(node, "Dt"), "Dt", f"{day}")


def _entry(node: etree._Element, move: BankMove, currency: str) -> None:
    _money(node, move.amount, currency)
    _put(_put(node, "Sts"), "Cd", "BOOK")
    _put(_put(node, "BookgDt"), "Dt", f"{move.booked_on}")
    _put(_put(node, "ValDt"), "Dt", f"{move.booked_on}")
    _put(node, "AcctSvcrRef", move.reference)
    details = _put(_put(node, "NtryDtls"), "TxDtls")
    _put(_put(details, "Refs"), "AcctSvcrRef", move.reference)
    _money(details, move.amount, currency)
    if move.counterparty:
        parties = _put(details, "RltdPties")
        role = "Dbtr" if move.amount >= 0 else "Cdtr"
        _put(_put(_put(parties, role), "Pty"), "Nm", move.counterparty)
        if move.account:
            _put(_put(_put(parties, f"{role}Acct"), "Id"), "IBAN", move.account)
    _put(_put(details, "RmtInf"), "Ustrd", move.memo)


def mt940(statement: Statement) -> bytes:
    """The statement as SWIFT MT940, details in the structured form with field codes."""
    currency = statement.entity.currency
    rows = [
        f":20:{statement.month.first:%y%m}HLNL",
        f":25:{statement.entity.iban}",
        f":28C:{statement.number:05d}/00001",
        f":60F:{_signed(statement.opening, statement.month.first, currency)}",
    ]
    for move in statement.moves:
        mark = "C" if move.amount >= 0 else "D"
        rows.append(
            f":61:{move.booked_on:%y%m%d}{move.booked_on:%m%d}{mark}{_comma(move.amount)}"
            f"NTRFNONREF//{move.reference[:16]}"
        )
        rows += _folded(_details(move))
    rows.append(f":62F:{_signed(statement.closing, statement.month.last, currency)}")
    return ("\r\n".join([*rows, "-"]) + "\r\n").encode("ascii")


def _signed(amount: Decimal, day: date, currency: str) -> str:
    mark = "C" if amount >= 0 else "D"
    return f"{mark}{day:%y%m%d}{currency}{_comma(amount)}"


def _comma(amount: Decimal) -> str:
    return f"{abs(amount):.2f}".replace(".", ",")


def _details(move: BankMove) -> str:
    word = "166?00CREDIT" if move.amount >= 0 else "116?00TRANSFER"
    said = f":86:{word}?20{_swift(move.memo)[:27]}"
    for place, start in enumerate(range(27, len(_swift(move.memo)), 27), start=21):
        said += f"?{place}{_swift(move.memo)[start : start + 27]}"
    if move.account:
        said += f"?31{move.account}"
    if move.counterparty:
        said += f"?32{_swift(move.counterparty)[:27]}"
    return said


def _swift(text: str) -> str:
    """Letters that SWIFT carries: accents taken off, what is left replaced."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    kept = "".join(char for char in plain if not unicodedata.combining(char))
    return "".join(char if char.isascii() and char != "?" else "." for char in kept)


def _folded(text: str) -> list[str]:
    return [text[at : at + _SWIFT_LINE] for at in range(0, len(text), _SWIFT_LINE)]
