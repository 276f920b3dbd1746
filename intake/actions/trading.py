"""What partners announce, remit and deduct is kept; one event is never deducted twice (T33)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.money import decimal_text
from core.reasons import ReasonCode
from intake.actions.writing import is_currency
from intake.models import (
    Announcement,
    AnnouncementLine,
    Deduction,
    Document,
    Remittance,
    RemittanceLine,
)
from intake.rules import announcements
from intake.rules.findings import FindingValue, ReadFile
from intake.rules.numbers import number_key
from intake.rules.remittances import AdjustmentValue, DeductionValue, RemittanceValue


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of one document: whether it is a record now, and what is wrong beside others."""

    records: int
    findings: tuple[FindingValue, ...] = ()


def keep(document_id: int, read: ReadFile) -> Kept:
    """Write down what a document announces, remits or deducts."""
    if read.announcement is not None:
        _keep_announcement(document_id, read.announcement)
        return Kept(records=1)
    if read.remittance is not None:
        return Kept(1, _keep_remittance(document_id, read.remittance))
    if read.adjustment is not None:
        return Kept(1, _keep_adjustment(document_id, read.adjustment))
    return Kept(records=0)


def _keep_announcement(document_id: int, said: announcements.Announcement) -> None:
    made = Announcement.objects.create(
        document_id=document_id,
        document_type=said.document_type.value,
        number=said.number,
        announced_on=said.announced_on,
        shipped_on=said.shipped_on,
        expected_on=said.expected_on,
        sender_name=said.sender_name,
        sender_id=said.sender_id,
        carrier_reference=said.carrier_reference,
        answer=said.answer,
    )
    AnnouncementLine.objects.bulk_create(
        [
            AnnouncementLine(
                announcement=made,
                position=position,
                line=line.line,
                po_number=line.po_number,
                po_line=line.po_line,
                description=line.description,
                quantity=line.quantity,
                unit=line.unit,
                unit_price=line.unit_price,
                seller_item_id=line.seller_item_id,
                buyer_item_id=line.buyer_item_id,
                gtin=line.gtin,
                answer=line.answer,
            )
            for position, line in enumerate(said.lines, 1)
        ],
        batch_size=1_000,
    )


def _keep_remittance(document_id: int, paid: RemittanceValue) -> tuple[FindingValue, ...]:
    currency = paid.currency if is_currency(paid.currency) else None
    made = Remittance.objects.create(
        document_id=document_id,
        number=paid.number,
        amount=paid.amount,
        currency=currency,
        paid_on=paid.paid_on,
        direction=paid.direction,
        method=paid.method,
        payer_name=paid.payer_name,
        payer_id=paid.payer_id,
        payee_name=paid.payee_name,
        payee_id=paid.payee_id,
    )
    lines = RemittanceLine.objects.bulk_create(
        [
            RemittanceLine(
                remittance=made,
                position=position,
                reference=line.reference,
                qualifier=line.qualifier,
                number_key=number_key(line.reference),
                paid=line.paid,
                gross=line.gross,
                discount=line.discount,
                po_number=line.po_number,
                dated_on=line.dated_on,
            )
            for position, line in enumerate(paid.lines, 1)
        ],
        batch_size=1_000,
    )
    taken: list[tuple[DeductionValue, RemittanceLine | None]] = [
        (each, None) for each in paid.deductions
    ]
    for line, row in zip(paid.lines, lines, strict=True):
        taken += [(each, row) for each in line.deductions]
    return _keep_deductions(document_id, taken, currency)


def _keep_adjustment(document_id: int, stated: AdjustmentValue) -> tuple[FindingValue, ...]:
    """Keep the details of an adjustment; one without any is its own detail."""
    details = stated.deductions
    if not details and stated.amount is not None:
        details = (
            DeductionValue(
                amount=stated.amount,
                reference=stated.number,
                invoice_number=stated.invoice_number,
                po_number=stated.po_number,
                dated_on=stated.issued_on,
            ),
        )
    currency = stated.currency if is_currency(stated.currency) else None
    return _keep_deductions(document_id, [(each, None) for each in details], currency)


def _keep_deductions(
    document_id: int,
    taken: Sequence[tuple[DeductionValue, RemittanceLine | None]],
    currency: str | None,
) -> tuple[FindingValue, ...]:
    drafts = [
        Deduction(
            document_id=document_id,
            remittance_line=line,
            position=position,
            reference=each.reference,
            reference_key=number_key(each.reference),
            amount=each.amount,
            currency=currency,
            reason=each.reason.value,
            reason_code=each.reason_code,
            invoice_number=each.invoice_number,
            po_number=each.po_number,
            dated_on=each.dated_on,
            text=each.text,
        )
        for position, (each, line) in enumerate(taken, 1)
    ]
    earlier = _earlier(document_id, drafts)
    findings = tuple(_compare(drafts, earlier))
    for draft in drafts:
        same = earlier.get(draft.reference_key or "")
        draft.same_event_as = _events(same)[0] if same else None
    Deduction.objects.bulk_create(drafts, batch_size=1_000)
    return findings


def _earlier(document_id: int, drafts: Sequence[Deduction]) -> Mapping[str, Sequence[Deduction]]:
    """Return the deductions of other documents that go by the same reference, first ones first."""
    keys = {draft.reference_key for draft in drafts if draft.reference_key}
    found: dict[str, list[Deduction]] = defaultdict(list)
    rows = (
        Deduction.objects.filter(reference_key__in=keys)
        .exclude(document_id=document_id)
        .select_related("document")
        .order_by("pk")
    )
    for row in rows:
        found[row.reference_key or ""].append(row)
    return found


def _compare(
    drafts: Sequence[Deduction], earlier: Mapping[str, Sequence[Deduction]]
) -> Iterator[FindingValue]:
    """Yield where one event is another amount elsewhere, or is taken off a second time."""
    by_key: dict[str, list[Deduction]] = defaultdict(list)
    for draft in drafts:
        by_key[draft.reference_key or ""].append(draft)
    for key, here in earlier.items():
        now, before = _sum(by_key[key]), _sum(_events(here))
        other, number = here[0].document, by_key[key][0].reference
        if now != before:
            yield FindingValue(
                code=ReasonCode.AMOUNT_DIFFERS,
                text=f"Deduction {number} is {now} here and {before} in {other.shown_name}.",
                field="amount",
                expected=decimal_text(before),
                actual=decimal_text(now),
                reference=other.sha256,
            )
        if (again := _again(by_key[key], here)) is not None:
            document, done = again
            yield FindingValue(
                code=ReasonCode.POSSIBLE_DUPLICATE,
                text=f"Deduction {number} was {done} already, in {document.shown_name}.",
                field="amount",
                actual=decimal_text(now),
                reference=document.sha256,
            )


def _events(rows: Sequence[Deduction]) -> list[Deduction]:
    """Return those that are no repetition of another."""
    return [row for row in rows if row.same_event_as_id is None]


def _is_payment(rows: Sequence[Deduction]) -> bool:
    return Remittance.objects.filter(document__in=[row.document_id for row in rows]).exists()


def _again(now: Sequence[Deduction], before: Sequence[Deduction]) -> tuple[Document, str] | None:
    """Return the first document that did the same: a payment taking off, a notice announcing."""
    is_payment = _is_payment(now)
    for row in before:
        if _is_payment([row]) is is_payment:
            return row.document, "taken off" if is_payment else "announced"
    return None


def _sum(rows: Sequence[Deduction]) -> Decimal:
    return sum((row.amount for row in rows), Decimal(0))
