"""Bills as UN/CEFACT cross-industry invoices."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from xml.sax.saxutils import escape

from tests.journeys.documents import (
    EN16931,
    Bill,
    BillLine,
    Extra,
    Trader,
    category,
    maybe,
    totals_of,
    wrap,
)


def cii(bill: Bill) -> bytes:
    """Write a bill as a UN/CEFACT cross-industry invoice."""
    code = bill.type_code or ("381" if bill.is_credit else "380")
    lines = "".join(_cii_line(bill, n, line) for n, line in enumerate(bill.lines, 1))
    note = wrap("ram:IncludedNote", maybe("ram:Content", bill.note))
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rsm:CrossIndustryInvoice '
        'xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" '
        'xmlns:ram="urn:un:unece:uncefact:data:standard:'
        'ReusableAggregateBusinessInformationEntity:100" '
        'xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">'
        "<rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter>"
        f"<ram:ID>{EN16931}</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter>"
        "</rsm:ExchangedDocumentContext><rsm:ExchangedDocument>"
        f"<ram:ID>{escape(bill.number)}</ram:ID><ram:TypeCode>{code}</ram:TypeCode>"
        f"<ram:IssueDateTime>{_cii_day(bill.issued)}</ram:IssueDateTime>{note}"
        f"</rsm:ExchangedDocument><rsm:SupplyChainTradeTransaction>{lines}"
        f"{_cii_agreement(bill)}{_cii_delivery(bill)}{_cii_settlement(bill)}"
        "</rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"
    ).encode()


def _cii_day(day: str) -> str:
    return f'<udt:DateTimeString format="102">{day.replace("-", "")}</udt:DateTimeString>'


def _cii_tax(kind: str, rate: Decimal, amounts: str = "", exemption: str | None = None) -> str:
    before, _, after = amounts.partition("|")
    reason = maybe("ram:ExemptionReason", exemption)
    percent = (
        "" if kind == "O" else (f"<ram:RateApplicablePercent>{rate}</ram:RateApplicablePercent>")
    )
    return (
        f"{before}<ram:TypeCode>VAT</ram:TypeCode>{reason}{after}"
        f"<ram:CategoryCode>{kind}</ram:CategoryCode>{percent}"
    )


def _cii_party(tag: str, trader: Trader) -> str:
    schemes = [(trader.vat_id, "VA")]
    if tag == "ram:SellerTradeParty":
        schemes.append((trader.tax_id, "FC"))
    ids = "".join(
        f'<ram:SpecifiedTaxRegistration><ram:ID schemeID="{scheme}">{number}</ram:ID>'
        "</ram:SpecifiedTaxRegistration>"
        for number, scheme in schemes
        if number
    )
    return (
        f"<{tag}><ram:Name>{escape(trader.name)}</ram:Name><ram:PostalTradeAddress>"
        f"<ram:CountryID>{trader.country}</ram:CountryID></ram:PostalTradeAddress>{ids}</{tag}>"
    )


def _cii_line(bill: Bill, number: int, line: BillLine) -> str:
    ids = "".join(
        f"<ram:{tag}{scheme}>{value}</ram:{tag}>"
        for tag, value, scheme in (
            ("GlobalID", line.gtin, ' schemeID="0160"'),
            ("SellerAssignedID", line.seller_item, ""),
            ("BuyerAssignedID", line.buyer_item, ""),
        )
        if value
    )
    order = wrap(
        "ram:BuyerOrderReferencedDocument",
        maybe("ram:IssuerAssignedID", line.po_number) + maybe("ram:LineID", line.po_line),
    )
    base = f'<ram:BasisQuantity unitCode="{line.unit}">{line.base}</ram:BasisQuantity>'
    extras = "".join(_cii_extra(bill, extra, on_line=True) for extra in line.extras)
    return (
        "<ram:IncludedSupplyChainTradeLineItem><ram:AssociatedDocumentLineDocument>"
        f"<ram:LineID>{number}</ram:LineID></ram:AssociatedDocumentLineDocument>"
        f"<ram:SpecifiedTradeProduct>{ids}<ram:Name>{escape(line.description)}</ram:Name>"
        f"</ram:SpecifiedTradeProduct><ram:SpecifiedLineTradeAgreement>{order}"
        f"<ram:NetPriceProductTradePrice><ram:ChargeAmount>{line.price}</ram:ChargeAmount>"
        f"{base if line.base else ''}</ram:NetPriceProductTradePrice>"
        "</ram:SpecifiedLineTradeAgreement><ram:SpecifiedLineTradeDelivery>"
        f'<ram:BilledQuantity unitCode="{line.unit}">{line.quantity}</ram:BilledQuantity>'
        "</ram:SpecifiedLineTradeDelivery><ram:SpecifiedLineTradeSettlement>"
        f"<ram:ApplicableTradeTax>{_cii_tax(line.category, Decimal(line.rate))}"
        f"</ram:ApplicableTradeTax>{extras}<ram:SpecifiedTradeSettlementLineMonetarySummation>"
        f"<ram:LineTotalAmount>{line.total(bill.currency)}</ram:LineTotalAmount>"
        "</ram:SpecifiedTradeSettlementLineMonetarySummation>"
        "</ram:SpecifiedLineTradeSettlement></ram:IncludedSupplyChainTradeLineItem>"
    )


def _cii_extra(bill: Bill, extra: Extra, *, on_line: bool = False) -> str:
    rate = Decimal(extra.rate)
    tax = f"<ram:CategoryTradeTax>{_cii_tax(category(bill, rate), rate)}</ram:CategoryTradeTax>"
    return (
        "<ram:SpecifiedTradeAllowanceCharge><ram:ChargeIndicator><udt:Indicator>"
        f"{str(extra.is_charge).lower()}</udt:Indicator></ram:ChargeIndicator>"
        f"<ram:ActualAmount>{extra.amount}</ram:ActualAmount>"
        f"{maybe('ram:ReasonCode', extra.code)}<ram:Reason>{escape(extra.reason)}</ram:Reason>"
        f"{'' if on_line else tax}</ram:SpecifiedTradeAllowanceCharge>"
    )


def _cii_agreement(bill: Bill) -> str:
    order = maybe("ram:IssuerAssignedID", bill.po_number)
    return (
        "<ram:ApplicableHeaderTradeAgreement>"
        "<ram:BuyerReference>Einkauf</ram:BuyerReference>"
        f"{_cii_party('ram:SellerTradeParty', bill.seller)}"
        f"{_cii_party('ram:BuyerTradeParty', bill.buyer)}"
        f"{wrap('ram:BuyerOrderReferencedDocument', order)}"
        "</ram:ApplicableHeaderTradeAgreement>"
    )


def _cii_delivery(bill: Bill) -> str:
    if bill.delivered is None:
        return "<ram:ApplicableHeaderTradeDelivery/>"
    return (
        "<ram:ApplicableHeaderTradeDelivery><ram:ShipToTradeParty><ram:PostalTradeAddress>"
        f"<ram:CountryID>{bill.buyer.country}</ram:CountryID></ram:PostalTradeAddress>"
        "</ram:ShipToTradeParty><ram:ActualDeliverySupplyChainEvent><ram:OccurrenceDateTime>"
        f"{_cii_day(bill.delivered)}</ram:OccurrenceDateTime></ram:ActualDeliverySupplyChainEvent>"
        "</ram:ApplicableHeaderTradeDelivery>"
    )


def _cii_settlement(bill: Bill) -> str:
    totals = totals_of(bill)
    taxes = "".join(
        "<ram:ApplicableTradeTax>"
        + _cii_tax(
            kind,
            rate,
            f"<ram:CalculatedAmount>{tax}</ram:CalculatedAmount>"
            f"|<ram:BasisAmount>{base}</ram:BasisAmount>",
            bill.exemption if kind in "AEKGO" else None,
        )
        + "</ram:ApplicableTradeTax>"
        for kind, rate, base, tax in bill.taxes()
    )
    account = (
        "<ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>30</ram:TypeCode>"
        f"<ram:PayeePartyCreditorFinancialAccount><ram:IBANID>{bill.iban}</ram:IBANID>"
        "</ram:PayeePartyCreditorFinancialAccount></ram:SpecifiedTradeSettlementPaymentMeans>"
    )
    due = f"<ram:DueDateDateTime>{_cii_day(bill.due)}</ram:DueDateDateTime>" if bill.due else ""
    terms = maybe("ram:Description", bill.terms) + due
    preceding = maybe("ram:IssuerAssignedID", bill.preceding)
    return (
        "<ram:ApplicableHeaderTradeSettlement>"
        f"<ram:InvoiceCurrencyCode>{bill.currency}</ram:InvoiceCurrencyCode>"
        f"{account if bill.iban else ''}{taxes}"
        f"{''.join(_cii_extra(bill, extra) for extra in bill.extras)}"
        f"{wrap('ram:SpecifiedTradePaymentTerms', terms)}"
        f"{_cii_summation(bill, totals)}"
        f"{wrap('ram:InvoiceReferencedDocument', preceding)}"
        "</ram:ApplicableHeaderTradeSettlement>"
    )


def _cii_summation(bill: Bill, totals: Mapping[str, Decimal]) -> str:
    parts = [
        ("LineTotalAmount", totals["lines"]),
        ("ChargeTotalAmount", totals["on"] or None),
        ("AllowanceTotalAmount", totals["off"] or None),
        ("TaxBasisTotalAmount", totals["net"]),
    ]
    rest = [
        ("RoundingAmount", bill.rounding),
        ("GrandTotalAmount", totals["gross"]),
        ("TotalPrepaidAmount", bill.prepaid),
        ("DuePayableAmount", totals["due"]),
    ]
    tax = f'<ram:TaxTotalAmount currencyID="{bill.currency}">{totals["tax"]}</ram:TaxTotalAmount>'

    def wrote(rows: Sequence[tuple[str, Decimal | str | None]]) -> str:
        return "".join(f"<ram:{name}>{value}</ram:{name}>" for name, value in rows if value)

    return (
        "<ram:SpecifiedTradeSettlementHeaderMonetarySummation>"
        f"{wrote(parts)}{tax}{wrote(rest)}"
        "</ram:SpecifiedTradeSettlementHeaderMonetarySummation>"
    )
