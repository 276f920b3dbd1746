"""Keys that an installation makes for itself when it is given none."""

import fcntl
import hashlib
from pathlib import Path

from backoffice.embedded.processes import kept_secret, private_folder


def kept(path: Path) -> str:
    """Return the key kept in this file, making it once however many processes ask at once."""
    if path.exists():
        return path.read_text(encoding="utf-8")
    private_folder(path.parent.parent)
    private_folder(path.parent)
    with (path.parent / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return kept_secret(path)


def mark_of(home: Path) -> str:
    """Return a short mark that tells one installation from another on the same machine."""
    return hashlib.sha256(str(home).encode()).hexdigest()[:8]
