"""What is here already, what only looks so, and what is no duplicate at all."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reasons import ReasonCode
from intake.rules.duplicate_ways import NINE, Way
from intake.rules.duplicates import Cleared, DuplicateCandidate, find_duplicates, lines_key
from intake.rules.findings import FindingValue
from intake.rules.reading import DocumentKind, InvoiceLine, InvoiceReading

D = Decimal
HERE = DuplicateCandidate(
    "C-1",
    "V-1001",
    "8012306",
    date(2026, 3, 5),
    D("1190.00"),
    "EUR",
    purchase_order="4500001",
    lines_key="tea|10|1000",
    vendor_keys=frozenset({"tax:DE123456789"}),
)
NEW = replace(HERE, reference="C-2")


def found(this: DuplicateCandidate, *others: DuplicateCandidate) -> list[FindingValue]:
    return [alarm.finding for alarm in find_duplicates(this, others or (HERE,))]


@pytest.mark.parametrize(
    "this",
    [
        NEW,
        replace(NEW, invoice_number="INV-08012306"),
        replace(NEW, invoice_number="8O123O6"),
        replace(NEW, issue_date=date(2026, 3, 25)),
        replace(NEW, issue_date=None),
    ],
    ids=["all equal", "prefix and zero", "letters for zeros", "other date", "no date"],
)
def test_t53_t57_the_same_invoice_again_is_a_duplicate(this: DuplicateCandidate) -> None:
    assert [finding.code for finding in found(this)] == [ReasonCode.DUPLICATE_INVOICE]
    assert found(this)[0].reference == "C-1"


def test_a_document_without_a_number_is_named_so() -> None:
    (finding,) = found(NEW, replace(HERE, invoice_number=None))

    assert "no number of 2026-03-05 over 1190.00 EUR" in finding.text


@pytest.mark.parametrize(
    ("this", "rule"),
    [
        (replace(NEW, gross_total=D("1199.00")), "5 amount similar"),
        (replace(NEW, gross_total=D("1910.00")), "5 amount similar"),
        (replace(NEW, currency="USD"), "5 amount similar"),
        (replace(NEW, gross_total=D("77.00")), "11 other amount"),
        (replace(NEW, invoice_number="08012306A"), "3 number similar"),
        (
            replace(NEW, invoice_number="8012306-R", issue_date=date(2026, 3, 8)),
            "7 number and date similar",
        ),
        (
            replace(NEW, invoice_number="8012306-R", issue_date=date(2026, 5, 3)),
            "7 number and date similar",
        ),
        (replace(NEW, vendor_id="V-7"), "12 linked vendor"),
        (replace(NEW, vendor_id="V-7", vendor_keys=frozenset()), "2 other vendor"),
        (
            replace(NEW, invoice_number="997", purchase_order=None),
            "14 same lines, other number",
        ),
    ],
)
def test_t54_t55_t56_what_is_alike_names_the_rule_that_fired(
    this: DuplicateCandidate, rule: str
) -> None:
    findings = found(this)

    assert [finding.code for finding in findings] == [ReasonCode.POSSIBLE_DUPLICATE]
    assert f"rule {rule}" in findings[0].text


@pytest.mark.parametrize(
    "this",
    [
        replace(NEW, invoice_number="8012307", issue_date=date(2026, 4, 5)),
        replace(NEW, invoice_number="8012307", lines_key="other"),
        replace(NEW, issue_date=date(2027, 3, 5)),
        replace(NEW, issue_date=date(2027, 3, 5), gross_total=D("5.00")),
        replace(NEW, invoice_number="8012306A", gross_total=D("5.00")),
        replace(NEW, kind=DocumentKind.CREDIT_NOTE),
        replace(NEW, vendor_id="V-7", vendor_keys=frozenset(), gross_total=D("5.00")),
        replace(NEW, reference="C-1"),
    ],
    ids=[
        "rent of the next month", "next number with other goods", "number of the next year",
        "next year, other amount", "number alike, other amount", "its credit note",
        "number of a stranger", "itself",
    ],
)  # fmt: skip
def test_t58_legitimate_repeats_are_not_flagged(this: DuplicateCandidate) -> None:
    assert found(this) == []


def test_t58_t61_two_equal_bills_on_one_order_are_left_to_its_receipts() -> None:
    on_the_order = replace(NEW, invoice_number="997", purchase_order="PO-1")

    assert found(on_the_order, replace(HERE, purchase_order="PO-1")) == []


def test_t56_a_short_number_says_nothing_about_another_vendor() -> None:
    here = replace(HERE, invoice_number="17", vendor_keys=frozenset())
    this = replace(NEW, invoice_number="17", vendor_id="V-7", vendor_keys=frozenset())

    assert found(this, here) == []


PERIODS = ("MAY 2026 RENT", "17MAY-13JUN", "03-04-26", "Q1 2026", "2026:02 Miete", "NOT GIVEN")


@pytest.mark.parametrize("number", PERIODS)
def test_t58_what_names_a_month_or_a_day_stands_on_many_bills(number: str) -> None:
    here = replace(HERE, invoice_number=number)
    other_amount = replace(NEW, invoice_number=number, gross_total=D("5000.00"))
    stranger = replace(NEW, invoice_number=number, vendor_id="V-7", vendor_keys=frozenset())

    assert found(other_amount, here) == []
    assert found(stranger, replace(here, vendor_keys=frozenset())) == []
    assert found(replace(NEW, invoice_number=number), here) != []


@pytest.mark.parametrize(
    "number",
    ["2026-03", "AUG12345", "SEP-0077", "001-04-26", "20260403", "RE-2026-117", "99-99-26"],
)
def test_t58_parts_of_one_bill_under_its_number_are_still_shown(number: str) -> None:
    part = replace(NEW, invoice_number=number, gross_total=D("5000.00"))

    assert found(part, replace(HERE, invoice_number=number)) != []


def alike(vendor: str, number: str, day: str, amount: str) -> DuplicateCandidate:
    """Return the new invoice as exact, similar or different in each of the four."""
    this = NEW
    if vendor == "different":
        this = replace(this, vendor_id="V-7", vendor_keys=frozenset())
    if number == "similar":
        this = replace(this, invoice_number="08012306A")
    if day == "similar":
        this = replace(this, issue_date=date(2026, 3, 8))
    if amount == "similar":
        this = replace(this, gross_total=D("1199.00"))
    return this


@pytest.mark.parametrize("way", NINE, ids=lambda way: way.title)
def test_t55_each_of_the_nine_algorithms_fires_under_its_own_name(way: Way) -> None:
    this = alike(way.vendor, way.number, way.date, way.amount[0])

    (alarm,) = find_duplicates(this, [HERE])

    assert (alarm.way, alarm.finding.code) == (way.key, way.code)
    assert f"rule {way.title}" in alarm.finding.text
    assert alarm.finding.reference == "C-1"


@pytest.mark.parametrize(
    ("this", "way"),
    [
        (replace(NEW, invoice_number=None), "15"),
        (replace(NEW, invoice_number="8012306-R", issue_date=date(2026, 6, 30)), "17"),
        (replace(NEW, vendor_id="V-7", invoice_number="8012306-R"), "13"),
        (replace(NEW, invoice_number="８０１２３０６"), "1"),  # full-width
        (replace(NEW, invoice_number="8O12З06", gross_total=D("1190.00")), "1"),  # Cyrillic 3
        (replace(NEW, invoice_number="8012806"), "3"),
        (replace(NEW, invoice_number="2026/8012306"), "3"),
    ],
)
def test_t53_t54_further_disguises_are_seen(this: DuplicateCandidate, way: str) -> None:
    assert [alarm.way for alarm in find_duplicates(this, [HERE])] == [way]


def test_t61_an_invoice_that_repeats_a_credit_note_is_seen() -> None:
    credit = replace(HERE, kind=DocumentKind.CREDIT_NOTE)

    assert [alarm.way for alarm in find_duplicates(NEW, [credit])] == ["16"]


def test_t58_what_was_cleared_for_the_vendor_does_not_fire_again() -> None:
    part = replace(NEW, gross_total=D("300.00"))
    (alarm,) = find_duplicates(part, [HERE])
    next_part = replace(NEW, reference="C-3", invoice_number="9000001", gross_total=D("5.00"))
    before = replace(HERE, invoice_number="9000001", gross_total=D("7.00"))

    assert find_duplicates(next_part, [before])
    assert find_duplicates(next_part, [before], cleared=Cleared(frozenset({alarm.pattern}))) == ()


def test_t58_another_pattern_of_the_same_vendor_still_fires() -> None:
    (alarm,) = find_duplicates(replace(NEW, gross_total=D("300.00")), [HERE])
    cleared = Cleared(frozenset({alarm.pattern}))

    assert find_duplicates(replace(NEW, invoice_number="8012306-R"), [HERE], cleared=cleared)


def test_all_equal_fires_whatever_was_cleared() -> None:
    (alarm,) = find_duplicates(NEW, [HERE])
    cleared = Cleared(frozenset({alarm.pattern}), frozenset({alarm.other}))

    assert find_duplicates(NEW, [HERE], cleared=cleared) == (alarm,)


@given(days=st.integers(0, 400), cents=st.integers(1, 10**7), number=st.integers(1000, 10**8))
def test_nothing_cleared_means_every_copy_is_seen(days: int, cents: int, number: int) -> None:
    here = replace(HERE, invoice_number=str(number), gross_total=D(cents) / 100)
    this = replace(here, reference="C-9", invoice_number=f"inv-0{number}")
    later = replace(this, issue_date=date(2026, 3, 5) + timedelta(days=days))

    assert bool(find_duplicates(later, [here])) is (days <= 300)


def test_t32_a_new_bill_after_a_credit_note_is_not_blocked() -> None:
    credited = replace(HERE, is_credited=True)

    assert found(replace(NEW, invoice_number="8012390"), credited) == []
    assert [f.code for f in found(NEW, credited)] == [ReasonCode.POSSIBLE_DUPLICATE]
    assert "was credited" in found(NEW, credited)[0].text


def test_t56_the_other_entity_is_named() -> None:
    assert (
        "billed to NL there" in found(replace(NEW, entity="HQ"), replace(HERE, entity="NL"))[0].text
    )


def test_the_sure_one_comes_first() -> None:
    weak = replace(HERE, reference="A-0", gross_total=D("77.00"))

    assert [f.reference for f in found(NEW, weak, HERE)] == ["C-1", "A-0"]


def test_ten_years_of_monthly_rent_raise_nothing() -> None:
    months = [
        replace(
            HERE, reference=f"C-{n}", invoice_number=f"{2016 + n // 12}-{n % 12 + 1:02}",
            issue_date=date(2016, 1, 1) + timedelta(days=30 * n),
        )
        for n in range(120)
    ]  # fmt: skip

    assert [f for n, month in enumerate(months) for f in find_duplicates(month, months[:n])] == []


def test_lines_are_one_in_any_order() -> None:
    tea = InvoiceLine("1", "Earl  Grey", D("10.0"), net=D(100))
    milk = InvoiceLine("2", "Milk", D(5), net=D(6))
    one = InvoiceReading(DocumentKind.INVOICE, "ubl", lines=(tea, milk))
    other = replace(one, lines=(milk, replace(tea, description="earl grey", quantity=D(10))))

    assert lines_key(one) == lines_key(other)
    assert lines_key(replace(one, lines=())) is None
