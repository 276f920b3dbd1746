"""The workbench of cash by keyboard: choose, match, come to the next line, and take it back."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from core.actors import PIPELINE
from intake.models import BankAccount, BankLine, SalesOrder
from reconciliation.actions import cash_matching
from reconciliation.models import CashMatch
from tests.browser.conftest import Visit
from tests.factories import NOW, make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Seat = Callable[..., Visit]


def _open_lines() -> None:
    """Make two transfers that name no order, and an order of the amount of each."""
    account = BankAccount.objects.create(bank_account="MAIN", currency="EUR")
    for number, amount in enumerate(("646.02", "430.13"), start=1):
        SalesOrder.objects.create(
            order_id=f"W-{number}", placed_at=NOW, gross=Decimal(amount), currency="EUR",
            tender="bank_transfer",
        )  # fmt: skip
        BankLine.objects.create(
            bank_account=account, line_key=str(number), booked_on=date(2026, 11, 20 + number),
            amount=Decimal(amount), currency="EUR", counterparty=f"Customer {number}",
            memo="with thanks", reference=f"B-{number}",
        )  # fmt: skip
    cash_matching.match_cash(actor=PIPELINE, at=NOW)


def _takings() -> int:
    """Let the takings of a day arrive without one sale, and return their line."""
    for number, amount in enumerate(("10.00", "25.00", "19.99"), start=1):
        SalesOrder.objects.create(
            order_id=f"S-{number}", placed_at="2026-11-16T12:00:00Z", gross=Decimal(amount),
            currency="EUR", store="Shop 7", tender="card",
        )  # fmt: skip
    line = BankLine.objects.create(
        bank_account=BankAccount.objects.get(), line_key="takings", booked_on=date(2026, 11, 18),
        amount=Decimal("35.00"), currency="EUR", memo="CARD TAKINGS SHOP-7",
    )  # fmt: skip
    cash_matching.match_cash(actor=PIPELINE, at=NOW)
    return line.pk


def test_lines_are_settled_by_keyboard_and_one_is_taken_back(visit: Seat) -> None:
    _open_lines()
    at = visit(make_person("carla", "controller"))
    page = at.open("/cash/")
    expect(page.locator("tr.opens")).to_have_count(2)

    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Customer 1")
    page.wait_for_load_state("load")
    expect(page.locator("output[data-left]")).to_have_text("646.02 EUR")

    # The record is chosen, nothing is left over, one key matches and the next line is there.
    page.keyboard.press("j")
    page.keyboard.press("Space")
    expect(page.locator("output[data-left]")).to_have_text("0.00 EUR")
    page.keyboard.press("a")
    expect(page.locator("h1")).to_have_text("Customer 2")
    match = CashMatch.objects.get(bank_line__line_key="1")
    assert (match.status, match.decided_by) == ("matched", "person:carla")

    # What was just done is one step away, and is taken back with a reason.
    page.wait_for_load_state("load")
    page.get_by_role("link", name="See the one before").click()
    expect(page.locator("h1")).to_have_text("Customer 1")
    page.wait_for_load_state("load")
    page.keyboard.press("x")
    page.keyboard.type("Paid for another order.")
    page.keyboard.press("Enter")
    expect(page.locator(".head .chip")).to_have_text("Unmatched")
    at.open("/cash/")
    expect(page.locator("tr.opens")).to_have_count(2)

    # A set is taken by its key, the running difference says what is left over, and one key matches.
    page = at.open(f"/cash/{_takings()}/")
    page.keyboard.press("1")
    expect(page.locator("output[data-left]")).to_have_text("0.00 EUR")
    expect(page.locator("[data-count]")).to_have_text("2")
    page.keyboard.press("1")
    expect(page.locator("output[data-left]")).to_have_text("35.00 EUR")
    page.keyboard.press("1")
    page.keyboard.press("a")
    expect(page.locator("tr.opens")).to_have_count(2)  # it was the last of the list
    assert CashMatch.objects.get(bank_line__line_key="takings").status == "matched"
