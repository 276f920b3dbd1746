"""EDIFACT CONTRL: read as what a partner says of our messages, and written for what came.

Each message of an interchange is acknowledged or rejected by its own answer; one that is rejected
makes no record (T109).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Final

from core.reasons import ReasonCode
from intake.formats.edi import Envelope, Flaw, Interchange, Message, Segment, divide, first
from intake.rules.acknowledgements import Fault, MessageVerdict, Place, Verdict
from intake.rules.findings import FindingValue

UNREADABLE_VALUE: Final = "12"
MESSAGE_ERRORS: Final = {
    Flaw.NOT_SUPPORTED: "25",
    Flaw.NO_TRAILER: "13",
    Flaw.WRONG_REFERENCE: "28",
    Flaw.WRONG_COUNT: "29",
    Flaw.NO_BEGINNING: "13",
}
_MISSING: Final = "13"
_TAG: Final = 1  # a CONTRL counts the tag of a segment as its first element
_REJECTED: Final = "4"
_ACKNOWLEDGED: Final = "7"


def read(message: Message) -> tuple[FindingValue, ...]:
    """Return what a partner rejected."""
    head, loops, _ = divide(message.segments, frozenset({"UCM"}))
    found = []
    uci = first(head, "UCI")
    if uci is not None and uci.text(4) == _REJECTED:
        text = f"Our interchange {uci.text(1)} was rejected, error {uci.text(5) or 'unknown'}."
        found.append(_complaint(text, uci.line, uci.text(1)))
    for loop in loops:
        ucm = loop[0]
        if ucm.text(3) == _REJECTED:
            places = ", ".join(said for each in loop if (said := _said_of(each)))
            error = ucm.text(4) or next((each.text(1) for each in loop if each.tag == "UCD"), None)
            text = (
                f"Our message {ucm.text(2)} {ucm.text(1)} was rejected, error {error or 'unknown'}"
                f"{f' ({places})' if places else ''}."
            )
            found.append(_complaint(text, ucm.line, ucm.text(1)))
    return tuple(found)


def _said_of(segment: Segment) -> str:
    """Return what a UCS or UCD complains of, in words."""
    if segment.tag == "UCS":
        error = f" has error {segment.text(2)}" if segment.text(2) else ""
        return f"segment {segment.text(1)}{error}"
    if segment.tag == "UCD":
        counted = segment.text(2) or ""
        element = int(counted) - _TAG if counted.isascii() and counted.isdigit() else counted
        component = f", component {segment.text(2, 2)}" if segment.text(2, 2) else ""
        return f"element {element}{component} has error {segment.text(1)}"
    return ""


def _complaint(text: str, line: int, reference: str | None) -> FindingValue:
    return FindingValue(
        code=ReasonCode.EINVOICE_RULE, text=text, line=str(line), reference=reference
    )


def write(
    interchange: Interchange, verdicts: Sequence[MessageVerdict], *, number: int, at: datetime
) -> bytes:
    """Return the acknowledgement of an interchange, with an answer for each message."""
    envelope = interchange.envelope
    is_all_rejected = all(each.verdict is Verdict.REJECTED for each in verdicts)
    body = [
        f"UCI+{_plain(envelope.control)}+{_party(envelope.sender, envelope.sender_qualifier)}"
        f"+{_party(envelope.receiver, envelope.receiver_qualifier)}"
        f"+{_REJECTED if is_all_rejected else _ACKNOWLEDGED}'"
    ]
    for message, each in zip(interchange.messages, verdicts, strict=True):
        action = _REJECTED if each.verdict is Verdict.REJECTED else _ACKNOWLEDGED
        error = f"+{each.error_codes[0]}" if each.error_codes else ""
        body.append(f"UCM+{_plain(message.reference)}+{_type(message)}+{action}{error}'")
        body += _places(each.places)
    lines = [
        "UNA:+.? '",
        _header(envelope, number, at),
        f"UNH+{number}+CONTRL:D:3:UN'",
        *body,
        f"UNT+{len(body) + 2}+{number}'",
        f"UNZ+1+{number}'",
    ]
    return ("\n".join(lines) + "\n").encode()


def _header(envelope: Envelope, number: int, at: datetime) -> str:
    """Return the header: who received answers who sent."""
    test = "++++++1" if envelope.is_test else ""
    return (
        f"UNB+UNOC:3+{_party(envelope.receiver, envelope.receiver_qualifier)}"
        f"+{_party(envelope.sender, envelope.sender_qualifier)}+{at:%y%m%d:%H%M}+{number}{test}'"
    )


def _places(places: Sequence[Place]) -> Iterator[str]:
    """Yield a UCS for each segment that is wrong, and a UCD for each of its elements."""
    for position, group in groupby(places, key=lambda each: each.position):
        of_segment = list(group)
        is_missing = any(each.fault is Fault.NO_SEGMENT for each in of_segment)
        yield f"UCS+{position}{f'+{_MISSING}' if is_missing else ''}'"
        for each in of_segment:
            if each.element is not None:
                component = f":{each.component}" if each.component else ""
                error = _MISSING if each.fault is Fault.NOT_SAID else UNREADABLE_VALUE
                yield f"UCD+{error}+{each.element + _TAG}{component}'"


def _type(message: Message) -> str:
    parts = [message.header.text(2, place) or "" for place in range(1, 6)]
    return ":".join(_plain(part) for part in parts).rstrip(":")


def _party(identifier: str | None, qualifier: str | None) -> str:
    return _plain(identifier) + (f":{_plain(qualifier)}" if qualifier else "")


def _plain(text: str | None) -> str:
    """Return a name or number with the marks of the syntax released."""
    kept = "".join(c for c in text or "" if c.isprintable())
    return "".join(f"?{c}" if c in "?+:'" else c for c in kept)
