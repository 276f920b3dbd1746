"""The page of figures at a million cases (P18): time to show, time to count, and equality.

Run: python -m benchmarks.figures [--n 1000000] [--requests 200] [--histories 1000]
Cases are written by SQL into a new installation. The histories first change random cases of a
small one, count again, and compare every figure of every month with the records themselves.
"""

import argparse
import random
import statistics
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from benchmarks.homes import machine, new_home, say, setup_django
from benchmarks.queue_page import fill_by_sql, measure_page

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
FEW = 300
_CHANGE = """
    UPDATE reconciliation_case SET version = version + 1, state = %s, exception_codes = %s,
        booked_as = %s, booked_at = opened_at + %s * interval '1 minute'
    WHERE id = (SELECT id FROM reconciliation_case ORDER BY id OFFSET %s LIMIT 1)
"""


def change_one(rng: random.Random, count: int) -> None:
    """Move a random case to a random state."""
    from django.db import connection

    state = rng.choice(("in_review", "straight_through", "posted", "rejected"))
    is_booked = state in {"straight_through", "posted"}
    codes = rng.choice(([], ["PRICE_OVER"], ["NOT_RECEIVED", "PRICE_OVER"]))
    with connection.cursor() as cursor:
        minutes = rng.randint(0, 20_000) if is_booked else None
        booked_as = "made" if is_booked else None
        cursor.execute(_CHANGE, [state, codes, booked_as, minutes, rng.randrange(count)])


def recounted() -> dict[tuple[str, str, str], Decimal | None]:
    """Return every figure by month and entity from the records themselves."""
    from kpi.queries.exports import export_metrics

    return {
        (str(row["metric"]), str(row["period"]), entity): _number(row["value"])
        for row in export_metrics(at=NOW)
        if row["period"] != "all"
        and isinstance(row["slice"], dict)
        and set(row["slice"]) <= {"entity"}
        for entity in [row["slice"].get("entity", "")]
        if not str(row["metric"]).startswith(("close", "forecast"))
    }


def _number(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def shown() -> dict[tuple[str, str, str], Decimal | None]:
    """Return the same figures from what was counted."""
    from kpi.queries import board
    from kpi.queries.board import Selection
    from kpi.rules import figures

    whole = board.board(Selection(), entities=None, today=TODAY)
    found: dict[tuple[str, str, str], Decimal | None] = {}
    for period in whole.periods:
        month = board.board(Selection(period=period), entities=None, today=TODAY)
        for entity, counted in {"": month.whole, **month.by_entity}.items():
            for figure in figures.of_cases(counted, month.inputs):
                found[figure.metric, period, entity or ""] = figure.value
    return found


def compare_histories(histories: int) -> None:
    """Change, count and compare, again and again."""
    from kpi.actions.snapshots import take_snapshot

    rng, equal = random.Random(18), 0  # noqa: S311  invented histories
    for _ in range(histories):
        for _change in range(rng.randint(1, 5)):
            change_one(rng, FEW)
        take_snapshot(TODAY, at=NOW)
        equal += shown() == recounted()
    say(f"equal to recomputation: {equal:,} of {histories:,} random histories")
    if equal != histories:
        raise SystemExit(1)


def measure_counting() -> None:
    """Print how long counting takes: all, nothing changed, one case changed."""
    from django.db import connection

    from kpi.actions.snapshots import take_snapshot

    for name in ("count everything", "nothing changed", "one case changed"):
        if name == "one case changed":
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE reconciliation_case SET version = version + 1"
                    " WHERE id = (SELECT max(id) FROM reconciliation_case)"
                )
        started = time.perf_counter()
        months = take_snapshot(TODAY, at=NOW)
        say(f"{name:24} {time.perf_counter() - started:8.2f} s, {months} months")


def measure_showing(times: int) -> None:
    """Print what the pages and the sums behind them cost."""
    from django.conf import settings
    from django.contrib.auth.models import Group, User
    from django.test import Client

    from backoffice import roles
    from kpi.queries import board
    from kpi.queries.board import Selection

    taken = []
    for _ in range(times):
        started = time.perf_counter()
        found = board.board(Selection(), entities=None, today=TODAY)
        taken.append((time.perf_counter() - started) * 1000)
    late = statistics.quantiles(taken, n=100)[94]
    say(f"sums of {found.whole.opened:,} cases: p50 {statistics.median(taken):.1f} ms, "
        f"p95 {late:.1f} ms")  # fmt: skip
    settings.ALLOWED_HOSTS = ["*"]
    roles.grant_permissions()
    person = User.objects.create_user("katrin", password="a-long-enough-secret")  # noqa: S106
    person.groups.add(Group.objects.get(name="controller"))
    client: Any = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[1])
    month = f"{date(2026, 10, 1):%Y-%m}"
    say(f"{'page':34} {'p50 ms':>7} {'p95 ms':>7} {'queries':>8} {'KiB':>7}")
    measure_page(client, "figures", "/figures/", times)
    measure_page(client, "figures, one month", f"/figures/?period={month}", times)
    measure_page(client, "figures, one entity by week", "/figures/?entity=NL01&by=week", times)
    measure_page(client, "figures, one vendor", "/figures/?vendor=B17", times)
    measure_page(
        client, "cases behind a month", f"/figures/cases/?part=exceptions&period={month}",
        max(times // 10, 10),
    )  # fmt: skip


def main() -> None:
    """Fill, count, show, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=1_000_000)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--histories", type=int, default=0)
    options = parser.parse_args()
    with new_home("tieout-figures") as home:
        count = FEW if options.histories else options.n
        started = time.monotonic()
        fill_by_sql(home, count, max(count // 3, 1))
        say(f"{count:,} cases in {time.monotonic() - started:.0f} s; {machine()}")
        setup_django()
        if options.histories:
            compare_histories(options.histories)
        else:
            measure_counting()
            measure_showing(options.requests)


if __name__ == "__main__":
    main()
