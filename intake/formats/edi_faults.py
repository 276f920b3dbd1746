"""Where in a message something is wrong, so that its sender is told segment and element."""

from collections.abc import Iterator, Sequence
from typing import Final

from intake.formats.edi import Flaw, Message, Segment, Values
from intake.rules.acknowledgements import Fault, Place

_AFTER_HEADER: Final = 2  # the header is the first segment
_LONGEST_SHOWN: Final = 60
_FAULTS: Final = {"a date": Fault.NO_DATE, "a number": Fault.NO_NUMBER}


def places(
    message: Message, values: Values, beginning: str | None, demanded: Sequence[int]
) -> tuple[Place, ...]:
    """Return what is wrong, in the order of the message, each place once."""
    found = [*_beginning(message, beginning, demanded), *_unread(message, values)]
    return tuple(dict.fromkeys(sorted(found, key=lambda each: (each.position, each.element or 0))))


def _beginning(message: Message, tag: str | None, demanded: Sequence[int]) -> Iterator[Place]:
    """Yield the segment that a message must begin with and lacks, or what is not said in it."""
    if tag is None:
        return
    if any(problem.flaw is Flaw.NO_BEGINNING for problem in message.problems):
        yield Place(tag, _AFTER_HEADER, Fault.NO_SEGMENT)
    for place, segment in enumerate(message.segments, _AFTER_HEADER):
        if segment.tag == tag:
            for element in demanded:
                if segment.text(element) is None:
                    yield Place(tag, place, Fault.NOT_SAID, element)
            return


def _unread(message: Message, values: Values) -> Iterator[Place]:
    positions = {each.start: n for n, each in enumerate(message.segments, _AFTER_HEADER)}
    for segment, text, wanted in values.unread:
        position = positions.get(segment.start)
        if position is None or wanted not in _FAULTS:
            continue
        element, component = _where(segment, text)
        yield Place(
            segment.tag, position, _FAULTS[wanted], element, component, text[:_LONGEST_SHOWN]
        )


def _where(segment: Segment, text: str) -> tuple[int, int | None]:
    """Return element and component that say this; the component where there is more than one."""
    for element, parts in enumerate(segment.elements, 1):
        for component, part in enumerate(parts, 1):
            if part.strip() == text:
                return element, component if len(parts) > 1 else None
    return 1, None
