"""The repeating parts of a Cross Industry Invoice: parties, tax rows, allowances, lines."""

from datetime import date
from decimal import Decimal
from typing import Final

from lxml import etree

from intake.formats.xml_values import (
    Children,
    Values,
    all_children,
    child,
    first_children,
    firsts,
    text_of,
)
from intake.rules.reading import AllowanceCharge, InvoiceLine, Party, TaxBreakdown

Element = etree._Element
Many = dict[str, list[Element]]

NONE: Final[list[Element]] = []


def pick(parts: Children, *names: str) -> Element | None:
    """The first of several names, oldest standards last."""
    for name in names:
        if (element := parts.get(name)) is not None:
            return element
    return None


def id_of(element: Element | None) -> str | None:
    """The number of a referenced document."""
    if element is None:
        return None
    parts = first_children(element)
    return text_of(pick(parts, "IssuerAssignedID", "ID"))


def day_in(element: Element | None, field: str, values: Values) -> date | None:
    """A date in format 102 or ISO, wherever its generation puts the text."""
    while element is not None:
        if text := text_of(element):
            return values.day(text, field)
        element = next(iter(element), None)
    return None


def texts_in(elements: list[Element], name: str) -> list[str]:
    """All texts of one name below these elements."""
    return [
        text
        for element in elements
        for part in all_children(element).get(name, NONE)
        if (text := text_of(part))
    ]


def party(element: Element | None) -> Party:
    """A seller or buyer as printed."""
    many = all_children(element)
    one = firsts(many)
    address = first_children(one.get("PostalTradeAddress"))
    contact = one.get("DefinedTradeContact")
    vat_id = tax_id = None
    for registration in many.get("SpecifiedTaxRegistration", NONE):
        number = child(registration, "ID")
        scheme = None if number is None else number.get("schemeID")
        if scheme in {"VA", "VAT"}:
            vat_id = vat_id or text_of(number)
        else:
            tax_id = tax_id or text_of(number)
    return Party(
        name=text_of(one.get("Name")),
        vat_id=vat_id,
        tax_id=tax_id,
        registration_id=text_of(child(one.get("SpecifiedLegalOrganization"), "ID")),
        identifier=text_of(one.get("ID")) or text_of(one.get("GlobalID")),
        endpoint=text_of(child(one.get("URIUniversalCommunication"), "URIID")),
        street=text_of(address.get("LineOne")),
        city=text_of(address.get("CityName")),
        postcode=text_of(address.get("PostcodeCode")),
        country=text_of(address.get("CountryID")),
        email=text_of(child(contact, "EmailURIUniversalCommunication", "URIID")),
        phone=text_of(child(contact, "TelephoneUniversalCommunication", "CompleteNumber")),
    )


def tax_rows(elements: list[Element], values: Values) -> tuple[TaxBreakdown, ...]:
    """The VAT breakdown."""
    return tuple(_tax_row(first_children(element), values) for element in elements)


def _tax_row(parts: Children, values: Values) -> TaxBreakdown:
    return TaxBreakdown(
        category=text_of(parts.get("CategoryCode")),
        rate=rate_of(parts, values),
        base=values.amount(parts.get("BasisAmount"), "tax_base"),
        tax=values.amount(parts.get("CalculatedAmount"), "tax_amount"),
        exemption_reason=text_of(parts.get("ExemptionReason")),
    )


def rate_of(parts: Children, values: Values) -> Decimal | None:
    """The rate in percent."""
    return values.amount(pick(parts, "RateApplicablePercent", "ApplicablePercent"), "tax_rate")


def allowances(settlement: Many, values: Values) -> tuple[AllowanceCharge, ...]:
    """Allowances and charges, and the freight that older profiles state apart."""
    stated = settlement.get("SpecifiedTradeAllowanceCharge", NONE)
    freight = settlement.get("SpecifiedLogisticsServiceCharge", NONE)
    if not stated and not freight:
        return ()
    found = [_allowance(first_children(element), values) for element in stated]
    found += [_freight(first_children(element), values) for element in freight]
    return tuple(allowance for allowance in found if allowance is not None)


def _allowance(parts: Children, values: Values) -> AllowanceCharge | None:
    amount = values.amount(parts.get("ActualAmount"), "allowance_amount")
    if amount is None:
        return None
    indicator = parts.get("ChargeIndicator")
    flag = text_of(child(indicator, "Indicator")) or text_of(indicator)
    tax = first_children(parts.get("CategoryTradeTax"))
    return AllowanceCharge(
        is_charge=flag in {"true", "1"},
        amount=amount,
        base=values.amount(parts.get("BasisAmount"), "allowance_base"),
        percent=values.amount(parts.get("CalculationPercent"), "allowance_percent"),
        reason=text_of(parts.get("Reason")),
        reason_code=text_of(parts.get("ReasonCode")),
        tax_category=text_of(tax.get("CategoryCode")),
        tax_rate=rate_of(tax, values),
    )


def _freight(parts: Children, values: Values) -> AllowanceCharge | None:
    amount = values.amount(parts.get("AppliedAmount"), "charge_amount")
    if amount is None:
        return None
    tax = first_children(parts.get("AppliedTradeTax"))
    return AllowanceCharge(
        is_charge=True,
        amount=amount,
        reason=text_of(parts.get("Description")),
        tax_category=text_of(tax.get("CategoryCode")),
        tax_rate=rate_of(tax, values),
    )


def line_of(element: Element, number: int, values: Values) -> InvoiceLine:
    """One invoiced line."""
    parts = first_children(element)
    document = first_children(parts.get("AssociatedDocumentLineDocument"))
    agreement = first_children(
        pick(parts, "SpecifiedLineTradeAgreement", "SpecifiedSupplyChainTradeAgreement")
    )
    delivery = first_children(
        pick(parts, "SpecifiedLineTradeDelivery", "SpecifiedSupplyChainTradeDelivery")
    )
    settlement = all_children(
        pick(parts, "SpecifiedLineTradeSettlement", "SpecifiedSupplyChainTradeSettlement")
    )
    money = firsts(settlement)
    summation = pick(
        money,
        "SpecifiedTradeSettlementLineMonetarySummation",
        "SpecifiedTradeSettlementMonetarySummation",
    )
    price = first_children(agreement.get("NetPriceProductTradePrice"))
    product = first_children(parts.get("SpecifiedTradeProduct"))
    order = first_children(agreement.get("BuyerOrderReferencedDocument"))
    quantity = delivery.get("BilledQuantity")
    tax = _line_tax(settlement.get("ApplicableTradeTax", NONE))
    return InvoiceLine(
        line=text_of(document.get("LineID")) or str(number),
        description=text_of(product.get("Name")),
        quantity=values.amount(quantity, "quantity"),
        unit=None if quantity is None else quantity.get("unitCode") or None,
        unit_price=values.amount(price.get("ChargeAmount"), "unit_price"),
        price_base_quantity=values.amount(price.get("BasisQuantity"), "price_base_quantity"),
        net=values.amount(child(summation, "LineTotalAmount"), "net"),
        tax_rate=rate_of(tax, values),
        tax_category=text_of(tax.get("CategoryCode")),
        seller_item_id=text_of(product.get("SellerAssignedID")),
        buyer_item_id=text_of(product.get("BuyerAssignedID")),
        gtin=text_of(product.get("GlobalID")),
        po_number=text_of(pick(order, "IssuerAssignedID", "ID")),
        po_line=text_of(order.get("LineID")),
        note=text_of(child(document.get("IncludedNote"), "Content")),
        allowances_charges=allowances(settlement, values),
        line_status=text_of(document.get("LineStatusReasonCode")),
    )


def _line_tax(elements: list[Element]) -> Children:
    """The VAT row of a line; other levies stand beside it in some profiles."""
    rows = [first_children(element) for element in elements]
    for parts in rows:
        if text_of(parts.get("TypeCode")) == "VAT":
            return parts
    return rows[0] if rows else {}
