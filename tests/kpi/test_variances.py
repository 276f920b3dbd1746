"""Variances from the books to the export and the pages: explained, edited, approved."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import cast

import pytest
from django.test import Client

from ai.actions import sources
from ai.approved import Purpose
from ai.models import SourceVersion
from audit.models import AuditEvent
from core.actors import PIPELINE
from kpi.actions import counting, explaining
from kpi.actions.counting import export_variances
from kpi.actions.explaining import Saying, UnableToExplain
from kpi.models import NoteState, VarianceCount, VarianceFigure, VarianceNote
from kpi.queries.variances import Wanted, approved_texts, find, reading
from kpi.queries.variances.reading import Judged
from ledger.actions import importing
from ledger.actions.journal_import import import_journal
from ledger.rules.rows import AccountRow, JournalRow, PlanRow
from reconciliation.actions import policies
from tests.ai.sources import make_version
from tests.factories import NOW, make_actor, make_entity, make_person

pytestmark = pytest.mark.django_db


def book(
    entry_id: str, amount: str, text: str = "", *, period: str = "2026-03", currency: str = "EUR"
) -> None:
    """Book a cost of the store S1."""
    day, value, zero = date(int(period[:4]), int(period[5:]), 10), Decimal(amount), Decimal(0)
    rows = [
        JournalRow(
            line=number, entry_id=entry_id, entry_line=str(number), posting_date=day,
            period=period, account=account, debit=debit, credit=credit, currency=currency,
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
    (found,) = (each for each in all_of("2026-03") if each.exceptions)
    return found


@pytest.mark.usefixtures("books")
def test_the_export_says_what_drives_a_variance_and_what_nothing_explains() -> None:
    (row,) = export_variances()

    assert row | {"text": "", "exceptions": [], "comparisons": []} == {
        "period": "2026-03", "plan_name": "budget v1", "entity": "NL01", "account": "6100",
        "cost_centre": "S1", "actual": "8500.00", "plan": "5000.00", "prior": "4800.00",
        "variance": "3500.00", "variance_pct": "70",
        "drivers": [{"driver": "one_off", "amount": "2000.00", "evidence": ["E2"]}],
        "unexplained": "1500.00", "text": "", "state": "draft", "currency": "EUR",
        "citations": [{
            "claim": "One-off items added 2,000.00 EUR; shown by E2.", "source_id": "E2",
            "chunk_id": None, "quote": "One-off repair after flood",
        }, {
            "claim": "To look at first: E3 (1,500.00 EUR).", "source_id": "E3", "chunk_id": None,
            "quote": None,
        }],
        "exceptions": [], "comparisons": [],
    }  # fmt: skip
    (before,) = cast("list[dict[str, object]]", row["comparisons"])
    assert before == {
        "against": "prior_period", "stretch": "2026-02", "actual": "8500.00", "prior": "4800.00",
        "variance": "3700.00", "variance_pct": "77.0833", "unexplained": "1700.00", "note": None,
        "drivers": [{"driver": "one_off", "amount": "2000.00", "evidence": ["E2"]}],
    }  # fmt: skip
    exceptions = row["exceptions"]
    assert isinstance(exceptions, list)
    assert [each["code"] for each in exceptions] == ["OVER_THRESHOLD", "UNEXPLAINED"]


@pytest.mark.usefixtures("books")
def test_another_person_approves_a_text_that_somebody_wrote() -> None:
    found = only()
    key = found.key
    anna, bram = make_actor("anna", "controller"), make_actor("bram", "controller")
    edit = Saying(
        NoteState.EDITED, found.kept.figures_hash, "A flood, and a fee we are asking about."
    )
    approve = Saying(NoteState.APPROVED, found.kept.figures_hash)

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
    key, anna = found.key, make_actor("anna", "controller")
    explaining.say(key, Saying(NoteState.APPROVED, found.kept.figures_hash), actor=anna, at=NOW)

    book("E4", "100")

    assert only().state == "draft"
    with pytest.raises(UnableToExplain, match="figures have changed"):
        explaining.say(key, Saying(NoteState.APPROVED, found.kept.figures_hash), actor=anna, at=NOW)
    with pytest.raises(UnableToExplain, match="what is missing"):
        explaining.say(
            key, Saying(NoteState.SENT_BACK, only().kept.figures_hash), actor=anna, at=NOW
        )
    with pytest.raises(UnableToExplain, match="Only a person"):
        explaining.say(
            key, Saying(NoteState.APPROVED, only().kept.figures_hash), actor=PIPELINE, at=NOW
        )
    assert VarianceNote.objects.count() == 1


@pytest.mark.usefixtures("books")
def test_a_count_is_made_again_only_when_something_changed() -> None:
    assert counting.count_changed(at=NOW) == 1
    assert counting.count_changed(at=NOW) == 0
    assert counting.bring_up_to_date("2026-03", at=NOW) is None
    before = VarianceFigure.objects.get().figures_hash

    book("E4", "100")
    VarianceCount.objects.update(milliseconds=60_000)
    assert counting.bring_up_to_date("2026-03", at=NOW + timedelta(minutes=19)) == NOW
    assert VarianceFigure.objects.get().figures_hash == before
    assert counting.bring_up_to_date("2026-03", at=NOW + timedelta(minutes=21)) is None

    assert VarianceFigure.objects.get().figures_hash != before
    assert VarianceFigure.objects.get().actual_amount == 8600


@pytest.mark.usefixtures("books")
def test_an_account_has_thresholds_of_its_own_where_controllers_set_them() -> None:
    document = {"thresholds": {"accounts": [{"account": "61*", "variance_absolute": "4000"}]}}
    anna = make_actor("anna", "controller")

    assert only().state == "draft"
    policies.import_policy(document, actor=anna, at=NOW, has_decisions=False)

    found = find(Wanted(is_over_only=False), entities=None, period="2026-03").rows
    assert [each.state for each in found] == ["within_limits"]
    assert find(Wanted(), entities=None, period="2026-03").rows == ()


def sources_said(period: str) -> list[str]:
    """What the export cites from approved sources in one period."""
    return [
        str(each["quote"])
        for row in export_variances(at=NOW)
        if row["period"] == period
        for each in cast("list[dict[str, object]]", row["citations"])
        if each["chunk_id"] is not None
    ]


@pytest.mark.usefixtures("books")
def test_an_approved_text_is_a_source_for_the_next_month_until_its_figures_change() -> None:
    plan = PlanRow(1, "budget", "v1", "2026-04", "6100", Decimal(5000), "EUR", "S1", "NL01")
    importing.import_plan([plan], actor=PIPELINE, at=NOW)
    book("E5", "9000", period="2026-04")
    rows = [each for each in all_of("2026-03") if each.state == "draft"]
    anna = make_actor("anna", "controller")

    assert sources_said("2026-04") == []
    approve = Saying(NoteState.APPROVED, rows[0].kept.figures_hash)
    explaining.say(rows[0].key, approve, actor=anna, at=NOW)
    (quote,) = sources_said("2026-04")

    version = SourceVersion.objects.select_related("source").get()
    assert quote in rows[0].text
    assert (version.state, version.approved_by) == ("approved", anna.label)
    assert version.source.entities == ["NL01"]
    book("E6", "75")
    assert sources_said("2026-04") == []
    version.refresh_from_db()
    assert version.state == "withdrawn"


@pytest.mark.usefixtures("books")
def test_a_policy_that_explains_a_driver_is_cited_and_gone_once_withdrawn() -> None:
    text = "Repairs after a flood or a fire count as one-off and exceptional costs of the store."
    version = make_version("one-offs", text, purposes=[Purpose.VARIANCE])

    (quote,) = sources_said("2026-03")
    assert quote == text
    sources.withdraw_version(
        version_id=version.pk,
        because="A newer one comes.",
        actor=make_actor("cor", "admin"),
        at=NOW,
    )

    assert sources_said("2026-03") == []


def all_of(period: str) -> tuple[Judged, ...]:
    """Every variance of a period, counted."""
    counting.count_changed(at=NOW)
    return tuple(reading.of_period(period, None))


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
    asked = dict(zip(names, map(str, found.key), strict=True))

    client.force_login(make_person("leo", "leader"))
    assert client.get("/variances/one/", asked).status_code == 200
    assert client.post("/variances/say/", {**asked, "state": "approved"}).status_code == 403
    client.force_login(make_person("otto", "operator"))
    assert client.get("/variances/").status_code == 403
    client.force_login(make_person("dora", "controller", entities=("DE01",)))
    assert "Rent" not in client.get("/variances/").content.decode()
    assert client.get("/variances/one/", asked).status_code == 404


@pytest.mark.usefixtures("books")
def test_what_is_booked_in_another_currency_is_a_variance_of_its_own() -> None:
    book("E9", "1200", "Rent of the warehouse abroad", currency="USD")

    euros, dollars = all_of("2026-03")

    assert (euros.kept.currency, euros.kept.foreign, dollars.kept.currency) == ("EUR", 1, "USD")
    assert euros.kept.actual == 8500
    assert dollars.kept.actual == 1200
    assert dollars.kept.plan == 0
    assert dollars.kept.explained.unexplained == 1200
    assert dollars.exceptions
    assert "1,200.00 USD was booked against 0.00 USD" in dollars.text


@pytest.mark.usefixtures("books")
def test_another_way_to_value_stock_counts_the_variances_again() -> None:
    counting.count_changed(at=NOW)
    assert counting.count_changed(at=NOW) == 0

    document = {"inventory": {"retail_method_entities": ["NL01"]}}
    policies.import_policy(
        document, actor=make_actor("anna", "controller"), at=NOW, has_decisions=False
    )

    assert counting.count_changed(at=NOW) == 1
