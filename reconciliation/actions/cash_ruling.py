"""What a rule of people says beside a match: the account of its part, how long a line waits."""

from django.db import connection

from reconciliation.rules import cash_rules
from reconciliation.rules.cash_values import CashSettings

_ACCOUNTS = """
    UPDATE reconciliation_cashmatchpart AS part SET account = rule.account
    FROM reconciliation_cashmatch AS known
    JOIN unnest(%s::text[], %s::text[]) AS rule (strategy, account)
        ON rule.strategy = known.strategy
    WHERE known.run_id = %s AND part.match_id = known.id AND part.record_key IS NULL
        AND rule.account <> ''
"""
_WAITS = """
    UPDATE reconciliation_cashmatch AS known
    SET waits_until = line.booked_on + rule.days, waits_for = rule.name
    FROM intake_bankline AS line,
        unnest(%s::text[], %s::text[], %s::int[]) AS rule (strategy, name, days)
    WHERE known.run_id = %s AND line.id = known.bank_line_id AND known.status <> 'matched'
        AND rule.strategy = known.strategy AND rule.days > 0 AND known.waits_until IS NULL
"""


def write_what_rules_say(settings: CashSettings, *, run: int) -> None:
    """Complete what a run wrote of lines that a rule took; nothing where there are no rules."""
    if not settings.rules:
        return
    rules = settings.rules
    strategies = [cash_rules.strategy_of(rule, settings.rules_version) for rule in rules]
    with connection.cursor() as cursor:
        cursor.execute(_ACCOUNTS, [strategies, [rule.ledger_account for rule in rules], run])
        names, days = [rule.name for rule in rules], [rule.wait_days for rule in rules]
        cursor.execute(_WAITS, [strategies, names, days, run])
