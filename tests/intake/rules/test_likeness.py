"""Which names are one company's, and which only look like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.rules.likeness import company_likeness, is_same_company, likest

NAMES = st.text(alphabet="abcdefgh &.", min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Adler Feinkost Aktiengesellschaft", "Adler Feinkost AG"),
        ("Adler Feinkost Aktiengeselschaft", "ADLER FEINKOST"),
        ("Kessler Intl. Mfg. Co", "Kessler International Manufacturing Company"),
        ("Ромашка ООО", "Romashka LLC"),
        ("Van der Berg B.V.", "Vanderberg BV"),
        ("Harbour & Sons Ltd", "Harbour and Sons Limited"),
        ("Gebr. Maier", "Gebrüder Maier GmbH"),
        ("Northgate Carriers", "Northgate Carrier Ltd"),
    ],
)
def test_one_company_in_two_spellings(name: str, other: str) -> None:
    assert is_same_company(name, other)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Harbor Storage 12 Ltd", "Harbor Storage 13 Ltd"),
        ("Adler Feinkost Berlin", "Adler Feinkost Hamburg"),
        ("Adler Feinkost Chile SA", "Adler Feinkost SA"),
        ("First City Bank", "First City Trust"),
        ("Meyer Logistics LP", "Meyer Logistics GmbH"),
        ("Bai", "Baikal"),
        ("", "Adler"),
    ],
)
def test_two_companies_with_names_that_are_near(name: str, other: str) -> None:
    assert not is_same_company(name, other)


@given(name=NAMES, other=NAMES)
def test_the_order_of_two_names_does_not_matter(name: str, other: str) -> None:
    likeness = company_likeness(name, other)

    assert 0.0 <= likeness <= 1.0
    assert likeness == pytest.approx(company_likeness(other, name))


def test_the_likest_stands_first() -> None:
    found = likest("Adler Feinkost AG", ["Kessler Papier", "Adler Feinkost", "Adler Feinkust"])

    assert [name for name, _ in found] == ["Adler Feinkost", "Adler Feinkust"]
