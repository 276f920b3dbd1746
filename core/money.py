"""Money: a Decimal amount and a currency that cannot be mixed, floated or rounded early."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact, InvalidOperation
from functools import lru_cache

from babel.numbers import get_currency_precision

# Sums and shares are exact: what would not fit in 200 digits is an error, never a rounding.
_EXACT = Context(prec=200, traps=[Inexact, InvalidOperation])
_ROUNDING = Context(prec=200, traps=[InvalidOperation])

# Babel knows how many digits people use; an invoice keeps the ISO 4217 ones. Only these differ.
_ISO_4217_DIGITS = dict.fromkeys(
    ("AFN", "ALL", "IRR", "KPW", "LAK", "LBP", "MGA", "MMK", "RSD", "SOS", "SYP", "YER"), 2
) | {"IQD": 3}


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies were added or compared."""


@lru_cache(maxsize=512)
def minor_units(currency: str) -> int:
    """Return how many decimals the currency has: EUR 2, JPY 0, KWD 3."""
    if currency in _ISO_4217_DIGITS:
        return _ISO_4217_DIGITS[currency]
    return get_currency_precision(currency)


def decimal_text(d: Decimal) -> str:
    """Write a decimal plainly: no exponent, every printed zero kept, no negative zero."""
    if not d.is_finite():
        raise ValueError(f"{d} is not a number that can be written.")
    text = format(d, "f")
    return text[1:] if text.startswith("-") and not d else text


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency, unrounded until `rounded` is called."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal):
            raise TypeError(f"Money takes a Decimal, not {type(self.amount).__name__}.")
        if not self.amount.is_finite():
            raise ValueError(f"{self.amount} is not an amount.")

    def __str__(self) -> str:
        return f"{decimal_text(self.amount)} {self.currency}"

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __add__(self, other: "Money") -> "Money":
        return Money(_EXACT.add(self.amount, self._same_currency(other)), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(_EXACT.subtract(self.amount, self._same_currency(other)), self.currency)

    def __neg__(self) -> "Money":
        return Money(_EXACT.minus(self.amount), self.currency)

    def __abs__(self) -> "Money":
        return Money(_EXACT.abs(self.amount), self.currency)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.amount == self._same_currency(other)

    def __hash__(self) -> int:
        return hash((self.amount, self.currency))

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same_currency(other)

    def __le__(self, other: "Money") -> bool:
        return self.amount <= self._same_currency(other)

    def __gt__(self, other: "Money") -> bool:
        return self.amount > self._same_currency(other)

    def __ge__(self, other: "Money") -> bool:
        return self.amount >= self._same_currency(other)

    def share(self, percent: Decimal) -> "Money":
        """Return this percentage of the amount, unrounded: 2 is two percent."""
        if not isinstance(percent, Decimal):
            raise TypeError(f"A percentage is a Decimal, not {type(percent).__name__}.")
        part = _EXACT.multiply(self.amount, percent)
        return Money(_EXACT.scaleb(part, -2), self.currency)

    def rounded(self) -> "Money":
        """Round half up to the minor unit of the currency; call it once, to book or to show."""
        unit = Decimal(1).scaleb(-minor_units(self.currency))
        cents = self.amount.quantize(unit, rounding=ROUND_HALF_UP, context=_ROUNDING)
        return Money(cents, self.currency)

    def _same_currency(self, other: "Money") -> Decimal:
        if not isinstance(other, Money):
            raise TypeError(f"Money meets only money, not {type(other).__name__}.")
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self} and {other} are not in one currency.")
        return other.amount
