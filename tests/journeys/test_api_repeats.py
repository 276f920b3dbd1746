"""One invoice, sent a hundred times at once by page and by API: it is one invoice."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from audit.models import AuditEvent
from backoffice import pipeline
from core.actors import PIPELINE
from core.http import Scope
from intake.models import Arrival, Document, Invoice
from reconciliation.models import Case
from review.actions import tokens
from tests.factories import make_person
from tests.house.files import CHECKOUT

INVOICE = CHECKOUT / "tests" / "samples" / "einvoices" / "invoice_ubl.xml"
TIMES = 100

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_hundred_arrivals_at_once_make_one_document_and_one_case(empty_queue: None) -> None:
    """R5: the same bytes by upload and by API, renamed each time."""
    content = INVOICE.read_bytes()
    olivia = make_person("olivia", "operator")
    secret = tokens.create_token(
        name="erp", scopes=[Scope.DOCUMENTS_WRITE, Scope.CASES_READ], entities=[], actor=PIPELINE,
        at=timezone.now(),
    )  # fmt: skip

    def send(number: int) -> int:
        file = SimpleUploadedFile(f"copy-{number}.xml", content)
        try:
            if number % 2:
                client = Client()
                client.force_login(olivia)
                return client.post("/intake/documents/", {"files": file}).status_code
            return (
                Client()
                .post(
                    "/api/v1/documents",
                    {"files": file},
                    headers={"Authorization": f"Bearer {secret}"},
                )
                .status_code
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=20) as pool:
        answers = list(pool.map(send, range(TIMES)))
    document = Document.objects.get()

    # What the bells ring for may run twice, and at the same time.
    def work(_number: int) -> None:
        try:
            pipeline.process_document(document.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=2) as pool:
        list(pool.map(work, range(2)))

    assert set(answers) == {202, 302}
    assert Arrival.objects.filter(document=document).count() == TIMES
    said = AuditEvent.objects.filter(subject=f"document:{document.sha256}")
    assert said.filter(action="intake.document.received").count() == 1
    assert said.filter(action="intake.document.repeated").count() == TIMES - 1
    assert (Invoice.objects.count(), Case.objects.count()) == (1, 1)


def test_what_was_sent_is_found_again_as_a_case(empty_queue: None) -> None:
    """From the upload to the case, as a program sees it."""
    secret = tokens.create_token(
        name="erp", scopes=list(Scope), entities=[], actor=PIPELINE, at=timezone.now()
    )
    headers = {"Authorization": f"Bearer {secret}"}
    client = Client()

    # It is taken in,
    file = SimpleUploadedFile("invoice.xml", INVOICE.read_bytes())
    taken = client.post("/api/v1/documents", {"files": file}, headers=headers).json()
    # read and matched by a worker,
    pipeline.process_document(Document.objects.get().pk)
    known = client.get(taken["href"], headers=headers).json()
    # and stands as a case that a person decides.
    case = client.get(known["cases"], headers=headers).json()["items"][0]
    shown = client.get(f"/api/v1/cases/{case['case_id']}", headers=headers).json()
    approval = client.post(
        f"/api/v1/cases/{case['case_id']}/decisions", {"action": "approve"},
        content_type="application/json", headers=headers,
    )  # fmt: skip

    assert (known["state"], known["document_type"]) == ("settled", "invoice")
    assert shown == case
    assert shown["sha256"] == taken["sha256"]
    assert shown["state"] == "in_review"
    assert approval.status_code == 403
