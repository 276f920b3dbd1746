"""A period is closed: the checklist, what was received and not invoiced, then the ledger."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from audit import actions as audit
from core.actors import Actor, ActorKind
from core.errors import Refusal
from core.money import decimal_text
from ledger import actions as ledger
from ledger import figures as sums
from ledger import queries as books
from ledger.rules import EntryDraft, EntryLine, EntrySource, is_period, next_period
from reconciliation.actions import policies
from reconciliation.queries import closing as queries
from reconciliation.rules import accruals
from reconciliation.rules.accruals import AccrualLine, AccrualPlace

RECEIVED_NOT_INVOICED = "received_not_invoiced"
STEP = "reconciliation.accrue"


class UnableToClosePeriod(Refusal):
    """The period cannot be closed now; `tasks` and `cases` say what is in the way."""

    def __init__(self, text: str, *, tasks: Sequence[str] = (), cases: Sequence[str] = ()) -> None:
        super().__init__(text)
        self.tasks, self.cases = tuple(tasks), tuple(cases)


@dataclass(frozen=True, slots=True)
class ClosedPeriod:
    """What a close did: the accruals of this time, by entry, and what could not be valued."""

    period: str
    entity: str | None
    was_open: bool
    entries: tuple[str, ...] = ()
    accrued: Mapping[str, Decimal] | None = None
    not_valued: tuple[str, ...] = ()


def close_period(
    *, period: str, entity: str | None, actor: Actor, at: datetime, override_reason: str = ""
) -> ClosedPeriod:
    """Accrue what was received and not invoiced, and close the books of an entity for a month.

    Closing twice closes once. With `override_reason` a person closes in spite of open tasks or
    undecided cases; the trail keeps the reason and what was open.

    :raises UnableToClosePeriod: no person closes it, it is not theirs, or something is open.
    :raises ledger.UnableToPost: a period was closed in this very moment.
    """
    if actor.kind is not ActorKind.PERSON:
        raise UnableToClosePeriod("Only a person closes a period.")
    if not is_period(period):
        raise UnableToClosePeriod(f"{period} is not a month such as 2026-03.")
    if not actor.may_see(entity):
        raise UnableToClosePeriod("These are not your books.")
    with transaction.atomic():
        _one_at_a_time(period, entity)
        if not books.is_open(period, entity):
            return ClosedPeriod(period, entity, was_open=False)
        tasks, cases = _what_is_open(period, entity)
        _refuse_unless_done(period, tasks, cases, at=at, override_reason=override_reason)
        wanted = _wanted(period, entity, at)
        entries = _book(period, entity, wanted.amounts, actor=actor, at=at)
        ledger.close_period(period, entity, actor=actor, at=at)
        accrued = _totals(wanted.amounts)
        audit.record(
            action="reconciliation.period.closed",
            subject=f"period:{entity or ''}:{period}",
            actor=actor,
            at=at,
            entity=entity,
            payload={
                "period": period,
                "accrued": {each: decimal_text(amount) for each, amount in accrued.items()},
                "entries": list(entries),
                "not_valued": list(wanted.not_valued),
                "override_reason": override_reason or None,
                "open_tasks": tasks,
                "undecided_cases": cases,
            },
        )
    return ClosedPeriod(period, entity, True, entries, accrued, wanted.not_valued)


def _one_at_a_time(period: str, entity: str | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"close {entity} {period}"]
        )


def _what_is_open(period: str, entity: str | None) -> tuple[list[str], list[str]]:
    tasks = [task.task_id for task in books.close_tasks(period) if task.completed_at is None]
    return tasks, queries.undecided_case_ids(period, entity)


def _refuse_unless_done(
    period: str,
    tasks: Sequence[str],
    cases: Sequence[str],
    *,
    at: datetime,
    override_reason: str,
) -> None:
    if at.date() < _first_day(next_period(period)):
        raise UnableToClosePeriod(f"{period} has not ended yet.")
    if not (tasks or cases) or override_reason.strip():
        return
    parts = []
    if tasks:
        parts.append(f"{len(tasks)} tasks are open ({_listed(tasks)})")
    if cases:
        most = queries.LISTED
        count = f"{most} or more" if len(cases) >= most else str(len(cases))
        parts.append(f"{count} cases are undecided ({_listed(cases)})")
    raise UnableToClosePeriod(
        f"{period} is not ready: {' and '.join(parts)}.", tasks=tasks, cases=cases
    )


def _wanted(period: str, entity: str | None, at: datetime) -> accruals.Accrued:
    """Value what is open, and keep what the valuation was given and what it answered."""
    policy = policies.current_policy()
    ends_on = date.fromordinal(_first_day(next_period(period)).toordinal() - 1)
    receipts = queries.open_receipts(entity=entity, period=period, ends_on=ends_on)
    wanted = accruals.accrue(receipts, policy.policy.accounts)
    audit.store_bundles(
        [
            audit.BundleDraft(
                step=STEP,
                subject=f"period:{entity or ''}:{period}",
                inputs={"receipts": _bytes([_plain(each) for each in receipts])},
                output=_bytes(
                    {
                        "rule": accruals.RULE_VERSION,
                        "amounts": [
                            [*place, decimal_text(amount)]
                            for place, amount in wanted.amounts.items()
                        ],
                        "not_valued": list(wanted.not_valued),
                    }
                ),
                policy_versions={"policy": policy.name},
            )
        ],
        at=at,
    )
    return wanted


def _book(
    period: str,
    entity: str | None,
    wanted: Mapping[AccrualPlace, Decimal],
    *,
    actor: Actor,
    at: datetime,
) -> tuple[str, ...]:
    """Book what an earlier close of the same period has not, and take it back the month after."""
    goods = policies.current_policy().policy.accounts.goods_received_not_invoiced
    standing = sums.accrued(period, entity, source_name=RECEIVED_NOT_INVOICED)
    booked: dict[AccrualPlace, Decimal] = defaultdict(Decimal)
    for row in standing:
        if row.account != goods:
            booked[row.currency, row.account, row.cost_centre] += row.debit - row.credit
    number = len({row.entry_id for row in standing})
    ends_on = date.fromordinal(_first_day(next_period(period)).toordinal() - 1)
    drafts = []
    for currency, lines in accruals.still_to_book(wanted, booked).items():
        number += 1
        balance = accruals.against(lines, goods)
        drafts.append(
            EntryDraft(
                entry_id=f"accrual-{entity or 'none'}-{period}-{number}",
                posting_date=ends_on,
                entity=entity,
                currency=currency,
                reference=None,
                description=f"Received, not invoiced, {period}",
                source=EntrySource.ACCRUAL,
                source_name=RECEIVED_NOT_INVOICED,
                lines=tuple(
                    _entry_line(line) for line in (*lines, *((balance,) if balance else ()))
                ),
            )
        )
    if drafts:
        ledger.post_entries(drafts, actor=actor, at=at)
    free = books.open_period_for(_first_day(next_period(period)), entity)
    for draft in drafts:
        ledger.reverse_entry(draft.entry_id, posting_date=_first_day(free), actor=actor, at=at)
    return tuple(draft.entry_id for draft in drafts)


def _entry_line(line: AccrualLine) -> EntryLine:
    return EntryLine(
        account=line.account,
        cost_centre=line.cost_centre,
        debit=line.debit,
        credit=line.credit,
        memo="Received, not invoiced",
    )


def _totals(amounts: Mapping[AccrualPlace, Decimal]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for (currency, _, _), amount in amounts.items():
        found[currency] += amount
    return dict(found)


def _plain(receipt: accruals.OpenReceipt) -> list[str | None]:
    values: list[Any] = [
        receipt.receipt_number, receipt.receipt_line, receipt.po_number, receipt.po_line,
        receipt.received_date, receipt.quantity, receipt.uom, receipt.order_uom,
        receipt.unit_price, receipt.currency, receipt.account, receipt.cost_centre,
    ]  # fmt: skip
    return [
        None if value is None else decimal_text(value) if isinstance(value, Decimal) else str(value)
        for value in values
    ]


def _bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _first_day(period: str) -> date:
    return date(int(period[:4]), int(period[5:]), 1)


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:5])
    return f"{shown} and {len(names) - 5} more" if len(names) > 5 else shown
