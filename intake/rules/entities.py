"""Which entity of ours a document is addressed to."""

from collections.abc import Sequence
from dataclasses import dataclass

from intake.rules.names import name_key
from intake.rules.reading import InvoiceReading
from intake.rules.tax_ids import held_keys, stated_keys


@dataclass(frozen=True, slots=True)
class EntityRecord:
    """A company of ours."""

    entity: str
    entity_name: str
    vat_id: str | None = None
    tax_id: str | None = None


def resolve_entity(
    reading: InvoiceReading,
    entities: Sequence[EntityRecord],
    order_entities: Sequence[str] = (),
) -> str | None:
    """Return the entity a document is addressed to: by VAT id, tax id, name, then by its order.

    With one entity only, an unnamed buyer is that one; a buyer that is none of ours stays unknown
    unless an order says whose it is.
    """
    buyer = reading.buyer
    stated = set(stated_keys(buyer.vat_id, buyer.tax_id, buyer.country))
    for entity in entities if stated else ():
        if not stated.isdisjoint(held_keys(entity.vat_id, entity.tax_id, None)):
            return entity.entity
    if key := name_key(buyer.name):
        named = [entity for entity in entities if name_key(entity.entity_name) == key]
        if len(named) == 1:
            return named[0].entity
    for code in order_entities:
        if code:
            return code
    if len(entities) == 1 and buyer.name is None and not stated:
        return entities[0].entity
    return None
