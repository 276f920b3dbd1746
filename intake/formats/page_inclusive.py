"""Whether the amounts of a page contain the tax (T40): told by a tax that fits inside the total."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from intake.formats.page_amounts import Labelled
from intake.formats.page_sums import Sum

_CENT: Final = Decimal("0.01")
_HUNDRED: Final = Decimal(100)
_RATES: Final = tuple(
    Decimal(rate) / 10
    for rate in (21, 26, 38, 40, 50, 55, 60, 70, 80, 81, 90, 95, 100, 120, 130, 135, 140, 150, 160,
                 170, 180, 190, 200, 210, 220, 230, 240, 250, 255, 270)
)  # fmt: skip


def contains_tax(gross: Decimal, labelled: Iterable[Labelled]) -> bool:
    """Whether an amount that is called a tax is what the total contains at a usual rate."""
    taxes = {each.amount.value for each in labelled if each.role is Sum.TAX and each.amount.value}
    return any(
        abs(gross * rate / (_HUNDRED + rate) - tax) <= _CENT for rate in _RATES for tax in taxes
    )
