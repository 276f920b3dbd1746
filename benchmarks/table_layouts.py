"""Line tables in twenty ways of setting them, in six languages, read back and compared.

Run: python -m benchmarks.table_layouts [--forms A|B] [--seed N] [--quiet] [--write FOLDER]
Half of the forms (A) may be looked at while developing, the other half (B) is there to be scored
and nothing else. Every figure is known because it was made here; a field that a form does not
print is labelled `null`, and a value read for it counts as wrong.
"""

import argparse
import json
import os
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Final

import typst

from benchmarks import table_words
from benchmarks.page_fields import say
from benchmarks.table_words import IDENTITIES, LANGUAGES, PARTIES, spellings
from evaluation.rules.intervals import Share
from intake.formats import pdf_page
from intake.formats.page_document import PageDocument, read_pages
from intake.rules.reading import InvoiceLine

TEMPLATE: Final = Path(__file__).with_name("table_layouts.typ")
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
}
_NUMERIC: Final = frozenset(
    "quantity price list net_price per discount rate tax amount gross times".split()  # noqa: SIM905
)
_MARKS: Final = {"en": ",.", "de": ".,", "fr": "\u202f,", "es": ".,", "it": ".,", "nl": ".,"}
_RATES: Final = {"en": (20, 5), "de": (19, 7), "fr": (20, 10), "es": (21, 10), "it": (22, 10),
                 "nl": (21, 9)}  # fmt: skip
_CENT: Final = Decimal("0.01")
_NOTHING: Final = Decimal(0)


def _cent(value: Decimal) -> Decimal:
    return value.quantize(_CENT, ROUND_HALF_UP)


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

    @property
    def net_price(self) -> Decimal:
        """The price after the discount."""
        return _cent(self.price * (100 - self.discount) / 100)

    @property
    def amount(self) -> Decimal:
        """What the line costs."""
        return _cent(self.quantity * self.net_price / self.per)


@dataclass(frozen=True, slots=True)
class Made:
    """One document: its name, its PDF, the lines it prints, and how strictly they are judged."""

    name: str
    pdf: bytes
    lines: list[dict[str, str | None]]
    has_extras: bool  # words below a description that may or may not be counted to it


class _Maker:
    """One invoice of a form in a language."""

    def __init__(self, form: str, columns: str, ways: str, language: str, seed: int) -> None:
        self.form, self.columns, self.ways = form, columns.split(), frozenset(ways.split())
        self.language = language
        self.chance = random.Random(f"{form} {language} {seed}")  # noqa: S311
        self.rates = _RATES[language][: 2 if "rates" in self.ways else 1]
        self.rows = [self._row(place) for place in range(self._count())]
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
        discount = chance.choice((0, 5, 10, 25)) if "discount" in self.ways else 0
        unit = self._any("units")
        if unit == "kg":
            quantity = quantity * Decimal("1.5")
        return Row(code, description, quantity, unit, price, discount,
                   chance.choice(self.rates), per)  # fmt: skip

    def money(self, value: Decimal) -> str:
        """An amount as this document writes it."""
        thousands, mark = (*_MARKS[self.language],)
        text = f"{value:,.2f}"
        return text.replace(",", "\0").replace(".", mark).replace("\0", thousands)

    def _signed(self, text: str) -> str:
        return f"£{text}".replace("£-", "-£") if self.language == "en" else f"{text} €"

    def _number(self, value: Decimal) -> str:
        text = f"{value.normalize():f}"
        return text.replace(".", _MARKS[self.language][1])

    def _cells(self, number: int, row: Row) -> dict[str, str]:
        tax = _cent(row.amount * row.rate / 100)
        quantity = self._number(row.quantity)
        off = f"{row.discount} %" if row.discount else ""
        if self.form == "discamount" and row.discount:
            off = self.money(_cent(row.quantity * row.price) - row.amount)
        return {
            "position": str(number), "code": row.code, "unit": row.unit,
            "description": self._description(row),
            "quantity": f"{quantity} {row.unit}" if "unitcell" in self.ways else quantity,
            "price": self.money(row.price), "list": self.money(row.price),
            "net_price": self.money(row.net_price), "per": str(row.per), "discount": off,
            "rate": f"{row.rate} %", "tax": self.money(tax), "amount": self.money(row.amount),
            "gross": self.money(row.amount + tax),
            "times": f"{quantity} x {self.money(row.price)}",
        }  # fmt: skip

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
            tax = _cent(goods * rate / (100 + rate))
            made = [(self._any("total"), goods), (self._any("of_which", f"{rate} %"), tax)]
            return [(name, self.money(value)) for name, value in made]
        net = goods
        if "freight" in self.ways:
            off = _cent(goods * 2 / 100)
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
        taxes = [(rate, _cent(base * rate / 100)) for rate, base in bases.items() if base]
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
        shown = {*self.columns} | ({"quantity", "price"} if "times" in self.ways else set())
        is_net = "inclusive" not in self.ways
        price = row.net_price if "net_price" in shown else row.price
        has_price = shown & {"price", "net_price"} and is_net
        return {
            "description": row.description,
            "quantity": str(row.quantity) if "quantity" in shown else None,
            "unit_price": str(price) if has_price else None,
            "net": str(row.amount) if is_net else None,
            "tax_rate": str(row.rate) if "rate" in shown else None,
            "price_base_quantity": str(row.per) if row.per > 1 else "1 or null",
        }


def documents(half: str, seed: int, only: str = "") -> Iterator[Made]:
    """Every form of one half in every language."""
    for form, (columns, ways) in FORMS[half].items():
        for language in LANGUAGES:
            name = f"{form}-{language}"
            if only and only not in name:
                continue
            maker = _Maker(form, columns, ways, language, seed)
            said = json.dumps(maker.document())
            pdf = typst.compile(
                str(TEMPLATE), format="pdf", sys_inputs={"document": said}, ignore_system_fonts=True
            )
            if not isinstance(pdf, bytes):
                raise TypeError("the page was not set as one PDF")
            yield Made(name, pdf, maker.label(), bool(maker.ways & {"lots", "codes"}))


def judged(made: Made, found: PageDocument) -> tuple[str, str]:
    """Whether the lines were read, and what differs first: figures, then descriptions."""
    lines = found.reading.lines if found.reading else ()
    if not lines:
        return "nothing", ""
    if len(lines) != len(made.lines):
        return "figures wrong", f"{len(made.lines)} lines printed, {len(lines)} read"
    pairs = list(zip(lines, made.lines, strict=True))
    for line, label in pairs:
        for name, value in label.items():
            if name != "description" and not _is_right(getattr(line, name), value):
                return "figures wrong", f"{name} printed {value}, read {getattr(line, name)}"
    for line, label in pairs:
        if not _is_said(line, str(label["description"]), has_extras=made.has_extras):
            return "words wrong", f"printed {label['description']!r}, read {line.description!r}"
    return "right", ""


def _is_right(read: Decimal | None, value: str | None) -> bool:
    if value == "1 or null":
        return read in {None, Decimal(1)}
    return read is None if value is None else read == Decimal(value)


def _is_said(line: InvoiceLine, printed: str, *, has_extras: bool) -> bool:
    """Whether the description is the printed one, or goes on with what stands below it."""
    read = "".join((line.description or "").split())
    plain = "".join(printed.split())
    return read.startswith(plain) if has_extras else read == plain


def score(half: str, seed: int, only: str, *, quiet: bool, folder: Path | None) -> None:
    """Make, read and judge; print what differs and the shares."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    passed: Counter[str] = Counter()
    pages_read, seconds = 0, 0.0
    for made in documents(half, seed, only):
        if folder:
            (folder / f"{made.name}.pdf").write_bytes(made.pdf)
        pages = pdf_page.placed_words(made.pdf)
        begun = time.process_time()
        found = read_pages(pages, is_every_kind=True)
        seconds += time.process_time() - begun
        pages_read += len(pages)
        verdict, why = judged(made, found)
        counts[made.name.split("-")[0]][verdict] += 1
        counts["all"][verdict] += 1
        if found.passes:
            passed[verdict] += 1
        if verdict != "right" and not quiet:
            say(f"{made.name}: {verdict}: {why}{' PASSES' if found.passes else ''}")
    say(f"\nforms {half}, seed {seed}, load {os.getloadavg()[0]:.1f}")
    for name, verdicts in counts.items():
        right, n = verdicts["right"], verdicts.total()
        figures = Share(right + verdicts["words wrong"], n)
        whole = Share(right, n)
        low, high = whole.interval
        say(f"{name:11} right {right}/{n} [{100 * low:.0f}, {100 * high:.0f}],"
            f" figures {figures.right}/{n}, nothing {verdicts['nothing']}")  # fmt: skip
    cost = 1000 * seconds / max(pages_read, 1)
    say(f"would pass: {dict(passed)}; {cost:.1f} ms a page after pdfium")


def main() -> int:
    """Score one half or both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--forms", choices=["A", "B"])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("--quiet", action="store_true")
    parser.add_argument("--write", type=Path)
    chosen = parser.parse_args()
    for half in FORMS:
        if chosen.forms in {None, half}:
            score(half, chosen.seed, chosen.only, quiet=chosen.quiet, folder=chosen.write)
    return 0


if __name__ == "__main__":
    sys.exit(main())
