"""Bytes in, everything understood of them out: read, held to the rules, and checked to add up.

Pure but for the child processes that run the official rules and open PDFs, and made for batches:
while the children work on one batch, the caller may write down another.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from core.reasons import ReasonCode
from intake.formats import (
    bank_csv,
    einvoice_rules,
    model_answer,
    page_anchors,
    recognising,
    registry,
)
from intake.formats.recognised import Recognition
from intake.rules import checks, reading_json
from intake.rules.anchors import Anchors
from intake.rules.answers import Heard
from intake.rules.bank_columns import ColumnMapping
from intake.rules.findings import FindingValue, ReadFile
from intake.rules.reading import DocumentType, InvoiceReading
from intake.rules.scrubbing import without_card_numbers

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Received:
    """One file to be understood, the day on which it arrived, and what its pictures show."""

    content: bytes
    filename: str
    arrived_on: date
    recognition: Recognition | None = None
    heard: Heard | None = None  # what a model said of it, where one was asked
    columns: ColumnMapping | None = None  # of a bank's file of lines, as a person saved them
    anchors: Anchors | None = None  # what corrections taught of its layout


@dataclass(frozen=True, slots=True)
class Understood:
    """What one file says, and all that is wrong inside it."""

    read: ReadFile
    findings: tuple[FindingValue, ...]
    recognition: Recognition | None = None  # what was recognised before it could be read
    heard: Heard | None = None
    columns: ColumnMapping | None = None
    anchors: Anchors | None = None
    payload: bytes | None = None  # the claim as canonical JSON, where it can be written


def understand_many(
    files: Sequence[Received], *, limits: checks.ReadingTolerances
) -> list[Understood]:
    """Understand each of the files, in their order."""
    reads = [_read(file) for file in files]
    failures = einvoice_rules.validate_many(
        [_question(read) for read in reads if _is_held_to_rules(read)], with_warnings=False
    )
    broken = iter(failures)
    understood = []
    for file, read in zip(files, reads, strict=True):
        findings = read.findings
        if _is_held_to_rules(read):
            findings += einvoice_rules.findings_of(next(broken))
        if read.invoice is not None:
            found = checks.check_reading(read.invoice, limits, arrived_on=file.arrived_on)
            findings += _not_said_before(found, findings)
        kept = (file.recognition, file.heard, file.columns, file.anchors)
        understood.append(Understood(read, findings, *kept, payload=_payload(read)))
    return understood


def understand_in_place(
    files: Sequence[Received], *, limits: checks.ReadingTolerances, processes: int
) -> list[Understood]:
    """Understand each of the files, and recognise at once what has to be recognised for it."""
    understood = understand_many(files, limits=limits)
    for place, (file, made) in enumerate(zip(files, understood, strict=True)):
        if made.read.awaits:
            seen = recognising.recognise_pages(file.content, made.read.awaits, processes=processes)
            (understood[place],) = understand_many([replace(file, recognition=seen)], limits=limits)
    return understood


def _not_said_before(
    found: Iterable[FindingValue], before: Sequence[FindingValue]
) -> tuple[FindingValue, ...]:
    """Leave out that a value is missing where its reader said that it cannot be read."""
    unread = {(each.code, each.field) for each in before if each.code is ReasonCode.MISSING_FIELD}
    return tuple(each for each in found if (each.code, each.field) not in unread)


def _payload(read: ReadFile) -> bytes | None:
    """Write a claim as canonical JSON; one that cannot be written fails alone, when it is kept."""
    try:
        return reading_json.to_bytes(read.invoice) if read.invoice else b""
    except (ValueError, TypeError):
        return None


def _by_columns(file: Received) -> ReadFile | None:
    return None if file.columns is None else bank_csv.read_file(file.content, file.columns)


def _read(file: Received) -> ReadFile:
    """Read one file; a reader that fails is our bug, and costs this file alone."""
    try:
        read = _by_columns(file) or registry.read_file(
            file.content, file.filename, file.recognition
        )
        if file.anchors is not None:
            read = page_anchors.with_anchors(read, file.anchors, file.recognition)
        read = without_card_numbers(read)
        return read if file.heard is None else model_answer.with_heard(read, file.heard)
    except Exception:
        logger.exception("A reader failed.", extra={"upload": file.filename})
        text = "The file could not be read; the failure is in the log."
        return ReadFile(
            document_type=DocumentType.UNREADABLE,
            format="unknown",
            findings=(FindingValue(code=ReasonCode.UNREADABLE, text=text),),
            refusal=ReasonCode.UNREADABLE,
        )


def _is_held_to_rules(read: ReadFile) -> bool:
    """Say whether the document claims a specification whose rules are published (BT-24)."""
    return read.invoice is not None and read.xml is not None and bool(read.invoice.profile)


def _question(read: ReadFile) -> einvoice_rules.Question:
    invoice = cast(InvoiceReading, read.invoice)
    syntax = "ubl" if invoice.syntax == "ubl" else "cii"
    return einvoice_rules.Question(cast(bytes, read.xml), syntax, invoice.profile)
