"""What every test shares: no network, a queue that is empty, servers from `throwaway`."""

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from pytest_django import Settings

_LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")  # noqa: S104  nothing is bound here
_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, after the shuffle: no worker is left with it at the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


class UnableToReachOutside(OSError):
    """A test tried to leave this machine."""


def _refuse_outside(line: socket.socket, address: Any) -> None:
    if line.family == socket.AF_UNIX:
        return
    host = str(address[0])
    if not host.startswith(_LOOPBACK):
        raise UnableToReachOutside(f"Tests have no network, and this one asked for {host}.")


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let tests speak to this machine alone."""

    def connect(line: socket.socket, address: Any) -> None:
        _refuse_outside(line, address)
        _connect(line, address)

    def connect_ex(line: socket.socket, address: Any) -> int:
        _refuse_outside(line, address)
        return _connect_ex(line, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket.socket, "connect_ex", connect_ex)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of a real browser; a machine that checks changes must have one."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if found is None and not os.environ.get("CI"):
        pytest.skip("There is no chromium here: on Debian, apt-get install chromium.")
    assert found is not None, "A machine that checks changes needs chromium."
    return found


@pytest.fixture
def empty_queue() -> Iterator[None]:
    """Begin and end with nothing waiting in the queue of this worker."""
    _empty_queues()
    yield
    _empty_queues()


def _empty_queues() -> None:
    import django_rq

    for name in ("documents", "default"):
        django_rq.get_queue(name).empty()  # type: ignore[no-untyped-call]


@pytest.fixture(autouse=True)
def nobody_tried_before() -> None:
    """Let no test count against the next one's limits of requests and sign-ins."""
    cache.clear()


@pytest.fixture(autouse=True)
def own_witness(settings: Settings, tmp_path: Path) -> None:
    """Give every test its own signing key and witness: its database begins empty, too."""
    settings.AUDIT_SIGNING_KEY = tmp_path / "keys" / "audit_ed25519.pem"
    settings.AUDIT_WITNESS_FILE = tmp_path / "witness" / "checkpoints"


@pytest.fixture(autouse=True, scope="session")
def flush_past_the_guards() -> Iterator[None]:
    """Let the emptying of tables between tests pass the triggers that refuse every change."""
    from django.db.backends.postgresql.operations import DatabaseOperations

    flush = DatabaseOperations.execute_sql_flush

    def flush_as_owner(self: DatabaseOperations, sql_list: list[str]) -> None:
        guards = (
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger "
            "WHERE tgname LIKE '%is_only_added_to' OR tgname LIKE 'ledger%stays'"
        )
        with self.connection.cursor() as cursor:
            cursor.execute(guards)
            found = cursor.fetchall()
        off = [f"ALTER TABLE {table} DISABLE TRIGGER {name};" for table, name in found]
        on = [f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name};" for table, name in found]
        flush(self, [*off, *sql_list, *on])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", flush_as_owner)
        yield
