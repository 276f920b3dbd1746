"""R23: what a person says holds at once, by the page of an admin; the trail names nobody."""

import json

import pytest
from django.test import Client

from ai import retrieval
from ai.actions import consent
from ai.approved import Purpose
from ai.models import Passage, SourceText
from audit.models import AuditEvent
from core.actors import PIPELINE
from tests.ai.sources import ByHash, make_version
from tests.factories import NOW, make_person

pytestmark = pytest.mark.django_db
SAID = {"subject": "customer:7", "purpose": "explain", "is_given": "yes", "signal": "letter"}


@pytest.fixture
def ada(monkeypatch: pytest.MonkeyPatch) -> Client:
    for place in ("ai.retrieval", "ai.actions.sources"):
        monkeypatch.setattr(f"{place}.embedder", ByHash)
    make_version("names", "Anna Berger decides.", subjects={"Anna Berger": "customer:7"})
    client = Client()
    client.force_login(make_person("ada", "admin"))
    return client


def _found() -> int:
    found = retrieval.retrieve("Who decides?", asker=PIPELINE, purpose=Purpose.EXPLAIN, at=NOW, k=5)
    return len(found.passages)


def test_a_yes_a_no_and_an_opt_out_hold_for_the_next_question(ada: Client) -> None:
    counts = [_found()]
    for more in ({}, {"is_given": "no"}, {}, {"is_given": "no", "purpose": "*", "signal": "gpc"}):
        assert ada.post("/ai/consent/set/", SAID | more).status_code == 302
        counts.append(_found())

    assert counts == [0, 1, 0, 1, 0]
    assert ada.post("/ai/consent/set/", SAID | {"purpose": "*"}).status_code == 422
    assert "customer:7" in ada.get("/ai/consent/").content.decode()


def test_an_erased_person_is_nowhere_and_their_deletion_is_on_the_trail(ada: Client) -> None:
    ada.post("/ai/consent/set/", SAID)
    refused = ada.post("/ai/consent/erase/", {"subject": "customer:7", "again": "customer:8"})

    done = ada.post("/ai/consent/erase/", {"subject": "customer:7", "again": "customer:7"})

    assert (refused.status_code, done.status_code) == (422, 302)
    assert (_found(), Passage.objects.count(), SourceText.objects.count()) == (0, 0, 0)
    event = AuditEvent.objects.get(action="ai.person.erased")
    assert event.subject == f"person:{consent.alias_of('customer:7')}"
    trail = json.dumps([[e.subject, e.payload] for e in AuditEvent.objects.all()], default=str)
    assert "customer:7" not in trail
    assert "Anna" not in trail
