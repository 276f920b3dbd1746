"""An approved text becomes a source for later months; one that no longer counts is withdrawn."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from ai.actions import sources
from ai.approved import AccessClass, Purpose, SourceKind, Validity
from ai.chunking import Block
from ai.queries import approved_versions
from core.actors import Actor, ActorKind
from kpi.queries.variances.notes import Key
from kpi.queries.variances.sayings import source_code

_MACHINE = Actor(ActorKind.RULE, "variance texts")


def make_quotable(key: Key, *, account_name: str, text: str, actor: Actor, at: datetime) -> None:
    """Register a text as an approved source of its entity; whoever approved it approves this.

    A text about every entity together is not one: it would be quoted to those who see only some.
    """
    plan, version, period, entity, account, cost_centre, _ = key
    if entity is None:
        return
    code = source_code(key)
    name = " ".join(each for each in (account, account_name, cost_centre or "") if each)
    title = f"Variance of {name} in {period} against {plan} {version}"
    described = sources.Described(
        code=code, kind=SourceKind.PAST_DECISION, title=title, owner=actor.label,
        entities=(entity,), purposes=(Purpose.VARIANCE,), licence="own", personal_data=None,
        access_class=AccessClass.INTERNAL,
    )  # fmt: skip
    with suppress(sources.UnableToRegister):  # it is registered from an earlier approval
        sources.register_source(described=described, actor=_MACHINE, at=at)
    made = sources.add_version(
        code=code,
        given=sources.Given("text.txt", f"{at.isoformat()}\n{text}".encode(), (Block(text),)),
        validity=Validity(at.date()),
        actor=_MACHINE,
        at=at,
    )
    sources.approve_version(version_id=made.pk, actor=actor, at=at)


def withdraw(keys: Iterable[Key], *, because: str, actor: Actor, at: datetime) -> int:
    """Take the texts of these variances out of use; return how many there were."""
    found = approved_versions([source_code(key) for key in keys])
    for version in found:
        sources.withdraw_version(version_id=version, because=because, actor=actor, at=at)
    return len(found)
