"""Signs on the invoice of a new vendor (T64)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from intake.rules.reading import DocumentKind, InvoiceReading
from reconciliation.rules.risk import RiskFacts, is_risky, risk_signs

INVOICE = InvoiceReading(
    DocumentKind.INVOICE,
    "ubl",
    issue_date=date(2026, 3, 5),
    due_date=date(2026, 4, 4),
    gross_total=Decimal("1234.56"),
)
LIMITS = (Decimal(5000), Decimal(10000))


def signs(reading: InvoiceReading, *, is_new: bool = True) -> tuple[str, ...]:
    return risk_signs(RiskFacts(reading, is_new, LIMITS))


def test_t64_new_urgent_round_and_just_under_a_limit_is_risky() -> None:
    found = signs(
        replace(INVOICE, gross_total=Decimal("4900.00"), payment_terms="Bitte sofort zahlen")
    )

    assert found == (
        "a new vendor", "it says “sofort”", "a round amount", "just under the limit of 5000.00",
    )  # fmt: skip
    assert is_risky(found)


@pytest.mark.parametrize(
    "reading",
    [
        INVOICE,
        replace(INVOICE, gross_total=Decimal("1000.00")),
        replace(INVOICE, due_date=date(2026, 3, 8)),
        replace(INVOICE, gross_total=None),
    ],
)
def test_one_sign_beside_a_new_vendor_is_ordinary(reading: InvoiceReading) -> None:
    assert not is_risky(signs(reading))


def test_a_known_vendor_has_no_signs() -> None:
    assert signs(replace(INVOICE, gross_total=Decimal(4900)), is_new=False) == ()
