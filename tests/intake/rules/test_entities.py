"""Which entity of ours a document is for."""

import pytest

from intake.rules.entities import EntityRecord, resolve_entity
from intake.rules.reading import DocumentKind, InvoiceReading, Party

ENTITIES = (
    EntityRecord("HQ", "Harbor & Lane Retail GmbH", vat_id="DE811111111"),
    EntityRecord("NL", "Harbor & Lane Nederland B.V.", vat_id="NL811111111B01"),
)


def addressed(name: str | None = None, vat_id: str | None = None) -> InvoiceReading:
    return InvoiceReading(DocumentKind.INVOICE, "ubl", buyer=Party(name=name, vat_id=vat_id))


@pytest.mark.parametrize(
    ("reading", "orders", "entity"),
    [
        (addressed("anyone", "NL 8111 11111 B01"), (), "NL"),
        (addressed("HARBOR AND LANE RETAIL"), (), "HQ"),
        (addressed("Harbor & Lane"), ("NL",), "NL"),
        (addressed("Somebody else"), (), None),
        (addressed(), (), None),
    ],
)
def test_by_vat_id_then_name_then_order(
    reading: InvoiceReading, orders: tuple[str, ...], entity: str | None
) -> None:
    assert resolve_entity(reading, ENTITIES, orders) == entity


def test_the_only_entity_is_meant_where_no_buyer_is_named() -> None:
    assert resolve_entity(addressed(), ENTITIES[:1]) == "HQ"
    assert resolve_entity(addressed("Somebody else"), ENTITIES[:1]) is None
