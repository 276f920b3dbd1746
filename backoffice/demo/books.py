"""Two months of the ledger: sales, goods, wages, rent and the rest."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from backoffice.demo import company as house
from backoffice.demo.journal import Journal
from backoffice.demo.model import ZERO, Company, Location, cents
from backoffice.demo.timeline import Month, Timeline, earlier_workday

DEPARTMENTS = (("4110", 31), ("4120", 34), ("4130", 15), ("4140", 20))
_WEEKDAY = (76, 80, 86, 92, 122, 168)  # Monday to Saturday; stores are closed on Sundays
_BASE = {"HL-DE": 236, "HL-NL": 168, "HL-UK": 164}  # sales a day and point of store weight
_RENT = {"HL-DE": 410, "HL-NL": 268, "HL-UK": 262}
_WAGES = {"HL-DE": 620, "HL-NL": 575, "HL-UK": 530}


def keep(rng: random.Random, company: Company, timeline: Timeline) -> Journal:
    """The journal of the two full months."""
    journal = Journal({code: entity.currency for code, entity in company.entities.items()})
    _opening(journal, company, timeline.month(2).first)
    for back in (2, 1):
        month = timeline.month(back)
        for store in [p for p in company.locations if p.kind == "store"]:
            _store_month(rng, journal, store, month, is_last=back == 1)
        for code in company.entities:
            _head_office(rng, journal, code, month, is_last=back == 1)
    _events(journal, timeline.month(2), timeline.month(1))
    return journal


def _opening(journal: Journal, company: Company, day: date) -> None:
    for number, code in enumerate(company.entities):
        scale = Decimal((100, 62, 55)[number]) * 1000
        shares = {
            "0210": "9.4",
            "0230": "1.2",
            "0290": "-4.1",
            "0310": "0.9",
            "1410": "14.8",
            house.BANKS[code]: "6.35",
            "1510": "0.7",
            "2110": "-7.9",
            "2310": "-1.9",
            "2410": "-0.45",
            "2510": "-6.0",
            "3010": "-5.0",
        }
        parts = [(a, "", cents(scale * Decimal(share))) for a, share in shares.items()]
        rest = -sum((amount for _, _, amount in parts), ZERO)
        journal.post(day, code, "opening", "Balances brought forward", [*parts, ("3020", "", rest)])


def _season(day: date) -> Decimal:
    """Trade grows towards Christmas and in May, and is slow in the new year."""
    return Decimal((82, 84, 94, 101, 108, 98, 92, 90, 97, 104, 118, 146)[day.month - 1]) / 100


def _store_month(
    rng: random.Random, journal: Journal, store: Location, month: Month, *, is_last: bool
) -> None:
    weeks: dict[date, Decimal] = defaultdict(lambda: ZERO)
    for day in month.days():
        shut = is_last and store.code == "S301" and 12 <= day.day <= 17
        if day.weekday() == 6 or day < store.opened_on or shut:
            continue
        net = _takings(rng, journal, store, day)
        weeks[min(day + timedelta(6 - day.weekday()), month.last)] += net
    for sunday, net in weeks.items():
        cost = cents(net * Decimal(rng.randint(478, 502)) / 1000)
        journal.post(
            sunday,
            store.entity,
            "inventory",
            f"Cost of goods sold {store.name}",
            [("5110", store.code, cost), ("1410", "", -cost)],
        )
    _store_costs(rng, journal, store, month)


def _takings(rng: random.Random, journal: Journal, store: Location, day: date) -> Decimal:
    entity = store.entity
    level = Decimal(_BASE[entity] * store.weight * _WEEKDAY[day.weekday()]) / 100
    net = level * _season(day) * Decimal(rng.randint(88, 112)) / 100
    standard, on_food = house.RATES[entity]
    parts: list[tuple[str, str, Decimal]] = []
    tax = ZERO
    for account, share in DEPARTMENTS:
        amount = cents(net * Decimal(share * rng.randint(90, 110)) / 10000)
        rate = on_food if account == "4140" else standard
        tax += cents(amount * rate / 100)
        parts.append((account, store.code, -amount))
    revenue = -sum((amount for _, _, amount in parts), ZERO)
    cash = cents((revenue + tax) * Decimal(rng.randint(12, 22)) / 100)
    parts += [("2310", "", -tax), ("1010", store.code, cash), ("1210", "", revenue + tax - cash)]
    journal.post(day, entity, "tills", f"Takings {store.name}", parts, f"Z-{store.code}-{day:%m%d}")
    return revenue


def _store_costs(rng: random.Random, journal: Journal, store: Location, month: Month) -> None:
    entity, centre, name = store.entity, store.code, store.name
    if store.opened_on > month.last:
        return
    opened_share = min(Decimal(1), Decimal((month.last - store.opened_on).days + 1) / 30)
    wages = cents(
        Decimal(_WAGES[entity] * store.weight * rng.randint(97, 104)) / 100 * opened_share
    )
    _pay(journal, entity, centre, month, wages, f"Wages {name}")
    rent = cents(Decimal(_RENT[entity] * store.weight))
    journal.post(
        month.first,
        entity,
        "contracts",
        f"Rent {name}",
        [("6210", centre, rent), ("2130", "", -rent)],
    )
    for account, text, low, high in (
        ("6310", "Energy accrual", 21, 27),
        ("6330", "Cleaning accrual", 17, 20),
        ("6520", "Packaging used", 14, 22),
        ("6410", "Card fees", 30, 38),
    ):
        amount = cents(Decimal(store.weight * rng.randint(low * 10, high * 10)) / Decimal("8.5"))
        other = {"6520": "1410", "6410": "1210"}.get(account, "2130")
        journal.post(
            month.last,
            entity,
            "accruals",
            f"{text} {name}",
            [(account, centre, amount), (other, "", -amount)],
        )
    wear = cents(Decimal(store.weight * 61))
    journal.post(
        month.last,
        entity,
        "assets",
        f"Depreciation {name}",
        [("6610", centre, wear), ("0290", "", -wear)],
    )


def _pay(
    journal: Journal, entity: str, centre: str, month: Month, wages: Decimal, text: str
) -> None:
    social = cents(wages * Decimal("0.208"))
    day = earlier_workday(month.last)
    journal.post(
        day,
        entity,
        "payroll",
        text,
        [
            ("6110", centre, wages),
            ("6120", centre, social),
            ("2210", "", -wages),
            ("2220", "", -social),
        ],
        f"PAY-{month.period}",
    )


def _head_office(
    rng: random.Random, journal: Journal, entity: str, month: Month, *, is_last: bool
) -> None:
    office = {"HL-DE": "O01", "HL-NL": "O02", "HL-UK": "O03"}[entity]
    depot = {"HL-DE": "W01", "HL-UK": "W02"}.get(entity, office)
    size = {"HL-DE": 100, "HL-NL": 42, "HL-UK": 47}[entity]
    _pay(journal, entity, office, month, cents(Decimal(size * 380)), "Salaries head office")
    if depot != office:
        _pay(journal, entity, depot, month, cents(Decimal(size * 220)), "Wages distribution")
    freight_level = Decimal("1.38") if is_last and entity == "HL-DE" else Decimal(1)
    for day in [d for d in month.days() if d.weekday() == 4]:
        freight = cents(Decimal(size * rng.randint(60, 68)) * freight_level)
        journal.post(
            day,
            entity,
            "accruals",
            f"Carriage week {day.isocalendar().week}",
            [("5200", depot, freight), ("2130", "", -freight)],
        )
        web = cents(Decimal(size * rng.randint(52, 64)) * _season(day))
        tax = cents(web * house.RATES[entity][0] / 100)
        journal.post(
            day,
            entity,
            "web shop",
            f"Web shop week {day.isocalendar().week}",
            [("1220", "", web + tax), ("4150", office, -web), ("2310", "", -tax)],
        )
        cost = cents(web * Decimal("0.52"))
        journal.post(
            day,
            entity,
            "inventory",
            "Cost of goods sold web shop",
            [("5110", office, cost), ("1410", "", -cost)],
        )
    for account, text, factor, other in (
        ("6510", "Marketing", 150, "2130"),
        ("6530", "Software and hosting", 80, "2130"),
        ("6540", "Insurance", 40, "1520"),
        ("6550", "Travel", 58, "2130"),
        ("6560", "Audit accrual", 30, "2130"),
        ("6420", "Bank charges", 11, "2130"),
        ("6710", "Interest on loan", 18, "2130"),
        ("5130", "Shrinkage accrual", 70, "1410"),
        ("6590", "Other", 33, "2130"),
        ("6610", "Depreciation head office", 50, "0290"),
        ("5210", "Parcels to customers", 95, "2130"),
        ("6130", "Temporary staff", 20, "2130"),
    ):
        amount = cents(Decimal(size * factor * rng.randint(96, 104)) / 100)
        journal.post(
            month.last,
            entity,
            "accruals",
            f"{text} {month.period}",
            [(account, office, amount), (other, "", -amount)],
        )


def _events(journal: Journal, before: Month, month: Month) -> None:
    """What a controller will ask about: the flood in Bath, the campaign, a wrong account."""
    journal.post(
        before.first + timedelta(22),
        "HL-NL",
        "manual",
        "Till software Utrecht",
        [("6320", "S201", Decimal("7320.00")), ("2130", "", Decimal("-7320.00"))],
        "TILL-S201",
    )
    day = month.first + timedelta(18)
    journal.post(
        day,
        "HL-UK",
        "manual",
        "Water damage Bath, one-off: drying and new floor",
        [("6320", "S301", Decimal("18640.00")), ("2130", "", Decimal("-18640.00"))],
        "CLAIM-BATH",
    )
    journal.post(
        day,
        "HL-DE",
        "manual",
        "Autumn campaign, outdoor posters six cities, one-time",
        [("6510", "O01", Decimal("18500.00")), ("2130", "", Decimal("-18500.00"))],
        "CAMP-AUTUMN",
    )
    journal.post(
        day + timedelta(3),
        "HL-NL",
        "manual",
        "Till software: moved from repairs to software",
        [("6530", "O02", Decimal("7320.00")), ("6320", "S201", Decimal("-7320.00"))],
        "RECLASS-01",
    )
    journal.post(
        month.last,
        "HL-DE",
        "inventory",
        "Count true-up Köln Ehrenfeld",
        [("5130", "S104", Decimal("9385.50")), ("1410", "", Decimal("-9385.50"))],
        "COUNT-S104",
    )
