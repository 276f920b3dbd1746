"""A payout whose report was corrected: taken apart anew, or offered to a person once booked."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from django.test import Client

from audit.models import AuditEvent
from backoffice.roles import Role
from core.actors import PIPELINE, Actor, ActorKind
from intake.models import Payout, PayoutLine
from ledger.movements import balance_of
from reconciliation.actions import (
    cash_booking,
    cash_breaking,
    cash_matching,
    cash_restating,
)
from reconciliation.models import CashMatch, CashMatchPart
from reconciliation.queries import cash_restated
from tests.factories import NOW, make_document, make_person
from tests.intake.cash_factories import make_payout

pytestmark = pytest.mark.django_db
ANNA = Actor(kind=ActorKind.PERSON, name="anna")
DECEMBER = date(2026, 12, 31)


@pytest.fixture
def paid() -> Payout:
    """Return a payout of 10.00 less 0.50 that is matched."""
    made = make_payout(make_document())
    run()
    return made


def run() -> None:
    """Match what is new."""
    cash_matching.match_cash(actor=PIPELINE, at=NOW)


def book() -> int:
    """Book what is matched; return in how many entries."""
    return cash_booking.book_cash(through=DECEMBER, actor=ANNA, at=NOW).entries


def restate(payout: Payout) -> None:
    """Say in a corrected report that the charge was 10.10 and its fee 0.60."""
    PayoutLine.objects.filter(payout=payout).update(gross=Decimal("10.10"), fee=Decimal("-0.60"))


def said(payout: Payout) -> tuple[str, list[str], list[Decimal]]:
    """Return the status of a payout, its exceptions and the amounts of its parts."""
    match = CashMatch.objects.get(payout=payout)
    parts = CashMatchPart.objects.filter(match=match).order_by("position")
    return match.status, match.exception_codes, [part.amount for part in parts]


def standing() -> list[Decimal]:
    """Return what stands on clearing, orders and the processor's fees."""
    return [sum(balance_of(each).values(), Decimal(0)) for each in ("1150", "1160", "6720")]


def test_nobody_relied_on_it_yet(paid: Payout) -> None:
    before = said(paid)

    restate(paid)
    run()

    assert before == ("matched", [], [Decimal("-0.50"), Decimal("10.00")])
    assert said(paid) == ("matched", [], [Decimal("-0.60"), Decimal("10.10")])
    assert not AuditEvent.objects.filter(action="reconciliation.cash.broken").exists()


def test_a_report_in_parts_of_a_cent_says_the_same_again() -> None:
    payout = make_payout(make_document())
    PayoutLine.objects.update(gross=Decimal("10.005"), fee=Decimal("-0.505"))
    run()
    before = said(payout)

    with transaction.atomic():
        broken = cash_breaking.open_broken(woken=False, actor=PIPELINE, at=NOW)

    assert before == ("matched", [], [Decimal("-0.51"), Decimal("10.01")])
    assert (broken, said(payout)) == (0, before)


def test_its_total_may_change_too(paid: Payout) -> None:
    PayoutLine.objects.filter(payout=paid).update(net=Decimal("9.60"), gross=Decimal("10.10"))
    Payout.objects.update(amount=Decimal("9.60"), net_total=Decimal("9.60"))

    run()

    assert said(paid) == ("matched", [], [Decimal("-0.50"), Decimal("10.10")])
    assert CashMatch.objects.get().amount == Decimal("9.60")


def test_what_is_booked_is_taken_back_and_waits_for_a_person(paid: Payout) -> None:
    """T88: and what the person accepts is booked as the report tells it now."""
    book()
    booked = standing()

    restate(paid)
    run()
    offered, taken_back = said(paid), standing()
    version = CashMatch.objects.get().version
    cash_restating.accept_payout(payout_id=paid.pk, version=version, actor=ANNA, at=NOW)
    run()
    entries = book()

    assert booked == [Decimal("9.50"), Decimal("-10.00"), Decimal("0.50")]
    assert offered[:2] == ("proposed", ["RECONCILIATION_BROKEN"])
    assert taken_back == [0, 0, 0]
    assert said(paid) == ("matched", [], [Decimal("-0.60"), Decimal("10.10")])
    assert (entries, book()) == (1, 0)
    assert standing() == [Decimal("9.50"), Decimal("-10.10"), Decimal("0.60")]


def test_only_what_changed_and_adds_up_is_accepted(paid: Payout) -> None:
    version = CashMatch.objects.get().version
    with pytest.raises(cash_restating.UnableToSettleCash, match="did not change"):
        cash_restating.accept_payout(payout_id=paid.pk, version=version, actor=ANNA, at=NOW)
    book()
    PayoutLine.objects.filter(payout=paid).update(net=Decimal("9.00"), fee=Decimal("-1.00"))
    run()
    version = CashMatch.objects.get().version

    with pytest.raises(cash_restating.UnableToSettleCash, match="do not add up"):
        cash_restating.accept_payout(payout_id=paid.pk, version=version, actor=ANNA, at=NOW)
    with pytest.raises(cash_restating.UnableToSettleCash, match="Look again"):
        cash_restating.accept_payout(payout_id=paid.pk, version=version - 1, actor=ANNA, at=NOW)


def test_what_failed_after_it_was_booked_is_taken_back_and_not_accepted(paid: Payout) -> None:
    book()
    Payout.objects.update(status="failed")
    run()
    (shown,) = cash_restated.restated_payouts(reader=ANNA)

    with pytest.raises(cash_restating.UnableToSettleCash, match="was not paid"):
        cash_restating.accept_payout(payout_id=paid.pk, version=shown.version, actor=ANNA, at=NOW)

    assert (shown.adds_up, shown.is_paid) == (False, False)
    assert book() == 0
    assert standing() == [0, 0, 0]


def test_the_page_of_open_lines_shows_it_and_takes_the_word(paid: Payout, client: Client) -> None:
    book()
    restate(paid)
    run()
    client.force_login(make_person("anna", Role.OPERATOR))

    page = client.get("/cash/").content.decode()
    version = CashMatch.objects.get().version
    done = client.post(f"/cash/payouts/{paid.pk}/accept/", {"version": version}, follow=True)
    again = client.post(f"/cash/payouts/{paid.pk}/accept/", {"version": version}, follow=True)

    assert "Payouts that changed" in page
    assert re.search(r"Fee .0\.60 · Order 10\.10", page)
    assert "is matched as its report tells it now" in done.content.decode()
    assert "Payouts that changed" not in done.content.decode()
    assert "did not change" in again.content.decode()
    assert AuditEvent.objects.filter(subject=f"payout:{paid.pk}").count() == 2


@pytest.mark.parametrize("status", ["failed", "cancelled"])
def test_what_was_never_paid_is_neither_matched_nor_booked(status: str) -> None:
    made = make_payout(make_document())
    Payout.objects.update(status=status)

    run()

    assert not CashMatch.objects.filter(payout=made, status="matched").exists()
    assert book() == 0
