"""Every page, light and dark, wide and narrow: accessible, without a sideways scroll."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from core.actors import PIPELINE
from intake.models import PayoutLine
from kpi.actions import snapshots
from ledger.actions import post_entries
from ledger.models import CloseTask
from ledger.rules import EntryDraft, EntryLine, EntrySource
from reconciliation.actions import cash_booking, cash_matching
from reconciliation.actions.policies import import_policy
from review.actions import deciding
from tests.browser.conftest import Visit
from tests.factories import (
    NOW,
    PRICE_OVER,
    Line,
    Wrong,
    make_actor,
    make_case,
    make_document,
    make_entity,
    make_person,
)
from tests.intake.cash_factories import make_payout

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Seat = Callable[..., Visit]
WIDTHS = (360, 768, 1440, 2560)

LONG = "Van der Meer Verpakkingen & Logistiek Nederland Groothandelsmaatschappij B.V."
BANK = Wrong(
    code="BANK_DETAILS_CHANGED",
    text="The IBAN on the invoice is not the one in our records.",
    field="iban",
    expected="NL91 ABNA 0417 1643 00",
    actual="LT121000011101001000",
    reference="vendor V-00001",
)


@pytest.fixture
def addresses() -> list[str]:
    """Rows on every page, and the address of each."""
    make_entity("NL01")
    case = make_case(
        vendor=LONG,
        number="2026-11-00000000000000000000001234567890-A",
        lines=[Line("Whole milk 1 l, " * 6, "240", "13.10", "240", "12.40", "200")] * 3,
        wrong=(PRICE_OVER, BANK),
    )
    booked = make_case(wrong=())
    olivia = make_actor("olivia", "operator")
    deciding.decide(
        case_id=booked.case_id, action="approve", case_version=1, actor=olivia,
        rights=frozenset({"review.decide_case"}), decided_at=NOW,
    )  # fmt: skip
    import_policy(
        {"limits": [{"currency": "EUR", "operator": "500.00"}]},
        actor=olivia, at=NOW, has_decisions=True,
    )  # fmt: skip
    CloseTask.objects.create(period="2026-11", task_id="1", task="Count stock", due=NOW.date())
    _book("manual-1")
    _change_a_payout()
    order = case.lines.exclude(po_number=None)[0].po_number
    document = f"/intake/documents/{case.document.sha256}/"
    assert case.vendor is not None
    return [
        "/", "/queue/", "/queue/?q=nothing+fits", f"/case/{case.case_id}/",
        f"/case/{booked.case_id}/", "/intake/", document, "/vendors/",
        f"/vendors/{case.vendor.vendor_id}/", "/orders/", f"/orders/{order}/", "/receipts/",
        "/items/", "/learned/", "/account-requests/", "/books/accounts/",
        "/books/accounts/2000/", "/entries/", "/entries/manual-1/",
        "/cash/", "/cash/held/", "/cash/rules/", "/payouts/",
        "/policies/", "/close/", "/trail/", "/nowhere/",
        "/accounts/password/change/",
    ]  # fmt: skip


def _book(entry_id: str) -> None:
    ten = Decimal(10)
    draft = EntryDraft(
        entry_id=entry_id, posting_date=NOW.date(), entity="NL01", currency="EUR",
        reference="INV-1", description="Opening", source=EntrySource.IMPORT,
        lines=(EntryLine("1400", debit=ten), EntryLine("2000", credit=ten)),
    )  # fmt: skip
    post_entries([draft], actor=PIPELINE, at=NOW)


def _change_a_payout() -> None:
    """Book a payout and read another report of it, so that it waits for a person."""
    payout = make_payout(make_document(), payout_id="po_" + "1A2B3C4D" * 4)
    cash_matching.match_cash(actor=PIPELINE, at=NOW)
    cash_booking.book_cash(through=date(2026, 12, 31), actor=PIPELINE, at=NOW)
    PayoutLine.objects.filter(payout=payout).update(type="dispute", gross=Decimal("9.60"))
    PayoutLine.objects.filter(payout=payout).update(fee=Decimal("-0.10"))
    cash_matching.match_cash(actor=PIPELINE, at=NOW)


def _violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for each in found
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_page_keeps_the_rules_of_accessibility(
    visit: Seat, addresses: list[str], dark: bool
) -> None:
    at = visit(make_person("conrad", "controller"), dark=dark)
    found = {}
    for address in addresses:
        if violations := _violations(at.open(address)):
            found[address] = violations
    at.complaints[:] = [text for text in at.complaints if "404" not in text]

    assert not found


@pytest.mark.parametrize("role", ["operator", "admin", "leader", "auditor"])
def test_the_first_page_of_every_role_is_accessible_and_fits(
    visit: Seat, addresses: list[str], role: str
) -> None:
    snapshots.take_snapshot(NOW.date(), at=NOW)
    at = visit(make_person("somebody", role), width=360, dark=True)
    page = at.open(addresses[0])

    assert not _violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_no_page_scrolls_sideways(visit: Seat, addresses: list[str]) -> None:
    at = visit(make_person("conrad", "controller"), width=WIDTHS[0])
    too_wide = {}
    for address in addresses:
        page = at.open(address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                too_wide[address, width] = wide
    at.complaints[:] = [text for text in at.complaints if "404" not in text]

    assert not too_wide


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_door_is_accessible_to_who_is_not_signed_in(visit: Seat, dark: bool) -> None:
    page = visit(None, dark=dark).open("/accounts/login/")

    assert not _violations(page)


def test_a_case_is_understood_without_scrolling(visit: Seat, addresses: list[str]) -> None:
    page = visit(make_person("conrad", "controller")).open(addresses[3])

    for wanted in (".exception:first-child .exception__next", "#line-1 .is-off", "[data-confirm]"):
        box = page.locator(wanted).first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 900
