"""What each person sees first: their own work, what waits for them, how things stand."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import User

from audit import queries as trail
from audit.queries import CheckpointNote
from audit.rows import rows_of
from core.actors import Actor
from intake.queries import uploads
from kpi.queries import board, page
from kpi.queries.board import Selection
from ledger import queries as books
from reconciliation.queries import policy_pages, work
from reconciliation.queries.work import WorkFilter, WorkRow
from review.queries import awaiting

Rights = frozenset[str]
LOOKED_BACK = timedelta(days=30)
SHOWN_EVENTS = 10
AIMED_AT = (
    "close_cycle_time_days", "exception_rate", "invoice_processing_cost", "forecast_variance",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its name and the rows behind it."""

    name: str
    value: str
    link: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class WorkList:
    """A few cases under one heading."""

    title: str
    rows: list[WorkRow]
    link: str
    empty: str


def home_of(reader: Actor, rights: Rights, *, now: datetime) -> dict[str, Any]:
    """Gather the first page for what this person may do."""
    today = now.astimezone(UTC).date()
    figures: list[Figure] = []
    extra: dict[str, Any] = {}
    lists: list[WorkList] = []
    if "review.approve_case" in rights:
        lists += _controller_lists(reader)
        figures += _controller_figures(reader, today.isoformat()[:7])
    if "review.decide_case" in rights:
        lists += _work_lists(reader, now)
    if "kpi.view_figures" in rights:
        figures = [*_standing(reader, now), *figures]
    if "auth.view_user" in rights:
        figures += _admin_figures()
    if "audit.view_trail" in rights and "review.decide_case" not in rights:
        sealed = trail.newest_checkpoint()
        figures.append(_sealed(sealed))
        recent = trail.trail_page(entities=reader.entities, limit=SHOWN_EVENTS)
        extra |= {"shows_trail": True, "checkpoint": sealed, "rows": rows_of(recent.entries)}
    elif "kpi.view_figures" in rights and "review.decide_case" not in rights:
        extra |= _aims(reader, today)
    refused = uploads.refused_lately(reader=reader) if "intake.load_document" in rights else []
    return {"figures": figures, "lists": lists, "refused": refused, "today": today, **extra}


def _work_lists(reader: Actor, now: datetime) -> list[WorkList]:
    today = now.astimezone(UTC).date()
    nobody = WorkFilter(owner="")
    return [
        WorkList(
            "Yours", work.work_of(reader.label, reader.entities), "/queue/?owner=me",
            "You have claimed nothing. Take the next case with n.",
        ),
        WorkList(
            "Discounts at risk", work.work_at_risk(reader.entities, today=today), "/queue/",
            "No open case has a discount that can still be taken.",
        ),
        WorkList(
            "Most urgent", work.work_page(nobody, entities=reader.entities, limit=5),
            "/queue/?owner=nobody", "Nothing is open.",
        ),
    ]  # fmt: skip


def _controller_lists(reader: Actor) -> list[WorkList]:
    return [
        WorkList(
            "Awaiting your approval", awaiting.awaiting_second(reader=reader), "/queue/",
            "No case waits for a second person.",
        ),
        WorkList(
            "Escalated", awaiting.escalated(reader=reader), "/queue/",
            "Nobody has asked for a controller.",
        ),
    ]  # fmt: skip


def _controller_figures(reader: Actor, period: str) -> list[Figure]:
    period = books.period_to_close(reader.entities) or period
    tasks = books.close_tasks(period)
    done = sum(1 for task in tasks if task.completed_at is not None)
    return [
        Figure("Policies proposed", str(policy_pages.proposed_count()), "/policies/"),
        Figure(f"Close of {period}", f"{done} of {len(tasks)}", "/close/", "tasks done"),
    ]


def _standing(reader: Actor, now: datetime) -> list[Figure]:
    stands = work.standing(reader.entities, since=now - LOOKED_BACK)
    share = stands.straight_through_percent
    booked = stands.by_state.get("posted", 0) + stands.by_state.get("straight_through", 0)
    return [
        Figure("In review", f"{stands.by_state.get('in_review', 0):,}", "/queue/", "last 30 days"),
        Figure(
            "Straight through", "–" if share is None else f"{share:.0f} %",
            "/queue/?state=straight_through", "of the cases of 30 days",
        ),
        Figure("Booked", f"{booked:,}", "/queue/?state=posted", "last 30 days"),
        Figure(
            "Rejected", f"{stands.by_state.get('rejected', 0):,}", "/queue/?state=rejected",
            "last 30 days",
        ),
    ]  # fmt: skip


def _admin_figures() -> list[Figure]:
    people = User.objects.filter(is_active=True).count()
    return [
        Figure("Users", str(people), "/users/", "who may sign in"),
        Figure("Policies proposed", str(policy_pages.proposed_count()), "/policies/"),
    ]


def _sealed(sealed: CheckpointNote | None) -> Figure:
    size = "0" if sealed is None else f"{sealed.tree_size:,}"
    return Figure("Events sealed", size, "/trail/", "in the newest checkpoint")


def _aims(reader: Actor, today: date) -> dict[str, Any]:
    """Return the four figures beside what they are to reach, and where they are heading."""
    everything = Selection()
    found = board.board(everything, entities=reader.entities, today=today)
    of_metric = {card.metric: card for card in page.cards(found, everything)}
    return {
        "aims": [of_metric[name] for name in AIMED_AT if name in of_metric],
        "aimed_months": page.in_months(found),
        "charts": page.charts(found, everything),
    }
