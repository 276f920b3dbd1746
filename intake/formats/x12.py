"""X12 files: which sets are read, which are only named, and how a set stands alone."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from intake.formats import (
    edi_files,
    kinds,
    x12_acknowledgement,
    x12_grocery,
    x12_interchange,
    x12_invoice,
    x12_notices,
    x12_orders,
    x12_remittance,
)
from intake.formats.edi import FrameProblem, Interchange, Message, Text, Values
from intake.formats.edi_files import Kind, Syntax
from intake.rules import remittance_checks
from intake.rules.acknowledgements import Answer
from intake.rules.findings import FindingValue, ReadFile, Table
from intake.rules.reading import DocumentType, InvoiceReading

_T: Final = DocumentType
_WINDOW: Final = 4096
_FIRST_SET: Final = re.compile(rb"\bST[^A-Za-z0-9\s](\d{3})\b")
_KINDS: Final = {
    "810": Kind(_T.INVOICE, "an invoice (810)", "BIG", demands=(1, 2)),
    "880": Kind(_T.INVOICE, "a grocery invoice (880)", "G01"),
    "850": Kind(_T.PURCHASE_ORDER, "a purchase order (850)", "BEG", table="orders", demands=(3, 5)),
    "860": Kind(
        _T.PURCHASE_ORDER, "a change of an order (860)", "BCH", table="changes", demands=(3,)
    ),
    "861": Kind(
        _T.RECEIPT_ADVICE, "a receiving advice (861)", "BRA", table="receipts", demands=(1, 2)
    ),
    "855": Kind(_T.ORDER_CONFIRMATION, "an order acknowledgement (855)", "BAK", demands=(3,)),
    "856": Kind(_T.SHIPMENT_NOTICE, "a shipment notice (856)", "BSN", demands=(2,)),
    "820": Kind(_T.REMITTANCE, "a remittance advice (820)", "BPR", demands=(2,)),
    "812": Kind(_T.DEDUCTION, "a credit or debit adjustment (812)", "BCD"),
    "997": Kind(_T.ACKNOWLEDGEMENT, "an acknowledgement (997)", "AK1"),
    "999": Kind(_T.ACKNOWLEDGEMENT, "an acknowledgement (999)", "AK1"),
    "824": Kind(_T.ACKNOWLEDGEMENT, "an application advice (824)"),
    "865": Kind(_T.ORDER_CONFIRMATION, "an answer to an order change (865)"),
    "180": Kind(_T.OTHER, "a return authorization (180)"),
    "811": Kind(_T.OTHER, "a consolidated service invoice (811)"),
    "816": Kind(_T.OTHER, "a list of organizations (816)"),
    "832": Kind(_T.OTHER, "a price catalog (832)"),
    "846": Kind(_T.OTHER, "an inventory advice (846)"),
    "852": Kind(_T.OTHER, "a product activity report (852)"),
    "857": Kind(_T.OTHER, "a shipment and billing notice (857)"),
    "864": Kind(_T.OTHER, "a text message (864)"),
    "870": Kind(_T.OTHER, "an order status report (870)"),
    "940": Kind(_T.OTHER, "a warehouse shipping order (940)"),
    "945": Kind(_T.OTHER, "a warehouse shipping advice (945)"),
}


def read(content: bytes) -> ReadFile:
    """Return what an X12 file turned out to be."""
    return edi_files.read_file(content, _SYNTAX)


def sniff(content: bytes) -> str | None:
    """Return the table that the first set of a file fills, by its header alone."""
    found = _FIRST_SET.search(content[:_WINDOW])
    return _kind_of(found[1].decode()).table if found else None


def acknowledge(content: bytes, *, number: int, at: datetime) -> Answer | None:
    """Return the 997 for what came, or nothing where only acknowledgements came.

    :raises UnableToReadEdi: it is no interchange.
    """
    return edi_files.acknowledge(content, _SYNTAX, number=number, at=at)


def _kind_of(code: str) -> Kind:
    return _KINDS.get(code) or Kind(_T.OTHER, f"an X12 set {code[:6]}")


def _read_message(message: Message, values: Values) -> ReadFile:
    kind = _kind_of(message.code)
    if message.code in {"810", "880"}:
        reader = x12_invoice.read if message.code == "810" else x12_grocery.read
        return _invoice(reader(message, values))
    if message.code in _TABLES:
        table, reader_of_rows, is_change = _TABLES[message.code]
        rows = reader_of_rows(message, values)
        return ReadFile(kind.document_type, "x12", table=Table(table, rows, is_change=is_change))
    if message.code == "820":
        paid = x12_remittance.read(message, values)
        found = tuple(remittance_checks.check_remittance(paid))
        return ReadFile(kind.document_type, "x12", remittance=paid, findings=found)
    if message.code == "812":
        taken = x12_remittance.read_adjustment(message, values)
        found = tuple(remittance_checks.check_adjustment(taken))
        return ReadFile(kind.document_type, "x12", adjustment=taken, findings=found)
    if message.code in _ANNOUNCEMENTS:
        said = _ANNOUNCEMENTS[message.code](message, values)
        found = (kinds.not_payable(f"The message is {kind.words}"),)
        return ReadFile(kind.document_type, "x12", announcement=said, findings=found)
    return ReadFile(kind.document_type, "x12", findings=x12_acknowledgement.read(message))


def _invoice(reading: InvoiceReading, findings: tuple[FindingValue, ...] = ()) -> ReadFile:
    document_type = kinds.document_type_of(reading.kind, reading.type_code)
    return ReadFile(document_type, "x12", invoice=reading, findings=findings)


def _frame(file: Text, interchange: Interchange, messages: Sequence[Message]) -> str:
    """Return an interchange that holds these sets alone, under the numbers they came with."""
    element, terminator = interchange.trailer_marks
    group = messages[0].group
    end = terminator if terminator == "\n" else terminator + "\n"
    parts = [file.text[slice(*interchange.head)].strip() + ("\n" if terminator == "\n" else "")]
    if group.start != group.end:
        parts.append(file.text[group.start : group.end].strip())
    parts += [file.text[message.start : message.end].strip() for message in messages]
    body = "\n".join(part.strip("\n") for part in parts) + "\n"
    tail = ""
    if group.start != group.end:
        tail = element.join(("GE", str(len(messages)), group.control or "")) + end
    control = interchange.envelope.control or ""
    return body + tail + element.join(("IEA", "1", control)) + end


def _error_code(problem: FrameProblem) -> str | None:
    return x12_acknowledgement.SET_ERRORS.get(problem.flaw)


_TABLES: Final = {
    "850": ("purchase_orders", x12_orders.read_order, False),
    "860": ("purchase_orders", x12_orders.read_change, True),
    "861": ("receipts", x12_orders.read_receipt, False),
}
_ANNOUNCEMENTS: Final = {
    "855": x12_notices.read_confirmation,
    "856": x12_notices.read_shipment,
}
_SYNTAX: Final = Syntax(
    name="x12",
    read=x12_interchange.read,
    kind_of=_kind_of,
    read_message=_read_message,
    frame=_frame,
    answer=x12_acknowledgement.write,
    error_codes=_error_code,
    unreadable_value=x12_acknowledgement.UNREADABLE_VALUE,
    acknowledgement=frozenset({"997", "999"}),
)
