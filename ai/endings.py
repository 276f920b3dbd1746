"""Approved versions whose last day is near: shown to who sees sources, and to their owner by name.

What ends is read once a minute in each process, so that it costs a page nothing.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.core.cache import cache

from ai.approved import OPEN_CLASSES, REMIND_DAYS, AccessClass, VersionState
from ai.models import SourceVersion
from core.http import StaffRequest

_KEY: Final = "sources-that-end"
_SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class Ending:
    """One version that ends within thirty days, with nothing approved after it."""

    code: str
    title: str
    owner: str
    access_class: AccessClass
    entities: frozenset[str]
    last_day: date

    def is_of(self, name: str) -> bool:
        """Say whether a person is its owner."""
        return self.owner.casefold() == name.casefold()


def endings_for(request: StaffRequest, *, today: date) -> list[Ending]:
    """Return what ends soon, of the sources that whoever asks may know of, the next first."""
    key = f"{_KEY}:{today}"
    found: list[Ending] | None = cache.get(key)
    if found is None:
        found = _endings(today)
        cache.set(key, found, _SECONDS)
    entities = request.actor.entities if found else None
    return [
        each
        for each in found
        if (each.access_class in OPEN_CLASSES or request.user.has_perm(_right(each)))
        and (entities is None or not each.entities or each.entities & entities)
    ]


def _right(each: Ending) -> str:
    return f"ai.quote_{each.access_class}"


def _endings(today: date) -> list[Ending]:
    versions = (
        SourceVersion.objects.select_related("source")
        .filter(state=VersionState.APPROVED.value, valid_from__lte=today, valid_to__gte=today)
        .filter(valid_to__lte=today + timedelta(days=REMIND_DAYS))
        .order_by("valid_to", "pk")
    )
    followed = set(
        SourceVersion.objects.filter(
            state=VersionState.APPROVED.value, valid_from__gt=today
        ).values_list("source_id", flat=True)
    )
    return [
        Ending(
            each.source.code, each.source.title, each.source.owner,
            AccessClass(each.source.access_class), frozenset(each.source.entities), last_day,
        )
        for each in versions
        if each.source_id not in followed and (last_day := each.valid_to) is not None
    ]  # fmt: skip
