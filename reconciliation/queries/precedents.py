"""Decided cases that are like one case."""

from dataclasses import dataclass

from reconciliation.models import Case, CaseException, PolicyState, PolicyVersion
from reconciliation.rules.likeness import Traits, likeness

_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Precedent:
    """A decided case, and how alike it is in percent."""

    case: Case
    likeness: int


def precedents_of(
    case: Case, *, entities: frozenset[str] | None, most: int = 3, least: int = 40
) -> tuple[Precedent, ...]:
    """Return the decided cases most like a case, of those that share something that is wrong."""
    cases = Case.objects.filter(
        decided_by__isnull=False, exception_codes__overlap=list(case.exception_codes)
    ).exclude(pk=case.pk)
    if entities is not None:
        cases = cases.filter(entity__in=sorted(entities))
    mine = _traits(case)
    found = [
        Precedent(other, likeness(mine, _traits(other)))
        for other in cases.order_by("-decided_at", "-id")[:_LOOKED_AT]
    ]
    alike = [each for each in found if each.likeness >= least]
    return tuple(sorted(alike, key=lambda each: (-each.likeness, -each.case.pk))[:most])


def _traits(case: Case) -> Traits:
    return Traits(
        codes=frozenset(case.exception_codes),
        vendor_id=None if case.vendor_id is None else str(case.vendor_id),
        case_class=case.case_class,
        amount=case.gross_total,
    )


def exceptions_of(case: Case) -> list[CaseException]:
    """Return what is wrong with a case in its newest round."""
    return list(case.exceptions.filter(round=case.round).order_by("position"))


def order_of(case: Case) -> str | None:
    """Return the order of a case's first line that has one."""
    lines = case.lines.filter(round=case.round, po_number__isnull=False).order_by("position")
    return lines.values_list("po_number", flat=True).first()


def policy_number() -> int:
    """Return the version of the policy that judges now."""
    row = PolicyVersion.objects.filter(state=PolicyState.IN_FORCE.value).first()
    return 1 if row is None else int(row.version)
