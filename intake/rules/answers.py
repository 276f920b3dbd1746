"""The answer we ask the model for: words as printed, nothing else.

Every value is the document's own spelling, so that it can be looked up on the page; the model
converts and calculates nothing.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from core.reasons import ReasonCode


class AnsweredLine(BaseModel):
    """One line of goods or services, as printed."""

    model_config = ConfigDict(extra="forbid", strict=True)

    description: str | None
    quantity: str | None
    unit_price: str | None
    net: str | None


class AnsweredInvoice(BaseModel):
    """One document, as printed."""

    model_config = ConfigDict(extra="forbid", strict=True)

    document_type: Literal[
        "invoice", "credit_note", "purchase_order", "order_confirmation", "delivery_note",
        "till_receipt", "account_statement", "pro_forma", "dunning_letter", "remittance", "other",
    ]  # fmt: skip
    invoice_number: str | None
    issue_date: str | None
    due_date: str | None
    currency: str | None
    purchase_order: str | None
    seller_name: str | None
    seller_vat_id: str | None
    buyer_name: str | None
    iban: str | None
    net_total: str | None
    tax_total: str | None
    gross_total: str | None
    lines: list[AnsweredLine]


class Heard(BaseModel):
    """What came of asking: an answer, or why there is none. Kept as an input of the reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    answer: AnsweredInvoice | None = None
    code: ReasonCode | None = None
    text: str | None = None
    prompt_version: str | None = None
    model: str | None = None
