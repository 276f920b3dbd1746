"""How often each way of matching cash was right, with what people took back here."""

from collections.abc import Mapping
from decimal import Decimal

from reconciliation.models import CashRuleBook, CashStrategyCount, PolicyState
from reconciliation.rules import cash_precision as rules
from reconciliation.rules.cash_precision import Counted, Precision
from reconciliation.rules.cash_rules import strategy_of
from reconciliation.rules.cash_values import CashSettings


def precisions(settings: CashSettings) -> list[Precision]:
    """Return every way of matching that may be taken, the passes first; two statements."""
    here = {
        each.strategy: Counted(each.made, each.taken_back)
        for each in CashStrategyCount.objects.all()
    }
    before = dict(rules.COUNTED)
    if settings.rules:
        book = CashRuleBook.objects.filter(state=PolicyState.IN_FORCE.value).first()
        tried = book.tried if book is not None else None
        for rule in settings.rules:
            name = strategy_of(rule, settings.rules_version)
            before[name] = rules.of_history(tried, rule.name)
    return [
        Precision(strategy, counted, here.get(strategy, Counted()))
        for strategy, counted in before.items()
    ]


def levels(settings: CashSettings) -> Mapping[str, Decimal]:
    """Return the confidence of every strategy, matched or not."""
    measured = {each.strategy: each.counts.confidence for each in precisions(settings)}
    return {**measured, **rules.NOT_MATCHED}
