"""Who the seller is, and whether the bank details agree with what we hold.

From certain to uncertain: VAT id, tax id, bank account, the exact name, an alias; then, together
with a similar name, the number of a trading partner, the address, the vendor of the order. A name
that only looks like one of ours is not taken for it: `VENDOR_LOOKALIKE` names the vendor it looks
like (T63). Bank details on a document never change what we hold; where they differ it is
`BANK_DETAILS_CHANGED` (T62). A vendor of whom we hold no bank details at all makes no finding: the
evidence says "not on file".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rapidfuzz import fuzz, process

from intake.rules import vendor_findings as differs
from intake.rules.findings import FindingValue
from intake.rules.likeness import SAME_COMPANY, company_likeness
from intake.rules.names import identifier_key, name_key, skeleton, spaced_name
from intake.rules.reading import InvoiceReading
from intake.rules.tax_ids import stated_keys
from intake.rules.vendor_records import (
    VendorIndex,
    VendorRecord,
    address_key,
    bank_keys,
    index_vendors,
    vendor_keys,
)

__all__ = [
    "SCORES",
    "VendorIndex",
    "VendorRecord",
    "VendorResolution",
    "index_vendors",
    "resolve_vendor",
    "vendor_keys",
    "vendors_considered",
]

_OF_PARTNERS = frozenset({"x12", "edifact"})
_DUNS, _DUNS_WITH_SUFFIX = 9, 13
_LOOKS_LIKE = 90.0  # out of 100, words in any order
_LONG_ENOUGH_INSIDE = 6
_SAME_ON_AN_ORDER = 80.0  # with the vendor of the order as the second witness

# How often each way finds the right vendor: the lower end of the interval that
# `benchmarks.vendors` measures on sellers that misspell, move and imitate.
SCORES: Mapping[str, Decimal] = {
    "vat_id": Decimal("0.99"),
    "tax_id": Decimal("0.99"),
    "bank": Decimal("0.99"),
    "name": Decimal("0.99"),
    "alias": Decimal("0.99"),
    "identifier": Decimal("0.99"),
    "address": Decimal("0.97"),
    "order": Decimal("0.95"),
    "none": Decimal(0),
}


@dataclass(frozen=True, slots=True)
class VendorResolution:
    """Who the seller is, how we know, how sure that way is, and what does not agree."""

    vendor_id: str | None
    method: str  # a key of `SCORES`
    evidence: str
    findings: tuple[FindingValue, ...] = ()
    nearest: str | None = None  # the vendor whose name comes nearest to that of a stranger

    @property
    def score(self) -> Decimal:
        """Return how often this way finds the right vendor."""
        return SCORES[self.method]


def resolve_vendor(
    reading: InvoiceReading, vendors: VendorIndex, order_vendor_ids: Sequence[str] = ()
) -> VendorResolution:
    """Find the vendor of a document; `order_vendor_ids` are those of the orders it names."""
    vendor, method, evidence = _exactly(reading, vendors, order_vendor_ids)
    if vendor is None:
        vendor, evidence = _by_partner_number(reading, vendors)
        method = "identifier" if vendor else "none"
    if vendor is None:
        vendor, evidence = _by_address(reading, vendors)
        method = "address" if vendor else "none"
    if vendor is None:
        vendor, evidence = _by_order(reading, vendors, order_vendor_ids)
        method = "order" if vendor else "none"
    if vendor is None:
        return _stranger(reading, vendors, evidence or "No vendor found.")
    if method in _NEEDS_NO_CONTRADICTION and (other := _impostor(reading, vendor)):
        return VendorResolution(None, "none", evidence, (other,))
    found = (
        differs.blocked(vendor),
        differs.tax_differs(reading, vendor),
        differs.bank_differs(reading, vendor),
        differs.domain_lookalike(reading, vendor),
    )
    findings = tuple(finding for finding in found if finding is not None)
    if not (vendor.iban or vendor.account_number) and (reading.iban or reading.account_number):
        evidence += " Its bank details are not on file."
    return VendorResolution(vendor.vendor_id, method, evidence, findings)


_NEEDS_NO_CONTRADICTION = ("identifier", "address", "order")


def vendors_considered(
    reading: InvoiceReading,
    vendors: VendorIndex,
    order_vendor_ids: Sequence[str],
    found: VendorResolution,
) -> tuple[VendorRecord, ...]:
    """Return the vendors that were looked at to find this one, in the order of the index."""
    exact = _exact_ways(reading, vendors)
    seen = [each for _, _, table, keys in exact for key in keys for each in table.get(key, ())]
    if found.vendor_id is None or found.method in _NEEDS_NO_CONTRADICTION:
        seller = reading.seller
        for number in (seller.identifier, seller.registration_id, seller.endpoint):
            for key in _partner_keys(number):
                seen += vendors.by_identifier.get(key, ())
        seen += vendors.by_address.get(address_key(seller.street, seller.postcode) or "", ())
        named = (*order_vendor_ids, found.nearest or "")
        seen += [vendors.by_id[one] for one in named if one in vendors.by_id]
    by_id = {vendor.vendor_id: vendor for vendor in seen}
    return tuple(by_id[one] for one in sorted(by_id, key=vendors.places.__getitem__))


def _exactly(
    reading: InvoiceReading, vendors: VendorIndex, order_vendor_ids: Sequence[str]
) -> tuple[VendorRecord | None, str, str]:
    for method, word, table, keys in _exact_ways(reading, vendors):
        for key in keys:
            found = table.get(key)
            if not found:
                continue
            vendor = _the_one(found, reading, order_vendor_ids)
            if vendor is not None:
                return (
                    vendor,
                    method,
                    f"Found by {word}: {vendor.vendor_name} ({vendor.vendor_id}).",
                )
    return None, "none", ""


def _exact_ways(
    reading: InvoiceReading, vendors: VendorIndex
) -> tuple[tuple[str, str, Mapping[str, list[VendorRecord]], list[str]], ...]:
    """Return the ways that need no second witness: method, word, table and keys of each."""
    seller = reading.seller
    return (
        ("vat_id", "VAT id", vendors.by_tax, stated_keys(seller.vat_id, None, seller.country)),
        ("tax_id", "tax id", vendors.by_tax, stated_keys(None, seller.tax_id, seller.country)),
        ("bank", "bank account", vendors.by_bank,
         bank_keys(reading.iban, reading.account_number, reading.routing_number)),
        ("name", "name", vendors.by_name, _one(name_key(seller.name))),
        ("alias", "alias", vendors.by_alias, _one(name_key(seller.name))),
    )  # fmt: skip


def _by_partner_number(
    reading: InvoiceReading, vendors: VendorIndex
) -> tuple[VendorRecord | None, str]:
    """Find a trading partner by its number in a message, with a similar name as second witness.

    Only messages count whose sender the network knows: on a page anybody can print a number.
    """
    if reading.syntax not in _OF_PARTNERS:
        return None, ""
    seller = reading.seller
    name = spaced_name(seller.name)
    for number in (seller.identifier, seller.registration_id, seller.endpoint):
        for key in _partner_keys(number):
            for vendor in vendors.by_identifier.get(key, ()):
                ours = [spaced_name(each) for each in (vendor.vendor_name, *vendor.aliases)]
                if not name or max(_name_likeness(name, each) for each in ours) >= (
                    _SAME_ON_AN_ORDER
                ):
                    found = f"{vendor.vendor_name} ({vendor.vendor_id})"
                    return vendor, f"Found by the partner's number {number}: {found}."
    return None, ""


def _partner_keys(number: str | None) -> list[str]:
    """Return a number as it is, and a DUNS number without the four characters behind it."""
    key = identifier_key(number)
    if not key:
        return []
    is_long = key.isdigit() and len(key) == _DUNS_WITH_SUFFIX
    return [key, key[:_DUNS]] if is_long else [key]


def _by_address(reading: InvoiceReading, vendors: VendorIndex) -> tuple[VendorRecord | None, str]:
    """Take a vendor of the same house whose name is nearly the stated one, if there is just one."""
    name = reading.seller.name
    key = address_key(reading.seller.street, reading.seller.postcode)
    near = [
        vendor
        for vendor in (vendors.by_address.get(key, ()) if key and name else ())
        if company_likeness(name or "", vendor.vendor_name) >= SAME_COMPANY
    ]
    if len(near) != 1:
        return None, ""
    return near[0], (
        f"A similar name at the same address: {near[0].vendor_name} ({near[0].vendor_id})."
    )


def _the_one(
    found: list[VendorRecord], reading: InvoiceReading, order_vendor_ids: Sequence[str]
) -> VendorRecord | None:
    """Choose among records of one company by order, bank, name; two equal ones stay open."""
    if len(found) == 1:
        return found[0]
    banks = set(bank_keys(reading.iban, reading.account_number, reading.routing_number))
    key = name_key(reading.seller.name)
    ranked = sorted(
        (
            (
                vendor.vendor_id in order_vendor_ids,
                bool(banks.intersection(
                    bank_keys(vendor.iban, vendor.account_number, vendor.routing_number)
                )),
                key is not None and name_key(vendor.vendor_name) == key,
                not vendor.is_blocked,
            ),
            vendor.vendor_id,
        )
        for vendor in {v.vendor_id: v for v in found}.values()
    )  # fmt: skip
    if len(ranked) > 1 and ranked[-1][0] == ranked[-2][0]:
        return None
    return next(vendor for vendor in found if vendor.vendor_id == ranked[-1][1])


def _by_order(
    reading: InvoiceReading, vendors: VendorIndex, order_vendor_ids: Sequence[str]
) -> tuple[VendorRecord | None, str]:
    name = spaced_name(reading.seller.name)
    for vendor_id in dict.fromkeys(order_vendor_ids):
        vendor = vendors.by_id.get(vendor_id)
        if vendor is None:
            continue
        ours = [spaced_name(other) for other in (vendor.vendor_name, *vendor.aliases)]
        if name and max(_name_likeness(name, other) for other in ours) >= _SAME_ON_AN_ORDER:
            return vendor, (
                f"Vendor of the order, with a similar name: {vendor.vendor_name} ({vendor_id})."
            )
    return None, ""


def _name_likeness(name: str, other: str) -> float:
    """Measure how alike two names are; one may stand inside the other if it is long enough."""
    words: float = fuzz.token_set_ratio(name, other)
    if min(len(name), len(other)) < _LONG_ENOUGH_INSIDE:
        return words
    return max(words, fuzz.partial_ratio(name, other))


def _impostor(reading: InvoiceReading, vendor: VendorRecord) -> FindingValue | None:
    """Report a similar name on our order where what it states about itself is not what we hold."""
    contradicts = (
        differs.tax_differs(reading, vendor) is not None
        or differs.bank_differs(reading, vendor) is not None
    )
    seems = skeleton(reading.seller.name) == skeleton(vendor.vendor_name)
    if not contradicts and not seems:
        return None
    return differs.lookalike(reading, vendor)


def _stranger(reading: InvoiceReading, vendors: VendorIndex, evidence: str) -> VendorResolution:
    """Say of whom nothing is held, and whether the name looks like one of ours."""
    name = reading.seller.name
    words = spaced_name(name)
    if same := vendors.by_skeleton.get(skeleton(name) or ""):
        nearest, is_alike = same[0], True
    elif spelling := _nearest(words, vendors):
        # "Store 12" and "Store 13" are two names, not one misspelled.
        nearest, is_alike = vendors.names[spelling], _numbers_in(words) == _numbers_in(spelling)
    else:
        return VendorResolution(None, "none", evidence, (differs.unknown(reading),))
    finding = differs.lookalike(reading, nearest) if is_alike else differs.unknown(reading)
    return VendorResolution(None, "none", evidence, (finding,), nearest.vendor_id)


def _nearest(words: str, vendors: VendorIndex) -> str | None:
    if len(words) < 4 or not vendors.names:
        return None
    best = process.extractOne(
        words, vendors.names.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=_LOOKS_LIKE
    )
    return None if best is None else str(best[0])


def _numbers_in(words: str) -> list[str]:
    return [word for word in words.split() if word.isdigit()]


def _one(key: str | None) -> list[str]:
    return [] if key is None else [key]
