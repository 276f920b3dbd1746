"""What to look for in approved sources when something is wrong with an invoice (pure).

Nearness in meaning alone would quote a rule of another matter that uses the same words. So each
kind of exception asks in the words of a policy, and a passage is quoted only if it also names the
matter, in one of six languages.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from core.reasons import ReasonCode as Code


@dataclass(frozen=True, slots=True)
class Sought:
    """A question to the sources, and stems of which a passage must hold one of each group."""

    question: str
    stems: tuple[str, ...]

    def is_named_in(self, text: str) -> bool:
        """Say whether a passage speaks of the matter by name."""
        return all(re.search(rf"\b(?:{group})", text, re.IGNORECASE) for group in self.stems)


_PRICE = "pric|preis|prix|preci|prezz|prijs|tarif"
_QUANTITY = "quantit|over-?deliver|short|mengen?|über-?liefer|cantidad|quantità|hoeveelheid|livr"
_GOODS = "goods|receiv|receipt|deliver|shortage|ware|liefer|reçu|livr|recib|entreg|ricev|ontvang"
_TWICE = "duplicat|twice|same invoice|doppel|zweimal|doublon|duplicad|doppi|dubbel"
_TAX = r"tax|vat\b|steuer|ust|taxe|tva|impuest|iva\b|btw"
_BANK = "bank|iban|account|konto|compte|cuenta|conto|rekening"
_CREDIT = "credit note|gutschrift|avoir|abono|nota di credito|creditnota"
_FREIGHT = "freight|carriage|shipping|charge|surcharge|fracht|versand|port|transporte|trasporto"
_NEW = (
    "new vendor|new supplier|first invoice|neue[rn]? lieferant|erste rechnung|nouveau fournisseur"
    "|première facture|nuevo proveedor|primera factura|nuovo fornitore|prima fattura"
    "|nieuwe leverancier|eerste factuur"
)
_PURCHASE_ORDER = (
    r"purchase orders?\b|pos?\b|order numbers?|bestell|bon de commande|pedido de compra"
    "|ordine d.acquisto|inkooporder"
)
_IMPOSTOR = "look-?alike|similar name|impost|fraud|betrug|betrüg|usurp|frod|oplicht|ähnlich"
_ABOVE = "above|over|exceed|higher|limit|toleran|über|höher|dépass|supéri|supera|hoger|boven"
_BELOW = "below|under|lower|too little|unter|niedrig|inféri|inferi|lager|onder"
_RATE = "rate|wrong|error|calculat|satz|falsch|taux|erreur|tipo|aliquota|errat|tarief|fout"
_LIMIT = "limit|approv|freigabe|grenze|plafond|approb|límite|aprob|limite|grens|goedkeur"
_PERIOD = "closed|cut-?off|period|late invoice|monat|abgeschlossen|clôtur|période|cerrad|chius"
_UNIT = "unit|pack|einheit|gebinde|unité|unidad|unità|eenheid"

_OVER_RECEIVED: Final = Sought(
    "More was billed than was received and accepted: shortages, short delivery.", (_GOODS,)
)
_SAME: Final = Sought("The same invoice came twice: duplicate invoice.", (_TWICE,))
_NO_ORDER: Final = Sought(
    "An invoice without a purchase order, or whose order is not found.", (_PURCHASE_ORDER,)
)
SOUGHT: Final[Mapping[str, Sought]] = {
    Code.PRICE_OVER.value: Sought(
        "The invoiced unit price is above the order price, over the limit."
        " Who must approve a price above the limit?",
        (_PRICE, _ABOVE),
    ),
    Code.PRICE_UNDER.value: Sought(
        "The invoiced price is below the order price.", (_PRICE, _BELOW)
    ),
    Code.QUANTITY_OVER_RECEIVED.value: _OVER_RECEIVED,
    Code.NOT_RECEIVED.value: _OVER_RECEIVED,
    Code.QUANTITY_OVER_ORDERED.value: Sought(
        "More was billed than was ordered: over-delivery.", (_QUANTITY,)
    ),
    Code.UOM_UNRESOLVED.value: Sought("Units and packs that cannot be converted.", (_UNIT,)),
    Code.UNPLANNED_CHARGE.value: Sought(
        "The invoice has freight or a charge that the order does not name.", (_FREIGHT,)
    ),
    Code.NO_PURCHASE_ORDER.value: _NO_ORDER,
    Code.PO_NOT_FOUND.value: _NO_ORDER,
    Code.DUPLICATE_INVOICE.value: _SAME,
    Code.POSSIBLE_DUPLICATE.value: _SAME,
    Code.DUPLICATE_LINE.value: _SAME,
    Code.BANK_DETAILS_CHANGED.value: Sought(
        "Change of bank details: payment to another account than the one on file.", (_BANK,)
    ),
    Code.VENDOR_LOOKALIKE.value: Sought(
        "A seller that only looks like a vendor of ours.", (_IMPOSTOR,)
    ),
    Code.UNKNOWN_VENDOR.value: Sought("A new vendor that is not on file.", (_NEW,)),
    Code.NEW_VENDOR_FIRST_INVOICE.value: Sought("The first invoice of a new vendor.", (_NEW,)),
    Code.TAX_MISMATCH.value: Sought("The tax on an invoice is wrong.", (_TAX, _RATE)),
    Code.TAX_ID_MISMATCH.value: Sought("The tax id of a vendor differs.", (_TAX,)),
    Code.CURRENCY_MISMATCH.value: Sought(
        "An invoice in another currency than its order.", ("currenc|währung|devise|divisa|valut",)
    ),
    Code.CREDIT_WITHOUT_INVOICE.value: Sought("A credit note that names no invoice.", (_CREDIT,)),
    Code.CREDIT_EXCEEDS_INVOICE.value: Sought(
        "A credit note that exceeds its invoice.", (_CREDIT,)
    ),
    Code.OVER_LIMIT.value: Sought("Who approves an amount above the limit?", (_LIMIT,)),
    Code.SPLIT_INVOICE.value: Sought("An order billed in parts to stay below a limit.", (_LIMIT,)),
    Code.PERIOD_CLOSED.value: Sought("A late invoice for a closed period.", (_PERIOD,)),
}
