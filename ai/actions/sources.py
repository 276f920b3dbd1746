"""Sources are registered and get versions; another person approves one; anyone in charge withdraws.

What is withdrawn is gone from the next question on: the search reads the state itself.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from ai import chunking, retrieval
from ai.approved import REMIND_DAYS, AccessClass, Purpose, SourceKind, Validity, VersionState
from ai.embedding import embedder
from ai.models import Source, SourceText, SourceVersion
from ai.models.sources import vector_text
from audit import actions as audit
from core.actors import PIPELINE, Actor, ActorKind
from core.errors import Refusal
from core.fields import columns

_ADD = """
    INSERT INTO ai_passage (access_class, version_id, ordinal, heading, page, text, sha256,
                            subjects, embedding, embedded_by, words)
    SELECT %s, %s, ordinal::int, heading, page::int, text, sha256,
           string_to_array(subjects, chr(31)), embedding::halfvec, %s,
           to_tsvector(%s::regconfig, COALESCE(heading, '') || ' ' || text)
    FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
        AS piece (ordinal, heading, page, text, sha256, subjects, embedding)
"""
_APART = "\x1f"


class UnableToRegister(Refusal):
    """The source or its version cannot be taken in as it is."""


class UnableToApprove(Refusal):
    """The version may not be approved, or not by this person."""


@dataclass(frozen=True, slots=True)
class Described:
    """What is said of a source when it is registered."""

    code: str
    kind: SourceKind
    title: str
    owner: str
    entities: tuple[str, ...]
    purposes: tuple[Purpose, ...]
    licence: str
    personal_data: str | None
    access_class: AccessClass


@dataclass(frozen=True, slots=True)
class Given:
    """A file of a version, and the blocks that were read from it."""

    filename: str
    content: bytes
    blocks: tuple[chunking.Block, ...]

    @property
    def text(self) -> str:
        """All words in their order, a block a paragraph, headings marked."""
        return "\n\n".join(
            f"{'#' * each.level} {each.text}" if each.level else each.text for each in self.blocks
        )


def register_source(*, described: Described, actor: Actor, at: datetime) -> Source:
    """Register a source without a version yet.

    :raises UnableToRegister: something is missing, or the code is taken.
    """
    if not described.title.strip() or not described.purposes or not described.owner.strip():
        raise UnableToRegister("A source has a title, an owner and at least one purpose.")
    with transaction.atomic():
        source, is_new = Source.objects.get_or_create(
            code=described.code,
            defaults={
                "kind": described.kind.value,
                "title": described.title.strip(),
                "owner": described.owner.strip(),
                "entities": sorted(described.entities),
                "purposes": sorted(each.value for each in described.purposes),
                "licence": described.licence,
                "personal_data": described.personal_data,
                "access_class": described.access_class.value,
                "registered_by": actor.label,
                "registered_at": at,
            },
        )
        if not is_new:
            raise UnableToRegister(f"There is a source {described.code} already.")
        audit.record(
            action="ai.source.registered",
            subject=f"source:{source.code}",
            actor=actor,
            at=at,
            payload={"title": source.title, "access_class": source.access_class},
        )
    return source


def add_version(
    *,
    code: str,
    given: Given,
    validity: Validity,
    actor: Actor,
    at: datetime,
    subjects: Mapping[str, str] | None = None,
    answers_for_it: str | None = None,
) -> SourceVersion:
    """Take in a draft of a source; the same bytes again are the version that is here.

    `subjects` says which words in the text stand for which person: a passage with such a word
    holds that person's data, and needs their consent. `answers_for_it` is whose file it is, where
    a machine takes it in: another person than they approves it.

    :raises UnableToRegister: no such source, nothing to read, or days out of order.
    """
    if problem := validity.problem():
        raise UnableToRegister(problem)
    cut = chunking.pieces(given.blocks)
    if not cut:
        raise UnableToRegister("There are no words to quote in this file.")
    source = Source.objects.filter(code=code).first()
    if source is None:
        raise UnableToRegister(f"There is no source {code}.")
    sha256 = hashlib.sha256(given.content).hexdigest()
    if here := SourceVersion.objects.filter(source=source, sha256=sha256).first():
        return here
    vectors = embedder().embed([piece.with_heading for piece in cut])
    with transaction.atomic():
        source = Source.objects.select_for_update().get(pk=source.pk)
        if here := SourceVersion.objects.filter(source=source, sha256=sha256).first():
            return here
        version = SourceVersion.objects.create(
            source=source,
            number=source.versions.count() + 1,
            filename=given.filename,
            sha256=sha256,
            valid_from=validity.valid_from,
            valid_to=validity.valid_to,
            passage_count=len(cut),
            uploaded_by=answers_for_it or actor.label,
            uploaded_at=at,
        )
        SourceText.objects.create(version=version, content=given.content, text=given.text)
        add_passages(version, source.access_class, cut, vectors, subjects or {})
        _said(version, source, "uploaded", actor, at, {"sha256": sha256, "passages": len(cut)})
    return version


def add_passages(
    version: SourceVersion,
    access_class: str,
    cut: Sequence[chunking.Piece],
    vectors: Sequence[Sequence[float]],
    subjects: Mapping[str, str],
) -> None:
    """Store passages with one statement."""
    terms = {term.casefold(): subject for term, subject in subjects.items() if term.strip()}
    rows = []
    for piece, vector in zip(cut, vectors, strict=True):
        lower = piece.with_heading.casefold()
        held = sorted({subject for term, subject in terms.items() if term in lower})
        page = None if piece.page is None else str(piece.page)
        rows.append(
            (
                str(piece.ordinal), piece.heading, page, piece.text, piece.sha256,
                _APART.join(held), vector_text(vector),
            )
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            _ADD,
            [
                access_class, version.pk, embedder().name, retrieval.words_language(),
                *columns(rows),
            ],
        )  # fmt: skip


def approve_version(*, version_id: int, actor: Actor, at: datetime) -> SourceVersion:
    """Approve a draft of another person; versions before it end the day before it begins.

    :raises UnableToApprove: it is one's own, or no draft any more, or not a person's word.
    """
    with transaction.atomic():
        version = _locked(version_id)
        if actor.kind is not ActorKind.PERSON:
            raise UnableToApprove("Only a person approves a source.")
        if version.uploaded_by == actor.label:
            raise UnableToApprove("Another person than the one who uploaded it approves it.")
        if version.state != VersionState.DRAFT.value:
            raise UnableToApprove(f"This version is {version.state} already.")
        _give_way(version)
        version.state = VersionState.APPROVED.value
        version.approved_by, version.approved_at = actor.label, at
        version.save(update_fields=["state", "approved_by", "approved_at"])
        _said(version, version.source, "approved", actor, at, {"sha256": version.sha256})
    return version


def withdraw_version(*, version_id: int, because: str, actor: Actor, at: datetime) -> SourceVersion:
    """Take a version out of use, from the next question on.

    :raises UnableToApprove: it is withdrawn already, or no reason is given.
    """
    if not because.strip():
        raise UnableToApprove("A reason is needed.")
    with transaction.atomic():
        version = _locked(version_id)
        if version.state == VersionState.WITHDRAWN.value:
            raise UnableToApprove("This version is withdrawn already.")
        version.state = VersionState.WITHDRAWN.value
        version.withdrawn_by, version.withdrawn_at = actor.label, at
        version.withdrawn_because = because.strip()
        version.save(update_fields=["state", "withdrawn_by", "withdrawn_at", "withdrawn_because"])
        _said(version, version.source, "withdrawn", actor, at, {"because": because.strip()})
    return version


def remind_of_ends(*, at: datetime) -> int:
    """Say once on the trail of each version in use that it ends within thirty days."""
    last = at.date() + timedelta(days=REMIND_DAYS)
    with transaction.atomic():
        ending = list(
            SourceVersion.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("source")
            .filter(state=VersionState.APPROVED.value, valid_to__lte=last, reminded_at=None)
        )
        for version in ending:
            version.reminded_at = at
            version.save(update_fields=["reminded_at"])
            ends = {"valid_to": str(version.valid_to), "owner": version.source.owner}
            _said(version, version.source, "ends_soon", PIPELINE, at, ends)
    return len(ending)


def _give_way(version: SourceVersion) -> None:
    """End the approved versions before this one where it begins."""
    day_before: date = version.valid_from - timedelta(days=1)
    others = version.source.versions.filter(state=VersionState.APPROVED.value)
    for other in others.exclude(pk=version.pk):
        if version.valid_to is not None and other.valid_from > version.valid_to:
            continue
        if other.valid_from > day_before:
            other.state = VersionState.SUPERSEDED.value
        elif other.valid_to is None or other.valid_to > day_before:
            other.valid_to = day_before
        other.save(update_fields=["state", "valid_to"])


def _locked(version_id: int) -> SourceVersion:
    version = (
        SourceVersion.objects.select_for_update(of=("self", "source"))
        .select_related("source")
        .filter(pk=version_id)
        .first()
    )
    if version is None:
        raise UnableToApprove("There is no such version.")
    return version


def _said(
    version: SourceVersion,
    source: Source,
    verb: str,
    actor: Actor,
    at: datetime,
    payload: Mapping[str, object],
) -> None:
    audit.record(
        action=f"ai.source_version.{verb}",
        subject=f"source:{source.code}",
        actor=actor,
        at=at,
        payload={"version": version.number, **payload},
    )
