"""What only a browser can show: files dropped in, a case decided by keyboard, in one go."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from backoffice import pipeline
from core.actors import PIPELINE
from intake.models import Document
from ledger.models import JournalEntry
from reconciliation.models import Case, CaseState
from tests.browser.conftest import Visit
from tests.browser.papers import INVOICE, ORDERS, RECEIPTS, VENDORS
from tests.factories import make_case, make_entity, make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Seat = Callable[..., Visit]


def _work_off() -> None:
    """Do what a worker would do: take every waiting document as far as it goes."""
    waiting = list(Document.objects.order_by("id").values_list("pk", flat=True))
    pipeline.process_documents(waiting, actor=PIPELINE, at=timezone.now())


def test_a_file_goes_from_the_desktop_into_the_books(visit: Seat) -> None:
    make_entity("NL01")
    at = visit(make_person("olivia", "operator"))
    page = at.open("/intake/")

    # Master data and the invoice are dropped in together; each file gets a row of its own.
    page.set_input_files("#files", [VENDORS, ORDERS, RECEIPTS])
    expect(page.locator("#uploads tr")).to_have_count(3)
    expect(page.locator("#uploads .chip", has_text="In progress")).to_have_count(3)
    _work_off()
    expect(page.locator("#uploads .chip", has_text="Loaded")).to_have_count(3)

    # The invoice bills more than was agreed, so it becomes a case.
    page.set_input_files("#files", [INVOICE])
    expect(page.locator("#uploads .chip", has_text="In progress")).to_have_count(1)
    _work_off()
    page.get_by_role("link", name="Open its case").first.click()
    expect(page.locator("#exceptions")).to_contain_text("Price too high")

    # One key decides, Enter confirms, and it is booked.
    page.keyboard.press("a")
    page.keyboard.press("Enter")
    expect(page.locator("#case-panel")).to_contain_text("Approved and booked")
    assert Case.objects.get().state == CaseState.POSTED
    assert JournalEntry.objects.count() == 1


def test_the_queue_is_worked_by_keyboard_alone(visit: Seat) -> None:
    for number in ("N-1", "N-2", "N-3"):
        make_case(number=number)
    at = visit(make_person("olivia", "operator"))
    page = at.open("/queue/")

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("N-2")
    page.wait_for_load_state("load")  # keys work once the page's script is there

    page.keyboard.press("c")
    expect(page.locator("#case-panel")).to_contain_text("Yours until")
    page.keyboard.press("r")
    page.keyboard.type("Goods were sent back.")
    page.keyboard.press("Enter")
    expect(page.locator("#case-panel")).to_contain_text("Rejected")
    expect(page.locator("#open-work")).to_contain_text("2")

    page.keyboard.press("u")
    expect(page.locator("h1")).to_have_text("Queue")
    page.wait_for_load_state("load")
    page.keyboard.press("/")
    page.keyboard.type("N-3")
    page.keyboard.press("Enter")
    expect(page.locator("[data-rows] tbody tr")).to_have_count(1)
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_two_people_on_one_case_are_told_about_each_other(visit: Seat) -> None:
    case = make_case()
    olivia, oscar = (visit(make_person(name, "operator")) for name in ("olivia", "oscar"))
    first, second = (each.open(f"/case/{case.case_id}/") for each in (olivia, oscar))

    second.keyboard.press("q")
    second.keyboard.type("Was this price agreed?")
    second.keyboard.press("Enter")
    expect(second.locator("#case-panel")).to_contain_text("stays open")
    first.keyboard.press("a")
    first.keyboard.press("Enter")

    expect(first.locator("#case-panel")).to_contain_text("changed while you were looking")  # T71
    expect(first.locator("#case-panel")).to_contain_text("Was this price agreed?")
    assert not JournalEntry.objects.exists()


def test_a_correction_is_typed_in_place_and_matched_again(visit: Seat) -> None:
    case = make_case()
    page = visit(make_person("olivia", "operator")).open(f"/case/{case.case_id}/")

    page.keyboard.press("e")
    page.get_by_label("Unit price of line 1").fill("12.40")
    page.get_by_role("button", name="Save correction").click()

    expect(page.locator("#case-panel")).to_contain_text("Corrected and matched again")
    case.refresh_from_db()
    assert case.version > 1


def test_a_person_signs_in_by_name_and_is_let_out_again(visit: Seat) -> None:
    make_person("olivia", "operator")
    page = visit(None).open("/queue/")

    page.get_by_label("Name").fill("olivia")
    page.get_by_label("Password").fill("a-long-enough-secret")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("h1")).to_have_text("Queue")
    page.get_by_role("button", name="Sign out").click()

    expect(page.locator("h1")).to_have_text("Sign in")
