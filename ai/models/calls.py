"""Every question to a model: what was asked, by which prompt, what came back, what it cost."""

from django.db import models

from ai.asking import CallStatus
from core import enums
from core.fields import AmountField


class ModelCall(models.Model):
    """One question and how it ended. The request and the answer are in the content store."""

    purpose = models.TextField()
    subject = models.TextField()
    prompt_name = models.TextField()
    prompt_version = models.TextField()
    provider = models.TextField()
    model = models.TextField()
    status = models.TextField(choices=enums.choices(CallStatus))
    detail = models.TextField(null=True)
    request_sha256 = models.TextField()
    answer_sha256 = models.TextField(null=True)
    input_tokens = models.IntegerField(default=0)
    output_tokens = models.IntegerField(default=0)
    cost = AmountField(default=0)  # in US dollars
    milliseconds = models.IntegerField()
    asked_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["asked_at"], name="model_call_by_moment"),
            models.Index(fields=["subject"], name="model_call_by_subject"),
        )

    def __str__(self) -> str:
        return f"{self.purpose} of {self.subject}: {self.status}"
