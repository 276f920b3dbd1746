"""X12 820 and 812: what a payment covers, and what is taken off or given back.

An adjustment (ADX) below an invoice is already in what that invoice was paid; one that stands
before the first invoice of its entity changes the payment itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from intake.formats import x12_parts as parts
from intake.formats.edi import Message, Segment, Values, divide, first
from intake.formats.edi_places import of_role
from intake.formats.x12_interchange import whole
from intake.rules.remittances import (
    AdjustmentValue,
    DeductionValue,
    RemittanceValue,
    RemittedLine,
    reason_of,
)

_LOOPS: Final = frozenset({"ENT", "RMR", "ADX"})
_MEMOS: Final = ("CM", "DB", "DM", "IV", "6O")
_DEBIT: Final = "D"


@dataclass(slots=True)
class _Taken:
    """What was read so far: lines, and deductions of the payment as a whole."""

    lines: list[RemittedLine] = field(default_factory=list)
    deductions: list[DeductionValue] = field(default_factory=list)
    is_in_line: bool = False


def read(message: Message, values: Values) -> RemittanceValue:
    """Return what an 820 says."""
    head, loops, _ = divide(message.segments, _LOOPS)
    bpr = first(head, "BPR") or message.header
    trace = first(head, "TRN")
    parties = parts.places(head)
    payer, payee = of_role(parties, "PR"), of_role(parties, "PE")
    currency, _ = parts.currency(message.segments, parties)
    taken = _Taken()
    for loop in loops:
        _take(loop, taken, values)
    return RemittanceValue(
        number=whole(trace, 2) if trace is not None else None,
        amount=values.number(bpr.text(2), "amount", bpr),
        currency=currency,
        paid_on=values.day(bpr.text(16), "paid_on", bpr)
        or parts.dated(head, values, "paid_on", "009", "020", "097"),
        direction=bpr.text(3),
        method=bpr.text(4),
        payer_name=None if payer is None else payer.name,
        payer_id=None if payer is None else payer.identifier,
        payee_name=None if payee is None else payee.name,
        payee_id=None if payee is None else payee.identifier,
        payee_account=bpr.text(15),
        lines=tuple(taken.lines),
        deductions=tuple(taken.deductions),
    )


def _take(loop: Sequence[Segment], taken: _Taken, values: Values) -> None:
    opener = loop[0]
    if opener.tag == "ENT":
        taken.is_in_line = False
    elif opener.tag == "RMR":
        taken.lines.append(_line(len(taken.lines) + 1, loop, values))
        taken.is_in_line = True
    elif taken.is_in_line:
        line = taken.lines[-1]
        found = _deduction(loop, line, values)
        if found is not None:
            taken.lines[-1] = replace(line, deductions=(*line.deductions, found))
    elif (found := _deduction(loop, None, values)) is not None:
        taken.deductions.append(found)


def _line(number: int, loop: Sequence[Segment], values: Values) -> RemittedLine:
    rmr = loop[0]
    return RemittedLine(
        line=str(number),
        qualifier=rmr.text(1),
        reference=whole(rmr, 2),
        paid=values.number(rmr.text(4), "paid", rmr),
        gross=values.number(rmr.text(5), "gross", rmr),
        discount=values.number(rmr.text(6), "discount", rmr),
        po_number=parts.reference(loop, "PO"),
        dated_on=parts.dated(loop, values, "dated_on", "003", "097"),
    )


def _deduction(
    loop: Sequence[Segment], line: RemittedLine | None, values: Values
) -> DeductionValue | None:
    adx = loop[0]
    amount = values.number(adx.text(1), "amount", adx)
    if amount is None:
        return None
    code = adx.text(2)
    return DeductionValue(
        amount=-amount,
        reference=whole(adx, 4) or parts.reference(loop, *_MEMOS),
        reason=reason_of(code),
        reason_code=code,
        invoice_number=None if line is None else line.reference,
        po_number=parts.reference(loop, "PO") or (None if line is None else line.po_number),
        dated_on=parts.dated(loop, values, "dated_on", "003"),
        text=_words(loop),
        is_in_line=line is not None,
    )


def _words(loop: Sequence[Segment]) -> str | None:
    said = [
        words
        for segment in loop
        if segment.tag in {"NTE", "MSG", "REF"}
        and (words := whole(segment, 3) if segment.tag == "REF" else whole(segment, 2))
    ]
    return " ".join(said) or None


def read_adjustment(message: Message, values: Values) -> AdjustmentValue:
    """Return what an 812 says: its amounts have two implied decimals."""
    head, loops, _ = divide(message.segments, frozenset({"CDD"}))
    bcd = first(head, "BCD") or message.header
    parties = parts.places(head)
    sender = of_role(parties, "BY", "PR", "BT", "FR", *parts.SELLERS)
    currency, _ = parts.currency(message.segments, parties)
    amount = values.cents(bcd.text(4), "amount", bcd)
    number, invoice, order = whole(bcd, 2), whole(bcd, 7), whole(bcd, 9)
    order = parts.reference(head, "PO") or order
    details = [_detail(loop, number, invoice, order, values) for loop in loops]
    return AdjustmentValue(
        number=number,
        amount=None if amount is None else _signed(amount, bcd.text(5)),
        currency=currency,
        issued_on=values.day(bcd.text(1), "issued_on", bcd),
        invoice_number=invoice or parts.reference(head, "IV"),
        po_number=order,
        sender_name=None if sender is None else sender.name,
        sender_id=(None if sender is None else sender.identifier) or message.group.sender,
        deductions=tuple(each for each in details if each is not None),
    )


def _detail(
    loop: Sequence[Segment],
    number: str | None,
    invoice: str | None,
    order: str | None,
    values: Values,
) -> DeductionValue | None:
    cdd = loop[0]
    amount = values.cents(cdd.text(4), "amount", cdd)
    if amount is None:
        return None
    return DeductionValue(
        amount=_signed(amount, cdd.text(2)),
        reference=parts.reference(loop, "CM", "DB", "DM") or number,
        reason=reason_of(cdd.text(1)),
        reason_code=cdd.text(1),
        invoice_number=parts.reference(loop, "IV") or invoice,
        po_number=parts.reference(loop, "PO") or order,
        text=_words(loop) or parts.description(loop),
    )


def _signed(amount: Decimal, flag: str | None) -> Decimal:
    """Return a debit as taken off, a credit as given back."""
    return amount if flag == _DEBIT else -amount
