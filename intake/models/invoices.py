"""The vendor's claims, as they stand after the newest reading."""

from django.db import models

from core import enums
from core.fields import AmountField, CurrencyField, PercentField, QuantityField
from intake.rules.reading import DocumentKind


class Invoice(models.Model):
    """One invoice or credit note. The newest reading of its document is what it says."""

    document = models.OneToOneField(
        "intake.Document", on_delete=models.PROTECT, related_name="invoice"
    )
    reading = models.ForeignKey("intake.Reading", on_delete=models.PROTECT)
    kind = models.TextField(choices=enums.choices(DocumentKind))
    invoice_number = models.TextField(null=True)
    number_key = models.TextField(null=True, db_index=True)
    vendor = models.ForeignKey("intake.Vendor", null=True, on_delete=models.PROTECT)
    entity = models.TextField(null=True)
    seller_name = models.TextField(null=True)
    seller_key = models.TextField(
        null=True, help_text="The vendor, or what tells an unknown seller from another."
    )
    currency = CurrencyField(null=True)
    issue_date = models.DateField(null=True)
    due_date = models.DateField(null=True)
    discount_until = models.DateField(null=True)
    purchase_order = models.TextField(null=True)
    preceding_invoice = models.TextField(null=True)
    net_total = AmountField(null=True)
    tax_total = AmountField(null=True)
    gross_total = AmountField(null=True)
    amount_due = AmountField(null=True)
    duplicate_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT)
    lines_key = models.TextField(null=True)
    identified_at = models.DateTimeField(null=True)
    is_withdrawn = models.BooleanField(
        default=False, help_text="Rejected: what comes after it is no duplicate of it."
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["seller_key", "kind", "number_key", "issue_date", "gross_total"],
                name="one_original_per_seller_number_day_amount",
                condition=models.Q(
                    duplicate_of__isnull=True, number_key__isnull=False, is_withdrawn=False
                ),
            ),
        )
        indexes = (
            models.Index(fields=["vendor", "issue_date"], name="invoice_of_vendor"),
            models.Index(fields=["gross_total", "currency"], name="invoice_by_amount"),
            models.Index(fields=["seller_key", "gross_total"], name="invoice_by_seller_and_amount"),
            models.Index(fields=["seller_key", "issue_date"], name="invoice_by_seller_and_day"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.invoice_number}"


class InvoiceLine(models.Model):
    """One line of a claim."""

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="lines")
    position = models.IntegerField()
    line = models.TextField()
    description = models.TextField(null=True)
    quantity = QuantityField(null=True)
    unit = models.TextField(null=True)
    unit_price = AmountField(null=True)
    net = AmountField(null=True)
    tax_rate = PercentField(null=True)
    po_number = models.TextField(null=True)
    po_line = models.TextField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["invoice", "position"], name="one_line_per_invoice_and_position"
            ),
        )

    def __str__(self) -> str:
        return f"line {self.line} of invoice {self.invoice_id}"
