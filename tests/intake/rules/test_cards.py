"""Card numbers are found by range, check digit and surroundings; look-alikes are left (T129)."""

from itertools import cycle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.rules import cards
from intake.rules.card_ranges import RANGES, CardRange, passes_luhn
from intake.rules.gs1 import may_be_gs1, passes_gtin

VISA, AMEX = "4539578763621486", "371449635398431"
GROUPED = "4539 5787 6362 1486"


def number_in(known: CardRange, length: int, middle: int) -> str:
    """Return a number of this range and length with a right check digit."""
    head = (known.first + str(middle).zfill(length))[: length - 1]
    return next(head + digit for digit in "0123456789" if passes_luhn(head + digit))


def shapes() -> list[tuple[CardRange, int]]:
    return [(known, length) for known in RANGES for length in sorted(known.lengths)]


@given(shape=st.sampled_from(shapes()), middle=st.integers(10**10, 10**12))
def test_every_range_and_length_is_found_beside_a_word_about_cards(
    shape: tuple[CardRange, int], middle: int
) -> None:
    number = number_in(*shape, middle)
    if len(set(number)) == 1:
        return

    for text in (f"Card: {number}", f"paid with {number} (Kreditkarte)", f"carte {number}"):
        masked, found = cards.mask(text)

        assert [each.last_four for each in found] == [number[-4:]]
        assert number not in masked
        assert len(masked) == len(text)


@given(st.text("0123456789 -./_\n\r\t>|X", min_size=12, max_size=60))
def test_plain_text_is_searched_faster_and_for_the_same(text: str) -> None:
    with_other_scripts = cards.find(f"{text} \u00e9")

    assert cards.find(text) == with_other_scripts


@pytest.mark.parametrize(
    "text",
    [
        VISA,
        f"memo {VISA} thanks",
        f"scan_{VISA}_page.pdf",
        f"EREF+{VISA}",
        f"*{VISA}~",
        f"%B{VISA}^DOE/JO",
        GROUPED,
        GROUPED.replace(" ", "-"),
        GROUPED.replace(" ", "\u00a0"),
        GROUPED.replace(" ", " - "),
        "4539 5787\n6362 1486",
        "45395\r\n78763621486",
        " ".join(VISA),
        "4539\u200b5787\u200b63621486",
        "".join(chr(0xFF10 + int(digit)) for digit in VISA),
        "3714 496353 98431",
        AMEX,
        f"order no. {GROUPED}",
    ],
)
def test_a_number_is_found_however_it_is_written(text: str) -> None:
    masked, found = cards.mask(text)

    assert len(found) == 1
    assert sum(character.isdecimal() for character in masked) == 4
    assert cards.find(masked) == ()


@pytest.mark.parametrize(
    "text",
    [
        "4539578763621487",  # the check digit is wrong
        "Order number: 4539578763621486",
        "Bestellnr. 4539578763621486",
        "N\u00ba de pedido 4539578763621486",
        "EAN 4539578763621486",
        "tracking 4539 5787 6362 1486",
        "GB29 NWBK 6016 1331 9268 19",
        "NL91ABNA0417164300",
        "+49 171 4539578",
        "2023 2024 2025 2026",
        "0.4539578763621486",
        "a4539578763621486f",
        "9f4539578763621486c0",
        "4444 4444 4444 4444 4444 4444",
        "0000000000000000",
        "1234,4539,5787,6362,1486",
        "PSP reference 4539578763621486",
        "<AcctSvcrRef>ACSR160614165200001</AcctSvcrRef>",
    ],
)
def test_a_look_alike_is_left_alone(text: str) -> None:
    assert cards.masked(text) == text


@given(st.integers(10**11, 10**13 - 1))
def test_a_gtin_that_passes_the_check_of_cards_is_left_alone(start: int) -> None:
    """T129: a 13- or 14-digit GTIN whose digits fit both checks."""
    head = str(start)
    gtin = next(head + digit for digit in "0123456789" if passes_gtin(head + digit))
    if len(gtin) in {13, 14} and may_be_gs1(gtin):
        assert cards.masked(f"Article {gtin} blue") == f"Article {gtin} blue"
        assert cards.masked(f"GTIN {gtin}, paid by card") == f"GTIN {gtin}, paid by card"


@pytest.mark.parametrize("prefix", ["36660", "62234", "38955"])
def test_a_number_that_gs1_gave_to_nobody_is_that_of_a_card(prefix: str) -> None:
    """T129: no company's articles begin so, though both check digits fit."""
    length = 18 if prefix.startswith("62") else 14
    numbers = [prefix + str(n).zfill(length - len(prefix)) for n in range(2000)]
    both = [number for number in numbers if passes_luhn(number) and passes_gtin(number)]

    assert both
    assert all(len(cards.find(f"memo {number}")) == 1 for number in both)


def test_a_modification_reference_of_a_processor_is_left_in_its_column() -> None:
    assert cards.find(VISA, "Modification Reference") == ()
    assert len(cards.find(VISA, "Modification note")) == 1


@given(st.text(alphabet=st.sampled_from("0123456789 -.X\n"), max_size=60))
def test_masking_twice_is_masking_once(text: str) -> None:
    once = cards.masked(f"card {text}")

    assert cards.masked(once) == once


@given(st.text(max_size=80))
def test_only_digits_are_ever_changed(text: str) -> None:
    masked = cards.masked(text)

    assert len(masked) == len(text)
    assert all(a == b or a.isdecimal() for a, b in zip(text, masked, strict=True))


def test_the_label_a_number_stands_under_decides_with_it() -> None:
    bare = "501800000009"
    assert passes_luhn(bare)

    assert cards.find(bare) == ()
    assert len(cards.find(bare, "card_number")) == 1
    assert cards.find(VISA, "order_id") == ()
    assert len(cards.find(VISA, "memo")) == 1


def test_ranges_are_gone_through_in_any_text_length() -> None:
    pages = cycle([f"{VISA} ", "nothing here "])
    text = "".join(next(pages) for _ in range(200))

    assert len(cards.find(text)) == 100
