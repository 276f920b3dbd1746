"""Much work in parts that memory holds."""

import gc

from hypothesis import given
from hypothesis import strategies as st

from backoffice.batches import MOST, MOST_BYTES, in_batches, seldom_collecting


@given(st.lists(st.integers(0, 2 * MOST_BYTES), max_size=500))
def test_holds_no_more_than_it_may_and_loses_nothing(sizes: list[int]) -> None:
    batches = list(in_batches(sizes, lambda size: size))

    assert [size for batch in batches for size in batch] == sizes
    assert all(len(batch) <= MOST for batch in batches)
    assert all(sum(batch) <= MOST_BYTES or len(batch) == 1 for batch in batches)


def test_a_batch_is_as_large_as_it_may_be() -> None:
    assert [len(batch) for batch in in_batches(range(2 * MOST + 1))] == [MOST, MOST, 1]


def test_garbage_is_collected_as_before_when_the_work_is_done() -> None:
    before = gc.get_threshold()

    with seldom_collecting():
        assert gc.get_threshold() != before

    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0
