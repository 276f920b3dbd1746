"""A variance in plain sentences, made of facts alone; each fact is kept beside the text."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from kpi.rules.variance import texts
from kpi.rules.variance.judging import Direction, direction, percent_of, run_rate
from kpi.rules.variance.values import ZERO, Driver, Explained, LineFact, Part, Row

WORDS: dict[Driver, str] = {
    Driver.PRICE: "prices other than standard",
    Driver.VOLUME: "quantities other than planned",
    Driver.MIX: "another mix of items",
    Driver.CURRENCY: "exchange rates",
    Driver.TIMING: "costs or income of another period",
    Driver.ONE_OFF: "one-off items",
    Driver.RECLASSIFICATION: "reclassification between accounts",
    Driver.FREIGHT: "freight",
    Driver.ALLOWANCE: "allowances",
    Driver.ACCRUAL_TRUE_UP: "actual cost beside what was accrued",
    Driver.NEW_LOCATION: "a location that is new",
    Driver.CLOSED_LOCATION: "a location that has closed",
    Driver.OTHER: "other causes",
}
_NOT_A_TREND = frozenset({Driver.ONE_OFF, Driver.RECLASSIFICATION})
_OF_GOODS = frozenset({Driver.PRICE, Driver.VOLUME, Driver.MIX})
_MARKDOWNS = {
    texts.Markdown.PERMANENT: "Permanent markdowns",
    texts.Markdown.PROMOTIONAL: "Promotional markdowns",
    texts.Markdown.UNSAID: "Markdowns of which no record says whether they are permanent",
}
EVIDENCE_SHOWN = 3
_LEAST_SHARE, _MOST_SHARE = Decimal("0.3"), Decimal("1.1")  # of what is unexplained
_LARGEST = 2
_WORDS_SHOWN = 80
Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Narrative:
    """The sentences, each with the records it rests on, and every fact that may stand in them."""

    sentences: tuple[tuple[str, tuple[str, ...]], ...]
    facts: tuple[Fact, ...]

    @property
    def text(self) -> str:
        """Return the whole text."""
        return " ".join(sentence for sentence, _ in self.sentences)


class _Teller:
    """Gathers sentences and the facts they use."""

    def __init__(self, currency: str) -> None:
        self._currency = currency
        self.sentences: list[tuple[str, tuple[str, ...]]] = []
        self.facts: list[Fact] = [("currency", currency)]

    def fact(self, name: str, value: str) -> str:
        if (name, value) not in self.facts:
            self.facts.append((name, value))
        return value

    def money(self, name: str, amount: Decimal) -> str:
        return f"{self.fact(name, shown(amount))} {self._currency}"

    def say(self, sentence: str, evidence: tuple[str, ...] = ()) -> None:
        self.sentences.append((sentence, evidence))


def narrate(
    row: Row, explained: Explained, *, account_name: str, account_type: str | None, plan_name: str
) -> Narrative:
    """Tell what the variance is, what drives it and what nobody has evidence for (T117, T118)."""
    teller = _Teller(row.currency)
    _headline(teller, row, account_name, account_type, plan_name)
    for part in sorted(explained.parts, key=lambda each: (-abs(each.amount), each.driver.value)):
        _driver(teller, part)
    _method(teller, row, explained)
    passing = [part for part in explained.parts if part.driver in _NOT_A_TREND]
    if passing:
        amount = teller.money("run rate", run_rate(row, explained.parts))
        teller.say(f"This is no trend: without what will not come again, {amount} was booked.")
    _unexplained(teller, row, explained)
    return Narrative(tuple(teller.sentences), tuple(teller.facts))


def shown(amount: Decimal) -> str:
    """Write an amount with thousands, to the cent."""
    return f"{amount.quantize(Decimal('0.01'), rounding=ROUND_HALF_UP):,}"


def _headline(
    teller: _Teller, row: Row, account_name: str, account_type: str | None, plan_name: str
) -> None:
    place = teller.fact("account", row.place.account)
    if account_name:
        place += f" {teller.fact('account name', account_name)}"
    for name, value in (("cost centre", row.place.cost_centre), ("entity", row.place.entity)):
        if value:
            place += f", {name} {teller.fact(name, value)}"
    period = teller.fact("period", row.period)
    plan = teller.fact("plan", plan_name)
    booked = teller.money("actual", row.actual)
    intended = teller.money("plan amount", row.plan)
    if row.variance == 0:
        teller.say(f"{place}: in {period} {booked} was booked, as {plan} has it.")
        return
    size = teller.money("variance", abs(row.variance))
    percent = percent_of(row.variance, row.plan)
    if percent is not None:
        size += f" ({teller.fact('percent', f'{abs(percent):.1f} %')})"
    side = "more" if row.variance > 0 else "less"
    meaning = direction(row.variance, account_type)
    ending = "" if meaning is Direction.NEUTRAL else f", which is {meaning.value}"
    teller.say(
        f"{place}: in {period} {booked} was booked against {intended} in {plan}: "
        f"{size} {side}{ending}."
    )


def _driver(teller: _Teller, part: Part) -> None:
    size = teller.money(part.driver.value, abs(part.amount))
    verb = "added" if part.amount > 0 else "took off"
    shown_ids = [teller.fact("record", each) for each in part.evidence[:EVIDENCE_SHOWN]]
    more = len(part.evidence) - len(shown_ids)
    records = ", ".join(shown_ids)
    if more > 0:
        records += f" and {teller.fact('more records', str(more))} more"
    words = teller.fact("driver", f"{WORDS[part.driver][0].upper()}{WORDS[part.driver][1:]}")
    teller.say(f"{words} {verb} {size}; shown by {records}.", part.evidence)


def _method(teller: _Teller, row: Row, explained: Explained) -> None:
    """Say by which method stock is valued where goods or markdowns explain something (T101)."""
    if not any(part.driver in _OF_GOODS for part in explained.parts):
        return
    if not row.is_retail:
        return
    entity = teller.fact("entity", row.place.entity or "The group")
    teller.say(f"{entity} values its stock by the retail method: nothing is told at cost.")
    for kind, words in _MARKDOWNS.items():
        lines = [line for line in row.lines if texts.markdown_of(line) is kind]
        if lines:
            amount = teller.money(f"{kind.value} markdowns", sum((e.amount for e in lines), ZERO))
            ids = tuple(dict.fromkeys(line.entry_id for line in lines))
            teller.say(f"{words} come to {amount}.", ids)


def _largest(row: Row, explained: Explained) -> list[LineFact]:
    """Return the lines of about the size of what no record explains, where there are any."""
    named = {each for part in explained.parts for each in part.evidence}
    rest = explained.unexplained
    lines = [
        line
        for line in row.lines
        if line.entry_id not in named and _LEAST_SHARE <= line.amount / rest <= _MOST_SHARE
    ]
    return sorted(lines, key=lambda line: -abs(line.amount))[:_LARGEST]


def _pointed_at(teller: _Teller, lines: Sequence[LineFact]) -> str:
    said = []
    for line in lines:
        teller.fact("record", line.entry_id)
        amount = teller.money("largest entry", line.amount)
        words = " ".join(line.text.split())[:_WORDS_SHOWN].strip()
        quoted = f", “{teller.fact('words of the record', words)}”" if words else ""
        said.append(f"{line.entry_id} ({amount}{quoted})")
    return " and ".join(said)


def _unexplained(teller: _Teller, row: Row, explained: Explained) -> None:
    if explained.unexplained == 0:
        return
    amount = teller.money("unexplained", abs(explained.unexplained))
    side = "more" if explained.unexplained > 0 else "less"
    owner = row.place.cost_centre or row.place.account
    teller.say(
        f"{teller.fact('finding', 'Cause not evidenced')} for {amount} {side}. "
        f"To the owner of {teller.fact('owner of', owner)}: "
        "what was this, and which record shows it?"
    )
    if lines := _largest(row, explained):
        ids = tuple(dict.fromkeys(line.entry_id for line in lines))
        teller.say(f"To look at first: {_pointed_at(teller, lines)}.", ids)
