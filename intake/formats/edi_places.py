"""Parties and where they are; and the currency that a message without one is in.

X12 lets a sender leave the currency out, and most do. It is then told from the addresses in the
message, where all of them are in one country that has one currency; else it stays unknown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from intake.rules.reading import Party

_STATES: Final = (
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ"
    " NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY PR"
)
_PROVINCES: Final = "AB BC MB NB NL NS NT NU ON PE QC SK YT"
_COUNTRIES: Final = {"US": "US", "USA": "US", "CA": "CA", "CAN": "CA"}
_CURRENCIES: Final = {"US": "USD", "CA": "CAD"}
_TAX_NUMBERS: Final = frozenset({"FI", "24"})  # federal taxpayer, employer


@dataclass(frozen=True, slots=True)
class Place:
    """One party: its role, what it is called and numbered, and where it is."""

    role: str
    name: str | None = None
    qualifier: str | None = None  # who numbered it: 1 and 9 DUNS, UL and 9 GLN, 92 the buyer
    identifier: str | None = None
    street: str | None = None
    city: str | None = None
    region: str | None = None
    postcode: str | None = None
    country: str | None = None
    email: str | None = None
    phone: str | None = None
    vat_id: str | None = None
    tax_id: str | None = None

    def as_party(self) -> Party:
        """Return it as a party of a document."""
        is_tax = self.qualifier in _TAX_NUMBERS
        return Party(
            name=self.name,
            vat_id=self.vat_id,
            tax_id=self.tax_id or (self.identifier if is_tax else None),
            identifier=None if is_tax else self.identifier,
            street=self.street,
            city=self.city,
            postcode=self.postcode,
            country=self.country if self.country and len(self.country) == 2 else None,
            email=self.email,
            phone=self.phone,
        )


def of_role(places: Iterable[Place], *roles: str) -> Place | None:
    """Return the party of the first of these roles that the message has."""
    by_role: dict[str, Place] = {}
    for place in places:
        by_role.setdefault(place.role, place)
    return next((by_role[role] for role in roles if role in by_role), None)


def currency_by_place(places: Iterable[Place]) -> str | None:
    """Return the currency of the one country that all addresses are in."""
    countries = {country for place in places if (country := _country(place)) is not None}
    return _CURRENCIES.get(countries.pop()) if len(countries) == 1 else None


def _country(place: Place) -> str | None:
    if place.country:
        return _COUNTRIES.get(place.country.upper(), place.country.upper())
    region = (place.region or "").upper()
    digits = (place.postcode or "").replace("-", "").replace(" ", "")
    if region in _STATES.split() and len(digits) in {5, 9} and digits.isdigit():
        return "US"
    if (
        region in _PROVINCES.split()
        and len(digits) == 6
        and digits[0].isalpha()
        and digits[1].isdigit()
    ):
        return "CA"
    return None
