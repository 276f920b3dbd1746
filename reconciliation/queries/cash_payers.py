"""The names under which parties pay, as decisions taught them."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from core.actors import Actor
from reconciliation.models import CashAlias

PAGE = 50


@dataclass(frozen=True, slots=True)
class PayerPage:
    """One page of aliases, and where the next one begins."""

    rows: list[CashAlias]
    next_cursor: str


def payers(q: str, after: str, *, reader: Actor) -> PayerPage:
    """Return aliases by their name."""
    rows = _own(reader)
    if q:
        rows = rows.filter(Q(seen_as__icontains=q) | Q(party__icontains=q))
    found = list(rows.filter(name__gt=after).order_by("name")[: PAGE + 1])
    return PayerPage(found[:PAGE], found[PAGE - 1].name if len(found) > PAGE else "")


def may_see(pk: int, *, reader: Actor) -> bool:
    """Say whether this reader sees the line that taught it."""
    return _own(reader).filter(pk=pk).exists()


def _own(reader: Actor) -> "QuerySet[CashAlias]":
    rows = CashAlias.objects.all()
    if reader.entities is None:
        return rows
    return rows.filter(bank_line__bank_account__entity__in=sorted(reader.entities))
