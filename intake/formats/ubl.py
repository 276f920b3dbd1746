"""UBL 2.x Invoice and CreditNote: also Peppol BIS 3 and XRechnung, any prefix or none.

The tree is walked once: each aggregate is turned into its children by local name, and only the
aggregates that EN 16931 maps are entered.
"""

from datetime import date
from decimal import Decimal
from typing import Final

from lxml import etree

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
from intake.rules.reading import (
    AllowanceCharge,
    InvoiceLine,
    InvoiceReading,
    Party,
    TaxBreakdown,
)

Element = etree._Element
Many = dict[str, list[Element]]

ROOTS: Final = frozenset({"Invoice", "CreditNote"})
_NAMESPACE: Final = "{urn:oasis:names:specification:ubl:"
_TELLING: Final = frozenset({"AccountingSupplierParty", "LegalMonetaryTotal"})
_NONE: Final[list[Element]] = []


def is_ubl(root: Element) -> bool:
    """Whether this root is a UBL invoice or credit note; other formats use the same two words."""
    if local_name(root.tag) not in ROOTS:
        return False
    if root.tag.startswith(_NAMESPACE):
        return True
    return any(local_name(element.tag) in _TELLING for element in root)


def read(root: Element, syntax: str = "ubl") -> tuple[InvoiceReading, tuple[FindingValue, ...]]:
    """The invoice or credit note under this root, and what in it could not be read."""
    values = Values()
    head = all_children(root)
    one = firsts(head)
    is_credit = root.tag.endswith("CreditNote")
    type_code = text_of(one.get("CreditNoteTypeCode" if is_credit else "InvoiceTypeCode"))
    totals = first_children(one.get("LegalMonetaryTotal"))
    currency = text_of(one.get("DocumentCurrencyCode")) or _currency_of(totals)
    tax_total, breakdown = _tax(head.get("TaxTotal", _NONE), currency, values)
    means = _payment_means(head.get("PaymentMeans", _NONE))
    preceding = _preceding(one, head)
    amount = values.amount
    reading = InvoiceReading(
        kind=kind_of(type_code, is_credit_root=is_credit),
        syntax=syntax,
        profile=text_of(one.get("CustomizationID")),
        invoice_number=text_of(one.get("ID")),
        issue_date=values.day(text_of(one.get("IssueDate")), "issue_date"),
        due_date=_due_date(one, head, means, values),
        delivery_date=_delivery_date(head.get("Delivery", _NONE), values),
        type_code=type_code,
        currency=currency,
        tax_currency=text_of(one.get("TaxCurrencyCode")),
        purchase_order=_id_in(one, "OrderReference"),
        buyer_reference=text_of(one.get("BuyerReference")),
        contract_reference=_id_in(one, "ContractDocumentReference"),
        despatch_reference=_id_in(one, "DespatchDocumentReference"),
        receipt_reference=_id_in(one, "ReceiptDocumentReference"),
        preceding_invoice=text_of(preceding.get("ID")) or text_of(preceding.get("ReferenceID")),
        preceding_invoice_date=values.day(
            text_of(preceding.get("IssueDate")), "preceding_invoice_date"
        ),
        seller=_party(child(one.get("AccountingSupplierParty"), "Party")),
        buyer=_party(child(one.get("AccountingCustomerParty"), "Party")),
        payee_name=text_of(child(one.get("PayeeParty"), "PartyName", "Name")),
        iban=means.iban,
        bic=means.bic,
        account_number=means.account_number,
        routing_number=means.routing_number,
        payment_means_code=means.code,
        payment_reference=means.reference,
        payment_terms=_payment_terms(head.get("PaymentTerms", _NONE)),
        line_total=amount(totals.get("LineExtensionAmount"), "line_total"),
        allowance_total=amount(totals.get("AllowanceTotalAmount"), "allowance_total"),
        charge_total=amount(totals.get("ChargeTotalAmount"), "charge_total"),
        net_total=amount(totals.get("TaxExclusiveAmount"), "net_total"),
        tax_total=tax_total,
        gross_total=_gross_total(totals, values),
        prepaid=amount(totals.get("PrepaidAmount"), "prepaid"),
        rounding=amount(totals.get("PayableRoundingAmount"), "rounding"),
        amount_due=amount(totals.get("PayableAmount"), "amount_due"),
        tax_breakdown=breakdown,
        allowances_charges=_allowances(head.get("AllowanceCharge", _NONE), values),
        lines=_lines(head, values),
        notes=_texts(head.get("Note", _NONE)),
    )
    return reading, tuple(values.problems)


def _preceding(one: Children, head: Many) -> Children:
    """The invoice this one corrects: stated once for the document, or in a line."""
    lines = head.get("CreditNoteLine", _NONE)
    for place in (one, *(first_children(line) for line in lines[:1])):
        reference = first_children(place.get("BillingReference"))
        for name in ("InvoiceDocumentReference", "CreditNoteDocumentReference"):
            if name in reference:
                return first_children(reference[name])
        if "DiscrepancyResponse" in place:
            return first_children(place["DiscrepancyResponse"])
    return {}


def _gross_total(totals: Children, values: Values) -> Decimal | None:
    """BT-112; before UBL 2.1 it was not stated, and is what is payable with what was paid."""
    stated = totals.get("TaxInclusiveAmount")
    if stated is not None:
        return values.amount(stated, "gross_total")
    payable = values.amount(totals.get("PayableAmount"), "amount_due")
    if payable is None:
        return None
    prepaid = values.amount(totals.get("PrepaidAmount"), "prepaid")
    rounding = values.amount(totals.get("PayableRoundingAmount"), "rounding")
    return payable + (prepaid or 0) - (rounding or 0)


class _Means:
    """What the payment means say; the first account wins, codes and references stay with it."""

    __slots__ = ("account_number", "bic", "code", "due", "iban", "reference", "routing_number")

    def __init__(self) -> None:
        self.code: str | None = None
        self.reference: str | None = None
        self.due: str | None = None
        self.iban: str | None = None
        self.bic: str | None = None
        self.account_number: str | None = None
        self.routing_number: str | None = None


def _payment_means(elements: list[Element]) -> _Means:
    means = _Means()
    for element in elements:
        parts = first_children(element)
        means.code = means.code or text_of(parts.get("PaymentMeansCode"))
        means.reference = means.reference or text_of(parts.get("PaymentID"))
        means.due = means.due or text_of(parts.get("PaymentDueDate"))
        account = first_children(parts.get("PayeeFinancialAccount"))
        number = text_of(account.get("ID"))
        if number and means.iban is None and means.account_number is None:
            _take_account(means, number, account)
    return means


def _take_account(means: _Means, number: str, account: Children) -> None:
    if looks_like_iban(number):
        means.iban = number
    else:
        means.account_number = number
    branch = first_children(account.get("FinancialInstitutionBranch"))
    institution = text_of(child(branch.get("FinancialInstitution"), "ID"))
    for identifier in (institution, text_of(branch.get("ID"))):
        if identifier is None:
            continue
        if means.iban or looks_like_bic(identifier):
            means.bic = means.bic or identifier
        else:
            means.routing_number = identifier


def _due_date(one: Children, head: Many, means: _Means, values: Values) -> date | None:
    text = text_of(one.get("DueDate")) or means.due
    if text is None:
        for terms in head.get("PaymentTerms", _NONE):
            text = text or text_of(child(terms, "PaymentDueDate"))
    return values.day(text, "due_date")


def _delivery_date(deliveries: list[Element], values: Values) -> date | None:
    for delivery in deliveries:
        if text := text_of(child(delivery, "ActualDeliveryDate")):
            return values.day(text, "delivery_date")
    return None


def _payment_terms(elements: list[Element]) -> str | None:
    notes = [
        text
        for terms in elements
        for note in terms
        if note.tag.endswith("Note") and (text := text_of(note))
    ]
    return "\n".join(notes) or None


def _texts(elements: list[Element]) -> tuple[str, ...]:
    return tuple(text for element in elements if (text := text_of(element)))


def _id_in(one: Children, name: str) -> str | None:
    element = one.get(name)
    return None if element is None else text_of(child(element, "ID"))


def _currency_of(totals: Children) -> str | None:
    for element in totals.values():
        if currency := element.get("currencyID"):
            return currency
    return None


def _party(element: Element | None) -> Party:
    parts = all_children(element)
    one = firsts(parts)
    legal = first_children(one.get("PartyLegalEntity"))
    address = first_children(one.get("PostalAddress"))
    contact = first_children(one.get("Contact"))
    vat_id, tax_id = _tax_ids(parts.get("PartyTaxScheme", _NONE))
    return Party(
        name=text_of(legal.get("RegistrationName"))
        or text_of(child(one.get("PartyName"), "Name"))
        or _tax_name(parts.get("PartyTaxScheme", _NONE)),
        vat_id=vat_id,
        tax_id=tax_id,
        registration_id=text_of(legal.get("CompanyID")),
        identifier=_id_in(one, "PartyIdentification"),
        endpoint=text_of(one.get("EndpointID")),
        street=text_of(address.get("StreetName")),
        city=text_of(address.get("CityName")),
        postcode=text_of(address.get("PostalZone")),
        country=text_of(child(address.get("Country"), "IdentificationCode")),
        email=text_of(contact.get("ElectronicMail")),
        phone=text_of(contact.get("Telephone")),
    )


def _tax_ids(schemes: list[Element]) -> tuple[str | None, str | None]:
    """BT-31 stands under the tax scheme VAT, BT-32 under any other."""
    vat_id = tax_id = None
    for element in schemes:
        parts = first_children(element)
        number = text_of(parts.get("CompanyID"))
        scheme = text_of(child(parts.get("TaxScheme"), "ID"))
        if scheme is not None and scheme.upper() == "VAT":
            vat_id = vat_id or number
        else:
            tax_id = tax_id or number
    return vat_id, tax_id


def _tax_name(schemes: list[Element]) -> str | None:
    for element in schemes:
        if name := text_of(child(element, "RegistrationName")):
            return name
    return None


def _tax(
    elements: list[Element], currency: str | None, values: Values
) -> tuple[Decimal | None, tuple[TaxBreakdown, ...]]:
    """The total in the document's currency; a second one is in the accounting currency."""
    chosen = None
    for element in elements:
        stated = child(element, "TaxAmount")
        if stated is not None and stated.get("currencyID") == currency:
            chosen = element
            break
    if chosen is None:
        chosen = next(iter(elements), None)
    if chosen is None:
        return None, ()
    parts = all_children(chosen)
    total = values.amount(firsts(parts).get("TaxAmount"), "tax_total")
    return total, tuple(_tax_row(row, values) for row in parts.get("TaxSubtotal", _NONE))


def _tax_row(element: Element, values: Values) -> TaxBreakdown:
    parts = first_children(element)
    category = first_children(parts.get("TaxCategory"))
    rate = category.get("Percent")
    return TaxBreakdown(
        category=text_of(category.get("ID")),
        rate=values.amount(parts.get("Percent") if rate is None else rate, "tax_rate"),
        base=values.amount(parts.get("TaxableAmount"), "tax_base"),
        tax=values.amount(parts.get("TaxAmount"), "tax_amount"),
        exemption_reason=text_of(category.get("TaxExemptionReason")),
    )


def _allowances(elements: list[Element], values: Values) -> tuple[AllowanceCharge, ...]:
    return tuple(
        allowance
        for element in elements
        if (allowance := _allowance(first_children(element), values)) is not None
    )


def _allowance(parts: Children, values: Values) -> AllowanceCharge | None:
    amount = values.amount(parts.get("Amount"), "allowance_amount")
    if amount is None:
        return None
    category = first_children(parts.get("TaxCategory"))
    return AllowanceCharge(
        is_charge=text_of(parts.get("ChargeIndicator")) in {"true", "1"},
        amount=amount,
        base=values.amount(parts.get("BaseAmount"), "allowance_base"),
        percent=values.amount(parts.get("MultiplierFactorNumeric"), "allowance_percent"),
        reason=text_of(parts.get("AllowanceChargeReason")),
        reason_code=text_of(parts.get("AllowanceChargeReasonCode")),
        tax_category=text_of(category.get("ID")),
        tax_rate=values.amount(category.get("Percent"), "tax_rate"),
    )


def _lines(head: Many, values: Values) -> tuple[InvoiceLine, ...]:
    elements = head.get("InvoiceLine") or head.get("CreditNoteLine") or _NONE
    return tuple(_line(element, number, values) for number, element in enumerate(elements, 1))


def _line(element: Element, number: int, values: Values) -> InvoiceLine:
    many = all_children(element)
    one = firsts(many)
    item = all_children(one.get("Item"))
    price = first_children(one.get("Price"))
    quantity = one.get("InvoicedQuantity")
    if quantity is None:
        quantity = one.get("CreditedQuantity")
    tax = first_children(firsts(item).get("ClassifiedTaxCategory"))
    if not tax:
        tax = first_children(child(one.get("TaxTotal"), "TaxSubtotal", "TaxCategory"))
    order = first_children(one.get("OrderLineReference"))
    name = item.get("Name") or item.get("Description") or _NONE
    return InvoiceLine(
        line=text_of(one.get("ID")) or str(number),
        description=next(iter(_texts(name)), None),
        quantity=values.amount(quantity, "quantity"),
        unit=None if quantity is None else quantity.get("unitCode"),
        unit_price=values.amount(price.get("PriceAmount"), "unit_price"),
        price_base_quantity=values.amount(price.get("BaseQuantity"), "price_base_quantity"),
        net=values.amount(one.get("LineExtensionAmount"), "net"),
        tax_rate=values.amount(tax.get("Percent"), "tax_rate"),
        tax_category=text_of(tax.get("ID")),
        seller_item_id=_item_id(item, "SellersItemIdentification"),
        buyer_item_id=_item_id(item, "BuyersItemIdentification"),
        gtin=_item_id(item, "StandardItemIdentification"),
        po_number=text_of(child(order.get("OrderReference"), "ID")),
        po_line=text_of(order.get("LineID")),
        note=text_of(one.get("Note")),
        allowances_charges=_allowances(many.get("AllowanceCharge", _NONE), values),
    )


def _item_id(item: Many, name: str) -> str | None:
    elements = item.get(name)
    return text_of(child(elements[0], "ID")) if elements else None
