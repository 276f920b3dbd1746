"""A watched folder: what lies still in it is taken in and then moved aside, refused files with why.

A file is moved only after it is here; a stop in between finds it again, and its bytes are known
then. Links are not followed, and what is still being written is left for the next look.
"""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings

from intake.actions.collecting.taking import Take, UnableToCollect
from intake.models import Inbox
from intake.rules.arrivals import safe_name

TAKEN, REFUSED = "taken", "refused"
_STILL_SECONDS: Final = 2.0
_MOST_AT_ONCE: Final = 500
_UNFINISHED: Final = (".part", ".tmp", ".crdownload", ".filepart", ".swp")


def collect(inbox: Inbox, take: Take, at: datetime) -> int:
    """Take in what lies in the folder; return how many files came.

    :raises UnableToCollect: the folder cannot be read or written.
    """
    folder = settings.WATCHED_FOLDERS / (inbox.folder or "")
    taken = 0
    try:
        for path in list(_lying_still(folder, at))[:_MOST_AT_ONCE]:
            with path.open("rb") as file:
                content = file.read(settings.DOCUMENT_SIZE_LIMIT + 1)
            made = take(content, path.name)
            moved = _move(
                path, folder / (REFUSED if made.is_refused else TAKEN) / at.date().isoformat()
            )
            if made.is_refused and made.detail:
                moved.with_name(f"{moved.name}.why.txt").write_text(made.detail, encoding="utf-8")
                said = f"{safe_name(path.name)}: {made.detail}"
                Inbox.objects.filter(pk=inbox.pk).update(last_refusal=said)
            taken += 1
    except OSError as error:
        raise UnableToCollect(
            f"The folder {inbox.folder} cannot be emptied: {error.strerror}."
        ) from error
    return taken


def _lying_still(folder: Path, at: datetime) -> Iterator[Path]:
    """Yield the files that nobody has touched for a moment by their names, descriptions first."""
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: (not _describes(entry.name), entry.name))
    for entry in found:
        is_ours = entry.is_file(follow_symlinks=False) and not entry.name.startswith(".")
        if not is_ours or entry.name.lower().endswith(_UNFINISHED):
            continue
        if at.timestamp() - entry.stat(follow_symlinks=False).st_mtime >= _STILL_SECONDS:
            yield Path(entry.path)


def _describes(name: str) -> bool:
    return name.lower().endswith(".json")


def _move(path: Path, folder: Path) -> Path:
    """Move a file aside, beside any other of its name, and return where it is."""
    folder.mkdir(parents=True, exist_ok=True)
    target, count = folder / path.name, 1
    while target.exists():
        count += 1
        target = folder / f"{path.stem} ({count}){path.suffix}"
    path.rename(target)
    return target
