"""One invoice a hundred times at once: loaded, uploaded, renamed, written otherwise (R5, T57)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import connection
from lxml import etree

from backoffice import loading, pipeline
from benchmarks.generate_invoices import AS_OF, generate
from core.actors import PIPELINE, Actor, ActorKind
from intake.actions import receiving
from intake.models import Arrival, Document, Invoice
from ledger.models import JournalEntry
from reconciliation.actions import policies
from reconciliation.models import Case, CaseState

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
LOADER = Actor(kind=ActorKind.SERVICE, name="load")
AT_ONCE = 8
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def other_bytes(content: bytes, number: int) -> bytes:
    """Return the same document in another spelling: encoding, white space, a comment."""
    root = etree.fromstring(content)
    root.insert(0, etree.Comment(f" sent again, {number} "))
    etree.indent(root, " " * (number % 4))
    encoding = "UTF-8" if number % 2 else "UTF-16"
    return bytes(etree.tostring(root, xml_declaration=True, encoding=encoding))  # type: ignore[arg-type]


def bring(folder: Path, original: bytes, number: int) -> None:
    """Bring the invoice once, by one of the ways in and as one of the ways to write it."""
    content = other_bytes(original, number) if number % 4 == 3 else original
    try:
        if number % 2:
            path = folder / f"copy-{number}.xml"
            path.write_bytes(content)
            loading.load([path], entity=None, as_of=AS_OF, at=NOW, actor=LOADER)
        else:
            received = receiving.receive_document(
                content=content, filename=f"renamed {number}.xml", channel="upload",
                actor=Actor(kind=ActorKind.PERSON, name="olivia"), received_at=NOW, as_of=AS_OF,
            )  # fmt: skip
            assert received.document_id is not None
            pipeline.process_documents([received.document_id], actor=PIPELINE, at=NOW)
    finally:
        connection.close()


def test_r5_a_hundred_copies_at_once_are_one_payable(tmp_path: Path, empty_queue: None) -> None:
    made = generate(1, 5, tmp_path / "files")
    loading.load([made.masters], entity=None, as_of=date(2026, 9, 1), at=NOW, actor=LOADER)
    policies.import_policy({"autonomy": "full"}, actor=LOADER, at=NOW, has_decisions=False)
    (path,) = made.invoices.rglob("*.xml")
    original = path.read_bytes()
    copies = tmp_path / "copies"
    copies.mkdir()

    with ThreadPoolExecutor(max_workers=AT_ONCE) as everyone:
        list(everyone.map(lambda number: bring(copies, original, number), range(100)))

    spelled_otherwise = 25
    invoices = Invoice.objects.all()
    assert Document.objects.filter(document_type="invoice").count() == 1 + spelled_otherwise
    assert Arrival.objects.filter(document__document_type="invoice").count() == 100
    first = invoices.get(duplicate_of=None)
    assert invoices.filter(duplicate_of=first).count() == spelled_otherwise
    assert JournalEntry.objects.filter(source="case").count() == 1
    booked = Case.objects.get(state=CaseState.STRAIGHT_THROUGH.value)
    assert booked.invoice_id == first.pk
    waiting = Case.objects.filter(state=CaseState.IN_REVIEW.value)
    assert waiting.count() == spelled_otherwise
    assert all("DUPLICATE_INVOICE" in case.exception_codes for case in waiting)
