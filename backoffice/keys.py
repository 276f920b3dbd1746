"""Keys that an installation makes for itself when it is given none."""

import fcntl
import hashlib
from pathlib import Path

from backoffice.embedded.processes import kept_secret, private_folder

PACKAGES = (
    *("core", "audit", "ledger", "ai", "intake"),
    *("reconciliation", "review", "evaluation", "kpi", "backoffice"),
)


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


def code_version(checkout: Path) -> str:
    """Return a hash of the code that is running: what a bundle says its output came from."""
    digest = hashlib.sha256()
    for package in PACKAGES:
        for path in sorted((checkout / package).rglob("*")):
            if path.suffix in {".py", ".md"} and path.is_file():
                digest.update(str(path.relative_to(checkout)).encode() + b"\0")
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]
