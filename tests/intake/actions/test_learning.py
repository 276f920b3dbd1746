"""A person corrects a page once; the next pages of that layout are read right."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEvent, Bundle
from backoffice import pipeline
from core.actors import PIPELINE, Actor
from evaluation.actions import replaying
from intake.actions import correcting, learning, receiving
from intake.models import Document, Invoice, Layout, LayoutAnchor, RetiredBecause
from intake.rules import reading_json
from intake.rules.checks import ReadingTolerances
from intake.rules.reading import InvoiceReading
from reconciliation.models import Case
from tests.factories import NOW, make_actor, make_entity
from tests.intake.formats.pdfs import pdf_with

pytestmark = pytest.mark.django_db

APART = " " * 12


def sheet(number: str, day: str, *, label: str = "Vorgangskennung", name: str = "Kalk") -> bytes:
    """An invoice whose number and day stand behind words that no dictionary holds."""
    return pdf_with(
        [
            f"Zwirnerei {name} OHG",
            f"Garnweg 3, 01067 Dresden, post@{name.lower()}.example",
            "",
            "Rechnung",
            "",
            f"{label}{APART}{number}",
            f"Abgeholt{APART}01.04.2026",
            f"Gefertigt{APART}{day}",
            "",
            f"Nettobetrag{APART}100,00",
            f"USt. 19 %{APART}19,00",
            f"Gesamtbetrag{APART}119,00 EUR",
            "",
            "USt-IdNr. DE811907980",
        ]
    )


@pytest.fixture(autouse=True)
def _world() -> None:
    make_entity("NL01")


@pytest.fixture
def olivia() -> Actor:
    return make_actor("olivia", "operator")


def take_in(content: bytes) -> Document:
    received = receiving.receive_document(
        content=content, filename="page.pdf", channel="upload", actor=PIPELINE,
        received_at=NOW, as_of=NOW.date(),
    )  # fmt: skip
    assert received.document_id is not None
    pipeline.process_documents([received.document_id], actor=PIPELINE, at=NOW)
    return Document.objects.get(pk=received.document_id)


def read(document: Document) -> InvoiceReading:
    invoice = Invoice.objects.select_related("reading").get(document=document)
    return reading_json.from_bytes(invoice.reading.payload.encode())


def correct(document: Document, actor: Actor, **changes: str) -> None:
    correcting.correct_reading(
        document_id=document.pk, changes=changes, limits=ReadingTolerances(), actor=actor,
        at=NOW, seen=learning.look(document),
    )  # fmt: skip


def test_a_correction_is_not_asked_again(olivia: Actor) -> None:
    first = take_in(sheet("VK-77/26", "03.04.2026"))
    assert read(first).invoice_number is None
    assert read(first).issue_date != date(2026, 4, 3)

    correct(first, olivia, invoice_number="VK-77/26", issue_date="2026-04-03")
    later = read(take_in(sheet("VK-102/26", "17.05.2026")))

    assert (later.invoice_number, later.issue_date) == ("VK-102/26", date(2026, 5, 17))
    assert later.gross_total == Decimal("119.00")
    assert dict(later.evidence)["invoice_number"].method == "anchor"
    assert Layout.objects.get().identifiers == ["DE811907980"]


def test_the_corrected_value_is_shown_where_it_stands(olivia: Actor) -> None:
    first = take_in(sheet("VK-77/26", "03.04.2026"))

    correct(first, olivia, invoice_number="VK-77/26")

    found = dict(read(first).evidence)["invoice_number"]
    assert (found.method, found.page, found.text) == ("person", 1, "VK-77/26")
    assert found.confidence == 1


def test_what_was_learned_is_an_input_of_reading_and_replays(olivia: Actor) -> None:
    first = take_in(sheet("VK-77/26", "03.04.2026"))
    correct(first, olivia, invoice_number="VK-77/26")
    later = take_in(sheet("VK-102/26", "17.05.2026"))

    # Even when the anchor has long been withdrawn.
    learning.revoke(anchor_id=LayoutAnchor.objects.get().pk, actor=olivia, at=NOW)
    replayed = replaying.replay_case(Case.objects.get(document=later).pk)

    assert replayed is not None
    assert "intake.read" in [step.step for step in replayed.steps if step.is_equal]
    assert replayed.ok
    bundle = Bundle.objects.get(step="intake.read", subject=f"document:{later.sha256}")
    assert "anchors" in bundle.inputs


def test_a_correction_that_is_not_on_the_page_is_kept_and_not_learned(olivia: Actor) -> None:
    """T123."""
    first = take_in(sheet("VK-77/26", "03.04.2026"))

    correct(first, olivia, invoice_number="ANOTHER-1")

    assert read(first).invoice_number == "ANOTHER-1"
    assert not LayoutAnchor.objects.exists()
    told = AuditEvent.objects.get(action="intake.layout.learned").payload
    assert told["not_on_page"] == ["invoice_number"]
    assert read(take_in(sheet("VK-102/26", "17.05.2026"))).invoice_number is None


def test_another_layout_is_read_without_it(olivia: Actor) -> None:
    first = take_in(sheet("VK-77/26", "03.04.2026"))
    correct(first, olivia, invoice_number="VK-77/26")

    other = pdf_with(
        ["Alder Finch Ltd", "12 Mill Lane", "Invoice", f"Vorgangskennung{APART}VK-9/26"]
    )

    assert read(take_in(other)).invoice_number is None


def test_a_later_correction_retires_what_an_earlier_one_taught(olivia: Actor) -> None:
    first = take_in(sheet("VK-77/26", "03.04.2026"))
    correct(first, olivia, invoice_number="VK-77/26")

    correct(first, make_actor("oscar", "operator"), invoice_number="VK-77/28")

    anchor = LayoutAnchor.objects.get()
    assert anchor.retired_because == RetiredBecause.CONTRADICTED
    assert anchor.retired_by == "person:oscar"
    assert read(take_in(sheet("VK-102/26", "17.05.2026"))).invoice_number is None


def test_an_anchor_that_misleads_is_retired(olivia: Actor) -> None:
    first = take_in(sheet("VK-77/26", "03.04.2026"))
    correct(first, olivia, invoice_number="VK-77/26")
    later = take_in(sheet("VK-102/26", "17.05.2026"))

    correct(later, olivia, invoice_number="VK-102")

    assert LayoutAnchor.objects.get().retired_because == RetiredBecause.MISLED


def test_where_people_disagree_nothing_more_is_learned(olivia: Actor) -> None:
    """T123."""
    first = take_in(sheet("VK-77/26", "03.04.2026"))
    for value in ("VK-77/26", "119,00", "DE811907980", "VK-77/26"):
        correct(first, olivia, invoice_number=value)

    assert not LayoutAnchor.objects.filter(retired_at__isnull=True).exists()
    told = AuditEvent.objects.filter(action="intake.layout.learned").latest("pk").payload
    assert told["disputed"] == ["invoice_number"]


def test_the_same_correction_again_teaches_nothing_new(olivia: Actor) -> None:
    first = take_in(sheet("VK-77/26", "03.04.2026"))
    correct(first, olivia, invoice_number="VK-77/26")
    with pytest.raises(correcting.UnableToCorrect):
        correct(first, olivia, invoice_number="VK-77/26")

    assert LayoutAnchor.objects.count() == 1


def test_what_was_learned_can_be_withdrawn_once(olivia: Actor) -> None:
    first = take_in(sheet("VK-77/26", "03.04.2026"))
    correct(first, olivia, invoice_number="VK-77/26")
    anchor = LayoutAnchor.objects.get()

    learning.revoke(anchor_id=anchor.pk, actor=olivia, at=NOW)
    with pytest.raises(learning.UnableToRevoke):
        learning.revoke(anchor_id=anchor.pk, actor=olivia, at=NOW)

    assert read(take_in(sheet("VK-102/26", "17.05.2026"))).invoice_number is None


def test_files_without_pages_ask_nothing_of_what_was_learned() -> None:
    with CaptureQueriesContext(connection) as asked:
        learning.with_anchors([], [], limits=ReadingTolerances())

    assert len(asked) == 0
