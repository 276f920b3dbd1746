"""What was ordered, and what arrived."""

from enum import StrEnum

from django.db import models
from django.db.models.functions import Upper

from core import enums
from core.fields import AmountField, CurrencyField, PercentField, QuantityField


class PurchaseOrderStatus(StrEnum):
    """Whether an order still takes invoices."""

    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class PurchaseOrder(models.Model):
    """What we asked a vendor for."""

    po_number = models.TextField(unique=True)
    vendor = models.ForeignKey("intake.Vendor", on_delete=models.PROTECT, related_name="orders")
    entity = models.TextField(null=True)
    order_date = models.DateField()
    status = models.TextField(
        choices=enums.choices(PurchaseOrderStatus), default=PurchaseOrderStatus.OPEN.value
    )
    currency = CurrencyField()
    is_described = models.BooleanField(default=True)
    loaded_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["vendor", "status", "order_date"], name="order_of_vendor"),
            models.Index(
                Upper(
                    models.Func(
                        "po_number",
                        models.Value("[^[:alnum:]]"),
                        models.Value(""),
                        models.Value("g"),
                        function="regexp_replace",
                        output_field=models.TextField(),
                    )
                ),
                name="order_by_plain_number",
            ),
        )

    def __str__(self) -> str:
        return self.po_number


class PurchaseOrderLine(models.Model):
    """One ordered line, with the terms in force now; earlier terms are in its changes."""

    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="lines")
    po_line = models.TextField()
    item = models.ForeignKey("intake.Item", null=True, on_delete=models.PROTECT)
    vendor_item_id = models.TextField(null=True)
    gtin = models.TextField(null=True)
    description = models.TextField(null=True)
    quantity = QuantityField()
    uom = models.TextField(null=True)
    unit_price = AmountField()
    line_amount = AmountField(null=True)
    tax_rate = PercentField(null=True)
    account = models.TextField(null=True)
    cost_centre = models.TextField(null=True)
    extra = models.JSONField(default=dict)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["order", "po_line"], name="one_line_per_order_and_number"
            ),
        )

    def __str__(self) -> str:
        return f"line {self.po_line} of order {self.order_id}"


class PurchaseOrderLineChange(models.Model):
    """The terms of an order line before somebody changed them, and when."""

    order_line = models.ForeignKey(
        PurchaseOrderLine, on_delete=models.PROTECT, related_name="changes"
    )
    changed_on = models.DateField()
    changed_at = models.DateTimeField()
    changed_by = models.TextField()
    document = models.ForeignKey("intake.Document", null=True, on_delete=models.PROTECT)
    quantity_before = QuantityField()
    unit_price_before = AmountField()
    uom_before = models.TextField(null=True)

    def __str__(self) -> str:
        return f"change of order line {self.order_line_id} on {self.changed_on}"


class Receipt(models.Model):
    """A goods receipt note."""

    receipt_number = models.TextField(unique=True)
    location = models.TextField(null=True)
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.receipt_number


class ReceiptLine(models.Model):
    """What arrived of one order line. The order may come later than its receipt."""

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="lines")
    receipt_line = models.TextField()
    po_number = models.TextField()
    po_line = models.TextField()
    received_date = models.DateField()
    location = models.TextField(null=True)
    quantity_received = QuantityField()
    quantity_rejected = QuantityField()
    uom = models.TextField(null=True)
    extra = models.JSONField(default=dict)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["receipt", "receipt_line"], name="one_line_per_receipt_and_number"
            ),
            models.CheckConstraint(
                name="no_more_rejected_than_received",
                condition=models.Q(quantity_rejected__gte=0),
            ),
        )
        indexes = (
            models.Index(fields=["po_number", "po_line"], name="receipt_line_of_order_line"),
        )

    def __str__(self) -> str:
        return f"line {self.receipt_line} of receipt {self.receipt_id}"
