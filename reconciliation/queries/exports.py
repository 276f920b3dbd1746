"""Cases in the form of the contract, section 4: streamed in chunks, in bounded memory."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from core.money import decimal_text
from intake.rules import reading_json
from intake.rules.reading import Evidence, InvoiceLine, InvoiceReading, TaxBreakdown
from reconciliation.models import Case, CaseException, LineMatch, LineMatchReceipt, Proposal
from reconciliation.queries.naming import case_names, named

CHUNK = 500

_CASE = (
    "pk", "kind", "document__filename", "document__sha256", "document__section",
    "document__parent__filename", "document__parent__sha256", "state", "would_pass", "case_class",
    "confidence", "confidence_low", "confidence_high", "match_status", "strategy", "round",
    "vendor__vendor_id", "due_at", "discount_until", "opened_at", "decided_at", "decided_by",
    "invoice__reading__payload",
)  # fmt: skip
_TEXTS = (
    "invoice_number", "issue_date", "due_date", "delivery_date", "type_code", "currency",
    "purchase_order", "buyer_reference", "preceding_invoice",
)  # fmt: skip
_PAYMENT = ("iban", "bic", "account_number", "routing_number", "payment_terms")
_TOTALS = (
    "line_total", "allowance_total", "charge_total", "net_total", "tax_total", "gross_total",
    "prepaid", "amount_due",
)  # fmt: skip
_LINE = (
    "line", "description", "quantity", "unit", "unit_price", "price_base_quantity", "net",
    "tax_rate", "seller_item_id", "buyer_item_id", "gtin", "po_number", "po_line",
)  # fmt: skip
_NOT_STRUCTURED = frozenset({"page", "person"})


def export_cases(
    *, since: datetime | None = None, entities: frozenset[str] | None = None
) -> Iterator[dict[str, object]]:
    """Yield every case as exported, in the order of its id; a fixed number of queries a chunk."""
    cases = Case.objects.order_by("pk")
    if since is not None:
        cases = cases.filter(changed_at__gte=since)
    if entities is not None:
        cases = cases.filter(entity__in=sorted(entities))
    yield from _in_chunks(cases)


def export_case(case_pk: int) -> dict[str, object] | None:
    """Return one case as exported, or nothing where there is none."""
    return next(_in_chunks(Case.objects.filter(pk=case_pk).order_by("pk")), None)


def exported_cases(case_pks: Sequence[int]) -> list[dict[str, object]]:
    """Return these cases as exported, in the order of their id."""
    return list(_in_chunks(Case.objects.filter(pk__in=case_pks).order_by("pk")))


def _in_chunks(cases: "QuerySet[Case]") -> Iterator[dict[str, object]]:
    last = 0
    while chunk := list(cases.filter(pk__gt=last).values(*_CASE)[:CHUNK]):
        parts = _Parts(chunk)
        for case in chunk:
            yield _exported(case, parts)
        last = chunk[-1]["pk"]


class _Parts:
    """What hangs on the cases of one chunk, for the newest round of each."""

    def __init__(self, chunk: Sequence[Mapping[str, Any]]) -> None:
        self._round = {case["pk"]: case["round"] for case in chunk}
        self.exceptions = self._of(
            CaseException.objects.order_by("case_id", "position"),
            "code", "line", "expected", "actual", "tolerance", "reference", "text",
        )  # fmt: skip
        self._name_cases()
        self.lines = self._of(
            LineMatch.objects.order_by("case_id", "position"),
            "pk", "line", "po_number", "po_line", "quantity_variance", "price_variance",
            "amount_variance",
        )  # fmt: skip
        self.proposals = self._of(
            Proposal.objects.order_by("case_id"), "action", "journal", "by", "version"
        )
        self.receipts = self._receipts()

    def _of(self, rows: "QuerySet[Any]", *names: str) -> dict[int, list[dict[str, Any]]]:
        found: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for row in rows.filter(case_id__in=list(self._round)).values("case_id", "round", *names):
            if row["round"] == self._round[row["case_id"]]:
                found[row["case_id"]].append(row)
        return found

    def _name_cases(self) -> None:
        rows = [found for group in self.exceptions.values() for found in group]
        names = case_names(found["reference"] for found in rows)
        for found in rows:
            found["text"], found["reference"] = named(found["text"], found["reference"], names)

    def _receipts(self) -> dict[int, list[dict[str, object]]]:
        found: dict[int, list[dict[str, object]]] = defaultdict(list)
        lines = [line["pk"] for group in self.lines.values() for line in group]
        used = LineMatchReceipt.objects.filter(line_match_id__in=lines).order_by("pk")
        for line, number, receipt_line, quantity in used.values_list(
            "line_match_id", "receipt_number", "receipt_line_number", "quantity"
        ):
            found[line].append(
                {
                    "receipt_number": number,
                    "receipt_line": receipt_line,
                    "quantity": decimal_text(quantity),
                }
            )
        return found


def _exported(case: Mapping[str, Any], parts: _Parts) -> dict[str, object]:
    reading = reading_json.from_bytes(case["invoice__reading__payload"].encode())
    fields = fields_of(reading)
    return {
        "case_id": f"C-{case['pk']}",
        "kind": case["kind"],
        **_file(case),
        "state": case["state"],
        "would_pass": case["would_pass"],
        "case_class": case["case_class"],
        "confidence": float(case["confidence"]),
        "confidence_band": [float(case["confidence_low"]), float(case["confidence_high"])],
        "fields": fields,
        "evidence": evidence_of(reading, fields),
        "vendor_id": case["vendor__vendor_id"],
        "match": {
            "status": case["match_status"],
            "strategy": case["strategy"],
            "lines": [_line_match(line, parts) for line in parts.lines[case["pk"]]],
        },
        "exceptions": [_exception(found) for found in parts.exceptions[case["pk"]]],
        "proposal": _proposal(parts.proposals[case["pk"]]),
        "due_at": _text(case["due_at"]),
        "discount_until": _text(case["discount_until"]),
        "opened_at": _text(case["opened_at"]),
        "decided_at": _text(case["decided_at"]),
        "decided_by": case["decided_by"],
    }


def _file(case: Mapping[str, Any]) -> dict[str, object]:
    """Name the file as it reached us, also where it held several documents."""
    origin = "document" if case["document__section"] is None else "document__parent"
    return {"file": case[f"{origin}__filename"], "sha256": case[f"{origin}__sha256"]}


def fields_of(reading: InvoiceReading) -> dict[str, object]:
    """Return what an invoice says under the names of the contract; unknown is None."""
    return {
        **{name: _text(getattr(reading, name)) for name in _TEXTS},
        "seller_name": _text(reading.seller.name),
        "seller_vat_id": _text(reading.seller.vat_id),
        "seller_tax_id": _text(reading.seller.tax_id),
        "buyer_name": _text(reading.buyer.name),
        "buyer_vat_id": _text(reading.buyer.vat_id),
        **{name: _text(getattr(reading, name)) for name in _PAYMENT},
        **{name: _text(getattr(reading, name)) for name in _TOTALS},
        "tax_breakdown": [_tax(row) for row in reading.tax_breakdown],
        "lines": [_line(line) for line in reading.lines],
    }


def evidence_of(
    reading: InvoiceReading, fields: Mapping[str, object]
) -> dict[str, dict[str, object]]:
    """Return where each value was found; a structured document is its own evidence."""
    known = {name: _evidence(evidence) for name, evidence in reading.evidence}
    if reading.syntax in _NOT_STRUCTURED:
        return known
    stated: dict[str, dict[str, object]] = {
        name: {"page": None, "box": None, "text": value, "method": "xml", "confidence": 1.0}
        for name, value in fields.items()
        if isinstance(value, str)
    }
    return {**stated, **known}


def _evidence(evidence: Evidence) -> dict[str, object]:
    return {
        "page": evidence.page,
        "box": None if evidence.box is None else list(evidence.box),
        "text": evidence.text or None,
        "method": evidence.method,
        "confidence": float(evidence.confidence),
    }


def _line(line: InvoiceLine) -> dict[str, object]:
    return {name: _text(getattr(line, name)) for name in _LINE}


def _tax(row: TaxBreakdown) -> dict[str, object]:
    return {
        "category": _text(row.category),
        "rate": _text(row.rate),
        "base": _text(row.base),
        "tax": _text(row.tax),
    }


def _line_match(line: Mapping[str, Any], parts: _Parts) -> dict[str, object]:
    return {
        "line": line["line"],
        "po_number": line["po_number"],
        "po_line": line["po_line"],
        "receipts": parts.receipts[line["pk"]],
        "quantity_variance": _text(line["quantity_variance"]),
        "price_variance": _text(line["price_variance"]),
        "amount_variance": _text(line["amount_variance"]),
    }


def _exception(found: Mapping[str, Any]) -> dict[str, object]:
    names = ("code", "line", "expected", "actual", "tolerance", "reference", "text")
    return {name: found[name] for name in names}


def _proposal(rows: Sequence[Mapping[str, Any]]) -> dict[str, object] | None:
    if not rows:
        return None
    proposal = rows[-1]
    names = ("account", "cost_centre", "debit", "credit", "memo")
    return {
        "action": proposal["action"],
        "journal": [{name: line.get(name) for name in names} for line in proposal["journal"]],
        "by": {proposal["by"]: proposal["by"], "version": proposal["version"]},
    }


def _text(value: object) -> str | None:
    """Write a value as exported: decimals plainly, dates and moments as ISO 8601."""
    if value is None or value == "":
        return None
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
