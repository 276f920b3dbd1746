"""X12 880: the grocery products invoice, an 810 in the segments of the grocery trade."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from intake.formats import edi_credits, x12_invoice
from intake.formats import x12_parts as parts
from intake.formats.edi import Message, Segment, Values, count_differs, divide, first, missing
from intake.formats.edi_places import of_role
from intake.formats.x12_interchange import whole
from intake.rules.reading import AllowanceCharge, DocumentKind, InvoiceLine, InvoiceReading

_LINE: Final = frozenset({"G17"})
_FOOT: Final = frozenset({"G31", "G33", "TXI"})
_CREDITS: Final = frozenset({"CR", "CN"})
_CHARGES: Final = frozenset({"06"})  # method of handling: charge to be paid by the customer
_ALLOWANCES: Final = frozenset({"02"})  # off invoice
_ZERO: Final = Decimal(0)


def read(message: Message, values: Values) -> InvoiceReading:
    """Return what an 880 says."""
    head, loops, foot = divide(message.segments, _LINE, _FOOT)
    g01 = first(head, "G01") or message.header
    parties = parts.places(head)
    currency, _ = parts.currency(message.segments, parties)
    lines = tuple(_line(number, loop, values) for number, loop in enumerate(loops, 1))
    extras = _extras(head, values)
    g33 = first(message.segments, "G33")
    gross = None if g33 is None else values.cents(g33.text(1), "gross_total", g33)
    tax = x12_invoice.taxes_of(foot, values)
    kind = DocumentKind.CREDIT_NOTE if g01.text(6) in _CREDITS else DocumentKind.INVOICE
    nets = [line.net for line in lines if line.net is not None]
    words, due = _terms(head, values)
    if of_role(parties, "ST") is None:
        values.wrong(missing("place that the goods were shipped to (N1*ST)", "ship_to"))
    _check_units(message, lines, values)
    charges = sum((each.amount for each in extras if each.is_charge), _ZERO)
    allowances = sum((each.amount for each in extras if not each.is_charge), _ZERO)
    return edi_credits.signed(
        InvoiceReading(
            kind=kind,
            syntax="x12",
            invoice_number=whole(g01, 2),
            issue_date=values.day(g01.text(1), "issue_date", g01),
            due_date=due,
            delivery_date=parts.dated(head, values, "delivery_date", "35"),
            type_code=x12_invoice.type_code(g01.text(6), kind),
            currency=currency,
            purchase_order=whole(g01, 4) or parts.reference(head, "PO"),
            seller=x12_invoice.seller(message, head, parties),
            buyer=x12_invoice.buyer(parties),
            payment_terms=words,
            line_total=sum(nets, _ZERO) if nets and len(nets) == len(lines) else None,
            allowance_total=allowances or None,
            charge_total=charges or None,
            net_total=None if gross is None else gross - (tax or _ZERO),
            tax_total=tax,
            gross_total=gross,
            allowances_charges=extras,
            lines=lines,
            notes=x12_invoice.notes(message.segments),
        )
    )


def _line(number: int, loop: Sequence[Segment], values: Values) -> InvoiceLine:
    g17 = loop[0]
    quantity = values.number(g17.text(1), "quantity", g17)
    price = values.number(g17.text(3), "unit_price", g17)
    extras = _extras(loop, values)
    numbers = parts.item_numbers(g17, 5, g17.text(2))
    words = first(loop, "G69")
    return InvoiceLine(
        line=str(number),
        description=whole(words, 1) if words is not None else None,
        quantity=quantity,
        unit=parts.unit(g17.text(2)),
        unit_price=price,
        net=x12_invoice.net_of(quantity, price, None, extras),
        seller_item_id=numbers["seller_item_id"],
        buyer_item_id=numbers["buyer_item_id"],
        gtin=numbers["gtin"] or g17.text(4),
        allowances_charges=extras,
    )


def _extras(segments: Sequence[Segment], values: Values) -> tuple[AllowanceCharge, ...]:
    """Return what `G72` takes off the invoice or puts on it; other ways of paying change nothing.

    The total of a `G72` has two implied decimals.
    """
    found = []
    for place, segment in enumerate(segments):
        if segment.tag != "G72" or segment.text(2) not in _CHARGES | _ALLOWANCES:
            continue
        amount = values.cents(segment.text(8), "allowance_amount", segment)
        if not amount:
            continue
        following = segments[place + 1] if place + 1 < len(segments) else None
        is_named = following is not None and following.tag == "G73"
        found.append(
            AllowanceCharge(
                is_charge=segment.text(2) in _CHARGES,
                amount=abs(amount),
                reason=whole(following, 1) if following is not None and is_named else None,
                reason_code=segment.text(1),
            )
        )
    return tuple(found)


def _terms(head: Sequence[Segment], values: Values) -> tuple[str | None, date | None]:
    g23 = first(head, "G23")
    if g23 is None:
        return None, None
    percent = values.number(g23.text(5), "discount_percent", g23)
    words = []
    if percent and g23.text(7):
        words.append(f"{percent.normalize():f}%/{g23.text(7)}")
    if net := g23.text(9):
        words.append(f"net {net}")
    return " ".join(words) or None, values.day(g23.text(8), "due_date", g23)


def _check_units(message: Message, lines: Sequence[InvoiceLine], values: Values) -> None:
    g31 = first(message.segments, "G31")
    if g31 is None or any(line.quantity is None for line in lines):
        return
    total = sum((line.quantity or _ZERO for line in lines), _ZERO)
    stated = values.number(g31.text(1), "units", g31)
    if (problem := count_differs("units shipped (G31)", stated, total, g31.line)) is not None:
        values.wrong(problem)
