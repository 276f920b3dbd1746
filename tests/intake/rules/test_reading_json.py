"""A reading as canonical JSON and back."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.rules import reading_json
from intake.rules.reading import (
    AllowanceCharge,
    DocumentKind,
    Evidence,
    InvoiceLine,
    InvoiceReading,
    Party,
    TaxBreakdown,
)

texts = st.none() | st.text(min_size=1, max_size=12)
amounts = st.none() | st.decimals(
    allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4
)
days = st.none() | st.dates()
parties = st.builds(Party, name=texts, vat_id=texts, country=texts)
extras = st.builds(
    AllowanceCharge,
    is_charge=st.booleans(),
    amount=amounts.filter(lambda amount: amount is not None),
    reason=texts,
)
lines = st.builds(
    InvoiceLine,
    line=st.text(min_size=1, max_size=4),
    description=texts,
    quantity=amounts,
    net=amounts,
    allowances_charges=st.lists(extras, max_size=2).map(tuple),
)
rows = st.builds(TaxBreakdown, category=texts, rate=amounts, base=amounts, tax=amounts)
readings = st.builds(
    InvoiceReading,
    kind=st.sampled_from(DocumentKind),
    syntax=st.just("ubl"),
    invoice_number=texts,
    issue_date=days,
    seller=parties,
    gross_total=amounts,
    tax_breakdown=st.lists(rows, max_size=2).map(tuple),
    lines=st.lists(lines, max_size=3).map(tuple),
    notes=st.lists(st.text(min_size=1), max_size=2).map(tuple),
)


@given(readings)
def test_comes_back_as_it_was(reading: InvoiceReading) -> None:
    written = reading_json.to_bytes(reading)

    again = reading_json.from_bytes(written)

    assert again == reading
    assert reading_json.to_bytes(again) == written


def test_keeps_printed_zeros_and_evidence() -> None:
    evidence = Evidence(
        page=1,
        box=(1.5, 2.0, 30.25, 4.0),
        text="1.10 EUR",
        method="label",
        confidence=Decimal("0.990"),
    )
    reading = InvoiceReading(
        kind=DocumentKind.CREDIT_NOTE,
        syntax="page",
        issue_date=date(2026, 4, 17),
        gross_total=Decimal("1.10"),
        evidence=(("gross_total", evidence),),
    )

    again = reading_json.from_bytes(reading_json.to_bytes(reading))

    assert str(again.gross_total) == "1.10"
    assert again == reading


def test_writes_sorted_keys_and_leaves_out_what_is_unknown() -> None:
    reading = InvoiceReading(
        kind=DocumentKind.INVOICE, syntax="ubl", invoice_number="Ä-1", net_total=Decimal("1E+3")
    )

    assert reading_json.to_bytes(reading).decode() == (
        '{"buyer":{},"invoice_number":"Ä-1","kind":"invoice","net_total":"1000",'
        '"seller":{},"syntax":"ubl"}'
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b'{"kind":"bill","syntax":"ubl"}',
        b'{"kind":"invoice","syntax":"ubl","gross_total":1.10}',
        b'{"kind":"invoice","syntax":"ubl","gross_total":7}',
        b'{"kind":"invoice","syntax":"ubl","gross_total":"much"}',
        b'{"kind":"invoice","syntax":"ubl","unheard_of":"x"}',
    ],
)
def test_refuses_what_it_did_not_write(content: bytes) -> None:
    """R30: a bare number is refused, because it would pass through a float."""
    with pytest.raises(reading_json.UnableToReadReading):
        reading_json.from_bytes(content)
