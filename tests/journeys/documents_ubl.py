"""Bills as UBL 2.1."""

import zlib
from collections.abc import Mapping
from decimal import Decimal
from xml.sax.saxutils import escape

from tests.journeys.documents import Bill, BillLine, Extra, Trader, category, maybe, totals_of, wrap


def ubl(bill: Bill) -> bytes:
    """Write a bill as UBL 2.1."""
    kind = "CreditNote" if bill.is_credit else "Invoice"
    totals = totals_of(bill)
    lines = "".join(_ubl_line(bill, n, line) for n, line in enumerate(bill.lines, 1))
    code = bill.type_code or ("381" if bill.is_credit else "380")
    head = [
        maybe("cbc:CustomizationID", bill.customization),
        maybe(
            "cbc:ProfileID",
            "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0" if bill.customization else None,
        ),
        f"<cbc:ID>{escape(bill.number)}</cbc:ID><cbc:IssueDate>{bill.issued}</cbc:IssueDate>",
        maybe("cbc:DueDate", None if bill.is_credit else bill.due),
        f"<cbc:{kind}TypeCode>{code}</cbc:{kind}TypeCode>",
        maybe("cbc:Note", bill.note),
        f"<cbc:DocumentCurrencyCode>{bill.currency}</cbc:DocumentCurrencyCode>",
        maybe("cbc:BuyerReference", "Einkauf" if bill.customization else None),
        wrap("cac:OrderReference", maybe("cbc:ID", bill.po_number)),
        wrap(
            "cac:BillingReference",
            wrap("cac:InvoiceDocumentReference", maybe("cbc:ID", bill.preceding)),
        ),
        _ubl_party("cac:AccountingSupplierParty", bill.seller),
        _ubl_party("cac:AccountingCustomerParty", bill.buyer),
        wrap("cac:Delivery", _ubl_delivery(bill)),
        wrap("cac:PaymentMeans", _ubl_account(bill)),
        wrap("cac:PaymentTerms", maybe("cbc:Note", bill.terms)),
        "".join(_ubl_extra(bill, extra) for extra in bill.extras),
        _ubl_taxes(bill),
        _ubl_totals(bill, totals),
        lines,
    ]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<{kind} xmlns="urn:oasis:names:specification:ubl:schema:xsd:{kind}-2" '
        'xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" '
        'xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">'
        f"{''.join(head)}</{kind}>"
    ).encode()


def _money(tag: str, amount: Decimal | str, bill: Bill) -> str:
    return f'<cbc:{tag} currencyID="{bill.currency}">{amount}</cbc:{tag}>'


def _ubl_party(tag: str, trader: Trader) -> str:
    address = (
        f"<cac:PostalAddress><cac:Country><cbc:IdentificationCode>{trader.country}"
        "</cbc:IdentificationCode></cac:Country></cac:PostalAddress>"
    )
    schemes = [(trader.vat_id, "VAT")]
    if tag.endswith("SupplierParty"):
        schemes.append((trader.tax_id, "FC"))
    ids = "".join(
        f"<cac:PartyTaxScheme><cbc:CompanyID>{number}</cbc:CompanyID><cac:TaxScheme>"
        f"<cbc:ID>{scheme}</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>"
        for number, scheme in schemes
        if number
    )
    end = f'<cbc:EndpointID schemeID="0204">{zlib.crc32(trader.name.encode())}</cbc:EndpointID>'
    return (
        f"<{tag}><cac:Party>{end}{address}{ids}<cac:PartyLegalEntity>"
        f"<cbc:RegistrationName>{escape(trader.name)}</cbc:RegistrationName>"
        f"</cac:PartyLegalEntity></cac:Party></{tag}>"
    )


def _ubl_delivery(bill: Bill) -> str:
    if bill.delivered is None:
        return ""
    return (
        f"<cbc:ActualDeliveryDate>{bill.delivered}</cbc:ActualDeliveryDate>"
        "<cac:DeliveryLocation><cac:Address><cac:Country><cbc:IdentificationCode>"
        f"{bill.buyer.country}</cbc:IdentificationCode></cac:Country></cac:Address>"
        "</cac:DeliveryLocation>"
    )


def _ubl_account(bill: Bill) -> str:
    if bill.iban is None:
        return ""
    return (
        "<cbc:PaymentMeansCode>30</cbc:PaymentMeansCode><cac:PayeeFinancialAccount>"
        f"<cbc:ID>{bill.iban}</cbc:ID></cac:PayeeFinancialAccount>"
    )


def _ubl_extra(bill: Bill, extra: Extra, *, on_line: bool = False) -> str:
    code = f"<cbc:AllowanceChargeReasonCode>{extra.code}</cbc:AllowanceChargeReasonCode>"
    rate = Decimal(extra.rate)
    return (
        f"<cac:AllowanceCharge><cbc:ChargeIndicator>{str(extra.is_charge).lower()}"
        f"</cbc:ChargeIndicator>{code if extra.code else ''}<cbc:AllowanceChargeReason>"
        f"{escape(extra.reason)}</cbc:AllowanceChargeReason>{_money('Amount', extra.amount, bill)}"
        + ("" if on_line else _ubl_category("TaxCategory", category(bill, rate), rate))
        + "</cac:AllowanceCharge>"
    )


def _ubl_category(tag: str, kind: str, rate: Decimal, exemption: str | None = None) -> str:
    reason = maybe("cbc:TaxExemptionReason", exemption)
    percent = "" if kind == "O" else f"<cbc:Percent>{rate}</cbc:Percent>"
    return (
        f"<cac:{tag}><cbc:ID>{kind}</cbc:ID>{percent}{reason}"
        f"<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:{tag}>"
    )


def _ubl_taxes(bill: Bill) -> str:
    rows = "".join(
        f"<cac:TaxSubtotal>{_money('TaxableAmount', base, bill)}{_money('TaxAmount', tax, bill)}"
        f"{_ubl_category('TaxCategory', kind, rate, bill.exemption if kind in 'AEKGO' else None)}"
        "</cac:TaxSubtotal>"
        for kind, rate, base, tax in bill.taxes()
    )
    return f"<cac:TaxTotal>{_money('TaxAmount', totals_of(bill)['tax'], bill)}{rows}</cac:TaxTotal>"


def _ubl_totals(bill: Bill, totals: Mapping[str, Decimal]) -> str:
    optional = [
        ("AllowanceTotalAmount", totals["off"] or None),
        ("ChargeTotalAmount", totals["on"] or None),
        ("PrepaidAmount", bill.prepaid),
        ("PayableRoundingAmount", bill.rounding),
    ]
    inner = (
        _money("LineExtensionAmount", totals["lines"], bill)
        + _money("TaxExclusiveAmount", totals["net"], bill)
        + _money("TaxInclusiveAmount", totals["gross"], bill)
        + "".join(_money(tag, value, bill) for tag, value in optional if value is not None)
        + _money("PayableAmount", totals["due"], bill)
    )
    return f"<cac:LegalMonetaryTotal>{inner}</cac:LegalMonetaryTotal>"


def _ubl_line(bill: Bill, number: int, line: BillLine) -> str:
    kind = "CreditNote" if bill.is_credit else "Invoice"
    counted = "CreditedQuantity" if bill.is_credit else "InvoicedQuantity"
    order = ""
    if line.po_line or line.po_number:
        inner = f"<cbc:LineID>{line.po_line or '1'}</cbc:LineID>" + wrap(
            "cac:OrderReference", maybe("cbc:ID", line.po_number)
        )
        order = wrap("cac:OrderLineReference", inner)
    ids = "".join(
        f"<cac:{tag}>{scheme.format(value)}</cac:{tag}>"
        for tag, value, scheme in (
            ("BuyersItemIdentification", line.buyer_item, "<cbc:ID>{}</cbc:ID>"),
            ("SellersItemIdentification", line.seller_item, "<cbc:ID>{}</cbc:ID>"),
            ("StandardItemIdentification", line.gtin, '<cbc:ID schemeID="0160">{}</cbc:ID>'),
        )
        if value
    )
    base = f'<cbc:BaseQuantity unitCode="{line.unit}">{line.base}</cbc:BaseQuantity>'
    return (
        f"<cac:{kind}Line><cbc:ID>{number}</cbc:ID>"
        f'<cbc:{counted} unitCode="{line.unit}">{line.quantity}</cbc:{counted}>'
        f"{_money('LineExtensionAmount', line.total(bill.currency), bill)}{order}"
        f"{''.join(_ubl_extra(bill, extra, on_line=True) for extra in line.extras)}"
        f"<cac:Item><cbc:Name>{escape(line.description)}</cbc:Name>{ids}"
        f"{_ubl_category('ClassifiedTaxCategory', line.category, Decimal(line.rate))}</cac:Item>"
        f"<cac:Price>{_money('PriceAmount', line.price, bill)}{base if line.base else ''}"
        f"</cac:Price></cac:{kind}Line>"
    )
