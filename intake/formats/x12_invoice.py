"""X12 810: an invoice or a credit, with amounts that have two implied decimals (T108)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from intake.formats import edi_credits
from intake.formats import x12_parts as parts
from intake.formats.edi import Message, Segment, Values, count_differs, divide, first, missing
from intake.formats.edi_places import Place, of_role
from intake.formats.x12_interchange import whole
from intake.rules.reading import (
    AllowanceCharge,
    DocumentKind,
    Evidence,
    InvoiceLine,
    InvoiceReading,
    Party,
    TaxBreakdown,
)

_CREDITS: Final = frozenset({"CR", "CN"})
_DEBITS: Final = frozenset({"DR"})
_SUMMARY: Final = frozenset({"TDS", "CAD", "ISS", "CTT"})
_ASSIGNED_BY_BUYER: Final = "92"
_CENT: Final = Decimal("0.01")
_ZERO: Final = Decimal(0)
_BY_ADDRESS: Final = Evidence(
    page=None,
    box=None,
    text="All addresses in the message are in one country.",
    method="address",
    confidence=Decimal("0.9"),
)


@dataclass(slots=True)
class Sums:
    """What the lines and the foot of an invoice come to, before one tax is chosen."""

    lines: Decimal | None = None
    allowances: Decimal = _ZERO
    charges: Decimal = _ZERO
    line_tax: Decimal | None = None
    foot_tax: Decimal | None = None
    tax: Decimal | None = None
    gross: Decimal | None = None
    parts: list[AllowanceCharge] = field(default_factory=list)

    def add(self, part: AllowanceCharge) -> None:
        """Take an allowance or a charge of the whole document in."""
        self.parts.append(part)
        if part.is_charge:
            self.charges += part.amount
        else:
            self.allowances += part.amount

    def settle(self, *, lines_have_extras: bool) -> None:
        """Choose the reading of the foot that makes the total true.

        Taxes stand on the lines, at the foot, or in both places as parts and their sum; so do
        charges, which then count once. Where nothing ties, what is stated stands, and the totals
        are found to differ.
        """
        both = (
            None
            if self.line_tax is None or self.foot_tax is None
            else self.line_tax + self.foot_tax
        )
        taxes = (self.foot_tax, self.line_tax, both)
        self.tax = self.line_tax if self.foot_tax is None else self.foot_tax
        if self.gross is None or self.lines is None:
            return
        extras = self.charges - self.allowances
        for counted in (extras, _ZERO) if lines_have_extras else (extras,):
            for tax in taxes if self.tax is not None else (_ZERO,):
                if tax is not None and self.lines + counted + tax == self.gross:
                    self.tax = tax if self.tax is not None else None
                    if counted != extras:
                        self.parts, self.charges, self.allowances = [], _ZERO, _ZERO
                    return

    @property
    def net(self) -> Decimal | None:
        """Return the total without tax."""
        return None if self.gross is None else self.gross - (self.tax or _ZERO)


def read(message: Message, values: Values) -> InvoiceReading:
    """Return what an 810 says."""
    head, loops, foot = divide(message.segments, frozenset({"IT1"}), _SUMMARY)
    big = first(head, "BIG") or message.header
    parties = parts.places(head)
    lines, sums = _lines(loops, values)
    _foot(head, foot, lines, sums, values)
    currency, is_stated = parts.currency(message.segments, parties)
    words, due = parts.terms(head, values)
    kind = DocumentKind.CREDIT_NOTE if big.text(7) in _CREDITS else DocumentKind.INVOICE
    _check_counts(message, loops, values)
    if of_role(parties, "ST", "BS") is None and not _has_ship_to(loops):
        values.wrong(missing("place that the goods were shipped to (N1*ST)", "ship_to"))
    tax = sums.tax
    return edi_credits.signed(
        InvoiceReading(
            kind=kind,
            syntax="x12",
            profile=None,
            invoice_number=whole(big, 2),
            issue_date=values.day(big.text(1), "issue_date", big),
            due_date=due,
            delivery_date=parts.dated(head, values, "delivery_date", "035", "050"),
            type_code=type_code(big.text(7), kind),
            currency=currency,
            purchase_order=whole(big, 4) or parts.reference(head, "PO"),
            contract_reference=parts.reference(head, "CT"),
            despatch_reference=parts.reference(head, "SI", "PK", "BM"),
            preceding_invoice=parts.reference(head, "OI", "IV", "I5")
            if kind is DocumentKind.CREDIT_NOTE
            else None,
            seller=seller(message, head, parties),
            buyer=buyer(parties),
            payee_name=getattr(of_role(parties, "RE", "RI", "PE"), "name", None),
            payment_terms=words,
            line_total=sums.lines,
            allowance_total=sums.allowances or None,
            charge_total=sums.charges or None,
            net_total=sums.net,
            tax_total=tax,
            gross_total=sums.gross,
            tax_breakdown=_breakdown(foot, lines, sums, tax, values),
            allowances_charges=tuple(sums.parts),
            lines=lines,
            notes=notes(message.segments),
            evidence=() if is_stated or currency is None else (("currency", _BY_ADDRESS),),
        )
    )


def type_code(stated: str | None, kind: DocumentKind) -> str:
    """Return the UNTDID 1001 code for what the invoice calls itself."""
    if kind is DocumentKind.CREDIT_NOTE:
        return "381"
    return "383" if stated in _DEBITS else "380"


def seller(message: Message, head: Sequence[Segment], parties: Sequence[Place]) -> Party:
    """Return who claims: the party itself, numbered as the buyer numbers it where that is said."""
    place = of_role(parties, *parts.SELLERS)
    ours = parts.reference(head, "IA", "VR")
    if place is None:
        number = ours or message.group.sender or message.envelope.sender
        return Party(identifier=number, endpoint=message.envelope.sender)
    party = place.as_party()
    if ours and place.qualifier != _ASSIGNED_BY_BUYER:
        party = replace(party, identifier=ours, registration_id=party.identifier)
    return replace(party, endpoint=message.envelope.sender)


def buyer(parties: Sequence[Place]) -> Party:
    """Return who is to pay."""
    place = of_role(parties, *parts.BUYERS)
    return place.as_party() if place is not None else Party()


def notes(segments: Sequence[Segment]) -> tuple[str, ...]:
    """Return the free words of the message, each once."""
    said = [
        words
        for segment in segments
        if segment.tag in {"NTE", "MSG"}
        and (words := whole(segment, 2 if segment.tag == "NTE" else 1))
    ]
    return tuple(dict.fromkeys(said))


def _lines(loops: Sequence[list[Segment]], values: Values) -> tuple[tuple[InvoiceLine, ...], Sums]:
    sums = Sums()
    lines = []
    for number, loop in enumerate(loops, 1):
        line, tax = _line(number, loop, values)
        lines.append(line)
        if tax is not None:
            sums.line_tax = (sums.line_tax or _ZERO) + tax
    nets = [line.net for line in lines if line.net is not None]
    if nets and len(nets) == len(lines):
        sums.lines = sum(nets, _ZERO)
    return tuple(lines), sums


def _line(
    number: int, loop: Sequence[Segment], values: Values
) -> tuple[InvoiceLine, Decimal | None]:
    it1 = loop[0]
    quantity = values.number(it1.text(2), "quantity", it1)
    price = values.number(it1.text(4), "unit_price", it1)
    if price is None and it1.text(4) is None and (ctp := first(loop, "CTP")) is not None:
        price = values.number(ctp.text(3), "unit_price", ctp)
    base = parts.price_base(it1, 5)
    found = [each for s in loop if s.tag == "SAC" and (each := parts.charge(s, values))]
    extras = tuple(each.part for each in found if not each.is_tax)
    taxes = [each.part for each in found if each.is_tax]
    tax = taxes_of(loop, values)
    if tax is None and taxes:
        tax = sum((each.amount for each in taxes), _ZERO)
    line = InvoiceLine(
        line=it1.text(1) or str(number),
        description=parts.description(loop),
        quantity=quantity,
        unit=parts.unit(it1.text(3)),
        unit_price=price,
        price_base_quantity=base,
        net=net_of(quantity, price, base, extras),
        tax_rate=next((each.percent for each in taxes if each.percent is not None), None),
        **parts.item_numbers(it1, 6, it1.text(3)),
        po_number=parts.paired(it1, 6, ("PO",)) or parts.reference(loop, "PO"),
        po_line=parts.paired(it1, 6, ("PL",)),
        allowances_charges=extras,
    )
    return line, tax


def net_of(
    quantity: Decimal | None,
    price: Decimal | None,
    base: Decimal | None,
    extras: Sequence[AllowanceCharge],
) -> Decimal | None:
    """Return the amount of a line, which the set does not print: rounded once, to the cent."""
    if quantity is None or price is None:
        return None
    more = sum((each.amount if each.is_charge else -each.amount for each in extras), _ZERO)
    exact = quantity * price / (base or Decimal(1)) + more
    return exact.quantize(_CENT, ROUND_HALF_UP)


def taxes_of(segments: Sequence[Segment], values: Values) -> Decimal | None:
    """Return the taxes stated in `TXI`, where amounts have a decimal point; `TX` is their sum."""
    stated = [
        (segment.text(1), amount)
        for segment in segments
        if segment.tag == "TXI"
        and (amount := values.number(segment.text(2), "tax_total", segment)) is not None
    ]
    total = [amount for code, amount in stated if code == "TX"]
    amounts = total or [amount for _, amount in stated]
    return sum(amounts, _ZERO) if amounts else None


def _foot(
    head: Sequence[Segment],
    foot: Sequence[Segment],
    lines: Sequence[InvoiceLine],
    sums: Sums,
    values: Values,
) -> None:
    tds = first(foot, "TDS") or first(head, "TDS")
    if tds is not None:
        sums.gross = values.cents(tds.text(1), "gross_total", tds)
    taxes = []
    for segment in (*head, *foot):
        if segment.tag == "SAC" and (found := parts.charge(segment, values)) is not None:
            if found.is_tax:
                taxes.append(found.part.amount)
            else:
                sums.add(found.part)
    tax = taxes_of([*head, *foot], values)
    if tax is None and taxes:
        tax = sum(taxes, _ZERO)
    sums.foot_tax = tax
    sums.settle(lines_have_extras=any(line.allowances_charges for line in lines))


def _breakdown(
    foot: Sequence[Segment],
    lines: Sequence[InvoiceLine],
    sums: Sums,
    tax: Decimal | None,
    values: Values,
) -> tuple[TaxBreakdown, ...]:
    """Return the one row that can be told: a single rate for the whole document."""
    if tax is None:
        return ()
    rates = {line.tax_rate for line in lines}
    stated = {
        values.number(segment.text(3), "tax_rate", segment)
        for segment in foot
        if segment.tag == "TXI"
    } - {None}
    rate = None
    if len(stated) == 1:
        rate = next(iter(stated))
    elif len(rates) == 1:
        rate = next(iter(rates))
    if rate is None or sums.net is None:
        return ()
    return (TaxBreakdown(category=None, rate=rate, base=sums.net, tax=tax),)


def _has_ship_to(loops: Sequence[list[Segment]]) -> bool:
    return any(s.tag == "N1" and s.text(1) in {"ST", "BS"} for loop in loops for s in loop)


def _check_counts(message: Message, loops: Sequence[list[Segment]], values: Values) -> None:
    ctt = first(message.segments, "CTT")
    if ctt is None:
        return
    problem = count_differs("lines (CTT01)", values.count(ctt.text(1)), len(loops), ctt.line)
    if problem is not None:
        values.wrong(problem)
