"""Where values stand on the page: from field to box and back, by pointer and by key."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from backoffice import pipeline
from core.actors import PIPELINE
from intake.actions import receiving
from reconciliation.models import Case
from tests.browser.conftest import Visit
from tests.browser.test_pages import _violations
from tests.factories import make_entity, make_person, make_vendor
from tests.intake.formats.pdfs import pdf_with

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Seat = Callable[..., Visit]

APART = " " * 12
LINES = [
    "Halvorsen Dairy B.V.",
    "Kade 12, 3011 AA Rotterdam, +31 10 1234567, info@halvorsen.example",
    "",
    "INVOICE",
    "Invoice number: HD-2026-77",
    "Invoice date: 2026-11-20",
    "",
    "Net total" + APART + "2,126.00",
    "VAT 21 %" + APART + "446.46",
    "Grand total" + APART + "2,572.46 EUR",
    "",
    "IBAN NL91 ABNA 0417 1643 00",
]


def _read() -> Case:
    """Take in a PDF that says everything on its page, and return its case."""
    make_entity("NL01")
    make_vendor("Halvorsen Dairy B.V.")
    now = timezone.now()
    received = receiving.receive_document(
        content=pdf_with(LINES), filename="halvorsen.pdf", channel="upload", actor=PIPELINE,
        received_at=now, as_of=now.date(),
    )  # fmt: skip
    assert received.document_id is not None
    pipeline.process_documents([received.document_id], actor=PIPELINE, at=now)
    return Case.objects.get()


def _is_on(page: Page, field: str) -> None:
    """The field and its box are both chosen, and nothing else is."""
    expect(page.locator(".box.is-on")).to_have_count(1)
    expect(page.locator(f'[data-box="{field}"]')).to_have_class("box is-on")
    expect(page.locator('.mark[aria-pressed="true"]')).to_have_count(1)
    expect(page.locator(f'.mark[data-field="{field}"]')).to_have_attribute("aria-pressed", "true")


def test_a_field_shows_its_box_and_a_box_its_field(visit: Seat) -> None:
    case = _read()
    page = visit(make_person("olivia", "operator")).open(f"/case/{case.case_id}/")

    page.locator('.mark[data-field="gross_total"]').click()
    _is_on(page, "gross_total")
    expect(page.locator("[data-told-here]")).to_contain_text("2572.46")
    expect(page.locator("[data-told-here]")).to_contain_text("confidence 0.9")

    page.locator('[data-box="invoice_number"]').click()
    _is_on(page, "invoice_number")
    expect(page.locator('.mark[data-field="invoice_number"]')).to_be_focused()
    expect(page.locator("[data-told-here]")).to_contain_text("HD-2026-77")

    # The box lies on the words: at the height at which the page was printed.
    picture = page.locator(".paper img").bounding_box()
    box = page.locator('[data-box="invoice_number"]').bounding_box()
    assert picture is not None
    assert box is not None
    part = (box["y"] + box["height"] / 2 - picture["y"]) / picture["height"]
    assert part == pytest.approx((842 - 780 + 4 * 14 - 4) / 842, abs=0.01)


def test_keys_go_through_the_fields_and_let_go(visit: Seat) -> None:
    case = _read()
    page = visit(make_person("olivia", "operator")).open(f"/case/{case.case_id}/")
    names = [mark.get_attribute("data-field") for mark in page.locator(".mark").all()]
    assert len(names) > 4

    page.keyboard.press("f")
    _is_on(page, str(names[0]))
    page.keyboard.press("f")
    _is_on(page, str(names[1]))
    expect(page.locator(".box.is-on")).to_be_in_viewport()
    page.keyboard.press("Shift+F")
    page.keyboard.press("Shift+F")
    _is_on(page, str(names[-1]))
    page.keyboard.press("Escape")

    expect(page.locator(".box.is-on")).to_have_count(0)


def test_the_field_that_is_being_corrected_is_shown(visit: Seat) -> None:
    case = _read()
    page = visit(make_person("olivia", "operator")).open(f"/case/{case.case_id}/")

    page.keyboard.press("e")
    page.get_by_label("Net total").focus()

    _is_on(page, "net_total")


@pytest.mark.parametrize(("width", "dark"), [(360, True), (1440, False)])
def test_marked_pages_are_accessible_and_fit(visit: Seat, width: int, dark: bool) -> None:
    case = _read()
    at = visit(make_person("olivia", "operator"), width=width, dark=dark)
    for address in (f"/case/{case.case_id}/", f"/intake/documents/{case.document.sha256}/"):
        page = at.open(address)
        page.keyboard.press("f")

        assert not _violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
