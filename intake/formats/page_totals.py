"""The totals of a page: the set of labelled amounts that the arithmetic holds together (T44).

Every labelled amount is a candidate; of the sets in which net and tax are the gross total the one
for which most speaks is the answer, and where two say different things, there is no answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations
from typing import Final

from intake.formats.page_amounts import Amount, Labelled, TaxRow
from intake.formats.page_labels import Found
from intake.formats.page_sums import Sum
from intake.formats.page_total_sets import (
    MARGIN,
    STRONG,
    ZERO,
    Amounts,
    Candidate,
    TotalSet,
    is_one_rate_of_several,
    sets_of,
    with_tax_inside,
)
from intake.rules.reading import TaxBreakdown

_MOST_PAYMENTS: Final = 8
_DENIED: Final = 0.5  # a gross total that is not the net and the tax beside it


@dataclass(frozen=True, slots=True)
class Totals:
    """The amounts of one document, by the names of the contract.

    `is_proven` where net, tax and gross are all printed and add up, and nothing speaks against it.
    """

    found: dict[str, Found[Decimal]] = field(default_factory=dict)
    rows: tuple[TaxBreakdown, ...] = ()
    is_proven: bool = False
    lines_agree: bool = False  # the lines of the table are the net total

    def value(self, name: str) -> Decimal | None:
        """One of the amounts."""
        each = self.found.get(name)
        return None if each is None else each.value


def totals_of(
    labelled: list[Labelled],
    rows: list[TaxRow],
    amounts: list[Amount],
    lines: Decimal | None,
    *,
    is_untaxed: bool = False,
) -> Totals:
    """The amounts that hold together; `lines` is the sum of the table where it was read.

    Of a page that names no tax at all (`is_untaxed`), net and gross prove each other where both
    are printed and are the sum of the lines.
    """
    page = Amounts(labelled, rows, amounts, lines)
    page.is_untaxed = is_untaxed
    sets = sorted(sets_of(page), key=lambda each: -each.score)
    sets = sets or list(with_tax_inside(page))
    if not sets:
        return _without_tax_or_net(page)
    top = sets[0]
    rival = next((each for each in sets[1:] if each.values != top.values), None)
    is_clear = rival is None or top.score - rival.score >= MARGIN
    if not is_clear and rival is not None and rival.gross.value != top.gross.value:
        return Totals()
    return _Solved(page, top, is_clear=is_clear).totals()


class _Solved:
    """The set that won, with the other amounts of the document that fit to it."""

    def __init__(self, page: Amounts, top: TotalSet, *, is_clear: bool) -> None:
        self.page = page
        self.top = top
        self.is_clear = is_clear
        self.found: dict[str, Found[Decimal]] = {}

    def totals(self) -> Totals:
        top, page = self.top, self.page
        is_labelled = min(top.net.weight, top.gross.weight) >= STRONG and (
            top.tax.weight >= STRONG or self._is_untaxed()
        )
        is_whole = not is_one_rate_of_several(page, top.tax.value)
        is_proven = self.is_clear and is_labelled and is_whole
        score = 0.97 if is_proven else 0.8 if self.is_clear else 0.6
        for name, each in (
            ("net_total", top.net), ("tax_total", top.tax), ("gross_total", top.gross)
        ):  # fmt: skip
            self._keep(name, each, score)
        for name, each in (("net_total", top.net), ("tax_total", top.tax)):
            if each.amount is None and each.value and each.parts:
                self._keep_sum(name, each, score)
        self._parts()
        self._payment()
        agree = page.lines is not None and page.lines == self._line_total()
        return Totals(self.found, self._breakdown(), is_proven, agree)

    def _is_untaxed(self) -> bool:
        net, gross = self.top.net, self.top.gross
        is_twice = net.amount is not None and gross.amount not in {None, net.amount}
        return self.page.is_untaxed and is_twice and net.value == gross.value == self.page.lines

    def _keep(self, name: str, each: Candidate, score: float) -> None:
        if each.amount is not None:
            self.found[name] = found_at(each.amount, score, each.value)

    def _keep_sum(self, name: str, each: Candidate, score: float) -> None:
        text = " + ".join(part.text for part in each.parts)
        first = each.parts[0]
        self.found[name] = Found(each.value, text, first.page, first.box, score)

    def _breakdown(self) -> tuple[TaxBreakdown, ...]:
        """The rows, where they are the whole tax of the whole net total."""
        named = [row for row in self.page.rows if row.is_named]
        for rows in (self.page.rows, named):
            taxes = sum((row.tax.value for row in rows), ZERO)
            bases = sum((row.base.value for row in rows), ZERO)
            if rows and taxes == self.top.tax.value and bases == self.top.net.value:
                return tuple(
                    TaxBreakdown(None, row.rate, row.base.value, row.tax.value) for row in rows
                )
        return ()

    def _parts(self) -> None:
        """Line total, allowances and charges, where they lead to the net total."""
        net = self.top.net.value
        starts = self.page.of(Sum.LINES)
        if self.page.lines is not None and not any(s.value == self.page.lines for s in starts):
            starts.append(Candidate(self.page.lines, 0.5, None))
        nothing = Candidate(ZERO, 0.0, None)
        allowances = [nothing, *self._with_sum(Sum.ALLOWANCE)]
        charges = [nothing, *self._with_sum(Sum.CHARGE)]
        fitting = [
            (start, allowance, charge)
            for start in starts
            for allowance in allowances
            for charge in charges
            if _signed(start.value, allowance.value, charge.value) == net
        ]
        if not fitting:
            return
        start, allowance, charge = max(fitting, key=lambda fit: sum(each.weight for each in fit))
        self._keep("line_total", start, 0.95)
        self._keep("allowance_total", _like(net, allowance), 0.95)
        self._keep("charge_total", _like(net, charge), 0.95)

    def _with_sum(self, role: Sum) -> list[Candidate]:
        each = self.page.of(role)
        if len(each) < len(("one", "two")):
            return each
        together = sum((abs(one.value) for one in each), ZERO)
        return [*each, Candidate(together, 0.6, None)]

    def _line_total(self) -> Decimal | None:
        stated = self.found.get("line_total")
        if stated is not None:
            return stated.value
        allowance = self.found.get("allowance_total")
        charge = self.found.get("charge_total")
        net = self.top.net.value
        return net + (allowance.value if allowance else 0) - (charge.value if charge else 0)

    def _payment(self) -> None:
        """What was paid before and what is left to pay."""
        gross = self.top.gross.value
        dues = self.page.of(Sum.DUE)
        paid = self.page.of(Sum.PREPAID)
        for due in dues:
            several = [*paid, *_paid_together(paid)]
            fitting = [each for each in several if gross - _like(gross, each).value == due.value]
            if fitting and fitting[0].value:
                self._keep("amount_due", due, 0.95)
                self._keep("prepaid", _like(gross, fitting[0]), 0.95)
                if fitting[0].parts:
                    self._keep_sum("prepaid", _like(gross, fitting[0]), 0.95)
                return
        whole = next((due for due in dues if due.value == gross), None)
        if whole is not None:
            self._keep("amount_due", whole, 0.95)
            for nothing in (each for each in paid if not each.value):
                self._keep("prepaid", nothing, 0.95)
        elif dues and dues[0].weight > STRONG:
            self._keep("amount_due", dues[0], 0.6)
        elif not dues and not any(each.value for each in paid):
            self._keep("amount_due", self.top.gross, 0.9)


def _signed(start: Decimal, allowance: Decimal, charge: Decimal) -> Decimal:
    """Less allowances, with charges; a document below zero has both turned around."""
    change = abs(charge) - abs(allowance)
    return start + change if start >= 0 else start - change


def _like(total: Decimal, each: Candidate) -> Candidate:
    """An allowance, a charge or a payment with the sign of the document."""
    value = -abs(each.value) if total < 0 else abs(each.value)
    return Candidate(value, each.weight, each.amount, each.parts)


def _paid_together(paid: list[Candidate]) -> Iterator[Candidate]:
    """Several payments as one: all that are named, the likeliest first."""
    named = [each for each in paid if each.value and each.amount]
    for count in range(2, min(len(named), _MOST_PAYMENTS) + 1):
        for several in combinations(named[:_MOST_PAYMENTS], count):
            total = sum((abs(each.value) for each in several), ZERO)
            parts = tuple(each.amount for each in several if each.amount)
            yield Candidate(total, min(each.weight for each in several), None, parts)


def found_at(amount: Amount, score: float, value: Decimal | None = None) -> Found[Decimal]:
    """An amount with its place."""
    stated = amount.value if value is None else value
    return Found(stated, amount.text, amount.page, amount.box, score)


def _without_tax_or_net(page: Amounts) -> Totals:
    """A gross total, or what is due, that nothing else on the page proves."""
    made: dict[str, Found[Decimal]] = {}
    gross = _plainest(page.of(Sum.GROSS))
    due = _plainest(page.of(Sum.DUE))
    if gross is None and due is not None and abs(due.value) >= page.largest:
        gross = due
    if gross is not None and gross.amount is not None and gross.weight >= STRONG:
        agrees = page.lines is not None and page.lines == gross.value
        is_denied = bool(page.of(Sum.NET)) and any(t.value for t in page.of(Sum.TAX))
        score = _DENIED if is_denied else 0.85 if agrees else 0.7
        made["gross_total"] = found_at(gross.amount, score)
    due = due or _less_commission(page, gross)
    if due is not None and due.amount is not None and due.weight >= STRONG:
        made["amount_due"] = found_at(due.amount, 0.7)
    agree = page.lines is not None and page.lines == (gross.value if gross else None)
    return Totals(made, lines_agree=agree)


def _less_commission(page: Amounts, gross: Candidate | None) -> Candidate | None:
    """A net amount that is the gross less what an agency keeps of it."""
    if gross is None or any(each.value for each in page.of(Sum.TAX)):
        return None
    taken = {abs(each.value) for each in page.of(Sum.ALLOWANCE) if each.value}
    return next((each for each in page.of(Sum.NET) if gross.value - each.value in taken), None)


def _plainest(candidates: list[Candidate]) -> Candidate | None:
    """The one that is plainly said; of several, the one that is the others together."""
    if not candidates:
        return None
    top = candidates[0]
    rivals = [each for each in candidates[1:] if top.weight - each.weight < MARGIN / 2]
    if not rivals:
        return top
    every = [top, *rivals]
    largest = max(every, key=lambda each: abs(each.value))
    parts = sum((abs(each.value) for each in every if each is not largest), ZERO)
    return largest if parts == abs(largest.value) else None
