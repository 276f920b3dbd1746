"""One invoice whose table is set in one of many ways: what it prints and what must be read."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from benchmarks import table_words
from benchmarks.page_making import cent, in_figures, with_check_digit
from benchmarks.table_words import IDENTITIES, PARTIES, spellings

# A form: its columns, and what else it does.
FORMS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "A": {
        "wrapped": ("position description quantity unit price amount", "wide codes"),
        "upwards": ("code description quantity price amount", "wide bottom"),
        "groups": ("description quantity price amount", "groups"),
        "netprice": ("code description quantity list discount net_price amount", "discount"),
        "unitcell": ("description quantity price rate amount", "unitcell rates"),
        "inclusive": ("quantity description price amount", "inclusive"),
        "bare": ("description quantity price amount", "bare"),
        "freight": ("position description quantity price amount", "freight"),
        "hundred": ("code description quantity price per amount", "hundred"),
        "stacked": ("position code description quantity unit price amount", "stacked"),
    },
    "B": {
        "noprice": ("position description quantity amount", ""),
        "returns": ("code description quantity price amount", "returns"),
        "lots": ("description quantity unit price amount", "lots"),
        "discamount": ("description quantity price discount amount", "discount freight"),
        "services": ("description amount", "bare"),
        "article": ("description quantity price amount", "codes middle"),
        "pages": ("position code description quantity price amount", "long"),
        "times": ("description times amount", "times"),
        "delivered": ("code description quantity unit price rate amount", "groups rates nosum"),
        "both": ("description quantity price amount rate tax gross", "rates wide"),
    },
    "C": {
        "coded": ("quantity unit description price amount", "coded"),
        "offset": ("position description quantity price amount", "offset codes"),
        "reduced": ("position code description quantity price amount", "reduced"),
        "signed": ("description quantity price amount", "signed freightrow"),
        "letters": ("code ean description quantity price amount letter", "long"),
        "unnamed": ("description quantity price strange", ""),
        "dated": ("date description quantity price amount", "dated"),
        "before": ("quantity unit code description rate price discount amount", "discount"),
        "fine": ("code description quantity price4 amount", "wide"),
        "twice": ("description ordered quantity price amount", "twice"),
    },
}
_NUMERIC: Final = frozenset(
    {"quantity", "price", "price4", "strange", "ordered", "list", "net_price", "per", "discount",
     "rate", "tax", "amount", "gross", "times"}
)  # fmt: skip
_MARKS: Final = {"en": ",.", "de": ".,", "fr": "\u202f,", "es": ".,", "it": ".,", "nl": ".,"}
_RATES: Final = {"en": (20, 5), "de": (19, 7), "fr": (20, 10), "es": (21, 10), "it": (22, 10),
                 "nl": (21, 9)}  # fmt: skip
_NOTHING: Final = Decimal(0)


def _ean(code: str) -> str:
    """A made-up number of thirteen digits with its check digit."""
    body = f"20{''.join(filter(str.isdigit, code)):0>10}"[:12]
    return with_check_digit(body)


@dataclass(frozen=True, slots=True)
class Row:
    """One line as it is sold."""

    code: str
    description: str
    quantity: Decimal
    unit: str
    price: Decimal
    discount: int
    rate: int
    per: int = 1
    is_by_total: bool = False  # the discount is taken off the amount and not off the price
    is_freight: bool = False

    @property
    def net_price(self) -> Decimal:
        """The price after the discount."""
        return cent(self.price * (100 - self.discount) / 100)

    @property
    def total(self) -> Decimal:
        """What it would cost without the discount."""
        return cent(self.quantity * self.price / self.per)

    @property
    def amount(self) -> Decimal:
        """What the line costs."""
        if self.is_by_total:
            return cent(self.total * (100 - self.discount) / 100)
        return cent(self.quantity * self.net_price / self.per)


class Maker:
    """One invoice of a form in a language."""

    def __init__(self, form: str, columns: str, ways: str, language: str, seed: int) -> None:
        self.form, self.columns, self.ways = form, columns.split(), frozenset(ways.split())
        self.language = language
        self.chance = random.Random(f"{form} {language} {seed}")  # noqa: S311
        self.rates = _RATES[language][: 2 if "rates" in self.ways else 1]
        self.rows = [self._row(place) for place in range(self._count())]
        if "freightrow" in self.ways:
            cost = Decimal(self.chance.randrange(400, 4000)) / 100
            self.rows.append(Row("", self._any("freight"), Decimal(1), "", cost, 0, self.rates[0],
                                 is_freight=True))  # fmt: skip
        self.spelling = {name: self.chance.randrange(9) for name in (*self.columns, "lot", "group",
                         "subtotal", "carried", "brought", "article", "note")}  # fmt: skip

    def _count(self) -> int:
        if "long" in self.ways:
            return self.chance.randrange(30, 50)
        return self.chance.randrange(1 if "bare" not in self.ways else 2, 9)

    def word(self, name: str, filling: str = "") -> str:
        """A label in the spelling of this document."""
        every = spellings(name, self.language)
        return every[self.spelling.get(name, 0) % len(every)].format(filling).strip()

    def _any(self, name: str, filling: str = "") -> str:
        return self.chance.choice(spellings(name, self.language)).format(filling).strip()

    def _row(self, place: int) -> Row:
        """One line as this form sells it."""
        chance = self.chance
        description = chance.choice(table_words.goods(self.language))
        if "wide" in self.ways and chance.random() < 0.6:
            more = chance.sample(table_words.goods(self.language), 2)
            description = f"{description}, {more[0]} + {more[1]}"
        quantity = Decimal(chance.choice((1, 2, 3, 4, 6, 10, 12, 25, 40, 144)))
        if "returns" in self.ways and place % 3 == 1:
            quantity, description = -quantity, self._any("return", description)
        price = Decimal(chance.randrange(80, 24_000)) / 100
        if "returns" in self.ways and place % 4 == 2:
            price, description = _NOTHING, self._any("free", description)
        per = 100 if "hundred" in self.ways and place % 2 == 0 else 1
        if per > 1:
            quantity *= 50
        code = f"{chance.choice(('', 'G-', 'T', '40'))}{chance.randrange(1000, 999_999)}"
        has_discount = bool(self.ways & {"discount", "reduced"})
        discount = chance.choice((0, 5, 10, 25)) if has_discount else 0
        unit = self._any("units")
        if unit == "kg":
            quantity = quantity * Decimal("1.5")
        rate = chance.choice(self.rates)
        return Row(code, description, quantity, unit, price, discount, rate, per,
                   is_by_total="reduced" in self.ways)  # fmt: skip

    def money(self, value: Decimal) -> str:
        """An amount as this document writes it."""
        return in_figures(value, _MARKS[self.language])

    def _signed(self, text: str) -> str:
        return f"£{text}".replace("£-", "-£") if self.language == "en" else f"{text} €"

    def _number(self, value: Decimal) -> str:
        text = f"{value.normalize():f}"
        return text.replace(".", _MARKS[self.language][1])

    def _cells(self, number: int, row: Row) -> dict[str, str]:
        tax = cent(row.amount * row.rate / 100)
        quantity = self._number(row.quantity)
        off = f"{row.discount} %" if row.discount else ""
        if self.form == "discamount" and row.discount:
            off = self.money(cent(row.quantity * row.price) - row.amount)
        if row.is_freight:
            return dict.fromkeys(self.columns, "") | {
                "description": row.description, "amount": self._signed(self.money(row.amount)),
            }  # fmt: skip
        price4 = self._number(row.price) if row.price % 1 == 0 else self.money(row.price) + "00"
        more = {
            "ean": _ean(row.code), "letter": "A", "strange": self.money(row.amount),
            "date": "04.03.2026", "price4": price4, "ordered": self._number(row.quantity + 2),
        }  # fmt: skip
        said = more | {
            "position": str(number), "code": row.code, "unit": row.unit,
            "description": self._description(row),
            "quantity": f"{quantity} {row.unit}" if "unitcell" in self.ways else quantity,
            "price": self.money(row.price), "list": self.money(row.price),
            "net_price": self.money(row.net_price), "per": str(row.per), "discount": off,
            "rate": f"{row.rate} %", "tax": self.money(tax), "amount": self.money(row.amount),
            "gross": self.money(row.amount + tax),
            "times": f"{quantity} x {self.money(row.price)}",
        }  # fmt: skip
        return self._set(said, row)

    def _set(self, said: dict[str, str], row: Row) -> dict[str, str]:
        """The cells as this form sets them apart from others."""
        if "coded" in self.ways:
            said["description"] = f"{row.code}\n{row.description}"
        if "offset" in self.ways:
            said["amount"] = f"\n{said['amount']}"
        if "reduced" in self.ways:
            said["amount"] = self.money(row.total)
        if "signed" in self.ways:
            said |= {name: self._signed(said[name]) for name in ("price", "amount")}
        return said

    def _description(self, row: Row) -> str:
        more = []
        if "codes" in self.ways:
            more.append(self.word("article", row.code))
        if "lots" in self.ways:
            more.append(self.word("lot", str(self.chance.randrange(10_000, 99_999))))
            if self.chance.random() < 0.5:
                more.append(self.word("note"))
        return "\n".join([row.description, *more])

    def _body(self) -> Iterator[dict[str, object]]:
        total = part = _NOTHING
        for number, row in enumerate(self.rows, 1):
            if "groups" in self.ways and number % 3 == 1:
                if number > 1 and "nosum" not in self.ways:
                    yield {"kind": "sum", "cells": [self.word("subtotal"), self.money(part)]}
                name = self.word("group", str(self.chance.randrange(10, 9000)))
                yield {"kind": "group", "cells": [name]}
                part = _NOTHING
            said = self._cells(number, row)
            yield {"kind": "row", "cells": [said[name] for name in self.columns]}
            if row.is_by_total and row.discount:
                name = self._any("rebate", f"{row.discount} %")
                cut = {"description": name, "amount": self.money(row.amount - row.total)}
                yield {"kind": "row", "cells": [cut.get(each, "") for each in self.columns]}
            total += row.amount
            part += row.amount
            if "long" in self.ways and number % 24 == 0 and number < len(self.rows):
                yield {"kind": "sum", "cells": [self.word("carried"), self.money(total)]}
                yield {"kind": "sum", "cells": [self.word("brought"), self.money(total)]}

    def _sums(self) -> list[tuple[str, str]]:
        goods = sum((row.amount for row in self.rows), _NOTHING)
        made: list[tuple[str, Decimal]] = []
        if "inclusive" in self.ways:
            rate = self.rates[0]
            tax = cent(goods * rate / (100 + rate))
            made = [(self._any("total"), goods), (self._any("of_which", f"{rate} %"), tax)]
            return [(name, self.money(value)) for name, value in made]
        net = goods
        if "freight" in self.ways:
            off = cent(goods * 2 / 100)
            freight = Decimal(self.chance.randrange(400, 4000)) / 100
            made = [(self._any("goods"), goods), (self._any("rebate", "2 %"), -off),
                    (self._any("freight"), freight)]  # fmt: skip
            net = goods - off + freight
        made.append((self._any("net"), net))
        bases = dict.fromkeys(self.rates, _NOTHING)
        for row in self.rows:
            bases[row.rate] += row.amount
        if "freight" in self.ways:
            bases = {self.rates[0]: net}
        taxes = [(rate, cent(base * rate / 100)) for rate, base in bases.items() if base]
        made += [(self._any("tax_sum", f"{rate} %"), tax) for rate, tax in taxes]
        made.append((self._any("total"), net + sum((tax for _, tax in taxes), _NOTHING)))
        return [(name, self.money(value)) for name, value in made]

    def _heads(self) -> list[str]:
        if "bare" in self.ways:
            return []
        made = []
        for name in self.columns:
            if name == "times":
                text = f"{self._any('quantity')} x {self._any('price').replace('>', ' ')}"
            elif name == "description" and "coded" in self.ways:
                text = f"{self.word('code')}\n{self.word(name)}"
            else:
                text = self.word(name)
            is_broken = "stacked" in self.ways or self.chance.random() < 0.5
            made.append(text.replace(">", "\n" if is_broken else " "))
        return made

    def document(self) -> dict[str, object]:
        """What the template prints."""
        chance = self.chance
        seller, buyer = PARTIES[self.language]
        vat_id, iban = IDENTITIES[self.language]
        number = f"{chance.choice(('', 'RE', 'F'))}{chance.randrange(2000, 99999)}"
        return {
            "size": chance.choice((8.5, 9, 10)), "seller": [*seller, vat_id], "buyer": buyer,
            "title": self._any("title"), "bill_to": self._any("bill_to"),
            "facts": [(self._any("number"), number), (self._any("issued"), "17.03.2026")],
            "columns": ["f" if name == "description" else "a" for name in self.columns],
            "aligns": ["r" if name in _NUMERIC else "l" for name in self.columns],
            "heads": self._heads(), "head_align": chance.choice("dc"),
            "rows": list(self._body()), "stroke": chance.choice(("none", "rows", "grid", "head")),
            "valign": ("bottom" if "bottom" in self.ways else
                       "middle" if "middle" in self.ways else "top"),
            "repeat": chance.random() < 0.5, "bold": chance.random() < 0.5,
            "gutter": chance.choice((0, 4, 10)), "inset": chance.choice((3.5, 4.5, 6)),
            "sums": [(name, self._signed(text)) for name, text in self._sums()],
            "terms": f"IBAN {iban}",
        }  # fmt: skip

    def label(self) -> list[dict[str, str | None]]:
        """What must be read of the lines."""
        return [self._line(row) for row in self.rows]

    def _line(self, row: Row) -> dict[str, str | None]:
        if row.is_freight:
            return {"description": row.description, "quantity": None, "unit_price": None,
                    "net": str(row.amount)}  # fmt: skip
        shown = {*self.columns} | ({"quantity", "price"} if "times" in self.ways else set())
        is_net = "inclusive" not in self.ways
        price = row.net_price if "net_price" in shown else row.price
        has_price = shown & {"price", "net_price", "price4"} and is_net
        return {
            "description": row.description,
            "quantity": str(row.quantity) if "quantity" in shown else None,
            "unit_price": str(price) if has_price else None,
            "net": str(row.amount) if is_net else None,
            "tax_rate": str(row.rate) if "rate" in shown else None,
            **({"gtin": _ean(row.code)} if "ean" in shown else {}),
            "price_base_quantity": str(row.per) if row.per > 1 else "1 or null",
        }
