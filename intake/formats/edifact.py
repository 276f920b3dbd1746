"""EDIFACT files: which messages are read, which are only named, and how one stands alone."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from intake.formats import (
    edi_files,
    edifact_control,
    edifact_interchange,
    edifact_invoice,
    edifact_orders,
    kinds,
)
from intake.formats.edi import FrameProblem, Interchange, Message, Text, Values
from intake.formats.edi_files import Kind, Syntax
from intake.rules.acknowledgements import Answer
from intake.rules.announcements import Announcement
from intake.rules.findings import ReadFile, Table
from intake.rules.reading import DocumentType

_T: Final = DocumentType
_WINDOW: Final = 4096
_FIRST_MESSAGE: Final = re.compile(rb"UNH[^A-Za-z0-9\s][^'\n]{1,40}?[^A-Za-z0-9]([A-Z]{6})\b")
_KINDS: Final = {
    "INVOIC": Kind(_T.INVOICE, "an invoice (INVOIC)", "BGM", demands=(2,)),
    "ORDERS": Kind(
        _T.PURCHASE_ORDER, "a purchase order (ORDERS)", "BGM", table="orders", demands=(2,)
    ),
    "ORDCHG": Kind(
        _T.PURCHASE_ORDER, "a change of an order (ORDCHG)", "BGM", table="changes", demands=(2,)
    ),
    "RECADV": Kind(
        _T.RECEIPT_ADVICE, "a receiving advice (RECADV)", "BGM", table="receipts", demands=(2,)
    ),
    "ORDRSP": Kind(_T.ORDER_CONFIRMATION, "an answer to an order (ORDRSP)", "BGM", demands=(2,)),
    "DESADV": Kind(_T.SHIPMENT_NOTICE, "a despatch advice (DESADV)", "BGM", demands=(2,)),
    "CONTRL": Kind(_T.ACKNOWLEDGEMENT, "an acknowledgement (CONTRL)", "UCI"),
    "APERAK": Kind(_T.ACKNOWLEDGEMENT, "an application advice (APERAK)"),
    "REMADV": Kind(_T.REMITTANCE, "a remittance advice (REMADV)"),
    "COMDIS": Kind(_T.DEDUCTION, "a commercial dispute (COMDIS)"),
    "PRICAT": Kind(_T.OTHER, "a price catalogue (PRICAT)"),
    "INVRPT": Kind(_T.OTHER, "an inventory report (INVRPT)"),
    "SLSRPT": Kind(_T.OTHER, "a sales report (SLSRPT)"),
    "DELFOR": Kind(_T.OTHER, "a delivery schedule (DELFOR)"),
    "PARTIN": Kind(_T.OTHER, "party information (PARTIN)"),
}


def read(content: bytes) -> ReadFile:
    """Return what an EDIFACT file turned out to be."""
    return edi_files.read_file(content, _SYNTAX)


def sniff(content: bytes) -> str | None:
    """Return the table that the first message of a file fills, by its header alone."""
    found = _FIRST_MESSAGE.search(content[:_WINDOW])
    return _kind_of(found[1].decode()).table if found else None


def acknowledge(content: bytes, *, number: int, at: datetime) -> Answer | None:
    """Return the CONTRL for what came, or nothing where only acknowledgements came.

    :raises UnableToReadEdi: it is no interchange.
    """
    return edi_files.acknowledge(content, _SYNTAX, number=number, at=at)


def _kind_of(code: str) -> Kind:
    return _KINDS.get(code) or Kind(_T.OTHER, f"an EDIFACT message {code[:6]}")


def _read_message(message: Message, values: Values) -> ReadFile:
    document_type = _kind_of(message.code).document_type
    if message.code == "INVOIC":
        return _invoice(message, values)
    if message.code in _ROWS:
        table, reader, is_change = _ROWS[message.code]
        rows = reader(message, values)
        return ReadFile(document_type, "edifact", table=Table(table, rows, is_change=is_change))
    if message.code in _ANNOUNCEMENTS:
        said = _ANNOUNCEMENTS[message.code](message, values)
        found = (kinds.not_payable(f"The message is {_kind_of(message.code).words}"),)
        return ReadFile(document_type, "edifact", announcement=said, findings=found)
    return ReadFile(document_type, "edifact", findings=edifact_control.read(message))


def _invoice(message: Message, values: Values) -> ReadFile:
    """Return an invoice; a pro forma or a reminder in its shape is named and not booked."""
    reading = edifact_invoice.read(message, values)
    document_type = kinds.document_type_of(reading.kind, reading.type_code)
    if document_type in kinds.PAYABLE:
        return ReadFile(document_type, "edifact", invoice=reading)
    named = document_type.value.replace("_", " ")
    found = kinds.not_payable(f"The message code says {named}")
    return ReadFile(document_type, "edifact", findings=(found,))


def _frame(file: Text, interchange: Interchange, messages: Sequence[Message]) -> str:
    """Return an interchange that holds these messages alone, under the numbers they came with."""
    element, terminator = interchange.trailer_marks
    end = terminator if terminator == "\n" else terminator + "\n"
    group = messages[0].group
    parts = [file.text[slice(*interchange.head)].strip()]
    if group.start != group.end:
        parts.append(file.text[group.start : group.end].strip())
    parts += [file.text[message.start : message.end].strip() for message in messages]
    tail, count = "", str(len(messages))
    if group.start != group.end:
        tail, count = element.join(("UNE", count, group.control or "")) + end, "1"
    control = interchange.envelope.control or ""
    return "\n".join(parts) + "\n" + tail + element.join(("UNZ", count, control)) + end


def _error_code(problem: FrameProblem) -> str | None:
    return edifact_control.MESSAGE_ERRORS.get(problem.flaw)


_ROWS: Final = {
    "ORDERS": ("purchase_orders", edifact_orders.read_order, False),
    "ORDCHG": ("purchase_orders", edifact_orders.read_change, True),
    "RECADV": ("receipts", edifact_orders.read_receipt, False),
}
_ANNOUNCEMENTS: Final[dict[str, Callable[[Message, Values], Announcement]]] = {
    "ORDRSP": edifact_orders.read_answer,
    "DESADV": edifact_orders.read_notice,
}
_SYNTAX: Final = Syntax(
    name="edifact",
    read=edifact_interchange.read,
    kind_of=_kind_of,
    read_message=_read_message,
    frame=_frame,
    answer=edifact_control.write,
    error_codes=_error_code,
    unreadable_value=edifact_control.UNREADABLE_VALUE,
    acknowledgement=frozenset({"CONTRL"}),
)
