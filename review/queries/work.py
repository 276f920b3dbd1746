"""Open work, in the order in which it should be done."""

from dataclasses import dataclass

from core.actors import Actor
from reconciliation.queries import work
from reconciliation.queries.work import WorkFilter, WorkRow

PAGE = 50


@dataclass(frozen=True, slots=True)
class WorkPage:
    """One page of the queue and where the next one begins."""

    rows: list[WorkRow]
    next_cursor: str


def open_work(wanted: WorkFilter, *, reader: Actor, after: str = "", size: int = PAGE) -> WorkPage:
    """Return one page of the cases asked for."""
    rows = work.work_page(wanted, entities=reader.entities, after=after, limit=size + 1)
    has_more, rows = len(rows) > size, rows[:size]
    return WorkPage(rows, work.cursor_of(rows[-1], wanted.state) if has_more else "")
