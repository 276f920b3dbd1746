"""Type codes of BAI2: which way the money went, and which of them take a payment back."""

from typing import Final

_CREDITS: Final = ((100, 399), (720, 759), (920, 959))
_DEBITS: Final = ((400, 699), (760, 779), (960, 999))
RETURNS: Final = frozenset({"255", "257", "261", "266", "555", "557", "561", "566"})


def direction_of(code: str) -> int:
    """Return 1 for a credit to us, -1 for a debit, 0 where the code says neither."""
    if not (code.isascii() and code.isdigit() and len(code) == 3):
        return 0
    number = int(code)
    if any(first <= number <= last for first, last in _CREDITS):
        return 1
    return -1 if any(first <= number <= last for first, last in _DEBITS) else 0
