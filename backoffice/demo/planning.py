"""The budget and the forecast, set beside what happened."""

from __future__ import annotations

import random
from collections import defaultdict
from decimal import Decimal

from backoffice.demo.chart import ACCOUNTS
from backoffice.demo.journal import Journal
from backoffice.demo.model import ZERO, cents
from backoffice.demo.timeline import Timeline

_FACTORS = {  # account, cost centre of the later month: plan as a share of what happened
    ("5200", "W01"): "0.725",
    ("6510", "O01"): "0.45",
    ("6320", "S301"): "0",
    ("5130", "S104"): "0",
    ("4110", "S301"): "1.24",
    ("4120", "S301"): "1.22",
    ("4130", "S301"): "1.25",
    ("4140", "S301"): "1.23",
    ("4110", "S204"): "1.31",
    ("4120", "S204"): "1.28",
    ("4130", "S204"): "1.30",
    ("4140", "S204"): "1.27",
    ("6530", "O02"): "0.32",
    ("6320", "S201"): "0",
}


def plan(rng: random.Random, journal: Journal, timeline: Timeline) -> list[list[str | Decimal]]:
    """The budget and one forecast, by account, cost centre, entity and period."""
    kinds = {row.split("|")[0]: row.split("|")[2] for row in ACCOUNTS}
    actual: dict[tuple[str, str, str, str], Decimal] = defaultdict(lambda: ZERO)
    for line in journal.lines:
        if kinds[line.account] in {"revenue", "expense"}:
            sign = -1 if kinds[line.account] == "revenue" else 1
            key = (line.period, line.account, line.cost_centre, line.entity)
            actual[key] += sign * (line.debit - line.credit)
    last, running = timeline.month(1).period, timeline.month(0).period
    rows: list[list[str | Decimal]] = []
    for (period, account, centre, entity), amount in sorted(actual.items()):
        factor = Decimal(_FACTORS.get((account, centre), "1")) if period == last else Decimal(1)
        for name, version, spread in (("budget", "v1", 30), ("forecast", f"{last}-f1", 12)):
            wobble = 1 + Decimal(rng.randint(-spread, spread)) / 1000
            share = factor if name == "budget" else (factor + 1) / 2
            planned = _round(amount * share * wobble)
            currency = journal.currencies[entity]
            rows.append([name, version, period, account, centre, entity, planned, currency])
            if period == last:
                ahead = _round(amount * (factor or 1) * wobble * Decimal("1.06"))
                rows.append([name, version, running, account, centre, entity, ahead, currency])
    return rows


def _round(amount: Decimal) -> Decimal:
    return cents((amount / 10).quantize(Decimal(1)) * 10)
