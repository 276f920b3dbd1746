"""One paper of any kind in any language, and what it says, made from a seed."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

from benchmarks import layout_companies
from benchmarks.kind_words import LANGUAGES, PAPERS, Paper, later, word
from benchmarks.page_making import as_pdf, cent, in_figures

TEMPLATE: Final = Path(__file__).with_name("document_kinds.typ")
LOOKS: Final = {"A": ("plain", "box", "letter"), "B": ("band", "letter", "foot"),
                "C": ("plain", "letter", "foot"), "N": ("plain", "letter", "foot")}  # fmt: skip
SPELLINGS: Final = {"A": (0, 1), "B": (2, 3), "C": (4, 5), "N": (6, 7)}
_LATER: Final = 4
_NAMELESS: Final = 6
_SEALED: Final = 2
_MARKS: Final = {"en": ",.", "de": ".,", "fr": " ,", "es": ".,", "it": ".,", "nl": ".,"}
_DAYS: Final = {"en": "%d/%m/%Y", "de": "%d.%m.%Y", "nl": "%d-%m-%Y"}
_GREETINGS: Final = dict(
    zip(
        LANGUAGES,
        ("Dear Sir or Madam,", "Sehr geehrte Damen und Herren,", "Madame, Monsieur,",
         "Estimados señores:", "Spettabile cliente,", "Geachte heer, mevrouw,"),
        strict=True,
    )
)  # fmt: skip
_NO_TITLES: Final = ("Ref. 2026", "Noworoczny", "Tiedoksi", "M/26", "Bilgi", "Zpráva")
_TAX: Final = Decimal("0.20")


class Made:
    """One paper: what it is called, what it is, and the words on it."""

    def __init__(
        self, name: str, language: str, look: str, spelling: int, seed: int, rows: int = 0
    ) -> None:
        self.paper: Paper = PAPERS[name]
        self.name, self.language, self.look, self._rows = name, language, look, rows
        self._dice = random.Random(f"{name} {language} {look} {spelling} {seed}")  # noqa: S311
        self._day = date(2026, 1, 5) + timedelta(self._dice.randrange(300))
        self.number = self._numbered()
        self._marks = _MARKS[language]
        ref = self._numbered()
        is_later = spelling >= _LATER
        title = later(name, language) if is_later else self.paper.title(language, spelling)
        self.title = title.format(ref=ref)
        if spelling >= _NAMELESS:
            self.title = self._dice.choice(_NO_TITLES)
        self._says = self.paper.said(language, spelling % _LATER).format(ref=ref)
        self._places = self._dice.randrange(100), self._dice.randrange(100)
        group = "A" if spelling < _SEALED else "B"
        self._sender = layout_companies.seller(group, language, self._places[0])
        self._reader = layout_companies.buyer(group, language, self._places[1])

    def _numbered(self) -> str:
        form = self._dice.choice(("{y}-{n:05}", "RE{n:06}", "{n}", "A/{y}/{n}", "{y}{n:05}"))
        return form.format(y=2026, n=self._dice.randrange(1000, 99999))

    def pdf(self) -> bytes:
        """The paper, printed."""
        rows, columns, sums = getattr(self, f"_{self.paper.body}")()
        said = {
            "look": self.look, "title": self.title, "number": self.number,
            "has_number": self.number not in self.title and "{" not in self.title
            and not any(sign.isdigit() for sign in self.title),
            "date": self._dated(self._day), "says": self._says,
            "greeting": _GREETINGS[self.language], "columns": columns, "rows": rows, "sums": sums,
            "facts": self._facts(), "sender": _party(self._sender), "reader": _party(self._reader),
        }  # fmt: skip
        return as_pdf(TEMPLATE, said)

    def _facts(self) -> list[tuple[str, str]]:
        if self.paper.body == "prose":
            return [(self._word("date"), self._dated(self._day))]
        named = "number" if self.look == "foot" else "number_long"
        found = [
            (self._word(named), self.number),
            (self._word("date"), self._dated(self._day)),
            (self._word("customer"), str(self._dice.randrange(10000, 99999))),
        ]
        if self.name in {"invoice", "delivery note", "order confirmation", "packing list"}:
            found.append((self._word("order"), f"PO-{self._dice.randrange(10000, 99999)}"))
        return found

    def _goods(self) -> tuple[list[list[str]], list[str], list[tuple[str, str]]]:
        rows, net = [], Decimal(0)
        for article in self._articles():
            quantity, price = self._dice.randrange(1, 40), self._price()
            net += quantity * price
            rows.append(
                [article, str(quantity), self._figures(price), self._figures(quantity * price)]
            )
        tax = cent(net * _TAX)
        sums = [
            (self._word("net"), self._figures(net)),
            (f"{self._word('tax')} 20 %", self._figures(tax)),
            (self._word("gross"), f"{self._figures(net + tax)} EUR"),
        ]
        return rows, [self._word(w) for w in ("article", "quantity", "price", "amount")], sums

    def _counted(self) -> tuple[list[list[str]], list[str], list[tuple[str, str]]]:
        rows = [[article, str(self._dice.randrange(1, 60))] for article in self._articles()]
        return rows, [self._word("article"), self._word("quantity")], []

    def _prices(self) -> tuple[list[list[str]], list[str], list[tuple[str, str]]]:
        rows = [[article, self._figures(self._price())] for article in self._articles()]
        return rows, [self._word("article"), self._word("price")], []

    def _prose(self) -> tuple[list[list[str]], list[str], list[tuple[str, str]]]:
        return [], [], []

    def _papers(self) -> tuple[list[list[str]], list[str], list[tuple[str, str]]]:
        rows, total = [], Decimal(0)
        for _ in range(self._dice.randrange(1, 6)):
            day = self._day - timedelta(self._dice.randrange(20, 90))
            amount = self._price() * self._dice.randrange(3, 90)
            total += amount
            dates = [self._dated(day), self._dated(day + timedelta(30))]
            rows.append([self._numbered(), *dates, self._figures(amount)])
        asked = "paid" if self.name == "remittance" else "open"
        columns = [self._word(w) for w in ("paper", "date", "due", "amount")]
        return rows, columns, [(self._word(asked), f"{self._figures(total)} EUR")]

    def _bank(self) -> tuple[list[list[str]], list[str], list[tuple[str, str]]]:
        balance = self._price() * 100
        rows, opening = [], balance
        for _ in range(self._dice.randrange(3, 9)):
            amount = self._price() * self._dice.choice((-7, -3, 5, 9))
            balance += amount
            name = self._dice.choice(layout_companies_of(self.language, self._dice))
            rows.append(
                [self._dated(self._day), name, self._figures(amount), self._figures(balance)]
            )
        sums = [
            (self._word("opening"), self._figures(opening)),
            (self._word("closing"), self._figures(balance)),
        ]
        return rows, [self._word(w) for w in ("date", "booking", "amount", "balance")], sums

    def _payout(self) -> tuple[list[list[str]], list[str], list[tuple[str, str]]]:
        rows, total, fees = [], Decimal(0), Decimal(0)
        for _ in range(self._dice.randrange(3, 8)):
            amount = self._price() * 4
            fee = cent(amount * Decimal("0.029"))
            total, fees = total + amount, fees + fee
            code = f"ch_{self._dice.randrange(10**8, 10**9)}"
            rows.append([self._dated(self._day), code, self._figures(amount), self._figures(fee)])
        sums = [
            (self._word("gross"), self._figures(total)),
            (self._word("fee"), self._figures(-fees)),
            (self._word("payout"), f"{self._figures(total - fees)} EUR"),
        ]
        return rows, [self._word("date"), "ID", self._word("amount"), self._word("fee")], sums

    def _pay(self) -> tuple[list[list[str]], list[str], list[tuple[str, str]]]:
        gross = self._price() * 60
        deducted = cent(gross * Decimal("0.31"))
        rows = [
            [self._word("salary"), self._figures(gross)],
            [self._word("deducted"), self._figures(-deducted)],
        ]
        sums = [(self._word("net_pay"), f"{self._figures(gross - deducted)} EUR")]
        return rows, ["", self._word("amount")], sums

    def _articles(self) -> list[str]:
        names = self._word("goods").split("|")
        return [f"{self._dice.choice(names)} {self._dice.randrange(10, 99)}"
                for _ in range(self._rows or self._dice.randrange(2, 9))]  # fmt: skip

    def _price(self) -> Decimal:
        return Decimal(self._dice.randrange(150, 9900)) / 100

    def _figures(self, value: Decimal) -> str:
        return in_figures(cent(value), self._marks)

    def _dated(self, day: date) -> str:
        return day.strftime(_DAYS.get(self.language, "%d/%m/%Y"))

    def _word(self, name: str) -> str:
        return word(name, self.language)


def layout_companies_of(language: str, dice: random.Random) -> list[str]:
    """Some names to stand in the lines of a bank."""
    return [layout_companies.seller("A", language, dice.randrange(50)).whole for _ in range(3)]


def _party(company: layout_companies.Company) -> dict[str, str]:
    return {
        "name": company.whole, "street": company.street, "town": company.town,
        "vat_id": company.vat_id, "iban": company.iban, "bank": "Bank",
    }  # fmt: skip


def papers(group: str, repeat: int) -> Iterator[Made]:
    """Every kind in every language, spelling and look, so many times."""
    for seed in range(repeat):
        for name in PAPERS:
            for language in LANGUAGES:
                for spelling in SPELLINGS[group]:
                    for look in LOOKS[group]:
                        yield Made(name, language, look, spelling, seed)
