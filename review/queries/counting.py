"""How much work is open."""

from core.actors import Actor
from reconciliation.queries.work import OpenCount, count_open


def open_work(reader: Actor) -> OpenCount:
    """Count the open cases that this person may see."""
    return count_open(reader.entities)
