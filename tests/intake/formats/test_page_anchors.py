"""What a correction teaches of a layout, and how the next page of that layout is read."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.reasons import ReasonCode
from intake.formats import page_anchors
from intake.formats.page_words import Page, lines_of
from intake.rules import anchors, layouts
from intake.rules.anchors import Anchor, Anchors
from intake.rules.findings import ReadFile
from intake.rules.reading import DocumentKind, DocumentType, InvoiceReading
from tests.intake.formats.placed import Placed, scattered


def sheet(number: str, day: str, net: str, tax: str, gross: str) -> Page:
    """One document of a layout whose labels no dictionary holds."""
    return scattered(
        (50, 40, "Zwirnerei Kalk OHG"),
        (50, 52, "Garnweg 3 · 01067 Dresden"),
        (50, 100, "Rechnung"),
        (50, 140, "Vorgangskennung"),
        (200, 140, "Ausfertigung"),
        (50, 154, number),
        (200, 154, day),
        (300, 400, "Warenwert"),
        (430, 400, net),
        (300, 414, "Abgabe 19 %"),
        (430, 414, tax),
        (300, 428, "Forderung EUR"),
        (430, 428, gross),
    )


FIRST = sheet("VK-77/26", "03.04.2026", "100,00", "19,00", "119,00")
NEXT = sheet("VK-102/26", "17.05.2026", "1.200,00", "228,00", "1.428,00")


def taught(**values: str | date | Decimal) -> tuple[Anchor, ...]:
    learned = [page_anchors.learn(name, value, (FIRST,)) for name, value in values.items()]
    return tuple(each for each in learned if each is not None)


def with_anchors(known: Sequence[Anchor], page: Page, reading: InvoiceReading) -> ReadFile:
    file = ReadFile(DocumentType.INVOICE, "pdf", invoice=reading, pages=(page,))
    return page_anchors.with_anchors(file, Anchors(1, tuple(known)), None)


def read_again(known: Sequence[Anchor], page: Page, **before: Decimal | str) -> InvoiceReading:
    start = InvoiceReading(DocumentKind.INVOICE, "page", **before)  # type: ignore[arg-type]
    after = with_anchors(known, page, start).invoice
    assert after is not None
    return after


def test_the_next_page_of_a_layout_is_read_where_a_correction_pointed() -> None:
    known = taught(
        invoice_number="VK-77/26",
        issue_date=date(2026, 4, 3),
        net_total=Decimal("100.00"),
        tax_total=Decimal("19.00"),
        gross_total=Decimal("119.00"),
    )

    after = read_again(known, NEXT)

    assert (after.invoice_number, after.issue_date) == ("VK-102/26", date(2026, 5, 17))
    assert (after.net_total, after.tax_total) == (Decimal("1200.00"), Decimal("228.00"))
    assert after.gross_total == Decimal("1428.00")
    found = dict(after.evidence)["gross_total"]
    assert (found.method, found.page, found.text) == ("anchor", 1, "1.428,00")
    assert found.box is not None
    assert found.box[:2] == (430, 428)


def test_what_does_not_stand_on_the_page_is_not_learned() -> None:
    """T123."""
    assert page_anchors.learn("invoice_number", "VK-77/27", (FIRST,)) is None
    assert page_anchors.learn("gross_total", Decimal("119.01"), (FIRST,)) is None
    assert page_anchors.learn("issue_date", date(2026, 4, 4), (FIRST,)) is None
    assert page_anchors.learn("gross_total", Decimal(0), (FIRST,)) is None
    assert page_anchors.learn("type_code", "380", (FIRST,)) is None


def test_a_correction_teaches_the_order_of_day_and_month() -> None:
    """T44."""
    first = scattered((50, 100, "Raised"), (120, 100, "03/04/2026"))
    later = scattered((50, 100, "Raised"), (120, 100, "05/06/2026"))
    anchor = page_anchors.learn("issue_date", date(2026, 3, 4), (first,))
    assert anchor is not None

    held = page_anchors.read(anchor, lines_of((later,)))

    assert held is not None
    assert held.value == date(2026, 5, 6)


def test_thousands_teach_which_mark_is_the_decimal_one() -> None:
    """T44."""
    known = page_anchors.learn("gross_total", Decimal("1428.00"), (NEXT,))
    assert known is not None

    assert read_again([known], FIRST).gross_total == Decimal("119.00")


def test_a_value_of_another_shape_is_left_to_a_person() -> None:
    known = taught(invoice_number="VK-77/26")

    for other in ("siehe", "VK-102", "2026", "VK-1234567890/26"):
        page = sheet(other, "17.05.2026", "1.200,00", "228,00", "1.428,00")
        assert read_again(known, page).invoice_number is None


def test_totals_that_do_not_add_up_are_not_taken() -> None:
    wrong = sheet("VK-102/26", "17.05.2026", "1.200,00", "228,00", "1.500,00")
    known = taught(
        net_total=Decimal("100.00"), tax_total=Decimal("19.00"), gross_total=Decimal("119.00")
    )

    after = read_again(known, wrong)

    assert (after.net_total, after.tax_total, after.gross_total) == (None, None, None)


def test_a_general_set_that_adds_up_stands_against_one_learned_amount() -> None:
    known = taught(gross_total=Decimal("100.00"))
    before = {
        "net_total": Decimal("1000.00"),
        "tax_total": Decimal("190.00"),
        "gross_total": Decimal("1190.00"),
    }

    assert read_again(known, NEXT, **before).gross_total == Decimal("1190.00")


def test_a_person_is_told_where_the_rules_would_have_read_another_value() -> None:
    known = taught(invoice_number="VK-77/26")
    start = InvoiceReading(DocumentKind.INVOICE, "page", invoice_number="01067")

    file = with_anchors(known, NEXT, start)

    assert file.invoice is not None
    assert file.invoice.invoice_number == "VK-102/26"
    (told,) = file.findings
    assert (told.code, told.field) == (ReasonCode.LOW_CONFIDENCE, "invoice_number")
    assert (told.expected, told.actual) == ("01067", "VK-102/26")


def test_a_place_that_moved_with_its_label_is_found() -> None:
    known = taught(gross_total=Decimal("119.00"))
    moved = scattered((300, 700, "Forderung EUR"), (435, 700, "42,00"))

    assert read_again(known, moved).gross_total == Decimal("42.00")


def test_two_values_behind_one_label_are_none() -> None:
    known = taught(gross_total=Decimal("119.00"))
    twice = scattered(
        (300, 700, "Forderung EUR"), (435, 700, "42,00"),
        (300, 600, "Forderung EUR"), (435, 600, "43,00"),
    )  # fmt: skip

    assert read_again(known, twice).gross_total is None


def test_the_sign_of_a_currency_and_the_sellers_name_are_learned_as_they_stand() -> None:
    first = scattered((50, 40, "Alder & Finch"), (300, 400, "To settle"), (430, 400, "$119.00"))
    later = scattered((50, 40, "Alder & Finch"), (300, 400, "To settle"), (430, 400, "$42.00"))
    other = scattered((50, 40, "Alder & Sons"), (300, 400, "To settle"), (430, 400, "42.00"))
    known = [
        page_anchors.learn("currency", "CAD", (first,)),
        page_anchors.learn("seller_name", "Alder & Finch", (first,)),
    ]
    anchors_ = [each for each in known if each is not None]

    after, apart = read_again(anchors_, later), read_again(anchors_, other)

    assert (after.currency, after.seller.name) == ("CAD", "Alder & Finch")
    assert (apart.currency, apart.seller.name) == (None, None)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(20, 500),
            st.integers(20, 800),
            st.sampled_from(["Vorgangskennung", "VK-1/26", "1,00", "EUR", "17.05.2026", "-", "("]),
        ),
        max_size=12,
    )
)
def test_whatever_stands_on_a_page_is_read_or_left(said: list[Placed]) -> None:
    known = taught(
        invoice_number="VK-77/26", issue_date=date(2026, 4, 3), gross_total=Decimal("119.00")
    )

    after = read_again(known, scattered(*said))

    texts = [text for _, _, text in said]
    assert after.invoice_number is None or after.invoice_number in texts
    assert after.gross_total is None or "1,00" in texts


def test_anchors_are_the_same_bytes_however_often_they_are_written() -> None:
    known = Anchors(7, taught(invoice_number="VK-77/26", net_total=Decimal("100.00")))

    again = anchors.from_bytes(anchors.to_bytes(known))

    assert again == known
    assert anchors.to_bytes(again) == anchors.to_bytes(known)


def test_a_page_is_of_its_layout_and_of_no_other() -> None:
    known = layouts.print_of(FIRST)
    other = scattered((60, 40, "Alder Finch Ltd"), (90, 100, "Invoice"), (300, 400, "Total EUR"))

    assert layouts.is_of(known, NEXT, layouts.likeness(known, NEXT))
    assert not layouts.is_of(known, other, layouts.likeness(known, other))


@pytest.mark.parametrize(("number", "is_own"), [("DE811907980", True), ("DE136695976", False)])
def test_a_vendors_own_number_tells_layouts_apart(number: str, is_own: bool) -> None:
    own = scattered((50, 40, "Kalk OHG"), (50, 60, "Rechnung Betrag"), (50, 800, "DE 811907980"))
    known = layouts.print_of(own, identifiers=("DE811907980",))
    page = scattered((50, 40, "Horn OHG"), (50, 60, "Rechnung Betrag"), (50, 800, number))

    assert known.identifiers == ("DE811907980",)
    assert layouts.is_of(known, page, layouts.likeness(known, page)) is is_own
