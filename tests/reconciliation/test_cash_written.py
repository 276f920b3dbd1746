"""What stands in the tables is what the engine answered, whichever way it came there."""

import csv
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from audit import content
from audit.models import Bundle
from intake.models import (
    BankAccount,
    BankLine,
    PaidInvoice,
    Remittance,
    RemittanceLine,
)
from reconciliation.actions import cash_matching
from reconciliation.models import CashMatch, CashMatchPart
from reconciliation.rules import cash_values
from reconciliation.rules.cash_values import RecordKind, record_key
from tests.factories import make_document, make_vendor
from tests.reconciliation.test_cash_news import LATER, arrive, match

pytestmark = pytest.mark.django_db
_LINES = """
    SELECT bank_line_id::text, status, strategy, (difference * 100)::bigint::text,
        array_to_string(exception_codes, ',')
    FROM reconciliation_cashmatch
"""
_PARTS = """
    SELECT known.bank_line_id::text, part.position::text, part.type,
        coalesce(part.record_key::text, ''), (part.amount * 100)::bigint::text
    FROM reconciliation_cashmatchpart AS part
    JOIN reconciliation_cashmatch AS known ON known.id = part.match_id
"""


def answered() -> Iterator[tuple[Bundle, dict[str, set[tuple[str, ...]]]]]:
    """Yield what each run answered, as its bundle keeps it."""
    for bundle in Bundle.objects.filter(step=cash_matching.STEP).order_by("created_at"):
        head, _, rest = content.get(bundle.output_sha256).partition(b"\n")
        tables = {}
        for name, length in json.loads(head).items():
            rows = rest[:length].decode()
            tables[name] = {tuple(row) for row in csv.reader(rows.splitlines())}
            rest = rest[length + 1 :]
        yield bundle, tables


def rows(statement: str) -> set[tuple[str, ...]]:
    """Return what a statement answers."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return set(cursor.fetchall())


def test_the_first_run_writes_what_it_answered_and_can_do_so_again() -> None:
    BankLine.objects.bulk_create(line for day in arrive(3) for line in day)

    counts = match()

    ((bundle, tables),) = answered()
    assert rows(_LINES) == tables["verdict"]
    assert rows(_PARTS) == tables["part"]
    assert not CashMatchPart.objects.filter(record_key__isnull=False, record_amount=None).exists()
    assert counts.changed == len(tables["verdict"]) > 100
    kept = {name: content.get(sha256) for name, sha256 in bundle.inputs.items()}
    assert cash_matching.replay(kept) == content.get(bundle.output_sha256)
    older = {name: table for name, table in kept.items() if name not in cash_values.LATER}
    assert cash_matching.replay(older) == content.get(bundle.output_sha256)


def test_a_later_run_writes_new_lines_beside_those_it_says_something_else_of() -> None:
    first, *days = arrive(7)
    BankLine.objects.bulk_create(first)
    match()
    open_before = CashMatch.objects.exclude(status="matched").count()
    BankLine.objects.bulk_create(line for day in days for line in day)

    counts = match(LATER)

    *_, (_, tables) = answered()
    assert tables["verdict"] <= rows(_LINES)
    assert tables["part"] <= rows(_PARTS)
    new = sum(map(len, days))
    assert new <= counts.changed <= new + open_before


def test_what_an_advice_of_one_record_settles_is_written_with_its_record() -> None:
    paid = PaidInvoice.objects.create(
        vendor=make_vendor(), invoice_number="A-2001", number_key="A2001", currency="EUR",
        issue_date=date(2026, 1, 5), gross_total=Decimal("140.00"),
    )  # fmt: skip
    advice = Remittance.objects.create(
        document=make_document(), number="TRACE7788", amount=Decimal("140.00"), currency="EUR"
    )
    RemittanceLine.objects.create(
        remittance=advice, position=1, reference="A-2001", paid=Decimal("140.00")
    )
    BankLine.objects.create(
        bank_account=BankAccount.objects.create(bank_account="MAIN", currency="EUR"),
        line_key="1", booked_on=date(2026, 1, 20), amount=Decimal("-140.00"), currency="EUR",
        memo="TRACE7788",
    )  # fmt: skip

    match()

    ((_, tables),) = answered()
    assert {row[2] for row in tables["verdict"]} == {"remitted"}
    assert rows(_PARTS) == tables["part"]
    assert {row[3] for row in tables["part"]} == {str(record_key(RecordKind.PAID_INVOICE, paid.pk))}


def test_records_that_are_taken_away_before_a_wave_are_written_with_their_amounts() -> None:
    """What a batch pays, and what is found after the last wave of a round."""
    vendor = make_vendor()
    for number, cents in (
        ("A-2001", 14_003),
        ("A-2002", 27_017),
        ("B-77", 91_337),
        ("B-78", 5_151),
    ):
        PaidInvoice.objects.create(
            vendor=vendor, invoice_number=number, number_key=number.replace("-", ""),
            currency="EUR", issue_date=date(2026, 1, 5), gross_total=Decimal(cents) / 100,
        )  # fmt: skip
    account = BankAccount.objects.create(bank_account="MAIN", currency="EUR")
    parts = [{"amount": "-140.03", "memo": "A-2001"}, {"amount": "-270.17", "memo": "A-2002"}]
    BankLine.objects.create(
        bank_account=account, line_key="1", booked_on=date(2026, 1, 20), currency="EUR",
        amount=Decimal("-410.20"), batch_count=2, parts=parts,
    )  # fmt: skip
    BankLine.objects.create(
        bank_account=account, line_key="2", booked_on=date(2026, 1, 20), currency="EUR",
        amount=Decimal("-964.88"), counterparty=vendor.vendor_name,
    )  # fmt: skip

    match()

    assert set(CashMatch.objects.values_list("strategy", flat=True)) == {
        "batched", "subset_of_payer",
    }  # fmt: skip
    settled = CashMatchPart.objects.order_by("record_id")
    assert [(part.record_id, part.record_amount) for part in settled] == [
        ("A-2001", Decimal("-140.03")), ("A-2002", Decimal("-270.17")),
        ("B-77", Decimal("-913.37")), ("B-78", Decimal("-51.51")),
    ]  # fmt: skip
