"""Under which names a case and what it rests on stand on the trail."""

from reconciliation.models import Case


def subjects_of(case_pk: int) -> tuple[str, ...] | None:
    """Return the subjects of a case, of its document and of its entries, or nothing."""
    row = (
        Case.objects.filter(pk=case_pk)
        .values_list("document__sha256", "invoice_id", "booked_as", "round")
        .first()
    )
    if row is None:
        return None
    sha256, invoice, booked_as, rounds = row
    entries = {f"entry:case-{case_pk}-{number}" for number in range(1, rounds + 1)}
    if booked_as is not None:
        entries.add(f"entry:{booked_as}")
    return (
        f"document:{sha256}",
        f"invoice:{invoice}",
        f"case:C-{case_pk}",
        *sorted(entries),
    )
