"""Bank statements become lines, each known once, whatever order and formats files come in."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from audit import actions as audit
from audit.actions import EventDraft
from core.actors import Actor
from core.reasons import ReasonCode
from intake.actions.importing import corrections, own_accounts
from intake.actions.importing.batch import Load
from intake.actions.importing.loading import Imported, load_of, wait_for_turn
from intake.actions.importing.upsert import upsert
from intake.models import BankAccount, BankLine, BankStatement
from intake.rules import known_lines
from intake.rules import statements as rules
from intake.rules.cash_values import (
    BankLinePart,
    BankLineStatus,
    BankLineValue,
    StatementKind,
    StatementValue,
)
from intake.rules.findings import FindingValue
from intake.rules.known_lines import FreshLine, KnownLine

_AT_ONCE: Final = 2_000
_MOST_LISTED: Final = 1_000
_OF_VALUE: Final = tuple(
    each.name for each in fields(BankLineValue) if each.name not in {"line", "status", "parts"}
)


@dataclass(slots=True)
class _Book:
    """What one file has done so far."""

    load: Load
    alike: dict[int, Counter[str]] = field(default_factory=dict)
    problems: list[FindingValue] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    in_file: set[int] = field(default_factory=set)  # the statements this file has made

    @property
    def event(self) -> EventDraft:
        """Return what the trail says of the file."""
        return EventDraft(
            action="intake.statement.imported",
            subject=self.load.subject,
            payload={name: count for name, count in sorted(self.counts.items()) if count},
            entity=self.load.entity,
        )


def import_statements(
    statements: Sequence[StatementValue],
    *,
    document_id: int,
    as_of: date,
    actor: Actor,
    at: datetime,
) -> Imported:
    """Write the lines of the statements of one file. The same lines again change nothing."""
    with transaction.atomic():
        wait_for_turn()
        book = _Book(load_of(document_id, as_of=as_of, actor=actor, at=at))
        for position, statement in enumerate(statements, start=1):
            _import(statement, position, book)
        audit.record_many([book.event], actor=actor, at=at)
    problems = book.problems[:_MOST_LISTED]
    if (here := book.counts["here_already"]) > 0:
        problems.append(_overlap(here))
    return Imported(
        records=book.counts["lines"] + (0 if book.counts["lines"] else book.counts["statements"]),
        problems=tuple(problems),
        touched_orders=frozenset(),
    )


def _import(statement: StatementValue, position: int, book: _Book) -> None:
    account = own_accounts.resolve(statement.account, statement.currency or "", book.load)
    fresh = known_lines.keyed(statement.lines, book.alike.setdefault(account.pk, Counter()))
    book.problems += known_lines.repeated_references(fresh)
    comparison = known_lines.compare(fresh, _known(account, fresh))
    book.problems += [known_lines.contradiction(*pair) for pair in comparison.contradicted]
    row = _write_statement(statement, position, account, len(comparison.added), book.load)
    added = _write_lines(comparison.added, row, book.load)
    _replace({pk: added[key] for pk, key in comparison.replaced.items()})
    _tell_more(comparison.told_more)
    corrected = corrections.replace_earlier(row, statement, {line.key for line in fresh})
    if corrected is not None:
        book.problems.append(corrected)
    elif (gap := _gap(row, statement, book)) is not None:
        book.problems.append(gap)
    book.in_file.add(row.pk)
    book.counts += Counter(
        statements=1,
        lines=len(fresh),
        created=len(added),
        here_already=comparison.here_already,
        replaced=len(comparison.replaced),
    )


def _known(account: BankAccount, fresh: Sequence[FreshLine]) -> list[KnownLine]:
    """Return the lines of the account that a fresh one could be, or could take the place of."""
    days = [line.value.booked_on for line in fresh if line.value.booked_on is not None]
    if not days:
        return []
    near = Q(booked_on__range=(min(days) - known_lines.NEAR, max(days) + known_lines.NEAR))
    here = BankLine.objects.filter(near, bank_account=account).order_by("pk")
    is_batch = any(line.value.parts for line in fresh)
    detailed = set(here.exclude(parts=[]).values_list("pk", flat=True)) if is_batch else set()
    return [
        KnownLine(
            pk=line.pk,
            key=line.line_key,
            status=BankLineStatus(line.status),
            booked_on=line.booked_on,
            amount=line.amount,
            currency=line.currency,
            reference=line.reference,
            end_to_end_id=line.end_to_end_id,
            counterparty=line.counterparty,
            has_parts=line.pk in detailed,
        )
        for line in here.defer("memo", "extra", "parts").iterator(chunk_size=_AT_ONCE)
    ]


def _write_statement(
    statement: StatementValue, position: int, account: BankAccount, new_count: int, load: Load
) -> BankStatement:
    return BankStatement.objects.create(
        document_id=load.document_id,
        position=position,
        bank_account=account,
        kind=statement.kind.value,
        statement_id=statement.statement_id,
        statement_number=statement.statement_number,
        currency=statement.currency or account.currency,
        opening=statement.opening,
        closing=statement.closing,
        from_date=statement.from_date,
        to_date=statement.to_date,
        movements=rules.movements_of(statement),
        line_count=len(statement.lines),
        new_count=new_count,
    )


def _write_lines(lines: Sequence[FreshLine], row: BankStatement, load: Load) -> dict[str, int]:
    """Write the lines that are new; return the row of each by its key."""
    written: dict[str, int] = {}
    for start in range(0, len(lines), _AT_ONCE):
        rows = [_row(line, row, load) for line in lines[start : start + _AT_ONCE]]
        frozen = tuple(name for name in rows[0] if name not in {"bank_account_id", "line_key"})
        answer = upsert(
            BankLine,
            rows,
            key=("bank_account_id", "line_key"),
            frozen=frozen,
            returning=("id", "line_key"),
        )
        written |= {key: pk for _, pk, key in answer}
    return written


def _row(line: FreshLine, row: BankStatement, load: Load) -> dict[str, Any]:
    value = line.value
    return {
        "bank_account_id": row.bank_account_id,
        "line_key": line.key,
        "statement_id": row.pk,
        "document_id": load.document_id,
        "status": value.status.value,
        "parts": [_part(part) for part in value.parts],
        "extra": {},
        **{name: getattr(value, name) for name in _OF_VALUE},
    }


def _part(part: BankLinePart) -> dict[str, Any]:
    said = {name: value for name, value in asdict(part).items() if value is not None}
    return said if part.amount is None else said | {"amount": str(part.amount)}


def _replace(pairs: dict[int, int]) -> None:
    """Let booked lines take the place of those that announced them, payments and all."""
    old = list(BankLine.objects.filter(pk__in=pairs).only("pk", "amount", "parts", "batch_count"))
    for line in old:
        line.status = BankLineStatus.REPLACED.value
        line.replaced_by_id = pairs[line.pk]
    BankLine.objects.bulk_update(old, ["status", "replaced_by"], batch_size=_AT_ONCE)
    for line in old:
        if line.parts:
            booked = BankLine.objects.filter(pk=pairs[line.pk], amount=line.amount, parts=[])
            booked.update(parts=line.parts, batch_count=line.batch_count)


def _tell_more(lines: dict[int, FreshLine]) -> None:
    """Let lines that were booked as one sum learn the payments in them."""
    for pk, line in lines.items():
        parts = [_part(part) for part in line.value.parts]
        BankLine.objects.filter(pk=pk).update(parts=parts, batch_count=len(parts))


def _gap(row: BankStatement, statement: StatementValue, book: _Book) -> FindingValue | None:
    """Return what is missing between the last statement here and the first one of this file."""
    if statement.kind is not StatementKind.STATEMENT or row.opening is None:
        return None
    others = (
        BankStatement.objects.filter(
            bank_account=row.bank_account_id,
            kind=StatementKind.STATEMENT.value,
            currency=row.currency,
            replaced_by=None,
            closing__isnull=False,
            to_date__lte=row.from_date,
        )
        .exclude(pk=row.pk)
        .order_by("-to_date", "-pk")
    )
    latest = list(others[:20])
    if not latest or any(other.pk in book.in_file for other in latest):
        return None  # within a file, the reader has looked
    last_day = [other for other in latest if other.to_date == latest[0].to_date]
    if any(other.closing == row.opening for other in last_day):
        return None
    before = last_day[0]
    if before.closing is None:
        return None
    return rules.gap(
        closing=before.closing,
        opening=row.opening,
        currency=row.currency,
        closed=f"{before.statement_number or 'the statement'} of {before.to_date}",
        opened=rules.named(statement),
        line=statement.line,
    )


def _overlap(here: int) -> FindingValue:
    lines = "line was" if here == 1 else "lines were"
    text = f"{here:,} bank {lines} here already; each counts once."
    return FindingValue(code=ReasonCode.STATEMENT_OVERLAP, text=text, actual=str(here))
