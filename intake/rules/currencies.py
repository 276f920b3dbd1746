"""Which currencies there are: ISO 4217 as the Unicode CLDR carries it, old ones too."""

from functools import lru_cache

from babel.core import Locale


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(Locale("en").currencies)


def is_currency(code: str | None) -> bool:
    """Say whether anybody knows this currency, also one that is no longer used."""
    return code in _known()
