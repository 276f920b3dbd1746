"""Work on untrusted bytes in child processes: warm, limited, and killed when they overrun.

A child is started once and answers many requests over a socket; memory, processor time, file size
and open files are limited by the kernel, wall-clock time by the parent. What comes back is JSON and
raw bytes, never pickles, so that a child that was taken over cannot reach into the parent. Children
belong to the process that started them: after a fork the new process starts its own.
"""

import atexit
import json
import os
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_HEAD: Final = struct.Struct(">II")
_SIZE: Final = struct.Struct(">Q")
MAX_ANSWER: Final = 512 * 1024 * 1024


class ChildFailed(Exception):
    """The child died, ran out of a limit, or said it could not do it; the text says which."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a child said: one JSON object and any number of byte strings."""

    said: Mapping[str, object]
    parts: tuple[bytes, ...]


def send(sock: socket.socket, said: Mapping[str, object], parts: Sequence[bytes]) -> None:
    """Write one message."""
    head = json.dumps(said, separators=(",", ":")).encode()
    sizes = b"".join(_SIZE.pack(len(part)) for part in parts)
    sock.sendall(_HEAD.pack(len(head), len(parts)) + sizes + head)
    for part in parts:
        sock.sendall(part)


def receive(sock: socket.socket, deadline: float | None) -> Answer:
    """Read one message.

    :raises EOFError: the other side went away.
    """
    head_size, count = _HEAD.unpack(_exactly(sock, _HEAD.size, deadline))
    sizes = [_SIZE.unpack(_exactly(sock, _SIZE.size, deadline))[0] for _ in range(count)]
    if head_size + sum(sizes) > MAX_ANSWER:
        raise EOFError("message over the limit")
    said = json.loads(_exactly(sock, head_size, deadline))
    return Answer(said, tuple(_exactly(sock, size, deadline) for size in sizes))


def _exactly(sock: socket.socket, size: int, deadline: float | None) -> bytes:
    buffer = bytearray(size)
    view = memoryview(buffer)
    done = 0
    while done < size:
        if deadline is not None:
            sock.settimeout(max(deadline - time.monotonic(), 0.001))
        got = sock.recv_into(view[done:])
        if got == 0:
            raise EOFError("closed")
        done += got
    return bytes(buffer)


class _Child:
    """One running child and its socket."""

    def __init__(self, script: Path) -> None:
        ours, theirs = socket.socketpair()
        environment = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"}
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-E", "-s", str(script)],
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            close_fds=True,
        )
        theirs.close()
        self.socket = ours
        self.jobs = 0

    def ask(self, said: Mapping[str, object], parts: Sequence[bytes], seconds: float) -> Answer:
        self.jobs += 1
        deadline = time.monotonic() + seconds
        self.socket.settimeout(seconds)
        send(self.socket, said, parts)
        return receive(self.socket, deadline)

    def stop(self) -> None:
        self.socket.close()
        self.process.kill()
        self.process.wait()


class ChildPool:
    """A few children of one script, started when first needed and replaced when they fail."""

    def __init__(self, script: Path, *, size: int, jobs_each: int) -> None:
        self._script = script
        self._size = size
        self._jobs_each = jobs_each
        self._reset()
        atexit.register(self._close_mine)

    def _reset(self) -> None:
        self._owner = os.getpid()
        self._idle: list[_Child] = []
        self._slots = threading.BoundedSemaphore(self._size)
        self._guard = threading.Lock()

    def ask(
        self, said: Mapping[str, object], parts: Sequence[bytes] = (), *, seconds: float
    ) -> Answer:
        """One request and its answer.

        :raises ChildFailed: no answer in time, the child died, or it refused.
        """
        if self._owner != os.getpid():
            self._reset()
        with self._slots:
            child = self._take()
            answer = self._try(child, said, parts, seconds)
            if child.jobs >= self._jobs_each:
                child.stop()
            else:
                with self._guard:
                    self._idle.append(child)
        if "error" in answer.said:
            raise ChildFailed(str(answer.said["error"]))
        return answer

    def _take(self) -> _Child:
        with self._guard:
            if self._idle:
                return self._idle.pop()
        return _Child(self._script)

    @staticmethod
    def _try(
        child: _Child, said: Mapping[str, object], parts: Sequence[bytes], seconds: float
    ) -> Answer:
        try:
            return child.ask(said, parts, seconds)
        except TimeoutError as error:
            child.stop()
            raise ChildFailed(f"stopped after {seconds:g} seconds") from error
        except (OSError, EOFError, ValueError) as error:
            child.stop()
            raise ChildFailed("used more memory or time than allowed") from error
        except BaseException:
            child.stop()
            raise

    def _close_mine(self) -> None:
        if self._owner == os.getpid():
            self.close()

    def close(self) -> None:
        """Stop all children that are idle."""
        with self._guard:
            children, self._idle = self._idle, []
        for child in children:
            child.stop()
