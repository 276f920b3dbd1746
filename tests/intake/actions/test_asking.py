"""Where rules end a model is asked; what it says counts only where the page says it too."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import Settings

from ai.models import ModelCall
from audit.models import Bundle
from backoffice import pipeline
from core.actors import PIPELINE
from core.reasons import ReasonCode
from evaluation.actions import replaying
from intake.actions import asking, receiving
from intake.formats import model_answer, registry
from intake.models import Document, Finding
from intake.rules.answers import AnsweredInvoice
from intake.rules.findings import ReadFile
from intake.rules.placed import Page, Word
from intake.rules.reading import DocumentKind, DocumentType, InvoiceReading
from reconciliation.models import Case
from tests.ai.vendor import Said, Vendor, serving

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)
ROWS = (
    "Kontor Lindgren AB",
    "Faktura-ID LX-4711 rendered 14 March 2026",
    "for Northshore Retail Ltd",
    "IBAN DE89 3704 0044 0532 0130 00 VAT SE556677889901",
    "Oak shelf 3 40.00 120.00",
    "Bracket 10 1.50 15.00",
    "before tax 135.00 EUR",
    "tax 33.75 EUR",
    "all in all 168.75 EUR",
)
TRUE: dict[str, Any] = {
    "document_type": "invoice",
    "invoice_number": "LX-4711",
    "issue_date": "14 March 2026",
    "due_date": None,
    "currency": "EUR",
    "purchase_order": None,
    "seller_name": "Kontor Lindgren AB",
    "seller_vat_id": "SE556677889901",
    "buyer_name": "Northshore Retail Ltd",
    "iban": "DE89 3704 0044 0532 0130 00",
    "net_total": "135.00",
    "tax_total": "33.75",
    "gross_total": "168.75",
    "lines": [
        {"description": "Oak shelf", "quantity": "3", "unit_price": "40.00", "net": "120.00"},
        {"description": "Bracket", "quantity": "10", "unit_price": "1.50", "net": "15.00"},
    ],
}


def page() -> Page:
    words = []
    for row, text in enumerate(ROWS):
        x = 40.0
        for word in text.split():
            width = 6.0 * len(word)
            words.append(Word(word, x, 40 + 20 * row, x + width, 50 + 20 * row))
            x += width + 3
    return Page(595, 842, tuple(words))


def unnamed() -> ReadFile:
    """A page that the rules could make nothing of."""
    refused = registry._refusal(DocumentType.OTHER, ReasonCode.UNREADABLE, "?", "pdf")
    return replace(refused, pages=(page(),))


def answer(**changes: Any) -> AnsweredInvoice:
    return AnsweredInvoice.model_validate_json(json.dumps(TRUE | changes))


class TestATrueAnswer:
    def test_fills_the_reading_with_its_places(self) -> None:
        read = model_answer.merged(unnamed(), answer())

        assert read.refusal is None
        assert read.document_type is DocumentType.INVOICE
        invoice = read.invoice
        assert invoice is not None
        assert (invoice.invoice_number, str(invoice.issue_date)) == ("LX-4711", "2026-03-14")
        assert (str(invoice.gross_total), invoice.currency) == ("168.75", "EUR")
        assert invoice.iban == "DE89370400440532013000"
        assert invoice.seller.name == "Kontor Lindgren AB"
        assert [str(line.net) for line in invoice.lines] == ["120.00", "15.00"]
        evidence = dict(invoice.evidence)
        assert evidence["gross_total"].text == "168.75"
        assert {found.method for found in evidence.values()} == {"model"}
        assert not any(f.code.value == "OUTPUT_REJECTED" for f in read.findings)

    def test_never_takes_the_place_of_what_rules_read(self) -> None:
        known = InvoiceReading(
            kind=DocumentKind.INVOICE, syntax="page", invoice_number="RULES-1",
            gross_total=Decimal("168.75"),
        )  # fmt: skip
        read = ReadFile(DocumentType.INVOICE, "pdf", invoice=known, pages=(page(),))

        merged = model_answer.merged(read, answer()).invoice

        assert merged is not None
        assert merged.invoice_number == "RULES-1"
        assert str(merged.net_total) == "135.00"


class TestAFalseAnswer:
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("invoice_number", "LX-4712"),
            ("invoice_number", "Faktura-ID"),
            ("issue_date", "15 March 2026"),
            ("currency", "USD"),
            ("seller_name", "Kontor Lindgren Holding AB"),
            ("seller_vat_id", "SE556677889902"),
            ("iban", "GB82 WEST 1234 5698 7654 32"),
        ],
    )
    def test_is_thrown_away_field_by_field(self, field: str, value: str) -> None:
        read = model_answer.merged(unnamed(), answer(**{field: value}))

        rejected = [each for each in read.findings if each.code.value == "OUTPUT_REJECTED"]
        assert [each.field for each in rejected] == [field]
        assert field not in dict((read.invoice or known_nothing()).evidence)

    @pytest.mark.parametrize(
        "changes",
        [
            {"gross_total": "186.75"},
            {"gross_total": "135.00"},
            {"tax_total": "15.00"},
            {"net_total": None},
            {"gross_total": "-168.75"},
        ],
    )
    def test_loses_all_its_totals_where_they_do_not_add_up(self, changes: dict[str, Any]) -> None:
        invoice = model_answer.merged(unnamed(), answer(**changes)).invoice

        assert invoice is not None
        assert (invoice.net_total, invoice.tax_total, invoice.gross_total) == (None, None, None)
        assert invoice.lines == ()

    def test_loses_its_lines_where_they_are_not_the_total(self) -> None:
        fewer = answer(lines=TRUE["lines"][:1])

        invoice = model_answer.merged(unnamed(), fewer).invoice

        assert invoice is not None
        assert str(invoice.net_total) == "135.00"
        assert invoice.lines == ()

    def test_makes_no_claim_of_what_is_none(self) -> None:
        read = model_answer.merged(unnamed(), answer(document_type="dunning_letter"))

        assert read.invoice is None
        assert read.refusal is not None


@pytest.mark.parametrize(
    ("changes", "is_unsure"),
    [
        ({}, False),
        ({"gross_total": None}, True),
        ({"invoice_number": "X-1"}, True),
        ({"document_type": "delivery_note", "gross_total": None}, False),
    ],
)
def test_a_claim_that_lacks_its_name_is_shown_to_a_larger_model(
    changes: dict[str, Any], *, is_unsure: bool
) -> None:
    said = answer(**changes)
    plain = answer()
    words = f"Invoice {plain.invoice_number} total {plain.gross_total}"

    assert asking.is_unsure(said, words) is is_unsure


def known_nothing() -> InvoiceReading:
    return InvoiceReading(kind=DocumentKind.INVOICE, syntax="page")


@pytest.fixture
def said(settings: Settings) -> Iterator[Any]:
    with ExitStack() as servers:

        def serve(*script: Said) -> Vendor:
            vendor = servers.enter_context(serving(*script))
            settings.MODEL_PROVIDER = "anthropic"
            settings.MODEL_API_KEY = "key-of-a-test"
            settings.MODEL_BASE_URL = vendor.address
            settings.MODEL_RETRIES = 0
            return vendor

        yield serve


def _process(monkeypatch: pytest.MonkeyPatch) -> Document:
    monkeypatch.setattr(registry, "read_file", lambda *_args: unnamed())
    came = receiving.receive_document(
        content=b"a page", filename="page.pdf", channel="load", actor=PIPELINE,
        received_at=NOW, as_of=date(2026, 3, 15),
    )  # fmt: skip
    pipeline.process_documents([came.document_id or 0], actor=PIPELINE, at=NOW)
    pipeline.process_documents([came.document_id or 0], actor=PIPELINE, at=NOW)
    return Document.objects.get(pk=came.document_id or 0)


@pytest.mark.django_db(transaction=True)
class TestADocument:
    def test_that_rules_cannot_read_becomes_a_case_of_a_person(
        self, said: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        vendor = said(Said(json.dumps(TRUE)))

        document = _process(monkeypatch)

        case = Case.objects.get(document=document.pk)
        assert case.state == "in_review"
        assert len(vendor.asked) == ModelCall.objects.count() == 1
        bundle = Bundle.objects.get(step="intake.read")
        assert (bundle.model, bool(bundle.prompt_version)) == ("claude-haiku-5-5", True)
        replayed = replaying.replay_case(case.pk)
        assert replayed is not None
        assert replayed.ok
        assert len(vendor.asked) == 1

    @pytest.mark.parametrize(
        ("words", "code"),
        [
            (Said(status=529), "PROVIDER_UNAVAILABLE"),
            (Said("no JSON"), "OUTPUT_REJECTED"),
            (Said("", stop_reason="refusal"), "OUTPUT_REJECTED"),
            (Said(json.dumps(TRUE)[:60], stop_reason="max_tokens"), "OUTPUT_REJECTED"),
        ],
    )
    def test_is_not_lost_where_the_model_fails(
        self, said: Any, monkeypatch: pytest.MonkeyPatch, words: Said, code: str
    ) -> None:
        said(words)

        document = _process(monkeypatch)

        assert document.state == "refused"
        assert set(Finding.objects.values_list("code", flat=True)) == {"UNREADABLE", code}

    def test_is_asked_about_only_with_a_key(self, monkeypatch: pytest.MonkeyPatch) -> None:
        document = _process(monkeypatch)

        assert document.state == "refused"
        assert not ModelCall.objects.exists()
