"""The offline verifier: one file, standard library and `cryptography`, travels with every export.

An event is hashed as the RFC 8785 form of its fields; the hashes are the leaves of an RFC 9162
Merkle tree; a checkpoint is the root of that tree in a signed note (C2SP tlog-checkpoint, Ed25519).
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ORIGIN = "tieout/audit"
EMPTY_ROOT = hashlib.sha256(b"").digest()
_sha256 = hashlib.sha256
_quoted = json.JSONEncoder(ensure_ascii=False).encode
_canonical = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode


def moment_text(at: datetime) -> str:
    """Write a moment as UTC with microseconds, the only form that is hashed."""
    if at.tzinfo is not UTC:
        at = at.astimezone(UTC)
    return at.isoformat(timespec="microseconds")[:26] + "Z"


def canonical_json(value: object) -> str:
    """Return the RFC 8785 form of a value without floats."""
    return _canonical(value)


def event_leaf(
    action: str, actor: str, at: str, entity: str | None, event_id: str, payload: str, subject: str
) -> bytes:
    """Return the leaf hash of one event; `payload` is its canonical JSON, `at` a moment's text."""
    belongs_to = "null" if entity is None else _quoted(entity)
    text = (
        f'{{"action":{_quoted(action)},"actor":{_quoted(actor)},"at":"{at}",'
        f'"entity":{belongs_to},"event_id":"{event_id}","payload":{payload},'
        f'"subject":{_quoted(subject)}}}'
    )
    return _sha256(b"\x00" + text.encode()).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return _sha256(b"\x01" + left + right).digest()


class Tree:
    """The right edge of a Merkle tree: enough to append leaves and to name the root."""

    def __init__(self, size: int = 0, frontier: bytes = b"") -> None:
        self.size = size
        levels = [level for level in range(size.bit_length()) if size >> level & 1]
        if len(frontier) != 32 * len(levels):
            raise ValueError(f"A tree of {size} leaves has {len(levels)} peaks.")
        self._peaks = {
            level: frontier[32 * place : 32 * place + 32]
            for place, level in enumerate(reversed(levels))
        }

    @property
    def frontier(self) -> bytes:
        """Return the roots of the perfect subtrees, largest first."""
        return b"".join(self._peaks[level] for level in sorted(self._peaks, reverse=True))

    @property
    def root(self) -> bytes:
        """Return the RFC 9162 tree head."""
        if not self._peaks:
            return EMPTY_ROOT
        smallest, *larger = sorted(self._peaks)
        head = self._peaks[smallest]
        for level in larger:
            head = node_hash(self._peaks[level], head)
        return head

    def extend(self, leaves: Sequence[bytes]) -> None:
        """Append leaf hashes, level by level, as a binary addition carries."""
        self.size += len(leaves)
        level, nodes = 0, list(leaves)
        while nodes:
            if level in self._peaks:
                nodes.insert(0, self._peaks.pop(level))
            if len(nodes) & 1:
                self._peaks[level] = nodes.pop()
            pairs = iter(nodes)
            nodes = [
                _sha256(b"\x01" + left + right).digest()
                for left, right in zip(pairs, pairs, strict=False)
            ]
            level += 1


def holds_inclusion(
    leaf: bytes, *, index: int, size: int, root: bytes, proof: Sequence[bytes]
) -> bool:
    """Say whether the proof places the leaf at this index (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, head = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            head = node_hash(sibling, head)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            head = node_hash(head, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and head == root


def holds_consistency(
    *, old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Say whether the new tree begins with the old one (RFC 9162, 2.1.4.2)."""
    if old_size == new_size:
        return not proof and old_root == new_root
    if not 0 < old_size < new_size or not proof:
        return old_size == 0 and not proof and old_root == EMPTY_ROOT
    path = list(proof)
    if old_size & (old_size - 1) == 0:
        path.insert(0, old_root)
    place, last = old_size - 1, new_size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old_head = new_head = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old_head, new_head = node_hash(sibling, old_head), node_hash(sibling, new_head)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new_head = node_hash(new_head, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and old_head == old_root and new_head == new_root


@dataclass(frozen=True, slots=True)
class SignedNote:
    """A checkpoint as it is written down: what it says and who signed it."""

    tree_size: int
    root_hash: bytes
    at: str
    fence: str
    key_id: str
    signature: bytes
    signed_text: str


def signing_key_id(public_key: bytes, name: str = ORIGIN) -> str:
    """Return the C2SP key id of an Ed25519 public key: four bytes, in hexadecimal."""
    return _sha256(name.encode() + b"\n\x01" + public_key).digest()[:4].hex()


def note_text(*, tree_size: int, root_hash: bytes, at: str, fence: str) -> str:
    """Return the text that a checkpoint signs."""
    root = base64.b64encode(root_hash).decode()
    return f"{ORIGIN}\n{tree_size}\n{root}\nat {at}\nfence {fence}\n"


def parse_note(note: str) -> SignedNote:
    """Read a signed note back.

    :raises ValueError: it is not a checkpoint of this log, or not written exactly as one.
    """
    text, gap, signature_line = note.partition("\n\n")
    lines = text.split("\n")
    dash, name, encoded = [*signature_line.removesuffix("\n").split(" "), "", ""][:3]
    if not gap or len(lines) != 5 or lines[0] != ORIGIN or dash != "\u2014" or name != ORIGIN:
        raise ValueError("not a checkpoint of this log")
    signed = base64.b64decode(encoded, validate=True)
    parsed = SignedNote(
        tree_size=int(lines[1]),
        root_hash=base64.b64decode(lines[2], validate=True),
        at=lines[3].removeprefix("at "),
        fence=lines[4].removeprefix("fence "),
        key_id=signed[:4].hex(),
        signature=signed[4:],
        signed_text=text + "\n",
    )
    again = note_text(
        tree_size=parsed.tree_size, root_hash=parsed.root_hash, at=parsed.at, fence=parsed.fence
    )
    sealed = base64.b64encode(signed).decode()
    if note != f"{again}\n\u2014 {ORIGIN} {sealed}\n":
        raise ValueError("not written as a checkpoint of this log is")
    return parsed


def notes_in(text: str) -> list[str]:
    """Split a witness file into its notes.

    :raises ValueError: something else stands in it.
    """
    notes: list[str] = []
    for line in text.splitlines(keepends=True):
        if line == f"{ORIGIN}\n":
            notes.append("")
        if not notes:
            raise ValueError("the witness file does not begin with a checkpoint of this log")
        notes[-1] += line
    return notes


def signature_problem(note: SignedNote, keys: Mapping[str, bytes]) -> str | None:
    """Say what is wrong with the signature, judged by keys that are trusted."""
    public_key = keys.get(note.key_id)
    if public_key is None:
        return f"is signed by the unknown key {note.key_id}"
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(
            note.signature, note.signed_text.encode()
        )
    except InvalidSignature:
        return "does not carry a valid signature"
    return None


Row: TypeAlias = tuple[
    int, bytes, str | None, str, str, str, str, str | None, str, bytes | None
]  # seq, leaf, event_id, at, actor, action, subject, entity, payload, hash beside the event


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing that does not hold: the event it is named by, and why."""

    name: str
    problem: str


class LogCheck:
    """Takes the sealed events in order and every checkpoint; stops at the first fault."""

    def __init__(
        self, checkpoints: Iterable[tuple[str, bytes | None]], keys: Mapping[str, bytes]
    ) -> None:
        """Take notes in the order of their size, each with the frontier stored beside it."""
        self.tree = Tree()
        self.checkpoints = 0
        self._first_since = ""  # the first event that no good checkpoint covers yet
        self._keys = keys
        self._notes = iter(checkpoints)
        self._next = self._parsed_next()

    def add(self, rows: Sequence[Row]) -> Fault | None:
        """Check the next events: their hashes, their order, and the checkpoints they reach."""
        expected, leaves = self.tree.size, []
        fault: Fault | None = None
        for seq, leaf, event_id, at, actor, action, subject, entity, payload, own in rows:
            expected += 1
            if seq != expected:
                fault = Fault(f"seq {expected}", "is missing from the sealed log")
                break
            if event_id is None:
                fault = Fault(f"seq {seq}", "is sealed, but its event is gone")
                break
            found = event_leaf(action, actor, at, entity, event_id, payload, subject)
            if found != leaf or (own is not None and own != leaf):
                fault = Fault(event_id, f"(seq {seq}) is not what was sealed")
                break
            leaves.append(leaf)
        return self._append(rows, leaves) or fault

    def finish(self) -> Fault | None:
        """Check that no checkpoint speaks of events that are not here."""
        if isinstance(self._next, Fault):
            return self._next
        if self._next is not None:
            size = self._next[0].tree_size
            return Fault(
                f"seq {self.tree.size + 1}",
                f"is missing: a signed checkpoint covers {size} events, {self.tree.size} are here",
            )
        return None

    def _append(self, rows: Sequence[Row], leaves: list[bytes]) -> Fault | None:
        done, start = 0, self.tree.size
        while True:
            if isinstance(self._next, Fault):
                return self._next
            if self._next is None or self._next[0].tree_size > start + len(leaves):
                break
            reached = max(self._next[0].tree_size - start, done)
            if reached > done and not self._first_since:
                self._first_since = rows[done][2] or ""
            self.tree.extend(leaves[done:reached])
            done = reached
            if fault := self._seal(*self._next):
                return fault
            self._next = self._parsed_next()
        if done < len(leaves) and not self._first_since:
            self._first_since = rows[done][2] or ""
        self.tree.extend(leaves[done:])
        return None

    def _seal(self, note: SignedNote, frontier: bytes | None) -> Fault | None:
        name = f"checkpoint {note.tree_size}"
        if problem := signature_problem(note, self._keys):
            return Fault(name, problem)
        if note.root_hash != self.tree.root:
            return Fault(
                self._first_since or name,
                f"is the first of the events up to seq {note.tree_size} that are not, or not in "
                "this order, what the signed checkpoint covers",
            )
        if frontier is not None and frontier != self.tree.frontier:
            return Fault(name, "has a frontier that does not belong to its tree")
        self._first_since = ""
        self.checkpoints += 1
        return None

    def _parsed_next(self) -> "tuple[SignedNote, bytes | None] | Fault | None":
        for text, frontier in self._notes:
            try:
                return parse_note(text), frontier
            except ValueError as error:
                return Fault(f"checkpoint after {self.tree.size}", f"is {error}")
        return None


def rows_of(events: Iterable[Mapping[str, object]]) -> Iterator[Row]:
    """Turn exported events, one JSON object each, into the rows that `LogCheck` takes."""
    for event in events:
        seq, leaf = event["seq"], event["leaf_hash"]
        if not isinstance(seq, int) or not isinstance(leaf, str):
            raise TypeError("an exported event lacks its seq or its leaf hash")
        entity = event.get("entity")
        yield (
            seq,
            bytes.fromhex(leaf),
            str(event["event_id"]),
            str(event["at"]),
            str(event["actor"]),
            str(event["action"]),
            str(event["subject"]),
            None if entity is None else str(entity),
            canonical_json(event["payload"]),
            None,
        )


def verify_export(
    events: Iterable[Mapping[str, object]], notes: Iterable[str], keys: Mapping[str, bytes]
) -> tuple[int, Fault | None]:
    """Verify a whole exported log; return how many events hold, and the first that does not."""
    check = LogCheck(((note, None) for note in notes), keys)
    rows: list[Row] = []
    for row in rows_of(events):
        rows.append(row)
        if len(rows) == 1000:
            if fault := check.add(rows):
                return check.tree.size, fault
            rows.clear()
    fault = check.add(rows) or check.finish()
    return check.tree.size, fault


def verify_piece(
    events: Iterable[tuple[Mapping[str, object], Sequence[bytes]]],
    note: str,
    keys: Mapping[str, bytes],
) -> tuple[int, Fault | None]:
    """Verify exported events one by one: each comes with its proof under one checkpoint."""
    parsed, count = parse_note(note), 0
    if problem := signature_problem(parsed, keys):
        return 0, Fault(f"checkpoint {parsed.tree_size}", problem)
    for event, proof in events:
        (row,) = rows_of([event])
        seq, leaf, event_id, at, actor, action, subject, entity, payload, _ = row
        found = event_leaf(action, actor, at, entity, event_id or "", payload, subject)
        if found != leaf or not holds_inclusion(
            found,
            index=seq - 1,
            size=parsed.tree_size,
            root=parsed.root_hash,
            proof=proof,
        ):
            return count, Fault(event_id or "", f"(seq {seq}) is not what was sealed")
        count += 1
    return count, None
