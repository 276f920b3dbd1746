"""A person says that an invoice is no repeat of another; a vendor's habit is remembered (T58).

Clearing takes one alarm off one invoice. Remembering silences a check for the invoices to come, so
it waits until somebody with the right to approve confirms it, and it can be revoked.
"""

from datetime import datetime

from django.db import transaction

from audit import actions as audit
from core.actors import Actor, ActorKind
from core.errors import Refusal
from intake.models import DuplicateAlarm, Finding, Invoice, RememberedRepeat
from intake.rules.duplicate_ways import WAY


class UnableToClear(Refusal):
    """The alarm stands, or what is remembered stays."""


def clear_alarm(
    *,
    invoice_id: int,
    alarm_id: int,
    reason: str,
    remember: bool,
    may_confirm: bool,
    actor: Actor,
    at: datetime,
) -> DuplicateAlarm:
    """Take an alarm off an invoice, with the reason; keep its pattern for the vendor if asked to.

    :raises UnableToClear: there is no such alarm, it is cleared, or everything is equal.
    """
    _only_a_person(actor)
    if not reason.strip():
        raise UnableToClear("Say why it is another claim.")
    with transaction.atomic():
        alarm = _locked(invoice_id, alarm_id)
        alarm.cleared_at, alarm.cleared_by, alarm.reason = at, actor.label, reason.strip()
        alarm.save(update_fields=["cleared_at", "cleared_by", "reason"])
        invoice = alarm.invoice
        Finding.objects.filter(
            document=invoice.document_id, code=alarm.code, reference=alarm.other
        ).delete()
        _separate(invoice, alarm.other)
        audit.record(
            action="intake.duplicate_alarm.cleared", subject=f"invoice:{invoice.pk}", actor=actor,
            at=at, entity=invoice.entity,
            payload={
                "alarm": alarm.pk, "way": WAY[alarm.way].title, "other": alarm.other,
                "pattern": alarm.pattern, "reason": alarm.reason,
            },
        )  # fmt: skip
        if remember:
            _remember(alarm, may_confirm=may_confirm, actor=actor, at=at)
    return alarm


def confirm_repeat(*, repeat_id: int, actor: Actor, at: datetime) -> RememberedRepeat:
    """Let a remembered pattern take effect at its vendor.

    :raises UnableToClear: it is in effect, or was revoked, or no person confirms it.
    """
    _only_a_person(actor)
    with transaction.atomic():
        repeat = _standing(repeat_id)
        if repeat.confirmed_at is not None:
            raise UnableToClear("It is in effect already.")
        repeat.confirmed_by, repeat.confirmed_at = actor.label, at
        repeat.save(update_fields=["confirmed_by", "confirmed_at"])
        _record(repeat, "confirmed", actor=actor, at=at)
    return repeat


def revoke_repeat(*, repeat_id: int, actor: Actor, at: datetime) -> RememberedRepeat:
    """Let the rule fire at the vendor again.

    :raises UnableToClear: it was revoked before, or no person revokes it.
    """
    _only_a_person(actor)
    with transaction.atomic():
        repeat = _standing(repeat_id)
        repeat.revoked_by, repeat.revoked_at = actor.label, at
        repeat.save(update_fields=["revoked_by", "revoked_at"])
        _record(repeat, "revoked", actor=actor, at=at)
    return repeat


def _only_a_person(actor: Actor) -> None:
    if actor.kind is not ActorKind.PERSON:
        raise UnableToClear("Only a person says what is no duplicate.")


def _locked(invoice_id: int, alarm_id: int) -> DuplicateAlarm:
    alarm = (
        DuplicateAlarm.objects.select_for_update(of=("self",))
        .select_related("invoice")
        .filter(pk=alarm_id, invoice=invoice_id)
        .first()
    )
    if alarm is None:
        raise UnableToClear("There is no such alarm on this invoice.")
    if alarm.cleared_at is not None:
        raise UnableToClear("It is cleared already.")
    if not WAY[alarm.way].can_be_cleared:
        raise UnableToClear(
            "Vendor, number, date and amount are all equal: correct what was read wrongly, or"
            " reject it."
        )
    return alarm


def _separate(invoice: Invoice, other: str) -> None:
    """Let an invoice be a claim of its own where it was kept as a copy of the other."""
    if other == f"invoice:{invoice.duplicate_of_id}":
        Invoice.objects.filter(pk=invoice.pk).update(duplicate_of=None)


def _remember(alarm: DuplicateAlarm, *, may_confirm: bool, actor: Actor, at: datetime) -> None:
    if alarm.invoice.vendor_id is None:
        raise UnableToClear("The vendor is unknown: nothing can be remembered for it.")
    repeat, is_new = RememberedRepeat.objects.get_or_create(
        vendor_id=alarm.invoice.vendor_id, pattern=alarm.pattern, revoked_at=None,
        defaults={
            "way": alarm.way, "reason": alarm.reason or "", "alarm": alarm,
            "proposed_by": actor.label, "proposed_at": at,
        },
    )  # fmt: skip
    if is_new:
        _record(repeat, "proposed", actor=actor, at=at)
    if may_confirm and repeat.confirmed_at is None:
        confirm_repeat(repeat_id=repeat.pk, actor=actor, at=at)


def _standing(repeat_id: int) -> RememberedRepeat:
    repeat = (
        RememberedRepeat.objects.select_for_update(of=("self",))
        .select_related("vendor")
        .filter(pk=repeat_id)
        .first()
    )
    if repeat is None or repeat.revoked_at is not None:
        raise UnableToClear("Nothing of the kind is remembered.")
    return repeat


def _record(repeat: RememberedRepeat, what: str, *, actor: Actor, at: datetime) -> None:
    audit.record(
        action=f"intake.remembered_repeat.{what}", subject=f"vendor:{repeat.vendor.vendor_id}",
        actor=actor, at=at,
        payload={"repeat": repeat.pk, "pattern": repeat.pattern, "reason": repeat.reason},
    )  # fmt: skip
