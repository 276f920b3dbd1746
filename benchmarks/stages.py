"""Run a command of the back office and say where its time went.

Run: python -m benchmarks.stages manage.py load FOLDER --json
Wraps the steps of the pipeline with clocks. The table goes to standard error. Steps of reader
threads run beside the main thread and are listed apart, and so is what the database took.
"""

import importlib
import os
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from functools import wraps
from typing import Any

WATCHED = (
    ("backoffice.loading", "_receive"),
    ("backoffice.loading", "_lines"),
    ("intake.formats.understanding", "understand_many"),
    ("intake.formats.understanding", "_read"),
    ("intake.formats.einvoice_rules", "validate_many"),
    ("intake.rules.checks", "check_reading"),
    ("intake.actions.reading", "read_documents"),
    ("intake.actions.reading", "finish"),
    ("intake.actions.identifying", "identify_invoices"),
    ("reconciliation.actions.matching", "match_invoices"),
    ("reconciliation.actions.loading", "load"),
    ("reconciliation.actions.matching", "_decide"),
    ("reconciliation.actions.writing", "write_rounds"),
    ("reconciliation.actions.settling", "pass_straight_through"),
    ("ledger.actions", "post_entries"),
    ("audit.actions", "store_bundles"),
    ("audit.actions", "record_many"),
    ("audit.content", "put_many"),
    ("audit.content", "get_many"),
)
_SHOWN, _ROWS = 110, 60
Clock = dict[str, list[float]]
_clocks: dict[bool, Clock] = {True: defaultdict(lambda: [0, 0.0]), False: {}}
_clocks[False] = defaultdict(lambda: [0, 0.0])
_guard = threading.Lock()


def note(name: str, seconds: float, count: int = 1) -> None:
    """Add to the clock of the main thread, or of all the others."""
    is_main = threading.current_thread() is threading.main_thread()
    with _guard:
        clock = _clocks[is_main][name]
        clock[0] += count
        clock[1] += seconds


def timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function with a clock around it."""

    @wraps(function)
    def run(*arguments: Any, **named: Any) -> Any:
        started = time.perf_counter()
        try:
            return function(*arguments, **named)
        finally:
            note(name, time.perf_counter() - started)

    return run


def wrap() -> None:
    """Put clocks around the steps, and around every statement."""
    from django.db.backends.utils import CursorWrapper

    for module_name, function in WATCHED:
        module = importlib.import_module(module_name)
        found = getattr(module, function, None)
        if found is not None:
            setattr(module, function, timed(f"{module_name}.{function}", found))
    for name in ("execute", "executemany"):
        setattr(CursorWrapper, name, _timed_statement(getattr(CursorWrapper, name)))


def _timed_statement(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the method with a clock for all statements and one for each kind of statement."""

    @wraps(function)
    def run(cursor: Any, sql: Any, *arguments: Any) -> Any:
        started = time.perf_counter()
        try:
            return function(cursor, sql, *arguments)
        finally:
            seconds = time.perf_counter() - started
            note("(every SQL statement)", seconds)
            note(f"    {' '.join(str(sql).split())[:_SHOWN]}", seconds)

    return run


def report(seconds: float) -> None:
    """Print both tables, the dearest first."""
    for is_main, title in ((True, "the main thread"), (False, "reader threads")):
        sys.stderr.write(f"\n{title} ({seconds:.1f} s in all, {os.times().user:.1f} s processor)\n")
        rows = sorted(_clocks[is_main].items(), key=lambda row: -row[1][1])
        for name, (count, spent) in rows[:_ROWS]:
            sys.stderr.write(f"  {spent:8.2f} s {spent / seconds:6.1%} {count:8,.0f}  {name}\n")


def main() -> None:
    """Run the command named on the command line."""
    sys.argv = sys.argv[1:]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backoffice.settings")
    from backoffice import commandline

    original = commandline._execute

    def execute(arguments: list[str]) -> int:
        import django

        django.setup()
        wrap()
        started = time.perf_counter()
        status = original(arguments)
        report(time.perf_counter() - started)
        return status

    commandline._execute = execute
    sys.exit(commandline.run(sys.argv))


if __name__ == "__main__":
    main()
