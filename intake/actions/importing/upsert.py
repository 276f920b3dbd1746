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
    names = {column: _quoted(fields[column].column) for column in columns}
    types = {
        column: fields[column].rel_db_type(connection)
        if fields[column].is_relation
        else fields[column].db_type(connection)
        for column in columns
    }
    kept = [column for column in columns if column not in key and column not in frozen]
    listed = ", ".join(names.values())
    read = ", ".join(f"{names[column]} {types[column]}" for column in columns)
    conflict = f"ON CONFLICT ({', '.join(_quoted(fields[name].column) for name in key)}) DO "
    answer = ", ".join(["(xmax = 0)", *(f"{table}.{_quoted(fields[n].column)}" for n in returning)])
    if not kept:
        action = "NOTHING"
    else:
        new = {column: _merged(table, names[column], column) for column in kept}
        action = (
            f"UPDATE SET {', '.join(f'{names[c]} = {value}' for c, value in new.items())} WHERE "
            f"({', '.join(f'{table}.{names[c]}' for c in kept)}) IS DISTINCT FROM "
            f"({', '.join(new.values())})"
        )
    return (
        f"INSERT INTO {table} ({listed}) "  # noqa: S608  names of our own columns
        f"SELECT {listed} FROM jsonb_to_recordset(%s::jsonb) AS given({read}) "
        f"{conflict}{action} RETURNING {answer}"
    )


def _merged(table: str, name: str, column: str) -> str:
    if column == "extra":
        return f"{table}.{name} || excluded.{name}"
    return f"coalesce(excluded.{name}, {table}.{name})"


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
