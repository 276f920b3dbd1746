"""The limits that people set. One version is in force; a change is a new version."""

from enum import StrEnum

from django.db import models

from core import enums
from core.fields import AmountField, PercentField


class PolicyState(StrEnum):
    """A version is proposed, in force, replaced or turned down."""

    PROPOSED = "proposed"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    DECLINED = "declined"


class AutonomyLevel(StrEnum):
    """What a case class may do without a person."""

    REVIEW = "review"
    STRAIGHT_THROUGH = "straight_through"


class PolicyVersion(models.Model):
    """One whole policy document, as exported; its rows below are what the rules are given."""

    version = models.IntegerField(unique=True)
    document = models.JSONField()
    state = models.TextField(choices=enums.choices(PolicyState))
    proposed_by = models.TextField()
    proposed_at = models.DateTimeField()
    approved_by = models.TextField(null=True)
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["state"],
                name="one_policy_in_force",
                condition=models.Q(state="in_force"),
            ),
        )

    def __str__(self) -> str:
        return f"policy {self.version} {self.state}"


class TolerancePolicy(models.Model):
    """How far one measure may stray, for a vendor, a category, an entity, or everywhere."""

    policy = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="tolerances")
    measure = models.TextField()
    vendor_id = models.TextField(null=True)
    category = models.TextField(null=True)
    entity = models.TextField(null=True)
    percent = PercentField(null=True)
    absolute = AmountField(null=True)
    combine = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["policy", "measure", "vendor_id", "category", "entity"],
                name="one_tolerance_per_policy_measure_and_scope",
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure} in policy {self.policy_id}"


class AutonomyPolicy(models.Model):
    """What one case class may do without a person, and up to which amount."""

    policy = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="autonomy")
    case_class = models.TextField()
    level = models.TextField(choices=enums.choices(AutonomyLevel))
    ceiling = AmountField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["policy", "case_class"], name="one_autonomy_per_policy_and_class"
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_class}: {self.level}"
