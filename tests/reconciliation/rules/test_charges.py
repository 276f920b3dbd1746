"""Charges are matched with charges, and reported as what they are."""

from dataclasses import replace

import pytest

from core.reasons import ReasonCode
from intake.rules.reading import AllowanceCharge, InvoiceLine
from reconciliation.rules.charges import is_charge_text
from reconciliation.rules.match_values import MatchStatus
from reconciliation.rules.tolerance import Measure
from tests.reconciliation.rules.values import (
    D,
    billed,
    charge,
    codes,
    compared,
    invoice,
    limit,
    order,
    order_line,
    received,
)

FREIGHT = replace(order_line("9", "1", "50.00"), item_id=None, description="Freight")


def freight(amount: str, line: str = "2") -> InvoiceLine:
    return InvoiceLine(line, "Freight", D(1), "EA", D(amount), net=D(amount))


@pytest.mark.parametrize(
    ("text", "is_charge"),
    [
        ("Freight", True),
        ("Frachtkosten", True),
        ("Versandkostenpauschale", True),
        ("Frais de port", True),
        ("Fuel surcharge March", True),
        ("Gastos de envío", True),
        ("Wooden transport box for six bottles of wine", False),
        ("Earl Grey tea", False),
        ("Portwein 0.7 l", False),
        (None, False),
    ],
)
def test_charges_are_told_by_their_words(text: str | None, is_charge: bool) -> None:
    assert is_charge_text(text) is is_charge


def test_t25_an_unplanned_freight_line_is_reported_on_its_line() -> None:
    result = compared(invoice(billed(), freight("50.00")), [order(order_line())], [received()])

    assert codes(result) == [ReasonCode.UNPLANNED_CHARGE]
    assert result.exceptions[0].line == "2"


def test_a_planned_freight_line_needs_no_receipt() -> None:
    result = compared(
        invoice(billed(), freight("50.00")), [order(order_line(), FREIGHT)], [received()]
    )

    assert result.status is MatchStatus.MATCHED
    assert [line.is_charge for line in result.lines] == [False, True]


@pytest.mark.parametrize("before", ["0", "50.00"])
def test_what_was_billed_of_a_planned_charge_is_not_planned_twice(before: str) -> None:
    planned = replace(FREIGHT, amount_invoiced_before=D(before))
    reading = replace(invoice(billed()), allowances_charges=(charge("50.00"),))

    result = compared(reading, [order(order_line(), planned)], [received()])

    assert codes(result) == ([] if before == "0" else [ReasonCode.UNPLANNED_CHARGE])
    assert [line.po_line for line in result.lines] == (["1", "9"] if before == "0" else ["1"])


def test_a_charge_limit_lets_small_ones_pass_and_records_them() -> None:
    reading = replace(invoice(billed()), allowances_charges=(charge("5.00"),))

    result = compared(
        reading, [order(order_line())], [received()], limit(Measure.CHARGE, absolute="5")
    )

    assert codes(result) == []
    assert [found.code for found in result.allowed] == [ReasonCode.UNPLANNED_CHARGE]


def test_an_allowance_is_no_exception() -> None:
    reading = replace(
        invoice(billed()), allowances_charges=(AllowanceCharge(False, D("25.00"), reason="Bonus"),)
    )

    assert codes(compared(reading, [order(order_line())], [received()])) == []


def test_an_unplanned_charge_follows_nothing_where_there_is_no_order() -> None:
    reading = replace(invoice(billed(), po=None), allowances_charges=(charge("50.00"),))

    assert codes(compared(reading, [])) == [ReasonCode.NO_PURCHASE_ORDER]
