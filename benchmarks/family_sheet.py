"""One page of a family of invoices: its figures, its blocks, and what must be read of it."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from benchmarks.family_words import BUYERS, GOODS, SELLERS, Article
from benchmarks.layout_companies import Company
from benchmarks.page_making import cent, in_figures, with_check_digit
from benchmarks.vendor_making import checked

NOTHING: Final = Decimal(0)
MARKS: Final = {"de": ".,", "fr": " ,", "en": ",.", "ch": "'."}
DAYS: Final = {"de": "%d.%m.%Y", "fr": "%d/%m/%Y", "en": "%d %B %Y", "ch": "%d.%m.%Y"}
Block = dict[str, object]
Cell = str | Block


@dataclass(frozen=True, slots=True)
class Sold:
    """One line as it is sold."""

    article: Article
    quantity: Decimal
    price: Decimal
    rate: Decimal
    per: int = 1
    code: str = ""
    gtin: str = ""
    discount: int = 0  # percent

    @property
    def before(self) -> Decimal:
        """What it costs before the discount."""
        return cent(self.quantity * self.price / self.per)

    @property
    def amount(self) -> Decimal:
        """What it costs."""
        return self.before - self.saved

    @property
    def saved(self) -> Decimal:
        """The discount in money."""
        return cent(self.before * self.discount / 100)


@dataclass(frozen=True, slots=True)
class Change:
    """An allowance (below zero) or a charge on the whole document."""

    reason: str
    amount: Decimal
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Taxed:
    """One rate, what it is asked of, and the tax."""

    rate: Decimal
    base: Decimal
    tax: Decimal


@dataclass
class Sheet:
    """What the looks draw from: chance, parties, days and figures, and the label they fill."""

    look: str
    language: str
    seed: int
    currency: str = "EUR"
    fields: dict[str, object] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)
    kind: str = "invoice"
    foot: list[Block] = field(default_factory=list)
    top: Block | None = None
    counted: str = ""

    def __post_init__(self) -> None:
        """Choose who, when and which number."""
        self.chance = random.Random(f"{self.look} {self.seed} F")  # noqa: S311 - the same every time
        sellers, buyers = SELLERS[self.look], BUYERS[self.language]
        self.seller = sellers[self.seed % len(sellers)]
        self.buyer = buyers[self.chance.randrange(len(buyers))]
        self.issued = date(2026, 1, 7) + timedelta(days=self.chance.randrange(290))
        self.delivered = self.issued - timedelta(days=self.chance.randrange(1, 9))
        self.due = self.issued + timedelta(days=self.chance.choice((14, 21, 30, 45)))
        self.iban = checked(self.seller.iban)
        self.fields |= {
            "issue_date": self.issued.isoformat(), "currency": self.currency,
            "seller_name": self.seller.whole, "buyer_name": self.buyer.name,
        }  # fmt: skip

    def digits(self, count: int) -> str:
        """A number of so many digits."""
        return str(self.chance.randrange(10 ** (count - 1), 10**count))

    def goods(self, least: int, most: int, rates: Sequence[str], *, discounts: bool = False,
              hundred: bool = False) -> list[Sold]:  # fmt: skip
        """Some lines; the rates go round, so that each is there where there are lines enough."""
        pool = list(GOODS[self.look if self.look in GOODS else self.language])
        self.chance.shuffle(pool)
        made = []
        for place in range(min(self.chance.randrange(least, most + 1), len(pool))):
            article = pool[place]
            price = cent(Decimal(article.cents) * self.chance.randrange(92, 131) / 10000)
            is_by_hundred = hundred and price < 1
            quantity = Decimal(self.chance.choice(article.quantities))
            if is_by_hundred:
                price, quantity = price * 100, Decimal(self.chance.choice((300, 450, 1500)))
            discount = self.chance.choice((0, 3, 5, 10)) if discounts else 0
            body = f"40{self.chance.randrange(10**9, 10**10)}"
            made.append(Sold(
                article, quantity, price, Decimal(rates[place % len(rates)]),
                100 if is_by_hundred else 1, f"{self.chance.choice('AKMZ')}{self.digits(5)}",
                with_check_digit(body), discount,
            ))  # fmt: skip
        return made

    def taxed(self, sold: Iterable[Sold], changes: Iterable[Change] = ()) -> list[Taxed]:
        """The taxes by rate, the highest first, and the totals into the label."""
        sold, changes = list(sold), list(changes)
        every: list[Sold | Change] = [*sold, *changes]
        rates = sorted({each.rate for each in every}, reverse=True)
        rows = []
        for rate in rates:
            base = sum((each.amount for each in every if each.rate == rate), NOTHING)
            rows.append(Taxed(rate, base, cent(base * rate / 100)))
        net = sum((row.base for row in rows), NOTHING)
        tax = sum((row.tax for row in rows), NOTHING)
        lines = sum((each.amount for each in sold), NOTHING)
        allowances = -sum((each.amount for each in changes if each.amount < 0), NOTHING)
        charges = sum((each.amount for each in changes if each.amount > 0), NOTHING)
        self.net, self.tax, self.gross, self.line_total = net, tax, net + tax, lines
        self.allowances, self.charges = allowances, charges
        self.fields |= {"net_total": str(net), "tax_total": str(tax), "gross_total": str(net + tax)}
        if allowances:
            self.fields["allowance_total"] = str(allowances)
        if charges:
            self.fields["charge_total"] = str(charges)
        if len(rows) > 1:
            self.fields["tax_breakdown"] = [
                {"rate": str(row.rate), "base": str(row.base), "tax": str(row.tax)} for row in rows
            ]
        return rows

    def lines(self, sold: Iterable[Sold], *names: str) -> None:
        """The lines into the label, with what is printed of each."""
        made = []
        for each in sold:
            values = {
                "quantity": str(each.quantity), "unit": each.article.code,
                "unit_price": str(each.price), "net": str(each.amount),
                "tax_rate": str(each.rate), "seller_item_id": each.code, "gtin": each.gtin,
                "price_base_quantity": str(each.per),
            }  # fmt: skip
            said = [name for name in names if each.per > 1 or name != "price_base_quantity"]
            made.append({"description": each.article.text} | {name: values[name] for name in said})
        self.fields["lines"] = made

    def say(self, **fields: object) -> None:
        """Further fields that the page prints."""
        for name, value in fields.items():
            self.fields[name] = value.isoformat() if isinstance(value, date) else value

    def money(self, value: Decimal, digits: int = 2) -> str:
        """An amount as this vendor writes it."""
        return in_figures(value, MARKS[self.language], digits)

    def count(self, value: Decimal) -> str:
        """A quantity as this vendor writes it."""
        is_whole = value == value.to_integral_value()
        return self.money(value, 0 if is_whole else 2)

    def day(self, value: date) -> str:
        """A day as this vendor writes it."""
        return value.strftime(DAYS[self.language])

    def paid(self) -> dict[str, str]:
        """The account for the label."""
        return {"iban": self.iban.replace(" ", "")}

    def document(self, blocks: list[Block]) -> dict[str, object]:
        """What the template prints."""
        return {
            "size": self.chance.choice((8.5, 9, 9.5)), "margin": self.chance.choice((17, 20, 22)),
            "foot": self.foot, "top": self.top, "counted": self.counted, "blocks": blocks,
        }  # fmt: skip

    def label(self) -> dict[str, object]:
        """What must be read."""
        return {"document_type": self.kind, "fields": self.fields, "absent": self.absent}


def words(*lines: str, **how: object) -> Block:
    """Lines of text."""
    return {"kind": "words", "lines": list(lines), **how}


def head(text: str, size: float = 14, **how: object) -> Block:
    """A heading."""
    return words(text, size=size, bold=True, **how)


def space(mm: float = 4) -> Block:
    """White paper."""
    return {"kind": "space", "mm": mm}


def box(*body: Block) -> Block:
    """Blocks in a frame."""
    return {"kind": "box", "body": list(body)}


def beside(widths: str, *cells: list[Block]) -> Block:
    """Blocks beside each other."""
    return {"kind": "beside", "widths": widths.split(), "cells": list(cells)}


def table(widths: str, sides: str, rows: Iterable[Sequence[Cell]], *, top: str = "",
          **how: object) -> Block:  # fmt: skip
    """A table; `sides` has a letter for each column, `top` its headings parted by bars."""
    names = {"l": "left", "r": "right", "c": "center"}
    made: Block = {"kind": "table", "widths": widths.split(), "rows": [list(row) for row in rows],
                   "sides": [names[each] for each in sides], **how}  # fmt: skip
    if top:
        made["head"] = [words(*each.split("/")) for each in top.split("|")]
    return made


def facts(*rows: tuple[str, str]) -> Block:
    """Labels and what they name."""
    return table("auto auto", "ll", rows)


def sums(*rows: tuple[str, str]) -> Block:
    """Totals, the last of them bold."""
    made: list[Sequence[Cell]] = [list(row) for row in rows[:-1]]
    made.append([words(each, bold=True) for each in rows[-1]])
    return table("auto auto", "lr", made, side="right")


def party(company: Company, *more: str) -> Block:
    """A party as an address."""
    return words(*company.name.split("|"), *more, *company.street.split("|"), company.town)


def plain(text: str) -> str:
    """A tax id as a label has it: letters and digits alone."""
    return "".join(filter(str.isalnum, text))
