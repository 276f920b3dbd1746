"""Invoices and credit notes are compared with what was ordered and received, in batches.

A batch is one transaction. Claims are taken in the order given and each sees what the ones before
it used up; balances are kept in memory and written once. The database has the last word: where a
receipt would pay twice after all, the batch is matched again with what is true then.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import F

from audit import actions as audit
from core.actors import Actor
from core.reasons import ReasonCode
from intake.queries import matching as intake
from intake.queries import order_book
from intake.queries.matching import ClaimRow
from reconciliation.actions import loading, policies, writing
from reconciliation.actions.balances import RECEIPT_GUARD, Use, lock_vendors
from reconciliation.actions.crediting import wait_key
from reconciliation.actions.loading import Claim, Desk, uses_of
from reconciliation.actions.policies import PolicyInForce
from reconciliation.actions.rounds import Round, as_case, leave_a_trail, line_row, round_row
from reconciliation.actions.writing import RoundRow
from reconciliation.models import Case, CaseState, CaseWait
from reconciliation.rules import casework
from reconciliation.rules.keys import order_keys

__all__ = ["Matched", "UnableToMatch", "match_invoices", "uses_of", "wake"]

ZERO = Decimal(0)
_TRIES = 5


class UnableToMatch(Exception):
    """Others kept using up the same receipts while the batch was matched."""


@dataclass(frozen=True, slots=True)
class Matched:
    """A case after matching; what it would do, and whether it may go on without a person."""

    case: Case
    codes: tuple[ReasonCode, ...]
    would_pass: bool
    goes_straight_through: bool
    has_changed: bool = True


def match_invoices(
    invoice_ids: Sequence[int],
    *,
    actor: Actor,
    at: datetime,
    is_new_round: bool = False,
) -> list[Matched]:
    """Match claims, in the order given, and those that waited for one of them; open their cases.

    A case is matched again while it is in review. Where that finds what the last round found,
    nothing is written, unless a new round is asked for.

    :raises UnableToMatch: others used up the same receipts at every try.
    """
    if not invoice_ids:
        return []
    ordered = list(dict.fromkeys(invoice_ids))
    policy = policies.current_policy()
    for _try in range(_TRIES):
        try:
            with transaction.atomic():
                done = [
                    each
                    for group in _groups(ordered)
                    for each in _match(group, policy, actor=actor, at=at, is_new_round=is_new_round)
                ]
                waiting = _credit_notes_waiting_for(done)
                again = _match(waiting, policy, actor=actor, at=at, is_new_round=False)
            return [matched for matched, _ in (*done, *again)]
        except IntegrityError as error:
            if RECEIPT_GUARD not in str(error):
                raise
    raise UnableToMatch(f"Receipts of {len(ordered)} invoices kept changing.")


def wake(po_numbers: Collection[str], *, actor: Actor, at: datetime) -> list[int]:
    """Return the invoices of the cases that wait for these orders, and count the attempt.

    A case that has been woken as often as the policy allows stays with a person.
    """
    keys = {key for number in po_numbers for key in order_keys(number)}
    if not keys:
        return []
    most = policies.current_policy().policy.matching.attempts
    with transaction.atomic():
        # A batch that is being matched holds these locks: what it will wait for is seen here.
        lock_vendors(order_book.vendors_of_orders(po_numbers))
        waits = list(
            CaseWait.objects.select_for_update(of=("self",))
            .filter(po_number__in=keys, case__state=CaseState.IN_REVIEW.value)
            .order_by("case__opened_at", "case_id", "pk")
            .values_list("pk", "case_id", "attempts", "case__invoice_id", "case__entity")
        )
        fresh = [wait for wait in waits if wait[2] < most]
        CaseWait.objects.filter(pk__in=[wait[0] for wait in fresh]).update(
            attempts=F("attempts") + 1
        )
        audit.record_many(
            [
                audit.EventDraft(
                    action="reconciliation.case.stopped_waiting",
                    subject=f"case:C-{case}",
                    entity=entity,
                    payload={"attempts": attempts + 1},
                )
                for _, case, attempts, _, entity in fresh
                if attempts + 1 == most
            ],
            actor=actor,
            at=at,
        )
    return list(dict.fromkeys(wait[3] for wait in fresh))


def _groups(invoice_ids: Sequence[int]) -> list[list[int]]:
    """Cut a batch before each credit note that follows an invoice.

    A credit note is compared with what its invoice was matched with, so that must be written.
    """
    credit_notes = intake.credit_notes_among(invoice_ids)
    groups: list[list[int]] = [[]]
    for before, pk in zip([None, *invoice_ids], invoice_ids, strict=False):
        if pk in credit_notes and before is not None and before not in credit_notes:
            groups.append([])
        groups[-1].append(pk)
    return groups


def _match(
    invoice_ids: Sequence[int],
    policy: PolicyInForce,
    *,
    actor: Actor,
    at: datetime,
    is_new_round: bool,
) -> list[tuple[Matched, ClaimRow]]:
    """Match one batch inside the transaction of the caller."""
    if not invoice_ids:
        return []
    desk = loading.load(invoice_ids, policy.policy)
    claims = [desk.claims[pk] for pk in invoice_ids if pk in desk.claims]
    open_claims = [claim for claim in claims if _is_open(claim)]
    keys = iter(writing.new_case_keys(sum(1 for claim in open_claims if claim.case is None)))
    rounds: dict[int, Round] = {}
    for claim in open_claims:
        pk = claim.case.pk if claim.case is not None else next(keys)
        rounds[claim.row.invoice_id] = _decide(claim, pk, desk, policy, is_new_round)
    changed = [one for one in rounds.values() if not one.is_unchanged]
    rows = {one.pk: round_row(one, at) for one in changed}
    desk.balances.write()
    held = writing.write_rounds(list(rows.values()), at=at)
    leave_a_trail(changed, rows, held, policy, actor=actor, at=at)
    return [
        (_matched(claim, rounds.get(claim.row.invoice_id), rows, at), claim.row) for claim in claims
    ]


def _is_open(claim: Claim) -> bool:
    return claim.case is None or claim.case.state == CaseState.IN_REVIEW.value


def _decide(claim: Claim, pk: int, desk: Desk, policy: PolicyInForce, is_new_round: bool) -> Round:
    """Run the step on one claim, with what it used before given back first."""
    before = desk.uses.get(pk, [])
    desk.balances.give_back(before)
    given = desk.given(claim)
    content = casework.input_to_bytes(given)
    number = 1 if claim.case is None else claim.case.round + 1
    output = casework.decide_case(given, policy.policy)
    said = casework.output_to_bytes(output)
    outcome_hash = hashlib.sha256(said + repr(_who(claim)).encode()).hexdigest()
    if claim.is_credit:
        desk.credits.note(claim.row, claim.reading)
    if claim.case is not None and claim.case.outcome_hash == outcome_hash and not is_new_round:
        desk.balances.take(before)
        return Round(claim, pk, number - 1, content, said, output, (), outcome_hash, True)
    lines = tuple(line_row(line, desk, claim.is_credit) for line in output.match.lines)
    uses = tuple(
        Use(
            line.order_line,
            line.quantity or ZERO,
            line.amount or ZERO,
            tuple((receipt, quantity) for receipt, _, _, quantity in line.receipts),
        )
        for line in lines
    )
    desk.balances.take(uses)
    return Round(claim, pk, number, content, said, output, lines, outcome_hash, False)


def _who(claim: Claim) -> tuple[object, ...]:
    """Return what stands on a case beside what the step found."""
    row = claim.row
    return claim.vendor, row.entity, row.kind, row.invoice_number, row.currency, row.gross_total


def _matched(claim: Claim, one: Round | None, rows: dict[int, RoundRow], at: datetime) -> Matched:
    if one is not None and one.pk in rows:
        case = as_case(rows[one.pk], claim.case, at)
    elif claim.case is not None:
        case = claim.case
    else:
        raise LookupError(f"Invoice {claim.row.invoice_id} has neither a case nor a round.")
    route = one.output.route if one is not None else None  # none: settled before, left as it is
    return Matched(
        case=case,
        codes=tuple(ReasonCode(code) for code in case.exception_codes),
        would_pass=case.would_pass,
        goes_straight_through=route is not None
        and route.straight_through
        and bool(one is not None and one.output.proposal.journal),
        has_changed=one is not None and one.pk in rows,
    )


def _credit_notes_waiting_for(done: Sequence[tuple[Matched, ClaimRow]]) -> list[int]:
    """Return the credit notes that waited for one of these invoices."""
    keys = {
        key
        for matched, row in done
        if row.kind == "invoice" and matched.has_changed and row.vendor is not None
        if (key := wait_key(row.vendor.pk, row.invoice_number))
    }
    if not keys:
        return []
    waiting = CaseWait.objects.filter(po_number__in=keys, case__state=CaseState.IN_REVIEW.value)
    return list(waiting.order_by("case_id").values_list("case__invoice_id", flat=True))
