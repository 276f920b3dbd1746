"""What is left over of a line: written off with its tax, or an advance until its invoice comes."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from backoffice.roles import Role
from core.actors import PIPELINE, Actor, ActorKind
from intake.models import BankAccount, BankLine, SalesOrder
from ledger.movements import balance_of
from reconciliation.actions import cash_advances, cash_booking, cash_deciding, cash_matching
from reconciliation.models import CashMatch, CashMatchPart
from reconciliation.rules.cash_values import PartType, RecordKind, record_key
from tests.factories import NOW, make_person
from tests.reconciliation.factories import invoice, line, reading

pytestmark = pytest.mark.django_db
ANNA = Actor(kind=ActorKind.PERSON, name="anna")
ADVANCES, INPUT_TAX, DISCOUNTS, PAYABLES, BANK = "1520", "1360", "5080", "2100", "1000"
ORDERS = "1160"


def paid(
    amount: str, *, currency: str = "EUR", day: int = 10, memo: str = "advance",
    is_matched_by_the_engine: bool = False,
) -> BankLine:  # fmt: skip
    """Return a line of Adler, looked at and not matched."""
    account, _ = BankAccount.objects.get_or_create(
        bank_account=f"MAIN-{currency}", currency=currency, entity="HQ"
    )
    made = BankLine.objects.create(
        bank_account=account, line_key=f"{day}", booked_on=date(2026, 3, day), currency=currency,
        amount=Decimal(amount), counterparty="Adler Feinkost GmbH", memo=memo, reference=f"B{day}",
    )  # fmt: skip
    if not is_matched_by_the_engine:
        CashMatch.objects.create(
            bank_line=made, status="unmatched", strategy="none", confidence=0, amount=made.amount,
            currency=currency, difference=made.amount, changed_at=NOW,
        )  # fmt: skip
    else:
        cash_matching.match_cash(actor=PIPELINE, at=NOW)
    return made


def owed(number: str, net: str, tax: str, *, currency: str = "EUR") -> int:
    """Return the key of an invoice of Adler."""
    gross = Decimal(net) + Decimal(tax)
    said = reading(
        number, None, [line("1", "I-1", "1", net)], currency=currency, tax_total=Decimal(tax),
        gross_total=gross, amount_due=gross,
    )  # fmt: skip
    return record_key(RecordKind.INVOICE, invoice(said).pk)


def of(line: BankLine) -> CashMatch:
    """Return what is said of a line."""
    return CashMatch.objects.get(bank_line=line)


def settle(line: BankLine, keys: list[int], **said: object) -> None:
    """Settle a line as Anna."""
    values: dict[str, object] = {"rest_type": None, "reason": ""} | said
    cash_deciding.settle(
        line_id=line.pk, keys=keys, version=of(line).version, actor=ANNA, at=NOW, **values  # type: ignore[arg-type]
    )  # fmt: skip


def move(line: BankLine, *keys: int) -> None:
    """Move the advance of a line as Anna."""
    cash_advances.move(line_id=line.pk, keys=keys, version=of(line).version, actor=ANNA, at=NOW)


def book() -> int:
    """Book all that is matched, and say how many entries that made."""
    return cash_booking.book_cash(through=date(2026, 12, 31), actor=ANNA, at=NOW).entries


def balances(*accounts: str, currency: str = "EUR") -> list[Decimal]:
    """Return what stands on accounts of the books."""
    return [balance_of(account).get(currency, Decimal(0)) for account in accounts]


def undo(line: BankLine) -> None:
    """Take a match back as Anna."""
    cash_deciding.undo(
        line_id=line.pk, reason="wrong", version=of(line).version, actor=ANNA, at=NOW
    )


@pytest.mark.parametrize("currency", ["EUR", "USD"])
def test_a_write_off_takes_its_tax_with_it_once_and_reversibly(currency: str) -> None:
    key = owed("INV-900001", "1000.00", "190.00", currency=currency)
    line = paid("-1150.00", currency=currency, memo="odd sum")

    settle(line, [key], rest_type=PartType.ADJUSTMENT, with_tax=True, reason="Agreed by telephone")

    assert (book(), book()) == (1, 0)
    assert balances(PAYABLES, BANK, currency=currency) == [Decimal(1190), Decimal(-1150)]
    assert balances(DISCOUNTS, INPUT_TAX, currency=currency) == [
        Decimal("-33.61"), Decimal("-6.39")
    ]  # fmt: skip
    undo(line)
    assert balances(PAYABLES, BANK, DISCOUNTS, INPUT_TAX, currency=currency) == [0, 0, 0, 0]


def test_tax_is_only_split_off_what_says_its_tax() -> None:
    line = paid("-50.00")

    with pytest.raises(cash_deciding.UnableToSettleCash, match="do not say"):
        settle(line, [], rest_type=PartType.ADJUSTMENT, with_tax=True, reason="x")


def test_an_advance_is_moved_to_the_invoice_when_it_comes_and_taken_back_with_the_match() -> None:
    line = paid("-500.00")
    settle(line, [], as_advance=True)
    assert (book(), balances(ADVANCES, BANK)) == (1, [Decimal(500), Decimal(-500)])

    first, second = owed("INV-900002", "200.00", "38.00"), owed("INV-900003", "900.00", "0.00")
    move(line, first)
    assert balances(ADVANCES, PAYABLES) == [Decimal(262), Decimal(238)]
    with pytest.raises(cash_deciding.UnableToSettleCash, match="not open any more"):
        move(line, first)
    move(line, second)
    assert balances(ADVANCES, PAYABLES, BANK) == [0, Decimal(500), Decimal(-500)]
    with pytest.raises(cash_deciding.UnableToSettleCash, match="no advance"):
        move(line, second)
    assert book() == 0
    rest = paid("-638.00", day=20, memo="INV-900003", is_matched_by_the_engine=True)
    assert of(rest).status == "matched"

    undo(line)
    assert balances(ADVANCES, PAYABLES, BANK) == [0, 0, 0]
    assert not CashMatchPart.objects.filter(match=of(line)).exists()


def test_what_a_customer_paid_before_is_moved_to_where_the_order_stands() -> None:
    line = paid("300.00")
    settle(line, [], as_advance=True)
    book()
    order = SalesOrder.objects.create(
        order_id="W-1", placed_at="2026-03-12T10:00:00Z", gross=Decimal("300.00"), currency="EUR",
        tender="transfer",
    )  # fmt: skip

    move(line, record_key(RecordKind.ORDER, order.pk))

    assert balances(ADVANCES, ORDERS, PAYABLES, BANK) == [0, Decimal(-300), 0, Decimal(300)]
    undo(line)
    assert balances(ADVANCES, ORDERS, PAYABLES, BANK) == [0, 0, 0, 0]


def test_what_is_paid_too_much_may_stay_an_advance() -> None:
    key, line = owed("INV-900004", "80.00", "0.00"), paid("-100.00")

    settle(line, [key], as_advance=True)

    parts = CashMatchPart.objects.filter(match=of(line)).order_by("position")
    assert list(parts.values_list("type", "amount", "account")) == [
        ("invoice", Decimal("-80.00"), None),
        ("adjustment", Decimal("-20.00"), ADVANCES),
    ]
    other = paid("-70.00", day=11)
    with pytest.raises(cash_deciding.UnableToSettleCash, match="Nothing is left over"):
        settle(other, [owed("INV-900005", "70.00", "0.00")], as_advance=True)


def test_the_pages_list_an_advance_and_move_it(client: Client) -> None:
    client.force_login(make_person("otto", Role.OPERATOR))
    line = paid("-500.00")
    client.post(f"/cash/{line.pk}/settle/", {"version": of(line).version, "rest_type": "advance"})
    key = owed("INV-900006", "500.00", "0.00")

    listed = client.get("/cash/").content.decode()
    page = client.get(f"/cash/{line.pk}/").content.decode()
    client.post(f"/cash/{line.pk}/move/", {"version": of(line).version, "key": key})

    assert "paid before their invoice came" in listed
    assert "INV-900006" in page
    assert list(of(line).parts.values_list("record_key", flat=True)) == [key]
