"""Three-way matching by the rules alone: invoices a second, and what one takes (P10).

Run: python -m benchmarks.three_way [--n 5000] [--seed 7]
Invoices of one to ten lines, each with its order and receipts; a tenth is billed too dear, too
much, or before the goods came. `compare` is the comparison with its differences; `decide` is the
whole step that a bundle records: compared, judged, routed and proposed, with every reason in words.
Both are measured in the processor time of one core, without a database.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from benchmarks.homes import machine, say
from intake.rules.reading import DocumentKind, InvoiceLine, InvoiceReading, Party
from reconciliation.rules.casework import CaseInput, decide_case
from reconciliation.rules.match_values import (
    MatchInput,
    Order,
    OrderLine,
    OrderStatus,
    ReceivedLine,
)
from reconciliation.rules.policy import DEFAULT_POLICY
from reconciliation.rules.three_way import match_invoice_lines

ISSUED = date(2026, 9, 14)
ROUNDS = 3


def world(number: int, seed: random.Random) -> MatchInput:
    """Return one invoice with what it is compared with."""
    po_number = f"45{number:06d}"
    wrong = seed.choice(("price", "quantity", "receipt")) if seed.random() < 0.1 else None
    ordered, received, billed = [], [], []
    for place in range(1, seed.randint(1, 10) + 1):
        quantity, price = Decimal(seed.randint(1, 400)), Decimal(seed.randint(50, 90_000)) / 100
        item = f"ITEM-{seed.randint(1, 9_999)}"
        name = str(place)
        ordered.append(
            OrderLine(
                po_number, name, quantity, price, uom="EA", item_id=item, description=item.lower()
            )
        )
        if not (wrong == "receipt" and place == 1):
            day = ISSUED - timedelta(days=3)
            receipt = f"GR-{number}"
            received.append(
                ReceivedLine(receipt, name, po_number, name, day, quantity, quantity, uom="EA")
            )
        if place == 1 and wrong == "price":
            price *= Decimal("1.3")
        if place == 1 and wrong == "quantity":
            quantity += 5
        billed.append(
            InvoiceLine(
                name,
                description=f"Article {item.lower()}",
                quantity=quantity,
                unit="EA",
                unit_price=price,
                net=quantity * price,
                buyer_item_id=item,
                po_line=name,
            )
        )
    net = sum((line.net or Decimal(0) for line in billed), Decimal(0))
    reading = InvoiceReading(
        DocumentKind.INVOICE,
        "ubl",
        invoice_number=f"R-{number}",
        issue_date=ISSUED,
        currency="EUR",
        purchase_order=po_number,
        seller=Party(name="Northwind Dairy"),
        lines=tuple(billed),
        line_total=net,
        net_total=net,
        gross_total=net,
    )
    order = Order(
        po_number, "V-1", "HQ", OrderStatus.OPEN, "EUR", ISSUED - timedelta(20), tuple(ordered)
    )
    return MatchInput(reading, "V-1", "HQ", ISSUED, orders=(order,), receipts=tuple(received))


def case_of(given: MatchInput) -> CaseInput:
    """Return the input of the whole step."""
    return CaseInput(invoice=given, credit=None, period="2026-09")


def rate(work: Callable[[int], object], count: int) -> float:
    """Return how many a second of one core's time, the best of some rounds."""
    best = 0.0
    for _ in range(ROUNDS):
        started = time.process_time()
        for place in range(count):
            work(place)
        best = max(best, count / (time.process_time() - started))
    return best


def single(work: Callable[[int], object], count: int) -> Sequence[float]:
    """Return the milliseconds of processor time that each took alone."""
    taken = []
    for place in range(count):
        started = time.process_time()
        work(place)
        taken.append((time.process_time() - started) * 1000)
    return taken


def main() -> None:
    """Make invoices, compare and decide them, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    seed = random.Random(options.seed)  # noqa: S311  test data
    given = [world(number, seed) for number in range(options.n)]
    cases = [case_of(each) for each in given]
    say(machine())
    found = [decide_case(case, DEFAULT_POLICY) for case in cases]
    clean = sum(1 for each in found if not each.exceptions)
    lines = statistics.mean(len(each.reading.lines) for each in given)
    say(f"{len(given):,} invoices, {lines:.1f} lines each; {clean:,} without an exception")
    steps: tuple[tuple[str, Callable[[int], object]], ...] = (
        ("compare", lambda place: match_invoice_lines(given[place])),
        ("decide", lambda place: decide_case(cases[place], DEFAULT_POLICY)),
    )
    for name, work in steps:
        taken = single(work, len(given))
        p95 = statistics.quantiles(taken, n=20)[-1]
        say(f"{name:>8}: {rate(work, len(given)):8,.0f} a second; one alone p95 {p95:.2f} ms")


if __name__ == "__main__":
    main()
