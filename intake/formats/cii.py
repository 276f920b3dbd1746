"""UN/CEFACT Cross Industry Invoice: D16B and later, ZUGFeRD 1.0, and the drafts before it.

The generations differ in the names of a few aggregates only, so each is looked up by its known
names; a value is read once, whatever its generation calls it.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, TypedDict

from intake.formats.cii_parts import (
    NONE,
    Element,
    Many,
    allowances,
    day_in,
    id_of,
    line_of,
    party,
    pick,
    tax_rows,
    texts_in,
)
from intake.formats.kinds import kind_of
from intake.formats.xml_values import (
    Children,
    Values,
    all_children,
    child,
    first_children,
    firsts,
    local_name,
    looks_like_bic,
    looks_like_iban,
    text_of,
)
from intake.rules.findings import FindingValue
from intake.rules.reading import InvoiceLine, InvoiceReading

ROOTS: Final = frozenset({"CrossIndustryInvoice", "CrossIndustryDocument"})
TRANSACTIONS: Final = ("SupplyChainTradeTransaction", "SpecifiedSupplyChainTradeTransaction")

_SUMMATIONS: Final = (
    "SpecifiedTradeSettlementHeaderMonetarySummation",
    "SpecifiedTradeSettlementMonetarySummation",
)


def is_cii(root: Element) -> bool:
    """Whether this root is a Cross Industry Invoice of any generation."""
    if local_name(root.tag) in ROOTS:
        return True
    return any(local_name(element.tag) in TRANSACTIONS for element in root)


@dataclass(frozen=True, slots=True)
class _Deal:
    """The parts of the transaction, by name."""

    agreement: Children
    delivery: Children
    settlement: Many
    lines: list[Element]


def read(root: Element, syntax: str = "cii") -> tuple[InvoiceReading, tuple[FindingValue, ...]]:
    """The invoice or credit note under this root, and what in it could not be read."""
    values = Values()
    head = first_children(root)
    context = pick(head, "ExchangedDocumentContext", "SpecifiedExchangedDocumentContext")
    document = all_children(pick(head, "ExchangedDocument", "HeaderExchangedDocument"))
    trade = all_children(pick(head, *TRANSACTIONS))
    parts = firsts(trade)
    agreement = first_children(
        pick(parts, "ApplicableHeaderTradeAgreement", "ApplicableSupplyChainTradeAgreement")
    )
    delivery = first_children(
        pick(parts, "ApplicableHeaderTradeDelivery", "ApplicableSupplyChainTradeDelivery")
    )
    settlement = all_children(
        pick(parts, "ApplicableHeaderTradeSettlement", "ApplicableSupplyChainTradeSettlement")
    )
    profile = text_of(child(context, "GuidelineSpecifiedDocumentContextParameter", "ID"))
    deal = _Deal(
        agreement, delivery, settlement, trade.get("IncludedSupplyChainTradeLineItem", NONE)
    )
    return _reading(profile, syntax, document, deal, values), tuple(values.problems)


def _reading(
    profile: str | None, syntax: str, document: Many, deal: _Deal, values: Values
) -> InvoiceReading:
    agreement, settlement = deal.agreement, deal.settlement
    title = firsts(document)
    money = firsts(settlement)
    summation = all_children(pick(money, *_SUMMATIONS))
    currency = text_of(money.get("InvoiceCurrencyCode")) or _currency_of(summation)
    type_code = text_of(title.get("TypeCode"))
    totals = _Totals(summation, currency, values)
    means = _Means(settlement.get("SpecifiedTradeSettlementPaymentMeans", NONE))
    terms = settlement.get("SpecifiedTradePaymentTerms", NONE)
    read_lines = [line_of(line, number, values) for number, line in enumerate(deal.lines, 1)]
    return InvoiceReading(
        kind=kind_of(type_code, is_credit_root=False),
        syntax=syntax,
        profile=profile,
        invoice_number=text_of(title.get("ID")),
        issue_date=day_in(title.get("IssueDateTime"), "issue_date", values),
        due_date=_due_date(terms, values),
        type_code=type_code,
        currency=currency,
        tax_currency=text_of(money.get("TaxCurrencyCode")),
        seller=party(agreement.get("SellerTradeParty")),
        buyer=party(agreement.get("BuyerTradeParty")),
        payee_name=text_of(child(money.get("PayeeTradeParty"), "Name")),
        iban=means.iban,
        bic=means.bic,
        account_number=means.account_number,
        routing_number=means.routing_number,
        payment_means_code=means.code,
        payment_reference=text_of(money.get("PaymentReference")),
        payment_terms=next(iter(texts_in(terms, "Description")), None),
        line_total=totals.amount("LineTotalAmount", "line_total"),
        allowance_total=totals.amount("AllowanceTotalAmount", "allowance_total"),
        charge_total=totals.amount("ChargeTotalAmount", "charge_total"),
        net_total=totals.amount("TaxBasisTotalAmount", "net_total"),
        tax_total=totals.amount("TaxTotalAmount", "tax_total"),
        gross_total=totals.amount("GrandTotalAmount", "gross_total"),
        prepaid=totals.amount("TotalPrepaidAmount", "prepaid"),
        rounding=totals.amount("RoundingAmount", "rounding"),
        amount_due=totals.amount("DuePayableAmount", "amount_due"),
        tax_breakdown=tax_rows(settlement.get("ApplicableTradeTax", NONE), values),
        allowances_charges=allowances(settlement, values),
        lines=tuple(line for line in read_lines if not _is_text_only(line)),
        notes=_notes(document, read_lines, terms),
        **_references(agreement, deal.delivery, money, values),
    )


class _References(TypedDict):
    """The fields that name other documents."""

    delivery_date: date | None
    purchase_order: str | None
    buyer_reference: str | None
    contract_reference: str | None
    despatch_reference: str | None
    receipt_reference: str | None
    preceding_invoice: str | None
    preceding_invoice_date: date | None


def _references(
    agreement: Children, delivery: Children, money: Children, values: Values
) -> _References:
    """Return what the invoice refers to: orders, contracts, deliveries, an earlier invoice."""
    preceding = first_children(money.get("InvoiceReferencedDocument"))
    delivered = child(delivery.get("ActualDeliverySupplyChainEvent"), "OccurrenceDateTime")
    return _References(
        delivery_date=day_in(delivered, "delivery_date", values),
        purchase_order=id_of(agreement.get("BuyerOrderReferencedDocument")),
        buyer_reference=text_of(agreement.get("BuyerReference")),
        contract_reference=id_of(agreement.get("ContractReferencedDocument")),
        despatch_reference=id_of(
            pick(delivery, "DespatchAdviceReferencedDocument", "DeliveryNoteReferencedDocument")
        ),
        receipt_reference=id_of(delivery.get("ReceivingAdviceReferencedDocument")),
        preceding_invoice=id_of(money.get("InvoiceReferencedDocument")),
        preceding_invoice_date=day_in(
            pick(preceding, "FormattedIssueDateTime", "IssueDateTime"),
            "preceding_invoice_date",
            values,
        ),
    )


def _is_text_only(line: InvoiceLine) -> bool:
    """ZUGFeRD 1.0 puts free text into lines of its own: nothing is sold in them."""
    return (
        line.description is None
        and line.quantity is None
        and line.unit_price is None
        and line.net is None
    )


def _notes(document: Many, lines: list[InvoiceLine], terms: list[Element]) -> tuple[str, ...]:
    """The notes of the header, of lines that are only text, and further payment terms."""
    notes = texts_in(document.get("IncludedNote", NONE), "Content")
    notes += [line.note for line in lines if line.note and _is_text_only(line)]
    notes += texts_in(terms, "Description")[1:]
    return tuple(notes)


def _currency_of(summation: Many) -> str | None:
    """Where no currency is stated, the amounts may name it."""
    for elements in summation.values():
        for element in elements:
            if currency := element.get("currencyID"):
                return currency
    return None


class _Totals:
    """The monetary summation; of two totals the one in the invoice's currency counts."""

    __slots__ = ("currency", "parts", "values")

    def __init__(self, parts: Many, currency: str | None, values: Values) -> None:
        self.parts = parts
        self.currency = currency
        self.values = values

    def amount(self, name: str, field: str) -> Decimal | None:
        elements = self.parts.get(name)
        if not elements:
            return None
        for element in elements:
            if element.get("currencyID") == self.currency:
                return self.values.amount(element, field)
        return self.values.amount(elements[0], field)


class _Means:
    """What the payment means say; the first account that can be paid wins."""

    __slots__ = ("account_number", "bic", "code", "iban", "routing_number")

    def __init__(self, elements: list[Element]) -> None:
        self.code: str | None = None
        self.iban: str | None = None
        self.bic: str | None = None
        self.account_number: str | None = None
        self.routing_number: str | None = None
        for element in elements:
            self._read(first_children(element))

    def _read(self, parts: Children) -> None:
        self.code = self.code or text_of(parts.get("TypeCode"))
        if self.iban is None and self.account_number is None:
            self._take(parts)

    def _take(self, parts: Children) -> None:
        account = first_children(parts.get("PayeePartyCreditorFinancialAccount"))
        bank = first_children(parts.get("PayeeSpecifiedCreditorFinancialInstitution"))
        iban, own = text_of(account.get("IBANID")), text_of(account.get("ProprietaryID"))
        if iban is None and own is not None and looks_like_iban(own):
            iban, own = own, None
        self.iban, self.account_number = iban, own
        bic = text_of(bank.get("BICID"))
        code = text_of(pick(bank, "GermanBankleitzahlID", "ClearingSystemIdentificationID"))
        if bic and not iban and not looks_like_bic(bic):
            code, bic = code or bic, None
        self.bic = bic
        self.routing_number = code


def _due_date(terms: list[Element], values: Values) -> date | None:
    for element in terms:
        found = child(element, "DueDateDateTime")
        if found is not None and (day := day_in(found, "due_date", values)) is not None:
            return day
    return None
