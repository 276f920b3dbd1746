"""Situations between bank and books that need the tables: reversals, write-offs and their day."""

from datetime import date
from decimal import Decimal

import pytest

from core.actors import PIPELINE, Actor, ActorKind
from intake.models import BankAccount, BankLine, PaidInvoice, Vendor
from ledger import actions as books
from ledger.models import JournalEntry
from ledger.movements import balance_of
from ledger.rules import EntryDraft, EntryLine, EntrySource
from reconciliation.actions import cash_booking, cash_deciding, cash_matching
from reconciliation.models import CashMatch
from reconciliation.rules.cash_values import PartType, RecordKind, record_key
from tests.factories import NOW

pytestmark = pytest.mark.django_db
ANNA = Actor(kind=ActorKind.PERSON, name="anna")
MARCH = date(2026, 3, 31)


def account(currency: str = "EUR") -> BankAccount:
    """Return the bank account, which stands on 1200 in the books."""
    return BankAccount.objects.create(
        bank_account="MAIN", currency=currency, entity="DE01", account="1200"
    )


def line(of: BankAccount, amount: str, **values: object) -> BankLine:
    """Return a line of the 10th of March."""
    return BankLine.objects.create(
        bank_account=of, line_key="1", booked_on=date(2026, 3, 10), amount=Decimal(amount),
        currency=of.currency, reference="B-1", **values,
    )  # fmt: skip


def booked_in_the_books(entry_id: str, amount: str) -> None:
    """Let the customer's books say that money left the bank."""
    draft = EntryDraft(
        entry_id=entry_id, posting_date=date(2026, 3, 9), entity="DE01", currency="EUR",
        reference="PAY-778812", description="Payment", source=EntrySource.IMPORT,
        lines=(
            EntryLine(account="2100", debit=Decimal(amount)),
            EntryLine(account="1200", credit=Decimal(amount)),
        ),
    )  # fmt: skip
    books.post_entries([draft], actor=PIPELINE, at=NOW)


def said_of(of: BankLine) -> CashMatch:
    """Match, and return what is said of a line."""
    cash_matching.match_cash(actor=PIPELINE, at=NOW)
    return CashMatch.objects.get(bank_line=of)


def test_an_entry_that_was_reversed_never_matches() -> None:
    paid = line(account(), "-412.50", memo="PAY-778812")
    booked_in_the_books("J-1", "412.50")
    books.reverse_entry("J-1", posting_date=date(2026, 3, 9), actor=ANNA, at=NOW)

    assert said_of(paid).status == "unmatched"


def test_an_entry_that_stands_matches_and_is_opened_when_it_is_reversed() -> None:
    paid = line(account(), "-412.50", memo="PAY-778812")
    booked_in_the_books("J-1", "412.50")
    before = said_of(paid)

    books.reverse_entry("J-1", posting_date=date(2026, 3, 12), actor=ANNA, at=NOW)

    assert before.status == "matched"
    assert said_of(paid).exception_codes == ["RECONCILIATION_BROKEN"]  # T88


def test_a_write_off_in_a_foreign_currency_is_booked_on_the_day_of_the_line() -> None:
    vendor = Vendor.objects.create(
        vendor_id="V1", vendor_name="Nordwind Inc", name_key="nordwind",
        first_seen_on=date(2026, 1, 1),
    )  # fmt: skip
    claim = PaidInvoice.objects.create(
        vendor=vendor, invoice_number="INV-100001", number_key="INV100001",
        issue_date=date(2026, 2, 1), gross_total=Decimal("100.00"), currency="USD",
    )  # fmt: skip
    paid = line(account("USD"), "-60.00", counterparty="Nordwind Inc", memo="INV-100001")
    match = said_of(paid)

    cash_deciding.settle(
        line_id=paid.pk, keys=[record_key(RecordKind.PAID_INVOICE, claim.pk)],
        rest_type=PartType.ADJUSTMENT, reason="agreed by telephone", version=match.version,
        actor=ANNA, at=NOW,
    )  # fmt: skip
    cash_booking.book_cash(through=MARCH, actor=ANNA, at=NOW)

    entry = JournalEntry.objects.get()
    assert (entry.posting_date, entry.currency) == (date(2026, 3, 10), "USD")
    assert balance_of("2100") == {"USD": Decimal("100.00")}
    assert balance_of("1200") == {"USD": Decimal("-60.00")}
    assert balance_of("5080") == {"USD": Decimal("-40.00")}
