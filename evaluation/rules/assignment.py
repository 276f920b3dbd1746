"""The best pairing of two lists: the one with the least cost in all (the Hungarian method)."""

from collections.abc import Sequence
from math import inf

Cost = float


def best_pairs(costs: Sequence[Sequence[Cost]]) -> list[tuple[int, int]]:
    """Pair rows with columns, each at most once, so that the sum of costs is least.

    As many pairs are made as the shorter side has members; ties go to the earlier column.
    """
    if not costs or not costs[0]:
        return []
    if len(costs) <= len(costs[0]):
        return sorted(_assign(costs))
    turned = [list(column) for column in zip(*costs, strict=True)]
    return sorted((row, column) for column, row in _assign(turned))


def _assign(costs: Sequence[Sequence[Cost]]) -> list[tuple[int, int]]:
    """Assign every row a column by shortest augmenting paths; there are enough columns."""
    rows, columns = len(costs), len(costs[0])
    row_price = [0.0] * (rows + 1)
    column_price = [0.0] * (columns + 1)
    taken_by = [0] * (columns + 1)  # the row, counted from 1, that has a column
    for row in range(1, rows + 1):
        taken_by[0] = row
        way = [0] * (columns + 1)
        column = _search(costs, row_price, column_price, taken_by, way)
        while column:
            taken_by[column] = taken_by[way[column]]
            column = way[column]
    return [(taken_by[column] - 1, column - 1) for column in range(1, columns + 1)
            if taken_by[column]]  # fmt: skip


def _search(
    costs: Sequence[Sequence[Cost]],
    row_price: list[Cost],
    column_price: list[Cost],
    taken_by: list[int],
    way: list[int],
) -> int:
    """Find the free column that is reached at the least cost; `way` leads back to the start."""
    columns = len(column_price) - 1
    least = [inf] * (columns + 1)
    is_used = [False] * (columns + 1)
    column = 0
    while taken_by[column]:
        is_used[column] = True
        row, gap, following = taken_by[column], inf, 0
        for each in range(1, columns + 1):
            if is_used[each]:
                continue
            reduced = costs[row - 1][each - 1] - row_price[row] - column_price[each]
            if reduced < least[each]:
                least[each], way[each] = reduced, column
            if least[each] < gap:
                gap, following = least[each], each
        for each in range(columns + 1):
            if is_used[each]:
                row_price[taken_by[each]] += gap
                column_price[each] -= gap
            else:
                least[each] -= gap
        column = following
    return column
