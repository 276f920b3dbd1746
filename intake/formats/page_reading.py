"""A page without an invoice file: what it says, each value with its place and how sure it is.

Labels, places and shapes propose; arithmetic decides. What is not on the page stays unknown.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar

from core.money import minor_units
from intake.formats import (
    page_accounts,
    page_amounts,
    page_calibration,
    page_confidence,
    page_currency,
    page_dates,
    page_due,
    page_inclusive,
    page_label_columns,
    page_positions,
    page_table,
    page_tax_ids,
    page_totals,
    page_untaxed,
)
from intake.formats.page_header import Header
from intake.formats.page_labels import Found, Labels, best, is_label
from intake.formats.page_lexicon import Role
from intake.formats.page_parties import Parties
from intake.formats.page_sums import Sum
from intake.formats.page_table import Table
from intake.formats.page_totals import Totals
from intake.formats.page_values import Manner, manner_of
from intake.formats.page_words import Line, Page, box_of, lines_of
from intake.rules.reading import (
    AllowanceCharge,
    DocumentKind,
    Evidence,
    InvoiceLine,
    InvoiceReading,
    Party,
    TaxBreakdown,
)

_T = TypeVar("_T")

METHOD: Final = "page"
_TWO_DECIMALS: Final = 2
_MOST_SHOWN: Final = 400  # characters of a table that its evidence repeats
_AGREED: Final = Decimal("0.95")  # lines that are the total, each right in itself
_UNCLEAR: Final = Decimal("0.85")  # a price before or after a discount, a figure nobody names
_READ: Final = Decimal("0.70")
_SHOWN: Final = Decimal("0.40")
_BY_CUSTOM: Final = 0.6
_TERMS: Final = re.compile(
    r"(?:zahlbar |zahlung |payment (?:within|terms|due)|betaling binnen|betalingstermijn"
    r"|paiement |r[èe]glement |net \d+|\d+(?:[.,]\d+)? ?% (?:skonto|discount|escompte|korting)"
    r"|pago a \d+|pagamento a \d+|\d+ (?:days|tage|jours|d[ií]as|giorni|dagen) (?:net|netto))",
    re.IGNORECASE,
)


def read(kind: DocumentKind, pages: tuple[Page, ...]) -> InvoiceReading:
    """The invoice or credit note on these pages."""
    return Reader(lines_of(pages)).reading(kind)


def manner_on(lines: tuple[Line, ...]) -> Manner:
    """How the document on these lines writes its numbers and dates."""
    return _manner_in(lines, page_currency.currency_of(lines, Labels(lines)))


def _manner_in(lines: tuple[Line, ...], currency: Found[str] | None) -> Manner:
    code = currency.value if currency else None
    decimals = _TWO_DECIMALS if code is None else minor_units(code)
    words = [word.text for line in lines for word in line.words]
    order = page_currency.is_day_first(lines, page_dates.order_in(words), code)
    return manner_of(words, decimals, is_day_first=order)


class Reader:
    """One document: its lines, its labels, its manner of writing, and the evidence gathered."""

    def __init__(self, lines: tuple[Line, ...], *, is_claim: bool = True) -> None:
        lines = page_label_columns.parted(lines)
        self.kind = DocumentKind.INVOICE
        self.is_claim = is_claim  # and no order or contract, which go by another number
        self.lines = lines
        self.labels = Labels(lines)
        self.evidence: list[tuple[str, Evidence]] = []
        self.scores: dict[str, float] = {}  # how much spoke for each field that is kept
        self.currency = page_currency.currency_of(lines, self.labels)
        self.manner = _manner_in(lines, self.currency)
        self.header = Header(lines, self.labels, self.manner)
        self.parties = Parties(lines, self.labels)
        self.table, self.totals = self._amounts()
        self.is_inclusive = self._is_inclusive()

    def _amounts(self) -> tuple[Table | None, Totals]:
        """The table and the totals that go together."""
        groups = [page_amounts.groups_of(line, self.manner) for line in self.lines]
        labelled = page_amounts.labelled(self.lines, groups)
        rows = page_amounts.tax_rows(groups)
        every = page_amounts.all_amounts(groups)
        sums = {
            each.amount.value
            for each in labelled
            if each.role in {Sum.LINES, Sum.NET, Sum.GROSS, Sum.DUE}
        }
        table = self._table(frozenset(sums))
        total = table.total if table and not table.is_inclusive else None
        self.labelled = labelled
        untaxed = page_untaxed.is_untaxed(self.lines)
        return table, page_totals.totals_of(labelled, rows, every, total, is_untaxed=untaxed)

    def _table(self, sums: frozenset[Decimal]) -> Table | None:
        """The table that is a printed sum, under names or without; else the best of those named."""
        boxes = page_positions.table_of(self.lines, self.manner)
        named = max(
            [*page_table.tables_of(self.lines, self.manner), *([boxes] if boxes else [])],
            key=lambda each: (each.total in sums, each.is_sound, len(each.lines)),
            default=None,
        )
        if named is not None and named.total in sums:
            return named
        bare = page_table.bare_table(
            self.lines, self.manner, sums if named is None else frozenset()
        )
        if bare is None or bare.total not in sums:
            return named
        is_better = named is None or bare.proven == len(bare.lines)
        return bare if is_better else named

    def _is_inclusive(self) -> bool:
        """Whether the table's prices contain the tax (T40)."""
        table, totals = self.table, self.totals
        if table is None or (totals.lines_agree and totals.value("net_total") is not None):
            return False
        gross = totals.value("gross_total")
        if table.total != gross:
            return False
        return bool(totals.value("tax_total")) or page_inclusive.contains_tax(gross, self.labelled)

    @property
    def is_below_zero(self) -> bool:
        """Whether the document takes back what it names."""
        gross = self.totals.value("gross_total")
        return gross is not None and gross < 0

    def reading(self, kind: DocumentKind) -> InvoiceReading:
        """Everything, as an invoice or as a credit note."""
        self.kind = kind
        lines = self._lines()
        sign = -1 if self._is_negative() else 1
        vat_ids = page_tax_ids.vat_ids(self.lines, self.labels, self.parties)
        return InvoiceReading(
            kind=self.kind,
            syntax=METHOD,
            invoice_number=self._keep("invoice_number", self._number()),
            issue_date=self._keep("issue_date", self.header.issued()),
            due_date=self._keep("due_date", self._due()),
            delivery_date=self._keep("delivery_date", self.header.day(Role.DELIVERED)),
            currency=self._keep("currency", self.currency),
            purchase_order=self._keep("purchase_order", self._order(lines)),
            buyer_reference=self._keep(
                "buyer_reference", self.header.reference(Role.OUR_REFERENCE)
            ),
            contract_reference=self._keep("contract_reference", self.header.contract()),
            preceding_invoice=self._keep(
                "preceding_invoice", self.header.reference(Role.PRECEDING)
            ),
            seller=Party(
                name=self._keep("seller_name", self.parties.seller),
                vat_id=self._keep("seller_vat_id", vat_ids[0]),
                tax_id=self._keep("seller_tax_id", page_tax_ids.tax_id(self.labels)),
            ),
            buyer=Party(
                name=self._keep("buyer_name", self.parties.buyer),
                vat_id=self._keep("buyer_vat_id", vat_ids[1]),
            ),
            iban=self._keep("iban", self._iban()),
            bic=self._keep("bic", best(list(page_accounts.bics(self.labels)))),
            account_number=self._keep("account_number", self._digits(Role.ACCOUNT)),
            routing_number=self._keep("routing_number", self._digits(Role.ROUTING)),
            payment_terms=self._keep("payment_terms", self._terms()),
            tax_breakdown=self._breakdown(sign),
            allowances_charges=self._allowances_charges(),
            lines=lines,
            line_total=self._amount("line_total", sign),
            allowance_total=self._amount("allowance_total", sign),
            charge_total=self._amount("charge_total", sign),
            net_total=self._amount("net_total", sign),
            tax_total=self._amount("tax_total", sign),
            gross_total=self._amount("gross_total", sign),
            prepaid=self._amount("prepaid", sign),
            amount_due=self._amount("amount_due", sign),
            evidence=tuple(self.evidence),  # last: what is kept above is written down in it
        )

    def _keep(self, field: str, found: Found[_T] | None, most: Decimal = Decimal(1)) -> _T | None:
        """The value, its place written down; it is no surer than `most`."""
        if found is None:
            return None
        self.scores[field] = found.score
        sure = page_calibration.confidence(field, page_calibration.step_of(found.score))
        sure = min(sure, most)
        self.evidence.append((field, Evidence(found.page, found.box, found.text, METHOD, sure)))
        return found.value

    def _amount(self, name: str, sign: int) -> Decimal | None:
        most = page_confidence.BELOW_ZERO if sign < 0 else Decimal(1)
        value = self._keep(name, self.totals.found.get(name), most)
        return None if value is None else sign * value

    def _number(self) -> Found[str] | None:
        """The number of the document; of a contract or an order that of what it agrees on."""
        number = self.header.number()
        if number is not None or self.is_claim:
            return number
        return self.header.contract() or self.header.reference(Role.ORDER)

    def _breakdown(self, sign: int) -> tuple[TaxBreakdown, ...]:
        """The taxes by rate; those of a credit note below zero are positive like its totals."""
        return tuple(
            replace(row, base=_times(sign, row.base), tax=_times(sign, row.tax))
            for row in self.totals.rows
        )

    def _due(self) -> Found[date] | None:
        found = self.header.day(Role.DUE) or page_due.below_the_sum(self.lines, self.manner)
        found = found or page_due.without_discount(self.lines, self.manner)
        return found or page_due.debited(self.lines, self.manner)

    def _order(self, lines: tuple[InvoiceLine, ...]) -> Found[str] | None:
        """The order of the whole document; none where its lines name several."""
        if len({line.po_number for line in lines if line.po_number}) > 1:
            return None
        return self.header.reference(Role.ORDER) or self._your_reference()

    def _your_reference(self) -> Found[str] | None:
        """Where no order is named, what the buyer gave as theirs usually is one."""
        found = self.header.reference(Role.OUR_REFERENCE)
        if found is None or not self.header.is_your_reference():
            return None
        return replace(found, score=found.score * _BY_CUSTOM)

    def _iban(self) -> Found[str] | None:
        if any(True for _ in page_accounts.ibans(self.lines)):
            return page_accounts.the_iban(self.lines)
        return page_accounts.stated_iban(self.labels)

    def _digits(self, role: Role) -> Found[str] | None:
        return best(list(page_accounts.digits_of(self.labels, role)))

    def _terms(self) -> Found[str] | None:
        found = list(self._all_terms())
        return max(found, key=lambda each: each.score, default=None)

    def _all_terms(self) -> Iterator[Found[str]]:
        def read(text: str) -> tuple[str, str] | None:
            return (text, text) if len(text) > len("net") and not is_label(text) else None

        for label in self.labels.of(Role.TERMS):
            if label.is_first:
                yield from self.labels.values(label, read)
        for line in self.lines:
            for segment in line.segments:
                if _TERMS.match(segment.text):
                    yield Found(segment.text, segment.text, segment.page, segment.box, 0.9)

    def _allowances_charges(self) -> tuple[AllowanceCharge, ...]:
        """One for each total that the page prints and the arithmetic needs."""
        made = []
        for name, is_charge in (("allowance_total", False), ("charge_total", True)):
            amount = self.totals.value(name)
            if amount:
                reason = "Charges" if is_charge else "Allowances"
                made.append(AllowanceCharge(is_charge=is_charge, amount=amount, reason=reason))
        return tuple(made)

    def _lines(self) -> tuple[InvoiceLine, ...]:
        """The lines where they are the total, or where each agrees and no total speaks."""
        table = self.table
        if table is None:
            return ()
        net = self.totals.value("net_total")
        is_right = self.totals.lines_agree or (net is None and table.is_sound and table.is_plain)
        if not is_right and not self.is_inclusive and not table.is_plain:
            return ()
        sure = _sure(table, is_right=is_right, agrees=self.totals.lines_agree)
        box = box_of(table.words)
        text = " ".join(word.text for word in table.words)[:_MOST_SHOWN]
        self.evidence.append(("lines", Evidence(table.page, box, text, METHOD, sure)))
        lines = table.lines
        if self.is_inclusive:
            lines = tuple(replace(line, unit_price=None, net=None) for line in lines)
        if not self._is_negative():
            return lines
        return tuple(_turned(line) for line in lines)

    def _is_negative(self) -> bool:
        """Some vendors print credit notes below zero; here they are positive."""
        return self.kind is DocumentKind.CREDIT_NOTE and self.is_below_zero


def _sure(table: Table, *, is_right: bool, agrees: bool) -> Decimal:
    """How sure lines are: those that are no printed sum are there for a person to look at."""
    if not is_right:
        return _SHOWN
    if not (agrees and table.is_sound):
        return _READ
    return _AGREED if table.is_clear else _UNCLEAR


def _times(sign: int, value: Decimal | None) -> Decimal | None:
    return None if value is None else sign * value


def _turned(line: InvoiceLine) -> InvoiceLine:
    """A line below zero as a positive one; a price is never below zero."""
    quantity, net = line.quantity, line.net
    return replace(
        line,
        quantity=None if quantity is None else abs(quantity),
        unit_price=None if line.unit_price is None else abs(line.unit_price),
        net=None if net is None else -net,
    )
