"""Credit notes against the invoice they take back.

The direction comes from the kind of document, never from a sign (T29). A credit note without its
invoice is held, with the nearest invoices named (T28); more than the invoice was is never credited
(T30). It needs no receipt.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.reasons import ReasonCode
from intake.rules.reading import InvoiceLine, InvoiceReading
from reconciliation.rules.keys import gtin_key, id_key, number_of_line, words_of
from reconciliation.rules.match_values import (
    Difference,
    LineMatchValue,
    MatchResult,
    MatchStatus,
)
from reconciliation.rules.shares import goods_amount
from reconciliation.rules.wording import listed, money

ZERO = Decimal(0)
_NAMED_CANDIDATES = 3


@dataclass(frozen=True, slots=True)
class BilledLine:
    """A line of an invoice that is here, with the order line it was matched with."""

    line: str
    quantity: Decimal | None
    net: Decimal | None
    unit: str | None = None
    description: str | None = None
    buyer_item_id: str | None = None
    gtin: str | None = None
    seller_item_id: str | None = None
    po_number: str | None = None
    po_line: str | None = None
    order_price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class BilledInvoice:
    """An invoice that is here, and what was credited of it so far."""

    reference: str  # its case id, or "history:..." where only its payment is known
    invoice_number: str
    vendor_id: str | None
    issue_date: date | None
    gross_total: Decimal | None
    currency: str | None
    credited_gross: Decimal = ZERO
    purchase_order: str | None = None
    lines: tuple[BilledLine, ...] = ()


@dataclass(frozen=True, slots=True)
class CreditInput:
    """A credit note, the invoices it names that were found, and others of the vendor to rank."""

    reading: InvoiceReading
    vendor_id: str | None
    entity: str | None
    invoices: tuple[BilledInvoice, ...] = ()
    candidates: tuple[BilledInvoice, ...] = ()


def match_credit_note(given: CreditInput) -> MatchResult:
    """Compare a credit note with the invoice it takes back."""
    invoice = credited_invoice(given)
    if invoice is None:
        return MatchResult(MatchStatus.UNMATCHED, "none", (), (_without_invoice(given),))
    found = _judge_document(given, invoice)
    lines = tuple(_paired(given, invoice))
    billing = [line for line in given.reading.lines if line.net or line.quantity]
    complete = len({line.line for line in lines}) == len(billing) or not invoice.lines
    is_clean = complete and not found
    status = MatchStatus.MATCHED if is_clean else MatchStatus.PARTIAL
    return MatchResult(status, "preceding_invoice", lines, found)


def below_zero(reading: InvoiceReading) -> tuple[Difference, ...]:
    """Hold an invoice that asks for less than nothing: its kind says invoice, its sign is no kind.

    A credit comes as a credit note that names its invoice (T29).
    """
    asked = reading.gross_total
    if asked is None or asked >= 0:
        return ()
    return (
        Difference(
            code=ReasonCode.CREDIT_WITHOUT_INVOICE,
            text=f"The document is an invoice by its kind and asks for {money(asked)}: it takes"
            " money back without being a credit note for an invoice.",
            field="gross_total",
            expected="0 or more",
            actual=money(asked),
        ),
    )


def rank_invoices(
    reading: InvoiceReading, candidates: Sequence[BilledInvoice]
) -> tuple[BilledInvoice, ...]:
    """Return the invoices a credit note most likely takes back, the best first, at most three."""
    scored = []
    for invoice in candidates:
        if invoice.currency != reading.currency:
            continue
        if reading.issue_date and invoice.issue_date and invoice.issue_date > reading.issue_date:
            continue
        gross = _size(reading.gross_total)
        same_amount = gross is not None and gross == invoice.gross_total
        alike = sum(1 for line in reading.lines if _billed_line(line, invoice.lines) is not None)
        same_order = (
            reading.purchase_order is not None and reading.purchase_order == invoice.purchase_order
        )
        if not (same_amount or alike or same_order):
            continue
        age = 0
        if reading.issue_date and invoice.issue_date:
            age = (reading.issue_date - invoice.issue_date).days
        scored.append((not same_amount, not same_order, -alike, age, invoice.reference, invoice))
    scored.sort(key=lambda row: row[:-1])
    return tuple(row[-1] for row in scored[:_NAMED_CANDIDATES])


def credited_invoice(given: CreditInput) -> BilledInvoice | None:
    """Return the invoice the credit note names; a number that two vendors use needs the vendor."""
    if not given.reading.preceding_invoice:
        return None
    same_vendor = [
        invoice
        for invoice in given.invoices
        if given.vendor_id is None or invoice.vendor_id == given.vendor_id
    ]
    day = given.reading.preceding_invoice_date
    if len(same_vendor) > 1 and day is not None:
        same_vendor = [invoice for invoice in same_vendor if invoice.issue_date == day]
    return same_vendor[0] if len(same_vendor) == 1 else None


def _without_invoice(given: CreditInput) -> Difference:
    ranked = rank_invoices(given.reading, (*given.invoices, *given.candidates))
    stated = given.reading.preceding_invoice
    text = "The credit note names no invoice."
    if stated:
        text = f"The credit note names invoice {stated}, which is not here for this vendor."
    if ranked:
        named = [
            f"{one.invoice_number} over {money(one.gross_total or ZERO)} {one.currency}"
            for one in ranked
        ]
        text += f" Closest: {listed(named)}."
    return Difference(
        code=ReasonCode.CREDIT_WITHOUT_INVOICE,
        text=text,
        field="preceding_invoice",
        actual=stated,
        reference=ranked[0].reference if ranked else None,
    )


def _judge_document(given: CreditInput, invoice: BilledInvoice) -> tuple[Difference, ...]:
    reading = given.reading
    if reading.currency and invoice.currency and reading.currency != invoice.currency:
        return (
            Difference(
                code=ReasonCode.CURRENCY_MISMATCH,
                text=f"Invoice {invoice.invoice_number} is in {invoice.currency}, its credit note"
                f" in {reading.currency}.",
                field="currency",
                expected=invoice.currency,
                actual=reading.currency,
                reference=invoice.reference,
            ),
        )
    gross = _size(reading.gross_total)
    if gross is None or invoice.gross_total is None:
        return ()
    credited = invoice.credited_gross + gross
    if credited <= invoice.gross_total:
        return ()
    before = f", {money(invoice.credited_gross)} of it before" if invoice.credited_gross else ""
    return (
        Difference(
            code=ReasonCode.CREDIT_EXCEEDS_INVOICE,
            text=f"{money(credited)} credited in all{before}; invoice {invoice.invoice_number} was"
            f" {money(invoice.gross_total)}.",
            field="gross_total",
            expected=money(invoice.gross_total),
            actual=money(credited),
            reference=invoice.reference,
        ),
    )


def _paired(given: CreditInput, invoice: BilledInvoice) -> list[LineMatchValue]:
    """Pair the lines of a credit note with those of its invoice, each at most once."""
    free = list(invoice.lines)
    result = []
    for line in given.reading.lines:
        billed = _billed_line(line, free)
        if billed is None:
            continue
        free.remove(billed)
        result.append(_line_match(line, billed))
    return result


def _billed_line(line: InvoiceLine, billed: Sequence[BilledLine]) -> BilledLine | None:
    """Find the invoice line for a credit line: by item, by words, then by net alone if unique."""
    for same in (_same_item, _same_words):
        found = [one for one in billed if same(line, one)]
        exact = [one for one in found if _size(one.net) == _size(line.net)]
        if found:
            return (exact or found)[0]
    nets = [one for one in billed if line.net is not None and _size(one.net) == _size(line.net)]
    return nets[0] if len(nets) == 1 else None


def _same_item(line: InvoiceLine, billed: BilledLine) -> bool:
    pairs = (
        (id_key(line.buyer_item_id), id_key(billed.buyer_item_id)),
        (gtin_key(line.gtin), gtin_key(billed.gtin)),
        (id_key(line.seller_item_id), id_key(billed.seller_item_id)),
    )
    if any(one is not None and one == other for one, other in pairs):
        return True
    ordered = number_of_line(line.po_line), id_key(line.po_number)
    return None not in ordered and ordered == (
        number_of_line(billed.po_line),
        id_key(billed.po_number),
    )


def _same_words(line: InvoiceLine, billed: BilledLine) -> bool:
    return bool(line.description) and words_of(line.description) == words_of(billed.description)


def _line_match(line: InvoiceLine, billed: BilledLine) -> LineMatchValue:
    quantity, amount = _size(line.quantity), abs(goods_amount(line))
    price, agrees = billed.order_price, True
    variance = per_unit = None
    if price is not None and quantity:
        variance = amount - quantity * price
        per_unit = variance / quantity
        # A credit of less than half the price takes back money and no goods.
        agrees = amount * 2 >= quantity * price
    return LineMatchValue(
        line=line.line,
        po_number=billed.po_number,
        po_line=billed.po_line,
        quantity=quantity if agrees else ZERO,
        amount=amount,
        quantity_variance=ZERO,
        price_variance=per_unit,
        amount_variance=variance,
        price_agrees=agrees,
        order_price=price,
    )


def _size(value: Decimal | None) -> Decimal | None:
    """Return an amount without its sign: some vendors print credits as negative figures."""
    return None if value is None else abs(value)
