"""Invoices and credit notes are compared with what was ordered and received, in batches.

A batch is one transaction. Claims are taken in the order given and each sees what the ones before
it used up; balances are kept in memory and written once. The database has the last word: where a
receipt would pay twice after all, the batch is matched again with what is true then.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from django.db import DEFAULT_DB_ALIAS, IntegrityError, transaction
from django.db.models import F

from audit import actions as audit
from core.actors import Actor
from core.money import decimal_text
from core.reasons import ReasonCode
from intake.queries import matching as intake
from intake.queries.matching import ClaimRow
from reconciliation.actions import loading, policies, writing
from reconciliation.actions.balances import RECEIPT_GUARD, Use, lock_vendors
from reconciliation.actions.crediting import wait_key
from reconciliation.actions.loading import Claim, Desk, uses_of
from reconciliation.actions.policies import PolicyInForce
from reconciliation.actions.writing import CaseRow, LineRow, RoundRow
from reconciliation.models import Case, CaseState, CaseWait, MatchStatus
from reconciliation.rules import casework
from reconciliation.rules.casework import STEP, CaseOutput
from reconciliation.rules.keys import id_key
from reconciliation.rules.match_values import LineMatchValue

__all__ = ["Matched", "UnableToMatch", "match_invoices", "uses_of", "wake"]

ZERO = Decimal(0)
_TRIES = 5
_OLD_AFTER = timedelta(days=7)
_CASE_COLUMNS = (
    "document_id", "invoice_id", "kind", "would_pass", "case_class", "confidence",
    "confidence_low", "confidence_high", "match_status", "strategy", "entity", "vendor_name",
    "invoice_number", "currency", "gross_total", "at_stake", "due_at", "discount_until",
    "urgent_on", "round", "outcome_hash",
)  # fmt: skip
_STOPS_PAYMENT = (ReasonCode.BANK_DETAILS_CHANGED,)


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


@dataclass(frozen=True, slots=True)
class _Round:
    """One claim decided: what it was given, what came out, what it uses."""

    claim: Claim
    pk: int
    number: int
    given: bytes
    said: bytes
    output: CaseOutput
    lines: tuple[LineRow, ...]
    outcome_hash: str
    is_unchanged: bool


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
                done = _match(ordered, policy, actor=actor, at=at, is_new_round=is_new_round)
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
    keys = {key for number in po_numbers if (key := id_key(number))}
    if not keys:
        return []
    most = policies.current_policy().policy.matching.attempts
    with transaction.atomic():
        # A batch that is being matched holds these locks: what it will wait for is seen here.
        lock_vendors(intake.vendors_of_orders(po_numbers))
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
    rounds: dict[int, _Round] = {}
    for claim in open_claims:
        pk = claim.case.pk if claim.case is not None else next(keys)
        rounds[claim.row.invoice_id] = _decide(claim, pk, desk, policy, is_new_round)
    changed = [one for one in rounds.values() if not one.is_unchanged]
    rows = {one.pk: _round_row(one, at) for one in changed}
    desk.balances.write()
    held = writing.write_rounds(list(rows.values()), at=at)
    _leave_a_trail(changed, rows, held, policy, actor=actor, at=at)
    return [
        (_matched(claim, rounds.get(claim.row.invoice_id), rows, at), claim.row) for claim in claims
    ]


def _is_open(claim: Claim) -> bool:
    return claim.case is None or claim.case.state == CaseState.IN_REVIEW.value


def _decide(claim: Claim, pk: int, desk: Desk, policy: PolicyInForce, is_new_round: bool) -> _Round:
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
        return _Round(claim, pk, number - 1, content, said, output, (), outcome_hash, True)
    lines = tuple(_line_row(line, desk, claim.is_credit) for line in output.match.lines)
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
    return _Round(claim, pk, number, content, said, output, lines, outcome_hash, False)


def _who(claim: Claim) -> tuple[object, ...]:
    """Return what stands on a case beside what the step found."""
    row = claim.row
    return claim.vendor, row.entity, row.kind, row.invoice_number, row.currency, row.gross_total


def _line_row(line: LineMatchValue, desk: Desk, is_credit: bool) -> LineRow:
    """Turn a line match into a row; a credit note gives back what it names of the order."""
    sign = -1 if is_credit else 1
    return LineRow(
        line=line.line,
        order_line=desk.order_lines.get((line.po_number, line.po_line)),
        po_number=line.po_number,
        po_line=line.po_line,
        quantity=None if line.quantity is None else line.quantity * sign,
        amount=line.amount * sign,
        quantity_variance=line.quantity_variance,
        price_variance=line.price_variance,
        amount_variance=line.amount_variance,
        receipts=tuple(
            (
                desk.receipt_lines[use.receipt_number, use.receipt_line],
                use.receipt_number,
                use.receipt_line,
                use.quantity,
            )
            for use in line.receipts
            if use.quantity
        ),
    )


def _round_row(one: _Round, at: datetime) -> RoundRow:
    claim, output = one.claim, one.output
    row = claim.row
    codes = tuple(dict.fromkeys(found.code.value for found in output.exceptions))
    opened = at.date() if claim.case is None else claim.case.opened_at.date()
    days = [output.due_date, output.discount_until, opened + _OLD_AFTER]
    return RoundRow(
        case=CaseRow(
            pk=one.pk,
            document_id=row.document_id,
            invoice_id=row.invoice_id,
            kind=row.kind,
            would_pass=output.route.would_pass,
            case_class=output.case_class,
            confidence=output.route.confidence,
            confidence_low=output.route.confidence_low,
            confidence_high=output.route.confidence_high,
            match_status=MatchStatus(output.match.status.value).value,
            strategy=None if output.match.strategy == "none" else output.match.strategy,
            entity=row.entity,
            vendor=claim.vendor,
            vendor_name=row.vendor.vendor_name if row.vendor is not None else row.seller_name,
            invoice_number=row.invoice_number,
            currency=row.currency,
            gross_total=row.gross_total,
            at_stake=output.at_stake,
            exception_codes=codes,
            due_at=_moment(output.due_date),
            discount_until=output.discount_until,
            urgent_on=min(day for day in days if day is not None),
            round=one.number,
            outcome_hash=one.outcome_hash,
        ),
        is_new=claim.case is None,
        lines=one.lines,
        exceptions=output.exceptions,
        action=output.proposal.action.value,
        journal=tuple(
            {
                "account": line.account,
                "cost_centre": line.cost_centre,
                "debit": decimal_text(line.debit),
                "credit": decimal_text(line.credit),
                "memo": line.memo,
            }
            for line in output.proposal.journal
        ),
        version=output.proposal.version,
        waits_for=tuple(dict.fromkeys(_waits_for(claim, output))),
        holds=tuple(code.value for code in _STOPS_PAYMENT if code.value in codes),
    )


def _moment(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time.min, tzinfo=UTC)


def _waits_for(claim: Claim, output: CaseOutput) -> Iterable[str]:
    """Yield the keys of the orders, or of the invoice, that would change the answer."""
    for number in output.match.waits_for:
        if key := id_key(number):
            yield key
    has_none = any(f.code is ReasonCode.CREDIT_WITHOUT_INVOICE for f in output.exceptions)
    if has_none and (key := wait_key(claim.vendor, claim.reading.preceding_invoice)):
        yield key


def _leave_a_trail(
    rounds: Sequence[_Round],
    rows: dict[int, RoundRow],
    held: Sequence[tuple[int, str]],
    policy: PolicyInForce,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Store what the step was given and said, and write what happened to the trail."""
    versions = {"policy": policy.name}
    audit.store_bundles(
        [
            audit.BundleDraft(
                step=STEP,
                subject=f"case:C-{one.pk}",
                inputs={"case": one.given, "policy": policy.content},
                output=one.said,
                policy_versions=versions,
            )
            for one in rounds
        ],
        at=at,
    )
    entities = {one.pk: one.claim.row.entity for one in rounds}
    events = [
        audit.EventDraft(
            action="reconciliation.case.matched",
            subject=f"case:C-{one.pk}",
            entity=entities[one.pk],
            payload={
                "round": one.number,
                "document": one.claim.row.sha256,
                "status": one.output.match.status.value,
                "would_pass": one.output.route.would_pass,
                "exceptions": list(rows[one.pk].case.exception_codes),
                "inside_tolerance": sorted({f.code.value for f in one.output.match.allowed}),
                "output": hashlib.sha256(one.said).hexdigest(),
            },
        )
        for one in rounds
    ]
    events += [
        audit.EventDraft(
            action="reconciliation.hold.placed",
            subject=f"case:C-{pk}",
            entity=entities[pk],
            payload={"hold_reason": reason},
        )
        for pk, reason in held
    ]
    audit.record_many(events, actor=actor, at=at)


def _matched(claim: Claim, one: _Round | None, rows: dict[int, RoundRow], at: datetime) -> Matched:
    if one is not None and one.pk in rows:
        case = _as_case(rows[one.pk], claim.case, at)
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


def _as_case(row: RoundRow, known: Case | None, at: datetime) -> Case:
    """Return the case as it was just written, without asking for it again."""
    case = known or Case(pk=row.case.pk, state=CaseState.IN_REVIEW.value, opened_at=at, version=0)
    for name in _CASE_COLUMNS:
        setattr(case, name, getattr(row.case, name))
    case.vendor_id = row.case.vendor
    case.exception_codes = list(row.case.exception_codes)
    case.changed_at, case.version = at, case.version + 1
    case._state.adding, case._state.db = False, DEFAULT_DB_ALIAS
    return case


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
