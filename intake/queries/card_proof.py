"""The proof that no card number is kept: rows, stored files, the queue and the logs (R33)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.db import connection, transaction
from redis.exceptions import RedisError

from audit.content import all_contents
from core import queue
from intake.formats import masking
from intake.models import HeldPicture
from intake.rules import cards

_BATCH: Final = 500
_APART: Final = frozenset({"audit_content", HeldPicture._meta.db_table})
# What is put together from references of a processor, each judged under its own heading before.
_BUILT: Final = {("intake_payoutline", "line_key"): "psp reference"}
# Twelve digits with little between them: what lacks these is not even looked at.
_GATE: Final = r"[0-9](?:[^0-9A-Za-z,;:]{0,12}[0-9]){11}"
# Hashes and keys that are made here: digits in a row are chance there, one in some thousands.
_MADE_HERE: Final = re.compile(
    r"(?<![0-9A-Za-z])(?:\\x)?"
    r"(?:(?=[0-9]*[a-f])[0-9a-f]{64}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})(?![0-9A-Za-z])"
)


@dataclass(frozen=True, slots=True)
class KeptNumber:
    """One card number that was found where none may be: the place, and its last four digits."""

    where: str
    last_four: str


@dataclass(frozen=True, slots=True)
class CardProof:
    """What was looked through, what was found in it, and what nobody has looked into yet."""

    rows: int
    contents: int
    waiting: int  # files held apart until they are looked into
    queued: int | None  # texts in the queue; unknown where it does not answer
    log_lines: int
    found: tuple[KeptNumber, ...]


def prove_no_cards(logs: Sequence[Path] = ()) -> CardProof:
    """Look through everything that is stored for numbers of payment cards, and these logs."""
    tables = [name for name in _tables() if name not in _APART]
    found = [each for name in tables for each in _in_table(name)]
    found += _in_contents()
    queued, in_queue = _in_queue()
    lines, in_logs = _in_logs(logs)
    return CardProof(
        rows=sum(map(_count, tables)),
        contents=_count("audit_content"),
        waiting=HeldPicture.objects.count(),
        queued=queued,
        log_lines=lines,
        found=(*found, *in_queue, *in_logs),
    )


def _tables() -> list[str]:
    return sorted(connection.introspection.table_names())


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
        return int(cursor.fetchone()[0])


def _in_table(table: str) -> Iterator[KeptNumber]:
    """Yield the card numbers in the rows of a table, each value under the name of its column."""
    name = connection.ops.quote_name(table)
    asked = f"SELECT row_to_json(t) FROM {name} t WHERE t::text ~ %s"  # noqa: S608
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(asked, [_GATE])
        while rows := cursor.fetchmany(_BATCH):
            for (row,) in rows:
                for place, value, label in _values(row, "", ""):
                    said = _MADE_HERE.sub(" ", value)
                    for card in cards.find(said, _BUILT.get((table, label), label)):
                        yield KeptNumber(f"{table} {row.get('id', '')}{place}", card.last_four)


def _values(value: Any, place: str, label: str) -> Iterator[tuple[str, str, str]]:
    """Yield each text and number in a row, where it stands, and what it stands under."""
    if isinstance(value, Mapping):
        for key, inside in value.items():
            yield place, str(key), ""
            yield from _values(inside, f"{place}.{cards.masked(str(key))}", str(key))
    elif isinstance(value, list):
        for inside in value:
            yield from _values(inside, place, label)
    elif isinstance(value, str | int) and not isinstance(value, bool):
        yield place, str(value), label


def _in_contents() -> Iterator[KeptNumber]:
    for sha256, content in all_contents():
        for each in masking.mask_file(content).removed:
            yield KeptNumber(f"stored file {sha256[:12]}, {each.where}", each.last_four)


def _in_queue() -> tuple[int | None, list[KeptNumber]]:
    """Look through what the queue keeps; jobs carry the numbers of rows and nothing else."""
    count, found = 0, []
    try:
        for key, text in queue.everything():
            count += 1
            place = f"queue {cards.masked(key)}"
            found += [KeptNumber(place, card.last_four) for card in cards.find(text)]
    except (RedisError, OSError):
        return None, found
    return count, found


def _in_logs(logs: Sequence[Path]) -> tuple[int, list[KeptNumber]]:
    count, found = 0, []
    for path in logs:
        with path.open(encoding="utf-8", errors="replace") as lines:
            for number, line in enumerate(lines, 1):
                count += 1
                place = f"{cards.masked(path.name)}, line {number}"
                found += [KeptNumber(place, card.last_four) for card in cards.find(line)]
    return count, found
