"""Bank accounts, statements and payouts as people look them up, a page at a time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from django.db.models import Count, F, Max, Model, OuterRef, Q, QuerySet, Subquery, Sum

from core.actors import Actor
from core.reasons import ReasonCode
from intake.models import BankAccount, BankLine, BankStatement, Finding, Payout, PayoutLine
from intake.rules.cash_values import StatementKind

PAGE = 50
LINES = 100
Row = TypeVar("Row", bound=Model)
_FLAWS = (
    ReasonCode.STATEMENT_GAP.value,
    ReasonCode.STATEMENT_OVERLAP.value,
    ReasonCode.DUPLICATE_LINE.value,
    ReasonCode.TOTALS_MISMATCH.value,
    ReasonCode.UNREADABLE.value,
    ReasonCode.MISSING_FIELD.value,
    ReasonCode.PAYOUT_OUT_OF_BALANCE.value,
)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of rows, and where the next one begins."""

    rows: Sequence[Row]
    next_cursor: str


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One statement, whether its figures hold, and whether it follows the one before it."""

    statement: BankStatement
    reached: Decimal | None  # opening and movements
    before: BankStatement | None

    @property
    def missing(self) -> Decimal | None:
        """Return what its own figures lack; `None` where it states no balances."""
        closing: Decimal | None = self.statement.closing
        return None if self.reached is None or closing is None else closing - self.reached

    @property
    def gap(self) -> Decimal | None:
        """Return what lies between the one before it and this one."""
        closing: Decimal | None = None if self.before is None else self.before.closing
        opening: Decimal | None = self.statement.opening
        return None if closing is None or opening is None else opening - closing


@dataclass(frozen=True, slots=True)
class AccountFile:
    """One account of ours with its statements, the newest first."""

    account: BankAccount
    statements: list[StatementRow]
    next_cursor: str
    pending: int


@dataclass(frozen=True, slots=True)
class StatementFile:
    """One statement with a page of its lines."""

    row: StatementRow
    lines: Page[BankLine]
    findings: list[Finding]


@dataclass(frozen=True, slots=True)
class Component:
    """What one kind of movement adds to a payout."""

    type: str
    count: int
    gross: Decimal
    fee: Decimal
    net: Decimal


@dataclass(frozen=True, slots=True)
class PayoutFile:
    """One payout, what it is made of, and a page of its movements."""

    payout: Payout
    components: list[Component]
    lines: Page[PayoutLine]
    findings: list[Finding]

    @property
    def difference(self) -> Decimal | None:
        """Return what the movements do not explain."""
        amount: Decimal | None = self.payout.amount
        total: Decimal = self.payout.net_total
        return None if amount is None or not self.payout.is_itemized else amount - total


def accounts(q: str, after: str, *, reader: Actor) -> Page[BankAccount]:
    """Return accounts with the closing of their newest statement."""
    newest = BankStatement.objects.filter(
        bank_account=OuterRef("pk"),
        kind=StatementKind.STATEMENT.value,
        replaced_by=None,
        closing__isnull=False,
    ).order_by("-to_date", "-pk")
    rows = _own(BankAccount.objects.all(), reader).annotate(
        closing=Subquery(newest.values("closing")[:1]),
        closed_on=Subquery(newest.values("to_date")[:1]),
        statement_count=Count("statements", distinct=True),
        last_line_on=Max("lines__booked_on"),
    )
    if q:
        compact = q.replace(" ", "")
        rows = rows.filter(
            Q(bank_account__icontains=q)
            | Q(iban__icontains=compact)
            | Q(account_number__icontains=compact)
        )
    if after:
        rows = rows.filter(bank_account__gt=after)
    found = list(rows.order_by("bank_account")[: PAGE + 1])
    return Page(found[:PAGE], found[PAGE - 1].bank_account if len(found) > PAGE else "")


def account(pk: int, after: str, *, reader: Actor) -> AccountFile | None:
    """Return one account and a page of its statements, if the reader may see it."""
    found = _own(BankAccount.objects.filter(pk=pk), reader).first()
    if found is None:
        return None
    rows = BankStatement.objects.filter(bank_account=found).select_related("document")
    if after.isdecimal():
        edge = rows.filter(pk=int(after)).first()
        if edge is not None:
            later = Q(to_date__lt=edge.to_date) | Q(to_date=edge.to_date, pk__lt=edge.pk)
            rows = rows.filter(later) if edge.to_date else rows.filter(pk__lt=edge.pk)
    newest = rows.order_by(F("to_date").desc(nulls_last=True), "-pk")
    listed = list(newest[: PAGE + 1])
    pending = BankLine.objects.filter(bank_account=found, status="pending").count()
    shown = [_row(row, _before(row, listed[place + 1 :])) for place, row in enumerate(listed)]
    cursor = str(listed[PAGE - 1].pk) if len(listed) > PAGE else ""
    return AccountFile(found, shown[:PAGE], cursor, pending)


def statement(pk: int, after: str, *, reader: Actor) -> StatementFile | None:
    """Return one statement and a page of its lines, if the reader may see its account."""
    found = (
        BankStatement.objects.filter(
            pk=pk, bank_account__in=_own(BankAccount.objects.all(), reader)
        )
        .select_related("bank_account", "document", "replaced_by")
        .first()
    )
    if found is None:
        return None
    earlier = BankStatement.objects.filter(
        bank_account=found.bank_account_id,
        kind=found.kind,
        currency=found.currency,
        replaced_by=None,
    ).filter(
        Q(to_date__lt=found.from_date or date.min) | Q(to_date=found.from_date, pk__lt=found.pk)
    )
    before = earlier.order_by("-to_date", "-pk").first()
    lines = BankLine.objects.filter(statement=found).order_by("pk")
    return StatementFile(_row(found, before), _lines(lines, after), _findings(found.document_id))


def payouts(q: str, after: str, *, reader: Actor) -> Page[Payout]:
    """Return payouts, the newest first."""
    rows = _paid(reader)
    if q:
        rows = rows.filter(
            Q(payout_id__icontains=q) | Q(processor__iexact=q) | Q(bank_reference__icontains=q)
        )
    if after.isdecimal():
        edge = rows.filter(pk=int(after)).first()
        if edge is not None and edge.paid_on is not None:
            rows = rows.filter(
                Q(paid_on__lt=edge.paid_on)
                | Q(paid_on=edge.paid_on, pk__lt=edge.pk)
                | Q(paid_on=None)
            )
        elif edge is not None:
            rows = rows.filter(paid_on=None, pk__lt=edge.pk)
    found = list(rows.order_by(F("paid_on").desc(nulls_last=True), "-pk")[: PAGE + 1])
    return Page(found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else "")


def payouts_of(pks: Collection[int], *, reader: Actor) -> list[Payout]:
    """Return those of some payouts that somebody may see, the oldest first."""
    return list(_paid(reader).filter(pk__in=pks).order_by("pk"))


def payout(pk: int, after: str, *, reader: Actor) -> PayoutFile | None:
    """Return one payout, what it is made of, and a page of its movements."""
    found = _paid(reader).filter(pk=pk).select_related("document").first()
    if found is None:
        return None
    lines = PayoutLine.objects.filter(payout=found, is_withdrawn=False)
    sums = (
        lines.values("type")
        .annotate(count=Count("pk"), gross_sum=Sum("gross"), fee_sum=Sum("fee"), net_sum=Sum("net"))
        .order_by("-net_sum", "type")
    )
    components = [
        Component(
            type=each["type"],
            count=each["count"],
            gross=each["gross_sum"] or Decimal(0),
            fee=each["fee_sum"] or Decimal(0),
            net=each["net_sum"],
        )
        for each in sums
    ]
    page = _lines(lines.order_by("pk"), after)
    return PayoutFile(found, components, page, _findings(found.document_id))


def _own(rows: QuerySet[BankAccount], reader: Actor) -> QuerySet[BankAccount]:
    return rows if reader.entities is None else rows.filter(entity__in=sorted(reader.entities))


def _paid(reader: Actor) -> QuerySet[Payout]:
    rows = Payout.objects.all()
    if reader.entities is None:
        return rows
    return rows.filter(document__entity_hint__in=sorted(reader.entities))


def _row(row: BankStatement, before: BankStatement | None) -> StatementRow:
    reached = None if row.opening is None else row.opening + row.movements
    return StatementRow(row, reached, before)


def _before(row: BankStatement, earlier: list[BankStatement]) -> BankStatement | None:
    """Return the statement that this one follows, where both count."""
    if row.kind != StatementKind.STATEMENT.value or row.replaced_by_id is not None:
        return None
    return next(
        (
            each
            for each in earlier
            if each.kind == row.kind
            and each.currency == row.currency
            and each.replaced_by_id is None
        ),
        None,
    )


def _lines(rows: "QuerySet[Row]", after: str) -> Page[Row]:
    if after.isdecimal():
        rows = rows.filter(pk__gt=int(after))
    found = list(rows[: LINES + 1])
    return Page(found[:LINES], str(found[LINES - 1].pk) if len(found) > LINES else "")


def _findings(document_id: int) -> list[Finding]:
    found = Finding.objects.filter(document=document_id, code__in=_FLAWS).order_by("pk")
    return list(found[:PAGE])
