"""Sets of open records that a person is offered for one bank line, and what each leaves over.

Nothing that is offered is matched by itself. A set is judged by how much has to be assumed for it
to be the answer: the less, the nearer it stands to the top; sets that take equally much are said to
be equally good. Amounts are whole minor units, signed as the bank sees them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.money import minor_units
from reconciliation.rules.cash_values import CashSettings, PartType

MOST = 8
_MOST_UNEXPLAINED = 2
_UNEXPLAINED = 30  # what is left over of a set says nothing for it
_SHORT = {"discount": 3, "limits": 6}


@dataclass(frozen=True, slots=True)
class Member:
    """One open record: what is open of it, and what of that reaches the bank."""

    key: int
    amount: int
    net: int
    day: int | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a bank line asks for."""

    amount: int
    currency: str
    day: int


@dataclass(frozen=True, slots=True)
class Remains:
    """What a set leaves of the line, and what that could be."""

    left: int
    type: PartType | None = None
    text: str = ""
    cost: int = 0


@dataclass(frozen=True, slots=True)
class Offer:
    """A set of records beside a bank line, what speaks for it and what it leaves over."""

    keys: tuple[int, ...]
    total: int  # what is open of all of them
    kept: int  # of that, what the processor keeps by the policy: zero or the other sign
    remains: Remains
    evidence: tuple[str, ...]
    cost: int  # how much has to be assumed
    is_named: bool = False  # the text of the line says so

    @property
    def name(self) -> str:
        """Return what names exactly these records, so that no other set is taken for it."""
        said = ",".join(map(str, sorted(self.keys)))
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    @property
    def fits(self) -> bool:
        """Say whether the set comes to the line to the cent."""
        return self.remains.left == 0

    @property
    def is_explained(self) -> bool:
        """Say whether nothing is left over but what could be a charge, or the text names it."""
        return self.fits or self.is_named or self.cost < _UNEXPLAINED


def offer(
    wanted: Wanted,
    members: Sequence[Member],
    evidence: Iterable[str],
    settings: CashSettings,
    *,
    cost: int,
    is_named: bool = False,
) -> Offer:
    """Return a set with what it leaves over."""
    total = sum(each.amount for each in members)
    kept = sum(each.net - each.amount for each in members)
    remains = what_remains(wanted, total + kept, settings)
    said = list(evidence)
    if kept:
        said.append(f"less {in_words(-kept, wanted.currency)} that the processor keeps of them")
    if remains.text:
        said.append(remains.text)
    keys = tuple(each.key for each in members)
    return Offer(keys, total, kept, remains, tuple(said), cost + remains.cost, is_named)


def ranked(offers: Iterable[Offer], *, most: int = MOST) -> list[Offer]:
    """Return the best sets, the one that takes least to assume first; the same set once.

    Sets that leave over what nothing explains are few, and none where another fits to the cent.
    """
    best: dict[frozenset[int], Offer] = {}
    for each in sorted(offers, key=_place):
        best.setdefault(frozenset(each.keys), each)
    explained = [each for each in best.values() if each.is_explained]
    others = [each for each in best.values() if not each.is_explained]
    if any(each.fits for each in explained):
        return explained[:most]
    return sorted([*explained, *others[:_MOST_UNEXPLAINED]], key=_place)[:most]


def _place(each: Offer) -> tuple[int, int, int, tuple[int, ...]]:
    return each.cost, abs(each.remains.left), len(each.keys), each.keys


def equally_good(offers: Sequence[Offer]) -> frozenset[str]:
    """Return the names of the sets that take as little as the best, where they are several."""
    best = [each.name for each in offers if each.cost == offers[0].cost and each.fits]
    return frozenset(best) if len(best) > 1 else frozenset()


def what_remains(wanted: Wanted, total: int, settings: CashSettings) -> Remains:
    """Return what a line leaves of what is owed, and what that could be."""
    left = wanted.amount - total
    if not left:
        return Remains(0)
    said = in_words(abs(left), wanted.currency)
    is_short = abs(wanted.amount) < abs(total) and wanted.amount * total > 0
    if is_short:
        for rate in settings.discount_rates:
            if abs(wanted.amount) in discounted(abs(total), rate):
                text = f"less a discount of {rate.normalize():f} %, {said}"
                return Remains(left, PartType.ADJUSTMENT, text, _SHORT["discount"])
        if (type_ := within_limits(wanted, total, settings)) is not None:
            text = f"{said} short: a {_WHAT[type_]} within the limits"
            return Remains(left, type_, text, _SHORT["limits"])
    cost = _UNEXPLAINED + min(60, abs(left) * 60 // max(1, abs(wanted.amount)))
    return Remains(left, None, f"{said} {'short' if is_short else 'left over'}", cost)


_WHAT = {PartType.FEE: "charge", PartType.ADJUSTMENT: "discount"}


def within_limits(wanted: Wanted, owed: int, settings: CashSettings) -> PartType | None:
    """Return what a payment that is short may be short by, or None where it is beyond the limits.

    Percentage and absolute cap must both hold, as for what is posted.
    """
    gap = abs(owed) - abs(wanted.amount)
    for row in settings.short_payments:
        if row.currency not in {"*", wanted.currency}:
            continue
        cap = int(row.absolute * 10 ** minor_units(wanted.currency))
        if 0 < gap <= cap and gap * 100 <= abs(owed) * row.percent:
            return row.type
    return None


def discounted(owed: int, rate: Decimal) -> tuple[int, int]:
    """Return what is paid of an amount less a discount: rounded half up, or the discount cut."""
    off = owed * int(rate * 10_000)
    return owed - (off + 500_000) // 1_000_000, owed - off // 1_000_000


def in_words(amount: int, currency: str) -> str:
    """Return minor units as an amount that a person reads."""
    digits = minor_units(currency)
    return f"{Decimal(amount).scaleb(-digits):,.{digits}f}"


def many(count: int, what: str = "record") -> str:
    """Return how many of something in words."""
    return f"{count:,} {what}" + ("" if count == 1 else "s")


def net_of(amount: int, tender: str | None, currency: str, settings: CashSettings) -> int:
    """Return what reaches the bank of a sale, as the engine has it (`cash_copies`).

    A fee is kept of sales and not given back with a refund (T75); `*` is any other processor.
    """
    fees = {fee.processor.lower(): fee for fee in settings.processor_fees}
    fee = fees.get((tender or "").lower(), fees.get("*"))
    if amount <= 0 or tender is None or fee is None:
        return amount
    units: int = 10 ** minor_units(currency)
    share = (amount * int(fee.percent * 10_000) + 500_000) // 1_000_000
    return amount - share - int(fee.fixed * 100) * units // 100
