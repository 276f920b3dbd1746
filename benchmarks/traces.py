"""What an installation holds in business terms, to compare two of them that should be the same."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

_SAME = {
    "documents": "SELECT sha256, state, document_type, records FROM intake_document"
    " WHERE document_type = 'invoice' ORDER BY 1",
    "invoices": "SELECT invoice_number, seller_key, entity, gross_total::text, due_date::text"
    " FROM intake_invoice ORDER BY 1, 2",
    "invoice lines": "SELECT invoice.invoice_number, line.position, line.net::text FROM"
    " intake_invoiceline AS line JOIN intake_invoice AS invoice ON invoice.id = line.invoice_id"
    " ORDER BY 1, 2",
    "cases": "SELECT invoice_number, state, round, array_to_string(exception_codes, ','),"
    " at_stake::text FROM reconciliation_case ORDER BY 1",
    "line matches": "SELECT c.invoice_number, m.position, m.po_number, m.po_line,"
    " m.quantity::text FROM reconciliation_linematch AS m"
    " JOIN reconciliation_case AS c ON c.id = m.case_id ORDER BY 1, 2",
    "entries": "SELECT entry.reference, posting_date::text, entry.entity, count(line.id),"
    " sum(line.debit)::text, sum(line.credit)::text FROM ledger_journalentry AS entry"
    " JOIN ledger_journalline AS line ON line.entry_id = entry.id"
    " GROUP BY entry.id ORDER BY 1, 2",
    "balances of accounts": "SELECT account, sum(debit)::text, sum(credit)::text"
    " FROM ledger_journalline GROUP BY account ORDER BY 1",
    "balances of orders": "SELECT o.po_number, l.po_line, b.quantity_invoiced::numeric(20,4)::text,"
    " b.amount_invoiced::numeric(20,4)::text FROM reconciliation_orderbalance AS b"
    " JOIN intake_purchaseorderline AS l ON l.id = b.order_line_id"
    " JOIN intake_purchaseorder AS o ON o.id = l.order_id ORDER BY 1, 2",
    "balances of receipts": "SELECT r.receipt_number, l.receipt_line,"
    " b.quantity_consumed::numeric(20,4)::text FROM reconciliation_receiptbalance AS b"
    " JOIN intake_receiptline AS l ON l.id = b.receipt_line_id"
    " JOIN intake_receipt AS r ON r.id = l.receipt_id ORDER BY 1, 2",
    "events": "SELECT action, count(*) FROM audit_auditevent WHERE action IN"
    " ('intake.document.read', 'intake.invoice.identified', 'ledger.entry.posted',"
    " 'reconciliation.case.matched', 'reconciliation.case.passed_straight_through')"
    " AND coalesce(payload->>'document_type', 'invoice') = 'invoice' GROUP BY action ORDER BY 1",
}
_NEVER = {
    "invoices without a case": "SELECT count(*) FROM intake_invoice AS i WHERE NOT EXISTS"
    " (SELECT FROM reconciliation_case AS c WHERE c.invoice_id = i.id)",
    "documents left on their way": "SELECT count(*) FROM intake_document"
    " WHERE state IN ('received', 'read')",
    "booked cases without their entry": "SELECT count(*) FROM reconciliation_case AS c"
    " WHERE c.booked_as IS NOT NULL AND NOT EXISTS"
    " (SELECT FROM ledger_journalentry AS e WHERE e.entry_id = c.booked_as)",
    "entries without a case": "SELECT count(*) FROM ledger_journalentry AS e"
    " WHERE e.source = 'case' AND NOT EXISTS"
    " (SELECT FROM reconciliation_case AS c WHERE c.booked_as = e.entry_id)",
    "entries that do not balance": "SELECT count(*) FROM (SELECT entry_id FROM ledger_journalline"
    " GROUP BY entry_id HAVING sum(debit) <> sum(credit)) AS uneven",
    "documents without their bytes": "SELECT count(*) FROM intake_document AS d WHERE NOT EXISTS"
    " (SELECT FROM audit_content AS c WHERE c.sha256 = d.sha256)",
    "documents received twice on the trail": "SELECT count(*) FROM (SELECT subject"
    " FROM audit_auditevent WHERE action = 'intake.document.received'"
    " GROUP BY subject HAVING count(*) > 1) AS twice",
    "bundles without their event": "SELECT count(*) FROM audit_bundle AS b WHERE NOT EXISTS"
    " (SELECT FROM audit_auditevent AS e WHERE e.event_id = b.event_id)",
}

_WHILE_IT_WAITS = {"documents left on their way", "invoices without a case"}


def _rows(sql: str) -> list[list[Any]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [list(row) for row in cursor.fetchall()]


def fingerprint() -> dict[str, Any]:
    """Return everything that must be the same after any interruption, by natural keys."""
    return {name: _rows(sql) for name, sql in _SAME.items()}


def differences(expected: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """Say in words where two fingerprints differ."""
    told = []
    for name, rows in expected.items():
        wanted, here = [tuple(row) for row in rows], [tuple(row) for row in found[name]]
        if wanted == here:
            continue
        missing = list(set(wanted) - set(here))
        more = list(set(here) - set(wanted))
        told.append(
            f"{name}: {len(wanted)} rows expected, {len(here)} found;"
            f" missing {missing[:2]}, too many {more[:2]}"
        )
    return told


def half_written() -> list[str]:
    """Say what is there in part: between two steps a document may wait, but be whole."""
    told = _broken(name for name in _NEVER if name not in _WHILE_IT_WAITS)
    (row,) = _rows(
        "SELECT count(*) FROM intake_document AS d WHERE state = 'read' AND NOT EXISTS"
        " (SELECT FROM intake_invoiceline AS l JOIN intake_invoice AS i ON i.id = l.invoice_id"
        " WHERE i.document_id = d.id)"
    )
    return [*told, f"{row[0]} read documents without lines"] if row[0] else told


def _broken(names: Iterable[str]) -> list[str]:
    return [f"{count} {name}" for name in names if (count := _rows(_NEVER[name])[0][0])]


def broken_promises() -> list[str]:
    """Say what must never be, whatever happened; the log is sealed and verified."""
    from django.utils import timezone

    from audit import actions as audit
    from audit import queries

    told = _broken(_NEVER)
    audit.seal(at=timezone.now())
    verified = queries.verify()
    if not verified.ok:
        told.append(f"the log does not verify: {verified}")
    return told


def progress() -> float:
    """Return the share of the way that all documents together have come."""
    (row,) = _rows(
        "SELECT count(*), count(*) FILTER (WHERE state = 'read'),"
        " count(*) FILTER (WHERE state NOT IN ('received', 'read'))"
        " FROM intake_document WHERE filename LIKE '%.xml'"
    )
    every, read, done = row
    return (read / 2 + done) / every if every else 0.0


def waiting() -> int:
    """Count the documents that are still on their way."""
    return int(
        _rows("SELECT count(*) FROM intake_document WHERE state IN ('received', 'read')")[0][0]
    )


def lost_events(noted: Path) -> list[str]:
    """Say which acknowledged events are not in the log."""
    if not noted.exists():
        return []
    kept = {
        row[0] for row in _rows("SELECT subject FROM audit_auditevent WHERE action = 'probe.run'")
    }
    said = [line for line in noted.read_text(encoding="utf-8").split("\n")[:-1] if line]
    lost = [subject for subject in said if subject not in kept]
    return [f"{len(lost)} of {len(said)} acknowledged events are lost"] if lost else []
