"""How a figure reads on the page. Rounding happens here and nowhere before."""

from decimal import ROUND_HALF_UP, Decimal

NONE = "–"
_MINUTES_A_DAY = 1440


def shown(value: Decimal | None, unit: str) -> str:
    """Write a value in its unit: 41.1 %, 9 days, 12 min, 0.15 EUR."""
    if value is None:
        return NONE
    if unit == "ratio":
        return f"{_rounded(value * 100, 1):,} %".replace("-", "−")
    if unit == "days":
        return _days(value)
    currency, _, _ = unit.partition("/")
    return f"{_rounded(value, 2):,} {currency}".replace("-", "−")


def amount(value: Decimal | None) -> str:
    """Write an amount or a count with thousands."""
    if value is None:
        return NONE
    whole = value == value.to_integral_value()
    return f"{_rounded(value, 0 if whole else 2):,}".replace("-", "−")


def _days(value: Decimal) -> str:
    if value < 0:
        return f"−{_days(-value)}"
    minutes = _rounded(value * _MINUTES_A_DAY, 0)
    if minutes < 1:
        return "under 1 min"
    if minutes < 120:
        return f"{minutes} min"
    if value < 2:
        return f"{_rounded(value * 24, 0)} h"
    days = _rounded(value, 1)
    return f"{days.normalize():f} days" if days == days.to_integral_value() else f"{days} days"


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
