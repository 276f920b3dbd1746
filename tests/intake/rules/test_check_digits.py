"""Identifiers whose check digits are wrong."""

import pytest

from intake.rules.check_digits import (
    bic_problem,
    checked_identifiers,
    gtin_problem,
    iban_problem,
    vat_id_problem,
)
from intake.rules.reading import DocumentKind, InvoiceLine, InvoiceReading, Party


@pytest.mark.parametrize("right", ["DE89 3704 0044 0532 0130 00", "GB82WEST12345698765432"])
def test_an_iban_with_its_digits_is_right(right: str) -> None:
    assert iban_problem(right) is None


def test_an_iban_with_two_digits_swapped_is_wrong() -> None:
    assert "check digits" in (iban_problem("DE89370400440532013090") or "")


def test_a_bic_has_a_form() -> None:
    assert bic_problem("COBADEFFXXX") is None
    assert bic_problem("COBADEFF9") is not None


def test_a_vat_id_is_checked_by_the_rule_of_its_country() -> None:
    assert vat_id_problem("DE136695976") is None
    assert "check digits" in (vat_id_problem("DE136695978") or "")
    assert vat_id_problem("ZZ12345") is None  # nobody knows a rule


@pytest.mark.parametrize(
    ("gtin", "is_right"),
    [("4006381333931", True), ("4006381333932", False), ("012345678905", True), ("123", False)],
)
def test_a_gtin_is_checked(gtin: str, is_right: bool) -> None:
    assert (gtin_problem(gtin) is None) is is_right


def test_a_document_is_checked_as_a_whole() -> None:
    reading = InvoiceReading(
        DocumentKind.INVOICE,
        "ubl",
        seller=Party(vat_id="DE136695978"),
        iban="DE89370400440532013000",
        lines=(InvoiceLine("1", gtin="4006381333932"), InvoiceLine("2")),
    )

    found = {(one.field, one.line): one.problem is None for one in checked_identifiers(reading)}

    assert found == {("iban", None): True, ("seller_vat_id", None): False, ("gtin", "1"): False}
