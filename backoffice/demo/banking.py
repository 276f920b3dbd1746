"""What the banks say: payments made, takings banked, wages, charges, and transfers of customers."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from backoffice.demo import company as house
from backoffice.demo import history, identifiers
from backoffice.demo.journal import Journal
from backoffice.demo.model import ZERO, Entity
from backoffice.demo.plot import Plot
from backoffice.demo.tables import Cell
from backoffice.demo.timeline import Timeline, earlier_workday, workday
from backoffice.demo.trade import Sale

OPENINGS = {"HL-DE": Decimal(635_000), "HL-NL": Decimal(393_700), "HL-UK": Decimal(349_250)}
_CUSTOMERS = (
    "Praxis Dr. Amelung",
    "Hotel Deichblick",
    "Café Fräulein Tilda",
    "Kanzlei Voss",
    "Pension Seestern",
    "Kita Möwennest",
    "Galerie Ohlhoff",
    "Restaurant Kajüte",
    "Yogahaus Linden",
    "Weinhandlung Pauly",
)


@dataclass(frozen=True, slots=True)
class BankMove:
    """One line of a bank statement, before the balance is known."""

    entity: str
    booked_on: date
    amount: Decimal
    reference: str
    counterparty: str
    account: str
    memo: str


def bank_moves(
    plot: Plot, journal: Journal, payments: list[history.Paid], sales: list[Sale]
) -> list[BankMove]:
    """Everything that went through the three accounts; books what the ledger knows of."""
    company, timeline = plot.company, plot.timeline
    moves = [
        BankMove(
            p.entity,
            p.paid_on,
            -p.gross,
            p.payment_reference,
            p.vendor.name,
            p.vendor.iban,
            f"{p.number} {p.payment_reference}",
        )
        for p in payments
    ]
    for invoice, day, amount in history.paid_invoices(plot):
        moves.append(
            BankMove(
                invoice.entity.code,
                day,
                -amount,
                f"PR{day:%y%m%d}-{invoice.vendor.vendor_id}",
                invoice.vendor.name,
                invoice.vendor.iban,
                f"Invoice {invoice.number}",
            )
        )
    for code in company.entities:
        moves += _takings(plot.rng, journal, code, timeline)
        moves += _regular(plot.rng, journal, code, timeline)
    return moves + _transfers(plot.rng, sales, timeline)


def _takings(
    rng: random.Random, journal: Journal, entity: str, timeline: Timeline
) -> list[BankMove]:
    """Card takings every Tuesday, store cash every second Friday, for what the tills recorded."""
    moves: list[BankMove] = []
    bank, journal_ends = house.BANKS[entity], timeline.month(0).first
    for day in [d for month in timeline.told for d in month.days()]:
        week = day.isocalendar().week
        if day.weekday() == 1:
            since, account, code, who = 7, "1210", "CARD", "Nordpay Acquiring"
        elif day.weekday() == 4 and week % 2 == 0:
            since, account, code, who = 14, "1010", "CASH", "Wertlogistik Nord"
        else:
            continue
        amount = sum(
            (
                line.debit
                for line in journal.lines
                if line.account == account
                and line.entity == entity
                and line.source == "tills"
                and day - timedelta(since) <= line.posting_date < day
            ),
            ZERO,
        )
        if not amount:
            continue
        reference = f"{code}-{entity[3:]}-{day:%Y}W{week:02d}"
        if day < journal_ends:
            journal.post(
                day,
                entity,
                "treasury",
                f"{who} week {week}",
                [(bank, "", amount), (account, "", -amount)],
                reference,
            )
        moves.append(
            BankMove(
                entity,
                day,
                amount,
                reference,
                who,
                identifiers.iban(rng, house.COUNTRIES[entity]),
                f"Settlement {reference}",
            )
        )
    return moves


def _regular(
    rng: random.Random, journal: Journal, entity: str, timeline: Timeline
) -> list[BankMove]:
    """Wages at the end of the month, bank charges on its last day."""
    moves: list[BankMove] = []
    for back in (2, 1):
        month = timeline.month(back)
        day = earlier_workday(month.last)
        wages = sum(
            (
                line.credit
                for line in journal.lines
                if line.account == "2210"
                and line.entity == entity
                and line.period == month.period
                and line.source == "payroll"
            ),
            ZERO,
        )
        reference = f"SAL-{entity[3:]}-{month.period}"
        journal.post(
            day,
            entity,
            "treasury",
            f"Salaries paid {month.period}",
            [("2210", "", wages), (house.BANKS[entity], "", -wages)],
            reference,
        )
        moves.append(
            BankMove(
                entity,
                day,
                -wages,
                reference,
                "Collective salary payment",
                "",
                f"Salaries {month.period}",
            )
        )
        fee = Decimal(rng.randint(2_900, 7_900)) / 100
        moves.append(BankMove(entity, day, -fee, f"FEE-{month.period}", "", "", "Account charges"))
    return moves


def _transfers(rng: random.Random, sales: list[Sale], timeline: Timeline) -> list[BankMove]:
    """Business customers pay by transfer, mostly with the order's number, some less a fee."""
    moves: list[BankMove] = []
    for number, sale in enumerate(s for s in sales if s.tender == "bank_transfer"):
        day = workday(sale.placed_at.date() + timedelta(rng.randint(1, 6)))
        if day > timeline.today:
            continue
        fee = Decimal("15.00") if number % 11 == 7 else ZERO
        memo = f"Order {sale.order_id}" if number % 6 else "Ihre Bestellung, vielen Dank"
        moves.append(
            BankMove(
                sale.entity,
                day,
                sale.gross - fee,
                f"TRF{day:%y%m%d}{number:03d}",
                _CUSTOMERS[number % len(_CUSTOMERS)],
                identifiers.iban(rng, "DE"),
                memo,
            )
        )
    return moves


def bank_rows(entity: Entity, opening: Decimal, moves: Iterable[BankMove]) -> list[list[Cell]]:
    """The table of the bank lines of one account, with its running balance."""
    own = [move for move in moves if move.entity == entity.code]
    rows: list[list[Cell]] = []
    balance = opening
    for move in sorted(own, key=lambda move: (move.booked_on, move.reference)):
        balance += move.amount
        rows.append(
            [
                f"BANK-{entity.code[3:]}",
                move.booked_on,
                move.booked_on,
                move.amount,
                entity.currency,
                move.reference,
                move.counterparty,
                move.account,
                move.memo,
                balance,
            ]
        )
    return rows
