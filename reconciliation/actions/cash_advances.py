"""An advance that was paid before its invoice is moved to the invoice when that comes."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from core.actors import Actor
from core.money import decimal_text
from ledger import actions as books
from ledger.rules import EntryDraft, EntryLine, EntrySource
from reconciliation.actions import policies
from reconciliation.actions.cash_holding import (
    BY_HAND,
    UnableToSettleCash,
    hold,
    record_decision,
    told,
)
from reconciliation.models import CashMatch, CashMatchPart
from reconciliation.queries import cash_candidates
from reconciliation.queries.cash_work import WorkLine
from reconciliation.rules.cash_desk import Part, moved
from reconciliation.rules.cash_journal import PartSum, account_of
from reconciliation.rules.cash_values import CashAccounts, CashStatus, PartType


def move(*, line_id: int, keys: Sequence[int], version: int, actor: Actor, at: datetime) -> None:
    """Settle records with the advance that a line was, as far as it goes; booked on this day.

    :raises UnableToSettleCash: the line holds no advance, changed since, or the records do not fit.
    """
    policy = policies.current_policy().policy
    with transaction.atomic():
        match, line = hold(line_id, version, actor)
        held = CashMatchPart.objects.filter(
            match=match, type=PartType.ADJUSTMENT.value, record_key=None,
            account=policy.accounts.prepayments,
        ).first()  # fmt: skip
        if match.status != CashStatus.MATCHED.value or held is None:
            raise UnableToSettleCash("The line holds no advance.")
        chosen = cash_candidates.chosen(keys, policy.cash) if keys else []
        if len(chosen) != len(set(keys)):
            raise UnableToSettleCash("A record that was chosen is not open any more.")
        parts, problem = moved(held.amount, line.currency, chosen)
        if problem:
            raise UnableToSettleCash(problem)
        entry = None
        if match.booked_as is not None:
            draft = _entry(match, line, parts, policy.cash.accounts, held, at.date())
            entry = _book(draft, actor=actor, at=at)
        _write(match, held, parts, entry)
        CashMatch.objects.filter(pk=match.pk).update(version=match.version + 1, changed_at=at)
        payload: dict[str, object] = {"parts": told(match), "booked_as": entry}
        record_decision("advance_moved", line, payload, actor=actor, at=at)


def _write(match: CashMatch, held: CashMatchPart, parts: Sequence[Part], entry: str | None) -> None:
    """Put what the advance settles in its place; the rest of it stays where it is."""
    last = CashMatchPart.objects.filter(match=match).order_by("-position").first()
    place = last.position if last else 0
    CashMatchPart.objects.bulk_create(
        [
            CashMatchPart(
                match=match,
                position=place + n,
                type=part.type.value,
                record_key=part.key,
                record_id=part.record_id,
                amount=part.amount,
                record_amount=part.record_amount,
                account=held.account if entry else None,
                moved_as=entry,
            )
            for n, part in enumerate(parts, start=1)
        ]
    )
    left = held.amount - sum((part.amount for part in parts), Decimal(0))
    if left:
        CashMatchPart.objects.filter(pk=held.pk).update(amount=left)
    else:
        held.delete()


def _entry(
    match: CashMatch, line: WorkLine, parts: Sequence[Part], accounts: CashAccounts,
    held: CashMatchPart, on: date,
) -> EntryDraft:  # fmt: skip
    """Return the entry that takes what is settled off the advances, to where each record stands."""
    amount = sum((part.amount for part in parts), Decimal(0))
    sums: dict[str, Decimal] = {}
    for part in parts:
        alike = PartSum(part.type, BY_HAND, None, part.amount)
        account = account_of(alike, of_payout=False, accounts=accounts) or ""
        sums[account] = sums.get(account, Decimal(0)) + part.amount
    return EntryDraft(
        entry_id=f"cash-{match.pk}-{match.version}-moved",
        posting_date=on,
        entity=line.entity,
        currency=line.currency,
        reference=line.account,
        description=f"Advance of {line.booked_on} moved: {decimal_text(abs(amount))}",
        source=EntrySource.CASH,
        lines=(
            *(_line(account, -of_it) for account, of_it in sums.items()),
            _line(held.account or "", amount),
        ),
    )


def _line(account: str, amount: Decimal) -> EntryLine:
    to, of = max(amount, Decimal(0)), abs(min(amount, Decimal(0)))
    return EntryLine(account, debit=to, credit=of, memo="Advance moved")


def _book(draft: EntryDraft, *, actor: Actor, at: datetime) -> str:
    try:
        books.post_entry(draft, actor=actor, at=at)
    except books.UnableToPost as refusal:
        raise UnableToSettleCash(str(refusal)) from refusal
    return draft.entry_id
