"""Purchase orders: a row a line. What an order said before it was changed is kept (T15)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from audit.actions import EventDraft
from core.money import decimal_text
from intake.actions.importing import masters
from intake.actions.importing.batch import Load, Written
from intake.actions.importing.upsert import upsert
from intake.models import (
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseOrderLineChange,
    PurchaseOrderStatus,
)
from intake.rules.cells import CellValue, UnreadableCell, parse_decimal
from intake.rules.findings import FindingValue
from intake.rules.tables import Record, row_problem
from ledger.actions import naming

_HEAD: Final = ("vendor_id", "entity", "order_date", "status", "currency")
_LINE: Final = (
    "vendor_item_id",
    "gtin",
    "description",
    "quantity",
    "uom",
    "unit_price",
    "tax_rate",
    "account",
    "cost_centre",
)
_TERMS: Final = ("quantity", "unit_price", "uom")
_Head = dict[str, Any]
_Line = dict[str, Any]


@dataclass(slots=True)
class PurchaseOrders:
    """Rows of the table purchase orders."""

    rows_at_once: int | None = 2_000
    is_change: bool = False  # messages that say from which day they count
    _heads: dict[str, tuple[int, list[CellValue | None]]] = field(default_factory=dict)

    def sift(self, record: Record) -> FindingValue | None:
        """Refuse a row that says other things of its order than the rows before it.

        What only one of them states counts for the order.
        """
        said = [record.values.get(column) for column in _HEAD]
        number = record.key("po_number")
        line, head = self._heads.setdefault(number, (record.line, said))
        for column, before, now in zip(_HEAD, head, said, strict=True):
            if before is not None and now is not None and before != now:
                reason = f"line {line} says {before} of order {number}, this one {now}"
                return row_problem(record.line, reason, column, actual=str(now))
        head[:] = [
            now if before is None else before for before, now in zip(head, said, strict=True)
        ]
        return None

    def write(self, records: Sequence[Record], load: Load) -> Written:
        """Write orders and lines that are new or changed, and keep what they said before."""
        result = Written()
        vendors, created = masters.ensure_vendors(
            {record.key("vendor_id"): record.extra.get("vendor_name") for record in records},
            load,
            partners={
                record.key("vendor_id") for record in records if record.extra.get("vendor_number")
            },
        )
        result.counts["vendors"] += created
        items, created = masters.ensure_items(_items(records))
        result.counts["items"] += created
        naming.ensure_entities({record.text("entity") or load.entity for record in records})
        naming.ensure_accounts({record.text("account") for record in records})
        naming.ensure_cost_centres({record.text("cost_centre") for record in records})
        numbers = {record.key("po_number") for record in records}
        before = {
            order.po_number: order
            for order in PurchaseOrder.objects.filter(po_number__in=numbers).select_related(
                "vendor"
            )
        }
        changes = self._write_heads(numbers, before, vendors, load)
        orders = dict(
            PurchaseOrder.objects.filter(po_number__in=numbers).values_list("po_number", "pk")
        )
        lines = [_line(record, orders[record.key("po_number")], items) for record in records]
        names = {pk: number for number, pk in orders.items()}
        days = (
            {}
            if not self.is_change
            else {record.key("po_number"): day for record in records if (day := _day_of(record))}
        )
        _write_lines(lines, names, before, changes, load, result, days)
        _name_items(changes, items)
        _tell(changes, before, load, result)
        return result

    def _write_heads(
        self,
        numbers: set[str],
        before: Mapping[str, PurchaseOrder],
        vendors: Mapping[str, int],
        load: Load,
    ) -> dict[str, dict[str, Any]]:
        """Write the orders; return what changed of those that were here."""
        rows = []
        changes: dict[str, dict[str, Any]] = {}
        for number in sorted(numbers):
            head: _Head = dict(zip(_HEAD, self._heads[number][1], strict=True))
            order = before.get(number)
            head["vendor_id"] = vendors[str(head["vendor_id"])]
            if order is None:
                head["entity"] = head["entity"] or load.entity
                head["status"] = head["status"] or PurchaseOrderStatus.OPEN.value
            else:
                changed = _differences(head, order)
                if "vendor_id" in changed:  # by the ids that people know
                    changed["vendor_id"] = [order.vendor.vendor_id, self._heads[number][1][0]]
                if changed:
                    changes[number] = changed
                head = {
                    name: getattr(order, name) if value is None else value
                    for name, value in head.items()
                }
            rows.append({"po_number": number, **head, "is_described": True, "loaded_at": load.at})
        upsert(PurchaseOrder, rows, key=("po_number",), frozen=("loaded_at",))
        return changes


def _items(records: Sequence[Record]) -> dict[str, tuple[str | None, str | None]]:
    return {
        item: (record.text("description"), record.text("gtin"))
        for record in records
        if (item := record.text("item_id")) is not None
    }


def _differences(head: _Head, order: PurchaseOrder) -> dict[str, Any]:
    """Return [before, after] of what an order is now said to be."""
    return {
        name: [_shown(getattr(order, name)), _shown(value)]
        for name, value in head.items()
        if value is not None and value != getattr(order, name)
    }


def _line(record: Record, order: int, items: Mapping[str, int]) -> _Line:
    return {
        "order_id": order,
        "po_line": record.key("po_line"),
        "item_id": items.get(record.text("item_id") or ""),
        **{column: record.values.get(column) for column in _LINE},
        "line_amount": _line_amount(record),
        "extra": dict(record.extra),
    }


def _line_amount(record: Record) -> Decimal | None:
    """Return the amount of the line where a column of that name states one."""
    try:
        return parse_decimal(record.extra["line_amount"].strip())
    except (KeyError, UnreadableCell):
        return None


def _write_lines(
    lines: Sequence[_Line],
    names: Mapping[int, str],
    before: Mapping[str, PurchaseOrder],
    changes: dict[str, dict[str, Any]],
    load: Load,
    result: Written,
    days: Mapping[str, date],
) -> None:
    """Write the lines that are new or changed; keep the terms of those that changed."""
    here = {
        (line.order_id, line.po_line): line
        for line in PurchaseOrderLine.objects.filter(
            order_id__in=[order.pk for order in before.values()],
            po_line__in={line["po_line"] for line in lines},
        ).select_related("item")
    }
    wanted, kept = [], []
    for line in lines:
        old = here.get((line["order_id"], line["po_line"]))
        number = names[line["order_id"]]
        if old is None:
            result.counts["created"] += 1
        else:
            changed = _changed(line, old)
            if not changed:
                continue
            result.counts["updated"] += 1
            changes.setdefault(number, {}).setdefault("lines", {})[line["po_line"]] = changed
            if any(term in changed for term in _TERMS):
                kept.append(_kept(old, load, min(days.get(number, load.as_of), load.as_of)))
        wanted.append(line)
        result.touched.add(number)
    upsert(PurchaseOrderLine, wanted, key=("order_id", "po_line"))
    PurchaseOrderLineChange.objects.bulk_create(kept, batch_size=1_000)


def _changed(line: _Line, old: PurchaseOrderLine) -> dict[str, Any]:
    changed = {
        name: [_shown(getattr(old, name)), _shown(value)]
        for name, value in line.items()
        if name != "extra" and value is not None and value != getattr(old, name)
    }
    if "item_id" in changed:
        changed["item_id"][0] = old.item.item_id if old.item else None
    extra = {
        name: [old.extra.get(name), value]
        for name, value in line["extra"].items()
        if old.extra.get(name) != value
    }
    return changed | ({"extra": extra} if extra else {})


def _name_items(changes: Mapping[str, dict[str, Any]], items: Mapping[str, int]) -> None:
    """Put the ids that people know in the place of row numbers."""
    names = {pk: item_id for item_id, pk in items.items()}
    for changed in changes.values():
        for line in changed.get("lines", {}).values():
            if "item_id" in line:
                line["item_id"][1] = names[line["item_id"][1]]


def _day_of(record: Record) -> date | None:
    """Return the day a change names as its own."""
    stated = record.extra.get("changed_on")
    return date.fromisoformat(stated) if stated else None


def _kept(old: PurchaseOrderLine, load: Load, day: date) -> PurchaseOrderLineChange:
    return PurchaseOrderLineChange(
        order_line=old,
        changed_on=day,
        changed_at=load.at,
        changed_by=load.actor.label,
        document_id=load.document_id,
        quantity_before=old.quantity,
        unit_price_before=old.unit_price,
        uom_before=old.uom,
    )


def _tell(
    changes: Mapping[str, dict[str, Any]],
    before: Mapping[str, PurchaseOrder],
    load: Load,
    result: Written,
) -> None:
    """Put each changed order on the trail, with what it said before."""
    for number, changed in changes.items():
        result.touched.add(number)
        result.events.append(
            EventDraft(
                action="intake.purchase_order.changed",
                subject=f"order:{number}",
                payload={"document": load.subject, "changes": changed},
                entity=before[number].entity if number in before else load.entity,
            )
        )


def _shown(value: object) -> object:
    if isinstance(value, Decimal):
        return decimal_text(value)
    return value if value is None or isinstance(value, int) else str(value)
