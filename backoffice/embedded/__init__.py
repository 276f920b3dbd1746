"""The embedded database and queue: for machines where neither was set up by hand.

Every command that needs them borrows them. The first to come starts them, the last to go
stops them; who uses them is known by file locks, so a command that is killed is forgotten
by the system itself and the next one finds things in order.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from backoffice.embedded.postgres import APPLICATION, OWNER, Postgres
from backoffice.embedded.processes import UnableToStart, private_folder
from backoffice.embedded.valkey import Valkey

__all__ = ["Services", "UnableToStart", "borrowed"]


@dataclass(frozen=True, slots=True)
class Services:
    """The servers of one installation, as far as the environment does not name others."""

    home: Path
    postgres: Postgres | None
    valkey: Valkey | None

    @classmethod
    def wanted(cls, home: Path, *, is_durable: bool = True) -> "Services":
        """Return the servers for which the environment names no address."""
        wants_database = not (os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE"))
        wants_queue = not (os.environ.get("REDIS_URL") or os.environ.get("REDIS_URL_FILE"))
        return cls(
            home=home,
            postgres=Postgres(home / "postgres", is_durable) if wants_database else None,
            valkey=Valkey(home / "valkey", is_durable) if wants_queue else None,
        )

    @property
    def are_needed(self) -> bool:
        """Tell whether anything is embedded at all."""
        return self.postgres is not None or self.valkey is not None

    def start(self) -> None:
        """Bring up what does not run yet."""
        if self.postgres is not None:
            self.postgres.start()
        if self.valkey is not None:
            self.valkey.start()

    def stop(self) -> None:
        """End what runs."""
        if self.valkey is not None:
            self.valkey.stop()
        if self.postgres is not None:
            self.postgres.stop()

    def addresses(self) -> dict[str, str]:
        """Return the addresses of the running servers, as settings."""
        found = {}
        if self.postgres is not None:
            found["DATABASE_URL"] = self.postgres.url(APPLICATION)
            found["DATABASE_OWNER_URL"] = self.postgres.url(OWNER)
        if self.valkey is not None:
            found["REDIS_URL"] = self.valkey.url()
        return found


@contextmanager
def borrowed(services: Services) -> Iterator[None]:
    """Keep the servers up and their addresses in the environment while the block runs."""
    if not services.are_needed:
        yield
        return
    private_folder(services.home)
    borrower = os.getpid()
    with _lock_file(services, "users.lock") as users:
        with _one_at_a_time(services):
            services.start()
            fcntl.flock(users, fcntl.LOCK_SH)
            addresses = services.addresses()
        addresses["BACKOFFICE_BORROWED"] = " ".join(sorted(addresses))
        os.environ.update(addresses)
        try:
            yield
        finally:
            if os.getpid() == borrower:
                for name in addresses:
                    os.environ.pop(name, None)
                _give_back(services, users)


def stop_now(services: Services) -> None:
    """End the servers whoever uses them."""
    if services.home.exists():
        with _one_at_a_time(services):
            services.stop()


def _give_back(services: Services, users: IO[str]) -> None:
    """Stop the servers if nobody else uses them."""
    with _one_at_a_time(services):
        fcntl.flock(users, fcntl.LOCK_UN)
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        services.stop()


@contextmanager
def _one_at_a_time(services: Services) -> Iterator[None]:
    """Let one process at a time start or stop the servers of an installation."""
    with _lock_file(services, "services.lock") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _lock_file(services: Services, name: str) -> IO[str]:
    return (services.home / name).open("a", encoding="utf-8")
