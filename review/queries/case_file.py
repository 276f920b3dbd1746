"""A case as a reviewer sees it: what is wrong, what was compared, the document, the trail."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from audit import queries as audit
from audit.queries import TrailEntry
from core.actors import Actor
from intake.queries import pages as intake
from intake.queries.pages import DocumentFile
from ledger import queries as ledger
from ledger.queries import EntryView
from reconciliation.queries import case_file as reconciliation
from reconciliation.queries.case_file import CaseFile
from review import rules
from review.models import Claim, Comment, Decision
from review.rules import CaseFacts, Decider, DecisionAction, Limits

if TYPE_CHECKING:
    from reconciliation.models import Case


@dataclass(frozen=True, slots=True)
class ReviewFile:
    """Everything on a case's page."""

    file: CaseFile
    document: DocumentFile
    trail: tuple[TrailEntry, ...]
    decisions: tuple[Decision, ...]
    comments: tuple[Comment, ...]
    claim: Claim | None
    entries: tuple[EntryView, ...]
    facts: CaseFacts
    second_person: str | None

    @property
    def first_approval_by(self) -> str | None:
        """Return who approved first, where a second person is awaited."""
        return self.facts.first_approval_by

    @property
    def is_open(self) -> bool:
        """Tell whether anything is left to decide."""
        return self.facts.is_open


def review_file(
    case_id: str, *, reader: Actor, rights: frozenset[str], at: datetime
) -> ReviewFile | None:
    """Return one case's page, or nothing where there is none that this person may see."""
    pk = number_of(case_id)
    case = None if pk is None else reconciliation.case_for(pk, entities=reader.entities)
    if case is None:
        return None
    document = intake.document_file(case.document_id)
    if document is None:
        return None
    file = reconciliation.case_file(case, entities=reader.entities)
    decisions = tuple(Decision.objects.filter(case=case.pk).order_by("-decided_at", "-id"))
    facts = facts_for(case, decisions)
    claim = Claim.objects.filter(case=case.pk, expires_at__gt=at).first()
    entries = [ledger.entry(case.booked_as, entities=None)] if case.booked_as else []
    return ReviewFile(
        file=file,
        document=document,
        trail=tuple(reversed(audit.trail_of(f"case:{case.case_id}"))),
        decisions=decisions,
        comments=tuple(Comment.objects.filter(case=case.pk).order_by("written_at", "id")),
        claim=claim,
        entries=tuple(entry for entry in entries if entry is not None),
        facts=facts,
        second_person=_second_person(facts, reader, rights),
    )


def _second_person(facts: CaseFacts, reader: Actor, rights: frozenset[str]) -> str | None:
    if not facts.is_open:
        return None
    decider = Decider(kind=reader.kind, label=reader.label, rights=rights)
    return rules.needs_second_person(facts, decider, current_limits(facts.currency))


def case_id_of(sha256: str, *, reader: Actor) -> str | None:
    """Return the case that a document made, if this person may see it."""
    case = reconciliation.case_of_document(sha256, entities=reader.entities)
    return None if case is None else case.case_id


def number_of(case_id: str) -> int | None:
    """Return the number behind C-12."""
    text = case_id.upper().removeprefix("C-")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def facts_for(case: "Case", decisions: tuple[Decision, ...]) -> CaseFacts:
    """Gather what the rules must know; a first approval counts only for the version it made."""
    first = next(
        (
            each.decided_by
            for each in decisions
            if each.action == DecisionAction.APPROVE
            and each.needs_second_person
            and each.case_version == case.version - 1
        ),
        None,
    )
    open_holds = case.holds.filter(released_at__isnull=True).order_by("id")
    return CaseFacts(
        is_open=case.state == "in_review",
        version=case.version,
        gross_total=case.gross_total,
        currency=case.currency,
        open_holds=tuple(open_holds.values_list("hold_reason", flat=True)),
        decided_by=case.decided_by,
        first_approval_by=first,
    )


def current_limits(currency: str | None) -> Limits:
    """Return up to which amount one person alone may approve, from the policy in force."""
    stated = reconciliation.policy_in_force().limit_in(currency)
    return Limits(stated.operator, stated.controller, stated.four_eyes_above)


def changed_since(case_id: str, *, version: int, reader: Actor) -> list[str]:
    """Say in words what happened to a case after the version that somebody saw."""
    pk = number_of(case_id)
    case = None if pk is None else reconciliation.case_for(pk, entities=reader.entities)
    if case is None:
        return []
    later = Decision.objects.filter(case=case.pk, case_version__gte=version).order_by("id")
    said = [
        f"{each.decided_by.partition(':')[2]}: {each.action}"
        + (f", “{each.comment}”" if each.comment else "")
        for each in later
    ]
    if case.version > version and not said:
        said.append(f"It was matched again; this is round {case.round} now.")
    return said
