"""Who claims this, against which company of ours, and is the claim here already?"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from audit import actions as audit
from core.actors import Actor
from core.reasons import ReasonCode
from intake.actions import writing
from intake.models import Finding, Invoice
from intake.queries import alarms, claims, copies
from intake.queries.claims import Claim
from intake.queries.copies import Copies
from intake.rules import identify_step, step_json
from intake.rules.duplicates import (
    Alarm,
    Cleared,
    DuplicateCandidate,
    DuplicateSettings,
    find_duplicates,
)
from intake.rules.findings import FindingValue
from intake.rules.identify_step import Addressed, OrderOwner
from intake.rules.terms import terms_of
from intake.rules.vendors import VendorResolution

STEP = "intake.identify"


@dataclass(frozen=True, slots=True)
class _Resolved:
    """Whose claim it is, against whom, and what its orders said of that."""

    claim: Claim
    said: Addressed
    vendor: VendorResolution
    entity: str | None


@dataclass(frozen=True, slots=True)
class _Identified:
    """What was found out about one claim, and what it was compared with."""

    claim: Claim
    said: Addressed
    vendor: VendorResolution
    entity: str | None
    this: DuplicateCandidate
    compared: tuple[DuplicateCandidate, ...]
    cleared: Cleared
    alarms: tuple[Alarm, ...]
    duplicate_of: int | None

    @property
    def findings(self) -> tuple[FindingValue, ...]:
        return self.vendor.findings + tuple(alarm.finding for alarm in self.alarms)


def identify_invoices(
    invoice_ids: Sequence[int], *, settings: DuplicateSettings, actor: Actor, at: datetime
) -> None:
    """Find the vendor, the entity and earlier copies of claims that nobody has identified yet.

    Claims are taken in the order given: of two copies in one batch the first is the original.
    """
    with transaction.atomic():
        _one_at_each_claim(invoice_ids)
        asked = claims.unidentified(invoice_ids)
        if not asked:
            return
        directory = claims.directory()
        orders = claims.order_owners(claim.po_numbers for claim in asked)
        news = _with_news([_resolve(claim, directory, orders) for claim in asked])
        if not news:
            return
        _one_batch_a_vendor({one.vendor.vendor_id for one in news})
        these = [
            claims.candidate_of(one.claim, one.vendor.vendor_id, one.entity, directory)
            for one in news
        ]
        here = copies.copies(these, directory)
        said = alarms.cleared(these)
        done = []
        for one, this in zip(news, these, strict=True):
            done.append(_compare(one, this, here, said[this.reference], settings))
            here.add(this, one.claim.invoice_id)
        _write(done, directory, settings, actor=actor, at=at)


def _with_news(found: Sequence[_Resolved]) -> list[_Resolved]:
    """Leave out strangers of whom we know no more than when they were identified before."""
    strangers = [one.claim.document_id for one in found if one.claim.is_stranger]
    if not strangers:
        return list(found)
    said = claims.findings_of(strangers, _OF_VENDORS)
    return [
        one
        for one in found
        if not one.claim.is_stranger
        or one.vendor.vendor_id is not None
        or {each.code.value for each in one.vendor.findings}
        != said.get(one.claim.document_id, set())
    ]


def withdraw(invoice_id: int) -> None:
    """Note that a claim was rejected: what comes after it is no duplicate of it."""
    Invoice.objects.filter(pk=invoice_id).update(is_withdrawn=True)


def _one_at_each_claim(invoice_ids: Sequence[int]) -> None:
    """Wait for whoever identifies one of these claims now: what is done twice finds its copy."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM intake_invoice WHERE id = ANY(%s) AND identified_at IS NULL"
            " ORDER BY id FOR NO KEY UPDATE",
            [list(invoice_ids)],
        )


def _one_batch_a_vendor(vendor_ids: Set[str | None]) -> None:
    """Let batches with claims of the same vendor wait for one another, in one order for all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(key) FROM (SELECT DISTINCT hashtextextended(name, 0) AS"
            " key FROM unnest(%s::text[]) AS name ORDER BY key) AS keys",
            [[f"vendor:{vendor_id or ''}" for vendor_id in vendor_ids]],
        )


def _resolve(
    claim: Claim, directory: claims.Directory, orders: Mapping[str, OrderOwner]
) -> _Resolved:
    owners = dict.fromkeys(orders[number] for number in claim.po_numbers if number in orders)
    said = Addressed(claim.entity_hint, tuple(owners))
    vendor, entity = identify_step.resolve(
        claim.reading, said, directory.vendors, directory.entities
    )
    return _Resolved(claim, said, vendor, entity)


def _compare(
    one: _Resolved,
    this: DuplicateCandidate,
    here: Copies,
    cleared: Cleared,
    settings: DuplicateSettings,
) -> _Identified:
    compared = tuple(each for each in here.like(this) if each.reference != this.reference)
    found = find_duplicates(this, compared, settings, cleared)
    return _Identified(
        claim=one.claim,
        said=one.said,
        vendor=one.vendor,
        entity=one.entity,
        this=this,
        compared=compared,
        cleared=cleared,
        alarms=found,
        duplicate_of=_original(this, compared, found, here),
    )


def _original(
    this: DuplicateCandidate,
    compared: Sequence[DuplicateCandidate],
    alarms: Sequence[Alarm],
    here: Copies,
) -> int | None:
    """Return the claim this one repeats: surely, or to the letter in all that makes one unique."""
    sure = {each.other for each in alarms if each.finding.code is ReasonCode.DUPLICATE_INVOICE}
    known = [each for each in compared if each.reference in here.invoice_ids]  # originals first
    for other in known:
        if other.reference in sure:
            return here.invoice_ids[other.reference]
    for other in known:
        if _unique_part(other) == _unique_part(this):
            return here.invoice_ids[other.reference]
    return None


def _unique_part(of: DuplicateCandidate) -> tuple[object, ...]:
    return of.vendor_id, of.kind, of.number_key, of.issue_date, of.gross_total


def _write(
    done: Sequence[_Identified],
    directory: claims.Directory,
    settings: DuplicateSettings,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    writing.write_identified([_identified(each, directory) for each in done], at=at)
    Finding.objects.filter(
        document__in=[each.claim.document_id for each in done],
        code__in=_CODES,
        reading__isnull=False,  # what was said of the mail it came with stays
    ).delete()
    writing.write_findings(
        (each.claim.document_id, each.claim.reading_id, found)
        for each in done
        for found in each.findings
    )
    writing.write_alarms(
        [(each.claim.invoice_id, each.this.vendor_id, each.alarms) for each in done], at=at
    )
    shared = {
        "entities": step_json.to_bytes(directory.entities),
        "settings": step_json.to_bytes(settings),
    }
    audit.store_bundles([_bundle(each, directory, shared) for each in done], at=at)
    audit.record_many([_event(each) for each in done], actor=actor, at=at)


_OF_VENDORS = tuple(
    code.value
    for code in (
        ReasonCode.UNKNOWN_VENDOR,
        ReasonCode.VENDOR_LOOKALIKE,
        ReasonCode.VENDOR_BLOCKED,
        ReasonCode.BANK_DETAILS_CHANGED,
        ReasonCode.TAX_ID_MISMATCH,
    )
)
_CODES = (
    *_OF_VENDORS,
    ReasonCode.DUPLICATE_INVOICE.value,
    ReasonCode.POSSIBLE_DUPLICATE.value,
)


def _identified(each: _Identified, directory: claims.Directory) -> writing.Identified:
    """Return the columns that identifying decides; terms are the document's, else the vendor's."""
    reading, vendor_id = each.claim.reading, each.vendor.vendor_id
    words = reading.payment_terms or directory.vendor_terms.get(vendor_id or "")
    terms = terms_of(words, reading.issue_date, each.claim.arrived_on)
    return writing.Identified(
        invoice_id=each.claim.invoice_id,
        vendor_pk=directory.vendor_pks.get(vendor_id or ""),
        entity=each.entity,
        due_date=reading.due_date or terms.due_date,
        discount_until=terms.discount_until,
        duplicate_of=each.duplicate_of,
        seller_key=each.this.vendor_id,
        lines_key=each.this.lines_key,
    )


def _bundle(
    each: _Identified, directory: claims.Directory, shared: Mapping[str, bytes]
) -> audit.BundleDraft:
    looked_at = identify_step.vendor_bytes(
        each.claim.reading, each.said, directory.vendors, each.vendor
    )
    return audit.BundleDraft(
        step=STEP,
        subject=f"invoice:{each.claim.invoice_id}",
        inputs={
            **shared,
            "reading": each.claim.payload.encode(),
            "addressed": step_json.to_bytes(each.said),
            "vendors": looked_at,
            "compared": step_json.to_bytes((each.this, *each.compared)),
            "cleared": step_json.to_bytes(each.cleared),
        },
        output=identify_step.output(each.vendor, each.entity, each.alarms),
        policy_versions={},
    )


def _event(each: _Identified) -> audit.EventDraft:
    return audit.EventDraft(
        action="intake.invoice.identified",
        subject=f"invoice:{each.claim.invoice_id}",
        payload={
            "vendor_id": each.vendor.vendor_id,
            "method": each.vendor.method,
            "entity": each.entity,
            "findings": [found.code.value for found in each.findings],
        },
        entity=each.entity,
    )
