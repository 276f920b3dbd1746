"""This process a few times more: the same answers in the same order, whoever dies."""

import os
import signal
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import pytest

from core.reasons import ReasonCode
from intake.formats import registry
from intake.formats.crew import ALONE, Crew
from intake.rules.findings import FindingValue
from intake.rules.recognise import FileKind
from tests.intake.formats.samples import sample

NUMBERS = list(range(200))


def processes(numbers: Sequence[int]) -> list[int]:
    return [os.getpid() for _ in numbers]


def doubled(numbers: Sequence[int]) -> list[int]:
    return [2 * number for number in numbers]


def doubled_but_dying(numbers: Sequence[int]) -> list[int]:
    if 30 in numbers and os.getpid() != OWNER:
        os.kill(os.getpid(), signal.SIGKILL)
    return doubled(numbers)


def refusing(numbers: Sequence[int]) -> list[int]:
    raise ValueError(f"not {numbers[0]}")


OWNER = os.getpid()


def test_the_work_is_done_by_others_and_comes_back_in_order() -> None:
    with Crew(2) as crew:
        assert OWNER not in set(crew.share(processes, NUMBERS))
        assert crew.share(doubled, NUMBERS) == doubled(NUMBERS)


def test_a_few_items_and_a_crew_without_hands_are_served_here() -> None:
    with Crew(1) as crew:
        assert set(crew.share(processes, NUMBERS[:5])) == {OWNER}
    assert set(ALONE.share(processes, NUMBERS)) == {OWNER}


def test_what_a_dying_hand_was_asked_is_done_here() -> None:
    with Crew(2) as crew:
        assert crew.share(doubled_but_dying, NUMBERS) == doubled(NUMBERS)
        assert crew.share(doubled, NUMBERS) == doubled(NUMBERS)


def test_an_error_is_met_where_it_can_be_seen() -> None:
    with Crew(1) as crew, pytest.raises(ValueError, match="not 0"):
        crew.share(refusing, NUMBERS)


@dataclass(frozen=True, slots=True)
class Counted:
    """A value with a part of its own making."""

    name: str
    number: int
    length: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "length", len(self.name))


def itself(values: Sequence[object]) -> list[object]:
    return list(values)


def test_values_come_back_as_they_were() -> None:
    read = registry.read_file(sample("invoice_ubl.xml"), "invoice.xml")
    card = FindingValue(ReasonCode.MISSING_FIELD, "It is missing.")
    values = [read, card, Counted("a", 1), Decimal("1.10"), FileKind.XML, FileKind, len, None] * 10

    with Crew(1) as crew:
        assert crew.share(itself, values) == values


def sleeping(numbers: Sequence[int]) -> list[int]:
    if os.getpid() != OWNER:
        time.sleep(60)
    return doubled(numbers)


def test_nobody_waits_for_a_hand_when_the_work_is_given_up() -> None:
    started = time.monotonic()

    with Crew(2) as crew:
        threading.Thread(target=crew.share, args=(sleeping, NUMBERS), daemon=True).start()

    assert time.monotonic() - started < 30


def test_the_hands_end_with_the_work() -> None:
    with Crew(2) as crew:
        hands = set(crew.share(processes, NUMBERS))

    for pid in hands:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
