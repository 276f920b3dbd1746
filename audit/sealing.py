"""The sealer: gives committed events their place in the tree and signs its head.

One at a time, under an advisory lock. It takes what was written by transactions older than
every running one, so an event that commits late is sealed later, and none is ever left out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction

from audit import keys, rules, witness
from audit.models import Checkpoint
from audit.verifier import Tree, parse_note, signing_key_id
from core.errors import Refusal

_LOCK = 0x5EA1
_LEAVES_AT_ONCE = 50_000

# A database restored from a dump counts its transactions anew: then xids "from the future" are
# those of the old cluster, and only the leaves say what is sealed.
_INSERT_LEAVES = """
    INSERT INTO audit_leaf (seq, event_id, leaf_hash, xid)
    SELECT %(size)s + row_number() OVER (ORDER BY event.id), event.id, event.leaf_hash, event.xid
    FROM audit_auditevent AS event
    WHERE (
        (event.xid >= %(from)s::xid8 AND event.xid < %(fence)s::xid8)
        OR event.xid >= %(future)s::xid8
    )
    AND NOT EXISTS (SELECT FROM audit_leaf AS leaf WHERE leaf.event_id = event.id)
"""


class UnableToSeal(Refusal):
    """The log and its witness do not agree; signing on would hide it."""


@dataclass(frozen=True, slots=True)
class _Snapshot:
    fence: int  # every transaction below it has ended
    future: int  # no transaction of this cluster has reached it


def seal(*, at: datetime) -> int:
    """Seal every committed event and return how many that were.

    :raises UnableToSeal: the database is behind its witness, or disagrees with it.
    """
    key = keys.signing_key()
    with _one_at_a_time():
        with transaction.atomic(durable=True):
            last = Checkpoint.objects.order_by("-tree_size").first()
            unwitnessed = _not_yet_witnessed(last)
            sealed, note = _seal_after(last, key=key, at=at)
        # After the commit: a witness never knows more than the database.
        witness.append([*unwitnessed, *([note] if note else [])])
    return sealed


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _seal_after(
    last: Checkpoint | None, *, key: Ed25519PrivateKey, at: datetime
) -> tuple[int, str | None]:
    """Append what has been committed since the last checkpoint, and sign the next one."""
    tree = Tree(last.tree_size, bytes(last.frontier)) if last else Tree()
    if last is not None and tree.root != bytes(last.root_hash):
        raise UnableToSeal("The last checkpoint does not hold; run the verification.")
    snapshot = _snapshot()
    sealed = _insert_leaves(tree.size, int(last.fence) if last else 0, snapshot)
    if not sealed:
        return 0, None
    _extend(tree, tree.size + sealed)
    fence = str(snapshot.fence)
    note = rules.signed_note(tree_size=tree.size, root_hash=tree.root, at=at, fence=fence, key=key)
    Checkpoint.objects.create(
        tree_size=tree.size,
        root_hash=tree.root,
        frontier=tree.frontier,
        fence=fence,
        at=at,
        note=note,
        key_id=signing_key_id(key.public_key().public_bytes_raw()),
    )
    return sealed, note


def _not_yet_witnessed(last: Checkpoint | None) -> list[str]:
    """Return the checkpoints that a sealer which was stopped did not write down any more."""
    try:
        note = witness.last_note()
        seen = parse_note(note).tree_size if note else 0
    except ValueError as error:
        raise UnableToSeal(f"The witness file cannot be read: {error}.") from error
    here = last.tree_size if last else 0
    if seen > here:
        raise UnableToSeal(
            f"The witness knows {seen} sealed events, the database {here}: it was truncated or "
            "restored. Verify the trail; set the witness file aside once that is explained."
        )
    known = Checkpoint.objects.filter(tree_size=seen).values_list("note", flat=True).first()
    if note is not None and known != note:
        raise UnableToSeal("The witness and the database have two different checkpoints.")
    later = Checkpoint.objects.filter(tree_size__gt=seen).order_by("tree_size")
    return list(later.values_list("note", flat=True))


def _snapshot() -> _Snapshot:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_snapshot_xmin(now)::text, pg_snapshot_xmax(now)::text "
            "FROM pg_current_snapshot() AS now"
        )
        fence, future = cursor.fetchone()
    return _Snapshot(fence=int(fence), future=int(future))


def _insert_leaves(size: int, last_fence: int, snapshot: _Snapshot) -> int:
    is_restored = last_fence > snapshot.future
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT_LEAVES,
            {
                "size": size,
                "from": "0" if is_restored else str(last_fence),
                "fence": str(snapshot.fence),
                "future": str(snapshot.future) if is_restored else str(2**63),
            },
        )
        return int(cursor.rowcount)


def _extend(tree: Tree, size: int) -> None:
    """Append the new leaves, a stretch at a time, so that memory stays bounded."""
    with connection.cursor() as cursor:
        while tree.size < size:
            cursor.execute(
                "SELECT leaf_hash FROM audit_leaf WHERE seq > %s AND seq <= %s ORDER BY seq",
                [tree.size, tree.size + _LEAVES_AT_ONCE],
            )
            tree.extend([bytes(row[0]) for row in cursor.fetchall()])
