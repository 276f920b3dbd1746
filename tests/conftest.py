"""What every test shares: no network, a queue that is empty, servers from `throwaway`."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest

_LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")  # noqa: S104  nothing is bound here
_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex


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
