"""What the payment processors pay out for the web shops' sales, and the reports they send of it."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from backoffice.demo import company as house
from backoffice.demo import identifiers
from backoffice.demo.banking import BankMove
from backoffice.demo.model import ZERO, Company, cents
from backoffice.demo.timeline import Timeline, workday
from backoffice.demo.trade import Sale

STRIPE = [
    "automatic_payout_id",
    "automatic_payout_effective_at",
    "balance_transaction_id",
    "created_utc",
    "available_on",
    "currency",
    "gross",
    "fee",
    "net",
    "reporting_category",
    "source_id",
    "charge_id",
    "description",
    "payment_metadata[order_id]",
]
PAYPAL = [
    "Date",
    "Time",
    "TimeZone",
    "Name",
    "Type",
    "Status",
    "Currency",
    "Gross",
    "Fee",
    "Net",
    "Transaction ID",
    "Reference Txn ID",
    "Invoice Number",
    "Balance",
    "Balance Impact",
]
_WEEKEND = -timedelta(days=2)  # what came by the end of Sunday goes out on Wednesday
_SWEPT = timedelta(hours=6)  # the whole balance, at six in the morning
_DISPUTE_FEE = Decimal("15.00")
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement of a balance at a processor; amounts signed as the balance sees them."""

    at: datetime
    kind: str
    gross: Decimal
    fee: Decimal
    sale: Sale

    @property
    def net(self) -> Decimal:
        """What the balance changes by."""
        return self.gross - self.fee


@dataclass(frozen=True, slots=True)
class Payout:
    """What a processor sent to the bank on one day, and the movements in it."""

    payout_id: str
    entity: str
    sent_on: date
    currency: str
    movements: tuple[Movement, ...]

    @property
    def amount(self) -> Decimal:
        """What arrives."""
        return sum((movement.net for movement in self.movements), ZERO)


def card_payouts(
    rng: random.Random, company: Company, sales: Iterable[Sale], timeline: Timeline
) -> list[Payout]:
    """Every Wednesday what cards brought by the Sunday before, less fees, refunds and disputes."""
    cards = [sale for sale in sales if sale.tender == "card"]
    return _weekly(rng, company, cards, timeline, weekday=2, cut=_WEEKEND, rate="1.4", prefix="po_")


def paypal_payouts(
    rng: random.Random, company: Company, sales: Iterable[Sale], timeline: Timeline
) -> list[Payout]:
    """Every Thursday the whole balance."""
    paid = [sale for sale in sales if sale.tender == "paypal"]
    return _weekly(rng, company, paid, timeline, weekday=3, cut=_SWEPT, rate="2.49", prefix="")


def _weekly(
    rng: random.Random,
    company: Company,
    sales: Sequence[Sale],
    timeline: Timeline,
    *,
    weekday: int,
    cut: timedelta,
    rate: str,
    prefix: str,
) -> list[Payout]:
    payouts: list[Payout] = []
    days = [day for month in timeline.told for day in month.days() if day.weekday() == weekday]
    for code, entity in company.entities.items():
        waiting = _movements(rng, [s for s in sales if s.entity == code], Decimal(rate))
        for day in days:
            until = datetime.combine(day, datetime.min.time(), tzinfo=UTC) + cut
            due = tuple(movement for movement in waiting if movement.at < until)
            waiting = waiting[len(due) :]
            if due and sum((movement.net for movement in due), ZERO) > 0:
                name = prefix + "".join(rng.choice(_LETTERS) for _ in range(17))
                payouts.append(Payout(name, code, day, entity.currency, due))
            else:
                waiting = [*due, *waiting]
    return payouts


def _movements(rng: random.Random, sales: Sequence[Sale], rate: Decimal) -> list[Movement]:
    """Sales, the refunds of some days later, and here and there a customer who disputes."""
    moved: list[Movement] = []
    for number, sale in enumerate(sales):
        at = sale.placed_at.astimezone(UTC)
        fee = cents(sale.gross * rate / 100) + Decimal("0.25")
        moved.append(Movement(at, "charge", sale.gross, fee, sale))
        later = at + timedelta(days=rng.randint(2, 9), minutes=rng.randint(1, 600))
        if number % 23 == 11:
            part = sale.gross if number % 2 else cents(sale.gross / 2)
            moved.append(Movement(later, "refund", -part, ZERO, sale))
        elif number % 97 == 40:
            moved.append(Movement(later, "dispute", -sale.gross, _DISPUTE_FEE, sale))
    return sorted(moved, key=lambda movement: (movement.at, movement.sale.order_id, movement.kind))


def stripe_report(payouts: Iterable[Payout]) -> str:
    """The itemized payout reconciliation of one account, a row a movement."""
    rows: list[list[str]] = []
    for payout in payouts:
        for movement in payout.movements:
            sale = movement.sale
            token = sale.payment_reference.removeprefix("ch_")
            source = {"charge": "ch_", "refund": "re_", "dispute": "dp_"}[movement.kind] + token
            rows.append(
                [
                    payout.payout_id,
                    f"{payout.sent_on}",
                    f"txn_{movement.kind[0]}{token}",
                    f"{movement.at:%Y-%m-%d %H:%M:%S}",
                    f"{payout.sent_on}",
                    payout.currency.lower(),
                    f"{movement.gross}",
                    f"{movement.fee}",
                    f"{movement.net}",
                    movement.kind,
                    source,
                    sale.payment_reference,
                    f"Order {sale.order_id}",
                    sale.order_id,
                ]
            )
    return _csv(STRIPE, rows)


_PAYPAL_TYPES = {
    "charge": "Express Checkout Payment",
    "refund": "Payment Refund",
    "dispute": "Chargeback",
}


def paypal_report(payouts: Iterable[Payout]) -> str:
    """The activity download of one account: each movement, then the withdrawal that empties it."""
    rows: list[list[str]] = []
    for payout in payouts:
        balance = ZERO
        for movement in payout.movements:
            balance += movement.net
            own = movement.sale.payment_reference
            number = own if movement.kind == "charge" else f"{movement.kind[0].upper()}{own[1:]}"
            rows.append(
                [
                    f"{movement.at:%d/%m/%Y}",
                    f"{movement.at:%H:%M:%S}",
                    "UTC",
                    f"Customer of {movement.sale.order_id}",
                    _PAYPAL_TYPES[movement.kind],
                    "Completed",
                    payout.currency,
                    f"{movement.gross}",
                    f"{-movement.fee}",
                    f"{movement.net}",
                    number,
                    "" if movement.kind == "charge" else own,
                    movement.sale.order_id,
                    f"{balance}",
                    "Credit" if movement.net > 0 else "Debit",
                ]
            )
        rows.append(_withdrawal(payout))
    return _csv(PAYPAL, rows)


def _withdrawal(payout: Payout) -> list[str]:
    out = f"{-payout.amount}"
    return [
        f"{payout.sent_on:%d/%m/%Y}",
        "06:00:00",
        "UTC",
        "",
        "General Withdrawal",
        "Completed",
        payout.currency,
        out,
        "0.00",
        out,
        payout.payout_id,
        "",
        "",
        "0.00",
        "Debit",
    ]


def _csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows(rows)
    return made.getvalue()


def arrivals(
    rng: random.Random, payouts: Iterable[Payout], timeline: Timeline, *, sender: str, word: str
) -> list[BankMove]:
    """The bank lines of payouts, a working day or two later; the last may be on its way."""
    moves: list[BankMove] = []
    accounts = {code: identifiers.iban(rng, house.COUNTRIES[code]) for code in house.BANKS}
    for payout in payouts:
        day = workday(payout.sent_on + timedelta(1))
        if day <= timeline.today:
            moves.append(
                BankMove(
                    payout.entity,
                    day,
                    payout.amount,
                    f"{word[:2].upper()}{day:%y%m%d}{payout.payout_id[-6:]}",
                    sender,
                    accounts[payout.entity],
                    f"{word} {payout.payout_id}",
                )
            )
    return moves
