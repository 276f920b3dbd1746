"""Taking in a journal: rows are gathered into entries, and an entry loads whole or not at all."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from audit import actions as audit
from core.actors import Actor
from ledger import queries
from ledger.actions.posting import insert_entries
from ledger.models import JournalEntry
from ledger.rules.entries import EntryDraft, EntryLine, EntrySource, problem_with
from ledger.rules.rows import ImportResult, JournalRow, RowProblem, problem_with_journal

_ENTRIES_AT_ONCE = 5_000


def import_journal(
    rows: Sequence[JournalRow],
    *,
    actor: Actor,
    at: datetime,
    subject: str = "ledger:journal",
    entity: str | None = None,
) -> ImportResult:
    """Take in booked entries; rows that name no entity are of `entity`.

    An entry that does not balance, or whose period we have closed, is refused with all its
    lines. An entry that is here already is left alone; where its lines differ, that is said.
    """
    gathered: dict[str, list[JournalRow]] = {}
    for row in rows:
        gathered.setdefault(row.entry_id, []).append(row)
    problems: list[RowProblem] = []
    written = 0
    groups = list(gathered.values())
    with transaction.atomic():
        closed = queries.closed_periods(None)
        for start in range(0, len(groups), _ENTRIES_AT_ONCE):
            part = groups[start : start + _ENTRIES_AT_ONCE]
            written += _import_entries(part, closed, problems, entity=entity, at=at)
        if written:
            audit.record(
                action="ledger.journal.imported",
                subject=subject,
                actor=actor,
                at=at,
                payload={"lines": written, "refused": len(problems)},
            )
    problems.sort(key=lambda problem: problem.line)
    unchanged = len(rows) - written - len(problems)
    return ImportResult(written=written, problems=problems, unchanged=unchanged)


def _import_entries(
    groups: Sequence[list[JournalRow]],
    closed: frozenset[tuple[str | None, str]],
    problems: list[RowProblem],
    *,
    entity: str | None,
    at: datetime,
) -> int:
    """Write the entries of these groups that may be; return how many lines that were."""
    here = _booked([group[0].entry_id for group in groups])
    drafts: dict[str, EntryDraft] = {}
    for group in groups:
        entry_id = group[0].entry_id
        found = _problems_in(group)
        if not found:
            draft = _draft_of(group, entity)
            found = _problems_with_entry(group, draft, closed, here.get(entry_id))
            if not found and entry_id not in here:
                drafts[entry_id] = draft
        problems.extend(found)
    insert_entries(list(drafts.values()), at=at)
    return sum(len(draft.lines) for draft in drafts.values())


def _problems_in(group: Sequence[JournalRow]) -> list[RowProblem]:
    """Return what is wrong with single rows; the rest of their entry is refused with them."""
    found = {row.line: problem for row in group if (problem := problem_with_journal(row))}
    first = next((row for row in group if row.line not in found), group[0])
    for row in group:
        for name in ("posting_date", "period"):
            if row.line not in found and getattr(row, name) != getattr(first, name):
                reason = f"It differs from the first line of the entry {row.entry_id}."
                found[row.line] = RowProblem(row.line, name, reason)
    if not found:
        return []
    bad = ", ".join(str(line) for line in sorted(found))
    return [
        found.get(row.line)
        or RowProblem(
            row.line, "entry_id", f"Refused with line {bad} of the same entry {row.entry_id}."
        )
        for row in group
    ]


def _problems_with_entry(
    group: Sequence[JournalRow],
    draft: EntryDraft,
    closed: frozenset[tuple[str | None, str]],
    booked: EntryDraft | None,
) -> list[RowProblem]:
    """Return what is wrong with the entry as a whole, once for each of its lines."""
    field = "entry_id"
    reason = problem_with(draft)
    if reason is None and booked is not None:
        if _sides(booked) != _sides(draft):
            reason = "It is in the books already with other lines; reverse it by another entry."
    elif reason is None and (draft.entity, draft.books_period) in closed:
        field, reason = "period", f"The period {draft.books_period} is closed."
    if reason is None:
        return []
    lines = ", ".join(str(row.line) for row in group)
    return [
        RowProblem(row.line, field, f"Entry {row.entry_id} (lines {lines}): {reason}")
        for row in group
    ]


def _draft_of(group: Sequence[JournalRow], entity: str | None) -> EntryDraft:
    first = group[0]
    return EntryDraft(
        entry_id=first.entry_id,
        posting_date=first.posting_date,
        entity=first.entity or entity,
        currency=first.currency,
        reference=first.reference,
        description=first.description or "",
        source=EntrySource.IMPORT,
        period=first.period,
        source_name=first.source,
        extra=first.extra,
        lines=tuple(
            EntryLine(
                account=row.account,
                debit=row.debit,
                credit=row.credit,
                cost_centre=row.cost_centre,
                memo=row.description or "",
                entry_line=row.entry_line,
                entity=row.entity or entity,
                currency=row.currency,
                reference=row.reference,
            )
            for row in group
        ),
    )


def _booked(entry_ids: Sequence[str]) -> dict[str, EntryDraft]:
    rows = JournalEntry.objects.select_related("reverses").filter(entry_id__in=entry_ids)
    return {draft.entry_id: draft for draft in queries.drafts_of(list(rows))}


Side = tuple[str, str | None, str, Decimal, Decimal]


def _sides(draft: EntryDraft) -> list[Side]:
    """Return what two copies of one entry must agree on."""
    return sorted(
        (
            line.account,
            line.cost_centre or "",
            line.currency or draft.currency,
            line.debit,
            line.credit,
        )
        for line in draft.lines
    )
