"""The content-addressed store behind bundles and documents: bytes under their SHA-256, once."""

import hashlib
import os
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import psycopg
from django.db import connection

from audit.models import Content
from core.fields import columns

_WORTH_A_TRY = 200  # shorter content gains nothing from compression
_WORTH_A_THREAD = 50  # contents
_LARGE = 1 << 20
_INSERT = """
    INSERT INTO audit_content (sha256, size, encoding, data)
    SELECT * FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::bytea[])
    ON CONFLICT (sha256) DO NOTHING
"""
# Bytes as they are, not spelled out: for what is large.
_INSERT_LARGE = """
    INSERT INTO audit_content (sha256, size, encoding, data) VALUES (%s, %s, %s, %b)
    ON CONFLICT (sha256) DO NOTHING
"""
_PACKED_ALREADY = (b"PAR1", b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff")


class Packed(NamedTuple):
    """Content as it is stored, under its name."""

    sha256: str
    size: int
    encoding: str
    data: bytes


class UnableToRead(Exception):
    """Stored content is missing, or is not what its name says."""


def put(content: bytes) -> str:
    """Store the bytes once and return their SHA-256 in hexadecimal."""
    return put_many([content])[0]


def put_many(contents: Iterable[bytes]) -> list[str]:
    """Store each of the contents once; return their hashes in the same order."""
    given = list(contents)
    once = list(dict.fromkeys(given))
    made = dict(zip(once, _packed_by_all(once), strict=True))
    put_packed(made.values())
    return [made[content].sha256 for content in given]


def _packed_by_all(contents: Sequence[bytes]) -> list[Packed]:
    """Pack many contents on every processor: hashing and compressing let other threads work."""
    hands = min(os.cpu_count() or 1, len(contents) // _WORTH_A_THREAD)
    if hands < 2:
        return [pack(content) for content in contents]
    size = -(-len(contents) // hands)
    parts = [contents[start : start + size] for start in range(0, len(contents), size)]
    with ThreadPoolExecutor(max_workers=hands) as threads:
        made = list(threads.map(lambda part: [pack(content) for content in part], parts))
    return [each for part in made for each in part]


def pack(content: bytes) -> Packed:
    """Return the bytes as they are stored; pure, so that any process may do it."""
    return Packed(hashlib.sha256(content).hexdigest(), len(content), *packed(content))


def put_packed(made: Iterable[Packed]) -> None:
    """Store each of the packed contents once."""
    rows = {each.sha256: each for each in made}
    ordered = [rows[name] for name in sorted(rows)]  # one order for all writers: no deadlock
    if any(len(row.data) > _LARGE for row in ordered):
        _put_large(ordered)
    elif ordered:
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, columns(ordered))


def _put_large(rows: Iterable[Packed]) -> None:
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        for row in rows:
            cursor.execute(_INSERT_LARGE, row)


def get(sha256: str) -> bytes:
    """Return the stored bytes, checked against their name.

    :raises UnableToRead: there is no such content, or it has been changed.
    """
    row = Content.objects.filter(sha256=sha256).values_list("encoding", "data", "size").first()
    if row is None:
        raise UnableToRead(f"There is no content {sha256}.")
    encoding, data, size = row
    content = unpacked(encoding, bytes(data))
    if content is None or len(content) != size or hashlib.sha256(content).hexdigest() != sha256:
        raise UnableToRead(f"The content {sha256} is not what it was.")
    return content


def get_many(names: Collection[str]) -> dict[str, bytes]:
    """Return stored contents by name, each checked against it.

    :raises UnableToRead: one of them is missing, or has been changed.
    """
    found = {}
    for sha256, encoding, data in Content.objects.filter(sha256__in=list(names)).values_list(
        "sha256", "encoding", "data"
    ):
        content = unpacked(encoding, bytes(data))
        if content is None or hashlib.sha256(content).hexdigest() != sha256:
            raise UnableToRead(f"The content {sha256} is not what it was.")
        found[sha256] = content
    if missing := set(names) - set(found):
        raise UnableToRead(f"There is no content {sorted(missing)[0]}.")
    return found


def all_contents() -> Iterator[tuple[str, bytes]]:
    """Yield everything that is stored, with its name; what cannot be restored as no bytes."""
    rows = Content.objects.values_list("sha256", "encoding", "data")
    for sha256, encoding, data in rows.iterator(chunk_size=50):
        yield sha256, unpacked(encoding, bytes(data)) or b""


def packed(content: bytes) -> tuple[str, bytes]:
    """Return the encoding and the bytes to store: compressed where that helps."""
    if len(content) >= _WORTH_A_TRY and not content.startswith(_PACKED_ALREADY):
        level = 1 if len(content) > _LARGE else 6
        shorter = zlib.compress(content, level)
        if len(shorter) < len(content) * 9 // 10:
            return "zlib", shorter
    return "raw", content


def unpacked(encoding: str, data: bytes) -> bytes | None:
    """Return the original bytes, or nothing when they cannot be restored."""
    if encoding == "raw":
        return data
    if encoding != "zlib":
        return None
    try:
        return zlib.decompress(data)
    except zlib.error:
        return None
