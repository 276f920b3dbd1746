"""Line tables on pages: columns by where figures stand, rows by arithmetic, words by space."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.table_layouts import documents, judged
from intake.formats import pdf_page
from intake.formats.page_column_names import kind_of
from intake.formats.page_document import PageDocument, read_pages
from intake.formats.page_values import manner_of
from intake.formats.page_words import Page, Word, upright
from intake.rules.reading import InvoiceLine
from tests.intake.formats.placed import Cell, page, right

HEAD: list[list[Cell]] = [[(40, "Rechnung")], [(40, "Rechnungsnummer: A-17")], []]
NAMES: list[Cell] = [
    (40, "Art.-Nr."), (110, "Bezeichnung"), (330, "Menge"), (400, "Einzelpreis"), (500, "Betrag"),
]  # fmt: skip


def row(code: str, words: str, quantity: str, price: str, net: str) -> list[Cell]:
    return [(40, code), (110, words), right(355, quantity), right(455, price), right(530, net)]


def total(name: str, net: str) -> list[Cell]:
    return [(380, name), right(530, net)]


SUMS = [total("Nettobetrag", "150,00"), total("MwSt. 19 %", "28,50"),
        total("Gesamtbetrag", "178,50")]  # fmt: skip
ROWS = [row("A1", "Kanne 2 l", "10", "5,00", "50,00"), row("B22", "Topf", "4", "25,00", "100,00")]


def document(*rows: list[Cell]) -> PageDocument:
    return read_pages((page([*HEAD, *rows]),))


def lines(*rows: list[Cell]) -> tuple[InvoiceLine, ...]:
    reading = document(*rows).reading
    assert reading is not None
    return reading.lines


def said(read: tuple[InvoiceLine, ...]) -> list[tuple[str | None, str]]:
    return [(line.description, str(line.net)) for line in read]


PLAIN = [("Kanne 2 l", "50.00"), ("Topf", "100.00")]


@pytest.mark.parametrize("form", ["netprice-es", "inclusive-it", "hundred-de", "services-fr"])
def test_a_table_of_another_design_is_read_as_it_was_made(form: str) -> None:
    """T40."""
    found = [
        judged(made, read_pages(pdf_page.placed_words(made.pdf)))
        for half in ("A", "B")
        for made in documents(half, 4, form)
    ]

    assert found == [("right", "")]


def test_names_in_the_middle_above_left_figures_still_name_them() -> None:
    names: list[Cell] = [(50, "Code"), (200, "Bezeichnung"), (320, "Menge"), (395, "Einzelpreis"),
                         (490, "Betrag")]  # fmt: skip

    assert said(lines(names, *ROWS, *SUMS)) == PLAIN


def test_a_table_without_names_is_read_by_its_arithmetic() -> None:
    read = lines(*ROWS, *SUMS)

    assert said(read) == PLAIN
    assert [f"{line.quantity} x {line.unit_price}" for line in read] == ["10 x 5.00", "4 x 25.00"]


def test_amounts_behind_words_that_are_a_printed_sum_are_rows() -> None:
    read = lines(
        [(40, "Kanne 2 l"), right(530, "50,00")], [(40, "Topf"), right(530, "100,00")], *SUMS
    )

    assert said(read) == PLAIN
    assert {line.quantity for line in read} == {None}


def test_amounts_that_are_no_printed_sum_are_no_rows() -> None:
    assert (
        lines([(40, "Kanne"), right(530, "50,00")], [(40, "Topf"), right(530, "99,00")], *SUMS)
        == ()
    )


def test_words_far_above_the_first_row_name_a_group_and_near_ones_are_wrapped() -> None:
    group: list[list[Cell]] = [[(40, "Abteilung Haushalt")], []]

    assert said(lines(NAMES, *group, *ROWS, *SUMS)) == PLAIN
    assert said(lines(NAMES, ROWS[0], [(110, "mit Deckel")], [], ROWS[1], [], *SUMS)) == [
        ("Kanne 2 l mit Deckel", "50.00"), ("Topf", "100.00")
    ]  # fmt: skip


def test_sub_totals_and_carried_amounts_are_no_rows() -> None:
    read = lines(NAMES, ROWS[0], total("Summe Gruppe 1", "50,00"), total("Übertrag", "50,00"),
                 ROWS[1], total("Summe Gruppe 2", "100,00"), *SUMS)  # fmt: skip

    assert said(read) == PLAIN


def test_a_quantity_by_a_price_in_one_cell_is_both() -> None:
    names: list[Cell] = [(40, "Bezeichnung"), (300, "Menge x Preis"), (500, "Betrag")]
    rows = [[(40, "Kanne"), (300, "10 x 5,00"), right(530, "50,00")],
            [(40, "Topf"), (300, "4 x 25,00"), right(530, "100,00")]]  # fmt: skip

    read = lines(names, *rows, *SUMS)

    assert [f"{line.quantity} x {line.unit_price}" for line in read] == ["10 x 5.00", "4 x 25.00"]


def test_prices_that_contain_the_tax_are_no_net_prices() -> None:
    """T40."""
    sums = [total("Gesamtbetrag", "150,00"), total("inkl. MwSt. 19 %", "23,95")]

    read = lines(NAMES, *ROWS, *sums)

    assert [str(line.quantity) for line in read] == ["10", "4"]
    assert {(line.unit_price, line.net) for line in read} == {(None, None)}


def test_lines_that_are_no_printed_sum_are_shown_and_never_pass() -> None:
    sums = [total("Nettobetrag", "160,00"), total("MwSt. 19 %", "30,40"),
            total("Gesamtbetrag", "190,40")]  # fmt: skip

    found = document(NAMES, *ROWS, *sums)

    assert found.reading is not None
    assert said(found.reading.lines) == PLAIN
    assert dict(found.reading.evidence)["lines"].confidence == Decimal("0.40")
    assert not found.passes


def test_text_that_runs_up_the_margin_is_no_part_of_a_row() -> None:
    margin = (Word("Muster", 18, 80, 24, 110), Word("v2", 18, 112, 24, 121))
    kept = (Word("Topf", 40, 80, 60, 90), Word("1", 70, 80, 74, 90))

    assert upright((*margin, *kept)) == kept


def test_two_numbers_are_not_one_where_thousands_have_a_mark() -> None:
    """T44."""
    assert manner_of(["1.250,00"], 2).figure("6 102,50") is None
    assert manner_of(["1 250,00"], 2).number("6 102,50") == Decimal("6102.50")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Netto-EP", "price"), ("Precio neto", "price"), ("Prix brut", "list"),
        ("Gross price", "list"), ("Totaal excl. btw", "net"), ("Importe con IVA", "gross"),
        ("Cuota IVA", "tax"), ("Tipo IVA", "rate"), ("% rem.", "discount"),
        ("Qty shipped", "quantity"), ("per", "per"), ("Codice articolo", "item"),
        ("Garden tools", None), ("Invoice for May", None),
    ],
)  # fmt: skip
def test_the_words_of_a_name_say_together_what_a_column_holds(name: str, kind: str | None) -> None:
    assert kind_of(name) == kind


def test_an_empty_page_has_no_table() -> None:
    found = read_pages((Page(595, 842, ()),))

    assert found.reading is not None
    assert found.reading.lines == ()


def test_a_discount_in_percent_below_a_row_belongs_to_the_row() -> None:
    off: list[Cell] = [(110, "abzgl. Rabatt 10 %"), right(530, "-5,00")]
    sums = [total("Nettobetrag", "145,00"), total("MwSt. 19 %", "27,55"),
            total("Gesamtbetrag", "172,55")]  # fmt: skip

    read = lines(NAMES, ROWS[0], off, ROWS[1], *sums)

    assert said(read) == [("Kanne 2 l", "45.00"), ("Topf", "100.00")]
    assert [each.amount for each in read[0].allowances_charges] == [Decimal("5.00")]


def test_what_was_delivered_counts_and_not_what_was_ordered() -> None:
    names: list[Cell] = [(40, "Bezeichnung"), (240, "Menge"), (320, "geliefert"), (400, "Preis"),
                         (500, "Betrag")]  # fmt: skip
    rows = [[(40, "Kanne"), right(265, "12"), right(365, "10"), right(425, "5,00"),
             right(530, "50,00")],
            [(40, "Topf"), right(265, "9"), right(365, "4"), right(425, "25,00"),
             right(530, "100,00")]]  # fmt: skip

    assert [str(line.quantity) for line in lines(names, *rows, *SUMS)] == ["10", "4"]


def test_the_number_of_an_item_above_its_words_is_no_word() -> None:
    names: list[list[Cell]] = [
        [(40, "Art.-Nr."), (330, "Menge"), (400, "Einzelpreis"), (500, "Betrag")],
        [(40, "Bezeichnung")],
    ]
    rows: list[list[Cell]] = [[(40, "K-17"), *ROWS[0][2:]], [(40, "Kanne 2 l")], [],
            [(40, "T9"), *ROWS[1][2:]], [(40, "Topf")], []]  # fmt: skip

    read = lines(*names, [], *rows, *SUMS)

    assert said(read) == PLAIN
    assert [line.seller_item_id for line in read] == ["K-17", "T9"]


def test_a_delivery_note_named_between_rows_is_part_of_neither() -> None:
    read = lines(NAMES, ROWS[0], [(40, "Lieferschein 4711 vom 3. Mai")], ROWS[1], *SUMS)

    assert said(read) == PLAIN


def test_a_price_beside_a_sign_of_a_currency_is_no_quantity() -> None:
    names: list[Cell] = [(40, "Bezeichnung"), (500, "Betrag")]

    read = lines(names, [(40, "Zimmer"), (300, "€ 50 x 3"), right(530, "150,00")], *SUMS)

    assert [f"{line.quantity} x {line.unit_price}" for line in read] == ["3 x 50"]


WORDS = st.sampled_from(
    [
        "Menge",
        "Einzelpreis",
        "Betrag",
        "Bezeichnung",
        "Pos.",
        "Art.-Nr.",
        "MwSt.",
        "Summe",
        "netto",
        "Übertrag",
        "Rabatt",
        "x",
        "Total",
        "1",
        "2",
        "10",
        "10,00",
        "5,00",
        "50,00",
        "100,00",
        "19",
        "%",
        "A",
        "B22",
        "-5,00",
        "1.000,00",
        "Kanne",
        "€",
        "6kg",
        "2,5",
        "0,00",
        "Gesamtbetrag",
    ]
)
PLACED = st.builds(
    lambda text, x, line: Word(text, x, 12.0 * line, x + 5 * len(text), 12.0 * line + 9),
    WORDS, st.sampled_from([40.0, 110.0, 200.0, 330.0, 400.0, 480.0]), st.integers(1, 12),
)  # fmt: skip


@given(words=st.lists(PLACED, max_size=40))
@settings(max_examples=30, deadline=None)
def test_no_page_of_words_and_figures_is_too_odd_to_be_looked_at(words: list[Word]) -> None:
    found = read_pages((Page(595, 842, tuple(words)),))

    assert found.reading is not None
    assert all(line.net is None or line.net.is_finite() for line in found.reading.lines)
