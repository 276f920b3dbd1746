"""What comes twice, what takes back, and what is no invoice at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_UP, Decimal

from backoffice.demo import billing
from backoffice.demo.model import Drop, Invoice, InvoiceLine
from backoffice.demo.plot import Plot, file_name
from backoffice.demo.problems_match import OVER_BOTH
from backoffice.demo.timeline import workday
from backoffice.demo.wording import Manner

BOMB = b"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE Invoice [
  <!ENTITY a "spring sale ">
  <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
  <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">
]>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"><Note>&c;</Note></Invoice>
"""


def repeats(plot: Plot) -> None:
    """The same file again, the same invoice again, and one that only looks like another."""
    clean = _clean(plot)
    for _ in range(3):
        _same_bytes(plot, next(clean))
    for _ in range(4):
        _other_syntax(plot, next(clean))
    for _ in range(4):
        _alike(plot, next(clean))


def _clean(plot: Plot) -> Iterator[Drop]:
    """Clean order-backed invoices early enough for something to follow them, in random order."""
    latest = plot.timeline.today - timedelta(14)
    found = [
        d
        for d in plot.drops
        if d.problem == "clean"
        and d.invoice
        and d.invoice.kind == "invoice"
        and d.invoice.purchase_order
        and d.arrived <= latest
        and not d.held_back
    ]
    plot.rng.shuffle(found)
    return iter(found)


def _later(plot: Plot, day: date, low: int, high: int) -> date:
    """Some days on, in the same month if the first day was, never after today."""
    moved = workday(day + timedelta(plot.rng.randint(low, high)))
    last = plot.timeline.month_of(day).last
    return min(moved, max(last, day + timedelta(1)), plot.timeline.today)


def _same_bytes(plot: Plot, first: Drop) -> None:
    stem, _, suffix = first.filename.rpartition(".")
    plot.drops.append(
        replace(
            first,
            arrived=_later(plot, first.arrived, 2, 6),
            filename=f"{stem}_copy.{suffix}",
            problem="duplicate_bytes",
            exceptions=("DUPLICATE_DOCUMENT",),
            disposition="duplicate",
            same_as=first.filename,
        )
    )


def _other_syntax(plot: Plot, first: Drop) -> None:
    invoice = first.bill
    other = {"ubl": "facturx", "cii": "ubl", "facturx": "ubl", "pdf": "ubl"}[first.format]
    if invoice.category == "O":
        other = "pdf"
    stem = file_name(invoice, other).rpartition(".")
    plot.arrive(
        invoice,
        "duplicate_invoice",
        ["DUPLICATE_INVOICE", *OVER_BOTH],
        form=other,
        arrived=_later(plot, first.arrived, 2, 9),
        filename=f"{stem[0]}_resent.{stem[2]}",
    )


def _alike(plot: Plot, first: Drop) -> None:
    number = first.bill.number
    plain = re.sub(r"(?<!\d)0+(?=\d)", "", number.replace("-", ""))
    changed = plain if plain != number and plot.rng.random() < 0.5 else f"{number}-R"
    plot.arrive(
        replace(first.bill, number=changed),
        "possible_duplicate",
        ["POSSIBLE_DUPLICATE", *OVER_BOTH],
        arrived=_later(plot, first.arrived, 3, 9),
    )


def credit_notes(plot: Plot) -> None:
    """Credit notes: parts and wholes of earlier invoices, some without saying which."""
    clean = _clean(plot)
    for _ in range(11):
        _credit(plot, next(clean), share="part")
    for _ in range(4):
        _credit(plot, next(clean), share="whole")
    for _ in range(3):
        _credit(plot, next(clean), share="part", named=False)
    for _ in range(2):
        _credit(plot, next(clean), share="more")


def _credit(plot: Plot, drop: Drop, *, share: str, named: bool = True) -> None:
    invoice = drop.bill
    day = _later(plot, max(drop.arrived, invoice.issue_date), 3, 11)
    note = billing.credit_for(
        invoice, plot.number(invoice.vendor, day), day, _shares(plot, invoice, share), named=named
    )
    problem, codes = {
        ("part", True): ("credit_note_part", ()),
        ("whole", True): ("credit_note_whole", ()),
        ("part", False): ("credit_without_reference", ("CREDIT_WITHOUT_INVOICE",)),
        ("more", True): ("credit_exceeds_invoice", ("CREDIT_EXCEEDS_INVOICE",)),
    }[(share, named)]
    note = replace(note, note=_REASONS[Manner(invoice.vendor.address.country).language][share])
    plot.arrive(note, problem, codes, arrived=day)


def _shares(plot: Plot, invoice: Invoice, share: str) -> list[tuple[InvoiceLine, Decimal]]:
    if share == "whole":
        return [(line, line.quantity) for line in invoice.lines]
    if share == "more":
        return [(line, line.quantity * 2) for line in invoice.lines]
    line = plot.rng.choice(invoice.lines)
    return [(line, (line.quantity / 6).to_integral_value(rounding=ROUND_UP))]


_REASONS = {
    "de": {
        "part": "Bruchschaden laut Ihrer Meldung.",
        "whole": "Stornierung der Rechnung.",
        "more": "Bonusgutschrift laut Vereinbarung.",
    },
    "nl": {
        "part": "Breukschade volgens uw melding.",
        "whole": "Annulering van de factuur.",
        "more": "Bonus volgens afspraak.",
    },
    "fr": {
        "part": "Casse selon votre avis.",
        "whole": "Annulation de la facture.",
        "more": "Remise de fin d'année.",
    },
    "en": {
        "part": "Breakages as reported.",
        "whole": "Cancellation of the invoice.",
        "more": "Bonus as agreed.",
    },
}


def not_invoices(plot: Plot) -> None:
    """Papers that vendors send to the invoice address though nothing is to be paid on them."""
    kinds = ("pro_forma", "order_confirmation", "account_statement") * 2
    clean = _clean(plot)
    for kind, source in zip(kinds, clean, strict=False):
        invoice = source.bill
        number = f"{plot.rng.randint(10000, 99999)}"
        paper = replace(invoice, number=number, due_date=None, terms_text="")
        if kind == "account_statement":
            paper = replace(
                paper, lines=_open_items(plot, invoice), purchase_order=None, category="O"
            )
        name = file_name(paper, "pdf").replace("_", f"_{kind.replace('_', '-')}-", 1)
        plot.drops.append(
            Drop(
                arrived=source.arrived,
                format="pdf",
                problem=kind,
                filename=name,
                invoice=paper,
                title=Manner(invoice.vendor.address.country).word(kind),
                document_type=kind,
                exceptions=("NOT_AN_INVOICE",),
                disposition="refused",
            )
        )


def _open_items(plot: Plot, invoice: Invoice) -> tuple[InvoiceLine, ...]:
    """The vendor's invoices up to that day, as its statement lists them."""
    manner = Manner(invoice.vendor.address.country)
    sent = [
        d.invoice
        for d in plot.drops
        if d.problem == "clean"
        and d.invoice is not None
        and d.invoice.vendor == invoice.vendor
        and d.invoice.kind == "invoice"
        and d.invoice.issue_date <= invoice.issue_date
    ]
    return tuple(
        InvoiceLine(
            number=n,
            description=f"{manner.word('invoice')} {one.number}, {manner.day(one.issue_date)}",
            quantity=Decimal(1),
            unit="C62",
            unit_price=one.gross_total,
            tax_rate=Decimal(0),
        )
        for n, one in enumerate(sorted(sent, key=lambda one: one.issue_date), start=1)
    )


def unreadable(plot: Plot) -> None:
    """An empty file, one cut off on the way, and one that is meant to grow when it is read."""
    days = [d.arrived for d in plot.drops if plot.timeline.month(1).contains(d.arrived)]
    for name, problem, body, code in (
        ("scan0001.pdf", "empty_file", b"", "EMPTY_FILE"),
        ("invoice_incomplete.xml", "truncated_xml", None, "UNREADABLE"),
        ("invoice_spring.xml", "entity_bomb", BOMB, "UNSAFE_FILE"),
    ):
        plot.drops.append(
            Drop(
                arrived=plot.rng.choice(sorted(set(days))),
                format="broken",
                problem=problem,
                filename=name,
                document_type="unreadable",
                exceptions=(code,),
                disposition="refused",
                content=body,
            )
        )
