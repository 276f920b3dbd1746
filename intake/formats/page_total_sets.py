"""Every way in which labelled amounts are a net total, its tax and their gross total (T44)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Final

from intake.formats.page_amounts import Amount, Labelled, TaxRow
from intake.formats.page_sums import Sum

ZERO: Final = Decimal(0)
_NO_TAX: Final = 0.45
_ROWS: Final = 0.9
_UNLABELLED: Final = 0.2
STRONG: Final = 0.65
_DUE_AS_GROSS: Final = 0.75
_LINES_AS_NET: Final = 0.85
_WITH_PARTS: Final = 0.9
MARGIN: Final = 0.12
_MOST: Final = 40  # candidates of one role; more is no invoice
_MOST_RATES: Final = 4  # on one invoice
_MOST_TAXES: Final = 6  # amounts that may be the tax of a rate
_CENT: Final = Decimal("0.01")
_NO_TAXES: Final = (Sum.CHARGE, Sum.ALLOWANCE, Sum.PREPAID, Sum.ROUNDING)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An amount that may be a total, and how much speaks for it."""

    value: Decimal
    weight: float
    amount: Amount | None  # None where it is a sum of printed amounts, or is nothing
    parts: tuple[Amount, ...] = ()  # what it is the sum of
    is_proven: bool = False  # each part is its rate of its base


@dataclass(frozen=True, slots=True)
class TotalSet:
    """A net total and a tax that are the gross total, and how much speaks for the three."""

    net: Candidate
    tax: Candidate
    gross: Candidate
    score: float

    @property
    def values(self) -> tuple[Decimal, Decimal, Decimal]:
        """The three amounts."""
        return self.net.value, self.tax.value, self.gross.value


class Amounts:
    """The labelled amounts of one document, by role."""

    def __init__(
        self,
        labelled: list[Labelled],
        rows: list[TaxRow],
        amounts: list[Amount],
        lines: Decimal | None,
    ) -> None:
        self.rows = rows
        self.lines = lines
        self.is_untaxed = False
        self.taxed = [each for each in labelled if each.role is Sum.TAX and each.rates]
        self.printed = {each.value: each for each in amounts}
        self.largest = max((abs(each.value) for each in amounts), default=ZERO)
        self._roles: dict[Sum, dict[Decimal, Candidate]] = {}
        for each in labelled:
            held = self._roles.setdefault(each.role, {})
            known = held.get(each.amount.value)
            if known is None or known.weight < each.weight:
                held[each.amount.value] = Candidate(each.amount.value, each.weight, each.amount)

    def of(self, role: Sum, factor: float = 1.0) -> list[Candidate]:
        """The candidates of a role, the likeliest first."""
        made = [
            Candidate(each.value, each.weight * factor, each.amount)
            for each in self._roles.get(role, {}).values()
        ]
        return sorted(made, key=lambda each: -each.weight)[:_MOST]

    def is_named_otherwise(self, value: Decimal) -> bool:
        """Whether an amount is called something that no tax is: freight, a discount, a payment."""
        return any(abs(value) in map(abs, self._roles.get(role, ())) for role in _NO_TAXES)

    def printed_nothing(self) -> Candidate | None:
        """The tax where it is printed as none, and no other is."""
        taxes = [each for each in self.of(Sum.TAX) if each.weight >= STRONG]
        return taxes[0] if taxes and not any(each.value for each in taxes) else None

    def taxes(self) -> dict[Decimal, Candidate]:
        """What the tax may be: a labelled amount, the rows together, or nothing."""
        made = {each.value: each for each in self.of(Sum.TAX)}
        if self.rows:
            total = sum((row.tax.value for row in self.rows), ZERO)
            known = made.get(total)
            weight = _ROWS if known is None else max(_ROWS, known.weight) + 0.1
            place = known.amount if known else self._only_row()
            parts = tuple(row.tax for row in self.rows if row.tax.value)
            made[total] = Candidate(total, weight, place, parts, is_proven=True)
        for together in self._taxes_together():
            made.setdefault(together.value, together)
        if not any(each.value and each.weight >= STRONG for each in made.values()):
            made.setdefault(ZERO, Candidate(ZERO, _NO_TAX, None))
        return made

    def _taxes_together(self) -> Iterator[Candidate]:
        """The taxes of several rates, each on a line of its own: "VAT 20 %" and "VAT 5 %"."""
        taxes = [each for each in self.of(Sum.TAX) if each.weight >= STRONG and each.amount]
        for count in range(2, min(len(taxes), _MOST_RATES) + 1):
            for several in combinations(taxes[:_MOST_TAXES], count):
                total = sum((each.value for each in several), ZERO)
                parts = tuple(each.amount for each in several if each.amount)
                weight = _ROWS * min(each.weight for each in several)
                yield Candidate(total, weight, None, parts)

    def _only_row(self) -> Amount | None:
        taxed = [row for row in self.rows if row.tax.value]
        return taxed[0].tax if len(taxed) == 1 else None


def sets_of(page: Amounts) -> Iterator[TotalSet]:
    """Every way in which net and tax are the gross total."""
    nets = _unique([*page.of(Sum.NET), *page.of(Sum.LINES, _LINES_AS_NET), *_with_parts(page)])
    grosses = _unique([*page.of(Sum.GROSS), *page.of(Sum.DUE, _DUE_AS_GROSS)])
    taxes = page.taxes()
    for gross in grosses.values():
        for net in nets.values():
            tax = taxes.get(gross.value - net.value) or _unlabelled_tax(page, net, gross)
            if tax is not None:
                yield _scored(page, net, tax, gross)
        yield from _without_net(page, gross, taxes)
    for net in nets.values():
        for tax in taxes.values():
            total = net.value + tax.value
            if _is_said(tax) and total in page.printed:
                gross = Candidate(total, _UNLABELLED, page.printed[total])
                yield _scored(page, net, tax, gross)


def _without_net(
    page: Amounts, gross: Candidate, taxes: dict[Decimal, Candidate]
) -> Iterator[TotalSet]:
    """A gross total and a tax whose net total nothing names: printed, or the bases together.

    Where the tax is printed as none, the gross total is the net total.
    """
    for tax in taxes.values():
        value = gross.value - tax.value
        if _is_said(tax) and value in page.printed:
            net = Candidate(value, _UNLABELLED, page.printed[value])
            yield _scored(page, net, tax, gross)
        elif tax.is_proven and value == sum((row.base.value for row in page.rows), ZERO):
            bases = tuple(row.base for row in page.rows)
            yield _scored(page, Candidate(value, _ROWS, None, bases), tax, gross)
    if (nothing := page.printed_nothing()) is not None:
        yield _scored(page, Candidate(gross.value, _UNLABELLED, gross.amount), nothing, gross)


def _with_parts(page: Amounts) -> Iterator[Candidate]:
    """Line totals with the charges and less the allowances that are named beside them."""
    charges = [each for each in page.of(Sum.CHARGE) if each.value]
    allowances = [each for each in page.of(Sum.ALLOWANCE) if each.value]
    if not charges and not allowances:
        return
    change = sum((abs(each.value) for each in charges), ZERO)
    change -= sum((abs(each.value) for each in allowances), ZERO)
    weights = [each.weight for each in (*charges, *allowances)]
    for start in page.of(Sum.LINES) if len(weights) <= _MOST_RATES else ():
        value = start.value + change if start.value >= 0 else start.value - change
        weight = _WITH_PARTS * min(start.weight, *weights)
        yield Candidate(value, weight, page.printed.get(value))


def with_tax_inside(page: Amounts) -> Iterator[TotalSet]:
    """A gross total and the tax inside it, at the rate beside it; nobody prints the net (T40)."""
    grosses = _unique([*page.of(Sum.GROSS), *page.of(Sum.DUE, _DUE_AS_GROSS)])
    for gross in () if page.of(Sum.NET) else grosses.values():
        for each in page.taxed:
            tax = Candidate(each.amount.value, each.weight, each.amount)
            inside = [gross.value * rate / (100 + rate) for rate in each.rates if rate > 0]
            if any(abs(share - tax.value) <= _CENT for share in inside) and tax.value:
                net = Candidate(gross.value - tax.value, 0.0, None)
                yield TotalSet(net, tax, gross, tax.weight + gross.weight)


def _unlabelled_tax(page: Amounts, net: Candidate, gross: Candidate) -> Candidate | None:
    """What is printed between a net and a gross total that are both plainly named."""
    value = gross.value - net.value
    is_plain = min(net.weight, gross.weight) >= STRONG and 0 < 3 * value <= net.value
    if not is_plain or value not in page.printed or page.is_named_otherwise(value):
        return None
    return Candidate(value, _UNLABELLED, page.printed[value])


def _is_said(tax: Candidate) -> bool:
    """Whether a tax is printed as such, or the rows prove it: it may speak for another amount."""
    return bool(tax.value) and tax.weight >= STRONG and (tax.amount is not None or tax.is_proven)


def _unique(candidates: list[Candidate]) -> dict[Decimal, Candidate]:
    made: dict[Decimal, Candidate] = {}
    for each in candidates:
        known = made.get(each.value)
        if known is None or known.weight < each.weight:
            made[each.value] = each
    return made


def _scored(page: Amounts, net: Candidate, tax: Candidate, gross: Candidate) -> TotalSet:
    score = net.weight + tax.weight + gross.weight
    if page.rows and sum((row.base.value for row in page.rows), ZERO) == net.value:
        score += 0.4
    if page.lines is not None and page.lines == net.value:
        score += 0.5
    if tax.value and (abs(tax.value) > abs(net.value) / 2 or tax.value * net.value < 0):
        score -= 1.0
    if not gross.value:
        score -= 0.5
    if (
        not tax.value
        and max((each.weight for each in page.of(Sum.GROSS)), default=0.0) - gross.weight > MARGIN
    ):
        score -= 0.5
    if is_one_rate_of_several(page, tax.value):
        score -= 1.0
    if abs(gross.value) == page.largest:
        score += 0.1
    return TotalSet(net, tax, gross, score)


def is_one_rate_of_several(page: Amounts, tax: Decimal) -> bool:
    """Whether a tax is that of one rate where the page has more."""
    taxes = [row.tax.value for row in page.rows if row.tax.value]
    return len(taxes) > 1 and tax in taxes and sum(taxes, ZERO) != tax
