"""Much work in parts: so large that a statement is worth its price, so small that memory holds it.

Python looks for circles of garbage each time some hundreds of values came to be. A batch makes
hundreds of thousands that are all still wanted, and looking through them took a fifth of a load.
"""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

MOST, MOST_BYTES = 200, 32 << 20
_SELDOM = (100_000, 20, 100)

Item = TypeVar("Item")


def _weightless(_item: object) -> int:
    return 0


def in_batches(
    items: Iterable[Item], size_of: Callable[[Item], int] = _weightless
) -> Iterator[list[Item]]:
    """Yield the items in their order, so many at once as number and bytes together allow."""
    batch: list[Item] = []
    held = 0
    for item in items:
        size = size_of(item)
        if batch and (len(batch) >= MOST or held + size > MOST_BYTES):
            yield batch
            batch, held = [], 0
        batch.append(item)
        held += size
    if batch:
        yield batch


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Look for garbage seldom, and never among what was there before."""
    before = gc.get_threshold()
    gc.freeze()  # its garbage, if any, is looked for again afterwards
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
