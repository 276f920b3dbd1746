"""The witness: a file outside the database that holds every checkpoint ever signed.

A database that was truncated or restored no longer agrees with it, and that is found out.
"""

import fcntl
import os
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from audit.verifier import ORIGIN, notes_in

_TAIL = 4096  # more than one note


def last_note() -> str | None:
    """Return the last checkpoint that was written down.

    :raises ValueError: something else stands in the file.
    """
    path = _file()
    if not path.exists() or not path.stat().st_size:
        return None
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL))
        tail = file.read().decode(errors="replace")
    start = tail.rfind(f"{ORIGIN}\n")
    return notes_in(tail[max(start, 0) :])[-1]


def all_notes(path: Path | None = None) -> list[str]:
    """Return every checkpoint in a witness file; in the one of this installation if left out.

    :raises ValueError: something else stands in the file.
    """
    path = path or _file()
    if not path.exists():
        return []
    return notes_in(path.read_text(encoding="utf-8", errors="replace"))


def append(notes: Iterable[str]) -> None:
    """Write checkpoints down, in their order, and be sure that they are on the disk."""
    text = "".join(notes)
    if not text:
        return
    path = _file()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _file() -> Path:
    return Path(settings.AUDIT_WITNESS_FILE)
