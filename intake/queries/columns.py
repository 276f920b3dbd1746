"""What people said that the columns of banks mean, by the headings they stand under."""

from collections.abc import Iterable, Mapping

from intake.formats import bank_csv
from intake.models import BankColumns
from intake.rules.bank_columns import ColumnMapping
from intake.rules.recognise import FileKind, recognise


def saved_columns(contents: Mapping[str, bytes]) -> dict[str, ColumnMapping]:
    """Return the saved columns of each of these files that has some, by the file's name."""
    known = {row.fingerprint: mapping_of(row) for row in BankColumns.objects.all()}
    if not known:
        return {}
    found = ((name, _known_by(content)) for name, content in _tables(contents))
    return {name: known[mark] for name, mark in found if mark in known}


def mapping_of(row: BankColumns) -> ColumnMapping:
    """Return a saved row as the rules take it."""
    return ColumnMapping(
        columns=tuple(sorted(row.columns.items())),
        days=row.days,
        comma=row.comma,
        bank_account=row.bank_account,
        currency=row.currency,
    )


def _tables(contents: Mapping[str, bytes]) -> Iterable[tuple[str, bytes]]:
    kinds = {FileKind.TABLE, FileKind.TEXT}
    return (
        (name, content) for name, content in contents.items() if recognise(content).kind in kinds
    )


def _known_by(content: bytes) -> str:
    return bank_csv.fingerprint_of(content) or ""
