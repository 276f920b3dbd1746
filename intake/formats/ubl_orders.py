"""UBL documents around the invoice: orders and receipts become tables, the rest is named.

Order lines state a price for a base quantity; the table wants the price of one unit. The printed
price, its base and the printed line amount stay in `extra`, because an order whose line amount
disagrees with its price is a thing a person must see.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from lxml import etree

from intake.formats.xml_values import (
    Children,
    Values,
    child,
    first_children,
    text_of,
)
from intake.rules.findings import FindingValue, Table, TableRow
from intake.rules.reading import DocumentType

Element = etree._Element

NAMED: Final[Mapping[str, tuple[DocumentType, str]]] = {
    "Statement": (DocumentType.ACCOUNT_STATEMENT, "an account statement"),
    "ApplicationResponse": (DocumentType.ACKNOWLEDGEMENT, "an acknowledgement"),
    "Reminder": (DocumentType.DUNNING_LETTER, "a dunning letter"),
    "Quotation": (DocumentType.OTHER, "a quotation"),
    "Catalogue": (DocumentType.OTHER, "a catalogue"),
    "OrderChange": (DocumentType.OTHER, "an order change"),
    "OrderCancellation": (DocumentType.OTHER, "an order cancellation"),
    "SelfBilledInvoice": (DocumentType.OTHER, "a self-billed invoice of our own making"),
    "FreightInvoice": (DocumentType.OTHER, "a freight invoice"),
}
_CANCELLED: Final = frozenset({"Cancelled", "Canceled", "5"})
_PLACES: Final = Decimal("0.0000000001")


def read_order(root: Element) -> tuple[Table, tuple[FindingValue, ...]]:
    """The lines of a purchase order as rows of `purchase_orders`."""
    values = Values()
    head = first_children(root)
    shared, extra = _order_head(head)
    lines = [child(line, "LineItem") for line in root if line.tag.endswith("OrderLine")]
    rows = tuple(
        _order_row(number, line, shared, extra, values)
        for number, line in enumerate(lines, 1)
        if line is not None
    )
    return Table(kind="purchase_orders", rows=rows), tuple(values.problems)


def _order_head(head: Children) -> tuple[dict[str, str], dict[str, str]]:
    seller = first_children(head.get("SellerSupplierParty"))
    party = first_children(seller.get("Party"))
    buyer = first_children(head.get("BuyerCustomerParty"))
    totals = first_children(head.get("AnticipatedMonetaryTotal"))
    tax_id = text_of(child(party.get("PartyTaxScheme"), "CompanyID"))
    vendor = (
        text_of(seller.get("CustomerAssignedAccountID"))
        or text_of(child(party.get("PartyIdentification"), "ID"))
        or text_of(party.get("EndpointID"))
        or tax_id
        or party_name(party)
    )
    shared = _known(
        po_number=text_of(head.get("ID")),
        vendor_id=vendor,
        order_date=(text_of(head.get("IssueDate")) or "")[:10],
        currency=text_of(head.get("DocumentCurrencyCode")) or _currency(totals),
        cost_centre=text_of(head.get("AccountingCostCode")),
        status="open",
    )
    extra = _known(
        vendor_name=party_name(party),
        vendor_vat_id=tax_id,
        vendor_endpoint=text_of(party.get("EndpointID")),
        vendor_customer_number=text_of(buyer.get("SupplierAssignedAccountID")),
        buyer_name=party_name(first_children(buyer.get("Party"))),
        sales_order_id=text_of(head.get("SalesOrderID")),
        contract_reference=text_of(child(head.get("Contract"), "ID")),
        accounting_cost=text_of(head.get("AccountingCost")),
        order_total=text_of(totals.get("PayableAmount")),
    )
    return shared, extra


def _order_row(
    number: int, line: Element, shared: dict[str, str], extra: dict[str, str], values: Values
) -> TableRow:
    parts = first_children(line)
    price = first_children(parts.get("Price"))
    item = first_children(parts.get("Item"))
    quantity = parts.get("Quantity")
    amount = price.get("PriceAmount")
    base = values.amount(price.get("BaseQuantity"), "price_base_quantity")
    currency = amount.get("currencyID") if amount is not None else None
    cells = _known(
        po_line=text_of(parts.get("ID")),
        quantity=text_of(quantity),
        uom=None if quantity is None else quantity.get("unitCode"),
        unit_price=_unit_price(values.amount(amount, "unit_price"), base),
        tax_rate=text_of(child(item.get("ClassifiedTaxCategory"), "Percent")),
        cost_centre=text_of(parts.get("AccountingCostCode")),
        **_item_cells(item),
    )
    more = _known(
        line_amount=text_of(parts.get("LineExtensionAmount")),
        price_printed=text_of(amount),
        price_base_quantity=text_of(price.get("BaseQuantity")),
        line_tax=text_of(parts.get("TotalTaxAmount")),
        accounting_cost=text_of(parts.get("AccountingCost")),
    )
    if text_of(parts.get("LineStatusCode")) in _CANCELLED:
        cells["status"] = "cancelled"
    row = {**shared, **cells}
    if "currency" not in row and currency:
        row["currency"] = currency
    return TableRow(line=number + 1, values=row, extra={**extra, **more})


def _item_cells(item: Children) -> dict[str, str | None]:
    return {
        "item_id": text_of(child(item.get("BuyersItemIdentification"), "ID")),
        "vendor_item_id": text_of(child(item.get("SellersItemIdentification"), "ID")),
        "gtin": text_of(child(item.get("StandardItemIdentification"), "ID")),
        "description": text_of(item.get("Name")) or text_of(item.get("Description")),
    }


def _unit_price(price: Decimal | None, base: Decimal | None) -> str | None:
    if price is None:
        return None
    if base is None or base in {0, 1}:
        return str(price)
    one = (price / base).quantize(_PLACES).normalize()
    return f"{one:f}"


def read_receipt(root: Element) -> tuple[Table, tuple[FindingValue, ...]]:
    """The lines of a receipt advice as rows of `receipts`."""
    head = first_children(root)
    order = text_of(child(head.get("OrderReference"), "ID"))
    shared = _known(
        receipt_number=text_of(head.get("ID")),
        received_date=_received_date(head),
        location=_location(head),
    )
    extra = _known(
        despatch_reference=text_of(child(head.get("DespatchDocumentReference"), "ID")),
        vendor_name=party_name(first_children(child(head.get("DespatchSupplierParty"), "Party"))),
    )
    rows = tuple(
        _receipt_row(number, line, order, shared, extra)
        for number, line in enumerate(_lines(root, "ReceiptLine"), 1)
    )
    return Table(kind="receipts", rows=rows), ()


def _receipt_row(
    number: int, line: Element, order: str | None, shared: dict[str, str], extra: dict[str, str]
) -> TableRow:
    parts = first_children(line)
    reference = first_children(parts.get("OrderLineReference"))
    quantity = parts.get("ReceivedQuantity")
    own = text_of(parts.get("ID")) or str(number)
    po_line = text_of(reference.get("LineID"))
    item = _known(**_item_cells(first_children(parts.get("Item"))))
    cells = _known(
        receipt_line=own,
        po_number=text_of(child(reference.get("OrderReference"), "ID")) or order,
        po_line=po_line or own,
        quantity_received=text_of(quantity),
        quantity_rejected=text_of(parts.get("RejectedQuantity")),
        uom=None if quantity is None else quantity.get("unitCode"),
    )
    more = _known(
        quantity_short=text_of(parts.get("ShortQuantity")),
        reject_reason=text_of(parts.get("RejectReason")),
        received_date_line=(text_of(parts.get("ReceivedDate")) or "")[:10],
        po_line_taken_from=None if po_line else "receipt_line",
    )
    row = {**shared, **cells}
    if day := more.pop("received_date_line", None):
        row["received_date"] = day
    return TableRow(line=number + 1, values=row, extra={**extra, **item, **more})


def _received_date(head: Children) -> str:
    delivered = text_of(child(head.get("Shipment"), "Delivery", "ActualDeliveryDate"))
    return (delivered or text_of(head.get("IssueDate")) or "")[:10]


def _location(head: Children) -> str | None:
    party = child(head.get("DeliveryCustomerParty"), "Party")
    return text_of(child(head.get("Shipment"), "Delivery", "DeliveryLocation", "ID")) or text_of(
        child(party, "PhysicalLocation", "ID")
    )


def party_name(party: Children) -> str | None:
    """The name a party trades under, or is registered by."""
    return text_of(child(party.get("PartyName"), "Name")) or text_of(
        child(party.get("PartyLegalEntity"), "RegistrationName")
    )


def _currency(totals: Children) -> str | None:
    return next((c for e in totals.values() if (c := e.get("currencyID"))), None)


def _lines(root: Element, name: str) -> Iterator[Element]:
    return (element for element in root if element.tag.endswith(name))


def _known(**cells: str | None) -> dict[str, str]:
    """Only what is stated: an empty cell is left out."""
    return {name: text for name, text in cells.items() if text}
