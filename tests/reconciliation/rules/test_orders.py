"""Which order a document belongs to, and what speaks against it."""

from dataclasses import replace
from datetime import date

import pytest

from core.reasons import ReasonCode
from reconciliation.rules.keys import referenced_orders
from reconciliation.rules.match_values import MatchStatus, OrderStatus
from tests.reconciliation.rules.values import (
    billed,
    codes,
    compared,
    invoice,
    order,
    order_line,
    received,
)


def test_t14_without_an_order_the_nearest_open_ones_are_ranked() -> None:
    near = order(order_line(), po="PO-NEAR")
    far = order(order_line("1", "7", item="OTHER"), po="PO-FAR")

    result = compared(invoice(billed(), po=None), [], candidates=[far, near])

    difference = result.exceptions[0]
    assert codes(result) == [ReasonCode.NO_PURCHASE_ORDER]
    assert difference.reference == "PO-NEAR"
    assert "PO-NEAR (1 of 1 lines alike, 1000.00 EUR open)" in difference.text
    assert "PO-FAR" not in difference.text
    assert result.status is MatchStatus.UNMATCHED


def test_t14_a_wrong_number_is_not_found_and_waited_for() -> None:
    result = compared(invoice(billed(), po="9999"), [], candidates=[order(order_line())])

    assert codes(result) == [ReasonCode.PO_NOT_FOUND]
    assert result.exceptions[0].reference == "4500001"
    assert result.waits_for == ("9999",)


@pytest.mark.parametrize("status", [OrderStatus.CLOSED, OrderStatus.CANCELLED])
def test_t14_a_closed_order_is_compared_and_stays_closed(status: OrderStatus) -> None:
    closed = replace(order(order_line()), status=status)

    result = compared(invoice(billed()), [closed], [received()])

    assert codes(result) == [ReasonCode.PO_CLOSED]
    assert result.exceptions[0].actual == status.value
    assert result.lines[0].po_number == "4500001"


def test_a_cancelled_order_does_not_also_say_that_nothing_came() -> None:
    cancelled = replace(order(order_line()), status=OrderStatus.CANCELLED)

    assert codes(compared(invoice(billed()), [cancelled])) == [ReasonCode.PO_CLOSED]


def test_t14_an_order_of_another_vendor_is_never_compared() -> None:
    foreign = replace(order(order_line("1", "1", item="X")), vendor_id="V-2002")

    result = compared(invoice(billed()), [foreign])

    assert codes(result) == [ReasonCode.PO_OTHER_VENDOR]
    assert result.lines == ()


def test_t14_an_order_of_another_entity_is_compared_and_reported() -> None:
    foreign = replace(order(order_line()), entity="NL")

    result = compared(invoice(billed()), [foreign], [received()])

    assert codes(result) == [ReasonCode.PO_OTHER_ENTITY]
    assert len(result.lines) == 1


def test_t14_an_order_made_after_the_invoice_is_not_touchless() -> None:
    late = replace(order(order_line()), order_date=date(2026, 3, 13))

    result = compared(invoice(billed()), [late], [received()])

    assert codes(result) == [ReasonCode.PO_AFTER_INVOICE]
    assert "made after the invoice" in result.exceptions[0].text


def test_another_currency_compares_quantities_and_no_prices() -> None:
    dollars = replace(order(order_line("1", "100", "8.00")), currency="USD")

    result = compared(invoice(billed("1", "120")), [dollars], [received(accepted="120")])

    assert codes(result) == [ReasonCode.CURRENCY_MISMATCH, ReasonCode.QUANTITY_OVER_ORDERED]
    assert result.lines[0].price_variance is None


def test_a_buyer_reference_is_an_order_only_where_it_exists() -> None:
    reading = replace(invoice(billed(), po=None), buyer_reference="4500001")

    assert compared(reading, [order(order_line())], [received()]).status is MatchStatus.MATCHED
    assert codes(compared(replace(reading, buyer_reference="Erin"), [])) == [
        ReasonCode.NO_PURCHASE_ORDER
    ]


def test_t19_a_purchase_that_needs_no_order_is_not_forced_into_a_match() -> None:
    result = compared(invoice(billed(), po=None), [], needs_order=False)

    assert result.status is MatchStatus.NOT_APPLICABLE
    assert result.differences == ()


def test_order_numbers_are_read_from_header_and_lines_once_each() -> None:
    line = replace(billed(), po_number="4500003")

    assert referenced_orders(invoice(line, po="4500001; 4500002")) == (
        "4500001",
        "4500002",
        "4500003",
    )


def test_a_line_of_an_order_that_is_not_here_is_only_reported_as_that() -> None:
    lines = (billed(), replace(billed("2"), po_number="7777"))

    result = compared(invoice(*lines), [order(order_line())], [received()])

    assert codes(result) == [ReasonCode.PO_NOT_FOUND]
    assert result.status is MatchStatus.PARTIAL
