"""Deposits and payouts that no report itemizes: from the tables of a run to the rules and back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from reconciliation.rules.cash_batches import Batch, BatchLine, Explained, explain, look_back
from reconciliation.rules.cash_values import CashSettings

if TYPE_CHECKING:
    import duckdb

# A batch is named `label` or `label|tender`; the label stands in the text of its lines.
_LINES = """
WITH label AS (
    SELECT DISTINCT batch, plain(split_part(batch, '|', 1)) AS label, currency FROM i
    WHERE batch IS NOT NULL
), start AS (
    -- A label begins with a word of the line: only such lines are worth putting words together.
    SELECT DISTINCT left(label, unnest(range(1, length(label) + 1))) AS start FROM label
), begun AS (
    SELECT DISTINCT id FROM (SELECT id, unnest(words[:24]) AS word FROM l)
    SEMI JOIN start ON start.start = word
), word AS (SELECT id, unnest(grams(words[:24])) AS word FROM l SEMI JOIN begun USING (id))
SELECT DISTINCT label.batch, l.currency, l.id, epoch(l.day)::BIGINT // 86400, l.amount
FROM word JOIN label ON label.label = word.word JOIN l ON l.id = word.id
WHERE l.currency = label.currency AND l.amount <> 0 AND l.nature IS NULL
ORDER BY ALL
"""
# Only whole numbers: `named` says which batch each number is.
_ITEMS = """
WITH named AS (
    SELECT unnest($batches::VARCHAR[]) AS batch, unnest($currencies::VARCHAR[]) AS currency,
        unnest(range(len($batches))) AS number
)
SELECT number, id AS item, epoch(day)::BIGINT // 86400 AS day, coalesce(net, amount) AS net
FROM i JOIN named ON named.batch = i.batch AND named.currency = i.currency
ORDER BY number, day, id
"""
_HITS = """
INSERT INTO hit
WITH paid AS MATERIALIZED (
    SELECT line, i.id, i.type, i.amount, coalesce(i.net, i.amount) - i.amount AS kept, strategy
    FROM order_of_line JOIN settled USING (line) JOIN i ON i.id = order_of_line.item
)
SELECT line, id, type, amount, NULL, strategy FROM paid
UNION ALL
SELECT line, NULL, 'fee', sum(kept)::BIGINT, NULL, strategy FROM paid
GROUP BY line, strategy HAVING sum(kept) <> 0
UNION ALL
SELECT line, NULL, 'adjustment', difference, NULL, strategy FROM settled WHERE difference <> 0
"""


def deposits(database: duckdb.DuckDBPyConnection, settings: CashSettings) -> None:
    """Match deposits and payouts without a report with the orders of their days."""
    batches = list(_batches(database))
    look_back(batches, settings)
    explained: list[Explained] = []
    claimed: Counter[int] = Counter()
    for batch in batches:
        explain(batch, settings)
        explained += batch.explained
        claimed.update(each.line for each in batch.explained)
    _write(database, [each for each in explained if claimed[each.line] == 1])
    doubtful = sorted({line for batch in batches for line in batch.doubtful})
    doubtful += [line for line, count in sorted(claimed.items()) if count > 1]
    database.execute(
        "INSERT INTO doubt SELECT unnest($1::BIGINT[]), NULL, 'payout_of_days'", [doubtful]
    )


def _batches(database: duckdb.DuckDBPyConnection) -> Iterator[Batch]:
    lines: dict[tuple[str, str], list[BatchLine]] = defaultdict(list)
    for name, currency, line, day, amount in database.execute(_LINES).fetchall():
        lines[name, currency].append(BatchLine(line, day, amount))
    if not lines:
        return
    import numpy as np

    named = sorted(lines)
    asked = dict(zip(("batches", "currencies"), map(list, zip(*named, strict=True)), strict=True))
    found = database.execute(_ITEMS, asked).fetchnumpy()  # half a million at once
    number, item, day, net = (np.asarray(found[name]) for name in ("number", "item", "day", "net"))
    is_next = (np.diff(number) != 0) | (np.diff(day) != 0)
    first = np.concatenate((np.zeros(min(1, len(day)), np.int64), np.flatnonzero(is_next) + 1))
    end = [*first[1:].tolist(), len(day)]
    totals = np.add.reduceat(net, first).tolist() if len(first) else []
    begins = np.searchsorted(number[first], np.arange(len(named) + 1)).tolist()
    days, spans = day[first].tolist(), list(zip(first.tolist(), end, strict=False))
    for place, key in enumerate(named):
        own = slice(*begins[place : place + 2])
        yield Batch(
            key[0],
            dict(zip(days[own], spans[own], strict=True)),
            dict(zip(days[own], totals[own], strict=True)),
            item,
            net,
            sorted(lines[key], key=lambda each: (each.day, each.line)),
        )


def _write(database: duckdb.DuckDBPyConnection, explained: Sequence[Explained]) -> None:
    """Note the orders of each line, what the processor kept of them, and what is over or short."""
    if not explained:
        return
    import numpy as np

    items = [np.asarray(each.items, np.int64) for each in explained]
    lines = np.array([each.line for each in explained], np.int64)
    given = {
        "order_of_line": {
            "line": lines.repeat([len(each) for each in items]), "item": np.concatenate(items),
        },
        "settled": {
            "line": lines,
            "strategy": np.array([each.strategy for each in explained], np.object_),
            "difference": np.array([each.difference for each in explained], np.int64),
        },
    }  # fmt: skip
    for name, columns in given.items():
        database.register(name, columns)
    database.execute(_HITS)
    for name in given:
        database.unregister(name)
