"""Answers about made-up cases, right ones and ones with a single thing wrong, for `grounding`.

The sentences say figures, dates and names in the ways in which models write them. Every wrong
answer is a right one with one change, so that nothing else gives it away.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from ai.grounding import Claim, Fact, Grounds, Quote

VENDORS = (
    "Harbour Foods Ltd", "Müller & Söhne GmbH", "Nordlicht Handels AG", "Café Lumière SARL",
    "Brightwater Supply Co.", "O'Hara Logistics", "Van der Berg B.V.", "Tanaka Trading",
    "Sierra Verde S.A.", "Kowalski Opakowania", "Redwood Paper Inc.", "Ålesund Sjømat AS",
)  # fmt: skip
PEOPLE = ("Anna Berger", "Tom Okafor", "Lucía Vega", "Jan Peeters", "Mei Lin", "Omar Haddad")
ITEMS = ("oat milk", "paper cups", "LED lamps", "storage boxes", "olive oil", "cotton towels")
PASSAGES = (
    "A price may differ from the order by {p} % and at most {a} a line; both limits must hold.",
    "Goods that were not received are not paid. The warehouse confirms within {d} days.",
    "Freight is paid by the vendor unless the order names it. Freight above {a} needs approval.",
    "Changed bank details are confirmed by telephone on the number on file before any payment.",
    "A second person approves every invoice above {a}; nobody approves what they entered.",
    "Claims for short deliveries are sent to the vendor within {d} days of the receipt.",
)
Claims = tuple[Claim, ...]
_MONTHS = "January February March April May June July August September October November December"
_WORDS = "zero one two three four five six seven eight nine ten eleven twelve"


@dataclass(frozen=True, slots=True)
class Case:
    """One made-up case: what may be said of it."""

    grounds: Grounds
    vendor: str
    person: str
    item: str
    currency: str
    number: str
    order: str
    case_id: str
    issued: date
    due: date
    ordered: Decimal
    invoiced: Decimal
    quantity: int
    received: int
    way: str
    percent: Decimal


def make_case(rng: random.Random) -> Case:
    """Return one case with its facts, rows and passages."""
    ordered = Decimal(rng.randrange(150, 300_000)) / 100
    percent = Decimal(rng.randrange(21, 480)) / 10
    gap = max((ordered * percent / 100).quantize(Decimal("0.01")), Decimal("0.01"))
    way = rng.choice(("over", "under"))
    invoiced = ordered + gap if way == "over" else ordered - gap
    issued = date(2026, 1, 1) + timedelta(days=rng.randrange(330))
    quantity = rng.randrange(2, 900)
    currency = rng.choice(("EUR", "USD", "GBP"))
    made = Case(
        grounds=Grounds(facts=()), vendor=rng.choice(VENDORS), person=rng.choice(PEOPLE),
        item=rng.choice(ITEMS), currency=currency,
        number=f"{rng.choice(('INV-', 'RE/', 'F-', 'R'))}{rng.randrange(1000, 99999)}",
        order=f"{rng.choice(('PO-', '45000', 'B'))}{rng.randrange(1000, 99999)}",
        case_id=f"C-{rng.randrange(1, 9999)}", issued=issued, due=issued + timedelta(days=30),
        ordered=ordered, invoiced=invoiced, quantity=quantity,
        received=rng.randrange(0, quantity), way=way, percent=percent,
    )  # fmt: skip
    return replace(made, grounds=_grounds(made, gap, rng))


def _grounds(case: Case, gap: Decimal, rng: random.Random) -> Grounds:
    money = case.currency
    facts = (
        Fact("case", case.case_id), Fact("vendor", case.vendor), Fact("item", case.item),
        Fact("invoice", case.number), Fact("order", case.order), Fact("decided by", case.person),
        Fact("issue date", case.issued.isoformat(), role="issued"),
        Fact("due date", case.due.isoformat(), role="due"),
        Fact("ordered price", f"{case.ordered} {money}", role="ordered"),
        Fact("invoiced price", f"{case.invoiced} {money}", role="invoiced"),
        Fact("difference", f"{gap} {money}", direction=case.way),
        Fact("difference in percent", f"{case.percent} %", direction=case.way),
        Fact("quantity", str(case.quantity), role="billed"),
        Fact("received", str(case.received), role="received"),
        Fact("missing", str(case.quantity - case.received), role="missing"),
    )  # fmt: skip
    texts = [
        each.format(p=rng.randrange(1, 9), a=f"{rng.randrange(20, 900)}.00", d=rng.randrange(3, 40))
        for each in PASSAGES
    ]
    return Grounds(
        facts=facts,
        rows=frozenset({f"case {case.case_id}", f"order {case.order}", "document 7f3a"}),
        passages={f"P-{place}": text for place, text in enumerate(texts, start=1)},
        actions=frozenset({"approve", "reject", "ask"}),
    )


def right_answer(case: Case, rng: random.Random) -> Claims:
    """Return an answer of three to five claims, each of them right."""
    rows = sorted(case.grounds.rows)
    said = [*rng.sample(_SENTENCES, rng.randrange(2, 4)), _DIFFERENCE[case.way]]
    claims = [Claim(rng.choice(each)(case, rng), rows=(rng.choice(rows),)) for each in said]
    return (*claims, _policy_claim(case, rng))


def _policy_claim(case: Case, rng: random.Random) -> Claim:
    name, text = rng.choice(sorted(case.grounds.passages.items()))
    words = text.split(" ")
    length = rng.randrange(5, len(words))
    start = rng.randrange(0, len(words) - length + 1)
    quote = " ".join(words[start : start + length])
    opening = rng.choice(("The policy says", "According to the policy", "The agreement reads"))
    return Claim(f"{opening}: “{quote}”", quotes=(Quote(name, quote),))


def _money(value: Decimal, currency: str, rng: random.Random) -> str:
    symbol = {"EUR": "€", "USD": "$", "GBP": "£"}[currency]
    plain = f"{value:,.2f}"
    swapped = plain.translate(str.maketrans(",.", ".,"))
    forms = [
        f"{plain} {currency}",
        f"{currency} {plain}",
        f"{symbol}{plain}",
        f"{value} {currency}",
    ]
    return rng.choice([*forms, f"{swapped} €"] if currency == "EUR" else forms)


def _day(day: date, rng: random.Random) -> str:
    month = _MONTHS.split(" ")[day.month - 1]
    return rng.choice((
        day.isoformat(), f"{day.day} {month} {day.year}", f"{month} {day.day}, {day.year}",
        f"{day.day:02}.{day.month:02}.{day.year}", f"{day.day} {month[:3]} {day.year}",
    ))  # fmt: skip


def _count(number: int, rng: random.Random) -> str:
    return _WORDS.split(" ")[number] if number <= 12 and rng.random() < 0.5 else f"{number:,}"


Say = Callable[[Case, random.Random], str]
_SENTENCES: list[tuple[Say, ...]] = [
    (
        lambda c, _: f"{c.vendor} sent invoice {c.number} for order {c.order}.",
        lambda c, _: f"Invoice {c.number} from {c.vendor} belongs to order {c.order}.",
        lambda c, _: f"This is invoice {c.number}; {c.vendor} billed {c.item} with it.",
    ),
    (
        lambda c, r: f"It was issued on {_day(c.issued, r)} and is due on {_day(c.due, r)}.",
        lambda c, r: f"The payment falls due on {_day(c.due, r)}.",
        lambda c, r: f"Issued {_day(c.issued, r)}, the invoice must be paid by {_day(c.due, r)}.",
    ),
    (
        lambda c, r: f"Of {_count(c.quantity, r)} units, {_count(c.received, r)} were received.",
        lambda c, r: (
            f"The warehouse confirmed {_count(c.received, r)} of {_count(c.quantity, r)}"
            f" units, so {_count(c.quantity - c.received, r)} are missing."
        ),
        lambda c, r: f"{_count(c.quantity, r).capitalize()} units of {c.item} were billed.",
    ),
    (
        lambda c, _: f"{c.person} decided a similar case, {c.case_id}.",
        lambda c, _: f"In case {c.case_id}, {c.person} asked the vendor before paying.",
        lambda c, _: f"Please ask {c.person} about {c.case_id}; nobody else has seen it.",
    ),
]
_DIFFERENCE: dict[str, tuple[Say, ...]] = {
    "over": (
        lambda c, r: (
            f"The invoiced price of {_money(c.invoiced, c.currency, r)} is {c.percent} %"
            f" over the ordered price of {_money(c.ordered, c.currency, r)}."
        ),
        lambda c, r: (
            f"{c.vendor} invoiced {_money(c.invoiced, c.currency, r)} where"
            f" {_money(c.ordered, c.currency, r)} was ordered, {c.percent}% more."
        ),
        lambda c, r: (
            f"We ordered at {_money(c.ordered, c.currency, r)} and were invoiced"
            f" {_money(c.invoiced, c.currency, r)}: {_money(c.invoiced - c.ordered, c.currency, r)}"
            " too high, above what the order says."
        ),
        lambda c, _: f"The price exceeds the order by {c.percent} percent.",
    ),
    "under": (
        lambda c, r: (
            f"The invoiced price of {_money(c.invoiced, c.currency, r)} is {c.percent} %"
            f" under the ordered price of {_money(c.ordered, c.currency, r)}."
        ),
        lambda c, r: (
            f"{c.vendor} invoiced {_money(c.invoiced, c.currency, r)} where"
            f" {_money(c.ordered, c.currency, r)} was ordered, {c.percent}% less."
        ),
        lambda c, r: (
            f"We ordered at {_money(c.ordered, c.currency, r)} and were invoiced"
            f" {_money(c.invoiced, c.currency, r)}: {_money(c.ordered - c.invoiced, c.currency, r)}"
            " too low, below what the order says."
        ),
        lambda c, _: f"The price is {c.percent} percent lower than ordered.",
    ),
}
_OPPOSITES = {
    "over": "under", "under": "over", "more": "less", "less": "more", "above": "below",
    "below": "above", "exceeds the order by": "falls short of the order, which is lower, by",
    "lower": "higher", "high": "low", "low": "high",
}  # fmt: skip


def wrong_figure(claims: Claims, _case: Case, rng: random.Random) -> Claims:
    """Change one digit of one figure, date or identifier."""
    places = [
        (at, m.start()) for at, c in enumerate(claims[:-1]) for m in re.finditer(r"\d", c.text)
    ]
    at, place = rng.choice(places)
    text = claims[at].text
    digit = rng.choice([each for each in "0123456789" if each != text[place]])
    changed = text[:place] + digit + text[place + 1 :]
    return _with(claims, at, replace(claims[at], text=changed))


def wrong_passage(claims: Claims, case: Case, rng: random.Random) -> Claims:
    """Name another passage for the same quote, one that was given or one that was not."""
    (quote,) = claims[-1].quotes
    others = [each for each in case.grounds.passages if each != quote.passage]
    other = rng.choice([*others, f"P-{rng.randrange(7, 99)}"])
    return _with(claims, len(claims) - 1, replace(claims[-1], quotes=(Quote(other, quote.words),)))


def wrong_quote(claims: Claims, _case: Case, rng: random.Random) -> Claims:
    """Change, drop or put in one word of the quote."""
    (quote,) = claims[-1].quotes
    words = quote.words.split(" ")
    at, new = rng.randrange(1, len(words) - 1), rng.choice(("nearly", "never", "always", "usually"))
    kind = rng.choice(("change", "drop", "add"))
    words[at : at + (kind != "add")] = [] if kind == "drop" else [new]
    altered = " ".join(words)
    text = claims[-1].text.replace(quote.words, altered)
    return _with(claims, len(claims) - 1, Claim(text, quotes=(Quote(quote.passage, altered),)))


def wrong_name(claims: Claims, case: Case, rng: random.Random) -> Claims:
    """Put another vendor or person in the place of the right one."""
    pools = ((case.vendor, VENDORS), (case.person, PEOPLE))
    told = [
        (at, name, pool)
        for at, claim in enumerate(claims[:-1])
        for name, pool in pools
        if name in claim.text
    ]
    if not told:
        extra = f"{rng.choice([each for each in VENDORS if each != case.vendor])} agreed to this."
        return _with(claims, 0, replace(claims[0], text=f"{claims[0].text} {extra}"))
    at, name, pool = rng.choice(told)
    other = rng.choice([each for each in pool if each != name])
    return _with(claims, at, replace(claims[at], text=claims[at].text.replace(name, other)))


def wrong_sign(claims: Claims, _case: Case, _rng: random.Random) -> Claims:
    """Say over for under, a minus for a plus, or put two values in each other's place."""
    at = len(claims) - 2
    text = claims[at].text
    for word, opposite in _OPPOSITES.items():
        if re.search(rf"\b{word}\b", text):
            return _with(claims, at, replace(claims[at], text=_all_turned(text, word, opposite)))
    raise ValueError(text)


def _all_turned(text: str, word: str, opposite: str) -> str:
    return re.sub(rf"\b{word}\b", opposite, text)


def _with(claims: Claims, at: int, claim: Claim) -> Claims:
    return (*claims[:at], claim, *claims[at + 1 :])


WRONGS = {
    "a digit changed": wrong_figure,
    "another passage named": wrong_passage,
    "a word of the quote changed": wrong_quote,
    "another's name": wrong_name,
    "the sign swapped": wrong_sign,
}
