"""Sources as their pages show them, to those who may know of them."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, models, transaction

from ai import retrieval
from ai.approved import REMIND_DAYS, AccessClass, Purpose, SourceKind, Validity, VersionState
from ai.models import Consent, Retrieval, Source, SourceVersion
from core.actors import Actor

_TEXTS = """
    SELECT version_id, text FROM ai_sourcetext
    WHERE version_id = ANY (%s) AND ai_text_readable(version_id)
"""
_MOST = 200
_KEEPS = 2  # equal paragraphs round a change that are shown


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source of the list, with its version in use."""

    source: Source
    current: SourceVersion | None
    drafts: int
    ends_soon: bool


@dataclass(frozen=True, slots=True)
class Change:
    """Two paragraphs side by side; an empty one has no counterpart."""

    before: str
    after: str
    kind: str  # "same", "changed" or "gap"


def sources(*, reader: Actor, today: date) -> list[SourceRow]:
    """Return the sources a reader may know of, by title."""
    rows = []
    for source in _visible(reader).order_by("title", "id")[:_MOST]:
        versions = list(source.versions.order_by("-number"))
        current = next((each for each in versions if _is_current(each, today)), None)
        drafts = sum(each.state == VersionState.DRAFT.value for each in versions)
        ends = current is not None and _days(current).ends_within(REMIND_DAYS, today)
        rows.append(SourceRow(source, current, drafts, ends))
    return rows


def source_named(code: str, *, reader: Actor) -> Source | None:
    """Return a source that a reader may know of."""
    return _visible(reader).filter(code=code).first()


def versions_of(source: Source) -> list[SourceVersion]:
    """Return all versions, newest first."""
    return list(source.versions.order_by("-number"))


def mark_of_policies(purpose: Purpose) -> str:
    """Return a mark of what may be quoted for a purpose, past decisions apart."""
    rows = SourceVersion.objects.filter(
        source__purposes__contains=[purpose.value], approved_at__isnull=False
    ).exclude(source__kind=SourceKind.PAST_DECISION.value)
    found = rows.aggregate(count=models.Count("pk"), last=models.Max("approved_at"))
    return f"{found['count']}-{found['last']}"


def approved_versions(codes: Sequence[str]) -> list[int]:
    """Return the approved versions of sources known by name."""
    rows = SourceVersion.objects.filter(
        source__code__in=list(codes), state=VersionState.APPROVED.value
    )
    return list(rows.order_by("pk").values_list("pk", flat=True))


def texts_of(versions: Sequence[SourceVersion], *, reader: Actor) -> dict[int, str]:
    """Return the words of versions that a reader may read as a whole, by the version."""
    asked = retrieval.reading_filter(reader)
    with transaction.atomic(), connection.cursor() as cursor:
        retrieval.set_filter(asked)
        cursor.execute(_TEXTS, [[version.pk for version in versions]])
        found = dict(cursor.fetchall())
        retrieval.set_filter(None)
    return found


def version_of(source: Source, number: int) -> SourceVersion | None:
    """Return one version by its number."""
    return source.versions.filter(number=number).first()


def changes(before: str, after: str) -> list[Change]:
    """Return two texts side by side, paragraph by paragraph, what is equal left out but near."""
    old, new = before.split("\n\n"), after.split("\n\n")
    found: list[Change] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            found += _shortened([Change(text, text, "same") for text in old[i1:i2]])
            continue
        for place in range(max(i2 - i1, j2 - j1)):
            left = old[i1 + place] if i1 + place < i2 else ""
            right = new[j1 + place] if j1 + place < j2 else ""
            found.append(Change(left, right, "changed"))
    return found


def consents() -> list[Consent]:
    """Return what people said of their data, newest first."""
    return list(Consent.objects.order_by("-changed_at", "-id")[:_MOST])


def questions(*, reader: Actor) -> list[Retrieval]:
    """Return the latest questions for passages; only to readers who see every entity."""
    if reader.entities is not None:
        return []
    return list(Retrieval.objects.order_by("-asked_at", "-id")[:50])


def _shortened(same: Sequence[Change]) -> list[Change]:
    if len(same) <= 2 * _KEEPS + 1:
        return list(same)
    text = f"{len(same) - 2 * _KEEPS} paragraphs are the same"
    return [*same[:_KEEPS], Change(text, text, "gap"), *same[-_KEEPS:]]


def _visible(reader: Actor) -> models.QuerySet[Source]:
    found = Source.objects.filter(access_class__in=_classes(reader))
    if reader.entities is None:
        return found
    return found.filter(models.Q(entities=[]) | models.Q(entities__overlap=list(reader.entities)))


def _classes(reader: Actor) -> list[str]:
    return [AccessClass(each).value for each in retrieval.classes_of(reader)]


def _days(version: SourceVersion) -> Validity:
    return Validity(version.valid_from, version.valid_to)


def _is_current(version: SourceVersion, today: date) -> bool:
    days = _days(version)
    return (
        version.state == VersionState.APPROVED.value
        and days.valid_from <= today
        and (days.valid_to is None or days.valid_to >= today)
    )
