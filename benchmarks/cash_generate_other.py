"""A second world of bank lines, made another way: consumers, landlords, subscribers and shops.

References come in four styles, four currencies run side by side, subscribers pay the same amount
every month, a third of the payers is known by an account, and shops bank their cards on working
days only. The shares are those of the issue that both generators follow; nothing else is shared.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta

import pandas as pd

from benchmarks.cash_generate import Cash

_START = date(2025, 10, 1)
_GIVEN = (
    "Anna", "Ben", "Carla", "David", "Emma", "Finn", "Greta", "Hugo", "Ida", "Jonas", "Karla",
    "Leon", "Mia", "Noah", "Ole", "Paula",
)  # fmt: skip
_FAMILY = (
    "Acker", "Brandt", "Conrad", "Decker", "Ebert", "Franke", "Gruber", "Huber", "Irmer", "Jansen",
    "Keller", "Lorenz",
)  # fmt: skip
_PLACES = (
    "Ulm", "Bonn", "Lyon", "Gent", "Graz", "Linz", "Brno", "Cork", "Oslo", "Turku", "Porto",
    "Malmo", "Basel", "Delft",
)  # fmt: skip
_TRADES = (
    "Moebel", "Papier", "Textil", "Garten", "Optik", "Sport", "Musik", "Farben", "Leder", "Technik",
)  # fmt: skip
_MONEY = ("EUR", "EUR", "EUR", "EUR", "EUR", "USD", "GBP", "CHF")
_PLANS = (990, 1490, 1990, 2990, 4990)
_BEFORE = ("Zahlung", "payment of", "virement", "Rg.", "ref", "betr.", "")
_AFTER = ("danke", "vom letzten Monat", "customer 77", "merci", "")


class _Maker:
    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311 - made-up data
        self.lines: list[dict[str, object]] = []
        self.items: list[dict[str, object]] = []
        self.pairs: list[tuple[int, int]] = []
        self.kinds: list[str] = []
        self.numbers: dict[str, int] = {}

    def payer(self, number: int) -> tuple[str, str | None]:
        """Return a payer's name and, of some, the account."""
        rng = random.Random(number * 7919 + 13)  # noqa: S311 - made-up data
        if number % 3:
            name = f"{rng.choice(_GIVEN)} {rng.choice(_FAMILY)}-{rng.choice(_FAMILY)} {number:x}"
        else:
            name = f"{rng.choice(_TRADES)} {rng.choice(_PLACES)} {number:x} GmbH & Co. KG"
        return name, f"XX{number:018}" if rng.random() < 0.35 else None

    def number(self, style: int, n: int) -> str:
        """Return a reference in one of the styles of the house's companies."""
        return (
            f"{7_000_000_000 + n}",
            f"R{n % 90 + 10}/{n:06}",
            f"RF{n % 89 + 10} {n:08} 4711",
            f"KD{n % 997:03}-{n:07}-{n % 7}",
        )[style]

    def item(self, **values: object) -> int:
        """Add an item and return its place."""
        self.items.append(
            {"type": "invoice", "account": None, "net": None, "also": None, "batch": None, **values}
        )
        return len(self.items) - 1

    def line(self, kind: str, items: list[int], **values: object) -> None:
        """Add a line that settles these items."""
        self.pairs += [(len(self.lines), item) for item in items]
        self.kinds.append(kind)
        self.lines.append({"account": "K1", "party": None, "party_account": None, **values})


def generate(count: int, seed: int = 2) -> Cash:
    """Return `count` bank lines and what they settle."""
    maker = _Maker(seed)
    payouts, strangers = int(count * 0.05), int(count * 0.05)
    _claims(maker, count - payouts - strangers)
    _shops(maker, payouts)
    for _ in range(count - len(maker.lines)):
        _stranger(maker, count)
    return _as_frames(maker)


def _claims(maker: _Maker, count: int) -> None:
    dice = maker.dice
    payers = max(10, count // 9)
    for n in range(count + count // 20):
        owner = dice.randrange(payers) if dice.random() < 0.9 else dice.randrange(10)
        name, account = maker.payer(owner)
        is_plan = dice.random() < 0.25
        amount = dice.choice(_PLANS) if is_plan else round(dice.lognormvariate(9.5, 1.3)) + 300
        day = _START + timedelta(dice.randrange(150))
        place = maker.item(
            day=day, amount=amount, currency=_MONEY[owner % len(_MONEY)], party=name,
            party_account=account, reference=maker.number(owner % 4, n + 1),
        )  # fmt: skip
        maker.numbers[str(maker.items[place]["reference"])] = place
    paid = dice.sample(range(len(maker.items)), count)
    for place in paid:
        _payment(maker, place, account_known=dice.random() < 0.6)


def _payment(maker: _Maker, place: int, *, account_known: bool) -> None:
    dice, item = maker.dice, maker.items[place]
    kind = "exact"
    written: str | None = str(item["reference"])
    amount = int(str(item["amount"]))
    if dice.random() < 0.2 / 0.9:
        kind, written = _harm(maker, str(item["reference"]))
        if dice.random() < 0.12:
            kind += "_short"
            gone = amount * 2 // 100 if dice.random() < 0.5 else dice.choice((350, 800, 1200))
            amount -= min(gone, amount // 12)
    name = str(item["party"])
    text = f"{dice.choice(_BEFORE)} {written or 'Einkauf'} {dice.choice(_AFTER)}".strip()
    in_field = dice.random() < 0.5
    maker.line(
        kind, [place],
        day=_day(item) + timedelta(dice.choice((2, 5, 9, 14, 30, 31, 45))),
        amount=amount, currency=item["currency"],
        reference=written if in_field else None, memo=None if in_field else text,
        party=_spelled(dice, name), party_account=item["party_account"] if account_known else None,
    )  # fmt: skip


def _day(row: dict[str, object]) -> date:
    return date.fromisoformat(str(row["day"]))


def _harm(maker: _Maker, reference: str) -> tuple[str, str | None]:
    dice = maker.dice
    way = dice.random()
    if way < 0.35:
        return "separators", "".join(c for c in reference if c.isalnum())
    if way < 0.6:
        return "digits", "".join(c for c in reference if c.isdigit())
    if way < 0.8:
        return "none", None
    for _ in range(40):
        at = dice.randrange(len(reference))
        if reference[at].isdigit():
            other = reference[:at] + str(dice.randrange(10)) + reference[at + 1 :]
            if other != reference and other in maker.numbers:
                return "wrong_digit", other
    return "separators", "".join(c for c in reference if c.isalnum())


def _spelled(dice: random.Random, name: str) -> str | None:
    way = dice.random()
    if way < 0.02:
        return None
    if way < 0.3:
        return name.upper()
    return name[:26] if way < 0.4 else name


def _shops(maker: _Maker, payouts: int) -> None:
    for shop in range(-(-payouts // 60)):
        left = min(60, payouts - shop * 60)
        for day, amount, items in _takings(maker, f"FIL{shop:04}", left):
            maker.line(
                "payout", items, day=day, amount=amount, currency="EUR", reference=None,
                party="Kartenabwicklung", memo=f"Kartenumsatz FIL{shop:04} Abrechnung",
            )  # fmt: skip


def _takings(maker: _Maker, shop: str, count: int) -> Iterator[tuple[date, int, list[int]]]:
    """Yield the deposits of a shop: each working day, Monday with the weekend in it."""
    dice, day = maker.dice, date(2025, 10, 6)
    open_items: list[tuple[int, int]] = []
    for number in range(count):
        late: list[tuple[int, int]] = []
        while True:
            sold = [_sale(maker, shop, day) for _ in range(dice.randrange(3, 11))]
            open_items += sold
            day += timedelta(1)
            if day.weekday() < 5:
                break
        if number < count - 1 and day.weekday() and dice.random() < 0.2:
            late = [dice.choice(sold)]
            open_items = [each for each in open_items if each not in late]
        yield day, sum(net for _, net in open_items), [place for place, _ in open_items]
        open_items = late


def _sale(maker: _Maker, shop: str, day: date) -> tuple[int, int]:
    dice = maker.dice
    is_refund = dice.random() < 0.05
    gross = dice.choice((-1595, -2990)) if is_refund else round(dice.lognormvariate(8.1, 0.9)) + 99
    net = gross if is_refund else gross - (gross * 95 + 5_000) // 10_000
    place = maker.item(
        type="refund" if is_refund else "order", day=day, amount=gross, net=net, currency="EUR",
        reference=f"BON-{shop}-{len(maker.items):08}", party=None, party_account=None,
        batch=f"{shop}|card",
    )  # fmt: skip
    return place, net


def _stranger(maker: _Maker, count: int) -> None:
    dice = maker.dice
    name, _ = maker.payer(dice.randrange(count * 2))
    maker.line(
        "stranger", [], day=_START + timedelta(dice.randrange(190)),
        amount=dice.choice(_PLANS) if dice.random() < 0.1 else dice.randrange(500, 900_000),
        currency=dice.choice(_MONEY), party=name,
        reference=f"{dice.randrange(10**9):09}" if dice.random() < 0.5 else None, memo="Gutschrift",
    )  # fmt: skip


def _as_frames(maker: _Maker) -> Cash:
    order = list(range(1, len(maker.lines) + 1))
    maker.dice.shuffle(order)
    ids = list(range(1, len(maker.items) + 1))
    maker.dice.shuffle(ids)
    lines = pd.DataFrame(maker.lines).assign(
        id=order, other_amount=None, other_currency=None, nature=None
    )
    items = pd.DataFrame(maker.items).assign(id=ids)
    truth = pd.DataFrame(
        [(order[line], ids[item]) for line, item in maker.pairs], columns=["line", "item"]
    )
    return Cash(lines, items, truth, pd.DataFrame({"line": order, "kind": maker.kinds}))
