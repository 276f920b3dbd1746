"""The pages of figures: who sees them, what they show, what may be set."""

import re

import pytest
from django.test import Client

from audit.models import AuditEvent
from kpi.actions.snapshots import take_snapshot
from kpi.models import CostModel, FigureTarget, PlanFigure
from tests.factories import NOW, make_case, make_person

pytestmark = pytest.mark.django_db


def signed_in(client: Client, role: str, *, entities: tuple[str, ...] = ()) -> Client:
    client.force_login(make_person("katrin", role, entities=entities))
    return client


@pytest.mark.parametrize(
    ("role", "status"),
    [("leader", 200), ("controller", 200), ("auditor", 200), ("operator", 403), ("admin", 403)],
)
@pytest.mark.parametrize("path", ["", "cases/", "plan/", "inputs/"])
def test_figures_are_for_those_who_may_see_them(
    client: Client, role: str, status: int, path: str
) -> None:
    assert signed_in(client, role).get(f"/figures/{path}").status_code == status


def test_without_records_the_page_says_what_to_do(client: Client) -> None:
    page = signed_in(client, "leader").get("/figures/").content.decode()

    assert "Nothing is counted yet" in page


def test_every_figure_stands_with_its_definition_and_its_rows(client: Client) -> None:
    make_case()
    take_snapshot(NOW.date(), at=NOW)

    page = signed_in(client, "leader").get("/figures/").content.decode()

    assert "100.0 %" in page
    assert "Cases that carry at least one exception, divided by all cases opened." in page
    assert "Baseline not measured, target not set" in page
    assert "/figures/cases/?part=exceptions" in page
    assert "<svg" in page
    assert page.count('<th scope="row">Nov 2026</th>') >= 1


def test_charts_carry_no_style_and_no_script(client: Client) -> None:
    make_case()
    take_snapshot(NOW.date(), at=NOW)

    page = signed_in(client, "leader").get("/figures/").content.decode()

    assert not re.search(r"\sstyle=|<style|<script(?![^>]*src=)", page)


def test_the_rows_behind_a_figure_are_those_it_counted(client: Client) -> None:
    wrong = make_case()
    clean = make_case(wrong=())

    page = signed_in(client, "leader").get("/figures/cases/?part=exceptions").content.decode()

    assert f"/case/{wrong.case_id}/" in page
    assert f"/case/{clean.case_id}/" not in page


def test_rows_of_other_entities_stay_hidden(client: Client) -> None:
    mine = make_case(entity="NL01")
    other = make_case(entity="DE01")
    signed_in(client, "leader", entities=("NL01",))

    page = client.get("/figures/cases/?entity=DE01").content.decode()
    own = client.get("/figures/cases/").content.decode()

    assert other.case_id not in page
    assert mine.case_id in own
    assert f"/case/{other.case_id}/" not in own


def test_nonsense_in_the_address_narrows_nothing(client: Client) -> None:
    make_case()
    take_snapshot(NOW.date(), at=NOW)
    signed_in(client, "leader")

    for query in ("period=2026-99", "period=;drop", "entity=%00", "by=year", "before=x"):
        assert client.get(f"/figures/?{query}").status_code == 200
        assert client.get(f"/figures/cases/?{query}").status_code == 200


def test_a_controller_sets_a_target_and_the_page_shows_it(client: Client) -> None:
    make_case()
    take_snapshot(NOW.date(), at=NOW)
    signed_in(client, "controller")

    answer = client.post(
        "/figures/inputs/aim/",
        {"metric": "exception_rate", "baseline": "0.62", "baseline_source": "March 2026, counted",
         "target": "0.25"},
    )  # fmt: skip

    assert answer.status_code == 302
    page = client.get("/figures/").content.decode()
    assert "Baseline 62.0 %, target 25.0 %" in page
    assert AuditEvent.objects.filter(action="kpi.aim.set").count() == 1


def test_a_baseline_without_a_source_is_refused(client: Client) -> None:
    signed_in(client, "controller")

    answer = client.post("/figures/inputs/aim/", {"metric": "exception_rate", "baseline": "0.6"})

    assert answer.status_code == 409
    assert "never estimated" in answer.content.decode()
    assert not FigureTarget.objects.exists()


def test_costs_are_assumed_until_somebody_sets_them(client: Client) -> None:
    signed_in(client, "controller")
    assert "Assumed" in client.get("/figures/inputs/").content.decode()

    answer = client.post(
        "/figures/inputs/cost/",
        {"currency": "EUR", "hourly_rate": "38.50", "minutes_per_decision": "4",
         "platform_cost_per_invoice": "0.08"},
    )  # fmt: skip

    assert answer.status_code == 302
    assert "chip--warn" not in client.get("/figures/inputs/").content.decode()
    assert CostModel.objects.count() == 1


def test_a_cost_below_zero_is_bad_input(client: Client) -> None:
    signed_in(client, "controller")

    answer = client.post(
        "/figures/inputs/cost/",
        {"currency": "EUR", "hourly_rate": "-1", "minutes_per_decision": "4",
         "platform_cost_per_invoice": "0"},
    )  # fmt: skip

    assert answer.status_code == 422
    assert not CostModel.objects.exists()


@pytest.mark.parametrize("role", ["leader", "auditor", "operator", "admin"])
def test_only_a_controller_sets_anything(client: Client, role: str) -> None:
    signed_in(client, role)

    assert client.post("/figures/inputs/aim/", {"metric": "exception_rate"}).status_code == 403
    assert client.post("/figures/inputs/cost/", {}).status_code == 403


def test_plans_are_told_by_how_far_ahead_they_were_made(client: Client) -> None:
    """T119: the same month forecast two months before and one month before."""
    for version, error in (("2026-08-f1", 30), ("2026-09-f1", 10)):
        PlanFigure.objects.create(
            plan="forecast", version=version, period="2026-10", entity="NL01", currency="EUR",
            account_type="expense", error_total=error, difference_total=error, actual_total=100,
            plan_total=100, n=1, zero_actuals=0, counted_on=NOW.date(),
        )  # fmt: skip

    page = signed_in(client, "leader").get("/figures/").content.decode()

    near, far = "forecast, made a month ahead, EUR", "forecast, made 2 months ahead, EUR"
    assert f'<td>{near}</td><td class="num">10.0 %</td>' in page
    assert f'<td>{far}</td><td class="num">30.0 %</td>' in page
