"""What trading partners send beside claims: announcements, payments, deductions, and our answers.

None of these says that goods came or that money is owed: receipts and invoices do.
"""

from django.db import models

from core import enums
from core.fields import AmountField, CurrencyField, QuantityField
from intake.rules.reading import DocumentType
from intake.rules.remittances import DeductionReason


class Announcement(models.Model):
    """A shipment notice or an order confirmation: announced, never received."""

    document = models.OneToOneField(
        "intake.Document", on_delete=models.PROTECT, related_name="announcement"
    )
    document_type = models.TextField(choices=enums.choices(DocumentType))
    number = models.TextField(null=True)
    announced_on = models.DateField(null=True)
    shipped_on = models.DateField(null=True)
    expected_on = models.DateField(null=True)
    sender_name = models.TextField(null=True)
    sender_id = models.TextField(null=True)
    carrier_reference = models.TextField(null=True)
    answer = models.TextField(null=True)

    def __str__(self) -> str:
        return f"{self.document_type} {self.number}"


class AnnouncementLine(models.Model):
    """One line of an announcement."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="lines")
    position = models.IntegerField()
    line = models.TextField()
    po_number = models.TextField(null=True)
    po_line = models.TextField(null=True)
    description = models.TextField(null=True)
    quantity = QuantityField(null=True)
    unit = models.TextField(null=True)
    unit_price = AmountField(null=True)
    seller_item_id = models.TextField(null=True)
    buyer_item_id = models.TextField(null=True)
    gtin = models.TextField(null=True)
    answer = models.TextField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["announcement", "position"],
                name="one_line_per_announcement_and_position",
            ),
        )
        indexes = (models.Index(fields=["po_number"], name="announced_for_order"),)

    def __str__(self) -> str:
        return f"line {self.line} of announcement {self.announcement_id}"


class Remittance(models.Model):
    """The list of what one payment covers."""

    document = models.OneToOneField(
        "intake.Document", on_delete=models.PROTECT, related_name="remittance"
    )
    number = models.TextField(null=True, help_text="The trace number, as the bank knows it.")
    amount = AmountField(null=True)
    currency = CurrencyField(null=True)
    paid_on = models.DateField(null=True)
    direction = models.TextField(null=True)
    method = models.TextField(null=True)
    payer_name = models.TextField(null=True)
    payer_id = models.TextField(null=True)
    payee_name = models.TextField(null=True)
    payee_id = models.TextField(null=True)

    class Meta:
        indexes = (models.Index(fields=["number"], name="remittance_by_number"),)

    def __str__(self) -> str:
        return f"remittance {self.number}"


class RemittanceLine(models.Model):
    """One document that a payment covers."""

    remittance = models.ForeignKey(Remittance, on_delete=models.CASCADE, related_name="lines")
    position = models.IntegerField()
    reference = models.TextField(null=True)
    qualifier = models.TextField(null=True)
    number_key = models.TextField(null=True, db_index=True)
    paid = AmountField(null=True)
    gross = AmountField(null=True)
    discount = AmountField(null=True)
    po_number = models.TextField(null=True)
    dated_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["remittance", "position"], name="one_line_per_remittance_and_position"
            ),
        )

    def __str__(self) -> str:
        return f"line {self.position} of remittance {self.remittance_id}"


class Deduction(models.Model):
    """An amount taken off, with its reason; below zero it is given back.

    What a payment took off and what an adjustment announced may be one event: it counts once.
    """

    document = models.ForeignKey(
        "intake.Document", on_delete=models.PROTECT, related_name="deductions"
    )
    remittance_line = models.ForeignKey(
        RemittanceLine, null=True, on_delete=models.CASCADE, related_name="deductions"
    )
    position = models.IntegerField()
    reference = models.TextField(null=True)
    reference_key = models.TextField(null=True, db_index=True)
    amount = AmountField()
    currency = CurrencyField(null=True)
    reason = models.TextField(choices=enums.choices(DeductionReason))
    reason_code = models.TextField(null=True)
    invoice_number = models.TextField(null=True)
    po_number = models.TextField(null=True)
    dated_on = models.DateField(null=True)
    text = models.TextField(null=True)
    same_event_as = models.ForeignKey("self", null=True, on_delete=models.PROTECT)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["document", "position"], name="one_deduction_per_document_and_position"
            ),
        )

    def __str__(self) -> str:
        return f"{self.reason} {self.amount} {self.reference}"


class EdiMessage(models.Model):
    """One message as its sender numbered it; sent again with the same content it is known."""

    document = models.ForeignKey(
        "intake.Document", on_delete=models.PROTECT, related_name="messages"
    )
    syntax = models.TextField()
    sender = models.TextField()
    receiver = models.TextField()
    interchange = models.TextField()
    group = models.TextField()
    message = models.TextField()
    code = models.TextField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=[
                    "syntax",
                    "sender",
                    "receiver",
                    "interchange",
                    "group",
                    "message",
                    "digest",
                ],
                name="one_message_per_control_numbers_and_content",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.interchange}/{self.group}/{self.message}"


class Acknowledgement(models.Model):
    """What we answer the sender of an interchange: a 997 or a CONTRL, as it is to be sent."""

    document = models.OneToOneField(
        "intake.Document", on_delete=models.PROTECT, related_name="acknowledgement"
    )
    syntax = models.TextField()
    content = models.TextField()
    accepted = models.IntegerField()
    rejected = models.IntegerField()
    verdicts = models.JSONField(default=list)
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="an_acknowledgement_answers_something",
                condition=models.Q(accepted__gte=0, rejected__gte=0)
                & ~models.Q(accepted=0, rejected=0),
            ),
        )

    def __str__(self) -> str:
        return f"answer to document {self.document_id}"
