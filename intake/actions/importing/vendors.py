"""Vendors: what the master says of them, with every change of bank details on the trail."""

from collections.abc import Sequence

from django.db import connection

from audit.actions import EventDraft
from intake.actions.importing.batch import Load, Written
from intake.actions.importing.upsert import upsert
from intake.models import Vendor, VendorBankChange, VendorStatus
from intake.rules.findings import FindingValue
from intake.rules.names import name_key
from intake.rules.tables import Record

_BANK_DETAILS = ("iban", "bic", "account_number", "routing_number")
_TEXTS = (
    "vendor_name",
    "tax_id",
    "vat_id",
    "country",
    *_BANK_DETAILS,
    "payment_terms",
    "currency",
    "email",
    "phone",
    "default_account",
)


class Vendors:
    """Rows of the table vendors."""

    rows_at_once: int | None = 2_000

    def sift(self, record: Record) -> FindingValue | None:
        """Take every row that could be read."""
        del record
        return None

    def write(self, records: Sequence[Record], load: Load) -> Written:
        """Write the vendors that are new or say something new."""
        result = Written()
        before = {
            vendor.vendor_id: vendor
            for vendor in Vendor.objects.filter(vendor_id__in=[r.key("vendor_id") for r in records])
        }
        rows, changes = [], []
        for record in records:
            vendor = before.get(record.key("vendor_id"))
            if vendor is None:
                result.counts["created"] += 1
            elif not _says_something_new(record, vendor):
                continue
            else:
                result.counts["updated"] += 1
                result.events += _events(record, vendor, load)
                changes += _bank_change(record, vendor, load)
            rows.append(_row(record, vendor, load))
        _let_bank_details_change()
        VendorBankChange.objects.bulk_create(changes)
        upsert(Vendor, rows, key=("vendor_id",), frozen=("is_new", "first_seen_on"))
        _shut_bank_details()
        return result


def _let_bank_details_change() -> None:
    """Open the guard on bank details until the transaction ends: only here is it opened (T62)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('tieout.bank_details_from', 'table of vendors', true)")


def _shut_bank_details() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('tieout.bank_details_from', '', true)")


def _says_something_new(record: Record, vendor: Vendor) -> bool:
    stated = [(column, record.text(column)) for column in (*_TEXTS, "status")]
    aliases = record.values.get("aliases")
    return (
        not vendor.is_described
        or any(value is not None and value != getattr(vendor, column) for column, value in stated)
        or (aliases is not None and list(_aliases(record)) != vendor.aliases)
        or any(vendor.extra.get(name) != value for name, value in record.extra.items())
    )


def _row(record: Record, vendor: Vendor | None, load: Load) -> dict[str, object]:
    """Return the whole vendor as it stands after this row; what is not stated stays."""
    status = record.text("status") or (vendor.status if vendor else VendorStatus.ACTIVE.value)
    aliases = list(_aliases(record)) if record.values.get("aliases") is not None else None
    return {
        "vendor_id": record.key("vendor_id"),
        **{column: record.text(column) for column in _TEXTS},
        "name_key": name_key(record.key("vendor_name")) or record.key("vendor_name"),
        "status": status,
        "aliases": aliases if aliases is not None else (vendor.aliases if vendor else []),
        "is_described": True,
        "is_new": load.is_after_first_vendors,
        "first_seen_on": load.as_of,
        "described_by_id": load.document_id,
        "extra": record.extra,
    }


def _aliases(record: Record) -> tuple[str, ...]:
    value = record.values.get("aliases")
    return value if isinstance(value, tuple) else ()


def _events(record: Record, vendor: Vendor, load: Load) -> list[EventDraft]:
    """Return what somebody may ask about: other bank details, a vendor blocked or let go again.

    The first description of a vendor that was only named changes nothing that was known.
    """
    subject = f"vendor:{vendor.vendor_id}"
    events = []
    changes = {
        column: [_last_digits(getattr(vendor, column)), _last_digits(value)]
        for column, value in _other_bank_details(record, vendor)
    }
    if changes and vendor.is_described:
        payload = {"changes": changes, "document": load.subject}
        events.append(EventDraft("intake.vendor.bank_details_changed", subject, payload))
    status = record.text("status")
    if status is not None and status != vendor.status:
        action = "blocked" if status == VendorStatus.BLOCKED.value else "unblocked"
        events.append(EventDraft(f"intake.vendor.{action}", subject, {"document": load.subject}))
    return events


def _bank_change(record: Record, vendor: Vendor, load: Load) -> list[VendorBankChange]:
    """Return the change that somebody must verify; details that come first replace nothing."""
    changed = _other_bank_details(record, vendor)
    had = any(getattr(vendor, column) for column in ("iban", "account_number"))
    if not changed or not had:
        return []
    return [
        VendorBankChange(
            vendor=vendor,
            document_id=load.document_id,
            changed_at=load.at,
            was={column: _last_digits(getattr(vendor, column)) for column, _ in changed},
            now={column: _last_digits(value) for column, value in changed},
        )
    ]


def _other_bank_details(record: Record, vendor: Vendor) -> list[tuple[str, str]]:
    return [
        (column, value)
        for column in _BANK_DETAILS
        if (value := record.text(column)) is not None and value != getattr(vendor, column)
    ]


def _last_digits(value: str | None) -> str | None:
    """Return as much of an account as tells two apart without giving one away."""
    if value is None:
        return None
    plain = "".join(value.split())
    return f"...{plain[-4:]}" if len(plain) > 8 else f"...{plain[-2:]}"
