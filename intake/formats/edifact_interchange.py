"""EDIFACT taken apart: service characters from `UNA`, then messages from `UNH` to `UNT`.

Without a `UNA` the customary characters count, or those of syntax level B where the header shows
them. A wrong count or reference is kept as a problem of its message, and the message is read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
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

_CHARACTER_SETS: Final = {
    "UNOC": "latin-1",
    "UNOD": "iso8859-2",
    "UNOE": "iso8859-5",
    "UNOF": "iso8859-7",
    "UNOG": "iso8859-3",
    "UNOH": "iso8859-4",
    "UNOK": "iso8859-9",
}
_SYNTAX: Final = re.compile(rb"UN[O][A-Z]")
_UNA_LENGTH: Final = 9
_UNB_START: Final = 4


@dataclass(frozen=True, slots=True)
class _Marks:
    component: str = ":"
    element: str = "+"
    release: str = "?"
    repetition: str = ""
    terminator: str = "'"


def read(content: bytes) -> tuple[Text, list[Interchange]]:
    """Return the interchanges of a file, each with its messages.

    :raises UnableToReadEdi: there is no header.
    """
    named = _SYNTAX.search(content[:200])
    file = decode(content, _CHARACTER_SETS.get(named.group().decode() if named else "", "latin-1"))
    found: list[Interchange] = []
    at = _next_header(file.text, 0)
    while at is not None:
        marks, first = _marks(file.text, at)
        segments, after = _one_interchange(file, first, marks)
        if not segments:
            break
        found.append(_interchange(segments, marks, at))
        at = after
    if not found:
        raise UnableToReadEdi("There is no readable UNB segment: nobody can tell whose it is.")
    return file, found


def _next_header(text: str, at: int) -> int | None:
    found = re.compile(r"(?<![A-Za-z0-9])(?:UNA(?=[^A-Za-z0-9])|UNB(?=[^A-Za-z0-9]))").search(
        text, at
    )
    return found.start() if found else None


def _marks(text: str, at: int) -> tuple[_Marks, int]:
    """Return the service characters and the place of the header after them."""
    if text.startswith("UNA", at):
        component, element, _, release, repetition, terminator = tuple(
            text[at + 3 : at + 9].ljust(6)
        )
        marks = _Marks(
            component,
            element,
            "" if release.isspace() else release,
            "" if repetition.isspace() else repetition,
            "\n" if terminator in "\r\n" else terminator,
        )
        return marks, at + _UNA_LENGTH
    element = text[at + 3]
    if element == "+":
        return _Marks(), at
    component = text[at + 8 : at + 9] or ":"
    terminator = "\x1c" if element == "\x1d" else "'"
    return _Marks(component, element, "?", "", terminator), at


def _one_interchange(file: Text, at: int, marks: _Marks) -> tuple[list[Segment], int | None]:
    taken: list[Segment] = []
    for segment in _segments(file, at, marks):
        if segment.tag in {"UNB", "UNA"} and taken:
            return taken, segment.start
        if segment.tag == "UNA":
            continue
        taken.append(segment)
        if segment.tag == "UNZ":
            return taken, _next_header(file.text, segment.end)
    return taken, None


def _segments(file: Text, at: int, marks: _Marks) -> Iterator[Segment]:
    text = file.text
    while at < len(text):
        end = _end(text, at, marks)
        chunk = text[at:end]
        parts = [(0, len(chunk))] if file.is_wrapped else unglued(chunk, marks.element)
        for start, stop in parts:
            raw = text[at + start : at + stop]
            if body := raw.strip():
                first = at + start + raw.index(body[0])
                yield _segment(body, first, min(end + 1, len(text)), file.line_at(first), marks)
        at = end + 1


def _end(text: str, at: int, marks: _Marks) -> int:
    """Return where the next terminator is that no release character lifts."""
    place = text.find(marks.terminator, at)
    while place > at and marks.release and _is_released(text, place, at, marks.release):
        place = text.find(marks.terminator, place + 1)
    return len(text) if place == -1 else place


def _is_released(text: str, place: int, at: int, release: str) -> bool:
    count = 0
    while place - 1 - count >= at and text[place - 1 - count] == release:
        count += 1
    return count % 2 == 1


def _segment(body: str, start: int, end: int, line: int, marks: _Marks) -> Segment:
    body = body.replace("\r", "").replace("\n", "")
    parts = split(body, marks.element, marks.release)
    elements = tuple(
        tuple(plain(each, marks.release) for each in split(_once(part, marks), marks.component,
            marks.release))
        for part in parts[1:]
    )  # fmt: skip
    return Segment(parts[0].split(marks.component)[0].strip(), elements, line, start, end)


def _once(part: str, marks: _Marks) -> str:
    """Return the first of an element's repetitions, where the syntax version has them."""
    if marks.repetition and marks.repetition in part:
        return split(part, marks.repetition, marks.release)[0]
    return part


def split(text: str, mark: str, release: str) -> list[str]:
    """Return the parts between marks that no release character lifts."""
    if not release or release not in text:
        return text.split(mark)
    parts: list[str] = []
    current: list[str] = []
    lifted = False
    for character in text:
        if character == mark and not lifted:
            parts.append("".join(current))
            current = []
            continue
        current.append(character)
        lifted = character == release and not lifted
    return [*parts, "".join(current)]


def plain(text: str, release: str) -> str:
    """Return the text without its release characters."""
    if not release or release not in text:
        return text
    return re.sub(re.escape(release) + "(.)", r"\1", text, flags=re.DOTALL)


def _interchange(segments: list[Segment], marks: _Marks, head: int) -> Interchange:
    header = segments[0]
    envelope = Envelope(
        syntax="edifact",
        sender=header.text(2),
        receiver=header.text(3),
        sender_qualifier=header.text(2, 2),
        receiver_qualifier=header.text(3, 2),
        control=header.text(5),
        version=header.text(1, 2),
        is_test=header.text(11) == "1",
        asks_for_answer=header.text(9) == "1",
        sent_on=sent_on(header.text(4)),
    )
    messages, problems = _messages(segments[1:], envelope)
    return Interchange(
        envelope=envelope,
        messages=tuple(messages),
        problems=tuple(problems),
        head=(head, header.end),
        trailer_marks=(marks.element, marks.terminator),
    )


def _messages(
    segments: list[Segment], envelope: Envelope
) -> tuple[list[Message], list[FrameProblem]]:
    group = Group(None, envelope.sender, envelope.receiver, None, envelope.version)
    messages: list[Message] = []
    header: Segment | None = None
    body: list[Segment] = []
    has_trailer = False
    for segment in segments:
        if segment.tag not in {"UNH", "UNT", "UNG", "UNE", "UNZ"}:
            body.append(segment)
            continue
        if header is not None:
            trailer = segment if segment.tag == "UNT" else None
            messages.append(_message(header, body, trailer, segment, envelope, group))
        header, body = (segment if segment.tag == "UNH" else None), []
        if segment.tag == "UNG":
            group = _group(segment)
        has_trailer = has_trailer or segment.tag == "UNZ"
    last = segments[-1] if segments else None
    if header is not None and last is not None:
        messages.append(_message(header, body, None, last, envelope, group))
    problems = list(_envelope_problems(segments, envelope))
    if not has_trailer:
        line = last.line if last is not None else 1
        text = "The interchange ends without its trailer (UNZ): it may be cut short."
        problems.append(FrameProblem(Flaw.NO_INTERCHANGE_TRAILER, text, line))
    return messages, problems


def _envelope_problems(segments: list[Segment], envelope: Envelope) -> Iterator[FrameProblem]:
    """Yield where groups or the interchange state other counts or numbers than they have."""
    group: str | None = None
    in_group = messages = groups = 0
    for segment in segments:
        if segment.tag == "UNG":
            group, in_group, groups = segment.text(5), 0, groups + 1
        elif segment.tag == "UNH":
            in_group, messages = in_group + 1, messages + 1
        elif segment.tag == "UNE":
            yield from edi_trailers.problems(
                segment, control=group, found=in_group, counted="messages"
            )
        elif segment.tag == "UNZ":
            yield from edi_trailers.problems(
                segment, control=envelope.control, found=groups or messages,
                counted="groups" if groups else "messages",
            )  # fmt: skip


def _group(segment: Segment) -> Group:
    return Group(
        code=segment.text(1),
        sender=segment.text(2),
        receiver=segment.text(3),
        control=segment.text(5),
        version=segment.text(7),
        start=segment.start,
        end=segment.end,
    )


def _message(
    header: Segment,
    body: list[Segment],
    trailer: Segment | None,
    last: Segment,
    envelope: Envelope,
    group: Group,
) -> Message:
    found = len(body) + 2
    stated = None
    problems: list[FrameProblem] = []
    if trailer is None:
        text = f"Message {header.text(1)} ends without its trailer (UNT): it is cut short."
        problems.append(FrameProblem(Flaw.NO_TRAILER, text, header.line))
    else:
        said = trailer.text(1) or ""
        stated = int(said) if said.isascii() and said.isdigit() else None
        problems += _trailer_problems(header, trailer, stated, found)
    end = trailer.end if trailer is not None else (last.start if last not in body else last.end)
    return Message(
        code=header.text(2) or "",
        reference=header.text(1),
        version=":".join(p for n in (2, 3, 5) if (p := header.text(2, n))) or None,
        envelope=envelope,
        group=group,
        segments=tuple(body),
        header=header,
        stated_count=stated,
        start=header.start,
        end=end,
        problems=tuple(problems),
    )


def _trailer_problems(
    header: Segment, trailer: Segment, stated: int | None, found: int
) -> Iterator[FrameProblem]:
    if stated != found:
        text = f"Message {header.text(1)} states {trailer.text(1)} segments and has {found}."
        yield FrameProblem(Flaw.WRONG_COUNT, text, trailer.line, str(found), trailer.text(1))
    if header.text(1) != trailer.text(2):
        text = (
            f"The message begins with reference {header.text(1)} and ends with {trailer.text(2)}."
        )
        yield FrameProblem(
            Flaw.WRONG_REFERENCE, text, trailer.line, header.text(1), trailer.text(2)
        )
