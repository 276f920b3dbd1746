"""The queue and the case page: who may, who may not, and what it costs."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from ledger.models import JournalEntry
from reconciliation.models import Case, CaseState
from reconciliation.queries import explaining
from review.models import Comment
from tests.factories import PRICE_OVER, Wrong, make_case, make_person

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def _client(name: str, role: str, entities: tuple[str, ...] = ()) -> Client:
    client = Client()
    client.force_login(make_person(name, role, entities=entities))
    return client


def _form(case: Case, **values: object) -> dict[str, object]:
    return {"action": "approve", "case_version": case.version, "comment": "", **values}


def test_who_is_not_signed_in_is_sent_to_the_door(client: Client) -> None:
    answer = client.get("/queue/")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=/queue/")


def test_the_queue_shows_who_what_and_how_much() -> None:
    make_case(number="INV-77", wrong=(PRICE_OVER, Wrong("NOT_RECEIVED", "Nothing came.")))
    olivia = _client("olivia", "operator")

    page = olivia.get("/queue/").content.decode()

    for text in ("Halvorsen Dairy", "INV-77", "3,804.24", "EUR", "Price too high", "+1", "NL01"):
        assert text in page


def test_a_page_of_the_queue_takes_four_queries_however_long(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(12):
        make_case()
    olivia = _client("olivia", "operator")
    olivia.get("/orders/")  # which sources end is read once a minute

    with django_assert_num_queries(4):
        olivia.get("/queue/")


def test_a_case_of_another_entity_is_neither_listed_nor_found() -> None:
    hidden = make_case(entity="DE01", number="HIDDEN-1")
    olivia = _client("olivia", "operator", ("NL01",))

    assert "HIDDEN-1" not in olivia.get("/queue/").content.decode()
    assert olivia.get(f"/case/{hidden.case_id}/").status_code == 404
    assert olivia.post(f"/case/{hidden.case_id}/decide/", _form(hidden)).status_code == 404


def test_the_case_page_says_what_is_wrong_by_how_much_and_what_to_do() -> None:
    case = make_case()
    olivia = _client("olivia", "operator")

    page = olivia.get(f"/case/{case.case_id}/").content.decode()

    for text in ("Price too high", "+0.70 (+5.6 %)", "line 1", "2 % and 50.00", "Next:", "is-off"):
        assert text in page


@pytest.mark.parametrize("line_count", [1, 6])
def test_a_case_page_takes_the_same_queries_however_many_lines(line_count: int) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests.factories import Line

    case = make_case(lines=[Line("Milk", "1", "2.00", "1", "2.00", "1")] * line_count)
    olivia = _client("olivia", "operator")
    olivia.get("/orders/")  # which sources end is read once a minute

    with CaptureQueriesContext(connection) as queries:
        olivia.get(f"/case/{case.case_id}/")

    assert len(queries) <= 31


def test_approving_answers_with_the_panel_and_the_counter() -> None:
    case = make_case()
    olivia = _client("olivia", "operator")

    answer = olivia.post(f"/case/{case.case_id}/decide/", _form(case), headers=HTMX)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'id="case-panel"' in page
    assert 'id="open-work"' in page
    assert "Approved and booked" in page
    assert JournalEntry.objects.count() == 1


def test_without_scripts_the_whole_page_comes_back() -> None:
    case = make_case()
    olivia = _client("olivia", "operator")

    page = olivia.post(f"/case/{case.case_id}/decide/", _form(case)).content.decode()

    assert "<html" in page
    assert "Approved and booked" in page


def test_a_stale_screen_gets_409_and_what_changed() -> None:
    case = make_case()
    olivia, oscar = _client("olivia", "operator"), _client("oscar", "operator")
    oscar.post(f"/case/{case.case_id}/decide/", _form(case, action="ask", comment="Agreed?"))

    answer = olivia.post(f"/case/{case.case_id}/decide/", _form(case), headers=HTMX)

    assert answer.status_code == 409  # T71
    assert "oscar: ask, “Agreed?”" in answer.content.decode()


def test_bad_input_gets_422_and_changes_nothing() -> None:
    case = make_case()
    olivia = _client("olivia", "operator")

    answer = olivia.post(f"/case/{case.case_id}/decide/", {"action": "burn"}, headers=HTMX)

    assert answer.status_code == 422
    assert Case.objects.get().state == CaseState.IN_REVIEW


@pytest.mark.parametrize("role", ["auditor", "leader", "admin"])
def test_who_may_only_read_cannot_decide(role: str) -> None:
    case = make_case()
    reader = _client("reader", role)

    assert reader.get(f"/case/{case.case_id}/").status_code == 200
    assert reader.post(f"/case/{case.case_id}/decide/", _form(case)).status_code == 403
    assert reader.post("/queue/next/").status_code == 403


def test_what_people_write_is_never_run() -> None:
    case = make_case(vendor="<script>alert(1)</script>")  # R25
    olivia = _client("olivia", "operator")
    olivia.post(f"/case/{case.case_id}/comment/", {"text": "<img src=x onerror=alert(1)>"})

    for address in ("/queue/", f"/case/{case.case_id}/"):
        page = olivia.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    assert Comment.objects.count() == 1


def test_filters_narrow_and_the_next_page_goes_on_where_this_one_ended() -> None:
    for number in range(55):
        make_case(number=f"N-{number:03}")
    make_case(number="OTHER", wrong=(Wrong("NOT_RECEIVED", "Nothing came."),))
    olivia = _client("olivia", "operator")

    first = olivia.get("/queue/")
    second = olivia.get(f"/queue/?{first.context['next_page']}")
    narrowed = olivia.get("/queue/?reason=NOT_RECEIVED")

    assert first.context["rows_shown"] + second.context["rows_shown"] == 56
    assert not second.context["next_page"]
    assert narrowed.context["rows_shown"] == 1


def test_taking_the_next_case_opens_it() -> None:
    case = make_case()
    olivia = _client("olivia", "operator")

    answer = olivia.post("/queue/next/")

    assert answer["Location"] == f"/case/{case.case_id}/"


def test_an_earlier_invoice_is_named_and_linked_by_its_case() -> None:
    earlier = make_case(number="INV-1")
    meant = f"invoice:{earlier.invoice_id}"
    text = f"Like {meant}: number INV-1 of 2026-11-02."
    copy = make_case(number="INV-1R", wrong=(Wrong("DUPLICATE_INVOICE", text, reference=meant),))

    page = _client("olivia", "operator").get(f"/case/{copy.case_id}/").content.decode()
    said = explaining.explain_case(copy.pk)

    assert f'<a href="/case/{earlier.case_id}/">{earlier.case_id}</a>' in page
    assert meant not in page
    assert said is not None
    sentence = next(each for each in said.sentences if each.facts.get("code"))
    assert sentence.text == f"Like {earlier.case_id}: number INV-1 of 2026-11-02."
    assert sentence.citations[-1] == explaining.Citation("case", earlier.case_id)


def test_what_is_wrong_on_several_lines_is_one_block_with_a_row_a_line() -> None:
    over = [
        Wrong(
            "QUANTITY_OVER_ORDERED", f"{place * 2} billed, {place} ordered. The price agrees.",
            line=str(place), expected=str(place), actual=str(place * 2), tolerance="0",
        )
        for place in range(1, 6)
    ]  # fmt: skip
    case = make_case(wrong=(over[0], PRICE_OVER, *over[1:]))

    page = _client("olivia", "operator").get(f"/case/{case.case_id}/").content.decode()
    block = page.split('id="exceptions"')[1].split("</section>")[0]

    assert block.count("<h2") == block.count("Next:") == 2
    assert block.count('class="exception__row"') == 6
    assert "More than ordered <span" in block
    assert "· 5 lines" in block
    assert block.count("The price agrees.") == 1
    assert block.count("Allowed 0<") == 1
    for place in range(1, 6):
        assert f'href="#line-{place}"' in block
        assert f"{place * 2} billed, {place} ordered.</p>" in block


def test_many_fields_without_figures_are_named_alone() -> None:
    missing = [
        Wrong("MISSING_FIELD", f"The {name} is missing.", field=name)
        for name in ("issue_date", "currency", "gross_total")
    ]
    case = make_case(wrong=missing)

    page = _client("olivia", "operator").get(f"/case/{case.case_id}/").content.decode()
    block = page.split('id="exceptions"')[1].split("</section>")[0]

    assert "· 3 times" in block
    assert "exception__row" not in block
    for name in ("Issue date", "Currency", "Gross total"):
        assert f">{name}</span>" in block
