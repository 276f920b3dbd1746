"""One invoice of a design in a language: what is printed, and what must be read."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from benchmarks import layout_companies, layout_words
from benchmarks.layout_companies import Company
from benchmarks.layout_designs import (
    DAYS,
    LATER_DAYS,
    MARKS,
    MONTHS,
    RATES,
    SHAPES,
    SIGNS,
    SWISS,
    UNITS,
    Design,
)
from benchmarks.page_making import in_figures

_NUMERIC: Final = frozenset({"quantity", "price", "rate", "discount", "amount"})
_SYMBOLS: Final = {"GBP": "£", "EUR": "€", "CHF": "CHF"}
_CENT: Final = Decimal("0.01")
_SPELLINGS: Final = {"C": (0, 1, 2), "D": (0, 1, 3)}


@dataclass(frozen=True, slots=True)
class Row:
    """One line as it is sold; amounts with tax where the design prints them so."""

    code: str
    description: str
    more: str  # a second line of the description
    quantity: Decimal
    unit: str
    price: Decimal
    discount: int
    rate: str
    amount: Decimal


class Maker:
    """One invoice of a design in a language."""

    def __init__(self, group: str, design: Design, language: str, seed: int) -> None:
        self.group, self.design, self.language = group, design, language
        self.form = design.name
        self.chance = random.Random(f"{self.form} {language} {seed}")  # noqa: S311
        self.is_later = group in _SPELLINGS
        spellings = _SPELLINGS.get(group, (0, 1))
        self.spelling = spellings[self.chance.randrange(len(spellings))]
        number = self.chance.randrange(9)
        is_swiss = self.is_later and language in SWISS and self.chance.random() < 0.25
        self.country = "ch" if is_swiss else language
        self.seller = layout_companies.seller(group, self.country, number)
        if self.form == "shop":  # this one prints the first line of a name alone
            self.seller = replace(self.seller, name=self.seller.name.split("|")[0])
        self.buyer = layout_companies.buyer(group, language, number // 3)
        self.currency = {"en": "GBP", "ch": "CHF"}.get(self.country, "EUR")
        self.is_credit = design.credits > 0 and self.chance.random() < design.credits
        has_discounts = design.discounts > 0 and self.chance.random() < design.discounts
        self.columns = design.columns.split()
        if has_discounts:
            self.columns.insert(-1, "discount")
        self.rates = RATES[self.country][: design.rates]
        self.rows = [self._row() for _ in range(self.chance.choice(design.rows))]
        self.issued = date(2026, 1, 1) + timedelta(days=self.chance.randrange(330))
        days = LATER_DAYS if self.is_later else DAYS
        self.day = days[language][self.spelling % len(days[language])]
        self.sign = self.chance.choice(SIGNS[self.country]) if self.is_later else ""
        shape = self.chance.choice(SHAPES)
        self.number = shape.format(y=2026, n=self.chance.randrange(120, 98_000))
        self.order = (
            f"{self.chance.choice(('PO-', '45', 'B', ''))}{self.chance.randrange(10**5, 10**6)}"
        )
        self.other = "en" if language != "en" else "fr"
        self.sums: list[tuple[str, Decimal]] = []
        self.taxes: list[tuple[str, Decimal, Decimal]] = []
        self.fields: dict[str, object] = {}
        self._add_up()

    def _row(self) -> Row:
        chance = self.chance
        goods = layout_words.goods(self.language)
        description = chance.choice(goods)
        more = chance.choice(goods) if self.form == "long" and chance.random() < 0.4 else ""
        quantity = Decimal(chance.choice((1, 2, 3, 5, 6, 10, 12, 24, 48, 120)))
        price = Decimal(chance.randrange(95, 18_000)) / 100
        discount = chance.choice((0, 0, 5, 10, 15)) if "discount" in self.columns else 0
        amount = (quantity * price * (100 - discount) / 100).quantize(_CENT)
        code = f"{chance.choice('ABKT')}{chance.randrange(1000, 99999)}"
        unit = chance.choice(UNITS[self.language])
        return Row(code, description, more, quantity, unit, price, discount,
                   chance.choice(self.rates), amount)  # fmt: skip

    def word(self, name: str, filling: str = "") -> str:
        """A label in the spelling of this document, in two languages where the design has them."""
        own = layout_words.label(name, self.language, self.spelling).format(filling, filling)
        if not self.design.is_bilingual or name in {"page", "terms", "thanks", "tel"}:
            return own
        second = layout_words.label(name, self.other, 0).format(filling, filling)
        return own if own == second else f"{own} / {second}"

    def _add_up(self) -> None:
        goods = sum((row.amount for row in self.rows), Decimal(0))
        if self.design.is_inclusive:
            self._inclusive(goods)
            return
        net = goods
        if self.form == "rebate":
            rebate = (goods * 3 / 100).quantize(_CENT)
            freight = Decimal(self.chance.randrange(400, 3000)) / 100
            net = goods - rebate + freight
            self.sums += [(self.word("goods"), goods), (self.word("rebate"), -rebate),
                          (self.word("freight"), freight)]  # fmt: skip
        bases = {rate: sum((row.amount for row in self.rows if row.rate == rate), Decimal(0))
                 for rate in self.rates}  # fmt: skip
        if self.form == "rebate":
            bases = {self.rates[0]: net}
        self.taxes = [(rate, base, (base * Decimal(rate) / 100).quantize(_CENT))
                      for rate, base in bases.items() if base]  # fmt: skip
        tax = sum((each for _, _, each in self.taxes), Decimal(0))
        self.sums.append((self.word("net"), net))
        self.sums += [(self.word("tax", f"{rate} %"), each) for rate, _, each in self.taxes]
        self.sums.append((self.word("gross"), net + tax))
        self.fields |= {"net_total": net, "tax_total": tax, "gross_total": net + tax}
        if self.design.is_prepaid:
            paid = ((net + tax) / 5).quantize(_CENT)
            self.sums += [(self.word("paid"), -paid), (self.word("to_pay"), net + tax - paid)]
            self.fields |= {"prepaid": paid, "amount_due": net + tax - paid}

    def _inclusive(self, gross: Decimal) -> None:
        rate = Decimal(self.rates[0])
        tax = (gross * rate / (100 + rate)).quantize(_CENT)
        self.sums = [(self.word("gross"), gross), (self.word("tax_of", f"{rate} %"), tax)]
        self.fields |= {"tax_total": tax, "gross_total": gross}

    def printed(self, value: Decimal, *, is_signed: bool = False) -> str:
        """An amount as this document writes it."""
        text = in_figures(value, MARKS[self.country])
        if not is_signed:
            return text
        if self.is_later:
            symbol = _SYMBOLS[self.currency]
            return self.sign.replace("S", symbol).replace("C", self.currency).format(text)
        return f"£{text}".replace("£-", "-£") if self.currency == "GBP" else f"{text} €"

    def dated(self, day: date) -> str:
        """A day as this document writes it."""
        if "%B" in self.day and self.language in MONTHS:
            month = MONTHS[self.language][day.month - 1]
            return day.strftime(self.day.replace("%B", month))
        return day.strftime(self.day)

    def document(self) -> dict[str, object]:
        """What the template prints."""
        due = self.issued + timedelta(days=30)
        self.fields |= {
            "invoice_number": self.number, "issue_date": self.issued.isoformat(),
            "due_date": due.isoformat(), "currency": self.currency, "purchase_order": self.order,
            "seller_name": self.seller.whole, "buyer_name": self.buyer.whole,
            "iban": _plain(self.seller.iban), "seller_vat_id": _plain(self.seller.vat_id),
        }  # fmt: skip
        facts = [(self.word("number"), self.number), (self.word("issued"), self.dated(self.issued)),
                 (self.word("customer"), str(self.chance.randrange(10_000, 99_999))),
                 (self.word("order"), self.order), (self.word("due"), self.dated(due))]  # fmt: skip
        if self.design.has_delivery:
            delivered = self.issued - timedelta(days=self.chance.randrange(1, 9))
            facts.append((self.word("delivered"), self.dated(delivered)))
        size = self.chance.choice((8.5, 9.5, 10))
        return self._table() | {
            "form": self.form, "size": size,
            "words": {name: self.word(name, "{}") for name in layout_words.names()},
            "title": self.word("credit" if self.is_credit else "title"), "number": self.number,
            "seller": _party(self.seller), "buyer": _party(self.buyer), "facts": facts,
            "shop": self.buyer.name.split()[0] + " 014", "shop_street": "Ring 8",
            "shop_town": self.buyer.town, "mirrored": self.chance.random() < 0.3,
            "holder": layout_words.holder(self.language),
            "note": self._note(), "brand": self.seller.name.split("|")[0].split()[0].upper(),
            "sums": [(name, self.printed(value, is_signed=True)) for name, value in self.sums],
            "taxes": [(f"{rate} %", self.printed(base), self.printed(tax))
                      for rate, base, tax in self.taxes],
            "terms": self.word("terms"), "thanks": self.word("thanks"),
        }  # fmt: skip

    def _note(self) -> str:
        """The currency in words where no amount has its sign."""
        is_bare = self.is_later and self.sign == "{}"
        return layout_words.note_of(self.language, self.currency) if is_bare else ""

    def _table(self) -> dict[str, object]:
        heads = ["#" if name == "position" else self.word(name, "{}") for name in self.columns]
        if self.is_later and self.design.is_inclusive:
            heads = [head.replace(" HT", " TTC") for head in heads]
        is_named = not self.is_later and not self.spelling
        heads[-1] += f" ({self.currency})" if is_named else ""
        return {
            "columns": heads,
            "aligns": ["r" if name in _NUMERIC else "l" for name in self.columns],
            "widths": ["f" if name == "description" else "a" for name in self.columns],
            "rows": list(self._cells()),
        }

    def _cells(self) -> Iterator[list[str]]:
        total = Decimal(0)
        for number, row in enumerate(self.rows, 1):
            if self.form == "groups" and number % 3 == 1:
                if number > 1:
                    yield [self.word("goods"), self.printed(total)]
                total = Decimal(0)
                yield [f"{self.chance.choice(('Regio', 'Nova', 'Basis'))} {number // 3 + 1}"]
            total += row.amount
            said = {
                "position": str(number), "code": row.code, "unit": row.unit,
                "description": f"{row.description}\n{row.more}".strip(),
                "quantity": str(row.quantity), "price": self.printed(row.price),
                "rate": f"{row.rate} %", "discount": f"{row.discount} %" if row.discount else "",
                "amount": self.printed(row.amount),
            }  # fmt: skip
            yield [said[name] for name in self.columns]
            if self.form == "long" and number % 22 == 0:
                yield [self.word("carried"), self.printed(total)]

    def label(self) -> dict[str, object]:
        """What must be read, and which fields the page does not have."""
        lines = [self._line(row) for row in self.rows]
        fields = {name: str(value) for name, value in self.fields.items()}
        kind = "credit_note" if self.is_credit else "invoice"
        absent = ["net_total"] if self.design.is_inclusive else []
        return {"document_type": kind, "fields": fields | {"lines": lines}, "absent": absent}

    def _line(self, row: Row) -> dict[str, str]:
        said = {"description": f"{row.description} {row.more}".strip(),
                "quantity": str(row.quantity)}  # fmt: skip
        if not self.design.is_inclusive:
            said |= {"unit_price": str(row.price), "net": str(row.amount)}
        return said


def _plain(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())


def _party(company: Company) -> dict[str, object]:
    return {
        "lines": company.name.split("|"), "street": company.street, "town": company.town,
        "site": company.site, "vat_id": company.vat_id, "iban": company.iban, "bank": "Bank",
    }  # fmt: skip
