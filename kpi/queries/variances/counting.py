"""What is counted of a period, and by which mark a later look knows that nothing changed."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict

from django.db import connection

from ai.approved import Purpose
from ai.queries import mark_of_policies
from kpi.queries.variances import gathering
from kpi.queries.variances.gathering import Compared
from kpi.rules.variance import decompose
from kpi.rules.variance.calendar import Calendar, Pattern, shifted
from kpi.rules.variance.checking import checked
from kpi.rules.variance.comparing import comparisons
from kpi.rules.variance.kept import RULES, Kept, keep
from kpi.rules.variance.narrative import narrate
from ledger import figures as books
from ledger import movements
from reconciliation.queries.case_file import policy_in_force

_NEAR = (-13, -12, -11, -1, 0, 1)
# What stands behind references; a change of any of it changes the mark of every period.
_GOODS_MARK = """
    SELECT concat_ws('/',
        (SELECT concat_ws('-', count(*), max(id), sum(quantity * unit_price))
         FROM intake_purchaseorderline),
        (SELECT concat_ws('-', count(*), max(id), sum(quantity_received - quantity_rejected))
         FROM intake_receiptline),
        (SELECT concat_ws('-', count(*), count(duplicate_of_id), count(*) FILTER (
            WHERE is_withdrawn), max(id)) FROM intake_invoice),
        (SELECT concat_ws('-', count(*), max(id), sum(quantity)) FROM intake_invoiceline),
        (SELECT concat_ws('-', count(*), max(id), sum(unit_cost)) FROM intake_item),
        (SELECT concat_ws('-', count(*), max(id)) FROM intake_itempack),
        (SELECT concat_ws('-', count(*), max(id)) FROM intake_paidinvoice),
        (SELECT concat_ws('-', count(*), max(id)) FROM reconciliation_linematch),
        (SELECT concat_ws('-', count(*), max(opened_on), max(closed_on), count(opened_on),
            count(closed_on)) FROM ledger_location),
        (SELECT md5(string_agg(concat_ws(':', account, account_name, account_type), '|'
            ORDER BY account)) FROM ledger_account))
"""


def calendar_in_force() -> Calendar:
    """Return the calendar that people set."""
    settings = asdict(policy_in_force().calendar)
    return Calendar(**{**settings, "pattern": Pattern(settings["pattern"])})


def retail_in_force() -> frozenset[str]:
    """Return the entities that value their stock by the retail method."""
    return frozenset(policy_in_force().inventory.retail_method_entities)


def quick_mark(period: str, calendar: Calendar) -> str:
    """Return a mark that is read in a moment."""
    return _hash([*_rules(calendar), movements.quick_mark(period)])


def marks(calendar: Calendar) -> dict[str, str]:
    """Return the full mark of every period that a plan names."""
    with connection.cursor() as cursor:
        cursor.execute(_GOODS_MARK)
        of_goods = cursor.fetchone()[0]
    of_books, of_policies = books.book_marks(), mark_of_policies(Purpose.VARIANCE)
    of_rules = _rules(calendar)
    first = min(of_books, default="")
    return {
        period: _hash(
            [*of_rules, of_goods, of_policies, first]
            + [of_books.get(shifted(period, by), "") for by in _NEAR]
        )
        for period in movements.planned_periods()
    }


def counted(periods: list[str], calendar: Calendar) -> Iterator[Kept]:
    """Explain every variance of these periods."""
    for each in gathering.rows(periods, calendar, retail=retail_in_force()):
        yield _kept(each)


def _kept(compared: Compared) -> Kept:
    row, account = compared.row, compared.account
    explained = decompose(row)
    narrative = checked(
        narrate(
            row,
            explained,
            account_name=account.account_name,
            account_type=account.account_type,
            plan_name=compared.plan_name,
        )
    )
    return keep(
        row,
        explained,
        narrative,
        plan=compared.plan,
        version=compared.version,
        account=(account.account_name, account.account_type),
        foreign=compared.foreign,
        is_whole=compared.is_whole,
        compared=comparisons(row, compared.earlier),
    )


def _rules(calendar: Calendar) -> list[str]:
    return [RULES, repr(calendar), *sorted(retail_in_force())]


def _hash(parts: list[str]) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
