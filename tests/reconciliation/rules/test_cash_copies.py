"""Copied rows are counted in whole minor units; what is not whole is left out."""

from decimal import Decimal
from pathlib import Path

import pytest

from reconciliation.rules import cash_copies, cash_engine
from reconciliation.rules.cash_values import DEFAULT_CASH, CashSettings, ProcessorFee


def given(
    name: str, rows: str, folder: Path, settings: CashSettings = DEFAULT_CASH
) -> list[dict[str, object]]:
    """Return what a run is given of rows as the database wrote them."""
    path = folder / f"{name}.csv"
    path.write_text(rows, encoding="utf-8")
    with cash_engine.new_database(threads=1) as database:
        cash_copies.prepare(database)
        database.execute(f"INSERT INTO {name} {cash_copies.read(name, str(path), settings)}")
        found = database.execute(f"SELECT * FROM {name} ORDER BY id")  # noqa: S608
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def test_amounts_of_lines_become_minor_units_of_their_currency(tmp_path: Path) -> None:
    rows = "".join(
        f"{place},MAIN,2026-11-02,{amount},{currency},,,,,{other},JPY,,\n"
        for place, (amount, currency, other) in enumerate(
            [("12.30", "EUR", "-7"), ("-5", "JPY", ""), ("1.2345", "KWD", ""), ("0.500", "KWD", "")]
        )
    )

    found = given("line", rows, tmp_path)

    # A fils and a half is no amount, and no line.
    assert [(row["id"], row["amount"]) for row in found] == [(0, 1230), (1, -5), (3, 500)]
    assert found[0]["other_amount"] == -7


@pytest.mark.parametrize(
    ("amount", "minor"),
    [
        ("1.2300000000000", 123), ("1.2300000000001", None), ("1.235", None), ("9" * 30, None),
        ("10", 1000), ("0.5", 50), ("-0.05", -5), ("123456789012345.67", 12345678901234567),
        ("12345678901234567.89", 1234567890123456789), ("1" * 18 + ".00", None),
    ],
)  # fmt: skip
def test_no_digit_of_an_amount_is_rounded_away(
    amount: str, minor: int | None, tmp_path: Path
) -> None:
    found = given("line", f"1,MAIN,2026-11-02,{amount},EUR,,,,,,,,\n", tmp_path)

    assert [row["amount"] for row in found] == ([] if minor is None else [minor])


def test_a_text_of_several_lines_becomes_one(tmp_path: Path) -> None:
    found = given("line", '1,MAIN,2026-11-02,1,EUR,"a ""b""\nc",,,"d\r\te, f",,,,\n', tmp_path)

    assert (found[0]["reference"], found[0]["memo"]) == ('a "b" c', "d  e, f")


def test_what_is_left_of_an_item_and_what_the_processor_keeps_of_it(tmp_path: Path) -> None:
    fee = ProcessorFee("paymaker", percent=Decimal("1.5"), fixed=Decimal("0.25"))
    settings = CashSettings(processor_fees=(fee,))
    rows = (
        "8,order,,2026-11-02,100.33,,EUR,A1,,,,paymaker,paymaker,\n"
        "16,order,,2026-11-02,-100.33,,EUR,A2,,,,paymaker,paymaker,\n"
        "24,order,,2026-11-02,10,,EUR,A3,,,,other,other,\n"
        "32,invoice,,2026-11-02,-4.00,-10.00,EUR,A4,,,,,,\n"
        "40,invoice,,2026-11-02,1.00,-10.00,EUR,A5,,,,,,\n"
    )

    found = given("item", rows, tmp_path, settings)

    # 1.50495 rounds to 1.50; a refund gives no fee back; what is paid beyond the whole is not open.
    assert [(row["amount"], row["net"], row["whole"]) for row in found] == [
        (10033, 9858, None), (-10033, -10033, None), (1000, None, None), (-400, None, -1000),
    ]  # fmt: skip
