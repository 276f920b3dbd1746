"""The whole explanation of a case: each exception's story, and what was decided before."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.core import signing

from core.money import decimal_text
from reconciliation.queries import case_file as reconciliation
from reconciliation.queries import precedents
from reconciliation.queries.naming import case_names, named
from reconciliation.rules import messages, stories
from reconciliation.rules.advice import ADVICE, TITLES
from reconciliation.rules.messages import About, Message
from reconciliation.rules.stories import Difference
from review.models import Decision

if TYPE_CHECKING:
    from reconciliation.models import Case, CaseException
    from reconciliation.queries.case_file import CaseFile

CHECKABLE_FOR: Final = timedelta(days=30)
_SALT: Final = "review.check"
_OTHERWISE: Final = "Compare with the document and decide."


@dataclass(frozen=True, slots=True)
class Story:
    """One exception: what happened, why it matters, what the policy says, what to do next."""

    code: str
    title: str
    line: str | None
    what: str
    why: str
    rule: str
    next: str
    message: Message | None
    rows: tuple[str, ...]
    difference: Difference


@dataclass(frozen=True, slots=True)
class Similar:
    """What was done in a case that is like this one."""

    case_id: str
    invoice_number: str | None
    vendor_name: str | None
    likeness: int
    action: str
    reason_code: str | None
    comment: str | None
    decided_by: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Checked:
    """What a recipient sees who checks a message."""

    title: str
    invoice_number: str | None
    vendor_name: str | None
    text: str
    figures: tuple[tuple[str, str], ...]
    is_current: bool
    is_open: bool


def stories_of(
    case: "Case", *, at: datetime, base: str = "", file: "CaseFile | None" = None
) -> tuple[Story, ...]:
    """Return the story of everything that is wrong with a case; its file saves loading again."""
    found = precedents.exceptions_of(case) if file is None else file.exceptions
    if not found:
        return ()
    names = case_names(each.reference for each in found) if file is None else {}
    orders = (line.po_number for line in file.lines if line.po_number) if file else ()
    order = next(iter(orders), None) if file else precedents.order_of(case)
    about, version = _about(case, order), precedents.policy_number()
    return tuple(_story(each, case, about, names, version, at, base) for each in found)


def _story(
    found: "CaseException", case: "Case", about: About, names: Mapping[str, str], version: int,
    at: datetime, base: str,
) -> Story:  # fmt: skip
    text, reference = named(found.text, found.reference, names)
    difference = _difference(found, text)
    message = messages.message_about(
        difference,
        about,
        link=f"{base}/check/{_token(found, case)}/",
        reference=f"{case.case_id}/{found.round}/{found.position}",
        until=(at + CHECKABLE_FOR).date().isoformat(),
    )
    rows = [f"document {case.document.sha256}", f"policy {version}"]
    return Story(
        code=found.code,
        title=TITLES.get(found.code, found.code.replace("_", " ").capitalize()),
        line=found.line,
        what=text,
        why=stories.meaning_of(found.code).why,
        rule=stories.rule_of(difference, version=version),
        next=ADVICE.get(found.code, _OTHERWISE),
        message=message,
        rows=(*rows, *((f"record {reference}",) if reference else ())),
        difference=difference,
    )


def similar_to(case: "Case", *, entities: frozenset[str] | None) -> tuple[Similar, ...]:
    """Return what people did in the most similar decided cases that the reader may see."""
    if not case.exception_codes:
        return ()
    alike = precedents.precedents_of(case, entities=entities)
    made: dict[int, Decision] = {}
    decisions = Decision.objects.filter(case__in=[each.case.pk for each in alike])
    for decision in decisions.order_by("decided_at", "id"):
        made[decision.case_id] = decision
    return tuple(
        Similar(
            each.case.case_id, each.case.invoice_number, each.case.vendor_name, each.likeness,
            last.action, last.reason_code, last.comment, last.decided_by, last.decided_at,
        )
        for each in alike
        if (last := made.get(each.case.pk)) is not None
    )  # fmt: skip


def checked(token: str) -> Checked | None:
    """Return what a signed reference stands for, or nothing where it is not ours or too old."""
    try:
        pk, number, position, figures = signing.loads(token, salt=_SALT, max_age=CHECKABLE_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    case = reconciliation.case_for(pk, entities=None)
    if case is None:
        return None
    found = case.exceptions.filter(round=number, position=position).first()
    if found is None or _hash(found) != figures:
        return None
    text, _ = named(found.text, found.reference, case_names([found.reference]))
    difference = _difference(found, text)
    return Checked(
        title=TITLES.get(found.code, found.code),
        invoice_number=case.invoice_number,
        vendor_name=case.vendor_name,
        text=messages.sentence_of(difference),
        figures=tuple(messages.figures_of(difference)),
        is_current=case.round == number,
        is_open=case.state == "in_review",
    )


def _token(found: "CaseException", case: "Case") -> str:
    return signing.dumps([case.pk, found.round, found.position, _hash(found)], salt=_SALT)


def _hash(found: "CaseException") -> str:
    said = "\x1f".join(
        each or "" for each in (found.code, found.line, found.field, found.expected, found.actual)
    )
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _difference(found: "CaseException", text: str) -> Difference:
    return Difference(
        found.code, text, found.line, found.field, found.expected, found.actual, found.tolerance
    )


def _about(case: "Case", po_number: str | None) -> About:
    total = None if case.gross_total is None else decimal_text(case.gross_total)
    return About(
        kind=case.kind,
        number=case.invoice_number,
        vendor_name=case.vendor_name,
        total=f"{total} {case.currency or ''}".rstrip() if total else None,
        po_number=po_number,
    )
