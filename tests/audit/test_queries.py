"""The trail of a subject, and exports that verify on another machine (R15)."""

import json
from datetime import timedelta

import pytest

from audit import actions, keys, queries
from audit.logcheck import verify_export
from audit.verifier import verify_piece
from tests.audit.conftest import ANNA, NOON, happen, seal_in_turn

pytestmark = pytest.mark.django_db(transaction=True)


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
        tree = queries.proof_tree(11)
        events = [
            (event, tree.proof(int(str(event["seq"])) - 1))
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
