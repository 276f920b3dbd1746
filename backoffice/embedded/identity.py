"""Who the database server runs as: PostgreSQL refuses to run as root.

An ordinary user runs it directly. Root runs it inside a user namespace, where it is an
ordinary user and no account is needed. Where namespaces are switched off, as in many
containers, root gives the files to an account of their own and drops to it.
"""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from backoffice.embedded.processes import UnableToStart

ACCOUNT = "tieout-db"
_NAMESPACE = ("unshare", "-U", "--map-user=1000", "--map-group=1000")


@dataclass(frozen=True, slots=True)
class Identity:
    """The words to put before a command, and who its files belong to."""

    prefix: tuple[str, ...] = ()
    owner: tuple[int, int] | None = None

    def give(self, path: Path) -> None:
        """Hand a file or folder to whoever the server runs as."""
        if self.owner is not None:
            os.chown(path, *self.owner)


def identity_for(folder: Path, programs: Path) -> Identity:
    """Return how to run a server over this folder, with these programs."""
    if os.geteuid() != 0:
        return Identity()
    owner = folder.stat().st_uid if folder.exists() else 0
    if owner == 0 and namespaces_work():
        return Identity(prefix=_NAMESPACE)
    return account_identity(folder, programs)


def namespaces_work() -> bool:
    """Tell whether this machine lets us make a user namespace."""
    if shutil.which("unshare") is None:
        return False
    attempt = subprocess.run([*_NAMESPACE, "true"], capture_output=True, check=False)
    return attempt.returncode == 0


def account_identity(folder: Path, programs: Path) -> Identity:
    """Return an identity that drops from root to the server's own account."""
    if shutil.which("setpriv") is None:
        raise UnableToStart(
            "PostgreSQL does not run as root, and neither unshare nor setpriv is at hand. "
            "Run this as an ordinary user, or set DATABASE_URL."
        )
    account = _account()
    prefix = [
        "setpriv",
        f"--reuid={account.pw_uid}",
        f"--regid={account.pw_gid}",
        "--clear-groups",
    ]
    if not (_may_enter(folder) and _may_enter(programs)):
        # A folder above is closed to others. The server is let through it rather than the
        # folder being opened to everyone.
        prefix += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    return Identity(prefix=tuple(prefix), owner=(account.pw_uid, account.pw_gid))


def _account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        pass
    made = subprocess.run(
        ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        raise UnableToStart(
            f"PostgreSQL does not run as root, and the account {ACCOUNT} could not be made: "
            f"{made.stderr.strip()} Run this as an ordinary user, or set DATABASE_URL."
        ) from None


def _may_enter(path: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in path.resolve().parents)
