"""Lines against order and receipts: the rows of the traps, with their numbers."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reasons import ReasonCode
from reconciliation.rules.match_values import MatchKind, MatchStatus, ReceiptUse
from reconciliation.rules.tolerance import DEFAULT_TOLERANCES, Measure
from reconciliation.rules.units import Pack
from tests.reconciliation.rules.values import (
    D,
    billed,
    billed_before,
    charge,
    codes,
    compared,
    invoice,
    limit,
    order,
    order_line,
    received,
)


def test_what_agrees_is_matched_and_uses_up_its_receipt() -> None:
    result = compared(invoice(billed()), [order(order_line())], [received()])

    line = result.lines[0]
    assert result.status is MatchStatus.MATCHED
    assert result.differences == ()
    assert (line.po_number, line.po_line, line.quantity) == ("4500001", "1", D(100))
    assert line.receipts == (ReceiptUse("GR-1", "1", D(100)),)
    assert (line.quantity_variance, line.price_variance, line.amount_variance) == (D(0),) * 3
    assert line.completes


def test_t1_a_partial_receipt_pays_for_no_more_than_came() -> None:
    result = compared(invoice(billed()), [order(order_line())], [received(accepted="60")])

    difference = result.exceptions[0]
    assert codes(result) == [ReasonCode.QUANTITY_OVER_RECEIVED]
    assert (difference.expected, difference.actual) == ("60", "100")
    assert "40 not received, worth 400.00 at" in difference.text
    assert result.lines[0].quantity_variance == 40
    assert result.lines[0].receipts == (ReceiptUse("GR-1", "1", D(60)),)
    assert result.waits_for == ("4500001",)


@pytest.mark.parametrize(
    ("before", "amount_before", "now", "expected"),
    [
        ("0", "0", "800", []),
        ("800", "8640", "100", []),
        ("900", "9720", "200", [ReasonCode.QUANTITY_OVER_ORDERED, ReasonCode.PRICE_OVER]),
    ],
)
def test_t2_the_third_invoice_fails_by_quantity_and_by_line_total(
    before: str, amount_before: str, now: str, expected: list[ReasonCode]
) -> None:
    line = billed_before(order_line("1", "1000"), before, amount_before)
    tolerances = limit(Measure.PRICE_OVER, "10") + limit(Measure.LINE_TOTAL, "15", "500")[-1:]
    receipts = [received(accepted="1100", available=str(1100 - int(before)))]

    result = compared(invoice(billed("1", now, "10.80")), [order(line)], receipts, tolerances)

    assert codes(result) == expected
    if expected:
        total = result.exceptions[-1]
        assert (total.expected, total.actual) == ("10000.00", "11880.00")
        assert "1880.00 over the line total" in total.text


@pytest.mark.parametrize(("price", "allowed"), [("1.05", True), ("1.10", False)])
def test_t4_a_price_on_the_boundary_passes(price: str, allowed: bool) -> None:
    tolerances = limit(Measure.PRICE_OVER, "5")

    result = compared(
        invoice(billed("1", "100", price)),
        [order(order_line("1", "100", "1.00"))],
        [received()],
        tolerances,
    )

    assert [difference.is_allowed for difference in result.differences] == [allowed]


def test_t5_four_thousandths_on_a_million_are_caught() -> None:
    tolerances = limit(Measure.PRICE_OVER, "0")

    result = compared(
        invoice(billed("1", "1000000", "1.004")),
        [order(order_line("1", "1000000", "1.00"))],
        [received(accepted="1000000")],
        tolerances,
    )

    assert codes(result) == [ReasonCode.PRICE_OVER]
    assert result.lines[0].amount_variance == 4000


def test_t5_two_thousandths_of_a_piece_are_caught() -> None:
    line = billed("1", "100.002", "10.00")

    result = compared(invoice(line), [order(order_line("1", "200"))], [received()])

    assert codes(result) == [ReasonCode.QUANTITY_OVER_RECEIVED]
    assert result.lines[0].quantity_variance == D("0.002")


def test_t6_an_amount_inside_its_limit_does_not_hide_a_quantity() -> None:
    tolerances = limit(Measure.QUANTITY_UNDER_RECEIVED, absolute="2")
    tolerances += limit(Measure.SUMMARY, "10")[-1:]

    result = compared(invoice(billed("1", "97")), [order(order_line())], [received()], tolerances)

    assert codes(result) == [ReasonCode.QUANTITY_UNDER]
    assert (result.exceptions[0].expected, result.exceptions[0].actual) == ("100", "97")


@pytest.mark.parametrize(("price", "is_open"), [("9.80", False), ("9.79", True)])
def test_t7_a_price_below_the_order_is_recorded_and_never_silently_taken(
    price: str, is_open: bool
) -> None:
    result = compared(invoice(billed("1", "100", price)), [order(order_line())], [received()])

    assert [difference.code for difference in result.differences] == [ReasonCode.PRICE_UNDER]
    assert bool(result.exceptions) is is_open
    assert bool(result.allowed) is not is_open


def test_t7_a_gap_of_exactly_the_pack_is_called_a_wrong_unit() -> None:
    line = replace(order_line("1", "10", "48.00"), packs=(Pack("CS", D(24)),))

    result = compared(invoice(billed("1", "10", "2.00")), [order(line)], [received(accepted="10")])

    assert "exactly the pack of 24" in result.exceptions[0].text


@pytest.mark.parametrize("quantity", ["100", "101"])
def test_t8_an_over_delivery_inside_its_limit_may_be_billed_and_completes_the_line(
    quantity: str,
) -> None:
    tolerances = limit(Measure.RECEIPT_OVER, "2")

    result = compared(
        invoice(billed("1", quantity)),
        [order(order_line())],
        [received(accepted="101")],
        tolerances,
    )

    assert codes(result) == []
    assert result.lines[0].completes


def test_t8_without_a_limit_the_piece_too_many_is_beyond_the_order() -> None:
    result = compared(
        invoice(billed("1", "101")), [order(order_line())], [received(accepted="101")]
    )

    assert codes(result) == [ReasonCode.QUANTITY_OVER_ORDERED]


def test_t8_a_short_delivery_inside_its_limit_completes_the_line() -> None:
    tolerances = limit(Measure.RECEIPT_UNDER, "5")

    result = compared(
        invoice(billed("1", "97")), [order(order_line())], [received(accepted="97")], tolerances
    )

    assert result.lines[0].completes


def test_t16_another_item_on_the_named_line_is_a_substitution() -> None:
    line = replace(billed("1", "100", "11.00", item="OTHER"), po_line="1")

    result = compared(invoice(line), [order(order_line())], [received()])

    assert codes(result) == [ReasonCode.ITEM_NOT_ON_PO]
    assert "which is for ITEM-1" in result.exceptions[0].text
    assert "1.00 more a unit" in result.exceptions[0].text


def test_t18_rejected_goods_are_not_paid_for() -> None:
    receipt = replace(received(accepted="92"), quantity_rejected=D(8))

    result = compared(invoice(billed()), [order(order_line())], [receipt])

    assert codes(result) == [ReasonCode.QUANTITY_OVER_RECEIVED]
    assert "92 accepted, 8 rejected: 8 not received" in result.exceptions[0].text


def test_t19_a_service_needs_no_receipt() -> None:
    line = replace(order_line(), match_kind=MatchKind.TWO_WAY)

    result = compared(invoice(billed()), [order(line)])

    assert result.status is MatchStatus.MATCHED


def test_what_never_came_is_not_received() -> None:
    result = compared(invoice(billed()), [order(order_line())])

    assert codes(result) == [ReasonCode.NOT_RECEIVED]


def test_too_many_for_the_order_and_for_the_receipt_are_two_answers() -> None:
    result = compared(invoice(billed("1", "120")), [order(order_line())], [received()])

    assert codes(result) == [
        ReasonCode.QUANTITY_OVER_ORDERED,
        ReasonCode.QUANTITY_OVER_RECEIVED,
    ]


def test_t22_offsetting_lines_are_each_judged_although_the_sum_agrees() -> None:
    lines = (order_line("1"), order_line("2"))
    bills = (billed("1", "100", "15.00"), billed("2", "100", "5.02"))
    tolerances = DEFAULT_TOLERANCES + limit(Measure.SUMMARY, "2", "50.00")[-1:]

    result = compared(invoice(*bills), [order(*lines)], [received("1"), received("2")], tolerances)

    assert codes(result) == [ReasonCode.PRICE_OVER, ReasonCode.PRICE_UNDER]
    assert [found.line for found in result.exceptions] == ["1", "2"]
    assert "500.00 over" in result.exceptions[0].text
    assert "498.00 under" in result.exceptions[1].text
    assert [found.field for found in result.allowed] == ["line_total"]


def test_t23_an_agreed_price_stays_locked_while_the_quantity_is_open() -> None:
    result = compared(invoice(billed()), [order(order_line())], [received(accepted="60")])

    line = result.lines[0]
    assert (line.price_agrees, line.quantity_agrees) == (True, False)
    assert result.status is MatchStatus.PARTIAL
    assert "The price agrees and stays locked." in result.exceptions[0].text


def test_t24_a_line_said_twice_is_a_duplicate_where_it_exceeds_the_receipt() -> None:
    lines = (billed("1", "100", item="TEA"), billed("2", "100", item="TEA"))

    result = compared(
        invoice(*lines), [order(order_line("1", "200", item="TEA"))], [received("1", "100")]
    )

    assert codes(result) == [ReasonCode.QUANTITY_OVER_RECEIVED, ReasonCode.DUPLICATE_LINE]
    assert "Line 2 repeats line 1" in result.exceptions[1].text


def test_t24_two_equal_lines_that_both_came_are_two_lines() -> None:
    lines = (billed("1", "50", item="TEA"), billed("2", "50", item="TEA"))

    result = compared(invoice(*lines), [order(order_line(item="TEA"))], [received()])

    assert codes(result) == []


def test_t25_freight_beside_the_goods_is_freight_and_no_price() -> None:
    reading = replace(invoice(billed("1", "12", "18.46")), allowances_charges=(charge("50.00"),))
    ordered = order_line("1", "12", "18.46")

    result = compared(reading, [order(ordered)], [received(accepted="12")])

    difference = result.exceptions[0]
    assert reading.line_total == D("221.52")
    assert codes(result) == [ReasonCode.UNPLANNED_CHARGE]
    assert (difference.expected, difference.actual) == ("0.00", "50.00")


def test_t25_freight_inside_the_net_of_a_line_is_no_part_of_its_price() -> None:
    line = replace(billed("1", "12", "18.46", net="271.52"), allowances_charges=(charge("50.00"),))

    result = compared(
        invoice(line), [order(order_line("1", "12", "18.46"))], [received(accepted="12")]
    )

    assert codes(result) == [ReasonCode.UNPLANNED_CHARGE]
    assert result.lines[0].price_agrees


@given(
    ordered=st.integers(1, 500),
    came=st.integers(0, 500),
    used=st.integers(0, 500),
    asked=st.integers(1, 500),
)
def test_no_receipt_is_used_up_beyond_what_is_left_of_it(
    ordered: int, came: int, used: int, asked: int
) -> None:
    left = max(came - used, 0)
    receipts = [received(accepted=str(came), available=str(left))]
    line = order_line("1", str(ordered))

    result = compared(invoice(billed("1", str(asked))), [order(line)], receipts)

    taken = sum((use.quantity for use in result.lines[0].receipts), Decimal(0))
    assert taken == min(asked, left)
    assert (ReasonCode.QUANTITY_OVER_RECEIVED in codes(result)) is (asked > left)
    assert (ReasonCode.QUANTITY_OVER_ORDERED in codes(result)) is (asked > ordered)
