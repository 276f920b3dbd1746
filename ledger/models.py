"""The books: who we are, the accounts, the periods, and entries that are never edited."""

from typing import Any

from django.db import models
from django.db.models import Q

from core.enums import choices
from core.fields import AmountField, CurrencyField, CurrentTransactionId, TransactionIdField
from ledger.rules import AccountType, EntrySource, LocationKind, PeriodState


class Entity(models.Model):
    """A company of ours. Named before it is described, it has what is known."""

    entity = models.TextField(unique=True)
    entity_name = models.TextField(default="")
    country = models.TextField(null=True)
    currency = CurrencyField(null=True)
    vat_id = models.TextField(null=True)
    tax_id = models.TextField(null=True)
    timezone = models.TextField(null=True)
    is_described = models.BooleanField(default=False)
    extra = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.entity


class Location(models.Model):
    """A store, a warehouse or an office of an entity."""

    location = models.TextField(unique=True)
    location_name = models.TextField(default="")
    entity = models.ForeignKey(
        Entity, models.PROTECT, to_field="entity", db_column="entity", null=True
    )
    kind = models.TextField(choices=choices(LocationKind), null=True)
    timezone = models.TextField(null=True)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    is_described = models.BooleanField(default=False)
    extra = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=list(LocationKind)) | Q(kind=None),
                name="ledger_location_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return self.location


class Account(models.Model):
    """A line in the chart of accounts."""

    account = models.TextField(unique=True)
    account_name = models.TextField(default="")
    account_type = models.TextField(choices=choices(AccountType), null=True)
    is_described = models.BooleanField(default=False)
    extra = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(account_type__in=list(AccountType)) | Q(account_type=None),
                name="ledger_account_type_known",
            ),
        ]

    def __str__(self) -> str:
        return self.account


class CostCentre(models.Model):
    """Who bears a cost."""

    cost_centre = models.TextField(unique=True)
    name = models.TextField(default="")

    def __str__(self) -> str:
        return self.cost_centre


class Period(models.Model):
    """A month of one entity's books, open or closed; entries of no entity have their own."""

    entity = models.ForeignKey(
        Entity, models.PROTECT, to_field="entity", db_column="entity", null=True
    )
    period = models.CharField(max_length=7)
    state = models.TextField(choices=choices(PeriodState), default=PeriodState.OPEN)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.TextField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "period"], nulls_distinct=False, name="ledger_period_once"
            ),
            models.CheckConstraint(
                condition=Q(period__regex=r"^\d{4}-(0[1-9]|1[0-2])$"), name="ledger_period_is_month"
            ),
            models.CheckConstraint(
                condition=Q(state=PeriodState.OPEN, closed_at=None)
                | Q(state=PeriodState.CLOSED, closed_at__isnull=False),
                name="ledger_period_closed_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entity_id} {self.period}"


class CloseTask(models.Model):
    """One item on the checklist of a close."""

    period = models.CharField(max_length=7)
    task_id = models.TextField()
    task = models.TextField()
    owner = models.TextField(null=True)
    depends_on = models.JSONField(default=list)
    due = models.DateField()
    completed_at = models.DateTimeField(null=True)
    completed_by = models.TextField(null=True)
    extra = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["period", "task_id"], name="ledger_close_task_once"),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.task_id}"


class JournalEntry(models.Model):
    """One balanced booking. It is never edited, only reversed by another."""

    entry_id = models.TextField(unique=True)
    posting_date = models.DateField()
    period = models.CharField(max_length=7)
    entity = models.ForeignKey(
        Entity, models.PROTECT, to_field="entity", db_column="entity", null=True
    )
    reference = models.TextField(null=True)
    description = models.TextField(default="")
    source = models.TextField(choices=choices(EntrySource))
    source_name = models.TextField(null=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    currency = CurrencyField()
    created_at = models.DateTimeField()
    # Lines may join an entry only in the transaction that made it (migration 0002).
    xid: Any = TransactionIdField(db_default=CurrentTransactionId(), editable=False)
    extra = models.JSONField(default=dict)

    class Meta:
        permissions = [("view_books", "Can see the books")]
        indexes = [
            models.Index(fields=["entity", "period"], name="ledger_entry_period"),
            models.Index(fields=["reference"], name="ledger_entry_reference"),
            models.Index(fields=["posting_date", "id"], name="ledger_entry_date"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(source__in=list(EntrySource)), name="ledger_entry_source_known"
            ),
            models.CheckConstraint(
                condition=Q(source=EntrySource.REVERSAL) | Q(reverses=None),
                name="ledger_entry_reverses_as_reversal",
            ),
        ]

    def __str__(self) -> str:
        return self.entry_id


class JournalLine(models.Model):
    """One side of an entry: a debit or a credit on an account."""

    entry = models.ForeignKey(JournalEntry, models.PROTECT, related_name="lines")
    entry_line = models.TextField()
    account = models.ForeignKey(
        Account, models.PROTECT, to_field="account", db_column="account", related_name="+"
    )
    cost_centre = models.ForeignKey(
        CostCentre,
        models.PROTECT,
        to_field="cost_centre",
        db_column="cost_centre",
        null=True,
        related_name="+",
    )
    entity = models.ForeignKey(
        Entity, models.PROTECT, to_field="entity", db_column="entity", null=True, related_name="+"
    )
    debit = AmountField()
    credit = AmountField()
    currency = CurrencyField()
    reference = models.TextField(null=True)
    memo = models.TextField(default="")

    class Meta:
        indexes = [
            models.Index(fields=["reference"], name="ledger_line_reference"),
            models.Index(fields=["account", "debit", "credit"], name="ledger_line_amount"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["entry", "entry_line"], name="ledger_line_once"),
            models.CheckConstraint(
                condition=Q(debit__gte=0, credit__gte=0) & (Q(debit=0) | Q(credit=0)),
                name="ledger_line_on_one_side",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.entry_line}"


class PlanLine(models.Model):
    """What was intended for one account, in one version of a plan."""

    plan = models.TextField()
    version = models.TextField()
    period = models.CharField(max_length=7)
    account = models.ForeignKey(
        Account, models.PROTECT, to_field="account", db_column="account", related_name="+"
    )
    cost_centre = models.ForeignKey(
        CostCentre,
        models.PROTECT,
        to_field="cost_centre",
        db_column="cost_centre",
        null=True,
        related_name="+",
    )
    entity = models.ForeignKey(
        Entity, models.PROTECT, to_field="entity", db_column="entity", null=True, related_name="+"
    )
    amount = AmountField()
    currency = CurrencyField()
    extra = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "plan",
                    "version",
                    "period",
                    "account",
                    "cost_centre",
                    "entity",
                    "currency",
                ],
                nulls_distinct=False,
                name="ledger_plan_line_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.version} {self.period} {self.account_id}"
