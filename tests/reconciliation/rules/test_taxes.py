"""Tests of comparing the tax of a line with the rate of its order line."""

from dataclasses import replace
from decimal import Decimal

import pytest

from core.reasons import ReasonCode
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
ORDERED_AT_19 = replace(order_line(), tax_rate=D(19))


def test_a_rate_other_than_ordered_is_a_tax_mismatch() -> None:
    line = replace(billed(), tax_rate=D(7), tax_category="S")

    result = compared(invoice(line), [order(ORDERED_AT_19)], [received()])

    assert codes(result) == [ReasonCode.TAX_MISMATCH]
    assert (result.exceptions[0].expected, result.exceptions[0].actual) == ("19", "7")
    assert "120.00 less tax" in result.exceptions[0].text


@pytest.mark.parametrize("category", ["AE", "K", "G", "O"])
def test_t41_tax_that_the_buyer_accounts_for_is_no_difference(category: str) -> None:
    line = replace(billed(), tax_rate=D(0), tax_category=category)

    result = compared(invoice(line), [order(ORDERED_AT_19)], [received()])

    assert codes(result) == []


def test_t38_two_cents_on_a_line_are_recorded_and_allowed() -> None:
    ordered = replace(order_line(quantity="1", price="2.00"), tax_rate=D(19))
    line = replace(billed(quantity="1", price="2.00"), tax_rate=D(20), tax_category="S")

    result = compared(invoice(line), [order(ordered)], [received(accepted="1")])

    assert codes(result) == []
    assert [found.code for found in result.allowed] == [ReasonCode.TAX_MISMATCH]
