"""What a model is asked to put into words about a variance: its facts, records and passages (pure).

Amounts stand beside the word of their part and point one way; a sentence that gives one to another
part, or turns it round, is thrown away by the same check as everybody's.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from ai.grounding import Claim, Fact, problems_with
from ai.wording import Kind, tokens_of
from intake.rules.instructions import suspicion_of
from kpi.rules.variance.judging import Direction, direction, percent_of
from kpi.rules.variance.kept import Kept
from kpi.rules.variance.narrative import EVIDENCE_SHOWN, WORDS, shown
from kpi.rules.variance.values import Driver
from reconciliation.rules import wording_step

# The word that must stand beside the amount of a part.
ROLES: Final[dict[Driver, str]] = {
    Driver.PRICE: "prices",
    Driver.VOLUME: "quantities",
    Driver.MIX: "mix",
    Driver.CURRENCY: "exchange",
    Driver.TIMING: "timing",
    Driver.ONE_OFF: "one-off",
    Driver.RECLASSIFICATION: "reclassification",
    Driver.FREIGHT: "freight",
    Driver.ALLOWANCE: "allowances",
    Driver.ACCRUAL_TRUE_UP: "accrued",
    Driver.NEW_LOCATION: "new",
    Driver.CLOSED_LOCATION: "closed",
    Driver.OTHER: "other",
}
# Words for causes. One that no driver here goes by, and no record says, is a cause made up.
_CAUSE_WORDS: Final = (
    "price prices pricing inflation volume volumes quantity quantities demand mix assortment "
    "currency exchange fx timing cut-off cutoff late delay delayed postponed one-off one-time "
    "exceptional non-recurring flood fire storm strike reclassification reclassified reclass "
    "misposting misposted freight transport shipping carriage haulage logistics fuel allowance "
    "allowances rebate rebates discount discounts bonus accrual accruals accrued true-up opening "
    "opened new closed closure closing weather promotion promotions campaign theft shrink "
    "shrinkage error mistake fraud tariff tariffs duty wage wages overtime headcount season "
    "seasonal holiday holidays easter christmas competition economy"
)
_CAUSES: Final = frozenset(_CAUSE_WORDS.split())
_FIGURES: Final = "figures"


def asked_of(kept: Kept, passages: Mapping[str, str]) -> str:
    """Return what is asked about one variance, as a model reads it."""
    facts = list(_facts(kept))
    rows = {_FIGURES, *_records(kept)}
    part = wording_step.part_of(0, facts, sorted(rows), [], passages)
    part["unsaid"] = sorted(_CAUSES - _said_here(kept, facts))
    told = [each for each in _statements(kept) if _holds(each, part)]
    return wording_step.to_text([{**part, "statements": told}])


def _said_here(kept: Kept, facts: Sequence[Fact]) -> frozenset[str]:
    """Return the words that the drivers go by, and those of the facts themselves."""
    names = [*(each.value for each in facts), *_statements(kept)]
    return frozenset(
        token.text.lower() for name in names for token in tokens_of(name) if token.kind is Kind.WORD
    )


def _holds(statement: str, part: Mapping[str, Any]) -> bool:
    """Tell whether a statement of ours would be heard from a model."""
    grounds = wording_step.grounds_of(wording_step.to_text([{**part, "statements": [statement]}]))
    return not problems_with([Claim(statement, (_FIGURES,))], grounds[0])


def _records(kept: Kept) -> Iterator[str]:
    for part in kept.explained.parts:
        for name in part.evidence[:EVIDENCE_SHOWN]:
            yield f"record {name}"


def _facts(kept: Kept) -> Iterator[Fact]:
    place = kept.place
    for name, value in (
        ("account", place.account), ("account name", kept.account_name), ("entity", place.entity),
        ("cost centre", place.cost_centre), ("period", kept.period), ("plan", kept.plan_name),
        ("currency", kept.currency),
    ):  # fmt: skip
        if value:
            yield Fact(name, value)
    yield from _figures(kept)
    for part in kept.explained.parts:
        way = "added" if part.amount > 0 else "took"
        amount = _money(abs(part.amount), kept)
        yield Fact(part.driver.value, amount, role=ROLES[part.driver], direction=way)
        records = part.evidence[:EVIDENCE_SHOWN]
        yield from (Fact("record", name) for name in records)
        told = (kept.quotes[name] for name in records if name in kept.quotes)
        yield from (Fact("words of the record", text) for text in told if not suspicion_of(text))
    if kept.explained.unexplained:
        rest = kept.explained.unexplained
        amount = _money(abs(rest), kept)
        yield Fact("unexplained", amount, role="evidenced", direction=_way(rest))


def _figures(kept: Kept) -> Iterator[Fact]:
    yield Fact("actual", _money(kept.actual, kept), role="booked")
    yield Fact("plan amount", _money(kept.plan, kept), role="planned")
    if kept.prior is not None:
        yield Fact("the period before", _money(kept.prior, kept), role="before")
    if kept.variance:
        way = _way(kept.variance)
        yield Fact("variance", _money(abs(kept.variance), kept), role="variance", direction=way)
        percent = percent_of(kept.variance, kept.plan)
        if percent is not None:
            yield Fact("percent", f"{abs(percent):.1f} %", role="variance", direction=way)
    meaning = direction(kept.variance, kept.account_type)
    if meaning is not Direction.NEUTRAL:
        yield Fact("meaning", meaning.value, direction=meaning.value)


def _way(amount: Decimal) -> str:
    return "more" if amount > 0 else "less"


def _statements(kept: Kept) -> Iterator[str]:
    """Yield what is so in plain sentences, each with the word of its part beside the amount."""
    yield (f"{_money(kept.actual, kept)} was booked, and planned was {_money(kept.plan, kept)}.")
    if kept.variance:
        way = _way(kept.variance)
        percent = percent_of(kept.variance, kept.plan)
        size = "" if percent is None else f", {abs(percent):.1f} %"
        meaning = direction(kept.variance, kept.account_type)
        ending = "" if meaning is Direction.NEUTRAL else f", which is {meaning.value}"
        yield f"The variance is {_money(abs(kept.variance), kept)} {way}{size}{ending}."
    for part in kept.explained.parts:
        verb = "added" if part.amount > 0 else "took off"
        word, amount = ROLES[part.driver], _money(abs(part.amount), kept)
        yield f"{WORDS[part.driver].capitalize()} ({word}) {verb} {amount}."
    if kept.explained.unexplained:
        rest = kept.explained.unexplained
        yield f"The cause is not evidenced for {_money(abs(rest), kept)} {_way(rest)}."


def _money(amount: Decimal, kept: Kept) -> str:
    return f"{shown(amount)} {kept.currency}"
