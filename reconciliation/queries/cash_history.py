"""What rules for bank lines would have done to the lines that are here."""

from collections.abc import Sequence
from typing import Any

from core.money import minor_units
from intake.queries import cash_sources as intake
from reconciliation.queries.cash_work import rows_of
from reconciliation.rules import cash_engine, cash_text
from reconciliation.rules.cash_rules import condition_of, number_in
from reconciliation.rules.cash_values import CashRule, RuleOutcome

MOST_LINES = 100_000
_MOST_SHOWN = 20
_LINES = f"""
    SELECT line.id, line.account, line.amount, line.currency,
        {intake.ONE_LINE.format("line.reference")} AS reference,
        {intake.ONE_LINE.format("line.counterparty")} AS party,
        {intake.ONE_LINE.format("line.memo")} AS memo,
        known.status, known.decided_by IS NOT NULL AS by_person, settled.types, settled.records
    FROM ({intake.WORKED_LINES}) AS line
    LEFT JOIN reconciliation_cashmatch AS known ON known.bank_line_id = line.id
    LEFT JOIN LATERAL (
        SELECT array_agg(DISTINCT part.type) AS types,
            array_agg(DISTINCT part.record_id) FILTER (WHERE part.record_id IS NOT NULL) AS records
        FROM (SELECT type, record_id FROM reconciliation_cashmatchpart
            WHERE match_id = known.id ORDER BY position LIMIT 50) AS part
    ) AS settled ON known.status = 'matched'
    WHERE line.status = 'booked' ORDER BY line.id DESC LIMIT %s
"""  # noqa: S608 - statements of ours
_TABLE = """
    CREATE TABLE history (id BIGINT, account VARCHAR, amount BIGINT, currency VARCHAR,
        reference VARCHAR, party VARCHAR, memo VARCHAR, status VARCHAR, by_person BOOLEAN,
        types VARCHAR[], records VARCHAR[])
"""
_KINDS = (
    "BIGINT", "VARCHAR", "BIGINT", "VARCHAR", "VARCHAR", "VARCHAR", "VARCHAR", "VARCHAR",
    "BOOLEAN", "VARCHAR[]", "VARCHAR[]",
)  # fmt: skip
_HITS = """
    SELECT history.id, coalesce(status, 'unmatched') AS status, by_person, {agrees} AS agrees
    FROM history WHERE {condition} {found} AND id NOT IN (SELECT id FROM taken)
"""


def tried(rules: Sequence[CashRule]) -> dict[str, object]:
    """Return for each rule how many lines it takes, and how many against what people chose."""
    with cash_engine.new_database(threads=1, memory="512MB") as database:
        database.execute(cash_text.MACROS)
        database.execute(_TABLE)
        database.execute("CREATE TABLE taken (id BIGINT)")
        rows = rows_of(_LINES, [MOST_LINES])
        database.execute(_scale({row["currency"] for row in rows}))
        if rows:
            _fill(database, rows)
        return {"lines": len(rows), "rules": [_tried(database, rule) for rule in rules]}


def _tried(database: Any, rule: CashRule) -> dict[str, object]:
    found, agrees = "", f"types = ['{rule.outcome.value}']"
    if rule.outcome is RuleOutcome.MATCH:
        number = number_in(rule, text="history")
        found = f"AND {number} <> ''"
        agrees = f"list_contains(list_transform(records, lambda x: plain(x)), plain({number}))"
    condition = condition_of(rule, text="history")
    statement = _HITS.format(condition=condition, found=found, agrees=agrees)
    hits = database.execute(statement).fetchall()
    database.execute("INSERT INTO taken SELECT unnest($1::BIGINT[])", [[hit[0] for hit in hits]])
    settled = [hit for hit in hits if hit[1] == "matched"]
    against = [hit for hit in settled if not hit[3]]
    people = [hit for hit in against if hit[2]]
    others = [hit for hit in against if not hit[2]]
    return {
        "name": rule.name,
        "lines": len(hits),
        "open": len(hits) - len(settled),
        "against_people": len(people),
        "against_engine": len(others),
        "examples": [hit[0] for hit in dict.fromkeys(people + others + hits)][:_MOST_SHOWN],
    }


def _fill(database: Any, rows: list[dict[str, Any]]) -> None:
    """Insert in one statement: a column each, not a statement a row."""
    columns = list(zip(*map(_values, rows), strict=True))
    listed = ", ".join(f"unnest(${n}::{kind}[])" for n, kind in enumerate(_KINDS, start=1))
    database.execute(f"INSERT INTO history SELECT {listed}", [list(each) for each in columns])


def _values(row: dict[str, Any]) -> list[Any]:
    row = {**row, "amount": int(row["amount"] * 10 ** minor_units(row["currency"]))}
    return list(row.values())


def _scale(currencies: set[str]) -> str:
    odd = [(each, 10 ** minor_units(each)) for each in sorted(currencies) if minor_units(each) != 2]
    cases = "".join(f" WHEN money = '{currency}' THEN {units}" for currency, units in odd)
    return f"CREATE MACRO scale(money) AS {f'CASE{cases} ELSE 100 END' if odd else '100'}"
