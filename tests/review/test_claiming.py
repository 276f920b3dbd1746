"""Who is working on a case."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from audit.models import AuditEvent
from core.actors import PIPELINE, Actor
from reconciliation.models import Case
from review.actions import claiming
from review.models import Claim
from review.rules import CLAIM_LASTS
from tests.factories import NOW, make_actor, make_case

pytestmark = pytest.mark.django_db


def test_a_claimed_case_is_taken_by_nobody_else() -> None:
    case = make_case()
    olivia, oscar = make_actor("olivia", "operator"), make_actor("oscar", "operator")
    claiming.claim(case_id=case.case_id, actor=olivia, at=NOW)

    with pytest.raises(claiming.UnableToClaim, match="Somebody else"):
        claiming.claim(case_id=case.case_id, actor=oscar, at=NOW)

    case.refresh_from_db()
    assert case.owner == olivia.label


def test_a_claim_that_ran_out_may_be_taken_over() -> None:
    case = make_case()
    olivia, oscar = make_actor("olivia", "operator"), make_actor("oscar", "operator")
    claiming.claim(case_id=case.case_id, actor=olivia, at=NOW)

    taken = claiming.claim_next(actor=oscar, at=NOW + CLAIM_LASTS)

    assert taken is not None
    assert Claim.objects.get().claimed_by == oscar.label


def test_claiming_twice_prolongs() -> None:
    case, olivia = make_case(), make_actor("olivia", "operator")
    claiming.claim(case_id=case.case_id, actor=olivia, at=NOW)

    again = claiming.claim(case_id=case.case_id, actor=olivia, at=NOW + timedelta(minutes=10))

    assert Claim.objects.get().expires_at == again.expires_at


def test_a_released_case_is_free_again() -> None:
    case, olivia = make_case(), make_actor("olivia", "operator")
    claiming.claim(case_id=case.case_id, actor=olivia, at=NOW)

    assert claiming.release(case_id=case.case_id, actor=olivia, at=NOW)
    assert not claiming.release(case_id=case.case_id, actor=olivia, at=NOW)
    assert Case.objects.get().owner is None


def test_the_next_case_is_the_most_urgent_that_is_free_and_mine_to_see() -> None:
    soon = NOW.date()
    make_case(urgent_on=soon, entity="DE01")
    wanted = make_case(urgent_on=soon + timedelta(days=1))
    make_case(urgent_on=soon + timedelta(days=2))
    olivia = make_actor("olivia", "operator", entities=("NL01",))

    taken = claiming.claim_next(actor=olivia, at=NOW)

    assert taken is not None
    assert taken.case_id == wanted.case_id


def test_nothing_free_is_said_and_the_pipeline_claims_nothing() -> None:
    assert claiming.claim_next(actor=make_actor("olivia", "operator"), at=NOW) is None
    with pytest.raises(claiming.UnableToClaim):
        claiming.claim_next(actor=PIPELINE, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_many_people_at_once_never_get_the_same_case() -> None:
    for _ in range(24):
        make_case()
    people = [make_actor(f"reviewer{number}", "operator") for number in range(6)]

    def work(actor: Actor) -> list[str]:
        mine = []
        try:
            while (taken := claiming.claim_next(actor=actor, at=NOW)) is not None:
                mine.append(taken.case_id)
        finally:
            connection.close()
        return mine

    with ThreadPoolExecutor(max_workers=6) as pool:
        taken = [case for mine in pool.map(work, people) for case in mine]

    assert sorted(taken) == sorted(case.case_id for case in Case.objects.all())  # R7
    assert AuditEvent.objects.filter(action="review.case.claimed").count() == 24
