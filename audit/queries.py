"""What the trail says, and whether it still holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection

from audit import checking
from audit.checking import Verification
from audit.models import AuditEvent, Bundle, Checkpoint, Leaf
from audit.rules import moment_text
from audit.verifier import Tree

__all__ = [
    "BundleView",
    "TrailEntry",
    "Verification",
    "bundles_of",
    "export_events",
    "latest_checkpoint",
    "proof_of",
    "trail_of",
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
_UNSEALED = """
    SELECT event.id, event.event_id::text, event.at, event.actor, event.action, event.subject,
           event.payload, encode(event.leaf_hash, 'hex'), event.entity
    FROM audit_auditevent AS event
    WHERE event.xid >= %s::xid8 AND event.id > %s AND (%s::timestamptz IS NULL OR event.at >= %s)
    AND NOT EXISTS (SELECT FROM audit_leaf AS leaf WHERE leaf.event_id = event.id)
    ORDER BY event.id LIMIT %s
"""


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
    entries = [
        TrailEntry(
            seq=row.leaf.seq if hasattr(row, "leaf") else None,
            event_id=row.event_id,
            at=row.at,
            actor=row.actor,
            action=row.action,
            subject=row.subject,
            entity=row.entity,
            payload=row.payload,
        )
        for row in rows
    ]
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


def latest_checkpoint() -> str | None:
    """Return the signed note of the newest checkpoint."""
    return Checkpoint.objects.order_by("-tree_size").values_list("note", flat=True).first()


def proof_of(seq: int, *, tree_size: int) -> list[bytes]:
    """Return the siblings that lead from a sealed event to the root of a checkpoint."""
    if not 0 < seq <= tree_size:
        raise IndexError(f"There are {tree_size} sealed events, not {seq}.")
    proof: list[bytes] = []
    start, stop = 0, tree_size
    while stop - start > 1:
        middle = start + (1 << (stop - start - 1).bit_length() - 1)
        if seq <= middle:
            proof.append(_root_of(middle, stop))
            stop = middle
        else:
            proof.append(_root_of(start, middle))
            start = middle
    return proof[::-1]


def verify(*, checkpoint: Path | None = None) -> Verification:
    """Check every event, leaf, checkpoint, bundle and content against what was signed.

    `checkpoint` is a file of checkpoints kept elsewhere; those of the witness count as well.
    """
    return checking.verify(checkpoint=checkpoint)


def _root_of(start: int, stop: int) -> bytes:
    """Return the root over the leaves from `start` (left out) to `stop`."""
    tree = Tree()
    leaves = Leaf.objects.filter(seq__gt=start, seq__lte=stop).order_by("seq")
    batch: list[bytes] = []
    for leaf in leaves.values_list("leaf_hash", flat=True).iterator(chunk_size=_AT_ONCE):
        batch.append(bytes(leaf))
        if len(batch) == _AT_ONCE:
            tree.extend(batch)
            batch.clear()
    tree.extend(batch)
    return tree.root


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
