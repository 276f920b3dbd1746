"""A page without an invoice file: what it says beyond doubt, each value with its place.

Nothing here guesses: a value stands beside its label or among what belongs to it, in one meaning,
or it is left to a person. Amounts must add up.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import chain, pairwise
from typing import Final, TypeVar

from core.money import minor_units
from intake.formats import page_amounts, page_labels, page_parties, page_table
from intake.formats.page_labels import Found, beside, inside, only
from intake.formats.page_values import CURRENCY_CODES, SYMBOLS, Manner, manner_of
from intake.formats.page_words import Line, Page, Segment, box_of, lines_of
from intake.formats.xml_values import looks_like_bic
from intake.rules.reading import (
    AllowanceCharge,
    DocumentKind,
    Evidence,
    InvoiceLine,
    InvoiceReading,
    Party,
)

_T = TypeVar("_T")

METHOD: Final = "page"
_ADDS_UP: Final = Decimal("0.95")
_LABELLED: Final = Decimal("0.90")
_BY_PLACE: Final = Decimal("0.80")
_ALONE: Final = Decimal("0.60")
_TWO_DECIMALS: Final = 2
_NUMBER: Final = re.compile(r"(?=[^ ]*\d)[A-Za-z0-9][A-Za-z0-9/_.-]{1,29}")
_FIGURE: Final = re.compile(r"\(?-?\d[\d.,'\u2019]*\)?")
_DIGITS: Final = re.compile(r"\d[\d -]{4,20}\d")


def read(kind: DocumentKind, pages: tuple[Page, ...]) -> InvoiceReading:
    """The invoice or credit note on these pages."""
    return _Reader(kind, pages).reading()


class _Reader:
    """One document: its lines, its manner of writing, and the evidence gathered."""

    def __init__(self, kind: DocumentKind, pages: tuple[Page, ...]) -> None:
        self.kind = kind
        self.lines = lines_of(pages)
        self.blocks = page_parties.blocks_of(self.lines)
        self.evidence: list[tuple[str, Evidence]] = []
        self.currency = only(currencies(self.lines))
        self.manner = manner_in(self.lines, self.currency)

    def reading(self) -> InvoiceReading:
        totals = page_amounts.totals_of(self.lines, self.manner)
        lines, freight = self._lines(totals)
        sign = -1 if self._is_negative(totals) else 1
        certain = _ADDS_UP if totals.net is not None else _ALONE
        charges: tuple[AllowanceCharge, ...] = ()
        if freight is not None:
            charges = (AllowanceCharge(is_charge=True, amount=freight.value, reason="Freight"),)
        return InvoiceReading(
            kind=self.kind,
            syntax=METHOD,
            invoice_number=self._keep("invoice_number", self._number()),
            issue_date=self._keep("issue_date", self._issued()),
            due_date=self._keep("due_date", self._day(page_labels.DUE)),
            delivery_date=self._keep("delivery_date", self._day(page_labels.DELIVERED)),
            currency=self._keep("currency", self.currency),
            purchase_order=self._keep("purchase_order", self._order(lines)),
            preceding_invoice=self._keep(
                "preceding_invoice", only(beside(self.lines, page_labels.PRECEDING, _number_in))
            ),
            seller=self._seller(),
            buyer=self._buyer(),
            iban=self._keep("iban", only(page_parties.ibans(self.lines))),
            bic=self._keep("bic", only(self._bics())),
            account_number=self._keep("account_number", self._digits(page_labels.ACCOUNT)),
            routing_number=self._keep("routing_number", self._digits(page_labels.ROUTING)),
            payment_terms=self._keep("payment_terms", only(self._terms())),
            charge_total=self._keep("charge_total", freight, _ADDS_UP),
            net_total=_times(sign, self._keep("net_total", totals.net, certain)),
            tax_total=_times(sign, self._keep("tax_total", totals.tax, certain)),
            gross_total=_times(sign, self._keep("gross_total", totals.gross, certain)),
            tax_breakdown=() if sign < 0 else totals.rows,
            allowances_charges=charges,
            lines=lines,
            evidence=tuple(self.evidence),
        )

    def _keep(
        self, field: str, found: Found[_T] | None, confidence: Decimal = _LABELLED
    ) -> _T | None:
        """The value, its place written down."""
        if found is None:
            return None
        place = Evidence(found.page, found.box, found.text, METHOD, confidence)
        self.evidence.append((field, place))
        return found.value

    def _number(self) -> Found[str] | None:
        """The number beside its label; the one in the title must be the same."""
        labels = (page_labels.NUMBER, page_labels.TITLE_NUMBER)
        return only(
            chain(
                *(beside(self.lines, label, _number_in) for label in labels),
                inside(self.lines, page_labels.NUMBER_BEFORE_DATE),
            )
        )

    def _issued(self) -> Found[date] | None:
        whole = tuple(Line(line.page, (Segment(line.page, line.words),)) for line in self.lines)
        found = only(
            chain(
                beside(self.lines, page_labels.ISSUED, self.manner.day),
                beside(whole, page_labels.TITLE_DATE, self.manner.day),
            )
        )
        if found is not None or any(True for _ in beside(self.lines, page_labels.ISSUED, str)):
            return found
        return only(beside(self.lines, page_labels.ANY_DATE, self.manner.day))

    def _day(self, label: re.Pattern[str]) -> Found[date] | None:
        return only(beside(self.lines, label, self.manner.day))

    def _order(self, lines: tuple[InvoiceLine, ...]) -> Found[str] | None:
        """The order of the whole document; none where its lines name their own."""
        if any(line.po_number for line in lines):
            return None
        return only(beside(self.lines, page_labels.ORDER, _number_in))

    def _digits(self, label: re.Pattern[str]) -> Found[str] | None:
        def read(text: str) -> str | None:
            return re.sub("[ -]", "", text) if _DIGITS.fullmatch(text) else None

        return only(beside(self.lines, label, read))

    def _bics(self) -> Iterator[Found[str]]:
        for line in self.lines:
            for segment in line.segments:
                for label, word in pairwise(segment.words):
                    says_bic = label.text.strip(":").lower() in {"bic", "swift", "bic/swift"}
                    if says_bic and looks_like_bic(word.text):
                        box = (word.x0, word.y0, word.x1, word.y1)
                        yield Found(word.text, word.text, line.page, box)

    def _terms(self) -> Iterator[Found[str]]:
        for line in self.lines:
            for segment in line.segments:
                text = segment.text
                if label := page_labels.TERMS_LABEL.match(text):
                    text = text[label.end() :]
                elif not page_labels.TERMS.match(text):
                    continue
                if text:
                    yield Found(text, text, segment.page, segment.box)

    def _seller(self) -> Party:
        name = self._keep("seller_name", only(page_parties.seller_names(self.blocks)), _BY_PLACE)
        vat_id = only(page_parties.seller_vat_ids(self.blocks))
        return Party(name=name, vat_id=self._keep("seller_vat_id", vat_id, _BY_PLACE))

    def _buyer(self) -> Party:
        seller = only(page_parties.seller_names(self.blocks))
        found = only(page_parties.buyer_names(self.blocks))
        if found is None and seller is not None:
            found = only(page_parties.other_companies(self.lines, seller.value))
        if found is not None and seller is not None and found.value == seller.value:
            found = None
        vat_id = only(page_parties.buyer_vat_ids(self.blocks))
        return Party(
            name=self._keep("buyer_name", found, _BY_PLACE),
            vat_id=self._keep("buyer_vat_id", vat_id, _BY_PLACE),
        )

    def _lines(
        self, totals: page_amounts.Totals
    ) -> tuple[tuple[InvoiceLine, ...], Found[Decimal] | None]:
        """The lines where they are the net total, with the freight if that is printed apart."""
        table = page_table.table_of(self.lines, self.manner)
        if table is None or totals.net is None:
            return (), None
        freight = totals.freight
        if table.total != totals.net.value:
            if freight is None or table.total + freight.value != totals.net.value:
                return (), None
        else:
            freight = None
        if totals.net.value < 0 and self.kind is not DocumentKind.CREDIT_NOTE:
            return (), None
        place = Evidence(table.page, box_of(table.words), "", METHOD, _ADDS_UP)
        self.evidence.append(("lines", place))
        if not self._is_negative(totals):
            return table.lines, freight
        return tuple(_turned(line) for line in table.lines), freight

    def _is_negative(self, totals: page_amounts.Totals) -> bool:
        """Some vendors print credit notes below zero; here they are positive."""
        is_credit = self.kind is DocumentKind.CREDIT_NOTE
        return is_credit and totals.gross is not None and totals.gross.value < 0


def currencies(lines: tuple[Line, ...]) -> Iterator[Found[str]]:
    """Codes and signs that stand beside an amount, or behind the word currency."""
    yield from beside(lines, page_labels.CURRENCY, _code_in)
    for line in lines:
        for segment in line.segments:
            words = segment.words
            for place, word in enumerate(words):
                code, rest = _sign_of(word.text)
                if code is None:
                    continue
                beside_it = [*words[max(0, place - 1) : place], *words[place + 1 : place + 2]]
                if _FIGURE.fullmatch(rest) or any(_FIGURE.fullmatch(w.text) for w in beside_it):
                    box = (word.x0, word.y0, word.x1, word.y1)
                    yield Found(code, word.text, line.page, box)


def _sign_of(text: str) -> tuple[str | None, str]:
    """A currency in or around a word, and what is left of the word."""
    for sign, code in SYMBOLS.items():
        if sign in text:
            return code, text.replace(sign, "")
    for part in (text[:3], text[-3:]):
        if part in CURRENCY_CODES and (len(text) == len(part) or not text.isalpha()):
            return part, text.replace(part, "")
    return None, text


def _code_in(text: str) -> str | None:
    return text if text in CURRENCY_CODES else None


def manner_in(lines: tuple[Line, ...], currency: Found[str] | None) -> Manner:
    """How this document writes."""
    decimals = _TWO_DECIMALS if currency is None else minor_units(currency.value)
    words = [word.text for line in lines for word in line.words]
    speaks_english = not any(page_labels.NOT_ENGLISH.search(line.text) for line in lines)
    return manner_of(words, decimals, speaks_english=speaks_english)


def _number_in(text: str) -> str | None:
    return text if _NUMBER.fullmatch(text) else None


def _times(sign: int, amount: Decimal | None) -> Decimal | None:
    return None if amount is None else sign * amount


def _turned(line: InvoiceLine) -> InvoiceLine:
    """A line below zero as a positive one; a price is never below zero."""
    quantity, net = line.quantity, line.net
    return replace(
        line,
        quantity=None if quantity is None else abs(quantity),
        unit_price=None if line.unit_price is None else abs(line.unit_price),
        net=None if net is None else -net,
    )
