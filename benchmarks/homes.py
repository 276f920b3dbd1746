"""A new installation to measure on, thrown away afterwards; and what its processes hold."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[1]
MANAGE = CHECKOUT / "manage.py"
_LOOK_EVERY_SECONDS = 0.25


def say(line: str = "") -> None:
    """Print one line of a table at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def machine() -> str:
    """Return what else weighs on the figures: processors, and how busy they are."""
    busy = " ".join(f"{load:.1f}" for load in os.getloadavg())
    return f"{os.cpu_count()} processors, load averages {busy}"


@dataclass(frozen=True, slots=True)
class Home:
    """One installation whose servers run."""

    folder: Path
    database_pid: int
    queue_pid: int

    def environment(self) -> dict[str, str]:
        """Return what a command needs to work on this installation."""
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME"}}
        return kept | {"BACKOFFICE_HOME": str(self.folder), "LANG": "C.UTF-8"}

    def manage(self, *words: str | Path) -> list[dict[str, Any]]:
        """Run a command and return the JSON lines it prints."""
        done = subprocess.run(
            [sys.executable, MANAGE, *words],
            env=self.environment(), cwd=CHECKOUT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode not in (0, 1):
            raise SystemExit(f"{words} ended with {done.returncode}: {done.stderr[-3000:]}")
        return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]

    def set_policy(self, document: dict[str, object]) -> None:
        """Put a policy in force."""
        path = self.folder / "policy.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        self.manage("policy", "import", path)

    def roots(self, *more: int) -> list[int]:
        """Return the first processes of everything that belongs to the installation."""
        return [self.database_pid, self.queue_pid, *more]


@contextmanager
def new_home(prefix: str, *, kept: Path | None = None, like: Path | None = None) -> Iterator[Home]:
    """Start the servers of a new installation, or of a copy of one that rests."""
    from backoffice import embedded
    from backoffice.embedded import schema

    with tempfile.TemporaryDirectory(prefix=f"{prefix}-", ignore_cleanup_errors=True) as folder:
        home = kept or Path(folder)
        home.mkdir(parents=True, exist_ok=True)
        if like is not None:
            shutil.copytree(like, home, dirs_exist_ok=True)
        for name in ("DATABASE_URL", "REDIS_URL"):
            os.environ.pop(name, None)
        os.environ["BACKOFFICE_HOME"] = str(home)
        signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
        services = embedded.Services.wanted(home)
        with embedded.borrowed(services):
            if services.postgres is None or services.valkey is None:
                raise SystemExit("This measures the embedded servers.")
            schema.bring_up_to_date("load", services.postgres)
            yield Home(home, services.postgres.pid() or 0, services.valkey.pid() or 0)


def setup_django(*, as_owner: bool = False) -> None:
    """Load Django in this process, on the servers whose addresses are in the environment."""
    import django

    if as_owner:
        os.environ["DATABASE_URL"] = os.environ["DATABASE_OWNER_URL"]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backoffice.settings")
    django.setup()


class Watch(threading.Thread):
    """Notes what process trees hold at most, each shared page counted once, and compute."""

    def __init__(self, roots: Sequence[int]) -> None:
        super().__init__(daemon=True)
        self._roots = roots
        self._over = threading.Event()
        self.peak_kib = 0
        self.peak_of: dict[str, int] = {}
        self._busy: dict[int, tuple[str, float]] = {}
        self._busy_before: dict[int, float] = {}

    def run(self) -> None:
        """Look again and again until stopped."""
        while not self._over.wait(_LOOK_EVERY_SECONDS):
            found: dict[str, int] = {}
            is_first = not self._busy
            for pid in _tree(self._roots):
                name, held = _held_kib(pid)
                found[name] = found.get(name, 0) + held
                seconds = processor_seconds_of(pid)
                if name != "gone" and seconds is not None:
                    self._busy_before.setdefault(pid, seconds if is_first else 0.0)
                    self._busy[pid] = name, seconds
            if sum(found.values()) > self.peak_kib:
                self.peak_kib, self.peak_of = sum(found.values()), found

    @property
    def processor_seconds(self) -> dict[str, float]:
        """Return what each kind of process computed while it was watched."""
        total: dict[str, float] = {}
        for pid, (name, seconds) in self._busy.items():
            total[name] = total.get(name, 0.0) + seconds - self._busy_before[pid]
        return total

    def stop(self) -> None:
        """End the watching."""
        self._over.set()
        self.join()


def _tree(roots: Sequence[int]) -> list[int]:
    """Return the processes and all below them."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = entry.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(after_name[1]), []).append(int(entry.parent.name))
    found, waiting = [], list(roots)
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += children.get(pid, [])
    return found


def _held_kib(pid: int) -> tuple[str, int]:
    """Return what a process is, and its share of the memory."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines():
            if line.startswith("Pss:"):
                return _kind(words), int(line.split()[1])
    except (OSError, ValueError):
        return "gone", 0
    return "other", 0


def processor_seconds_of(pid: int) -> float | None:
    """Return what a process has computed until now; nothing where it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _kind(words: str) -> str:
    for mark, name in (
        ("_child.py", "reader children"),
        ("postgres", "database"),
        ("valkey", "queue"),
        ("manage.py", "command"),
    ):
        if mark in words:
            return name
    return "other"
