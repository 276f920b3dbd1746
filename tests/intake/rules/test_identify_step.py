"""The step of identifying, on everybody and again on what its bundle keeps."""

from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from intake.rules import reading_json, step_json
from intake.rules.duplicates import (
    Cleared,
    DuplicateCandidate,
    DuplicateSettings,
    find_duplicates,
)
from intake.rules.entities import EntityRecord
from intake.rules.identify_step import Addressed, OrderOwner, output, replay, resolve, vendor_bytes
from intake.rules.reading import DocumentKind, InvoiceReading, Party
from intake.rules.vendor_records import VendorRecord, index_vendors

NAMES = (
    "Brightwell Foods GmbH", "Brightwe11 Foods GmbH", "Brightwell Food GmbH", "Store 12 Bakery",
    "Store 13 Bakery", "Bakery Store 12", "Northgate Carriers", "Foods Brightwell", "Ox",
)  # fmt: skip
TAX_IDS = ("DE123456789", "12/345/67890")
ACCOUNTS = ("DE89370400440532013000", "DE02120300000000202051")
NUMBERS = ("123456789", "4012345000009")
STREETS = ("Mill Lane 4", "Harbour Road 4")
ENTITIES = (
    EntityRecord("NL01", "Our Shops B.V.", vat_id="NL001234567B01"),
    EntityRecord("DE01", "Unsere Laeden GmbH"),
)
SETTINGS = DuplicateSettings(similar_amount_percent=Decimal("1.50"))

names = some.sampled_from(NAMES)
vendor_ids = some.sampled_from([f"V-{number}" for number in range(12)])
vendors = some.builds(
    VendorRecord,
    vendor_id=vendor_ids,
    vendor_name=names,
    vat_id=some.none() | some.sampled_from(TAX_IDS),
    iban=some.none() | some.sampled_from(ACCOUNTS),
    aliases=some.lists(names, max_size=2).map(tuple),
    identifiers=some.lists(some.sampled_from(NUMBERS), max_size=1).map(tuple),
    is_blocked=some.booleans(),
    street=some.none() | some.sampled_from(STREETS),
    postcode=some.none() | some.just("10115"),
)
sellers = some.builds(
    Party,
    name=some.none() | names,
    vat_id=some.none() | some.sampled_from(TAX_IDS),
    identifier=some.none() | some.sampled_from(NUMBERS),
    street=some.none() | some.sampled_from(STREETS),
    postcode=some.none() | some.just("10115"),
)
readings = some.builds(
    InvoiceReading,
    kind=some.just(DocumentKind.INVOICE),
    syntax=some.sampled_from(["ubl", "x12"]),
    seller=sellers,
    buyer=some.just(Party(name="Our Shops")),
    iban=some.none() | some.sampled_from(ACCOUNTS),
)
orders = some.sampled_from(
    [
        Addressed(),
        Addressed(entity_hint="NL01"),
        *(Addressed(owners=(OrderOwner(f"V-{number}", "DE01"),)) for number in range(12)),
        Addressed(owners=(OrderOwner("V-3"), OrderOwner("V-7", "DE01"))),
    ]
)
amounts = some.decimals(min_value=1, max_value=9, places=2)


def candidate(reference: str, amount: Decimal | None) -> DuplicateCandidate:
    return DuplicateCandidate(
        reference, "V-1", "RE-0815", date(2026, 3, 1), amount, "EUR",
        vendor_keys=frozenset({"tax:DE123456789", "bank:DE89370400440532013000"}),
    )  # fmt: skip


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # on a busy machine
@given(
    known=some.lists(vendors, max_size=12, unique_by=lambda vendor: vendor.vendor_id),
    reading=readings,
    said=orders,
    amount=amounts,
    earlier=some.lists(some.none() | amounts, max_size=3),
)
def test_gives_the_same_bytes_on_what_its_bundle_keeps(
    known: list[VendorRecord],
    reading: InvoiceReading,
    said: Addressed,
    amount: Decimal,
    earlier: list[Decimal | None],
) -> None:
    index = index_vendors(known)
    vendor, entity = resolve(reading, said, index, ENTITIES)
    this = candidate("invoice:9", amount)
    compared = [candidate(f"invoice:{place}", each) for place, each in enumerate(earlier)]
    cleared = Cleared(others=frozenset({"invoice:0"}))
    alarms = find_duplicates(this, compared, SETTINGS, cleared)

    again = replay(
        {
            "reading": reading_json.to_bytes(reading),
            "addressed": step_json.to_bytes(said),
            "vendors": vendor_bytes(reading, said, index, vendor),
            "entities": step_json.to_bytes(ENTITIES),
            "compared": step_json.to_bytes((this, *compared)),
            "cleared": step_json.to_bytes(cleared),
            "settings": step_json.to_bytes(SETTINGS),
        }
    )

    assert again == output(vendor, entity, alarms)


def test_keeps_no_vendor_that_no_rule_looked_at() -> None:
    ours = VendorRecord("V-1", "Brightwell Foods GmbH", vat_id="DE123456789")
    index = index_vendors([VendorRecord("V-0", "Northgate Carriers"), ours])
    reading = InvoiceReading(
        DocumentKind.INVOICE, "ubl", seller=Party("Brightwell Foods GmbH", vat_id="DE123456789")
    )
    vendor, _ = resolve(reading, Addressed(), index, ENTITIES)

    kept = vendor_bytes(reading, Addressed(), index, vendor)

    assert kept == step_json.to_bytes((ours,))
