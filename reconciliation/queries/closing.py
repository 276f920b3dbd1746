"""What a close asks for: undecided cases, and goods that arrived without a booked invoice."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from reconciliation.models import Case, CaseState
from reconciliation.rules.accruals import OpenReceipt
from reconciliation.rules.units import Pack

LISTED = 200

# What booked invoices took is counted by the newest round of their cases; an invoice that is
# booked into a later period leaves the goods open at the end of this one.
_OPEN_RECEIPTS = """
    SELECT receipt.receipt_number, received.receipt_line, received.po_number, received.po_line,
           received.received_date,
           received.quantity_received - received.quantity_rejected - coalesce(taken.quantity, 0),
           received.uom, line.uom, line.unit_price, orders.currency, line.account,
           line.cost_centre, item.base_uom, line.item_id
    FROM intake_receiptline AS received
    JOIN intake_receipt AS receipt ON receipt.id = received.receipt_id
    JOIN intake_purchaseorder AS orders ON orders.po_number = received.po_number
    JOIN intake_purchaseorderline AS line
         ON line.order_id = orders.id AND line.po_line = received.po_line
    LEFT JOIN intake_item AS item ON item.id = line.item_id
    LEFT JOIN (
        SELECT booked.receipt_line_id, sum(booked.quantity) AS quantity
        FROM (
            SELECT used.receipt_line_id, used.quantity
            FROM reconciliation_linematchreceipt AS used
            JOIN reconciliation_linematch AS matched ON matched.id = used.line_match_id
            JOIN reconciliation_case AS cases
                 ON cases.id = matched.case_id AND cases.round = matched.round
            JOIN ledger_journalentry AS entry ON entry.entry_id = cases.booked_as
            WHERE entry.period <= %s AND cases.kind = 'invoice'
            UNION ALL
            SELECT given.receipt_line_id, -given.receipt_quantity
            FROM reconciliation_givenback AS given
            JOIN reconciliation_case AS note ON note.id = given.credit_note_id
            JOIN ledger_journalentry AS taken ON taken.entry_id = note.booked_as
            JOIN reconciliation_case AS invoice ON invoice.id = given.invoice_id
            JOIN ledger_journalentry AS entry ON entry.entry_id = invoice.booked_as
            WHERE greatest(taken.period, entry.period) <= %s AND given.receipt_line_id IS NOT NULL
        ) AS booked
        GROUP BY booked.receipt_line_id
    ) AS taken ON taken.receipt_line_id = received.id
    WHERE orders.entity IS NOT DISTINCT FROM %s AND received.received_date <= %s
      AND received.quantity_received - received.quantity_rejected > coalesce(taken.quantity, 0)
    ORDER BY received.received_date, received.id
"""
_PACKS = """
    SELECT item_id, pack_uom, pack_size, valid_from FROM intake_itempack
    WHERE item_id = ANY(%s) ORDER BY valid_from, id
"""


def undecided_cases(period: str, entity: str | None) -> "QuerySet[Case]":
    """Return the open cases whose documents belong to the period, oldest first."""
    return _undecided(period).filter(Q(entity=entity)).order_by("pk")


def count_undecided(period: str, entities: frozenset[str] | None) -> int:
    """Count the open cases of a period that the reader may see."""
    cases = _undecided(period)
    return (cases if entities is None else cases.filter(entity__in=sorted(entities))).count()


def belonging(cases: "QuerySet[Case]", period: str) -> "QuerySet[Case]":
    """Narrow cases to those whose documents belong to the period."""
    year, month = int(period[:4]), int(period[5:])
    return cases.annotate(belongs_on=Coalesce("invoice__issue_date", "document__as_of")).filter(
        belongs_on__year=year, belongs_on__month=month
    )


def _undecided(period: str) -> "QuerySet[Case]":
    return belonging(Case.objects.filter(state=CaseState.IN_REVIEW.value), period)


def undecided_case_ids(period: str, entity: str | None) -> list[str]:
    """Return the first undecided cases of a period by their names."""
    keys = undecided_cases(period, entity).values_list("pk", flat=True)[:LISTED]
    return [f"C-{pk}" for pk in keys]


def open_receipts(*, entity: str | None, period: str, ends_on: date) -> list[OpenReceipt]:
    """Return what arrived until the end of a period and was not invoiced and booked in it."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_RECEIPTS, [period, period, entity, ends_on])
        rows = cursor.fetchall()
    # Packs matter only where a receipt counts in another unit than its order.
    packs = _packs({row[13] for row in rows if row[13] is not None and row[6] != row[7]})
    return [replace(OpenReceipt(*row[:13]), packs=packs.get(row[13], ())) for row in rows]


def _packs(items: Collection[int]) -> dict[int, tuple[Pack, ...]]:
    found: dict[int, list[Pack]] = defaultdict(list)
    if items:
        with connection.cursor() as cursor:
            cursor.execute(_PACKS, [sorted(items)])
            for item, uom, size, valid_from in cursor.fetchall():
                found[item].append(Pack(uom, size, valid_from))
    return {item: tuple(each) for item, each in found.items()}
