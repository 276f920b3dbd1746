"""Taking one file out of a watched folder of sources: a draft, which another person approves."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings

from ai.actions import sources as registry
from ai.models import Source
from core.actors import Actor
from core.errors import Refusal
from intake.actions import sources
from intake.actions.collecting.taking import Take, Taken
from intake.models import Inbox
from intake.rules import source_files
from intake.rules.source_files import Description, SourceFile, UnableToPlace

_SAID = ("title", "kind", "owner", "access_class", "licence", "personal_data")


def taker(inbox: Inbox, *, actor: Actor, at: datetime) -> Take:
    """Return what takes the files of this folder in.

    Whoever set the folder up answers for what lies in it, and so does not approve it.
    """
    people: dict[str, Mapping[str, str]] = {}

    def take(content: bytes, filename: str) -> Taken:
        if len(content) > settings.DOCUMENT_SIZE_LIMIT:
            return Taken(is_refused=True, detail="The file is too large.")
        try:
            named = source_files.named(filename, today=at.date())
            if named.is_description:
                description = source_files.described(content)
                _register(named.code, description, actor, at)
                people[named.code] = description.people
            else:
                _add(inbox, named, filename, content, people.get(named.code), actor, at)
        except (UnableToPlace, Refusal) as refusal:
            return Taken(is_refused=True, detail=str(refusal))
        return Taken(is_refused=False)

    return take


def _register(code: str, said: Description, actor: Actor, at: datetime) -> None:
    """Register a source; one that is here already stays as it is, and is said to."""
    here = Source.objects.filter(code=code).first()
    if here is None:
        registry.register_source(
            described=registry.Described(
                code=code, kind=said.kind, title=said.title, owner=said.owner,
                entities=said.entities, purposes=said.purposes, licence=said.licence,
                personal_data=said.personal_data, access_class=said.access_class,
            ),
            actor=actor,
            at=at,
        )  # fmt: skip
        return
    lists = sorted(here.entities), sorted(here.purposes)
    is_same = all(getattr(here, name) == getattr(said, name) for name in _SAID)
    if not is_same or lists != (sorted(said.entities), sorted(said.purposes)):
        raise UnableToPlace(f"{here.title} is registered as {code} with another description.")


def _add(
    inbox: Inbox,
    named: SourceFile,
    filename: str,
    content: bytes,
    people: Mapping[str, str] | None,
    actor: Actor,
    at: datetime,
) -> None:
    source = Source.objects.filter(code=named.code).first()
    if source is None:
        raise UnableToPlace(
            f"No source is registered as {named.code}: register it on the page of sources, "
            f"or put {named.code}.json beside the file."
        )
    if source.personal_data and not people:
        raise UnableToPlace(
            f"{source.title} holds data of people: name them in {named.code}.json beside the file, "
            "or upload it on its page."
        )
    sources.take_version(
        code=named.code, filename=filename, content=content, validity=named.validity,
        subjects=people or {}, actor=actor, answers_for_it=inbox.set_up_by, at=at,
    )  # fmt: skip
