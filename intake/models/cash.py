"""Records that cash is compared with: bank accounts and lines, paid invoices, sales orders."""

from django.db import models
from django.db.models.functions import Coalesce, Upper

from core import enums
from core.fields import AmountField, CurrencyField, ExactDecimalField
from intake.rules.cash_values import BankLineStatus, StatementKind


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


class BankStatement(models.Model):
    """One account over one stretch of time, as one file states it."""

    document = models.ForeignKey(
        "intake.Document", on_delete=models.PROTECT, related_name="bank_statements"
    )
    position = models.IntegerField(help_text="Which statement of its file it is, from 1.")
    bank_account = models.ForeignKey(
        BankAccount, on_delete=models.PROTECT, related_name="statements"
    )
    kind = models.TextField(choices=enums.choices(StatementKind))
    statement_id = models.TextField(null=True)
    statement_number = models.TextField(null=True)
    currency = CurrencyField()
    opening = AmountField(null=True)
    closing = AmountField(null=True)
    from_date = models.DateField(null=True)
    to_date = models.DateField(null=True)
    movements = AmountField(help_text="The sum of its booked lines.")
    line_count = models.IntegerField()
    new_count = models.IntegerField(help_text="Lines that no earlier file had brought.")
    replaced_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["document", "position"], name="one_bank_statement_per_place_in_a_file"
            ),
        )
        indexes = (models.Index(fields=["bank_account", "to_date"], name="bank_statement_by_day"),)

    def __str__(self) -> str:
        return f"{self.statement_number or self.statement_id or self.pk} of {self.bank_account}"


class BankLine(models.Model):
    """One line of a bank statement, signed as the bank sees it.

    `reference` is the bank's own. Only a booked line is money that moved; a line is never deleted,
    a posted or corrected one takes its place.
    """

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
    statement = models.ForeignKey(
        BankStatement, null=True, on_delete=models.PROTECT, related_name="lines"
    )
    status = models.TextField(
        choices=enums.choices(BankLineStatus), db_default=BankLineStatus.BOOKED.value
    )
    is_reversal = models.BooleanField(db_default=False)
    customer_reference = models.TextField(null=True)
    end_to_end_id = models.TextField(null=True)
    structured_reference = models.TextField(null=True)
    transaction_code = models.TextField(null=True)
    instructed_amount = AmountField(null=True)
    instructed_currency = CurrencyField(null=True)
    exchange_rate = ExactDecimalField(null=True)
    return_reason = models.TextField(null=True)
    batch_count = models.IntegerField(null=True)
    parts = models.JSONField(
        default=list,
        db_default=[],
        help_text="The payments inside a batch, as the bank lists them.",
    )
    replaced_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["bank_account", "line_key"], name="one_bank_line_per_account_and_key"
            ),
        )
        indexes = (
            models.Index(fields=["bank_account", "booked_on"], name="bank_line_by_day"),
            models.Index(fields=["bank_account", "reference"], name="bank_line_by_reference"),
            models.Index(fields=["amount", "currency"], name="bank_line_by_amount"),
        )

    def __str__(self) -> str:
        return f"{self.booked_on} {self.amount} {self.currency}"


class BankColumns(models.Model):
    """What the columns of one bank's files of lines mean, as a person said once."""

    fingerprint = models.TextField(unique=True, help_text="Hash of the headings.")
    bank_name = models.TextField()
    headings = models.JSONField()
    columns = models.JSONField(help_text="Our column to the bank's heading.")
    days = models.TextField()
    comma = models.BooleanField()
    bank_account = models.TextField(null=True)
    currency = CurrencyField(null=True)
    saved_by = models.TextField()
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.bank_name


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
            models.Index(fields=["gross_total", "currency"], name="paid_by_amount"),
            models.Index(fields=["payment_reference"], name="paid_by_payment"),
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

    class Meta:
        indexes = (
            models.Index(fields=["gross", "currency"], name="sale_by_amount"),
            models.Index(fields=["payment_reference"], name="sale_by_payment"),
            # By the letters and digits of what a bank line calls it (`queries.cash_batches`).
            models.Index(
                Upper(
                    models.Func(
                        Coalesce("store", "tender"),
                        models.Value("[^0-9A-Za-z]+"),
                        models.Value(""),
                        models.Value("g"),
                        function="regexp_replace",
                    )
                ),
                "placed_at",
                name="sale_by_batch",
            ),
        )

    def __str__(self) -> str:
        return self.order_id
