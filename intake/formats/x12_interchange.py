"""X12 taken apart: separators from the `ISA` itself, then groups and transaction sets.

The `ISA` is found by its sixteen separators and not by its length, so that masked or wrapped
headers read as well. Every set keeps its own problems; the other sets go on.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from intake.formats import edi_trailers
from intake.formats.edi import (
    Envelope,
    Flaw,
    FrameProblem,
    Group,
    Interchange,
    Message,
    Segment,
    Text,
    UnableToReadEdi,
    decode,
    sent_on,
    unglued,
)

_ISA_ELEMENTS: Final = 16
_BLANKS: Final = " \t\r\n"
_NO_GROUP: Final = Group(None, None, None, None, None)
_FRAME: Final = frozenset({"ISA", "IEA", "GS", "GE", "ST", "SE", "TA1"})


@dataclass(frozen=True, slots=True)
class _Marks:
    element: str
    component: str
    terminator: str


@dataclass(slots=True)
class _Open:
    """A set whose trailer has not come yet."""

    header: Segment
    group: Group
    body: list[Segment] = field(default_factory=list)
    problems: list[FrameProblem] = field(default_factory=list)


def read(content: bytes) -> tuple[Text, list[Interchange]]:
    """Return the interchanges of a file, each with its sets.

    :raises UnableToReadEdi: there is no header to take the separators from.
    """
    file = decode(content)
    found: list[Interchange] = []
    at = _next_header(file.text, 0)
    while at is not None:
        marks = _marks(file.text, at)
        if marks is None:
            break
        segments, at = _one_interchange(file, at, marks)
        found.append(_interchange(segments, marks))
    if not found:
        raise UnableToReadEdi("The ISA segment is cut short: its separators cannot be told.")
    return file, found


def _next_header(text: str, at: int) -> int | None:
    place = text.find("ISA", at)
    while place != -1:
        mark = text[place + 3 : place + 4]
        before = text[place - 1 : place] if place else ""
        if mark and not mark.isalnum() and mark not in _BLANKS and not before.isalnum():
            return place
        place = text.find("ISA", place + 3)
    return None


def _marks(text: str, at: int) -> _Marks | None:
    element = text[at + 3]
    place = at + 3
    for _ in range(_ISA_ELEMENTS - 1):
        place = text.find(element, place + 1)
        if place == -1:
            return None
    component, terminator = text[place + 1 : place + 2], text[place + 2 : place + 3]
    if not terminator or terminator == element:
        return None
    if terminator in "\r\n":
        terminator = "\n"
        # A header without its last element ends with what really ends every segment.
        following = text[place + 2 :].lstrip().split("\n", 1)[0].rstrip()
        if component and following.endswith(component):
            terminator = component
    return _Marks(element, component, terminator)


def _one_interchange(file: Text, at: int, marks: _Marks) -> tuple[list[Segment], int | None]:
    """Return the segments up to the trailer or the next header, and where that header is."""
    taken: list[Segment] = []
    for segment in _segments(file, at, marks):
        if segment.tag == "ISA" and taken:
            return taken, segment.start
        taken.append(segment)
        if segment.tag == "IEA":
            return taken, _next_header(file.text, segment.end)
    return taken, None


def _segments(file: Text, at: int, marks: _Marks) -> Iterator[Segment]:
    text = file.text
    while at < len(text):
        end = text.find(marks.terminator, at)
        end = len(text) if end == -1 else end
        chunk = text[at:end]
        parts = [(0, len(chunk))] if file.is_wrapped else unglued(chunk, marks.element)
        for start, stop in parts:
            raw = text[at + start : at + stop]
            body = raw.strip()
            if body:
                first = at + start + raw.index(body[0])
                yield _segment(body, first, end + 1, file.line_at(first), marks)
        at = end + 1


def _segment(body: str, start: int, end: int, line: int, marks: _Marks) -> Segment:
    parts = body.replace("\r", "").replace("\n", "").split(marks.element)
    tag = parts[0].strip()
    if tag == "ISA":
        elements: tuple[tuple[str, ...], ...] = tuple((part,) for part in parts[1:])
    else:
        mark = marks.component
        elements = tuple(tuple(part.split(mark)) if mark in part else (part,) for part in parts[1:])
    return Segment(tag, elements, line, start, end)


def whole(segment: Segment, element: int) -> str | None:
    """Return an element with its components joined again: free text may hold the mark itself."""
    if element > segment.count:
        return None
    parts = segment.elements[element - 1]
    return " ".join(" ".join(parts).split()) or None


def _interchange(segments: list[Segment], marks: _Marks) -> Interchange:
    header = segments[0]
    envelope = Envelope(
        syntax="x12",
        sender=header.text(6),
        receiver=header.text(8),
        sender_qualifier=header.text(5),
        receiver_qualifier=header.text(7),
        control=header.text(13),
        version=header.text(12),
        is_test=header.text(15) == "T",
        asks_for_answer=header.text(14) == "1",
        sent_on=sent_on(header.text(9)),
    )
    walk = _Walk(envelope)
    for segment in segments[1:]:
        walk.take(segment)
    walk.end(segments[-1])
    return Interchange(
        envelope=envelope,
        messages=tuple(walk.messages),
        problems=tuple(walk.problems),
        head=(header.start, header.end),
        trailer_marks=(marks.element, marks.terminator),
    )


class _Walk:
    """Goes through an interchange segment by segment and puts sets together."""

    def __init__(self, envelope: Envelope) -> None:
        self.envelope = envelope
        self.messages: list[Message] = []
        self.problems: list[FrameProblem] = []
        self._group = _NO_GROUP
        self._sets_in_group = 0
        self._groups = 0
        self._open: _Open | None = None
        self._has_trailer = False

    def take(self, segment: Segment) -> None:
        """Take the next segment in."""
        if segment.tag == "ST":
            self._close(segment, None)
            self._open = _Open(segment, self._group)
        elif segment.tag == "SE" and self._open is not None:
            self._close(segment, segment)
        elif segment.tag in _FRAME:
            self._close(segment, None)
            self._frame(segment)
        elif self._open is not None:
            self._open.body.append(segment)

    def end(self, last: Segment) -> None:
        """Take note of what is still open when the interchange ends."""
        self._close(last, None)
        if not self._has_trailer:
            text = "The interchange ends without its trailer (IEA): it may be cut short."
            self.problems.append(FrameProblem(Flaw.NO_INTERCHANGE_TRAILER, text, last.line))

    def _frame(self, segment: Segment) -> None:
        if segment.tag == "GS":
            self._sets_in_group = 0
            self._groups += 1
            self._group = Group(
                code=segment.text(1), sender=segment.text(2), receiver=segment.text(3),
                control=segment.text(6), version=segment.text(8),
                start=segment.start, end=segment.end,
            )  # fmt: skip
        elif segment.tag == "GE":
            self.problems += edi_trailers.problems(
                segment, control=self._group.control, found=self._sets_in_group, counted="sets"
            )
        elif segment.tag == "IEA":
            self._has_trailer = True
            found = self._groups or 1  # some leave the group out
            self.problems += edi_trailers.problems(
                segment, control=self.envelope.control, found=found, counted="groups"
            )

    def _close(self, segment: Segment, trailer: Segment | None) -> None:
        if self._open is None:
            return
        opened, self._open = self._open, None
        header = opened.header
        self._sets_in_group += 1
        found = len(opened.body) + 2
        stated = None
        if trailer is None:
            text = f"Set {header.text(2)} ends without its trailer (SE): it is cut short."
            opened.problems.append(FrameProblem(Flaw.NO_TRAILER, text, header.line))
        else:
            stated = _count(trailer.text(1))
            opened.problems += _trailer_problems(header, trailer, stated, found)
        end = trailer.end if trailer is not None else segment.start
        self.messages.append(
            Message(
                code=header.text(1) or "",
                reference=header.text(2),
                version=opened.group.version or self.envelope.version,
                envelope=self.envelope,
                group=opened.group,
                segments=tuple(opened.body),
                header=header,
                stated_count=stated,
                start=header.start,
                end=end,
                problems=tuple(opened.problems),
            )
        )


def _count(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() else None


def _trailer_problems(
    header: Segment, trailer: Segment, stated: int | None, found: int
) -> Iterator[FrameProblem]:
    if stated != found:
        said = trailer.text(1) or "nothing"
        text = f"Set {header.text(2)} states {said} segments and has {found}."
        yield FrameProblem(Flaw.WRONG_COUNT, text, trailer.line, str(found), trailer.text(1))
    if header.text(2) != trailer.text(2):
        text = (
            f"The set begins with control number {header.text(2)} and ends with {trailer.text(2)}."
        )
        yield FrameProblem(
            Flaw.WRONG_REFERENCE, text, trailer.line, header.text(2), trailer.text(2)
        )
