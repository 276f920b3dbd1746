"""Duplicate alarms, and what people said is none."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from intake.models import DuplicateAlarm, RememberedRepeat
from intake.rules.duplicates import Cleared, DuplicateCandidate


def cleared(these: Sequence[DuplicateCandidate]) -> dict[str, Cleared]:
    """Return what was cleared for each claim: its vendor's patterns, and its own pairs."""
    sellers = {this.vendor_id for this in these if this.vendor_id is not None}
    patterns: dict[str, set[str]] = defaultdict(set)
    remembered = RememberedRepeat.objects.filter(
        vendor__vendor_id__in=sellers, confirmed_at__isnull=False, revoked_at__isnull=True
    )
    for vendor_id, pattern in remembered.values_list("vendor__vendor_id", "pattern"):
        patterns[vendor_id].add(pattern)
    numbers = {int(this.reference.partition(":")[2]): this.reference for this in these}
    others: dict[str, set[str]] = defaultdict(set)
    pairs = DuplicateAlarm.objects.filter(invoice__in=list(numbers), cleared_at__isnull=False)
    for invoice_id, other in pairs.values_list("invoice_id", "other"):
        others[numbers[invoice_id]].add(other)
    return {
        this.reference: Cleared(
            frozenset(patterns.get(this.vendor_id or "", ())),
            frozenset(others.get(this.reference, ())),
        )
        for this in these
    }


def of_invoice(invoice_id: int) -> list[DuplicateAlarm]:
    """Return the alarms of one invoice, those that stand first."""
    rows = DuplicateAlarm.objects.filter(invoice=invoice_id).prefetch_related("remembered")
    return sorted(rows, key=lambda row: (row.cleared_at is not None, int(row.way), row.pk))


def remembered(*, entities: Collection[str] | None) -> list[RememberedRepeat]:
    """Return what is remembered, or waits to be, newest first, of the entities that may be seen."""
    rows = RememberedRepeat.objects.select_related("vendor").order_by("-proposed_at", "-id")
    if entities is not None:
        rows = rows.filter(alarm__invoice__entity__in=sorted(entities))
    return list(rows[:200])
