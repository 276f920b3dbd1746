"""The whole machine: `load` of generated UBL invoices to settled and booked (P21).

Run: python -m benchmarks.load_invoices [--n 1000 10000] [--runs 1] [--stages] [--home FOLDER]
Each count is loaded into a new installation with every case class on full autonomy, by the command
that people use. Prints invoices a second, the most memory of all processes together, and with
--stages where the time of the command went.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.generate_invoices import AS_OF, Written, generate
from benchmarks.homes import CHECKOUT, MANAGE, Home, Watch, machine, new_home, say

SEED = 7


@dataclass(frozen=True, slots=True)
class Run:
    """One load."""

    count: int
    seconds: float
    masters_seconds: float
    peak_mib: float
    peak_of: dict[str, int]
    busy: dict[str, float]
    states: dict[str, int]

    @property
    def rate(self) -> float:
        """Invoices a second, from the start of the command to its end."""
        return self.count / self.seconds


def measure(written: Written, *, stages: bool, kept: Path | None) -> Run:
    """Load one set of files into a new installation."""
    with new_home("tieout-load", kept=kept) as home:
        home.set_policy({"autonomy": "full"})
        started = time.monotonic()
        home.manage("load", written.masters, "--as-of", "2026-09-01", "--json")
        masters_seconds = time.monotonic() - started
        started = time.monotonic()
        watch = _load(home, written, stages=stages)
        seconds = time.monotonic() - started
        states = _states(home)
    return Run(
        written.count, seconds, masters_seconds, watch.peak_kib / 1024, watch.peak_of,
        watch.processor_seconds, states,
    )  # fmt: skip


def _load(home: Home, written: Written, *, stages: bool) -> Watch:
    words: list[str | Path] = [
        MANAGE,
        "load",
        written.invoices,
        "--as-of",
        AS_OF.isoformat(),
        "--json",
    ]
    if stages:
        words[0:1] = ["-m", "benchmarks.stages", *words[0:1]]
    process = subprocess.Popen(
        [sys.executable, *words],
        env=home.environment(), cwd=CHECKOUT, stdout=subprocess.PIPE,
        stderr=None if stages else subprocess.DEVNULL, text=True,
    )  # fmt: skip
    watch = Watch(home.roots(process.pid))
    watch.start()
    output, _ = process.communicate()
    watch.stop()
    summary = json.loads(output.splitlines()[-1])["summary"]
    if process.returncode not in (0, 1) or summary["loaded"] != written.count:
        raise SystemExit(f"The load ended with {process.returncode}: {summary}")
    return watch


def _states(home: Home) -> dict[str, int]:
    """Return how many cases ended in which state."""
    states: dict[str, int] = {}
    for case in home.manage("export", "cases", "--json"):
        states[case["state"]] = states.get(case["state"], 0) + 1
    return states


def report(runs: list[Run]) -> None:
    """Print the table of all loads, and how the rate held."""
    say(f"{'invoices':>9} {'seconds':>8} {'per s':>7} {'peak MiB':>9}  booked  in review")
    for run in runs:
        booked, review = run.states.get("straight_through", 0), run.states.get("in_review", 0)
        say(
            f"{run.count:9,} {run.seconds:8.1f} {run.rate:7.1f} {run.peak_mib:9.0f}"
            f"  {booked:6,}  {review:9,}"
        )
        held = ", ".join(f"{name} {kib // 1024}" for name, kib in sorted(run.peak_of.items()))
        say(f"          masters in {run.masters_seconds:.1f} s; MiB at the peak: {held}")
        busy = {name: seconds for name, seconds in sorted(run.busy.items()) if seconds >= 0.05}
        each = ", ".join(f"{name} {s * 1000 / run.count:.2f}" for name, s in busy.items())
        total = sum(busy.values()) * 1000 / run.count
        say(f"          processor, ms an invoice: {total:.2f} ({each})")
        if sum(run.states.values()) != run.count:
            raise SystemExit(f"{run.count} invoices made {sum(run.states.values())} cases.")
    rates = {count: _median_rate(runs, count) for count in sorted({run.count for run in runs})}
    for count, rate in rates.items():
        first = next(iter(rates.values()))
        say(f"median at {count:,}: {rate:.1f} invoices/s, {rate / first:.2f} of the smallest load")


def _median_rate(runs: list[Run], count: int) -> float:
    return statistics.median(run.rate for run in runs if run.count == count)


def main() -> None:
    """Generate, load, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--stages", action="store_true")
    parser.add_argument("--home", type=Path, help="keep the installation in this folder")
    options = parser.parse_args()
    runs = []
    with tempfile.TemporaryDirectory(prefix="tieout-invoices-") as folder:
        for count in options.n:
            written = generate(count, SEED, Path(folder) / str(count))
            for _ in range(options.runs):
                say(machine())
                runs.append(measure(written, stages=options.stages, kept=options.home))
    report(runs)


if __name__ == "__main__":
    main()
