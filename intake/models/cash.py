"""Records that cash is compared with: bank accounts and lines, paid invoices, sales orders."""

from django.db import models

from core.fields import AmountField, CurrencyField


class BankAccount(models.Model):
    """An account of ours at a bank."""

    bank_account = models.TextField(unique=True)
    entity = models.TextField(null=True)
    iban = models.TextField(null=True)
    account_number = models.TextField(null=True)
    routing_number = models.TextField(null=True)
    bic = models.TextField(null=True)
    currency = CurrencyField()
    account = models.TextField(null=True)
    is_described = models.BooleanField(default=False)
    extra = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.bank_account


class BankLine(models.Model):
    """One line of a bank statement, signed as the bank sees it."""

    bank_account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="lines")
    line_key = models.TextField(help_text="Hash of the row and how many alike came before it.")
    booked_on = models.DateField()
    value_date = models.DateField(null=True)
    amount = AmountField()
    currency = CurrencyField()
    reference = models.TextField(null=True)
    counterparty = models.TextField(null=True)
    counterparty_account = models.TextField(null=True)
    memo = models.TextField(null=True)
    balance = AmountField(null=True)
    document = models.ForeignKey("intake.Document", null=True, on_delete=models.PROTECT)
    extra = models.JSONField(default=dict)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["bank_account", "line_key"], name="one_bank_line_per_account_and_key"
            ),
        )
        indexes = (models.Index(fields=["bank_account", "booked_on"], name="bank_line_by_day"),)

    def __str__(self) -> str:
        return f"{self.booked_on} {self.amount} {self.currency}"


class PaidInvoice(models.Model):
    """One row of the payables history: an invoice that the ERP knew before this product."""

    vendor = models.ForeignKey("intake.Vendor", on_delete=models.PROTECT)
    invoice_number = models.TextField()
    number_key = models.TextField(db_index=True)
    issue_date = models.DateField()
    gross_total = AmountField()
    currency = CurrencyField()
    purchase_order = models.TextField(null=True)
    due_date = models.DateField(null=True)
    paid_on = models.DateField(null=True)
    payment_reference = models.TextField(null=True)
    extra = models.JSONField(default=dict)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["vendor", "invoice_number", "issue_date"],
                name="one_paid_invoice_per_vendor_number_and_day",
            ),
        )
        indexes = (
            models.Index(fields=["vendor", "gross_total"], name="paid_by_vendor_and_amount"),
        )

    def __str__(self) -> str:
        return f"{self.invoice_number} of {self.issue_date}"


class SalesOrder(models.Model):
    """One sale of a shop or a store."""

    order_id = models.TextField(unique=True)
    placed_at = models.DateTimeField()
    channel = models.TextField(null=True)
    store = models.TextField(null=True)
    currency = CurrencyField()
    gross = AmountField()
    tax = AmountField(null=True)
    shipping = AmountField(null=True)
    discount = AmountField(null=True)
    tender = models.TextField(null=True)
    payment_reference = models.TextField(null=True)
    extra = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.order_id
