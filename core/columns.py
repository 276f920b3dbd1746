"""Many rows in one statement: the columns of rows as array literals for `unnest`.

A driver turns a list into SQL element by element; for the thousands of cells of a batch that takes
longer than the statement. A literal is one text: `INSERT ... SELECT * FROM unnest(%s::text[])`.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID


def columns(rows: Iterable[Sequence[object]]) -> list[str]:
    """Return the columns of the rows, each as an array literal; all rows are equally long."""
    return [array(column) for column in zip(*rows, strict=True)]


def array(values: Iterable[object]) -> str:
    """Return values of one column as the literal of an array of any type they fit.

    :raises ValueError: a Decimal is not a finite number.
    :raises TypeError: a value is of a type that no column takes, such as a float.
    """
    return "{" + ",".join([_cell(value) for value in values]) + "}"


def _cell(value: object) -> str:
    write = _WRITERS.get(type(value))
    if write is not None:
        return write(value)
    if isinstance(value, str):  # an enum of texts
        return _text(str(value))
    raise TypeError(f"A column takes no {type(value).__name__}.")


def _text(value: str) -> str:
    if "\\" in value or '"' in value:
        value = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{value}"'


def _number(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError(f"{value} is not a number that can be stored.")
    return str(value)


def _bytes(value: bytes) -> str:
    return f'"\\\\x{value.hex()}"'


_WRITERS: dict[type, Callable[..., str]] = {
    type(None): lambda _: "NULL",
    str: _text,
    bool: lambda value: "t" if value else "f",
    int: str,
    Decimal: _number,
    date: date.isoformat,
    datetime: datetime.isoformat,
    UUID: str,
    bytes: _bytes,
}
