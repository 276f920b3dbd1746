"""Rows of any content are read or refused: none breaks the import, none is lost without a word."""

import csv
import io
import random

import pytest

from intake.rules.tables import TABLES
from tests.intake.actions.csv_files import take

pytestmark = pytest.mark.django_db

CELLS = (
    "", " ", "1", "-1", "0", "1.5", "1,5", "1e9", "NaN", "9" * 59, "0." + "0" * 50 + "1",
    "2025-02-01", "2025-02-30", "0001-01-01", "9999-12-31", "2025-02", "2025-13",
    "2025-02-01T10:00:00Z", "2025-02-01T10:00:00", "EUR", "eur", "open", "closed", "active",
    "blocked", "store", "asset", "budget", "V1", "V2", "PO-1", "A;B;;C", "=cmd()", "'; DROP TABLE",
    "Müller", "\u202e", "\u200b", "a\nb", 'say "hi"', "x" * 250, "x" * 30_000, "%s", "{}", "null",
    "\\", "\ufffd", "Europe/Berlin", "\U0001f9fe",
)  # fmt: skip
LIKELY = {
    "currency": ("EUR", "USD"),
    "period": ("2025-01", "2025-02"),
    "placed_at": ("2025-02-01T10:00:00Z", "9998-12-31T23:59:59-12:00"),
    "debit": ("1", "0", ""),
    "credit": ("1", "0", ""),
    "account_type": ("asset", "revenue"),
    "kind": ("store", ""),
    "status": ("", "open", "blocked"),
}
DAYS = ("2025-02-01", "2025-03-01", "0001-01-01", "9999-12-31")
NUMBERS = ("1", "2", "0", "-3", "0.001", "9" * 59)
NAMES = ("A", "B", "C", "x" * 200)


def likely(column: str) -> tuple[str, ...]:
    if column in LIKELY:
        return LIKELY[column]
    if column.endswith(("_date", "_on", "_at")) or column == "due":
        return DAYS
    numeric = ("quantity", "price", "amount", "gross", "tax_rate", "balance", "size", "cost")
    return NUMBERS if any(part in column for part in numeric) else NAMES


@pytest.mark.parametrize("kind", TABLES)
@pytest.mark.parametrize("seed", range(3))
def test_hostile_rows_are_all_accounted_for(kind: str, seed: int) -> None:
    """R28: a thousand rows of anything; each is here or refused by its line."""
    dice = random.Random(f"{kind}-{seed}")  # noqa: S311  the same rows every time
    columns = TABLES[kind].columns
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(columns)
    wildness = (0.02, 0.1, 0.3)[seed]
    count = 300
    for number in range(count):
        row = [dice.choice(CELLS if dice.random() < wildness else likely(c)) for c in columns]
        if seed == 0:
            row[0] = row[0] if columns[0] in {"period", "account"} else f"K{number}"
        writer.writerow(row)

    result = take(target.getvalue())
    repeated = sum(
        int(p.actual or 0)
        for p in result.problems
        if p.code == "DUPLICATE_LINE" and p.field is None  # a reference on two lines refuses none
    )

    assert result.records + result.refused + repeated == count
    named = [p for p in result.problems if p.code == "WRONG_TABLE"]
    assert len(named) == result.refused
    assert all(p.line and p.text.startswith("Line ") for p in named)
