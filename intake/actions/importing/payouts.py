"""Reports of payment processors become payouts and their movements, each known once."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db import connection, transaction

from audit import actions as audit
from audit.actions import EventDraft
from core.actors import Actor
from core.money import decimal_text
from core.reasons import ReasonCode
from intake.actions.importing.batch import Load
from intake.actions.importing.loading import Imported, load_of, wait_for_turn
from intake.actions.importing.upsert import upsert
from intake.models import Payout, PayoutLine
from intake.rules.cash_values import PayoutLineValue, PayoutValue
from intake.rules.findings import FindingValue
from intake.rules.payouts import total_of

_AT_ONCE: Final = 2_000
_MOST_LISTED: Final = 1_000
_OF_LINE: Final = (
    "type source_type at gross fee net currency order_id payment_reference processor_reference"
    " parent_reference tender description original_amount original_currency exchange_rate"
)
_COLUMNS: Final = tuple(_OF_LINE.split())


@dataclass(slots=True)
class _Book:
    """What one file has done so far."""

    load: Load
    alike: Counter[str] = field(default_factory=Counter)
    problems: list[FindingValue] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


def import_payouts(
    payouts: Sequence[PayoutValue], *, document_id: int, as_of: date, actor: Actor, at: datetime
) -> Imported:
    """Write the payouts of one file with their movements. The same again changes nothing."""
    with transaction.atomic():
        wait_for_turn()
        book = _Book(load_of(document_id, as_of=as_of, actor=actor, at=at))
        for payout in payouts:
            _import(payout, book)
        event = EventDraft(
            action="intake.payout.imported",
            subject=book.load.subject,
            payload={name: count for name, count in sorted(book.counts.items()) if count},
            entity=book.load.entity,
        )
        audit.record_many([event], actor=actor, at=at)
    problems = book.problems[:_MOST_LISTED]
    if (here := book.counts["here_already"]) > 0:
        problems.append(_repeated(here))
    return Imported(
        records=book.counts["lines"] + book.counts["manual"],
        problems=tuple(problems),
        touched_orders=frozenset(),
    )


def _import(value: PayoutValue, book: _Book) -> None:
    payout = None if value.payout_id is None else _write_payout(value, book.load)
    keys = [_key(value, line, book.alike) for line in value.lines]
    known = {
        line.line_key: line
        for line in PayoutLine.objects.filter(
            processor=value.processor.value, account=value.account, line_key__in=keys
        ).defer("description", "fee_parts")
    }
    for key, line in zip(keys, value.lines, strict=True):
        _note_known(known.get(key), line, book)
    _write_lines(value, keys, payout, book.load)
    if payout is not None:
        _withdraw(payout, value, keys, book)
        _sum_up(payout)
    book.counts += Counter(
        lines=len(keys),
        payouts=0 if payout is None else 1,
        manual=0 if value.is_itemized else 1,
        created=len(keys) - len(known),
        here_already=sum(1 for key in keys if key in known),
    )


def _write_payout(value: PayoutValue, load: Load) -> Payout:
    """Write the payout, or say of the one that is here what this file knows better."""
    said: dict[str, Any] = {
        "amount": value.amount,
        "paid_on": value.paid_on,
        "arrives_on": value.arrives_on,
        "from_date": value.from_date,
        "to_date": value.to_date or _last_day(value),
        "status": value.status.value if value.status else None,
        "bank_reference": value.bank_reference,
    }
    payout, is_new = Payout.objects.get_or_create(
        processor=value.processor.value,
        account=value.account,
        payout_id=value.payout_id,
        currency=value.currency,
        defaults={
            **said,
            "gross_total": Decimal(0),
            "fee_total": Decimal(0),
            "net_total": Decimal(0),
            "line_count": 0,
            "is_itemized": value.is_itemized,
            "document_id": load.document_id,
        },
    )
    if not is_new:
        for name, known in said.items():
            if known is not None:
                setattr(payout, name, known)
        payout.is_itemized = payout.is_itemized or value.is_itemized
        payout.save()
    return payout


def _last_day(value: PayoutValue) -> date | None:
    """Return the day of the last movement of a payout whose own day no report tells."""
    if value.paid_on or value.arrives_on:
        return None
    return max((line.at.date() for line in value.lines if line.at is not None), default=None)


def _key(value: PayoutValue, line: PayoutLineValue, alike: Counter[str]) -> str:
    """Return what a movement is known by: the processor's own name for it, or what it says.

    A settlement is closed, so its rows are told apart by it too; elsewhere a movement is the same
    before and after it is paid out.
    """
    said = line.key
    if said is None:
        parts = [
            value.payout_id if value.from_date else None,
            line.type.value,
            line.source_type,
            line.at,
            line.order_id,
            line.processor_reference,
            line.description,
            *(None if part is None else decimal_text(part) for part in (line.gross, line.net)),
            line.currency,
        ]
        said = hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()
    alike[said] += 1
    return said if alike[said] == 1 else f"{said}-{alike[said] - 1}"


def _note_known(known: PayoutLine | None, line: PayoutLineValue, book: _Book) -> None:
    """Note where a movement that is here is told with another content."""
    if known is None:
        return
    if known.net == line.net and known.currency == line.currency and known.type == line.type.value:
        return
    book.problems.append(
        FindingValue(
            code=ReasonCode.DUPLICATE_LINE,
            text=(
                f"Line {line.line}: the movement {known.line_key} was"
                f" {decimal_text(known.net)} {known.currency} in an earlier file and is"
                f" {decimal_text(line.net)} {line.currency} here; the newer counts."
            ),
            field="net",
            line=str(line.line),
            expected=decimal_text(known.net),
            actual=decimal_text(line.net),
            reference=known.line_key,
        )
    )


def _write_lines(
    value: PayoutValue, keys: Sequence[str], payout: Payout | None, load: Load
) -> None:
    """Write the movements; one that had no payout yet gets it."""
    rows = [
        {
            "processor": value.processor.value,
            "account": value.account,
            "line_key": key,
            "payout_id": None if payout is None else payout.pk,
            "document_id": load.document_id,
            "is_withdrawn": False,
            "fee_parts": {name: decimal_text(part) for name, part in line.fee_parts},
            **{name: getattr(line, name) for name in _COLUMNS},
        }
        for key, line in zip(keys, value.lines, strict=True)
    ]
    for start in range(0, len(rows), _AT_ONCE):
        upsert(
            PayoutLine,
            rows[start : start + _AT_ONCE],
            key=("processor", "account", "line_key"),
            frozen=("document_id",),
        )


def _withdraw(payout: Payout, value: PayoutValue, keys: Sequence[str], book: _Book) -> None:
    """Take out what a corrected report no longer holds: only one that adds up corrects."""
    if not value.lines or value.amount is None or total_of(value.lines) != value.amount:
        return
    gone = PayoutLine.objects.filter(payout=payout, is_withdrawn=False).exclude(line_key__in=keys)
    count = gone.update(is_withdrawn=True)
    if count:
        movement = "movement is" if count == 1 else "movements are"
        text = f"Payout {payout.payout_id} is corrected: {count} {movement} no longer in it."
        book.problems.append(
            FindingValue(
                code=ReasonCode.DUPLICATE_LINE,
                text=text,
                line=str(value.line),
                actual=str(count),
                reference=payout.payout_id,
            )
        )


_SUMS: Final = """
    SELECT count(*), coalesce(sum(coalesce(gross, net - coalesce(fee, 0))), 0),
           coalesce(sum(fee), 0), coalesce(sum(net), 0)
    FROM intake_payoutline WHERE payout_id = %s AND NOT is_withdrawn
"""


def _sum_up(payout: Payout) -> None:
    """Keep the totals of the movements beside the payout."""
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, [payout.pk])
        count, gross, fee, net = cursor.fetchone()
    Payout.objects.filter(pk=payout.pk).update(
        line_count=count, gross_total=gross, fee_total=fee, net_total=net
    )


def _repeated(here: int) -> FindingValue:
    movement = "movement was" if here == 1 else "movements were"
    text = f"{here:,} {movement} here already; each counts once."
    return FindingValue(code=ReasonCode.DUPLICATE_LINE, text=text, actual=str(here))
