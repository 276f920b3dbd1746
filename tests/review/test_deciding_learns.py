"""A decision that corrects a page teaches its layout; one that corrects a file does not."""

import pytest

from backoffice import pipeline
from core.actors import PIPELINE
from intake.actions import receiving
from intake.models import LayoutAnchor
from reconciliation.models import Case
from review.actions import deciding
from tests.factories import NOW, make_actor, make_case, make_entity
from tests.intake.formats.pdfs import pdf_with

pytestmark = pytest.mark.django_db

RIGHTS = frozenset({"review.decide_case"})
LINES = [
    "Zwirnerei Kalk OHG", "post@kalk.example", "", "Rechnung", "Vorgangskennung VK-77/26",
    "Rechnungsdatum: 03.04.2026", "Nettobetrag            100,00", "USt. 19 %            19,00",
    "Gesamtbetrag            119,00 EUR",
]  # fmt: skip


def correct(case: Case, **changes: str) -> str:
    decided = deciding.decide(
        case_id=case.case_id, action="correct", case_version=case.version,
        actor=make_actor("olivia", "operator"), rights=RIGHTS, decided_at=NOW, changes=changes,
    )  # fmt: skip
    return decided.text


def test_a_corrected_page_teaches_its_layout() -> None:
    make_entity("NL01")
    received = receiving.receive_document(
        content=pdf_with(LINES), filename="page.pdf", channel="upload", actor=PIPELINE,
        received_at=NOW, as_of=NOW.date(),
    )  # fmt: skip
    assert received.document_id is not None
    pipeline.process_documents([received.document_id], actor=PIPELINE, at=NOW)

    said = correct(Case.objects.get(), invoice_number="VK-77/26")

    assert said == "Corrected and matched again."
    anchor = LayoutAnchor.objects.get()
    assert (anchor.field, anchor.learned_by) == ("invoice_number", "person:olivia")


def test_a_corrected_file_teaches_nothing() -> None:
    correct(make_case(), invoice_number="INV-9")

    assert not LayoutAnchor.objects.exists()
