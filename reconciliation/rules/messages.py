"""What others are written of an exception: figures by their names, no rule of ours (pure).

Notes of the machine for reviewers stay here: which rule found a likeness, what stays locked.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from core.reasons import ReasonCode as Code
from reconciliation.rules.stories import OF_QUANTITIES, Difference, Recipient, meaning_of

_OF_ORDERS: Final = ("Ordered", "Billed")
_OF_RECEIPTS: Final = ("Accepted", "Billed")
_ON_ORDERS: Final = ("On the order", "On the document")
_LABELS: Final[Mapping[str, tuple[str, str]]] = {
    **dict.fromkeys((Code.PRICE_OVER, Code.PRICE_UNDER), _OF_ORDERS),
    **dict.fromkeys(OF_QUANTITIES, _OF_RECEIPTS),
    Code.QUANTITY_OVER_ORDERED: _OF_ORDERS,
    **dict.fromkeys(
        (
            Code.CURRENCY_MISMATCH, Code.UOM_UNRESOLVED, Code.PO_OTHER_VENDOR,
            Code.PO_OTHER_ENTITY, Code.TAX_MISMATCH,
        ),
        _ON_ORDERS,
    ),
    Code.UNPLANNED_CHARGE: ("Planned", "Charged"),
    Code.CREDIT_EXCEEDS_INVOICE: ("Claimed", "Credited"),
    Code.TOTALS_MISMATCH: ("By calculation", "On the document"),
    Code.TAX_ID_MISMATCH: ("In our records", "On the document"),
}  # fmt: skip
_ANY: Final = ("Expected", "On the document")
# The sentence says it all; the values beside it are for machines.
_IN_WORDS: Final = frozenset(
    {
        Code.DUPLICATE_INVOICE, Code.POSSIBLE_DUPLICATE, Code.DUPLICATE_LINE, Code.EINVOICE_RULE,
        Code.UNKNOWN_VENDOR, Code.PO_CLOSED,
    }
)  # fmt: skip
_RULE: Final = re.compile(r" \(rule [^()]*(?:\([^()]*\)[^()]*)*\)")
_LIKE: Final = re.compile(r"^Like [^:]{1,80}: ")
_LOCKED: Final = " The price agrees and stays locked."


@dataclass(frozen=True, slots=True)
class About:
    """What a message names."""

    kind: str
    number: str | None
    vendor_name: str | None
    total: str | None
    po_number: str | None


@dataclass(frozen=True, slots=True)
class Message:
    """A message ready to be sent, whole without anything attached."""

    whom: str
    subject: str
    body: str


def sentence_of(found: Difference) -> str:
    """Return what is wrong in a sentence for anybody."""
    text = _RULE.sub("", found.text.replace(_LOCKED, ""))
    return _LIKE.sub("We have one like it already: ", text)


def figures_of(found: Difference) -> list[tuple[str, str]]:
    """Return the figures of an exception with what each is called outside."""
    said: list[tuple[str, str | None]] = [("Line", found.line)]
    if found.code in _IN_WORDS:
        return [(name, value) for name, value in said if value]
    before, after = _LABELS.get(found.code, _ANY)
    said += [(before, found.expected), (after, found.actual)]
    if found.gap and found.code != Code.TAX_MISMATCH:  # the sentence says how much tax it is
        said.append(("Difference", f"{found.gap[0]} {found.gap[1]}"))
    return [(name, value) for name, value in said if value]


def message_about(
    found: Difference, about: About, *, link: str, reference: str, until: str
) -> Message | None:
    """Return what is written to the one who can settle it, with its figures and where to check."""
    meaning = meaning_of(found.code)
    if meaning.whom is Recipient.NOBODY:
        return None
    kind = "credit note" if about.kind == "credit_note" else "invoice"
    name = f"{kind} {about.number}" if about.number else f"{kind} without a number"
    greeting = about.vendor_name if meaning.whom is Recipient.VENDOR else f"{meaning.whom} team"
    body = [f"Dear {greeting or 'vendor'},", "", _opening(meaning.whom, name, about)]
    body += [sentence_of(found), *(f"{name}: {value}" for name, value in figures_of(found))]
    body += ["", meaning.request, ""]
    body += [f"You can check these figures without logging in until {until}:", link]
    body += ["", f"Our reference: {reference}"]
    return Message(str(meaning.whom), f"{name[:1].upper()}{name[1:]}: {reference}", "\n".join(body))


def _opening(whom: Recipient, name: str, about: About) -> str:
    total = f" for {about.total}" if about.total else ""
    owner = "your" if whom is Recipient.VENDOR else "the"
    seller = "" if whom is Recipient.VENDOR else f" of {about.vendor_name or 'an unknown vendor'}"
    order = f", order {about.po_number}" if about.po_number else ""
    return f"this is about {owner} {name}{seller}{total}{order}."
