"""The pairing costs as little as any pairing could."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from evaluation.rules.assignment import best_pairs

sides = st.integers(min_value=1, max_value=5)
costs = sides.flatmap(
    lambda columns: st.lists(
        st.lists(st.integers(0, 9), min_size=columns, max_size=columns), min_size=1, max_size=5
    )
)


def least(table: list[list[int]]) -> int:
    """Try every pairing."""
    if len(table) > len(table[0]):
        table = [list(column) for column in zip(*table, strict=True)]
    columns = range(len(table[0]))
    return min(
        sum(table[row][column] for row, column in enumerate(chosen))
        for chosen in permutations(columns, len(table))
    )


@given(table=costs)
def test_no_other_pairing_costs_less(table: list[list[int]]) -> None:
    pairs = best_pairs(table)

    assert sum(table[row][column] for row, column in pairs) == least(table)
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)
    assert len(pairs) == min(len(table), len(table[0]))


def test_nothing_is_paired_with_nothing() -> None:
    assert best_pairs([]) == []
    assert best_pairs([[], []]) == []
