"""A case is settled: booked without a person, or as a person decided; and taken back again.

A clean case and a decided one are booked by the same function of the ledger. An entry is named
after the case and its round, so booking the same round twice books it once.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from django.db import connection, transaction

from audit import actions as audit
from core.actors import Actor, ActorKind
from core.errors import Refusal
from core.fields import columns
from core.reasons import ReasonCode
from intake.actions import identifying
from ledger import actions as ledger
from ledger import queries as books
from ledger.rules import EntryDraft, EntryLine, EntrySource, first_open_period, period_of
from reconciliation.actions import matching, returning
from reconciliation.actions.balances import lock_vendors, locked
from reconciliation.actions.rounds import arrived_at
from reconciliation.models import Case, CaseState, CaseWait, Hold, LineMatch, Proposal

_STANDS = """
    UPDATE reconciliation_case AS known SET
        state = now.state, booked_as = now.booked_as, booked_at = now.booked_at,
        decided_at = now.decided_at, decided_by = now.decided_by, changed_at = now.changed_at,
        version = now.version
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[],
                %s::text[], %s::timestamptz[], %s::int[])
        AS now (id, state, booked_as, booked_at, decided_at, decided_by, changed_at, version)
    WHERE known.id = now.id
"""

Outcome = Literal["approve", "reject"]
JournalRow = Mapping[str, str | None]


class UnableToSettle(Refusal):
    """The case cannot be settled this way."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A case after a decision, and the invoices that were matched again because of it."""

    case: Case
    matched_again: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Booking:
    """One case and the entry that books it."""

    case: Case
    entry: EntryDraft


def pass_straight_through(
    cases: Sequence[Case], *, actor: Actor, at: datetime, as_of: date | None = None
) -> list[Case]:
    """Book cases in which nothing is open, without a person; return those that were booked.

    `as_of` is the day this counts as having happened on, where it is not the day of `at`.

    A case that has changed since it was routed, or is settled already, is left as it is.

    :raises ledger.UnableToPost: a period was closed in this very moment.
    """
    if not cases:
        return []
    routed = {case.pk: case.version for case in cases}
    with transaction.atomic():
        lock_vendors({case.vendor_id for case in cases if case.vendor_id is not None})
        waiting = [
            case
            for case in _locked_cases(list(routed))
            if case.state == CaseState.IN_REVIEW.value
            and case.would_pass
            and case.version == routed[case.pk]
        ]
        bookings = _bookings(waiting)
        _book(bookings, actor=actor, at=at)
        for booking in bookings:
            case = booking.case
            case.state = CaseState.STRAIGHT_THROUGH.value
            case.booked_as = booking.entry.entry_id
            case.booked_at = max(case.opened_at, arrived_at(as_of or at.date(), at))
            case.changed_at, case.version = at, case.version + 1
        _save([booking.case for booking in bookings])
        CaseWait.objects.filter(case__in=[booking.case.pk for booking in bookings]).delete()
        audit.record_many(
            [
                audit.EventDraft(
                    action="reconciliation.case.passed_straight_through",
                    subject=f"case:{booking.case.case_id}",
                    entity=booking.case.entity,
                    payload={
                        "entry_id": booking.entry.entry_id,
                        "posting_date": booking.entry.posting_date,
                        "round": booking.case.round,
                    },
                )
                for booking in bookings
            ],
            actor=actor,
            at=at,
        )
        returning.give_back([booking.case for booking in bookings], actor=actor, at=at)
    return [booking.case for booking in bookings]


def apply_decision(
    case: Case,
    *,
    outcome: Outcome,
    actor: Actor,
    at: datetime,
    journal: Sequence[JournalRow] | None = None,
) -> Settled:
    """Carry out what a person decided: book the case, or free what it had used.

    `journal` takes the place of the proposed one. A case without anything to book is approved and
    not posted. The caller has checked who may decide.

    :raises UnableToSettle: the case is not in review, or no person decides.
    :raises ledger.UnableToPost: the entry does not balance, or its period was closed.
    """
    if actor.kind is not ActorKind.PERSON:
        raise UnableToSettle("Only a person decides a case.")
    with transaction.atomic():
        lock_vendors(_vendors_of(case))
        (current,) = _locked_cases([case.pk])
        if current.state != CaseState.IN_REVIEW.value:
            raise UnableToSettle(f"{current.case_id} is {_words(current.state)} already.")
        current.decided_at, current.decided_by = at, actor.label
        current.changed_at, current.version = at, current.version + 1
        if outcome == "approve":
            return _approve(current, journal, actor=actor, at=at)
        return _reject(current, actor=actor, at=at)


def release_hold(case: Case, *, hold_reason: ReasonCode, actor: Actor, at: datetime) -> bool:
    """Let payment go on after what stopped it was cleared up; say whether it was stopped.

    :raises UnableToSettle: no person releases it.
    """
    if actor.kind is not ActorKind.PERSON:
        raise UnableToSettle("Only a person releases a hold.")
    with transaction.atomic():
        released = Hold.objects.filter(
            case=case, hold_reason=hold_reason.value, released_at__isnull=True
        ).update(released_at=at, released_by=actor.label)
        if released:
            audit.record(
                action="reconciliation.hold.released",
                subject=f"case:{case.case_id}",
                actor=actor,
                at=at,
                payload={"hold_reason": hold_reason.value},
                entity=case.entity,
            )
    return bool(released)


def release(cases: Sequence[Case]) -> None:
    """Free what the newest rounds of these cases used of orders and receipts."""
    uses = [use for each in matching.uses_of(cases).values() for use in each]
    order_lines = {use.order_line for use in uses if use.order_line is not None}
    balances = locked(order_lines, {pk: None for use in uses for pk, _ in use.receipts})
    balances.give_back(uses)
    balances.write()


def reverse_case(case: Case, *, reason: str, actor: Actor, at: datetime) -> Case:
    """Take the booking of a case back by another entry and open the case again.

    :raises UnableToSettle: it is not booked, or no person reverses it.
    :raises ledger.UnableToPost: the entry cannot be reversed.
    """
    if actor.kind is not ActorKind.PERSON:
        raise UnableToSettle("Only a person reverses a booking.")
    with transaction.atomic():
        lock_vendors(_vendors_of(case))
        (current,) = _locked_cases([case.pk])
        if current.booked_as is None:
            raise UnableToSettle(f"{current.case_id} is not booked.")
        booked = books.entry(current.booked_as, entities=None)
        if booked is None:
            raise UnableToSettle(f"The entry {current.booked_as} is not in the books.")
        _take_again(current, actor=actor, at=at)
        day = _posting_date(booked.posting_date, booked.entity, books.closed_periods(None))
        reversal = ledger.reverse_entry(booked.entry_id, posting_date=day, actor=actor, at=at)
        current.state = CaseState.IN_REVIEW.value
        current.booked_as = current.booked_at = current.decided_at = current.decided_by = None
        current.changed_at, current.version = at, current.version + 1
        _save([current])
        audit.record(
            action="reconciliation.case.reversed",
            subject=f"case:{current.case_id}",
            actor=actor,
            at=at,
            payload={"entry_id": booked.entry_id, "reversal": reversal, "reason": reason},
            entity=current.entity,
        )
        matching.match_invoices([current.invoice_id], actor=actor, at=at, is_new_round=True)
        current.refresh_from_db()
    return current


def _take_again(case: Case, *, actor: Actor, at: datetime) -> None:
    """Take what a credit note gave back; an invoice that it was given back of stays booked."""
    if notes := returning.taken_back_by(case):
        raise UnableToSettle(
            f"{', '.join(notes)} took back what {case.case_id} billed. Reverse that first."
        )
    try:
        returning.take_again(case, actor=actor, at=at)
    except returning.UnableToTakeAgain as refusal:
        raise UnableToSettle(str(refusal)) from refusal


def _approve(
    case: Case, journal: Sequence[JournalRow] | None, *, actor: Actor, at: datetime
) -> Settled:
    bookings = _bookings([case], journal)
    _book(bookings, actor=actor, at=at)
    case.state = CaseState.APPROVED.value
    if bookings:
        case.state = CaseState.POSTED.value
        case.booked_as, case.booked_at = bookings[0].entry.entry_id, at
    _save([case])
    CaseWait.objects.filter(case=case).delete()
    audit.record(
        action=f"reconciliation.case.{case.state}",
        subject=f"case:{case.case_id}",
        actor=actor,
        at=at,
        payload={
            "entry_id": case.booked_as,
            "posting_date": bookings[0].entry.posting_date if bookings else None,
            "journal_changed": journal is not None,
            "round": case.round,
        },
        entity=case.entity,
    )
    freed = returning.give_back([case], actor=actor, at=at)
    return Settled(case, _matched_again(freed, actor=actor, at=at))


def _matched_again(po_numbers: Collection[str], *, actor: Actor, at: datetime) -> tuple[int, ...]:
    """Match again what waited for these orders; return the invoices."""
    woken = matching.wake(po_numbers, actor=actor, at=at)
    matching.match_invoices(woken, actor=actor, at=at)
    return tuple(woken)


def _reject(case: Case, *, actor: Actor, at: datetime) -> Settled:
    release([case])
    numbers = set(
        LineMatch.objects.filter(case=case, round=case.round, po_number__isnull=False).values_list(
            "po_number", flat=True
        )
    )
    case.state = CaseState.REJECTED.value
    _save([case])
    CaseWait.objects.filter(case=case).delete()
    identifying.withdraw(case.invoice_id)
    audit.record(
        action="reconciliation.case.rejected",
        subject=f"case:{case.case_id}",
        actor=actor,
        at=at,
        payload={"round": case.round, "orders": sorted(number for number in numbers if number)},
        entity=case.entity,
    )
    freed = {number for number in numbers if number}
    return Settled(case, _matched_again(freed, actor=actor, at=at))


def _bookings(cases: Sequence[Case], journal: Sequence[JournalRow] | None = None) -> list[_Booking]:
    """Return the entry of each case that has something to book."""
    if not cases:
        return []
    keys = [case.pk for case in cases]
    journals: dict[tuple[int, int], Sequence[JournalRow]] = {
        (case, number): rows
        for case, number, rows in Proposal.objects.filter(case__in=keys).values_list(
            "case_id", "round", "journal"
        )
    }
    days: dict[int, date] = {
        case: issued or arrived
        for case, issued, arrived in Case.objects.filter(pk__in=keys).values_list(
            "pk", "invoice__issue_date", "document__as_of"
        )
    }
    closed = books.closed_periods(None)
    bookings = []
    for case in cases:
        rows = journals.get((case.pk, case.round), ()) if journal is None else journal
        if rows and case.currency is not None:
            day = _posting_date(days[case.pk], case.entity, closed)
            bookings.append(_Booking(case, _entry(case, rows, day)))
    return bookings


def _posting_date(day: date, entity: str | None, closed: frozenset[tuple[str | None, str]]) -> date:
    """Return the day itself where its period is open, else the first day of the next open one."""
    period = period_of(day)
    mine = frozenset(name for owner, name in closed if owner == entity)
    free = first_open_period(period, mine)
    return day if free == period else date(int(free[:4]), int(free[5:]), 1)


def _entry(case: Case, rows: Sequence[JournalRow], posting_date: date) -> EntryDraft:
    kind = "Credit note" if case.kind == "credit_note" else "Invoice"
    return EntryDraft(
        entry_id=f"case-{case.pk}-{case.round}",
        posting_date=posting_date,
        entity=case.entity,
        currency=str(case.currency),
        reference=case.invoice_number,
        description=f"{kind} {case.invoice_number or ''} of {case.vendor_name or ''}".strip(),
        source=EntrySource.CASE,
        lines=tuple(_entry_line(row) for row in rows),
        extra={"case_id": case.case_id},
    )


def _entry_line(row: JournalRow) -> EntryLine:
    return EntryLine(
        account=row["account"] or "",
        debit=Decimal(row.get("debit") or 0),
        credit=Decimal(row.get("credit") or 0),
        cost_centre=row.get("cost_centre"),
        memo=row.get("memo") or "",
    )


def _book(bookings: Sequence[_Booking], *, actor: Actor, at: datetime) -> None:
    if bookings:
        ledger.post_entries([booking.entry for booking in bookings], actor=actor, at=at)


def _locked_cases(keys: Sequence[int]) -> list[Case]:
    return list(Case.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def _save(cases: Sequence[Case]) -> None:
    """Write where the cases stand now, with one statement."""
    rows = [
        (
            case.pk, case.state, case.booked_as, case.booked_at, case.decided_at, case.decided_by,
            case.changed_at, case.version,
        )
        for case in cases
    ]  # fmt: skip
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_STANDS, columns(rows))


def _vendors_of(case: Case) -> set[int]:
    """Return the vendor of the case and those of the orders it was matched with."""
    placed = LineMatch.objects.filter(case=case, round=case.round, order_line__isnull=False)
    of_orders = placed.values_list("order_line__order__vendor_id", flat=True)
    return {vendor for vendor in (case.vendor_id, *of_orders) if vendor is not None}


def _words(state: str) -> str:
    return state.replace("_", " ")
