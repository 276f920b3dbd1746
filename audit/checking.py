"""Verifying the trail where it stands: the rules of `logcheck.py` over the tables of the database.

Beyond the sealed events it looks at what an export does not hold: the columns beside a note,
events that were slipped in, bundles and contents.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from psycopg import Cursor

from audit import keys, rules, witness
from audit.content import unpacked
from audit.logcheck import LogCheck
from audit.models import Bundle, Checkpoint, Content
from audit.verifier import Fault, event_leaf, parse_note

_ROWS_AT_ONCE = 10_000
_CHECKPOINTS_AT_ONCE = 500
_STORED = "audit.bundles.stored"
_AT = """to_char(event.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
_SEALED_ROWS = f"""
    SELECT leaf.seq, leaf.leaf_hash, event.event_id::text, {_AT}, event.actor, event.action,
           event.subject, event.entity, event.payload::text,
           CASE WHEN event.xid = leaf.xid THEN event.leaf_hash ELSE ''::bytea END
    FROM audit_leaf AS leaf LEFT JOIN audit_auditevent AS event ON event.id = leaf.event_id
    WHERE leaf.seq > %s AND leaf.seq <= %s ORDER BY leaf.seq
"""  # noqa: S608  constants
_UNSEALED_ROWS = f"""
    SELECT event.event_id::text, {_AT}, event.actor, event.action, event.subject, event.entity,
           event.payload::text, event.leaf_hash, event.id
    FROM audit_auditevent AS event
    WHERE event.xid >= %s::xid8 AND event.id > %s
    AND NOT EXISTS (SELECT FROM audit_leaf AS leaf WHERE leaf.event_id = event.id)
    ORDER BY event.id LIMIT %s
"""  # noqa: S608  constants
_SLIPPED_IN = """
    SELECT event.event_id::text FROM audit_auditevent AS event
    WHERE event.xid < %s::xid8
    AND NOT EXISTS (SELECT FROM audit_leaf AS leaf WHERE leaf.event_id = event.id)
    ORDER BY event.id LIMIT 1
"""
_HEADS = """
    SELECT coalesce((SELECT max(seq) FROM audit_leaf), 0),
           coalesce((SELECT max(tree_size) FROM audit_checkpoint), 0),
           coalesce((SELECT max(fence) FROM audit_checkpoint), '0')::text,
           (SELECT count(*) FROM audit_auditevent)
"""


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether the trail holds, over how many events, and the first thing that does not."""

    ok: bool
    events: int
    unsealed: int
    first_bad: str | None = None
    problem: str | None = None
    checkpoints: int = 0
    bundles: int = 0
    contents: int = 0


@dataclass(slots=True)
class Counts:
    """How far the verification has come."""

    events: int = 0
    unsealed: int = 0
    checkpoints: int = 0
    bundles: int = 0
    contents: int = 0

    def verdict(self, fault: Fault | None) -> Verification:
        """Return the report: all is well, or the first thing that is not."""
        return Verification(
            ok=fault is None,
            events=self.events,
            unsealed=self.unsealed,
            first_bad=fault.name if fault else None,
            problem=fault.problem if fault else None,
            checkpoints=self.checkpoints,
            bundles=self.bundles,
            contents=self.contents,
        )


class Broken(Exception):
    """Something does not hold; carries what is to be reported."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.problem)
        self.fault = fault


def verify(*, checkpoint: Path | None = None) -> Verification:
    """Check every event, leaf, checkpoint, bundle and content against what was signed."""
    counts = Counts()
    try:
        # Read before the database is: a witness never knows more than the database did then.
        outside = _outside_notes(checkpoint)
        with transaction.atomic():
            _check_log(outside, counts)
            counts.bundles = _check_bundles()
            counts.contents = _check_contents()
    except Broken as broken:
        return counts.verdict(broken.fault)
    return counts.verdict(None)


def _outside_notes(checkpoint: Path | None) -> list[str]:
    try:
        notes = witness.all_notes()
        if checkpoint is not None:
            found = witness.all_notes(checkpoint)
            if not found:
                raise Broken(Fault(str(checkpoint), "holds no checkpoint of this log"))
            notes += found
        for note in notes:
            parse_note(note)
    except ValueError as error:
        raise Broken(Fault("the checkpoints outside the database", str(error))) from error
    return notes


def _check_log(outside: list[str], counts: Counts) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_HEADS)
        leaves, size, fence, total = cursor.fetchone()
    check = LogCheck(_all_notes(outside, size), keys.trusted_keys())
    for rows in _sealed_rows(size):
        fault = check.add(rows)
        counts.events, counts.checkpoints = check.tree.size, check.checkpoints
        _raise(fault)
    _raise(check.finish())
    if leaves > size:
        raise Broken(Fault(f"seq {size + 1}", "is a leaf that no checkpoint covers"))
    counts.unsealed = _check_unsealed(fence)
    if total > check.tree.size + counts.unsealed:
        with connection.cursor() as cursor:
            cursor.execute(_SLIPPED_IN, [fence])
            if row := cursor.fetchone():
                raise Broken(Fault(row[0], "was slipped in: it is older than its seal"))
    counts.checkpoints = check.checkpoints


def _raise(fault: Fault | None) -> None:
    if fault is not None:
        raise Broken(fault)


def _all_notes(outside: list[str], size: int) -> Iterator[tuple[str, bytes | None]]:
    """Merge the checkpoints of the database, whose columns are compared, with those outside."""
    later = sorted(outside, key=lambda note: parse_note(note).tree_size)
    place = 0
    for row in _checkpoints(size):
        while place < len(later) and parse_note(later[place]).tree_size < row.tree_size:
            yield later[place], None
            place += 1
        _compare_columns(row)
        yield row.note, bytes(row.frontier)
        while place < len(later) and later[place] == row.note:
            place += 1  # the witness agrees
    for note in later[place:]:
        yield note, None


def _checkpoints(size: int) -> Iterator[Checkpoint]:
    last = 0
    while True:
        rows = Checkpoint.objects.filter(tree_size__gt=last, tree_size__lte=size)
        page = list(rows.order_by("tree_size")[:_CHECKPOINTS_AT_ONCE])
        yield from page
        if len(page) < _CHECKPOINTS_AT_ONCE:
            return
        last = page[-1].tree_size


def _compare_columns(row: Checkpoint) -> None:
    name = f"checkpoint {row.tree_size}"
    try:
        note = parse_note(row.note)
    except ValueError as error:
        raise Broken(Fault(name, f"is {error}")) from error
    said = (note.tree_size, note.root_hash, note.at, note.fence, note.key_id)
    kept = (
        row.tree_size,
        bytes(row.root_hash),
        rules.moment_text(row.at),
        str(row.fence),
        row.key_id,
    )
    if said != kept:
        raise Broken(Fault(name, "does not say what its signed note says"))


def _sealed_rows(size: int) -> Iterator[list[Any]]:
    """Yield the sealed events in stretches, in the binary form, which is read fastest."""
    with connection.cursor():  # connects, where nothing has yet
        pass
    with Cursor(connection.connection) as cursor:
        for start in range(0, size, _ROWS_AT_ONCE):
            stop = min(start + _ROWS_AT_ONCE, size)
            cursor.execute(_SEALED_ROWS, [start, stop], binary=True)
            yield cursor.fetchall()


def _check_unsealed(fence: str) -> int:
    count, last = 0, 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_UNSEALED_ROWS, [fence, last, _ROWS_AT_ONCE])
            rows = cursor.fetchall()
        for event_id, at, actor, action, subject, entity, payload, leaf, _ in rows:
            if event_leaf(action, actor, at, entity, event_id, payload, subject) != bytes(leaf):
                raise Broken(Fault(event_id, "(not sealed yet) was changed after it was written"))
        count += len(rows)
        if len(rows) < _ROWS_AT_ONCE:
            return count
        last = rows[-1][-1]


def _check_bundles() -> int:
    """Check that the bundles are those whose digests the trail names, each with its contents."""
    count = 0
    for events in _batches(_stored_events(), 200):
        named = dict(events)
        found: dict[str, list[Bundle]] = {event_id: [] for event_id in named}
        for row in Bundle.objects.filter(event_id__in=list(named)).order_by("id"):
            found[str(row.event_id)].append(row)
        for event_id, digests in named.items():
            _compare_bundles(event_id, digests, found[event_id])
            count += len(digests)
        _check_present([row for rows in found.values() for row in rows])
    if Bundle.objects.count() != count:
        raise Broken(_stray_bundle())
    return count


def _stored_events() -> Iterator[tuple[str, list[str]]]:
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT event_id::text, payload, id FROM audit_auditevent "
                "WHERE action = %s AND id > %s ORDER BY id LIMIT 1000",
                [_STORED, last],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        for event_id, payload, _ in rows:
            yield event_id, payload["digests"]
        last = rows[-1][-1]


def _compare_bundles(event_id: str, digests: list[str], rows: list[Bundle]) -> None:
    wanted = set(digests)
    for row in rows:
        digest = rules.bundle_digest(bundle_fields(row))
        if digest not in wanted:
            raise Broken(Fault(f"bundle {row.id}", "is not what was stored"))
        wanted.discard(digest)
    if wanted:
        raise Broken(
            Fault(event_id, f"names {len(digests)} bundles, of which {len(wanted)} are missing")
        )


def bundle_fields(row: Bundle) -> dict[str, object]:
    """Return the columns of a bundle that its digest covers."""
    return {
        "id": str(row.id),
        "step": row.step,
        "subject": row.subject,
        "code_version": row.code_version,
        "policy_versions": row.policy_versions,
        "inputs": row.inputs,
        "output_sha256": row.output_sha256,
        "prompt_version": row.prompt_version,
        "model": row.model,
        "created_at": rules.moment_text(row.created_at),
    }


def _check_present(rows: Iterable[Bundle]) -> None:
    names = {row.output_sha256: row for row in rows}
    names |= {sha256: row for row in rows for sha256 in row.inputs.values()}
    here = set(Content.objects.filter(sha256__in=list(names)).values_list("sha256", flat=True))
    for sha256, row in names.items():
        if sha256 not in here:
            raise Broken(Fault(f"bundle {row.id}", f"misses its content {sha256}"))


def _stray_bundle() -> Fault:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id::text FROM audit_bundle AS bundle WHERE NOT EXISTS (SELECT FROM "
            "audit_auditevent AS event WHERE event.event_id = bundle.event_id) LIMIT 1"
        )
        row = cursor.fetchone()
    return Fault(f"bundle {row[0]}" if row else "the bundles", "is named by no event")


def _check_contents() -> int:
    """Check that every content is what its name says."""
    count, last = 0, ""
    while True:
        rows = list(
            Content.objects.filter(sha256__gt=last)
            .order_by("sha256")
            .values_list("sha256", "size", "encoding", "data")[:200]
        )
        for sha256, size, encoding, data in rows:
            content = unpacked(encoding, bytes(data))
            if (
                content is None
                or len(content) != size
                or hashlib.sha256(content).hexdigest() != sha256
            ):
                raise Broken(Fault(f"content {sha256}", "is not what its name says"))
        count += len(rows)
        if not rows:
            return count
        last = rows[-1][0]


def _batches(items: Iterator[tuple[str, list[str]]], size: int) -> Iterator[list[Any]]:
    while batch := list(islice(items, size)):
        yield batch
