"""What identifying is given: claims still unidentified, who we know, what is here already."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q

from intake.models import Finding, Invoice, PurchaseOrder, Vendor, VendorStatus
from intake.rules import reading_json
from intake.rules.duplicates import DuplicateCandidate, lines_key
from intake.rules.entities import EntityRecord
from intake.rules.identify_step import OrderOwner
from intake.rules.names import identifier_key, name_key
from intake.rules.reading import InvoiceReading
from intake.rules.vendor_records import (
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
class Directory:
    """Everyone we know: vendors by every way to find them, and our own companies."""

    mark: tuple[int, int]
    vendors: VendorIndex
    vendor_pks: dict[str, int]
    vendor_terms: dict[str, str | None]
    entities: tuple[EntityRecord, ...]


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


# Columns that the table of vendors may have beside those of the contract.
_NUMBERS = {
    "gln": ("gln",),
    "duns": ("duns", "duns_number"),
    "register": ("registration_id", "registration_number", "company_number"),
}


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
        email=row.email,
        numbers=tuple(
            (kind, value)
            for kind, columns in _NUMBERS.items()
            for column in columns
            if (value := row.extra.get(column))
        ),
        street=row.extra.get("street") or row.extra.get("address"),
        postcode=row.extra.get("postcode") or row.extra.get("zip"),
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
    claims = [Claim(*row, reading=reading_json.from_text(row[-1])) for row in rows]
    return sorted(claims, key=lambda claim: place[claim.invoice_id])


def findings_of(document_ids: Collection[int], codes: Collection[str]) -> dict[int, set[str]]:
    """Return which of these codes stand against what each document was read as."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = Finding.objects.filter(document__in=document_ids, code__in=codes, reading__isnull=False)
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
