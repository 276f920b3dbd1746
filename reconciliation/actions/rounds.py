"""One claim decided: the rows that this makes, the case as it stands then, and its trail."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db import DEFAULT_DB_ALIAS

from audit import actions as audit
from core.actors import Actor
from core.money import decimal_text
from core.reasons import ReasonCode
from reconciliation.actions.crediting import wait_key
from reconciliation.actions.loading import Claim, Desk
from reconciliation.actions.policies import PolicyInForce
from reconciliation.actions.writing import CaseRow, LineRow, RoundRow
from reconciliation.models import Case, CaseState, MatchStatus
from reconciliation.rules.casework import STEP, CaseOutput
from reconciliation.rules.keys import waiting_key
from reconciliation.rules.match_values import LineMatchValue
from reconciliation.rules.risk import is_risky

_OLD_AFTER = timedelta(days=7)
_CASE_COLUMNS = (
    "document_id", "invoice_id", "kind", "would_pass", "case_class", "confidence",
    "confidence_low", "confidence_high", "match_status", "strategy", "entity", "vendor_name",
    "invoice_number", "currency", "gross_total", "at_stake", "due_at", "discount_until",
    "urgent_on", "round", "outcome_hash",
)  # fmt: skip
_STOPS_PAYMENT = (ReasonCode.BANK_DETAILS_CHANGED, ReasonCode.VENDOR_LOOKALIKE)


@dataclass(frozen=True, slots=True)
class Round:
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


def line_row(line: LineMatchValue, desk: Desk, is_credit: bool) -> LineRow:
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


def arrived_at(day: date, at: datetime) -> datetime:
    """Return the moment at which something of an earlier day counts as having happened."""
    return at if day >= at.date() else datetime.combine(day, at.timetz())


def round_row(one: Round, at: datetime) -> RoundRow:
    """Return everything that a round writes."""
    claim, output = one.claim, one.output
    row = claim.row
    codes = tuple(dict.fromkeys(found.code.value for found in output.exceptions))
    opened_at = arrived_at(row.arrived_on, at) if claim.case is None else claim.case.opened_at
    days = [output.due_date, output.discount_until, opened_at.date() + _OLD_AFTER]
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
            opened_at=opened_at,
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
        holds=_holds(claim, codes, output.risks),
    )


def _holds(claim: Claim, codes: Sequence[str], risks: Sequence[str]) -> tuple[str, ...]:
    """Return why payment stops: what the document shows, or that the account on file is new.

    The first payments after a change of the account on file wait, whatever the document says (T62).
    """
    stops = [code for code in _STOPS_PAYMENT if code.value in codes]
    vendor = claim.row.vendor
    if vendor is not None and vendor.has_other_bank and not claim.is_credit:
        stops.append(ReasonCode.BANK_DETAILS_CHANGED)
    if is_risky(risks) and ReasonCode.NEW_VENDOR_FIRST_INVOICE.value in codes:
        stops.append(ReasonCode.NEW_VENDOR_FIRST_INVOICE)
    return tuple(dict.fromkeys(code.value for code in stops))


def _moment(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time.min, tzinfo=UTC)


def _waits_for(claim: Claim, output: CaseOutput) -> Iterable[str]:
    """Yield the keys of the orders, or of the invoice, that would change the answer."""
    for number in output.match.waits_for:
        if key := waiting_key(number):
            yield key
    has_none = any(f.code is ReasonCode.CREDIT_WITHOUT_INVOICE for f in output.exceptions)
    if has_none and (key := wait_key(claim.vendor, claim.reading.preceding_invoice)):
        yield key


def leave_a_trail(
    rounds: Sequence[Round],
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


def as_case(row: RoundRow, known: Case | None, at: datetime) -> Case:
    """Return the case as it was just written, without asking for it again."""
    case = known or Case(
        pk=row.case.pk,
        state=CaseState.IN_REVIEW.value,
        opened_at=row.case.opened_at,
        version=0,
    )
    for name in _CASE_COLUMNS:
        setattr(case, name, getattr(row.case, name))
    case.vendor_id = row.case.vendor
    case.exception_codes = list(row.case.exception_codes)
    case.changed_at, case.version = at, case.version + 1
    case._state.adding, case._state.db = False, DEFAULT_DB_ALIAS
    return case
