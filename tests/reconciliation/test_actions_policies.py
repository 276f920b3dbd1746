"""Limits are set by people, two of them once anything has been decided."""

import json
from decimal import Decimal

import pytest

from audit.models import AuditEvent
from core.actors import PIPELINE, Actor, ActorKind
from reconciliation.actions import policies
from reconciliation.models import PolicyVersion, TolerancePolicy
from reconciliation.rules.tolerance import Measure
from tests.reconciliation import factories as make

pytestmark = pytest.mark.django_db

CARLA = Actor(kind=ActorKind.PERSON, name="carla")
DORA = Actor(kind=ActorKind.PERSON, name="dora")
SCRIPT = Actor(kind=ActorKind.SERVICE, name="command-line")
WIDER = {"tolerances": [{"measure": "price_over", "percent": "10", "absolute": "500.00"}]}


def taken_in(document: object, *, has_decisions: bool = False) -> PolicyVersion:
    return policies.import_policy(document, actor=CARLA, at=make.AT, has_decisions=has_decisions)


class TestTheFirstPolicy:
    def test_is_the_contracts_defaults_with_everything_in_review(self) -> None:
        document = policies.export_policy()

        limit = policies.current_policy().policy.tolerance(Measure.PRICE_OVER)
        assert document["version"] == 1
        assert document["autonomy"] == "review"
        assert limit is not None
        assert (limit.percent, limit.absolute) == (Decimal(2), Decimal("50.00"))
        assert PolicyVersion.objects.get().state == "in_force"
        assert TolerancePolicy.objects.filter(measure="price_over").count() == 1

    def test_is_made_once(self) -> None:
        assert policies.current_policy() == policies.current_policy()
        assert PolicyVersion.objects.count() == 1


class TestImporting:
    def test_counts_at_once_while_nobody_has_decided_anything(self) -> None:
        row = taken_in(json.dumps({"autonomy": "full"}))

        assert (row.version, row.state) == (2, "in_force")
        assert policies.export_policy()["autonomy"] == "full"
        assert PolicyVersion.objects.get(version=1).state == "superseded"

    def test_the_exported_document_changes_nothing(self) -> None:
        taken_in(WIDER)

        again = taken_in(json.dumps(policies.export_policy()))

        assert again.version == 2
        assert PolicyVersion.objects.count() == 2

    @pytest.mark.parametrize(
        ("document", "reason"),
        [
            ("{", "not JSON: .* line 1"),
            ("[]", "JSON object"),
            ('{"tolerances": [{"measure": "price_over", "percent": 2.5}]}', "2.5 must be written"),
            ('{"tolerances": [{"measure": "nobody"}]}', r"tolerances\.0\.measure"),
            ('{"speed": "fast"}', "speed"),
            ('{"tolerances": [{"measure": "price_over", "percent": "-1"}]}', "below zero"),
        ],
    )
    def test_of_a_bad_document_names_what_is_wrong(self, document: str, reason: str) -> None:
        with pytest.raises(policies.UnableToImport, match=reason):
            taken_in(document)

        assert policies.current_policy().version == 1

    @pytest.mark.parametrize("kind", [ActorKind.PIPELINE, ActorKind.RULE])
    def test_is_not_for_the_machine_itself(self, kind: ActorKind) -> None:
        """T68: control parameters are set by people alone."""
        with pytest.raises(policies.UnableToImport, match="people"):
            policies.import_policy(
                WIDER, actor=Actor(kind=kind, name="model"), at=make.AT, has_decisions=False
            )


class TestAfterTheFirstDecision:
    def test_an_import_is_a_proposal_until_a_second_person_approves(self) -> None:
        """T68: dual approval."""
        row = taken_in(WIDER, has_decisions=True)
        before = policies.current_policy().version

        policies.approve_policy(row.version, actor=DORA, at=make.AT)

        after = policies.current_policy()
        limit = after.policy.tolerance(Measure.PRICE_OVER)
        assert (before, after.version) == (1, 2)
        assert limit is not None
        assert limit.percent == 10
        assert [
            event.action for event in AuditEvent.objects.filter(subject="policy:2").order_by("id")
        ] == ["reconciliation.policy.proposed", "reconciliation.policy.approved"]

    def test_the_proposer_does_not_approve(self) -> None:
        row = taken_in(WIDER, has_decisions=True)

        with pytest.raises(policies.UnableToApprove, match="second person"):
            policies.approve_policy(row.version, actor=CARLA, at=make.AT)

    @pytest.mark.parametrize("actor", [SCRIPT, PIPELINE])
    def test_no_machine_approves(self, actor: Actor) -> None:
        """T134."""
        row = taken_in(WIDER, has_decisions=True)

        with pytest.raises(policies.UnableToApprove, match="person"):
            policies.approve_policy(row.version, actor=actor, at=make.AT)

        refused = AuditEvent.objects.get(action="reconciliation.policy.approval_refused")
        assert refused.actor == actor.label

    def test_the_same_proposal_twice_is_one(self) -> None:
        first = taken_in(WIDER, has_decisions=True)

        assert taken_in(WIDER, has_decisions=True).pk == first.pk

    def test_a_proposal_made_before_another_change_is_not_approved(self) -> None:
        old = taken_in(WIDER, has_decisions=True)
        newer = taken_in({"matching": {"attempts": 3}}, has_decisions=True)
        policies.approve_policy(newer.version, actor=DORA, at=make.AT)

        with pytest.raises(policies.UnableToApprove, match="propose it again"):
            policies.approve_policy(old.version, actor=DORA, at=make.AT)

    def test_a_declined_proposal_stays_declined(self) -> None:
        row = taken_in(WIDER, has_decisions=True)
        policies.decline_policy(row.version, actor=DORA, at=make.AT)

        with pytest.raises(policies.UnableToApprove, match="declined already"):
            policies.approve_policy(row.version, actor=DORA, at=make.AT)
