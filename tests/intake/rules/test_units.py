"""Words and abbreviations become codes; codes stay as they are."""

import pytest

from intake.rules.units import same_unit, unit_code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Stück", "H87"), ("Stk.", "H87"), ("pcs", "H87"), ("szt.", "H87"), ("each", "EA"),
        ("EA", "EA"), ("C62", "C62"), ("XBX", "XBX"), ("case", "CS"), ("Karton", "CT"),
        ("dozen", "DZN"), ("kg", "KGM"), ("l", "LTR"), ("m", "MTR"), ("m²", "MTK"), ("qm", "MTK"),
        ("Palette", "PF"), ("pack", "PK"), ("box", "BX"), ("Std.", "HUR"), ("heures", "HUR"),
        ("KWH", "KWH"), ("ZZZ", "ZZZ"), ("banana", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_what_people_write_becomes_a_code(written: str | None, code: str | None) -> None:
    assert unit_code(written) == code


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("EA", "C62", True), ("H87", "PCE", True), ("NAR", "pcs", True), ("BX", "XBX", True),
        ("PK", "XPK", True), ("CT", "CS", False), ("EA", "CS", False), ("banana", "apple", False),
        ("banana", "banana", True), (None, None, True), (None, "EA", False),
    ],
)  # fmt: skip
def test_t9_only_what_means_one_thing_is_the_same(
    left: str | None, right: str | None, same: bool
) -> None:
    assert same_unit(left, right) is same
