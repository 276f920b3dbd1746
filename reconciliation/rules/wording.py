"""How figures are written in the texts and figures of a difference."""

from decimal import Decimal

_SIX_PLACES = Decimal("0.000001")


def plain(value: Decimal) -> str:
    """Write a number without needless zeros or digits nobody reads: 2.5, 100, 0.333333."""
    if value.as_tuple().exponent == 0:
        return str(value)
    shown = value if -value.as_tuple().exponent <= 6 else value.quantize(_SIX_PLACES)  # type: ignore[operator]
    text = format(shown, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def money(value: Decimal) -> str:
    """Write an amount with at least two decimals and never fewer than it has: 50.00, 1.004."""
    text = plain(value)
    whole, _, part = text.partition(".")
    return f"{whole}.{part.ljust(2, '0')}"


def listed(words: list[str]) -> str:
    """Join words as a sentence does: "a, b and c"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
