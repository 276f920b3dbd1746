"""Variances from the books to the export and the pages: explained, edited, approved."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from audit.models import AuditEvent
from core.actors import PIPELINE
from kpi.actions import explaining
from kpi.actions.explaining import Saying, UnableToExplain
from kpi.models import NoteState, VarianceNote
from kpi.queries.variances import Wanted, approved_texts, export_variances, find
from kpi.queries.variances.judged import Judged
from kpi.queries.variances.notes import key_of
from ledger.actions import importing
from ledger.actions.journal_import import import_journal
from ledger.rules.rows import AccountRow, JournalRow, PlanRow
from tests.factories import NOW, make_actor, make_entity, make_person

pytestmark = pytest.mark.django_db


def book(entry_id: str, amount: str, text: str = "", *, period: str = "2026-03") -> None:
    """Book a cost of the store S1."""
    day, value, zero = date(int(period[:4]), int(period[5:]), 10), Decimal(amount), Decimal(0)
    rows = [
        JournalRow(
            line=number, entry_id=entry_id, entry_line=str(number), posting_date=day,
            period=period, account=account, debit=debit, credit=credit, currency="EUR",
            cost_centre="S1", entity="NL01", description=text,
        )
        for number, account, debit, credit in (
            (1, "6100", value, zero), (2, "2000", zero, value),
        )
    ]  # fmt: skip
    assert not import_journal(rows, actor=PIPELINE, at=NOW).problems


@pytest.fixture
def books() -> None:
    """A budget of 5,000 for rent; 5,000 and a repair of 2,000 and 1,500 of nobody knows what."""
    make_entity()
    importing.upsert_accounts(
        [AccountRow(1, "6100", "Rent", "expense"), AccountRow(2, "2000", "Payables", "liability")],
        actor=PIPELINE, at=NOW,
    )  # fmt: skip
    plan = PlanRow(1, "budget", "v1", "2026-03", "6100", Decimal(5000), "EUR", "S1", "NL01")
    importing.import_plan([plan], actor=PIPELINE, at=NOW)
    book("E0", "4800", period="2026-02")
    book("E1", "5000", "Rent March")
    book("E2", "2000", "One-off repair after flood")
    book("E3", "1500")


def only() -> Judged:
    """The one variance there is."""
    (found,) = find(Wanted(), entities=None, today="2026-04").rows
    return found


@pytest.mark.usefixtures("books")
def test_the_export_says_what_drives_a_variance_and_what_nothing_explains() -> None:
    (row,) = export_variances()

    assert row | {"text": "", "exceptions": []} == {
        "period": "2026-03", "plan_name": "budget v1", "entity": "NL01", "account": "6100",
        "cost_centre": "S1", "actual": "8500.00", "plan": "5000.00", "prior": "4800.00",
        "variance": "3500.00", "variance_pct": "70",
        "drivers": [{"driver": "one_off", "amount": "2000.00", "evidence": ["E2"]}],
        "unexplained": "1500.00", "text": "", "state": "draft", "currency": "EUR",
        "citations": [{
            "claim": "One-off items added 2,000.00 EUR; shown by E2.", "source_id": "E2",
            "chunk_id": None, "quote": "One-off repair after flood",
        }],
        "exceptions": [],
    }  # fmt: skip
    exceptions = row["exceptions"]
    assert isinstance(exceptions, list)
    assert [each["code"] for each in exceptions] == ["OVER_THRESHOLD", "UNEXPLAINED"]


@pytest.mark.usefixtures("books")
def test_another_person_approves_a_text_that_somebody_wrote() -> None:
    found = only()
    key = key_of(found.compared)
    anna, bram = make_actor("anna", "controller"), make_actor("bram", "controller")
    edit = Saying(NoteState.EDITED, found.figures_hash, "A flood, and a fee we are asking about.")
    approve = Saying(NoteState.APPROVED, found.figures_hash)

    explaining.say(key, edit, actor=anna, at=NOW)
    with pytest.raises(UnableToExplain, match="Another person"):
        explaining.say(key, approve, actor=anna, at=NOW)
    explaining.say(key, approve, actor=bram, at=NOW)
    explaining.say(key, approve, actor=bram, at=NOW)

    assert (only().state, only().text) == ("approved", "A flood, and a fee we are asking about.")
    assert [each.text for each in approved_texts(account="6100", before="2026-04", entities=None)]
    actions = AuditEvent.objects.filter(action__startswith="kpi.variance").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        "kpi.variance.edited", "kpi.variance.approved",
    ]  # fmt: skip


@pytest.mark.usefixtures("books")
def test_an_approval_holds_for_its_figures_only() -> None:
    found = only()
    key, anna = key_of(found.compared), make_actor("anna", "controller")
    explaining.say(key, Saying(NoteState.APPROVED, found.figures_hash), actor=anna, at=NOW)

    book("E4", "100")

    assert only().state == "draft"
    with pytest.raises(UnableToExplain, match="figures have changed"):
        explaining.say(key, Saying(NoteState.APPROVED, found.figures_hash), actor=anna, at=NOW)
    with pytest.raises(UnableToExplain, match="what is missing"):
        explaining.say(key, Saying(NoteState.SENT_BACK, only().figures_hash), actor=anna, at=NOW)
    with pytest.raises(UnableToExplain, match="Only a person"):
        explaining.say(key, Saying(NoteState.APPROVED, only().figures_hash), actor=PIPELINE, at=NOW)
    assert VarianceNote.objects.count() == 1


def fields(page: str) -> Mapping[str, str]:
    """What the form of the page would send."""
    return dict(re.findall(r'<input type="hidden" name="(?!csrf)(\w+)" value="([^"]*)"', page))


@pytest.mark.usefixtures("books")
def test_a_controller_sees_the_chart_and_approves(client: Client) -> None:
    client.force_login(make_person("katrin", "controller"))

    listed = client.get("/variances/").content.decode()
    link = re.search(r'href="(/variances/one/[^"]+)"', listed)
    assert link
    page = client.get(link[1].replace("&amp;", "&")).content.decode()
    said = client.post("/variances/say/", {**fields(page), "state": "approved"})

    assert "+3,500.00 EUR" in listed
    assert "waterfall__bar--open" in page
    assert "/entries/E2/" in page
    assert said.status_code == 302
    assert only().state == "approved"


@pytest.mark.usefixtures("books")
def test_others_do_not_approve_and_strangers_do_not_see(client: Client) -> None:
    found = only()
    names = "plan", "version", "period", "entity", "account", "cost_centre", "currency"
    asked = dict(zip(names, map(str, key_of(found.compared)), strict=True))

    client.force_login(make_person("leo", "leader"))
    assert client.get("/variances/one/", asked).status_code == 200
    assert client.post("/variances/say/", {**asked, "state": "approved"}).status_code == 403
    client.force_login(make_person("otto", "operator"))
    assert client.get("/variances/").status_code == 403
    client.force_login(make_person("dora", "controller", entities=("DE01",)))
    assert "Rent" not in client.get("/variances/").content.decode()
    assert client.get("/variances/one/", asked).status_code == 404
