"""Which prompts and models are asked: those that came first, until a person promotes another."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from ai.asking import Prompt
from ai.models import ModelApproval, PromptVersion
from audit import actions as audit
from core.actors import Actor, ActorKind
from core.errors import Refusal

RELEASE = "release"


class UnableToPromote(Refusal):
    """There is no such version, it is in use already, or the actor is no person."""


def in_use(prompt: Prompt, *, at: datetime) -> Prompt:
    """Return the version to ask with; a file that changed waits until a person promotes it."""
    known = {row.version: row for row in PromptVersion.objects.filter(name=prompt.name)}
    if prompt.version not in known:
        is_first = not known
        PromptVersion.objects.get_or_create(
            name=prompt.name,
            version=prompt.version,
            defaults={
                "text": prompt.text, "added_at": at, "is_in_use": is_first,
                "promoted_by": RELEASE if is_first else None,
                "promoted_at": at if is_first else None,
            },
        )  # fmt: skip
        if is_first:
            return prompt
    used = next((row for row in known.values() if row.is_in_use), None)
    return prompt if used is None else Prompt(used.name, used.text)


def promote(*, name: str, version: str, actor: Actor, at: datetime) -> PromptVersion:
    """Ask with this version from now on; taking an earlier one is the way back.

    :raises UnableToPromote: no person asks, there is no such version, or it is in use.
    """
    if actor.kind is not ActorKind.PERSON:
        raise UnableToPromote("Only a person promotes a prompt.")
    with transaction.atomic():
        rows = {r.version: r for r in PromptVersion.objects.select_for_update().filter(name=name)}
        wanted = rows.get(version)
        if wanted is None or wanted.is_in_use:
            text = "There is no such version." if wanted is None else "This version is in use."
            raise UnableToPromote(text)
        before = next((row.version for row in rows.values() if row.is_in_use), None)
        PromptVersion.objects.filter(name=name, is_in_use=True).update(is_in_use=False)
        wanted.is_in_use, wanted.promoted_by, wanted.promoted_at = True, actor.label, at
        wanted.save(update_fields=["is_in_use", "promoted_by", "promoted_at"])
        audit.record(
            action="ai.prompt.promoted", subject=f"prompt:{name}", actor=actor, at=at,
            payload={"version": version, "before": before},
        )  # fmt: skip
    return wanted


def approved_models(names: Sequence[str], *, at: datetime) -> frozenset[str]:
    """Return those of some models that may be asked; a new one waits until a person approves it."""
    known = dict(ModelApproval.objects.values_list("model", "approved_at"))
    is_first = not known
    for name in names:
        if name not in known:
            row, _ = ModelApproval.objects.get_or_create(
                model=name,
                defaults={
                    "added_at": at, "approved_by": RELEASE if is_first else None,
                    "approved_at": at if is_first else None,
                },
            )  # fmt: skip
            known[name] = row.approved_at
    return frozenset(name for name in names if known[name] is not None)


def approve_model(*, model: str, actor: Actor, at: datetime) -> ModelApproval:
    """Let a model be asked from now on.

    :raises UnableToPromote: no person asks, there is no such model, or it is approved.
    """
    if actor.kind is not ActorKind.PERSON:
        raise UnableToPromote("Only a person approves a model.")
    with transaction.atomic():
        row = ModelApproval.objects.select_for_update().filter(model=model).first()
        if row is None or row.approved_at is not None:
            text = "There is no such model." if row is None else "This model is approved."
            raise UnableToPromote(text)
        row.approved_by, row.approved_at = actor.label, at
        row.save(update_fields=["approved_by", "approved_at"])
        audit.record(
            action="ai.model.approved", subject=f"model:{model}", actor=actor, at=at, payload={}
        )
    return row
