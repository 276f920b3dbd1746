"""Orders of customers, from the web shops and the marketplace."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from backoffice.demo import company as house
from backoffice.demo import identifiers
from backoffice.demo.model import ZERO, Company, cents
from backoffice.demo.tables import Cell
from backoffice.demo.timeline import Timeline

SALES = 1500


@dataclass(frozen=True, slots=True)
class Sale:
    """One order of a customer."""

    order_id: str
    placed_at: datetime
    channel: str
    store: str
    entity: str
    gross: Decimal
    tax: Decimal
    shipping: Decimal
    discount: Decimal
    tender: str
    payment_reference: str


def sell(rng: random.Random, company: Company, timeline: Timeline) -> list[Sale]:
    """The web shops' and marketplace's orders of the told months."""
    first = timeline.month(2).first
    span = (timeline.today - first).days
    days = sorted(first + timedelta(rng.randint(0, span - 1)) for _ in range(SALES))
    return [_sale(rng, company, day, number) for number, day in enumerate(days, start=1)]


def _sale(rng: random.Random, company: Company, day: date, number: int) -> Sale:
    entity = rng.choices(list(company.entities), weights=(5, 3, 2))[0]
    zone = ZoneInfo(house.TIMEZONES[entity])
    placed = datetime(
        day.year,
        day.month,
        day.day,
        rng.randint(7, 22),
        rng.randint(0, 59),
        rng.randint(0, 59),
        tzinfo=zone,
    )
    order_id = f"W{day:%y%m}-{number:05d}"
    by_transfer = entity == "HL-DE" and rng.random() < 0.05
    tender = (
        "bank_transfer"
        if by_transfer
        else rng.choices(("card", "paypal", "klarna", "gift_card"), weights=(60, 25, 10, 5))[0]
    )
    goods = Decimal(rng.randint(18_000, 96_000) if by_transfer else rng.randint(1_490, 16_900))
    channel = rng.choices(("web", "click_and_collect", "marketplace"), weights=(74, 16, 10))[0]
    stores = company.places_of(entity, ["store"])
    discount = cents(goods / 1000) if rng.random() < 0.15 else ZERO
    shipping = ZERO if goods > 7500 or channel == "click_and_collect" else Decimal("4.95")
    gross = goods / 100 - discount + shipping
    rate = house.RATES[entity][0]
    return Sale(
        order_id=order_id,
        placed_at=placed,
        channel=channel,
        store=rng.choice(stores).code if channel == "click_and_collect" else "",
        entity=entity,
        gross=gross,
        tax=cents(gross * rate / (100 + rate)),
        shipping=shipping,
        discount=discount,
        tender=tender,
        payment_reference=_reference(rng, tender, order_id),
    )


def _reference(rng: random.Random, tender: str, order_id: str) -> str:
    if tender == "card":
        letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
        return "ch_" + "".join(rng.choice(letters) for _ in range(20))
    if tender == "paypal":
        return "".join(rng.choice("ABCDEFGHJKLMNPRSTUVWXY0123456789") for _ in range(17))
    return {"klarna": f"K-{identifiers.digits(rng, 10)}"}.get(tender, order_id)


def sales_rows(company: Company, sales: Iterable[Sale]) -> list[list[Cell]]:
    """The table of sales orders."""
    return [
        [
            s.order_id,
            s.placed_at,
            s.channel,
            s.store,
            company.entities[s.entity].currency,
            s.gross,
            s.tax,
            s.shipping,
            s.discount,
            s.tender,
            s.payment_reference,
        ]
        for s in sales
    ]
