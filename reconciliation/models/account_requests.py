"""Mails that ask for another bank account: requests to be checked, and never carried out."""

from django.db import models

from core import enums
from reconciliation.rules.bank_checks import CallOutcome


class AccountRequest(models.Model):
    """One mail that asks for another account: whose, who called, and who confirmed the call."""

    document = models.OneToOneField(
        "intake.Document", on_delete=models.PROTECT, related_name="account_request"
    )
    vendor = models.ForeignKey("intake.Vendor", null=True, on_delete=models.PROTECT)
    entity = models.TextField(null=True)
    sender = models.TextField(null=True)
    said = models.TextField(help_text="What the mail asks for, and what speaks against it.")
    asked_at = models.DateTimeField()
    called_by = models.TextField(null=True)
    called_at = models.DateTimeField(null=True)
    number_called = models.TextField(null=True, help_text="As on file then; never the mail's.")
    spoke_to = models.TextField(null=True)
    evidence = models.TextField(null=True)
    outcome = models.TextField(choices=enums.choices(CallOutcome), null=True)
    confirmed_by = models.TextField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    dismissed_by = models.TextField(null=True)
    dismissed_at = models.DateTimeField(null=True)
    dismissed_because = models.TextField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="account_request_confirmed_by_another",
                condition=models.Q(confirmed_by__isnull=True)
                | ~models.Q(confirmed_by=models.F("called_by")),
            ),
            models.CheckConstraint(
                name="account_request_call_says_all",
                condition=models.Q(called_by__isnull=True, outcome__isnull=True)
                | models.Q(
                    called_at__isnull=False, outcome__isnull=False,
                    spoke_to__isnull=False, evidence__isnull=False,
                ),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"request for another account in document {self.document_id}"
