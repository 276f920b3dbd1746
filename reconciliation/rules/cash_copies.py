"""How rows as they were copied out become what a run is given: whole minor units, one line a text.

The database that keeps the rows works row by row; the one of the engine by column, ten times as
fast. So lines and items leave the first as they stand, and are counted in minor units here.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from babel.numbers import list_currencies

from core.money import minor_units
from reconciliation.rules.cash_values import GIVEN, CashSettings, ProcessorFee

if TYPE_CHECKING:
    import duckdb

# The columns of the copies, where they are not those of the table itself. Decimals are text: they
# may have more digits than any type.
_COPIED_LINES = tuple(
    (name, "VARCHAR" if name in {"amount", "other_amount"} else kind)
    for name, kind in GIVEN["line"]
)
_COPIED_ITEMS = (
    ("id", "BIGINT"),
    ("type", "VARCHAR"),
    ("account", "VARCHAR"),
    ("day", "DATE"),
    ("left_over", "VARCHAR"),  # what is still open of it
    ("whole", "VARCHAR"),  # all of it, where a part is settled already
    ("currency", "VARCHAR"),
    ("reference", "VARCHAR"),
    ("also", "VARCHAR"),
    ("party", "VARCHAR"),
    ("party_account", "VARCHAR"),
    ("batch", "VARCHAR"),
    ("tender", "VARCHAR"),
    ("record_id", "VARCHAR"),
)
_COPIED = {"line": _COPIED_LINES, "item": _COPIED_ITEMS}
# An amount with more decimals than any currency knows is none, nor is one beyond all bounds. Most
# are written with two decimals and counted in hundredths: without the point they are the number.
_MACROS = r"""
CREATE OR REPLACE MACRO exactly(x) AS CASE
    WHEN strpos(x, '.') BETWEEN 1 AND length(x) - 5
        AND regexp_matches(x, '\.[0-9]{4}[0-9]*[1-9]') THEN NULL
    ELSE TRY_CAST(x AS DECIMAL(28, 4)) END;
CREATE OR REPLACE MACRO in_minor(x, n) AS TRY_CAST(x * n AS BIGINT);
CREATE OR REPLACE MACRO whole_minor(x, n) AS CASE WHEN x * n = trunc(x * n)
    THEN in_minor(x, n) END;
CREATE OR REPLACE MACRO counted_minor(x, n) AS CASE
    WHEN n IS NULL AND length(x) BETWEEN 4 AND 18 AND strpos(x, '.') = length(x) - 2
    THEN TRY_CAST(replace(x, '.', '') AS BIGINT)
    ELSE whole_minor(exactly(x), coalesce(n, 100)) END;
CREATE OR REPLACE MACRO one_line(x) AS CASE
    WHEN contains(x, chr(10)) OR contains(x, chr(13)) OR contains(x, chr(9))
    THEN regexp_replace(x, '[\n\r\t]', ' ', 'g') ELSE x END;
"""
_LINES = """
    SELECT id, account, day, minor AS amount, line.currency,
        one_line(reference) AS reference, one_line(party) AS party, party_account,
        one_line(memo) AS memo,
        in_minor(exactly(other_amount), coalesce(other.n, 100)) AS other_amount,
        other_currency, nature, one_line(code) AS code
    FROM (
        SELECT line.*, counted_minor(amount, own.n) AS minor
        FROM {rows} AS line LEFT JOIN unit AS own ON own.currency = line.currency
    ) AS line
    LEFT JOIN unit AS other ON other.currency = line.other_currency
    WHERE minor IS NOT NULL
"""
_ITEMS = """
    SELECT id, type, account, day, amount, {net} AS net, currency, one_line(reference) AS reference,
        one_line(also) AS also, one_line(party) AS party, party_account, batch, record_id,
        in_minor(whole, n) AS whole
    FROM (
        SELECT item.* EXCLUDE (whole, left_over), coalesce(unit.n, 100) AS n,
            exactly(whole) AS whole, counted_minor(left_over, unit.n) AS amount
        FROM {rows} AS item LEFT JOIN unit ON unit.currency = item.currency
    )
    WHERE amount <> 0 AND (whole IS NULL OR sign(whole) = sign(amount))
"""
_CSV = (
    "read_csv('{path}', header = false, delim = ',', quote = '\"', escape = '\"', nullstr = '',"
    " auto_detect = false, columns = {{{columns}}})"
)


def prepare(database: duckdb.DuckDBPyConnection) -> None:
    """Tell a database what reading the copies needs."""
    database.execute(_MACROS)
    database.execute("CREATE TABLE unit (currency VARCHAR, n INTEGER)")
    database.execute(
        "INSERT INTO unit SELECT unnest($1::VARCHAR[]), unnest($2::INTEGER[])",
        [list(column) for column in zip(*odd_currencies(), strict=True)],
    )


def read(name: str, path: str, settings: CashSettings) -> str:
    """Return the statement that reads the copy of one table as a run is given it."""
    listed = _COPIED.get(name, GIVEN[name])
    columns = ", ".join(f"'{column}': '{kind}'" for column, kind in listed)
    rows = _CSV.format(path=path, columns=columns)
    if name == "line":
        return _LINES.format(rows=rows)
    if name == "item":
        return _ITEMS.format(rows=rows, net=_net(settings))
    return f"SELECT * FROM {rows}"  # noqa: S608 - names of ours


@cache
def odd_currencies() -> tuple[tuple[str, int], ...]:
    """Return the currencies that are not counted in hundredths, and their minor units."""
    return tuple(
        (code, 10 ** minor_units(code))
        for code in sorted(list_currencies())
        if minor_units(code) != 2
    )


def _net(settings: CashSettings) -> str:
    """Return what reaches the bank of a sale, less the processor's fee, rounded half up once.

    A fee is kept of sales and not given back with a refund (T75); `*` is any other processor.
    """
    fees = {fee.processor.lower(): _after_fee(fee) for fee in settings.processor_fees}
    if not fees:
        return "NULL::BIGINT"
    other = fees.pop("*", "NULL")
    cases = "".join(f" WHEN {_quoted(name)} THEN {net}" for name, net in fees.items())
    by_tender = f"CASE tender{cases} ELSE {other} END" if cases else other
    return (
        "CASE WHEN tender IS NULL THEN NULL WHEN amount <= 0 THEN amount"
        f" ELSE ({by_tender})::BIGINT END"
    )


def _after_fee(fee: ProcessorFee) -> str:
    ppm, fixed = int(fee.percent * 10_000), int(fee.fixed * 100)
    return f"amount - (amount * {ppm} + 500000) // 1000000 - {fixed} * n // 100"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
