"""What a month bears for goods that arrived without an invoice."""

from datetime import date
from decimal import Decimal

from reconciliation.rules.accruals import OpenReceipt, accrue, against, still_to_book
from reconciliation.rules.posting import PostingAccounts
from reconciliation.rules.units import Pack

ACCOUNTS = PostingAccounts()


def received(
    quantity: str, price: str, *, account: str | None = "1410", currency: str = "EUR",
    uom: str | None = "C62", order_uom: str | None = "C62", packs: tuple[Pack, ...] = (),
) -> OpenReceipt:  # fmt: skip
    return OpenReceipt(
        "GR-1", "1", "PO-1", "10", date(2026, 9, 20), Decimal(quantity), uom, order_uom,
        Decimal(price), currency, account, None, "C62", packs,
    )  # fmt: skip


def test_sixty_pieces_at_ten_are_six_hundred() -> None:
    """T93: received not invoiced at month-end, 60 @ 10."""
    found = accrue([received("60", "10")], ACCOUNTS)

    assert found.amounts == {("EUR", "1410", None): Decimal("600.00")}


def test_amounts_are_rounded_once_an_account_and_not_once_a_line() -> None:
    found = accrue([received("1", "0.004"), received("1", "0.004")], ACCOUNTS)

    assert found.amounts == {("EUR", "1410", None): Decimal("0.01")}


def test_currencies_are_never_added_up() -> None:
    found = accrue([received("1", "10"), received("1", "10", currency="USD")], ACCOUNTS)

    assert set(found.amounts) == {("EUR", "1410", None), ("USD", "1410", None)}


def test_a_case_received_for_pieces_ordered_is_converted_by_its_pack() -> None:
    packs = (Pack("CS", Decimal(12)),)
    found = accrue([received("5", "2", uom="CS", order_uom="C62", packs=packs)], ACCOUNTS)

    assert found.amounts == {("EUR", "1410", None): Decimal("120.00")}


def test_a_unit_nobody_can_convert_is_named_and_not_guessed() -> None:
    found = accrue([received("5", "2", uom="CS", order_uom="C62")], ACCOUNTS)

    assert found.amounts == {}
    assert found.not_valued == ("receipt GR-1 line 1: CS cannot be converted to C62",)


def test_an_order_line_without_an_account_goes_to_suspense() -> None:
    found = accrue([received("1", "10", account=None)], ACCOUNTS)

    assert set(found.amounts) == {("EUR", ACCOUNTS.suspense_expense, None)}


def test_what_is_booked_already_is_not_booked_again() -> None:
    wanted = accrue([received("60", "10")], ACCOUNTS).amounts

    assert still_to_book(wanted, wanted) == {}


def test_a_later_close_books_the_difference_alone() -> None:
    place = ("EUR", "1410", None)

    lines = still_to_book({place: Decimal(450)}, {place: Decimal(600)})["EUR"]
    balance = against(lines, "2120")

    assert [(line.debit, line.credit) for line in lines] == [(Decimal(0), Decimal(150))]
    assert balance is not None
    assert (balance.debit, balance.credit) == (Decimal(150), Decimal(0))
