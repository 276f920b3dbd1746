"""A run looks at what is new and at what was left open, and finds what a look at all would find."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from benchmarks import cash_generate
from core.actors import PIPELINE
from intake.models import BankAccount, BankLine, PaidInvoice, SalesOrder, Vendor
from reconciliation.actions import cash_matching
from reconciliation.models import CashMatch, CashMatchPart, CashNews, CashOpenItem, CashRun
from reconciliation.rules.cash_values import NewsKind, RecordKind, record_key
from tests.factories import NOW

pytestmark = pytest.mark.django_db
SAID = "SELECT bank_line_id, status, strategy, difference FROM reconciliation_cashmatch ORDER BY 1"
PARTS = """
    SELECT known.bank_line_id, part.record_key, part.type, part.amount
    FROM reconciliation_cashmatchpart AS part
    JOIN reconciliation_cashmatch AS known ON known.id = part.match_id ORDER BY 1, 2, 3, 4
"""
LATER = NOW + timedelta(minutes=1)


def match(at: datetime = NOW) -> cash_matching.CashCounts:
    """Match what is open."""
    return cash_matching.match_cash(actor=PIPELINE, at=at)


def arrive(seed: int) -> list[list[BankLine]]:
    """Put the items of a small world in place; return its lines in three portions."""
    made = cash_generate.generate(150, seed)
    account = BankAccount.objects.create(bank_account="MAIN", currency="EUR")
    claims = made.items[made.items["type"] == "invoice"]
    sales = made.items[made.items["type"] != "invoice"]
    parties = sorted(claims["party"].unique())
    vendors = Vendor.objects.bulk_create(
        [
            Vendor(vendor_id=n, vendor_name=n, name_key=n, first_seen_on=date(2026, 1, 1))
            for n in parties
        ]
    )
    of = dict(zip(parties, vendors, strict=True))
    PaidInvoice.objects.bulk_create(
        [
            PaidInvoice(
                pk=row["id"], vendor=of[row["party"]], invoice_number=row["reference"],
                number_key=row["reference"], issue_date=row["day"],
                gross_total=-Decimal(row["amount"]) / 100, currency="EUR",
            )
            for row in claims.to_dict("records")
        ]
    )  # fmt: skip
    SalesOrder.objects.bulk_create(
        [
            SalesOrder(
                pk=row["id"], order_id=row["reference"], placed_at=f"{row['day']}T10:00:00Z",
                gross=Decimal(row["amount"]) / 100, currency="EUR", tender=row["batch"],
            )
            for row in sales.to_dict("records")
        ]
    )  # fmt: skip
    lines = [
        BankLine(
            pk=row["id"], bank_account=account, line_key=str(row["id"]), booked_on=row["day"],
            amount=Decimal(row["amount"]) / 100, currency="EUR", counterparty=row["party"],
            customer_reference=row["reference"], memo=row["memo"],
        )
        for row in made.lines.to_dict("records")
    ]  # fmt: skip
    return [lines[place::3] for place in range(3)]


def said() -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Return all that is said of all lines."""
    with connection.cursor() as cursor:
        cursor.execute(SAID)
        lines = cursor.fetchall()
        cursor.execute(PARTS)
        return lines, cursor.fetchall()


def test_a_look_at_news_finds_what_a_look_at_everything_finds() -> None:
    days, told = arrive(11), []
    for look_at_all in (False, True):
        for day in days:
            BankLine.objects.bulk_create(day)
            if look_at_all:
                CashNews.objects.create(key=int(NewsKind.EVERYTHING))
            match()
        told.append(said())
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM reconciliation_cashmatchpart")
            cursor.execute("DELETE FROM reconciliation_cashmatch")
        BankLine.objects.all().delete()

    assert told[0] == told[1]
    assert sum(row[1] == "matched" for row in told[0][0]) > 100


def test_without_news_nothing_is_looked_at() -> None:
    BankLine.objects.bulk_create(arrive(5)[0])
    first = match()

    again = match(LATER)

    assert first.changed > 0
    assert again == cash_matching.CashCounts()
    assert CashRun.objects.count() == 1
    assert not CashNews.objects.exists()


def test_news_for_nobody_are_kept_as_one_word_and_the_first_line_is_matched_all_the_same() -> None:
    day = arrive(5)[0]
    CashNews.objects.bulk_create([CashNews(key=8 * n) for n in range(1_500)])

    match()
    assert list(CashNews.objects.values_list("key", flat=True)) == [int(NewsKind.EVERYTHING)]

    BankLine.objects.bulk_create(day)
    assert match(LATER).changed > 0


def test_what_is_left_open_is_known_and_found_by_the_line_that_comes_later() -> None:
    days = arrive(5)
    BankLine.objects.bulk_create(days[0])
    match()
    used = set(
        CashMatchPart.objects.filter(match__status="matched").values_list("record_key", flat=True)
    )
    left = set(CashOpenItem.objects.values_list("key", flat=True))
    items = {record_key(RecordKind.PAID_INVOICE, pk) for pk in ids_of(PaidInvoice)}
    items |= {record_key(RecordKind.ORDER, pk) for pk in ids_of(SalesOrder)}

    BankLine.objects.bulk_create(days[1])
    later = match(LATER)

    assert left == items - used
    assert later.lines < len(days[0]) + len(days[1])
    assert CashMatch.objects.filter(bank_line__in=days[1], status="matched").count() > 30


def ids_of(model: type[PaidInvoice | SalesOrder]) -> list[int]:
    """Return the keys of all rows."""
    return list(model.objects.values_list("pk", flat=True))


def test_a_renamed_vendor_may_change_any_line() -> None:
    BankLine.objects.bulk_create(arrive(5)[0])
    match()

    Vendor.objects.filter(pk=Vendor.objects.earliest("pk").pk).update(vendor_name="Nordwind GmbH")

    assert list(CashNews.objects.values_list("key", flat=True)) == [int(NewsKind.EVERYTHING)]
    assert match(LATER).changed == 0
