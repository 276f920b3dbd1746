"""An invoice in another currency is closed at what it was worth; the difference is booked once."""

from datetime import date
from decimal import Decimal

import pytest

from core.actors import PIPELINE, Actor, ActorKind
from intake.models import BankAccount, BankLine, PaidInvoice, Vendor
from ledger import actions as books
from ledger.movements import balance_of
from ledger.rules import EntryDraft, EntryLine, EntrySource
from reconciliation.actions import cash_booking, cash_deciding, cash_matching
from reconciliation.models import CashMatch
from tests.factories import NOW

pytestmark = pytest.mark.django_db
ANNA = Actor(kind=ActorKind.PERSON, name="anna")
MARCH = date(2026, 3, 31)


@pytest.fixture
def paid() -> BankLine:
    """Return a line of 308.22 EUR that paid an invoice of 350.85 USD."""
    account = BankAccount.objects.create(bank_account="MAIN", currency="EUR", entity="DE01")
    vendor = Vendor.objects.create(
        vendor_id="V1", vendor_name="Nordwind Inc", name_key="nordwind",
        first_seen_on=date(2026, 1, 1),
    )  # fmt: skip
    PaidInvoice.objects.create(
        vendor=vendor, invoice_number="INV-100001", number_key="INV100001",
        issue_date=date(2026, 3, 1), gross_total=Decimal("350.85"), currency="USD",
    )  # fmt: skip
    return BankLine.objects.create(
        bank_account=account, line_key="1", booked_on=date(2026, 3, 10), amount=Decimal("-308.22"),
        currency="EUR", counterparty="Nordwind Inc", memo="INV-100001", reference="B-1",
        instructed_amount=Decimal("350.85"), instructed_currency="USD",
    )  # fmt: skip


def book_the_invoice() -> None:
    """Let the customer's books say what the invoice was worth in euros."""
    draft = EntryDraft(
        entry_id="J-1", posting_date=date(2026, 3, 1), entity="DE01", currency="EUR",
        reference="INV-100001", description="Invoice", source=EntrySource.IMPORT,
        lines=(
            EntryLine(account="5000", debit=Decimal("307.80")),
            EntryLine(account="2100", credit=Decimal("307.80")),
        ),
    )  # fmt: skip
    books.post_entries([draft], actor=PIPELINE, at=NOW)


def test_t45_the_difference_is_realised_once_and_taken_back_with_the_match(paid: BankLine) -> None:
    book_the_invoice()
    cash_matching.match_cash(actor=PIPELINE, at=NOW)

    first = cash_booking.book_cash(through=MARCH, actor=ANNA, at=NOW)
    again = cash_booking.book_cash(through=MARCH, actor=ANNA, at=NOW)
    booked = {name: balance_of(name)["EUR"] for name in ("2100", "6750", "1000")}
    version = CashMatch.objects.get(bank_line=paid).version
    cash_deciding.undo(line_id=paid.pk, reason="wrong", version=version, actor=ANNA, at=NOW)

    assert (first.entries, again.entries) == (1, 0)
    assert booked == {"2100": Decimal(0), "6750": Decimal("0.42"), "1000": Decimal("-308.22")}
    assert balance_of("6750") == {"EUR": Decimal(0)}
    assert balance_of("2100") == {"EUR": Decimal("-307.80")}


def test_without_a_worth_in_the_books_a_person_books_it(paid: BankLine) -> None:
    cash_matching.match_cash(actor=PIPELINE, at=NOW)

    assert CashMatch.objects.get(bank_line=paid).strategy == "instructed_amount"
    assert cash_booking.book_cash(through=MARCH, actor=ANNA, at=NOW).entries == 0
