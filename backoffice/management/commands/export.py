"""export: cases, matches, variances, decisions, events or metrics, one JSON object a line."""

import json
import sys
from argparse import ArgumentTypeError
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from importlib import import_module
from typing import Any, cast

from django.core.management.base import BaseCommand, CommandParser

Export = Callable[..., Iterator[dict[str, object]]]

# The function that answers each kind. A kind whose part of the product is not here yet is valid
# and empty; a function that is named and missing is a mistake and fails.
SOURCES: dict[str, str | None] = {
    "cases": "reconciliation.queries.exports.export_cases",
    "matches": "reconciliation.queries.cash_exports.export_matches",
    "variances": "kpi.actions.counting.export_variances",
    "decisions": "review.queries.exports.export_decisions",
    "events": "audit.queries.export_events",
    "metrics": "kpi.queries.export_metrics",
}
MAY_BE_ABSENT = frozenset({"metrics"})


def moment(text: str) -> datetime:
    """Read a day, or a moment with or without an offset; without one it is UTC."""
    try:
        if len(text) == 10:
            return datetime.combine(date.fromisoformat(text), time.min, tzinfo=UTC)
        parsed = datetime.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(
            f"{text!r} is neither a day such as 2026-03-31 nor a moment such as 2026-03-31T08:00Z"
        ) from error
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def source_of(kind: str) -> Export | None:
    """Return the function that yields this kind, or nothing where its work has not come yet."""
    path = SOURCES[kind]
    if path is None:
        return None
    module, _, name = path.rpartition(".")
    try:
        return cast(Export, getattr(import_module(module), name))
    except (ModuleNotFoundError, AttributeError):
        if kind in MAY_BE_ABSENT:
            return None
        raise


class Command(BaseCommand):
    help = "Writes one JSON object a line on standard output, as the contract has them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=sorted(SOURCES))
        parser.add_argument(
            "--since", type=moment, metavar="MOMENT", help="What was opened or changed since then."
        )
        parser.add_argument("--json", action="store_true", help="The only form there is.")

    def handle(self, *args: Any, **options: Any) -> None:
        export = source_of(options["kind"])
        if export is None:
            return
        out = self.stdout
        try:
            for row in export(since=options["since"]):
                out.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")))
        except BrokenPipeError:
            sys.stderr.close()  # the reader has seen enough: `export ... | head`
