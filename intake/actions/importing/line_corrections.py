"""A corrected table of bank lines takes the place of the one it corrects, without doubling a line.

A line is corrected by one of a later file that has its account, reference, day and direction, where
each stands there once alone, and only by a file that tells all of the earlier one again: a
reference that comes back on another day, or by itself, is another movement.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from intake.models import BankLine
from intake.rules.cash_values import BankLineStatus
from intake.rules.findings import FindingValue
from intake.rules.line_references import Told, corrected

_AT_ONCE: Final = 500  # rows; what many of them take grows with their square


@dataclass(frozen=True, slots=True)
class Named:
    """The name under which a line may be told again."""

    account: int
    reference: str
    day: date


@dataclass(slots=True)
class Corrections:
    """What one file may correct, as it goes on."""

    _found: list[tuple[Named, BankLine, str, Told]] = field(default_factory=list)

    def note(self, lines: Mapping[Named, tuple[str, Told]], *, document_id: int) -> None:
        """Note which of these lines, known by their keys, earlier files told otherwise."""
        for named, line in _earlier(lines, document_id).items():
            key, told = lines[named]
            if (line.amount < 0) is (told.amount < 0):
                self._found.append((named, line, key, told))

    def finish(self, tells: Callable[[int, str], bool]) -> list[FindingValue]:
        """Replace the lines of earlier files that this one tells again, and say so of each."""
        again = {(line.document_id, line.bank_account_id): None for _, line, _, _ in self._found}
        whole = {each for each in again if _is_told_again(*each, tells)}
        found = [each for each in self._found if (each[1].document_id, each[0].account) in whole]
        new = dict(
            BankLine.objects.filter(
                line_key__in=[key for _, _, key, _ in found],
                bank_account__in={named.account for named, _, _, _ in found},
            ).values_list("line_key", "pk")
        )
        for _, line, key, _ in found:
            line.status = BankLineStatus.REPLACED.value
            line.replaced_by_id = new[key]
        lines = [line for _, line, _, _ in found]
        BankLine.objects.bulk_update(lines, ["status", "replaced_by"], batch_size=_AT_ONCE)
        return [corrected(named.reference, line.amount, told) for named, line, _, told in found]


def _is_told_again(
    document_id: int | None, account: int, tells: Callable[[int, str], bool]
) -> bool:
    """Say whether a file tells every reference that an earlier one told of an account."""
    rows = BankLine.objects.filter(
        document=document_id, bank_account=account, statement=None,
        status=BankLineStatus.BOOKED.value, reference__isnull=False,
    ).values_list("reference", flat=True)  # fmt: skip
    return all(tells(account, reference or "") for reference in rows.iterator())


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
