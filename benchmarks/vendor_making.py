"""One page of a vendor's look: what it prints, and what must be read."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from benchmarks.layout_companies import Company
from benchmarks.page_making import cent, in_figures, with_check_digit
from benchmarks.vendor_looks import DAYS, MARKS, Look
from benchmarks.vendor_words import BESIDE_GOODS, BUYERS, GOODS, SELLERS, Article

_NOTHING: Final = Decimal(0)
_A_PAGE: Final = 16  # rows before an amount is carried
_CHEAP: Final = Decimal("1.00")
_LETTERS: Final = 55  # between the value of a letter and its place in ASCII
_QUANTITIES: Final = (1, 2, 3, 4, 6, 8, 10, 12, 20, 24, 36, 48, 60, 96, 144, 250, 1200)


def checked(iban: str) -> str:
    """An IBAN with the check digits that are right for it."""
    plain = iban.replace(" ", "")
    if not plain:
        return ""
    moved = f"{plain[4:]}{plain[:2]}00"
    value = int("".join(str(ord(s) - _LETTERS) if s.isalpha() else s for s in moved))
    return f"{iban[:2]}{98 - value % 97:02}{iban[4:]}"


@dataclass(frozen=True, slots=True)
class Row:
    """One line as it is sold."""

    article: Article
    quantity: Decimal
    price: Decimal
    rate: str
    discount: int = 0
    per: int = 1
    code: str = ""
    gtin: str = ""

    @property
    def before(self) -> Decimal:
        """What it costs before the discount."""
        return cent(self.quantity * self.price / self.per)

    @property
    def amount(self) -> Decimal:
        """What it costs."""
        return cent(self.quantity * self.price / self.per * (100 - self.discount) / 100)


class Maker:
    """One document of a look."""

    def __init__(self, look: Look, seed: int) -> None:
        self.look = look
        self.chance = random.Random(f"{look.name} {seed}")  # noqa: S311 - the same every time
        sellers, buyers = SELLERS[look.name], BUYERS[look.language]
        self.seller = sellers[seed % len(sellers)]
        self.buyer = buyers[self.chance.randrange(len(buyers))]
        self.issued = date(2026, 1, 5) + timedelta(days=self.chance.randrange(300))
        self.due = self.issued + timedelta(days=self.chance.choice((14, 30, 45)))
        self.number = look.number.format(y=2026, n=self.chance.randrange(101, 9800))
        self.order = (
            f"{self.chance.choice(('45', 'PO', 'B-'))}{self.chance.randrange(10**6, 10**7)}"
        )
        self.iban = checked(self.seller.iban)
        self.rows = [self._row() for _ in range(self.chance.choice(look.rows))]
        for way, cents in (("deposit", 342), ("levy", 14)):
            text = BESIDE_GOODS.get((way, look.language), "Bottle deposit")
            if way in look.ways:
                self._add_after_some(Article(text, "", cents))
        self.freight = self._freight()
        self.taxes = self._taxes()

    def _row(self) -> Row:
        chance, look = self.chance, self.look
        article = chance.choice(GOODS[look.language])
        quantity = Decimal(chance.choice(_QUANTITIES))
        if article.unit in {"Std", "h", "uur", "HR", "Kiste"} and chance.random() < 0.5:
            quantity = Decimal(chance.choice(("1.5", "2.25", "7.5", "12.5")))
        price = cent(Decimal(article.cents) * chance.randrange(90, 140) / 10000)
        is_by_hundred = "hundred" in look.ways and price < _CHEAP
        if is_by_hundred:
            quantity = Decimal(chance.choice((200, 500, 1250)))
        has_discount = look.ways & {"discount", "rebates"} and chance.random() < 0.5
        body = f"40{chance.randrange(10**9, 10**10)}"
        return Row(
            article, quantity, price * 100 if is_by_hundred else price, chance.choice(look.rates),
            chance.choice((3, 5, 10, 20)) if has_discount else 0, 100 if is_by_hundred else 1,
            f"{chance.choice(('', 'A-', 'K', 'ZV-'))}{chance.randrange(1000, 999999)}",
            with_check_digit(body),
        )  # fmt: skip

    def _add_after_some(self, article: Article) -> None:
        made: list[Row] = []
        for row in self.rows:
            made.append(row)
            if self.chance.random() < 0.25:
                price = Decimal(article.cents) / 100
                made.append(Row(article, row.quantity, price, row.rate))
        self.rows = made

    def _freight(self) -> Decimal:
        has_freight = "freight" in self.look.ways and self.chance.random() < 0.7
        return Decimal(self.chance.randrange(900, 18000)) / 100 if has_freight else _NOTHING

    def _taxes(self) -> list[tuple[str, Decimal, Decimal]]:
        made = []
        for place, rate in enumerate(self.look.rates):
            base = sum((row.amount for row in self.rows if row.rate == rate), _NOTHING)
            base += self.freight if place == 0 else _NOTHING
            if "inclusive" in self.look.ways:
                base = cent(base * 100 / (100 + Decimal(rate)))
            if base:
                made.append((rate, base, self._tax(rate, base)))
        return made

    def _tax(self, rate: str, base: Decimal) -> Decimal:
        if "inclusive" not in self.look.ways:
            return cent(base * Decimal(rate) / 100)
        return sum((row.amount for row in self.rows if row.rate == rate), _NOTHING) - base

    @property
    def net(self) -> Decimal:
        """Before tax."""
        return sum((base for _, base, _ in self.taxes), _NOTHING)

    @property
    def tax(self) -> Decimal:
        """All of it."""
        return sum((tax for *_, tax in self.taxes), _NOTHING)

    def said(self, value: Decimal, digits: int = 2) -> str:
        """A number as this vendor writes it."""
        return in_figures(value, MARKS[self.look.language], digits)

    def counted(self, quantity: Decimal) -> str:
        """A quantity as this vendor writes it."""
        is_whole = quantity == quantity.to_integral_value()
        return self.said(quantity, 0 if is_whole else 2)

    def dated(self, day: date) -> str:
        """A day as this vendor writes it."""
        return day.strftime(DAYS[self.look.language])

    def document(self) -> dict[str, object]:
        """What the template prints."""
        gross = self.net + self.tax
        rows, total = [], _NOTHING
        for place, row in enumerate(self.rows, 1):
            total += row.amount
            rows.append(self._printed(place, row) | {"sum": self.said(total)})
        pages = [rows[first : first + _A_PAGE] for first in range(0, len(rows), _A_PAGE)]
        return {
            "form": self.look.name, "size": self.chance.choice((8.5, 9, 9.5)),
            "number": self.number, "order": self.order, "issued": self.dated(self.issued),
            "due": self.dated(self.due), "day": self.dated(self.issued - timedelta(days=3)),
            "customer": str(self.chance.randrange(10_000, 99_999)),
            "delivery": f"L{self.chance.randrange(10**5, 10**6)}",
            "seller": _party(self.seller), "buyer": _party(self.buyer), "iban": self.iban,
            "rows": rows, "pages": pages if "carried" in self.look.ways else [rows],
            "freight": self.said(self.freight) if self.freight else "",
            "goods": self.said(sum((row.amount for row in self.rows), _NOTHING)),
            "taxes": [(rate.replace(".", MARKS[self.look.language][1]), self.said(base),
                       self.said(tax), self.said(base + tax)) for rate, base, tax in self.taxes],
            "net": self.said(self.net), "tax": self.said(self.tax), "gross": self.said(gross),
            "before": self.said(gross * 2), "currency": self.look.currency,
        }  # fmt: skip

    def _printed(self, place: int, row: Row) -> dict[str, str]:
        saved = row.before - row.amount
        return {
            "place": str(place), "code": row.code, "gtin": row.gtin if row.code else "",
            "text": row.article.text, "quantity": self.counted(row.quantity),
            "unit": row.article.unit, "price": self.said(row.price), "per": str(row.per),
            "discount": f"{row.discount}" if row.discount else "", "rate": row.rate,
            "amount": self.said(row.amount), "before": self.said(row.before),
            "saved": self.said(saved) if saved else "",
            "ordered": self.counted(row.quantity + (4 if place % 3 == 0 else 0)),
            "open": "4" if place % 3 == 0 else "0",
            "day": self.dated(self.issued - timedelta(days=len(self.rows) - place)),
            "letter": "AB"[self.look.rates.index(row.rate)], "note": f"Charge {place}04-{place}7",
            "pence": f"{self.said(row.price, 3)}p",
        }  # fmt: skip

    def label(self) -> dict[str, object]:
        """What must be read."""
        fields: dict[str, object] = {
            "invoice_number": self.number, "issue_date": self.issued.isoformat(),
            "currency": self.look.currency, "net_total": str(self.net),
            "tax_total": str(self.tax), "gross_total": str(self.net + self.tax),
            "seller_name": self.seller.whole,
            "buyer_name": self.buyer.name.split("|")[0],  # behind it a department
            "lines": [self._line(row) for row in self.rows],
        }  # fmt: skip
        if self.look.name not in {"folio", "utility", "chorus", "facturador", "viewer", "cuadro"}:
            fields["purchase_order"] = self.order
        if self.look.name not in {"folio"}:
            fields["due_date"] = self.due.isoformat()
        if self.iban:
            fields["iban"] = self.iban.replace(" ", "")
        if self.look.language not in {"es", "us"}:
            fields["seller_vat_id"] = "".join(filter(str.isalnum, self.seller.vat_id))
        absent = ["currency"] if self.look.name == "courtesy" else []  # nothing there names it
        for name in absent:
            del fields[name]
        return {"document_type": "invoice", "fields": fields, "absent": absent}

    def _line(self, row: Row) -> dict[str, str]:
        said = {"description": row.article.text}
        if "inclusive" in self.look.ways:
            return said | {"quantity": str(row.quantity)}
        said["net"] = str(row.amount)
        if "bare" in self.look.ways:
            return said
        said["quantity"] = str(row.quantity)
        return said if "meter" in self.look.ways else said | {"unit_price": str(row.price)}


def metered(maker: Maker) -> Maker:
    """The three or four charges of a bill for energy or water, priced in pence."""
    chance = maker.chance
    kinds = (("Unit charge - day", "kWh", 2461), ("Unit charge - night", "kWh", 1738),
             ("Standing charge", "days", 5214), ("Climate change levy", "kWh", 77))  # fmt: skip
    rows = []
    for text, unit, price in kinds:
        quantity = Decimal(
            chance.randrange(28, 92) if unit == "days" else chance.randrange(120, 6400)
        )
        rows.append(Row(Article(text, unit, 0), quantity, Decimal(price) / 100, "20", per=100))
    maker.rows = rows
    maker.taxes = maker._taxes()
    return maker


def made_by(look: Look, seed: int) -> Maker:
    """One document of a look."""
    maker = Maker(look, seed)
    return metered(maker) if "meter" in look.ways else maker


def _party(company: Company) -> dict[str, object]:
    return {"lines": company.name.split("|"), "street": company.street.split("|"),
            "town": company.town, "site": company.site, "vat": company.vat_id}  # fmt: skip
