"""A file that holds several documents: each is read by itself, the sender hears of the file."""

from datetime import UTC, date, datetime

import pytest

from backoffice import pipeline
from core.actors import PIPELINE
from intake import queries
from intake.actions import receiving
from intake.formats import registry
from intake.formats.recognised import Recognition
from intake.models import Document
from intake.rules.findings import ReadFile, Section
from intake.rules.reading import DocumentType
from reconciliation.models import Case
from reconciliation.queries import exports
from tests.intake.formats.samples import sample

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)
SECOND = sample("invoice_ubl.xml").replace(b"<b:ID> NW", b"<b:ID> B-NW", 1)


def test_each_document_of_a_file_becomes_a_case_of_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = b"two in one"
    _reads_as(monkeypatch, whole, [sample("invoice_ubl.xml"), SECOND])
    came = _receive(whole)

    pipeline.process_documents([came.document_id or 0], actor=PIPELINE, at=NOW)
    pipeline.process_documents([came.document_id or 0], actor=PIPELINE, at=NOW)

    outcome = queries.outcomes([came.document_id or 0])[came.document_id or 0]
    assert (outcome.records, outcome.is_refused) == (2, False)
    assert outcome.document_type == "invoice"
    assert Case.objects.count() == 2
    told = exports.exported_cases(list(Case.objects.values_list("pk", flat=True)))
    assert {(row["file"], row["sha256"]) for row in told} == {("both.edi", came.sha256)}
    assert len({str(row["fields"]) for row in told}) == 2


def test_a_file_is_refused_only_where_all_of_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = b"one of two"
    _reads_as(monkeypatch, whole, [sample("invoice_ubl.xml"), b"<nothing/>"])
    came = _receive(whole)

    pipeline.process_documents([came.document_id or 0], actor=PIPELINE, at=NOW)

    outcome = queries.outcomes([came.document_id or 0])[came.document_id or 0]
    assert (outcome.records, outcome.is_refused) == (1, False)
    assert "UNREADABLE" in outcome.findings
    assert "2: This is an XML file" in (outcome.detail or "")
    assert Document.objects.get(section="part 2").state == "refused"


def test_a_file_of_refused_parts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = b"none of two"
    _reads_as(monkeypatch, whole, [b"<nobody/>", b"<nothing/>"])
    came = _receive(whole)

    pipeline.process_documents([came.document_id or 0], actor=PIPELINE, at=NOW)

    outcome = queries.outcomes([came.document_id or 0])[came.document_id or 0]
    assert (outcome.records, outcome.is_refused, outcome.refusal) == (0, True, "UNREADABLE")


def test_what_is_wrong_with_an_invoice_is_said_where_it_came_in() -> None:
    came = _receive(sample("invoice_ubl.xml").replace(b"EUR</b:Doc", b"</b:Doc", 1))

    pipeline.process_documents([came.document_id or 0], actor=PIPELINE, at=NOW)

    outcome = queries.outcomes([came.document_id or 0])[came.document_id or 0]
    assert (outcome.is_refused, outcome.records) == (False, 1)
    assert "EINVOICE_RULE" in outcome.findings
    assert outcome.detail == "The issue date is after the day the document arrived."


def _receive(content: bytes) -> receiving.Received:
    return receiving.receive_document(
        content=content,
        filename="both.edi",
        channel="load",
        actor=PIPELINE,
        received_at=NOW,
        as_of=date(2026, 3, 12),
    )


def _reads_as(monkeypatch: pytest.MonkeyPatch, whole: bytes, parts: list[bytes]) -> None:
    """Let one file hold these documents."""
    genuine = registry.read_file
    sections = tuple(Section(f"part {place}", part) for place, part in enumerate(parts, 1))

    def read(content: bytes, filename: str, seen: Recognition | None) -> ReadFile:
        if content == whole:
            return ReadFile(DocumentType.OTHER, "x12", sections=sections)
        return genuine(content, filename, seen)

    monkeypatch.setattr(registry, "read_file", read)
