"""What intake is asked: by pages, by matching, by exports."""

from intake.queries.documents import (
    Outcome,
    documents,
    finished,
    forgotten,
    has_cash,
    has_table,
    outcomes,
    sizes,
    unfinished,
    unread_sections,
    unrecognised,
    unsettled_invoices,
)

__all__ = [
    "Outcome",
    "documents",
    "finished",
    "forgotten",
    "has_cash",
    "has_table",
    "outcomes",
    "sizes",
    "unfinished",
    "unread_sections",
    "unrecognised",
    "unsettled_invoices",
]
