"""One spelling for identifiers and descriptions, so that equal things compare equal."""

import re
import unicodedata
from collections.abc import Container
from functools import lru_cache

from intake.rules.reading import InvoiceLine, InvoiceReading
from reconciliation.rules.match_values import OrderLine

_LABEL = re.compile(
    r"^(?:(?:purchase|order|po|p\.\s?o|your|ihre|bestell(?:ung|nummer|-?nr)?|bst|auftrag"
    r"|commande|bon de commande|pedido|ordine|numero|number|num|nummer|nr|no|n)\b|[.:#°º\s-])+",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"[;,\n]+|\s{2,}")


@lru_cache(maxsize=65536)
def id_key(text: str | None) -> str | None:
    """Return letters and digits in capitals: "ab-12 3" is "AB123"."""
    if not text:
        return None
    return "".join(c for c in text.upper() if c.isalnum()) or None


@lru_cache(maxsize=65536)
def number_of_line(text: str | None) -> str | None:
    """Return a line number without leading zeros: "00010" is "10"."""
    key = id_key(text)
    return None if key is None else key.lstrip("0") or "0"


@lru_cache(maxsize=65536)
def order_keys(text: str | None) -> tuple[str, ...]:
    """Return the keys an order's number may stand under, as stated first: "PO 4711" or "4711"."""
    key = id_key(text)
    if text is None or key is None:
        return ()
    bare = id_key(_LABEL.sub("", text))
    if bare is None or not any(c.isdigit() for c in bare):
        bare = key
    return tuple(dict.fromkeys((key, bare, f"PO{bare}")))


def known_order(number: str | None, known: Container[str]) -> str | None:
    """Return the first of the keys of an order's number that is among those known."""
    return next((key for key in order_keys(number) if key in known), None)


def waiting_key(number: str) -> str | None:
    """Return the key under which to wait for an order: `order_keys` of its own number has it."""
    keys = order_keys(number) or (None,)
    return keys[1] if len(keys) > 2 else keys[0]


@lru_cache(maxsize=65536)
def gtin_key(text: str | None) -> str | None:
    """Return a GTIN as its digits, whatever its length: 8, 12, 13 and 14 digits are one family."""
    key = id_key(text)
    return None if key is None else key.lstrip("0") or None


@lru_cache(maxsize=65536)
def words_of(text: str | None) -> str:
    """Return a description as plain words in small letters, for comparing."""
    if not text:
        return ""
    folded = unicodedata.normalize("NFKD", text.casefold())
    kept = [c if c.isalnum() else " " for c in folded if not unicodedata.combining(c)]
    return " ".join("".join(kept).split())


def referenced_orders(reading: InvoiceReading) -> tuple[str, ...]:
    """Return the order numbers a document states, as written, its header's first."""
    stated: dict[str, None] = {}
    if reading.purchase_order:
        stated.update(dict.fromkeys(_parts(reading.purchase_order)))
    for line in reading.lines:
        if line.po_number:
            stated[line.po_number.strip()] = None
    return tuple(number for number in stated if number)


def other_references(reading: InvoiceReading) -> tuple[str, ...]:
    """Return references that are sometimes an order number: taken as one only if it exists."""
    return tuple(text.strip() for text in (reading.buyer_reference,) if text and text.strip())


def item_keys(line: InvoiceLine) -> tuple[tuple[str, str], ...]:
    """Return how a line names its item, the surest way first."""
    keys = []
    if key := id_key(line.buyer_item_id):
        keys.append(("item_id", key))
    if key := gtin_key(line.gtin):
        keys.append(("gtin", key))
    if key := id_key(line.seller_item_id):
        keys.append(("vendor_item_id", key))
    return tuple(keys)


@lru_cache(maxsize=65536)
def item_names_in(text: str | None) -> tuple[str, ...]:
    """Return the words of a description that could be an item's number, as keys.

    Four characters with a digit, or five digits: "250 g" and "2026" name no item.
    """
    keys = (id_key(word) for word in (text or "").split())
    return tuple(
        key
        for key in dict.fromkeys(keys)
        if key and any(c.isdigit() for c in key) and len(key) >= (5 if key.isdigit() else 4)
    )


def order_item_keys(line: OrderLine) -> tuple[tuple[str, str], ...]:
    """Return how an order line names its item, in the same spelling."""
    keys = []
    if key := id_key(line.item_id):
        keys.append(("item_id", key))
    if key := gtin_key(line.gtin):
        keys.append(("gtin", key))
    if key := id_key(line.vendor_item_id):
        keys.append(("vendor_item_id", key))
    return tuple(keys)


def same_item(line: InvoiceLine, ordered: OrderLine) -> bool | None:
    """Say whether both name one item; None where they name it in no common way.

    One agreeing identifier is enough: a vendor that changed the pack keeps its item number (T11).
    """
    on_order = dict(order_item_keys(ordered))
    compared = [on_order[kind] == key for kind, key in item_keys(line) if kind in on_order]
    return any(compared) if compared else None


def _parts(text: str) -> list[str]:
    return [part.strip() for part in _SEVERAL.split(text) if part.strip()]
