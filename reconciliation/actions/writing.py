"""Writing what a batch of matching found: one statement a table, however many cases there are.

Keys are taken from the sequences beforehand, so that rows of several tables can name one another
without a question to the database in between.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection

from core.fields import columns
from intake.rules.findings import FindingValue

Row = tuple[object, ...]

_CASE_KEYS = """
    SELECT nextval(pg_get_serial_sequence('reconciliation_case', 'id'))
    FROM generate_series(1, %s)
"""
_LINE_KEYS = """
    SELECT nextval(pg_get_serial_sequence('reconciliation_linematch', 'id'))
    FROM generate_series(1, %s)
"""
_CASES = """
    INSERT INTO reconciliation_case
        (id, document_id, invoice_id, kind, state, would_pass, case_class, confidence,
         confidence_low, confidence_high, match_status, strategy, entity, vendor_id, vendor_name,
         invoice_number, currency, gross_total, at_stake, exception_codes, due_at, discount_until,
         urgent_on, round, outcome_hash, opened_at, changed_at, version)
    SELECT id, document_id, invoice_id, kind, 'in_review', would_pass, case_class, confidence,
           confidence_low, confidence_high, match_status, strategy, entity, vendor_id, vendor_name,
           invoice_number, currency, gross_total, at_stake,
           string_to_array(exception_codes, ','), due_at, discount_until, urgent_on, round,
           outcome_hash, opened_at, %s, 1
    FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::bool[], %s::text[],
                %s::numeric[], %s::numeric[], %s::numeric[], %s::text[], %s::text[], %s::text[],
                %s::bigint[], %s::text[], %s::text[], %s::text[], %s::numeric[], %s::numeric[],
                %s::text[], %s::timestamptz[], %s::date[], %s::date[], %s::int[], %s::text[],
                %s::timestamptz[])
        AS draft (id, document_id, invoice_id, kind, would_pass, case_class, confidence,
                  confidence_low, confidence_high, match_status, strategy, entity, vendor_id,
                  vendor_name, invoice_number, currency, gross_total, at_stake, exception_codes,
                  due_at, discount_until, urgent_on, round, outcome_hash, opened_at)
"""
_MATCH_AGAIN = """
    UPDATE reconciliation_case AS known SET
        kind = draft.kind, would_pass = draft.would_pass, case_class = draft.case_class,
        confidence = draft.confidence, confidence_low = draft.confidence_low,
        confidence_high = draft.confidence_high, match_status = draft.match_status,
        strategy = draft.strategy, entity = draft.entity, vendor_id = draft.vendor_id,
        vendor_name = draft.vendor_name, invoice_number = draft.invoice_number,
        currency = draft.currency, gross_total = draft.gross_total, at_stake = draft.at_stake,
        exception_codes = string_to_array(draft.exception_codes, ','), due_at = draft.due_at,
        discount_until = draft.discount_until, urgent_on = draft.urgent_on, round = draft.round,
        outcome_hash = draft.outcome_hash, changed_at = %s, version = known.version + 1
    FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::bool[], %s::text[],
                %s::numeric[], %s::numeric[], %s::numeric[], %s::text[], %s::text[], %s::text[],
                %s::bigint[], %s::text[], %s::text[], %s::text[], %s::numeric[], %s::numeric[],
                %s::text[], %s::timestamptz[], %s::date[], %s::date[], %s::int[], %s::text[],
                %s::timestamptz[])
        AS draft (id, document_id, invoice_id, kind, would_pass, case_class, confidence,
                  confidence_low, confidence_high, match_status, strategy, entity, vendor_id,
                  vendor_name, invoice_number, currency, gross_total, at_stake, exception_codes,
                  due_at, discount_until, urgent_on, round, outcome_hash, opened_at)
    WHERE known.id = draft.id
"""
_LINES = """
    INSERT INTO reconciliation_linematch
        (id, case_id, round, position, line, order_line_id, po_number, po_line, quantity, amount,
         quantity_variance, price_variance, amount_variance)
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::int[], %s::int[], %s::text[],
                         %s::bigint[], %s::text[], %s::text[], %s::numeric[], %s::numeric[],
                         %s::numeric[], %s::numeric[], %s::numeric[])
"""
_RECEIPTS = """
    INSERT INTO reconciliation_linematchreceipt
        (line_match_id, receipt_line_id, receipt_number, receipt_line_number, quantity)
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::numeric[])
"""
_EXCEPTIONS = """
    INSERT INTO reconciliation_caseexception
        (case_id, round, position, code, line, field, expected, actual, tolerance, reference, text)
    SELECT * FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::text[], %s::text[], %s::text[],
                         %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
"""
_PROPOSALS = """
    INSERT INTO reconciliation_proposal (case_id, round, action, journal, by, version)
    SELECT case_id, round, action, journal::jsonb, 'rule', version
    FROM unnest(%s::bigint[], %s::int[], %s::text[], %s::text[], %s::text[])
        AS draft (case_id, round, action, journal, version)
"""
_WAITS = """
    INSERT INTO reconciliation_casewait (case_id, po_number, attempts)
    SELECT case_id, po_number, 0 FROM unnest(%s::bigint[], %s::text[]) AS draft (case_id, po_number)
    ON CONFLICT (case_id, po_number) DO NOTHING
"""
_NO_LONGER_WAITING = """
    DELETE FROM reconciliation_casewait AS wait
    USING unnest(%s::bigint[], %s::text[]) AS kept (case_id, po_numbers)
    WHERE wait.case_id = kept.case_id
      AND NOT wait.po_number = ANY(string_to_array(kept.po_numbers, chr(10)))
"""
_HOLDS = """
    INSERT INTO reconciliation_hold (case_id, hold_reason, owner, placed_at)
    SELECT case_id, hold_reason, NULL, %s
    FROM unnest(%s::bigint[], %s::text[]) AS draft (case_id, hold_reason)
    ON CONFLICT DO NOTHING
    RETURNING case_id, hold_reason
"""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """What stands on a case after a round of matching."""

    pk: int
    document_id: int
    invoice_id: int
    kind: str
    would_pass: bool
    case_class: str
    confidence: Decimal
    confidence_low: Decimal
    confidence_high: Decimal
    match_status: str
    strategy: str | None
    entity: str | None
    vendor: int | None
    vendor_name: str | None
    invoice_number: str | None
    currency: str | None
    gross_total: Decimal | None
    at_stake: Decimal
    exception_codes: tuple[str, ...]
    due_at: datetime | None
    discount_until: date | None
    urgent_on: date
    round: int
    outcome_hash: str
    opened_at: datetime

    def columns(self) -> Row:
        """Return the values in the order of the statements."""
        return (
            self.pk, self.document_id, self.invoice_id, self.kind, self.would_pass, self.case_class,
            self.confidence, self.confidence_low, self.confidence_high, self.match_status,
            self.strategy, self.entity, self.vendor, self.vendor_name, self.invoice_number,
            self.currency, self.gross_total, self.at_stake, ",".join(self.exception_codes),
            self.due_at, self.discount_until, self.urgent_on, self.round, self.outcome_hash,
            self.opened_at,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LineRow:
    """One invoice line, or a share of one, beside its order line, with the receipts it uses."""

    line: str
    order_line: int | None
    po_number: str | None
    po_line: str | None
    quantity: Decimal | None
    amount: Decimal | None
    quantity_variance: Decimal | None
    price_variance: Decimal | None
    amount_variance: Decimal | None
    receipts: tuple[tuple[int, str, str, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class RoundRow:
    """Everything that one round of matching writes for one case."""

    case: CaseRow
    is_new: bool
    lines: tuple[LineRow, ...]
    exceptions: tuple[FindingValue, ...]
    action: str
    journal: tuple[Mapping[str, str | None], ...]
    version: str
    waits_for: tuple[str, ...]
    holds: tuple[str, ...]


def new_case_keys(count: int) -> list[int]:
    """Return keys for new cases, in ascending order."""
    return _keys(_CASE_KEYS, count)


def _keys(statement: str, count: int) -> list[int]:
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement, [count])
        return sorted(row[0] for row in cursor.fetchall())


def write_rounds(rounds: Sequence[RoundRow], *, at: datetime) -> list[tuple[int, str]]:
    """Write the rounds of a batch; return (case, reason) of each hold that is new."""
    _insert(_CASES, [each.case.columns() for each in rounds if each.is_new], before=(at,))
    _insert(_MATCH_AGAIN, [each.case.columns() for each in rounds if not each.is_new], before=(at,))
    _write_lines(rounds)
    _insert(_EXCEPTIONS, [row for each in rounds for row in _exception_rows(each)])
    _insert(
        _PROPOSALS,
        [
            (each.case.pk, each.case.round, each.action, json.dumps(each.journal), each.version)
            for each in rounds
        ],
    )
    _write_waits(rounds)
    return _write_holds(rounds, at=at)


def _write_lines(rounds: Sequence[RoundRow]) -> None:
    keys = iter(_keys(_LINE_KEYS, sum(len(each.lines) for each in rounds)))
    lines: list[Row] = []
    receipts: list[Row] = []
    for each in rounds:
        for position, line in enumerate(each.lines):
            pk = next(keys)
            lines.append(
                (
                    pk, each.case.pk, each.case.round, position, line.line, line.order_line,
                    line.po_number, line.po_line, line.quantity, line.amount,
                    line.quantity_variance, line.price_variance, line.amount_variance,
                )
            )  # fmt: skip
            receipts += [(pk, *used) for used in line.receipts]
    _insert(_LINES, lines)
    _insert(_RECEIPTS, receipts)


def _exception_rows(each: RoundRow) -> list[Row]:
    return [
        (
            each.case.pk, each.case.round, position, found.code.value, found.line, found.field,
            found.expected, found.actual, found.tolerance, found.reference, found.text,
        )
        for position, found in enumerate(each.exceptions)
    ]  # fmt: skip


def _write_waits(rounds: Sequence[RoundRow]) -> None:
    again = [(each.case.pk, "\n".join(each.waits_for)) for each in rounds if not each.is_new]
    _insert(_NO_LONGER_WAITING, again)
    _insert(_WAITS, [(each.case.pk, number) for each in rounds for number in each.waits_for])


def _write_holds(rounds: Sequence[RoundRow], *, at: datetime) -> list[tuple[int, str]]:
    rows = [(each.case.pk, reason) for each in rounds for reason in each.holds]
    if not rows:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_HOLDS, [at, *columns(rows)])
        return [(case, reason) for case, reason in cursor.fetchall()]


def _insert(statement: str, rows: Sequence[Row], *, before: tuple[datetime, ...] = ()) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(statement, (*before, *columns(rows)))
