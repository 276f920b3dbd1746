"""The outside e-invoices: every labelled field, every rule case, no false alarm."""

from pathlib import Path

import pytest

from benchmarks import corpus_fields, edi_fields, rule_cases
from core.reasons import ReasonCode
from intake.formats import registry

pytestmark = pytest.mark.skipif(
    not corpus_fields.CORPUS.is_dir(),
    reason=f"the outside e-invoices are not at {corpus_fields.CORPUS}",
)

# Two labels copy text that is no value: a month in place of a day, and "19.00e" for a rate.
NO_VALUES = {
    ("pdf/zugferd_1/acme_invoice-42_ZUGFeRD.pdf", "delivery_date"),
    ("pdf/broken/fail1.pdf", "lines[2].tax_rate"),
}
GOOD_FAMILIES = ("mustang_2x", "intarsys_2x", "fnfe_fr", "mustang_own")


def test_every_labelled_field_is_right() -> None:
    found = list(corpus_fields.compare_all())

    wrong = {(each.file, each.field) for each in found if not each.is_right}
    assert len(found) > 8_000
    assert wrong == NO_VALUES


def test_every_rule_case_agrees() -> None:
    found = list(rule_cases.expectations())

    assert len(found) == 445
    assert [each for each in found if not each.agrees] == []


@pytest.mark.parametrize("family", GOOD_FAMILIES)
def test_pages_of_good_families_raise_no_false_alarm(family: str) -> None:
    files = sorted((corpus_fields.CORPUS / "facturx_pdf" / "pdf" / family).glob("*.pdf"))

    alarms = [file.name for file in files if _disagrees(file)]

    assert files
    assert alarms == []


def _disagrees(file: Path) -> bool:
    findings = registry.read_file(file.read_bytes(), file.name).findings
    return any(finding.code is ReasonCode.TEXT_XML_DISAGREE for finding in findings)


@pytest.mark.skipif(
    not edi_fields.CORPUS.is_dir(), reason=f"the outside EDI is not at {edi_fields.CORPUS}"
)
def test_every_labelled_entry_of_the_outside_edi_is_right() -> None:
    found = list(edi_fields.compare_all())

    assert len(found) > 650
    assert [each for each in found if not each.is_right] == []
