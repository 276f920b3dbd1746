"""The step of identifying on what its bundle keeps: canonical bytes in, canonical bytes out.

Of all vendors the bundle keeps those that a rule looked at, in the order of the index: on them
alone every rule gives the answer that it gave on all of them.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from functools import lru_cache
from typing import Any, TypeVar

from pydantic import TypeAdapter

from intake.rules import reading_json, step_json
from intake.rules.duplicates import (
    Alarm,
    Cleared,
    DuplicateCandidate,
    DuplicateSettings,
    find_duplicates,
)
from intake.rules.entities import EntityRecord, resolve_entity
from intake.rules.reading import InvoiceReading
from intake.rules.vendor_records import VendorIndex, VendorRecord, index_vendors
from intake.rules.vendors import VendorResolution, resolve_vendor, vendors_considered


@dataclass(frozen=True, slots=True)
class OrderOwner:
    """Whose order it is: of which vendor, for which entity of ours."""

    vendor_id: str
    entity: str | None = None


@dataclass(frozen=True, slots=True)
class Addressed:
    """What is known of sender and addressee beside the document: its channel, and its orders."""

    entity_hint: str | None = None
    owners: tuple[OrderOwner, ...] = ()


Value = TypeVar(
    "Value",
    Addressed,
    Cleared,
    DuplicateCandidate,
    DuplicateSettings,
    EntityRecord,
    VendorRecord,
)


_ADAPTERS: dict[type, TypeAdapter[Any]] = {}


def _adapter(kind: type) -> TypeAdapter[Any]:
    """Return the schema of a kind; each takes a moment to build, and is built when it is asked."""
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def resolve(
    reading: InvoiceReading,
    said: Addressed,
    vendors: VendorIndex,
    entities: Sequence[EntityRecord],
) -> tuple[VendorResolution, str | None]:
    """Return whose claim it is, and against which entity of ours."""
    vendor = resolve_vendor(reading, vendors, [owner.vendor_id for owner in said.owners])
    entity = said.entity_hint or resolve_entity(
        reading, entities, [owner.entity for owner in said.owners if owner.entity]
    )
    return vendor, entity


def vendor_bytes(
    reading: InvoiceReading, said: Addressed, vendors: VendorIndex, found: VendorResolution
) -> bytes:
    """Return the vendors that were looked at, as the bundle keeps them."""
    order_vendor_ids = [owner.vendor_id for owner in said.owners]
    return _bytes_of(vendors_considered(reading, vendors, order_vendor_ids, found))


@lru_cache(maxsize=4096)  # the same few vendors bill again and again
def _bytes_of(vendors: tuple[VendorRecord, ...]) -> bytes:
    return step_json.to_bytes(vendors)


def output(vendor: VendorResolution, entity: str | None, alarms: Sequence[Alarm]) -> bytes:
    """Return what identifying found, as the bundle keeps it."""
    return step_json.to_bytes((vendor, entity, tuple(alarms)))


def replay(inputs: Mapping[str, bytes]) -> bytes:
    """Identify a claim again from what its bundle kept, and return the output of the step.

    :raises KeyError: the bundle is of a version that kept less.
    """
    said = _one(Addressed, inputs["addressed"])
    vendors = index_vendors(_all(VendorRecord, inputs["vendors"]))
    entities = _all(EntityRecord, inputs["entities"])
    settings = _one(DuplicateSettings, inputs["settings"])
    vendor, entity = resolve(reading_json.from_bytes(inputs["reading"]), said, vendors, entities)
    this, *compared = _all(DuplicateCandidate, inputs["compared"])
    alarms = find_duplicates(this, compared, settings, _one(Cleared, inputs["cleared"]))
    return output(vendor, entity, alarms)


def _one(kind: type[Value], content: bytes) -> Value:
    return _read(kind, json.loads(content))


def _all(kind: type[Value], content: bytes) -> list[Value]:
    return [_read(kind, stated) for stated in json.loads(content)]


def _read(kind: type[Value], stated: Mapping[str, object]) -> Value:
    """Return the value behind an object that leaves out what is unknown."""
    unknown = {
        each.name: None
        for each in fields(kind)
        if each.default is MISSING and each.default_factory is MISSING
    }
    value: Value = _adapter(kind).validate_python({**unknown, **stated})
    return value
