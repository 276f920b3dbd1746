"""What corrections taught of how vendors' pages look."""

from enum import StrEnum

from django.db import models

from core import enums


class RetiredBecause(StrEnum):
    """Why an anchor is no longer used."""

    CONTRADICTED = "contradicted"  # a later correction says otherwise
    MISLED = "misled"  # it led to a value that a person corrected
    REVOKED = "revoked"  # a person withdrew it


class Layout(models.Model):
    """How the pages of one vendor look, as far as that tells them from others."""

    vendor = models.ForeignKey("intake.Vendor", null=True, on_delete=models.PROTECT)
    seller_name = models.TextField(null=True)
    words = models.JSONField(help_text="Each word that stays, and how far from the left.")
    identifiers = models.JSONField(help_text="The vendor's own numbers that stand on the page.")
    document = models.ForeignKey("intake.Document", on_delete=models.PROTECT)
    learned_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"layout {self.pk} of {self.seller_name or 'somebody'}"


class LayoutAnchor(models.Model):
    """Where one field stands on a layout; replaced or withdrawn, never changed."""

    layout = models.ForeignKey(Layout, on_delete=models.PROTECT, related_name="anchors")
    field = models.TextField()
    anchor = models.JSONField(help_text="As intake.rules.anchors writes it.")
    document = models.ForeignKey("intake.Document", on_delete=models.PROTECT)
    learned_at = models.DateTimeField()
    learned_by = models.TextField()
    retired_at = models.DateTimeField(null=True)
    retired_by = models.TextField(null=True)
    retired_because = models.TextField(null=True, choices=enums.choices(RetiredBecause))

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["layout", "field"],
                condition=models.Q(retired_at__isnull=True),
                name="one_anchor_in_use_per_layout_and_field",
            ),
            models.CheckConstraint(
                name="a_retired_anchor_says_why",
                condition=models.Q(
                    retired_at__isnull=True, retired_by__isnull=True, retired_because__isnull=True
                )
                | models.Q(
                    retired_at__isnull=False,
                    retired_by__isnull=False,
                    retired_because__isnull=False,
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.field} of layout {self.layout_id}"
