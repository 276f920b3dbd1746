"""A company whose variances are known: a plan, and books that differ from it by planted causes.

Every cause is planted as somebody would describe it ("a third more came than planned", "prices
went up by 3 %", "a repair of 2,500 that will not come again"), with the records that show it. What
is planted without a record is to stay unexplained. Nothing here knows how causes are found.
"""

import csv
import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

PERIODS = ("2026-01", "2026-02", "2026-03", "2026-04")
CENT = Decimal("0.01")
Place = tuple[str, str, str]  # period, account, cost centre
HEADS = {
    "entities": "entity,entity_name,currency",
    "accounts": "account,account_name,account_type",
    "locations": "location,location_name,entity,kind,opened_on,closed_on",
    "items": "item_id,description,base_uom,unit_cost",
    "vendors": "vendor_id,vendor_name",
    "orders": "po_number,po_line,vendor_id,entity,order_date,item_id,quantity,unit_price,currency",
    "receipts": "receipt_number,receipt_line,po_number,po_line,received_date,quantity_received",
    "journal": "entry_id,entry_line,posting_date,period,account,cost_centre,entity,debit,credit,"
    "currency,reference,description,source",
    "plan": "plan,version,period,account,cost_centre,entity,amount,currency",
}


@dataclass
class World:
    """The tables, and what was planted where."""

    rng: random.Random
    tables: dict[str, list[list[object]]] = field(default_factory=lambda: defaultdict(list))
    planted: dict[Place, dict[str, Decimal]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(Decimal))
    )
    entries: int = 0

    def amount(self, low: int, high: int) -> Decimal:
        """Return an amount to the cent."""
        return Decimal(self.rng.randint(low * 100, high * 100)) / 100

    def plant(self, place: Place, driver: str, amount: Decimal) -> None:
        """Remember what was planted."""
        self.planted[place][driver] += amount

    def book(
        self, place: Place, amount: Decimal, *, reference: str = "", text: str = "",
        source: str = "purchases", day: str = "",
    ) -> None:  # fmt: skip
        """Book an expense against payables."""
        self.entries += 1
        name, (period, account, centre) = f"J{self.entries:07d}", place
        on = day or f"{period}-{self.rng.randint(3, 26):02d}"
        there, back = (amount, Decimal(0)) if amount >= 0 else (Decimal(0), -amount)
        for number, where, debit, credit in ((1, account, there, back), (2, "2000", back, there)):
            self.tables["journal"].append([
                name, number, on, period, where, centre, "NL01", debit, credit, "EUR", reference,
                text, source,
            ])  # fmt: skip

    def order(
        self, item: int, cost: Decimal, quantity: int, price: Decimal, period: str, *,
        ordered: int = 0, received_in: str = "",
    ) -> str:  # fmt: skip
        """Order an item and receive it."""
        number = f"PO{len(self.tables['orders']) + 1:06d}"
        self.tables["orders"].append([
            number, 1, "V1", "NL01", f"{period}-01", f"I{item}", ordered or quantity, price, "EUR",
        ])  # fmt: skip
        self.tables["receipts"].append([
            f"R{number}", 1, number, 1, f"{received_in or period}-05", quantity,
        ])  # fmt: skip
        self.tables["items"].append([f"I{item}", f"Item {item}", "C62", cost])
        return number


Planting = Callable[[World, Place], None]


def price(world: World, place: Place) -> None:
    """Goods that the plan holds at standard cost dearer by some percent."""
    quantity, cost = world.rng.randint(200, 900), world.amount(2, 20)
    paid = (cost * (100 + world.rng.randint(2, 9)) / 100).quantize(CENT)
    number = world.order(len(world.tables["items"]) + 1, cost, quantity, paid, place[0])
    world.book(place, quantity * paid, reference=number)
    world.tables["plan"].append(["budget", "v1", *place, "NL01", quantity * cost, "EUR"])
    world.plant(place, "price", quantity * paid - quantity * cost)


def goods(world: World, place: Place) -> None:
    """A place of goods alone: another quantity than planned, at another price than standard."""
    planned, cost = world.rng.randint(500, 2000), world.amount(2, 20)
    came = planned * world.rng.randint(105, 140) // 100
    paid = (cost * (100 + world.rng.randint(1, 6)) / 100).quantize(CENT)
    number = world.order(len(world.tables["items"]) + 1, cost, came, paid, place[0])
    world.book(place, came * paid, reference=f"R{number}")
    world.tables["plan"].append(["budget", "v1", *place, "NL01", planned * cost, "EUR"])
    world.plant(place, "volume", (came - planned) * cost)
    world.plant(place, "price", came * (paid - cost))


def over_delivered(world: World, place: Place) -> None:
    """More came, and was billed, than was ordered."""
    asked, cost, more = world.rng.randint(300, 800), world.amount(2, 20), world.rng.randint(30, 90)
    number = world.order(
        len(world.tables["items"]) + 1, cost, asked + more, cost, place[0], ordered=asked
    )
    world.book(place, (asked + more) * cost, reference=number)
    world.tables["plan"].append(["budget", "v1", *place, "NL01", asked * cost, "EUR"])
    world.plant(place, "volume", more * cost)


def late(world: World, place: Place) -> None:
    """Goods of the month before, billed now, accrued by nobody."""
    before = PERIODS[PERIODS.index(place[0]) - 1]
    if place[0] == PERIODS[0]:
        return
    quantity, cost = world.rng.randint(100, 400), world.amount(2, 20)
    number = world.order(
        len(world.tables["items"]) + 1, cost, quantity, cost, before, received_in=before
    )
    world.book(place, quantity * cost, reference=f"R{number}")
    world.plant(place, "timing", quantity * cost)


def posted_early(world: World, place: Place) -> None:
    """A bill whose day lies in the month before."""
    if place[0] == PERIODS[0]:
        return
    amount = world.amount(300, 4000)
    before = PERIODS[PERIODS.index(place[0]) - 1]
    world.book(place, amount, day=f"{before}-27")
    world.plant(place, "timing", amount)


def true_up(world: World, place: Place) -> None:
    """An estimate taken back, and what it really cost."""
    estimate, actual = world.amount(2000, 5000), world.amount(2000, 5000)
    name = f"CONTRACT-{world.entries}"
    world.book(place, -estimate, reference=name, text="Reversal of accrual", source="accrual")
    world.book(place, actual, reference=name, text="Invoice of the contractor")
    world.plant(place, "accrual_true_up", actual - estimate)


def said(driver: str, text: str, low: int, high: int, sign: int = 1) -> Planting:
    """An entry that says itself what it is."""

    def planting(world: World, place: Place) -> None:
        amount = sign * world.amount(low, high)
        world.book(place, amount, text=text)
        world.plant(place, driver, amount)

    return planting


def moved(world: World, place: Place) -> None:
    """An amount moved here from an account that nobody planned."""
    amount = world.amount(200, 3000)
    world.entries += 1
    name, (period, account, centre) = f"J{world.entries:07d}", place
    for number, where, debit, credit in (
        (1, account, amount, Decimal(0)), (2, "6999", Decimal(0), amount),
    ):  # fmt: skip
        world.tables["journal"].append([
            name, number, f"{period}-20", period, where, centre, "NL01", debit, credit, "EUR", "",
            "Moved to where it belongs", "manual",
        ])  # fmt: skip
    world.plant(place, "reclassification", amount)
    world.plant((period, "6999", centre), "reclassification", -amount)


def nobody_knows(world: World, place: Place) -> None:
    """An amount without any record: it has to stay unexplained."""
    amount = world.rng.choice((-1, 1)) * world.amount(200, 5000)
    world.book(place, amount, text=world.rng.choice(("", "Various", "Bill of March", "As agreed")))


PLANTINGS: tuple[Planting, ...] = (
    price, over_delivered, late, posted_early, true_up, moved, nobody_knows, nobody_knows,
    said("one_off", "One-off repair after a storm", 1500, 9000),
    said("freight", "Freight surcharge of the carrier", 300, 4000),
    said("allowance", "Vendor rebate for the quarter", 300, 4000, sign=-1),
    said("currency", "FX revaluation of payables", 100, 2000),
    said("accrual_true_up", "Shrink true-up after the count", 100, 2000),
)  # fmt: skip


def make(seed: int, accounts: int, centres: int, lines_a_place: int) -> World:
    """Make the company."""
    world = World(random.Random(seed))  # noqa: S311
    world.tables["entities"].append(["NL01", "Noordzee Winkels", "EUR"])
    world.tables["vendors"].append(["V1", "Halvorsen Dairy"])
    world.tables["accounts"] += [
        ["2000", "Payables", "liability"], ["6999", "To be moved", "expense"],
    ]  # fmt: skip
    names = [f"{5000 + number * 10}" for number in range(accounts)]
    world.tables["accounts"] += [[name, f"Cost of kind {name}", "expense"] for name in names]
    shops = [f"S{number:03d}" for number in range(centres)]
    world.tables["locations"] += [[shop, shop, "NL01", "store", "2015-01-01", ""] for shop in shops]
    _openings(world, names[0])
    for period in PERIODS:
        for shop in shops:
            for name in names:
                _place(world, (period, name, shop), lines_a_place)
    return world


def _openings(world: World, account: str) -> None:
    """A store that opens unplanned, and one that closes though the plan goes on."""
    world.tables["locations"] += [
        ["S900", "New", "NL01", "store", "2026-03-01", ""],
        ["S901", "Gone", "NL01", "store", "2015-01-01", "2026-02-10"],
    ]
    for period in PERIODS[2:]:
        amount = world.amount(1500, 9000)
        world.book((period, account, "S900"), amount)
        world.plant((period, account, "S900"), "new_location", amount)
    for period in PERIODS:
        planned = world.amount(4000, 9000)
        open_for = {"2026-01": planned, "2026-02": (planned / 3).quantize(CENT)}
        place = (period, account, "S901")
        world.tables["plan"].append(["budget", "v1", *place, "NL01", planned, "EUR"])
        booked = open_for.get(period, Decimal(0))
        if booked:
            world.book(place, booked)
        if booked != planned:
            world.plant(place, "closed_location", booked - planned)


def _place(world: World, place: Place, lines: int) -> None:
    """One place: goods alone, or costs as planned with some causes on top."""
    if world.rng.random() < 0.15:
        goods(world, place)
        return
    planned = Decimal(0)
    for _ in range(lines):
        amount = world.amount(50, 2500)
        planned += amount
        world.book(place, amount)
    world.tables["plan"].append(["budget", "v1", *place, "NL01", planned, "EUR"])
    chosen = world.rng.sample(PLANTINGS, world.rng.choice((0, 1, 1, 2, 3)))
    for planting in chosen:
        # Two kinds of goods in one place would be another mix, which nobody planted.
        if not (planting is over_delivered and price in chosen):
            planting(world, place)


def write(world: World, folder: Path) -> None:
    """Write the tables as the contract has them."""
    plan: dict[tuple[object, ...], Decimal] = defaultdict(Decimal)
    for *key, amount, currency in world.tables["plan"]:
        plan[(*key, currency)] += Decimal(str(amount))
    world.tables["plan"] = [[*key[:-1], amount, key[-1]] for key, amount in plan.items()]
    for name, head in HEADS.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([head.split(","), *world.tables[name]])
