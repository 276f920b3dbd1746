"""A file of interchanges becomes one document, or several with bytes of their own.

Sets that fill the same table stay together; every invoice, notice and payment is a document. What
a set says is read by its syntax; here it is only put together, split, and marked with the numbers
its sender gave it, so that a set sent twice is known (T109).
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Final

from core.reasons import ReasonCode
from intake.formats import edi_faults
from intake.formats.edi import (
    Flaw,
    FrameProblem,
    Interchange,
    Message,
    Text,
    UnableToReadEdi,
    Values,
)
from intake.rules.acknowledgements import Answer, Fault, MessageVerdict, Verdict
from intake.rules.findings import FindingValue, ReadFile, Section, Table, Transmission
from intake.rules.reading import DocumentType


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of message: what it is to us, and the segment it begins with if we read it."""

    document_type: DocumentType
    words: str  # with its article
    beginning: str | None = None
    table: str | None = None
    demands: tuple[int, ...] = ()  # what its first segment must say, by element

    @property
    def is_read(self) -> bool:
        """Whether more than its name is read."""
        return self.beginning is not None


@dataclass(frozen=True, slots=True)
class Syntax:
    """What X12 and EDIFACT do differently."""

    name: str
    read: Callable[[bytes], tuple[Text, list[Interchange]]]
    kind_of: Callable[[str], Kind]
    read_message: Callable[[Message, Values], ReadFile]
    frame: Callable[[Text, Interchange, Sequence[Message]], str]
    answer: Callable[..., bytes]
    error_codes: Callable[[FrameProblem], str | None]
    unreadable_value: str
    acknowledgement: frozenset[str]


_WANTED: Final = frozenset({"a number", "a date"})


def read_file(content: bytes, syntax: Syntax) -> ReadFile:
    """Return what the interchanges of a file turned out to be."""
    try:
        file, interchanges = syntax.read(content)
    except UnableToReadEdi as refusal:
        return _refusal(DocumentType.UNREADABLE, syntax.name, str(refusal))
    units = [
        (interchange, unit) for interchange in interchanges for unit in _units(interchange, syntax)
    ]
    problems = tuple(
        problem.as_finding() for interchange in interchanges for problem in interchange.problems
    )
    if not units:
        text = "The interchange holds no message that could be read."
        refused = _refusal(DocumentType.OTHER, syntax.name, text)
        return replace(refused, findings=(*refused.findings, *problems))
    if len(units) > 1:
        return _split(file, units, problems, syntax)
    return _one(units[0][1], problems, syntax)


def _units(interchange: Interchange, syntax: Syntax) -> list[list[Message]]:
    """Return the documents of an interchange: sets that follow and fill one table are one."""
    judged = [judge(message, syntax) for message in interchange.messages]
    units: list[list[Message]] = []
    for table, group in groupby(judged, key=lambda message: syntax.kind_of(message.code).table):
        if table is None:
            units += [[message] for message in group]
        else:
            units.append(list(group))
    return units


def judge(message: Message, syntax: Syntax) -> Message:
    """Return the message with what its kind demands: it is one we read, and it begins as it must.

    A message cut short is no less cut short for having begun well.
    """
    kind = syntax.kind_of(message.code)
    line = message.header.line
    if not kind.is_read:
        problem = FrameProblem(
            Flaw.NOT_SUPPORTED, f"The message is {kind.words}, of which nothing is booked.", line
        )
    elif any(segment.tag == kind.beginning for segment in message.segments):
        return message
    else:
        text = f"Message {message.reference} lacks the segment that says what it is"
        problem = FrameProblem(Flaw.NO_BEGINNING, f"{text} ({kind.beginning}).", line)
    return replace(message, problems=(*message.problems, problem))


def _split(
    file: Text,
    units: Sequence[tuple[Interchange, list[Message]]],
    problems: tuple[FindingValue, ...],
    syntax: Syntax,
) -> ReadFile:
    types = {syntax.kind_of(message.code).document_type for _, unit in units for message in unit}
    sections = tuple(
        Section(
            name=f"message {place}",
            content=syntax.frame(file, interchange, unit).encode(file.encoding),
        )
        for place, (interchange, unit) in enumerate(units, 1)
    )
    return ReadFile(
        document_type=types.pop() if len(types) == 1 else DocumentType.OTHER,
        format=syntax.name,
        findings=problems,
        sections=sections,
        transmissions=tuple(_transmission(message) for _, unit in units for message in unit),
    )


def _one(unit: Sequence[Message], problems: tuple[FindingValue, ...], syntax: Syntax) -> ReadFile:
    """Return the one document of a file; messages that are rejected say nothing in it."""
    kind = syntax.kind_of(unit[0].code)
    frames = tuple(problem.as_finding() for each in unit for problem in each.problems)
    taken = [message for message in unit if not message.is_rejected]
    sent = tuple(_transmission(message) for message in unit)
    if not taken:
        return _rejected(unit[0], kind, (*problems, *frames), sent, syntax)
    reads = []
    for message in taken:
        values = Values()
        read = syntax.read_message(message, values)
        reads.append(replace(read, findings=(*read.findings, *values.problems)))
    found = tuple(finding for read in reads for finding in read.findings)
    return replace(
        _together(reads),
        format=syntax.name,
        findings=(*problems, *frames, *found),
        transmissions=sent,
    )


def _together(reads: Sequence[ReadFile]) -> ReadFile:
    """Return messages that fill one table as one table."""
    first = reads[0]
    if first.table is None or len(reads) == 1:
        return first
    rows = tuple(row for read in reads if read.table is not None for row in read.table.rows)
    return replace(first, table=Table(first.table.kind, rows, is_change=first.table.is_change))


def _rejected(
    message: Message,
    kind: Kind,
    findings: tuple[FindingValue, ...],
    sent: tuple[Transmission, ...],
    syntax: Syntax,
) -> ReadFile:
    is_known = all(problem.flaw is not Flaw.NOT_SUPPORTED for problem in message.problems)
    code = ReasonCode.EINVOICE_RULE if is_known else ReasonCode.NOT_AN_INVOICE
    first, rest = _refusing(message, findings, code)
    return ReadFile(
        document_type=kind.document_type,
        format=syntax.name,
        findings=(first, *rest),
        refusal=code,
        transmissions=sent,
    )


def _refusing(
    message: Message, findings: tuple[FindingValue, ...], code: ReasonCode
) -> tuple[FindingValue, list[FindingValue]]:
    """Return the finding that refuses the message first: its text is what the sender is told."""
    flaws = {problem.flaw.value for problem in message.problems if problem.is_rejecting}
    place = next(n for n, each in enumerate(findings) if each.reference in flaws)
    return replace(findings[place], code=code), [
        each for n, each in enumerate(findings) if n != place
    ]


def _refusal(document_type: DocumentType, form: str, text: str) -> ReadFile:
    code = ReasonCode.UNREADABLE
    return ReadFile(
        document_type=document_type,
        format=form,
        findings=(FindingValue(code=code, text=text),),
        refusal=code,
    )


def _transmission(message: Message) -> Transmission:
    said = "\n".join(
        "\t".join((segment.tag, *("\v".join(part.strip() for part in each)
                                  for each in segment.elements)))
        for segment in message.segments
    )  # fmt: skip
    return Transmission(
        syntax=message.envelope.syntax,
        sender=message.envelope.sender or "",
        receiver=message.envelope.receiver or "",
        interchange=message.envelope.control or "",
        group=message.group.control or "",
        message=message.reference or "",
        code=message.code,
        digest=hashlib.sha256(said.encode()).hexdigest(),
    )


def acknowledge(content: bytes, syntax: Syntax, *, number: int, at: datetime) -> Answer | None:
    """Return what the sender of a file is told; acknowledgements are not answered.

    :raises UnableToReadEdi: it is no interchange.
    """
    _, interchanges = syntax.read(content)
    parts: list[bytes] = []
    told: list[MessageVerdict] = []
    for place, interchange in enumerate(interchanges):
        asked = [each for each in interchange.messages if each.code not in syntax.acknowledgement]
        if not asked:
            continue
        question = replace(interchange, messages=tuple(asked))
        verdicts = [_verdict(judge(message, syntax), syntax) for message in asked]
        parts.append(syntax.answer(question, verdicts, number=number + place, at=at))
        told += verdicts
    return Answer(syntax.name, b"".join(parts), tuple(told)) if parts else None


def _verdict(message: Message, syntax: Syntax) -> MessageVerdict:
    kind, values = syntax.kind_of(message.code), Values()
    if not message.is_rejected:
        syntax.read_message(message, values)
    places = edi_faults.places(message, values, kind.beginning, kind.demands)
    codes = [code for problem in message.problems if (code := syntax.error_codes(problem))]
    if places and not message.is_rejected:
        codes.append(syntax.unreadable_value)
    reasons = [
        *(problem.text for problem in message.problems),
        *(each.text for each in values.problems if each.expected in _WANTED),
        *(f"The {each.words}." for each in places if each.fault is Fault.NOT_SAID),
    ]
    verdict = Verdict.WITH_ERRORS if reasons else Verdict.ACCEPTED
    return MessageVerdict(
        code=message.code,
        reference=message.reference,
        verdict=Verdict.REJECTED if message.is_rejected else verdict,
        reasons=tuple(reasons),
        error_codes=tuple(dict.fromkeys(codes)),
        places=places,
    )
