"""A recorded step reads back as the same values and writes the same bytes."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from core.reasons import ReasonCode
from reconciliation.rules.credits import BilledInvoice, BilledLine, CreditInput
from reconciliation.rules.match_json import from_bytes, to_bytes
from reconciliation.rules.match_values import MatchInput, MatchResult, OrderChange
from reconciliation.rules.posting import PostingInput, ProposalValue, propose
from reconciliation.rules.routing import FULL, Route, RouteInput, route
from reconciliation.rules.three_way import match_invoice_lines
from reconciliation.rules.units import Pack
from tests.reconciliation.rules.values import (
    D,
    billed,
    charge,
    invoice,
    order,
    order_line,
    received,
)

LINE = replace(
    order_line("1", "10", "48.0000"),
    packs=(Pack("CS", D("24.00"), date(2026, 1, 1)),),
    changes=(OrderChange(date(2026, 3, 11), "erin", D(12), D("47.5"), None),),
)
GIVEN = MatchInput(
    replace(invoice(billed("1", "11", "48.00")), allowances_charges=(charge("5.00"),)),
    "V-1001",
    None,
    date(2026, 3, 13),
    orders=(order(LINE),),
    receipts=(received(accepted="10"),),
)


def test_the_input_reads_back_as_it_was() -> None:
    content = to_bytes(GIVEN)

    assert from_bytes(MatchInput, content) == GIVEN
    assert to_bytes(from_bytes(MatchInput, content)) == content


def test_a_replay_writes_the_same_bytes() -> None:
    recorded = to_bytes(match_invoice_lines(GIVEN))

    replayed = to_bytes(match_invoice_lines(from_bytes(MatchInput, to_bytes(GIVEN))))

    assert replayed == recorded
    assert from_bytes(MatchResult, recorded) == match_invoice_lines(GIVEN)


def test_every_printed_zero_survives() -> None:
    back = from_bytes(MatchInput, to_bytes(GIVEN))

    assert str(back.orders[0].lines[0].unit_price) == "48.0000"
    assert str(back.orders[0].lines[0].packs[0].size) == "24.00"


def test_the_other_steps_read_back_too() -> None:
    result = match_invoice_lines(GIVEN)
    posting = PostingInput(GIVEN.reading, result, (LINE,), exceptions=(ReasonCode.PRICE_OVER,))
    routed = RouteInput((ReasonCode.PRICE_OVER,), "invoice/no_order/page", FULL, D("1.10"))
    credit = CreditInput(
        GIVEN.reading,
        None,
        "HQ",
        (BilledInvoice("C-1", "1", None, None, None, "EUR", lines=(BilledLine("1", None, D(1)),)),),
    )

    assert from_bytes(PostingInput, to_bytes(posting)) == posting
    assert from_bytes(ProposalValue, to_bytes(propose(posting))) == propose(posting)
    assert from_bytes(RouteInput, to_bytes(routed)) == routed
    assert from_bytes(Route, to_bytes(route(routed))) == route(routed)
    assert from_bytes(CreditInput, to_bytes(credit)) == credit


@given(number=st.decimals(allow_nan=False, allow_infinity=False, places=9))
def test_any_decimal_reads_back_digit_by_digit(number: D) -> None:
    given_line = replace(GIVEN, orders=(order(replace(LINE, unit_price=number)),))

    back = from_bytes(MatchInput, to_bytes(given_line))

    assert back.orders[0].lines[0].unit_price.as_tuple() == number.as_tuple()
