"""Bank lines are settled by a person, once, and taken back."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from audit.models import AuditEvent
from backoffice.roles import Role
from core.actors import PIPELINE, Actor, ActorKind
from intake.models import BankAccount, BankLine, PaidInvoice, SalesOrder, Vendor
from ledger.movements import balance_of
from reconciliation.actions import cash_booking, cash_deciding, cash_matching
from reconciliation.models import CashMatch
from reconciliation.rules.cash_values import PartType, RecordKind, record_key
from tests.factories import NOW, make_person

pytestmark = pytest.mark.django_db
ANNA = Actor(kind=ActorKind.PERSON, name="anna")


@pytest.fixture
def line() -> BankLine:
    """Return a line that pays a part of an invoice and was matched by nobody."""
    account = BankAccount.objects.create(bank_account="MAIN", currency="EUR", entity="DE01")
    vendor = Vendor.objects.create(
        vendor_id="V1", vendor_name="Nordwind GmbH", name_key="nordwind",
        first_seen_on=date(2026, 1, 1),
    )  # fmt: skip
    PaidInvoice.objects.create(
        vendor=vendor, invoice_number="INV-100001", number_key="INV100001",
        issue_date=date(2026, 3, 1), gross_total=Decimal("100.00"), currency="EUR",
    )  # fmt: skip
    made = BankLine.objects.create(
        bank_account=account, line_key="1", booked_on=date(2026, 3, 10), amount=Decimal("-40.00"),
        currency="EUR", counterparty="Nordwind GmbH", memo="INV-100001", reference="B-1",
    )  # fmt: skip
    cash_matching.match_cash(actor=PIPELINE, at=NOW)
    return made


def settle(line: BankLine, *, keys: list[int], version: int = 1, **values: object) -> None:
    """Say what a line belongs to, as the operator."""
    cash_deciding.settle(
        line_id=line.pk, keys=keys, rest_type=None, reason="", version=version,
        actor=ANNA, at=NOW, **values,  # type: ignore[arg-type]
    )  # fmt: skip


def invoice() -> int:
    """Return the key of the only invoice."""
    return record_key(RecordKind.PAID_INVOICE, PaidInvoice.objects.get().pk)


def test_a_part_payment_is_settled_by_a_person_and_stays_so(line: BankLine) -> None:
    settle(line, keys=[invoice()])

    again = cash_matching.match_cash(actor=PIPELINE, at=NOW)

    match = CashMatch.objects.get(bank_line=line)
    assert (match.status, match.strategy, again.changed) == ("matched", "by_hand", 0)
    assert AuditEvent.objects.filter(action="reconciliation.cash.settled").count() == 1


def test_what_was_settled_is_not_settled_again(line: BankLine) -> None:
    settle(line, keys=[invoice()])

    with pytest.raises(cash_deciding.UnableToSettleCash, match="changed since"):
        settle(line, keys=[invoice()])
    with pytest.raises(cash_deciding.UnableToSettleCash, match="matched already"):
        settle(line, keys=[invoice()], version=2)


def test_what_was_taken_back_is_only_offered_from_then_on(line: BankLine) -> None:
    settle(line, keys=[invoice()])

    cash_deciding.undo(line_id=line.pk, reason="Wrong invoice", version=2, actor=ANNA, at=NOW)
    cash_matching.match_cash(actor=PIPELINE, at=NOW)

    match = CashMatch.objects.get(bank_line=line)
    assert match.status == "proposed"
    assert AuditEvent.objects.filter(action="reconciliation.cash.undone").count() == 1


def test_a_matched_line_whose_invoice_changes_is_opened_with_an_alert(line: BankLine) -> None:
    settle(line, keys=[invoice()])  # T88

    PaidInvoice.objects.update(gross_total=Decimal("55.00"))
    broken = cash_matching.match_cash(actor=PIPELINE, at=NOW).broken

    match = CashMatch.objects.get(bank_line=line)
    assert broken == 1
    assert match.status != "matched"
    assert match.exception_codes == ["RECONCILIATION_BROKEN"]
    assert AuditEvent.objects.filter(action="reconciliation.cash.broken").count() == 1


def test_the_pages_show_a_line_its_candidates_and_settle_it(line: BankLine, client: Client) -> None:
    client.force_login(make_person("anna", Role.OPERATOR))

    listed = client.get("/cash/").content.decode()
    shown = client.get(f"/cash/{line.pk}/").content.decode()
    answer = client.post(f"/cash/{line.pk}/settle/", {"key": [invoice()], "version": 1})

    assert "Nordwind GmbH" in listed
    assert "INV-100001" in shown
    assert answer.status_code == 302
    assert CashMatch.objects.get(bank_line=line).status == "matched"


def test_what_is_offered_is_accepted_with_one_key(client: Client) -> None:
    """T83: the order and the bank's charge, as the page offers them."""
    account = BankAccount.objects.create(bank_account="MAIN", currency="EUR", entity="DE01")
    SalesOrder.objects.create(
        order_id="W2609-00282", placed_at=NOW, currency="EUR", gross=Decimal("657.12"),
        tender="invoice",
    )  # fmt: skip
    short = BankLine.objects.create(
        bank_account=account, line_key="1", booked_on=NOW.date(), amount=Decimal("642.12"),
        currency="EUR", counterparty="Kajuete", memo="Order W2609-00282", reference="B-1",
    )  # fmt: skip
    cash_matching.match_cash(actor=PIPELINE, at=NOW)
    offered = CashMatch.objects.get(bank_line=short)
    client.force_login(make_person("anna", Role.OPERATOR))

    page = client.get(f"/cash/{short.pk}/").content.decode()
    form = page[page.index('<form class="head__end" method="post"') :]
    fields = re.findall(r'name="(\w+)" value="([^"]*)"', form[: form.index("</form>")])
    answer = client.post(
        f"/cash/{short.pk}/settle/",
        {name: value for name, value in fields if name != "csrfmiddlewaretoken"},
    )

    match = CashMatch.objects.get(bank_line=short)
    assert offered.status == "proposed"
    assert answer.status_code == 302
    assert (match.status, match.reason) == (
        "matched",
        "As offered: reference found; the amount is another",
    )
    assert list(match.parts.values_list("type", "amount").order_by("position")) == [
        ("order", Decimal("657.12")),
        ("fee", Decimal("-15.00")),
    ]


def test_a_choice_that_does_not_add_up_is_refused_on_the_page(
    line: BankLine, client: Client
) -> None:
    client.force_login(make_person("anna", Role.OPERATOR))

    answer = client.post(
        f"/cash/{line.pk}/settle/", {"rest_type": PartType.FEE.value, "version": 1}
    )

    assert answer.status_code == 409
    assert "needs a reason" in answer.content.decode()


def test_what_is_booked_is_booked_once_and_taken_back_with_the_match(line: BankLine) -> None:
    settle(line, keys=[invoice()])
    first = cash_booking.book_cash(through=date(2026, 3, 31), actor=ANNA, at=NOW)
    again = cash_booking.book_cash(through=date(2026, 3, 31), actor=ANNA, at=NOW)
    booked = balance_of("2100")
    version = CashMatch.objects.get(bank_line=line).version

    cash_deciding.undo(line_id=line.pk, reason="wrong", version=version, actor=ANNA, at=NOW)

    assert (first.entries, first.matches, again.entries) == (1, 1, 0)
    assert booked == {"EUR": Decimal("40.00")}
    assert balance_of("2100") == {"EUR": Decimal(0)}
    assert CashMatch.objects.get(bank_line=line).booked_as is None
