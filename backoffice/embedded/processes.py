"""Starting, finding and stopping server processes that outlive the command that started them."""

import os
import secrets
import shutil
import signal
import socket
import time
from collections.abc import Callable, Sequence
from pathlib import Path

LOOPBACK = "127.0.0.1"
_POLL_SECONDS = 0.01


class UnableToStart(Exception):
    """An embedded service did not come up; the text says what to look at."""


def free_port() -> int:
    """Return a loopback port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def launch(arguments: Sequence[str | Path], *, log: Path) -> int:
    """Start a server in its own session, its output appended to a log, and return its id.

    It holds none of our open files, so a caller that reads our output sees it end.
    """
    words = [str(argument) for argument in arguments]
    append = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    return os.posix_spawnp(
        words[0],
        words,
        clean_environment(),
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(log), append, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
    )


def ending_with_us() -> list[str]:
    """Return the words that make a server end when the process that starts it is gone."""
    return [] if shutil.which("setpriv") is None else ["setpriv", "--pdeathsig", "INT"]


def clean_environment() -> dict[str, str]:
    """Return the few variables a server needs, whoever starts it."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def is_alive(pid: int, *, mark: str) -> bool:
    """Tell whether the process runs and carries the mark as a word of its command line.

    A number that was given to another program since, or a process that died and was not
    collected yet, is not ours and not alive.
    """
    if not Path("/proc/self/stat").exists():
        return _accepts_signals(pid)
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, IndexError):
        return False
    return state not in "ZX" and os.fsencode(mark) in command.split(b"\0")


def stop(pid: int, *, mark: str, how: signal.Signals, patience: float = 30.0) -> None:
    """Ask a server to end, wait for it, and end it the hard way when it does not."""
    for sign, seconds in ((how, patience), (signal.SIGKILL, 5.0)):
        if not is_alive(pid, mark=mark):
            break
        try:
            os.kill(pid, sign)
        except ProcessLookupError:
            break
        if wait_until(lambda: not is_alive(pid, mark=mark), seconds=seconds):
            break
    collect(pid)


def wait_for_start(pid: int, *, mark: str, is_up: Callable[[], bool], seconds: float) -> bool:
    """Wait until a launched server is up or has ended; tell whether it is up."""
    wait_until(lambda: is_up() or not is_alive(pid, mark=mark), seconds=seconds)
    if is_up():
        return True
    collect(pid)
    return False


def collect(pid: int) -> None:
    """Take note of the end of a process that was our child."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return


def wait_until(happened: Callable[[], bool], *, seconds: float) -> bool:
    """Wait for something to become true; tell whether it did in time."""
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_SECONDS)
    return True


def kept_secret(path: Path) -> str:
    """Return the secret kept in a file that only we may read, making it the first time."""
    if not path.exists():
        write_private(path, secrets.token_urlsafe(48))
    return path.read_text(encoding="utf-8")


def write_private(path: Path, content: str) -> None:
    """Write a file that only we may read, whole or not at all."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def private_folder(path: Path) -> Path:
    """Return the folder, made for us alone when it is new."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def _accepts_signals(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
