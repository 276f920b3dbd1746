"""UBL order responses, despatch advices and remittance advices: announced, confirmed, paid."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from lxml import etree

from intake.formats import kinds
from intake.formats.ubl_orders import party_name
from intake.formats.xml_values import Children, Values, child, first_children, local_name, text_of
from intake.rules import remittance_checks
from intake.rules.announcements import AnnouncedLine, Announcement
from intake.rules.findings import FindingValue, ReadFile
from intake.rules.reading import DocumentType
from intake.rules.remittances import RemittanceValue, RemittedLine

Element = etree._Element

_WORDS: Final = {
    "OrderResponse": "The file is an order confirmation",
    "OrderResponseSimple": "The file is an order confirmation",
    "DespatchAdvice": "The file is a shipment notice",
    "RemittanceAdvice": "The file is a remittance advice",
}
NAMES: Final = frozenset(_WORDS)
_ANSWERS: Final = {
    "true": "accepted", "false": "rejected", "AP": "accepted", "RE": "rejected", "CA": "changed",
    "AB": "received", "29": "accepted", "30": "changed", "27": "rejected",
}  # fmt: skip


def read(root: Element) -> ReadFile:
    """Return what one of these documents says; what in it could not be read is a finding."""
    values = Values()
    name = local_name(root.tag)
    if name == "RemittanceAdvice":
        paid = _remittance(root, values)
        found: tuple[FindingValue, ...] = tuple(remittance_checks.check_remittance(paid))
        problems = (kinds.not_payable(_WORDS[name]), *values.problems, *found)
        return ReadFile(DocumentType.REMITTANCE, "ubl", remittance=paid, findings=problems)
    said = _despatch(root, values) if name == "DespatchAdvice" else _response(root, values)
    problems = (kinds.not_payable(_WORDS[name]), *values.problems)
    return ReadFile(said.document_type, "ubl", announcement=said, findings=problems)


def _response(root: Element, values: Values) -> Announcement:
    head = first_children(root)
    seller = first_children(head.get("SellerSupplierParty"))
    party = first_children(seller.get("Party"))
    order = text_of(child(head.get("OrderReference"), "ID"))
    stated = text_of(head.get("AcceptedIndicator")) or text_of(head.get("OrderResponseCode"))
    return Announcement(
        document_type=DocumentType.ORDER_CONFIRMATION,
        number=text_of(head.get("ID")),
        announced_on=values.day(text_of(head.get("IssueDate")), "announced_on"),
        sender_name=party_name(party),
        sender_id=_identifier(seller, party),
        answer=_ANSWERS.get(stated or ""),
        lines=tuple(
            _line(number, first_children(item), order, "Quantity", values)
            for number, line in enumerate(_children(root, "OrderLine"), 1)
            if (item := child(line, "LineItem")) is not None
        ),
    )


def _despatch(root: Element, values: Values) -> Announcement:
    head = first_children(root)
    supplier = first_children(head.get("DespatchSupplierParty"))
    party = first_children(supplier.get("Party"))
    delivery = child(head.get("Shipment"), "Delivery")
    order = text_of(child(head.get("OrderReference"), "ID"))
    expected = text_of(child(delivery, "EstimatedDeliveryPeriod", "EndDate"))
    return Announcement(
        document_type=DocumentType.SHIPMENT_NOTICE,
        number=text_of(head.get("ID")),
        announced_on=values.day(text_of(head.get("IssueDate")), "announced_on"),
        shipped_on=values.day(
            text_of(child(delivery, "Despatch", "ActualDespatchDate")), "shipped_on"
        ),
        expected_on=values.day(expected, "expected_on"),
        sender_name=party_name(party),
        sender_id=_identifier(supplier, party),
        lines=tuple(
            _line(number, first_children(line), order, "DeliveredQuantity", values)
            for number, line in enumerate(_children(root, "DespatchLine"), 1)
        ),
    )


def _line(
    number: int, parts: Children, order: str | None, counted: str, values: Values
) -> AnnouncedLine:
    item = first_children(parts.get("Item"))
    reference = first_children(parts.get("OrderLineReference"))
    quantity = parts.get(counted)
    own = text_of(parts.get("ID")) or str(number)
    return AnnouncedLine(
        line=own,
        po_number=text_of(child(reference.get("OrderReference"), "ID")) or order,
        po_line=text_of(reference.get("LineID")),
        description=text_of(item.get("Name")) or text_of(item.get("Description")),
        quantity=values.amount(quantity, "quantity"),
        unit=None if quantity is None else quantity.get("unitCode"),
        unit_price=values.amount(child(parts.get("Price"), "PriceAmount"), "unit_price"),
        seller_item_id=text_of(child(item.get("SellersItemIdentification"), "ID")),
        buyer_item_id=text_of(child(item.get("BuyersItemIdentification"), "ID")),
        gtin=text_of(child(item.get("StandardItemIdentification"), "ID")),
    )


def _remittance(root: Element, values: Values) -> RemittanceValue:
    head = first_children(root)
    total = head.get("TotalPaymentAmount")
    payer = first_children(head.get("AccountingCustomerParty"))
    payee = first_children(head.get("AccountingSupplierParty"))
    means = first_children(head.get("PaymentMeans"))
    paid_to = party_name(first_children(head.get("PayeeParty")))
    return RemittanceValue(
        number=text_of(head.get("ID")),
        amount=values.amount(total, "amount"),
        currency=None if total is None else total.get("currencyID"),
        paid_on=values.day(text_of(means.get("PaymentDueDate")), "paid_on"),
        direction="C",
        method=text_of(means.get("PaymentMeansCode")),
        payer_name=party_name(first_children(payer.get("Party"))),
        payer_id=_identifier(payer, first_children(payer.get("Party"))),
        payee_name=paid_to or party_name(first_children(payee.get("Party"))),
        payee_id=_identifier(payee, first_children(payee.get("Party"))),
        payee_account=text_of(child(means.get("PayeeFinancialAccount"), "ID")),
        lines=tuple(
            _remitted(number, first_children(line), values)
            for number, line in enumerate(_children(root, "RemittanceAdviceLine"), 1)
        ),
    )


def _remitted(number: int, parts: Children, values: Values) -> RemittedLine:
    """Return one document paid; a credit among them lessens the payment."""
    debit = values.amount(parts.get("DebitLineAmount"), "paid")
    credit = values.amount(parts.get("CreditLineAmount"), "paid")
    reference = first_children(parts.get("BillingReference"))
    named = next(
        (
            first_children(reference[name])
            for name in ("InvoiceDocumentReference", "CreditNoteDocumentReference")
            if name in reference
        ),
        {},
    )
    paid = None if debit is None and credit is None else (debit or Decimal(0)) - (
        credit or Decimal(0)
    )  # fmt: skip
    return RemittedLine(
        line=text_of(parts.get("ID")) or str(number),
        reference=text_of(named.get("ID")),
        qualifier="IV" if "InvoiceDocumentReference" in reference else None,
        paid=paid,
        dated_on=values.day(text_of(named.get("IssueDate")), "dated_on"),
    )


def _identifier(account: Children, party: Children) -> str | None:
    return (
        text_of(account.get("CustomerAssignedAccountID"))
        or text_of(child(party.get("PartyIdentification"), "ID"))
        or text_of(party.get("EndpointID"))
    )


def _children(root: Element, name: str) -> Iterator[Element]:
    return (element for element in root if local_name(element.tag) == name)
