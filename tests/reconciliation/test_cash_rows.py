"""The database refuses cash matches that point at nothing, a whole statement at a time."""

import pytest
from django.db import IntegrityError, connection, transaction

from intake.models import BankLine
from reconciliation.models import CashMatch, CashMatchPart, CashNews, CashRun
from tests.reconciliation.test_cash_deciding import line

pytestmark = pytest.mark.django_db
__all__ = ["line"]


def refused(table: str, what: str, pk: int, *, key: str = "id") -> bool:
    """Say whether the database refuses to change or delete a row."""
    statement = f"{what} WHERE {key} = %s".format(table)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [pk])
    except IntegrityError:
        return True
    return False


def test_a_match_points_at_a_line_a_payout_and_a_run_that_are_there(line: BankLine) -> None:
    match = CashMatch.objects.get(bank_line=line)

    for change in (
        "UPDATE {} SET bank_line_id = 999999",
        "UPDATE {} SET run_id = 999999",
        "UPDATE {} SET bank_line_id = NULL, payout_id = 999999",
    ):
        assert refused("reconciliation_cashmatch", change, match.pk)


def test_a_part_has_its_match(line: BankLine) -> None:
    match = CashMatch.objects.get(bank_line=line)
    CashMatchPart.objects.create(match=match, position=9, type="fee", amount=1)

    for change in ("UPDATE {} SET match_id = 0", "UPDATE {} SET other_line_id = 0"):
        assert refused("reconciliation_cashmatchpart", change, match.pk, key="match_id")
    assert refused("reconciliation_cashmatch", "DELETE FROM {}", match.pk)


def test_what_a_match_points_at_stays(line: BankLine) -> None:
    run = CashRun.objects.get()

    assert refused("intake_bankline", "DELETE FROM {}", line.pk)
    assert refused("reconciliation_cashrun", "DELETE FROM {}", run.pk)


def test_what_a_run_writes_is_checked_once_something_was_deleted(line: BankLine) -> None:
    match = CashMatch.objects.get(bank_line=line)
    change = "SET LOCAL tieout.cash_run = 'on'; UPDATE {} SET bank_line_id = 999999"
    CashNews.objects.all().delete()

    is_refused_before = refused("reconciliation_cashmatch", change, match.pk)
    CashNews.objects.create(key=999999 * 8 + 5)

    assert (is_refused_before, refused("reconciliation_cashmatch", change, match.pk)) == (
        False,
        True,
    )
