"""An invoice as UBL 2.1: Peppol BIS Billing 3, or XRechnung for German buyers."""

from __future__ import annotations

from decimal import Decimal

from lxml import etree

from backoffice.demo.model import Address, Invoice, InvoiceLine, TaxShare

_CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
_CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
_ROOT = "urn:oasis:names:specification:ubl:schema:xsd:{name}-2"
_PEPPOL = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
_XRECHNUNG = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
_PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
ENDPOINTS = {"DE": "9930", "NL": "9944", "GB": "9932", "FR": "9957", "DK": "0184"}
EXEMPTION = {"K": ("VATEX-EU-IC", "Intra-Community supply")}


def quantity_text(quantity: Decimal) -> str:
    """A quantity without trailing zeros."""
    return f"{quantity.normalize():f}"


def price_text(price: Decimal) -> str:
    """A price with two decimals, more where it has more."""
    return f"{max(price, price.quantize(Decimal('0.01')), key=_decimals):f}"


def _decimals(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(2, -exponent) if isinstance(exponent, int) else 2


class _Writer:
    """Appends elements in order, under one parent at a time."""

    def __init__(self, node: etree._Element) -> None:
        self.node = node

    def basic(self, name: str, text: str, **attributes: str) -> None:
        etree.SubElement(self.node, f"{{{_CBC}}}{name}", attributes).text = text

    def group(self, name: str) -> _Writer:
        return _Writer(etree.SubElement(self.node, f"{{{_CAC}}}{name}"))

    def amount(self, name: str, value: Decimal, currency: str) -> None:
        self.basic(name, f"{value:.2f}", currencyID=currency)


def render(invoice: Invoice) -> bytes:
    """The document as UBL bytes."""
    is_credit = invoice.kind == "credit_note"
    name = "CreditNote" if is_credit else "Invoice"
    space = _ROOT.format(name=name)
    spaces = {"ubl": space, "cac": _CAC, "cbc": _CBC}
    root = etree.Element(f"{{{space}}}{name}", nsmap=spaces)
    write = _Writer(root)
    _head(write, invoice, name)
    _party(write.group("AccountingSupplierParty").group("Party"), invoice, seller=True)
    _party(write.group("AccountingCustomerParty").group("Party"), invoice, seller=False)
    _delivery_and_payment(write, invoice)
    if invoice.freight:
        _freight(write.group("AllowanceCharge"), invoice)
    _totals(write, invoice)
    for line in invoice.lines:
        _line(write.group(f"{name}Line"), line, invoice, is_credit=is_credit)
    etree.indent(root, "  ")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def _head(write: _Writer, invoice: Invoice, name: str) -> None:
    german = invoice.entity.address.country == "DE"
    write.basic("CustomizationID", _XRECHNUNG if german else _PEPPOL)
    write.basic("ProfileID", _PROFILE)
    write.basic("ID", invoice.number)
    write.basic("IssueDate", invoice.issue_date.isoformat())
    if invoice.due_date and name == "Invoice":
        write.basic("DueDate", invoice.due_date.isoformat())
    write.basic(f"{name}TypeCode", "380" if name == "Invoice" else "381")
    if invoice.note:
        write.basic("Note", invoice.note)
    write.basic("DocumentCurrencyCode", invoice.currency)
    write.basic("BuyerReference", invoice.deliver_to.code)
    if invoice.purchase_order:
        write.group("OrderReference").basic("ID", invoice.purchase_order)
    if invoice.preceding_invoice:
        reference = write.group("BillingReference").group("InvoiceDocumentReference")
        reference.basic("ID", invoice.preceding_invoice)


def _party(write: _Writer, invoice: Invoice, *, seller: bool) -> None:
    vendor, entity = invoice.vendor, invoice.entity
    party = vendor if seller else entity
    country = party.address.country
    endpoint = party.vat_id.removeprefix("DK") if country == "DK" else party.vat_id
    write.basic("EndpointID", endpoint, schemeID=ENDPOINTS[country])
    write.group("PartyName").basic("Name", party.name)
    _address(write.group("PostalAddress"), party.address)
    _tax_scheme(write, party.vat_id, "VAT")
    if seller and country == "DE":
        _tax_scheme(write, vendor.tax_id, "FC")
    legal = write.group("PartyLegalEntity")
    legal.basic("RegistrationName", party.name)
    if seller:
        contact = write.group("Contact")
        contact.basic("Name", "Accounts")
        contact.basic("Telephone", vendor.phone)
        contact.basic("ElectronicMail", vendor.email)


def _tax_scheme(write: _Writer, number: str, scheme: str) -> None:
    tax = write.group("PartyTaxScheme")
    tax.basic("CompanyID", number)
    tax.group("TaxScheme").basic("ID", scheme)


def _address(write: _Writer, address: Address) -> None:
    write.basic("StreetName", address.street)
    write.basic("CityName", address.city)
    write.basic("PostalZone", address.postcode)
    write.group("Country").basic("IdentificationCode", address.country)


def _delivery_and_payment(write: _Writer, invoice: Invoice) -> None:
    delivery = write.group("Delivery")
    delivery.basic("ActualDeliveryDate", invoice.delivery_date.isoformat())
    _address(delivery.group("DeliveryLocation").group("Address"), invoice.deliver_to.address)
    means = write.group("PaymentMeans")
    means.basic("PaymentMeansCode", "58" if invoice.currency == "EUR" else "30")
    means.basic("PaymentID", invoice.number)
    if invoice.vendor.iban:
        account = means.group("PayeeFinancialAccount")
        account.basic("ID", invoice.vendor.iban)
        account.basic("Name", invoice.vendor.name)
        account.group("FinancialInstitutionBranch").basic("ID", invoice.vendor.bic)
    if invoice.terms_text:
        write.group("PaymentTerms").basic("Note", invoice.terms_text)


def _category(write: _Writer, category: str, rate: Decimal, *, reason: bool = False) -> None:
    write.basic("ID", category)
    write.basic("Percent", f"{rate:.2f}")
    if reason and category in EXEMPTION:
        code, text = EXEMPTION[category]
        write.basic("TaxExemptionReasonCode", code)
        write.basic("TaxExemptionReason", text)
    write.group("TaxScheme").basic("ID", "VAT")


def _freight(write: _Writer, invoice: Invoice) -> None:
    write.basic("ChargeIndicator", "true")
    write.basic("AllowanceChargeReasonCode", "FC")
    write.basic("AllowanceChargeReason", "Freight")
    write.amount("Amount", invoice.freight, invoice.currency)
    rate = invoice.freight_rate
    _category(write.group("TaxCategory"), invoice.category_of(rate), rate)


def _totals(write: _Writer, invoice: Invoice) -> None:
    currency = invoice.currency
    tax = write.group("TaxTotal")
    tax.amount("TaxAmount", invoice.tax_total, currency)
    for share in invoice.breakdown:
        _subtotal(tax.group("TaxSubtotal"), share, currency)
    total = write.group("LegalMonetaryTotal")
    total.amount("LineExtensionAmount", invoice.line_total, currency)
    total.amount("TaxExclusiveAmount", invoice.net_total, currency)
    total.amount("TaxInclusiveAmount", invoice.gross_total, currency)
    if invoice.freight:
        total.amount("ChargeTotalAmount", invoice.freight, currency)
    total.amount("PayableAmount", invoice.gross_total, currency)


def _subtotal(write: _Writer, share: TaxShare, currency: str) -> None:
    write.amount("TaxableAmount", share.base, currency)
    write.amount("TaxAmount", share.tax, currency)
    _category(write.group("TaxCategory"), share.category, share.rate, reason=True)


def _line(write: _Writer, line: InvoiceLine, invoice: Invoice, *, is_credit: bool) -> None:
    write.basic("ID", str(line.number))
    counted = "CreditedQuantity" if is_credit else "InvoicedQuantity"
    write.basic(counted, quantity_text(line.quantity), unitCode=line.unit)
    write.amount("LineExtensionAmount", line.net, invoice.currency)
    if line.po_number and line.po_line:
        reference = write.group("OrderLineReference")
        reference.basic("LineID", str(line.po_line))
        if line.po_number != invoice.purchase_order:
            reference.group("OrderReference").basic("ID", line.po_number)
    item = write.group("Item")
    item.basic("Name", line.description)
    if line.buyer_item_id:
        item.group("BuyersItemIdentification").basic("ID", line.buyer_item_id)
    if line.seller_item_id:
        item.group("SellersItemIdentification").basic("ID", line.seller_item_id)
    if line.gtin:
        item.group("StandardItemIdentification").basic("ID", line.gtin, schemeID="0160")
    category = invoice.category_of(line.tax_rate)
    _category(item.group("ClassifiedTaxCategory"), category, line.tax_rate)
    price = write.group("Price")
    price.basic("PriceAmount", price_text(line.unit_price), currencyID=invoice.currency)
    if line.price_base > 1:
        price.basic("BaseQuantity", str(line.price_base), unitCode=line.unit)
