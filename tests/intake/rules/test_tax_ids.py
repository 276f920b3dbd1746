"""Tax ids with and without the country before them."""

import pytest

from core.reasons import ReasonCode
from intake.rules.reading import DocumentKind, InvoiceReading, Party
from intake.rules.vendors import VendorRecord, index_vendors, resolve_vendor


def found(held: dict[str, str], stated: dict[str, str]) -> tuple[str | None, list[ReasonCode]]:
    """Return which vendor a seller of another name is, and what does not agree."""
    vendor = VendorRecord("V1", "Casa Uno", **held)  # type: ignore[arg-type]
    seller = Party(name="Comercial Dos", **stated)
    reading = InvoiceReading(DocumentKind.INVOICE, "pdf", seller=seller)
    resolved = resolve_vendor(reading, index_vendors([vendor]))
    return resolved.vendor_id, [each.code for each in resolved.findings]


@pytest.mark.parametrize(
    ("held", "stated"),
    [
        ({"tax_id": "B12345674", "country": "ES"}, {"vat_id": "ESB12345674"}),
        ({"tax_id": "B12345674"}, {"vat_id": "ES-B12345674"}),
        ({"vat_id": "ESB12345674", "country": "ES"}, {"tax_id": "B-12345674"}),
        ({"vat_id": "ESB12345674"}, {"tax_id": "B12345674", "country": "ES"}),
        ({"vat_id": "DE129273398", "country": "DE"}, {"vat_id": "129 273 398"}),
        ({"vat_id": "129273398", "country": "DE"}, {"vat_id": "DE129273398"}),
        ({"vat_id": "EL123456783"}, {"vat_id": "GR123456783"}),
        ({"vat_id": "CHE-116.281.710 MWST"}, {"vat_id": "CHE-116.281.710"}),
    ],
)
def test_an_id_is_one_with_and_without_its_country(
    held: dict[str, str], stated: dict[str, str]
) -> None:
    assert found(held, stated) == ("V1", [])


@pytest.mark.parametrize(
    ("held", "stated"),
    [
        ({"vat_id": "DE129273398"}, {"vat_id": "PT129273398"}),
        ({"tax_id": "129273398", "country": "US"}, {"vat_id": "DE129273398"}),
        ({"vat_id": "DE129273398"}, {"tax_id": "129273398", "country": "US"}),
        ({"vat_id": "DE129273398"}, {"tax_id": "9273398"}),
    ],
)
def test_the_same_figures_of_another_country_are_another_id(
    held: dict[str, str], stated: dict[str, str]
) -> None:
    """T56: what links two records must be one id."""
    assert found(held, stated)[0] is None
