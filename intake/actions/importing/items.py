"""Items and how many base units a pack of each holds, dated: a pack may change (T9, T11)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from intake.actions.importing.batch import Load, Written
from intake.actions.importing.upsert import upsert
from intake.models import Item, ItemPack
from intake.rules.findings import FindingValue
from intake.rules.tables import Record, row_problem

_ALWAYS: Final = date(1900, 1, 1)  # the first size known of a pack counts for all that was before
_OF_ITEM: Final = ("description", "base_uom", "gtin", "department", "category", "unit_cost")


@dataclass(slots=True)
class Items:
    """Rows of the table items: one an item, or one for each of its packs."""

    rows_at_once: int | None = 2_000
    _items: dict[str, tuple[int, tuple[object, ...]]] = field(default_factory=dict)

    def sift(self, record: Record) -> FindingValue | None:
        """Refuse a pack that cannot be, and a second row that says other things of the item."""
        size, unit = record.decimal("pack_size"), record.text("pack_uom")
        if size is not None and size <= 0:
            return row_problem(record.line, "a pack holds more than nothing", "pack_size")
        if size is not None and unit is None:
            return row_problem(record.line, "a pack size needs the unit of its pack", "pack_uom")
        said = tuple(record.values.get(column) for column in _OF_ITEM)
        earlier = self._items.setdefault(record.key("item_id"), (record.line, said))
        for column, before, now in zip(_OF_ITEM, earlier[1], said, strict=True):
            if before != now:
                reason = f"line {earlier[0]} says {before} of the same item"
                return row_problem(record.line, reason, column, actual=str(now))
        return None

    def write(self, records: Sequence[Record], load: Load) -> Written:
        """Write the items, then the packs whose size is new or has changed."""
        result = Written()
        rows = {record.key("item_id"): _row(record) for record in records}
        for (is_new,) in upsert(Item, list(rows.values()), key=("item_id",)):
            result.counts["created" if is_new else "updated"] += 1
        ids = dict(Item.objects.filter(item_id__in=list(rows)).values_list("item_id", "pk"))
        result.counts["packs"] += _write_packs(records, ids, load.as_of)
        return result


def _row(record: Record) -> dict[str, object]:
    return {
        "item_id": record.key("item_id"),
        **{column: record.values.get(column) for column in _OF_ITEM},
        "is_described": True,
        "extra": record.extra,
    }


def _write_packs(records: Sequence[Record], ids: dict[str, int], as_of: date) -> int:
    """Write each pack whose size on this day is not the one that is here."""
    packs = {
        (ids[record.key("item_id")], unit): size
        for record in records
        if (unit := record.text("pack_uom")) and (size := record.decimal("pack_size"))
    }
    known: dict[tuple[int, str], list[tuple[date, Decimal]]] = {}
    here = ItemPack.objects.filter(item_id__in={item for item, _ in packs})
    for item, unit, day, held in here.values_list("item_id", "pack_uom", "valid_from", "pack_size"):
        known.setdefault((item, unit), []).append((day, held))
    rows = [
        {
            "item_id": item,
            "pack_uom": unit,
            "pack_size": size,
            "valid_from": as_of if (item, unit) in known else _ALWAYS,
        }
        for (item, unit), size in packs.items()
        if _in_force(known.get((item, unit), ()), as_of) != size
    ]
    return len(upsert(ItemPack, rows, key=("item_id", "pack_uom", "valid_from")))


def _in_force(sizes: Iterable[tuple[date, Decimal]], day: date) -> Decimal | None:
    started = [(start, size) for start, size in sizes if start <= day]
    return max(started)[1] if started else None
