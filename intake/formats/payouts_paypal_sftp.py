"""PayPal: the settlement report (STL) and the transaction detail report (TRR).

Records say what they are in their first cell; amounts are unsigned hundredths whatever the
currency, and a column beside them says debit or credit.
"""

from decimal import Decimal
from typing import Final

from intake.formats import bank_text, payout_rows
from intake.formats.payout_rows import Report, Row, UnableToReadRow, moment_of
from intake.formats.paypal_words import is_memo_code, is_withdrawal_code, type_of_code
from intake.rules.cash_values import PayoutLineValue, PayoutValue, Processor
from intake.rules.findings import FindingValue
from intake.rules.payouts import Withdrawal, swept

_HEADINGS: Final = frozenset({"RH", "FH", "SH", "CH"})
_NAMED: Final = "transaction event code"
_NOT_YET: Final = frozenset({"D", "P"})
_SIGNS: Final = {"CR": 1, "DR": -1}


def is_report(cells: list[str]) -> bool:
    """Say whether the first line of a file is a heading record of these reports."""
    return bool(cells) and cells[0].strip().strip('"').upper() in _HEADINGS and len(cells) > 1


def read(content: bytes, delimiter: str) -> tuple[tuple[PayoutValue, ...], list[FindingValue]]:
    """Read every movement of a report, and the withdrawals they went out with."""
    names: tuple[str, ...] = ()
    report = Report((), 1, [])
    movements: list[PayoutLineValue | Withdrawal] = []
    for line, cells in payout_rows.lines_of(content, delimiter):
        kind = cells[0].strip().upper()
        if kind == "CH":
            names = tuple(payout_rows.folded(name) for name in cells)
        elif kind == "SB":
            row = Row(line, dict(zip(names, cells, strict=False)))
            try:
                if (movement := _movement(row)) is not None:
                    movements.append(movement)
            except UnableToReadRow as refusal:
                report.problems.append(refusal.finding)
    if _NAMED not in names:
        report.problems.append(
            bank_text.missing(1, "CH", "no record names the columns, so none can be read")
        )
    return swept(movements, processor=Processor.PAYPAL, opening={}), report.problems


def _movement(row: Row) -> PayoutLineValue | Withdrawal | None:
    code = (row.text(_NAMED) or "").upper()
    if is_memo_code(code) or (row.text("transactional status") or "S").upper() in _NOT_YET:
        return None
    gross = _signed(row, "transaction debit or credit", "gross transaction amount")
    if gross is None:
        raise row.unreadable("gross transaction amount", "the amount is missing")
    fee = _signed(row, "fee debit or credit", "fee amount")
    net = gross + (fee or Decimal(0))
    type_ = type_of_code(code, net)
    identifier = row.text("transaction id")
    line = PayoutLineValue(
        line=row.line,
        type=type_,
        net=net,
        currency=row.currency("gross transaction currency"),
        gross=gross,
        fee=fee,
        at=moment_of(row.text("transaction completion date", "transaction initiation date")),
        order_id=row.text("invoice id", "custom field"),
        payment_reference=row.text("custom field", "invoice id"),
        processor_reference=identifier,
        parent_reference=row.text("paypal reference id"),
        tender=row.text("payment source"),
        description=row.text("item name", "transaction subject", "bank reference id"),
        source_type=code or None,
        key=identifier,
    )
    if is_withdrawal_code(code) and net < 0 and identifier is not None:
        return Withdrawal(row.line, identifier, -net, line.currency, line)
    return line


def _signed(row: Row, way: str, name: str) -> Decimal | None:
    """Return hundredths with the sign that stands beside them.

    :raises UnableToReadRow: the amount is none, or its sign is missing.
    """
    said = row.text(name)
    if said is None:
        return None
    sign = _SIGNS.get((row.text(way) or "").upper())
    if not said.isdigit() or not said.isascii() or len(said) > 20:
        raise row.unreadable(name, f"`{said[:30]}` is no amount in hundredths")
    if sign is None and int(said) != 0:
        raise row.unreadable(way, "whether the amount is a debit or a credit is not said")
    return Decimal(int(said)).scaleb(-2) * (sign or 1)
