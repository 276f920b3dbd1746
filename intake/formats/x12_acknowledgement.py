"""X12 997: read as what a partner says of our sets, and written for what a partner sent us.

A set is accepted, accepted with errors noted, or rejected; a rejected set makes no record (T109).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Final

from core.reasons import ReasonCode
from intake.formats.edi import Envelope, Flaw, Group, Interchange, Message, Segment, divide
from intake.rules.acknowledgements import Fault, MessageVerdict, Place, Verdict
from intake.rules.findings import FindingValue

UNREADABLE_VALUE: Final = "5"
SET_ERRORS: Final = {
    Flaw.NOT_SUPPORTED: "1",
    Flaw.NO_TRAILER: "2",
    Flaw.WRONG_REFERENCE: "3",
    Flaw.WRONG_COUNT: "4",
    Flaw.NO_BEGINNING: "5",
}
_GROUP_CODES: Final = {
    "810": "IN", "812": "CD", "820": "RA", "850": "PO", "852": "PD", "855": "PR", "856": "SH",
    "857": "BS", "860": "PC", "861": "RC", "880": "GP", "180": "AN",
}  # fmt: skip
_MARKS: Final = {Verdict.ACCEPTED: "A", Verdict.WITH_ERRORS: "E", Verdict.REJECTED: "R"}
_REJECTS: Final = frozenset({"R", "M", "W", "X"})
_WRONG_COUNT_OF_SETS: Final = "5"
_MOST_ERRORS: Final = 5
_NO_SEGMENT: Final = "3"
_WRONG_ELEMENTS: Final = "8"
_ELEMENT_ERRORS: Final = {Fault.NOT_SAID: "1", Fault.NO_NUMBER: "6", Fault.NO_DATE: "8"}
_ELEMENT_WORDS: Final = {
    "1": "is missing and must be there", "2": "is missing and is needed with another",
    "3": "is one too many", "4": "is too short", "5": "is too long",
    "6": "has characters that are not allowed", "7": "has a code that is not allowed",
    "8": "is no valid date", "9": "is no valid time",
}  # fmt: skip
_SEGMENT_WORDS: Final = {
    "1": "is not known", "2": "is not expected", "3": "is missing", "4": "comes too often",
    "5": "comes too often", "6": "is not in this set", "7": "is not in the right order",
    "8": "has wrong elements",
}  # fmt: skip
_ID_LENGTH: Final = 15
_LAST_NUMBER: Final = 1_000_000_000


def read(message: Message) -> tuple[FindingValue, ...]:
    """Return what a partner rejected or complained of."""
    _, loops, foot = divide(message.segments, frozenset({"AK2"}), frozenset({"AK9"}))
    found = [each for loop in loops if (each := _complaint(loop)) is not None]
    for segment in (*foot, *message.segments):
        if segment.tag == "AK9" and segment.text(1) in _REJECTS and not found:
            text = (
                f"The whole group was rejected: {segment.text(2) or '0'} sets stated,"
                f" {segment.text(4) or '0'} accepted."
            )
            found.append(FindingValue(ReasonCode.EINVOICE_RULE, text, line=str(segment.line)))
    return tuple(found)


def _complaint(loop: Sequence[Segment]) -> FindingValue | None:
    """Return what is said against one set; nothing where it was accepted as it is."""
    ak2 = loop[0]
    verdict = next((each for each in loop if each.tag in {"AK5", "IK5"}), None)
    mark = verdict.text(1) if verdict is not None else None
    if verdict is None or mark in {None, "A"}:
        return None
    word = "rejected" if mark in _REJECTS else "accepted with errors"
    places = [said for each in loop if (said := _said_of(each))]
    where = f" ({', '.join(places)})" if places else ""
    codes = ", ".join(each for n in range(2, 7) if (each := verdict.text(n)))
    return FindingValue(
        code=ReasonCode.EINVOICE_RULE,
        text=f"Our set {ak2.text(1)} {ak2.text(2)} was {word}{where}"
        f"{f', error {codes}' if codes else ''}.",
        line=str(ak2.line),
        actual=mark,
        reference=ak2.text(2),
    )


def _said_of(segment: Segment) -> str:
    """Return what an AK3 or AK4 complains of, in words."""
    if segment.tag in {"AK3", "IK3"}:
        words = _SEGMENT_WORDS.get(segment.text(4) or "", "")
        return f"segment {segment.text(2)} {segment.text(1)} {words}".strip()
    if segment.tag in {"AK4", "IK4"}:
        words = _ELEMENT_WORDS.get(segment.text(3) or "", f"has error {segment.text(3)}")
        value = f': "{segment.text(4)}"' if segment.text(4) else ""
        return f"element {segment.text(1)} {words}{value}"
    return ""


def write(
    interchange: Interchange, verdicts: Sequence[MessageVerdict], *, number: int, at: datetime
) -> bytes:
    """Return the acknowledgement of an interchange: one set for each group that came."""
    number %= _LAST_NUMBER
    pairs = list(zip(interchange.messages, verdicts, strict=True))
    sets: list[list[str]] = []
    for _, group in groupby(pairs, key=lambda pair: (pair[0].group.control, pair[0].group.start)):
        told = list(group)
        sets.append(_set(len(sets) + 1, told[0][0], [each for _, each in told], interchange))
    lines = [
        _header(interchange.envelope, number, at),
        _group(interchange.messages[0].group if interchange.messages else None,
               interchange.envelope, number, at),
        *[line for each in sets for line in each],
        f"GE*{len(sets)}*{number}~",
        f"IEA*1*{number:09d}~",
    ]  # fmt: skip
    return "\n".join(lines).encode() + b"\n"


def _header(envelope: Envelope, number: int, at: datetime) -> str:
    """Return the header: who received answers who sent."""
    return (
        f"ISA*00*{'':10}*00*{'':10}"
        f"*{(envelope.receiver_qualifier or 'ZZ')[:2]:2}*{_padded(envelope.receiver)}"
        f"*{(envelope.sender_qualifier or 'ZZ')[:2]:2}*{_padded(envelope.sender)}"
        f"*{at:%y%m%d}*{at:%H%M}*U*00401*{number:09d}*0*{'T' if envelope.is_test else 'P'}*>~"
    )


def _group(group: Group | None, envelope: Envelope, number: int, at: datetime) -> str:
    ours = _plain((group.receiver if group else None) or envelope.receiver)
    theirs = _plain((group.sender if group else None) or envelope.sender)
    return f"GS*FA*{ours}*{theirs}*{at:%Y%m%d}*{at:%H%M}*{number}*X*004010~"


def _set(
    place: int, first: Message, told: Sequence[MessageVerdict], interchange: Interchange
) -> list[str]:
    group = first.group
    accepted = sum(1 for each in told if each.verdict is not Verdict.REJECTED)
    code = group.code or _GROUP_CODES.get(first.code, "")
    lines = [f"ST*997*{place:04d}~", f"AK1*{_plain(code)}*{_plain(group.control)}~"]
    for each in told:
        lines.append(f"AK2*{_plain(each.code)}*{_plain(each.reference)}~")
        lines += _places(each.places)
        errors = "".join(f"*{error}" for error in each.error_codes[:_MOST_ERRORS])
        lines.append(f"AK5*{_MARKS[each.verdict]}{errors}~")
    is_miscounted = any(each.flaw is Flaw.WRONG_GROUP_COUNT for each in interchange.problems)
    end = f"*{_WRONG_COUNT_OF_SETS}" if is_miscounted else ""
    lines.append(f"AK9*{_of_group(told, accepted)}*{len(told)}*{len(told)}*{accepted}{end}~")
    return [*lines, f"SE*{len(lines) + 1}*{place:04d}~"]


def _places(places: Sequence[Place]) -> Iterator[str]:
    """Yield an AK3 for each segment that is wrong, and an AK4 for each of its elements."""
    for (segment, position), group in groupby(
        places, key=lambda each: (each.segment, each.position)
    ):
        of_segment = list(group)
        is_missing = any(each.fault is Fault.NO_SEGMENT for each in of_segment)
        yield f"AK3*{segment}*{position}**{_NO_SEGMENT if is_missing else _WRONG_ELEMENTS}~"
        for each in of_segment:
            if each.element is not None:
                component = f">{each.component}" if each.component else ""
                said = f"*{value}" if (value := _plain(each.value)) else ""
                yield f"AK4*{each.element}{component}**{_ELEMENT_ERRORS[each.fault]}{said}~"


def _of_group(told: Sequence[MessageVerdict], accepted: int) -> str:
    if accepted < len(told):
        return "P" if accepted else "R"
    return "E" if any(each.verdict is Verdict.WITH_ERRORS for each in told) else "A"


def _padded(text: str | None) -> str:
    return f"{_plain(text)[:_ID_LENGTH]:{_ID_LENGTH}}"


def _plain(text: str | None) -> str:
    """Return a name or number without the characters that our own frame is made of."""
    kept = "".join(c for c in text or "" if c not in "*~>" and c.isprintable())
    return kept.strip()
