"""R28: a few damaged files of each kind, on every check; `benchmarks.fuzz` damages thousands."""

import pytest

from benchmarks import fuzz

KINDS = fuzz.kinds()
EACH = 8


@pytest.mark.parametrize("kind", KINDS)
def test_no_damage_crashes_hangs_or_is_believed(kind: str) -> None:
    came = fuzz.run(kind, KINDS[kind], EACH, seed=3)

    assert (came["crashes"], came["hangs"], came["wrong"]) == (0, 0, 0), came["worst"]
