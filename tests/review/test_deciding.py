"""A person decides a case."""

import hashlib
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection

from audit import keys
from audit.models import AuditEvent
from audit.rules import canonical_payload
from core.actors import Actor, ActorKind
from intake.models import Reading
from ledger.models import JournalEntry
from reconciliation.models import Case, CaseState, Hold
from review.actions import deciding
from review.models import Decision
from tests.factories import NOW, PRICE_OVER, Line, Wrong, make_actor, make_case

OPERATOR = frozenset({"review.decide_case"})
CONTROLLER = frozenset({"review.decide_case", "review.approve_case"})
BANK = Wrong("BANK_DETAILS_CHANGED", "The IBAN is not the one in our records.", field="iban")

pytestmark = pytest.mark.django_db


def _decide(case: Case, actor: Actor, action: str, **values: object) -> deciding.Decided:
    asked: dict[str, object] = {
        "case_version": case.version, "rights": OPERATOR, "decided_at": NOW,
    }  # fmt: skip
    return deciding.decide(
        case_id=case.case_id,
        action=action,
        actor=actor,
        **(asked | values),  # type: ignore[arg-type]
    )


def test_approving_books_the_proposal_and_signs_the_decision() -> None:
    case, olivia = make_case(), make_actor("olivia", "operator")

    decided = _decide(case, olivia, "approve", seconds_in_view=41)

    case.refresh_from_db()
    assert case.state == CaseState.POSTED
    assert JournalEntry.objects.get().entry_id == case.booked_as
    assert decided.decision.proposal_followed
    assert AuditEvent.objects.filter(action="review.case.decided").count() == 1


def test_a_signature_holds_over_what_was_decided() -> None:
    case, olivia = make_case(), make_actor("olivia", "operator")

    decision = _decide(case, olivia, "reject", comment="Not ours.").decision

    event = AuditEvent.objects.get(action="review.case.decided")
    stated = {key: value for key, value in event.payload.items() if key != "content_hash"}
    content = canonical_payload(stated).encode()
    assert hashlib.sha256(content).hexdigest() == decision.content_hash
    public = keys.trusted_keys()[decision.key_id]
    Ed25519PublicKey.from_public_bytes(public).verify(bytes.fromhex(decision.signature), content)


def test_rejecting_books_nothing() -> None:
    case, olivia = make_case(), make_actor("olivia", "operator")

    _decide(case, olivia, "reject", comment="Goods were never ordered.")

    case.refresh_from_db()
    assert case.state == CaseState.REJECTED
    assert not JournalEntry.objects.exists()


def test_a_question_leaves_the_case_open() -> None:
    case, olivia = make_case(), make_actor("olivia", "operator")

    _decide(case, olivia, "ask", comment="Was 13.10 agreed?")

    case.refresh_from_db()
    assert case.state == CaseState.IN_REVIEW
    assert case.comments.get().text == "Was 13.10 agreed?"


def test_above_the_limit_two_people_approve_and_then_it_is_booked() -> None:
    case = make_case(lines=(Line("Cold store", "1", "50000.00", "1", "50000.00", "1"),), wrong=())
    olivia, conrad = make_actor("olivia", "operator"), make_actor("conrad", "controller")

    first = _decide(case, olivia, "approve")
    case.refresh_from_db()
    assert first.decision.needs_second_person
    assert case.state == CaseState.IN_REVIEW
    with pytest.raises(deciding.UnableToDecide, match="somebody else"):
        _decide(case, olivia, "approve")
    _decide(case, conrad, "approve", rights=CONTROLLER)

    case.refresh_from_db()
    assert case.state == CaseState.POSTED
    assert case.decided_by == conrad.label


def test_a_change_after_the_first_approval_voids_it() -> None:
    case = make_case(lines=(Line("Cold store", "1", "50000.00", "1", "50000.00", "1"),), wrong=())
    olivia, conrad = make_actor("olivia", "operator"), make_actor("conrad", "controller")
    _decide(case, olivia, "approve")

    Case.objects.filter(pk=case.pk).update(version=case.version + 2)  # T70
    case.refresh_from_db()
    again = _decide(case, conrad, "approve", rights=CONTROLLER)

    assert again.decision.needs_second_person
    assert not JournalEntry.objects.exists()


def test_two_approvals_book_but_payment_stays_held_for_other_bank_details() -> None:
    case = make_case(wrong=(BANK,))  # T62, R32
    olivia, conrad = make_actor("olivia", "operator"), make_actor("conrad", "controller")

    _decide(case, olivia, "approve")
    assert Hold.objects.get().released_at is None
    case.refresh_from_db()
    _decide(case, conrad, "approve", rights=CONTROLLER)

    case.refresh_from_db()
    assert case.state == CaseState.POSTED
    assert Hold.objects.get().released_at is None


def test_what_changed_since_it_was_shown_is_not_approved() -> None:
    case, olivia = make_case(), make_actor("olivia", "operator")
    oscar = make_actor("oscar", "operator")
    _decide(case, oscar, "ask", comment="Agreed?")

    with pytest.raises(deciding.UnableToDecide) as refusal:
        _decide(case, olivia, "approve")  # T71: the version that olivia still has on her screen

    assert refusal.value.is_stale
    assert not JournalEntry.objects.exists()


def test_a_service_account_never_approves() -> None:
    case = make_case()
    robot = Actor(kind=ActorKind.SERVICE, name="robot")

    with pytest.raises(deciding.UnableToDecide, match="person"):  # T134
        _decide(case, robot, "approve", rights=CONTROLLER)

    assert not Decision.objects.exists()


def test_a_case_of_another_entity_does_not_exist() -> None:
    case = make_case(entity="DE01")
    olivia = make_actor("olivia", "operator", entities=("NL01",))

    with pytest.raises(deciding.NoSuchCase):
        _decide(case, olivia, "approve")


def test_a_correction_makes_a_new_reading_and_matches_again() -> None:
    case, olivia = make_case(wrong=(PRICE_OVER,)), make_actor("olivia", "operator")

    _decide(
        case, olivia, "correct",
        changes={"lines.1.unit_price": "12.40", "lines.1.net": "2976.00", "net_total": "2976.00",
                 "tax_total": "624.96", "gross_total": "3600.96"},
    )  # fmt: skip

    case.refresh_from_db()
    assert Reading.objects.filter(document=case.document_id).count() == 2
    assert case.gross_total == Decimal("3600.96")
    assert case.version > 1
    assert case.state == CaseState.IN_REVIEW


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_make_one_decision() -> None:
    case = make_case()
    people = [make_actor("olivia", "operator"), make_actor("oscar", "operator")]
    both, told = Barrier(2), []

    def work(actor: Actor) -> None:
        both.wait()
        try:
            told.append(_decide(case, actor, "approve").text)
        except deciding.UnableToDecide as refusal:
            told.append(str(refusal))
        finally:
            connection.close()

    threads = [Thread(target=work, args=(actor,)) for actor in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(told) == 2  # T71, R7
    assert Decision.objects.count() == 1
    assert JournalEntry.objects.count() == 1
