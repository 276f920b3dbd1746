"""Booking entries, once each, and taking them back by another entry."""

import json
from collections.abc import Sequence
from datetime import date, datetime

from django.db import DatabaseError, connection, transaction

from audit import actions as audit
from core.actors import Actor
from core.errors import Refusal
from core.fields import columns
from core.money import decimal_text
from core.reasons import ReasonCode
from ledger import queries
from ledger.actions import naming
from ledger.rules.entries import EntryDraft, problem_with, reversal_of

_PERIOD_IS_CLOSED = "23L01"  # raised by the triggers of migration 0002
_DOES_NOT_BALANCE = "23L02"
_LINES_AT_ONCE = 20_000

_INSERT_ENTRIES = """
    INSERT INTO ledger_journalentry
        (entry_id, posting_date, period, entity, reference, description, source, source_name,
         reverses_id, currency, created_at, extra)
    SELECT draft.entry_id, draft.posting_date, draft.period, draft.entity, draft.reference,
           draft.description, draft.source, draft.source_name, earlier.id, draft.currency, %s,
           draft.extra::jsonb
    FROM unnest(%s::text[], %s::date[], %s::text[], %s::text[], %s::text[], %s::text[],
                %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
        WITH ORDINALITY AS draft (entry_id, posting_date, period, entity, reference, description,
                  source, source_name, reverses, currency, extra, place)
    LEFT JOIN ledger_journalentry AS earlier ON earlier.entry_id = draft.reverses
    ORDER BY draft.place
    ON CONFLICT (entry_id) DO NOTHING
    RETURNING entry_id, id
"""
_INSERT_LINES = """
    INSERT INTO ledger_journalline
        (entry_id, entry_line, account, cost_centre, entity, debit, credit, currency, reference,
         memo)
    SELECT * FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[],
                         %s::numeric[], %s::numeric[], %s::text[], %s::text[], %s::text[])
"""


class UnableToPost(Refusal):
    """The entry may not be booked."""


def post_entry(draft: EntryDraft, *, actor: Actor, at: datetime) -> int:
    """Book one entry, once, and return its key.

    :raises UnableToPost: it does not balance, or its period is closed.
    """
    return post_entries([draft], actor=actor, at=at)[draft.entry_id]


def post_entries(drafts: Sequence[EntryDraft], *, actor: Actor, at: datetime) -> dict[str, int]:
    """Book the entries, each once, all or none; return the key of each by its `entry_id`.

    An entry whose `entry_id` is in the books already is left as it is.

    :raises UnableToPost: one of them does not balance, or its period is closed.
    """
    for draft in drafts:
        if problem := problem_with(draft):
            raise UnableToPost(f"{draft.entry_id}: {problem}")
    with transaction.atomic():
        keys = queries.keys_of([draft.entry_id for draft in drafts])
        new = list({d.entry_id: d for d in drafts if d.entry_id not in keys}.values())
        added = insert_entries(new, at=at)
        audit.record_many(
            [_posted(draft) for draft in new if draft.entry_id in added], actor=actor, at=at
        )
        keys |= added
        if missed := [draft.entry_id for draft in new if draft.entry_id not in keys]:
            keys |= queries.keys_of(missed)  # someone else booked them in this very moment
    return keys


def reverse_entry(entry_id: str, *, posting_date: date, actor: Actor, at: datetime) -> str:
    """Take an entry back by another one, once, and return the `entry_id` of that other.

    :raises UnableToPost: there is no such entry, it is a reversal, or the period is closed.
    """
    draft = queries.draft_of(entry_id)
    if draft is None:
        raise UnableToPost(f"There is no entry {entry_id}.")
    if draft.reverses is not None:
        raise UnableToPost(f"{entry_id} is a reversal; book the original again instead.")
    reversal = reversal_of(draft, entry_id=f"{entry_id}-reversal", posting_date=posting_date)
    post_entry(reversal, actor=actor, at=at)
    return reversal.entry_id


def insert_entries(drafts: Sequence[EntryDraft], *, at: datetime) -> dict[str, int]:
    """Write balanced entries and what they name; return the keys of those that are new.

    :raises UnableToPost: a period is closed.
    """
    if not drafts:
        return {}
    lines = [line for draft in drafts for line in draft.lines]
    naming.ensure_entities(
        [draft.entity for draft in drafts] + [line.entity for line in lines if line.entity]
    )
    naming.ensure_accounts(line.account for line in lines)
    naming.ensure_cost_centres(line.cost_centre for line in lines)
    naming.ensure_periods((draft.entity, draft.books_period) for draft in drafts)
    try:
        with transaction.atomic():
            added = _insert_heads(drafts, at)
            _insert_lines([draft for draft in drafts if draft.entry_id in added], added)
    except DatabaseError as error:
        raise _refusal_from(error) from error
    return added


def _insert_heads(drafts: Sequence[EntryDraft], at: datetime) -> dict[str, int]:
    rows = [
        (
            draft.entry_id,
            draft.posting_date,
            draft.books_period,
            draft.entity,
            draft.reference,
            draft.description,
            draft.source.value,
            draft.source_name,
            draft.reverses,
            draft.currency,
            json.dumps(dict(draft.extra)),
        )
        for draft in drafts
    ]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_ENTRIES, [at, *columns(rows)])
        return dict(cursor.fetchall())


def _insert_lines(drafts: Sequence[EntryDraft], keys: dict[str, int]) -> None:
    rows = [
        (
            keys[draft.entry_id],
            line.entry_line or str(place),
            line.account,
            line.cost_centre,
            line.entity or draft.entity,
            line.debit,
            line.credit,
            line.currency or draft.currency,
            line.reference or draft.reference,
            line.memo,
        )
        for draft in drafts
        for place, line in enumerate(draft.lines, start=1)
    ]
    with connection.cursor() as cursor:
        for start in range(0, len(rows), _LINES_AT_ONCE):
            cursor.execute(_INSERT_LINES, columns(rows[start : start + _LINES_AT_ONCE]))


def _refusal_from(error: DatabaseError) -> Exception:
    """Turn what a trigger of the books raised into a refusal; anything else stays what it is."""
    sqlstate = getattr(error.__cause__, "sqlstate", None)
    text = str(error).partition("\n")[0]
    if sqlstate == _PERIOD_IS_CLOSED:
        return UnableToPost(f"{text[:1].upper()}{text[1:]}.", code=ReasonCode.PERIOD_CLOSED)
    if sqlstate == _DOES_NOT_BALANCE:
        return UnableToPost(f"{text[:1].upper()}{text[1:]}.")
    return error


def _posted(draft: EntryDraft) -> audit.EventDraft:
    return audit.EventDraft(
        action="ledger.entry.reversed" if draft.reverses else "ledger.entry.posted",
        subject=f"entry:{draft.reverses or draft.entry_id}",
        entity=draft.entity,
        payload={
            "entry_id": draft.entry_id,
            "posting_date": draft.posting_date,
            "period": draft.books_period,
            "reference": draft.reference,
            "source": draft.source,
            "currency": draft.currency,
            "lines": [
                [
                    line.account,
                    line.cost_centre,
                    decimal_text(line.debit),
                    decimal_text(line.credit),
                ]
                for line in draft.lines
            ],
        },
    )
