"""What identifying is given: claims still unidentified, who we know, what is here already."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import Q

from intake.models import Finding, Invoice, PaidInvoice, PurchaseOrder, Vendor, VendorStatus
from intake.rules import reading_json
from intake.rules.duplicates import DuplicateCandidate, lines_key
from intake.rules.entities import EntityRecord
from intake.rules.names import identifier_key, name_key
from intake.rules.reading import DocumentKind, InvoiceReading
from intake.rules.vendors import (
    PARTNER_NUMBERS,
    VendorIndex,
    VendorRecord,
    index_vendors,
    vendor_keys,
)
from ledger import queries as ledger


@dataclass(frozen=True, slots=True)
class Claim:
    """One invoice or credit note as read."""

    invoice_id: int
    document_id: int
    reading_id: int
    arrived_on: date
    entity_hint: str | None
    is_stranger: bool  # identified before, and nobody knew the vendor then
    payload: str
    reading: InvoiceReading

    @property
    def po_numbers(self) -> tuple[str, ...]:
        """The orders the document names, on its head or on its lines."""
        named = [self.reading.purchase_order, *(line.po_number for line in self.reading.lines)]
        return tuple(dict.fromkeys(number for number in named if number))


@dataclass(frozen=True, slots=True)
class OrderOwner:
    """Whose order it is: of which vendor, for which entity of ours."""

    vendor_id: str
    entity: str | None


@dataclass(frozen=True, slots=True)
class Directory:
    """Everyone we know: vendors by every way to find them, and our own companies."""

    mark: tuple[int, int]
    vendors: VendorIndex
    vendor_pks: dict[str, int]
    vendor_terms: dict[str, str | None]
    entities: tuple[EntityRecord, ...]


@dataclass(slots=True)
class Copies:
    """Claims that came before, by what makes two of them alike."""

    by_number: dict[str, list[DuplicateCandidate]] = field(
        default_factory=lambda: defaultdict(list)
    )
    by_amount: dict[tuple[str | None, Decimal | None], list[DuplicateCandidate]] = field(
        default_factory=lambda: defaultdict(list)
    )
    invoice_ids: dict[str, int] = field(default_factory=dict)

    def add(self, candidate: DuplicateCandidate, invoice_id: int | None = None) -> None:
        """Add one claim that is here."""
        if candidate.number_key:
            self.by_number[candidate.number_key].append(candidate)
        self.by_amount[candidate.vendor_id, candidate.gross_total].append(candidate)
        if invoice_id is not None:
            self.invoice_ids[candidate.reference] = invoice_id

    def like(self, this: DuplicateCandidate) -> tuple[DuplicateCandidate, ...]:
        """Return the claims that may be alike: the same number, or the same amount and vendor."""
        found = {
            each.reference: each
            for each in (
                *self.by_number.get(this.number_key or "", ()),
                *self.by_amount.get((this.vendor_id, this.gross_total), ()),
            )
        }
        return tuple(found.values())


_kept: list[Directory] = []

_MARK = """
    SELECT (SELECT count(*) FROM intake_vendor),
           (SELECT coalesce(sum(hashtext(ctid::text || xmin::text)), 0) FROM intake_vendor)
         + (SELECT coalesce(sum(hashtext(ctid::text || xmin::text)), 0) FROM ledger_entity)
"""


def directory() -> Directory:
    """Return everyone we know; built anew only when a vendor or an entity changed."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK)
        count, changes = cursor.fetchone()
    mark = (int(count), int(changes))
    if not _kept or _kept[0].mark != mark:
        _kept[:] = [_directory(mark)]
    return _kept[0]


def _directory(mark: tuple[int, int]) -> Directory:
    rows = list(Vendor.objects.order_by("vendor_id"))
    return Directory(
        mark=mark,
        vendors=index_vendors(_record(row) for row in rows),
        vendor_pks={row.vendor_id: row.pk for row in rows},
        vendor_terms={row.vendor_id: row.payment_terms for row in rows},
        entities=tuple(EntityRecord(*row) for row in ledger.entity_rows()),
    )


def _record(row: Vendor) -> VendorRecord:
    return VendorRecord(
        vendor_id=row.vendor_id,
        vendor_name=row.vendor_name,
        tax_id=row.tax_id,
        vat_id=row.vat_id,
        country=row.country,
        iban=row.iban,
        account_number=row.account_number,
        routing_number=row.routing_number,
        aliases=tuple(row.aliases),
        identifiers=tuple(str(row.extra[name]) for name in PARTNER_NUMBERS if row.extra.get(name)),
        is_blocked=row.status == VendorStatus.BLOCKED.value,
        is_new=row.is_new,
    )


def unidentified(invoice_ids: Sequence[int]) -> list[Claim]:
    """Return those of the claims whose vendor nobody has found yet, in the order given."""
    place = {pk: number for number, pk in enumerate(invoice_ids)}
    rows = (
        Invoice.objects.filter(pk__in=invoice_ids)
        .filter(Q(identified_at__isnull=True) | Q(vendor__isnull=True))
        .annotate(is_stranger=Q(identified_at__isnull=False))
        .values_list(
            "pk",
            "document_id",
            "reading_id",
            "document__as_of",
            "document__entity_hint",
            "is_stranger",
            "reading__payload",
        )
    )
    claims = [Claim(*row, reading=reading_json.from_bytes(row[-1].encode())) for row in rows]
    return sorted(claims, key=lambda claim: place[claim.invoice_id])


def findings_of(document_ids: Collection[int], codes: Collection[str]) -> dict[int, set[str]]:
    """Return which of these codes stand against each document."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = Finding.objects.filter(document__in=document_ids, code__in=codes)
    for document_id, code in rows.values_list("document_id", "code"):
        found[document_id].add(code)
    return found


def order_owners(po_numbers: Iterable[Sequence[str]]) -> dict[str, OrderOwner]:
    """Return whose orders these are, by number."""
    wanted = {number for numbers in po_numbers for number in numbers}
    return {
        number: OrderOwner(vendor_id, entity)
        for number, vendor_id, entity in PurchaseOrder.objects.filter(
            po_number__in=wanted
        ).values_list("po_number", "vendor__vendor_id", "entity")
    }


def candidate_of(
    claim: Claim, vendor_id: str | None, entity: str | None, directory: Directory
) -> DuplicateCandidate:
    """Return a claim as the duplicate rules take it."""
    reading = claim.reading
    vendor = directory.vendors.by_id.get(vendor_id or "")
    return DuplicateCandidate(
        reference=f"invoice:{claim.invoice_id}",
        vendor_id=seller_key(reading, vendor_id),
        invoice_number=reading.invoice_number,
        issue_date=reading.issue_date,
        gross_total=reading.gross_total,
        currency=reading.currency,
        kind=reading.kind,
        purchase_order=reading.purchase_order,
        lines_key=lines_digest(reading),
        vendor_keys=vendor_keys(vendor) if vendor else frozenset(),
        entity=entity,
    )


def seller_key(reading: InvoiceReading, vendor_id: str | None) -> str | None:
    """Return the vendor; of an unknown seller, what tells it from another."""
    if vendor_id is not None:
        return vendor_id
    seller = reading.seller
    stated = identifier_key(seller.vat_id) or identifier_key(seller.tax_id) or name_key(seller.name)
    return f"?{stated}" if stated else None


def lines_digest(reading: InvoiceReading) -> str | None:
    """Return a digest that is the same for documents with the same lines, in any order."""
    key = lines_key(reading)
    return None if key is None else hashlib.sha256(key.encode()).hexdigest()[:32]


def copies(these: Sequence[DuplicateCandidate], directory: Directory) -> Copies:
    """Return the claims that came before and may be alike: cases, and the payables history."""
    keys = {this.number_key for this in these if this.number_key}
    amounts = {this.gross_total for this in these if this.gross_total is not None}
    sellers = {this.vendor_id for this in these if this.vendor_id is not None}
    by_number = Q(number_key__in=keys)
    own = {int(this.reference.partition(":")[2]) for this in these}
    found = Copies()
    for candidate, invoice_id in _earlier(
        by_number | Q(seller_key__in=sellers, gross_total__in=amounts), own, directory
    ):
        found.add(candidate, invoice_id)
    for candidate in _history(
        by_number | Q(vendor__vendor_id__in=sellers, gross_total__in=amounts), directory
    ):
        found.add(candidate)
    return found


_EARLIER = (
    "pk", "seller_key", "kind", "invoice_number", "issue_date", "gross_total", "currency",
    "purchase_order", "entity", "lines_key",
)  # fmt: skip


def _earlier(
    wanted: Q, own: set[int], directory: Directory
) -> Iterable[tuple[DuplicateCandidate, int]]:
    rows = list(
        Invoice.objects.filter(wanted, identified_at__isnull=False, is_withdrawn=False)
        .exclude(Q(pk__in=own) | Q(duplicate_of__in=own))
        .annotate(is_copy=Q(duplicate_of__isnull=False))  # what is repeated is the original
        .order_by("is_copy", "identified_at", "pk")
        .values_list(*_EARLIER)
    )
    credited = _credited([row for row in rows if row[2] == DocumentKind.INVOICE.value])
    for row in rows:
        pk, vendor_id, kind, number, day, gross, currency, order, entity, lines = row
        vendor = directory.vendors.by_id.get(vendor_id or "")
        yield (
            DuplicateCandidate(
                reference=f"invoice:{pk}",
                vendor_id=vendor_id,
                invoice_number=number,
                issue_date=day,
                gross_total=gross,
                currency=currency,
                kind=DocumentKind(kind),
                purchase_order=order,
                lines_key=lines,
                vendor_keys=vendor_keys(vendor) if vendor else frozenset(),
                is_credited=pk in credited,
                entity=entity,
            ),
            pk,
        )


def _credited(rows: Sequence[tuple[object, ...]]) -> set[object]:
    """Return the invoices among the rows that credit notes of their vendor take back in full."""
    owed = {(row[1], row[3]): (row[0], row[5]) for row in rows if row[1] and row[3]}
    if not owed:
        return set()
    back: dict[tuple[object, object], Decimal] = defaultdict(Decimal)
    for vendor_id, number, gross in Invoice.objects.filter(
        kind=DocumentKind.CREDIT_NOTE.value,
        is_withdrawn=False,
        preceding_invoice__in={number for _, number in owed},
        seller_key__in={seller for seller, _ in owed},
    ).values_list("seller_key", "preceding_invoice", "gross_total"):
        back[vendor_id, number] += gross or Decimal(0)
    return {
        pk
        for key, (pk, gross) in owed.items()
        if key in back and isinstance(gross, Decimal) and back[key] >= gross > 0
    }


def _history(wanted: Q, directory: Directory) -> Iterable[DuplicateCandidate]:
    for vendor_id, number, day, gross, currency, order in (
        PaidInvoice.objects.filter(wanted)
        .order_by("pk")
        .values_list(
            "vendor__vendor_id",
            "invoice_number",
            "issue_date",
            "gross_total",
            "currency",
            "purchase_order",
        )
    ):
        vendor = directory.vendors.by_id.get(vendor_id)
        yield DuplicateCandidate(
            reference=f"history:{vendor_id}/{number}",
            vendor_id=vendor_id,
            invoice_number=number,
            issue_date=day,
            gross_total=gross,
            currency=currency,
            purchase_order=order,
            vendor_keys=vendor_keys(vendor) if vendor else frozenset(),
        )
