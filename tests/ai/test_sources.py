"""Sources are approved by another person, follow one another, and can be taken out of use."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from ai import embedding
from ai.actions import consent, sources
from ai.approved import Validity, VersionState
from ai.models import Consent, Passage, SourceText, SourceVersion
from audit.models import AuditEvent
from core.actors import PIPELINE
from tests.ai.sources import ADA, CONRAD, ByHash, add_version, make_version
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def by_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "_named", lambda _name: ByHash())


class TestApproval:
    def test_is_another_persons(self) -> None:
        draft = make_version("FREIGHT", "Freight is paid by us.", is_approved=False)

        with pytest.raises(sources.UnableToApprove, match="Another person"):
            sources.approve_version(version_id=draft.pk, actor=ADA, at=NOW)
        with pytest.raises(sources.UnableToApprove, match="Only a person"):
            sources.approve_version(version_id=draft.pk, actor=PIPELINE, at=NOW)

        done = sources.approve_version(version_id=draft.pk, actor=CONRAD, at=NOW)
        assert (done.state, done.approved_by) == ("approved", "person:conrad")
        with pytest.raises(sources.UnableToApprove, match="approved already"):
            sources.approve_version(version_id=draft.pk, actor=CONRAD, at=NOW)

    def test_cannot_be_ones_own_in_the_database_either(self) -> None:
        draft = make_version("FREIGHT", "Freight is paid by us.", is_approved=False)

        with pytest.raises(IntegrityError), transaction.atomic():
            SourceVersion.objects.filter(pk=draft.pk).update(approved_by=draft.uploaded_by)

    def test_ends_the_version_before_it(self) -> None:
        old = make_version("FREIGHT", "Freight is paid by us.", validity=Validity(date(2026, 1, 1)))
        same_time = add_version("FREIGHT", "Nobody.", validity=Validity(date(2026, 7, 1)))
        later = add_version("FREIGHT", "The vendor.", validity=Validity(date(2026, 7, 1)))

        for each in (old, same_time, later):
            each.refresh_from_db()

        assert (old.state, old.valid_to) == ("approved", date(2026, 6, 30))
        assert same_time.state == VersionState.SUPERSEDED
        assert (later.state, later.number) == ("approved", 3)


class TestVersions:
    def test_the_same_bytes_twice_are_one(self) -> None:
        first = make_version("FREIGHT", "Freight is paid by us.", is_approved=False)

        again = add_version("FREIGHT", "Freight is paid by us.", is_approved=False)

        assert again.pk == first.pk
        assert Passage.objects.filter(version=first).count() == 1

    @pytest.mark.parametrize(
        ("texts", "validity", "words"),
        [
            ((), Validity(date(2026, 1, 1)), "no words"),
            (("Freight.",), Validity(date(2026, 2, 1), date(2026, 1, 1)), "before the first"),
        ],
    )
    def test_without_words_or_with_days_out_of_order_are_refused(
        self, texts: tuple[str, ...], validity: Validity, words: str
    ) -> None:
        with pytest.raises(sources.UnableToRegister, match=words):
            make_version("FREIGHT", *texts, validity=validity)

    def test_are_withdrawn_once_and_for_a_reason(self) -> None:
        version = make_version("FREIGHT", "Freight is paid by us.")

        with pytest.raises(sources.UnableToApprove, match="reason"):
            sources.withdraw_version(version_id=version.pk, because=" ", actor=ADA, at=NOW)
        sources.withdraw_version(version_id=version.pk, because="Wrong", actor=ADA, at=NOW)
        with pytest.raises(sources.UnableToApprove, match="already"):
            sources.withdraw_version(version_id=version.pk, because="Wrong", actor=ADA, at=NOW)

        said = AuditEvent.objects.order_by("id").values_list("action", flat=True)
        assert list(said) == [
            "ai.source.registered", "ai.source_version.uploaded", "ai.source_version.approved",
            "ai.source_version.withdrawn",
        ]  # fmt: skip


def test_an_end_that_is_near_is_said_once() -> None:
    make_version("FREIGHT", "Freight is ours.", validity=Validity(date(2026, 1, 1), NOW.date()))
    make_version("OTHER", "Fees are ours.", validity=Validity(date(2026, 1, 1), date(2027, 6, 1)))

    told = [sources.remind_of_ends(at=NOW) for _ in range(2)]

    assert told == [1, 0]
    event = AuditEvent.objects.get(action="ai.source_version.ends_soon")
    assert event.subject == "source:FREIGHT"


def test_an_erased_person_is_nowhere_and_the_trail_says_so_without_a_name() -> None:
    """T127: the passages and files go; their numbers stay on the trail."""
    subject = "customer:anna-berger"
    version = make_version(
        "DECISIONS",
        "Anna Berger was refunded.",
        "Fees are ours.",
        subjects={"Anna Berger": subject},
    )
    consent.set_consent(
        subject=subject, purpose="explain", is_given=True, signal="form", actor=ADA, at=NOW
    )

    count = consent.erase_subject(subject=subject, actor=ADA, at=NOW)
    again = consent.erase_subject(subject=subject, actor=ADA, at=NOW)

    version.refresh_from_db()
    assert (count, again) == (1, 0)
    assert [each.text for each in Passage.objects.all()] == ["Fees are ours."]
    assert not SourceText.objects.filter(version=version).exists()
    assert not Consent.objects.exists()
    trail = "".join(f"{each.subject}{each.payload}" for each in AuditEvent.objects.all())
    assert "anna" not in trail.lower()
