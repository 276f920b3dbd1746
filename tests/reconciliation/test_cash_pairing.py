"""Transfers, payments that came back, lines put aside, and what a match teaches."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from audit.models import AuditEvent
from backoffice.roles import Role
from core.actors import PIPELINE, Actor, ActorKind
from intake.models import BankAccount, BankLine, PaidInvoice, Vendor
from ledger.models import Account
from reconciliation.actions import cash_deciding, cash_learning, cash_matching, cash_pairing
from reconciliation.models import CashAlias, CashMatch
from reconciliation.rules.cash_desk import Piece
from reconciliation.rules.cash_values import PartType, RecordKind, record_key
from tests.factories import NOW, make_person

pytestmark = pytest.mark.django_db
ANNA = Actor(kind=ActorKind.PERSON, name="anna")
ROBOT = Actor(kind=ActorKind.SERVICE, name="robot")


@pytest.fixture(autouse=True)
def books() -> None:
    """Make two accounts of ours and a vendor."""
    BankAccount.objects.create(bank_account="MAIN", currency="EUR", entity="DE01")
    BankAccount.objects.create(bank_account="SAVE", currency="EUR", entity="DE01")
    Vendor.objects.create(
        vendor_id="V1", vendor_name="Nordwind GmbH", name_key="nordwind",
        first_seen_on=date(2026, 1, 1),
    )  # fmt: skip


def line(amount: str, *, on: str = "MAIN", day: int = 10, who: str = "", memo: str = "") -> int:
    """Return the key of a bank line."""
    return BankLine.objects.create(
        bank_account=BankAccount.objects.get(bank_account=on), booked_on=date(2026, 3, day),
        line_key=f"{on}{day}{amount}{memo}", amount=Decimal(amount), currency="EUR",
        counterparty=who or None, memo=memo, reference=f"B{day}",
    ).pk  # fmt: skip


def invoice(number: str, gross: str) -> int:
    """Return the key under which an invoice of the vendor is settled."""
    row = PaidInvoice.objects.create(
        vendor=Vendor.objects.get(), invoice_number=number, number_key=number.replace("-", ""),
        issue_date=date(2026, 3, 1), gross_total=Decimal(gross), currency="EUR",
    )  # fmt: skip
    return record_key(RecordKind.PAID_INVOICE, row.pk)


def match() -> None:
    """Let the engine say what it can."""
    cash_matching.match_cash(actor=PIPELINE, at=NOW)


def of(line_id: int) -> CashMatch:
    """Return what is said of a line."""
    return CashMatch.objects.get(bank_line_id=line_id)


def settle(line_id: int, keys: list[int], **said: object) -> None:
    """Settle a line as Anna."""
    values: dict[str, object] = {"rest_type": None, "reason": "", "version": of(line_id).version}
    cash_deciding.settle(
        line_id=line_id, keys=keys, actor=ANNA, at=NOW, **{**values, **said}  # type: ignore[arg-type]
    )  # fmt: skip


def pair(line_id: int, other: int, **said: object) -> None:
    """Say as Anna that two lines are two sides of one thing."""
    values: dict[str, object] = {"reason": "", "version": of(line_id).version, "actor": ANNA}
    cash_pairing.pair(
        line_id=line_id, other_id=other, at=NOW, **{**values, **said}  # type: ignore[arg-type]
    )  # fmt: skip


class TestOtherSides:
    def test_a_transfer_settles_both_lines_and_undo_opens_both(self) -> None:
        out, into = line("-500.00"), line("500.00", on="SAVE", day=11)
        match()

        pair(out, into)
        assert {of(out).status, of(into).status} == {"matched"}
        with pytest.raises(cash_deciding.UnableToSettleCash, match="matched already"):
            pair(out, into)

        cash_deciding.undo(
            line_id=into, reason="Another one", version=of(into).version, actor=ANNA, at=NOW
        )
        assert "matched" not in {of(out).status, of(into).status}
        assert AuditEvent.objects.filter(action="reconciliation.cash.paired").count() == 2

    def test_what_came_back_opens_what_the_first_line_had_paid(self) -> None:
        key = invoice("INV-100001", "80.00")  # T86
        first = line("-80.00", who="Nordwind GmbH", memo="INV-100001")
        back = line("80.00", day=14, who="Clearing")
        match()
        assert of(first).status == "matched"

        pair(back, first, reason="Account closed")

        assert of(first).exception_codes == of(back).exception_codes == ["RETURNED_PAYMENT"]
        again = line("-80.00", day=20, who="Nordwind GmbH", memo="second try")
        match()
        assert list(of(again).parts.values_list("record_key", flat=True)) == [key]

    def test_lines_of_other_amounts_and_machines_are_refused(self) -> None:
        out, into = line("-500.00"), line("499.00", on="SAVE", day=11)
        match()

        with pytest.raises(cash_deciding.UnableToSettleCash, match="opposite amount"):
            pair(out, into)
        with pytest.raises(cash_deciding.UnableToSettleCash, match="Only a person"):
            pair(out, into, actor=ROBOT)


class TestSplitting:
    def test_a_line_is_split_into_a_record_a_fee_and_the_rest(self) -> None:
        Account.objects.create(account="6855")
        key, paid = invoice("INV-100002", "90.00"), line("-100.00", memo="odd one")
        match()

        fee = Piece(PartType.FEE, Decimal("-4.00"), "6855")
        settle(
            paid, [key], pieces=[fee], rest_type=PartType.ADJUSTMENT, rest_account="6855",
            reason="Charged",
        )  # fmt: skip

        told = list(of(paid).parts.order_by("position").values_list("type", "amount", "account"))
        assert told == [
            ("invoice", Decimal("-90.00"), None),
            ("fee", Decimal("-4.00"), "6855"),
            ("adjustment", Decimal("-6.00"), "6855"),
        ]

    def test_an_account_that_the_books_lack_is_refused_and_nothing_is_written(self) -> None:
        paid = line("-10.00")
        match()

        with pytest.raises(cash_deciding.UnableToSettleCash, match="no account 9999"):
            settle(paid, [], rest_type=PartType.FEE, rest_account="9999", reason="Fee")
        assert of(paid).status == "unmatched"

    def test_above_the_cap_an_approver_is_needed(self) -> None:
        paid = line("-3000.00")  # T84
        match()

        with pytest.raises(cash_deciding.UnableToSettleCash, match="needs an approver"):
            settle(paid, [], rest_type=PartType.ADJUSTMENT, reason="Lost")
        settle(paid, [], rest_type=PartType.ADJUSTMENT, reason="Lost", may_exceed=True)
        assert of(paid).status == "matched"


class TestWaiting:
    def test_a_line_put_aside_leaves_the_list_and_says_what_it_waits_for(
        self, client: Client
    ) -> None:
        paid = line("-10.00", who="Somebody")
        match()
        client.force_login(make_person("anna", Role.OPERATOR))

        answer = client.post(
            f"/cash/{paid}/wait/?status=unmatched",
            {"version": 1, "until": "2099-01-01", "waits_for": "The advice"},
        )

        assert answer["Location"] == "/cash/?status=unmatched"
        assert "Somebody" not in client.get("/cash/").content.decode()
        assert "The advice" in client.get("/cash/?status=waiting").content.decode()
        assert client.post(f"/cash/{paid}/wait/", {"version": 1}).status_code == 422

    def test_after_a_decision_the_next_line_of_the_same_list_opens(self, client: Client) -> None:
        first, second = line("-10.00", who="One"), line("-11.00", who="Two")
        match()
        client.force_login(make_person("anna", Role.OPERATOR))

        said = {"version": 1, "rest_type": "fee", "reason": "Charge"}
        answer = client.post(f"/cash/{first}/settle/?status=unmatched", said)
        late = client.post(f"/cash/{first}/settle/?status=unmatched", said)

        assert answer["Location"] == f"/cash/{second}/?status=unmatched&done={first}"
        assert late.status_code == 409  # T71
        assert "changed since it was shown" in late.content.decode()


class TestLearning:
    def test_a_match_teaches_under_which_name_a_vendor_pays(self) -> None:
        key = invoice("INV-100003", "70.00")
        paid = line("-70.00", who="Windpark Holding", memo="thanks")
        match()
        settle(paid, [key])
        invoice("INV-100004", "71.30")
        later = line("-71.30", day=12, who="WINDPARK HOLDING", memo="and again")

        match()

        alias = CashAlias.objects.get()
        assert (alias.name, alias.means) == ("windparkholding", "nordwind")
        assert (of(later).status, of(later).strategy) == ("matched", "amount_and_payer")

    def test_it_is_withdrawn_once_and_by_a_person(self) -> None:
        key = invoice("INV-100003", "70.00")
        paid = line("-70.00", who="Windpark Holding", memo="thanks")
        match()
        settle(paid, [key])
        known = CashAlias.objects.get().pk

        with pytest.raises(cash_learning.UnableToWithdrawAlias, match="Only a person"):
            cash_learning.withdraw(known, actor=ROBOT, at=NOW)
        cash_learning.withdraw(known, actor=ANNA, at=NOW)
        with pytest.raises(cash_learning.UnableToWithdrawAlias, match="already"):
            cash_learning.withdraw(known, actor=ANNA, at=NOW)

        assert not CashAlias.objects.exists()
        assert AuditEvent.objects.filter(action="reconciliation.cash_alias.withdrawn").count() == 1
