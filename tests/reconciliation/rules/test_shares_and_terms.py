"""Units, several order lines, several receipts, and which terms of an order count."""

from dataclasses import replace
from datetime import date

import pytest

from core.reasons import ReasonCode
from reconciliation.rules.match_values import MatchStatus, OrderChange, ReceiptUse
from reconciliation.rules.units import Pack
from tests.reconciliation.rules.values import (
    D,
    billed,
    codes,
    compared,
    invoice,
    order,
    order_line,
    received,
)


def test_t9_cases_pieces_and_their_prices_convert_together() -> None:
    line = replace(
        order_line("1", "10", "48.00"), uom="CS", base_uom="EA", packs=(Pack("CS", D(24)),)
    )
    receipt = replace(received(accepted="10"), uom="CS")

    result = compared(invoice(billed("1", "240", "2.00")), [order(line)], [receipt])

    assert result.status is MatchStatus.MATCHED
    assert result.differences == ()
    assert result.lines[0].quantity == 10
    assert result.lines[0].receipts == (ReceiptUse("GR-1", "1", D(10)),)


def test_t9_a_receipt_in_pieces_is_used_up_in_pieces() -> None:
    line = replace(
        order_line("1", "10", "48.00"), uom="CS", base_uom="EA", packs=(Pack("CS", D(24)),)
    )

    result = compared(
        invoice(replace(billed("1", "5", "48.00"), unit="CS")),
        [order(line)],
        [received(accepted="240")],
    )

    assert result.lines[0].receipts == (ReceiptUse("GR-1", "1", D(120)),)


def test_t9_without_a_factor_the_line_is_held_and_nothing_else_is_said_of_it() -> None:
    line = replace(order_line("1", "10", "48.00"), uom="CS")

    result = compared(invoice(billed("1", "240", "2.00")), [order(line)], [received()])

    assert codes(result) == [ReasonCode.UOM_UNRESOLVED]
    assert result.status is MatchStatus.UNMATCHED


def test_t9_thirds_of_a_case_add_up_to_a_case() -> None:
    line = replace(order_line("1", "1", "3.00"), uom="CS", base_uom="EA", packs=(Pack("CS", D(3)),))
    lines = [billed(str(n), "1", "1.00", item="ITEM-1") for n in (1, 2, 3)]
    receipt = replace(received(accepted="1"), uom="CS")

    result = compared(invoice(*lines), [order(line)], [receipt])

    assert codes(result) == []


def test_t12_one_invoice_over_three_orders() -> None:
    orders = [
        order(order_line("1", "10", po=po, item=f"I{po}"), po=po) for po in ("P1", "P2", "P3")
    ]
    receipts = [received("1", "10", number=f"G{po}", po=po) for po in ("P1", "P2", "P3")]
    lines = [
        replace(billed(str(n), "10", item=f"I{po}"), po_number=po, po_line="1")
        for n, po in enumerate(("P1", "P2", "P3"), start=1)
    ]

    result = compared(invoice(*lines, po=None), orders, receipts)

    assert result.status is MatchStatus.MATCHED
    assert [line.po_number for line in result.lines] == ["P1", "P2", "P3"]


def test_t12_one_line_is_spread_over_two_order_lines_of_its_item() -> None:
    lines = (order_line("1", "60", item="TEA"), order_line("2", "40", item="TEA"))
    receipts = [received("1", "60"), received("2", "40")]

    result = compared(invoice(billed("1", "100", item="TEA")), [order(*lines)], receipts)

    assert result.status is MatchStatus.MATCHED
    assert [(line.po_line, line.quantity) for line in result.lines] == [("1", D(60)), ("2", D(40))]
    assert sum(line.amount for line in result.lines) == 1000


def test_t12_one_order_line_billed_on_two_invoice_lines_is_judged_once() -> None:
    lines = [billed("1", "60", item="TEA"), billed("2", "50", item="TEA")]

    result = compared(invoice(*lines), [order(order_line(item="TEA"))], [received(accepted="110")])

    assert codes(result) == [ReasonCode.QUANTITY_OVER_ORDERED]
    assert result.exceptions[0].line == "2"
    assert (result.exceptions[0].expected, result.exceptions[0].actual) == ("100", "110")


def test_receipts_are_used_oldest_first() -> None:
    receipts = [
        received(accepted="50", number="GR-2", on=date(2026, 3, 9)),
        received(accepted="30", number="GR-1", on=date(2026, 3, 5)),
    ]

    result = compared(invoice(billed("1", "70")), [order(order_line())], receipts)

    assert result.lines[0].receipts == (
        ReceiptUse("GR-1", "1", D(30)),
        ReceiptUse("GR-2", "1", D(40)),
    )


@pytest.mark.parametrize(
    ("day", "price", "expected"),
    [
        (date(2026, 3, 11), "10.00", [ReasonCode.PO_CHANGED]),
        (date(2026, 3, 11), "12.00", [ReasonCode.PO_CHANGED, ReasonCode.PRICE_OVER]),
        (date(2026, 3, 9), "12.00", []),
    ],
)
def test_t15_the_terms_of_the_day_of_receipt_count_and_the_edit_is_shown(
    day: date, price: str, expected: list[ReasonCode]
) -> None:
    change = OrderChange(day, "erin", D(100), D("10.00"), "EA")
    line = replace(order_line("1", "100", "12.00"), changes=(change,))

    result = compared(invoice(billed("1", "100", price)), [order(line)], [received()])

    assert codes(result) == expected
    if expected:
        assert "erin changed the price from 10.00 to 12.00" in result.exceptions[0].text


def test_t15_an_order_raised_after_the_goods_came_covers_no_more_of_them() -> None:
    change = OrderChange(date(2026, 3, 11), "erin", D(100), D("10.00"), "EA")
    line = replace(order_line("1", "120"), changes=(change,))

    result = compared(invoice(billed("1", "120")), [order(line)], [received(accepted="120")])

    assert codes(result) == [ReasonCode.QUANTITY_OVER_ORDERED, ReasonCode.PO_CHANGED]
    assert "the quantity from 100 to 120" in result.exceptions[1].text


def test_t15_an_order_that_grew_before_its_second_delivery_has_grown() -> None:
    change = OrderChange(date(2026, 3, 11), "erin", D(100), D("10.00"), "EA")
    line = replace(order_line("1", "150"), changes=(change,))
    receipts = [received(), received(accepted="50", number="GR-2", on=date(2026, 3, 12))]

    result = compared(invoice(billed("1", "150")), [order(line)], receipts)

    assert codes(result) == []


def test_t15_an_order_that_grew_after_the_bill_it_does_not_touch_is_no_exception() -> None:
    change = OrderChange(date(2026, 3, 11), "erin", D(100), D("10.00"), "EA")
    line = replace(order_line("1", "150"), changes=(change,))

    result = compared(invoice(billed()), [order(line)], [received()])

    assert codes(result) == []
