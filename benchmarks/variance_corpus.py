"""Published sales and payments as variances: does every row add up to the cent?

Run: python -m benchmarks.variance_corpus SALES_FOLDER PAYMENTS_FOLDER
Sales: files `sales_YYYY-MM.csv.gz`, a row a line sold; each country beside the month before, taken
as its plan and as its earlier period. Payments: files `*_YYYY-MM.csv`, a row a payment; each area
and type of expense beside the file before. The rules run alone, without a database.
"""

import csv
import gzip
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from benchmarks.homes import machine, say
from kpi.rules.variance import Explained, LineFact, Place, Row, decompose
from kpi.rules.variance.since import Then, decompose_since

CENT = Decimal("0.01")
PERIOD = re.compile(r"(20\d\d-\d\d)")
Lines = dict[Place, tuple[LineFact, ...]]


def sales(path: Path, period: str) -> Lines:
    """Return what each country bought, a line for each invoice and article, in whole cents."""
    found: dict[Place, list[LineFact]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            amount = Decimal(row["Quantity"]) * Decimal(row["UnitPrice"])
            day = date.fromisoformat(row["InvoiceDate"][:10])
            place = Place("UK", "sales", row["Country"])
            found[place].append(
                LineFact(
                    row["InvoiceNo"], period, day, "sales", row["Country"], "UK", amount, "GBP",
                    text=row["Description"],
                )
            )  # fmt: skip
    return {place: tuple(lines) for place, lines in found.items()}


def payments(path: Path, period: str) -> Lines:
    """Return what each area paid for each type of expense, a line a payment."""
    found: dict[Place, list[LineFact]] = defaultdict(list)
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        for row in csv.DictReader(file):
            text = (row.get("Net Amount") or "").replace(",", "").strip()
            if not re.fullmatch(r"-?\d+(\.\d+)?", text):
                continue
            account = row.get("Expense Code") or "none"
            place = Place("council", account, row.get("Expense Area") or None)
            words = " ".join(
                filter(None, (row.get("Expense Type"), row.get("Purpose of Spend (Summary)")))
            )
            number = row.get("Internal Ref Number") or row.get("Transaction number") or "none"
            month = date(int(period[:4]), int(period[5:]), 1)
            found[place].append(
                LineFact(
                    number, period, month, account, place.cost_centre, "council", Decimal(text),
                    "GBP", text=words,
                )
            )  # fmt: skip
    return {place: tuple(lines) for place, lines in found.items()}


def compared(before: Lines, now: Lines, period: str) -> Iterator[tuple[Decimal, Explained]]:
    """Yield the variance of each place and its parts, against a plan and since the time before."""
    for place in {**before, **now}:
        then = before.get(place, ())
        plan = sum((line.amount for line in then), Decimal(0))
        currency = "GBP"
        row = Row(period, place, currency, plan, True, now.get(place, ()), prior_lines=then)
        yield row.variance, decompose(row)
        earlier = Then(then[0].period if then else period, then, {})
        yield row.actual - plan, decompose_since(row, earlier)


def report(name: str, months: dict[str, Lines]) -> None:
    """Say how many rows there are and how many of them do not add up."""
    started, count, lines = time.process_time(), Counter[str](), 0
    drivers: Counter[str] = Counter()
    for earlier, later in zip(sorted(months), sorted(months)[1:], strict=False):
        lines += sum(map(len, months[later].values()))
        for variance, explained in compared(months[earlier], months[later], later):
            total = sum((part.amount for part in explained.parts), explained.unexplained)
            count["rows"] += 1
            count["off"] += abs(total - variance) >= CENT or total != variance
            drivers.update(part.driver.value for part in explained.parts)
    spent = time.process_time() - started
    rows, off = count["rows"], count["off"]
    say(f"{name}: {lines:,} lines, {rows:,} rows, {off} do not add up, {spent:.1f} s")
    say(f"  drivers named: {dict(drivers.most_common())}")


def main() -> None:
    """Read both folders and compare month with month."""
    sold, paid = Path(sys.argv[1]), Path(sys.argv[2])
    say(machine())
    months: dict[str, Lines] = {}
    for path in sorted(sold.glob("sales_*.csv.gz")):
        period = PERIOD.findall(path.name)[0]
        months[period] = sales(path, period)
    report("sales", months)
    months = {}
    for path in sorted(paid.glob("*.csv")):
        if "card" not in path.name:
            period = PERIOD.findall(path.name)[0]
            months[period] = payments(path, period)
    report("payments", months)


if __name__ == "__main__":
    main()
