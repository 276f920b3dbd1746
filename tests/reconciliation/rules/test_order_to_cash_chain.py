"""The worked example of UBL: 100 ordered, 90 received, 100 billed, at a price of another basis."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from core.reasons import ReasonCode
from reconciliation.rules.match_values import MatchResult
from tests.reconciliation.rules.values import (
    billed,
    codes,
    compared,
    invoice,
    order,
    order_line,
    received,
)

D = Decimal


@pytest.fixture
def result() -> MatchResult:
    ordered = replace(order_line("1", "100", "100.00", item="AEG1"), line_amount=D("100.00"))
    reading = replace(
        invoice(billed("1", "100", "1.00", item="AEG1")), issue_date=date(2026, 3, 12)
    )
    return compared(reading, [order(ordered)], [received("1", "90")])


def test_the_ten_that_never_came_are_flagged(result: MatchResult) -> None:
    beyond = next(d for d in result.exceptions if d.code is ReasonCode.QUANTITY_OVER_RECEIVED)

    assert (beyond.expected, beyond.actual) == ("90", "100")


def test_the_price_basis_of_the_order_is_explained(result: MatchResult) -> None:
    price = next(d for d in result.exceptions if d.code is ReasonCode.PRICE_UNDER)

    assert codes(result) == [ReasonCode.QUANTITY_OVER_RECEIVED, ReasonCode.PRICE_UNDER]
    assert "The order's own line amount of 100.00 for 100 is 1.00 each" in price.text
