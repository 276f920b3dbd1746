"""Who sells, where nothing on the page calls them the seller."""

from intake.formats.page_document import read_pages
from intake.formats.page_words import Page, Word
from intake.rules.reading import InvoiceReading

HEIGHT = 10.0


def page(*rows: tuple[float, float, str]) -> Page:
    """Texts at a distance from the left and the top, a word 6 points a letter."""
    words = []
    for left, top, text in rows:
        x = left
        for part in text.split():
            words.append(Word(part, x, top, x + 6 * len(part), top + HEIGHT))
            x += 6 * len(part) + 3
    return Page(595, 842, tuple(words))


def reading_of(*rows: tuple[float, float, str]) -> InvoiceReading:
    found = read_pages((page(*rows),), is_every_kind=True).reading
    assert found is not None
    return found


BUYER = ((300, 60, "Bill to:"), (300, 72, "Fenwick Retail plc"), (300, 84, "London W1B 5AH"))
TITLE = ((40, 140, "INVOICE"), (40, 160, "Invoice No.: 4711"))


def test_an_address_whose_name_is_in_a_web_address_is_the_sellers() -> None:
    reading = reading_of(
        *BUYER, *TITLE, (40, 700, "Brightwater Trading"), (40, 711, "Dock Road"),
        (40, 722, "Bristol BS1 6UL"), (300, 711, "www.brightwater.example"),
    )  # fmt: skip

    assert reading.seller.name == "Brightwater Trading"


def test_thanks_with_a_bank_account_are_no_sender() -> None:
    thanks = "Thank you for your business. · www.oldmill.example · IBAN GB33 BUKB 2020 1555 5555 55"
    reading = reading_of(
        (40, 60, "Old Mill Homeware"), (40, 72, "Mill Lane"), (40, 84, "Kendal LA9 4QR"),
        *BUYER, *TITLE, (40, 700, thanks),
    )  # fmt: skip

    assert reading.seller.name == "Old Mill Homeware"


def test_a_line_that_begins_with_a_street_is_no_sender() -> None:
    reading = reading_of(
        (40, 40, "Comptoir des Alpes SARL"),
        (40, 54, "27 rue du Lac, 74000 Annecy | Tél. 04 50 00 00 00 | SIRET 99999999800010"),
        *BUYER, *TITLE,
    )  # fmt: skip

    assert reading.seller.name == "Comptoir des Alpes SARL"


def test_an_order_is_named_by_the_word_alone() -> None:
    for word in ("Pedido", "Ordine", "Vs. ordine"):
        reading = reading_of(*BUYER, *TITLE, (40, 180, f"{word}: 45640064"))

        assert reading.purchase_order == "45640064"
