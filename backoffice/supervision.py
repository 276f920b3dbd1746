"""The processes of one installation: what each is called with, and keeping them running."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from types import FrameType

from backoffice import env

_PATIENCE_SECONDS = 25.0
_LOOK_SECONDS = 0.2
_RESTARTS_PER_MINUTE = 5
_END_WITH_PARENT = 1  # PR_SET_PDEATHSIG


def web_server(bind: str | None) -> list[str]:
    """Return the words that start the web server."""
    processes = env.number("WEB_PROCESSES", 3, least=1, most=64)
    return [
        sys.executable, "-m", "gunicorn", "backoffice.wsgi",
        "--chdir", str(env.CHECKOUT),
        "--bind", bind or env.text("BIND", "127.0.0.1:8000"),
        "--workers", str(processes),
        "--timeout", "120",
        "--graceful-timeout", "20",
        "--max-requests", "2000", "--max-requests-jitter", "200",
        "--forwarded-allow-ips", env.text("FORWARDED_ALLOW_IPS", "127.0.0.1"),
        "--log-level", "warning",
        "--no-control-socket",
    ]  # fmt: skip


def command(*words: str) -> list[str]:
    """Return the words that start one of our own commands."""
    return [sys.executable, str(env.CHECKOUT / "manage.py"), *words]


def has_borrowed(address: str | None = None) -> bool:
    """Tell whether something embedded has to be given back, or what stands at this address."""
    borrowed = os.environ.get("BACKOFFICE_BORROWED", "").split()
    return bool(borrowed) if address is None else address in borrowed


def keep_running(
    wanted: Mapping[str, Sequence[str]], *, announce: Callable[[], bool] | None = None
) -> int:
    """Run these processes until told to stop; start again what ends by itself.

    `announce` is asked again and again until it says that it found everything up.
    Returns 0 after a stop that was asked for, 1 when a process would not stay up.
    """
    told: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        told.append(number)

    before = {sign: signal.signal(sign, note) for sign in (signal.SIGINT, signal.SIGTERM)}
    running = {name: _start(words) for name, words in wanted.items()}
    endings: deque[float] = deque(maxlen=_RESTARTS_PER_MINUTE)
    try:
        while not told:
            for name in [name for name, process in running.items() if process.poll() is not None]:
                if told:
                    break
                if len(endings) == endings.maxlen and endings[0] > time.monotonic() - 60:
                    print(f"{name} does not stay up; stopping.", file=sys.stderr)
                    return 1
                endings.append(time.monotonic())
                print(f"{name} ended by itself; starting it again.", file=sys.stderr)
                running[name] = _start(wanted[name])
            if announce is not None and announce():
                announce = None
            time.sleep(_LOOK_SECONDS)
        return 0
    finally:
        _stop_all(list(running.values()))
        for sign, handler in before.items():
            signal.signal(sign, handler)


def _start(words: Sequence[str]) -> "subprocess.Popen[bytes]":
    """Start a process in a session of its own, so that Ctrl-C reaches only us."""
    return subprocess.Popen(
        words,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_end_with_parent,  # noqa: PLW1509  the supervisor has one thread
    )


def _end_with_parent() -> None:
    """Have the system end this process when its parent is killed, where it can."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_END_WITH_PARENT, signal.SIGTERM)


def _stop_all(running: Sequence["subprocess.Popen[bytes]"]) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    for process in running:
        if process.poll() is None:
            process.terminate()
    for process in running:
        try:
            process.wait(timeout=max(deadline - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
