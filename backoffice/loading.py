"""Loading from disk: files, folders and archives in, one line a file out."""

import os
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import connection

from backoffice import pipeline
from backoffice.batches import in_batches, seldom_collecting
from core.actors import Actor
from core.reasons import ReasonCode
from intake import queries as intake
from intake.actions import receiving, unpacking
from intake.actions.cleaning import Clean
from intake.formats.crew import Crew
from intake.queries import Outcome
from intake.rules import cards
from intake.rules.reading import DocumentType

_WORTH_HANDS, _MOST_HANDS = 100, 4
_SAME_BYTES = "The same bytes came before; nothing was loaded again."
NOT_FOR_US = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


@dataclass(slots=True)
class Arrived:
    """One file of this load, and the document it is."""

    file: str
    received: receiving.Received
    is_repeat: bool = False


@dataclass(frozen=True, slots=True)
class Coming:
    """One file on its way in, and the name to show for it."""

    shown: str
    incoming: receiving.Incoming


@dataclass(frozen=True, slots=True)
class Report:
    """What one load did."""

    lines: list[dict[str, Any]] = field(default_factory=list)
    seconds: float = 0

    def summary(self) -> dict[str, Any]:
        """Return the counts of the load, as the contract's last line has them."""
        outcomes = [line["outcome"] for line in self.lines]
        return {
            "files": len(outcomes),
            "loaded": outcomes.count("loaded"),
            "duplicate": outcomes.count("duplicate"),
            "refused": outcomes.count("refused"),
            "records": sum(line["records"] for line in self.lines),
            "seconds": round(self.seconds, 2),
        }


def load(
    paths: Sequence[Path],
    *,
    entity: str | None,
    as_of: date,
    at: datetime,
    actor: Actor,
    progress: pipeline.Progress = pipeline.silent,
) -> Report:
    """Take files in and each as far as it goes; return one line a file, in the order given."""
    started = monotonic()
    arrived: list[Arrived] = []
    files = list(files_of(paths))
    with seldom_collecting(), Crew(_hands_for(len(files))) as crew:
        done = 0
        for batch, clean in _clean_ahead(files, entity=entity, crew=crew):
            arrived += _receive(batch, clean, as_of=as_of, at=at, actor=actor)
            done += len(batch)
            progress("received", done, len(files))
        ids = [one.received.document_id for one in arrived if one.received.document_id is not None]
        pipeline.process_documents(
            ids, actor=actor, at=at, as_of=as_of, progress=progress, crew=crew
        )
        pipeline.seal_when_committed(at=at)
    return Report(lines=_lines(arrived), seconds=monotonic() - started)


def files_of(paths: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    """Yield every file below the paths and the name to show for it, in the order of names."""
    for path in paths:
        if not path.is_dir():
            yield path, str(path)
            continue
        for below in sorted(path.rglob("*")):
            if below.is_file() and below.name not in NOT_FOR_US:
                yield below, str(below)


def _hands_for(files: int) -> int:
    """Return how many processes beside this one a load is worth."""
    processors = os.cpu_count() or 1
    return min(processors, _MOST_HANDS) if files >= _WORTH_HANDS and processors > 1 else 0


def _clean_ahead(
    files: Sequence[tuple[Path, str]], *, entity: str | None, crew: Crew
) -> Iterator[tuple[list[Coming], Mapping[str, Clean]]]:
    """Yield batches of files without card numbers, the next one in work while this is taken in."""

    def cleaned(batch: Sequence[tuple[Path, str]]) -> tuple[list[Coming], Mapping[str, Clean]]:
        coming = [
            Coming(shown, receiving.Incoming(_bytes(path), path.name, entity))
            for path, shown in batch
        ]
        try:
            return coming, receiving.cleaned([each.incoming for each in coming], crew=crew)
        finally:
            connection.close()  # that of the thread

    batches = in_batches(files, lambda file: file[0].stat().st_size)
    with ThreadPoolExecutor(max_workers=1) as ahead:
        waiting = deque(ahead.submit(cleaned, batch) for batch in islice(batches, 1))
        while waiting:
            ready = waiting.popleft().result()
            waiting.extend(ahead.submit(cleaned, batch) for batch in islice(batches, 1))
            yield ready


def _receive(
    coming: Sequence[Coming],
    clean: Mapping[str, Clean],
    *,
    as_of: date,
    at: datetime,
    actor: Actor,
) -> list[Arrived]:
    results = receiving.receive_documents(
        [each.incoming for each in coming],
        channel="load",
        actor=actor,
        received_at=at,
        as_of=as_of,
        is_rung=False,
        clean=clean,
    )
    arrived: list[Arrived] = []
    for each, received in zip(coming, results, strict=True):
        arrived.append(Arrived(file=cards.masked(each.shown), received=received))
    finished = intake.finished([one.received.document_id for one in arrived])
    for one in arrived:
        one.is_repeat = not one.received.is_new and one.received.document_id in finished
    return [*_with_members(arrived, at=at, actor=actor)]


def _bytes(path: Path) -> bytes:
    """Return the bytes of a file, but never more than would be refused as too large anyway."""
    with path.open("rb") as file:
        return file.read(settings.DOCUMENT_SIZE_LIMIT + 1)


def _with_members(arrived: Sequence[Arrived], *, at: datetime, actor: Actor) -> Iterator[Arrived]:
    """Yield each file, an archive or a mail followed by the files in it."""
    archives = set(unpacking.waiting_archives([_id(each) for each in arrived if _id(each)]))
    for each in arrived:
        yield each
        if _id(each) in archives:
            archives.discard(_id(each))
            members = unpacking.unpack_archive(_id(each), actor=actor, at=at)
            yield from _with_members(
                [Arrived(file=f"{each.file}/{one.filename}", received=one) for one in members],
                at=at,
                actor=actor,
            )


def _id(arrived: Arrived) -> int:
    return arrived.received.document_id or 0


def _lines(arrived: Sequence[Arrived]) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = []
    seen: set[int] = set()
    for start in range(0, len(arrived), 1000):
        part = arrived[start : start + 1000]
        outcomes = intake.outcomes([_id(each) for each in part])
        for each in part:
            repeat = each.is_repeat or (_id(each) in seen)
            lines.append(_line(each, outcomes.get(_id(each)), is_repeat=repeat))
            seen.add(_id(each))
        seen.discard(0)
    return lines


def _line(arrived: Arrived, outcome: Outcome | None, *, is_repeat: bool) -> dict[str, Any]:
    """Return one line of the contract."""
    if outcome is None:
        return _turned_away(arrived)
    if outcome.refusal == ReasonCode.DUPLICATE_DOCUMENT.value:
        said = "duplicate"
    else:
        said = "refused" if outcome.is_refused else "duplicate" if is_repeat else "loaded"
    return {
        "file": arrived.file,
        "sha256": outcome.sha256,
        "document_type": outcome.document_type or DocumentType.UNREADABLE.value,
        "outcome": said,
        "records": 0 if said == "duplicate" else outcome.records,
        "reason": _reason(said, outcome),
        "findings": list(outcome.findings),
        "detail": _SAME_BYTES if is_repeat and said == "duplicate" else outcome.detail,
    }


def _reason(said: str, outcome: Outcome) -> str | None:
    if said == "duplicate":
        return ReasonCode.DUPLICATE_DOCUMENT.value
    return outcome.refusal if said == "refused" else None


def _turned_away(arrived: Arrived) -> dict[str, Any]:
    """Return the line of a file that never came in."""
    problem = arrived.received.problem
    code = problem.code.value if problem else ReasonCode.UNREADABLE.value
    return {
        "file": arrived.file,
        "sha256": arrived.received.sha256 or None,
        "document_type": DocumentType.UNREADABLE.value,
        "outcome": "refused",
        "records": 0,
        "reason": code,
        "findings": [code],
        "detail": problem.text if problem else None,
    }
