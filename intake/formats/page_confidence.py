"""How sure a whole page is: the chance that everything a booking rests on was read right.

The weakest part decides. A document whose amounts are not proved by each other, whose lines are
not its total, or that names itself no plain invoice, never counts as sure.
"""

from decimal import Decimal
from typing import Final

from intake.formats.page_kinds import Kind
from intake.formats.page_totals import Totals
from intake.rules.reading import DocumentKind, InvoiceReading

PASSES: Final = Decimal("0.90")
_UNPROVED: Final = Decimal("0.60")
BELOW_ZERO: Final = Decimal("0.85")  # an amount of a credit note that is printed so
_SAID_TWICE: Final = Decimal("0.80")
_NO_LINES: Final = Decimal("0.85")
_NO_TITLE: Final = Decimal("0.70")
_PLAIN: Final = 0.8
_NONE: Final = Decimal(0)
_NEEDED: Final = ("invoice_number", "issue_date", "currency", "net_total", "gross_total")
_IDENTITIES: Final = ("seller_name", "seller_vat_id", "iban", "seller_tax_id")


def of_document(reading: InvoiceReading, totals: Totals, kind: Kind) -> tuple[Decimal, str]:
    """The chance, and what it is lowered by in words a person understands.

    A credit note that prints its amounts below zero says its direction twice; some vendors mean an
    invoice that is taken back, so a person decides which (T29).
    """
    sure = {name: found.confidence for name, found in reading.evidence}
    parts = [(sure.get(name, _NONE), f"the {name.replace('_', ' ')}") for name in _NEEDED]
    seller = max((sure.get(name, _NONE) for name in _IDENTITIES), default=_NONE)
    parts.append((seller, "the seller"))
    if reading.kind is DocumentKind.CREDIT_NOTE and (totals.value("gross_total") or 0) < 0:
        parts.append((_SAID_TWICE, "which way the amounts go"))
    if not totals.is_proven:
        parts.append((_UNPROVED, "the totals"))
    if not reading.lines or not totals.lines_agree:
        parts.append((_NO_LINES, "the lines"))
    if kind.score < _PLAIN:
        parts.append((_NO_TITLE, "the kind of document"))
    parts += [
        (sure[name], f"the {name.replace('_', ' ')}") for name in ("iban", "lines") if name in sure
    ]
    return min(parts)
