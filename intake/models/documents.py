"""Files as they reached us, and what was understood of each."""

from enum import StrEnum

from django.db import models

from core import enums
from core.reasons import ReasonCode
from intake.rules.reading import DocumentType


class DocumentState(StrEnum):
    """How far a document has come; only intake's actions move it."""

    RECEIVED = "received"
    READ = "read"
    SETTLED = "settled"
    REFUSED = "refused"


class Document(models.Model):
    """One file, once per content: known by the hash of what was sent, whatever had to be masked.

    Its bytes are in the content store under `content_sha256`: as sent, but for card numbers.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    kept_sha256 = models.CharField(
        max_length=64, null=True, help_text="Of the bytes that are kept, where they were masked."
    )
    masked_parts = models.JSONField(
        null=True, help_text="What its members were before card numbers were masked in them."
    )
    filename = models.TextField()
    size = models.BigIntegerField()
    received_at = models.DateTimeField()
    received_by = models.TextField()
    channel = models.TextField(default="load")  # load, upload, api
    as_of = models.DateField(help_text="The day on which it counts as having arrived.")
    entity_hint = models.TextField(null=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts")
    section = models.TextField(
        null=True, help_text="Its place in its parent, where one file holds several documents."
    )
    reading_order = models.SmallIntegerField(
        default=100, help_text="Tables that others refer to are read before those that refer."
    )
    state = models.TextField(
        choices=enums.choices(DocumentState), default=DocumentState.RECEIVED.value
    )
    format = models.TextField(null=True)
    document_type = models.TextField(null=True, choices=enums.choices(DocumentType))
    records = models.IntegerField(default=0)
    refusal = models.TextField(null=True, choices=enums.choices(ReasonCode))
    detail = models.TextField(null=True)
    attempts = models.IntegerField(default=0)
    last_attempt_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="a_refused_document_says_why",
                condition=~models.Q(state="refused") | models.Q(refusal__isnull=False),
            ),
        )
        indexes = (
            models.Index(fields=["received_at", "id"], name="document_by_arrival"),
            models.Index(
                fields=["id"],
                name="document_waiting",
                condition=models.Q(state__in=("received", "read")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.shown_name} ({self.sha256[:12]})"

    @property
    def content_sha256(self) -> str:
        """The name of its bytes in the content store."""
        return self.kept_sha256 or self.sha256

    @property
    def shown_name(self) -> str:
        """The name of the file, and which part of it this is."""
        return self.filename if self.section is None else f"{self.filename}, {self.section}"


class Arrival(models.Model):
    """One time that a document's bytes reached us: the first, and every repeat after it."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="arrivals")
    filename = models.TextField()
    channel = models.TextField()
    arrived_at = models.DateTimeField()
    arrived_by = models.TextField()

    def __str__(self) -> str:
        return f"{self.filename} by {self.channel}"


class HeldPicture(models.Model):
    """A picture whose words are not known yet: held apart, since what is stored stays for good."""

    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="held_picture")
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"picture of document {self.document_id}"


class RecognisedWords(models.Model):
    """What an engine saw on the pages of a document that have no text: asked for, then kept.

    The words are in the content store under `sha256`; none is there while they are waited for.
    """

    document = models.OneToOneField(
        Document, on_delete=models.PROTECT, related_name="recognised_words"
    )
    pages = models.JSONField(help_text="The numbers of the pages that are to be recognised.")
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, help_text="When a worker last took it up.")
    sha256 = models.CharField(max_length=64, null=True)
    engine = models.TextField(null=True)
    recognised_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="recognised_words_say_when",
                condition=models.Q(sha256__isnull=True, recognised_at__isnull=True)
                | models.Q(sha256__isnull=False, recognised_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"words on pages of document {self.document_id}"


class Reading(models.Model):
    """What was understood of a document, once. A correction adds a reading; none is edited."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="readings")
    number = models.IntegerField()
    syntax = models.TextField()
    payload = models.TextField(help_text="The canonical JSON of intake.rules.reading_json.")
    read_at = models.DateTimeField()
    read_by = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["document", "number"], name="one_reading_per_document_and_number"
            ),
        )

    def __str__(self) -> str:
        return f"reading {self.number} of document {self.document_id}"


class Finding(models.Model):
    """Something wrong inside one document, as found by one reading or by loading its rows."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="findings")
    reading = models.ForeignKey(Reading, null=True, on_delete=models.PROTECT)
    code = models.TextField(choices=enums.choices(ReasonCode))
    field = models.TextField(null=True)
    line = models.TextField(null=True)
    expected = models.TextField(null=True)
    actual = models.TextField(null=True)
    tolerance = models.TextField(null=True)
    reference = models.TextField(null=True)
    text = models.TextField()

    def __str__(self) -> str:
        return f"{self.code}: {self.text}"
