"""What we hold about vendors, and every way to find one of them."""

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass, field

from intake.rules.company_words import latin
from intake.rules.names import digits_key, identifier_key, name_key, skeleton, spaced_name
from intake.rules.tax_ids import held_keys

PARTNER_NUMBERS = ("duns", "gln", "edi_id", "ean")  # columns of vendors beyond the contract's
_HOUSE = re.compile(r"\b[0-9]+[a-z]?\b")


@dataclass(frozen=True, slots=True)
class VendorRecord:
    """What we hold about a vendor."""

    vendor_id: str
    vendor_name: str
    tax_id: str | None = None
    vat_id: str | None = None
    country: str | None = None
    iban: str | None = None
    account_number: str | None = None
    routing_number: str | None = None
    aliases: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()  # DUNS, GLN and the like, as partners name themselves
    is_blocked: bool = False
    is_new: bool = False
    email: str | None = None
    numbers: tuple[tuple[str, str], ...] = ()  # ("gln", ...), ("duns", ...), ("register", ...)
    street: str | None = None
    postcode: str | None = None


@dataclass(slots=True)
class VendorIndex:
    """Vendors by every way to find them; built once for many invoices."""

    by_id: dict[str, VendorRecord] = field(default_factory=dict)
    by_tax: dict[str, list[VendorRecord]] = field(default_factory=dict)
    by_bank: dict[str, list[VendorRecord]] = field(default_factory=dict)
    by_identifier: dict[str, list[VendorRecord]] = field(default_factory=dict)
    by_name: dict[str, list[VendorRecord]] = field(default_factory=dict)
    by_alias: dict[str, list[VendorRecord]] = field(default_factory=dict)
    by_address: dict[str, list[VendorRecord]] = field(default_factory=dict)
    by_skeleton: dict[str, list[VendorRecord]] = field(default_factory=dict)
    names: dict[str, VendorRecord] = field(default_factory=dict)
    by_link: dict[str, set[str]] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)  # in which order they were added

    def add(self, vendor: VendorRecord) -> None:
        """Add one vendor."""
        self.by_id[vendor.vendor_id] = vendor
        self.places.setdefault(vendor.vendor_id, len(self.places))
        for key in held_keys(vendor.vat_id, vendor.tax_id, vendor.country):
            self.by_tax.setdefault(key, []).append(vendor)
        for key in bank_keys(vendor.iban, vendor.account_number, vendor.routing_number):
            self.by_bank.setdefault(key, []).append(vendor)
        for number in (vendor.vendor_id, *vendor.identifiers):
            if known := identifier_key(number):
                self.by_identifier.setdefault(known, []).append(vendor)
        if address := address_key(vendor.street, vendor.postcode):
            self.by_address.setdefault(address, []).append(vendor)
        self._add_names(vendor)
        for link in vendor_keys(vendor):
            self.by_link.setdefault(link, set()).add(vendor.vendor_id)

    def _add_names(self, vendor: VendorRecord) -> None:
        if name := name_key(vendor.vendor_name):
            self.by_name.setdefault(name, []).append(vendor)
        for alias in vendor.aliases:
            if other := name_key(alias):
                self.by_alias.setdefault(other, []).append(vendor)
        for spelling in (vendor.vendor_name, *vendor.aliases):
            if look := skeleton(spelling):
                self.by_skeleton.setdefault(look, []).append(vendor)
            self.names.setdefault(spaced_name(spelling), vendor)

    def linked(self, keys: Set[str]) -> frozenset[str]:
        """Return the vendors that share one of these keys."""
        return frozenset(one for key in keys for one in self.by_link.get(key, ()))


def index_vendors(vendors: Iterable[VendorRecord]) -> VendorIndex:
    """Build the index of all vendors."""
    index = VendorIndex()
    for vendor in vendors:
        index.add(vendor)
    return index


def vendor_keys(vendor: VendorRecord) -> frozenset[str]:
    """Return what links records of one company (T56).

    Its tax ids, bank accounts and numbers; its address only together with its name, for many
    companies can live in one house.
    """
    held = held_keys(vendor.vat_id, vendor.tax_id, vendor.country)
    keys = {f"tax:{key}" for key in held if key.isalnum()}
    banks = bank_keys(vendor.iban, vendor.account_number, vendor.routing_number)
    keys |= {f"bank:{key}" for key in banks}
    keys |= {f"{kind}:{key}" for kind, number in vendor.numbers if (key := digits_key(number))}
    address, name = address_key(vendor.street, vendor.postcode), name_key(vendor.vendor_name)
    if address and name:
        keys.add(f"address:{address}/{name}")
    return frozenset(keys)


def address_key(street: str | None, postcode: str | None) -> str | None:
    """Return a house as its postcode and number: streets are spelled in too many ways."""
    house = _HOUSE.search(latin(street)) if street else None
    code = identifier_key(postcode)
    return f"{code}/{house.group()}" if house and code else None


def bank_keys(iban: str | None, account: str | None, routing: str | None) -> list[str]:
    """Return an IBAN and a local account with its bank; without a bank the account stands alone."""
    keys = []
    if key := identifier_key(iban):
        keys.append(key)
    if key := digits_key(account):
        keys.append(f"{digits_key(routing) or ''}/{key}")
    return keys
