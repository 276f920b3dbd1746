"""What the books decide by: entries that balance, periods that are open, rows that can be read."""

from ledger.rules.entries import (
    AccountType,
    EntryDraft,
    EntryLine,
    EntrySource,
    LocationKind,
    PeriodState,
    first_open_period,
    is_period,
    next_period,
    period_of,
    problem_with,
)
from ledger.rules.rows import (
    AccountRow,
    CloseTaskRow,
    EntityRow,
    ImportResult,
    JournalRow,
    LocationRow,
    PlanRow,
    RowProblem,
)

__all__ = [
    "AccountRow",
    "AccountType",
    "CloseTaskRow",
    "EntityRow",
    "EntryDraft",
    "EntryLine",
    "EntrySource",
    "ImportResult",
    "JournalRow",
    "LocationKind",
    "LocationRow",
    "PeriodState",
    "PlanRow",
    "RowProblem",
    "first_open_period",
    "is_period",
    "next_period",
    "period_of",
    "problem_with",
]
