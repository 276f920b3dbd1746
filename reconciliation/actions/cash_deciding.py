"""A person says what a bank line belongs to, takes it back or puts it aside: one event each."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from core.actors import Actor
from ledger import queries as books
from reconciliation.actions import cash_learning, policies
from reconciliation.actions.cash_holding import (
    UnableToSettleCash,
    hold,
    open_again,
    record_decision,
    told,
    write_settled,
)
from reconciliation.models import CashMatch, CashMatchPart, CashStrategyCount
from reconciliation.queries import cash_candidates, cash_offers
from reconciliation.queries.cash_offers import Offered
from reconciliation.queries.cash_work import WorkLine
from reconciliation.rules.cash_desk import Choice, Kept, Piece, Tax, parts_of, problem_with
from reconciliation.rules.cash_values import CashSettings, CashStatus, PartType

__all__ = ["UnableToSettleCash", "put_aside", "settle", "undo"]


def settle(
    *,
    line_id: int,
    keys: Sequence[int],
    rest_type: PartType | None,
    reason: str,
    version: int,
    actor: Actor,
    at: datetime,
    may_exceed: bool = False,
    pieces: Sequence[Piece] = (),
    rest_account: str | None = None,
    foreign: Decimal | None = None,
    with_tax: bool = False,
    as_advance: bool = False,
    set_name: str = "",
    seek: str = "",
) -> None:
    """Match a line with what a person chose, to the cent; learn who the payer is.

    `set_name` is a set that was offered (beside what `seek` found): it must still be the same.

    :raises UnableToSettleCash: it is settled or changed since, or the choice cannot stand.
    """
    policy = policies.current_policy().policy
    settings, accounts = policy.cash, policy.accounts
    with transaction.atomic():
        match, line = hold(line_id, version, actor)
        if match.status == CashStatus.MATCHED.value:
            raise UnableToSettleCash("The line is matched already; take that back first.")
        taken = _taken(line, set_name, settings, seek) if set_name else None
        keys = sorted({*keys, *(taken.offer.keys if taken else ())})
        chosen = cash_candidates.chosen(keys, settings) if keys else []
        if len(chosen) != len(keys):
            raise UnableToSettleCash("A record that was chosen is not open any more.")
        if foreign is None and {each.currency for each in chosen} == {line.other_currency}:
            foreign = line.other_amount  # as the bank was told
        choice = Choice(
            amount=line.amount, currency=line.currency, chosen=tuple(chosen), rest_type=rest_type,
            reason=reason, pieces=tuple(pieces), rest_account=rest_account,
            foreign=foreign,
            tax=Tax(cash_candidates.tax_share(keys), accounts.input_tax) if with_tax else None,
            advance=accounts.prepayments if as_advance else None,
            kept=Kept(taken.kept, settings.accounts.processor_fees)
            if taken and taken.kept else None,
        )  # fmt: skip
        if problem := problem_with(choice, cap=settings.fee_cap, may_exceed=may_exceed):
            raise UnableToSettleCash(problem)
        _must_be_accounts([*(each.account for each in pieces), rest_account])
        write_settled(match, line, parts_of(choice), reason, actor=actor, at=at)
        payload: dict[str, object] = {"parts": told(match), "reason": reason}
        if taken:
            payload["offered"] = list(taken.offer.evidence)
        record_decision("settled", line, payload, actor=actor, at=at)
        cash_learning.learn(line, chosen, actor=actor, at=at)


def _taken(line: WorkLine, name: str, settings: CashSettings, seek: str) -> Offered:
    found = cash_offers.named(line, name, settings, q=seek)
    if found is None:
        raise UnableToSettleCash("The set is not what was shown any more. Look again.")
    return found


def undo(*, line_id: int, reason: str, version: int, actor: Actor, at: datetime) -> None:
    """Take a match back, with its other side where it has one; only a person matches it again.

    :raises UnableToSettleCash: it is not matched, changed since, or no reason is given.
    """
    if not reason.strip():
        raise UnableToSettleCash("Taking a match back needs a reason.")
    with transaction.atomic():
        match, line = hold(line_id, version, actor)
        if match.status != CashStatus.MATCHED.value:
            raise UnableToSettleCash("The line is not matched.")
        others = CashMatchPart.objects.filter(match=match, other_line__isnull=False)
        far = list(others.values_list("other_line_id", flat=True))
        sides = [(match, line), *(hold(other, None, actor) for other in far)]
        for side, its_line in sides:
            if side.status == CashStatus.MATCHED.value:
                payload: dict[str, object] = {"parts": told(side), "reason": reason}
                if side.decided_by is None:
                    _count_as_wrong(side.strategy)
                open_again(side, reason, actor=actor, at=at)
                record_decision("undone", its_line, payload, actor=actor, at=at)


def _count_as_wrong(strategy: str) -> None:
    """Count a match of the engine that a person took back against the way it was made."""
    CashStrategyCount.objects.filter(strategy=strategy).update(taken_back=F("taken_back") + 1)


def put_aside(
    *, line_id: int, until: date, waits_for: str, version: int, actor: Actor, at: datetime
) -> None:
    """Take a line out of the list until a day, for a reason; a run still matches it meanwhile.

    :raises UnableToSettleCash: it is matched, changed since, the day is past, or no reason.
    """
    if not waits_for.strip():
        raise UnableToSettleCash("Say what the line waits for.")
    if until <= at.date():
        raise UnableToSettleCash("A line waits until a day to come.")
    with transaction.atomic():
        match, line = hold(line_id, version, actor)
        if match.status == CashStatus.MATCHED.value:
            raise UnableToSettleCash("The line is matched already.")
        CashMatch.objects.filter(pk=match.pk).update(
            waits_until=until, waits_for=waits_for, version=match.version + 1
        )
        payload: dict[str, object] = {"until": until.isoformat(), "waits_for": waits_for}
        record_decision("put_aside", line, payload, actor=actor, at=at)


def _must_be_accounts(accounts: Sequence[str | None]) -> None:
    for number in sorted({each for each in accounts if each}):
        if books.account(number) is None:
            raise UnableToSettleCash(f"The books have no account {number}.")
