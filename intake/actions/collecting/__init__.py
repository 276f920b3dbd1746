"""Watched folders and mailboxes are emptied: every file once, however often we are interrupted."""

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from audit import actions as audit
from core.actors import Actor, ActorKind
from core.errors import Refusal
from intake.actions.collecting import folders, mailboxes, sources
from intake.actions.collecting.taking import Take, Taken, UnableToCollect, taker
from intake.models import Inbox, InboxKind

logger = logging.getLogger(__name__)

_LEASE: Final = timedelta(minutes=10)
_COLLECTORS: Final[dict[str, Callable[[Inbox, Take, datetime], int]]] = {
    InboxKind.FOLDER.value: folders.collect,
    InboxKind.MAILBOX.value: mailboxes.collect,
    InboxKind.SOURCES.value: folders.collect,
}

__all__ = [
    "Taken", "UnableToCollect", "UnableToSetUp", "collect", "collect_all", "pause", "set_up",
]  # fmt: skip


class UnableToSetUp(Refusal):
    """The inbox is not one that can be looked at."""


def set_up(
    *,
    name: str,
    kind: InboxKind,
    actor: Actor,
    at: datetime,
    entity: str | None = None,
    folder: str | None = None,
    host: str | None = None,
    port: int | None = None,
    is_tls: bool = True,
    login: str | None = None,
    secret: str | None = None,
    mailbox: str = "INBOX",
) -> Inbox:
    """Have a folder or a mailbox emptied from now on.

    :raises UnableToSetUp: the name is taken, or the place lies outside of what may be watched.
    """
    if kind is not InboxKind.MAILBOX:
        _below(settings.WATCHED_FOLDERS, folder, "folder").mkdir(parents=True, exist_ok=True)
    else:
        _below(settings.INBOX_SECRETS, secret, "file with the password")
    with transaction.atomic():
        if folder and Inbox.objects.filter(folder=folder).exclude(name=name).exists():
            raise UnableToSetUp(f"The folder {folder} is looked at already.")
        inbox, is_new = Inbox.objects.get_or_create(
            name=name,
            defaults={
                "kind": kind.value, "entity": entity, "folder": folder, "host": host,
                "port": port, "is_tls": is_tls, "login": login, "secret": secret,
                "mailbox": mailbox, "set_up_by": actor.label,
            },
        )  # fmt: skip
        if not is_new:
            raise UnableToSetUp(f"There is an inbox named {name} already.")
        _record("set_up", inbox, actor=actor, at=at)
    return inbox


def pause(*, inbox_id: int, is_paused: bool, actor: Actor, at: datetime) -> None:
    """Leave an inbox alone, or go on with it."""
    with transaction.atomic():
        changed = (
            Inbox.objects.filter(pk=inbox_id)
            .exclude(is_paused=is_paused)
            .update(is_paused=is_paused)
        )
        if changed:
            word = "paused" if is_paused else "resumed"
            _record(word, Inbox.objects.get(pk=inbox_id), actor=actor, at=at)


def collect_all(*, at: datetime) -> int:
    """Empty every inbox that is not paused; one that fails stops no other."""
    ids = Inbox.objects.filter(is_paused=False).order_by("pk").values_list("pk", flat=True)
    return sum(collect(inbox_id=pk, at=at) for pk in list(ids))


def collect(*, inbox_id: int, at: datetime, as_of: date | None = None) -> int:
    """Empty one inbox; return how many files came. What went wrong stands on the inbox.

    Where somebody else is at it, nothing is done.
    """
    free = Q(busy_until__isnull=True) | Q(busy_until__lt=at)
    if not Inbox.objects.filter(free, pk=inbox_id).update(busy_until=at + _LEASE):
        return 0
    inbox = Inbox.objects.get(pk=inbox_id)
    actor = Actor(ActorKind.SERVICE, f"inbox:{inbox.name}")
    problem: str | None = None
    taken = 0
    try:
        if inbox.kind == InboxKind.SOURCES.value:
            take = sources.taker(inbox, actor=actor, at=at)
        else:
            take = taker(inbox, actor=actor, at=at, as_of=as_of or at.date())
        taken = _COLLECTORS[inbox.kind](inbox, take, at)
    except UnableToCollect as refusal:
        problem = str(refusal)
        logger.warning("An inbox could not be emptied.", extra={"inbox": inbox.name})
    Inbox.objects.filter(pk=inbox_id).update(
        busy_until=None, last_run_at=at, last_problem=problem, taken=F("taken") + taken
    )
    return taken


def _below(root: Path, name: str | None, what: str) -> Path:
    """Return the place of a plain name below a folder; nothing leads out of it."""
    if not name or name.startswith(".") or Path(name).name != name:
        raise UnableToSetUp(f"The {what} needs a plain name, without any path.")
    return root / name


def _record(word: str, inbox: Inbox, *, actor: Actor, at: datetime) -> None:
    audit.record(
        action=f"intake.inbox.{word}",
        subject=f"inbox:{inbox.name}",
        actor=actor,
        at=at,
        payload={"kind": inbox.kind, "place": inbox.place},
    )
