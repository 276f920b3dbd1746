"""Invoices that are one another's copies in disguise, and honest repeats that only look so."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from intake.rules.duplicates import DuplicateCandidate
from intake.rules.reading import DocumentKind

START = date(2024, 1, 8)
Disguise = Callable[[DuplicateCandidate, random.Random], DuplicateCandidate]


@dataclass(frozen=True, slots=True)
class Arriving:
    """One invoice as it comes in: an honest one of some habit, or a copy in a disguise."""

    candidate: DuplicateCandidate
    habit: str = ""
    disguise: str = ""


def _number(text: str) -> Disguise:
    return lambda one, _: replace(one, invoice_number=text.format(n=one.invoice_number))


def _swap(one: DuplicateCandidate, rng: random.Random) -> DuplicateCandidate:
    digits = list(one.invoice_number or "")
    places = [i for i in range(1, len(digits) - 1) if digits[i] != digits[i + 1]]
    place = rng.choice(places)
    digits[place], digits[place + 1] = digits[place + 1], digits[place]
    return replace(one, invoice_number="".join(digits))


def _drop(one: DuplicateCandidate, rng: random.Random) -> DuplicateCandidate:
    text = one.invoice_number or ""
    place = rng.randrange(1, len(text) - 1)
    return replace(one, invoice_number=text[:place] + text[place + 1 :])


def _look_alikes(one: DuplicateCandidate, _: random.Random) -> DuplicateCandidate:
    text = (one.invoice_number or "").translate(str.maketrans("01585", "OlSBS"))
    return replace(one, invoice_number=text)


def _day(one: DuplicateCandidate, rng: random.Random) -> DuplicateCandidate:
    day = one.issue_date or START
    return replace(one, issue_date=day + timedelta(days=rng.randint(1, 40)))


def _amount(one: DuplicateCandidate, rng: random.Random) -> DuplicateCandidate:
    gross = one.gross_total or Decimal(1)
    return replace(one, gross_total=gross + Decimal(rng.choice((-3, -1, 1, 2))) / 100)


def _digits_of_amount(one: DuplicateCandidate, _: random.Random) -> DuplicateCandidate:
    whole, cents = str(one.gross_total).split(".")
    return replace(one, gross_total=Decimal(f"{whole[1]}{whole[0]}{whole[2:]}.{cents}"))


def _other_record(one: DuplicateCandidate, _: random.Random) -> DuplicateCandidate:
    return replace(one, vendor_id=f"{one.vendor_id}-B")


def _stranger(one: DuplicateCandidate, _: random.Random) -> DuplicateCandidate:
    return replace(one, vendor_id="V-FACTOR", vendor_keys=frozenset({"tax:FACTOR"}))


def _after_credit(one: DuplicateCandidate, _: random.Random) -> DuplicateCandidate:
    return replace(one, kind=DocumentKind.INVOICE)


def _new_number(one: DuplicateCandidate, rng: random.Random) -> DuplicateCandidate:
    return replace(one, invoice_number=f"X{rng.randint(10**6, 10**7)}", purchase_order=None)


DISGUISES: dict[str, Disguise] = {
    "other bytes, nothing else": lambda one, _: one,
    "letters for digits (O/0, l/1, S/5, B/8)": _look_alikes,
    "full-width digits": lambda one, _: replace(
        one, invoice_number="".join(chr(ord(c) + 0xFEE0) for c in one.invoice_number or "")
    ),
    "spaces": lambda one, _: replace(one, invoice_number=" ".join(one.invoice_number or "")),
    "hyphens": lambda one, _: replace(one, invoice_number="-".join(one.invoice_number or "")),
    "leading zeros": _number("000{n}"),
    "prefix": _number("INV-{n}"),
    "lower case and a misread prefix": _number("lnv {n}"),
    "a letter added": _number("{n}A"),
    "reissued": _number("{n}-R"),
    "two digits swapped": _swap,
    "one digit dropped": _drop,
    "the year before it": _number("2024/{n}"),
    "another date": _day,
    "day and month swapped": lambda one, _: replace(
        one, issue_date=(d := one.issue_date or START).replace(day=d.month, month=d.day)
    ),
    "some cents off": _amount,
    "digits of the amount swapped": _digits_of_amount,
    "another currency": lambda one, _: replace(one, currency="USD"),
    "a second record of the vendor, number reissued": lambda one, rng: _other_record(
        replace(one, invoice_number=f"{one.invoice_number}-R"), rng
    ),
    "another vendor altogether": _stranger,
    "for another entity": lambda one, _: replace(one, entity="NL"),
    "without a number": lambda one, _: replace(one, invoice_number=None),
    "a new number, the same lines": _new_number,
    "the credit note again, as an invoice": _after_credit,
}


def honest(vendors: int, rng: random.Random) -> Iterator[Arriving]:
    """Invoices of vendors with habits that a duplicate check cries wolf at."""
    habits = (_rent, _restarting, _series, _parts, _deliveries)
    for place in range(vendors):
        vendor = f"V-{place:04}"
        habit = habits[place // 2 % len(habits)] if place % 2 else _plain
        yield from habit(vendor, rng)


def _made(
    vendor: str, number: str, day: date, gross: Decimal, **more: object
) -> DuplicateCandidate:
    values: dict[str, object] = {
        "reference": f"{vendor}/{number}/{day}/{gross}", "vendor_id": vendor,
        "invoice_number": number, "issue_date": day, "gross_total": gross, "currency": "EUR",
        "vendor_keys": frozenset({f"tax:{vendor[:6]}"}), "entity": "HQ",
        "lines_key": f"{number}/{gross}",
    }  # fmt: skip
    return DuplicateCandidate(**(values | more))  # type: ignore[arg-type]


def _gross(rng: random.Random) -> Decimal:
    return Decimal(rng.randint(1200, 999999)) / 100 + Decimal("12.34")


def _plain(vendor: str, rng: random.Random) -> Iterator[Arriving]:
    number = rng.randint(200_000, 9_000_000)
    for week in range(24):
        number += rng.randint(1, 60)
        day = START + timedelta(days=week * 15 + rng.randint(0, 3))
        yield Arriving(_made(vendor, str(number), day, _gross(rng)), "plain")


def _rent(vendor: str, rng: random.Random) -> Iterator[Arriving]:
    gross, number = _gross(rng), rng.randint(1000, 90_000)
    for month in range(24):
        day = date(2024 + month // 12, month % 12 + 1, 1)
        yield Arriving(_made(vendor, str(number + month), day, gross), "rent")


def _restarting(vendor: str, rng: random.Random) -> Iterator[Arriving]:
    gross = _gross(rng)
    for month in range(24):
        day = date(2024 + month // 12, month % 12 + 1, 5)
        yield Arriving(_made(vendor, f"{month % 12 + 1:03}", day, gross), "restarts each year")


def _series(vendor: str, rng: random.Random) -> Iterator[Arriving]:
    gross, number = _gross(rng), rng.randint(100_000, 900_000)
    for step in range(24):
        day = START + timedelta(days=step // 4 * 30)
        made = _made(vendor, str(number + step), day, gross, lines_key=None)
        yield Arriving(made, "several of one amount a day")


def _parts(vendor: str, rng: random.Random) -> Iterator[Arriving]:
    for order in range(6):
        number = f"REF{rng.randint(10_000, 99_999)}"
        for part in range(4):
            day = START + timedelta(days=order * 60 + part * 9)
            yield Arriving(_made(vendor, number, day, _gross(rng)), "parts under one reference")


def _deliveries(vendor: str, rng: random.Random) -> Iterator[Arriving]:
    number = rng.randint(5000, 80_000)
    for step in range(24):
        number += rng.randint(1, 3)
        day = START + timedelta(days=step * 7)
        gross = Decimal(rng.choice((4900, 9900, 14900))) / 100
        made = _made(vendor, str(number), day, gross, lines_key="box|1", purchase_order="PO-1")
        yield Arriving(made, "flat prices")


_OF_NUMBERS = (
    "letters for digits (O/0, l/1, S/5, B/8)", "hyphens", "prefix", "a letter added", "reissued",
    "two digits swapped", "one digit dropped", "the year before it",
)  # fmt: skip
_OF_THE_REST = ("day and month swapped", "some cents off", "another currency", "for another entity")


def twice_disguised(
    originals: list[DuplicateCandidate], count: int, rng: random.Random
) -> list[Arriving]:
    """Copies with another number and something else changed as well."""
    found = []
    for place in range(count):
        number, other = rng.choice(_OF_NUMBERS), rng.choice(_OF_THE_REST)
        one = rng.choice(_fit(other, originals))
        copy = DISGUISES[other](DISGUISES[number](one, rng), rng)
        name = f"{number} and {other}"
        found.append(Arriving(replace(copy, reference=f"{one.reference}/{place}"), "", name))
    return found


def disguised(originals: list[DuplicateCandidate], each: int, rng: random.Random) -> list[Arriving]:
    """Copies of honest invoices, so many in each disguise."""
    found = []
    for name, disguise in DISGUISES.items():
        for one in rng.sample(_fit(name, originals), each):
            copy = disguise(one, rng)
            if name.startswith("the credit note"):
                copy = replace(copy, reference=f"{one.reference}/credit")
            found.append(Arriving(replace(copy, reference=f"{copy.reference}/{name}"), "", name))
    return found


def _fit(name: str, originals: list[DuplicateCandidate]) -> list[DuplicateCandidate]:
    """The invoices that the disguise changes at all."""
    if name == "day and month swapped":
        days = [(one, one.issue_date or START) for one in originals]
        return [one for one, day in days if day.day <= 12 and day.day != day.month]
    if name == "digits of the amount swapped":
        texts = [(one, str(one.gross_total)) for one in originals]
        return [one for one, text in texts if len(text) > 5 and text[0] != text[1] != "0"]
    return originals
