"""Payout reports one by one through the real commands: each payout to the cent, or named with why.

Run: python -m benchmarks.cash_reports [FOLDER ...] (default: tests/samples/payouts). Every file is
loaded into an installation of its own, matched and exported as `export matches` does; then a bank
line of the amount is loaded for each payout that is explained, all is booked, and the clearing
account must stand at zero. What is printed of a report that holds no payout is what it holds.
"""

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

from benchmarks.homes import CHECKOUT, machine, new_home, say, setup_django

SAMPLES = CHECKOUT / "tests" / "samples" / "payouts"
_DAY = "2026-03-31"
_FAR = "2099-12-31"
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Report:
    """What one file came to."""

    name: str
    outcome: str
    payouts: list[Row]
    arrived: list[Row]  # the bank lines of its explained payouts
    clearing: list[Row]
    detail: str


def command(*words: str) -> list[Row]:
    """Run a command in this process and return the objects it prints."""
    from django.core.management import call_command

    out = StringIO()
    with suppress(SystemExit):
        call_command(*words, stdout=out, stderr=StringIO())
    return [json.loads(line) for line in out.getvalue().splitlines()]


@contextmanager
def thrown_away() -> Iterator[None]:
    """Take everything back that is written in the block."""
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def reported(path: Path, folder: Path) -> Report:
    """Load one report, then the money it announces, and book both."""
    with thrown_away():
        line = command("load", str(path), "--as-of", _DAY, "--json")[0]
        payouts = [row for row in command("export", "matches", "--json") if row["side"] == "payout"]
        explained = [row for row in payouts if row["status"] == "matched"]
        arrived = _arrive(explained, folder) if explained else []
        command("cash", "book", "--through", _FAR, "--json")
        clearing = command("cash", "clearing", "--json")
    return Report(
        str(path), line["outcome"], payouts, arrived, clearing, line["detail"] or ""
    )  # fmt: skip


def _arrive(payouts: list[Row], folder: Path) -> list[Row]:
    """Load a bank line for each payout, as the processor names it, and return them matched."""
    money = folder / "arrived.csv"
    rows = [
        f"MAIN-{row['currency']},{row['booked_on'] or _DAY},{row['amount']},{row['currency']},"
        f"A-{place},{row['account']},PAYOUT {row['reference']}"
        for place, row in enumerate(payouts)
    ]
    heading = "bank_account,booked_on,amount,currency,reference,counterparty,memo"
    money.write_text("\n".join((heading, *rows)) + "\n", encoding="utf-8")
    accounts = folder / "accounts.csv"
    own = sorted({row["currency"] for row in payouts})
    accounts.write_text(
        "bank_account,entity,currency,account\n"
        + "".join(f"MAIN-{currency},E1,{currency},1200\n" for currency in own)
    )
    command("load", str(accounts), str(money), "--as-of", _DAY, "--json")
    found = command("export", "matches", "--json")
    return [row for row in found if row["side"] == "bank_line"]


def is_to_the_cent(payout: Row) -> bool:
    """Say whether the exported parts add up to the payout, counted here once more."""
    parts = sum((Decimal(part["amount"]) for part in payout["to"]), Decimal(0))
    return bool(payout["to"]) and parts == Decimal(payout["amount"])


def told(report: Report, counts: Counter[str]) -> None:
    """Print what one report came to, and count it."""
    name = "/".join(Path(report.name).parts[-2:])
    counts["files"] += 1
    counts[report.outcome] += 1
    if report.outcome == "refused":
        say(f"  {name}: refused. {report.detail[:110]}")
        return
    if not report.payouts:
        counts["without a payout"] += 1
        say(f"  {name}: no payout in it. {report.detail}")
    for payout in report.payouts:
        _count(payout, counts)
        kinds = Counter(part["type"] for part in payout["to"])
        parts = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
        why = "" if payout["status"] == "matched" else f" {payout['strategy']}: {report.detail}"
        say(
            f"  {name}: {payout['reference']} {payout['amount']} {payout['currency']}"
            f" {payout['status']}, {parts or 'no parts'}{why}"
        )
    counts["bank lines"] += len(report.arrived)
    counts["bank lines matched with their payout"] += sum(
        row["status"] == "matched" for row in report.arrived
    )
    counts["clearing not at zero"] += sum(Decimal(row["balance"]) != 0 for row in report.clearing)


def _count(payout: Row, counts: Counter[str]) -> None:
    counts["payouts"] += 1
    if payout["status"] == "matched":
        counts["payouts to the cent" if is_to_the_cent(payout) else "payouts wrongly matched"] += 1
    else:
        counts[f"payouts {payout['strategy']}"] += 1


def main() -> None:
    """Tell every report of the folders by itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="*", default=[SAMPLES])
    given = parser.parse_args()
    say(machine())
    with new_home("cash-reports"), tempfile.TemporaryDirectory() as folder:
        setup_django()
        for each in given.folders:
            counts: Counter[str] = Counter()
            paths = sorted(p for p in each.rglob("*") if p.suffix in {".csv", ".txt", ".tsv"})
            for path in paths:
                told(reported(path, Path(folder)), counts)
            say(f"{each.name}: " + ", ".join(f"{count} {name}" for name, count in counts.items()))


if __name__ == "__main__":
    main()
