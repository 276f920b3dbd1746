"""This process a few times more, for what is pure: reading and masking on every processor.

The hands of a crew are forked before the work begins, so they know all that this process knows and
start at once. They do what it would do itself: PDFs and pictures still go to limited children. So
an answer is as good as one's own, and comes back as it is in memory. A hand that dies costs nothing
but time, since what it was asked is then done here; and when this process ends, so do its hands.
"""

import io
import os
import pickle
import queue
import signal
import socket
import struct
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, is_dataclass
from operator import attrgetter
from types import TracebackType
from typing import Any, Final, TypeVar

_SIZE: Final = struct.Struct(">Q")
_PART: Final = 25  # items one hand is given at once
Item = TypeVar("Item")
Made = TypeVar("Made")


class Crew:
    """So many hands; without any, all is done by the process that asks."""

    def __init__(self, hands: int = 0) -> None:
        self._hands: list[_Hand] = []
        for _ in range(hands):
            self._hands.append(_Hand(self._hands))
        self._idle: queue.SimpleQueue[_Hand] = queue.SimpleQueue()
        for hand in self._hands:
            self._idle.put(hand)

    def __enter__(self) -> "Crew":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for hand in self._hands:
            hand.stop()
        self._hands = []

    def share(
        self, function: Callable[[Sequence[Item]], list[Made]], items: Sequence[Item]
    ) -> list[Made]:
        """Return what the function makes of the items, in their order, some to each hand."""
        if not self._hands or len(items) <= _PART:
            return function(items)
        parts = [items[start : start + _PART] for start in range(0, len(items), _PART)]
        with ThreadPoolExecutor(max_workers=len(self._hands)) as waiting:
            made = list(waiting.map(lambda part: self._ask(function, part), parts))
        return [each for part in made for each in part]

    def _ask(
        self, function: Callable[[Sequence[Item]], list[Made]], items: Sequence[Item]
    ) -> list[Made]:
        hand = self._idle.get()
        try:
            answer = hand.ask(function, items)
        finally:
            self._idle.put(hand)
        if answer is None:
            return function(items)
        made: list[Made] = answer
        return made


ALONE: Final = Crew()


class _Hand:
    """One forked process and the socket on which it is asked."""

    def __init__(self, others: Sequence["_Hand"]) -> None:
        self._ours, theirs = socket.socketpair()
        self._pid = os.fork()
        if self._pid == 0:
            for each in (self, *others):  # a socket that a hand held open would outlive its owner
                each._ours.close()
            _serve(theirs)
        theirs.close()
        self._is_gone = False

    def ask(self, function: Callable[[Any], Any], items: Sequence[Any]) -> Any:
        """Return what the function makes of the items; nothing where the hand could not tell."""
        if self._is_gone:
            return None
        try:
            _send(self._ours, (function, items))
            return _receive(self._ours)
        except (OSError, EOFError):
            self._is_gone = True
            return None

    def stop(self) -> None:
        """End the process at once: whatever it does, nobody waits for it any more."""
        self._ours.close()
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)


def _serve(sock: socket.socket) -> None:
    """Answer until the owner is gone; end without cleaning up what is the owner's."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        while True:
            function, items = _receive(sock)
            try:
                made = function(items)
            except Exception:  # noqa: BLE001  the owner does it again, and meets the error itself
                made = None
            _send(sock, made)
    finally:
        os._exit(0)


class _Reducers(dict[type, Callable[[Any], Any]]):
    """How values are taken apart: those of frozen classes at once, and not field by field."""

    def __missing__(self, kind: type) -> Callable[[Any], Any]:
        self[kind] = _reducer_of(kind)
        return self[kind]


def _reducer_of(kind: type) -> Callable[[Any], Any]:
    if issubclass(kind, type):  # a class itself, by its name
        return lambda value: value.__qualname__
    parts = fields(kind) if is_dataclass(kind) else ()
    names = [each.name for each in parts if each.init]
    if len(names) < 2 or len(names) < len(parts) or hasattr(kind, "__post_init__"):
        return lambda value: value.__reduce_ex__(pickle.HIGHEST_PROTOCOL)
    parts_of = attrgetter(*names)
    return lambda value: (kind, parts_of(value))


_REDUCERS: Final = _Reducers()


def _packed(value: object) -> bytes:
    stream = io.BytesIO()
    pickler = pickle.Pickler(stream, protocol=pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = _REDUCERS
    pickler.dump(value)
    return stream.getvalue()


def _send(sock: socket.socket, value: object) -> None:
    content = _packed(value)
    sock.sendall(_SIZE.pack(len(content)))
    sock.sendall(content)


def _receive(sock: socket.socket) -> Any:
    (size,) = _SIZE.unpack(_exactly(sock, _SIZE.size))
    return pickle.loads(_exactly(sock, size))  # noqa: S301  from this process's own fork


def _exactly(sock: socket.socket, size: int) -> bytearray:
    buffer = bytearray(size)
    view, done = memoryview(buffer), 0
    while done < size:
        got = sock.recv_into(view[done:])
        if got == 0:
            raise EOFError("the other side is gone")
        done += got
    return buffer
