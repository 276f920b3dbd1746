"""Many invoices of one retailer, as files: master data, orders, receipts, and UBL invoices.

Run: python -m benchmarks.generate_invoices N SEED FOLDER
Writes N Peppol BIS 3 invoices that keep the rules of EN 16931, with the vendors, items, orders
and receipts behind them. The same number and seed give the same bytes. About nine in ten are
clean; the rest bill too dear, or more than arrived.
"""

import argparse
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from backoffice.demo import identifiers, masters, tables, xml_ubl
from backoffice.demo.model import (
    Address,
    Entity,
    Invoice,
    InvoiceLine,
    Item,
    Location,
    Order,
    OrderLine,
    Vendor,
    cents,
)
from backoffice.demo.purchasing import ReceiptRow

AS_OF = date(2026, 11, 2)
_FIRST_DAY = date(2026, 9, 1)
_DAYS = 50
_A_FOLDER = 1000
_RATES = (Decimal(21), Decimal(21), Decimal(9))


def _words(text: str) -> list[str]:
    return text.split()


_FIRST_WORDS = _words(
    "Amstel Berk Cedar Dorpel Eiken Fjord Gouwe Haven Iris Jade Kade Linde Maas Noorder Oever"
    " Polder Quay Rietveld Schelde Terp Uiver Veste Waal Zaan Zuider"
)
_SECOND_WORDS = _words(
    "Ceramics Dairy Fabrics Glass Kitchenware Lighting Paper Pantry Tools Textiles Wood Wares"
    " Garden Leather Metals Candles Baskets Linens Spices Teas Brushes Frames Mirrors Rugs Pots"
)
_KINDS = ("B.V.", "Trading B.V.", "Groothandel", "Import B.V.")
_GOODS = _words("Bowl Jug Lamp Tray Throw Candle Basket Knife Board Mug Vase Frame Cloth Brush Pot")
_SORTS = _words("oak white blue small large round tall ribbed plain striped grey sand")
_ENTITY = Entity(
    "NL01", "Halden Stores Nederland B.V.", "EUR", "NL861234560B01", "861234560",
    "Europe/Amsterdam", Address("Havenkade 12", "3011 AA", "Rotterdam", "NL"),
    "NL91ABNA0417164300", "ABNANL2A",
)  # fmt: skip
_ACCOUNTS = (
    "1310|Inventory|asset", "1360|Input tax|asset", "1520|Prepayments|asset",
    "2100|Payables|liability", "2150|Goods received, not invoiced|liability",
    "5080|Allowances|expense", "5090|Purchase price differences|expense",
    "5200|Freight in|expense", "6900|Other expense|expense", "6990|Rounding differences|expense",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, and how many of the invoices have something wrong."""

    folder: Path
    masters: Path
    invoices: Path
    count: int
    problems: int


def generate(count: int, seed: int, folder: Path) -> Written:
    """Write `count` invoices and everything that they refer to."""
    rng = random.Random(seed)  # noqa: S311  invented data, not secrets
    places = [_place(number) for number in range(1, 21)]
    vendors = [_vendor(rng, number) for number in range(1, max(count // 20, 3) + 1)]
    ranges = {each.vendor_id: _items(rng, each, n) for n, each in enumerate(vendors, start=1)}
    orders = [_order(rng, n, rng.choice(vendors), ranges, places) for n in range(1, count + 1)]
    first, bills = folder / "1-masters", folder / "2-invoices"
    first.mkdir(parents=True, exist_ok=True)
    problems = 0
    invoices = []
    for number, order in enumerate(orders, start=1):
        invoice, has_problem = _invoice(rng, number, order)
        problems += has_problem
        invoices.append(invoice)
    _write_masters(first, vendors, ranges, orders, places)
    for number, invoice in enumerate(invoices):
        path = bills / f"{number // _A_FOLDER:03}"
        path.mkdir(parents=True, exist_ok=True)
        (path / f"{invoice.number}.xml").write_bytes(xml_ubl.render(invoice))
    return Written(folder, first, bills, count, problems)


def _place(number: int) -> Location:
    address = Address(f"Marktstraat {number}", f"{1000 + number * 37} AB", "Utrecht", "NL")
    return Location(
        f"ST{number:02}", f"Store {number}", "NL01", "store", "Europe/Amsterdam",
        date(2015, 3, 1), address, 1,
    )  # fmt: skip


def _vendor(rng: random.Random, number: int) -> Vendor:
    first = _FIRST_WORDS[number % len(_FIRST_WORDS)]
    second = _SECOND_WORDS[number // len(_FIRST_WORDS) % len(_SECOND_WORDS)]
    kind = _KINDS[number // (len(_FIRST_WORDS) * len(_SECOND_WORDS)) % len(_KINDS)]
    vat_id = identifiers.vat_id(rng, "NL")
    return Vendor(
        vendor_id=f"V{number:05}", name=f"{first} {second} {kind}",
        address=Address(f"Industrieweg {number}", "5211 BB", "Den Bosch", "NL"), currency="EUR",
        vat_id=vat_id, tax_id="", iban=identifiers.iban(rng, "NL"), bic="HLNDNL2A",
        account_number="", routing_number="", terms=rng.choice(("net 30", "2/10 net 30")),
        email=f"accounts@vendor{number:05}.example", phone="+31 73 555 0100",
        default_account="1310", entities=("NL01",), range_key="goods", layout="", unit="C62",
        numbering="", status="active",
    )  # fmt: skip


def _items(rng: random.Random, vendor: Vendor, company: int) -> list[Item]:
    return [
        Item(
            item_id=f"I{company:05}{n:02}", vendor_id=vendor.vendor_id,
            vendor_item_id=f"{company:04}-{n:02}", gtin=identifiers.gtin(company % 10_000, n),
            description=f"{rng.choice(_GOODS)}, {rng.choice(_SORTS)} {n}", department="Home",
            category="Home", unit_cost=Decimal(rng.randint(95, 8900)) / 100, pack_uom="",
            pack_size=1, price_base=1, is_food=False,
        )
        for n in range(1, 13)
    ]  # fmt: skip


def _order(
    rng: random.Random,
    number: int,
    vendor: Vendor,
    ranges: dict[str, list[Item]],
    places: list[Location],
) -> Order:
    placed = _FIRST_DAY + timedelta(rng.randrange(_DAYS))
    chosen = rng.sample(ranges[vendor.vendor_id], rng.choice((2, 3, 4, 5, 5, 5, 6, 7, 8)))
    lines = []
    for place, item in enumerate(chosen, start=1):
        quantity = Decimal(rng.choice((6, 12, 12, 24, 24, 36, 48)))
        rate = rng.choice(_RATES)
        line = OrderLine(place, item, quantity, "EA", item.unit_cost, rate, received=quantity)
        lines.append(line)
    return Order(
        f"PO-{700_000 + number}", vendor, "NL01", rng.choice(places), placed,
        placed + timedelta(rng.randint(2, 6)), "open", "EUR", tuple(lines),
    )  # fmt: skip


def _invoice(rng: random.Random, number: int, order: Order) -> tuple[Invoice, bool]:
    """Return the bill for an order, and whether something is wrong with it."""
    lines = [_line(line, order) for line in order.lines]
    luck = rng.random()
    if luck < 0.05:  # one line dearer than ordered
        lines[0] = replace(lines[0], unit_price=cents(lines[0].unit_price * Decimal("1.18")))
    elif luck < 0.10:  # more than was ordered and received
        lines[-1] = replace(lines[-1], quantity=lines[-1].quantity + 6)
    delivered = order.received_date or order.order_date
    issued = delivered + timedelta(rng.randint(0, 4))
    vendor = order.vendor
    invoice = Invoice(
        kind="invoice", number=f"{vendor.vendor_id[1:]}-26{number * 7919 % 1_000_003:06}",
        issue_date=issued, due_date=issued + timedelta(30), delivery_date=delivered,
        vendor=vendor, entity=_ENTITY, deliver_to=order.location, currency="EUR",
        purchase_order=order.number, lines=tuple(lines), terms_text=vendor.terms,
    )  # fmt: skip
    return invoice, luck < 0.10


def _line(line: OrderLine, order: Order) -> InvoiceLine:
    return InvoiceLine(
        line.number, line.item.description, line.quantity, "EA", line.unit_price, line.tax_rate,
        seller_item_id=line.item.vendor_item_id, gtin=line.item.gtin, po_number=order.number,
        po_line=line.number,
    )  # fmt: skip


def _receipts(orders: list[Order]) -> Iterator[ReceiptRow]:
    for number, order in enumerate(orders, start=1):
        for line in order.lines:
            yield ReceiptRow(
                f"GR-{number:07}", line.number, order.number, line.number,
                order.received_date or order.order_date, order.location.code, line.received,
                line.rejected, line.uom,
            )  # fmt: skip


def _write_masters(
    folder: Path,
    vendors: list[Vendor],
    ranges: dict[str, list[Item]],
    orders: list[Order],
    places: list[Location],
) -> None:
    entity: list[tables.Cell] = [
        _ENTITY.code, _ENTITY.name, "NL", "EUR", _ENTITY.vat_id, _ENTITY.tax_id, _ENTITY.timezone,
    ]  # fmt: skip
    stores: masters.Rows = [
        [p.code, p.name, p.entity, p.kind, p.timezone, p.opened_on, None] for p in places
    ]
    items = [item for group in ranges.values() for item in group]
    tables.write_csv(folder / "entities.csv", "entities", [entity])
    tables.write_csv(folder / "locations.csv", "locations", stores)
    tables.write_csv(folder / "accounts.csv", "accounts", [r.split("|") for r in _ACCOUNTS])
    tables.write_csv(folder / "vendors.csv", "vendors", masters.vendors(vendors))
    tables.write_csv(folder / "items.csv", "items", masters.items(items))
    tables.write_csv(folder / "orders.csv", "purchase_orders", masters.orders(orders))
    tables.write_csv(folder / "receipts.csv", "receipts", masters.receipts(_receipts(orders)))


def main() -> None:
    """Write the files and say what they are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("seed", type=int)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    made = generate(options.count, options.seed, options.folder)
    sys.stdout.write(f"{made.count:,} invoices, {made.problems:,} with a problem: {made.folder}\n")


if __name__ == "__main__":
    main()
