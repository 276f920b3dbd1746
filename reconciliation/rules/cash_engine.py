"""Matching cash: the passes run over everything that is open, in a database in memory.

`run` is given the tables of `cash_values.GIVEN` and leaves four: `verdict` and `part` say what
explains each bank line, `payout_verdict` and `payout_part` what each payout is made of. The same
rows always give the same answer: no pass depends on the order of rows, the clock or chance.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from core.money import minor_units
from reconciliation.rules import (
    cash_batched,
    cash_deposits,
    cash_groups,
    cash_passes,
    cash_payouts,
    cash_remitted,
    cash_rules,
    cash_text,
    cash_verdicts,
)
from reconciliation.rules.cash_passes import Pass
from reconciliation.rules.cash_values import GIVEN, CashSettings, PartType, ShortPayment

if TYPE_CHECKING:
    import duckdb

Progress = Callable[[str], None]
# The steps after which most of what can be settled is, and nothing takes it back.
SETTLES_MANY = frozenset({cash_passes.EXACT_REFERENCE.strategy, "whole words", "deposits"})

TABLES = """
CREATE TABLE hit (
    line BIGINT, item BIGINT, type VARCHAR, part BIGINT, missing VARCHAR, strategy VARCHAR
);
CREATE TABLE doubt (line BIGINT, item BIGINT, strategy VARCHAR);
CREATE TABLE rate (ppm BIGINT);
"""
_NATURE = """
UPDATE line SET nature = CASE
    WHEN regexp_matches(concat_ws(' ', memo, code), $returns, 'i') THEN 'return'
    WHEN regexp_matches(concat_ws(' ', memo, code), $interest, 'i') THEN 'interest'
    WHEN regexp_matches(concat_ws(' ', memo, code), $fees, 'i') THEN 'fee'
    WHEN upper(code) IN ('INT', 'NINT') OR ends_with(code, '/INTR') THEN 'interest'
    ELSE 'fee' END
WHERE nature IS NULL AND (regexp_matches(concat_ws(' ', memo, code), $any, 'i')
    -- What the formats of banks themselves call interest and charges.
    OR upper(code) IN ('INT', 'NINT', 'FEE', 'SRVCHG', 'CHG', 'NCHG')
    OR ends_with(code, '/INTR') OR ends_with(code, '/CHRG') OR ends_with(code, '/FEES'))
"""
# Whole minor units as a decimal of their currency again.
_DECIMAL = """
CREATE MACRO decimal_of(minor, money) AS CASE scale(money)
    WHEN 1 THEN minor::VARCHAR
    WHEN 100 THEN (minor::DECIMAL(28, 0) * 0.01)::VARCHAR
    WHEN 1000 THEN (minor::DECIMAL(28, 0) * 0.001)::VARCHAR
    ELSE (minor::DECIMAL(28, 0) * 0.0001)::VARCHAR END
"""
_COUNTED = """
CREATE OR REPLACE TEMP TABLE counted AS
WITH typed AS MATERIALIZED (
    SELECT candidate.*, item.type, (item.type = 'journal')::INT AS is_booked
    FROM candidate JOIN item ON item.id = candidate.item
), of_line AS (
    -- An entry of the books says again what an invoice or a payout says: those go first.
    SELECT line, min(is_booked) AS best,
        CASE min(is_booked) WHEN 0 THEN count(*) - sum(is_booked) ELSE count(*) END AS items
    FROM typed GROUP BY line
), kept AS MATERIALIZED (
    SELECT typed.*, of_line.items FROM typed JOIN of_line USING (line) WHERE is_booked = best
)
SELECT kept.*, of_item.lines FROM kept
JOIN (SELECT item, count(*) AS lines FROM kept GROUP BY item) AS of_item USING (item)
"""
_TAKE = """
INSERT INTO hit
SELECT line, item, type, part, missing, ? FROM counted WHERE items = 1 AND lines = 1
"""
_DOUBT = "INSERT INTO doubt SELECT line, item, ? FROM counted WHERE items > 1 OR lines > 1"
_MOST_ROUNDS = 6
_NEXT_ROUND = (
    "DELETE FROM line WHERE id IN (SELECT line FROM hit)",
    "DELETE FROM item WHERE id IN (SELECT item FROM hit WHERE item IS NOT NULL)",
    "DELETE FROM doubt",
    cash_passes.EXACT_PAIRS_LEFT,
)
# Hits are only ever added: what was closed before is not looked at again.
_FRESH = "(SELECT {column} FROM hit WHERE rowid >= getvariable('closed') AND {column} IS NOT NULL)"
_LINES, _ITEMS = _FRESH.format(column="line"), _FRESH.format(column="item")
CLOSE_TAKEN = (
    f"DELETE FROM l WHERE id IN {_LINES}",  # noqa: S608 - statements of ours
    f"DELETE FROM i WHERE id IN {_ITEMS}",  # noqa: S608
    f"DELETE FROM found WHERE line IN {_LINES} OR item IN {_ITEMS}",  # noqa: S608
    "SET VARIABLE closed = (SELECT count(*) FROM hit)",
)


def new_database(
    *, threads: int = 2, memory: str = "1GB", spill: Path | None = None
) -> duckdb.DuckDBPyConnection:
    """Return a database in memory with the tables that a run is given, empty.

    What does not fit goes into a folder that is removed with the run, or nowhere.
    """
    import duckdb

    database = duckdb.connect(
        ":memory:",
        config={"threads": threads, "memory_limit": memory, "temp_directory": str(spill or "")},
    )
    database.execute("SET preserve_insertion_order = false")
    for name, columns in GIVEN.items():
        listed = ", ".join(f"{column} {kind}" for column, kind in columns)
        database.execute(f"CREATE TABLE {name} ({listed})")
    return database


def run(
    database: duckdb.DuckDBPyConnection,
    settings: CashSettings,
    progress: Progress = lambda _step: None,
) -> None:
    """Match all that the given tables hold; leave verdicts and parts behind."""
    database.execute(cash_text.MACROS)
    database.execute(TABLES)
    _set_limits(database, settings)
    _tell_nature(database, settings)
    cash_payouts.decompose(database)
    database.execute("CREATE TABLE asked AS SELECT id, amount, currency, nature FROM line")
    database.execute("SET VARIABLE closed = 0")
    for each in range(_MOST_ROUNDS):
        before = _count(database)
        if each == 0:
            _prepare(database, progress)
        else:
            _ask(database, cash_passes.EXACT_REFERENCE)
        _one_round(database, settings, progress)
        if _count(database) == before:
            break
        # What was taken leaves fewer answers for the rest: asked again, until nothing more falls.
        _execute(database, _NEXT_ROUND)
    cash_verdicts.conclude(database)
    progress("verdicts")


def _prepare(database: duckdb.DuckDBPyConnection, progress: Progress) -> None:
    """Explain what is certain, which is most, and find all numbers in the text of the rest."""
    cash_groups.returned(database)
    cash_remitted.remitted(database)
    cash_batched.batched(database)
    _execute(database, cash_text.PARTIES)
    progress("names")
    database.execute(cash_passes.EXACT_PAIRS)
    _ask(database, cash_passes.EXACT_REFERENCE)
    progress(cash_passes.EXACT_REFERENCE.strategy)
    _execute(database, (*cash_text.PREPARE, *cash_text.FIND_WHOLE))
    progress("whole numbers")
    database.execute("SET VARIABLE closed = (SELECT count(*) FROM hit)")
    _ask(database, cash_passes.WHOLE_WORDS)
    progress("whole words")
    close_taken(database)
    _execute(database, cash_text.FIND_ALL)
    progress("all numbers")


def _one_round(
    database: duckdb.DuckDBPyConnection, settings: CashSettings, progress: Progress
) -> None:
    close_taken(database)
    _ask(database, cash_passes.WORDS)
    close_taken(database)
    progress(cash_passes.WORDS.strategy)
    _ask_rules(database, settings)
    progress("rules")
    _execute(database, cash_text.SAME_AMOUNT_AND_PAYER)
    progress("same amount and payer")
    for each in cash_passes.PASSES:
        _ask(database, each)
        close_taken(database)
        progress(each.strategy)
    for step in (
        cash_groups.several_references,
        cash_groups.instalments,
        cash_groups.announced_parts,
        cash_deposits.deposits,
        cash_groups.subsets_of_payers,
        cash_groups.own_movements,
    ):
        step(database, settings)
        close_taken(database)
        progress(step.__name__)


def _ask_rules(database: duckdb.DuckDBPyConnection, settings: CashSettings) -> None:
    """Ask what people wrote, in their order; the first rule that fits a line has it."""
    for rule in settings.rules:
        question = cash_rules.apply(database, rule, settings.rules_version)
        if question is not None:
            strategy = cash_rules.strategy_of(rule, settings.rules_version)
            _ask(database, Pass(strategy, "", question))
        close_taken(database)


def _count(database: duckdb.DuckDBPyConnection) -> int:
    return int(database.execute("SELECT count(*) FROM hit").fetchall()[0][0])


def close_taken(database: duckdb.DuckDBPyConnection) -> None:
    """Take what is explained out of what is open."""
    closed, now = database.execute(
        "SELECT getvariable('closed'), (SELECT count(*) FROM hit)"
    ).fetchall()[0]
    if closed != now:
        _execute(database, CLOSE_TAKEN)


def _execute(database: duckdb.DuckDBPyConnection, statements: Sequence[str]) -> None:
    for statement in statements:
        database.execute(statement)


def _ask(database: duckdb.DuckDBPyConnection, each: Pass) -> None:
    made = database.execute(f"CREATE OR REPLACE TEMP TABLE candidate AS {each.question}")
    if made.fetchall() == [(0,)]:
        return
    database.execute(_COUNTED)
    database.execute(_TAKE, [each.strategy])
    database.execute(_DOUBT, [each.strategy])


def _set_limits(database: duckdb.DuckDBPyConnection, settings: CashSettings) -> None:
    for name in (
        "days_before",
        "days_after",
        "reference_days_after",
        "return_days",
        "transfer_days",
    ):
        database.execute(f"SET VARIABLE {name} = {int(getattr(settings, name))}")
    database.execute(f"SET VARIABLE subset_chance = {settings.subset_chance}::DOUBLE")
    rates = [int(percent * 10_000) for percent in settings.discount_rates]
    database.execute(f"SET VARIABLE rates = {rates}::BIGINT[]")
    database.execute("INSERT INTO rate SELECT unnest(getvariable('rates'))")
    database.execute(_scale(database))
    database.execute(_DECIMAL)
    database.execute(_missing(settings.short_payments))


def _tell_nature(database: duckdb.DuckDBPyConnection, settings: CashSettings) -> None:
    """Say what the words of a line make it, where the bank itself did not say so."""
    words = {
        "returns": settings.return_words,
        "interest": settings.interest_words,
        "fees": settings.fee_words,
    }
    database.execute(_NATURE, {**words, "any": "|".join(words.values())})


def _scale(database: duckdb.DuckDBPyConnection) -> str:
    """Return how many minor units one unit of each currency has, as a macro."""
    rows = database.execute("SELECT currency FROM line UNION SELECT currency FROM item").fetchall()
    odd = [(row[0], 10 ** minor_units(row[0])) for row in sorted(rows) if minor_units(row[0]) != 2]
    cases = "".join(f" WHEN money = '{currency}' THEN {units}" for currency, units in odd)
    body = f"CASE{cases} ELSE 100 END" if odd else "100"
    return f"CREATE MACRO scale(money) AS {body}"


def _missing(limits: tuple[ShortPayment, ...]) -> str:
    """Return what is missing from a payment, where a limit allows it, as a macro.

    Who pays us may keep a discount or lose a charge of the bank on the way; when we pay, we keep
    the discount, and a charge comes on top.
    """
    cases = "".join(f" WHEN {_allowed(limit)} THEN '{limit.type}'" for limit in limits)
    return (
        "CREATE MACRO missing(paid, owed, money) AS CASE WHEN sign(paid) <> sign(owed)"
        " OR paid = owed OR (owed > 0 AND paid > owed) THEN NULL"
        f"{cases} ELSE NULL END"
    )


def _allowed(limit: ShortPayment) -> str:
    cap, ppm = int(limit.absolute * 100), int(limit.percent * 10_000)
    currency = "" if limit.currency == "*" else f" AND money = '{limit.currency}'"
    # A share of an amount is rounded to a minor unit by whoever pays it.
    half = " + 500000" if limit.type is PartType.ADJUSTMENT else ""
    way = "(owed > 0 OR paid < owed)" if limit.type is PartType.FEE else "abs(paid) < abs(owed)"
    return (
        f"{way} AND abs(owed - paid) * 100 <= {cap}::BIGINT * scale(money)"
        f" AND abs(owed - paid) * 1000000 <= {ppm} * abs(owed){half}{currency}"
    )
