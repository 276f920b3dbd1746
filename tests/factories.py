"""Small typed makers of rows. People and vendors keep their names across the suite."""

import hashlib
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Group, User

from backoffice import roles
from backoffice.people import actor_of
from core.actors import Actor
from intake.models import (
    Document,
    DocumentState,
    Invoice,
    InvoiceLine,
    PurchaseOrder,
    PurchaseOrderLine,
    Reading,
    Receipt,
    ReceiptLine,
    Vendor,
)
from intake.rules import reading_json
from intake.rules.reading import DocumentKind, Evidence, InvoiceReading, Party
from intake.rules.reading import InvoiceLine as ReadLine
from ledger.models import Entity
from reconciliation.models import (
    Case,
    CaseException,
    CaseState,
    Hold,
    LineMatch,
    LineMatchReceipt,
    MatchStatus,
    OrderBalance,
    Proposal,
    ReceiptBalance,
)
from review.models import Reader

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PASSWORD = "a-long-enough-secret"
_number = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a made invoice, beside what was ordered and received."""

    description: str
    quantity: str
    unit_price: str
    ordered: str | None = None
    ordered_price: str | None = None
    received: str | None = None
    unit: str = "EA"


@dataclass(frozen=True, slots=True)
class Wrong:
    """One exception of a made case."""

    code: str
    text: str
    line: str | None = None
    expected: str | None = None
    actual: str | None = None
    tolerance: str | None = None
    reference: str | None = None
    field: str | None = None


PRICE_OVER = Wrong(
    code="PRICE_OVER",
    text="Line 1 is billed at 13.10 a piece; the order says 12.40.",
    line="1",
    expected="12.40",
    actual="13.10",
    tolerance="2 % and 50.00",
    reference="PO-7001 line 1",
)


def make_person(name: str, role: str, *, entities: Sequence[str] = ()) -> User:
    """Return a person with a role, and the entities they are limited to."""
    roles.grant_permissions()
    user = User.objects.create_user(username=name, password=PASSWORD)
    user.groups.add(Group.objects.get(name=role))
    for entity in entities:
        Reader.objects.create(user=user, entity=entity)
    return user


def make_actor(name: str, role: str, *, entities: Sequence[str] = ()) -> Actor:
    """Return the actor of a new person."""
    return actor_of(make_person(name, role, entities=entities))


def make_entity(code: str = "NL01", **values: Any) -> Entity:
    """Return an entity, made once."""
    defaults = {"entity_name": f"Northwind {code}", "currency": "EUR", "country": "NL"} | values
    return Entity.objects.get_or_create(entity=code, defaults=defaults)[0]


def make_vendor(name: str = "Halvorsen Dairy", **values: Any) -> Vendor:
    """Return a vendor, made once by name."""
    found = Vendor.objects.filter(vendor_name=name).first()
    if found is not None:
        return found
    defaults: dict[str, Any] = {
        "vendor_id": f"V-{next(_number):05}",
        "name_key": name.lower(),
        "vat_id": "NL004495445B01",
        "iban": "NL91ABNA0417164300",
        "country": "NL",
        "currency": "EUR",
        "payment_terms": "2/10 net 30",
        "first_seen_on": date(2025, 1, 2),
        "is_described": True,
    }
    return Vendor.objects.create(vendor_name=name, **(defaults | values))


def make_document(filename: str = "", **values: Any) -> Document:
    """Return a settled document."""
    number = next(_number)
    defaults: dict[str, Any] = {
        "sha256": hashlib.sha256(f"document {number}".encode()).hexdigest(),
        "size": 48_213,
        "received_at": NOW - timedelta(hours=5),
        "received_by": "person:olivia",
        "channel": "upload",
        "as_of": NOW.date(),
        "state": DocumentState.SETTLED.value,
        "format": "ubl",
        "document_type": "invoice",
        "records": 1,
    }
    return Document.objects.create(
        filename=filename or f"invoice-{number}.xml", **(defaults | values)
    )


def make_case(
    *,
    vendor: str = "Halvorsen Dairy",
    number: str = "",
    lines: Sequence[Line] = (Line("Whole milk 1 l", "240", "13.10", "240", "12.40", "240"),),
    wrong: Sequence[Wrong] = (PRICE_OVER,),
    kind: DocumentKind = DocumentKind.INVOICE,
    entity: str = "NL01",
    opened_at: datetime = NOW - timedelta(hours=5),
    **values: Any,
) -> Case:
    """Return an open case with its document, invoice, order, receipts, exceptions and proposal."""
    make_entity(entity)
    seller = make_vendor(vendor)
    number = number or f"INV-{next(_number):05}"
    net = sum((Decimal(line.quantity) * Decimal(line.unit_price) for line in lines), Decimal(0))
    tax = (net * Decimal("0.21")).quantize(Decimal("0.01"))
    invoice = _make_invoice(seller, number, kind, entity, net, tax, lines)
    codes = list(dict.fromkeys(each.code for each in wrong))
    defaults: dict[str, Any] = {
        "state": CaseState.IN_REVIEW.value,
        "would_pass": not wrong,
        "case_class": "po_goods",
        "changed_at": opened_at,
        "confidence": Decimal("0.93"),
        "confidence_low": Decimal("0.85"),
        "confidence_high": Decimal("0.97"),
        "match_status": MatchStatus.MATCHED.value,
        "strategy": "po_line",
        "at_stake": net + tax,
        "due_at": NOW + timedelta(days=27),
        "discount_until": (NOW + timedelta(days=7)).date(),
        "urgent_on": (NOW + timedelta(days=7)).date(),
    }
    case = Case.objects.create(
        document=invoice.document, invoice=invoice, kind=kind.value, entity=entity,
        vendor=seller, vendor_name=vendor, invoice_number=number, currency="EUR",
        gross_total=net + tax, exception_codes=codes, opened_at=opened_at, **(defaults | values),
    )  # fmt: skip
    for position, each in enumerate(wrong):
        CaseException.objects.create(
            case=case, round=1, position=position, code=each.code, line=each.line,
            field=each.field, expected=each.expected, actual=each.actual,
            tolerance=each.tolerance, reference=each.reference, text=each.text,
        )  # fmt: skip
        if each.code == "BANK_DETAILS_CHANGED":
            Hold.objects.create(case=case, hold_reason=each.code, placed_at=opened_at)
    _match_lines(case, seller, entity, lines)
    _propose(case, net, tax)
    return case


def _make_invoice(
    seller: Vendor, number: str, kind: DocumentKind, entity: str, net: Decimal, tax: Decimal,
    lines: Sequence[Line],
) -> Invoice:  # fmt: skip
    document = make_document(f"{number.lower()}.xml", document_type=kind.value)
    reading = Reading.objects.create(
        document=document, number=1, syntax="ubl", read_at=NOW, read_by="pipeline:pipeline",
        payload=reading_json.to_bytes(
            _reading(seller, number, kind, net, tax, lines)
        ).decode(),
    )  # fmt: skip
    invoice = Invoice.objects.create(
        document=document, reading=reading, kind=kind.value, invoice_number=number,
        number_key=number, vendor=seller, entity=entity, seller_name=seller.vendor_name,
        currency="EUR", issue_date=date(2026, 11, 20), due_date=date(2026, 12, 20),
        discount_until=date(2026, 11, 30), purchase_order="PO-7001", net_total=net,
        tax_total=tax, gross_total=net + tax, amount_due=net + tax,
    )  # fmt: skip
    for position, line in enumerate(lines):
        InvoiceLine.objects.create(
            invoice=invoice, position=position, line=str(position + 1),
            description=line.description, quantity=Decimal(line.quantity), unit=line.unit,
            unit_price=Decimal(line.unit_price), tax_rate=Decimal(21),
            net=Decimal(line.quantity) * Decimal(line.unit_price),
        )  # fmt: skip
    return invoice


def _reading(
    seller: Vendor, number: str, kind: DocumentKind, net: Decimal, tax: Decimal,
    lines: Sequence[Line],
) -> InvoiceReading:  # fmt: skip
    return InvoiceReading(
        kind=kind, syntax="ubl", invoice_number=number, issue_date=date(2026, 11, 20),
        due_date=date(2026, 12, 20), currency="EUR", purchase_order="PO-7001",
        seller=Party(
            name=seller.vendor_name, vat_id=seller.vat_id, street="Kade 12", city="Rotterdam",
            postcode="3011 AA", country="NL",
        ),
        buyer=Party(name="Northwind Stores B.V.", vat_id="NL861234567B01", city="Utrecht"),
        iban="NL91ABNA0417164300", payment_terms="2 % within 10 days, net 30", net_total=net,
        tax_total=tax, gross_total=net + tax, amount_due=net + tax,
        lines=tuple(
            ReadLine(
                line=str(place), description=line.description, quantity=Decimal(line.quantity),
                unit=line.unit, unit_price=Decimal(line.unit_price),
                net=Decimal(line.quantity) * Decimal(line.unit_price), tax_rate=Decimal(21),
            )
            for place, line in enumerate(lines, start=1)
        ),
        evidence=(
            ("invoice_number", Evidence(1, None, f"Invoice {number}", "label", Decimal("0.98"))),
        ),
    )  # fmt: skip


def _match_lines(case: Case, seller: Vendor, entity: str, lines: Sequence[Line]) -> None:
    order = PurchaseOrder.objects.create(
        po_number=f"PO-{7000 + next(_number)}", vendor=seller, entity=entity,
        order_date=date(2026, 11, 2), currency="EUR", loaded_at=NOW,
    )  # fmt: skip
    receipt = Receipt.objects.create(receipt_number=f"GR-{next(_number)}", loaded_at=NOW)
    for position, line in enumerate(lines):
        if line.ordered is None:
            LineMatch.objects.create(case=case, round=1, position=position, line=str(position + 1))
            continue
        ordered = PurchaseOrderLine.objects.create(
            order=order, po_line=str(position + 1), description=line.description,
            quantity=Decimal(line.ordered), uom=line.unit, account="1400",
            unit_price=Decimal(line.ordered_price or line.unit_price), cost_centre="CC-10",
        )  # fmt: skip
        match = LineMatch.objects.create(
            case=case, round=1, position=position, line=str(position + 1), order_line=ordered,
            po_number=order.po_number, po_line=ordered.po_line, quantity=Decimal(line.quantity),
            amount=Decimal(line.quantity) * Decimal(line.unit_price),
            price_variance=Decimal(line.unit_price) - ordered.unit_price,
        )  # fmt: skip
        OrderBalance.objects.create(
            order_line=ordered, quantity_invoiced=match.quantity, amount_invoiced=match.amount
        )
        if line.received is None:
            continue
        arrived = ReceiptLine.objects.create(
            receipt=receipt, receipt_line=str(position + 1), po_number=order.po_number,
            po_line=ordered.po_line, received_date=date(2026, 11, 18), uom=line.unit,
            quantity_received=Decimal(line.received), quantity_rejected=Decimal(0),
        )  # fmt: skip
        used = min(Decimal(line.quantity), Decimal(line.received))
        LineMatchReceipt.objects.create(
            line_match=match, receipt_line=arrived, receipt_number=receipt.receipt_number,
            receipt_line_number=arrived.receipt_line, quantity=used,
        )  # fmt: skip
        ReceiptBalance.objects.create(
            receipt_line=arrived, quantity_accepted=Decimal(line.received), quantity_consumed=used
        )


def _propose(case: Case, net: Decimal, tax: Decimal) -> None:
    rows = (
        ("1400", net, 0, "Goods"),
        ("1520", tax, 0, "Input VAT"),
        ("2000", 0, net + tax, "Payables"),
    )
    journal = [
        {
            "account": account,
            "cost_centre": None,
            "debit": str(debit),
            "credit": str(credit),
            "memo": memo,
        }
        for account, debit, credit, memo in rows
    ]
    Proposal.objects.create(case=case, round=1, action="book", journal=journal, version="1")
