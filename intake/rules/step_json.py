"""The canonical bytes of what automated steps of intake take and give: for bundles and replay.

Any frozen value of the rules can stand here; sets are sorted, decimals and dates are texts, what is
unknown or empty is left out.
"""

import json
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from core.money import decimal_text


def to_bytes(value: object) -> bytes:
    """Return the canonical bytes of a value: the same value always gives the same bytes."""
    return json.dumps(
        plain(value), ensure_ascii=False, separators=(",", ":"), sort_keys=True
    ).encode()


def plain(value: object) -> Any:
    """Return the value as texts, lists and objects."""
    if value is None or (isinstance(value, str | bool | int) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset | set):
        return sorted(plain(item) for item in value)
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {
            each.name: plain(item)
            for each in fields(value)
            if (item := getattr(value, each.name)) is not None and item != ()
        }
    raise TypeError(f"{type(value).__name__} has no canonical form")
