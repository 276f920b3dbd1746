"""The arithmetic of one document: sums, tax, dates, repeated lines."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reasons import ReasonCode
from intake.rules.checks import (
    ReadingTolerances,
    TaxMethod,
    check_reading,
    computed_net,
    tax_checks,
)
from intake.rules.reading import (
    AllowanceCharge,
    DocumentKind,
    InvoiceLine,
    InvoiceReading,
    Party,
    TaxBreakdown,
)

LIMITS = ReadingTolerances()
cents = st.integers(min_value=1, max_value=10_000_000).map(lambda n: Decimal(n) / 100)


def line(number: int, quantity: str, price: str, **more: object) -> InvoiceLine:
    net = more.pop("net", None)
    return InvoiceLine(
        line=str(number),
        description=str(more.pop("description", f"Tea {number}")),
        quantity=Decimal(quantity),
        unit_price=Decimal(price),
        net=Decimal(str(net)) if net is not None else Decimal(quantity) * Decimal(price),
        tax_rate=Decimal(7),
        tax_category="S",
        **more,  # type: ignore[arg-type]
    )


def invoice(*lines: InvoiceLine, tax: str, currency: str = "EUR", **more: object) -> InvoiceReading:
    goods = sum((each.net or Decimal(0) for each in lines), Decimal(0))
    gross = goods + Decimal(tax)
    reading = InvoiceReading(
        kind=DocumentKind.INVOICE,
        syntax="ubl",
        invoice_number="NW-1",
        issue_date=date(2026, 4, 17),
        due_date=date(2026, 5, 17),
        currency=currency,
        seller=Party(name="Nordwind Handels GmbH"),
        line_total=goods,
        net_total=goods,
        tax_total=Decimal(tax),
        gross_total=gross,
        amount_due=gross,
        tax_breakdown=(TaxBreakdown("S", Decimal(7), goods, Decimal(tax)),),
        lines=lines,
    )
    return replace(reading, **more)  # type: ignore[arg-type]


def codes(reading: InvoiceReading, **more: date) -> list[tuple[ReasonCode, str | None]]:
    return [(f.code, f.field) for f in check_reading(reading, LIMITS, **more)]


def test_a_clean_invoice_has_no_findings() -> None:
    assert check_reading(invoice(line(1, "10", "2.50"), tax="1.75"), LIMITS) == ()


@pytest.mark.parametrize("field", ["invoice_number", "issue_date", "currency", "gross_total"])
def test_what_payment_needs_is_missed_by_name(field: str) -> None:
    reading = replace(invoice(line(1, "10", "2.50"), tax="1.75"), **{field: None})  # type: ignore[arg-type]

    assert (ReasonCode.MISSING_FIELD, field) in codes(reading)


def test_a_seller_without_a_name_is_missed() -> None:
    reading = replace(invoice(line(1, "10", "2.50"), tax="1.75"), seller=Party())

    assert codes(reading) == [(ReasonCode.MISSING_FIELD, "seller_name")]


def test_line_net_counts_base_quantity_charges_and_allowances() -> None:
    """T37: quantity by price for its base, plus charges, less allowances."""
    tea = InvoiceLine(
        line="1",
        quantity=Decimal(40),
        unit_price=Decimal("25.00"),
        price_base_quantity=Decimal(10),
        net=Decimal("97.00"),
        allowances_charges=(
            AllowanceCharge(is_charge=False, amount=Decimal("5.00")),
            AllowanceCharge(is_charge=True, amount=Decimal("2.00")),
        ),
    )

    assert computed_net(tea) == Decimal("97.00")


@pytest.mark.parametrize(("net", "is_wrong"), [("25.02", False), ("24.98", False), ("25.03", True)])
def test_a_line_may_be_two_cents_off_and_no_more(net: str, is_wrong: bool) -> None:
    """T37: the limit of Peppol R120 is inclusive."""
    found = check_reading(invoice(line(1, "10", "2.50", net=net), tax="1.75"), LIMITS)

    assert [f.reference for f in found] == (["PEPPOL-EN16931-R120"] if is_wrong else [])


def test_names_line_expected_actual_and_tolerance() -> None:
    (finding,) = check_reading(invoice(line(3, "10", "2.50", net="26.00"), tax="1.82"), LIMITS)

    assert (finding.line, finding.expected, finding.actual, finding.tolerance) == (
        "3",
        "25",
        "26.00",
        "0.02",
    )


def test_an_unrounded_price_is_compared_unrounded() -> None:
    """T5: 1.004 on a large line is not rounded away."""
    found = check_reading(
        invoice(line(1, "1000000", "1.000", net="1004000.00"), tax="70280.00"), LIMITS
    )

    assert [f.code for f in found] == [ReasonCode.TOTALS_MISMATCH]


def test_the_rounding_amount_is_honored() -> None:
    """T37: BT-114 closes the gap between gross, prepaid and due."""
    reading = invoice(line(1, "10", "2.50"), tax="1.75")

    rounded = replace(reading, rounding=Decimal("0.05"), amount_due=Decimal("26.80"))
    forgotten = replace(reading, amount_due=Decimal("26.80"))

    assert codes(rounded) == []
    assert codes(forgotten) == [(ReasonCode.TOTALS_MISMATCH, "amount_due")]


def test_prepaid_is_taken_off() -> None:
    reading = invoice(
        line(1, "10", "2.50"), tax="1.75", prepaid=Decimal("6.75"), amount_due=Decimal("20.00")
    )

    assert codes(reading) == []


@pytest.mark.parametrize("field", ["line_total", "net_total", "gross_total", "amount_due"])
def test_one_cent_in_a_total_is_noticed(field: str) -> None:
    """R30: a sum that is off by one cent is never passed over."""
    reading = invoice(line(1, "10", "2.50"), tax="1.75")
    wrong = replace(reading, **{field: getattr(reading, field) + Decimal("0.01")})

    assert (ReasonCode.TOTALS_MISMATCH, field) in codes(wrong)


def test_allowances_of_the_document_count_where_their_total_is_not_printed() -> None:
    reading = invoice(
        line(1, "10", "2.50"),
        tax="1.05",
        net_total=Decimal("15.00"),
        gross_total=Decimal("16.05"),
        amount_due=Decimal("16.05"),
        tax_breakdown=(TaxBreakdown("S", Decimal(7), Decimal("15.00"), Decimal("1.05")),),
        allowances_charges=(AllowanceCharge(is_charge=False, amount=Decimal("10.00")),),
    )

    assert codes(reading) == []


def test_group_lines_are_in_no_total() -> None:
    group = line(1, "1", "25.00", net="999.00", line_status="GROUP")
    reading = invoice(line(2, "10", "2.50"), tax="1.75")

    assert codes(replace(reading, lines=(group, *reading.lines))) == []


def three_lines() -> tuple[InvoiceLine, ...]:
    return tuple(line(n, "1", "1.10") for n in range(1, 4))


@pytest.mark.parametrize(
    ("tax", "method"), [("0.24", TaxMethod.LINE), ("0.23", TaxMethod.DOCUMENT)]
)
def test_both_methods_pass_inside_the_limit_and_are_recorded(tax: str, method: TaxMethod) -> None:
    """T36: three lines of 1.10 at 7 %."""
    reading = invoice(*three_lines(), tax=tax)

    (check,) = tax_checks(reading, LIMITS)

    assert check.is_within
    assert check.method is method
    assert codes(reading) == []


def test_a_hundred_lines_by_the_line_method_are_not_accepted() -> None:
    """T36: 8.00 against 7.70 is not accepted because a method explains it."""
    reading = invoice(*(line(n, "1", "1.10") for n in range(100)), tax="8.00")

    (check,) = tax_checks(reading, LIMITS)

    assert check.method is TaxMethod.LINE
    assert not check.is_within
    assert (ReasonCode.TAX_MISMATCH, "tax_breakdown") in codes(reading)


def test_cents_inside_the_limit_are_reported_as_a_difference_to_book() -> None:
    """T38: the vendor's figure is booked, the difference goes to the rounding account."""
    reading = invoice(line(1, "10", "33.00"), tax="23.14")

    (check,) = tax_checks(reading, LIMITS)

    assert check.is_within
    assert check.difference == Decimal("0.04")
    assert codes(reading) == []


def test_cents_outside_the_limit_are_a_mismatch() -> None:
    """T38: 23.25 printed where base by rate says 23.10."""
    (finding,) = check_reading(invoice(line(1, "10", "33.00"), tax="23.25"), LIMITS)

    assert (finding.code, finding.expected, finding.actual, finding.tolerance) == (
        ReasonCode.TAX_MISMATCH,
        "23.1",
        "23.25",
        "0.05",
    )


def test_tax_rows_must_add_up_to_the_tax_total() -> None:
    reading = invoice(line(1, "10", "2.50"), tax="1.75")
    wrong = replace(reading, tax_breakdown=(reading.tax_breakdown[0],) * 2)

    assert codes(wrong) == [(ReasonCode.TAX_MISMATCH, "tax_total")]


@pytest.mark.parametrize(
    ("currency", "price", "tax"), [("JPY", "1033", "72"), ("KWD", "1.105", "0.077")]
)
def test_the_smallest_unit_is_the_currencys(currency: str, price: str, tax: str) -> None:
    """T43: the yen has no decimals, the Kuwaiti dinar three."""
    reading = invoice(line(1, "1", price), tax=tax, currency=currency)

    (check,) = tax_checks(reading, LIMITS)

    assert codes(reading) == []
    assert check.method is TaxMethod.DOCUMENT


def test_a_yen_amount_that_is_two_yen_off_is_noticed() -> None:
    """T43: rounding to whole yen excuses half a yen, not two."""
    reading = invoice(line(1, "1", "1033"), tax="74", currency="JPY")

    assert (ReasonCode.TAX_MISMATCH, "tax_breakdown") in codes(reading)


def test_the_same_line_twice_is_found() -> None:
    """T24: same item, quantity and price inside one invoice."""
    twice = (line(1, "10", "2.50", description="Tea"), line(2, "10", "2.50", description="Tea"))

    (finding,) = check_reading(invoice(*twice, tax="3.50"), LIMITS)

    assert (finding.code, finding.line, finding.reference) == (ReasonCode.DUPLICATE_LINE, "2", "1")


@pytest.mark.parametrize("apart", [{"po_line": "2"}, {"note": "second week"}, {"gtin": "40063"}])
def test_what_tells_two_lines_apart_makes_them_two_sales(apart: dict[str, str]) -> None:
    """T24: a repeat with its own order line, note or item is no duplicate."""
    lines = (
        line(1, "10", "2.50", description="Tea"),
        line(2, "10", "2.50", description="Tea", **apart),
    )

    assert codes(invoice(*lines, tax="3.50")) == []


def test_impossible_dates_are_found() -> None:
    reading = invoice(line(1, "10", "2.50"), tax="1.75", due_date=date(2026, 4, 16))

    assert codes(reading) == [(ReasonCode.IMPLAUSIBLE_DATE, "due_date")]


@pytest.mark.parametrize(("arrived", "is_wrong"), [("2026-04-10", False), ("2026-04-09", True)])
def test_an_invoice_may_be_a_week_ahead(arrived: str, is_wrong: bool) -> None:
    found = codes(
        invoice(line(1, "10", "2.50"), tax="1.75"), arrived_on=date.fromisoformat(arrived)
    )

    assert found == ([(ReasonCode.IMPLAUSIBLE_DATE, "issue_date")] if is_wrong else [])


@given(quantity=st.integers(min_value=1, max_value=9999), price=cents, gap=st.integers(-500, 500))
def test_the_line_limit_is_exact(quantity: int, price: Decimal, gap: int) -> None:
    """R30: no drift, for any amount: two cents pass and three do not."""
    net = quantity * price + Decimal(gap) / 100
    reading = invoice(line(1, str(quantity), str(price), net=net), tax="0")

    wrong = [f for f in check_reading(reading, LIMITS) if f.field == "net"]

    assert bool(wrong) is (abs(gap) > 2)
