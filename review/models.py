"""What people did: who is working on a case, and what they decided and said."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from core import enums
from core.reasons import ReasonCode
from review.rules import DecisionAction


class Claim(models.Model):
    """Who is working on a case, until when. One row a case; taking over moves the row."""

    case = models.OneToOneField(
        "reconciliation.Case", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    claimed_by = models.TextField()
    claimed_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"case {self.case_id} by {self.claimed_by}"


class Decision(models.Model):
    """What a person did, with a reason, signed. Never edited: another follows it."""

    decision_id = models.UUIDField(unique=True)
    case = models.ForeignKey(
        "reconciliation.Case", on_delete=models.PROTECT, related_name="decisions"
    )
    case_version = models.IntegerField(help_text="The version of the case that was on the screen.")
    action = models.TextField(choices=enums.choices(DecisionAction))
    reason_code = models.TextField(null=True, choices=enums.choices(ReasonCode))
    comment = models.TextField(null=True)
    decided_by = models.TextField()
    role = models.TextField()
    decided_at = models.DateTimeField()
    seconds_in_view = models.IntegerField(null=True)
    proposal_followed = models.BooleanField()
    needs_second_person = models.BooleanField(default=False)
    changes = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64)
    signature = models.TextField()
    key_id = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case", "case_version"], name="one_decision_per_case_and_version"
            ),
        )
        indexes = (models.Index(fields=["decided_at", "id"], name="decision_by_day"),)

    def __str__(self) -> str:
        return f"{self.action} on case {self.case_id} by {self.decided_by}"


class Comment(models.Model):
    """What somebody wrote on a case: a question, an answer, a note."""

    case = models.ForeignKey(
        "reconciliation.Case", on_delete=models.PROTECT, related_name="comments"
    )
    written_by = models.TextField()
    written_at = models.DateTimeField()
    text = models.TextField()

    def __str__(self) -> str:
        return f"comment on case {self.case_id} by {self.written_by}"


class Reader(models.Model):
    """One entity whose records a person may see. Without a row a person sees every entity."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    entity = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user", "entity"], name="one_reader_per_user_and_entity"
            ),
        )

    def __str__(self) -> str:
        return f"user {self.user_id} reads {self.entity}"


class ServiceToken(models.Model):
    """What a program shows to be let in. Only the SHA-256 of the secret is kept."""

    name = models.TextField(unique=True)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.TextField())
    entities = ArrayField(models.TextField(), null=True, help_text="Unknown is every entity.")
    created_at = models.DateTimeField()
    created_by = models.TextField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class GivenAnswer(models.Model):
    """What a write of the API was answered under an idempotency key, to be answered again.

    Written in the transaction of the effect; without an answer the write is still under way.
    """

    token = models.ForeignKey(ServiceToken, on_delete=models.CASCADE, related_name="+")
    key = models.TextField()
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of what was asked.")
    given_at = models.DateTimeField(db_index=True)
    status = models.IntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["token", "key"], name="one_answer_per_token_and_key"),
        )

    def __str__(self) -> str:
        return f"{self.status} for {self.key}"


class CaseAnswer(models.Model):
    """A question about a case and what was answered, with its citations; without claims refused."""

    case = models.ForeignKey(
        "reconciliation.Case", on_delete=models.PROTECT, related_name="answers"
    )
    round = models.IntegerField()
    question = models.TextField()
    claims = models.JSONField(default=list)
    said_by = models.TextField(help_text="The rules, or the model with its prompt.")
    code = models.TextField(null=True, choices=enums.choices(ReasonCode))
    detail = models.TextField(null=True)
    asked_by = models.TextField()
    asked_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["case", "asked_at"], name="answer_of_case"),)

    def __str__(self) -> str:
        return f"answer on case {self.case_id} for {self.asked_by}"


class Wording(models.Model):
    """What a model said of a case's exceptions, from these very facts; empty where rejected."""

    case = models.ForeignKey(
        "reconciliation.Case", on_delete=models.PROTECT, related_name="wordings"
    )
    round = models.IntegerField()
    facts_sha256 = models.CharField(max_length=64, help_text="Of what was asked.")
    parts = models.JSONField(default=list)
    said_by = models.TextField(null=True, help_text="The model with its prompt.")
    code = models.TextField(null=True, choices=enums.choices(ReasonCode))
    detail = models.TextField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["case", "made_at"], name="wording_of_case"),)

    def __str__(self) -> str:
        return f"wording of case {self.case_id}: {len(self.parts)} exceptions"
