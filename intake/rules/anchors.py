"""What a correction taught: where on one vendor's layout a field stands, and how it is written.

Anchors are an input of reading: they are kept with the reading they led to, so that it can be
repeated when they have long been withdrawn.
"""

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

ANCHORED: Final = "anchor"  # the method that evidence names


class AnchorKind(StrEnum):
    """What a value is, and so how the words at its place are read."""

    TEXT = "text"
    DAY = "day"
    AMOUNT = "amount"
    IBAN = "iban"
    SAME = "same"  # the vendor's own words, which stand on each of its documents
    SIGN = "sign"  # of a currency


KINDS: Final = {
    **dict.fromkeys(
        (
            "invoice_number", "purchase_order", "buyer_reference", "preceding_invoice",
            "account_number", "routing_number", "bic",
        ),
        AnchorKind.TEXT,
    ),
    **dict.fromkeys(("issue_date", "due_date", "delivery_date"), AnchorKind.DAY),
    **dict.fromkeys(
        (
            "line_total", "allowance_total", "charge_total", "net_total", "tax_total",
            "gross_total", "prepaid", "amount_due",
        ),
        AnchorKind.AMOUNT,
    ),
    **dict.fromkeys(
        (
            "seller_name", "seller_vat_id", "seller_tax_id", "buyer_name", "buyer_vat_id",
            "payment_terms",
        ),
        AnchorKind.SAME,
    ),
    "iban": AnchorKind.IBAN,
    "currency": AnchorKind.SIGN,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spot:
    """One place where a value stood: the label before it, the label above it, and the place itself.

    `left` and `right` are how far its edges lie from those of the label above, `below` how far its
    middle lies under the label's; all in points, as are the edges and the middle of the place.
    """

    before: tuple[str, ...]
    above: tuple[str, ...]
    left: int
    right: int
    below: int
    page: int
    place: tuple[int, int, int]
    count: int  # of words


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where one field stands, and the shape, mark and order in which it is written there."""

    field: str
    kind: AnchorKind
    spots: tuple[Spot, ...]
    printed: str  # the words from which it was learned
    value: str  # and what they mean
    mark: str | None = None  # the decimal mark
    decimals: int = 2
    is_day_first: bool | None = None
    is_turned: bool = False  # printed below zero, meant above

    @property
    def label(self) -> str:
        """The words that lead to the value, for people to read."""
        for spot in self.spots:
            if spot.before or spot.above:
                return " ".join(spot.before or spot.above)
        return ""


@dataclass(frozen=True, slots=True)
class Anchors:
    """Everything learned of the layout of one page."""

    layout: int
    anchors: tuple[Anchor, ...]


def to_bytes(known: Anchors) -> bytes:
    """Return the canonical JSON: equal values are equal bytes."""
    said = {"layout": known.layout, "anchors": [to_json(each) for each in known.anchors]}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def from_bytes(content: bytes) -> Anchors:
    """Return the anchors that were written down.

    :raises ValueError: the bytes are none.
    """
    try:
        said = json.loads(content)
        return Anchors(said["layout"], tuple(from_json(each) for each in said["anchors"]))
    except (KeyError, TypeError) as error:
        raise ValueError(str(error)) from error


def to_json(anchor: Anchor) -> dict[str, Any]:
    """Return an anchor as plain values."""
    return {
        "field": anchor.field, "kind": anchor.kind.value, "printed": anchor.printed,
        "value": anchor.value, "mark": anchor.mark, "decimals": anchor.decimals,
        "is_day_first": anchor.is_day_first, "is_turned": anchor.is_turned,
        "spots": [
            {
                "before": list(spot.before), "above": list(spot.above), "left": spot.left,
                "right": spot.right, "below": spot.below, "page": spot.page,
                "place": list(spot.place), "count": spot.count,
            }
            for spot in anchor.spots
        ],
    }  # fmt: skip


def from_json(said: dict[str, Any]) -> Anchor:
    """Return the anchor that plain values say."""
    spots = tuple(
        Spot(
            before=tuple(each["before"]), above=tuple(each["above"]), left=each["left"],
            right=each["right"], below=each["below"], page=each["page"],
            place=(each["place"][0], each["place"][1], each["place"][2]), count=each["count"],
        )
        for each in said["spots"]
    )  # fmt: skip
    rest = {name: said[name] for name in _PLAIN}
    return Anchor(spots=spots, kind=AnchorKind(said["kind"]), **rest)


_PLAIN: Final = ("field", "printed", "value", "mark", "decimals", "is_day_first", "is_turned")
