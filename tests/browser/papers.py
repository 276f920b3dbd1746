"""Files as a person would drop them in: a vendor, its order, a receipt, and an invoice."""

from playwright.sync_api import FilePayload

_VENDORS = """vendor_id,vendor_name,vat_id,country,iban,payment_terms,currency
V-100,Halvorsen Dairy,NL004495445B01,NL,NL91ABNA0417164300,net 30,EUR
"""
_ORDERS = """po_number,po_line,vendor_id,entity,order_date,status,description,quantity,uom,\
unit_price,currency,tax_rate,account
PO-7001,1,V-100,NL01,2026-11-02,open,Whole milk 1 l,240,EA,12.40,EUR,21,1400
"""
_RECEIPTS = """receipt_number,receipt_line,po_number,po_line,received_date,quantity_received,uom
GR-1,1,PO-7001,1,2026-11-18,240,EA
"""
_PARTY = """<cac:{role}><cac:Party><cbc:EndpointID schemeID="0106">{end}</cbc:EndpointID>
<cac:PostalAddress><cbc:CityName>{city}</cbc:CityName><cac:Country>
<cbc:IdentificationCode>NL</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
<cac:PartyTaxScheme><cbc:CompanyID>{vat}</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID>
</cac:TaxScheme></cac:PartyTaxScheme><cac:PartyLegalEntity>
<cbc:RegistrationName>{name}</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:{role}>"""
_INVOICE = """<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>
<cbc:ID>INV-2026-1</cbc:ID><cbc:IssueDate>2026-11-20</cbc:IssueDate>
<cbc:DueDate>2026-12-20</cbc:DueDate><cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
<cac:OrderReference><cbc:ID>PO-7001</cbc:ID></cac:OrderReference>{seller}{buyer}
<cac:PaymentMeans><cbc:PaymentMeansCode>30</cbc:PaymentMeansCode><cac:PayeeFinancialAccount>
<cbc:ID>NL91ABNA0417164300</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>
<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">660.24</cbc:TaxAmount><cac:TaxSubtotal>
<cbc:TaxableAmount currencyID="EUR">3144.00</cbc:TaxableAmount>
<cbc:TaxAmount currencyID="EUR">660.24</cbc:TaxAmount><cac:TaxCategory><cbc:ID>S</cbc:ID>
<cbc:Percent>21</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>
</cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:LineExtensionAmount currencyID="EUR">3144.00</cbc:LineExtensionAmount>
<cbc:TaxExclusiveAmount currencyID="EUR">3144.00</cbc:TaxExclusiveAmount>
<cbc:TaxInclusiveAmount currencyID="EUR">3804.24</cbc:TaxInclusiveAmount>
<cbc:PayableAmount currencyID="EUR">3804.24</cbc:PayableAmount></cac:LegalMonetaryTotal>
<cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:InvoicedQuantity unitCode="EA">240</cbc:InvoicedQuantity>
<cbc:LineExtensionAmount currencyID="EUR">3144.00</cbc:LineExtensionAmount>
<cac:OrderLineReference><cbc:LineID>1</cbc:LineID></cac:OrderLineReference>
<cac:Item><cbc:Name>Whole milk 1 l</cbc:Name><cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID>
<cbc:Percent>21</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>
</cac:ClassifiedTaxCategory></cac:Item>
<cac:Price><cbc:PriceAmount currencyID="EUR">13.10</cbc:PriceAmount></cac:Price></cac:InvoiceLine>
</Invoice>"""


def _file(name: str, kind: str, text: str) -> FilePayload:
    return FilePayload(name=name, mimeType=kind, buffer=text.encode())


VENDORS = _file("vendors.csv", "text/csv", _VENDORS)
ORDERS = _file("orders.csv", "text/csv", _ORDERS)
RECEIPTS = _file("receipts.csv", "text/csv", _RECEIPTS)
INVOICE = _file(
    "inv-2026-1.xml",
    "application/xml",
    _INVOICE.format(
        seller=_PARTY.format(
            role="AccountingSupplierParty", end="12345678", city="Rotterdam",
            vat="NL004495445B01", name="Halvorsen Dairy",
        ),
        buyer=_PARTY.format(
            role="AccountingCustomerParty", end="87654321", city="Utrecht",
            vat="NL861234567B01", name="Northwind NL01",
        ),
    ),
)  # fmt: skip
