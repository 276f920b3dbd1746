"""What people do with the text of a variance: edit it, send it back, approve it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from audit import actions as audit
from core.actors import Actor, ActorKind
from core.errors import Refusal
from core.money import decimal_text
from kpi.actions import counting, quoting
from kpi.models import NoteState, VarianceNote
from kpi.queries.variances import notes, reading
from kpi.queries.variances.reading import Judged

MOST_TEXT = 4_000


class UnableToExplain(Refusal):
    """The text cannot be changed or approved like this."""


@dataclass(frozen=True, slots=True)
class Saying:
    """What a person does with a text, and which figures were before them when they did."""

    state: NoteState
    figures_hash: str
    text: str = ""
    comment: str = ""


def say(key: notes.Key, saying: Saying, *, actor: Actor, at: datetime) -> VarianceNote:
    """Edit, send back or approve the text of one variance; the same again changes nothing.

    :raises UnableToExplain: no person, not theirs, other figures by now, or the rules say no.
    """
    if actor.kind is not ActorKind.PERSON:
        raise UnableToExplain("Only a person says this.")
    counting.count_changed([key[2]], at=at)
    found = reading.one(key, actor.entities)
    if found is None:
        raise UnableToExplain("There is no such variance, or it is not yours to see.")
    with transaction.atomic():
        said = notes.history(key, is_locked=True)
        current = said[0] if said and said[0].figures_hash == found.kept.figures_hash else None
        if problem := _problem(found, saying, current, actor):
            raise UnableToExplain(problem)
        text = saying.text.strip() if saying.state is NoteState.EDITED else _text(found, current)
        if current and (current.state, current.text, current.by) == (
            saying.state.value, text, actor.label,
        ):  # fmt: skip
            return current
        row = _write(found, key, saying, text, actor, at)
        if saying.state is NoteState.APPROVED:
            name = found.kept.account_name
            quoting.make_quotable(key, account_name=name, text=text, actor=actor, at=at)
        else:
            because = f"The text was {saying.state.value.replace('_', ' ')}."
            quoting.withdraw([key], because=because, actor=actor, at=at)
        return row


def _problem(
    found: Judged, saying: Saying, current: VarianceNote | None, actor: Actor
) -> str | None:
    if saying.figures_hash != found.kept.figures_hash:
        return "The figures have changed since; look at them again."
    if saying.state is NoteState.SENT_BACK and not saying.comment.strip():
        return "Say what is missing."
    if saying.state is NoteState.EDITED and not 0 < len(saying.text.strip()) <= MOST_TEXT:
        return f"A text has between 1 and {MOST_TEXT} characters."
    if saying.state is NoteState.APPROVED and current is not None:
        if current.state == NoteState.EDITED and current.by == actor.label:
            return "Another person approves a text that you wrote."
        if current.state == NoteState.SENT_BACK:
            return "It was sent back; it has to be edited first."
    return None


def _text(found: Judged, current: VarianceNote | None) -> str:
    return current.text if current is not None else found.kept.narrative.text


def _write(
    found: Judged, key: notes.Key, saying: Saying, text: str, actor: Actor, at: datetime
) -> VarianceNote:
    plan, version, period, entity, account, cost_centre, currency = key
    row = VarianceNote.objects.create(
        plan=plan,
        version=version,
        period=period,
        entity=entity,
        account=account,
        cost_centre=cost_centre,
        currency=currency,
        state=saying.state.value,
        text=text,
        comment=saying.comment.strip(),
        figures_hash=found.kept.figures_hash,
        by=actor.label,
        at=at,
    )
    audit.record(
        action=f"kpi.variance.{saying.state.value}",
        subject=f"variance:{period}/{plan} {version}/{account}",
        actor=actor,
        at=at,
        entity=entity,
        payload={
            "cost_centre": cost_centre,
            "actual": decimal_text(found.kept.actual),
            "plan": decimal_text(found.kept.plan),
            "unexplained": decimal_text(found.kept.explained.unexplained),
            "figures_hash": found.kept.figures_hash,
            "text": text,
            "comment": row.comment,
        },
    )
    return row
