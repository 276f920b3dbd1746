"""What people take back counts against the way it was matched."""

import json
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from core.actors import PIPELINE, Actor, ActorKind
from intake.models import BankLine, PaidInvoice
from reconciliation.actions import cash_deciding, cash_matching
from reconciliation.models import CashMatch, CashStrategyCount
from reconciliation.rules.cash_precision import COUNTED
from tests.factories import NOW
from tests.reconciliation.test_cash_deciding import line

pytestmark = pytest.mark.django_db
__all__ = ["line"]
ANNA = Actor(kind=ActorKind.PERSON, name="anna")


def test_a_match_taken_back_counts_against_its_pass(line: BankLine) -> None:
    paid = BankLine.objects.create(
        bank_account=line.bank_account, line_key="2", booked_on=date(2026, 3, 12),
        amount=-PaidInvoice.objects.get().gross_total, currency="EUR",
        counterparty="Nordwind GmbH", memo="INV-100001", reference="B-2",
    )  # fmt: skip
    cash_matching.match_cash(actor=PIPELINE, at=NOW)
    match = CashMatch.objects.get(bank_line=paid)
    strategy = match.strategy

    cash_deciding.undo(
        line_id=paid.pk, reason="it is another's", version=match.version, actor=ANNA, at=NOW
    )
    cash_matching.match_cash(actor=PIPELINE, at=NOW)

    count = CashStrategyCount.objects.get(strategy=strategy)
    said = StringIO()
    call_command("cash", "precision", "--json", stdout=said)
    rows = {row["strategy"]: row for row in map(json.loads, said.getvalue().splitlines())}
    assert match.status == "matched"
    assert match.confidence == COUNTED[strategy].confidence > Decimal("0.999")
    assert (count.made, count.taken_back) == (1, 1)
    assert rows[strategy]["here"] == {"n": 1, "taken_back": 1}
    assert rows[strategy]["interval"][0] < float(rows[strategy]["confidence"])
