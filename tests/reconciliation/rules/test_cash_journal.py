"""What is booked for matched cash: each part on its own account, and never out of balance."""

from collections import Counter
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from reconciliation.rules.cash_journal import BookedLine, PartSum, lines_of
from reconciliation.rules.cash_values import CashAccounts, PartType

ACCOUNTS = CashAccounts()


def part(
    kind: str, amount: str, strategy: str = "exact_reference", movement: str | None = None
) -> PartSum:
    """Return parts of one kind that come to an amount."""
    return PartSum(PartType(kind), strategy, None, Decimal(amount), movement)


def balances(*entries: tuple[BookedLine, ...]) -> dict[str, Decimal]:
    """Return what stands on each account after some entries, debits positive."""
    sums: Counter[str] = Counter()
    for line in (line for entry in entries for line in entry):
        sums[line.account] += line.debit - line.credit  # type: ignore[assignment]
    return {account: Decimal(amount) for account, amount in sums.items() if amount}


PAYOUT = (
    part("order", "300.00"), part("fee", "-9.60", movement="fee"), part("refund", "-40.00"),
    part("dispute", "-25.00"), part("fee", "-15.00", movement="dispute_fee"),
    part("reserve", "10.00"),
)  # fmt: skip


def test_each_part_of_a_payout_goes_to_its_own_account_and_clearing_to_zero() -> None:  # T73, T77
    payout = lines_of(PAYOUT, of_payout=True, bank=None, accounts=ACCOUNTS)
    line = lines_of([part("payout", "220.40")], of_payout=False, bank="1200", accounts=ACCOUNTS)

    assert balances(payout)[ACCOUNTS.clearing] == Decimal("220.40")
    assert balances(payout, line) == {
        "1200": Decimal("220.40"),
        ACCOUNTS.orders: Decimal("-300.00"),
        ACCOUNTS.processor_fees: Decimal("9.60"),
        ACCOUNTS.dispute_fees: Decimal("15.00"),
        ACCOUNTS.refunds: Decimal("40.00"),
        ACCOUNTS.disputes: Decimal("25.00"),
        ACCOUNTS.reserves: Decimal("-10.00"),
    }


def test_what_a_marketplace_keeps_goes_to_an_account_for_each_reason() -> None:  # T42, T92
    parts = [
        part("order", "108.00"), part("adjustment", "-8.00", movement="tax"),
        part("fee", "-12.00", movement="advertising"), part("fee", "-3.00", movement="storage"),
        part("adjustment", "-30.00", movement="conversion"), part("adjustment", "1.00"),
    ]  # fmt: skip

    found = lines_of(parts, of_payout=True, bank=None, accounts=ACCOUNTS)

    assert balances(found) == {
        ACCOUNTS.clearing: Decimal("56.00"),
        ACCOUNTS.orders: Decimal("-108.00"),
        ACCOUNTS.facilitator_tax: Decimal("8.00"),
        ACCOUNTS.advertising: Decimal("12.00"),
        ACCOUNTS.storage: Decimal("3.00"),
        ACCOUNTS.conversions: Decimal("30.00"),
        ACCOUNTS.adjustments: Decimal("-1.00"),
    }
    assert "Advertising" in [line.memo for line in found]


def test_a_dispute_that_is_won_leaves_nothing_but_its_fee() -> None:  # T76
    opened = [part("dispute", "-100.00"), part("fee", "-15.00", movement="dispute_fee")]
    won = [part("dispute", "100.00")]

    entries = [
        lines_of(each, of_payout=True, bank=None, accounts=ACCOUNTS) for each in (opened, won)
    ]

    assert balances(*entries) == {
        ACCOUNTS.clearing: Decimal("-15.00"),
        ACCOUNTS.dispute_fees: Decimal("15.00"),
    }


def test_what_the_bank_keeps_of_a_payment_is_its_charge() -> None:  # T83
    found = lines_of(
        [part("invoice", "-100.00"), part("fee", "-15.00")],
        of_payout=False, bank="1200", accounts=ACCOUNTS,
    )  # fmt: skip

    assert balances(found) == {
        "1200": Decimal("-115.00"),
        ACCOUNTS.payables: Decimal("100.00"),
        ACCOUNTS.bank_charges: Decimal("15.00"),
    }


def test_what_the_books_have_already_is_not_booked_again() -> None:
    journal = part("journal", "50.00")

    assert lines_of([journal], of_payout=False, bank="1200", accounts=ACCOUNTS) == ()


def test_over_and_short_of_a_till_has_its_own_account() -> None:  # T90
    parts = [part("order", "500.00"), part("adjustment", "-2.00", "deposit_over_or_short")]

    found = balances(lines_of(parts, of_payout=False, bank="1200", accounts=ACCOUNTS))

    assert found[ACCOUNTS.over_and_short] == Decimal("2.00")


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=50)
@given(
    some.lists(
        some.tuples(some.sampled_from(list(PartType)), some.integers(-(10**9), 10**9)), max_size=8
    ),
    some.booleans(),
)
def test_every_entry_balances(rows: list[tuple[PartType, int]], of_payout: bool) -> None:
    parts = [PartSum(kind, "none", None, Decimal(cents) / 100) for kind, cents in rows]

    found = lines_of(parts, of_payout=of_payout, bank=None, accounts=ACCOUNTS)

    assert sum((line.debit - line.credit for line in found), Decimal(0)) == 0
    assert all(bool(line.debit) != bool(line.credit) for line in found)
