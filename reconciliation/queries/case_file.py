"""One case with everything that was compared, fully loaded."""

import json
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from intake.queries import pages as intake
from intake.queries.pages import Received
from reconciliation.models import (
    Case,
    CaseException,
    Hold,
    LineMatch,
    PolicyState,
    PolicyVersion,
    Proposal,
)
from reconciliation.queries.naming import case_names, named
from reconciliation.rules import policy_json
from reconciliation.rules.policy import DEFAULT_POLICY, Policy
from reconciliation.rules.routing import Autonomy

if TYPE_CHECKING:
    from intake.models import InvoiceLine

_PRICE = frozenset({"PRICE_OVER", "PRICE_UNDER"})
_ORDERED = frozenset({"QUANTITY_OVER_ORDERED", "ITEM_NOT_ON_PO", "PO_NOT_FOUND"})
_RECEIVED = frozenset({"QUANTITY_OVER_RECEIVED", "NOT_RECEIVED"})
_UNIT = frozenset({"UOM_UNRESOLVED"})
_NET = frozenset({"TOTALS_MISMATCH", "TAX_MISMATCH", "DUPLICATE_LINE", "EINVOICE_RULE"})


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """One invoice line beside what was ordered and what arrived; `off` names the cells in doubt."""

    line: str
    description: str | None
    quantity: Decimal | None
    unit: str | None
    unit_price: Decimal | None
    net: Decimal | None
    po_number: str | None
    po_line: str | None
    ordered_quantity: Decimal | None
    ordered_unit: str | None
    ordered_price: Decimal | None
    received: Received | None
    off: frozenset[str]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RelatedCase:
    """Another case that bears on this one, and why."""

    case: Case
    why: str


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case, as matching left it."""

    case: Case
    exceptions: tuple[CaseException, ...]
    earlier: tuple[tuple[int, tuple[CaseException, ...]], ...]
    lines: tuple[ComparedLine, ...]
    proposal: Proposal | None
    holds: tuple[Hold, ...]
    waits_for: tuple[str, ...]
    related: tuple[RelatedCase, ...]


def case_for(case_pk: int, *, entities: frozenset[str] | None) -> Case | None:
    """Return one case if the reader may see it."""
    cases = Case.objects.select_related("document", "invoice", "vendor").filter(pk=case_pk)
    if entities is not None:
        cases = cases.filter(entity__in=sorted(entities))
    return cases.first()


def case_of_document(sha256: str, *, entities: frozenset[str] | None) -> Case | None:
    """Return the case that a document made, if the reader may see it."""
    cases = Case.objects.filter(document__sha256=sha256)
    if entities is not None:
        cases = cases.filter(entity__in=sorted(entities))
    return cases.first()


def case_file(case: Case, *, entities: frozenset[str] | None) -> CaseFile:
    """Load all that was compared for a case, and what else bears on it."""
    rounds: dict[int, list[CaseException]] = defaultdict(list)
    exceptions = list(case.exceptions.order_by("round", "position"))
    names = case_names(each.reference for each in exceptions)
    for each in exceptions:
        each.text, each.reference = named(each.text, each.reference, names)
        rounds[each.round].append(each)
    current = tuple(rounds.pop(case.round, ()))
    return CaseFile(
        case=case,
        exceptions=current,
        earlier=tuple((number, tuple(rounds[number])) for number in sorted(rounds, reverse=True)),
        lines=_compared(case, current),
        proposal=case.proposals.filter(round=case.round).first(),
        holds=tuple(case.holds.order_by("id")),
        waits_for=tuple(case.waits.order_by("po_number").values_list("po_number", flat=True)),
        related=_related(case, entities),
    )


def policy_in_force() -> Policy:
    """Return the policy that judges now; the defaults until somebody asks for another."""
    rows = PolicyVersion.objects.filter(state=PolicyState.IN_FORCE.value)
    found = rows.values_list("version", Cast("document", TextField())).first()
    return DEFAULT_POLICY if found is None else _policy(*found)


@lru_cache(maxsize=8)
def _policy(version: int, document: str) -> Policy:
    """Return the policy of a document; the same document is understood once."""
    nothing = Policy(tolerances=(), autonomy=Autonomy(), limits=())
    return policy_json.from_json(json.loads(document), nothing).numbered(version)


def _compared(case: Case, exceptions: tuple[CaseException, ...]) -> tuple[ComparedLine, ...]:
    matches: dict[str, LineMatch] = {}
    for match in (
        case.lines.filter(round=case.round).select_related("order_line").order_by("position")
    ):
        matches.setdefault(match.line, match)
    named = [
        (match.po_number, match.po_line)
        for match in matches.values()
        if match.po_number and match.po_line
    ]
    received = intake.received_for(named)
    codes: dict[str, list[str]] = defaultdict(list)
    for each in exceptions:
        if each.line is not None:
            codes[each.line].append(each.code)
    return tuple(
        _line(row, matches.get(row.line), received, tuple(codes[row.line]))
        for row in case.invoice.lines.order_by("position")
    )


def _line(
    row: "InvoiceLine", match: LineMatch | None, received: dict[tuple[str, str], Received],
    codes: tuple[str, ...],
) -> ComparedLine:  # fmt: skip
    ordered = match.order_line if match is not None else None
    key = (match.po_number or "", match.po_line or "") if match is not None else ("", "")
    return ComparedLine(
        line=row.line,
        description=row.description,
        quantity=row.quantity,
        unit=row.unit,
        unit_price=row.unit_price,
        net=row.net,
        po_number=key[0] or None,
        po_line=key[1] or None,
        ordered_quantity=ordered.quantity if ordered else None,
        ordered_unit=ordered.uom if ordered else None,
        ordered_price=ordered.unit_price if ordered else None,
        received=received.get(key),
        off=_off(codes),
        codes=codes,
    )


def _off(codes: tuple[str, ...]) -> frozenset[str]:
    found = set(codes)
    cells = {
        "price": _PRICE, "ordered": _ORDERED, "received": _RECEIVED, "unit": _UNIT, "net": _NET,
    }  # fmt: skip
    off = {name for name, marks in cells.items() if found & marks}
    if off & {"received", "ordered"}:
        off.add("quantity")
    return frozenset(off)


def _related(case: Case, entities: frozenset[str] | None) -> tuple[RelatedCase, ...]:
    invoice = case.invoice
    same: list[tuple[Q, str]] = []
    if invoice.duplicate_of_id is not None:
        same.append((Q(invoice_id=invoice.duplicate_of_id), "The earlier one of two alike"))
    same.append((Q(invoice__duplicate_of=invoice.pk), "Came later and is like this one"))
    if case.vendor_id is not None and invoice.preceding_invoice:
        numbered = Q(vendor=case.vendor_id, invoice_number=invoice.preceding_invoice)
        same.append((numbered, "The invoice that this credits"))
    if case.vendor_id is not None and case.invoice_number:
        crediting = Q(vendor=case.vendor_id, invoice__preceding_invoice=case.invoice_number)
        same.append((crediting, "Credits this invoice"))
    orders = case.lines.filter(round=case.round, po_number__isnull=False)
    if numbers := set(orders.values_list("po_number", flat=True)):
        same.append((Q(lines__po_number__in=numbers), "Bills the same order"))
    found: dict[int, RelatedCase] = {}
    for condition, why in same:
        cases = Case.objects.filter(condition).exclude(pk=case.pk)
        if entities is not None:
            cases = cases.filter(entity__in=sorted(entities))
        for other in cases.distinct().order_by("-opened_at", "-id")[:10]:
            found.setdefault(other.pk, RelatedCase(other, why))
    return tuple(found.values())
