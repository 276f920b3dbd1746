"""Which invoice line belongs to which order line and receipts, and what that used up."""

from django.db import models

from core.fields import AmountField, QuantityField


class LineMatch(models.Model):
    """An invoice line beside its order line, in the order's unit, for one round of matching."""

    case = models.ForeignKey("reconciliation.Case", on_delete=models.PROTECT, related_name="lines")
    round = models.IntegerField()
    position = models.IntegerField()
    line = models.TextField()
    order_line = models.ForeignKey(
        "intake.PurchaseOrderLine", null=True, on_delete=models.PROTECT, related_name="+"
    )
    po_number = models.TextField(null=True)
    po_line = models.TextField(null=True)
    quantity = QuantityField(null=True)
    amount = AmountField(null=True)
    quantity_variance = QuantityField(null=True)
    price_variance = AmountField(null=True)
    amount_variance = AmountField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case", "round", "position"], name="one_line_match_per_case_round_position"
            ),
        )

    def __str__(self) -> str:
        return f"line {self.line} of case {self.case_id}"


class LineMatchReceipt(models.Model):
    """How much of one receipt line a line match used."""

    line_match = models.ForeignKey(LineMatch, on_delete=models.PROTECT, related_name="receipts")
    receipt_line = models.ForeignKey(
        "intake.ReceiptLine", on_delete=models.PROTECT, related_name="+"
    )
    receipt_number = models.TextField()
    receipt_line_number = models.TextField()
    quantity = QuantityField()

    def __str__(self) -> str:
        return f"{self.quantity} of receipt {self.receipt_number}"


class OrderBalance(models.Model):
    """How much of an order line is claimed by cases that are not rejected."""

    order_line = models.OneToOneField(
        "intake.PurchaseOrderLine", primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    quantity_invoiced = QuantityField(default=0)
    amount_invoiced = AmountField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="never_invoiced_below_zero", condition=models.Q(quantity_invoiced__gte=0)
            ),
        )

    def __str__(self) -> str:
        return f"{self.quantity_invoiced} of order line {self.order_line_id}"


class ReceiptBalance(models.Model):
    """How much of a receipt line cases that are not rejected use: never more than arrived."""

    receipt_line = models.OneToOneField(
        "intake.ReceiptLine", primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    quantity_accepted = QuantityField()
    quantity_consumed = QuantityField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="one_receipt_pays_once",
                condition=models.Q(quantity_consumed__gte=0)
                & models.Q(quantity_consumed__lte=models.F("quantity_accepted")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.quantity_consumed} of receipt line {self.receipt_line_id}"


class GivenBack(models.Model):
    """What a booked credit note took back of an order line, and of a receipt behind it.

    Where nothing that arrived stood behind it, there is no receipt.
    """

    credit_note = models.ForeignKey(
        "reconciliation.Case", on_delete=models.PROTECT, related_name="gives_back"
    )
    invoice = models.ForeignKey(
        "reconciliation.Case", on_delete=models.PROTECT, related_name="given_back"
    )
    order_line = models.ForeignKey(
        "intake.PurchaseOrderLine", on_delete=models.PROTECT, related_name="+"
    )
    receipt_line = models.ForeignKey(
        "intake.ReceiptLine", null=True, on_delete=models.PROTECT, related_name="+"
    )
    quantity = QuantityField(help_text="In the unit of the order line.")
    receipt_quantity = QuantityField(default=0, help_text="In the unit of the receipt line.")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["credit_note", "order_line", "receipt_line"],
                name="a_credit_note_gives_back_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="what_is_given_back_is_something",
                condition=models.Q(quantity__gt=0) & models.Q(receipt_quantity__gte=0),
            ),
        )

    def __str__(self) -> str:
        return f"{self.quantity} of order line {self.order_line_id}"
