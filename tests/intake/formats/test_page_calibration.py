"""Stated confidences: what was counted, and no more."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.formats import page_calibration, page_confidence
from intake.formats.page_calibration import COUNTED, STEPS, confidence

FIELDS = [*COUNTED, "payment_terms"]


@pytest.mark.parametrize("field", FIELDS)
def test_what_more_speaks_for_is_never_less_sure(field: str) -> None:
    stated = [confidence(field, step) for step in STEPS]

    assert all(more >= less for more, less in pairwise(stated))
    assert all(0 <= each < 1 for each in stated)


@pytest.mark.parametrize("field", FIELDS)
def test_what_was_seldom_seen_never_passes_by_itself(field: str) -> None:
    for place, step in enumerate(STEPS):
        seen = [COUNTED.get(field, {}).get(each, (0, 0))[1] for each in STEPS[place:]]
        if sum(seen) < 10:
            assert confidence(field, step) < page_confidence.PASSES


@given(score=st.floats(min_value=0, max_value=2, allow_nan=False))
def test_every_score_has_one_step(score: float) -> None:
    step = page_calibration.step_of(score)

    assert float(step) <= score
    assert all(float(each) > score for each in STEPS[: STEPS.index(step)])
