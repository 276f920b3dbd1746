"""Invoices that look like one that is here already, and what people said is no alarm."""

from django.db import models

from core import enums
from core.reasons import ReasonCode


class DuplicateAlarm(models.Model):
    """One invoice that is like another, by one way; cleared where a person saw two claims."""

    invoice = models.ForeignKey("intake.Invoice", on_delete=models.CASCADE, related_name="alarms")
    way = models.TextField(help_text="The key of a way in intake.rules.duplicate_ways.")
    pattern = models.TextField(help_text="What repeats of this kind have in common at a vendor.")
    code = models.TextField(choices=enums.choices(ReasonCode))
    seller_key = models.TextField(null=True)
    other = models.TextField(help_text="What it is like: invoice:12, or history:V-1001/4711.")
    found_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)
    cleared_by = models.TextField(null=True)
    reason = models.TextField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["invoice", "other"], name="one_alarm_per_invoice_and_other"
            ),
            models.CheckConstraint(
                name="a_cleared_alarm_says_by_whom_and_why",
                condition=models.Q(cleared_at__isnull=True)
                | models.Q(cleared_by__isnull=False, reason__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"invoice {self.invoice_id} is like {self.other}"


class RememberedRepeat(models.Model):
    """A pattern that is no alarm at one vendor, once a controller said so, until one revokes it."""

    vendor = models.ForeignKey("intake.Vendor", on_delete=models.PROTECT, related_name="repeats")
    way = models.TextField()
    pattern = models.TextField()
    reason = models.TextField()
    alarm = models.ForeignKey(
        DuplicateAlarm, null=True, on_delete=models.SET_NULL, related_name="remembered"
    )
    proposed_by = models.TextField()
    proposed_at = models.DateTimeField()
    confirmed_by = models.TextField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    revoked_by = models.TextField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["vendor", "pattern"],
                name="one_remembered_repeat_per_vendor_and_pattern",
                condition=models.Q(revoked_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.pattern} at vendor {self.vendor_id}"
