"""Master data: who we buy from, and what we buy."""

from enum import StrEnum

from django.db import models

from core import enums
from core.fields import AmountField, CurrencyField, QuantityField


class VendorStatus(StrEnum):
    """Whether we still do business."""

    ACTIVE = "active"
    BLOCKED = "blocked"


class Vendor(models.Model):
    """Who we buy from. A vendor named before it was described is kept with what is known."""

    vendor_id = models.TextField(unique=True)
    vendor_name = models.TextField()
    name_key = models.TextField(db_index=True)
    tax_id = models.TextField(null=True)
    vat_id = models.TextField(null=True)
    country = models.TextField(null=True)
    iban = models.TextField(null=True)
    bic = models.TextField(null=True)
    account_number = models.TextField(null=True)
    routing_number = models.TextField(null=True)
    payment_terms = models.TextField(null=True)
    currency = CurrencyField(null=True)
    email = models.TextField(null=True)
    phone = models.TextField(null=True)
    default_account = models.TextField(null=True)
    status = models.TextField(
        choices=enums.choices(VendorStatus), default=VendorStatus.ACTIVE.value
    )
    aliases = models.JSONField(default=list)
    is_described = models.BooleanField(default=False)
    is_new = models.BooleanField(
        default=False, help_text="Came into being after the first load of vendors."
    )
    first_seen_on = models.DateField()
    described_by = models.ForeignKey(
        "intake.Document", null=True, on_delete=models.PROTECT, related_name="+"
    )
    extra = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.vendor_name} ({self.vendor_id})"


class VendorBankChange(models.Model):
    """Other bank details came with the master data; payment waits until somebody has called.

    `was` and `now` hold the last digits: enough to tell two accounts apart.
    """

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="bank_changes")
    document = models.ForeignKey("intake.Document", null=True, on_delete=models.PROTECT)
    changed_at = models.DateTimeField()
    was = models.JSONField(default=dict)
    now = models.JSONField(default=dict)
    verified_at = models.DateTimeField(null=True)
    verified_by = models.TextField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=["vendor"],
                name="bank_change_not_verified",
                condition=models.Q(verified_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"other bank details of vendor {self.vendor_id}"


class Item(models.Model):
    """What we buy and sell, in its base unit."""

    item_id = models.TextField(unique=True)
    gtin = models.TextField(null=True, db_index=True)
    description = models.TextField()
    department = models.TextField(null=True)
    category = models.TextField(null=True)
    base_uom = models.TextField(null=True)
    unit_cost = AmountField(null=True)
    is_described = models.BooleanField(default=False)
    extra = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.description} ({self.item_id})"


class ItemPack(models.Model):
    """How many base units one pack of an item holds, from a day on."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="packs")
    pack_uom = models.TextField()
    pack_size = QuantityField()
    valid_from = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["item", "pack_uom", "valid_from"],
                name="one_pack_size_per_item_unit_and_day",
            ),
            models.CheckConstraint(
                name="a_pack_holds_something", condition=models.Q(pack_size__gt=0)
            ),
        )

    def __str__(self) -> str:
        return f"{self.pack_uom} of {self.pack_size}"
