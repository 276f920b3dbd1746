"""UBL documents that announce, confirm or pay."""

from datetime import date
from decimal import Decimal

from core.reasons import ReasonCode
from intake.formats import registry
from intake.rules.findings import ReadFile
from intake.rules.reading import DocumentType

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
ITEM = (
    "<a:Item><b:Name>Green tea</b:Name><a:SellersItemIdentification><b:ID>GT-20</b:ID>"
    "</a:SellersItemIdentification></a:Item>"
)


def read(root: str, body: str) -> ReadFile:
    spaces = f'xmlns:a="{UBL}CommonAggregateComponents-2" xmlns:b="{UBL}CommonBasicComponents-2"'
    return registry.read_file(
        f'<{root} xmlns="{UBL}{root}-2" {spaces}>{body}</{root}>'.encode(), "x"
    )


def test_a_despatch_advice_announces_and_claims_nothing() -> None:
    found = read(
        "DespatchAdvice",
        "<b:ID>LS-1</b:ID><b:IssueDate>2026-04-10</b:IssueDate><a:OrderReference><b:ID>PO-9</b:ID>"
        '</a:OrderReference><a:DespatchLine><b:ID>1</b:ID><b:DeliveredQuantity unitCode="C62">40'
        "</b:DeliveredQuantity><a:OrderLineReference><b:LineID>3</b:LineID></a:OrderLineReference>"
        f"{ITEM}</a:DespatchLine>",
    )

    assert found.document_type is DocumentType.SHIPMENT_NOTICE
    assert [each.code for each in found.findings] == [ReasonCode.NOT_AN_INVOICE]
    assert found.announcement is not None
    (line,) = found.announcement.lines
    assert (line.po_number, line.po_line, line.quantity) == ("PO-9", "3", Decimal(40))
    assert (line.seller_item_id, line.unit) == ("GT-20", "C62")


def test_an_order_response_says_what_it_answers() -> None:
    simple = read(
        "OrderResponseSimple", "<b:ID>A-1</b:ID><b:AcceptedIndicator>false</b:AcceptedIndicator>"
    )
    full = read(
        "OrderResponse",
        "<b:ID>A-2</b:ID><b:OrderResponseCode>CA</b:OrderResponseCode><a:OrderLine><a:LineItem>"
        f'<b:ID>1</b:ID><b:Quantity unitCode="C62">36</b:Quantity>{ITEM}</a:LineItem>'
        "</a:OrderLine>",
    )

    assert simple.announcement is not None
    assert simple.announcement.answer == "rejected"
    assert full.announcement is not None
    assert (full.announcement.answer, full.announcement.lines[0].quantity) == (
        "changed", Decimal(36),
    )  # fmt: skip


def test_a_remittance_ties_to_what_it_pays() -> None:
    """T110."""
    line = (
        '<a:RemittanceAdviceLine><b:ID>{0}</b:ID><b:{1}LineAmount currencyID="EUR">{2}'
        "</b:{1}LineAmount><a:BillingReference><a:InvoiceDocumentReference><b:ID>R-{0}</b:ID>"
        "</a:InvoiceDocumentReference></a:BillingReference></a:RemittanceAdviceLine>"
    )
    body = (
        '<b:ID>Z-1</b:ID><b:TotalPaymentAmount currencyID="EUR">{}</b:TotalPaymentAmount>'
        "<a:PaymentMeans><b:PaymentDueDate>2026-05-01</b:PaymentDueDate></a:PaymentMeans>"
        + line.format(1, "Debit", "119.00")
        + line.format(2, "Credit", "19.00")
    )

    ties, differs = read("RemittanceAdvice", body.format("100.00")), read(
        "RemittanceAdvice", body.format("119.00")
    )  # fmt: skip

    assert ties.remittance is not None
    assert (ties.remittance.amount, ties.remittance.paid_on) == (
        Decimal("100.00"), date(2026, 5, 1),
    )  # fmt: skip
    assert [each.paid for each in ties.remittance.lines] == [119, -19]
    assert [each.code for each in ties.findings] == [ReasonCode.NOT_AN_INVOICE]
    assert [each.code for each in differs.findings][1:] == [ReasonCode.AMOUNT_DIFFERS]
