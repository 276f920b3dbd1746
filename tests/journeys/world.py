"""Situations of a small retailer, each with its own vendor, so that one load tells them all."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.journeys.documents import Bill, BillLine, Trader, table
from tests.journeys.documents_cii import cii
from tests.journeys.documents_ubl import ubl

ARRIVED = "2026-03-12"
_NAMES = (
    "Albatros", "Birke", "Corvus", "Drossel", "Elster", "Falke", "Granit", "Habicht", "Ibis",
    "Jaspis", "Kranich", "Lerche", "Milan", "Nerz", "Otter", "Pirol", "Quarz", "Rubin", "Saphir",
    "Topas", "Uhu", "Viola", "Wiesel", "Xenon", "Ysop", "Zander",
)  # fmt: skip
_TRADES = (
    "Molkerei",
    "Papierfabrik",
    "Werkzeugbau",
    "Textilhaus",
    "Leuchten",
    "Gewuerze",
    "Farben",
)

Row = dict[str, str]


@dataclass(slots=True)
class Situation:
    """One vendor with an order of an item, its receipt, and the bills that come for it."""

    trap: str
    number: int
    expected: list[frozenset[str]] = field(default_factory=list)  # of each bill
    bills: list[Bill] = field(default_factory=list)
    vendor: Row = field(default_factory=dict)
    items: list[Row] = field(default_factory=list)
    orders: list[Row] = field(default_factory=list)
    receipts: list[Row] = field(default_factory=list)
    is_cii: bool = False

    @property
    def po_number(self) -> str:
        """The number of its order."""
        return f"45{self.number:05}1"

    @property
    def line(self) -> BillLine:
        """The first line of its first bill."""
        return self.bills[0].lines[0]

    def then(self, *lines: BillLine, codes: Sequence[str] = (), **values: Any) -> "Situation":
        """Add a bill that comes later."""
        first = self.bills[0]
        number = f"{first.number}-{len(self.bills) + 1}"
        self.bills.append(replace(first, **({"number": number, "lines": lines} | values)))
        self.expected.append(frozenset(codes))
        return self

    def file_of(self, place: int) -> str:
        """Return the name of the file of a bill."""
        return f"{self.number:03}-{place}.xml"


def _order_row(one: "Situation", item: Row, ordered: str, price: str) -> Row:
    return {
        "po_number": one.po_number,
        "po_line": "1",
        "vendor_id": f"V{one.number:04}",
        "entity": "E1",
        "order_date": "2026-03-01",
        "item_id": item["item_id"],
        "description": item["description"],
        "quantity": ordered,
        "uom": "EA",
        "unit_price": price,
        "currency": "EUR",
        "tax_rate": "19",
    }


def _receipt_row(one: "Situation", received: str) -> Row:
    return {
        "receipt_number": f"R{one.number:04}",
        "receipt_line": "1",
        "po_number": one.orders[0]["po_number"],
        "po_line": one.orders[0]["po_line"],
        "received_date": "2026-03-05",
        "quantity_received": received,
        "uom": "EA",
    }


@dataclass(slots=True)
class World:
    """All situations, as the files of one load."""

    situations: list[Situation] = field(default_factory=list)

    def clean(self, trap: str, **values: Any) -> Situation:
        """Add a situation in which nothing is wrong."""
        return self.wrong(trap, (), **values)

    def wrong(
        self,
        trap: str,
        codes: Sequence[str],
        *,
        ordered: str = "100",
        price: str = "10.00",
        received: str | None = "100",
        line: dict[str, Any] | None = None,
        order: Row | None = None,
        vendor: Row | None = None,
        is_cii: bool = False,
        **bill: Any,
    ) -> Situation:
        """Add a situation, with what makes it differ from a clean one and the codes it earns."""
        number = len(self.situations) + 1
        name = f"{_NAMES[number % 26]} {_TRADES[number % 7]} {_NAMES[number * 7 % 26]}hof GmbH"
        one = Situation(trap, number, is_cii=is_cii)
        one.vendor = {
            "vendor_id": f"V{number:04}",
            "vendor_name": name,
            "tax_id": f"12/{number:03}/7788",
            "country": "DE",
            "status": "active",
        } | (vendor or {})
        item = {"item_id": f"I{number:04}", "description": f"{name.split()[0]} Ware {number}"}
        one.items.append(item | {"base_uom": "EA"})
        one.orders.append(_order_row(one, item, ordered, price) | (order or {}))
        if received is not None:
            one.receipts.append(_receipt_row(one, received))
        billed = {"quantity": ordered, "price": price, "buyer_item": item["item_id"]}
        lines = (BillLine(item["description"], **(billed | (line or {}))),)
        said: dict[str, Any] = {
            "number": f"RE-{number:03}77",
            "seller": Trader(name, tax_id=one.vendor["tax_id"]),
            "lines": lines,
            "po_number": one.po_number,
            "customization": None,
        }
        one.bills.append(Bill(**(said | bill)))
        one.expected.append(frozenset(codes))
        self.situations.append(one)
        return one

    def tables(self) -> dict[str, list[Row]]:
        """Return the rows of all situations by table."""
        here = self.situations
        return {
            "vendors": [one.vendor for one in here],
            "items": [row for one in here for row in one.items],
            "orders": [row for one in here for row in one.orders],
            "receipts": [row for one in here for row in one.receipts],
            "entities": [
                {
                    "entity": "E1",
                    "entity_name": "Nordlicht Handel GmbH",
                    "country": "DE",
                    "currency": "EUR",
                    "vat_id": "DE136695976",
                },
                {"entity": "E2", "entity_name": "Suedlicht GmbH", "currency": "EUR"},
            ],
        }

    def write(self, folder: Path) -> Path:
        """Write the files of all situations into a folder, ready to be loaded."""
        for name, rows in self.tables().items():
            (folder / f"{name}.csv").write_bytes(table(rows))
        for one in self.situations:
            for place, bill in enumerate(one.bills):
                write = cii if one.is_cii else ubl
                (folder / one.file_of(place)).write_bytes(write(bill))
        return folder
