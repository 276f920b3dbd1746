"""What an approved source is: kinds, purposes, access classes, states, and what may be quoted."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


class SourceKind(StrEnum):
    """What is registered."""

    POLICY = "policy"
    CONTRACT = "contract"
    VENDOR_AGREEMENT = "vendor_agreement"
    PRICE_LIST = "price_list"
    TAX_RULE = "tax_rule"
    PAST_DECISION = "past_decision"
    RUNBOOK = "runbook"
    PRODUCT_TABLE = "product_table"


class Purpose(StrEnum):
    """What a passage is wanted for; a source names those that it may serve."""

    EXPLAIN = "explain"  # what happened in a case, and what the rules say
    SUGGEST = "suggest"  # how a case could be settled
    ANSWER = "answer"  # a question that a person asked
    VARIANCE = "variance"  # what moved a figure
    MESSAGE = "message"  # words that leave the house


class AccessClass(StrEnum):
    """How widely a source may be read; passages are stored apart by it."""

    PUBLIC = "public"
    INTERNAL = "internal"
    CONFIDENTIAL = "confidential"
    RESTRICTED = "restricted"


class VersionState(StrEnum):
    """Where one version stands."""

    DRAFT = "draft"
    APPROVED = "approved"
    SUPERSEDED = "superseded"  # a later version took its whole time
    WITHDRAWN = "withdrawn"


class Withheld(StrEnum):
    """Why a passage may not be used; the first that holds is said."""

    ACCESS_CLASS = "access_class"
    ENTITY = "entity"
    NOT_APPROVED = "not_approved"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    PURPOSE = "purpose"
    CONSENT = "consent"


WORDS: Final = {
    Withheld.ACCESS_CLASS: "of a class that the asker may not read",
    Withheld.ENTITY: "of other entities",
    Withheld.NOT_APPROVED: "not approved",
    Withheld.WITHDRAWN: "withdrawn",
    Withheld.SUPERSEDED: "replaced by a later version",
    Withheld.NOT_YET_VALID: "not valid yet",
    Withheld.EXPIRED: "expired",
    Withheld.PURPOSE: "meant for other purposes",
    Withheld.CONSENT: "about people who did not agree",
}
# An opt-out that a browser sends (Global Privacy Control) counts for every purpose.
EVERY_PURPOSE: Final = "*"
REMIND_DAYS: Final = 30
# Whoever asks may quote these; the others need a right of their own.
OPEN_CLASSES: Final = (AccessClass.PUBLIC, AccessClass.INTERNAL)
# What may be told by name: the asker may read it, only its time or its approval is wanting.
NAMED_REASONS: Final = frozenset(
    {
        Withheld.NOT_APPROVED, Withheld.WITHDRAWN, Withheld.SUPERSEDED, Withheld.NOT_YET_VALID,
        Withheld.EXPIRED,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Validity:
    """When a version may be quoted, both days included."""

    valid_from: date
    valid_to: date | None = None

    def problem(self) -> str | None:
        """Return what is wrong with the days."""
        if self.valid_to is not None and self.valid_to < self.valid_from:
            return "The last day lies before the first."
        return None

    def ends_within(self, days: int, today: date) -> bool:
        """Say whether the last day is close, or just behind us."""
        return self.valid_to is not None and (self.valid_to - today).days <= days


def sentence_of(title: str, reason: Withheld, validity: Validity) -> str:
    """Say which source could answer and why it may not."""
    ends, begins = validity.valid_to, validity.valid_from
    why = {
        Withheld.NOT_APPROVED: "nobody has approved it yet",
        Withheld.WITHDRAWN: "it was withdrawn",
        Withheld.SUPERSEDED: "a later version took its place",
        Withheld.NOT_YET_VALID: f"it is valid only from {_day(begins)}",
        Withheld.EXPIRED: f"it expired on {_day(ends)}" if ends else "it expired",
    }[reason]
    return f"{title} could answer this, but {why}."


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
