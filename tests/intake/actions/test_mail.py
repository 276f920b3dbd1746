"""A mail comes in: its files are read, it stays as where they came from."""

from datetime import UTC, date, datetime
from email.message import EmailMessage
from io import BytesIO
from zipfile import ZipFile

import pytest

from backoffice import pipeline
from core.actors import PIPELINE
from intake import queries
from intake.actions import receiving
from intake.models import Document
from reconciliation.models import Case
from tests.intake.formats.samples import sample

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)


def _mail(*files: tuple[str, bytes]) -> bytes:
    message = EmailMessage()
    message["From"] = "billing@nordwind.example"
    message["Subject"] = "Invoice"
    message.set_content("Please find our invoice.")
    for name, content in files:
        message.add_attachment(
            content, maintype="application", subtype="octet-stream", filename=name
        )
    return message.as_bytes()


def _process(content: bytes) -> int:
    came = receiving.receive_document(
        content=content,
        filename="mail.eml",
        channel="load",
        actor=PIPELINE,
        received_at=NOW,
        as_of=date(2026, 3, 12),
    )
    assert came.document_id is not None
    pipeline.process_documents([came.document_id], actor=PIPELINE, at=NOW)
    pipeline.process_documents([came.document_id], actor=PIPELINE, at=NOW)
    return came.document_id


def test_the_invoice_on_a_mail_becomes_a_case() -> None:
    mail = _process(_mail(("invoice.xml", sample("invoice_ubl.xml")), ("note.xyz", b"\x00\x01")))

    outcome = queries.outcomes([mail])[mail]
    assert (outcome.document_type, outcome.is_refused, outcome.records) == ("mail", False, 2)
    assert "billing@nordwind.example" in (outcome.detail or "")
    case = Case.objects.get()
    assert case.document.filename == "invoice.xml"
    assert case.document.parent_id == mail
    assert Document.objects.get(filename="note.xyz").state == "refused"


def test_an_archive_on_a_mail_is_opened_too() -> None:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("a.xml", sample("invoice_ubl.xml"))

    _process(_mail(("all.zip", packed.getvalue())))

    assert Case.objects.get().document.filename == "a.xml"


def test_a_mail_without_files_is_no_invoice() -> None:
    mail = _process(_mail())

    outcome = queries.outcomes([mail])[mail]
    assert (outcome.is_refused, outcome.refusal) == (True, "NOT_AN_INVOICE")
    assert not Case.objects.exists()
