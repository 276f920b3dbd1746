"""The invoices that credit notes take back, with their lines and what was credited before."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from intake.queries import matching as intake
from intake.queries.matching import ClaimRow, EarlierInvoice
from intake.rules import reading_json
from intake.rules.numbers import number_key
from intake.rules.reading import InvoiceLine, InvoiceReading
from reconciliation.models import Case, CaseState, LineMatch
from reconciliation.rules.credits import BilledInvoice, BilledLine, rank_invoices

ZERO = Decimal(0)
_TO_RANK = 15
Key = tuple[int, str]  # vendor, key of the invoice number
Placed = Mapping[
    str, tuple[str | None, str | None, Decimal | None]
]  # order line and price, by line


def wait_key(vendor: int | None, number: str | None) -> str | None:
    """Return the name under which a credit note waits for its invoice."""
    key = number_key(number)
    return None if vendor is None or key is None else f"invoice:{vendor}:{key}"


@dataclass(slots=True)
class CreditBook:
    """Invoices by what credit notes call them; what was credited grows as a batch goes on."""

    named: Mapping[Key, list[EarlierInvoice]] = field(default_factory=dict)
    recent: Mapping[int, list[EarlierInvoice]] = field(default_factory=dict)
    billed: Mapping[int, BilledInvoice] = field(default_factory=dict)  # by invoice id
    po_numbers: frozenset[str] = frozenset()
    vendor_ids: Mapping[int, str] = field(default_factory=dict)
    credited: dict[Key, dict[int, Decimal]] = field(default_factory=dict)  # by credit note

    @classmethod
    def load(cls, credit_notes: Sequence[tuple[ClaimRow, InvoiceReading]]) -> "CreditBook":
        """Find the invoices that these credit notes name, or may mean."""
        vendors = {row.vendor.pk: row.vendor.vendor_id for row, _ in credit_notes if row.vendor}
        if not vendors:
            return cls()
        keys = {key for row, said in credit_notes if (key := _key(row, said)) is not None}
        named = intake.invoices_named(keys)
        lost = {
            row.vendor.pk
            for row, said in credit_notes
            if row.vendor and not named.get(_key(row, said) or (0, ""))
        }
        recent = intake.recent_invoices(lost, most=_TO_RANK)
        here = {
            one.invoice_id: one
            for group in (*named.values(), *recent.values())
            for one in group
            if one.invoice_id is not None
        }
        placed, cases = _placed(list(here))
        rows = intake.claims(list(here))
        billed = {
            pk: _billed(one, rows[pk], cases.get(pk), placed.get(pk, {}), vendors)
            for pk, one in here.items()
        }
        return cls(
            named=named,
            recent=recent,
            billed=billed,
            po_numbers=frozenset(
                number for lines in placed.values() for number, _, _ in lines.values() if number
            ),
            vendor_ids=vendors,
            credited=_credited(vendors),
        )

    def invoices_for(
        self, row: ClaimRow, reading: InvoiceReading
    ) -> tuple[tuple[BilledInvoice, ...], tuple[BilledInvoice, ...]]:
        """Return the invoices a credit note names, and others it may mean where there is none."""
        key = _key(row, reading)
        named = tuple(
            self._with_credits(one, key, row.invoice_id)
            for one in (self.named.get(key, ()) if key else ())
        )
        if named or row.vendor is None:
            return named, ()
        others = [self._with_credits(one, None, 0) for one in self.recent.get(row.vendor.pk, ())]
        return (), rank_invoices(reading, others)

    def note(self, row: ClaimRow, reading: InvoiceReading) -> None:
        """Count a credit note of this batch, so that the next one sees it."""
        key = _key(row, reading)
        if key is not None and reading.gross_total is not None and not row.is_duplicate:
            self.credited.setdefault(key, {})[row.invoice_id] = abs(reading.gross_total)

    def _with_credits(self, one: EarlierInvoice, key: Key | None, own: int) -> BilledInvoice:
        credits_before = self.credited.get(key, {}) if key else {}
        total = sum((gross for pk, gross in credits_before.items() if pk < own), ZERO)
        known = self.billed.get(one.invoice_id or 0)
        vendor_id = self.vendor_ids.get(one.vendor_pk)
        return BilledInvoice(
            reference=known.reference if known else f"history:{vendor_id}/{one.invoice_number}",
            invoice_number=one.invoice_number or "",
            vendor_id=vendor_id,
            issue_date=one.issue_date,
            gross_total=one.gross_total,
            currency=one.currency,
            credited_gross=total,
            purchase_order=one.purchase_order,
            lines=known.lines if known else (),
        )


def _key(row: ClaimRow, reading: InvoiceReading) -> Key | None:
    key = number_key(reading.preceding_invoice)
    return None if row.vendor is None or key is None else (row.vendor.pk, key)


def _placed(invoice_ids: Collection[int]) -> tuple[dict[int, Placed], dict[int, Case]]:
    """Return the order line behind each line of these invoices, and their cases."""
    cases = {case.invoice_id: case for case in Case.objects.filter(invoice_id__in=invoice_ids)}
    owner = {case.pk: invoice for invoice, case in cases.items()}
    rounds = {case.pk: case.round for case in cases.values()}
    found: dict[int, dict[str, tuple[str | None, str | None, Decimal | None]]] = defaultdict(dict)
    lines = LineMatch.objects.filter(case__in=list(owner)).order_by("pk")
    for case, number, line, po_number, po_line, price in lines.values_list(
        "case_id", "round", "line", "po_number", "po_line", "order_line__unit_price"
    ):
        if number == rounds[case]:
            found[owner[case]].setdefault(line, (po_number, po_line, price))
    return dict(found), cases


def _billed(
    one: EarlierInvoice,
    row: ClaimRow,
    case: Case | None,
    placed: Placed,
    vendors: Mapping[int, str],
) -> BilledInvoice:
    reading = reading_json.from_bytes(row.payload.encode())
    return BilledInvoice(
        reference=case.case_id if case else f"document:{row.sha256}",
        invoice_number=one.invoice_number or "",
        vendor_id=vendors.get(one.vendor_pk),
        issue_date=one.issue_date,
        gross_total=one.gross_total,
        currency=one.currency,
        purchase_order=one.purchase_order,
        lines=tuple(_billed_line(line, placed) for line in reading.lines),
    )


def _billed_line(line: InvoiceLine, placed: Placed) -> BilledLine:
    po_number, po_line, price = placed.get(line.line, (line.po_number, line.po_line, None))
    return BilledLine(
        line=line.line,
        quantity=line.quantity,
        net=line.net,
        unit=line.unit,
        description=line.description,
        buyer_item_id=line.buyer_item_id,
        gtin=line.gtin,
        seller_item_id=line.seller_item_id,
        po_number=po_number,
        po_line=po_line,
        order_price=price,
    )


def _credited(vendors: Collection[int]) -> dict[Key, dict[int, Decimal]]:
    """Return what credit notes that are cases, and not rejected, have taken back."""
    notes = [one for one in intake.credit_notes_of(vendors) if one.gross_total is not None]
    counted = set(
        Case.objects.filter(invoice_id__in=[one.invoice_id for one in notes])
        .exclude(state=CaseState.REJECTED.value)
        .values_list("invoice_id", flat=True)
    )
    found: dict[Key, dict[int, Decimal]] = defaultdict(dict)
    for one in notes:
        if one.invoice_id in counted and one.number_key and one.gross_total is not None:
            found[one.vendor_pk, one.number_key][one.invoice_id] = abs(one.gross_total)
    return dict(found)
