"""A fourth world: habits of banks and of people who pay, seeded.

Batches of direct debits, short numbers of small shops, texts cut off at 27 or 35 signs, umlauts
spelled out, zeros in front left away, numbers of the payer's own that are somebody's invoice,
standing orders of one amount, collected invoices less a credit note, families of order numbers,
parts of what is owed. Each has its near misses.
"""

import random
from typing import Final

from benchmarks.cash_generate_rest import Rest

_NAMES: Final = ("Müller", "Mueller", "Jäger", "Yildiz", "Weiß", "Groß", "Öztürk", "Lübke", "Schön")
_TRADES: Final = ("Bau", "Möbel", "Gärten", "Küchen", "Transporte", "Hof")
_PRICES: Final = (1_999, 2_900, 4_990, 9_900, 14_900, 49_900)
_SPELLED: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ö": "OE", "Ü": "UE"})


def generate(count: int, seed: int = 5) -> Rest:
    """Return about `count` lines of each habit."""
    dice, world = random.Random(seed), Rest()  # noqa: S311 - made-up data
    for n in range(count):
        day = dice.randrange(90)
        payer = f"{dice.choice(_NAMES)} {dice.choice(_TRADES)} {n} GmbH"
        for habit in (_batch, _short, _cut_off, _zeros, _own_number, _standing, _merged, _family):
            habit(world, dice, payer, day)
        _part(world, dice, payer, day)
    return world


def _price(dice: random.Random) -> int:
    return dice.choice(_PRICES) if dice.random() < 0.4 else dice.randrange(500, 300_000)


def _spelled(dice: random.Random, name: str) -> str | None:
    return dice.choice((name, name.translate(_SPELLED), name.translate(_SPELLED).upper(), None))


def _batch(world: Rest, dice: random.Random, payer: str, day: int) -> None:
    """A batch whose payments name orders; or one names nothing, or another price than its own."""
    del payer
    count, odd = dice.randrange(2, 9), dice.choice(("", "", "", "nothing", "price", "twice"))
    items = [
        world.item(dice.choice(_PRICES[:4]), day, type="order", reference=f"W{len(world.items):07}")
        for _ in range(count)
    ]
    rows = [world.items[item // 8 - 1] for item in items]
    said = [f"Order {row['reference']} thanks" for row in rows]
    paid = [int(str(row["amount"])) for row in rows]
    if odd == "nothing":
        said[0] = "thanks"
    elif odd == "price":
        paid[0] += 100
    elif odd == "twice":
        said[0] = said[1]
    truth = None if odd else frozenset(items)
    line = world.line(sum(paid), day + 3, truth, reference=f"COL{len(world.lines)}")
    world.batched += [
        {"line": line, "place": place, "amount": amount, "memo": memo}
        for place, (amount, memo) in enumerate(zip(paid, said, strict=True))
    ]


def _short(world: Rest, dice: random.Random, payer: str, day: int) -> None:
    """An order of a small shop, or the number of one at another price."""
    del payer
    place = len(world.items)
    letters = chr(65 + place // 900 % 26)
    number = dice.choice((f"{letters}-{place % 900}", f"#{place % 9000 + 1000}"))
    amount = _price(dice)
    item = world.item(amount, day, type="order", reference=number)
    is_right = dice.random() < 0.6
    paid = amount if is_right else _price(dice)
    truth = frozenset([item]) if is_right or paid == amount else None
    world.line(paid, day + 2, truth, memo=dice.choice((number, f"Bestellung {number}, danke")))


def _cut_off(world: Rest, dice: random.Random, payer: str, day: int) -> None:
    """A text of 27 or 35 signs: a number that lost its end may be another one."""
    start = dice.randrange(10**6, 10**7)
    amount = _price(dice)
    whole, short = f"AR{start}{dice.randrange(10)}", f"AR{start}"
    item = world.item(amount, day, reference=whole, party=payer)
    same = amount if dice.random() < 0.3 else _price(dice)
    world.item(same, day, reference=short, party=f"Neighbour {start}")
    most = dice.choice((27, 35))
    text = f"{'Unsere Zahlung zur Rechnung Nummer'[: most - 8]} {whole} mit Dank"[:most]
    # Whole in itself, of that price, from nobody: the rows would not tell.
    name = _spelled(dice, payer) or (payer if same == amount and whole not in text else None)
    world.line(amount, day + 5, frozenset([item]), party=name, memo=text)


def _zeros(world: Rest, dice: random.Random, payer: str, day: int) -> None:
    """A number without the zeros in front of it, beside one that really has none."""
    digits, amount = dice.randrange(10**4, 10**5), _price(dice)
    item = world.item(amount, day, reference=f"000{digits}", party=payer)
    other = amount if dice.random() < 0.3 else _price(dice)
    world.item(other, day, reference=f"{digits}0", party=f"Neighbour {digits}")
    name = _spelled(dice, payer)
    world.line(amount, day + 5, frozenset([item]), party=name, memo=f"Rechnung {digits}")


def _own_number(world: Rest, dice: random.Random, payer: str, day: int) -> None:
    """A number of the payer's own that is an invoice of somebody else, at times of that price."""
    number, amount = str(dice.randrange(10**7, 10**8)), _price(dice)
    item = world.item(amount, day, party=payer)
    other = amount if dice.random() < 0.2 else _price(dice)
    world.item(other, day, reference=number, party=f"Neighbour {number}")
    name = _spelled(dice, payer) or payer
    world.line(amount, day + 5, frozenset([item]), party=name, memo=f"Unsere Bestellnr. {number}")


def _standing(world: Rest, dice: random.Random, payer: str, day: int) -> None:
    """One amount each month: which month a line pays is told by its number alone."""
    amount, name = dice.choice(_PRICES), f"{payer} Miete"
    items = [world.item(amount, day + 30 * month, party=name) for month in range(3)]
    place = dice.randrange(3)
    number = str(world.items[items[place] // 8 - 1]["reference"])
    memo = dice.choice((f"Miete {number}", "Dauerauftrag Miete", f"Miete {number[-4:]}"))
    truth = frozenset([items[place]])
    world.line(amount, day + 30 * place + 2, truth, party=name, memo=memo)


def _merged(world: Rest, dice: random.Random, payer: str, day: int) -> None:
    """Invoices less a credit note, of which the text names all, the first one, or none."""
    name = f"{payer} Einkauf"
    owed = [dice.randrange(3_000, 900_000) for _ in range(dice.randrange(2, 5))]
    owed.append(-dice.randrange(100, 2_500))
    items = [world.item(amount, day, party=name) for amount in owed]
    numbers = [str(world.items[item // 8 - 1]["reference"]) for item in items]
    text = dice.choice((" ".join(numbers), f"{numbers[0]} ff", "Sammelzahlung"))
    is_right = dice.random() < 0.7
    paid = sum(owed) if is_right else sum(owed) - dice.randrange(60_000, 90_000)
    if paid > 0:
        truth = frozenset(items) if is_right else None
        world.line(paid, day + 8, truth, party=_spelled(dice, name), memo=text)


def _family(world: Rest, dice: random.Random, payer: str, day: int) -> None:
    """A marketplace's order and its parcels, under one number with endings."""
    del payer
    root = (
        f"{dice.randrange(100, 999)}-{dice.randrange(10**6, 10**7)}-{dice.randrange(10**6, 10**7)}"
    )
    amount = dice.choice(_PRICES)
    endings = ("", "-A", "-B")
    items = [
        world.item(amount, day, type="order", reference=f"{root}{ending}") for ending in endings
    ]
    place = dice.randrange(3)
    world.line(amount, day + 2, frozenset([items[place]]), memo=f"{root}{endings[place]} payment")


def _part(world: Rest, dice: random.Random, payer: str, day: int) -> None:
    """A part of an invoice, while another one of that very amount is somebody else's."""
    amount = dice.randrange(20_000, 300_000)
    paid = amount * dice.randrange(30, 80) // 100
    item = world.item(amount, day, party=f"{payer} Raten")
    world.item(paid, day, party=f"Neighbour {item}")
    number = world.items[item // 8 - 1]["reference"]
    world.line(paid, day + 4, None, party=f"{payer} Raten", memo=f"Anzahlung {number}")
