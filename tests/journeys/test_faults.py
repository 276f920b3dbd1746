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


def verdicts_on(*faults: str, invoices: int, times: int) -> dict[str, dict[str, Any]]:
    """Do faults many times, each to an installation of its own; return how its end differs."""
    done = subprocess.run(
        [
            sys.executable, "-m", "benchmarks.faults", *faults, "--json",
            "--n", str(invoices), "--times", str(times),
        ],
        cwd=CHECKOUT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.startswith("["), done.stderr[-4000:]
    return {verdict["fault"]: verdict for verdict in json.loads(done.stdout)}


def test_r1_r3_r4_kills_and_hard_stops_lose_and_double_nothing(
    subtests: pytest.Subtests,
) -> None:
    """Fifty kills of a load, sixteen of a worker, five hard stops each of database and queue.

    What the database acknowledged outlives it; a queue that comes back empty costs no document.
    """
    least = {"load": 25, "worker": 5, "database": 1, "queue": 1}
    verdicts = verdicts_on(*least, invoices=120, times=50)

    assert verdicts.keys() == least.keys()
    for fault, verdict in verdicts.items():
        with subtests.test(fault):
            assert verdict["hit_while_working"] >= least[fault]
            assert verdict["differences"] == []


def test_r2_a_cut_at_any_statement_leaves_a_whole_and_the_next_run_ends_the_same() -> None:
    verdict = verdicts_on("statements", invoices=280, times=1)["statements"]

    assert verdict["hit_while_working"] >= 60
    assert verdict["differences"] == []
