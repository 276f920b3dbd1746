"""The only way to write the trail: record what happened, store what a step saw, seal it all."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from audit import content, rules
from audit.exporting import UnableToExport, export_bundle
from audit.sealing import UnableToSeal, seal
from core.actors import PIPELINE, Actor
from core.fields import array, columns

__all__ = [
    "BUNDLES_STORED",
    "BundleDraft",
    "EventDraft",
    "Stored",
    "UnableToExport",
    "UnableToSeal",
    "export_bundle",
    "record",
    "record_many",
    "seal",
    "store_bundles",
]

BUNDLES_STORED = "audit.bundles.stored"

_INSERT_EVENTS = """
    INSERT INTO audit_auditevent
        (event_id, at, actor, action, subject, entity, payload, leaf_hash)
    SELECT event_id, %s, %s, action, subject, entity, payload::json, decode(leaf_hash, 'hex')
    FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
        AS draft (event_id, action, subject, entity, payload, leaf_hash)
"""
# A few events: the plain form costs the database less to plan.
_INSERT_FEW = """
    INSERT INTO audit_auditevent
        (event_id, at, actor, action, subject, entity, payload, leaf_hash)
    VALUES """
_ONE = "(%s, %s, %s, %s, %s, %s, %s, decode(%s, 'hex'))"
_FEW = 8
_INSERT_BUNDLES = """
    INSERT INTO audit_bundle
        (id, step, subject, code_version, policy_versions, inputs, output_sha256,
         prompt_version, model, created_at, event_id)
    SELECT id, step, subject, %s, policy_versions::jsonb, inputs::jsonb, output_sha256,
           prompt_version, model, %s, %s
    FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
                %s::text[], %s::text[])
        AS draft (id, step, subject, policy_versions, inputs, output_sha256,
                  prompt_version, model)
"""


@dataclass(frozen=True, slots=True)
class EventDraft:
    """One thing that happened, before it is written down."""

    action: str
    subject: str
    payload: Mapping[str, object] = field(default_factory=dict)
    entity: str | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """Content that is in the store already, by its name."""

    sha256: str


@dataclass(frozen=True, slots=True)
class BundleDraft:
    """What one automated step was given and what it answered."""

    step: str
    subject: str
    inputs: Mapping[str, bytes | Stored]
    output: bytes | Stored
    policy_versions: Mapping[str, str]
    prompt_version: str | None = None
    model: str | None = None


def record(
    *,
    action: str,
    subject: str,
    actor: Actor,
    at: datetime,
    payload: Mapping[str, object] | None = None,
    entity: str | None = None,
) -> None:
    """Write one event to the trail, in the transaction of what it describes."""
    draft = EventDraft(action=action, subject=subject, payload=payload or {}, entity=entity)
    record_many([draft], actor=actor, at=at)


def record_many(drafts: Sequence[EventDraft], *, actor: Actor, at: datetime) -> None:
    """Write many events, in their order, with one statement."""
    if drafts:
        _insert_events(drafts, _event_ids(at, len(drafts)), actor=actor, at=at)


def _insert_events(
    drafts: Sequence[EventDraft], event_ids: Sequence[str], *, actor: Actor, at: datetime
) -> None:
    moment, label = rules.moment_text(at), actor.label
    payloads = [rules.canonical_payload(draft.payload) for draft in drafts]
    leaves = [
        rules.event_leaf(
            draft.action, label, moment, draft.entity, event_id, payload, draft.subject
        ).hex()
        for draft, event_id, payload in zip(drafts, event_ids, payloads, strict=True)
    ]
    drafted: list[list[str] | list[str | None]] = [
        list(event_ids),
        [draft.action for draft in drafts],
        [draft.subject for draft in drafts],
        [draft.entity for draft in drafts],
        payloads,
        leaves,
    ]
    with connection.cursor() as cursor:
        if len(drafts) > _FEW:
            cursor.execute(_INSERT_EVENTS, [at, label, *map(array, drafted)])
        else:
            rows = [(row[0], at, label, *row[1:]) for row in zip(*drafted, strict=True)]
            statement = _INSERT_FEW + ", ".join([_ONE] * len(rows))
            cursor.execute(statement, [cell for row in rows for cell in row])


def _event_ids(at: datetime, count: int) -> list[str]:
    """Return UUIDs of version 7 that ascend within one call."""
    millisecond = int(at.timestamp() * 1000) & (1 << 48) - 1
    noise = os.urandom(8 * count)
    ids = []
    for place in range(count):
        tail = int.from_bytes(noise[8 * place : 8 * place + 8], "big")
        moment = millisecond + (place >> 12)
        number = moment << 80 | 0x7 << 76 | (place & 0xFFF) << 64 | 0x2 << 62 | tail >> 2
        text = f"{number:032x}"
        ids.append(f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}")
    return ids


def store_bundles(drafts: Sequence[BundleDraft], *, at: datetime) -> None:
    """Keep what automated steps saw and said; one event names the digest of every bundle."""
    if not drafts:
        return
    ids, event_id = _event_ids(at, len(drafts)), _event_ids(at, 1)[0]
    with transaction.atomic():
        rows = _bundle_rows(drafts, ids)
        digests = [_digest_of(row, at) for row in rows]
        subjects = {draft.subject for draft in drafts}
        subject = subjects.pop() if len(subjects) == 1 else f"bundles:{event_id}"
        event = EventDraft(
            action=BUNDLES_STORED,
            subject=subject,
            payload={"digests": digests, "code_version": settings.CODE_VERSION},
        )
        _insert_events([event], [event_id], actor=PIPELINE, at=at)
        with connection.cursor() as cursor:
            cells = columns(
                [rules.canonical_payload(cell) if isinstance(cell, dict) else cell for cell in row]
                for row in rows
            )
            cursor.execute(_INSERT_BUNDLES, [settings.CODE_VERSION, at, UUID(event_id), *cells])


Columns = Mapping[str, str]
BundleRow = tuple[str, str, str, Columns, Columns, str, str | None, str | None]


def _digest_of(row: BundleRow, at: datetime) -> str:
    bundle_id, step, subject, policy_versions, inputs, output, prompt_version, model = row
    return rules.bundle_digest(
        {
            "id": bundle_id,
            "step": step,
            "subject": subject,
            "code_version": settings.CODE_VERSION,
            "policy_versions": policy_versions,
            "inputs": inputs,
            "output_sha256": output,
            "prompt_version": prompt_version,
            "model": model,
            "created_at": rules.moment_text(at),
        }
    )


def _bundle_rows(drafts: Sequence[BundleDraft], ids: Sequence[str]) -> list[BundleRow]:
    """Store the contents of all drafts with one statement; return the columns of the bundles."""
    contents = {
        each: None
        for draft in drafts
        for each in (*draft.inputs.values(), draft.output)
        if isinstance(each, bytes)
    }
    names = dict(zip(contents, content.put_many(contents), strict=True))
    return [
        (
            bundle_id,
            draft.step,
            draft.subject,
            dict(draft.policy_versions),
            {
                name: each.sha256 if isinstance(each, Stored) else names[each]
                for name, each in draft.inputs.items()
            },
            draft.output.sha256 if isinstance(draft.output, Stored) else names[draft.output],
            draft.prompt_version,
            draft.model,
        )
        for draft, bundle_id in zip(drafts, ids, strict=True)
    ]
