"""An invoice as UN/CEFACT Cross Industry Invoice, alone or for a Factur-X PDF."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from lxml import etree

from backoffice.demo.model import Address, Entity, Invoice, InvoiceLine, TaxShare, Vendor
from backoffice.demo.xml_ubl import ENDPOINTS, EXEMPTION, price_text, quantity_text

_RSM = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
_RAM = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
_UDT = "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"
_QDT = "urn:un:unece:uncefact:data:standard:QualifiedDataType:100"
GUIDELINE = "urn:cen.eu:en16931:2017"


class _Writer:
    """Appends elements in order, under one parent at a time."""

    def __init__(self, node: etree._Element) -> None:
        self.node = node

    def group(self, name: str, space: str = _RAM) -> _Writer:
        return _Writer(etree.SubElement(self.node, f"{{{space}}}{name}"))

    def text(self, name: str, value: str, **attributes: str) -> None:
        etree.SubElement(self.node, f"{{{_RAM}}}{name}", attributes).text = value

    def amount(self, name: str, value: Decimal, **attributes: str) -> None:
        self.text(name, f"{value:.2f}", **attributes)

    def day(self, name: str, value: date) -> None:
        moment = etree.SubElement(self.node, f"{{{_RAM}}}{name}")
        stamp = etree.SubElement(moment, f"{{{_UDT}}}DateTimeString", {"format": "102"})
        stamp.text = f"{value:%Y%m%d}"

    def flag(self, name: str, value: str) -> None:
        node = etree.SubElement(self.node, f"{{{_RAM}}}{name}")
        etree.SubElement(node, f"{{{_UDT}}}Indicator").text = value


def render(invoice: Invoice) -> bytes:
    """The document as CII bytes."""
    spaces = {"rsm": _RSM, "ram": _RAM, "udt": _UDT, "qdt": _QDT}
    root = etree.Element(f"{{{_RSM}}}CrossIndustryInvoice", nsmap=spaces)
    write = _Writer(root)
    context = write.group("ExchangedDocumentContext", _RSM)
    context.group("GuidelineSpecifiedDocumentContextParameter").text("ID", GUIDELINE)
    _document(write.group("ExchangedDocument", _RSM), invoice)
    trade = write.group("SupplyChainTradeTransaction", _RSM)
    for line in invoice.lines:
        _line(trade.group("IncludedSupplyChainTradeLineItem"), line, invoice)
    _agreement(trade.group("ApplicableHeaderTradeAgreement"), invoice)
    _delivery(trade.group("ApplicableHeaderTradeDelivery"), invoice)
    _settlement(trade.group("ApplicableHeaderTradeSettlement"), invoice)
    etree.indent(root, "  ")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def _document(write: _Writer, invoice: Invoice) -> None:
    write.text("ID", invoice.number)
    write.text("TypeCode", "380" if invoice.kind == "invoice" else "381")
    write.day("IssueDateTime", invoice.issue_date)
    if invoice.note:
        write.group("IncludedNote").text("Content", invoice.note)


def _line(write: _Writer, line: InvoiceLine, invoice: Invoice) -> None:
    write.group("AssociatedDocumentLineDocument").text("LineID", str(line.number))
    product = write.group("SpecifiedTradeProduct")
    if line.gtin:
        product.text("GlobalID", line.gtin, schemeID="0160")
    if line.seller_item_id:
        product.text("SellerAssignedID", line.seller_item_id)
    if line.buyer_item_id:
        product.text("BuyerAssignedID", line.buyer_item_id)
    product.text("Name", line.description)
    agreement = write.group("SpecifiedLineTradeAgreement")
    if line.po_line and line.po_number == invoice.purchase_order:
        agreement.group("BuyerOrderReferencedDocument").text("LineID", str(line.po_line))
    price = agreement.group("NetPriceProductTradePrice")
    price.text("ChargeAmount", price_text(line.unit_price))
    if line.price_base > 1:
        price.text("BasisQuantity", str(line.price_base), unitCode=line.unit)
    delivery = write.group("SpecifiedLineTradeDelivery")
    delivery.text("BilledQuantity", quantity_text(line.quantity), unitCode=line.unit)
    settlement = write.group("SpecifiedLineTradeSettlement")
    tax = settlement.group("ApplicableTradeTax")
    tax.text("TypeCode", "VAT")
    tax.text("CategoryCode", invoice.category_of(line.tax_rate))
    tax.text("RateApplicablePercent", f"{line.tax_rate:.2f}")
    total = settlement.group("SpecifiedTradeSettlementLineMonetarySummation")
    total.amount("LineTotalAmount", line.net)


def _agreement(write: _Writer, invoice: Invoice) -> None:
    write.text("BuyerReference", invoice.deliver_to.code)
    _seller(write.group("SellerTradeParty"), invoice.vendor)
    _buyer(write.group("BuyerTradeParty"), invoice.entity)
    if invoice.purchase_order:
        order = write.group("BuyerOrderReferencedDocument")
        order.text("IssuerAssignedID", invoice.purchase_order)


def _seller(write: _Writer, vendor: Vendor) -> None:
    write.text("Name", vendor.name)
    contact = write.group("DefinedTradeContact")
    contact.text("PersonName", "Accounts")
    contact.group("TelephoneUniversalCommunication").text("CompleteNumber", vendor.phone)
    contact.group("EmailURIUniversalCommunication").text("URIID", vendor.email)
    _address(write.group("PostalTradeAddress"), vendor.address)
    _endpoint(write, vendor.vat_id, vendor.address.country)
    if vendor.address.country == "DE":
        write.group("SpecifiedTaxRegistration").text("ID", vendor.tax_id, schemeID="FC")
    write.group("SpecifiedTaxRegistration").text("ID", vendor.vat_id, schemeID="VA")


def _buyer(write: _Writer, entity: Entity) -> None:
    write.text("Name", entity.name)
    _address(write.group("PostalTradeAddress"), entity.address)
    _endpoint(write, entity.vat_id, entity.address.country)
    write.group("SpecifiedTaxRegistration").text("ID", entity.vat_id, schemeID="VA")


def _endpoint(write: _Writer, vat_id: str, country: str) -> None:
    electronic = write.group("URIUniversalCommunication")
    electronic.text("URIID", vat_id.removeprefix("DK"), schemeID=ENDPOINTS[country])


def _address(write: _Writer, address: Address) -> None:
    write.text("PostcodeCode", address.postcode)
    write.text("LineOne", address.street)
    write.text("CityName", address.city)
    write.text("CountryID", address.country)


def _delivery(write: _Writer, invoice: Invoice) -> None:
    party = write.group("ShipToTradeParty")
    party.text("Name", f"Hartwell & Lind {invoice.deliver_to.name}")
    _address(party.group("PostalTradeAddress"), invoice.deliver_to.address)
    event = write.group("ActualDeliverySupplyChainEvent")
    event.day("OccurrenceDateTime", invoice.delivery_date)


def _settlement(write: _Writer, invoice: Invoice) -> None:
    write.text("PaymentReference", invoice.number)
    write.text("InvoiceCurrencyCode", invoice.currency)
    means = write.group("SpecifiedTradeSettlementPaymentMeans")
    means.text("TypeCode", "58" if invoice.currency == "EUR" else "30")
    if invoice.vendor.iban:
        account = means.group("PayeePartyCreditorFinancialAccount")
        account.text("IBANID", invoice.vendor.iban)
        account.text("AccountName", invoice.vendor.name)
        bank = means.group("PayeeSpecifiedCreditorFinancialInstitution")
        bank.text("BICID", invoice.vendor.bic)
    for share in invoice.breakdown:
        _tax(write.group("ApplicableTradeTax"), share)
    if invoice.freight:
        _freight(write.group("SpecifiedTradeAllowanceCharge"), invoice)
    if invoice.terms_text or invoice.due_date:
        terms = write.group("SpecifiedTradePaymentTerms")
        if invoice.terms_text:
            terms.text("Description", invoice.terms_text)
        if invoice.due_date:
            terms.day("DueDateDateTime", invoice.due_date)
    _totals(write.group("SpecifiedTradeSettlementHeaderMonetarySummation"), invoice)
    if invoice.preceding_invoice:
        reference = write.group("InvoiceReferencedDocument")
        reference.text("IssuerAssignedID", invoice.preceding_invoice)


def _tax(write: _Writer, share: TaxShare) -> None:
    write.amount("CalculatedAmount", share.tax)
    write.text("TypeCode", "VAT")
    code, reason = EXEMPTION.get(share.category, ("", ""))
    if reason:
        write.text("ExemptionReason", reason)
    write.amount("BasisAmount", share.base)
    write.text("CategoryCode", share.category)
    if code:
        write.text("ExemptionReasonCode", code)
    write.text("RateApplicablePercent", f"{share.rate:.2f}")


def _freight(write: _Writer, invoice: Invoice) -> None:
    write.flag("ChargeIndicator", "true")
    write.amount("ActualAmount", invoice.freight)
    write.text("ReasonCode", "FC")
    write.text("Reason", "Freight")
    tax = write.group("CategoryTradeTax")
    tax.text("TypeCode", "VAT")
    tax.text("CategoryCode", invoice.category_of(invoice.freight_rate))
    tax.text("RateApplicablePercent", f"{invoice.freight_rate:.2f}")


def _totals(write: _Writer, invoice: Invoice) -> None:
    write.amount("LineTotalAmount", invoice.line_total)
    if invoice.freight:
        write.amount("ChargeTotalAmount", invoice.freight)
    write.amount("TaxBasisTotalAmount", invoice.net_total)
    write.amount("TaxTotalAmount", invoice.tax_total, currencyID=invoice.currency)
    write.amount("GrandTotalAmount", invoice.gross_total)
    write.amount("DuePayableAmount", invoice.gross_total)
