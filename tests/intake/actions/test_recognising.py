"""Pictures are recognised once, kept, and read from what was kept; a replay asks no engine."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from audit.models import AuditEvent
from backoffice import pipeline
from core import queue
from core.actors import PIPELINE
from evaluation.actions import replaying
from intake import queries
from intake.actions import receiving
from intake.formats import recognising as engine
from intake.formats.page_words import Word
from intake.formats.recognised import RecognisedPage, Recognition
from intake.models import Document, RecognisedWords
from reconciliation.models import Case
from reconciliation.queries import exports
from tests.intake.formats.pictures import INVOICE, drawn, pdf_of, saved
from tests.intake.formats.test_page_sections import joined

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)
PICTURE = saved(drawn(INVOICE, size=(300, 400)))


class Engine:
    """Stands in for the engine, which would take seconds: it knows what is printed."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, _content: bytes, numbers: object, *, processes: int = 1) -> Recognition:
        assert processes >= 1
        self.asked += 1
        return Recognition("engine 1", (_recognised(INVOICE, 1),))


def _recognised(lines: Sequence[str], number: int) -> RecognisedPage:
    words = []
    for down, line in enumerate(lines, 1):
        across = 40.0
        for text in line.split():
            end = across + 6 * len(text)
            words.append(Word(text, across, 20.0 * down, end, 20.0 * down + 12))
            across = end + 4
    return RecognisedPage(number, 300.0, 400.0, 0, 0.0, tuple(words), (0.99,) * len(words))


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Engine:
    stand_in = Engine()
    monkeypatch.setattr(engine, "recognise_pages", stand_in)
    return stand_in


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    rings: list[tuple[str, str]] = []

    def ring(job: str, /, *, key: str, queue: str = "documents", **_: int | str) -> None:
        assert key
        rings.append((job.rpartition(".")[2], queue))

    monkeypatch.setattr(queue, "enqueue_after_commit", ring)
    return rings


def _receive(content: bytes = PICTURE) -> int:
    received = receiving.receive_document(
        content=content, filename="scan.png", channel="load", actor=PIPELINE,
        received_at=NOW, as_of=NOW.date(),
    )  # fmt: skip
    return received.document_id or 0


def test_load_recognises_in_place_and_once(seen: Engine) -> None:
    document_id = _receive()

    pipeline.process_documents([document_id], actor=PIPELINE, at=NOW)
    pipeline.process_documents([document_id], actor=PIPELINE, at=NOW)

    outcome = queries.outcomes([document_id])[document_id]
    assert (outcome.document_type, outcome.records, seen.asked) == ("invoice", 1, 1)
    kept = RecognisedWords.objects.get()
    assert (kept.pages, kept.engine) == ([1], "engine 1")
    events = AuditEvent.objects.filter(action="intake.document.recognised")
    assert events.get().payload["words"] > 10


def test_a_scan_of_several_invoices_is_parted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each part is recognised as the document that it is, and the whole replays."""
    sheets = [
        tuple(line.replace("4711", number) for line in INVOICE) for number in ("4777", "4788")
    ]
    asked: list[tuple[int, ...]] = []

    def engine_of(_content: bytes, numbers: Sequence[int], *, processes: int = 1) -> Recognition:
        assert processes
        asked.append(tuple(numbers))
        seen = sheets if len(numbers) == 2 else [sheets[len(asked) - 2]]
        pages = (_recognised(lines, number) for number, lines in enumerate(seen, 1))
        return Recognition("engine 1", tuple(pages))

    monkeypatch.setattr(engine, "recognise_pages", engine_of)
    monkeypatch.setattr(settings, "OCR_PROCESSES", 1)
    document_id = _receive(joined(*(pdf_of(drawn(lines)) for lines in sheets)))

    pipeline.process_documents([document_id], actor=PIPELINE, at=NOW)

    assert asked == [(1, 2), (1,), (1,)]
    outcome = queries.outcomes([document_id])[document_id]
    assert (outcome.document_type, outcome.records) == ("invoice", 2)
    numbers = [case["fields"]["invoice_number"] for case in _exported()]
    assert sorted(map(str, numbers)) == ["NW-4777", "NW-4788"]
    replayed = [replaying.replay_case(case.pk) for case in Case.objects.all()]
    assert all(each is not None and each.ok for each in replayed)


def _exported() -> list[dict[str, Any]]:
    return list(exports.exported_cases(list(Case.objects.values_list("pk", flat=True))))


def test_a_replay_asks_no_engine(seen: Engine) -> None:
    """R18: what was recognised is an input like the document itself."""
    pipeline.process_documents([_receive()], actor=PIPELINE, at=NOW)
    case = Case.objects.get()

    replayed = replaying.replay_case(case.pk)

    assert replayed is not None
    assert seen.asked == 1
    assert "intake.read" in {step.step for step in replayed.steps}
    assert replayed.ok


def test_a_worker_leaves_pictures_to_the_workers_for_scans(
    seen: Engine, rung: list[tuple[str, str]]
) -> None:
    document_id = _receive()
    rung.clear()

    pipeline.process_document(document_id)

    assert rung == [("recognise_document", "scans")]
    assert seen.asked == 0
    assert Document.objects.get().state == "received"
    pipeline.recognise_document(document_id)
    pipeline.recognise_document(document_id)
    assert seen.asked == 1
    assert rung[1:] == [("process_document", "documents")]
    pipeline.process_document(document_id)
    assert Document.objects.get().state == "settled"


def test_two_workers_do_not_recognise_the_same(seen: Engine, rung: list[tuple[str, str]]) -> None:
    document_id = _receive()
    pipeline.process_document(document_id)
    RecognisedWords.objects.update(begun_at=timezone.now())

    pipeline.recognise_document(document_id)

    assert seen.asked == 0


def test_the_sweep_rings_for_pictures_where_they_wait(
    seen: Engine, rung: list[tuple[str, str]]
) -> None:
    document_id = _receive()
    pipeline.process_document(document_id)
    rung.clear()

    pipeline.sweep(at=NOW + 2 * pipeline.WAITED_TOO_LONG)

    assert rung == [("recognise_document", "scans")]
    assert seen.asked == 0
