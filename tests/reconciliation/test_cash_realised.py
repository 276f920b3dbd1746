"""An invoice in another currency is closed at what it was worth; the difference is booked once."""

from datetime import date
from decimal import Decimal

import pytest

from core.actors import PIPELINE, Actor, ActorKind
from intake.models import BankAccount, BankLine, PaidInvoice, PayoutLine, Vendor
from ledger import actions as books
from ledger.movements import balance_of
from ledger.rules import EntryDraft, EntryLine, EntrySource
from reconciliation.actions import cash_booking, cash_deciding, cash_matching, policies
from reconciliation.models import CashMatch
from reconciliation.queries.cash_candidates import chosen
from reconciliation.rules.cash_desk import Piece
from reconciliation.rules.cash_values import PartType, RecordKind, record_key
from tests.factories import NOW, make_document
from tests.intake.cash_factories import make_payout

pytestmark = pytest.mark.django_db
ANNA = Actor(kind=ActorKind.PERSON, name="anna")
MARCH = date(2026, 3, 31)


def of_the_invoice() -> int:
    """Return the key of the only invoice."""
    return record_key(RecordKind.PAID_INVOICE, PaidInvoice.objects.get().pk)


def also_paid(amount: str, *, day: int = 12) -> BankLine:
    """Return a line that names the invoice and says nothing of dollars."""
    return BankLine.objects.create(
        bank_account=BankAccount.objects.get(), line_key=str(day), booked_on=date(2026, 3, day),
        amount=Decimal(amount), currency="EUR", counterparty="Nordwind Inc", memo="INV-100001",
        reference=f"B-{day}",
    )  # fmt: skip


def settle(line: BankLine, foreign: str | None, *pieces: Piece, reason: str = "") -> None:
    """Say as Anna how much of the invoice a line paid."""
    cash_deciding.settle(
        line_id=line.pk, keys=[of_the_invoice()], rest_type=None, reason=reason,
        version=CashMatch.objects.get(bank_line=line).version, actor=ANNA, at=NOW,
        foreign=None if foreign is None else Decimal(foreign), pieces=pieces,
    )  # fmt: skip


def in_dollars() -> Decimal:
    """Return what is still open of the invoice."""
    settings = policies.current_policy().policy.cash
    return sum((each.amount for each in chosen([of_the_invoice()], settings)), Decimal(0))


def balances(*accounts: str) -> list[Decimal]:
    """Return what stands on accounts of the books in euros."""
    return [balance_of(account).get("EUR", Decimal(0)) for account in accounts]


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


def book_the_invoice(
    worth: str = "307.80", *, entry_id: str = "J-1", day: int = 1, debit: str = "5000",
    credit: str = "2100",
) -> None:  # fmt: skip
    """Let the customer's books say what the invoice was worth in euros."""
    draft = EntryDraft(
        entry_id=entry_id, posting_date=date(2026, 3, day), entity="DE01", currency="EUR",
        reference="INV-100001", description="Invoice", source=EntrySource.IMPORT,
        lines=(
            EntryLine(account=debit, debit=Decimal(worth)),
            EntryLine(account=credit, credit=Decimal(worth)),
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


def test_t45_an_invoice_that_was_paid_abroad_is_closed_in_its_own_currency(paid: BankLine) -> None:
    cash_matching.match_cash(actor=PIPELINE, at=NOW)
    later = also_paid("-42.63")
    cash_matching.match_cash(actor=PIPELINE, at=NOW)

    assert CashMatch.objects.get(bank_line=paid).status == "matched"
    assert in_dollars() == 0
    assert CashMatch.objects.get(bank_line=later).status == "unmatched"


def test_t46_parts_with_a_fee_and_a_revaluation_leave_one_difference_in_all(paid: BankLine) -> None:
    book_the_invoice()
    book_the_invoice("3.10", entry_id="R-1", day=9, debit="6750")  # valued again, and taken back
    book_the_invoice("3.10", entry_id="R-2", day=10, debit="2100", credit="6750")
    BankLine.objects.filter(pk=paid.pk).update(instructed_amount=None, instructed_currency=None)
    second = also_paid("-14.90")
    cash_matching.match_cash(actor=PIPELINE, at=NOW)

    settle(paid, "334.00", Piece(PartType.FEE, Decimal("-15.00")), reason="Bank in between")
    assert in_dollars() == Decimal("-16.85")
    with pytest.raises(cash_deciding.UnableToSettleCash, match="more cannot be allocated"):
        settle(second, "16.86")
    cash_booking.book_cash(through=date(2026, 3, 10), actor=ANNA, at=NOW)
    settle(second, None)
    cash_booking.book_cash(through=MARCH, actor=ANNA, at=NOW)

    assert in_dollars() == 0
    assert balances("2100", "6710", "1000") == [0, Decimal("15.00"), Decimal("-323.12")]
    assert balances("6750") == [Decimal("323.12") - Decimal("15.00") - Decimal("307.80")]

    version = CashMatch.objects.get(bank_line=paid).version
    cash_deciding.undo(line_id=paid.pk, reason="wrong", version=version, actor=ANNA, at=NOW)
    assert in_dollars() == Decimal("-334.00")
    assert balances("6710", "1000") == [0, Decimal("-14.90")]
    settle(paid, None)
    cash_booking.book_cash(through=MARCH, actor=ANNA, at=NOW)
    assert balances("2100", "6750") == [0, Decimal("323.12") - Decimal("307.80")]


def test_t47_the_spread_of_a_conversion_is_a_fee_by_policy(paid: BankLine) -> None:
    book_the_invoice()
    policies.import_policy(
        {"cash": {"conversion_spreads": [{"of": "MAIN", "percent": "1.5"}]}},
        has_decisions=False, actor=ANNA, at=NOW,
    )  # fmt: skip
    cash_matching.match_cash(actor=PIPELINE, at=NOW)

    cash_booking.book_cash(through=MARCH, actor=ANNA, at=NOW)

    assert balances("2100", "6710", "1000") == [0, Decimal("4.55"), Decimal("-308.22")]
    assert balances("6750") == [Decimal("-4.13")]  # at the rate of the day it was a gain


def test_t47_what_a_processor_adds_to_its_rate_is_its_fee_by_policy() -> None:
    converted = {"original_amount": Decimal("11.00"), "original_currency": "USD"}
    made = make_payout(make_document())
    PayoutLine.objects.filter(payout=made).update(**converted)
    spreads = [{"of": "stripe", "percent": "2"}]
    policies.import_policy(
        {"cash": {"conversion_spreads": spreads}}, has_decisions=False, actor=ANNA, at=NOW
    )
    cash_matching.match_cash(actor=PIPELINE, at=NOW)

    assert cash_booking.book_cash(through=date(2026, 12, 31), actor=ANNA, at=NOW).entries == 1
    booked = balances("1160", "6720", "1150")
    policies.import_policy(
        {"cash": {"conversion_spreads": []}}, has_decisions=False, actor=ANNA, at=NOW
    )
    match = CashMatch.objects.get(payout=made)
    cash_booking.take_back([match.pk], actor=PIPELINE, at=NOW)

    assert booked == [Decimal("-10.20"), Decimal("0.70"), Decimal("9.50")]  # 0.50, and 0.20
    assert balances("1160", "6720", "1150") == [0, 0, 0]
