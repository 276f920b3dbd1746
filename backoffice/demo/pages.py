"""An invoice as a PDF page, set in one of five vendors' layouts, with or without its XML inside."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path

import typst
from facturx import facturx

from backoffice.demo.model import Address, Invoice, Vendor, cents
from backoffice.demo.wording import DATES, NUMBERS, PAPER_DATES, PAPER_NUMBERS, UNITS, Manner

LAYOUTS = Path(__file__).parent / "layouts"
_COLORS = ("#1f4e5f", "#7a3b2e", "#2f5d3a", "#3b3561", "#8a5a12", "#5b2333", "#24526b", "#40513b")
_ALIGNS = "llrlrrr"


class Press:
    """Sets pages; keeps the fonts loaded between documents."""

    def __init__(self) -> None:
        self._compilers = {
            path.stem: typst.Compiler(
                input=str(path),
                root=str(LAYOUTS),
                font_paths=_fonts(),
                ignore_system_fonts=True,
            )
            for path in sorted(LAYOUTS.glob("*.typ"))
        }

    def page(self, invoice: Invoice, *, title: str = "", hybrid: bool = False) -> bytes:
        """The document as a PDF; ``title`` names what it is if it is no invoice."""
        compiler = self._compilers[invoice.vendor.layout]
        made = compiler.compile(
            format="pdf",
            sys_inputs={"document": json.dumps(content(invoice, title))},
            pdf_standards=["a-3b"] if hybrid else [],
            timestamp=_noon(invoice.issue_date),
        )
        if not isinstance(made, bytes):
            raise TypeError("the page was not set as one PDF")
        return made

    def picture(self, invoice: Invoice) -> bytes:
        """The first page as a PNG of 200 dots an inch."""
        made = self._compilers[invoice.vendor.layout].compile(
            format="png",
            ppi=200,
            sys_inputs={"document": json.dumps(content(invoice))},
            timestamp=_noon(invoice.issue_date),
        )
        page = made[0] if isinstance(made, list) else made
        if not isinstance(page, bytes):
            raise TypeError("the page was not set as a picture")
        return page

    def factur_x(self, invoice: Invoice, xml: bytes) -> bytes:
        """The page as PDF/A-3 with the given XML embedded as Factur-X."""
        label = f"{invoice.vendor.name}: {invoice.number}"
        with _clock_at(_noon(invoice.issue_date)):
            made = facturx.generate_from_binary(
                self.page(invoice, hybrid=True),
                xml,
                flavor="factur-x",
                level="en16931",
                check_xsd=False,
                pdf_metadata={
                    "author": invoice.vendor.name,
                    "title": label,
                    "subject": label,
                    "keywords": "Factur-X, Invoice",
                },
            )
        return bytes(made)


def _fonts() -> list[str]:
    """Where the sans-serif stands; without its package pages are set in typst's own serif."""
    spec = importlib.util.find_spec("font_source_sans_pro")
    if spec is None or spec.origin is None:
        return []
    return [str(Path(spec.origin).parent / "files")]


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)


@contextmanager
def _clock_at(moment: datetime) -> Iterator[None]:
    """The library stamps the present moment; the same company must give the same bytes."""
    stamps = (facturx._get_pdf_timestamp, facturx._get_metadata_timestamp)
    facturx._get_pdf_timestamp = lambda day=None: f"{day or moment:D:%Y%m%d%H%M%S+00'00'}"
    facturx._get_metadata_timestamp = lambda: f"{moment:%Y-%m-%dT%H:%M:%S+00:00}"
    try:
        yield
    finally:
        facturx._get_pdf_timestamp, facturx._get_metadata_timestamp = stamps


def content(invoice: Invoice, title: str = "") -> dict[str, object]:
    """What a layout prints, every figure already a text in the manner of the vendor's country."""
    vendor = invoice.vendor
    manner = Manner(vendor.address.country)
    with_tax = invoice.category != "O"
    columns = ["pos", "description", "quantity", "unit", "price", "tax_short", "amount"]
    keep = [i for i, name in enumerate(columns) if with_tax or name != "tax_short"]
    return {
        "lang": manner.language,
        "title": title or manner.word(invoice.kind),
        "number": invoice.number,
        "color": _COLORS[int(vendor.vendor_id[1:]) % len(_COLORS)],
        "initials": vendor.name[0],
        "seller": _seller(vendor, manner),
        "buyer": {
            "name": invoice.entity.name,
            "lines": [
                *address_lines(invoice.entity.address),
                *_abroad(invoice),
                *([f"{manner.word('vat_id')} {invoice.entity.vat_id}"] if with_tax else []),
            ],
        },
        "ship": {
            "name": f"Hartwell & Lind {invoice.deliver_to.name}",
            "lines": address_lines(invoice.deliver_to.address),
        },
        "labels": {key: manner.word(key) for key in ("bill_to", "ship_to", "pay_to", "page")},
        "facts": _facts(invoice, manner, is_bill=not title),
        "intro": invoice.note,
        "columns": [manner.word(columns[i]) for i in keep],
        "widths": ["1fr" if columns[i] == "description" else "auto" for i in keep],
        "aligns": [_ALIGNS[i] for i in keep],
        "rows": [[row[i] for i in keep] for row in _rows(invoice, manner)],
        "totals": _totals(invoice, manner),
        "total": [manner.word("gross"), f"{manner.money(invoice.gross_total)} {invoice.currency}"],
        "notes": _notes(invoice),
    }


def _abroad(invoice: Invoice) -> list[str]:
    ours = invoice.entity.address.country
    names = {"DE": "Germany", "NL": "Netherlands", "GB": "United Kingdom"}
    return [names[ours]] if ours != invoice.vendor.address.country else []


def address_lines(address: Address) -> list[str]:
    """The lines of a postal address in the order of its country."""
    if address.country == "US":
        town, state = address.city.split(", ")
        return [address.street, f"{town}, {state} {address.postcode}", "USA"]
    if address.country == "GB":
        return [address.street, address.city, address.postcode]
    return [address.street, f"{address.postcode} {address.city}"]


def _seller(vendor: Vendor, manner: Manner) -> dict[str, object]:
    taxes = [f"{manner.word('vat_id')} {vendor.vat_id}"] if vendor.vat_id else []
    if vendor.address.country == "US":
        taxes = [f"EIN {vendor.tax_id}"]
        bank = [
            "Hood River Growers Bank",
            f"Account no. {vendor.account_number}",
            f"Routing no. {vendor.routing_number}",
        ]
    else:
        bank = [f"IBAN {_grouped(vendor.iban)}", f"BIC {vendor.bic}"] if vendor.iban else []
    if vendor.address.country in {"DE", "NL"}:
        taxes.append(f"{manner.word('tax_id')} {vendor.tax_id}")
    return {
        "name": vendor.name,
        "lines": address_lines(vendor.address),
        "phone": vendor.phone,
        "email": vendor.email,
        "taxes": taxes,
        "bank": bank,
    }


def _grouped(iban: str) -> str:
    return " ".join(iban[i : i + 4] for i in range(0, len(iban), 4))


def _facts(invoice: Invoice, manner: Manner, *, is_bill: bool) -> list[list[str]]:
    key = (manner.language, invoice.kind)
    number = NUMBERS.get(key, manner.word("number"))
    day = DATES.get(key, manner.word("date"))
    if not is_bill:
        number, day = PAPER_NUMBERS[manner.language], PAPER_DATES[manner.language]
    facts = [
        [number, invoice.number],
        [day, manner.day(invoice.issue_date)],
        [manner.word("delivered"), manner.day(invoice.delivery_date)],
    ]
    if invoice.due_date:
        facts.append([manner.word("due"), manner.day(invoice.due_date)])
    if invoice.purchase_order:
        facts.append([manner.word("order"), invoice.purchase_order])
    if invoice.preceding_invoice:
        facts.append([manner.word("original"), invoice.preceding_invoice])
    return facts


def _rows(invoice: Invoice, manner: Manner) -> list[list[str]]:
    units = UNITS[manner.language]
    rows: list[list[str]] = []
    for line in invoice.lines:
        text = (
            f"{line.seller_item_id}  {line.description}"
            if line.seller_item_id
            else (line.description)
        )
        if line.po_number and line.po_number != invoice.purchase_order:
            text += f" ({manner.word('order')} {line.po_number})"
        places = 2 if line.unit_price == cents(line.unit_price) else 4
        per = f" / {line.price_base}" if line.price_base > 1 else ""
        rows.append(
            [
                str(line.number),
                text,
                manner.quantity(line.quantity),
                units[line.unit],
                manner.money(line.unit_price, places) + per,
                manner.quantity(line.tax_rate),
                manner.money(line.net),
            ]
        )
    return rows


def _totals(invoice: Invoice, manner: Manner) -> list[list[str]]:
    rows: list[list[str]] = []
    if invoice.freight:
        rows.append([manner.word("freight"), manner.money(invoice.freight)])
    rows.append([manner.word("net"), manner.money(invoice.net_total)])
    for share in invoice.breakdown if invoice.category != "O" else []:
        label = f"{manner.word('tax')} {manner.quantity(share.rate)} % ({manner.money(share.base)})"
        rows.append([label, manner.money(share.tax)])
    return rows


def _notes(invoice: Invoice) -> list[str]:
    notes = [invoice.terms_text] if invoice.terms_text and invoice.kind == "invoice" else []
    if invoice.category == "K":
        notes.append(_INTRA_COMMUNITY[Manner(invoice.vendor.address.country).language])
    return notes


_INTRA_COMMUNITY = {
    "de": "Steuerfreie innergemeinschaftliche Lieferung.",
    "nl": "Btw verlegd / intracommunautaire levering.",
    "fr": "Exonération de TVA, livraison intracommunautaire (art. 262 ter I du CGI).",
    "en": "VAT-exempt intra-Community supply of goods.",
}
