"""Matched cash is booked: one entry a day and account, once; taken back by another entry."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import connection, transaction

from core.actors import Actor
from core.money import decimal_text
from ledger import actions as books
from ledger import queries as ledger
from ledger.rules import EntryDraft, EntryLine, EntrySource
from reconciliation.actions import policies
from reconciliation.models import CashMatch, CashMatchPart
from reconciliation.queries import cash_foreign, cash_spreads, cash_unbooked
from reconciliation.queries.cash_unbooked import CashBatch
from reconciliation.rules.cash_journal import lines_of
from reconciliation.rules.cash_values import CashSettings, accounts_of_tenders

_LOCK = "SELECT pg_advisory_xact_lock(hashtext('reconciliation.cash'))"


@dataclass(frozen=True, slots=True)
class BookedCash:
    """What one booking did."""

    entries: int
    matches: int
    closed: int  # batches whose period is closed: they wait


def proposals(*, through: date) -> list[EntryDraft]:
    """Return the entries that would be booked, without booking them."""
    settings = policies.current_policy().policy.cash
    return [_entry(batch, settings) for batch in _unbooked(through, settings)]


def told(draft: EntryDraft) -> dict[str, object]:
    """Return an entry as it is shown before it is booked."""
    return {
        "entry_id": draft.entry_id,
        "posting_date": draft.posting_date.isoformat(),
        "entity": draft.entity,
        "currency": draft.currency,
        "description": draft.description,
        "journal": [
            {
                "account": line.account,
                "debit": decimal_text(line.debit),
                "credit": decimal_text(line.credit),
                "memo": line.memo,
            }
            for line in draft.lines
        ],
    }


def book_cash(*, through: date, actor: Actor, at: datetime) -> BookedCash:
    """Book all that is matched up to a day and not booked yet; a second time books nothing."""
    policy = policies.current_policy()
    settings = policy.policy.cash
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_LOCK)
        found = _unbooked(through, settings)
        closed = ledger.closed_periods(None)
        batches = [batch for batch in found if (batch.entity, f"{batch.day:%Y-%m}") not in closed]
        drafts = [_entry(batch, settings) for batch in batches]
        books.post_entries(drafts, actor=actor, at=at)
        for batch, draft in zip(batches, drafts, strict=True):
            _keep_spreads(batch.ids, settings)
            CashMatch.objects.filter(pk__in=batch.ids).update(
                booked_as=draft.entry_id, booked_under=policy.version
            )
            _keep_worths(batch.ids, settings)
    matches = sum(len(batch.ids) for batch in batches)
    return BookedCash(len(batches), matches, len(found) - len(batches))


def take_back(ids: Sequence[int], *, actor: Actor, at: datetime) -> None:
    """Book the opposite of what was booked for some matches, before their parts are forgotten.

    It goes back to the accounts it was booked on, whatever the policy says by now.
    """
    _take_back_moves(ids, actor=actor, at=at)
    batches = cash_unbooked.booked(list(ids))
    rows = CashMatch.objects.filter(pk__in=ids).values_list("pk", "version", "booked_under")
    versions = {pk: (version, under) for pk, version, under in rows}
    policy_of = {
        under: policies.policy_of(under) for under in {under for _, under in versions.values()}
    }
    drafts = []
    for batch in batches:
        match = batch.ids[0]
        version, under = versions[match]
        draft = _entry(batch, policy_of[under].policy.cash)
        lines = tuple(replace(x, debit=x.credit, credit=x.debit) for x in draft.lines)
        drafts.append(
            replace(
                draft,
                entry_id=f"cash-{match}-{version}-taken-back",
                posting_date=at.date(),
                description=f"Taken back: {draft.description}",
                lines=lines,
            )
        )
    books.post_entries(drafts, actor=actor, at=at)
    CashMatch.objects.filter(pk__in=[batch.ids[0] for batch in batches]).update(booked_as=None)


def _take_back_moves(ids: Sequence[int], *, actor: Actor, at: datetime) -> None:
    """Put on the advances again what was moved from there to a record."""
    moved = CashMatchPart.objects.filter(match_id__in=ids, moved_as__isnull=False)
    for entry in sorted({part.moved_as or "" for part in moved}):
        books.reverse_entry(entry, posting_date=at.date(), actor=actor, at=at)


def _unbooked(through: date, settings: CashSettings) -> list[CashBatch]:
    each_line = settings.journal_batch == "line"
    return cash_unbooked.batches(through=through, each_line=each_line, settings=settings)


def _keep_worths(ids: Sequence[int], settings: CashSettings) -> None:
    """Keep what payments in another currency were booked as, so that it is taken back alike."""
    for part in cash_foreign.parts(ids, settings):
        if part.share is not None:
            CashMatchPart.objects.filter(pk=part.pk, worth=None).update(
                worth=part.share.worth, spread=part.share.spread
            )


def _keep_spreads(ids: Sequence[int], settings: CashSettings) -> None:
    """Keep what processors added to their rates, as it was booked."""
    for fee in cash_spreads.of_payouts(ids, settings):
        CashMatchPart.objects.filter(match_id=fee.match, position=fee.position).update(
            spread=fee.amount
        )


def _entry(batch: CashBatch, settings: CashSettings) -> EntryDraft:
    lines = lines_of(
        cash_unbooked.sums_of(batch.ids, settings),
        of_payout=batch.of_payout,
        bank=batch.ledger_account,
        accounts=settings.accounts,
        tenders=accounts_of_tenders(settings),
    )
    first = CashMatch.objects.values_list("version", flat=True).get(pk=batch.ids[0])
    kind = "Payouts of" if batch.of_payout else "Bank account"
    return EntryDraft(
        entry_id=f"cash-{batch.ids[0]}-{first}",
        posting_date=batch.day,
        entity=batch.entity,
        currency=batch.currency,
        reference=batch.account,
        description=f"{kind} {batch.account or 'unknown'}, {batch.day}",
        source=EntrySource.CASH,
        lines=tuple(EntryLine(x.account, x.debit, x.credit, memo=x.memo) for x in lines),
    )
