"""The published payments: what a person is offered for each, beside the plain rule."""

import csv
import gzip
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from benchmarks import cash_match
from benchmarks.cash_corpus import half_of
from benchmarks.cash_looks import (
    Ranks,
    analyze,
    database_seconds,
    look,
    rank_of,
    say_times,
    scanned,
)
from benchmarks.homes import say

Row = dict[str, str]


def payments(half: int, corpus: Path) -> None:
    """Load one half of the published payments, match, and take every first suggestion."""
    sent, received = (_half(corpus, name, half) for name in ("sent", "received"))
    _load_payments(sent, received)
    analyze()
    say(f"matching: {cash_match.match()}")
    analyze()
    _say_suggested(sent, received)
    _say_baseline(sent, received)


def _half(corpus: Path, name: str, half: int) -> list[Row]:
    with gzip.open(corpus / f"payments_{name}.csv.gz", "rt", encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if half_of(row["ground_truth"]) == half]


def _load_payments(sent: Sequence[Row], received: Sequence[Row]) -> None:
    from intake.models import BankAccount, BankLine, PaidInvoice, Vendor
    from intake.rules.names import name_key

    account = BankAccount.objects.create(bank_account="MAIN", currency="EUR", is_described=True)
    names = sorted({row["memo"] for row in sent})
    Vendor.objects.bulk_create(
        Vendor(
            pk=n, vendor_id=str(n), vendor_name=name, name_key=name_key(name) or "",
            first_seen_on=date(2022, 1, 1),
        )
        for n, name in enumerate(names, 1)
    )  # fmt: skip
    of_name = {name: n for n, name in enumerate(names, 1)}
    PaidInvoice.objects.bulk_create(
        PaidInvoice(
            pk=n, vendor_id=of_name[row["memo"]], invoice_number=f"S{n:06}", number_key=f"S{n:06}",
            issue_date=row["transaction_date"], gross_total=-Decimal(row["amount"]), currency="EUR",
        )
        for n, row in enumerate(sent, 1)
    )  # fmt: skip
    BankLine.objects.bulk_create(
        BankLine(
            pk=n, bank_account=account, line_key=str(n), booked_on=row["transaction_date"],
            amount=Decimal(row["amount"]), currency="EUR", counterparty=row["memo"],
        )
        for n, row in enumerate(received, 1)
    )  # fmt: skip


def _say_suggested(sent: Sequence[Row], received: Sequence[Row]) -> None:
    """Rank what is open; then take the first suggestion of every line, one after the other."""
    from django.db import connection

    from core.actors import PIPELINE

    where = {row["ground_truth"]: n * 8 + 2 for n, row in enumerate(sent, 1)}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT known.bank_line_id, part.record_key FROM reconciliation_cashmatch AS known"
            " JOIN reconciliation_cashmatchpart AS part ON part.match_id = known.id"
            " WHERE known.status = 'matched' AND part.record_key IS NOT NULL"
        )
        posted = dict(cursor.fetchall())
    ranks, taken, scans = Ranks(), set(posted.values()), scanned()
    computed = database_seconds()
    given = list(posted.items())
    seen = []
    for n, row in enumerate(received, 1):
        if n in posted:
            continue
        each = look(n, PIPELINE)
        seen.append(each)
        ranks.ranks.append(rank_of(each, {where[row["ground_truth"]]}))
        first = next((key for key in each.records if key not in taken), None)
        if first is not None:
            taken.add(first)
            given.append((n, first))
    truth = {n: where[row["ground_truth"]] for n, row in enumerate(received, 1)}
    good = sum(truth[n] == key for n, key in posted.items())
    say(f"{len(received)} lines, {len(posted)} posted, {good} right")
    say(ranks.row("open payments"))
    right = sum(truth[n] == key for n, key in given)
    say(f"every first suggestion taken in turn: {_f1(len(given), right, len(received))}")
    say_times(seen, scans, database_seconds() - computed)


def _say_baseline(sent: Sequence[Row], received: Sequence[Row]) -> None:
    """Say what the plain rule finds, the nearest amount first."""
    by_start = defaultdict(list)
    for n, row in enumerate(sent):
        by_start[row["memo"][:3]].append((n, date.fromisoformat(row["transaction_date"]), row))
    pairs = []
    for n, row in enumerate(received):
        day, amount = date.fromisoformat(row["transaction_date"]), Decimal(row["amount"])
        for other, sent_on, its in by_start[row["memo"][:3]]:
            ratio = amount / Decimal(its["amount"])
            if abs((day - sent_on).days) <= 31 and Decimal("0.70") <= ratio <= Decimal("1.05"):
                pairs.append((abs(1 - ratio), abs((day - sent_on).days), n, other))
    taken: tuple[set[int], set[int]] = set(), set()
    right = given = 0
    for _, _, n, other in sorted(pairs):
        if n not in taken[0] and other not in taken[1]:
            taken[0].add(n)
            taken[1].add(other)
            given += 1
            right += received[n]["ground_truth"] == sent[other]["ground_truth"]
    say(f"the plain rule alone: {_f1(given, right, len(received))}")


def _f1(given: int, right: int, of: int) -> str:
    return (
        f"{given} given, {right} right, precision {right / max(1, given):.4f},"
        f" recall {right / of:.4f}, F1 {2 * right / max(1, given + of):.4f}"
    )
