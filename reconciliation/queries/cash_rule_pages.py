"""Versions of the rules for bank lines, for their page."""

from dataclasses import dataclass

from django.db.models import Case, Q, When

from reconciliation.models import CashRuleBook, PolicyState
from reconciliation.rules.cash_rules import changes_of

_MOST = 20


@dataclass(frozen=True, slots=True)
class RuleFile:
    """The rules in force, those proposed with what they change, and those before."""

    in_force: CashRuleBook | None
    proposed: list[tuple[CashRuleBook, str]]
    earlier: list[CashRuleBook]


def rule_file() -> RuleFile:
    """Return what is in force and proposed however old, then the newest; one statement."""
    is_live = Q(state__in=(PolicyState.IN_FORCE.value, PolicyState.PROPOSED.value))
    first = Case(When(is_live, then=0), default=1)
    books = list(CashRuleBook.objects.order_by(first, "-version")[: 2 * _MOST])
    force = [each for each in books if each.state == PolicyState.IN_FORCE.value]
    proposed = [each for each in books if each.state == PolicyState.PROPOSED.value]
    earlier = [each for each in books if each not in force and each not in proposed]
    before = force[0].rules if force else []
    changes = [(each, changes_of(before, each.rules)) for each in proposed]
    return RuleFile(force[0] if force else None, changes, earlier[:_MOST])
