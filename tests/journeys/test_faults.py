"""Processes are killed, the database and the queue stopped hard, while invoices are loaded.

First figures of R1 to R4; `python -m benchmarks.faults` does the same for longer.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow


def verdict_on(fault: str, *, invoices: int, times: int) -> dict[str, Any]:
    """Do a fault many times to a new installation, and return how its end differs."""
    done = subprocess.run(
        [
            sys.executable, "-m", "benchmarks.faults", fault, "--json",
            "--n", str(invoices), "--times", str(times),
        ],
        cwd=CHECKOUT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.startswith("["), done.stderr[-4000:]
    (verdict,) = json.loads(done.stdout)
    assert isinstance(verdict, dict)
    return verdict


def test_r1_killing_a_load_fifty_times_loses_and_doubles_nothing() -> None:
    verdict = verdict_on("load", invoices=150, times=50)

    assert verdict["hit_while_working"] >= 25
    assert verdict["differences"] == []


def test_r1_killing_a_worker_loses_and_doubles_nothing() -> None:
    verdict = verdict_on("worker", invoices=60, times=15)

    assert verdict["hit_while_working"] >= 5
    assert verdict["differences"] == []


def test_r3_every_acknowledged_event_outlives_a_database_that_is_stopped_hard() -> None:
    verdict = verdict_on("database", invoices=150, times=30)

    assert verdict["hit_while_working"] >= 1
    assert verdict["differences"] == []


def test_r4_a_queue_wiped_and_restarted_empty_loses_no_document() -> None:
    verdict = verdict_on("queue", invoices=60, times=30)

    assert verdict["hit_while_working"] >= 1
    assert verdict["differences"] == []


def test_r2_a_cut_at_any_statement_leaves_a_whole_and_the_next_run_ends_the_same() -> None:
    verdict = verdict_on("statements", invoices=280, times=1)

    assert verdict["hit_while_working"] >= 60
    assert verdict["differences"] == []
