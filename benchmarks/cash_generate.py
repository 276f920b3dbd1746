"""Bank lines and book items with the truth, seeded, to measure the matching of cash on.

Of the lines 70 % carry the exact reference and 20 % a damaged one: separators lost, digits alone,
a wrong digit that names another real item, none at all; a part of those is short by a charge of the
bank or a discount. 5 % are payouts of a day's orders, with fees rounded order by order, refunds
and orders that slip to the next payout. 5 % have no partner, and 5 % of the items are never paid.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

FIRST = date(2026, 1, 1)
DAYS = 120
EXACT, DAMAGED, PAYOUTS = 0.70, 0.20, 0.05
DAMAGES = ("separators", "digits", "wrong_digit", "none")
_SHARES = (0.40, 0.30, 0.15, 0.15)
_SHORT = 0.10
_SOUNDS = "berlindormarkeltovsanrikhalgenvostremundalfengorlisnorpasquirosselter"
_MORE_SOUNDS = "undvinwalxanyorzimbracladrefraglaholjorkralom"
_SYLLABLES = [text[n : n + 3] for text in (_SOUNDS, _MORE_SOUNDS) for n in range(0, len(text), 3)]
_FORMS = ("GmbH", "AG", "Ltd", "S.A.", "BV", "Inc.", "SE", "KG")
_FEE_PPM, _FEE_FIXED = 14_000, 25


@dataclass(slots=True)
class Cash:
    """Lines and items as the engine takes them, and which belong together."""

    lines: pd.DataFrame
    items: pd.DataFrame
    truth: pd.DataFrame  # line, item
    kinds: pd.DataFrame  # line, kind


def generate(count: int, seed: int = 1) -> Cash:
    """Return `count` bank lines and what they settle."""
    rng = np.random.default_rng(seed)
    payouts = int(count * PAYOUTS)
    singles = int(count * (EXACT + DAMAGED))
    strangers = count - singles - payouts
    lines, items, kinds = _singles(rng, singles)
    more_lines, orders, pairs = _payouts(rng, payouts)
    none = _strangers(rng, strangers)
    items = pd.concat([items, orders.assign(id=orders["id"] + len(items))], ignore_index=True)
    pairs = pairs.assign(
        line=pairs["line"] + singles, item=pairs["item"] + len(items) - len(orders)
    )
    frame = pd.concat([lines, more_lines, none], ignore_index=True)
    frame["id"] = np.arange(len(frame))
    truth = pd.concat(
        [pd.DataFrame({"line": np.arange(singles), "item": np.arange(singles)}), pairs],
        ignore_index=True,
    )
    kind = [*kinds, *["payout"] * len(more_lines), *["stranger"] * strangers]
    return _shuffled(
        rng, Cash(frame, items, truth, pd.DataFrame({"line": frame["id"], "kind": kind}))
    )


def _singles(rng: np.random.Generator, count: int) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    never = int(count * 0.05)
    total = count + never
    names = _names(rng, max(20, total // 25))
    owner = rng.integers(0, len(names), total)
    amount = _amounts(rng, total)
    is_ours = rng.random(total) < 0.2
    amount = np.where(is_ours, -amount, amount)
    day = rng.integers(0, DAYS, total)
    numbers = rng.permutation(total * 2)[:total] + 1
    reference = np.array([f"INV-2026-{number:07d}" for number in numbers])
    items = pd.DataFrame(
        {
            "id": np.arange(total), "type": "invoice", "account": None, "day": _dates(day),
            "amount": amount, "net": None, "currency": "EUR", "reference": reference, "also": None,
            "party": names[owner], "party_account": None, "batch": None,
        }
    )  # fmt: skip
    kinds = np.full(count, "exact", dtype=object)
    damaged = rng.random(count) < DAMAGED / (EXACT + DAMAGED)
    kinds[damaged] = rng.choice(DAMAGES, int(damaged.sum()), p=_SHARES)
    written = [_damage(rng, kinds[n], reference[n], reference) for n in range(count)]
    short = damaged & (rng.random(count) < _SHORT)
    paid = np.where(short, _shortened(rng, amount[:count]), amount[:count])
    kinds[short] = kinds[short] + "_short"
    in_memo = rng.random(count) < 0.3
    memo = np.where(in_memo, [f"PAYMENT {text} THANK YOU" for text in written], "TRANSFER")
    lines = pd.DataFrame(
        {
            "id": np.arange(count), "account": "MAIN",
            "day": _dates(day[:count] + rng.integers(0, 45, count)), "amount": paid,
            "currency": "EUR", "reference": _unless(in_memo, written),
            "party": _as_banks_write(rng, names[owner[:count]]), "party_account": None,
            "memo": memo, "other_amount": None, "other_currency": None, "nature": None,
        }
    )  # fmt: skip
    return lines, items, list(kinds)


def _damage(rng: np.random.Generator, kind: str, reference: str, every: np.ndarray) -> str | None:
    if kind == "separators":
        return reference.replace("-", "")
    if kind == "digits":
        return "".join(c for c in reference if c.isdigit())
    if kind == "none":
        return None
    if kind == "wrong_digit":
        known = _known(every)
        place = int(rng.integers(9, 16))
        for step in range(1, 10):
            for at in [place, *range(15, 8, -1)]:
                other = reference[:at] + str((int(reference[at]) + step) % 10) + reference[at + 1 :]
                if other in known:
                    return other
    return reference


_seen: dict[int, set[str]] = {}


def _known(every: np.ndarray) -> set[str]:
    if id(every) not in _seen:
        _seen.clear()
        _seen[id(every)] = set(every.tolist())
    return _seen[id(every)]


def _shortened(rng: np.random.Generator, amount: np.ndarray) -> np.ndarray:
    """Return amounts less a charge of the bank or a discount of two or three percent."""
    charge = rng.choice([500, 750, 1000, 1500], len(amount))
    discount = (np.abs(amount) * rng.choice([2, 3], len(amount)) + 50) // 100
    small = np.abs(amount) < charge * 10
    gone = np.where((rng.random(len(amount)) < 0.5) & ~small & (amount > 0), charge, discount)
    paid: np.ndarray = amount - np.sign(amount) * gone
    return paid


def _payouts(
    rng: np.random.Generator, count: int
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return the payouts of merchants, a day each, with the orders of every day."""
    per_merchant = 90
    lines: list[tuple[int, int, int]] = []
    orders: list[tuple[int, str, int, int, int, int]] = []
    pairs: list[tuple[int, int]] = []
    carry: list[tuple[int, int]] = []
    for number in range(count):
        merchant, day = divmod(number, per_merchant)
        if day == 0:
            carry = []
        pool = carry
        for _ in range(int(rng.integers(5, 15))):
            is_refund = rng.random() < 0.06
            gross = int(_amounts(rng, 1)[0]) // (3 if is_refund else 1) * (-1 if is_refund else 1)
            net = (
                gross
                if is_refund
                else gross - (gross * _FEE_PPM + 500_000) // 1_000_000 - _FEE_FIXED
            )
            orders.append(
                (len(orders), "refund" if is_refund else "order", day, gross, net, merchant)
            )
            pool.append((len(orders) - 1, net))
        may_slip = day < per_merchant - 1 and rng.random() < 0.3
        slips = (
            set(rng.choice(len(pool), int(rng.integers(1, 3)), replace=False))
            if may_slip
            else set()
        )
        paid = [order for place, order in enumerate(pool) if place not in slips]
        carry = [order for place, order in enumerate(pool) if place in slips]
        lines.append((merchant, day + 2, sum(net for _, net in paid)))
        pairs += [(number, item) for item, _ in paid]
    made = pd.DataFrame(orders, columns=["id", "type", "day", "amount", "net", "batch"])
    made = made.assign(
        account=None, day=_dates(made["day"].to_numpy()), currency="EUR", also=None, party=None,
        party_account=None, reference=[f"ORD{n:09d}" for n in made["id"]],
        batch=[f"MERCHANT{n:05d}" for n in made["batch"]],
    )  # fmt: skip
    frame = pd.DataFrame(lines, columns=["merchant", "day", "amount"])
    text = [f"CARD SETTLEMENT MERCHANT{n:05d}" for n in frame["merchant"]]
    frame = frame.assign(
        account="MAIN", day=_dates(frame["day"].to_numpy()), currency="EUR", reference=None,
        party="CARD ACQUIRER", party_account=None, memo=text, other_amount=None,
        other_currency=None, nature=None,
    ).drop(columns="merchant")  # fmt: skip
    return frame, made, pd.DataFrame(pairs, columns=["line", "item"])


def _strangers(rng: np.random.Generator, count: int) -> pd.DataFrame:
    """Return lines that belong to nothing in the books, half of them with a number of no item."""
    numbers = rng.integers(10**7, 10**8, count)
    has_number = rng.random(count) < 0.5
    amount = _amounts(rng, count) * np.where(rng.random(count) < 0.3, -1, 1)
    return pd.DataFrame(
        {
            "account": "MAIN", "day": _dates(rng.integers(0, DAYS, count)), "amount": amount,
            "currency": "EUR",
            "reference": _unless(~has_number, [f"INV-2025-{n}" for n in numbers]),
            "party": _as_banks_write(rng, rng.choice(_names(rng, max(20, count // 5)), count)),
            "party_account": None, "memo": "TRANSFER", "other_amount": None,
            "other_currency": None, "nature": None,
        }
    )  # fmt: skip


def _amounts(rng: np.random.Generator, count: int) -> np.ndarray:
    """Return amounts of trade: prices that many pay beside amounts that hardly anybody shares."""
    prices = rng.choice([1999, 2999, 4999, 9900, 14900, 19900, 49900], count)
    spread = np.exp(rng.normal(9.8, 1.1, count)).astype(np.int64) + 500
    return np.where(rng.random(count) < 0.15, prices, spread).astype(np.int64)


def _names(rng: np.random.Generator, count: int) -> np.ndarray:
    words = rng.choice(_SYLLABLES, (count, 5))
    forms = rng.choice(_FORMS, count)
    return np.array(
        [
            f"{a}{b}{c} {d}{e} {form}".title() if n % 3 else f"{a}{b} {d}{c}{e} {form}".title()
            for n, ((a, b, c, d, e), form) in enumerate(zip(words, forms, strict=True))
        ]
    )


def _as_banks_write(rng: np.random.Generator, names: np.ndarray) -> np.ndarray:
    way = rng.random(len(names))
    written = [
        name.upper() if chance < 0.8 else name.upper()[:18]
        for name, chance in zip(names, way, strict=True)
    ]
    return _unless(way >= 0.98, written)


def _unless(mask: np.ndarray, values: Sequence[str | None]) -> np.ndarray:
    """Return the values, and nothing where the mask is set."""
    return np.array(
        [None if gone else value for gone, value in zip(mask, values, strict=True)], dtype=object
    )


def _dates(days: np.ndarray) -> list[date]:
    return [FIRST + timedelta(int(day)) for day in days]


def _shuffled(rng: np.random.Generator, cash: Cash) -> Cash:
    """Return the same with new ids in another order, so that order tells nothing."""
    line_ids = rng.permutation(len(cash.lines)) + 1
    item_ids = rng.permutation(len(cash.items)) + 1
    cash.truth["line"] = line_ids[cash.truth["line"]]
    cash.truth["item"] = item_ids[cash.truth["item"]]
    cash.kinds["line"] = line_ids[cash.kinds["line"]]
    cash.lines["id"] = line_ids[cash.lines["id"]]
    cash.items["id"] = item_ids[cash.items["id"]]
    return cash
