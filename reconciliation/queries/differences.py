"""What matching found beside each invoice: how much is price, and how much is quantity."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from django.db.models import F

from reconciliation.models import LineMatch

ZERO = Decimal(0)
_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class InvoiceDifference:
    """One invoice beside its orders: purchase price variance and quantity variance."""

    price: Decimal
    quantity: Decimal  # at the prices ordered
    currency: str
    evidence: tuple[str, ...]


def by_invoice_number(numbers: Collection[str]) -> dict[str, InvoiceDifference]:
    """Return the differences of each invoice by its number; one that several share names none."""
    found: dict[str, list[LineMatch]] = defaultdict(list)
    waiting = iter(sorted(numbers))
    while part := list(islice(waiting, _AT_ONCE)):
        rows = LineMatch.objects.filter(
            case__invoice_number__in=part, round=F("case__round"), po_number__isnull=False,
            case__invoice__duplicate_of=None, case__invoice__is_withdrawn=False,
        ).select_related("case__invoice", "order_line")  # fmt: skip
        for row in rows.prefetch_related("receipts").order_by("case_id", "position"):
            found[str(row.case.invoice_number)].append(row)
    return {
        number: _difference(lines)
        for number, lines in found.items()
        if len({line.case_id for line in lines}) == 1
    }


def _difference(lines: list[LineMatch]) -> InvoiceDifference:
    names = [str(line.po_number) for line in lines]
    names += [each.receipt_number for line in lines for each in line.receipts.all()]
    quantity = sum(
        (
            line.quantity_variance * line.order_line.unit_price
            for line in lines
            if line.quantity_variance and line.order_line is not None
        ),
        ZERO,
    )
    price = sum((line.amount_variance or ZERO for line in lines), ZERO)
    currency = lines[0].case.currency or ""
    return InvoiceDifference(price, quantity, currency, tuple(dict.fromkeys(names)))
