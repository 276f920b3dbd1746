"""What matching is given of claims, and of the invoices that came before them, in batches.

Every function takes many keys and costs a fixed number of statements. Rows come back as small
tuples, because a batch holds thousands of them; the rules' own values are built by the caller.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q

from core.reasons import ReasonCode
from intake.models import Finding, Invoice, PaidInvoice, VendorBankChange
from intake.rules.findings import FindingValue
from intake.rules.numbers import number_key
from intake.rules.reading import DocumentKind


class VendorRow(NamedTuple):
    """What matching needs to know of a vendor."""

    pk: int
    vendor_id: str
    vendor_name: str
    status: str
    is_new: bool
    payment_terms: str | None
    default_account: str | None
    currency: str | None
    has_other_bank: bool  # its bank details changed, and nobody has verified them yet


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One invoice or credit note as intake understood it."""

    invoice_id: int
    document_id: int
    sha256: str
    filename: str
    arrived_on: date
    reading_id: int
    payload: str  # the canonical JSON of intake.rules.reading_json
    kind: str
    invoice_number: str | None
    number_key: str | None
    entity: str | None
    seller_name: str | None
    currency: str | None
    issue_date: date | None
    due_date: date | None
    discount_until: date | None
    preceding_invoice: str | None
    gross_total: Decimal | None
    duplicate_of: int | None
    is_corrected: bool  # a person changed what was read
    findings: tuple[FindingValue, ...]
    vendor: VendorRow | None

    @property
    def is_duplicate(self) -> bool:
        """Whether it is the same claim again, for certain."""
        return any(found.code is ReasonCode.DUPLICATE_INVOICE for found in self.findings)


class EarlierInvoice(NamedTuple):
    """An invoice that a credit note names, or one of the same vendor some days before."""

    invoice_id: int | None
    vendor_pk: int
    invoice_number: str | None
    number_key: str | None
    issue_date: date | None
    currency: str | None
    net_total: Decimal | None
    gross_total: Decimal | None
    purchase_order: str | None


_CLAIM = (
    "pk", "document_id", "document__sha256", "document__filename", "document__as_of",
    "reading_id", "reading__payload", "kind", "invoice_number", "number_key", "entity",
    "seller_name", "currency", "issue_date", "due_date", "discount_until", "preceding_invoice",
    "gross_total", "duplicate_of_id", "is_corrected",
)  # fmt: skip
_VENDOR = (
    "vendor_id", "vendor__vendor_id", "vendor__vendor_name", "vendor__status", "vendor__is_new",
    "vendor__payment_terms", "vendor__default_account", "vendor__currency",
    "has_other_bank",
)  # fmt: skip
_EARLIER = (
    "pk", "vendor_id", "invoice_number", "number_key", "issue_date", "currency", "net_total",
    "gross_total", "purchase_order",
)  # fmt: skip


def claims(invoice_ids: Collection[int]) -> dict[int, ClaimRow]:
    """Return what intake knows of these invoices, by invoice id."""
    invoices = Invoice.objects.filter(pk__in=list(invoice_ids)).annotate(
        is_corrected=Q(reading__read_by__startswith="person:"),
        has_other_bank=Exists(
            VendorBankChange.objects.filter(vendor=OuterRef("vendor"), verified_at__isnull=True)
        ),
    )
    rows: list[tuple[Any, ...]] = list(invoices.values_list(*_CLAIM, *_VENDOR))
    findings = _findings({row[1]: row[5] for row in rows})
    width = len(_CLAIM)
    return {
        row[0]: ClaimRow(
            *(
                *row[:width],
                tuple(findings.get(row[1], ())),
                None if row[width] is None else VendorRow(*row[width:]),
            )
        )
        for row in rows
    }


def credit_notes_among(invoice_ids: Collection[int]) -> frozenset[int]:
    """Return those of these claims that take money back."""
    found = Invoice.objects.filter(pk__in=invoice_ids, kind=DocumentKind.CREDIT_NOTE.value)
    return frozenset(found.values_list("pk", flat=True))


def _findings(reading_of: Mapping[int, int]) -> dict[int, list[FindingValue]]:
    """Return the findings of each document's newest reading, and those of the file itself."""
    found: dict[int, list[FindingValue]] = defaultdict(list)
    rows = (
        Finding.objects.filter(document_id__in=list(reading_of))
        .filter(Q(reading__isnull=True) | Q(reading_id__in=list(reading_of.values())))
        .order_by("document_id", "pk")
        .values_list(
            "document_id", "code", "text", "field", "line", "expected", "actual", "tolerance",
            "reference",
        )
    )  # fmt: skip
    for document_id, code, text, *figures in rows:
        found[document_id].append(FindingValue(ReasonCode(code), text, *figures))
    return found


def invoices_named(keys: Iterable[tuple[int, str]]) -> dict[tuple[int, str], list[EarlierInvoice]]:
    """Return the invoices, here or in the payables history, by vendor and key of their number."""
    wanted = set(keys)
    found: dict[tuple[int, str], list[EarlierInvoice]] = defaultdict(list)
    if not wanted:
        return found
    vendors, number_keys = {vendor for vendor, _ in wanted}, {key for _, key in wanted}
    same = {"vendor_id__in": vendors, "number_key__in": number_keys}
    here = Invoice.objects.filter(
        kind="invoice", duplicate_of__isnull=True, is_withdrawn=False, **same
    ).order_by("pk")
    for row in here.values_list(*_EARLIER):
        _keep(found, wanted, EarlierInvoice(*row))
    before = PaidInvoice.objects.filter(**same).order_by("pk")
    for row in before.values_list(
        "vendor_id", "invoice_number", "number_key", "issue_date", "currency", "gross_total",
        "purchase_order",
    ):  # fmt: skip
        _keep(found, wanted, EarlierInvoice(None, *row[:5], None, *row[5:]))
    return found


def _keep(
    found: dict[tuple[int, str], list[EarlierInvoice]],
    wanted: Collection[tuple[int, str]],
    invoice: EarlierInvoice,
) -> None:
    key = (invoice.vendor_pk, invoice.number_key or "")
    if key in wanted:
        found[key].append(invoice)


def invoices_around(
    vendors: Mapping[int, tuple[date, date]], *, days: int
) -> dict[int, list[EarlierInvoice]]:
    """Return each vendor's invoices issued up to `days` before or after a span of days."""
    around: dict[int, list[EarlierInvoice]] = defaultdict(list)
    if not vendors or days <= 0:
        return around
    reach = timedelta(days=days)
    rows = Invoice.objects.filter(
        kind="invoice",
        duplicate_of__isnull=True,
        is_withdrawn=False,
        vendor_id__in=list(vendors),
        issue_date__gte=min(first for first, _ in vendors.values()) - reach,
        issue_date__lte=max(last for _, last in vendors.values()) + reach,
    ).order_by("pk")
    for row in rows.values_list(*_EARLIER):
        around[row[1]].append(EarlierInvoice(*row))
    return around


def recent_invoices(vendors: Collection[int], *, most: int) -> dict[int, list[EarlierInvoice]]:
    """Return the newest invoices of each of these vendors."""
    found: dict[int, list[EarlierInvoice]] = defaultdict(list)
    for vendor in sorted(vendors):
        rows = Invoice.objects.filter(
            vendor_id=vendor, kind="invoice", duplicate_of__isnull=True, is_withdrawn=False
        ).order_by("-issue_date", "-pk")
        found[vendor] = [EarlierInvoice(*row) for row in rows.values_list(*_EARLIER)[:most]]
    return found


def credit_notes_of(vendors: Collection[int]) -> list[EarlierInvoice]:
    """Return the credit notes of these vendors; `number_key` is that of the invoice they name."""
    rows = Invoice.objects.filter(
        vendor_id__in=list(vendors),
        kind="credit_note",
        preceding_invoice__isnull=False,
        duplicate_of__isnull=True,
        is_withdrawn=False,
    ).order_by("pk")
    return [
        EarlierInvoice(*row)._replace(number_key=number_key(named))
        for *row, named in rows.values_list(*_EARLIER, "preceding_invoice")
    ]
