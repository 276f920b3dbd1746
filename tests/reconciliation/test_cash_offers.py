"""A set of records is offered for a bank line, taken by a person, and refused once it changed."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from audit.models import AuditEvent
from backoffice.roles import Role
from core.actors import PIPELINE, Actor, ActorKind
from intake.models import BankAccount, BankLine, PaidInvoice, SalesOrder, Vendor
from reconciliation.actions import cash_deciding, cash_matching, policies
from reconciliation.models import CashMatch, CashMatchPart
from reconciliation.queries import cash_candidates, cash_offers, cash_work
from reconciliation.queries.cash_offers import Offered
from tests.factories import NOW, make_person

pytestmark = pytest.mark.django_db
ANNA = Actor(kind=ActorKind.PERSON, name="anna")
DAY = date(2026, 11, 16)


def sell(*amounts: str, day: date = DAY, store: str = "Shop 7") -> None:
    """Sell on one day by card."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    SalesOrder.objects.bulk_create(
        SalesOrder(
            order_id=f"{store}-{day}-{n}", placed_at=noon,
            gross=Decimal(amount), currency="EUR", store=store, tender="card",
        )
        for n, amount in enumerate(amounts)
    )  # fmt: skip


def receive(amount: str, memo: str, counterparty: str | None = None) -> BankLine:
    """Let one payment arrive two days later and look at it once."""
    account, _ = BankAccount.objects.get_or_create(bank_account="MAIN", currency="EUR")
    line = BankLine.objects.create(
        bank_account=account, line_key=f"{amount} {memo}", booked_on=DAY + timedelta(2),
        amount=Decimal(amount), currency="EUR", memo=memo, counterparty=counterparty,
    )  # fmt: skip
    cash_matching.match_cash(actor=PIPELINE, at=NOW)
    return line


def sets_of(line: BankLine) -> Sequence[Offered]:
    """Return what is offered for a line."""
    settings = policies.current_policy().policy.cash
    work = cash_work.line(line.pk, reader=ANNA)
    assert work is not None
    return cash_offers.offered(work, cash_candidates.book_side(work, settings), settings)


def take(line: BankLine, name: str, *, reason: str = "") -> None:
    """Match a line with a set as Anna."""
    cash_deciding.settle(
        line_id=line.pk, keys=[], rest_type=None, reason=reason, set_name=name,
        version=CashMatch.objects.get(bank_line=line).version, actor=ANNA, at=NOW,
    )  # fmt: skip


def test_a_set_is_taken_once_and_taken_back() -> None:
    sell("10.00", "25.00", "19.99", "19.99")
    line = receive("54.99", "CARD TAKINGS SHOP-7")
    first, second, *_ = sets_of(line)
    assert not any((first.left, second.left))  # one of two of a price: both are shown

    take(line, first.name)

    match = CashMatch.objects.get(bank_line=line)
    assert (match.status, match.decided_by) == ("matched", "person:anna")
    assert CashMatchPart.objects.filter(match=match, type="order").count() == 3
    event = AuditEvent.objects.get(action="reconciliation.cash.settled")
    assert event.payload["offered"] == list(first.offer.evidence)
    with pytest.raises(cash_deciding.UnableToSettleCash, match="matched already"):
        take(line, first.name)
    cash_deciding.undo(line_id=line.pk, reason="?", version=match.version, actor=ANNA, at=NOW)
    assert [each.name for each in sets_of(line)][:2] == [first.name, second.name]


def test_a_set_that_is_not_what_was_shown_is_refused() -> None:
    sell("10.00", "25.00", "19.99")
    line = receive("29.99", "CARD TAKINGS SHOP-7")
    name = sets_of(line)[0].name
    SalesOrder.objects.filter(gross=10).delete()

    with pytest.raises(cash_deciding.UnableToSettleCash, match="not what was shown"):
        take(line, name)

    assert not CashMatchPart.objects.filter(type="order").exists()


def test_a_set_is_open_bills_of_the_payer_and_what_it_leaves_needs_a_reason() -> None:
    vendor = Vendor.objects.create(
        vendor_id="V1", vendor_name="Nordwind GmbH", name_key="nordwind", first_seen_on=DAY
    )
    for n in range(3):
        PaidInvoice.objects.create(
            vendor=vendor, invoice_number=f"R-{n}", number_key=f"R{n}", issue_date=DAY,
            gross_total=Decimal(-100 - n), currency="EUR",
        )  # fmt: skip
    line = receive("298.00", "with thanks", "NORDWIND GMBH")

    best, *_ = sets_of(line)

    assert best.offer.evidence == (
        "all 3 records open of Nordwind GmbH", "5.00 short: a charge within the limits",
    )  # fmt: skip
    with pytest.raises(cash_deciding.UnableToSettleCash, match="left over"):
        take(line, best.name)


def test_several_payments_of_one_bill_are_told_beside_each() -> None:
    vendor = Vendor.objects.create(
        vendor_id="V1", vendor_name="Nordwind GmbH", name_key="nordwind", first_seen_on=DAY
    )
    for n, amount in enumerate(("-400.00", "-450.00"), start=1):
        PaidInvoice.objects.create(
            vendor=vendor, invoice_number=f"R-{n}", number_key=f"R{n}", issue_date=DAY,
            gross_total=Decimal(amount), currency="EUR",
        )  # fmt: skip
    other = receive("270.00", "the second part", "NORDWIND")
    line = receive("180.00", "the first part", "NORDWIND")
    work = cash_work.line(line.pk, reader=ANNA)
    assert work is not None

    best, *_ = cash_candidates.candidates(work, policies.current_policy().policy.cash)

    assert best.record_id == "R-2"
    assert "the rest, 270.00, came in another payment of 18 Nov" in best.evidence
    other.bank_account = BankAccount.objects.create(bank_account="ES", currency="EUR", entity="ES")
    other.save()  # who may see the one line may not see the other
    found = cash_candidates.candidates(work, policies.current_policy().policy.cash)
    assert not any("the rest" in said for each in found for said in each.evidence)


def test_the_page_shows_a_set_of_thousands_and_posts_it_by_its_name(client: Client) -> None:  # T82
    sell("77.70", *(f"{100 + n}.10" for n in range(3_632)), "77.70")
    total = sum((100 + n + Decimal("0.10") for n in range(3_632)), Decimal("77.70"))
    line = receive(str(total), "CARD TAKINGS SHOP-7")  # one of two of a price slipped
    client.force_login(make_person("otto", Role.OPERATOR))
    name = sets_of(line)[0].name

    page = client.get(f"/cash/{line.pk}/?within={name}&from=3600").content.decode()
    version = CashMatch.objects.get(bank_line=line).version
    client.post(f"/cash/{line.pk}/settle/", {"set": name, "version": version})

    assert "3,634 records of Shop 7 (card) of 16 Nov" in page
    assert "equally good" in page
    assert "3601 to 3633 of 3633" in page
    assert CashMatch.objects.get(bank_line=line).status == "matched"
    assert CashMatchPart.objects.filter(type="order").count() == 3_633
