"""Service accounts: a name, scopes, entities, and a secret that is shown once."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from audit import actions as audit
from core.actors import Actor, ActorKind
from core.errors import Refusal
from core.http import Scope
from review.models import ServiceToken

PREFIX = "tieout_"
_SECRET_BYTES = 32
_NOTED_EVERY = timedelta(minutes=1)


class UnableToMakeToken(Refusal):
    """The name is taken, or nothing is allowed."""


class NoSuchToken(Refusal):
    """No service account has this name, or it was revoked before."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A service account that showed its token."""

    token_id: int
    actor: Actor
    scopes: frozenset[str]


def create_token(
    *, name: str, scopes: Sequence[Scope], entities: Sequence[str], actor: Actor, at: datetime
) -> str:
    """Make a service account and return its token, which is kept nowhere.

    :raises UnableToMakeToken: there is one of this name, or no scope is given.
    """
    name = name.strip()
    if not name or not scopes:
        raise UnableToMakeToken("A service account has a name and one scope at least.")
    secret = PREFIX + secrets.token_urlsafe(_SECRET_BYTES)
    allowed = sorted({scope.value for scope in scopes})
    limited = sorted(set(entities)) or None
    try:
        with transaction.atomic():
            ServiceToken.objects.create(
                name=name, digest=_digest(secret), scopes=allowed, entities=limited,
                created_at=at, created_by=actor.label,
            )  # fmt: skip
            audit.record(
                action="review.token.created", subject=f"token:{name}", actor=actor, at=at,
                payload={"scopes": allowed, "entities": limited},
            )  # fmt: skip
    except IntegrityError as error:
        if "name" not in str(error):
            raise
        raise UnableToMakeToken(f"There is a service account named {name} already.") from error
    return secret


def revoke_token(*, name: str, actor: Actor, at: datetime) -> None:
    """Shut a service account out from now on.

    :raises NoSuchToken: there is none of this name that is still let in.
    """
    with transaction.atomic():
        rows = ServiceToken.objects.filter(name=name, revoked_at__isnull=True)
        if not rows.update(revoked_at=at):
            raise NoSuchToken(f"There is no service account named {name} that is still let in.")
        audit.record(action="review.token.revoked", subject=f"token:{name}", actor=actor, at=at)


def admit(secret: str, *, at: datetime) -> Holder | None:
    """Return whose token this is, and note its use once a minute; nothing where it is nobody's."""
    row = ServiceToken.objects.filter(digest=_digest(secret), revoked_at__isnull=True).first()
    if row is None:
        return None
    if row.last_used_at is None or row.last_used_at < at - _NOTED_EVERY:
        ServiceToken.objects.filter(pk=row.pk).update(last_used_at=at)
    entities = None if row.entities is None else frozenset(row.entities)
    actor = Actor(kind=ActorKind.SERVICE, name=row.name, entities=entities)
    return Holder(row.pk, actor, frozenset(row.scopes))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
