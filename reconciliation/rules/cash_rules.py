"""Rules for bank lines that finance people write: a condition, and what then is so.

A rule is turned into SQL of the engine. Its patterns know `*`, `#` for digits and `{number}`, and
nothing that could run away: the engine's expressions take time in proportion to the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TYPE_CHECKING

from core.errors import Refusal
from reconciliation.rules.cash_values import CashRule, RuleOutcome

if TYPE_CHECKING:
    import duckdb

MOST_RULES = 100
_LONGEST = 200
_NUMBER = "{number}"
_ASIDE = "CREATE TABLE IF NOT EXISTS put_aside (line BIGINT, strategy VARCHAR)"
_BOOK = """
    INSERT INTO hit SELECT l.id, NULL, '{type}', l.amount, NULL, {strategy}
    FROM l JOIN line ON line.id = l.id
    WHERE l.amount <> 0 AND l.nature IS DISTINCT FROM 'return' AND {condition}
"""
_WAIT = """
    INSERT INTO put_aside SELECT l.id, {strategy} FROM l JOIN line ON line.id = l.id
    WHERE {condition} AND l.id NOT IN (SELECT line FROM put_aside)
"""
_MATCH = """
    SELECT l.id AS line, i.id AS item, i.amount AS part,
        CASE WHEN i.amount = l.amount THEN NULL ELSE 'fee' END AS missing
    FROM l JOIN line ON line.id = l.id
    JOIN i ON number_key(i.ref) = number_key(plain({number})) AND i.currency = l.currency
    WHERE {condition} AND l.nature IS DISTINCT FROM 'return'
        AND (i.account IS NULL OR i.account = l.account)
        AND l.amount <> 0 AND sign(i.amount) = sign(l.amount)
        AND abs(i.amount - l.amount) * 100 <= {tolerance}::BIGINT * scale(l.currency)
"""


class UnableToReadRule(Refusal):
    """A rule says something that it cannot mean."""


class Sign(StrEnum):
    """Which way the money goes."""

    IN = "in"
    OUT = "out"


def strategy_of(rule: CashRule, version: int) -> str:
    """Return the name under which a match says that this rule made it."""
    return f"rule:{version}:{rule.name}"


def condition_of(rule: CashRule, *, text: str = "line") -> str:
    """Return the condition of a rule on a row of the table `line`, as SQL."""
    words = f"lower(strip_accents(concat_ws(' ', {text}.reference, {text}.memo)))"
    said = [f"contains({words}, {_folded(rule.contains)})"] if rule.contains else []
    if rule.pattern:
        said.append(f"regexp_matches({_upper(text)}, {_quoted(expression_of(rule.pattern))})")
    if rule.counterparty:
        folded = _folded(rule.counterparty)
        said.append(f"contains(lower(strip_accents(coalesce({text}.party, ''))), {folded})")
    if rule.account:
        said.append(f"{text}.account = {_quoted(rule.account)}")
    if rule.currency:
        said.append(f"{text}.currency = {_quoted(rule.currency)}")
    if rule.sign:
        said.append(f"{text}.amount {'>' if rule.sign == Sign.IN else '<'} 0")
    for limit, compared in ((rule.least, ">="), (rule.most, "<=")):
        if limit is not None:
            units = f"{int(limit * 100)} * scale({text}.currency)"
            said.append(f"abs({text}.amount) * 100 {compared} {units}")
    return " AND ".join(said)


def number_in(rule: CashRule, *, text: str = "line") -> str:
    """Return the number that the pattern of a rule finds in a line, as SQL."""
    return f"regexp_extract({_upper(text)}, {_quoted(expression_of(rule.pattern))}, 1)"


def expression_of(pattern: str) -> str:
    """Return a pattern as an expression: `*` is anything, `#` digits, `{number}` a number."""
    pieces = re.split(r"(\{number\}|\*|#+|\s+)", pattern.upper().replace("{NUMBER}", _NUMBER))
    return "".join(_piece(piece) for piece in pieces)


def _piece(piece: str) -> str:
    if piece == _NUMBER:
        return "([A-Z0-9][A-Z0-9/._-]*)"
    if piece == "*":
        return ".*"
    if piece.startswith("#"):
        return "[0-9]+" if len(piece) == 1 else f"[0-9]{{{len(piece)}}}"
    if piece.isspace():
        return r"\s+"
    return "".join(each if each.isalnum() else f"\\{each}" for each in piece)


def problem_with_rule(rule: CashRule, *, cap: Decimal) -> str | None:
    """Return why a rule cannot stand, or None."""
    if not rule.name.strip() or ":" in rule.name:
        return "Give the rule a name without a colon."
    if not (rule.contains or rule.pattern or rule.counterparty):
        return f"{rule.name}: say at least a text, a pattern or a payer."
    if max(map(len, (rule.contains, rule.pattern, rule.counterparty))) > _LONGEST:
        return f"{rule.name}: a text has at most {_LONGEST} characters."
    if rule.outcome is RuleOutcome.MATCH and rule.pattern.count(_NUMBER) != 1:
        return f"{rule.name}: a pattern that finds a record says {_NUMBER} once."
    if rule.outcome is not RuleOutcome.MATCH and _NUMBER in rule.pattern:
        return f"{rule.name}: {_NUMBER} is for rules that find a record."
    if rule.outcome in (RuleOutcome.FEE, RuleOutcome.ADJUSTMENT) and rule.most is None:
        return f"{rule.name}: say up to which amount it may book."
    if rule.outcome is RuleOutcome.WAIT and not 1 <= rule.wait_days <= 365:
        return f"{rule.name}: a line waits between 1 and 365 days."
    if rule.tolerance < 0 or rule.tolerance > cap:
        return f"{rule.name}: what may be missing is between 0 and {cap}."
    if rule.least is not None and rule.most is not None and rule.least > rule.most:
        return f"{rule.name}: the smallest amount is above the largest."
    return None


def changes_of(
    before: Sequence[Mapping[str, object]], after: Sequence[Mapping[str, object]]
) -> str:
    """Return in words what one list of rules changes in another, for whoever approves it."""
    old = {str(rule["name"]): rule for rule in before}
    new = {str(rule["name"]): rule for rule in after}
    kept = [name for name in new if name in old]
    said = {
        "New": [name for name in new if name not in old],
        "Changed": [name for name in kept if new[name] != old[name]],
        "Retired": [name for name in old if name not in new],
    }
    parts = [f"{what}: {', '.join(names)}." for what, names in said.items() if names]
    if kept != [name for name in old if name in new]:
        parts.append("The order is another.")
    return " ".join(parts)


def apply(database: duckdb.DuckDBPyConnection, rule: CashRule, version: int) -> str | None:
    """Book or put aside what a rule says; return the question of one that finds records."""
    database.execute(_ASIDE)
    named = {"strategy": _quoted(strategy_of(rule, version)), "condition": condition_of(rule)}
    if rule.outcome is RuleOutcome.MATCH:
        tolerance = int(rule.tolerance * 100)
        return _MATCH.format(**named, number=number_in(rule), tolerance=tolerance)
    if rule.outcome is RuleOutcome.WAIT:
        database.execute(_WAIT.format(**named))
    else:
        database.execute(_BOOK.format(**named, type=rule.outcome.value))
    return None


def from_json(rows: object) -> tuple[CashRule, ...]:
    """Return rules as they are stored or typed.

    :raises UnableToReadRule: a field cannot be read; the text names it.
    """
    if not isinstance(rows, list) or len(rows) > MOST_RULES:
        raise UnableToReadRule(f"At most {MOST_RULES} rules are written in one list.")
    rules = tuple(_rule(row) for row in rows if isinstance(row, Mapping))
    names = [rule.name for rule in rules]
    if len(set(names)) != len(names):
        raise UnableToReadRule("Two rules have one name.")
    return rules


def to_json(rules: Sequence[CashRule]) -> list[dict[str, object]]:
    """Return rules as they are stored."""
    return [
        {
            "name": rule.name,
            "contains": rule.contains,
            "pattern": rule.pattern,
            "counterparty": rule.counterparty,
            "account": rule.account,
            "currency": rule.currency,
            "sign": rule.sign,
            "least": None if rule.least is None else str(rule.least),
            "most": None if rule.most is None else str(rule.most),
            "outcome": rule.outcome.value,
            "ledger_account": rule.ledger_account,
            "tolerance": str(rule.tolerance),
            "wait_days": rule.wait_days,
        }
        for rule in rules
    ]


def _rule(row: Mapping[str, object]) -> CashRule:
    name = str(row.get("name") or "").strip()
    try:
        return CashRule(
            name=name,
            contains=_said(row, "contains"),
            pattern=_said(row, "pattern"),
            counterparty=_said(row, "counterparty"),
            account=_said(row, "account"),
            currency=_said(row, "currency").upper(),
            sign=Sign(_said(row, "sign")).value if _said(row, "sign") else "",
            least=_amount(row, "least"),
            most=_amount(row, "most"),
            outcome=RuleOutcome(_said(row, "outcome")),
            ledger_account=_said(row, "ledger_account"),
            tolerance=_amount(row, "tolerance") or Decimal(0),
            wait_days=int(_said(row, "wait_days") or 0),
        )
    except (ValueError, InvalidOperation) as error:
        raise UnableToReadRule(f"{name or 'A rule'}: {error}.") from error


def _said(row: Mapping[str, object], name: str) -> str:
    value = row.get(name)
    return "" if value is None else str(value).strip()


def _amount(row: Mapping[str, object], name: str) -> Decimal | None:
    text = _said(row, name)
    if not text:
        return None
    value = Decimal(text)
    if not value.is_finite() or value < 0:
        raise ValueError(f"{text} is not an amount")
    return value


def _upper(text: str) -> str:
    return f"upper(strip_accents(concat_ws(' ', {text}.reference, {text}.memo)))"


def _folded(text: str) -> str:
    """Return a text as SQL that is compared without regard to case and accents."""
    return f"lower(strip_accents({_quoted(text)}))"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''").replace("\0", "") + "'"
