"""One invoice or credit note as work, from matching to booking."""

from enum import StrEnum

from django.contrib.postgres.fields import ArrayField
from django.db import models

from core import enums
from core.fields import AmountField, CurrencyField, PercentField
from core.reasons import ReasonCode
from intake.rules.reading import DocumentKind
from reconciliation.rules.bank_checks import CallOutcome


class CaseState(StrEnum):
    """Where a case stands: the closed list of the contract, section 4."""

    STRAIGHT_THROUGH = "straight_through"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    POSTED = "posted"
    REJECTED = "rejected"


class MatchStatus(StrEnum):
    """How much of a document found its order."""

    MATCHED = "matched"
    PARTIAL = "partial"
    UNMATCHED = "unmatched"
    NOT_APPLICABLE = "not_applicable"


class Case(models.Model):
    """One invoice or credit note as work.

    What the queue sorts and filters by stands on the case itself, so that a page of it is one
    index scan; the invoice stays the source of these values and `match_invoices` copies them.
    """

    document = models.OneToOneField("intake.Document", on_delete=models.PROTECT)
    invoice = models.OneToOneField("intake.Invoice", on_delete=models.PROTECT)
    kind = models.TextField(choices=enums.choices(DocumentKind))
    state = models.TextField(choices=enums.choices(CaseState))
    would_pass = models.BooleanField()
    case_class = models.TextField()
    confidence = PercentField()
    confidence_low = PercentField()
    confidence_high = PercentField()
    match_status = models.TextField(choices=enums.choices(MatchStatus))
    strategy = models.TextField(null=True)
    entity = models.TextField(null=True)
    vendor = models.ForeignKey("intake.Vendor", null=True, on_delete=models.PROTECT)
    vendor_name = models.TextField(null=True)
    invoice_number = models.TextField(null=True)
    currency = CurrencyField(null=True)
    gross_total = AmountField(null=True)
    at_stake = AmountField(help_text="What a wrong decision would cost; unknown counts as zero.")
    stake_rank = models.GeneratedField(
        expression=-models.F("at_stake"), output_field=AmountField(), db_persist=True
    )
    exception_codes = ArrayField(models.TextField(), default=list)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    discount_until = models.DateField(null=True)
    urgent_on = models.DateField(help_text="The earliest of discount, due day and seven days old.")
    round = models.IntegerField(default=1, help_text="How often it was matched.")
    version = models.IntegerField(
        default=1, help_text="Moves with every change a person could see."
    )
    owner = models.TextField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.TextField(null=True)
    booked_as = models.TextField(null=True)
    booked_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(help_text="When its state or its matching last changed.")
    outcome_hash = models.CharField(
        max_length=64,
        help_text="Of what the newest round of matching found; the same again is no new round.",
    )

    class Meta:
        indexes = (
            models.Index(
                fields=["urgent_on", "stake_rank", "id"],
                name="case_in_order_of_work",
                condition=models.Q(state="in_review"),
            ),
            models.Index(
                fields=["entity", "urgent_on", "stake_rank", "id"],
                name="case_of_entity_in_order",
                condition=models.Q(state="in_review"),
            ),
            models.Index(
                fields=["urgent_on", "stake_rank", "id"],
                name="case_free_in_order",
                condition=models.Q(state="in_review", owner__isnull=True),
            ),
            models.Index(fields=["opened_at", "id"], name="case_by_opening"),
            models.Index(fields=["changed_at", "id"], name="case_by_change"),
            models.Index(fields=["vendor", "state"], name="case_of_vendor"),
            models.Index(
                fields=["vendor"],
                name="credit_note_of_vendor",
                condition=models.Q(kind="credit_note"),
            ),
        )
        constraints = (
            models.CheckConstraint(
                name="a_booked_case_names_its_entry",
                condition=~models.Q(state__in=("straight_through", "posted"))
                | models.Q(booked_as__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"

    @property
    def case_id(self) -> str:
        """The identifier people and exports use."""
        return f"C-{self.pk}"


class CaseException(models.Model):
    """A finding or difference that a person must settle. Rounds keep what earlier matching said."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="exceptions")
    round = models.IntegerField()
    position = models.IntegerField()
    code = models.TextField(choices=enums.choices(ReasonCode))
    line = models.TextField(null=True)
    field = models.TextField(null=True)
    expected = models.TextField(null=True)
    actual = models.TextField(null=True)
    tolerance = models.TextField(null=True)
    reference = models.TextField(null=True)
    text = models.TextField()
    is_false_exception = models.BooleanField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case", "round", "position"], name="one_exception_per_case_round_position"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} on case {self.case_id}"


class CaseWait(models.Model):
    """A case that an order or a receipt still on its way would change."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="waits")
    po_number = models.TextField(db_index=True)
    attempts = models.IntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case", "po_number"], name="one_wait_per_case_and_order"
            ),
        )

    def __str__(self) -> str:
        return f"case {self.case_id} waits for {self.po_number}"


class Hold(models.Model):
    """Payment stopped on purpose, with a reason and an owner."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="holds")
    hold_reason = models.TextField(choices=enums.choices(ReasonCode))
    owner = models.TextField(null=True)
    placed_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    released_by = models.TextField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case", "hold_reason"],
                name="one_open_hold_per_case_and_reason",
                condition=models.Q(released_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.hold_reason} on case {self.case_id}"


class BankCheck(models.Model):
    """The check of other bank details: the call to the number on file, and who confirmed it."""

    hold = models.OneToOneField(Hold, on_delete=models.PROTECT, related_name="bank_check")
    called_by = models.TextField()
    called_at = models.DateTimeField()
    number_called = models.TextField(help_text="As on file then; never the document's.")
    spoke_to = models.TextField()
    evidence = models.TextField(help_text="What was said, and where it is written down.")
    outcome = models.TextField(choices=enums.choices(CallOutcome))
    cooling_off_days = models.IntegerField(help_text="Of the policy on the day of the call.")
    confirmed_by = models.TextField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="the_second_person_is_not_the_first",
                condition=models.Q(confirmed_by__isnull=True)
                | ~models.Q(confirmed_by=models.F("called_by")),
            ),
        )

    def __str__(self) -> str:
        return f"check of hold {self.hold_id}: {self.outcome}"


class Proposal(models.Model):
    """What the rules would do with a case, with the journal."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="proposals")
    round = models.IntegerField()
    action = models.TextField()
    journal = models.JSONField()
    by = models.TextField(default="rule")
    version = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case", "round"], name="one_proposal_per_case_and_round"
            ),
        )

    def __str__(self) -> str:
        return f"{self.action} for case {self.case_id}"
