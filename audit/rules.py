"""What the trail hashes and signs: canonical payloads, proofs, checkpoints (RFC 8785, RFC 9162).

What a verifier needs as well stands in `verifier.py`, which travels alone with every export.
"""

import base64
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.verifier import (
    EMPTY_ROOT,
    ORIGIN,
    bundle_digest,
    canonical_json,
    event_leaf,
    moment_text,
    node_hash,
    note_text,
    signing_key_id,
)
from core.money import Money, decimal_text

_LARGEST_INTEGER = 2**53 - 1  # beyond it two JSON readers may see two numbers
_HASH = 32  # bytes
_PLAIN = frozenset({str, bool, type(None)})


def canonical_payload(payload: Mapping[str, object]) -> str:
    """Return the canonical JSON of a payload; decimals, dates and enums become text.

    :raises TypeError: it holds a float, bytes or an object that has no plain form.
    :raises ValueError: it holds text that cannot be stored, or too large an integer.
    """
    return canonical_json(_plain_mapping(payload))


def _plain_mapping(value: Mapping[str, object]) -> dict[str, object]:
    plain: dict[str, object] = {}
    for key, item in value.items():
        if type(key) is not str:
            raise TypeError(f"A payload is keyed by text, not by {key!r}.")
        plain[_storable(key)] = _plain(item)
    return plain


def _plain(value: object) -> object:
    kind = type(value)
    if kind is str:
        return _storable(value)  # type: ignore[arg-type]
    if kind in _PLAIN:
        return value
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, str):
        return _storable(str(value))
    if isinstance(value, int):
        if abs(value) > _LARGEST_INTEGER:
            raise ValueError("A payload holds integers up to 2^53; write a larger one as text.")
        return value
    if isinstance(value, Mapping):
        return _plain_mapping(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return _plain_text(value)


def _plain_text(value: object) -> str:
    match value:
        case Decimal():
            return decimal_text(value)
        case datetime():
            return moment_text(value)
        case date():
            return value.isoformat()
        case UUID() | Money():
            return str(value)
        case _ if isinstance(value, set | frozenset) and all(isinstance(i, str) for i in value):
            raise TypeError("A payload takes a sorted list, not a set.")
        case _:
            raise TypeError(f"A payload cannot hold a {type(value).__name__}.")


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("A payload cannot hold the character NUL.")
    return text


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the siblings that lead from one leaf to the root (RFC 9162, 2.1.3.1)."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"The tree has {len(leaves)} leaves, not {index + 1}.")
    proof: list[bytes] = []
    start, stop = 0, len(leaves)
    while stop - start > 1:
        middle = start + _split(stop - start)
        if index < middle:
            proof.append(tree_root(leaves[middle:stop]))
            stop = middle
        else:
            proof.append(tree_root(leaves[start:middle]))
            start = middle
    return proof[::-1]


class ProofTree:
    """A whole tree, level by level, to prove many leaves of it."""

    def __init__(self, leaves: Iterable[bytes]) -> None:
        self.levels = [b"".join(leaves)]
        while len(self.levels[-1]) > _HASH:
            below = self.levels[-1]
            paired = len(below) // (2 * _HASH) * (2 * _HASH)
            nodes = [
                node_hash(b"", below[place : place + 2 * _HASH])
                for place in range(0, paired, 2 * _HASH)
            ]
            self.levels.append(b"".join(nodes) + below[paired:])

    def proof(self, index: int) -> list[bytes]:
        """Return the siblings that lead from one leaf to the root."""
        if not 0 <= index < len(self.levels[0]) // _HASH:
            raise IndexError(f"The tree has no leaf {index}.")
        proof: list[bytes] = []
        for level in self.levels[:-1]:
            place = (index ^ 1) * _HASH
            if place < len(level):  # else the node goes up alone
                proof.append(level[place : place + _HASH])
            index >>= 1
        return proof


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """Return the proof that the tree of these leaves begins with its first `old_size`."""
    if not 0 <= old_size <= len(leaves):
        raise IndexError(f"The tree has {len(leaves)} leaves, not {old_size}.")
    if old_size in (0, len(leaves)):
        return []
    proof: list[bytes] = []
    start, stop, is_whole = 0, len(leaves), True
    while old_size != stop:
        middle = start + _split(stop - start)
        if old_size <= middle:
            proof.append(tree_root(leaves[middle:stop]))
            stop = middle
        else:
            proof.append(tree_root(leaves[start:middle]))
            start, is_whole = middle, False
    if not is_whole:
        proof.append(tree_root(leaves[start:stop]))
    return proof[::-1]


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


def tree_root(leaves: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes, as RFC 9162 defines it."""
    if not leaves:
        return EMPTY_ROOT
    nodes = list(leaves)
    while len(nodes) > 1:
        paired = [
            node_hash(nodes[place], nodes[place + 1]) for place in range(0, len(nodes) - 1, 2)
        ]
        nodes = paired + nodes[len(paired) * 2 :]
    return nodes[0]


def _split(count: int) -> int:
    """Return the largest power of two below the count."""
    return 1 << (count - 1).bit_length() - 1


def signed_note(
    *, tree_size: int, root_hash: bytes, at: datetime, fence: str, key: Ed25519PrivateKey
) -> str:
    """Return the checkpoint as a C2SP signed note."""
    text = note_text(tree_size=tree_size, root_hash=root_hash, at=moment_text(at), fence=fence)
    key_id = signing_key_id(key.public_key().public_bytes_raw())
    sealed = base64.b64encode(bytes.fromhex(key_id) + key.sign(text.encode())).decode()
    return f"{text}\n\u2014 {ORIGIN} {sealed}\n"


__all__ = [
    "ProofTree",
    "bundle_digest",
    "canonical_payload",
    "consistency_proof",
    "event_leaf",
    "holds_consistency",
    "inclusion_proof",
    "moment_text",
    "signed_note",
    "tree_root",
]
