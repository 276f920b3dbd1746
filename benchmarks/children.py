"""Children of a measurement that may die at any moment, and statements that may be cut."""

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def forked(run: Callable[[], None]) -> Iterator[int]:
    """Run something in a child with everything imported; it is gone when the block ends."""
    from django.db import connections

    connections.close_all()
    pid = os.fork()
    if pid == 0:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        status = 1
        try:
            run()
            status = 0
        finally:  # nothing of the parent may be tidied up by the child
            os._exit(status)
    try:
        yield pid
    finally:
        _kill(pid)


def _kill(pid: int) -> bool:
    """End a child and its group at once; say whether it still ran."""
    found, _ = os.waitpid(pid, os.WNOHANG)
    if found == pid:
        return False
    for kill in (os.killpg, os.kill):
        try:
            kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    os.waitpid(pid, 0)
    return True


def kill_early(pid: int) -> bool:
    """Kill a child that may have ended; `forked` waits for it, so only the signal is sent."""
    done = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    if done is not None:
        return False
    os.kill(pid, signal.SIGKILL)
    return True


def in_a_child(run: Callable[[], Any]) -> Any:
    """Run something in a process of its own, with settings of its own; return its JSON answer."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            os.close(reader)
            answer = json.dumps(run()).encode()
            with os.fdopen(writer, "wb") as line:
                line.write(answer)
            status = 0
        except BaseException:
            traceback.print_exc()
            raise
        finally:
            sys.stdout.flush()
            os._exit(status)
    os.close(writer)
    with os.fdopen(reader, "rb") as line:
        answer = line.read()
    _, status = os.waitpid(pid, 0)
    if status:
        raise SystemExit("A process of the measurement failed; see above.")
    return json.loads(answer)


class Cut(Exception):
    """The way was cut here."""


class CutAt:
    """Stops at the n-th statement, before it is carried out or after."""

    def __init__(self, place: int, *, is_after: bool) -> None:
        """Wait for this place."""
        self.place, self.is_after = place, is_after
        self.count = 0
        self.told = f"statement {place}"

    def __call__(self, execute: Any, sql: str, values: Any, many: bool, context: Any) -> Any:
        """Execute, and stop where it is time."""
        self.count += 1
        is_here = self.count == self.place
        if is_here:
            self.told = f"{'after' if self.is_after else 'before'} {' '.join(sql.split())[:60]}"
        if is_here and not self.is_after:
            raise Cut
        result = execute(sql, values, many, context)
        if is_here:
            raise Cut
        return result
