"""What payment processors and marketplaces pay us out, and the movements it is made of."""

from django.db import models

from core import enums
from core.fields import AmountField, CurrencyField, ExactDecimalField
from intake.rules.cash_values import PayoutLineType, PayoutStatus, Processor


class Payout(models.Model):
    """Money a processor sends us; negative where it takes some back (T78).

    Its lines add up to `amount`, or the file that brought it says by how much they do not.
    """

    processor = models.TextField(choices=enums.choices(Processor))
    account = models.TextField(null=True, help_text="Our account at the processor.")
    payout_id = models.TextField()
    currency = CurrencyField()
    amount = AmountField(null=True, help_text="As the processor states it; unknown is null.")
    gross_total = AmountField(help_text="The sum of its lines before fees.")
    fee_total = AmountField()
    net_total = AmountField(help_text="The sum of its lines.")
    line_count = models.IntegerField()
    is_itemized = models.BooleanField(
        help_text="Whether the processor names the movements; a manual payout has no lines (T74)."
    )
    paid_on = models.DateField(null=True)
    arrives_on = models.DateField(null=True)
    from_date = models.DateField(null=True)
    to_date = models.DateField(null=True)
    status = models.TextField(null=True, choices=enums.choices(PayoutStatus))
    bank_reference = models.TextField(null=True, help_text="What the bank line is said to carry.")
    document = models.ForeignKey(
        "intake.Document", on_delete=models.PROTECT, related_name="payouts"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["processor", "account", "payout_id", "currency"],
                nulls_distinct=False,
                name="one_payout_per_processor_account_and_id",
            ),
        )
        indexes = (models.Index(fields=["paid_on", "id"], name="payout_by_day"),)

    def __str__(self) -> str:
        return f"{self.processor} {self.payout_id}"

    @property
    def is_paid(self) -> bool:
        """Whether it reaches the bank, as far as the processor says."""
        return self.status not in (PayoutStatus.FAILED.value, PayoutStatus.CANCELLED.value)


# What processors keep of our money for a while, and give back.
WITHHELD = [
    PayoutLineType.RESERVE_HOLD.value,
    PayoutLineType.RESERVE_RELEASE.value,
    PayoutLineType.DISPUTE.value,
    PayoutLineType.DISPUTE_REVERSAL.value,
]


class PayoutLine(models.Model):
    """One movement on our balance with a processor, known once; `net` is gross and fee together.

    A movement that no payout has settled yet has no `payout`.
    """

    payout = models.ForeignKey(Payout, null=True, on_delete=models.PROTECT, related_name="lines")
    processor = models.TextField(choices=enums.choices(Processor))
    account = models.TextField(null=True)
    line_key = models.TextField(help_text="What the processor knows it by, or a hash of the row.")
    type = models.TextField(choices=enums.choices(PayoutLineType))
    source_type = models.TextField(null=True, help_text="The processor's own word for it.")
    at = models.DateTimeField(null=True)
    gross = AmountField(null=True)
    fee = AmountField(null=True, help_text="Negative where it costs us.")
    net = AmountField()
    currency = CurrencyField()
    order_id = models.TextField(null=True)
    payment_reference = models.TextField(null=True)
    processor_reference = models.TextField(null=True)
    parent_reference = models.TextField(null=True, help_text="The movement it takes back.")
    tender = models.TextField(null=True)
    description = models.TextField(null=True)
    original_amount = AmountField(null=True)
    original_currency = CurrencyField(null=True)
    exchange_rate = ExactDecimalField(null=True)
    fee_parts = models.JSONField(default=dict)
    is_withdrawn = models.BooleanField(
        default=False, help_text="A corrected report no longer holds it."
    )
    document = models.ForeignKey("intake.Document", on_delete=models.PROTECT)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["processor", "account", "line_key"],
                nulls_distinct=False,
                name="one_payout_line_per_processor_account_and_key",
            ),
        )
        indexes = (
            models.Index(fields=["order_id"], name="payout_line_by_order"),
            models.Index(fields=["payment_reference"], name="payout_line_by_payment"),
            models.Index(
                fields=["payout"],
                name="payout_line_withheld",
                condition=models.Q(type__in=WITHHELD),
            ),
        )

    def __str__(self) -> str:
        return f"{self.type} {self.net} {self.currency}"
