"""The offline verifier: one file, standard library and `cryptography`, travels with every export.

An event is hashed as the RFC 8785 form of its fields; the hashes are the leaves of an RFC 9162
Merkle tree; a checkpoint is the root of that tree in a signed note (C2SP tlog-checkpoint, Ed25519).
"""

import base64
import hashlib
import json
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ORIGIN = "tieout/audit"
BUNDLE_COLUMNS = (
    *("id", "step", "subject", "code_version", "policy_versions"),
    *("inputs", "output_sha256", "prompt_version", "model", "created_at"),
)
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


def bundle_digest(row: Mapping[str, object]) -> str:
    """Return the hash, in hexadecimal, over all columns of a bundle; mappings as canonical JSON."""
    columns = [
        canonical_json(row[name]) if name in ("policy_versions", "inputs") else row[name]
        for name in BUNDLE_COLUMNS
    ]
    return _sha256(canonical_json(columns).encode()).hexdigest()


def verify_archive(
    path: str | Path, keys: Mapping[str, bytes] | None = None
) -> tuple[int, Fault | None]:
    """Verify an exported archive; return how many events hold, and the first that does not.

    Without `keys` the keys inside are believed: then only who wrote the archive is not proved.
    """
    with zipfile.ZipFile(path) as archive:
        trusted = keys if keys is not None else keys_in(archive.read("keys").decode())
        events = [json.loads(line) for line in archive.read("events.jsonl").splitlines()]
        pieces = [(event, [bytes.fromhex(step) for step in event["proof"]]) for event in events]
        count, fault = verify_piece(pieces, archive.read("checkpoint").decode(), trusted)
        return count, fault or _bundle_fault(archive, events)


def _bundle_fault(archive: zipfile.ZipFile, events: Iterable[Mapping[str, Any]]) -> Fault | None:
    named = {digest for event in events for digest in event["payload"].get("digests", ())}
    for line in archive.read("bundles.jsonl").splitlines():
        row = json.loads(line)
        name = f"bundle {row['id']}"
        if bundle_digest(row) not in named:
            return Fault(name, "is not what was stored")
        for sha256 in (*row["inputs"].values(), row["output_sha256"]):
            try:
                content = archive.read(f"contents/{sha256}")
            except KeyError:
                return Fault(name, f"misses its content {sha256}")
            if _sha256(content).hexdigest() != sha256:
                return Fault(f"content {sha256}", "is not what its name says")
    return None


def keys_in(text: str) -> dict[str, bytes]:
    """Read verifier keys, one C2SP line each: name, key id, and key after its kind.

    :raises ValueError: one of them is not a key of this log.
    """
    keys: dict[str, bytes] = {}
    for line in text.split():
        name, key_id, encoded = line.split("+", 2)
        raw = base64.b64decode(encoded, validate=True)
        if name != ORIGIN or raw[:1] != b"\x01" or signing_key_id(raw[1:]) != key_id:
            raise ValueError("this is not a verifier key of this log")
        keys[key_id] = raw[1:]
    return keys


if __name__ == "__main__":
    _count, _fault = verify_archive(sys.argv[1])
    sys.stdout.write(f"{_count} events hold\n" if _fault is None else f"{_fault}\n")
    sys.exit(_fault is not None)
