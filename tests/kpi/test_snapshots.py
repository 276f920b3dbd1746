"""What is counted equals what the records say, and a second count finds nothing to do."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from kpi.actions.snapshots import take_snapshot
from kpi.models import DailyFigure, PlanFigure
from kpi.queries import board
from kpi.queries.board import Selection
from kpi.queries.exports import export_metrics
from kpi.rules import figures
from ledger import actions as ledger
from ledger.models import Account, JournalEntry, JournalLine, PlanLine
from ledger.rules import EntryDraft, EntryLine, EntrySource
from tests.factories import NOW, make_actor, make_case, make_entity

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


EVERYTHING = Selection()


def whole_of(selection: Selection = EVERYTHING) -> board.Board:
    return board.board(selection, entities=None, today=TODAY)


def metric(name: str, *, period: str, sliced: dict[str, str]) -> dict[str, object]:
    found = [
        row
        for row in export_metrics(at=NOW)
        if (row["metric"], row["period"], row["slice"]) == (name, period, sliced)
    ]
    assert len(found) == 1
    return found[0]


def test_a_second_count_counts_nothing() -> None:
    make_case()

    assert take_snapshot(TODAY, at=NOW) == 1
    assert take_snapshot(TODAY, at=NOW) == 0


def test_counts_equal_the_export_after_every_change() -> None:
    first = make_case(entity="NL01")
    make_case(entity="DE01", wrong=(), state="straight_through", booked_as="e-1",
              booked_at=NOW)  # fmt: skip
    take_snapshot(TODAY, at=NOW)
    first.state, first.version, first.exception_codes = "rejected", first.version + 1, []
    first.save()

    take_snapshot(TODAY, at=NOW)

    counted = figures.exception_rate(whole_of().whole)
    stated = metric("exception_rate", period="all", sliced={})
    assert counted.value == Decimal(str(stated["value"])) == 0
    assert whole_of().whole.settled == 2


def test_a_week_across_two_months_is_counted_once() -> None:
    october = make_case()
    october.document.as_of = date(2026, 10, 30)
    october.document.save()
    november = make_case()
    november.document.as_of = date(2026, 11, 1)
    november.document.save()

    take_snapshot(TODAY, at=NOW)

    weeks = whole_of(Selection(by_week=True)).weeks
    assert {day: counted.opened for day, counted in weeks.items()} == {date(2026, 10, 26): 2}
    assert [counted.opened for counted in whole_of().months.values()] == [1, 1]


def test_a_reader_of_one_entity_sees_its_cases_alone() -> None:
    make_case(entity="NL01")
    make_case(entity="DE01")
    take_snapshot(TODAY, at=NOW)

    mine = board.board(Selection(), entities=frozenset({"NL01"}), today=TODAY)
    others = board.board(Selection(entity="DE01"), entities=frozenset({"NL01"}), today=TODAY)

    assert mine.whole.opened == 1
    assert set(mine.by_entity) == {"NL01"}
    assert others.whole.opened == 0


def test_the_page_asks_a_fixed_number_of_questions(
    django_assert_max_num_queries: pytest.FixtureRequest,
) -> None:
    for number in range(12):
        make_case(vendor=f"Vendor {number}")
    take_snapshot(TODAY, at=NOW)

    with django_assert_max_num_queries(12):  # type: ignore[operator]
        whole_of()


def book(period_day: date, account: str, amount: str) -> None:
    make_entity("NL01")
    Account.objects.update_or_create(account=account, defaults={"account_type": "expense"})
    lines = (
        EntryLine(account=account, debit=Decimal(amount)),
        EntryLine(account="1110", credit=Decimal(amount)),
    )
    number = JournalEntry.objects.count()
    draft = EntryDraft(
        f"e-{number}", period_day, "NL01", "EUR", None, "", EntrySource.IMPORT, lines
    )
    ledger.post_entry(draft, actor=make_actor(f"olivia{number}", "controller"), at=NOW)


def intend(period: str, account: str, amount: str, *, version: str = "v1") -> None:
    make_entity("NL01")
    Account.objects.update_or_create(account=account, defaults={"account_type": "expense"})
    PlanLine.objects.create(
        plan="budget", version=version, period=period, account_id=account, entity_id="NL01",
        amount=Decimal(amount), currency="EUR",
    )  # fmt: skip


def test_a_plan_is_compared_once_its_month_has_ended() -> None:
    intend("2026-10", "6110", "100")
    intend("2026-11", "6110", "100")
    book(date(2026, 10, 5), "6110", "80")
    book(date(2026, 11, 5), "6110", "10")

    take_snapshot(TODAY, at=NOW)

    assert list(PlanFigure.objects.values_list("period", flat=True)) == ["2026-10"]
    wape = figures.forecast_variance(whole_of().plans[0].tally)
    stated = metric(
        "forecast_variance", period="2026-10", sliced={"plan": "budget v1", "currency": "EUR"}
    )
    assert wape.value == Decimal("0.25") == Decimal(str(stated["value"]))


def test_a_late_booking_makes_its_month_be_counted_again() -> None:
    intend("2026-10", "6110", "100")
    book(date(2026, 10, 5), "6110", "80")
    take_snapshot(TODAY, at=NOW)

    book(date(2026, 10, 6), "6110", "20")
    take_snapshot(TODAY, at=NOW)

    assert whole_of().plans[0].tally.error_total == 0
    assert JournalLine.objects.count() == 4


def test_an_export_without_records_says_unknown_and_invents_no_baseline() -> None:
    rows = list(export_metrics(at=NOW))

    assert {row["value"] for row in rows} == {None}
    assert {row["baseline"] for row in rows} == {None}
    assert "exception_rate" in {row["metric"] for row in rows}


def test_an_export_respects_the_entities_of_its_reader() -> None:
    make_case(entity="NL01")
    make_case(entity="DE01")

    rows = list(export_metrics(entities=frozenset({"NL01"}), at=NOW))

    opened = [row for row in rows if row["metric"] == "exception_rate"]
    assert all("DE01" not in str(row["slice"]) for row in rows)
    assert {row["denominator"] for row in opened} == {"1"}


def test_an_export_since_a_month_leaves_earlier_periods_out() -> None:
    case = make_case()
    case.document.as_of = date(2026, 9, 3)
    case.document.save()
    make_case()

    rows = export_metrics(since=NOW - timedelta(days=20), at=NOW)

    assert {row["period"] for row in rows} == {"all", "2026-11"}


def test_every_count_is_gone_with_its_last_case() -> None:
    make_case()
    take_snapshot(TODAY, at=NOW)
    case = make_case()
    case.document.as_of = date(2026, 9, 3)
    case.document.save()
    take_snapshot(TODAY, at=NOW)

    case.document.as_of = TODAY
    case.document.save()
    take_snapshot(TODAY, at=NOW)

    assert not DailyFigure.objects.filter(starts_on=date(2026, 9, 1)).exists()
    assert whole_of().whole.opened == 2
