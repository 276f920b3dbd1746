"""What the last segment of an interchange or a group says, beside what there is."""

from collections.abc import Iterator
from typing import Final

from intake.formats.edi import Flaw, FrameProblem, Segment

_NAMES: Final = {"IEA": "interchange", "GE": "group", "UNZ": "interchange", "UNE": "group"}


def problems(
    trailer: Segment, *, control: str | None, found: int, counted: str
) -> Iterator[FrameProblem]:
    """Yield where a trailer states another number of parts than came, or closes another envelope.

    What is missing may be an invoice that nobody will ask for (T109).
    """
    name = _NAMES[trailer.tag]
    stated = trailer.text(1) or ""
    if stated.isascii() and stated.isdigit() and int(stated) != found:
        text = f"The {name} {control or ''} states {int(stated)} {counted} and has {found}."
        flaw = Flaw.WRONG_GROUP_COUNT if name == "group" else Flaw.WRONG_INTERCHANGE_COUNT
        yield FrameProblem(flaw, text, trailer.line, str(found), stated)
    closed = trailer.text(2)
    if closed is not None and control is not None and _key(closed) != _key(control):
        text = f"The {name} begins with control number {control} and ends with {closed}."
        yield FrameProblem(Flaw.WRONG_ENVELOPE_REFERENCE, text, trailer.line, control, closed)


def _key(control: str) -> str:
    return control.lstrip("0") or "0"
