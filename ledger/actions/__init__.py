"""What is done to the books: entries booked and reversed, periods closed, tables taken in."""

from ledger.actions.importing import (
    import_journal,
    import_plan,
    upsert_accounts,
    upsert_close_tasks,
    upsert_entities,
    upsert_locations,
)
from ledger.actions.periods import (
    UnableToClose,
    close_period,
    complete_close_task,
    open_period,
)
from ledger.actions.posting import UnableToPost, post_entries, post_entry, reverse_entry

__all__ = [
    "UnableToClose",
    "UnableToPost",
    "close_period",
    "complete_close_task",
    "import_journal",
    "import_plan",
    "open_period",
    "post_entries",
    "post_entry",
    "reverse_entry",
    "upsert_accounts",
    "upsert_close_tasks",
    "upsert_entities",
    "upsert_locations",
]
