"""What X12 and EDIFACT have in common: segments, envelopes, messages, and values read from them.

Both are taken apart here and not by a library. pyx12 finds the `ISA` by its length of 106 bytes and
gives up half of what partners send; pydifact does not keep where in its file a segment stands. What
comes is indented, wrapped, masked, cut short or miscounted, and a person must be told so, by line,
while the rest is read.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from core.reasons import ReasonCode
from intake.rules.findings import FindingValue

_NUMBER: Final = re.compile(r"[+-]?(?:\d{1,18}(?:[.,]\d{0,12})?|[.,]\d{1,12})", re.ASCII)
_WHOLE: Final = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_LONGEST_SHOWN: Final = 60
_FEWEST_RECORDS: Final = 3
_SHORTEST_RECORD: Final = 40
_CENTURY: Final = 2000
_THIS_CENTURY: Final = 70  # a year of two digits below this is of the two thousands


class UnableToReadEdi(ValueError):
    """The bytes begin like an interchange and cannot be taken apart."""


class Flaw(StrEnum):
    """What can be wrong with the frame of a message, whatever it says."""

    NO_TRAILER = "no_trailer"
    WRONG_COUNT = "wrong_count"
    WRONG_REFERENCE = "wrong_reference"
    NOT_SUPPORTED = "not_supported"
    NO_BEGINNING = "no_beginning"
    GLUED = "glued"
    WRONG_GROUP_COUNT = "wrong_group_count"
    WRONG_INTERCHANGE_COUNT = "wrong_interchange_count"
    WRONG_ENVELOPE_REFERENCE = "wrong_envelope_reference"
    NO_INTERCHANGE_TRAILER = "no_interchange_trailer"


REJECTING: Final = frozenset({Flaw.NO_TRAILER, Flaw.NOT_SUPPORTED, Flaw.NO_BEGINNING})


@dataclass(frozen=True, slots=True)
class FrameProblem:
    """One thing wrong with a frame, on which line, and what was stated against what was found."""

    flaw: Flaw
    text: str
    line: int
    expected: str | None = None
    actual: str | None = None

    @property
    def is_rejecting(self) -> bool:
        """Whether a message with this flaw may make no record."""
        return self.flaw in REJECTING

    def as_finding(self) -> FindingValue:
        """Return it as people see it."""
        return FindingValue(
            code=ReasonCode.EINVOICE_RULE,
            text=self.text,
            line=str(self.line),
            expected=self.expected,
            actual=self.actual,
            reference=self.flaw.value,
        )


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment: its tag, its elements and their components, and where it stands."""

    tag: str
    elements: tuple[tuple[str, ...], ...]
    line: int
    start: int
    end: int

    def text(self, element: int, component: int = 1) -> str | None:
        """Return a component, both counted from 1; nothing said is `None`."""
        if element > len(self.elements):
            return None
        parts = self.elements[element - 1]
        return (parts[component - 1].strip() or None) if component <= len(parts) else None

    @property
    def count(self) -> int:
        """Return how many elements there are."""
        return len(self.elements)


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who sent an interchange to whom, under which number."""

    syntax: str  # "x12" or "edifact"
    sender: str | None
    receiver: str | None
    sender_qualifier: str | None
    receiver_qualifier: str | None
    control: str | None
    version: str | None
    is_test: bool
    asks_for_answer: bool = False
    sent_on: date | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A functional group (GS, UNG), or what stands in for it where there is none."""

    code: str | None
    sender: str | None
    receiver: str | None
    control: str | None
    version: str | None
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Message:
    """One transaction set or message."""

    code: str  # "810", "INVOIC"
    reference: str | None
    version: str | None
    envelope: Envelope
    group: Group
    segments: tuple[Segment, ...]  # without header and trailer
    header: Segment
    stated_count: int | None
    start: int
    end: int
    problems: tuple[FrameProblem, ...] = ()

    @property
    def is_rejected(self) -> bool:
        """Whether it may make no record."""
        return any(problem.is_rejecting for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Interchange:
    """One envelope and the messages in it."""

    envelope: Envelope
    messages: tuple[Message, ...]
    problems: tuple[FrameProblem, ...]
    head: tuple[int, int]  # where its first segments (UNA, UNB, ISA) stand in the text
    trailer_marks: tuple[str, str]  # element separator and segment terminator


@dataclass(frozen=True, slots=True)
class Text:
    """A file as text, the encoding that gives its bytes back, and where its lines begin."""

    text: str
    encoding: str
    line_starts: tuple[int, ...]
    is_wrapped: bool = False  # broken into lines of one length, wherever a segment stands

    def line_at(self, place: int) -> int:
        """Return the line of a character, counted from 1."""
        return bisect_right(self.line_starts, place)


def decode(content: bytes, fallback: str = "latin-1") -> Text:
    """Return the file as text: UTF-8 where it is that, else what the syntax names."""
    body = content.removeprefix(b"\xef\xbb\xbf")
    for encoding in ("utf-8", fallback, "latin-1"):
        try:
            text = body.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        starts = (0, *(found.end() for found in re.finditer("\n", text)))
        return Text(text, encoding, starts, _is_wrapped(text))
    raise UnableToReadEdi("The file is no text.")


def _is_wrapped(text: str) -> bool:
    """Say whether the lines are records of one length, as mainframes send them."""
    *lines, _ = text.rstrip().splitlines() or [""]
    lengths = {len(line) for line in lines}
    return len(lines) >= _FEWEST_RECORDS and len(lengths) == 1 and min(lengths) >= _SHORTEST_RECORD


def unglued(chunk: str, element: str) -> Iterator[tuple[int, int]]:
    """Yield the parts of what stands between two terminators: more than one where one was lost.

    A segment whose terminator is missing is found by the next line, which begins like a segment.
    """
    start = 0
    body = chunk.strip()
    if "\n" in body or "\r" in body:
        begins = re.compile(r"[\r\n]+[ \t]*(?=[A-Z][A-Z0-9]{1,2}" + re.escape(element) + ")")
        for found in begins.finditer(chunk):
            if chunk[start : found.start()].strip():
                yield start, found.start()
            start = found.end()
    yield start, len(chunk)


def first(segments: Iterable[Segment], tag: str, qualifier: str | None = None) -> Segment | None:
    """Return the first segment of a tag, with this qualifier in its first element if asked."""
    for segment in segments:
        if segment.tag == tag and (qualifier is None or segment.text(1) == qualifier):
            return segment
    return None


def divide(
    segments: Sequence[Segment], opener: frozenset[str], closer: frozenset[str] = frozenset()
) -> tuple[list[Segment], list[list[Segment]], list[Segment]]:
    """Return what stands before the first loop, the loops, and what stands after the last."""
    head: list[Segment] = []
    loops: list[list[Segment]] = []
    tail: list[Segment] = []
    for segment in segments:
        if segment.tag in opener and not tail:
            loops.append([segment])
        elif tail or (loops and segment.tag in closer):
            tail.append(segment)
        elif loops:
            loops[-1].append(segment)
        else:
            head.append(segment)
    return head, loops, tail


class Values:
    """Reads typed values and keeps what could not be read as findings, by line of the file."""

    __slots__ = ("problems", "unread")

    def __init__(self) -> None:
        self.problems: list[FindingValue] = []
        self.unread: list[tuple[Segment, str, str]] = []  # what stands there, and what was wanted

    def number(self, text: str | None, field: str, segment: Segment) -> Decimal | None:
        """Return an exact number; neither syntax has marks between thousands."""
        if text is None:
            return None
        if _NUMBER.fullmatch(text):
            return Decimal(text.replace(",", "."))
        self._unreadable(text, field, "a number", segment)
        return None

    def cents(self, text: str | None, field: str, segment: Segment) -> Decimal | None:
        """Return an amount with two implied decimals: 12345 is 123.45 (T108).

        A point that is written out is believed: senders who write one mean it.
        """
        if text is None or not _WHOLE.fullmatch(text):
            return self.number(text, field, segment)
        return Decimal(text).scaleb(-2)

    def count(self, text: str | None) -> int | None:
        """Return a stated count; what is no number states none."""
        return int(text) if text is not None and _WHOLE.fullmatch(text) else None

    def day(self, text: str | None, field: str, segment: Segment) -> date | None:
        """Return a calendar day written with eight or, in old versions, six digits."""
        if text is None:
            return None
        digits = text[:8] if len(text) in {8, 12, 14} else text
        try:
            if digits.isascii() and digits.isdigit() and len(digits) in {6, 8}:
                return _day(digits)
        except ValueError:
            pass
        self._unreadable(text, field, "a date", segment)
        return None

    def wrong(self, finding: FindingValue) -> None:
        """Keep something else that is wrong."""
        self.problems.append(finding)

    def _unreadable(self, text: str, field: str, wanted: str, segment: Segment) -> None:
        self.unread.append((segment, text, wanted))
        self.problems.append(
            FindingValue(
                code=ReasonCode.MISSING_FIELD,
                text=f"Line {segment.line}, {segment.tag}: the {field.replace('_', ' ')} cannot be"
                f" read as {wanted}.",
                field=field,
                line=str(segment.line),
                expected=wanted,
                actual=text[:_LONGEST_SHOWN],
            )
        )


def sent_on(text: str | None) -> date | None:
    """Return the day an interchange names as its own; what is no day names none."""
    try:
        return _day(text) if text and text.isascii() and text.isdigit() else None
    except ValueError:
        return None


def _day(digits: str) -> date:
    if len(digits) == 8:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    year = int(digits[:2])
    century = _CENTURY if year < _THIS_CENTURY else _CENTURY - 100
    return date(century + year, int(digits[2:4]), int(digits[4:]))


def count_differs(
    what: str, stated: Decimal | int | None, found: Decimal | int, line: int
) -> FindingValue | None:
    """Return what is wrong where a message states another count or sum than it has."""
    if stated is None or stated == found:
        return None
    return FindingValue(
        code=ReasonCode.TOTALS_MISMATCH,
        text=f"The message states {stated} as {what}, and has {found}.",
        line=str(line),
        expected=str(found),
        actual=str(stated),
    )


def missing(what: str, field: str) -> FindingValue:
    """Return the finding for something that a message does not state and must."""
    return FindingValue(ReasonCode.MISSING_FIELD, f"The message states no {what}.", field=field)
