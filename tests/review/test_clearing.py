"""Beside a decision: an alarm that is none, and other bank details checked by two people."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from audit.models import AuditEvent
from core.actors import PIPELINE, Actor
from intake.actions import identifying
from intake.models import (
    DuplicateAlarm,
    Finding,
    PaidInvoice,
    RememberedRepeat,
    Vendor,
    VendorBankChange,
)
from intake.rules.duplicates import DuplicateSettings
from intake.rules.reading import InvoiceReading
from reconciliation.actions import matching
from reconciliation.models import BankCheck, Case, CaseState, Hold
from review.actions import clearing, deciding
from review.actions.deciding import UnableToDecide
from tests.factories import NOW, Wrong, make_actor, make_case
from tests.house.files import named, python_files
from tests.reconciliation import factories as make

pytestmark = pytest.mark.django_db

OPERATOR = frozenset({"review.decide_case"})
CONTROLLER = frozenset({"review.decide_case", "review.approve_case"})
BANK = Wrong("BANK_DETAILS_CHANGED", "The IBAN is not the one in our records.", field="iban")


def part(number: str, quantity: str) -> InvoiceReading:
    """Return one of several bills under one reference."""
    return make.reading(number, None, [make.line("1", "A-1", quantity, "10.00")])


def arrive(*readings: InvoiceReading) -> list[Case]:
    """Let invoices come in, one after another."""
    make.vendor(vat_id="DE123456789")
    invoices = [make.invoice(each, has_vendor=False) for each in readings]
    ids = [invoice.pk for invoice in invoices]
    identifying.identify_invoices(ids, settings=DuplicateSettings(), actor=PIPELINE, at=make.AT)
    matching.match_invoices(ids, actor=PIPELINE, at=make.AT)
    return [Case.objects.get(invoice=pk) for pk in ids]


def clear(case: Case, actor: Actor, rights: frozenset[str] = OPERATOR, **more: Any) -> str:
    alarm = DuplicateAlarm.objects.get(invoice=case.invoice_id, cleared_at=None)
    asked: dict[str, Any] = {
        "reason": "Parts of one order", "remember": True, "case_version": case.version,
    } | more  # fmt: skip
    return clearing.clear_alarm(
        case_id=case.case_id, alarm_id=alarm.pk, actor=actor, rights=rights, at=NOW, **asked
    )


class TestAnAlarm:
    def test_names_its_rule_and_the_earlier_invoice(self) -> None:
        first, second = arrive(part("REF-77001", "5"), part("REF-77001", "9"))

        alarm = DuplicateAlarm.objects.get()
        assert (alarm.way, alarm.invoice_id) == ("11", second.invoice_id)
        assert alarm.other == f"invoice:{first.invoice_id}"
        assert "POSSIBLE_DUPLICATE" in second.exception_codes

    def test_is_raised_for_what_the_payables_history_knows(self) -> None:
        """T57: by its number, by amount and by day, also where only the number is alike."""
        paid = make.vendor(vat_id="DE123456789")
        PaidInvoice.objects.create(
            vendor=paid, invoice_number="8012306", number_key="8012306", issue_date=make.ISSUED,
            gross_total=Decimal("59.50"), currency="EUR",
        )  # fmt: skip

        (case,) = arrive(part("08012306A", "5"))

        alarm = DuplicateAlarm.objects.get(invoice=case.invoice_id)
        assert (alarm.way, alarm.other) == ("3", "history:V-1001/8012306")

    def test_is_cleared_once_with_a_reason(self) -> None:
        """T58: the exception is gone, the case is matched again, and the trail says why."""
        _, case = arrive(part("REF-77001", "5"), part("REF-77001", "9"))
        olivia = make_actor("olivia", "operator")

        clear(case, olivia, remember=False)

        case.refresh_from_db()
        assert "POSSIBLE_DUPLICATE" not in case.exception_codes
        assert not Finding.objects.filter(code="POSSIBLE_DUPLICATE").exists()
        event = AuditEvent.objects.get(action="intake.duplicate_alarm.cleared")
        assert event.payload["reason"] == "Parts of one order"
        assert not RememberedRepeat.objects.exists()

    def test_is_cleared_only_once_and_only_as_it_was_shown(self) -> None:
        _, case = arrive(part("REF-77001", "5"), part("REF-77001", "9"))
        olivia = make_actor("olivia", "operator")

        with pytest.raises(UnableToDecide, match="changed while"):
            clear(case, olivia, case_version=case.version + 1)
        with pytest.raises(UnableToDecide, match="role"):
            clear(case, olivia, rights=frozenset())
        with pytest.raises(UnableToDecide, match="Say why"):
            clear(case, olivia, reason=" ")
        alarm = DuplicateAlarm.objects.get()
        clear(case, olivia)
        case.refresh_from_db()
        with pytest.raises(UnableToDecide, match="cleared already"):
            clearing.clear_alarm(
                case_id=case.case_id, alarm_id=alarm.pk, case_version=case.version, reason="Again",
                remember=False, actor=olivia, rights=OPERATOR, at=NOW,
            )  # fmt: skip

    def test_where_all_is_equal_cannot_be_cleared(self) -> None:
        _, case = arrive(part("REF-77001", "5"), part("ref 77001", "5"))

        with pytest.raises(UnableToDecide, match="all equal"):
            clear(case, make_actor("conrad", "controller"), rights=CONTROLLER)

    def test_that_a_controller_cleared_does_not_fire_again_at_the_vendor(self) -> None:
        """T58: learned per vendor, shown, and revocable."""
        _, case = arrive(part("REF-77001", "5"), part("REF-77001", "9"))
        conrad = make_actor("conrad", "controller")
        clear(case, conrad, rights=CONTROLLER)

        (third,) = arrive(part("REF-77001", "12"))
        assert "POSSIBLE_DUPLICATE" not in third.exception_codes

        repeat = RememberedRepeat.objects.get()
        clearing.revoke_repeat(repeat_id=repeat.pk, actor=conrad, rights=CONTROLLER, at=NOW)
        (fourth,) = arrive(part("REF-77001", "14"))
        assert "POSSIBLE_DUPLICATE" in fourth.exception_codes
        with pytest.raises(UnableToDecide):
            clearing.revoke_repeat(repeat_id=repeat.pk, actor=conrad, rights=CONTROLLER, at=NOW)

    def test_that_an_operator_cleared_waits_for_a_controller(self) -> None:
        _, case = arrive(part("REF-77001", "5"), part("REF-77001", "9"))
        clear(case, make_actor("olivia", "operator"))

        (third,) = arrive(part("REF-77001", "12"))
        assert "POSSIBLE_DUPLICATE" in third.exception_codes

        repeat, conrad = RememberedRepeat.objects.get(), make_actor("conrad", "controller")
        with pytest.raises(UnableToDecide, match="controller"):
            clearing.confirm_repeat(repeat_id=repeat.pk, actor=conrad, rights=OPERATOR, at=NOW)
        clearing.confirm_repeat(repeat_id=repeat.pk, actor=conrad, rights=CONTROLLER, at=NOW)
        (fourth,) = arrive(part("REF-77001", "14"))
        assert "POSSIBLE_DUPLICATE" not in fourth.exception_codes

    def test_found_at_another_vendor_still_fires(self) -> None:
        _, case = arrive(part("REF-77001", "5"), part("REF-77001", "9"))
        clear(case, make_actor("conrad", "controller"), rights=CONTROLLER)
        RememberedRepeat.objects.update(vendor=make.vendor("V-2", "Kessler Papier"))

        (third,) = arrive(part("REF-77001", "12"))

        assert "POSSIBLE_DUPLICATE" in third.exception_codes


def held_case(**more: Any) -> Case:
    case = make_case(wrong=(BANK,))
    Vendor.objects.update(phone=more.get("phone", "+31 10 555 0100"))
    case.refresh_from_db()
    return case


def call(case: Case, actor: Actor, outcome: str = "confirmed") -> str:
    return clearing.record_call(
        case_id=case.case_id, outcome=outcome, spoke_to="Ms Halvorsen", evidence="Note 12",
        actor=actor, rights=OPERATOR, at=NOW,
    )  # fmt: skip


class TestOtherBankDetails:
    def test_are_checked_by_a_call_a_second_person_and_some_days(self) -> None:
        """T62, R32."""
        case = held_case()
        olivia, conrad = make_actor("olivia", "operator"), make_actor("conrad", "controller")
        later = NOW + timedelta(days=3)
        asked: dict[str, Any] = {
            "case_id": case.case_id, "actor": conrad, "rights": CONTROLLER,
        }  # fmt: skip

        with pytest.raises(UnableToDecide, match="call the vendor"):
            clearing.release_payment(**asked, at=later)
        call(case, olivia)
        with pytest.raises(UnableToDecide, match="second person"):
            clearing.release_payment(**asked, at=later)
        with pytest.raises(UnableToDecide, match="somebody else"):
            clearing.confirm_call(case_id=case.case_id, actor=olivia, rights=CONTROLLER, at=NOW)
        clearing.confirm_call(**asked, at=NOW)
        with pytest.raises(UnableToDecide, match="until 2026-11-26"):
            clearing.release_payment(**asked, at=NOW + timedelta(days=2))
        clearing.release_payment(**asked, at=later)

        assert Hold.objects.get().released_by == conrad.label
        assert BankCheck.objects.get().number_called == "+31 10 555 0100"
        said = AuditEvent.objects.filter(action__startswith="reconciliation.bank_details.")
        assert [event.action.rpartition(".")[2] for event in said.order_by("pk")] == [
            "called", "confirmed",
        ]  # fmt: skip

    def test_without_a_number_on_file_stay_held(self) -> None:
        case = held_case(phone=None)

        with pytest.raises(UnableToDecide, match="on file"):
            call(case, make_actor("olivia", "operator"))

    def test_that_the_vendor_denies_stay_held_for_good(self) -> None:
        case, olivia = held_case(), make_actor("olivia", "operator")
        conrad = make_actor("conrad", "controller")
        call(case, olivia, outcome="denied")

        with pytest.raises(UnableToDecide, match="denied"):
            clearing.confirm_call(case_id=case.case_id, actor=conrad, rights=CONTROLLER, at=NOW)
        with pytest.raises(UnableToDecide, match="denied"):
            clearing.release_payment(
                case_id=case.case_id, actor=conrad, rights=CONTROLLER, at=NOW + timedelta(days=9)
            )

    def test_stay_held_when_two_people_book_the_invoice(self) -> None:
        case = held_case()
        olivia, conrad = make_actor("olivia", "operator"), make_actor("conrad", "controller")
        for actor, rights in ((olivia, OPERATOR), (conrad, CONTROLLER)):
            case.refresh_from_db()
            decided = deciding.decide(
                case_id=case.case_id, action="approve", case_version=case.version, actor=actor,
                rights=rights, decided_at=NOW,
            )  # fmt: skip

        case.refresh_from_db()
        assert case.state == CaseState.POSTED
        assert "Payment stays held" in decided.text
        assert Hold.objects.filter(released_at=None).count() == 1

    def test_that_came_with_master_data_hold_the_first_payment(self) -> None:
        """T62: the document agrees with the file, for the file was changed a moment ago."""
        made = make.vendor(vat_id="DE123456789")
        VendorBankChange.objects.create(vendor=made, changed_at=make.AT)

        (case,) = arrive(part("R-1", "5"))

        assert Hold.objects.get(case=case).hold_reason == "BANK_DETAILS_CHANGED"
        assert "BANK_DETAILS_CHANGED" not in case.exception_codes


class TestBankDetailsOnFile:
    def test_cannot_be_changed_but_by_a_table_of_vendors(self) -> None:
        """T62: the guard stands in the database, whoever writes."""
        made = make.vendor(iban="DE89370400440532013000")

        for column in ("iban", "bic", "account_number", "routing_number"):
            with pytest.raises(ProgrammingError, match="table of vendors"), transaction.atomic():
                Vendor.objects.filter(pk=made.pk).update(**{column: "GB33BUKB20201555555555"})
        with connection.cursor() as cursor, pytest.raises(ProgrammingError), transaction.atomic():
            cursor.execute("UPDATE intake_vendor SET iban = NULL")
        made.refresh_from_db()
        assert made.iban == "DE89370400440532013000"

    def test_are_opened_by_the_importer_of_vendors_alone(self) -> None:
        """T62: every other action, rule and page meets the guard shut."""
        opens = [
            named(path)
            for path in python_files()
            if "set_config('tieout.bank_details_from'" in path.read_text()
            and "tests" not in path.parts
        ]

        assert opens == ["intake/actions/importing/vendors.py"]

    def test_stay_as_they_are_when_an_invoice_asks_for_another_account(self) -> None:
        made = make.vendor(vat_id="DE123456789", iban="DE89370400440532013000", phone="030 5550100")
        said = replace(part("R-2", "7"), iban="GB33BUKB20201555555555")
        (case,) = arrive(said)
        olivia, conrad = make_actor("olivia", "operator"), make_actor("conrad", "controller")

        call(case, olivia)
        asked: dict[str, Any] = {
            "case_id": case.case_id, "actor": conrad, "rights": CONTROLLER,
        }  # fmt: skip
        clearing.confirm_call(**asked, at=NOW)
        clearing.release_payment(**asked, at=NOW + timedelta(days=9))

        made.refresh_from_db()
        assert "BANK_DETAILS_CHANGED" in case.exception_codes
        assert made.iban == "DE89370400440532013000"
