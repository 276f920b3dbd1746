"""Every journal balances to the cent, and every part stands where it belongs."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reasons import ReasonCode
from intake.rules.reading import (
    AllowanceCharge,
    DocumentKind,
    InvoiceLine,
    InvoiceReading,
    TaxBreakdown,
)
from reconciliation.rules.match_values import LineMatchValue, MatchKind, MatchResult, MatchStatus
from reconciliation.rules.posting import (
    JournalLineValue,
    PostingInput,
    ProposedAction,
    journal_of,
    propose,
)
from tests.reconciliation.rules.values import (
    D,
    billed,
    charge,
    compared,
    invoice,
    order,
    order_line,
    received,
)

NOTHING = MatchResult(MatchStatus.UNMATCHED, "none")


def taxed(reading: InvoiceReading, tax: str, rate: str = "19") -> InvoiceReading:
    net = reading.line_total or D(0)
    net += sum(
        (p.amount if p.is_charge else -p.amount for p in reading.allowances_charges), Decimal(0)
    )
    return replace(
        reading,
        net_total=net,
        tax_total=D(tax),
        gross_total=net + D(tax),
        tax_breakdown=(TaxBreakdown("S", D(rate), net, D(tax)),),
    )


def booked(journal: tuple[JournalLineValue, ...]) -> dict[str, Decimal]:
    """Amounts by account, debits positive; the entry must balance."""
    assert sum(line.debit for line in journal) == sum(line.credit for line in journal)
    assert all(line.debit >= 0 and line.credit >= 0 for line in journal)
    assert all((line.debit == 0) != (line.credit == 0) for line in journal)
    found: dict[str, Decimal] = {}
    for line in journal:
        found[line.account] = found.get(line.account, Decimal(0)) + line.debit - line.credit
    return found


def three_way(reading: InvoiceReading, price: str = "10.00") -> PostingInput:
    line = order_line("1", "100", price)
    return PostingInput(reading, compared(reading, [order(line)], [received()]), (line,))


def test_a_clean_invoice_clears_what_was_received() -> None:
    proposal = propose(three_way(taxed(invoice(billed()), "190.00")))

    assert proposal.action is ProposedAction.BOOK
    assert booked(proposal.journal) == {"2150": 1000, "1360": 190, "2100": -1190}


@pytest.mark.parametrize(("price", "difference"), [("10.10", "10.00"), ("9.90", "-10.00")])
def test_goods_clear_at_the_order_price_and_the_rest_is_a_price_difference(
    price: str, difference: str
) -> None:
    reading = taxed(invoice(billed("1", "100", price)), "0")

    found = booked(journal_of(three_way(reading)))

    assert found["2150"] == 1000
    assert found["5090"] == D(difference)


def test_t38_cents_of_tax_go_to_rounding_and_the_vendors_total_is_owed() -> None:
    found = booked(journal_of(three_way(taxed(invoice(billed()), "190.03"))))

    assert found == {"2150": 1000, "1360": 190, "6990": D("0.03"), "2100": D("-1190.03")}


def test_t38_more_than_cents_of_tax_are_booked_as_printed() -> None:
    found = booked(journal_of(three_way(taxed(invoice(billed()), "195.00"))))

    assert found["1360"] == 195
    assert "6990" not in found


def test_t37_the_rounding_of_the_amount_due_is_booked() -> None:
    reading = replace(taxed(invoice(billed()), "190.02"), rounding=D("-0.02"))

    found = booked(journal_of(three_way(replace(reading, amount_due=D("1190.00")))))

    assert found["2100"] == -1190


@pytest.mark.parametrize("category", ["AE", "K", "G"])
def test_t41_reverse_charge_books_no_input_tax(category: str) -> None:
    reading = taxed(invoice(billed()), "0")
    row = TaxBreakdown(category, D(0), D(1000), D(0))

    found = booked(journal_of(three_way(replace(reading, tax_breakdown=(row,)))))

    assert "1360" not in found


def test_charges_and_allowances_stand_apart_from_goods() -> None:
    parts = (charge("50.00"), AllowanceCharge(False, D("30.00"), reason="Bonus"))
    reading = replace(invoice(billed()), allowances_charges=parts)

    found = booked(journal_of(three_way(taxed(reading, "193.80"))))

    assert (found["2150"], found["5200"], found["5080"]) == (D(1000), D(50), D(-30))


def test_a_service_goes_to_its_own_account_and_cost_centre() -> None:
    line = replace(order_line(), match_kind=MatchKind.TWO_WAY, account="6100", cost_centre="HQ-IT")
    reading = taxed(invoice(billed()), "190.00")

    journal = journal_of(PostingInput(reading, compared(reading, [order(line)]), (line,)))

    assert booked(journal)["6100"] == 1000
    assert {row.cost_centre for row in journal if row.account == "6100"} == {"HQ-IT"}


@pytest.mark.parametrize(("default", "account"), [("6300", "6300"), (None, "6900")])
def test_without_an_order_the_vendors_account_takes_it(default: str | None, account: str) -> None:
    reading = taxed(invoice(billed(), po=None), "190.00")

    found = booked(journal_of(PostingInput(reading, NOTHING, default_account=default)))

    assert found[account] == 1000


def test_what_was_paid_before_is_not_owed_again() -> None:
    reading = replace(taxed(invoice(billed()), "190.00"), prepaid=D("200.00"))

    found = booked(journal_of(three_way(reading)))

    assert (found["2100"], found["1520"]) == (D(-990), D(-200))


@pytest.mark.parametrize("sign", [1, -1])
def test_t29_a_credit_note_exchanges_the_sides_whatever_its_sign(sign: int) -> None:
    line = replace(billed("1", "10"), net=D("100.00") * sign, quantity=D(10) * sign)
    reading = replace(taxed(invoice(line), str(D("19.00") * sign)), kind=DocumentKind.CREDIT_NOTE)
    match = LineMatchValue(
        "1", "4500001", "1", D(10), D(100), amount_variance=D(0), order_price=D("10.00")
    )
    result = MatchResult(MatchStatus.MATCHED, "preceding_invoice", (match,))

    found = booked(journal_of(PostingInput(reading, result, (order_line(),))))

    assert found == {"2100": 119, "2150": -100, "1360": -19}


def test_what_nothing_explains_is_shown_on_suspense() -> None:
    reading = replace(taxed(invoice(billed()), "190.00"), gross_total=D("1290.00"))

    assert booked(journal_of(three_way(reading)))["6900"] == 100


def test_t43_amounts_are_rounded_to_the_units_of_the_currency() -> None:
    reading = replace(taxed(invoice(billed("1", "3", "33.5")), "10.05", "10"), currency="JPY")

    journal = journal_of(PostingInput(reading, NOTHING))

    assert all(row.debit == int(row.debit) and row.credit == int(row.credit) for row in journal)
    booked(journal)


@pytest.mark.parametrize(
    ("code", "action"),
    [
        (ReasonCode.DUPLICATE_INVOICE, ProposedAction.REJECT),
        (ReasonCode.PRICE_OVER, ProposedAction.REVIEW),
    ],
)
def test_exceptions_change_what_is_proposed(code: ReasonCode, action: ProposedAction) -> None:
    given = replace(three_way(taxed(invoice(billed()), "190.00")), exceptions=(code,))

    assert propose(given).action is action


cents = st.decimals("-500", 5000, places=2)
prices = st.decimals("0.0001", 500, places=4)
quantities = st.decimals("0.001", 300, places=3)


@given(
    rows=st.lists(st.tuples(quantities, prices, cents), min_size=1, max_size=5),
    tax=cents,
    extra=cents,
    prepaid=cents,
    rounding=st.decimals("-0.05", "0.05", places=2),
    is_credit=st.booleans(),
    currency=st.sampled_from(["EUR", "JPY", "KWD"]),
)
def test_whatever_a_document_says_its_journal_balances(
    rows: list[tuple[Decimal, Decimal, Decimal]],
    tax: Decimal,
    extra: Decimal,
    prepaid: Decimal,
    rounding: Decimal,
    is_credit: bool,
    currency: str,
) -> None:
    lines = tuple(
        InvoiceLine(
            str(n), f"Article {n}", quantity, "EA", price, net=net, buyer_item_id=f"ITEM-{n}"
        )
        for n, (quantity, price, net) in enumerate(rows, start=1)
    )
    reading = replace(
        taxed(invoice(*lines), str(tax)),
        currency=currency,
        prepaid=prepaid,
        rounding=rounding,
        kind=DocumentKind.CREDIT_NOTE if is_credit else DocumentKind.INVOICE,
        allowances_charges=(AllowanceCharge(True, extra),),
    )
    ordered = tuple(order_line(str(n)) for n in range(1, len(rows) + 1))
    match = compared(reading, [replace(order(*ordered), currency=currency)], [received()])

    booked(journal_of(PostingInput(reading, match, ordered)))
