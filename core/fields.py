"""AmountField, QuantityField, PercentField, CurrencyField: the precision is decided once.

Beside them TransactionIdField, by which a trigger knows what one transaction wrote, and `columns`,
by which many rows reach one statement.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.core import checks
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func


class ExactDecimalField(models.DecimalField):  # type: ignore[type-arg]
    """A `numeric` without limits: what was printed is stored, digit by digit, zeros too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.pop("max_digits", None)
        kwargs.pop("decimal_places", None)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """Leave the limits out of migrations: there are none."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("max_digits", None)
        kwargs.pop("decimal_places", None)
        return name, path, args, kwargs

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        """Skip the checks for limits that this field does not have."""
        return models.Field.check(self, **kwargs)

    def db_type(self, connection: BaseDatabaseWrapper) -> str:  # noqa: ARG002
        """Return the unconstrained type."""
        return "numeric"

    def cast_db_type(self, connection: BaseDatabaseWrapper) -> str:  # noqa: ARG002
        """Return the type for a CAST in SQL."""
        return "numeric"

    def to_python(self, value: Any) -> Decimal | None:
        """Turn text or an integer into a Decimal; a float or NaN is refused."""
        if value is None:
            return None
        if isinstance(value, float | bool):
            raise TypeError(f"{self.name} takes a Decimal, not a {type(value).__name__}.")
        try:
            number = value if isinstance(value, Decimal) else Decimal(value)
        except (InvalidOperation, ValueError, TypeError) as error:
            raise ValidationError(
                self.error_messages["invalid"], code="invalid", params={"value": value}
            ) from error
        if not number.is_finite():
            raise ValidationError(
                self.error_messages["invalid"], code="invalid", params={"value": value}
            )
        return number

    def get_prep_value(self, value: Any) -> Any:
        """Pass expressions through; everything else must be an exact number."""
        if hasattr(value, "resolve_expression"):
            return value
        return self.to_python(value)

    def get_db_prep_value(
        self,
        value: Any,
        connection: BaseDatabaseWrapper,  # noqa: ARG002
        prepared: bool = False,
    ) -> Any:
        """Hand the Decimal to the driver unquantized."""
        return value if prepared else self.get_prep_value(value)

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:  # noqa: ARG002
        """Hand the Decimal to the driver unquantized."""
        return self.get_prep_value(value)


class AmountField(ExactDecimalField):
    """An amount of money; its currency stands in the column beside it."""


class QuantityField(ExactDecimalField):
    """A quantity of goods; its unit stands in the column beside it."""


class PercentField(ExactDecimalField):
    """A percentage: 2 is two percent."""


class CurrencyField(models.CharField):  # type: ignore[type-arg]
    """An ISO 4217 code: three capital letters, checked by the database."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 3
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """Leave the fixed length out of migrations."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("max_length", None)
        return name, path, args, kwargs

    def db_check(self, connection: BaseDatabaseWrapper) -> str:
        """Let the database refuse anything but three capital letters."""
        return f"{connection.ops.quote_name(str(self.column))} ~ '^[A-Z]{{3}}$'"


class TransactionIdField(models.Field):  # type: ignore[type-arg]
    """An `xid8` column: the transaction that wrote the row."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:  # noqa: ARG002
        """Return the 64-bit type that never wraps around."""
        return "xid8"


class CurrentTransactionId(Func):
    """The transaction that asks."""

    function = "pg_current_xact_id"
    arity = 0
    output_field = TransactionIdField()


# --- many rows in one statement --------------------------------------------------------------
# A driver turns a list into SQL element by element; for the thousands of cells of a batch that
# takes longer than the statement. A literal is one text: `SELECT * FROM unnest(%s::text[])`.


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
