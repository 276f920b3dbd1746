"""Why a case stands where it stands: plain sentences, each with its facts and their rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.money import decimal_text
from reconciliation.models import Case, CaseException, CaseState, LineMatch, Proposal
from reconciliation.queries.naming import case_names, named

_STANDS = {
    CaseState.STRAIGHT_THROUGH: "Nothing was open, so it was booked without a person.",
    CaseState.IN_REVIEW: "It waits for a person.",
    CaseState.APPROVED: "A person approved it; it is not booked yet.",
    CaseState.POSTED: "A person approved it and it was booked.",
    CaseState.REJECTED: "A person rejected it; what it used of orders and receipts is free again.",
}


@dataclass(frozen=True, slots=True)
class Citation:
    """The row that a sentence rests on."""

    type: str
    id: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, the figures in it, and where they come from."""

    text: str
    facts: Mapping[str, str | None]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that can be said of a case without a model."""

    case_id: str
    state: str
    would_pass: bool
    exception_codes: tuple[str, ...]
    sentences: tuple[Sentence, ...] = field(default=())


def explain_case(case_pk: int, *, entities: frozenset[str] | None = None) -> Explanation | None:
    """Return the explanation of one case, or nothing where there is none that may be seen."""
    cases = Case.objects.select_related("document", "vendor").filter(pk=case_pk)
    if entities is not None:
        cases = cases.filter(entity__in=sorted(entities))
    case = cases.first()
    if case is None:
        return None
    lines = case.lines.filter(round=case.round).order_by("position").prefetch_related("receipts")
    exceptions = list(case.exceptions.filter(round=case.round).order_by("position"))
    names = case_names(found.reference for found in exceptions)
    proposal = case.proposals.filter(round=case.round).first()
    return Explanation(
        case_id=case.case_id,
        state=case.state,
        would_pass=case.would_pass,
        exception_codes=tuple(case.exception_codes),
        sentences=(
            _what_it_is(case),
            *(_matched(line) for line in lines if line.po_number),
            *(_open(found, case, names) for found in exceptions),
            *_proposed(proposal, case),
            _where_it_stands(case),
        ),
    )


def _what_it_is(case: Case) -> Sentence:
    kind = "Credit note" if case.kind == "credit_note" else "Invoice"
    number = case.invoice_number or "without a number"
    total = None if case.gross_total is None else decimal_text(case.gross_total)
    amount = f" over {total} {case.currency or ''}".rstrip() if total else ""
    citations = [Citation("document", case.document.sha256)]
    if case.vendor is not None:
        citations.append(Citation("vendor", case.vendor.vendor_id))
    return Sentence(
        text=f"{kind} {number} of {case.vendor_name or 'an unknown vendor'}{amount}"
        f" was read from {case.document.filename}.",
        facts={
            "invoice_number": case.invoice_number,
            "vendor_name": case.vendor_name,
            "gross_total": total,
            "currency": case.currency,
        },
        citations=tuple(citations),
    )


def _matched(line: LineMatch) -> Sentence:
    receipts = list(line.receipts.all())
    text = f"Line {line.line} belongs to line {line.po_line} of order {line.po_number}"
    if receipts:
        used = ", ".join(
            f"{decimal_text(use.quantity)} of receipt {use.receipt_number}" for use in receipts
        )
        text += f" and uses {used}"
    return Sentence(
        text=f"{text}.",
        facts={
            "line": line.line,
            "quantity": None if line.quantity is None else decimal_text(line.quantity),
            "quantity_variance": _number(line.quantity_variance),
            "price_variance": _number(line.price_variance),
            "amount_variance": _number(line.amount_variance),
        },
        citations=(
            Citation("purchase_order_line", f"{line.po_number}/{line.po_line}"),
            *(
                Citation("receipt_line", f"{use.receipt_number}/{use.receipt_line_number}")
                for use in receipts
            ),
        ),
    )


def _number(value: object) -> str | None:
    return None if value is None else str(value)


def _open(found: CaseException, case: Case, names: Mapping[str, str]) -> Sentence:
    text, reference = named(found.text, found.reference, names)
    citations = [Citation("document", case.document.sha256)]
    if reference:
        citations.append(Citation("case" if found.reference in names else "record", reference))
    return Sentence(
        text=text,
        facts={
            "code": found.code,
            "line": found.line,
            "field": found.field,
            "expected": found.expected,
            "actual": found.actual,
            "tolerance": found.tolerance,
        },
        citations=tuple(citations),
    )


def _proposed(proposal: Proposal | None, case: Case) -> tuple[Sentence, ...]:
    if proposal is None:
        return ()
    return (
        Sentence(
            text=f"The rules propose to {proposal.action.replace('_', ' ')} it"
            f"{_in_accounts(proposal.journal)}.",
            facts={"action": proposal.action, "version": proposal.version},
            citations=(Citation("proposal", f"{case.case_id}/{proposal.round}"),),
        ),
    )


def _in_accounts(journal: Sequence[Mapping[str, object]]) -> str:
    sides = []
    for line in journal:
        side = "debit" if line.get("debit") not in (None, "0", "0.00") else "credit"
        sides.append(f"{side} {line['account']} {line.get(side)}")
    return f": {', '.join(sides)}" if sides else ""


def _where_it_stands(case: Case) -> Sentence:
    citations = [Citation("case", case.case_id)]
    if case.booked_as:
        citations.append(Citation("journal_entry", case.booked_as))
    return Sentence(
        text=_STANDS[CaseState(case.state)],
        facts={
            "state": case.state,
            "would_pass": "yes" if case.would_pass else "no",
            "decided_by": case.decided_by,
            "booked_as": case.booked_as,
        },
        citations=tuple(citations),
    )
