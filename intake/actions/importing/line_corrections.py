"""A corrected table of bank lines takes the place of the one it corrects, without doubling a line.

A line is corrected by one of a later file that has its account, reference and day, where each
stands there once alone; a reference that comes back on another day is another movement.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from intake.models import BankLine
from intake.rules.cash_values import BankLineStatus
from intake.rules.findings import FindingValue
from intake.rules.line_references import Told, corrected


@dataclass(frozen=True, slots=True)
class Named:
    """The name under which a line may be told again."""

    account: int
    reference: str
    day: date


def replace(lines: Mapping[Named, tuple[str, Told]], *, document_id: int) -> list[FindingValue]:
    """Replace what earlier files told of these lines, known by their keys; say so of each."""
    earlier = _earlier(lines, document_id)
    keys = [lines[named][0] for named in earlier]
    new = dict(
        BankLine.objects.filter(
            line_key__in=keys, bank_account__in={named.account for named in earlier}
        ).values_list("line_key", "pk")
    )
    problems = []
    for named, line in earlier.items():
        key, told = lines[named]
        line.status = BankLineStatus.REPLACED.value
        line.replaced_by_id = new[key]
        problems.append(corrected(named.reference, line.amount, told))
    BankLine.objects.bulk_update(earlier.values(), ["status", "replaced_by"])
    return problems


def _earlier(lines: Mapping[Named, tuple[str, Told]], document_id: int) -> dict[Named, BankLine]:
    """Return the one line that each name had in earlier tables, where it was another."""
    found: dict[Named, list[BankLine]] = {}
    rows = BankLine.objects.filter(
        bank_account__in={named.account for named in lines},
        reference__in={named.reference for named in lines},
        booked_on__in={named.day for named in lines},
        status=BankLineStatus.BOOKED.value,
        statement=None,
    )
    for row in rows.only("bank_account_id", "reference", "booked_on", "amount", "line_key",
                         "document_id"):  # fmt: skip
        name = Named(row.bank_account_id, row.reference or "", row.booked_on)
        if name in lines:
            found.setdefault(name, []).append(row)
    return {
        name: others[0]
        for name, rows_of in found.items()
        if lines[name][0] in {row.line_key for row in rows_of}
        and len(others := [row for row in rows_of if row.line_key != lines[name][0]]) == 1
        and others[0].document_id != document_id
    }
