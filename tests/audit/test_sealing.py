"""Sealing the trail, and the guards on it (T130 to T132, R16, R17)."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from audit import actions, keys, queries, witness
from audit.models import AuditEvent, Checkpoint, Leaf
from audit.verifier import parse_note
from tests.audit.conftest import NOON, Tamper, happen, seal_in_turn, store

pytestmark = pytest.mark.django_db(transaction=True)
GUARDED = {
    "audit_auditevent": "actor",
    "audit_leaf": "leaf_hash",
    "audit_checkpoint": "note",
    "audit_bundle": "step",
    "audit_content": "data",
}


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
