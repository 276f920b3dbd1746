"""The second template language, for tables whose rendering time counts."""

from typing import Any

from jinja2 import Environment

from backoffice import shown


def environment(**options: Any) -> Environment:
    """Return an environment that escapes everything and knows how figures read."""
    options.update(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    made = Environment(**options)  # noqa: S701  autoescape is on, three lines above
    for write in (
        shown.amount, shown.distance, shown.age, shown.who, shown.words, shown.reason,
        shown.initials, shown.day, shown.days_until,
    ):  # fmt: skip
        made.filters[write.__name__] = write
    return made
