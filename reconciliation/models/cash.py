"""What explains each bank line and each payout, and the runs that found it.

A run writes a million rows at once. What they point at is checked once for all rows of a statement
(migrations 0005 and 0006), not row by row, which took longer than everything else.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from core import enums
from core.fields import AmountField, CurrencyField, ExactDecimalField
from reconciliation.models.policies import PolicyState
from reconciliation.rules.cash_values import CashStatus, PartType


class CashRun(models.Model):
    """One pass over everything open: one step, one bundle, one transaction."""

    started_at = models.DateTimeField()
    given_sha256 = models.CharField(
        max_length=64, help_text="Of all it was given; the same again is no new run."
    )
    policy_version = models.IntegerField()
    rules_version = models.IntegerField(default=0)
    lines = models.IntegerField()
    items = models.IntegerField()
    payouts = models.IntegerField()
    changed = models.IntegerField(help_text="Matches that are new or other than before.")

    class Meta:
        indexes = (models.Index(fields=["started_at", "id"], name="cash_run_by_time"),)

    def __str__(self) -> str:
        return f"run {self.pk} over {self.lines} lines"


class CashNews(models.Model):
    """Something that cash rests on is new, other or gone; triggers write it (migration 0007).

    The key is that of a record, of a line, or says that settings or everything changed
    (`rules.cash_values.NewsKind`). A run takes the rows that it sees, in its own transaction.
    """

    key = models.BigIntegerField()

    def __str__(self) -> str:
        return f"news of {self.key}"


class CashOpenItem(models.Model):
    """A record that the last run left open, in whole or in part, so that the next one finds it."""

    key = models.BigIntegerField(primary_key=True)

    def __str__(self) -> str:
        return f"open {self.key}"


class CashMatch(models.Model):
    """What one bank line or one payout belongs to; a line without a row was never looked at."""

    bank_line = models.OneToOneField(
        "intake.BankLine",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    payout = models.ForeignKey(
        "intake.Payout",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    status = models.TextField(choices=enums.choices(CashStatus))
    strategy = models.TextField()
    confidence = ExactDecimalField()
    amount = AmountField(help_text="Of the line or payout when it was matched (T88).")
    currency = CurrencyField()
    difference = AmountField()
    exception_codes = ArrayField(models.TextField(), default=list)
    run = models.ForeignKey(
        CashRun,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    changed_at = models.DateTimeField()
    is_broken = models.BooleanField(
        default=False, help_text="Something it rested on changed; only a person matches it again."
    )
    decided_by = models.TextField(null=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(null=True)
    booked_as = models.TextField(null=True)
    booked_under = models.IntegerField(null=True, help_text="The policy that named the accounts.")
    waits_until = models.DateField(null=True, help_text="Put aside by a person until this day.")
    waits_for = models.TextField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="a_cash_match_is_of_a_line_or_a_payout",
                condition=models.Q(bank_line__isnull=True) ^ models.Q(payout__isnull=True),
            ),
            # A million lines have no payout: those are not in its index.
            models.UniqueConstraint(
                fields=["payout"],
                name="one_cash_match_per_payout",
                condition=models.Q(payout__isnull=False),
            ),
        )
        indexes = (
            models.Index(
                fields=["status", "id"],
                name="cash_match_open",
                condition=~models.Q(status="matched"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.strategy} {self.status}"


class CashMatchPast(models.Model):
    """A stretch of time in which a line was matched that is not any more; a trigger keeps it."""

    match = models.ForeignKey(
        CashMatch, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    matched_from = models.DateTimeField()
    matched_until = models.DateTimeField()
    record_keys = ArrayField(models.BigIntegerField(), default=list)

    def __str__(self) -> str:
        return f"matched until {self.matched_until}"


class CashMatchPart(models.Model):
    """One record that a line or payout settles, or a fee without one; signed as the bank sees it.

    `record_key` names it inside (`rules.cash_values.record_key`); `record_id` is exported.
    """

    pk = models.CompositePrimaryKey("match_id", "position")
    match = models.ForeignKey(
        CashMatch,
        on_delete=models.CASCADE,
        related_name="parts",
        db_constraint=False,
        db_index=False,
    )
    position = models.IntegerField()
    type = models.TextField(choices=enums.choices(PartType))
    record_key = models.BigIntegerField(null=True)
    record_id = models.TextField(null=True)
    amount = AmountField()
    record_amount = AmountField(null=True, help_text="Of the whole record when matched (T88).")
    record_paid = AmountField(
        null=True, help_text="How much of the record it settles, where that is in another currency."
    )
    worth = AmountField(
        null=True, help_text="What that was worth when the record was booked; once it is booked."
    )
    spread = AmountField(null=True, help_text="Of it, the bank's fee for the conversion.")
    account = models.TextField(null=True, help_text="Where a person or a rule says it belongs.")
    movement = models.TextField(
        null=True, help_text="Which kind of fee or adjustment a payout's report calls it."
    )
    moved_as = models.TextField(
        null=True, help_text="The entry that took this off the advances, where it was one before."
    )
    other_line = models.ForeignKey(
        "intake.BankLine",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
        help_text="The other side of a transfer or of a payment that came back.",
    )

    class Meta:
        indexes = (
            models.Index(
                fields=["record_key"],
                name="cash_part_of_record",
                condition=models.Q(record_key__isnull=False),
            ),
            models.Index(
                fields=["other_line"],
                name="cash_part_of_other_line",
                condition=models.Q(other_line__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.type} {self.amount}"


class CashStrategyCount(models.Model):
    """How many matches one way of matching made here, and how many of them people took back."""

    strategy = models.TextField(primary_key=True)
    made = models.BigIntegerField(default=0)
    taken_back = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.strategy}: {self.made} made, {self.taken_back} taken back"


class CashAlias(models.Model):
    """A name or an account from which somebody pays, and whom a person said it is."""

    name = models.TextField(unique=True)
    means = models.TextField()
    learned_at = models.DateTimeField()
    learned_by = models.TextField()
    seen_as = models.TextField(null=True, help_text="As the bank line spelled it.")
    party = models.TextField(null=True, help_text="As the books spell whom it means.")
    bank_line = models.ForeignKey(
        "intake.BankLine", null=True, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.name} is {self.means}"


class CashRuleBook(models.Model):
    """All rules that people wrote for bank lines, in their order. One version is in force."""

    version = models.IntegerField(unique=True)
    rules = models.JSONField()
    tried = models.JSONField(help_text="What it would have done, as it was proposed.")
    state = models.TextField(choices=enums.choices(PolicyState))
    proposed_by = models.TextField()
    proposed_at = models.DateTimeField()
    approved_by = models.TextField(null=True)
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["state"],
                name="one_cash_rule_book_in_force",
                condition=models.Q(state="in_force"),
            ),
        )

    def __str__(self) -> str:
        return f"cash rules {self.version} {self.state}"
