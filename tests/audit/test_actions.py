"""Recording: one statement for many, in order, and nothing that cannot be hashed."""

from uuid import UUID

import pytest
from pytest_django import DjangoAssertNumQueries

from audit import actions, queries
from audit.content import get
from audit.models import AuditEvent
from core.actors import PIPELINE
from tests.audit.conftest import ANNA, NOON, happen

pytestmark = pytest.mark.django_db


def test_many_events_are_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        happen(500)

    subjects = AuditEvent.objects.order_by("id").values_list("subject", flat=True)
    assert list(subjects) == [f"case:C-{number}" for number in range(1, 501)]


def test_ids_ascend_and_carry_their_time() -> None:
    happen(5000)

    ids: list[UUID] = list(AuditEvent.objects.order_by("id").values_list("event_id", flat=True))
    assert ids == sorted(ids)
    assert {name.version for name in ids} == {7}
    at = AuditEvent.objects.order_by("id")[0].at
    assert ids[0].int >> 80 == int(at.timestamp() * 1000)


def test_an_event_keeps_what_it_was_given() -> None:
    actions.record(
        action="review.case.decided",
        subject="case:C-1",
        actor=ANNA,
        at=NOON,
        payload={"reason": "ok"},
        entity="US01",
    )

    (entry,) = queries.trail_of("case:C-1")
    assert (entry.actor, entry.at, entry.entity, entry.payload, entry.seq) == (
        *("person:anna", NOON, "US01", {"reason": "ok"}, None),
    )
    result = queries.verify()
    assert (result.ok, result.events, result.unsealed) == (True, 0, 1)


def test_a_float_never_reaches_the_trail() -> None:
    with pytest.raises(TypeError, match="float"):
        actions.record(
            action="x.y.done", subject="case:C-1", actor=PIPELINE, at=NOON, payload={"a": 1.5}
        )
    assert not AuditEvent.objects.exists()


def test_a_bundle_keeps_inputs_versions_and_output() -> None:
    """R18: enough to run the step again."""
    draft = actions.BundleDraft(
        step="reconciliation.match",
        subject="case:C-1",
        inputs={"invoice": b"<Invoice/>", "order": b"PO-7"},
        output=b"{}",
        policy_versions={"tolerance": "3"},
    )
    actions.store_bundles([draft], at=NOON)

    (bundle,) = queries.bundles_of("case:C-1")
    assert {name: get(sha256) for name, sha256 in bundle.inputs.items()} == dict(draft.inputs)
    assert get(bundle.output_sha256) == draft.output
    assert bundle.policy_versions == {"tolerance": "3"}
    assert bundle.code_version
    (event,) = queries.trail_of("case:C-1")
    assert event.action == actions.BUNDLES_STORED
    assert queries.verify().bundles == 1


def test_many_bundles_are_few_statements(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    drafts = [
        actions.BundleDraft("match", f"case:C-{n}", {"in": b"%d" % n}, b"out", {})
        for n in range(200)
    ]
    with django_assert_num_queries(5):  # contents, event, bundles, and the savepoint's two
        actions.store_bundles(drafts, at=NOON)

    assert len(queries.bundles_of("case:C-7")) == 1
    assert queries.verify().ok


def test_nothing_is_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        actions.record_many([], actor=PIPELINE, at=NOON)
        actions.store_bundles([], at=NOON)
