"""Loading what a batch of claims is compared with, and laying it out as the rules take it.

Everything is asked for once for the whole batch. The vendors concerned are locked first, so what
is read afterwards stays true until the transaction ends; a receipt that comes meanwhile wakes the
case, because waking waits for the same locks.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from intake.queries import matching as intake
from intake.queries import order_book as orders
from intake.queries.matching import ClaimRow
from intake.queries.order_book import OrderBook, OrderLineRow, OrderRow, ReceiptRow
from intake.rules import reading_json
from intake.rules.reading import DocumentKind, InvoiceReading
from ledger import queries as books
from ledger.rules import first_open_period, period_of
from reconciliation.actions import balances as accounts
from reconciliation.actions.balances import Balances, Sum, Use
from reconciliation.actions.crediting import CreditBook
from reconciliation.models import Case, CaseState, LineMatch, LineMatchReceipt
from reconciliation.rules.casework import CaseInput
from reconciliation.rules.credits import CreditInput
from reconciliation.rules.keys import (
    id_key,
    known_order,
    order_keys,
    other_references,
    referenced_orders,
)
from reconciliation.rules.match_values import (
    MatchInput,
    Order,
    OrderChange,
    OrderLine,
    OrderStatus,
    ReceivedLine,
)
from reconciliation.rules.orders import rank_candidates
from reconciliation.rules.policy import Policy
from reconciliation.rules.routing import SPLIT_DAYS, RelatedInvoice
from reconciliation.rules.units import Pack

ZERO = Decimal(0)
_TRUSTED = (CaseState.STRAIGHT_THROUGH.value, CaseState.POSTED.value, CaseState.APPROVED.value)


class Claim(NamedTuple):
    """One invoice with what it says and the case it has, if any."""

    row: ClaimRow
    reading: InvoiceReading
    case: Case | None

    @property
    def is_credit(self) -> bool:
        """Whether it takes back a part of an earlier claim."""
        return self.reading.kind is DocumentKind.CREDIT_NOTE

    @property
    def vendor(self) -> int | None:
        """The key of the vendor."""
        return None if self.row.vendor is None else self.row.vendor.pk


@dataclass(slots=True)
class Desk:
    """Everything that one batch is compared with."""

    policy: Policy
    claims: dict[int, Claim]
    book: OrderBook
    balances: Balances
    credits: CreditBook
    uses: dict[int, list[Use]]  # of the earlier round, by case
    later: Mapping[int, Mapping[int, Sum]]  # by case: what younger open cases use of order lines
    closed: frozenset[tuple[str | None, str]]
    trusted_vendors: frozenset[int]
    related: Mapping[int, list[tuple[int | None, RelatedInvoice]]]  # by vendor, with invoice ids
    orders: dict[str, OrderRow] = field(default_factory=dict)
    candidates: Mapping[int, list[OrderRow]] = field(default_factory=dict)
    order_lines: dict[tuple[str | None, str | None], int] = field(default_factory=dict)
    receipt_lines: dict[tuple[str, str], int] = field(default_factory=dict)
    _came_later: Mapping[int, Sum] = field(default_factory=dict)  # than the claim being laid out

    def given(self, claim: Claim) -> CaseInput:
        """Return the input of the step for one claim, with the balances as they stand now."""
        self._came_later = {} if claim.case is None else self.later.get(claim.case.pk, {})
        row, reading = claim.row, claim.reading
        vendor = row.vendor
        period = period_of(reading.issue_date or row.arrived_on)
        mine = frozenset(name for owner, name in self.closed if owner == row.entity)
        invoice = None if claim.is_credit else self._invoice(claim)
        credit = self._credit(claim) if claim.is_credit else None
        related = self.related.get(claim.vendor or 0, ())
        return CaseInput(
            invoice=invoice,
            credit=credit,
            findings=row.findings,
            order_lines=self._lines_of_credit(credit),
            related=tuple(one for pk, one in related if pk != row.invoice_id),
            period=period,
            books_in=first_open_period(period, mine) if period in mine else None,
            is_first_of_new_vendor=vendor is not None
            and vendor.is_new
            and vendor.pk not in self.trusted_vendors,
            default_account=None if vendor is None else vendor.default_account,
            vendor_terms=None if vendor is None else vendor.payment_terms,
            due_date=row.due_date,
            discount_until=row.discount_until,
            received_on=None
            if invoice is None
            else max((line.received_date for line in invoice.receipts), default=None),
            has_hands=row.is_corrected,
        )

    def _invoice(self, claim: Claim) -> MatchInput:
        row, reading = claim.row, claim.reading
        vendor_id = None if row.vendor is None else row.vendor.vendor_id
        if row.is_duplicate:  # the same claim again: compared with nothing
            return MatchInput(reading, vendor_id, row.entity, row.arrived_on, tolerances=())
        numbers = set(filter(None, map(id_key, _numbers(reading))))
        here = {key for number in _numbers(reading) if (key := known_order(number, self.orders))}
        heads = [self.orders[key] for key in sorted(here)]
        ranked: tuple[Order, ...] = ()
        if len(heads) < len(numbers) or not numbers:
            known = [self._order(head) for head in self.candidates.get(claim.vendor or 0, ())]
            ranked = rank_candidates(reading, known)
        return MatchInput(
            reading=reading,
            vendor_id=vendor_id,
            entity=row.entity,
            arrived_on=row.arrived_on,
            orders=tuple(self._order(head) for head in heads),
            candidates=ranked,
            receipts=tuple(
                self._received(line)
                for head in heads
                for line in self.book.receipts.get(head.po_number, ())
            ),
            tolerances=(),
            needs_order=self.policy.needs_order(vendor_id),
        )

    def _credit(self, claim: Claim) -> CreditInput:
        row = claim.row
        vendor_id = None if row.vendor is None else row.vendor.vendor_id
        if row.is_duplicate:
            return CreditInput(claim.reading, vendor_id, row.entity)
        named, others = self.credits.invoices_for(row, claim.reading)
        return CreditInput(claim.reading, vendor_id, row.entity, named, others)

    def _lines_of_credit(self, credit: CreditInput | None) -> tuple[OrderLine, ...]:
        if credit is None:
            return ()
        numbers = {line.po_number for invoice in credit.invoices for line in invoice.lines}
        keys = sorted(key for number in numbers if number and (key := id_key(number)))
        found = [self.orders[key] for key in keys if key in self.orders]
        return tuple(line for head in found for line in self._order(head).lines)

    def _order(self, head: OrderRow) -> Order:
        return Order(
            po_number=head.po_number,
            vendor_id=head.vendor_id,
            entity=head.entity,
            status=OrderStatus(head.status),
            currency=head.currency,
            order_date=head.order_date,
            lines=tuple(
                self._order_line(head, line) for line in self.book.lines.get(head.order_id, ())
            ),
        )

    def _order_line(self, head: OrderRow, line: OrderLineRow) -> OrderLine:
        quantity, amount = self.balances.invoiced(line.pk, self._came_later.get(line.pk))
        packs = self.book.packs.get(line.item_pk or 0, ())
        changes = self.book.changes.get(line.pk, ())
        return OrderLine(
            po_number=head.po_number,
            po_line=line.po_line,
            quantity=line.quantity,
            unit_price=line.unit_price,
            uom=line.uom,
            line_amount=line.line_amount,
            item_id=line.item_id,
            vendor_item_id=line.vendor_item_id,
            gtin=line.gtin or line.item_gtin,
            description=line.description,
            category=line.category,
            tax_rate=line.tax_rate,
            account=line.account,
            cost_centre=line.cost_centre,
            match_kind=self.policy.match_kind(head.vendor_id, line.category),
            quantity_invoiced_before=quantity,
            amount_invoiced_before=amount,
            base_uom=line.base_uom,
            packs=tuple(Pack(pack.pack_uom, pack.pack_size, pack.valid_from) for pack in packs),
            changes=tuple(
                OrderChange(one.changed_on, one.changed_by, one.quantity, one.unit_price, one.uom)
                for one in changes
            ),
        )

    def _received(self, line: ReceiptRow) -> ReceivedLine:
        return ReceivedLine(
            receipt_number=line.receipt_number,
            receipt_line=line.receipt_line,
            po_number=line.po_number,
            po_line=line.po_line,
            received_date=line.received_date,
            quantity_accepted=_accepted(line),
            quantity_available=self.balances.available(line.pk),
            quantity_rejected=line.quantity_rejected,
            uom=line.uom,
        )


def load(invoice_ids: Sequence[int], policy: Policy) -> Desk:
    """Lock and load everything that these invoices are compared with."""
    rows = intake.claims(invoice_ids)
    readings = {pk: reading_json.from_text(row.payload) for pk, row in rows.items()}
    wanted = dict.fromkeys(number for said in readings.values() for number in _numbers(said))
    vendors = {row.vendor.pk for row in rows.values() if row.vendor is not None}
    heads = _heads(wanted)
    accounts.lock_vendors(vendors | {head.vendor_pk for head in heads.values()})
    if missing := [number for number in wanted if not known_order(number, heads)]:
        heads |= _heads(missing)  # they may have come while we waited for the locks
    cases = {
        case.invoice_id: case
        for case in Case.objects.select_for_update()
        .filter(invoice_id__in=list(rows))
        .order_by("pk")
    }
    claims = {pk: Claim(row, readings[pk], cases.get(pk)) for pk, row in rows.items()}
    credits_book = CreditBook.load(
        [(claim.row, claim.reading) for claim in claims.values() if claim.is_credit]
    )
    heads |= _heads(
        [number for number in credits_book.po_numbers if not known_order(number, heads)]
    )
    candidates = _candidates(claims.values(), heads)
    book = orders.order_book(
        {
            head.order_id: head
            for group in (heads.values(), *candidates.values())
            for head in group
        }.values()
    )
    open_cases = [case for case in cases.values() if case.state == CaseState.IN_REVIEW.value]
    uses = uses_of(open_cases)
    desk = Desk(
        policy=policy,
        claims=claims,
        book=book,
        balances=_balances(book, uses),
        credits=credits_book,
        uses=uses,
        later=accounts.later_uses(open_cases, _lines_of(book)),
        closed=books.closed_periods(None),
        trusted_vendors=_trusted(rows.values()),
        related=_related(claims.values(), policy),
        orders=heads,
        candidates=candidates,
    )
    _index(desk)
    return desk


def uses_of(cases: Collection[Case]) -> dict[int, list[Use]]:
    """Return what the newest round of each case used of orders and receipts."""
    found: dict[int, list[Use]] = {case.pk: [] for case in cases}
    if not cases:
        return found
    rounds = {case.pk: case.round for case in cases}
    receipts: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
    rows = LineMatchReceipt.objects.filter(line_match__case__in=list(rounds))
    for line, receipt, used in rows.values_list("line_match_id", "receipt_line_id", "quantity"):
        receipts[line].append((receipt, used))
    lines = LineMatch.objects.filter(case__in=list(rounds)).order_by("pk")
    for pk, case, number, order_line, quantity, amount in lines.values_list(
        "pk", "case_id", "round", "order_line_id", "quantity", "amount"
    ):
        if number == rounds[case]:
            of_receipts = tuple(receipts.get(pk, ()))
            found[case].append(Use(order_line, quantity or ZERO, amount or ZERO, of_receipts))
    return found


def _numbers(reading: InvoiceReading) -> tuple[str, ...]:
    return referenced_orders(reading) + other_references(reading)


def _heads(numbers: Iterable[str]) -> dict[str, OrderRow]:
    """Return the orders by the key of their number, also where it is spelled otherwise."""
    wanted = {number: order_keys(number) for number in numbers if id_key(number)}
    if not wanted:
        return {}
    found = {key: head for head in orders.order_heads(wanted) if (key := id_key(head.po_number))}
    left = {key for keys in wanted.values() if keys[0] not in found for key in keys}
    for head in orders.order_heads_spelled_otherwise(left):
        if key := id_key(head.po_number):
            found.setdefault(key, head)
    return found


def _candidates(
    claims: Iterable[Claim], heads: Mapping[str, OrderRow]
) -> dict[int, list[OrderRow]]:
    """Return open orders of the vendors whose claims name none, or one that is not here."""
    vendors = set()
    for claim in claims:
        if claim.vendor is None or claim.is_credit or claim.row.is_duplicate:
            continue
        stated = referenced_orders(claim.reading)
        if not stated or any(not known_order(number, heads) for number in stated):
            vendors.add(claim.vendor)
    found: dict[int, list[OrderRow]] = defaultdict(list)
    for head in orders.candidate_heads(vendors):
        found[head.vendor_pk].append(head)
    return found


def _balances(book: OrderBook, uses: Mapping[int, Sequence[Use]]) -> Balances:
    """Lock the balances of all that is loaded, and of all that earlier rounds used."""
    order_lines = _lines_of(book)
    receipts: dict[int, Decimal | None] = {}
    for used in (use for group in uses.values() for use in group):
        receipts |= dict.fromkeys((pk for pk, _ in used.receipts), None)
    for line in (line for group in book.receipts.values() for line in group):
        receipts[line.pk] = _accepted(line)
    order_lines |= {
        use.order_line for group in uses.values() for use in group if use.order_line is not None
    }
    return accounts.locked(order_lines, receipts)


def _lines_of(book: OrderBook) -> set[int]:
    return {line.pk for group in book.lines.values() for line in group}


def _accepted(line: ReceiptRow) -> Decimal:
    return max(line.quantity_received - line.quantity_rejected, ZERO)


def _trusted(rows: Iterable[ClaimRow]) -> frozenset[int]:
    """Return those of the new vendors that have had an invoice booked or approved before."""
    new = {row.vendor.pk for row in rows if row.vendor is not None and row.vendor.is_new}
    if not new:
        return frozenset()
    known = Case.objects.filter(vendor__in=new, state__in=_TRUSTED)
    return frozenset(pk for pk in known.values_list("vendor_id", flat=True).distinct() if pk)


def _related(
    claims: Iterable[Claim], policy: Policy
) -> dict[int, list[tuple[int | None, RelatedInvoice]]]:
    """Return invoices of the same days, where a limit exists that a split could slip under."""
    spans: dict[int, tuple[date, date]] = {}
    for claim in claims:
        day = claim.reading.issue_date
        if claim.vendor is None or day is None or claim.is_credit:
            continue
        if policy.approval_limit(claim.reading.currency) is None:
            continue
        first, last = spans.get(claim.vendor, (day, day))
        spans[claim.vendor] = (min(first, day), max(last, day))
    found: dict[int, list[tuple[int | None, RelatedInvoice]]] = {}
    for vendor, group in intake.invoices_around(spans, days=SPLIT_DAYS).items():
        found[vendor] = [
            (
                one.invoice_id,
                RelatedInvoice(
                    reference=one.invoice_number or "an invoice without a number",
                    issue_date=one.issue_date,
                    gross_total=one.gross_total,
                    currency=one.currency or "",
                    purchase_order=one.purchase_order,
                ),
            )
            for one in group
            if one.issue_date is not None and one.gross_total is not None
        ]
    return found


def _index(desk: Desk) -> None:
    """Note which row stands behind each order line and receipt line that the rules name."""
    numbers = {head.order_id: head.po_number for head in desk.book.orders}
    for order_id, lines in desk.book.lines.items():
        for line in lines:
            desk.order_lines[numbers[order_id], line.po_line] = line.pk
    for receipts in desk.book.receipts.values():
        for receipt in receipts:
            desk.receipt_lines[receipt.receipt_number, receipt.receipt_line] = receipt.pk
