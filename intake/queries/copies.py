"""What is here already and may be alike: earlier claims, and the payables history."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Q

from intake.models import Invoice, PaidInvoice
from intake.queries.claims import Directory
from intake.rules.duplicates import DuplicateCandidate
from intake.rules.numbers import similar_number
from intake.rules.reading import DocumentKind
from intake.rules.vendor_records import vendor_keys


@dataclass(slots=True)
class Copies:
    """Claims that came before, by what makes two of them alike."""

    by_number: dict[str, list[DuplicateCandidate]] = field(
        default_factory=lambda: defaultdict(list)
    )
    by_amount: dict[tuple[str | None, Decimal | None], list[DuplicateCandidate]] = field(
        default_factory=lambda: defaultdict(list)
    )
    by_day: dict[tuple[str | None, date | None], list[DuplicateCandidate]] = field(
        default_factory=lambda: defaultdict(list)
    )
    invoice_ids: dict[str, int] = field(default_factory=dict)
    links: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def add(self, candidate: DuplicateCandidate, invoice_id: int | None = None) -> None:
        """Add one claim that is here."""
        if candidate.number_key:
            self.by_number[candidate.number_key].append(candidate)
        self.by_amount[candidate.vendor_id, candidate.gross_total].append(candidate)
        self.by_day[candidate.vendor_id, candidate.issue_date].append(candidate)
        if invoice_id is not None:
            self.invoice_ids[candidate.reference] = invoice_id

    def like(self, this: DuplicateCandidate) -> tuple[DuplicateCandidate, ...]:
        """Return the claims that may be alike: of the number, or of the vendor and amount or day.

        Amounts are asked for at all records of the company, days at this one alone and only
        where the numbers are alike.
        """
        sellers = (this.vendor_id, *sorted(self.links.get(this.reference, ())))
        by_amount = (self.by_amount.get((seller, this.gross_total), ()) for seller in sellers)
        found = {
            each.reference: each
            for each in (
                *self.by_number.get(this.number_key or "", ()),
                *(each for alike in by_amount for each in alike),
                *self._of_the_day(this),
            )
        }
        return tuple(found.values())

    def _of_the_day(self, this: DuplicateCandidate) -> list[DuplicateCandidate]:
        of_day = self.by_day.get((this.vendor_id, this.issue_date), ())
        number = this.invoice_number
        return [each for each in of_day if similar_number(number, each.invoice_number)]


def copies(these: Sequence[DuplicateCandidate], directory: Directory) -> Copies:
    """Return the claims that came before and may be alike: cases, and the payables history."""
    keys = {this.number_key for this in these if this.number_key}
    amounts = {this.gross_total for this in these if this.gross_total is not None}
    days = {this.issue_date for this in these if this.issue_date is not None}
    sellers = {this.vendor_id for this in these if this.vendor_id is not None}
    linked = sellers | {other for this in these for other in _linked(this, directory)}
    by_number = Q(number_key__in=keys)
    own = {int(this.reference.partition(":")[2]) for this in these}
    found = Copies(links={this.reference: _linked(this, directory) for this in these})
    of_amount = Q(seller_key__in=linked, gross_total__in=amounts)
    of_day = Q(seller_key__in=sellers, issue_date__in=days)
    for candidate, invoice_id in _earlier(by_number | of_amount | of_day, own, directory):
        found.add(candidate, invoice_id)
    # By the vendor's row, so that each of the three is found by an index of the one table.
    rows = {one: pk for one in linked if (pk := directory.vendor_pks.get(one)) is not None}
    of_amount = Q(vendor__in=list(rows.values()), gross_total__in=amounts)
    of_day = Q(vendor__in=[pk for one, pk in rows.items() if one in sellers], issue_date__in=days)
    for candidate in _history(by_number | of_amount | of_day, directory):
        found.add(candidate)
    return found


def _linked(this: DuplicateCandidate, directory: Directory) -> frozenset[str]:
    """Return the other records of the company that bills (T56)."""
    return directory.vendors.linked(this.vendor_keys) - {this.vendor_id or ""}


_EARLIER = (
    "pk", "seller_key", "kind", "invoice_number", "issue_date", "gross_total", "currency",
    "purchase_order", "entity", "lines_key",
)  # fmt: skip


def _earlier(
    wanted: Q, own: set[int], directory: Directory
) -> Iterable[tuple[DuplicateCandidate, int]]:
    rows = list(
        Invoice.objects.filter(wanted, identified_at__isnull=False, is_withdrawn=False)
        .exclude(Q(pk__in=own) | Q(duplicate_of__in=own))
        .annotate(is_copy=Q(duplicate_of__isnull=False))  # what is repeated is the original
        .order_by("is_copy", "identified_at", "pk")
        .values_list(*_EARLIER)
    )
    credited = _credited([row for row in rows if row[2] == DocumentKind.INVOICE.value])
    for row in rows:
        pk, vendor_id, kind, number, day, gross, currency, order, entity, lines = row
        vendor = directory.vendors.by_id.get(vendor_id or "")
        yield (
            DuplicateCandidate(
                reference=f"invoice:{pk}",
                vendor_id=vendor_id,
                invoice_number=number,
                issue_date=day,
                gross_total=gross,
                currency=currency,
                kind=DocumentKind(kind),
                purchase_order=order,
                lines_key=lines,
                vendor_keys=vendor_keys(vendor) if vendor else frozenset(),
                is_credited=pk in credited,
                entity=entity,
            ),
            pk,
        )


def _credited(rows: Sequence[tuple[object, ...]]) -> set[object]:
    """Return the invoices among the rows that credit notes of their vendor take back in full."""
    owed = {(row[1], row[3]): (row[0], row[5]) for row in rows if row[1] and row[3]}
    if not owed:
        return set()
    back: dict[tuple[object, object], Decimal] = defaultdict(Decimal)
    for vendor_id, number, gross in Invoice.objects.filter(
        kind=DocumentKind.CREDIT_NOTE.value,
        is_withdrawn=False,
        preceding_invoice__in={number for _, number in owed},
        seller_key__in={seller for seller, _ in owed},
    ).values_list("seller_key", "preceding_invoice", "gross_total"):
        back[vendor_id, number] += gross or Decimal(0)
    return {
        pk
        for key, (pk, gross) in owed.items()
        if key in back and isinstance(gross, Decimal) and back[key] >= gross > 0
    }


def _history(wanted: Q, directory: Directory) -> Iterable[DuplicateCandidate]:
    for vendor_id, number, day, gross, currency, order in (
        PaidInvoice.objects.filter(wanted)
        .order_by("pk")
        .values_list(
            "vendor__vendor_id",
            "invoice_number",
            "issue_date",
            "gross_total",
            "currency",
            "purchase_order",
        )
    ):
        vendor = directory.vendors.by_id.get(vendor_id)
        yield DuplicateCandidate(
            reference=f"history:{vendor_id}/{number}",
            vendor_id=vendor_id,
            invoice_number=number,
            issue_date=day,
            gross_total=gross,
            currency=currency,
            purchase_order=order,
            vendor_keys=vendor_keys(vendor) if vendor else frozenset(),
        )
