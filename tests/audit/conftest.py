"""What the tests of the trail share: things that happen, and a hand that may tamper."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from audit import actions
from audit.models import AuditEvent
from core.actors import Actor, ActorKind

ANNA = Actor(kind=ActorKind.PERSON, name="anna", user_id=1)
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

Tamper = Callable[..., None]


@contextmanager
def unguarded(table: str) -> Iterator[None]:
    """Do what only the owner of the table can: switch its guard off for a moment."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_is_only_added_to")


@pytest.fixture
def tamper() -> Tamper:
    """Return a function that changes a guarded table as its owner could."""

    def run(table: str, statement: str, *values: object) -> None:
        with unguarded(table), connection.cursor() as cursor:
            cursor.execute(statement, values)  # type: ignore[arg-type]
            assert cursor.rowcount > 0

    return run


def happen(count: int, *, start: int = 1, at: datetime = NOON) -> None:
    """Let something happen to as many cases."""
    drafts = [
        actions.EventDraft(
            action="reconciliation.case.matched",
            subject=f"case:C-{number}",
            entity="US01",
            payload={"round": number, "note": f"Übereinstimmung \\ {number}", "codes": []},
        )
        for number in range(start, start + count)
    ]
    actions.record_many(drafts, actor=ANNA, at=at + timedelta(seconds=start))


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
