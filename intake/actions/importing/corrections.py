"""A corrected statement takes the place of the one it corrects, without doubling a line."""

from collections.abc import Set

from django.db.models import Q

from core.reasons import ReasonCode
from intake.models import BankLine, BankStatement
from intake.rules import statements as rules
from intake.rules.cash_values import BankLineStatus, StatementKind, StatementValue
from intake.rules.findings import FindingValue


def replace_earlier(
    row: BankStatement, statement: StatementValue, keys: Set[str]
) -> FindingValue | None:
    """Replace an earlier file's statement of the same account, number and days by this one.

    Only a whole statement whose balances hold may do so; lines that it no longer has stop
    counting, and stay to be seen.
    """
    if not _is_proven(statement):
        return None
    earlier = _earlier(row)
    if not earlier:
        return None
    gone = BankLine.objects.filter(
        statement__in=earlier, status=BankLineStatus.BOOKED.value
    ).exclude(line_key__in=keys)
    count = gone.update(status=BankLineStatus.REPLACED.value)
    BankStatement.objects.filter(pk__in=[each.pk for each in earlier]).update(replaced_by=row)
    if count == 0 and row.new_count == 0:
        return None
    text = (
        f"Statement {rules.named(statement)} was here already and is corrected by this file:"
        f" {count} of its lines no longer count, {row.new_count} are new."
    )
    return FindingValue(
        code=ReasonCode.STATEMENT_OVERLAP,
        text=text,
        line=str(statement.line),
        expected=str(count),
        actual=str(row.new_count),
        reference=rules.named(statement),
    )


def _is_proven(statement: StatementValue) -> bool:
    if statement.kind is not StatementKind.STATEMENT or statement.is_cut:
        return False
    if statement.opening is None or statement.closing is None:
        return False
    return statement.opening + rules.movements_of(statement) == statement.closing


def _earlier(row: BankStatement) -> list[BankStatement]:
    """Return the statements of other files that go by the same name and cover the same days."""
    same = Q()
    if row.statement_number is not None:
        same |= Q(statement_number=row.statement_number)
    if row.statement_id is not None and row.statement_number is None:
        same |= Q(statement_id=row.statement_id)
    if not same:
        return []
    return list(
        BankStatement.objects.filter(
            same,
            bank_account=row.bank_account_id,
            kind=row.kind,
            currency=row.currency,
            from_date=row.from_date,
            to_date=row.to_date,
            replaced_by=None,
        )
        .exclude(document=row.document_id)
        .order_by("pk")
    )
