"""Bytes in, everything understood of them out: read, held to the rules, and checked to add up.

Pure but for the child processes that run the official rules and open PDFs, and made for batches:
while the children work on one batch, the caller may write down another.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from core.reasons import ReasonCode
from intake.formats import einvoice_rules, registry
from intake.rules import checks
from intake.rules.findings import FindingValue, ReadFile
from intake.rules.reading import DocumentType, InvoiceReading

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Received:
    """One file to be understood, and the day on which it arrived."""

    content: bytes
    filename: str
    arrived_on: date


@dataclass(frozen=True, slots=True)
class Understood:
    """What one file says, and all that is wrong inside it."""

    read: ReadFile
    findings: tuple[FindingValue, ...]


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
            findings += checks.check_reading(read.invoice, limits, arrived_on=file.arrived_on)
        understood.append(Understood(read=read, findings=findings))
    return understood


def _read(file: Received) -> ReadFile:
    """Read one file; a reader that fails is our bug, and costs this file alone."""
    try:
        return registry.read_file(file.content, file.filename)
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
