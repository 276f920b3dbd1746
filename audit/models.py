"""The trail: events, the tree over them, its signed heads, and what automated steps saw and said.

Nothing here is ever changed or deleted; triggers of migration 0002 refuse it for every role.
"""

from typing import Any

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func
from django.db.models.lookups import Exact

from core.fields import CurrentTransactionId, TransactionIdField


class CanonicalJsonField(models.Field):  # type: ignore[type-arg]
    """A `json` column: the canonical text that was hashed, kept to the letter."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:  # noqa: ARG002
        """Return the type that keeps the text as it is, where `jsonb` would not."""
        return "json"


class OctetLength(Func):
    """How many bytes there are."""

    function = "octet_length"
    arity = 1
    output_field = models.IntegerField()


class AuditEvent(models.Model):
    """One thing that happened: who did what to which subject, and the hash of it all."""

    id = models.BigAutoField(primary_key=True)
    event_id = models.UUIDField(unique=True)
    at = models.DateTimeField()
    actor = models.TextField()
    action = models.TextField()
    subject = models.TextField()
    entity = models.TextField(null=True)
    payload: Any = CanonicalJsonField()
    leaf_hash = models.BinaryField()
    xid: Any = TransactionIdField(db_default=CurrentTransactionId(), editable=False)

    class Meta:
        permissions = [("view_trail", "Can see the whole trail")]
        indexes = [
            models.Index(fields=["subject", "id"], name="audit_event_subject"),
            models.Index(fields=["xid"], name="audit_event_xid"),
            BrinIndex(fields=["at"], name="audit_event_at"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Exact(OctetLength("leaf_hash"), 32),
                name="audit_event_leaf_hash_is_sha256",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"


class Leaf(models.Model):
    """The place of one event in the tree; `seq` has no gaps and begins at 1."""

    seq = models.BigIntegerField(primary_key=True)
    # No constraint: it would lock, and so rewrite, every event that is sealed. Events cannot be
    # deleted, and the verifier finds a leaf without one.
    event = models.OneToOneField(
        AuditEvent, models.PROTECT, related_name="leaf", db_constraint=False
    )
    leaf_hash = models.BinaryField()
    xid: Any = TransactionIdField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(seq__gte=1), name="audit_leaf_from_one"),
        ]

    def __str__(self) -> str:
        return str(self.seq)


class Checkpoint(models.Model):
    """A signed head of the tree. `frontier` lets the next seal go on without reading the leaves."""

    tree_size = models.BigIntegerField(primary_key=True)
    root_hash = models.BinaryField()
    frontier = models.BinaryField()
    fence: Any = TransactionIdField()  # every transaction below it is sealed
    at = models.DateTimeField()
    note = models.TextField()
    key_id = models.TextField()

    def __str__(self) -> str:
        return f"{self.tree_size} {self.key_id}"


class Content(models.Model):
    """Bytes under the name of their SHA-256, once."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()
    encoding = models.TextField()  # "raw" or "zlib"
    data = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(encoding__in=["raw", "zlib"]),
                name="audit_content_encoding_known",
            ),
        ]

    def __str__(self) -> str:
        return self.sha256


class Bundle(models.Model):
    """Inputs, versions and output of one automated step: enough to run it again."""

    id = models.UUIDField(primary_key=True)
    step = models.TextField()
    subject = models.TextField()
    code_version = models.TextField()
    policy_versions = models.JSONField()
    inputs = models.JSONField()  # name -> sha256 of the content
    output_sha256 = models.CharField(max_length=64)
    prompt_version = models.TextField(null=True)
    model = models.TextField(null=True)
    created_at = models.DateTimeField()
    event_id = models.UUIDField()  # the trail event that names this bundle's digest

    class Meta:
        indexes = [
            models.Index(fields=["subject", "id"], name="audit_bundle_subject"),
            models.Index(fields=["event_id"], name="audit_bundle_event"),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.subject}"


class SubjectKey(models.Model):
    """The key that personal data of one subject is encrypted under; erased, the data is gone."""

    subject = models.TextField(primary_key=True)
    wrapped_key = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.subject
