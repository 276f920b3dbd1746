"""A third world: what the other two lack, and what only looks like it, seeded.

Lists of invoices, instalments, sums without a number, transfers between own accounts, charges and
interest of the bank, payments that came back, tills a little over or short, foreign payments, and
amounts that the books alone know. Beside each stands about the same number of lines that are
nearly so and must stay open.
"""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

Row = dict[str, object]
FIRST = date(2026, 1, 5)
ACCOUNTS = ("DE11000000000000000001", "DE11000000000000000002", "DE11000000000000000003")


@dataclass(slots=True)
class Rest:
    """Rows as the engine takes them, and what explains each line: items, or a kind of movement."""

    lines: list[Row] = field(default_factory=list)
    items: list[Row] = field(default_factory=list)
    advices: list[Row] = field(default_factory=list)
    batched: list[Row] = field(default_factory=list)
    truth: dict[int, object] = field(default_factory=dict)

    def line(self, amount: int, day: int, truth: object, **values: object) -> int:
        """Add a line of the bank and what explains it; None where nothing does."""
        name = len(self.lines) + 1
        base: Row = {
            "id": name, "account": ACCOUNTS[0], "day": FIRST + timedelta(day), "amount": amount,
            "currency": "EUR",
        }  # fmt: skip
        self.lines.append({**base, **values})
        self.truth[name] = truth
        return name

    def item(self, amount: int, day: int, **values: object) -> int:
        """Add a record of the books."""
        name = len(self.items) + 1
        base: Row = {
            "id": name * 8, "type": "invoice", "day": FIRST + timedelta(day), "amount": amount,
            "currency": "EUR", "reference": f"RE-{name:07d}",
        }  # fmt: skip
        self.items.append({**base, **values})
        return name * 8


def generate(count: int, seed: int = 5) -> Rest:
    """Return about `count` lines of each situation."""
    dice, world = random.Random(seed), Rest()  # noqa: S311 - made-up data
    for n in range(count):
        day = dice.randrange(90)
        _several(world, dice, _payer(dice, 5 * n), day)
        _instalments(world, dice, _payer(dice, 5 * n + 1), day)
        _subset(world, dice, _payer(dice, 5 * n + 2), day)
        _transfer(world, dice, day)
        _own_movements(world, dice, day)
        _returned(world, dice, _payer(dice, 5 * n + 3), day)
        _foreign(world, dice, _payer(dice, 5 * n + 4), day)
        _booked(world, dice, day)
        _announced(world, dice, day)
        _remitted(world, dice, _payer(dice, 5 * n + 2), day)
    _tills(world, dice, count)
    return world


def _payer(dice: random.Random, n: int) -> str:
    return f"{dice.choice(('Alba', 'Bora', 'Cirro', 'Dune'))} Handel {n} {dice.randrange(999)}"


def _price(dice: random.Random) -> int:
    common = dice.choice((1999, 4990, 9900, 14900))
    return common if dice.random() < 0.15 else dice.randrange(900, 400_000)


def _number(item: int) -> str:
    return f"RE-{item // 8:07d}"


def _several(world: Rest, dice: random.Random, payer: str, day: int) -> None:
    items = [world.item(_price(dice), day, party=payer) for _ in range(dice.randrange(2, 5))]
    if dice.random() < 0.3:
        items.append(world.item(-dice.randrange(100, 900), day, party=payer))
    total = sum(int(str(world.items[item // 8 - 1]["amount"])) for item in items)
    is_right = dice.random() < 0.6
    paid = total if is_right else total - total * dice.randrange(12, 60) // 100
    text = " ".join(_number(item) for item in items)
    truth = frozenset(items) if is_right else None
    world.line(paid, day + 9, truth, party=payer.upper(), memo=f"PAYMENT {text}")


def _instalments(world: Rest, dice: random.Random, payer: str, day: int) -> None:
    amount = dice.randrange(20_000, 400_000)
    item = world.item(amount, day, party=payer)
    first = dice.randrange(amount // 4, amount * 3 // 4)
    is_right = dice.random() < 0.6
    last = amount - first if is_right else amount - first - dice.randrange(2_600, 8_000)
    for place, paid in enumerate((first, last)):
        truth = frozenset([item]) if is_right else None
        text = f"instalment {place + 1} {_number(item)}"
        world.line(paid, day + 10 + 20 * place, truth, party=payer, memo=text)


def _announced(world: Rest, dice: random.Random, day: int) -> None:
    """Parts of one entry that say how many they are; or one is missing, or a sum is beside it."""
    count, goods = dice.randrange(2, 5), dice.choice(("chairs", "lamps", "carpet", "hall lease"))
    amounts = [-dice.randrange(2_000, 900_000) for _ in range(count)]
    is_right, name = dice.random() < 0.5, f"{goods} {dice.randrange(10**6)}"
    beside = 0 if is_right or dice.random() < 0.5 else dice.randrange(100, 2_000)
    item = world.item(
        sum(amounts) - beside, day, type="journal", account=ACCOUNTS[2],
        reference=f"A{len(world.items):06d}",
    )  # fmt: skip
    missing = count if is_right or beside else dice.randrange(count)
    for place, amount in enumerate(amounts):
        if place != missing:
            world.line(
                amount, day + place, frozenset([item]) if is_right else None,
                account=ACCOUNTS[2], memo=f"for the {name} ({place + 1} of {count})",
            )  # fmt: skip


def _remitted(world: Rest, dice: random.Random, payer: str, day: int) -> None:
    """A transfer with its advice; or the advice lists what is not open, or comes to another sum."""
    payment, number = len(world.advices) + 1, f"TRN{dice.randrange(10**8):08d}"
    items = [world.item(dice.randrange(5_000, 900_000), day, party=payer) for _ in range(3)]
    paid = [_owed(world, item) - dice.choice((0, 0, dice.randrange(100, 900))) for item in items]
    odd = dice.choice(("", "", "sum", "record"))
    for place, (item, amount) in enumerate(zip(items, paid, strict=True)):
        world.advices.append(
            {
                "payment": payment, "place": place, "number": number, "currency": "EUR",
                "amount": sum(paid), "paid": amount + (700 if odd == "sum" and not place else 0),
                "reference": "X-404" if odd == "record" and not place else _number(item),
                "taken": _owed(world, item) - amount,
            }
        )  # fmt: skip
    truth = None if odd else frozenset(items)
    world.line(sum(paid), day + 9, truth, memo=f"ACH CREDIT {number}")


def _owed(world: Rest, item: int) -> int:
    return int(str(world.items[item // 8 - 1]["amount"]))


def _subset(world: Rest, dice: random.Random, payer: str, day: int) -> None:
    amounts = [dice.randrange(900, 4_000_000) for _ in range(dice.randrange(3, 8))]
    items = [world.item(amount, day, party=payer) for amount in amounts]
    chosen = sorted(dice.sample(range(len(items)), dice.randrange(2, min(5, len(items)))))
    total = sum(amounts[place] for place in chosen)
    is_right = dice.random() < 0.5
    paid = total if is_right else dice.randrange(900, max(amounts) * 3)
    truth = frozenset(items[place] for place in chosen) if is_right else None
    world.line(paid, day + 14, truth, party=payer.upper(), memo="COLLECTED INVOICES")


def _transfer(world: Rest, dice: random.Random, day: int) -> None:
    amount = dice.choice((100_000, 250_000, 500_000, dice.randrange(10_000, 900_000)))
    source, target = dice.sample(ACCOUNTS, 2)
    is_right = dice.random() < 0.6
    other = target if is_right else "FR7600000000000000000009"
    name = world.line(-amount, day, None, account=source, party_account=other, memo="transfer")
    back = world.line(
        amount, day + dice.randrange(0, 3), None, account=target,
        party_account=source if is_right else "IT60X00000000000000000007", memo="transfer",
    )  # fmt: skip
    if is_right:
        world.truth[name], world.truth[back] = ("line", back), ("line", name)


def _own_movements(world: Rest, dice: random.Random, day: int) -> None:
    small = dice.randrange(50, 4_000)
    world.line(-small, day, "fee", memo=dice.choice(("account charges", "wire transfer fee")))
    world.line(dice.randrange(10, 4_000), day, "interest", memo="Habenzinsen Quartal")
    world.line(
        dice.randrange(3_000, 9_000), day, None, party="Customer", memo="refund of bank charges"
    )
    world.line(-dice.randrange(20_000, 90_000), day, None, memo="account charges of the year")


def _returned(world: Rest, dice: random.Random, payer: str, day: int) -> None:
    amount = _price(dice)
    first = world.line(amount, day, None, party=payer, memo="order by telephone")
    is_right = dice.random() < 0.6
    other = payer if is_right else "Somebody Else"
    back = world.line(-amount, day + 4, None, party=other, memo="returned insufficient funds")
    if is_right:
        world.truth[first], world.truth[back] = ("line", back), ("line", first)


def _foreign(world: Rest, dice: random.Random, payer: str, day: int) -> None:
    owed = dice.randrange(10_000, 400_000)
    item = world.item(owed, day, currency="USD", party=payer)
    is_right = dice.random() < 0.6
    paid = round(owed * dice.uniform(0.85, 0.95))
    told = owed if is_right else owed - dice.randrange(100, 9_000)
    world.line(
        paid, day + 6, frozenset([item]) if is_right else None, party=payer, memo=_number(item),
        other_amount=told, other_currency="USD",
    )  # fmt: skip


def _booked(world: Rest, dice: random.Random, day: int) -> None:
    amount = -dice.randrange(1_000, 4_000_000)
    item = world.item(
        amount, day, type="journal", account=ACCOUNTS[1], reference=f"E{len(world.items):06d}"
    )
    is_right = dice.random() < 0.6
    later = dice.randrange(0, 5) if is_right else dice.randrange(20, 60)
    truth = frozenset([item]) if is_right else None
    world.line(amount, day + later, truth, account=ACCOUNTS[1], memo="direct debit")


def _tills(world: Rest, dice: random.Random, count: int) -> None:
    for store in range(max(1, count // 60)):
        for day in range(60):
            taken = [dice.randrange(500, 20_000) for _ in range(dice.randrange(3, 9))]
            name = f"STORE{store:04d}"
            items = [
                world.item(
                    amount, day, type="order", batch=f"{name}|cash",
                    reference=f"K{store}-{day}-{place}",
                )
                for place, amount in enumerate(taken)
            ]  # fmt: skip
            wrong = dice.choice((0, 0, 0, dice.randrange(-900, 900), dice.randrange(3_000, 9_000)))
            truth = frozenset(items) if abs(wrong) < 2_000 else None
            world.line(sum(taken) + wrong, day + 1, truth, memo=f"CASH DEPOSIT {name}")
