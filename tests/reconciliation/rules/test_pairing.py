"""Which invoice line belongs to which order line, and when nobody can say."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from intake.rules.reading import InvoiceLine
from reconciliation.rules.pairing import pair_lines
from tests.reconciliation.rules.values import D, billed, order, order_line

CASES = Path(__file__).parents[4] / "shared/corpus/match_cases/invoice_to_order_lines.jsonl"


def nameless(line: str, description: str, price: str = "10.00", quantity: str = "5") -> InvoiceLine:
    total = D(price) * D(quantity)
    return InvoiceLine(line, description, D(quantity), "EA", D(price), net=total)


def described(po_line: str, description: str, price: str = "10.00", quantity: str = "5"):  # type: ignore[no-untyped-def]
    return replace(order_line(po_line, quantity, price), item_id=None, description=description)


@pytest.mark.parametrize(
    ("change", "strategy"),
    [
        ({"po_line": "00010"}, "po_line"),
        ({"buyer_item_id": "item 10"}, "item"),
        ({"gtin": "04012345678901"}, "gtin"),
        ({"seller_item_id": "bf-77"}, "vendor_item_id"),
        ({"description": "EARL GREY tea, 50 bags"}, "description"),
    ],
)
def test_the_surest_way_is_taken(change: dict[str, str], strategy: str) -> None:
    ordered = replace(
        order_line("10", item="ITEM-10"),
        gtin="4012345678901",
        vendor_item_id="BF77",
        description="Earl Grey Tea 50 bags",
    )
    plain = InvoiceLine("1", quantity=D(1), unit_price=D(3), net=D(3))

    pairs, unpaired = pair_lines([replace(plain, **change)], [order(ordered, order_line("20"))])  # type: ignore[arg-type]

    assert [(pair.ordered[0].po_line, pair.strategy) for pair in pairs] == [("10", strategy)]
    assert unpaired == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("BF-77 Earl Grey, loose", "1"),
        ("Earl Grey, loose (4012345678901)", "1"),
        ("Earl Grey, loose, like BF-77 or BF-78", None),
        ("BF-77 Candle holder, brass", None),
        ("77 Darjeeling", None),
    ],
)
def test_an_item_number_among_the_words_counts_where_the_words_agree(
    text: str, found: str | None
) -> None:
    """Pages print the vendor's number before the description; prices a pack and a piece differ."""
    first = described("1", "Tea Earl Grey loose", "240.00", "4")
    ordered = order(
        replace(first, vendor_item_id="BF77", gtin="4012345678901"),
        replace(described("2", "Tea Earl Grey loose, large", "480.00", "4"), vendor_item_id="BF78"),
    )

    pairs, _ = pair_lines([nameless("1", text, "10.00", "96")], [ordered])

    assert [(pair.ordered[0].po_line, pair.strategy) for pair in pairs] == (
        [(found, "item_in_text")] if found else []
    )


def test_t11_a_new_pack_with_another_gtin_is_still_the_vendors_item() -> None:
    ordered = replace(order_line("1"), gtin="4012345678901", vendor_item_id="BF-77")
    line = replace(billed(), buyer_item_id=None, gtin="4012345678918", seller_item_id="BF77")

    pairs, _ = pair_lines([replace(line, po_line="1")], [order(ordered)])

    assert pairs[0].strategy == "po_line"


def test_a_wrong_line_number_gives_way_to_the_item_it_names() -> None:
    line = replace(billed("1", item="ITEM-2"), po_line="1")

    pairs, _ = pair_lines([line], [order(order_line("1"), order_line("2"))])

    assert (pairs[0].ordered[0].po_line, pairs[0].strategy) == ("2", "item")


def test_likeness_pairs_what_is_clearly_ahead() -> None:
    lines = [nameless("1", "Tea Earl Grey loose 250g"), nameless("2", "Coffee beans 1kg", "14.00")]
    ordered = order(
        described("1", "Coffee beans, 1 kg bag", "14.00"),
        described("2", "Earl Grey tea 250g loose"),
    )

    pairs, unpaired = pair_lines(lines, [ordered])

    assert {pair.line.line: pair.ordered[0].po_line for pair in pairs} == {"1": "2", "2": "1"}
    assert unpaired == ()


def test_two_equally_good_answers_are_none() -> None:
    ordered = order(described("1", "Napkins white 40 cm"), described("2", "Napkins red 40 cm"))

    pairs, unpaired = pair_lines([nameless("1", "Napkins 40 cm")], [ordered])

    assert pairs == ()
    assert [near.po_line for near in unpaired[0].nearest] == ["1", "2"]


def test_an_equal_price_alone_proves_nothing() -> None:
    ordered = order(described("1", "Garden hose 20 m"), described("2", "Ladder"))

    pairs, _ = pair_lines([nameless("1", "Birthday cake")], [ordered])

    assert pairs == ()


def test_a_charge_is_paired_with_a_charge_only() -> None:
    ordered = order(
        described("1", "Garden hose", "50.00", "1"), described("2", "Freight", "50.00", "1")
    )

    pairs, _ = pair_lines([nameless("1", "Frachtkosten", "50.00", "1")], [ordered])

    assert [(pair.ordered[0].po_line, pair.strategy) for pair in pairs] == [("2", "charge")]


@pytest.mark.skipif(not CASES.exists(), reason="the corpus ../shared/corpus is not here")
def test_on_foreign_wording_what_is_paired_is_right() -> None:
    """Brand names against generic names: hardly anything is certain, and little may be wrong."""
    right = wrong = 0
    for text in CASES.read_text().splitlines()[::2]:
        case = json.loads(text)
        lines = [
            InvoiceLine(row["id"], row["description"], unit=row["unit"], unit_price=D(row["cost"]))
            for row in case["invoice_lines"]
        ]
        ordered = order(
            *(described(row["id"], row["description"], row["cost"]) for row in case["order_lines"])
        )
        expected = {(pair["invoice_line"], pair["order_line"]) for pair in case["expected"]}
        for pair in pair_lines(lines, [ordered])[0]:
            is_right = (pair.line.line, pair.ordered[0].po_line) in expected
            right, wrong = right + is_right, wrong + (not is_right)

    assert right > 0
    assert wrong <= 0.02 * (right + wrong)
