"""What was counted, so that a page reads sums instead of a million cases; and what people set."""

from enum import StrEnum

from django.contrib.postgres.fields import ArrayField
from django.db import models

from core import enums
from core.fields import AmountField, CurrencyField, QuantityField


class NoteState(StrEnum):
    """How far people are with the text of a variance."""

    EDITED = "edited"
    SENT_BACK = "sent_back"
    APPROVED = "approved"


class Grain(StrEnum):
    """How long a stretch one count covers."""

    MONTH = "month"
    WEEK = "week"


class Dimension(StrEnum):
    """By what the cases of an entity are told apart."""

    ALL = "all"
    CASE_CLASS = "case_class"
    VENDOR = "vendor"


class DailyFigure(models.Model):
    """What the cases that arrived in one stretch add up to, as last counted."""

    grain = models.TextField(choices=enums.choices(Grain))
    starts_on = models.DateField()
    entity = models.TextField(null=True)
    dimension = models.TextField(choices=enums.choices(Dimension))
    member = models.TextField(null=True)
    opened = models.IntegerField()
    with_exception = models.IntegerField()
    settled = models.IntegerField()
    straight_through = models.IntegerField()
    seconds_in_view = models.BigIntegerField()
    unmeasured = models.IntegerField()
    durations = models.JSONField(help_text="How many cases were booked after how many minutes.")
    counted_on = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["dimension", "grain", "starts_on", "entity", "member"],
                name="one_figure_per_stretch_and_slice",
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        return f"{self.grain} {self.starts_on} {self.entity} {self.dimension} {self.member}"


class PlanFigure(models.Model):
    """How far the books of one month were from one version of a plan, as last counted."""

    plan = models.TextField()
    version = models.TextField()
    period = models.CharField(max_length=7)
    entity = models.TextField(null=True)
    currency = CurrencyField()
    account_type = models.TextField()
    error_total = AmountField()
    difference_total = AmountField()
    actual_total = AmountField()
    plan_total = AmountField()
    n = models.IntegerField()
    zero_actuals = models.IntegerField()
    counted_on = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["plan", "version", "period", "entity", "currency", "account_type"],
                name="one_figure_per_plan_and_place",
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        return f"{self.plan} {self.version} {self.period} {self.entity}"


class CountMark(models.Model):
    """By what a later count knows that a month has not changed since it was counted."""

    subject = models.TextField()  # cases or books
    period = models.CharField(max_length=7)
    mark = models.TextField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["subject", "period"], name="one_mark_per_subject_and_period"
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject} {self.period}"


class FigureTarget(models.Model):
    """Where a figure stood before, and where it should be. A newer row replaces an older one."""

    metric = models.TextField()
    entity = models.TextField(null=True)
    baseline = QuantityField(null=True, help_text="As measured before, never estimated.")
    baseline_source = models.TextField(null=True)
    target = QuantityField(null=True)
    set_by = models.TextField()
    set_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="a_baseline_names_its_source",
                condition=models.Q(baseline__isnull=True) | models.Q(baseline_source__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.metric} {self.entity or ''}".strip()


class CostModel(models.Model):
    """What an invoice's cost is reckoned from. A newer row replaces an older one."""

    currency = CurrencyField()
    hourly_rate = AmountField()
    minutes_per_decision = QuantityField()
    platform_cost_per_invoice = AmountField()
    is_assumed = models.BooleanField()
    set_by = models.TextField()
    set_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="no_cost_below_zero",
                condition=models.Q(
                    hourly_rate__gte=0,
                    minutes_per_decision__gte=0,
                    platform_cost_per_invoice__gte=0,
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.hourly_rate} {self.currency} an hour"


class VarianceNote(models.Model):
    """What a person did with the text of one variance. Another note follows; none is edited."""

    plan = models.TextField()
    version = models.TextField()
    period = models.CharField(max_length=7)
    entity = models.TextField(null=True)
    account = models.TextField()
    cost_centre = models.TextField(null=True)
    currency = CurrencyField()
    state = models.TextField(choices=enums.choices(NoteState))
    text = models.TextField()
    comment = models.TextField(default="")
    figures_hash = models.CharField(max_length=64, help_text="Of the figures it was said about.")
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["period", "account", "id"], name="kpi_note_of_variance"),
            models.Index(fields=["account", "state", "period"], name="kpi_note_approved_before"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=list(NoteState)), name="kpi_note_state_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=NoteState.SENT_BACK) | ~models.Q(comment=""),
                name="kpi_note_sent_back_with_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.period} {self.plan} {self.version} {self.account}"


class VarianceCount(models.Model):
    """When the variances of a period were counted, and from what."""

    period = models.CharField(max_length=7, unique=True)
    quick_mark = models.TextField(help_text="Of the books and plans, read in a moment.")
    mark = models.TextField(help_text="Of all that a variance is explained from.")
    counted_at = models.DateTimeField()
    milliseconds = models.IntegerField(help_text="How long the count took.")

    def __str__(self) -> str:
        return f"{self.period} at {self.counted_at}"


class VarianceFigure(models.Model):
    """One variance against one plan as last counted: what pages and the export read."""

    plan = models.TextField()
    version = models.TextField()
    period = models.CharField(max_length=7)
    position = models.IntegerField(help_text="Its place in the order of the export.")
    entity = models.TextField(null=True)
    account = models.TextField()
    cost_centre = models.TextField(null=True)
    currency = CurrencyField()
    actual_amount = AmountField()
    plan_amount = AmountField()
    prior_amount = AmountField(null=True)
    unexplained = AmountField()
    gross = AmountField(help_text="The larger of what goes up and what goes down.")
    figures_hash = models.CharField(max_length=64)
    account_name = models.TextField(default="")
    account_type = models.TextField(null=True)
    drivers = ArrayField(models.TextField(), default=list)
    told = models.JSONField()
    comparisons = models.JSONField()
    cited = models.JSONField(default=list, help_text="Passages that speak of its drivers.")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=[
                    "period", "plan", "version", "entity", "account", "cost_centre", "currency",
                ],
                name="one_variance_per_place_period_and_plan",
                nulls_distinct=False,
            ),
        )  # fmt: skip
        indexes = (models.Index(fields=["period", "position"], name="kpi_variance_in_order"),)

    def __str__(self) -> str:
        return f"{self.period} {self.plan} {self.version} {self.account}"


class VarianceWording(models.Model):
    """What a model said of one variance with these figures, or why nothing it said is shown."""

    subject = models.TextField()
    figures_hash = models.CharField(max_length=64)
    claims = models.JSONField(default=list)
    said_by = models.TextField(null=True)
    code = models.TextField(null=True)
    detail = models.TextField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["subject", "figures_hash"], name="kpi_words_of_variance"),)

    def __str__(self) -> str:
        return self.subject
