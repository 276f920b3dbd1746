"""What a model says of a page, held against the page: only what stands there in its words is used.

The rules of the product read first and keep what they read; an answer fills what they left open. A
value counts where its words are on the page and mean one thing there, amounts only where they add
up. The rest of the answer is thrown away with `OUTPUT_REJECTED` and the reason. A model cannot make
a claim of a document that calls itself something else.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from core.reasons import ReasonCode
from intake.formats import page_reading, xml_values
from intake.formats.page_values import CURRENCY_CODES, SYMBOLS, Manner
from intake.formats.page_words import Line, Page, box_of, lines_of
from intake.rules.answers import AnsweredInvoice, AnsweredLine, Heard
from intake.rules.findings import FindingValue, ReadFile
from intake.rules.placed import Word
from intake.rules.reading import (
    DocumentKind,
    DocumentType,
    Evidence,
    InvoiceLine,
    InvoiceReading,
    Party,
)

METHOD: Final = "model"
_SURE: Final = Decimal("0.70")
_PAYABLE: Final = {
    "invoice": DocumentKind.INVOICE,
    "credit_note": DocumentKind.CREDIT_NOTE,
}
_WANTED: Final = ("invoice_number", "issue_date", "currency", "gross_total")
_TEXTS: Final = ("invoice_number", "purchase_order")
_DATES: Final = ("issue_date", "due_date")
_TOTALS: Final = ("net_total", "tax_total", "gross_total")


def is_wanted(read: ReadFile) -> bool:
    """Whether rules ended before the page did: its kind, or a value that every claim has."""
    if not read.pages or not any(page.words for page in read.pages):
        return False
    if read.invoice is None:
        return read.document_type is DocumentType.OTHER and read.refusal is not None
    known = [getattr(read.invoice, name) for name in _WANTED]
    return None in known or read.invoice.seller.name is None


def with_heard(read: ReadFile, heard: Heard) -> ReadFile:
    """The file with what came of asking about it."""
    if heard.answer is not None:
        return merged(read, heard.answer)
    finding = FindingValue(
        code=heard.code or ReasonCode.PROVIDER_UNAVAILABLE, text=heard.text or "No answer came."
    )
    return replace(read, findings=(*read.findings, finding))


def merged(read: ReadFile, answer: AnsweredInvoice) -> ReadFile:
    """The file with what the answer adds to it, and a finding for each thing thrown away."""
    if read.invoice is None and answer.document_type not in _PAYABLE:
        text = f"A model takes it for {answer.document_type.replace('_', ' ')}; it is no claim."
        return replace(read, findings=(*read.findings, _rejected("document_type", text)))
    start = read.invoice or InvoiceReading(
        kind=_PAYABLE[answer.document_type], syntax=page_reading.METHOD
    )
    merge = _Merge(start, read.pages, answer)
    found = (*read.findings, *merge.rejected, _by_a_model())
    if read.invoice is not None:
        return replace(read, invoice=merge.reading, findings=found)
    return replace(
        read,
        document_type=DocumentType(answer.document_type),
        invoice=merge.reading,
        refusal=None,
        findings=tuple(each for each in found if each.code is not read.refusal),
    )


def words_of(pages: tuple[Page, ...]) -> str:
    """The pages as text, a line a line, as the model is shown them."""
    texts = []
    for number, page in enumerate(pages, 1):
        lines = "\n".join(line.text for line in lines_of((page,)))
        texts.append(f"[page {number}]\n{lines}")
    return "\n".join(texts)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where some words stand."""

    page: int
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


class _Merge:
    """One reading being filled from one answer."""

    def __init__(
        self, reading: InvoiceReading, pages: tuple[Page, ...], answer: AnsweredInvoice
    ) -> None:
        self.lines = lines_of(pages)
        self.answer = answer
        self.reading = reading
        self.rejected: list[FindingValue] = []
        self.manner = _manner(self.lines)
        for name in _TEXTS:
            self._fill(name, self._text(name))
        for name in _DATES:
            self._fill(name, self._day(name))
        self._fill("currency", self._currency())
        self._fill("iban", self._iban())
        self._parties()
        self._totals()

    def _fill(self, name: str, found: tuple[Any, _Place] | None) -> None:
        """Take a value where the rules have none."""
        if found is None or getattr(self.reading, name) is not None:
            return
        value, place = found
        self._note(name, place)
        added: dict[str, Any] = {name: value}
        self.reading = replace(self.reading, **added)

    def _note(self, name: str, place: _Place) -> None:
        evidence = Evidence(place.page, box_of(place.words), place.text, METHOD, _SURE)
        self.reading = replace(self.reading, evidence=(*self.reading.evidence, (name, evidence)))

    def _place(self, name: str, printed: str | None) -> _Place | None:
        """Where the words of an answer stand; words that are not there reject it."""
        if printed is None or not printed.strip():
            return None
        place = next(_places(self.lines, printed), None)
        if place is None:
            self._reject(name, f"“{printed[:60]}” does not stand on the page.")
        return place

    def _reject(self, name: str, text: str) -> None:
        self.rejected.append(_rejected(name, f"A model's {name.replace('_', ' ')}: {text}"))

    def _text(self, name: str) -> tuple[str, _Place] | None:
        printed = getattr(self.answer, name)
        place = self._place(name, printed)
        if place is None:
            return None
        if not any(character.isdigit() for character in printed):
            self._reject(name, f"“{printed[:60]}” has no digit.")
            return None
        return printed.strip(), place

    def _day(self, name: str) -> tuple[date, _Place] | None:
        place = self._place(name, printed := getattr(self.answer, name))
        if place is None or printed is None:
            return None
        day = self.manner.day(printed.strip())
        if day is None:
            self._reject(name, f"“{printed[:60]}” is not a date of one meaning here.")
            return None
        return day, place

    def _currency(self) -> tuple[str, _Place] | None:
        printed = self.answer.currency
        place = self._place("currency", printed)
        if place is None or printed is None:
            return None
        code = SYMBOLS.get(printed.strip(), printed.strip())
        if code not in CURRENCY_CODES:
            self._reject("currency", f"“{printed[:20]}” is not a currency of one meaning.")
            return None
        return code, place

    def _iban(self) -> tuple[str, _Place] | None:
        printed = self.answer.iban
        place = self._place("iban", printed)
        if place is None or printed is None:
            return None
        iban = re.sub(r"\s", "", printed).upper()
        if not xml_values.looks_like_iban(iban) or not _has_check_digits(iban):
            self._reject("iban", f"“{printed[:40]}” is no IBAN: its check digits do not fit.")
            return None
        return iban, place

    def _parties(self) -> None:
        answers = {
            ("seller", "name"): self.answer.seller_name,
            ("seller", "vat_id"): self.answer.seller_vat_id,
            ("buyer", "name"): self.answer.buyer_name,
        }
        for (side, part), printed in answers.items():
            party: Party = getattr(self.reading, side)
            name = f"{side}_{part}"
            if getattr(party, part) is None and (place := self._place(name, printed)) is not None:
                self._note(name, place)
                value = " ".join((printed or "").split())
                added: dict[str, Any] = {side: replace(party, **{part: value})}
                self.reading = replace(self.reading, **added)

    def _totals(self) -> None:
        """Take the totals where all three add up, with those that the rules have read."""
        values: dict[str, Decimal] = {}
        places: dict[str, _Place] = {}
        for name in _TOTALS:
            known = getattr(self.reading, name)
            found = None if known is not None else self._amount(name, getattr(self.answer, name))
            if found is not None:
                values[name], places[name] = found
            elif known is not None:
                values[name] = known
        if not places:
            return
        if len(values) < len(_TOTALS) or _sum(values) != values["gross_total"]:
            self._reject("gross_total", "net, tax and gross do not add up; none of them is used.")
            return
        for name, place in places.items():
            self._note(name, place)
        added: dict[str, Any] = {name: values[name] for name in places}
        self.reading = replace(self.reading, **added)
        self._goods(values["net_total"])

    def _amount(self, name: str, printed: str | None) -> tuple[Decimal, _Place] | None:
        place = self._place(name, printed)
        if place is None or printed is None:
            return None
        amount = self.manner.amount(printed.strip())
        if amount is None:
            self._reject(name, f"“{printed[:40]}” is not an amount of one meaning here.")
            return None
        return amount, place

    def _goods(self, net_total: Decimal) -> None:
        """Take the lines where they are the net total."""
        if self.reading.lines or not self.answer.lines:
            return
        lines = tuple(
            _line(number, line, self.manner) for number, line in enumerate(self.answer.lines, 1)
        )
        stand_there = all(
            next(_places(self.lines, text), None) is not None
            for line in self.answer.lines
            for text in (line.quantity, line.unit_price, line.net)
            if text
        )
        nets = [line.net for line in lines if line.net is not None]
        if len(nets) < len(lines) or not stand_there or sum(nets) != net_total:
            self._reject("lines", "the lines are not the net total; none of them is used.")
            return
        self.reading = replace(self.reading, lines=lines)


def _line(number: int, line: AnsweredLine, manner: Manner) -> InvoiceLine:
    return InvoiceLine(
        line=str(number),
        description=line.description,
        quantity=manner.number(line.quantity) if line.quantity else None,
        unit_price=manner.number(line.unit_price) if line.unit_price else None,
        net=manner.amount(line.net) if line.net else None,
    )


def _sum(values: dict[str, Decimal]) -> Decimal:
    return values["net_total"] + values["tax_total"]


def _places(lines: tuple[Line, ...], printed: str) -> Iterator[_Place]:
    """Where these words stand in a row on one line; marks may stand on the words of the page."""
    wanted = printed.split()
    for line in lines:
        words = line.words
        for start in range(len(words) - len(wanted) + 1):
            run = words[start : start + len(wanted)]
            if all(_says(word.text, text) for word, text in zip(run, wanted, strict=True)):
                yield _Place(line.page, tuple(run))


def _says(word: str, text: str) -> bool:
    return word == text or word.strip("()[]:;,.*#") == text


def _manner(lines: tuple[Line, ...]) -> Manner:
    return page_reading.manner_on(lines)


def _has_check_digits(iban: str) -> bool:
    digits = "".join(str(int(character, 36)) for character in iban[4:] + iban[:4])
    return int(digits) % 97 == 1


def _rejected(field: str, text: str) -> FindingValue:
    return FindingValue(code=ReasonCode.OUTPUT_REJECTED, text=text, field=field)


def _by_a_model() -> FindingValue:
    return FindingValue(
        code=ReasonCode.LOW_CONFIDENCE,
        text="A model read some of the fields; each of them stands on the page as shown.",
    )
