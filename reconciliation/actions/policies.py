"""The limits that people set: read, proposed, approved by a second person, put in force.

One version is in force. It is read from the database by every process before it is used, so a
change counts at once; parsing it is what is remembered.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache

from django.db import IntegrityError, transaction
from django.db.models import Max
from pydantic import TypeAdapter

from audit import actions as audit
from core.actors import PIPELINE, Actor, ActorKind
from core.errors import Refusal
from intake.rules.checks import ReadingTolerances
from intake.rules.duplicates import DuplicateSettings
from reconciliation.models import AutonomyPolicy, PolicyState, PolicyVersion, TolerancePolicy
from reconciliation.rules import policy_json
from reconciliation.rules.policy import DEFAULT_POLICY, Policy
from reconciliation.rules.policy_json import UnableToReadPolicy
from reconciliation.rules.routing import Autonomy
from reconciliation.rules.tolerance import Measure

# What a stored document is read on top of: it names everything, so nothing may shine through.
_NOTHING = Policy(tolerances=(), autonomy=Autonomy(), limits=())
_LONGEST_DOCUMENT = 1_000_000


@cache
def _adapter() -> TypeAdapter[Policy]:
    return TypeAdapter(Policy)


class UnableToImport(Refusal):
    """The document is no policy."""


class UnableToApprove(Refusal):
    """The proposed policy may not be approved by this person, or not any more."""


@dataclass(frozen=True, slots=True)
class PolicyInForce:
    """The policy that counts now, as the rules take it and as bundles keep it."""

    pk: int
    version: int
    policy: Policy
    content: bytes

    @property
    def name(self) -> str:
        """What a bundle calls it."""
        return str(self.version)

    @property
    def reading_limits(self) -> ReadingTolerances:
        """The limits by which one document must add up."""
        known = ReadingTolerances()
        line = self.policy.tolerance(Measure.TAX_LINE)
        document = self.policy.tolerance(Measure.TAX_DOCUMENT)
        return ReadingTolerances(
            tax_line=line.absolute if line and line.absolute is not None else known.tax_line,
            tax_document=document.absolute
            if document and document.absolute is not None
            else known.tax_document,
        )

    @property
    def duplicates(self) -> DuplicateSettings:
        """How near two invoices must be to count as alike."""
        return self.policy.duplicates


def current_policy() -> PolicyInForce:
    """Return the policy in force; the first one to ask puts the defaults in force."""
    row = _row_in_force()
    if row is None:
        _create_default()
        return current_policy()
    return _parsed(*row)


def policy_of(version: int | None) -> PolicyInForce:
    """Return the policy of a version; the one in force where none was noted."""
    row = PolicyVersion.objects.filter(version=version).first() if version else None
    if row is None:
        return current_policy()
    return _parsed(row.pk, row.version, json.dumps(row.document, sort_keys=True))


def policy_from_bytes(content: bytes) -> Policy:
    """Return the policy that a bundle keeps."""
    return _adapter().validate_json(content)


def export_policy() -> dict[str, object]:
    """Return the policy in force as the document of the contract."""
    return policy_json.to_json(current_policy().policy)


def import_policy(
    document: object, *, actor: Actor, at: datetime, has_decisions: bool
) -> PolicyVersion:
    """Take in a policy: in force at once while nobody has decided anything, else proposed.

    `document` is the JSON object or its text; it may name only what changes. A document that
    changes nothing returns the version that says the same already.

    :raises UnableToImport: it cannot be read; the text names the field.
    """
    if actor.kind not in (ActorKind.PERSON, ActorKind.SERVICE):
        raise UnableToImport("Limits are set by people alone.")
    stated = _object(document)
    base = current_policy()
    with transaction.atomic():
        in_force = PolicyVersion.objects.select_for_update().get(pk=base.pk)
        if in_force.state != PolicyState.IN_FORCE.value:
            raise UnableToImport("The policy was changed in this very moment; try again.")
        try:
            policy = policy_json.from_json(stated, base.policy)
        except UnableToReadPolicy as error:
            raise UnableToImport(str(error)) from error
        if policy == base.policy:
            return in_force
        if has_decisions and (same := _same_proposal(policy)):
            return same
        last = PolicyVersion.objects.aggregate(last=Max("version"))["last"] or 0
        state = PolicyState.PROPOSED if has_decisions else PolicyState.IN_FORCE
        if state is PolicyState.IN_FORCE:
            in_force.state = PolicyState.SUPERSEDED.value
            in_force.save(update_fields=["state"])
        row = _write(policy.numbered(last + 1), state, actor=actor, at=at)
        verb = "proposed" if has_decisions else "put_in_force"
        _record(row, verb, actor=actor, at=at, changed_from=in_force)
    return row


def is_in_force(version: PolicyVersion) -> bool:
    """Say whether this is the version that counts."""
    return version.state == PolicyState.IN_FORCE.value


def approve_policy(version: int, *, actor: Actor, at: datetime) -> PolicyVersion:
    """Put a proposed policy in force: another person than the one who proposed it says yes.

    :raises UnableToApprove: not a person, the same person, or not proposed any more.
    """
    if actor.kind is not ActorKind.PERSON:
        audit.record(
            action="reconciliation.policy.approval_refused",
            subject=f"policy:{version}",
            actor=actor,
            at=at,
            payload={"reason": "not a person"},
        )
        raise UnableToApprove("Only a person approves a policy.")
    with transaction.atomic():
        row = _proposed(version)
        if row.proposed_by == actor.label:
            raise UnableToApprove("A second person has to approve what you proposed.")
        in_force = PolicyVersion.objects.select_for_update().get(state=PolicyState.IN_FORCE.value)
        if in_force.version > row.version:
            raise UnableToApprove(
                f"Policy {in_force.version} came into force after this was proposed; propose it"
                " again."
            )
        in_force.state = PolicyState.SUPERSEDED.value
        in_force.save(update_fields=["state"])
        row.state, row.approved_by, row.approved_at = PolicyState.IN_FORCE.value, actor.label, at
        row.save(update_fields=["state", "approved_by", "approved_at"])
        _record(row, "approved", actor=actor, at=at, changed_from=in_force)
    return row


def decline_policy(version: int, *, actor: Actor, at: datetime) -> PolicyVersion:
    """Turn a proposed policy down.

    :raises UnableToApprove: not a person, or not proposed any more.
    """
    if actor.kind is not ActorKind.PERSON:
        raise UnableToApprove("Only a person declines a policy.")
    with transaction.atomic():
        row = _proposed(version)
        row.state, row.approved_by, row.approved_at = PolicyState.DECLINED.value, actor.label, at
        row.save(update_fields=["state", "approved_by", "approved_at"])
        _record(row, "declined", actor=actor, at=at)
    return row


def _row_in_force() -> tuple[int, int, str] | None:
    row = PolicyVersion.objects.filter(state=PolicyState.IN_FORCE.value).values_list(
        "pk", "version", "document"
    )
    found = row.first()
    return None if found is None else (found[0], found[1], json.dumps(found[2], sort_keys=True))


@lru_cache(maxsize=8)
def _parsed(pk: int, version: int, document: str) -> PolicyInForce:
    policy = policy_json.from_json(json.loads(document), _NOTHING).numbered(version)
    content = _adapter().dump_json(policy)
    return PolicyInForce(pk=pk, version=version, policy=policy, content=content)


def _create_default() -> None:
    """Put the defaults in force as version 1, dated when the installation first asked."""
    from django.utils import timezone

    at = timezone.now()
    try:
        with transaction.atomic():
            row = _write(DEFAULT_POLICY.numbered(1), PolicyState.IN_FORCE, actor=PIPELINE, at=at)
            _record(row, "put_in_force", actor=PIPELINE, at=at)
    except IntegrityError:
        return  # another process was faster


def _write(policy: Policy, state: PolicyState, *, actor: Actor, at: datetime) -> PolicyVersion:
    row = PolicyVersion.objects.create(
        version=policy.version,
        document=policy_json.to_json(policy),
        state=state.value,
        proposed_by=actor.label,
        proposed_at=at,
        approved_by=actor.label if state is PolicyState.IN_FORCE else None,
        approved_at=at if state is PolicyState.IN_FORCE else None,
    )
    TolerancePolicy.objects.bulk_create(
        TolerancePolicy(
            policy=row,
            measure=limit.measure.value,
            vendor_id=limit.vendor_id,
            category=limit.category,
            entity=limit.entity,
            percent=limit.tolerance.percent,
            absolute=limit.tolerance.absolute,
            combine=limit.tolerance.combine.value,
        )
        for limit in policy.tolerances
    )
    AutonomyPolicy.objects.bulk_create(
        AutonomyPolicy(
            policy=row,
            case_class=part.case_class,
            level=part.level.value,
            ceiling=part.ceiling,
        )
        for part in policy.autonomy.classes
    )
    return row


def _record(
    row: PolicyVersion,
    verb: str,
    *,
    actor: Actor,
    at: datetime,
    changed_from: PolicyVersion | None = None,
) -> None:
    content = json.dumps(row.document, sort_keys=True).encode()
    audit.record(
        action=f"reconciliation.policy.{verb}",
        subject=f"policy:{row.version}",
        actor=actor,
        at=at,
        payload={
            "version": row.version,
            "sha256": hashlib.sha256(content).hexdigest(),
            "changed_from": changed_from.version if changed_from else None,
            "sections": _changed_sections(changed_from, row),
        },
    )


def _changed_sections(before: PolicyVersion | None, after: PolicyVersion) -> list[str]:
    if before is None:
        return []
    names = sorted(set(before.document) | set(after.document))
    return [
        name
        for name in names
        if name != "version" and before.document.get(name) != after.document.get(name)
    ]


def _same_proposal(policy: Policy) -> PolicyVersion | None:
    for row in PolicyVersion.objects.filter(state=PolicyState.PROPOSED.value).order_by("-version"):
        proposed = policy_json.from_json(row.document, _NOTHING)
        if proposed.numbered(policy.version) == policy:
            return row
    return None


def _proposed(version: int) -> PolicyVersion:
    row = PolicyVersion.objects.select_for_update().filter(version=version).first()
    if row is None:
        raise UnableToApprove(f"There is no policy {version}.")
    if row.state != PolicyState.PROPOSED.value:
        raise UnableToApprove(f"Policy {version} is {row.state.replace('_', ' ')} already.")
    return row


def _object(document: object) -> object:
    if not isinstance(document, str | bytes):
        return document
    if len(document) > _LONGEST_DOCUMENT:
        raise UnableToImport("The document is too large for a policy.")
    try:
        return json.loads(document, parse_float=_no_float)
    except json.JSONDecodeError as error:
        raise UnableToImport(
            f"It is not JSON: {error.msg} in line {error.lineno}, column {error.colno}."
        ) from error
    except (RecursionError, ValueError) as error:
        raise UnableToImport(f"It is not JSON: {error}.") from error


def _no_float(text: str) -> float:
    raise ValueError(f"the number {text} must be written as a text, as all decimals are")
