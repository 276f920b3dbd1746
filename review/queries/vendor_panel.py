"""What a case's page says about repeats and identifiers: finished values."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from intake.queries import alarms
from intake.rules.check_digits import checked_identifiers
from intake.rules.duplicate_ways import WAY
from intake.rules.reading import InvoiceReading
from reconciliation.queries.naming import case_names

if TYPE_CHECKING:
    from reconciliation.models import Case


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """One duplicate alarm of a case: the rule that fired, what it is like, what became of it."""

    alarm_id: int
    title: str
    says: str
    other: str
    link: str | None
    can_be_cleared: bool
    cleared_by: str | None
    reason: str | None
    is_remembered: bool


@dataclass(frozen=True, slots=True)
class IdentifierRow:
    """One identifier with check digits, and what is wrong with it."""

    field: str
    value: str
    line: str | None
    problem: str | None


def alarm_rows(case: "Case") -> tuple[AlarmRow, ...]:
    """Return the duplicate alarms of a case, those that stand first."""
    found = alarms.of_invoice(case.invoice_id)
    names = case_names([row.other for row in found])
    return tuple(
        AlarmRow(
            alarm_id=row.pk,
            title=WAY[row.way].title,
            says=WAY[row.way].says,
            other=names.get(row.other, row.other.removeprefix("history:")),
            link=f"/case/{names[row.other]}/" if row.other in names else None,
            can_be_cleared=row.cleared_at is None and WAY[row.way].can_be_cleared,
            cleared_by=row.cleared_by if row.cleared_at is not None else None,
            reason=row.reason if row.cleared_at is not None else None,
            is_remembered=any(one.revoked_at is None for one in row.remembered.all()),
        )
        for row in found
    )


def identifier_rows(reading: InvoiceReading | None) -> tuple[IdentifierRow, ...]:
    """Return the identifiers whose check digits are wrong, or all where none is."""
    if reading is None:
        return ()
    found = [
        IdentifierRow(one.field, one.value, one.line, one.problem)
        for one in checked_identifiers(reading)
    ]
    wrong = [row for row in found if row.problem]
    return tuple(wrong or [row for row in found if row.line is None])
