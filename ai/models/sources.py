"""Approved sources, their versions and passages, the consent of the people in them, retrievals.

Passages are stored apart by access class; row-level security (migration `approved_sources`) shows a
session only those that are approved, in date and meant for who asks and what for.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from ai.approved import AccessClass, SourceKind, VersionState
from core import enums

DIMENSIONS = 384


class VectorField(models.Field):  # type: ignore[type-arg]
    """A `halfvec` of pgvector, half precision; written as the text that it reads."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:  # noqa: ARG002
        """Return the type with its length."""
        return f"halfvec({DIMENSIONS})"

    def get_prep_value(self, value: Any) -> Any:
        """Return the text of a sequence of numbers."""
        return vector_text(value) if isinstance(value, list | tuple) else value


def vector_text(values: Sequence[float]) -> str:
    """Write numbers as a vector is read."""
    return "[" + ",".join(f"{value:.6g}" for value in values) + "]"


class Source(models.Model):
    """Something the assistant may quote once a version of it is approved."""

    code = models.TextField(unique=True)
    kind = models.TextField(choices=enums.choices(SourceKind))
    title = models.TextField()
    owner = models.TextField()
    entities = ArrayField(models.TextField(), default=list)  # none named: every entity
    purposes = ArrayField(models.TextField())
    licence = models.TextField()
    personal_data = models.TextField(null=True)  # what it holds of people; null is nothing
    access_class = models.TextField(choices=enums.choices(AccessClass))
    registered_by = models.TextField()
    registered_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(access_class__in=list(AccessClass)),
                name="source_access_class_known",
            ),
        )

    def __str__(self) -> str:
        return self.title


class SourceVersion(models.Model):
    """One version: its bytes by their hash, its days and its approval."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="versions")
    number = models.IntegerField()
    filename = models.TextField()
    sha256 = models.TextField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    state = models.TextField(choices=enums.choices(VersionState), default=VersionState.DRAFT.value)
    passage_count = models.IntegerField(default=0)
    uploaded_by = models.TextField()
    uploaded_at = models.DateTimeField()
    approved_by = models.TextField(null=True)
    approved_at = models.DateTimeField(null=True)
    withdrawn_by = models.TextField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.TextField(null=True)
    reminded_at = models.DateTimeField(null=True)  # when its owner was told that it ends

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["source", "number"], name="source_version_number_once"),
            models.UniqueConstraint(fields=["source", "sha256"], name="source_version_bytes_once"),
            models.CheckConstraint(
                condition=models.Q(approved_by=None)
                | ~models.Q(approved_by=models.F("uploaded_by")),
                name="source_version_approved_by_another",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=VersionState.APPROVED.value)
                | models.Q(approved_by__isnull=False),
                name="source_version_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")),
                name="source_version_days_in_order",
            ),
        )

    def __str__(self) -> str:
        return f"{self.source_id} version {self.number}"


class SourceText(models.Model):
    """The bytes of a version and the words read from them; gone once a person in it was erased.

    Row-level security (migration `texts_apart`) shows them to readers of the source's class and
    entities, and hides what holds people's data as soon as the version is no draft any more.
    """

    version = models.OneToOneField(
        SourceVersion, models.PROTECT, primary_key=True, related_name="words"
    )
    content = models.BinaryField()
    text = models.TextField()

    def __str__(self) -> str:
        return f"text of {self.version_id}"


class Passage(models.Model):
    """A few sentences of a version, whose data it holds, and where it lies among meanings.

    Its text never changes; the vector and the words are made anew when an index is rebuilt.
    """

    id = models.BigAutoField(primary_key=True)
    access_class = models.TextField(choices=enums.choices(AccessClass))
    version = models.ForeignKey(SourceVersion, models.PROTECT, related_name="passages")
    ordinal = models.IntegerField()
    heading = models.TextField(null=True)
    page = models.IntegerField(null=True)
    text = models.TextField()
    sha256 = models.TextField()
    subjects = ArrayField(models.TextField(), default=list)
    embedding = VectorField()
    embedded_by = models.TextField()
    words = SearchVectorField()

    def __str__(self) -> str:
        return f"{self.version_id} passage {self.ordinal}"


class Consent(models.Model):
    """Whether a person lets their data serve a purpose; without a row it may not."""

    subject = models.TextField()
    purpose = models.TextField()  # "*" is an opt-out from all of them
    is_given = models.BooleanField()
    signal = models.TextField()  # how it came: a form, a letter, "gpc"
    changed_by = models.TextField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["subject", "purpose"], name="consent_once"),)

    def __str__(self) -> str:
        return f"{self.purpose}: {'given' if self.is_given else 'not given'}"


class Retrieval(models.Model):
    """One question for passages: the filter, the candidates with their scores, what was withheld.

    Passages stand here by id and hash, never by their words.
    """

    retrieval_id = models.UUIDField(unique=True)
    asked_at = models.DateTimeField()
    asker = models.TextField()
    purpose = models.TextField()
    question = models.TextField()
    filter: Any = models.JSONField()
    candidates: Any = models.JSONField()
    withheld: Any = models.JSONField()
    refusal = models.TextField(null=True)
    embedded_by = models.TextField()

    class Meta:
        indexes = (models.Index(fields=["asked_at"], name="retrieval_by_moment"),)

    def __str__(self) -> str:
        return f"{self.purpose} of {self.asker}"
