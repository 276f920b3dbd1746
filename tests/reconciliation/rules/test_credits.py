"""A credit note takes back an invoice, or waits for a person."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reasons import ReasonCode
from intake.rules.reading import DocumentKind, InvoiceReading
from reconciliation.rules.credits import (
    BilledInvoice,
    BilledLine,
    CreditInput,
    match_credit_note,
    rank_invoices,
)
from reconciliation.rules.match_values import MatchResult, MatchStatus
from tests.reconciliation.rules.values import D, billed, codes, invoice

BILLED = BilledInvoice(
    "C-7",
    "BF-1001",
    "V-1001",
    date(2026, 3, 5),
    D("1190.00"),
    "EUR",
    lines=(
        BilledLine(
            "1", D(100), D("1000.00"), "EA", "Article 1", "ITEM-1",
            po_number="4500001", po_line="1", order_price=D("10.00"),
        ),
    ),
)  # fmt: skip


def credit_note(gross: str = "119.00", quantity: str = "10", **changes: object) -> InvoiceReading:
    reading = replace(
        invoice(billed("1", quantity), po=None),
        kind=DocumentKind.CREDIT_NOTE,
        invoice_number="CN-1",
        preceding_invoice="BF-1001",
        gross_total=D(gross),
    )
    return replace(reading, **changes)  # type: ignore[arg-type]


def matched(
    reading: InvoiceReading, *invoices: BilledInvoice, candidates: tuple[BilledInvoice, ...] = ()
) -> MatchResult:
    return match_credit_note(CreditInput(reading, "V-1001", "HQ", invoices, candidates))


def test_a_credit_note_is_paired_with_its_invoice_and_needs_no_receipt() -> None:
    result = matched(credit_note(), BILLED)

    line = result.lines[0]
    assert result.status is MatchStatus.MATCHED
    assert (line.po_number, line.po_line, line.quantity, line.receipts) == (
        "4500001",
        "1",
        D(10),
        (),
    )


def test_t28_without_a_reference_the_likely_invoices_are_ranked() -> None:
    other = replace(BILLED, reference="C-9", invoice_number="BF-0999", lines=())
    reading = credit_note(preceding_invoice=None)

    result = matched(reading, candidates=(replace(other, gross_total=D("7.00")), BILLED))

    assert codes(result) == [ReasonCode.CREDIT_WITHOUT_INVOICE]
    assert result.exceptions[0].reference == "C-7"
    assert "BF-1001 over 1190.00 EUR" in result.exceptions[0].text
    assert result.lines == ()


def test_t28_a_named_invoice_that_is_not_here_is_said() -> None:
    result = matched(credit_note(preceding_invoice="BF-5555"))

    assert codes(result) == [ReasonCode.CREDIT_WITHOUT_INVOICE]
    assert "BF-5555" in result.exceptions[0].text


def test_the_same_number_of_another_vendor_is_not_its_invoice() -> None:
    result = matched(credit_note(), replace(BILLED, vendor_id="V-2002"))

    assert codes(result) == [ReasonCode.CREDIT_WITHOUT_INVOICE]


@pytest.mark.parametrize("sign", [1, -1])
def test_t29_the_kind_of_document_gives_the_direction_and_not_the_sign(sign: int) -> None:
    line = replace(billed("1", "10"), quantity=D(10 * sign), net=D("100.00") * sign)
    reading = credit_note(lines=(line,), gross_total=D("119.00") * sign)

    result = matched(reading, BILLED)

    assert codes(result) == []
    assert (result.lines[0].quantity, result.lines[0].amount) == (D(10), D(100))


@pytest.mark.parametrize(
    ("before", "gross", "exceeds"),
    [("0", "1190.00", False), ("0", "1190.01", True), ("1100.00", "119.00", True)],
)
def test_t30_no_more_is_credited_in_all_than_was_billed(
    before: str, gross: str, exceeds: bool
) -> None:
    result = matched(credit_note(gross), replace(BILLED, credited_gross=D(before)))

    assert (ReasonCode.CREDIT_EXCEEDS_INVOICE in codes(result)) is exceeds


def test_another_currency_is_not_subtracted() -> None:
    result = matched(credit_note("99999"), replace(BILLED, currency="USD"))

    assert codes(result) == [ReasonCode.CURRENCY_MISMATCH]


def test_a_price_correction_takes_back_money_and_no_goods() -> None:
    line = billed("1", "100", "0.50")

    result = matched(credit_note("59.50", lines=(line,)), BILLED)

    assert (result.lines[0].quantity, result.lines[0].price_agrees) == (D(0), False)


def test_an_invoice_after_the_credit_note_is_no_candidate() -> None:
    late = replace(BILLED, issue_date=date(2026, 4, 1))

    assert rank_invoices(credit_note(), (late,)) == ()


@given(
    credited=st.decimals(0, 2000, places=2),
    gross=st.decimals("0.01", 2000, places=2),
)
def test_what_exceeds_the_invoice_is_always_found(credited: D, gross: D) -> None:
    result = matched(credit_note(str(gross)), replace(BILLED, credited_gross=credited))

    assert (ReasonCode.CREDIT_EXCEEDS_INVOICE in codes(result)) is (credited + gross > 1190)
