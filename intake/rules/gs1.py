"""Numbers of GS1: the check digit, and which first digits were ever given to anybody."""

from typing import Final

_UNIT: Final = 13
# Where a GTIN-13 may begin: member organizations, coupons, and ISBN, ISSN and ISMN. What begins
# with 02, 04 or 2 is made inside a shop, and never stands in a GTIN-14 or on a parcel.
_GIVEN: Final = (
    "000-019", "030-039", "060-139", "300-380", "383", "385", "387", "389-390", "400-440",
    "450-471", "474-489", "490-499", "500-509", "520-521", "528-531", "535", "539-549", "560",
    "569-579", "590", "594", "599-601", "603-604", "608-609", "611", "613", "615-630", "640-649",
    "680-699", "700-709", "729", "730-746", "750", "754-755", "758-780", "784", "786", "789-790",
    "800-850", "858-860", "865", "867-871", "873", "875", "880", "883-885", "888", "890",
    "893-894", "896", "899-919", "930-969", "977-984",
)  # fmt: skip
_IN_A_SHOP: Final = ("020-029", "040-059", "200-299")


def _all(ranges: tuple[str, ...]) -> frozenset[str]:
    ends = ((first, last or first) for first, _, last in (each.partition("-") for each in ranges))
    return frozenset(f"{n:03}" for first, last in ends for n in range(int(first), int(last) + 1))


_WORLDWIDE: Final = _all(_GIVEN)
_ANYWHERE: Final = _WORLDWIDE | _all(_IN_A_SHOP)


def passes_gtin(digits: str) -> bool:
    """Say whether the last digit is the check digit of a GS1 key (GTIN-13 and -14, SSCC)."""
    total = 3 * sum(map(int, digits[-2::-2])) + sum(map(int, digits[::-2]))
    return total % 10 == 0


def may_be_gs1(digits: str) -> bool:
    """Say whether this may be a GTIN-13, GTIN-14 or SSCC that somebody was given."""
    if not passes_gtin(digits):
        return False
    if len(digits) == _UNIT:
        return digits[:3] in _ANYWHERE
    return digits[1:4] in (_ANYWHERE if digits[0] == "0" else _WORLDWIDE)
