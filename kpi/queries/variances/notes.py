"""What people wrote, sent back and approved."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from kpi.models import NoteState, VarianceNote

Entities = frozenset[str] | None
Key = tuple[str, str, str, str | None, str, str | None, str]
Latest = dict[Key, VarianceNote]


@dataclass(frozen=True, slots=True)
class ApprovedText:
    """A text that a controller approved, fit to be quoted later."""

    note_id: int
    period: str
    plan: str
    version: str
    entity: str | None
    account: str
    cost_centre: str | None
    text: str
    approved_by: str
    approved_at: datetime


def latest(periods: Collection[str]) -> Latest:
    """Return the last note of every variance of these periods."""
    rows = VarianceNote.objects.filter(period__in=sorted(periods)).order_by("pk")
    return {_key(row): row for row in rows}


def history(key: Key, *, is_locked: bool = False) -> list[VarianceNote]:
    """Return every note of a variance, the newest first; locked, nobody else adds one."""
    plan, version, period, entity, account, cost_centre, currency = key
    if is_locked:
        with connection.cursor() as cursor:
            name = json.dumps(key)
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
    return list(
        VarianceNote.objects.filter(
            plan=plan, version=version, period=period, entity=entity, account=account,
            cost_centre=cost_centre, currency=currency,
        ).order_by("-pk")
    )  # fmt: skip


def last_approved(keys: Collection[Key]) -> dict[Key, Key]:
    """Return, for each variance, the last approved one of the same place in an earlier period."""
    rows = VarianceNote.objects.filter(
        account__in={key[4] for key in keys}, state=NoteState.APPROVED.value
    )
    found: dict[Key, Key] = {}
    by_place: dict[tuple[object, ...], list[Key]] = {}
    for row in rows.defer("text", "comment").order_by("period", "pk"):
        key = _key(row)
        by_place.setdefault((*key[:2], *key[3:]), []).append(key)
    for key in keys:
        before = [each for each in by_place.get((*key[:2], *key[3:]), ()) if each[2] < key[2]]
        if before:
            found[key] = before[-1]
    return found


def outdated(period: str, hashes: Mapping[Key, str]) -> list[Key]:
    """Return the variances of a period whose approved figures are no longer those counted."""
    return [
        key
        for key, note in latest({period}).items()
        if note.state == NoteState.APPROVED.value and hashes.get(key) != note.figures_hash
    ]


def approved_texts(
    *, account: str, before: str, entities: Entities, limit: int = 12
) -> list[ApprovedText]:
    """Return the texts approved for an account in earlier periods, the newest first."""
    rows = VarianceNote.objects.filter(
        account=account, period__lt=before, state=NoteState.APPROVED.value
    )
    if entities is not None:
        rows = rows.filter(entity__in=sorted(entities))
    return [
        ApprovedText(
            row.pk, row.period, row.plan, row.version, row.entity, row.account, row.cost_centre,
            row.text, row.by, row.at,
        )
        for row in rows.order_by("-period", "-pk")[:limit]
    ]  # fmt: skip


def _key(row: VarianceNote) -> Key:
    return (
        row.plan, row.version, row.period, row.entity, row.account, row.cost_centre, row.currency,
    )  # fmt: skip
