"""Writes many rows with one statement, and leaves alone those that say nothing new.

A value that is not stated (`None`) never blanks one that is here.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import connection, models
from django.db.models import Field

Row = Mapping[str, Any]


def upsert(
    model: type[models.Model],
    rows: Sequence[Row],
    *,
    key: tuple[str, ...],
    frozen: tuple[str, ...] = (),
    returning: tuple[str, ...] = (),
) -> list[tuple[Any, ...]]:
    """Insert rows, or update those here already; return (`is_new`, ...) of each that changed.

    Rows hold the same columns, by the names that Django gives them (`vendor_id` for a foreign
    key `vendor`). `frozen` columns are written once and never updated.
    """
    if not rows:
        return []
    columns = tuple(rows[0])
    statement = _statement(model, columns, key, frozen, returning)
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(rows, default=_plain)])
        return list(cursor.fetchall())


@lru_cache(maxsize=256)
def _statement(
    model: type[models.Model],
    columns: tuple[str, ...],
    key: tuple[str, ...],
    frozen: tuple[str, ...],
    returning: tuple[str, ...],
) -> str:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    table = _quoted(model._meta.db_table)
    listed = ", ".join(_quoted(_column(fields[name])) for name in columns)
    read = ", ".join(f"{_quoted(_column(fields[name]))} {_type(fields[name])}" for name in columns)
    target = ", ".join(_quoted(_column(fields[name])) for name in key)
    kept = [
        _quoted(_column(fields[name])) for name in columns if name not in key and name not in frozen
    ]
    answer = ", ".join(
        ["(xmax = 0)", *(f"{table}.{_quoted(_column(fields[name]))}" for name in returning)]
    )
    return (
        f"INSERT INTO {table} ({listed}) "  # noqa: S608  names of our own columns
        f"SELECT {listed} FROM jsonb_to_recordset(%s::jsonb) AS given({read}) "
        f"ON CONFLICT ({target}) DO {_update(table, kept)} RETURNING {answer}"
    )


def _update(table: str, kept: list[str]) -> str:
    """Return what happens to a row that is here: it takes what is new, if anything is."""
    if not kept:
        return "NOTHING"
    new = [
        f"{table}.{name} || excluded.{name}"
        if name == _quoted("extra")
        else f"coalesce(excluded.{name}, {table}.{name})"
        for name in kept
    ]
    taken = ", ".join(f"{name} = {value}" for name, value in zip(kept, new, strict=True))
    here = ", ".join(f"{table}.{name}" for name in kept)
    return f"UPDATE SET {taken} WHERE ({here}) IS DISTINCT FROM ({', '.join(new)})"


def _column(field: "Field[Any, Any]") -> str:
    return str(field.column)


def _type(field: "Field[Any, Any]") -> str:
    of = field.rel_db_type if field.is_relation else field.db_type
    return str(of(connection))


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _plain(value: object) -> object:
    """Write what JSON does not know: exact numbers and days as text, views as what they show."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is no cell.")
