"""Whatever the owner of the tables does to the trail is found, and named (T130, R14, R15)."""

from pathlib import Path

import pytest
from django.conf import settings

from audit import actions, queries
from audit.models import AuditEvent, Bundle, Content
from tests.audit.conftest import (
    NOON,
    Tamper,
    happen,
    named,
    seal_in_turn,
    store,
    taken_back,
    truncate_after,
)

pytestmark = pytest.mark.django_db(transaction=True)
LOG = ["audit_auditevent", "audit_leaf", "audit_checkpoint"]


EVENT_FLIPS = {
    "event_id": "gen_random_uuid()",
    "at": "at + interval '1 microsecond'",
    "actor": "'person:mallory'",
    "action": "action || 'x'",
    "subject": "'case:C-99'",
    "entity": "NULL",
    "payload": """'{"round":2}'""",
    "leaf_hash": "set_bit(leaf_hash, 7, 1 - get_bit(leaf_hash, 7))",
    "xid": "(xid::text::bigint + 1)::text::xid8",
    "id": "id + 100000",
}
LEAF_FLIPS = {
    "seq": "seq + 1000",
    "event_id": "event_id + 1000",
    "leaf_hash": "set_bit(leaf_hash, 255, 1 - get_bit(leaf_hash, 255))",
    "xid": "(xid::text::bigint + 1)::text::xid8",
}
CHECKPOINT_FLIPS = {
    "root_hash": "set_bit(root_hash, 3, 1 - get_bit(root_hash, 3))",
    "frontier": "set_bit(frontier, 3, 1 - get_bit(frontier, 3))",
    "fence": "(fence::text::bigint + 1)::text::xid8",
    "at": "at + interval '1 microsecond'",
    "note": "replace(note, 'fence ', 'fence 1')",
    "key_id": "'00000000'",
    "tree_size": "tree_size + 1000",
}
BUNDLE_FLIPS = {
    "id": "gen_random_uuid()",
    "step": "'x'",
    "subject": "'case:C-99'",
    "code_version": "'x'",
    "policy_versions": """'{"tolerance":"2"}'""",
    "inputs": "inputs - 'order'",
    "output_sha256": "translate(output_sha256, '0123456789abcdef', '123456789abcdef0')",
    "prompt_version": "'x'",
    "model": "'x'",
    "created_at": "created_at + interval '1 microsecond'",
    "event_id": "gen_random_uuid()",
}
CONTENT_FLIPS = {
    "sha256": "translate(sha256, '0123456789abcdef', '123456789abcdef0')",
    "size": "size + 1",
    "encoding": "CASE encoding WHEN 'raw' THEN 'zlib' ELSE 'raw' END",
    "data": "set_bit(data, 3, 1 - get_bit(data, 3))",
}


class TestVerifying:
    """T130, R14, R15: whatever the owner of the tables does is found, and named."""

    def test_a_changed_event_is_named(self, tamper: Tamper, subtests: pytest.Subtests) -> None:
        """R14: any column of any event, 100 flips."""
        seal_in_turn(6, 4)
        ids = [
            str(name)
            for name in AuditEvent.objects.order_by("id").values_list("event_id", flat=True)
        ]

        for column, change in EVENT_FLIPS.items():
            for place, event_id in enumerate(ids):
                statement = f"UPDATE audit_auditevent SET {column} = {change} WHERE event_id = %s"  # noqa: S608
                with subtests.test(column, place=place), taken_back():
                    tamper("audit_auditevent", statement, event_id)
                    result = queries.verify()

                    assert not result.ok
                    assert result.events == place
                    if column == "id":
                        assert result.first_bad == f"seq {place + 1}"
                    elif column != "event_id":
                        assert result.first_bad == event_id

    def test_a_changed_event_is_named_before_it_is_sealed(
        self, tamper: Tamper, subtests: pytest.Subtests
    ) -> None:
        happen(3)
        second = named(2)

        for column in sorted(EVENT_FLIPS.keys() - {"id", "xid", "event_id"}):
            statement = (
                f"UPDATE audit_auditevent SET {column} = {EVENT_FLIPS[column]} WHERE event_id = %s"  # noqa: S608
            )
            with subtests.test(column), taken_back():
                tamper("audit_auditevent", statement, second)
                assert queries.verify().first_bad == second

    def test_a_changed_checkpoint_is_found(self, tamper: Tamper, subtests: pytest.Subtests) -> None:
        """R14: any column of any seal, 35 flips."""
        seal_in_turn(5, 3, 1, 2, 4)

        for column, change in CHECKPOINT_FLIPS.items():
            for size in (5, 8, 9, 11, 15):
                statement = (
                    f"UPDATE audit_checkpoint SET {column} = {change} WHERE tree_size = {size}"  # noqa: S608
                )
                with subtests.test(column, size=size), taken_back():
                    tamper("audit_checkpoint", statement)
                    result = queries.verify()

                    assert not result.ok
                    assert str(size) in str(result.first_bad) + str(result.problem)

    def test_a_changed_leaf_is_found(self, tamper: Tamper, subtests: pytest.Subtests) -> None:
        """R14: any column of any leaf, 32 flips."""
        seal_in_turn(5, 3)

        for column, change in LEAF_FLIPS.items():
            for seq in range(1, 9):
                statement = f"UPDATE audit_leaf SET {column} = {change} WHERE seq = {seq}"  # noqa: S608
                with subtests.test(column, seq=seq), taken_back():
                    tamper("audit_leaf", statement)
                    assert queries.verify().first_bad in {f"seq {seq}", named(seq)}

    def test_a_changed_bundle_is_named(self, tamper: Tamper, subtests: pytest.Subtests) -> None:
        """R14: any column of a stored bundle, 33 flips."""
        store(3)

        for column, change in BUNDLE_FLIPS.items():
            for bundle in Bundle.objects.all():
                statement = f"UPDATE audit_bundle SET {column} = {change} WHERE id = %s"  # noqa: S608
                with subtests.test(column), taken_back():
                    tamper("audit_bundle", statement, bundle.pk)
                    result = queries.verify()

                    assert not result.ok
                    if column not in {"id", "event_id"}:
                        assert result.first_bad == f"bundle {bundle.pk}"

    def test_a_changed_content_is_named(self, tamper: Tamper, subtests: pytest.Subtests) -> None:
        """R14: what a bundle saw and said, 20 flips."""
        store(3)

        for column, change in CONTENT_FLIPS.items():
            for sha256 in Content.objects.values_list("sha256", flat=True):
                statement = f"UPDATE audit_content SET {column} = {change} WHERE sha256 = %s"  # noqa: S608
                with subtests.test(column), taken_back():
                    tamper("audit_content", statement, sha256)
                    result = queries.verify()

                    assert not result.ok
                    if column != "sha256":
                        assert result.first_bad == f"content {sha256}"

    def test_a_bundle_that_is_gone_or_slipped_in_is_found(self, tamper: Tamper) -> None:
        """R15"""
        store(3)
        copy = (
            "INSERT INTO audit_bundle SELECT gen_random_uuid(), step, subject, code_version, "
            "policy_versions, inputs, output_sha256, prompt_version, model, created_at, {} "
            "FROM audit_bundle LIMIT 1"
        )
        for change in (
            "DELETE FROM audit_bundle WHERE subject = 'case:C-1'",
            "DELETE FROM audit_bundle",
            "DELETE FROM audit_content WHERE size = 1",
            copy.format("event_id"),
            copy.format("gen_random_uuid()"),
        ):
            with taken_back():
                tamper("audit_content" if "content" in change else "audit_bundle", change)
                assert not queries.verify().ok, change
        assert queries.verify().bundles == 3

    def test_a_deleted_event_is_named_by_its_place(self, tamper: Tamper) -> None:
        """R15"""
        seal_in_turn(5, 3)
        tamper("audit_auditevent", "DELETE FROM audit_auditevent WHERE subject = 'case:C-3'")

        assert queries.verify().first_bad == "seq 3"

    def test_an_event_deleted_with_its_leaf_is_named_by_its_place(self, tamper: Tamper) -> None:
        """R15"""
        seal_in_turn(5, 3)
        tamper("audit_auditevent", "DELETE FROM audit_auditevent WHERE subject = 'case:C-3'")
        tamper("audit_leaf", "DELETE FROM audit_leaf WHERE seq = 3")

        assert queries.verify().first_bad == "seq 3"

    def test_a_truncated_tail_is_found_by_the_witness(self, tamper: Tamper) -> None:
        """T130, R15: events, leaves and checkpoints of the last seal are all gone."""
        seal_in_turn(5, 3)
        truncate_after(5, tamper)

        result = queries.verify()

        assert (result.ok, result.first_bad) == (False, "seq 6")
        assert "8" in str(result.problem)
        with pytest.raises(actions.UnableToSeal, match="truncated or restored"):
            actions.seal(at=NOON)

    def test_a_truncated_tail_is_found_by_a_checkpoint_kept_elsewhere(
        self, tamper: Tamper, tmp_path: Path
    ) -> None:
        """T130: the witness was cut with the database, an exported checkpoint was not."""
        seal_in_turn(5, 3)
        kept = tmp_path / "kept"
        kept.write_text(str(queries.latest_checkpoint()), encoding="utf-8")
        truncate_after(5, tamper)
        Path(settings.AUDIT_WITNESS_FILE).write_text(
            str(queries.latest_checkpoint()), encoding="utf-8"
        )

        assert queries.verify().ok
        assert queries.verify(checkpoint=kept).first_bad == "seq 6"

    def test_swapped_leaves_are_found(self, tamper: Tamper) -> None:
        """R15"""
        seal_in_turn(5, 3)
        tamper("audit_leaf", "UPDATE audit_leaf SET seq = 100 WHERE seq = 3")
        tamper("audit_leaf", "UPDATE audit_leaf SET seq = 3 WHERE seq = 4")
        tamper("audit_leaf", "UPDATE audit_leaf SET seq = 4 WHERE seq = 100")

        result = queries.verify()

        assert not result.ok
        assert result.first_bad == named(1)  # the first of the stretch that no longer adds up

    def test_everything_recomputed_with_another_key_is_found(self, tamper: Tamper) -> None:
        """R15: replaced from the start, hashes and all, and signed again."""
        seal_in_turn(5)
        for table in LOG:
            tamper(table, f"DELETE FROM {table}")  # noqa: S608
        own = Path(settings.AUDIT_SIGNING_KEY)
        settings.AUDIT_SIGNING_KEY = own.with_name("another.pem")
        witness_file = Path(settings.AUDIT_WITNESS_FILE)
        settings.AUDIT_WITNESS_FILE = witness_file.with_name("another")
        happen(5, start=50)
        actions.seal(at=NOON)
        settings.AUDIT_SIGNING_KEY = own

        assert "unknown key" in str(queries.verify().problem)

    def test_everything_recomputed_with_the_same_key_is_found_by_the_witness(
        self, tamper: Tamper
    ) -> None:
        """R15: whoever holds the key still cannot change what was witnessed."""
        seal_in_turn(5)
        for table in LOG:
            tamper(table, f"DELETE FROM {table}")  # noqa: S608
        witness_file = Path(settings.AUDIT_WITNESS_FILE)
        settings.AUDIT_WITNESS_FILE = witness_file.with_name("another")
        happen(5, start=50)
        actions.seal(at=NOON)
        settings.AUDIT_WITNESS_FILE = witness_file

        assert not queries.verify().ok

    def test_an_event_slipped_in_behind_the_seal_is_found(self, tamper: Tamper) -> None:
        """R15"""
        seal_in_turn(5)
        happen(1, start=77)
        tamper(
            "audit_auditevent", "UPDATE audit_auditevent SET xid = '3' WHERE subject = 'case:C-77'"
        )

        result = queries.verify()

        assert (result.ok, result.first_bad) == (False, named(77))
