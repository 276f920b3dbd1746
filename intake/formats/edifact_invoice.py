"""EDIFACT INVOIC, D.93A to D.01B and EANCOM: an invoice or a credit."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from intake.formats import edi_credits
from intake.formats import edifact_parts as parts
from intake.formats.edi import Message, Segment, Values, count_differs, divide, first
from intake.formats.edi_places import of_role
from intake.formats.kinds import kind_of
from intake.formats.xml_values import looks_like_bic, looks_like_iban
from intake.rules.reading import (
    AllowanceCharge,
    DocumentKind,
    InvoiceLine,
    InvoiceReading,
    Party,
    TaxBreakdown,
)

_ASSIGNED_BY_BUYER: Final = "92"
_CENT: Final = Decimal("0.01")
_ZERO: Final = Decimal(0)


def read(message: Message, values: Values) -> InvoiceReading:
    """Return what an INVOIC says."""
    head, loops, foot = divide(message.segments, frozenset({"LIN"}), frozenset({"UNS"}))
    bgm = first(head, "BGM") or message.header
    code = bgm.text(1)
    kind = kind_of(code, is_credit_root=False)
    lines = tuple(_line(number, loop, values) for number, loop in enumerate(loops, 1))
    extras = parts.charges(head, values) or parts.charges(foot, values)
    foot = parts.without_charges(foot)
    rows = _tax_rows(foot, values) or _tax_rows(head, values)
    words, due = parts.terms(head, values)
    gross = parts.amount(foot, values, "gross_total", "77", "39", "128", "86")
    owed = parts.amount(foot, values, "amount_due", "9")
    tax = _tax_total(foot, rows, values)
    goods = parts.amount(foot, values, "line_total", "79")
    gross = owed if gross is None else gross
    _check_count(message, loops, values)
    reading = InvoiceReading(
        kind=kind,
        syntax="edifact",
        invoice_number=bgm.text(2),
        issue_date=parts.dated(head, values, "issue_date", "137", "3"),
        due_date=due,
        delivery_date=parts.dated(head, values, "delivery_date", "35"),
        type_code=code,
        currency=parts.currency(message.segments),
        purchase_order=parts.reference(head, "ON", "CO") or _one_order(loops),
        contract_reference=parts.reference(head, "CT"),
        despatch_reference=parts.reference(head, "AAK", "DQ"),
        preceding_invoice=parts.reference(head, "IV", "OI")
        if kind is DocumentKind.CREDIT_NOTE
        else None,
        seller=_seller(message, head),
        buyer=_buyer(head),
        payment_terms=words,
        line_total=goods if goods is not None else _sum([line.net for line in lines]),
        allowance_total=parts.amount(foot, values, "allowance_total", "260")
        or _total(extras, False),
        charge_total=parts.amount(foot, values, "charge_total", "259") or _total(extras, True),
        net_total=_net(foot, gross, tax, values),
        tax_total=tax,
        gross_total=gross,
        prepaid=parts.amount(foot, values, "prepaid", "113"),
        amount_due=owed,
        tax_breakdown=rows,
        allowances_charges=extras,
        lines=lines,
    )
    return edi_credits.signed(_with_account(reading, head))


def _seller(message: Message, head: Sequence[Segment]) -> Party:
    place = of_role(parts.places(head), *parts.SELLERS)
    sender = message.envelope.sender
    if place is None:
        return Party(identifier=sender, endpoint=sender)
    return replace(place.as_party(), endpoint=sender)


def _buyer(head: Sequence[Segment]) -> Party:
    place = of_role(parts.places(head), *parts.BUYERS)
    return place.as_party() if place is not None else Party()


def _with_account(reading: InvoiceReading, head: Sequence[Segment]) -> InvoiceReading:
    """Return the reading with the account that is to be paid (FII)."""
    for segment in head:
        if segment.tag != "FII" or segment.text(1) not in {"BF", "RB", "PB"}:
            continue
        number, bank = segment.text(2), segment.text(3)
        bic = bank if bank and looks_like_bic(bank) else None
        if number and looks_like_iban(number):
            return replace(reading, iban=number, bic=bic)
        if number:
            return replace(
                reading, account_number=number, bic=bic, routing_number=None if bic else bank
            )
    return reading


def _line(number: int, loop: Sequence[Segment], values: Values) -> InvoiceLine:
    own = parts.without_charges(loop)
    count, unit = parts.quantity(own, values, "quantity", "47", "46", "12", "1", "21")
    price, base, price_unit = parts.price(own, values)
    extras = parts.charges(loop, values)
    stated = parts.amount(own, values, "net", "203")
    goods = parts.amount(own, values, "net", "66", "38")
    net, extras = _net_of_line(stated, goods, _computed(count, price, base), extras)
    rate, category = _rate(own, values)
    return InvoiceLine(
        line=loop[0].text(1) or str(number),
        description=parts.description(loop),
        quantity=count,
        unit=unit or price_unit,
        unit_price=price,
        price_base_quantity=base,
        net=net,
        tax_rate=rate,
        tax_category=category,
        **parts.item_numbers(loop),
        po_number=parts.reference(loop, "ON", "CO"),
        po_line=parts.reference(loop, "ON", "CO", line=True),
        allowances_charges=extras,
    )


def _net_of_line(
    stated: Decimal | None,
    goods: Decimal | None,
    computed: Decimal | None,
    extras: tuple[AllowanceCharge, ...],
) -> tuple[Decimal | None, tuple[AllowanceCharge, ...]]:
    """Return the amount of a line, and the allowances that its price does not hold already."""
    more = sum((each.amount if each.is_charge else -each.amount for each in extras), _ZERO)
    if stated is not None:
        is_in_price = computed is not None and abs(stated - computed) <= _CENT
        return stated, () if is_in_price else extras
    plain = goods if goods is not None else computed
    return (None if plain is None else plain + more), extras


def _computed(count: Decimal | None, price: Decimal | None, base: Decimal | None) -> Decimal | None:
    if count is None or price is None:
        return None
    return (count * price / (base or Decimal(1))).quantize(_CENT, ROUND_HALF_UP)


def _rate(segments: Sequence[Segment], values: Values) -> tuple[Decimal | None, str | None]:
    tax = first(segments, "TAX")
    if tax is None:
        return None, None
    return values.number(tax.text(5, 4), "tax_rate", tax), tax.text(6)


def _tax_rows(segments: Sequence[Segment], values: Values) -> tuple[TaxBreakdown, ...]:
    """Return the taxes by rate: each `TAX` with the amounts that follow it."""
    rows = []
    for place, segment in enumerate(segments):
        if segment.tag != "TAX":
            continue
        group: list[Segment] = []
        for each in segments[place + 1 :]:
            if each.tag != "MOA":
                break
            group.append(each)
        base = parts.amount(group, values, "tax_base", "125")
        tax = parts.amount(group, values, "tax_amount", "124")
        rate = values.number(segment.text(5, 4), "tax_rate", segment)
        if tax is not None or base is not None:
            rows.append(TaxBreakdown(segment.text(6), rate, base, tax))
    return tuple(rows)


def _tax_total(
    foot: Sequence[Segment], rows: Sequence[TaxBreakdown], values: Values
) -> Decimal | None:
    """Return the tax: stated for the whole message, or the sum of what is stated by rate."""
    alone: list[Segment] = []
    is_inside = False
    for segment in foot:
        is_inside = segment.tag == "TAX" or (is_inside and segment.tag == "MOA")
        if not is_inside:
            alone.append(segment)
    stated = parts.amount(alone, values, "tax_total", "124", "176", "150")
    return stated if stated is not None else _sum([row.tax for row in rows])


def _net(
    foot: Sequence[Segment], gross: Decimal | None, tax: Decimal | None, values: Values
) -> Decimal | None:
    if gross is not None and not _ZERO <= gross < (tax or _ZERO):
        return gross - (tax or _ZERO)
    return parts.amount(foot, values, "net_total", "125")


def _sum(amounts: Sequence[Decimal | None]) -> Decimal | None:
    known = [each for each in amounts if each is not None]
    return sum(known, _ZERO) if known and len(known) == len(amounts) else None


def _total(extras: Sequence[AllowanceCharge], is_charge: bool) -> Decimal | None:
    return sum((each.amount for each in extras if each.is_charge is is_charge), _ZERO) or None


def _one_order(loops: Sequence[list[Segment]]) -> str | None:
    """Return the order that all lines name, where the head names none."""
    named = {parts.reference(loop, "ON", "CO") for loop in loops}
    return named.pop() if len(named) == 1 else None


def _check_count(message: Message, loops: Sequence[list[Segment]], values: Values) -> None:
    check_lines(message, len(loops), values)


def check_lines(message: Message, found: int, values: Values) -> None:
    """Say where the message states another number of lines than it has (CNT+2)."""
    for segment in message.segments:
        if segment.tag != "CNT" or segment.text(1) != "2":
            continue
        stated = values.count(segment.text(1, 2))
        problem = count_differs("lines (CNT+2)", stated, found, segment.line)
        if problem is not None:
            values.wrong(problem)
