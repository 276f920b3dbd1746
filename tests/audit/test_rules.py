"""Canonical payloads, tree hashes and proofs: RFC 8785 and RFC 9162."""

import hashlib
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from audit.rules import (
    ProofTree,
    canonical_payload,
    consistency_proof,
    event_leaf,
    holds_consistency,
    inclusion_proof,
    moment_text,
    signed_note,
    tree_root,
)
from audit.verifier import (
    Tree,
    holds_inclusion,
    notes_in,
    parse_note,
    signature_problem,
    signing_key_id,
)
from core.reasons import ReasonCode

NOON = datetime(2026, 3, 2, 12, 0, 0, 1000, tzinfo=UTC)
plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(min_value=-(2**53) + 1, max_value=2**53 - 1)
    | st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(alphabet="abcäß𝄞"), inner),
    max_leaves=20,
)


def leaves_of(size: int) -> list[bytes]:
    return [hashlib.sha256(b"\x00%d" % number).digest() for number in range(size)]


def plain_root(leaves: list[bytes]) -> bytes:
    """Compute the root straight from the definition of RFC 9162, 2.1.1."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    left, right = plain_root(leaves[:split]), plain_root(leaves[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


class TestCanonicalPayload:
    def test_is_sorted_and_tight(self) -> None:
        payload = {"b": [1, True, None], "a": 'Zürich \\ "\n\u001f', "€": {}}

        text = canonical_payload(payload)

        assert text == '{"a":"Zürich \\\\ \\"\\n\\u001f","b":[1,true,null],"€":{}}'

    def test_writes_values_of_the_house_as_text(self) -> None:
        payload = {
            "amount": Decimal("1E+2"),
            "at": NOON,
            "day": date(2026, 3, 2),
            "code": ReasonCode.PRICE_OVER,
            "id": UUID(int=1),
            "lines": (1, 2),
        }

        assert json.loads(canonical_payload(payload)) == {
            "amount": "100",
            "at": "2026-03-02T12:00:00.001000Z",
            "day": "2026-03-02",
            "code": "PRICE_OVER",
            "id": "00000000-0000-0000-0000-000000000001",
            "lines": [1, 2],
        }

    @pytest.mark.parametrize("value", [1.5, b"x", {1}, object(), {1: "x"}, [0.1]])
    def test_refuses_what_has_no_plain_form(self, value: object) -> None:
        with pytest.raises(TypeError):
            canonical_payload({"value": value})

    @pytest.mark.parametrize("value", ["a\x00b", 2**53, -(2**53)])
    def test_refuses_what_two_readers_could_read_differently(self, value: object) -> None:
        with pytest.raises(ValueError, match="payload"):
            canonical_payload({"value": value})

    @given(st.dictionaries(st.text(alphabet="abcäß"), plain))
    def test_reads_back_and_is_stable(self, payload: dict[str, object]) -> None:
        text = canonical_payload(payload)

        assert json.loads(text) == payload
        assert canonical_payload(json.loads(text)) == text
        assert canonical_payload(dict(reversed(payload.items()))) == text


class TestEventLeaf:
    def test_is_the_hash_of_the_canonical_event(self) -> None:
        event = {
            "action": "reconciliation.case.matched",
            "actor": "person:anna",
            "at": moment_text(NOON),
            "entity": None,
            "event_id": str(UUID(int=7)),
            "payload": {"b": 1, "a": "ü"},
            "subject": 'case:"C-1"',
        }

        canonical = canonical_payload(event)
        leaf = event_leaf(
            str(event["action"]),
            str(event["actor"]),
            str(event["at"]),
            None,
            str(event["event_id"]),
            canonical_payload({"b": 1, "a": "ü"}),
            str(event["subject"]),
        )

        assert leaf == hashlib.sha256(b"\x00" + canonical.encode()).digest()


class TestTree:
    def test_knows_the_published_roots(self) -> None:
        """The test vectors of Certificate Transparency, from which RFC 9162 comes."""
        inputs = ["", "00", "10", "2021", "3031", "40414243"]
        inputs += ["5051525354555657", "606162636465666768696a6b6c6d6e6f"]
        leaves = [hashlib.sha256(b"\x00" + bytes.fromhex(text)).digest() for text in inputs]
        tree = Tree()
        tree.extend(leaves)

        assert Tree().root.hex() == (
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        )
        assert tree.root.hex() == (
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
        )

    @given(st.lists(st.integers(min_value=0, max_value=40), max_size=8))
    def test_grows_in_any_steps_to_the_same_root(self, steps: list[int]) -> None:
        leaves = leaves_of(sum(steps))
        tree, done = Tree(), 0
        for step in steps:
            tree.extend(leaves[done : done + step])
            done += step
            tree = Tree(tree.size, tree.frontier)  # as the next seal finds it

        assert tree.root == plain_root(leaves) == tree_root(leaves)

    def test_refuses_a_frontier_of_another_size(self) -> None:
        with pytest.raises(ValueError, match="peaks"):
            Tree(3, b"\x00" * 32)


class TestProofs:
    @given(st.integers(min_value=1, max_value=70), st.data())
    def test_a_leaf_is_proved_where_it_stands_and_nowhere_else(
        self, size: int, data: st.DataObject
    ) -> None:
        leaves = leaves_of(size)
        index = data.draw(st.integers(min_value=0, max_value=size - 1))
        proof, root = inclusion_proof(leaves, index), plain_root(leaves)
        assert ProofTree(leaves).proof(index) == proof

        def holds(leaf: bytes, place: int, path: list[bytes]) -> bool:
            return holds_inclusion(leaf, index=place, size=size, root=root, proof=path)

        assert holds(leaves[index], index, proof)
        for other in range(size):
            if other != index:
                assert not holds(leaves[index], other, proof)
        assert not holds(hashlib.sha256(b"other").digest(), index, proof)
        assert not holds(leaves[index], index, [*proof, root])
        assert not holds(leaves[index], size, proof)
        if proof:
            assert not holds(leaves[index], index, proof[:-1])

    @given(st.integers(min_value=1, max_value=70), st.data())
    def test_a_tree_is_proved_to_begin_with_an_older_one(
        self, size: int, data: st.DataObject
    ) -> None:
        leaves = leaves_of(size)
        old = data.draw(st.integers(min_value=1, max_value=size))
        proof = consistency_proof(leaves, old)

        def holds(old_root: bytes, new_root: bytes, path: list[bytes]) -> bool:
            return holds_consistency(
                old_size=old, new_size=size, old_root=old_root, new_root=new_root, proof=path
            )

        old_root, root, wrong = plain_root(leaves[:old]), plain_root(leaves), b"\x01" * 32
        assert holds(old_root, root, proof)
        assert not holds(wrong, root, proof)
        assert not holds(old_root, wrong, proof)
        assert not holds(old_root, root, [*proof, wrong])
        if proof:
            assert not holds(old_root, root, proof[:-1])

    def test_places_outside_the_tree_have_no_proof(self) -> None:
        with pytest.raises(IndexError):
            inclusion_proof(leaves_of(3), 3)
        with pytest.raises(IndexError):
            consistency_proof(leaves_of(3), 4)


class TestSignedNote:
    def note(self, key: Ed25519PrivateKey) -> str:
        root = plain_root(leaves_of(5))
        return signed_note(tree_size=5, root_hash=root, at=NOON, fence="77", key=key)

    def test_reads_back_and_verifies(self) -> None:
        key = Ed25519PrivateKey.generate()
        public = key.public_key().public_bytes_raw()

        note = parse_note(self.note(key))

        assert (note.tree_size, note.root_hash, note.at, note.fence) == (
            *(5, plain_root(leaves_of(5)), "2026-03-02T12:00:00.001000Z", "77"),
        )
        assert signature_problem(note, {signing_key_id(public): public}) is None

    def test_another_key_is_unknown(self) -> None:
        note = parse_note(self.note(Ed25519PrivateKey.generate()))

        assert "unknown key" in str(signature_problem(note, {}))

    def test_any_changed_character_is_found(self) -> None:
        """R14: in the text, the root, the signature or the layout of a note."""
        key = Ed25519PrivateKey.generate()
        public = key.public_key().public_bytes_raw()
        text = self.note(key)

        for place, character in enumerate(text):
            changed = text[:place] + chr(ord(character) ^ 1) + text[place + 1 :]
            try:
                note = parse_note(changed)
            except ValueError:
                continue
            assert signature_problem(note, {signing_key_id(public): public}), (place, character)

    def test_a_file_holds_many(self) -> None:
        key = Ed25519PrivateKey.generate()

        assert notes_in(self.note(key) * 3) == [self.note(key)] * 3
        assert notes_in("") == []
        with pytest.raises(ValueError, match="does not begin"):
            notes_in("junk\n" + self.note(key))
