"""What the trail says, and whether it still holds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection

from audit import checking
from audit.checking import Verification
from audit.models import AuditEvent, Bundle, Checkpoint, Leaf
from audit.rules import ProofTree, moment_text
from core.actors import ActorKind

__all__ = [
    "BundleView",
    "CheckpointNote",
    "EventFilter",
    "EventPage",
    "EventPlace",
    "TrailEntry",
    "TrailPage",
    "Verification",
    "bundles_of",
    "event_page",
    "export_events",
    "latest_checkpoint",
    "newest_checkpoint",
    "proof_tree",
    "sealed_events",
    "trail_of",
    "trail_page",
    "verify",
]

_AT_ONCE = 2_000
_SEALED = """
    SELECT leaf.seq, event.event_id::text, event.at, event.actor, event.action, event.subject,
           event.payload, encode(event.leaf_hash, 'hex'), event.entity
    FROM audit_leaf AS leaf JOIN audit_auditevent AS event ON event.id = leaf.event_id
    WHERE leaf.seq > %s AND (%s::timestamptz IS NULL OR event.at >= %s)
    ORDER BY leaf.seq LIMIT %s
"""
_NUMBERED = """
    SELECT leaf.seq, event.event_id::text, event.at, event.actor, event.action, event.subject,
           event.payload, encode(event.leaf_hash, 'hex'), event.entity
    FROM audit_leaf AS leaf JOIN audit_auditevent AS event ON event.id = leaf.event_id
    WHERE leaf.seq = ANY(%s) ORDER BY leaf.seq
"""
_UNSEALED = """
    SELECT event.id, event.event_id::text, event.at, event.actor, event.action, event.subject,
           event.payload, encode(event.leaf_hash, 'hex'), event.entity
    FROM audit_auditevent AS event
    WHERE event.xid >= %s::xid8 AND event.id > %s AND (%s::timestamptz IS NULL OR event.at >= %s)
    AND NOT EXISTS (SELECT FROM audit_leaf AS leaf WHERE leaf.event_id = event.id)
    ORDER BY event.id LIMIT %s
"""


_NARROWED = """
    AND (%s::timestamptz IS NULL OR event.at >= %s) AND (%s = '' OR event.subject = %s)
    AND (%s = '' OR event.action = %s) AND (%s::text[] IS NULL OR event.entity = ANY(%s))
"""
_PAGE_SEALED = f"""
    SELECT leaf.seq, event.event_id::text, event.at, event.actor, event.action, event.subject,
           event.payload, encode(event.leaf_hash, 'hex'), event.entity
    FROM audit_leaf AS leaf JOIN audit_auditevent AS event ON event.id = leaf.event_id
    WHERE leaf.seq > %s {_NARROWED} ORDER BY leaf.seq LIMIT %s
"""  # noqa: S608  no outside text is in it
_PAGE_UNSEALED = f"""
    SELECT event.id, event.event_id::text, event.at, event.actor, event.action, event.subject,
           event.payload, encode(event.leaf_hash, 'hex'), event.entity
    FROM audit_auditevent AS event
    WHERE event.xid >= %s::xid8 AND event.id > %s {_NARROWED}
    AND NOT EXISTS (SELECT FROM audit_leaf AS leaf WHERE leaf.event_id = event.id)
    ORDER BY event.id LIMIT %s
"""  # noqa: S608  no outside text is in it


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events are asked for. What is empty does not narrow."""

    since: datetime | None = None
    subject: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class EventPlace:
    """After which sealed event, and after which of those not sealed yet."""

    seq: int = 0
    unsealed: int = 0


@dataclass(frozen=True, slots=True)
class EventPage:
    """One page of events, and the place of the last one where more follow."""

    rows: list[dict[str, object]]
    last: EventPlace | None


@dataclass(frozen=True, slots=True)
class CheckpointNote:
    """The newest signed head of the trail."""

    note: str
    tree_size: int
    root_hash: str
    key_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """One thing that happened to a subject."""

    seq: int | None  # None: not sealed yet
    event_id: UUID
    at: datetime
    actor: str
    action: str
    subject: str
    entity: str | None
    payload: dict[str, object]


@dataclass(frozen=True, slots=True)
class BundleView:
    """Inputs, versions and output of one automated step."""

    bundle_id: UUID
    step: str
    subject: str
    code_version: str
    policy_versions: dict[str, str]
    inputs: dict[str, str]
    output_sha256: str
    prompt_version: str | None
    model: str | None
    created_at: datetime


def trail_of(subject: str) -> list[TrailEntry]:
    """Return everything that happened to the subject, in the order it was sealed."""
    rows = AuditEvent.objects.filter(subject=subject).select_related("leaf").order_by("id")
    entries = [_entry(row) for row in rows]
    return sorted(entries, key=lambda entry: (entry.seq is None, entry.seq or 0))


def bundles_of(subject: str) -> list[BundleView]:
    """Return the bundles of every automated step on the subject, oldest first."""
    return [
        BundleView(
            bundle_id=row.id,
            step=row.step,
            subject=row.subject,
            code_version=row.code_version,
            policy_versions=row.policy_versions,
            inputs=row.inputs,
            output_sha256=row.output_sha256,
            prompt_version=row.prompt_version,
            model=row.model,
            created_at=row.created_at,
        )
        for row in Bundle.objects.filter(subject=subject).order_by("created_at", "id")
    ]


def export_events(
    since: datetime | None = None, *, after_seq: int = 0, with_entity: bool = False
) -> Iterator[dict[str, object]]:
    """Yield events as the contract exports them: by `seq`, those not sealed yet last.

    `entity` is hashed with the rest of an event; an export that is to be verified has it too.
    """
    last = Checkpoint.objects.order_by("-tree_size").values_list("fence", flat=True).first()
    seq = after_seq
    while rows := _rows(_SEALED, [seq, since, since, _AT_ONCE]):
        for row in rows:
            yield _exported(row, row[0], with_entity)
        seq = rows[-1][0]
    key = 0
    while rows := _rows(_UNSEALED, [last or "0", key, since, since, _AT_ONCE]):
        for row in rows:
            yield _exported(row, None, with_entity)
        key = rows[-1][0]


def event_page(
    wanted: EventFilter, *, entities: frozenset[str] | None, after: EventPlace, limit: int
) -> EventPage:
    """Return events by `seq`, then those not sealed yet, from after a place on.

    A reader of some entities sees the events of those alone: what names no entity is for all.
    """
    names = None if entities is None else sorted(entities)
    narrowing: list[Any] = [wanted.since, wanted.since, wanted.subject, wanted.subject]
    narrowing += [wanted.action, wanted.action, names, names]
    rows: list[dict[str, object]] = []
    place = after
    if not after.unsealed:
        sealed = _rows(_PAGE_SEALED, [after.seq, *narrowing, limit + 1])
        rows = [_exported(row, row[0], False) for row in sealed[:limit]]
        place = EventPlace(sealed[len(rows) - 1][0]) if rows else after
        if len(sealed) > limit:
            return EventPage(rows, place)
    fence = Checkpoint.objects.order_by("-tree_size").values_list("fence", flat=True).first()
    room = limit - len(rows)
    loose = _rows(_PAGE_UNSEALED, [fence or "0", after.unsealed, *narrowing, room + 1])
    rows += [_exported(row, None, False) for row in loose[:room]]
    if len(loose) <= room:
        return EventPage(rows, None)
    return EventPage(rows, EventPlace(place.seq, loose[room - 1][0]) if room else place)


def newest_checkpoint() -> CheckpointNote | None:
    """Return the newest checkpoint."""
    found = Checkpoint.objects.order_by("-tree_size").first()
    if found is None:
        return None
    return CheckpointNote(
        found.note, found.tree_size, bytes(found.root_hash).hex(), found.key_id, found.at
    )


def latest_checkpoint() -> str | None:
    """Return the signed note of the newest checkpoint."""
    return Checkpoint.objects.order_by("-tree_size").values_list("note", flat=True).first()


def proof_tree(tree_size: int) -> ProofTree:
    """Return the tree of a checkpoint, which proves any of its events."""
    leaves = Leaf.objects.filter(seq__lte=tree_size).order_by("seq")
    hashes = leaves.values_list("leaf_hash", flat=True).iterator(chunk_size=_AT_ONCE)
    return ProofTree(bytes(leaf) for leaf in hashes)


def sealed_events(numbers: Sequence[int]) -> Iterator[dict[str, object]]:
    """Yield the sealed events with these `seq`, with all that was hashed."""
    for start in range(0, len(numbers), _AT_ONCE):
        for row in _rows(_NUMBERED, [list(numbers[start : start + _AT_ONCE])]):
            yield _exported(row, row[0], with_entity=True)


def verify(*, checkpoint: Path | None = None) -> Verification:
    """Check every event, leaf, checkpoint, bundle and content against what was signed.

    `checkpoint` is a file of checkpoints kept elsewhere; those of the witness count as well.
    """
    return checking.verify(checkpoint=checkpoint)


def _rows(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _exported(row: tuple[Any, ...], seq: int | None, with_entity: bool) -> dict[str, object]:
    _, event_id, at, actor, action, subject, payload, leaf_hash, entity = row
    event: dict[str, object] = {
        "seq": seq,
        "event_id": event_id,
        "at": moment_text(at),
        "actor": actor,
        "action": action,
        "subject": subject,
        "payload": payload,
        "leaf_hash": leaf_hash,
    }
    if with_entity:
        event["entity"] = entity
    return event


@dataclass(frozen=True, slots=True)
class TrailPage:
    """One page of the trail, newest first, and where the next one begins."""

    entries: list[TrailEntry]
    next_cursor: str


def trail_page(
    *,
    entities: frozenset[str] | None,
    subject: str = "",
    actor: str = "",
    action: str = "",
    after: str = "",
    limit: int = 50,
) -> TrailPage:
    """Return what happened, newest first; `actor` and `action` may be the beginning of one."""
    rows = AuditEvent.objects.select_related("leaf")
    if entities is not None:
        rows = rows.filter(entity__in=sorted(entities))
    if subject:
        rows = rows.filter(subject=subject)
    if actor:
        names = [actor] if ":" in actor else [f"{kind.value}:{actor}" for kind in ActorKind]
        rows = rows.filter(actor__in=names)
    if action:
        rows = rows.filter(action__startswith=action)
    if after.isascii() and after.isdigit() and len(after) < 19:
        rows = rows.filter(pk__lt=int(after))
    found = list(rows.order_by("-id")[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    return TrailPage([_entry(row) for row in found], str(found[-1].pk) if more else "")


def _entry(row: AuditEvent) -> TrailEntry:
    return TrailEntry(
        seq=row.leaf.seq if hasattr(row, "leaf") else None,
        event_id=row.event_id,
        at=row.at,
        actor=row.actor,
        action=row.action,
        subject=row.subject,
        entity=row.entity,
        payload=row.payload,
    )
