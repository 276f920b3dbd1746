"""Who the seller is, by what it states, and what does not agree with what we hold."""

from dataclasses import replace
from time import perf_counter

import pytest

from core.reasons import ReasonCode
from intake.rules.names import name_key, skeleton
from intake.rules.reading import DocumentKind, InvoiceReading, Party
from intake.rules.vendors import (
    VendorRecord,
    VendorResolution,
    index_vendors,
    resolve_vendor,
    vendor_keys,
)

IBAN = "DE89 3704 0044 0532 0130 00"
BRIGHTWELL = VendorRecord(
    "V-1001",
    "Brightwell Foods GmbH",
    tax_id="12/345/67890",
    vat_id="DE123456789",
    iban="DE89370400440532013000",
    aliases=("BWF Handel",),
)
OTHER = VendorRecord("V-2002", "Northgate Carriers Ltd", account_number="00123456")
VENDORS = index_vendors([BRIGHTWELL, OTHER])


def said(
    name: str | None = "Brightwell Foods GmbH",
    vat_id: str | None = None,
    iban: str | None = None,
    tax_id: str | None = None,
) -> InvoiceReading:
    seller = Party(name=name, vat_id=vat_id, tax_id=tax_id)
    return InvoiceReading(DocumentKind.INVOICE, "ubl", seller=seller, iban=iban)


def codes(resolution: VendorResolution) -> list[ReasonCode]:
    return [finding.code for finding in resolution.findings]


@pytest.mark.parametrize(
    ("reading", "method"),
    [
        (said("Somebody", "DE 123 456 789"), "vat_id"),
        (said("Somebody", tax_id="12 345 67890"), "tax_id"),
        (said("Somebody", iban=IBAN), "bank"),
        (said("BRIGHTWELL FOODS"), "name"),
        (said("Brightwell-Foods G.m.b.H."), "name"),
        (said("BWF Handel GmbH"), "alias"),
    ],
)
def test_the_vendor_is_found_by_the_surest_way(reading: InvoiceReading, method: str) -> None:
    resolution = resolve_vendor(reading, VENDORS)

    assert (resolution.vendor_id, resolution.method) == ("V-1001", method)
    assert codes(resolution) == []
    assert "V-1001" in resolution.evidence


def test_the_vendor_of_the_order_with_a_similar_name_is_the_vendor() -> None:
    resolution = resolve_vendor(said("Brightwell Food Trading"), VENDORS, ["V-1001"])

    assert (resolution.vendor_id, resolution.method) == ("V-1001", "order")


def test_the_vendor_of_the_order_with_another_name_is_not() -> None:
    resolution = resolve_vendor(said("Kessler Papier"), VENDORS, ["V-1001"])

    assert resolution.vendor_id is None
    assert codes(resolution) == [ReasonCode.UNKNOWN_VENDOR]


def test_t62_other_bank_details_are_a_finding_with_both_accounts() -> None:
    resolution = resolve_vendor(said(vat_id="DE123456789", iban="GB33BUKB20201555555555"), VENDORS)

    assert resolution.vendor_id == "V-1001"
    assert codes(resolution) == [ReasonCode.BANK_DETAILS_CHANGED]
    assert resolution.findings[0].expected == "DE89370400440532013000"
    assert resolution.findings[0].actual == "GB33BUKB20201555555555"


def test_spaces_in_an_iban_are_no_change() -> None:
    assert codes(resolve_vendor(said(iban=IBAN.lower()), VENDORS)) == []


def test_zeros_before_an_account_number_are_no_change() -> None:
    reading = replace(said("Northgate Carriers"), account_number="123456")

    assert codes(resolve_vendor(reading, VENDORS)) == []


def test_a_vendor_without_bank_details_says_so_and_makes_no_finding() -> None:
    bare = index_vendors([replace(BRIGHTWELL, iban=None)])

    resolution = resolve_vendor(said(iban=IBAN), bare)

    assert codes(resolution) == []
    assert "not on file" in resolution.evidence


def test_another_tax_id_under_our_vendors_name_is_a_finding() -> None:
    resolution = resolve_vendor(said(vat_id="DE999999999"), VENDORS)

    assert resolution.vendor_id == "V-1001"
    assert codes(resolution) == [ReasonCode.TAX_ID_MISMATCH]


def test_a_vat_id_beside_a_tax_number_compares_nothing() -> None:
    only_tax = index_vendors([replace(BRIGHTWELL, vat_id=None)])

    assert codes(resolve_vendor(said(vat_id="DE999999999"), only_tax)) == []


@pytest.mark.parametrize(
    "name",
    [
        "Brightwel Foods GmbH",
        "Brightwell Fоods GmbH",  # a Cyrillic o
        "Brightwe1l Foods GmbH",
        "Brightwell F00ds",
        "Brightvvell Foods",
    ],
)
def test_t63_a_name_that_only_looks_like_ours_is_not_taken_for_it(name: str) -> None:
    reading = said(name, "DE555555555", "GB33BUKB20201555555555")

    for orders in ((), ("V-1001",)):
        resolution = resolve_vendor(reading, VENDORS, orders)
        assert resolution.vendor_id is None
        assert codes(resolution) == [ReasonCode.VENDOR_LOOKALIKE]
        assert resolution.findings[0].reference == "V-1001"


def test_a_blocked_vendor_is_known_and_blocked() -> None:
    blocked = index_vendors([replace(BRIGHTWELL, is_blocked=True)])

    assert codes(resolve_vendor(said(), blocked)) == [ReasonCode.VENDOR_BLOCKED]


def test_a_stranger_is_unknown() -> None:
    resolution = resolve_vendor(said("Kessler Papier", "DE777777777"), VENDORS)

    assert (resolution.vendor_id, codes(resolution)) == (None, [ReasonCode.UNKNOWN_VENDOR])


def test_two_numbers_are_two_names_and_not_one_misspelled() -> None:
    index = index_vendors([VendorRecord("V-12", "Harbor Storage 12 Ltd")])

    assert codes(resolve_vendor(said("Harbor Storage 13 Ltd"), index)) == [
        ReasonCode.UNKNOWN_VENDOR
    ]


def test_of_two_records_of_one_company_the_one_of_the_order_is_taken() -> None:
    twice = index_vendors([BRIGHTWELL, replace(BRIGHTWELL, vendor_id="V-1009")])
    reading = said(vat_id="DE123456789")

    assert resolve_vendor(reading, twice, ["V-1009"]).vendor_id == "V-1009"
    assert resolve_vendor(reading, twice).vendor_id is None


def test_t56_records_of_one_company_share_a_key() -> None:
    branch = replace(BRIGHTWELL, vendor_id="V-7", vendor_name="BWF Nord", iban=None)

    assert vendor_keys(BRIGHTWELL) & vendor_keys(branch)
    assert not vendor_keys(BRIGHTWELL) & vendor_keys(OTHER)


@pytest.mark.parametrize(
    "name",
    ["Müller & Söhne GmbH", "Mueller und Soehne", "MULLER + SOHNE", "Müller, Söhne GmbH & Co. KG"],
)
def test_one_name_in_many_spellings(name: str) -> None:
    assert name_key(name) == name_key("Müller & Söhne")


def test_names_that_differ_by_a_word_are_two() -> None:
    assert name_key("Müller Nord GmbH") != name_key("Müller Süd GmbH")
    assert skeleton("Acme") != skeleton("Apex")


def test_ten_thousand_documents_against_five_thousand_vendors_take_under_a_second() -> None:
    index = index_vendors(
        VendorRecord(f"V-{n}", f"Vendor {n:05} GmbH", vat_id=f"DE{n:09}") for n in range(5000)
    )
    readings = [said(f"Vendor {n:05}", f"DE{n:09}") for n in range(5000)]

    started = perf_counter()
    found = [resolve_vendor(reading, index).vendor_id for _ in range(2) for reading in readings]
    elapsed = perf_counter() - started

    assert found[:5000] == [f"V-{n}" for n in range(5000)]
    assert elapsed < 1.0
