"""Every question to a model: what was asked, by which prompt, what came back, what it cost."""

from django.db import models

from ai.asking import CallStatus
from core import enums
from core.fields import AmountField


class ModelBatch(models.Model):
    """Questions that were handed over together, to be answered within a day at a lower price."""

    batch_id = models.TextField(unique=True)
    purpose = models.TextField()
    provider = models.TextField()
    submitted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.purpose} {self.batch_id}"


class ModelCall(models.Model):
    """One question and how it ended. The request and the answer are in the content store."""

    purpose = models.TextField()
    subject = models.TextField()
    prompt_name = models.TextField()
    prompt_version = models.TextField()
    provider = models.TextField()
    model = models.TextField()
    asked_of = models.TextField(default="", help_text="The model by its name on the ladder.")
    status = models.TextField(choices=enums.choices(CallStatus))
    detail = models.TextField(null=True)
    request_sha256 = models.TextField()
    answer_sha256 = models.TextField(null=True)
    input_tokens = models.IntegerField(default=0)
    output_tokens = models.IntegerField(default=0)
    cached_tokens = models.IntegerField(default=0, help_text="Read from the vendor's cache.")
    cache_writes = models.IntegerField(default=0, help_text="Tokens written to that cache.")
    cost = AmountField(default=0)  # in US dollars; while asked, the most it can be
    is_unsure = models.BooleanField(default=False, help_text="A larger model was asked after it.")
    run = models.TextField(null=True, help_text="Asked again or tried out: never shown as new.")
    batch = models.ForeignKey(ModelBatch, models.PROTECT, null=True, related_name="calls")
    milliseconds = models.IntegerField(default=0)
    asked_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["asked_at"], name="model_call_by_moment"),
            models.Index(fields=["subject"], name="model_call_by_subject"),
            models.Index(
                fields=["purpose", "prompt_version", "asked_at"], name="model_call_by_prompt"
            ),
        )

    def __str__(self) -> str:
        return f"{self.purpose} of {self.subject}: {self.status}"


class ModelApproval(models.Model):
    """A model that may be asked: the first of an installation, and those that a person approved."""

    model = models.TextField(unique=True)
    added_at = models.DateTimeField()
    approved_by = models.TextField(null=True, help_text="A person, or the release for the first.")
    approved_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.model


class PromptTrial(models.Model):
    """How one version of a prompt did with one model on questions that were asked before."""

    prompt_name = models.TextField()
    prompt_version = models.TextField()
    model = models.TextField()
    asked = models.IntegerField()
    passed = models.IntegerField()
    same = models.IntegerField(help_text="Answers equal to those that were kept.")
    cost = AmountField(default=0)
    tried_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(
                fields=["prompt_name", "prompt_version", "tried_at"], name="prompt_trial_by_version"
            ),
        )

    def __str__(self) -> str:
        return f"{self.prompt_name}@{self.prompt_version[:12]} with {self.model}"
