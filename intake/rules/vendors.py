"""Who the seller is, and whether the bank details agree with what we hold.

From certain to uncertain: VAT id, tax id, bank account, the exact name, an alias, the number of a
trading partner or the vendor of the order, both together with a similar name. A name that only
looks like one of ours is not taken for it: `VENDOR_LOOKALIKE` names the vendor it looks like (T63).
Bank details on a document never change what we hold; where they differ it is
`BANK_DETAILS_CHANGED` (T62). A vendor of whom we hold no bank details at all makes no finding: the
evidence says "not on file".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from core.reasons import ReasonCode
from intake.rules.findings import FindingValue
from intake.rules.names import digits_key, identifier_key, name_key, skeleton, spaced_name
from intake.rules.reading import InvoiceReading

_LOOKS_LIKE = 90.0  # out of 100, words in any order
_LONG_ENOUGH_INSIDE = 6
PARTNER_NUMBERS = ("duns", "gln", "edi_id", "ean")  # columns of vendors beyond the contract's
_OF_PARTNERS = frozenset({"x12", "edifact"})
_DUNS, _DUNS_WITH_SUFFIX = 9, 13
_SAME_ON_AN_ORDER = 80.0  # with the vendor of the order as the second witness


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
    identifiers: tuple[str, ...] = ()  # DUNS, GLN and the like, as kept beside the master
    is_blocked: bool = False
    is_new: bool = False


@dataclass(slots=True)
class VendorIndex:
    """Vendors by every way to find them; built once for many invoices."""

    by_id: dict[str, VendorRecord] = field(default_factory=dict)
    by_tax: dict[str, list[VendorRecord]] = field(default_factory=dict)
    by_identifier: dict[str, list[VendorRecord]] = field(default_factory=dict)
    by_bank: dict[str, list[VendorRecord]] = field(default_factory=dict)
    by_name: dict[str, list[VendorRecord]] = field(default_factory=dict)
    by_alias: dict[str, list[VendorRecord]] = field(default_factory=dict)
    by_skeleton: dict[str, list[VendorRecord]] = field(default_factory=dict)
    names: dict[str, VendorRecord] = field(default_factory=dict)

    def add(self, vendor: VendorRecord) -> None:
        """Add one vendor."""
        self.by_id[vendor.vendor_id] = vendor
        for key in _tax_keys(vendor.vat_id, vendor.tax_id):
            self.by_tax.setdefault(key, []).append(vendor)
        for key in _bank_keys(vendor.iban, vendor.account_number, vendor.routing_number):
            self.by_bank.setdefault(key, []).append(vendor)
        for number in (vendor.vendor_id, *vendor.identifiers):
            if known := identifier_key(number):
                self.by_identifier.setdefault(known, []).append(vendor)
        if name := name_key(vendor.vendor_name):
            self.by_name.setdefault(name, []).append(vendor)
        for alias in vendor.aliases:
            if other := name_key(alias):
                self.by_alias.setdefault(other, []).append(vendor)
        for name in (vendor.vendor_name, *vendor.aliases):
            if look := skeleton(name):
                self.by_skeleton.setdefault(look, []).append(vendor)
            self.names.setdefault(spaced_name(name), vendor)


@dataclass(frozen=True, slots=True)
class VendorResolution:
    """Who the seller is, how we know, and what does not agree."""

    vendor_id: str | None
    method: str  # "vat_id", "tax_id", "bank", "name", "alias", "identifier", "order", "none"
    evidence: str
    findings: tuple[FindingValue, ...] = ()


def index_vendors(vendors: Iterable[VendorRecord]) -> VendorIndex:
    """Build the index of all vendors."""
    index = VendorIndex()
    for vendor in vendors:
        index.add(vendor)
    return index


def resolve_vendor(
    reading: InvoiceReading, vendors: VendorIndex, order_vendor_ids: Sequence[str] = ()
) -> VendorResolution:
    """Find the vendor of a document; `order_vendor_ids` are those of the orders it names."""
    vendor, method, evidence = _exactly(reading, vendors, order_vendor_ids)
    if vendor is None:
        vendor, evidence = _by_partner_number(reading, vendors)
        method = "identifier" if vendor else "none"
    if vendor is None:
        vendor, evidence = _by_order(reading, vendors, order_vendor_ids)
        method = "order" if vendor else "none"
    if vendor is None:
        return VendorResolution(
            None, "none", evidence or "No vendor found.", (_unknown(reading, vendors),)
        )
    if method in {"order", "identifier"} and (other := _impostor(reading, vendor)):
        return VendorResolution(None, "none", evidence, (other,))
    findings = tuple(
        finding
        for finding in (
            _blocked(vendor),
            _tax_differs(reading, vendor),
            _bank_differs(reading, vendor),
        )
        if finding is not None
    )
    if not (vendor.iban or vendor.account_number) and (reading.iban or reading.account_number):
        evidence += " Its bank details are not on file."
    return VendorResolution(vendor.vendor_id, method, evidence, findings)


def vendor_keys(vendor: VendorRecord) -> frozenset[str]:
    """Return what links records of one company: its tax ids and bank accounts (T56)."""
    taxes = _tax_keys(vendor.vat_id, vendor.tax_id)
    banks = _bank_keys(vendor.iban, vendor.account_number, vendor.routing_number)
    return frozenset([f"tax:{key}" for key in taxes] + [f"bank:{key}" for key in banks])


def _exactly(
    reading: InvoiceReading, vendors: VendorIndex, order_vendor_ids: Sequence[str]
) -> tuple[VendorRecord | None, str, str]:
    seller = reading.seller
    ways = (
        ("vat_id", "VAT id", vendors.by_tax, _tax_keys(seller.vat_id, None)),
        ("tax_id", "tax id", vendors.by_tax, _tax_keys(seller.tax_id, None)),
        ("bank", "bank account", vendors.by_bank,
         _bank_keys(reading.iban, reading.account_number, reading.routing_number)),
        ("name", "name", vendors.by_name, _one(name_key(seller.name))),
        ("alias", "alias", vendors.by_alias, _one(name_key(seller.name))),
    )  # fmt: skip
    for method, word, table, keys in ways:
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


def _the_one(
    found: list[VendorRecord], reading: InvoiceReading, order_vendor_ids: Sequence[str]
) -> VendorRecord | None:
    """Choose among records of one company by order, bank, name; two equal ones stay open."""
    if len(found) == 1:
        return found[0]
    banks = set(_bank_keys(reading.iban, reading.account_number, reading.routing_number))
    key = name_key(reading.seller.name)
    ranked = sorted(
        (
            (
                vendor.vendor_id in order_vendor_ids,
                bool(banks.intersection(
                    _bank_keys(vendor.iban, vendor.account_number, vendor.routing_number)
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
        _tax_differs(reading, vendor) is not None or _bank_differs(reading, vendor) is not None
    )
    seems = skeleton(reading.seller.name) == skeleton(vendor.vendor_name)
    if not contradicts and not seems:
        return None
    return _lookalike(reading, vendor)


def _unknown(reading: InvoiceReading, vendors: VendorIndex) -> FindingValue:
    name = reading.seller.name
    if like := _alike(name, vendors):
        return _lookalike(reading, like)
    return FindingValue(
        code=ReasonCode.UNKNOWN_VENDOR,
        text=f"{name or 'The seller'} is no vendor of ours: no VAT id, tax id, bank account or name"
        " agrees.",
        field="seller_name",
        actual=name,
    )


def _alike(name: str | None, vendors: VendorIndex) -> VendorRecord | None:
    if (key := skeleton(name)) and (seen := vendors.by_skeleton.get(key)):
        return seen[0]
    words = spaced_name(name)
    if len(words) < 4 or not vendors.names:
        return None
    best = process.extractOne(
        words, vendors.names.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=_LOOKS_LIKE
    )
    # "Store 12" and "Store 13" are two names, not one misspelled.
    if best is None or _numbers_in(words) != _numbers_in(best[0]):
        return None
    return vendors.names[best[0]]


def _numbers_in(words: str) -> list[str]:
    return [word for word in words.split() if word.isdigit()]


def _lookalike(reading: InvoiceReading, vendor: VendorRecord) -> FindingValue:
    return FindingValue(
        code=ReasonCode.VENDOR_LOOKALIKE,
        text=f"{reading.seller.name} looks like {vendor.vendor_name} ({vendor.vendor_id}), but"
        " neither tax id nor bank account is the one we hold.",
        field="seller_name",
        expected=vendor.vendor_name,
        actual=reading.seller.name,
        reference=vendor.vendor_id,
    )


def _blocked(vendor: VendorRecord) -> FindingValue | None:
    if not vendor.is_blocked:
        return None
    return FindingValue(
        code=ReasonCode.VENDOR_BLOCKED,
        text=f"{vendor.vendor_name} ({vendor.vendor_id}) is blocked.",
        field="seller_name",
        expected="active",
        actual="blocked",
        reference=vendor.vendor_id,
    )


def _tax_differs(reading: InvoiceReading, vendor: VendorRecord) -> FindingValue | None:
    """Compare stated tax ids with ours: VAT ids where both have one, else whatever agrees."""
    stated = _tax_keys(reading.seller.vat_id, reading.seller.tax_id)
    held = _tax_keys(vendor.vat_id, vendor.tax_id)
    both_vat = reading.seller.vat_id and vendor.vat_id
    both_tax = reading.seller.tax_id and vendor.tax_id
    if not both_vat and not both_tax:
        return None  # a VAT id beside a tax number compares nothing
    compared = _tax_keys(reading.seller.vat_id, None) if both_vat else stated
    if set(compared) & set(held):
        return None
    return FindingValue(
        code=ReasonCode.TAX_ID_MISMATCH,
        text=f"The document states {reading.seller.vat_id or reading.seller.tax_id}; we hold"
        f" {vendor.vat_id or vendor.tax_id} for {vendor.vendor_name} ({vendor.vendor_id}).",
        field="seller_vat_id" if both_vat else "seller_tax_id",
        expected=vendor.vat_id if both_vat else vendor.tax_id,
        actual=reading.seller.vat_id if both_vat else reading.seller.tax_id,
        reference=vendor.vendor_id,
    )


def _bank_differs(reading: InvoiceReading, vendor: VendorRecord) -> FindingValue | None:
    stated = _bank_keys(reading.iban, reading.account_number, reading.routing_number)
    held = _bank_keys(vendor.iban, vendor.account_number, vendor.routing_number)
    if not stated or not held or set(stated) & set(held):
        return None
    if reading.iban and vendor.account_number and not vendor.iban:
        bare = digits_key(vendor.account_number)
        if bare and (digits_key(reading.iban) or "").endswith(bare):
            return None  # the same account, written as an IBAN
    actual = reading.iban or _account_text(reading.account_number, reading.routing_number)
    return FindingValue(
        code=ReasonCode.BANK_DETAILS_CHANGED,
        text=f"The document asks to pay to {actual}; on file for {vendor.vendor_name}"
        f" ({vendor.vendor_id}) is another account. Ask the vendor by a number on file.",
        field="iban" if reading.iban else "account_number",
        expected=vendor.iban or _account_text(vendor.account_number, vendor.routing_number),
        actual=actual,
        reference=vendor.vendor_id,
    )


def _account_text(account: str | None, routing: str | None) -> str | None:
    return " ".join(part for part in (routing, account) if part) or None


def _tax_keys(vat_id: str | None, tax_id: str | None) -> list[str]:
    return [key for text in (vat_id, tax_id) if (key := identifier_key(text))]


def _bank_keys(iban: str | None, account: str | None, routing: str | None) -> list[str]:
    """Return an IBAN and a local account with its bank; without a bank the account stands alone."""
    keys = []
    if key := identifier_key(iban):
        keys.append(key)
    if key := digits_key(account):
        keys.append(f"{digits_key(routing) or ''}/{key}")
    return keys


def _one(key: str | None) -> list[str]:
    return [] if key is None else [key]
