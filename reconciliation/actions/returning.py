"""A booked credit note gives back what its invoice had used of receipts, and takes it again.

So the bill that comes instead finds them free (T32). Nothing is given back while the credit note or
its invoice still waits: what a person may reject frees nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from audit import actions as audit
from core.actors import Actor
from core.money import decimal_text
from intake.queries import matching as intake
from intake.queries import order_book
from intake.queries.order_book import OrderBook, OrderLineRow, ReceiptRow
from intake.rules import reading_json
from intake.rules.reading import DocumentKind
from reconciliation.actions.balances import RECEIPT_GUARD, Use, locked
from reconciliation.actions.crediting import CreditBook, wait_key
from reconciliation.models import Case, CaseState, GivenBack, LineMatch, LineMatchReceipt
from reconciliation.rules.credits import CreditInput, credited_invoice
from reconciliation.rules.returns import UsedReceipt, given_back
from reconciliation.rules.units import SAME, Factor, Pack, factor

ZERO = Decimal(0)
CREDIT_NOTE = DocumentKind.CREDIT_NOTE.value
_BOOKED = (CaseState.STRAIGHT_THROUGH.value, CaseState.POSTED.value)
Sums = dict[int, Decimal]


class UnableToTakeAgain(Exception):
    """What a credit note had given back was billed again since."""


@dataclass(slots=True)
class _Billed:
    """What stands of an invoice on one order line, and the receipts behind it."""

    quantity: Decimal = ZERO
    receipts: list[tuple[int, Decimal]] = field(default_factory=list)  # as they were used


def give_back(cases: Sequence[Case], *, actor: Actor, at: datetime) -> frozenset[str]:
    """Give back what the credit notes among cases that were just booked took off their invoices.

    A credit note whose invoice is booked only now is among them. Return the orders in question.
    """
    notes = _credit_notes(cases)
    if not notes:
        return frozenset()
    invoices = _invoices_of(notes)
    for note in notes:
        invoice = invoices.get(note.pk)
        if invoice is not None:
            _write(note, invoice, actor=actor, at=at)
    return given_back_with(cases)


def given_back_with(booked: Sequence[Case]) -> frozenset[str]:
    """Return the orders of which booking these cases gave receipts back."""
    keys = [case.pk for case in booked]
    rows = GivenBack.objects.filter(receipt_line__isnull=False).filter(
        Q(credit_note__in=keys) | Q(invoice__in=keys)
    )
    return (
        frozenset(rows.values_list("order_line__order__po_number", flat=True))
        if keys
        else frozenset()
    )


def take_again(case: Case, *, actor: Actor, at: datetime) -> None:
    """Take again what a credit note gave back, before its booking is reversed.

    :raises UnableToTakeAgain: another invoice was matched with it since.
    """
    rows = list(GivenBack.objects.filter(credit_note=case).order_by("pk"))
    if not rows:
        return
    try:
        with transaction.atomic():
            _move(rows, sign=1)
    except IntegrityError as error:
        if RECEIPT_GUARD not in str(error):
            raise
        raise UnableToTakeAgain(
            f"What {case.case_id} gave back was billed again since. Reverse or reject that first."
        ) from error
    _leave_a_trail("reconciliation.receipts.taken_again", case, rows, actor=actor, at=at)
    GivenBack.objects.filter(pk__in=[row.pk for row in rows]).delete()


def taken_back_by(case: Case) -> list[str]:
    """Return the booked credit notes that gave back what an invoice used."""
    notes = GivenBack.objects.filter(invoice=case).order_by("credit_note_id")
    return [f"C-{pk}" for pk in notes.values_list("credit_note_id", flat=True).distinct()]


def _credit_notes(cases: Sequence[Case]) -> list[Case]:
    """Return those that are booked and gave nothing back yet: these, or of these invoices."""
    own = [case.pk for case in cases if case.kind == CREDIT_NOTE]
    bills = {
        wait_key(case.vendor_id, case.invoice_number) for case in cases if case.kind != CREDIT_NOTE
    } - {None}
    booked = Case.objects.filter(kind=CREDIT_NOTE, state__in=_BOOKED, gives_back__isnull=True)
    found = list(booked.filter(pk__in=own)) if own else []
    if bills:
        others = booked.filter(vendor__in={case.vendor_id for case in cases}).exclude(pk__in=own)
        found += [
            note
            for note in others.annotate(names=F("invoice__preceding_invoice"))
            if wait_key(note.vendor_id, note.names) in bills
        ]
    return sorted(found, key=lambda case: case.pk)


def _invoices_of(notes: Sequence[Case]) -> dict[int, Case]:
    """Return the booked invoice that each credit note names, by the key of the credit note."""
    rows = intake.claims([note.invoice_id for note in notes])
    readings = {pk: reading_json.from_text(row.payload) for pk, row in rows.items()}
    book = CreditBook.load([(row, readings[pk]) for pk, row in rows.items()])
    named: dict[int, str] = {}
    for note in notes:
        row, reading = rows[note.invoice_id], readings[note.invoice_id]
        vendor_id = None if row.vendor is None else row.vendor.vendor_id
        invoices, _ = book.invoices_for(row, reading)
        invoice = credited_invoice(CreditInput(reading, vendor_id, row.entity, invoices))
        if invoice is not None:
            named[note.pk] = invoice.reference
    booked = {
        case.case_id: case
        for case in Case.objects.filter(
            pk__in=[int(name[2:]) for name in named.values() if name.startswith("C-")],
            state__in=_BOOKED,
        )
    }
    return {pk: booked[name] for pk, name in named.items() if name in booked}


def _write(note: Case, invoice: Case, *, actor: Actor, at: datetime) -> None:
    """Write what one credit note gives back, line by line of the order."""
    credited: Sums = defaultdict(Decimal)
    lines = LineMatch.objects.filter(case=note, round=note.round, quantity__lt=0)
    for order_line, quantity in lines.values_list("order_line_id", "quantity"):
        if order_line is not None:
            credited[order_line] -= quantity or ZERO
    billed = _billed(invoice, credited)
    ratios = _ratios(credited)
    rows: list[GivenBack] = []
    for order_line, quantity in sorted(credited.items()):
        known = billed.get(order_line, _Billed())
        rows += _rows(note, invoice, order_line, quantity, known, ratios)
    GivenBack.objects.bulk_create(rows)
    _move(rows, sign=-1)
    if rows:
        _leave_a_trail("reconciliation.receipts.given_back", note, rows, actor=actor, at=at)


def _rows(
    note: Case,
    invoice: Case,
    order_line: int,
    credited: Decimal,
    billed: _Billed,
    ratios: Mapping[int, Factor],
) -> list[GivenBack]:
    """Return what is given back on one order line; nothing where a unit cannot be converted."""
    parts = {"credit_note": note, "invoice": invoice, "order_line_id": order_line}
    used = [UsedReceipt(pk, n, ratios[pk]) for pk, n in billed.receipts if pk in ratios]
    freed = given_back(credited, billed.quantity, used) if len(used) == len(billed.receipts) else ()
    rows = [
        GivenBack(
            **parts,
            receipt_line_id=each.receipt_line,
            quantity=each.quantity,
            receipt_quantity=each.of_receipt,
        )
        for each in freed
    ]
    rest = credited - sum((each.quantity for each in freed), ZERO)
    return [*rows, GivenBack(**parts, quantity=rest)] if rest > 0 else rows


def _billed(invoice: Case, order_lines: Collection[int]) -> dict[int, _Billed]:
    """Return what an invoice bills of these order lines, less what was given back of it."""
    found: dict[int, _Billed] = defaultdict(_Billed)
    back = GivenBack.objects.filter(invoice=invoice, order_line__in=list(order_lines))
    less: dict[tuple[int, int | None], Decimal] = defaultdict(Decimal)
    for order_line, receipt, quantity, of_receipt in back.values_list(
        "order_line_id", "receipt_line_id", "quantity", "receipt_quantity"
    ):
        found[order_line].quantity -= quantity
        less[order_line, receipt] += of_receipt
    lines = LineMatch.objects.filter(
        case=invoice, round=invoice.round, order_line__in=list(order_lines)
    )
    for order_line, billed in lines.values_list("order_line_id", "quantity"):
        if order_line is not None:
            found[order_line].quantity += billed or ZERO
    uses: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    used = LineMatchReceipt.objects.filter(line_match__in=lines).order_by("pk")
    for order_line, receipt, taken in used.values_list(
        "line_match__order_line_id", "receipt_line_id", "quantity"
    ):
        if order_line is not None:
            uses[order_line, receipt] += taken
    for (order_line, receipt), taken in uses.items():
        left = taken - less[order_line, receipt]
        if left > 0:
            found[order_line].receipts.append((receipt, left))
    return found


def _ratios(order_lines: Collection[int]) -> dict[int, Factor]:
    """Return how each receipt line of these order lines counts in the order's unit."""
    numbers = LineMatch.objects.filter(order_line__in=list(order_lines), po_number__isnull=False)
    heads = order_book.order_heads({str(n) for n in numbers.values_list("po_number", flat=True)})
    book = order_book.order_book(heads)
    placed = {
        (head.po_number, line.po_line): line
        for head in heads
        for line in book.lines.get(head.order_id, ())
        if line.pk in order_lines
    }
    found = {}
    for receipt in (one for group in book.receipts.values() for one in group):
        line = placed.get((receipt.po_number, receipt.po_line))
        if line is not None and (ratio := _ratio(receipt, line, book)) is not None:
            found[receipt.pk] = ratio
    return found


def _ratio(receipt: ReceiptRow, line: OrderLineRow, book: OrderBook) -> Factor | None:
    """Return the factor; `None` where there is none, or the order changed its unit."""
    if any(change.uom != line.uom for change in book.changes.get(line.pk, ())):
        return None
    target = line.uom or line.base_uom
    if receipt.uom is None or target is None or receipt.uom == target:
        return SAME
    packs = book.packs.get(line.item_pk or 0, ())
    return factor(
        receipt.uom,
        target,
        packs=tuple(Pack(pack.pack_uom, pack.pack_size, pack.valid_from) for pack in packs),
        base_uom=line.base_uom,
        on=receipt.received_date,
    )


def _move(rows: Iterable[GivenBack], *, sign: int) -> None:
    """Move the balances of the receipts; orders moved when the credit note was matched."""
    moved = [
        (row.receipt_line_id, row.receipt_quantity * sign)
        for row in rows
        if row.receipt_line_id is not None
    ]
    if not moved:
        return
    balances = locked((), dict.fromkeys((pk for pk, _ in moved), None))
    balances.take([Use(None, ZERO, ZERO, tuple(moved))])
    balances.write()


def _leave_a_trail(
    action: str, note: Case, rows: Sequence[GivenBack], *, actor: Actor, at: datetime
) -> None:
    freed = GivenBack.objects.filter(credit_note=note, receipt_line__isnull=False).order_by("pk")
    named = freed.annotate(
        number=F("receipt_line__receipt__receipt_number"), line=F("receipt_line__receipt_line")
    )
    audit.record(
        action=action,
        subject=f"case:{note.case_id}",
        actor=actor,
        at=at,
        payload={
            "invoice": f"C-{rows[0].invoice_id}",
            "receipts": [
                {"receipt_number": number, "receipt_line": line, "quantity": decimal_text(quantity)}
                for number, line, quantity in named.values_list(
                    "number", "line", "receipt_quantity"
                )
            ],
        },
        entity=note.entity,
    )
