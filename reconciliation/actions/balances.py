"""What cases have used up of orders and receipts: locked, kept in memory, written once a batch.

Balances move by differences, never to a total that somebody read earlier, and the database
refuses a receipt that would pay twice. So two writers that did not see each other cannot both win.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import connection
from django.db.models import F

from core.fields import columns
from reconciliation.models import Case, CaseState, LineMatch

ZERO, ONE = Decimal(0), Decimal(1)
RECEIPT_GUARD = "one_receipt_pays_once"

_LOCK_VENDORS = "SELECT pg_advisory_xact_lock(%s, vendor) FROM unnest(%s::int[]) AS vendor"
_VENDOR_SPACE = 7_301  # tells these advisory locks from those of others
_LOCK_ORDERS = """
    SELECT order_line_id, quantity_invoiced, amount_invoiced FROM reconciliation_orderbalance
    WHERE order_line_id = ANY(%s) ORDER BY order_line_id FOR UPDATE
"""
_LOCK_RECEIPTS = """
    SELECT receipt_line_id, quantity_accepted, quantity_consumed FROM reconciliation_receiptbalance
    WHERE receipt_line_id = ANY(%s) ORDER BY receipt_line_id FOR UPDATE
"""
_OPEN_ORDERS = """
    INSERT INTO reconciliation_orderbalance (order_line_id, quantity_invoiced, amount_invoiced)
    SELECT id, 0, 0 FROM unnest(%s::bigint[]) AS wanted (id)
    ON CONFLICT (order_line_id) DO NOTHING
"""
_MOVE_ORDERS = """
    UPDATE reconciliation_orderbalance AS balance SET
        quantity_invoiced = GREATEST(0, balance.quantity_invoiced + moved.quantity),
        amount_invoiced = GREATEST(0, balance.amount_invoiced + moved.amount)
    FROM unnest(%s::bigint[], %s::numeric[], %s::numeric[]) AS moved (id, quantity, amount)
    WHERE balance.order_line_id = moved.id
"""
_OPEN_RECEIPTS = """
    INSERT INTO reconciliation_receiptbalance
        (receipt_line_id, quantity_accepted, quantity_consumed)
    SELECT id, accepted, 0 FROM unnest(%s::bigint[], %s::numeric[]) AS wanted (id, accepted)
    ON CONFLICT (receipt_line_id) DO NOTHING
"""
_MOVE_RECEIPTS = """
    UPDATE reconciliation_receiptbalance AS balance SET
        quantity_accepted = CASE
            WHEN moved.quantity > 0 THEN moved.accepted
            ELSE GREATEST(moved.accepted, balance.quantity_consumed + moved.quantity) END,
        quantity_consumed = balance.quantity_consumed + moved.quantity
    FROM unnest(%s::bigint[], %s::numeric[], %s::numeric[]) AS moved (id, accepted, quantity)
    WHERE balance.receipt_line_id = moved.id
"""


Sum = tuple[Decimal, Decimal]  # quantity and amount


@dataclass(frozen=True, slots=True)
class Use:
    """What one case uses of one order line, and of the receipts of it."""

    order_line: int | None
    quantity: Decimal
    amount: Decimal
    receipts: tuple[tuple[int, Decimal], ...] = ()


@dataclass(slots=True)
class Balances:
    """The balances of one batch: as locked, as they stand now, and what is to be written."""

    orders: dict[int, tuple[Decimal, Decimal]] = field(default_factory=dict)
    accepted: dict[int, Decimal] = field(default_factory=dict)
    consumed: dict[int, Decimal] = field(default_factory=dict)
    _order_moves: dict[int, list[Decimal]] = field(default_factory=dict)
    _receipt_moves: dict[int, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def invoiced(self, order_line: int, without: Sum | None = None) -> Sum:
        """Return quantity and amount that others claimed of an order line, some left out."""
        quantity, amount = self.orders.get(order_line, (ZERO, ZERO))
        if without is not None:
            quantity, amount = max(quantity - without[0], ZERO), max(amount - without[1], ZERO)
        return _one_spelling(quantity), _one_spelling(amount)

    def available(self, receipt_line: int) -> Decimal:
        """Return what of a receipt line was accepted and is not used up."""
        left = self.accepted[receipt_line] - self.consumed.get(receipt_line, ZERO)
        return _one_spelling(max(left, ZERO))

    def take(self, uses: Iterable[Use]) -> None:
        """Count these uses."""
        self._move(uses, 1)

    def give_back(self, uses: Iterable[Use]) -> None:
        """Take these uses off again."""
        self._move(uses, -1)

    def _move(self, uses: Iterable[Use], sign: int) -> None:
        for use in uses:
            if use.order_line is not None:
                quantity, amount = self.invoiced(use.order_line)
                more, cost = use.quantity * sign, use.amount * sign
                # A credit may take back what was claimed before we kept count: never below zero.
                self.orders[use.order_line] = (max(quantity + more, ZERO), max(amount + cost, ZERO))
                moved = self._order_moves.setdefault(use.order_line, [ZERO, ZERO])
                moved[0] += more
                moved[1] += cost
            for receipt_line, used in use.receipts:
                self.consumed[receipt_line] = self.consumed.get(receipt_line, ZERO) + used * sign
                self._receipt_moves[receipt_line] += used * sign

    def write(self) -> None:
        """Move the rows by what changed, in the order of their keys.

        :raises django.db.IntegrityError: a receipt would pay for more than arrived.
        """
        orders = sorted((pk, *moved) for pk, moved in self._order_moves.items() if any(moved))
        receipts = sorted(
            (pk, self.accepted[pk], moved) for pk, moved in self._receipt_moves.items() if moved
        )
        with connection.cursor() as cursor:
            if orders:
                moved = columns(orders)
                cursor.execute(_OPEN_ORDERS, moved[:1])
                cursor.execute(_MOVE_ORDERS, moved)
            if receipts:
                moved = columns(receipts)
                cursor.execute(_OPEN_RECEIPTS, moved[:2])
                cursor.execute(_MOVE_RECEIPTS, moved)
        self._order_moves.clear()
        self._receipt_moves.clear()


def _one_spelling(value: Decimal) -> Decimal:
    """Return the same number with the same digits, however it was added up: 0.00 is 0."""
    short = value.normalize()
    exponent = short.as_tuple().exponent
    return short.quantize(ONE) if isinstance(exponent, int) and exponent > 0 else short


def later_uses(cases: Collection[Case], order_lines: Collection[int]) -> dict[int, dict[int, Sum]]:
    """Return for each case what open invoices that came after it use of these order lines.

    Who came first is judged first, also when it is judged again: a later bill that asks for too
    much does not make the earlier ones ask for too much.
    """
    if not cases or not order_lines:
        return {}
    rows = list(
        LineMatch.objects.filter(
            order_line__in=order_lines,
            round=F("case__round"),
            case__state=CaseState.IN_REVIEW.value,
            case__gt=min(case.pk for case in cases),
            amount__gte=0,  # a credit note gives back, also to those before it
        ).values_list("case_id", "order_line_id", "quantity", "amount")
    )
    found: dict[int, dict[int, Sum]] = {}
    for case in cases:
        sums: dict[int, Sum] = {}
        for pk, line, quantity, amount in rows:
            if pk > case.pk and line is not None:
                before = sums.get(line, (ZERO, ZERO))
                sums[line] = (before[0] + (quantity or ZERO), before[1] + (amount or ZERO))
        found[case.pk] = sums
    return found


def lock_vendors(vendors: Collection[int]) -> None:
    """Keep everyone else from matching these vendors until the transaction ends."""
    if vendors:
        with connection.cursor() as cursor:
            cursor.execute(_LOCK_VENDORS, [_VENDOR_SPACE, sorted(vendors)])


def locked(order_lines: Collection[int], receipts: Mapping[int, Decimal | None]) -> Balances:
    """Return the balances of these lines, locked in the order of their keys.

    `receipts` says what was accepted of each receipt line, or None to go by the balance itself.
    """
    balances = Balances(accepted={pk: n for pk, n in receipts.items() if n is not None})
    with connection.cursor() as cursor:
        if order_lines:
            cursor.execute(_LOCK_ORDERS, [sorted(order_lines)])
            balances.orders = {pk: (quantity, amount) for pk, quantity, amount in cursor.fetchall()}
        if receipts:
            cursor.execute(_LOCK_RECEIPTS, [sorted(receipts)])
            for pk, accepted, consumed in cursor.fetchall():
                balances.accepted.setdefault(pk, accepted)
                balances.consumed[pk] = consumed
    return balances
