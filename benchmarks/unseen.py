"""Pages in designs of our own that the reader was not tuned on, in six languages.

Run: python -m benchmarks.unseen [--designs A|B] [--seed N] [--quiet] [--write FOLDER]
Ten designs, each in six languages, with what they say known exactly. Half of the designs (A) may be
looked at while developing; the other half (B) is there to be scored and nothing else.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

import typst

from benchmarks import page_fields, unseen_words
from benchmarks.unseen_words import LANGUAGES, Company
from intake.formats import pdf_page
from intake.formats.page_document import read_pages

TEMPLATE: Final = Path(__file__).with_name("unseen.typ")
DESIGNS: Final = {
    "A": ("letter", "foot", "shop", "strip", "groups"),
    "B": ("ledger", "sides", "rebate", "long", "framed"),
}
_COLUMNS: Final = {
    "letter": "position code description quantity unit price amount",
    "foot": "description quantity price rate amount",
    "shop": "quantity description price amount",
    "strip": "description quantity price amount",
    "groups": "description quantity unit price amount",
    "ledger": "quantity code description price amount",
    "sides": "code description quantity unit price rate amount",
    "rebate": "description quantity price discount amount",
    "long": "position code description quantity price amount",
    "framed": "code description quantity price rate amount",
}
_NUMERIC: Final = frozenset({"quantity", "price", "rate", "discount", "amount"})
_RATES: Final = {"en": (20, 5), "de": (19, 7), "fr": (20, 10), "es": (21, 10), "it": (22, 10),
                 "nl": (21, 9)}  # fmt: skip
_MARKS: Final = {"en": ",.", "de": ".,", "fr": "\u202f,", "es": ".,", "it": ".,", "nl": ".,"}
_DAYS: Final = {"en": ("%d %B %Y", "%d/%m/%Y"), "de": ("%d.%m.%Y", "%d. %B %Y"),
                "fr": ("%d/%m/%Y", "%d %B %Y"), "es": ("%d/%m/%Y", "%d-%m-%Y"),
                "it": ("%d/%m/%Y", "%d.%m.%Y"), "nl": ("%d-%m-%Y", "%d %B %Y")}  # fmt: skip
_MONTHS: Final = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}
_UNITS: Final = {"en": ("pcs", "box"), "de": ("Stk", "Krt"), "fr": ("pce", "ctn"),
                 "es": ("ud", "caja"), "it": ("pz", "conf"), "nl": ("st", "doos")}  # fmt: skip
_SHAPES: Final = ("{y}-{n:05}", "INV{n}", "{n}", "R{y}/{n}", "F-{n:06}", "{n}/{y}", "VF{y}.{n}")
_CENT: Final = Decimal("0.01")


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
    rate: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Made:
    """One document: its name, its PDF, and what it says in the form of a label."""

    name: str
    pdf: bytes
    label: dict[str, object]


class _Maker:
    """One invoice of a design in a language."""

    def __init__(self, form: str, language: str, seed: int) -> None:
        self.form, self.language = form, language
        self.chance = random.Random(f"{form} {language} {seed}")  # noqa: S311
        self.spelling = self.chance.randrange(2)
        self.seller = unseen_words.seller(language, self.chance.randrange(9))
        self.buyer = unseen_words.buyer(language)
        self.currency = "GBP" if language == "en" else "EUR"
        self.is_credit = form in {"letter", "framed"} and self.chance.random() < 0.35
        self.rates = _RATES[language][: 2 if form in {"sides", "framed"} else 1]
        self.rows = [self._row() for _ in range(self._count())]
        self.issued = date(2026, 1, 1) + timedelta(days=self.chance.randrange(330))
        self.day = _DAYS[language][self.spelling]
        shape = self.chance.choice(_SHAPES)
        self.number = shape.format(y=2026, n=self.chance.randrange(120, 98_000))
        self.order = (
            f"{self.chance.choice(('PO-', '45', 'B', ''))}{self.chance.randrange(10**5, 10**6)}"
        )
        self.sums: list[tuple[str, Decimal]] = []
        self.fields: dict[str, object] = {}
        self._add_up()

    def _count(self) -> int:
        return self.chance.randrange(44, 66) if self.form == "long" else self.chance.randrange(2, 9)

    def _row(self) -> Row:
        chance = self.chance
        goods = unseen_words.goods(self.language)
        description = chance.choice(goods)
        more = chance.choice(goods) if self.form == "long" and chance.random() < 0.4 else ""
        quantity = Decimal(chance.choice((1, 2, 3, 5, 6, 10, 12, 24, 48, 120)))
        price = Decimal(chance.randrange(95, 18_000)) / 100
        discount = chance.choice((0, 0, 5, 10, 15)) if self.form == "rebate" else 0
        amount = (quantity * price * (100 - discount) / 100).quantize(_CENT)
        code = f"{chance.choice('ABKT')}{chance.randrange(1000, 99999)}"
        unit = chance.choice(_UNITS[self.language])
        return Row(code, description, more, quantity, unit, price, discount,
                   chance.choice(self.rates), amount)  # fmt: skip

    def word(self, name: str, filling: str = "") -> str:
        """A label in the spelling of this document."""
        return unseen_words.label(name, self.language, self.spelling).format(filling, filling)

    def _add_up(self) -> None:
        goods = sum((row.amount for row in self.rows), Decimal(0))
        if self.form == "shop":
            self._inclusive(goods)
            return
        net = goods
        if self.form == "rebate":
            rebate = (goods * 3 / 100).quantize(_CENT)
            freight = Decimal(self.chance.randrange(400, 3000)) / 100
            net = goods - rebate + freight
            self.sums += [(self.word("goods"), goods), (self.word("rebate"), -rebate),
                          (self.word("freight"), freight)]  # fmt: skip
        self.bases = {rate: sum((row.amount for row in self.rows if row.rate == rate), Decimal(0))
                      for rate in self.rates}  # fmt: skip
        if self.form == "rebate":
            self.bases = {self.rates[0]: net}
        taxes = {
            rate: (base * rate / 100).quantize(_CENT) for rate, base in self.bases.items() if base
        }
        tax = sum(taxes.values(), Decimal(0))
        self.sums.append((self.word("net"), net))
        self.sums += [(self.word("tax", f"{rate} %"), each) for rate, each in taxes.items()]
        self.sums.append((self.word("gross"), net + tax))
        self.taxes = [(rate, self.bases[rate], each) for rate, each in taxes.items()]
        self.fields |= {"net_total": net, "tax_total": tax, "gross_total": net + tax}
        if self.form == "strip":
            paid = ((net + tax) / 5).quantize(_CENT)
            self.sums += [(self.word("paid"), -paid), (self.word("to_pay"), net + tax - paid)]
            self.fields |= {"prepaid": paid, "amount_due": net + tax - paid}

    def _inclusive(self, gross: Decimal) -> None:
        rate = self.rates[0]
        tax = (gross * rate / (100 + rate)).quantize(_CENT)
        self.taxes = []
        self.sums = [(self.word("gross"), gross), (self.word("tax_of", f"{rate} %"), tax)]
        self.fields |= {"tax_total": tax, "gross_total": gross}

    def printed(self, value: Decimal, *, is_signed: bool = False) -> str:
        """An amount as this document writes it."""
        thousands, mark = (*_MARKS[self.language],)
        text = f"{value:,.2f}".replace(",", "\0").replace(".", mark).replace("\0", thousands)
        if not is_signed:
            return text
        return f"£{text}".replace("£-", "-£") if self.currency == "GBP" else f"{text} €"

    def dated(self, day: date) -> str:
        """A day as this document writes it."""
        if "%B" in self.day and self.language in _MONTHS:
            month = _MONTHS[self.language].split()[day.month - 1]
            return day.strftime(self.day.replace("%B", month))
        return day.strftime(self.day)

    def document(self) -> dict[str, object]:
        """What the template prints."""
        due = self.issued + timedelta(days=30)
        self.fields |= {
            "invoice_number": self.number, "issue_date": self.issued.isoformat(),
            "due_date": due.isoformat(), "currency": self.currency, "purchase_order": self.order,
            "seller_name": self.seller.name.replace("|", " "),
            "buyer_name": self.buyer.name, "iban": _plain(self.seller.iban),
            "seller_vat_id": _plain(self.seller.vat_id),
        }  # fmt: skip
        columns = _COLUMNS[self.form].split()
        facts = [(self.word("number"), self.number), (self.word("issued"), self.dated(self.issued)),
                 (self.word("customer"), str(self.chance.randrange(10_000, 99_999))),
                 (self.word("order"), self.order), (self.word("due"), self.dated(due))]  # fmt: skip
        if self.form in {"groups", "rebate", "strip"}:
            delivered = self.issued - timedelta(days=self.chance.randrange(1, 9))
            facts.append((self.word("delivered"), self.dated(delivered)))
        if self.form in {"letter", "shop"}:
            self.fields |= {"iban": _plain(self.seller.iban)}
        words = {name: self.word(name, "{}") for name in unseen_words.names()}
        sign = "" if self.spelling else f" ({self.currency})"
        heads = ["#" if name == "position" else words[name] for name in columns]
        return {
            "form": self.form, "size": self.chance.choice((8.5, 9.5, 10)), "words": words,
            "title": self.word("credit" if self.is_credit else "title"), "number": self.number,
            "seller": _party(self.seller), "buyer": _party(self.buyer),
            "shop": self.buyer.name.split()[0] + " 014", "shop_street": "Ring 8",
            "shop_town": self.buyer.town, "facts": facts,
            "columns": [*heads[:-1], heads[-1] + sign],
            "aligns": ["r" if name in _NUMERIC else "l" for name in columns],
            "widths": ["f" if name == "description" else "a" for name in columns],
            "rows": list(self._cells(columns)),
            "sums": [(name, self.printed(value, is_signed=True)) for name, value in self.sums],
            "taxes": [(f"{rate} %", self.printed(base), self.printed(tax))
                      for rate, base, tax in self.taxes],
            "terms": self.word("terms"), "thanks": self.word("thanks"),
        }  # fmt: skip

    def _cells(self, columns: list[str]) -> Iterator[list[str]]:
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
            yield [said[name] for name in columns]
            if self.form == "long" and number % 22 == 0:
                yield [self.word("carried"), self.printed(total)]

    def label(self) -> dict[str, object]:
        """What must be read."""
        lines = [self._line(row) for row in self.rows]
        fields = {name: str(value) for name, value in self.fields.items()}
        kind = "credit_note" if self.is_credit else "invoice"
        return {"document_type": kind, "fields": fields | {"lines": lines}}

    def _line(self, row: Row) -> dict[str, str]:
        said = {"description": f"{row.description} {row.more}".strip(),
                "quantity": str(row.quantity)}  # fmt: skip
        if self.form != "shop":
            said |= {"unit_price": str(row.price), "net": str(row.amount)}
        return said


def _plain(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())


def _party(company: Company) -> dict[str, object]:
    return {
        "lines": company.name.split("|"), "street": company.street, "town": company.town,
        "site": company.site, "vat_id": company.vat_id, "iban": company.iban, "bank": "Bank",
    }  # fmt: skip


def documents(designs: tuple[str, ...], seed: int) -> Iterator[Made]:
    """Every design in every language."""
    for form in designs:
        for language in LANGUAGES:
            maker = _Maker(form, language, seed)
            said = json.dumps(maker.document())
            pdf = typst.compile(
                str(TEMPLATE), format="pdf", sys_inputs={"document": said}, ignore_system_fonts=True
            )
            if not isinstance(pdf, bytes):
                raise TypeError("the page was not set as one PDF")
            yield Made(f"{form}-{language}", pdf, maker.label())


def score(chosen: Iterator[Made], *, quiet: bool) -> page_fields.Score:
    """Read the documents and judge them."""
    made = page_fields.Score()
    for each in chosen:
        begun = time.perf_counter()
        pages = pdf_page.placed_words(each.pdf)
        found = read_pages(pages, is_every_kind=True)
        made.seconds += time.perf_counter() - begun
        made.pages += len(pages)
        verdicts = list(page_fields.judged(found, each.label))
        made.add(each.name, found, verdicts)
        for verdict in verdicts if not quiet else ():
            if verdict.verdict != "right":
                page_fields.say(
                    f"{each.name}: {verdict.field}: printed {verdict.labelled!r},"
                    f" read {verdict.read!r}"
                )
    return made


def main() -> int:
    """Print what differs and the shares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--designs", choices=["A", "B"])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quiet", action="store_true")
    parser.add_argument("--write", type=Path)
    chosen = parser.parse_args()
    for half, designs in DESIGNS.items():
        if chosen.designs not in {None, half}:
            continue
        made = list(documents(designs, chosen.seed))
        for each in made if chosen.write else ():
            (chosen.write / f"{each.name}.pdf").write_bytes(each.pdf)
        score(iter(made), quiet=chosen.quiet).write(f"designs {half}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
