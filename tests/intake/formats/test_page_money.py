"""Currencies without cents, and taxes that are spelled out (T43, T44)."""

from decimal import Decimal

import pytest

from intake.formats.page_document import read_pages
from intake.formats.page_sums import Sum, meaning_of
from intake.rules.reading import InvoiceReading
from tests.intake.formats.placed import Cell, page, right


def read(sign: str, land: str) -> InvoiceReading:
    """Return an invoice of whole amounts whose thousands are set apart by a comma."""
    rows: list[list[Cell]] = [
        [(50, "Kiyomizu Paper Ltd"), (400, "INVOICE")],
        [(50, f"4-2 Sanjo, {land}")],
        [(50, "Invoice No: KP-5")],
        [(50, "Invoice date: 2026-10-20")],
        [],
        [(50, "Description"), right(360, "Qty"), right(545, "Amount")],
        [(50, "Paper"), right(360, "10"), right(545, f"{sign}12,500")],
        [],
        [(380, "Subtotal"), right(545, f"{sign}12,500")],
        [(380, "Consumption tax 10%"), right(545, f"{sign}1,250")],
        [(380, "Total"), right(545, f"{sign}13,750")],
    ]
    reading = read_pages((page(rows),)).reading
    assert reading is not None
    return reading


@pytest.mark.parametrize(
    ("sign", "land", "currency"),
    [
        ("¥", "Kyoto, Japan", "JPY"),
        ("¥", "Shenzhen, China", "CNY"),
        ("JPY ", "Kyoto", "JPY"),
        ("$", "Austin, TX 78701", "USD"),
        ("€", "Dublin", "EUR"),
    ],
)
def test_whole_amounts_with_a_sign_are_whole(sign: str, land: str, currency: str) -> None:
    """T43: no currency here has three decimals, so that 12,500 is no twelve and a half."""
    found = read(sign, land)

    assert found.currency == currency
    sums = (found.net_total, found.tax_total, found.gross_total)
    assert sums == (Decimal(12500), Decimal(1250), Decimal(13750))
    assert [(line.description, line.net) for line in found.lines] == [("Paper", Decimal(12500))]


def test_a_yen_or_yuan_of_no_country_is_neither() -> None:
    assert read("¥", "Floor 3").currency is None


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Value Added Tax", Sum.TAX),
        ("Harmonized Sales Tax", Sum.TAX),
        ("Taxe sur la valeur ajoutée", Sum.TAX),
        ("Imposta sul valore aggiunto", Sum.TAX),
        ("MVA", Sum.TAX),
        ("Subtotal (ex GST)", Sum.NET),
        ("Total after tax", Sum.GROSS),
        ("Att betala", Sum.DUE),
    ],
)
def test_taxes_spelled_out_are_taxes(label: str, role: Sum) -> None:
    found = meaning_of(label)

    assert found is not None
    assert found.role is role
