"""The queue and a case at a million cases (P17): time, statements, deep pages, requests a second.

Run: python -m benchmarks.queue_page [--n 1000000] [--open 100000] [--requests 300] [--seconds 8]
Two hundred cases are loaded as files; the rest is written by SQL straight into the tables of a new
installation. Pages go through the whole of Django, then through the real web server.
"""

import argparse
import http.client
import multiprocessing
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.generate_invoices import AS_OF, generate
from benchmarks.homes import CHECKOUT, MANAGE, Home, machine, new_home, say, setup_django

LOADED = 200
DEEP = 200
CLIENTS = 4
_NEXT = re.compile(r'href="([^"]*after=[^"]*)"')
_FILL = (
    """
    INSERT INTO intake_vendor (vendor_id, vendor_name, name_key, status, aliases, is_described,
        is_new, first_seen_on, extra)
    SELECT 'B' || n, 'Vendor ' || n, 'vendor ' || n, 'active', '[]', true, false, '2025-01-02', '{}'
    FROM generate_series(1, 5000) AS n
    """,
    """
    INSERT INTO intake_document (sha256, filename, size, received_at, received_by, channel, as_of,
        reading_order, state, format, document_type, records, attempts)
    SELECT encode(sha256(n::text::bytea), 'hex'), 'invoice-' || n || '.xml', 9600,
        timestamptz '2026-10-30 09:00Z' - n * interval '40 seconds', 'service:load', 'load',
        date '2026-10-30' - n / 2160, 100, 'settled', 'ubl', 'invoice', 1, 0
    FROM generate_series(1, %(count)s) AS n
    """,
    """
    INSERT INTO intake_reading (document_id, number, syntax, payload, read_at, read_by)
    SELECT id, 1, 'ubl', %(payload)s, received_at, 'service:load'
    FROM intake_document WHERE filename LIKE 'invoice-%%'
    """,
    """
    INSERT INTO intake_invoice (document_id, reading_id, kind, invoice_number, number_key,
        vendor_id, entity, seller_name, seller_key, currency, issue_date, net_total, tax_total,
        gross_total, amount_due, identified_at, is_withdrawn)
    SELECT document.id, reading.id, 'invoice', 'N' || document.id, 'N' || document.id,
        vendor.id, (ARRAY['NL01', 'DE01', 'FR01', 'GB01'])[1 + document.id %% 4],
        vendor.vendor_name, vendor.vendor_id, 'EUR', document.as_of, 100 + document.id %% 9000, 0,
        100 + document.id %% 9000, 100 + document.id %% 9000, document.received_at, false
    FROM intake_document AS document
    JOIN intake_reading AS reading ON reading.document_id = document.id
    JOIN intake_vendor AS vendor ON vendor.vendor_id = 'B' || (1 + document.id %% 5000)
    WHERE document.filename LIKE 'invoice-%%'
    """,
    """
    INSERT INTO reconciliation_case (document_id, invoice_id, kind, state, would_pass, case_class,
        confidence, confidence_low, confidence_high, match_status, strategy, entity, vendor_id,
        vendor_name, invoice_number, currency, gross_total, at_stake, exception_codes, opened_at,
        due_at, discount_until, urgent_on, round, version, changed_at, HASH_COLUMN, booked_as,
        booked_at)
    SELECT document_id, id, kind, CASE WHEN is_open THEN 'in_review' ELSE 'straight_through' END,
        NOT is_open, 'po_goods', 0.95, 0.90, 0.98, 'matched', 'po_line', entity, vendor_id,
        seller_name, invoice_number, currency, gross_total, gross_total,
        CASE WHEN is_open THEN ARRAY[(ARRAY['PRICE_OVER', 'QUANTITY_OVER_RECEIVED',
            'NOT_RECEIVED', 'POSSIBLE_DUPLICATE'])[1 + id %% 4]] ELSE '{}' END,
        identified_at, issue_date + 30, CASE WHEN id %% 5 = 0 THEN issue_date + 10 END,
        issue_date + CASE WHEN id %% 5 = 0 THEN 5 ELSE 7 END, 1, 1, identified_at, '',
        CASE WHEN is_open THEN NULL ELSE 'made-' || id END,
        CASE WHEN is_open THEN NULL ELSE identified_at END
    FROM (SELECT *, id %% %(one_in)s = 0 AS is_open FROM intake_invoice
          WHERE invoice_number LIKE 'N%%' AND seller_key LIKE 'B%%') AS invoice
    """,
    """
    INSERT INTO reconciliation_caseexception (case_id, round, position, code, line, expected,
        actual, tolerance, reference, text)
    SELECT id, 1, 0, exception_codes[1], '1', '12.40', '13.10', '2 %% and 50.00', 'PO-1 line 1',
        'Line 1 is billed at 13.10 a piece; the order says 12.40.'
    FROM reconciliation_case WHERE state = 'in_review' AND cardinality(exception_codes) > 0
        AND invoice_number LIKE 'N%%'
    """,
)


def fill(home: Home, count: int, open_count: int) -> None:
    """Load some cases as files, and write the rest by SQL."""
    with tempfile.TemporaryDirectory(prefix="tieout-queue-") as folder:
        written = generate(LOADED, 7, Path(folder))
        home.manage("load", written.masters, "--as-of", "2026-09-01", "--json")
        home.manage("load", written.invoices, "--as-of", AS_OF.isoformat(), "--json")
    fill_by_sql(home, count - LOADED, open_count)


def fill_by_sql(home: Home, count: int, open_count: int) -> None:
    """Write cases straight into the tables, and let the database take stock."""
    import psycopg

    from backoffice.embedded.postgres import Postgres

    # As the superuser: nothing is recorded of rows that never happened.
    address = Postgres(home.folder / "postgres").url("postgres")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        names = connection.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = 'reconciliation_case' AND column_name LIKE '%\\_hash'"
        ).fetchall()
        payload = connection.execute("SELECT payload FROM intake_reading LIMIT 1").fetchone()
        values = {
            "count": count,
            "one_in": max(count // open_count, 1),
            "payload": payload[0] if payload else "",
        }
        for statement in _FILL:
            filled = statement.replace("HASH_COLUMN", names[0][0])
            connection.execute(filled.encode(), values)
        connection.execute("VACUUM ANALYZE")


def make_person() -> Any:
    """Return somebody who works the queue."""
    from django.contrib.auth.models import Group, User

    from backoffice import roles

    roles.grant_permissions()
    person = User.objects.create_user("olivia", password="a-long-enough-secret")  # noqa: S106
    person.groups.add(Group.objects.get(name="operator"))
    return person


def milliseconds(ask: Callable[[], Any], times: int, *, warm_up: int = 5) -> list[float]:
    """Return how long each of many requests took, after a few that warm up."""
    for _ in range(warm_up):
        ask()
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def percentile(taken: list[float], percent: int) -> float:
    """Return the time within which so many of a hundred requests were answered."""
    return statistics.quantiles(taken, n=100)[percent - 1]


def measure_page(client: Any, name: str, url: str, times: int) -> None:
    """Print the figures of one page."""
    from django.db import connection

    statements: list[str] = []

    def ask() -> None:
        if client.get(url).status_code != 200:
            raise SystemExit(f"{url} was not answered.")

    def count(execute: Any, sql: str, values: Any, many: bool, context: Any) -> Any:
        statements.append(sql)
        return execute(sql, values, many, context)

    with connection.execute_wrapper(count):
        ask()
    taken = milliseconds(ask, times)
    median, late = statistics.median(taken), percentile(taken, 95)
    size = len(client.get(url).content)
    say(f"{name:34} {median:7.2f} {late:7.2f} {len(statements):8} {size / 1024:7.0f}")


def ratio(client: Any, url: str, times: int) -> float:
    """Return how much dearer a page is than the first, both asked in turn."""
    first: list[float] = []
    other: list[float] = []
    for _ in range(times):
        first += milliseconds(lambda: client.get("/queue/"), 1, warm_up=0)
        other += milliseconds(lambda: client.get(url), 1, warm_up=0)
    return statistics.median(other) / statistics.median(first)


def page_after(client: Any, pages: int) -> str:
    """Return the address of a page deep in the queue, by following the links to the next."""
    url = "/queue/"
    for _ in range(pages - 1):
        found = _NEXT.findall(client.get(url).content.decode())
        if not found:
            raise SystemExit(f"The queue ended before page {pages}.")
        url = "/queue/" + found[-1].replace("&amp;", "&").removeprefix("/queue/")
    return url


def measure_pages(times: int) -> str:
    """Measure all pages in this process; return the cookie of the session."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    client.force_login(make_person(), backend=settings.AUTHENTICATION_BACKENDS[1])
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id), max(id) FROM reconciliation_case WHERE state = 'in_review'")
        real, made = cursor.fetchone()
    say(f"{'page':34} {'p50 ms':>7} {'p95 ms':>7} {'queries':>8} {'KiB':>7}")
    deep = page_after(client, DEEP)
    measure_page(client, "queue, page 1", "/queue/", times)
    measure_page(client, f"queue, page {DEEP}", deep, times)
    measure_page(client, "queue, one reason", "/queue/?reason=NOT_RECEIVED", times)
    measure_page(client, "queue, one entity", "/queue/?entity=FR01", times)
    measure_page(client, "case of a loaded invoice", f"/case/C-{real}/", times)
    measure_page(client, "case of a made invoice", f"/case/C-{made}/", times)
    say(f"page {DEEP} / page 1, asked in turn: {ratio(client, deep, times):.2f}  (goal <= 1.2)")
    return client.cookies[settings.SESSION_COOKIE_NAME].OutputString().split(";")[0]


def ask_for_a_while(
    port: int, cookie: str, seconds: float, found: "multiprocessing.Queue[list[float]]"
) -> None:
    """Ask for the queue again and again; one of several clients."""
    taken, ends = [], time.monotonic() + seconds
    while time.monotonic() < ends:
        started = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", "/queue/", headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"The server answered {answer.status}.")
        connection.close()
        taken.append((time.perf_counter() - started) * 1000)
    found.put(taken)


def measure_server(home: Home, cookie: str, seconds: float) -> None:
    """Measure the real web server with one client and with several."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, MANAGE, "serve", "--bind", f"127.0.0.1:{port}"],
        env=home.environment(), cwd=CHECKOUT, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        _wait_for(port)
        for clients in (1, CLIENTS):
            _rate(port, cookie, clients, 2)
            taken = _rate(port, cookie, clients, seconds)
            say(
                f"web server, {clients} client(s): {len(taken) / seconds:.0f} requests/s, "
                f"p50 {statistics.median(taken):.1f} ms, p95 {percentile(taken, 95):.1f} ms"
            )
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)


def _rate(port: int, cookie: str, clients: int, seconds: float) -> list[float]:
    context = multiprocessing.get_context("spawn")
    found: multiprocessing.Queue[list[float]] = context.Queue()
    asking = [
        context.Process(target=ask_for_a_while, args=(port, cookie, seconds, found))
        for _ in range(clients)
    ]
    for process in asking:
        process.start()
    taken = [each for _ in asking for each in found.get(timeout=seconds + 60)]
    for process in asking:
        process.join()
    return taken


def _wait_for(port: int) -> None:
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The web server did not start.")


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=1_000_000)
    parser.add_argument("--open", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=8)
    options = parser.parse_args()
    with new_home("tieout-queue") as home:
        started = time.monotonic()
        fill(home, options.n, options.open)
        say(f"{options.n:,} cases in {time.monotonic() - started:.0f} s; {machine()}")
        setup_django()
        cookie = measure_pages(options.requests)
        measure_server(home, cookie, options.seconds)


if __name__ == "__main__":
    main()
