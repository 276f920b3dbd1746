"""What the tests of the trail share: things that happen, and a hand that may tamper."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from audit import actions
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
