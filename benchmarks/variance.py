"""Planted causes of variances against what the export says of them.

Run: python -m benchmarks.variance [--seed 7] [--accounts 12] [--centres 20] [--lines 4]
The company of `variance_generate` is loaded through the contract's tables into a new installation;
`export variances --json` is compared with what was planted, cause by cause, to the cent.
"""

import argparse
import re
import time
from collections import Counter, defaultdict
from decimal import Decimal
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.homes import machine, new_home, say, setup_django
from benchmarks.variance_generate import World, make, write

CENT = Decimal("0.01")


def main() -> None:
    """Plant, load, export, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("seed", 7), ("accounts", 12), ("centres", 20), ("lines", 4)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--pages", type=int, default=0, help="How often each page is asked for.")
    asked = parser.parse_args()
    world = make(asked.seed, asked.accounts, asked.centres, asked.lines)
    with TemporaryDirectory() as folder, new_home("variance") as home:
        write(world, Path(folder))
        started = time.monotonic()
        home.manage("load", folder, "--json")
        loaded = time.monotonic()
        rows = home.manage("export", "variances", "--json")
        ended = time.monotonic()
        home.manage("export", "variances", "--json")
        again = time.monotonic()
        if asked.pages:
            pages(asked.pages, rows)
    say(f"{machine()}")
    say(f"{len(world.tables['journal']):,} journal lines, {len(rows):,} variances")
    say(
        f"load {loaded - started:.1f} s, export {ended - loaded:.1f} s, again {again - ended:.1f} s"
    )
    report(world, rows)


def pages(times: int, rows: list[dict[str, Any]]) -> None:
    """Say how long the pages take once the variances are counted, and what they compute."""
    setup_django()
    from django.contrib.auth.models import Group, User
    from django.test import Client

    user = User.objects.create_user("bench")
    user.groups.add(Group.objects.get(name="controller"))
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    periods = sorted({row["period"] for row in rows})
    for name, path in (
        ("list", "/variances/?period={period}"),
        ("list of all", "/variances/?period={period}&all=1"),
        ("one", "{link}"),
    ):
        walls, computed = [], time.process_time()
        for number in range(times + 5):
            period = periods[number % len(periods)]
            link = ""
            if "{link}" in path:
                listed = client.get(f"/variances/?period={period}&all=1").content.decode()
                links = re.findall(r'href="(/variances/one/[^"]+)"', listed)
                link = links[number % len(links)].replace("&amp;", "&")
            started = time.perf_counter()
            answer = client.get(path.format(period=period, link=link))
            walls.append((time.perf_counter() - started) * 1000)
            if answer.status_code != HTTPStatus.OK:
                raise SystemExit(f"{path} answers {answer.status_code}")
        walls = sorted(walls[5:])
        middle, late = walls[len(walls) // 2], walls[int(len(walls) * 0.95)]
        each = (time.process_time() - computed) * 1000 / (times + 5)
        say(f"page {name}: p50 {middle:.0f} ms, p95 {late:.0f} ms of {times}, {each:.0f} ms here")


def report(world: World, rows: list[dict[str, Any]]) -> None:
    """Say what was found, missed and invented, and whether every row adds up."""
    found, missed, invented = compare(world, rows)
    off = [row for row in rows if total(row) != Decimal(row["variance"])]
    say(f"rows whose parts do not add up to the variance: {len(off)} of {len(rows)}")
    say("| driver | planted | found to the cent | missed | invented |")
    say("|---|---|---|---|---|")
    for driver in sorted({*found, *missed, *invented}):
        planted = found[driver] + missed[driver]
        say(f"| {driver} | {planted} | {found[driver]} | {missed[driver]} | {invented[driver]} |")
    planted = found.total() + missed.total()
    say(f"| all | {planted} | {found.total()} | {missed.total()} | {invented.total()} |")


def compare(
    world: World, rows: list[dict[str, Any]]
) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Count planted causes found within a cent, missed, and causes where none was planted."""
    found: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    invented: Counter[str] = Counter()
    shown: dict[tuple[str, str, str], dict[str, Decimal]] = defaultdict(dict)
    for row in rows:
        place = row["period"], row["account"], row["cost_centre"]
        shown[place] = {each["driver"]: Decimal(each["amount"]) for each in row["drivers"]}
    for place in {*shown, *world.planted}:
        planted = {name: value for name, value in world.planted[place].items() if value}
        for driver, amount in planted.items():
            is_found = abs(shown[place].get(driver, Decimal(0)) - amount) <= CENT
            (found if is_found else missed)[driver] += 1
        for driver in set(shown[place]) - set(planted):
            invented[driver] += 1
    return found, missed, invented


def total(row: dict[str, Any]) -> Decimal:
    """Add up a row's drivers and what is unexplained."""
    parts = (Decimal(each["amount"]) for each in row["drivers"])
    return sum(parts, Decimal(row["unexplained"]))


if __name__ == "__main__":
    main()
