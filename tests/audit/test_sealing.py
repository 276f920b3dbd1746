"""Sealing the trail on a real database, and what the verifier finds (T130, R14 to R17)."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from audit import actions, keys, queries, witness
from audit.models import AuditEvent, Bundle, Checkpoint, Content, Leaf
from audit.verifier import parse_note, verify_export, verify_piece
from tests.audit.conftest import ANNA, NOON, Tamper, happen

pytestmark = pytest.mark.django_db(transaction=True)
GUARDED = {
    "audit_auditevent": "actor",
    "audit_leaf": "leaf_hash",
    "audit_checkpoint": "note",
    "audit_bundle": "step",
    "audit_content": "data",
}
LOG = ["audit_auditevent", "audit_leaf", "audit_checkpoint"]


def seal_in_turn(*counts: int) -> None:
    """Record and seal stretches of events, one after the other."""
    start = 1
    for count in counts:
        happen(count, start=start)
        assert actions.seal(at=NOON + timedelta(minutes=start)) == count
        start += count


def store(count: int = 2) -> None:
    """Store the bundles of a step."""
    drafts = [
        actions.BundleDraft(
            step="reconciliation.match",
            subject=f"case:C-{number}",
            inputs={"invoice": b"<Invoice/>" * 100, "order": b"%d" % number},
            output=b'{"status":"matched"}',
            policy_versions={"tolerance": "1"},
        )
        for number in range(count)
    ]
    actions.store_bundles(drafts, at=NOON)


class TestSealing:
    def test_numbers_without_gaps_and_verifies(self) -> None:
        seal_in_turn(3, 1, 5)

        assert list(Leaf.objects.order_by("seq").values_list("seq", flat=True)) == [*range(1, 10)]
        result = queries.verify()
        assert result.ok, result
        assert (result.events, result.unsealed, result.checkpoints) == (9, 0, 3)

    def test_with_nothing_new_signs_nothing(self) -> None:
        seal_in_turn(2)

        assert actions.seal(at=NOON) == 0
        assert Checkpoint.objects.count() == 1

    def test_an_event_that_commits_late_is_sealed_later_and_never_left_out(self) -> None:
        """R17: a transaction stays open over ten seals."""
        begun, may_commit = threading.Event(), threading.Event()

        def late() -> None:
            with transaction.atomic():
                happen(1, start=500)
                begun.set()
                assert may_commit.wait(30)
            connection.close()

        worker = threading.Thread(target=late)
        worker.start()
        assert begun.wait(30)
        sealed = 0
        for turn in range(10):
            happen(1, start=turn + 1)
            sealed += actions.seal(at=NOON + timedelta(minutes=turn))
        may_commit.set()
        worker.join()
        sealed += actions.seal(at=NOON + timedelta(hours=1))

        assert sealed == 11
        assert queries.trail_of("case:C-500")[0].seq is not None
        assert queries.verify().ok

    def test_the_clock_moved_back_does_not_change_the_order(self) -> None:
        """T131: the sequence orders events, not the time they carry."""
        happen(1, start=1, at=NOON)
        happen(1, start=2, at=NOON - timedelta(hours=1))
        actions.seal(at=NOON)

        events = list(queries.export_events())
        assert [event["subject"] for event in events] == ["case:C-1", "case:C-2"]
        assert str(events[1]["at"]) < str(events[0]["at"])

    def test_two_sealers_at_once_make_one_sequence(self) -> None:
        happen(300)
        counts: list[int] = []

        def run() -> None:
            counts.append(actions.seal(at=NOON))
            connection.close()

        workers = [threading.Thread(target=run) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()

        assert sorted(counts) == [0, 300]
        assert queries.verify().events == 300

    def test_events_of_a_restored_database_are_still_sealed(self, tamper: Tamper) -> None:
        seal_in_turn(2)
        happen(2, start=3)
        far = "(1000000000 + id)::text::xid8"
        tamper("audit_auditevent", f"UPDATE audit_auditevent SET xid = {far}")  # noqa: S608
        tamper("audit_leaf", "UPDATE audit_leaf SET xid = (1000000000 + event_id)::text::xid8")
        tamper("audit_checkpoint", "UPDATE audit_checkpoint SET fence = '2000000000'")
        happen(1, start=5)

        assert actions.seal(at=NOON) == 3
        happen(1, start=6)
        assert actions.seal(at=NOON) == 1
        assert Leaf.objects.count() == 6

    def test_the_key_is_read_by_its_owner_alone(self) -> None:
        seal_in_turn(1)

        assert Path(settings.AUDIT_SIGNING_KEY).stat().st_mode & 0o777 == 0o600
        assert list(keys.trusted_keys()) == [Checkpoint.objects.get().key_id]

    def test_a_checkpoint_the_witness_missed_is_written_down_next_time(self) -> None:
        seal_in_turn(2)
        Path(settings.AUDIT_WITNESS_FILE).unlink()
        happen(1, start=3)
        actions.seal(at=NOON)

        assert [parse_note(note).tree_size for note in witness.all_notes()] == [2, 3]


class TestGuards:
    def test_no_role_changes_the_trail(self, subtests: pytest.Subtests) -> None:
        """R16, T132: update, delete and truncate are refused, by bulk and raw SQL alike."""
        store()
        actions.seal(at=NOON)
        changes = ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"]

        for table, column in GUARDED.items():
            for change in changes:
                with (
                    subtests.test(table, change=change),
                    pytest.raises(IntegrityError, match="only added to"),
                    connection.cursor() as cursor,
                ):
                    cursor.execute(change.format(table, column))

    def test_the_orm_is_refused_as_well(self) -> None:
        """T132: a bulk update is SQL like any other."""
        happen(1)

        with pytest.raises(IntegrityError):
            AuditEvent.objects.update(actor="person:mallory")

    def test_the_guards_fire_always(self) -> None:
        """R16: even in a session that claims to replay what another server did."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT tgrelid::regclass::text FROM pg_trigger "
                "WHERE tgname LIKE '%%is_only_added_to' AND tgenabled = 'A'"
            )
            assert {row[0] for row in cursor.fetchall()} == set(GUARDED)


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


class TestExport:
    def test_an_exported_log_verifies_without_the_database(self) -> None:
        """R15: with the public key and the last checkpoint alone."""
        seal_in_turn(5, 3)
        lines = [json.dumps(event) for event in queries.export_events(with_entity=True)]
        notes = [str(queries.latest_checkpoint())]

        count, fault = verify_export(map(json.loads, lines), notes, keys.trusted_keys())
        assert (count, fault) == (8, None)

        changed = [line.replace("case:C-4", "case:C-9") for line in lines]
        count, fault = verify_export(map(json.loads, changed), notes, keys.trusted_keys())
        assert fault is not None
        assert fault.name == json.loads(lines[3])["event_id"]

    def test_single_events_verify_by_their_proofs(self) -> None:
        seal_in_turn(7, 4)
        note = str(queries.latest_checkpoint())
        events = [
            (event, queries.proof_of(int(str(event["seq"])), tree_size=11))
            for event in queries.export_events(with_entity=True)
        ]

        assert verify_piece(events[4:6], note, keys.trusted_keys()) == (2, None)
        wrong = [(events[4][0], events[5][1])]
        assert verify_piece(wrong, note, keys.trusted_keys())[1] is not None

    def test_unsealed_events_come_last_without_a_seq(self) -> None:
        seal_in_turn(2)
        happen(2, start=3)

        events = list(queries.export_events())

        assert [event["seq"] for event in events] == [1, 2, None, None]
        assert list(events[0]) == [
            *("seq", "event_id", "at", "actor", "action", "subject", "payload", "leaf_hash")
        ]

    def test_since_leaves_earlier_events_out(self) -> None:
        seal_in_turn(2, 2)

        events = list(queries.export_events(NOON + timedelta(seconds=3)))

        assert [event["seq"] for event in events] == [3, 4]

    def test_the_trail_of_a_subject_is_in_order(self) -> None:
        happen(2)
        happen(2)
        actions.record(action="review.case.decided", subject="case:C-1", actor=ANNA, at=NOON)

        entries = queries.trail_of("case:C-1")

        assert [entry.action.rsplit(".", 1)[1] for entry in entries] == [
            *("matched", "matched", "decided")
        ]
        assert entries[0].payload["note"] == "Übereinstimmung \\ 1"


def named(number: int) -> str:
    """Return the id of the event of a case."""
    return str(AuditEvent.objects.get(subject=f"case:C-{number}").event_id)


@contextmanager
def taken_back() -> Iterator[None]:
    """Undo what was done to the database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def truncate_after(size: int, tamper: Tamper) -> None:
    """Take the database back to a seal, as a restored backup would."""
    tamper("audit_checkpoint", "DELETE FROM audit_checkpoint WHERE tree_size > %s", size)
    tamper(
        "audit_auditevent",
        "DELETE FROM audit_auditevent WHERE id IN (SELECT event_id FROM audit_leaf WHERE seq > %s)",
        size,
    )
    tamper("audit_leaf", "DELETE FROM audit_leaf WHERE seq > %s", size)
