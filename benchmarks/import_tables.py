"""How long large tables take to come in: `python -m benchmarks.import_tables [--orders N]`.

Writes its own CSV files, loads each into a fresh home by the command `load`, and prints seconds and
rows a second. Orders have five lines each, receipts one row a line.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent


def orders(count: int) -> Iterator[str]:
    """Yield the lines of a table of orders."""
    yield "po_number,po_line,vendor_id,entity,order_date,item_id,quantity,uom,unit_price,currency"
    for order in range(count):
        for line in range(1, 6):
            yield (
                f"PO-{order:06},{line},V{order % 500},E{order % 3},2026-01-{order % 28 + 1:02},"
                f"I-{(order * 5 + line) % 3000},{line * 12},EA,{line % 90 + 1}.25,EUR"
            )


def receipts(count: int) -> Iterator[str]:
    """Yield the lines of a table of receipts of those orders."""
    yield "receipt_number,receipt_line,po_number,po_line,received_date,quantity_received"
    for order in range(count):
        for line in range(1, 6):
            yield (
                f"GR-{order:06},{line},PO-{order:06},{line},2026-02-{order % 28 + 1:02},{line * 12}"
            )


def sales(count: int) -> Iterator[str]:
    """Yield the lines of a table of sales orders."""
    yield "order_id,placed_at,channel,store,currency,gross"
    for number in range(count):
        day = f"2026-03-{number % 28 + 1:02}"
        yield f"S-{number:07},{day}T12:00:00-04:00,web,S1,USD,{number % 900}.99"


def journal(count: int) -> Iterator[str]:
    """Yield the lines of a table of balanced entries of two lines."""
    yield "entry_id,entry_line,posting_date,period,account,debit,credit,currency"
    for entry in range(count):
        yield f"J-{entry},1,2026-01-31,2026-01,{4000 + entry % 200},{entry % 99 + 1}.10,0,EUR"
        yield f"J-{entry},2,2026-01-31,2026-01,1000,0,{entry % 99 + 1}.10,EUR"


def load(home: Path, file: Path) -> float:
    """Load one file and return the seconds that the load says it took."""
    environment = {**os.environ, "BACKOFFICE_HOME": str(home)}
    command = [sys.executable, str(CHECKOUT / "manage.py"), "load", str(file), "--json"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return float(json.loads(done.stdout.splitlines()[-1])["summary"]["seconds"])


def main() -> None:
    """Load every table once, and the orders a second time in other bytes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=10_000)
    count = parser.parse_args().orders
    with tempfile.TemporaryDirectory(prefix="tieout-bench-") as folder:
        home = Path(folder) / "home"
        tables = {
            "orders": orders(count),
            "receipts": receipts(count),
            "sales orders": sales(count * 10),
            "journal": journal(count * 5),
        }
        for name, lines in tables.items():
            file = Path(folder) / f"{name}.csv"
            rows = list(lines)
            file.write_text("\n".join(rows) + "\n", encoding="utf-8")
            seconds = load(home, file)
            print(f"{name:<14} {len(rows) - 1:>8,} rows {seconds:>7.2f} s "  # noqa: T201
                  f"{(len(rows) - 1) / seconds:>8,.0f} rows/s")  # fmt: skip


if __name__ == "__main__":
    main()
