"""Invoices in layouts that no rule was written for: made from a seed, read back, and compared.

Run: python -m benchmarks.page_layouts [--n 60] [--seed 7] [--quiet]
Six languages, six forms of page, tables with and without discounts, prices with and without tax,
one or two tax rates, one or several pages. Every figure is known because it was made here.
"""

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import typst

from benchmarks.page_fields import Score, judged
from intake.formats import pdf_page
from intake.formats.page_document import read_pages

TEMPLATE = Path(__file__).with_name("page_layouts.typ")
FORMS = ("window", "letterhead", "foot", "two", "split", "boxed")
CENT = Decimal("0.01")
Row = tuple[str, int, Decimal, int, Decimal]  # description, quantity, price, discount, net


@dataclass(frozen=True, slots=True)
class Language:
    """The words of a country's invoices, how it writes figures, and who trades there."""

    title: str
    seller: str
    buyer: str
    facts: tuple[str, str, str, str]  # number, issued, due, order
    heading: tuple[str, str, str, str, str, str]  # position, text, quantity, price, discount, net
    sums: tuple[str, str, str]  # net, tax, gross
    rates: tuple[int, int]
    breakdown: tuple[str, str, str, str]
    day: str
    marks: str  # of thousands and of decimals
    currency: str
    vat: str
    sellers: tuple[tuple[str, ...], ...]
    buyers: tuple[tuple[str, ...], ...]
    goods: tuple[str, ...]
    iban: str
    terms: str


LANGUAGES: Mapping[str, Language] = {
    "en": Language(
        "Invoice",
        "From",
        "Bill to",
        ("Invoice number", "Invoice date", "Due date", "PO number"),
        ("#", "Description", "Qty", "Unit price", "Disc.", "Amount"),
        ("Subtotal", "VAT {} %", "Total due"),
        (20, 5),
        ("Rate", "Net", "VAT", "Gross"),
        "%d %B %Y",
        ",.",
        "GBP",
        "GB VAT no. GB123456789",
        (
            ("Thornfield Stationers Ltd", "14 Mill Lane", "Leeds LS1 4AP"),
            ("Quayside Trading", "Unit 3, Harbour Road", "Bristol BS1 5TY"),
        ),
        (
            ("Larkspur Stores plc", "Accounts Payable", "9 High Street", "York YO1 7EP"),
            ("Beech & Rowan", "2 Station Road", "Bath BA1 1AA"),
        ),
        ("Copy paper A4, 80 g", "Ring binder, blue", "Delivery on pallet", "Ink roller 20 mm"),
        "GB29NWBK60161331926819",
        "Payment within 30 days.",
    ),
    "de": Language(
        "Rechnung",
        "Lieferant",
        "Rechnungsempfänger",
        ("Rechnungs-Nr.", "Rechnungsdatum", "Fällig am", "Ihre Bestellung"),
        ("Pos.", "Bezeichnung", "Menge", "Einzelpreis", "Rabatt", "Gesamtpreis"),
        ("Summe netto", "zzgl. {} % MwSt.", "Rechnungsbetrag"),
        (19, 7),
        ("Satz", "Netto", "MwSt.", "Brutto"),
        "%d.%m.%Y",
        ".,",
        "EUR",
        "USt-IdNr. DE136695976",
        (
            ("Bergmann Lagertechnik GmbH", "Industriestr. 12", "70565 Stuttgart"),
            ("Werkzeughaus Otto Kranz e.K.", "Am Markt 3", "04109 Leipzig"),
        ),
        (
            ("Silberbach Handels AG", "Einkauf", "Ringstraße 45", "50667 Köln"),
            ("Frieda Lohmann Moden", "Gartenweg 7", "24103 Kiel"),
        ),
        ("Regalboden verzinkt", "Schraubensatz M8, 100 Stk", "Anfahrt", "Palettenhubwagen"),
        "DE89370400440532013000",
        "Zahlbar innerhalb von 30 Tagen ohne Abzug.",
    ),
    "fr": Language(
        "Facture",
        "Émetteur",
        "Client",
        ("N° de facture", "Date de facture", "Échéance", "Votre commande"),
        ("Réf.", "Désignation", "Qté", "P.U. HT", "Remise", "Montant HT"),
        ("Total HT", "TVA {} %", "Total TTC"),
        (20, 10),
        ("Taux", "Base HT", "TVA", "TTC"),
        "%d/%m/%Y",
        " ,",
        "EUR",
        "N° TVA : FR40303265045",
        (
            ("Établissements Rocher SARL", "8 rue des Tanneurs", "69002 Lyon"),
            ("Papeterie du Canal", "21 quai Nord", "31000 Toulouse"),
        ),
        (
            ("Galeries Montclair SA", "Service comptabilité", "3 avenue Foch", "59000 Lille"),
            ("Maison Verdier", "12 place du Marché", "44000 Nantes"),
        ),
        ("Ramette A4", "Classeur à levier", "Frais de dossier", "Stylo bille bleu"),
        "FR1420041010050500013M02606",
        "Paiement à 30 jours.",
    ),
    "es": Language(
        "Factura",
        "Emisor",
        "Datos del cliente",
        ("Nº de factura", "Fecha de factura", "Vencimiento", "Pedido"),
        ("Cód.", "Concepto", "Cantidad", "Precio", "Dto.", "Importe"),
        ("Base imponible", "IVA {} %", "Total factura"),
        (21, 10),
        ("Tipo", "Base", "Cuota", "Total"),
        "%d/%m/%Y",
        ".,",
        "EUR",
        "CIF: A58818501",
        (
            ("Suministros Alcázar S.L.", "Calle Mayor 15", "28013 Madrid"),
            ("Talleres Ortega", "Polígono Sur, nave 4", "41006 Sevilla"),
        ),
        (
            ("Almacenes Robledo S.A.", "Administración", "Gran Vía 80", "48011 Bilbao"),
            ("Librería Cervera", "Plaza Nueva 2", "50003 Zaragoza"),
        ),
        ("Papel A4 80 g", "Archivador", "Transporte", "Bolígrafo azul"),
        "ES9121000418450200051332",
        "Forma de pago: transferencia a 30 días.",
    ),
    "it": Language(
        "Fattura",
        "Fornitore",
        "Cliente",
        ("Numero fattura", "Data fattura", "Scadenza", "Ordine"),
        ("Cod.", "Descrizione", "Quantità", "Prezzo unitario", "Sconto", "Importo"),
        ("Imponibile", "IVA {} %", "Totale fattura"),
        (22, 10),
        ("Aliquota", "Imponibile", "Imposta", "Totale"),
        "%d/%m/%Y",
        ".,",
        "EUR",
        "P.IVA IT00743110157",
        (
            ("Cartiere Bellini S.r.l.", "Via Roma 21", "20121 Milano"),
            ("Officine Marchetti", "Viale Europa 9", "10123 Torino"),
        ),
        (
            ("Magazzini Ferrante S.p.A.", "Ufficio acquisti", "Corso Italia 4", "16121 Genova"),
            ("Bottega Lombardi", "Piazza Grande 1", "52100 Arezzo"),
        ),
        ("Carta A4", "Raccoglitore", "Spese di imballo", "Penna blu"),
        "IT60X0542811101000000123456",
        "Pagamento a 30 giorni.",
    ),
    "nl": Language(
        "Factuur",
        "Leverancier",
        "Factuuradres",
        ("Factuurnummer", "Factuurdatum", "Vervaldatum", "Uw bestelling"),
        ("Nr.", "Omschrijving", "Aantal", "Prijs", "Korting", "Bedrag"),
        ("Totaal excl. btw", "Btw {} %", "Totaal incl. btw"),
        (21, 9),
        ("Tarief", "Grondslag", "Btw", "Totaal"),
        "%d-%m-%Y",
        ".,",
        "EUR",
        "Btw-nr. NL004495445B01",
        (
            ("De Graaf Techniek B.V.", "Havenstraat 60", "3011 AB Rotterdam"),
            ("Kantoorhuis Vermeer", "Lindelaan 5", "3511 CD Utrecht"),
        ),
        (
            ("Winkelgroep Oost N.V.", "Crediteuren", "Stationsplein 2", "6811 KM Arnhem"),
            ("Bakkerij Smit", "Dorpsstraat 18", "7411 GH Deventer"),
        ),
        ("Kopieerpapier A4", "Ordner blauw", "Verzendkosten pallet", "Balpen"),
        "NL91ABNA0417164300",
        "Betaling binnen 30 dagen.",
    ),
}


def made(chance: random.Random, place: int) -> tuple[bytes, dict[str, object]]:
    """One invoice as a PDF, and its label."""
    names = sorted(LANGUAGES)
    language = LANGUAGES[names[place % len(names)]]
    form = FORMS[(place // len(names) + place) % len(FORMS)]
    has_discount = chance.random() < 0.35
    rows = _rows(chance, language, has_discount=has_discount)
    by_rate = _by_rate(chance, language, rows)
    net = sum((base for base, _ in by_rate.values()), Decimal(0))
    tax = sum((each for _, each in by_rate.values()), Decimal(0))
    issued = date(2026, 1, 5) + timedelta(days=chance.randrange(300))
    number = chance.choice(("{}", "INV-{}", "2026/{}", "R{}-26")).format(
        chance.randrange(1000, 99999)
    )
    seller, buyer = chance.choice(language.sellers), chance.choice(language.buyers)
    order = f"{chance.choice(('PO-', '45', 'B'))}{chance.randrange(10_000, 99_999)}"
    values = (number, issued.strftime(language.day),
              (issued + timedelta(days=30)).strftime(language.day), order)  # fmt: skip
    facts = [list(pair) for pair in zip(language.facts, values, strict=True)]
    said = _page(chance, language, form, rows, by_rate, has_discount=has_discount) | {
        "number": number,
        "facts": facts,
        "seller": list(seller),
        "buyer": list(buyer),
        "split": [seller[0].rsplit(" ", 1)[0], seller[0].rsplit(" ", 1)[1]],
    }
    if form == "window":
        said["facts"] = facts[1:] if chance.random() < 0.5 else facts
        said["footer"] = [list(seller), [language.vat], ["IBAN " + language.iban]]
    if form == "foot":
        said["footer"] = [[" · ".join((*seller, language.vat))]]
    pdf = typst.compile(
        str(TEMPLATE), format="pdf", sys_inputs={"document": json.dumps(said)},
        ignore_system_fonts=True,
    )  # fmt: skip
    if not isinstance(pdf, bytes):
        raise TypeError("the page was not set as one PDF")
    fields: dict[str, object] = {
        "invoice_number": number,
        "issue_date": issued.isoformat(),
        "due_date": (issued + timedelta(days=30)).isoformat(),
        "currency": language.currency,
        "purchase_order": order,
        "net_total": str(net),
        "tax_total": str(tax),
        "gross_total": str(net + tax),
        "seller_name": seller[0],
        "buyer_name": buyer[0],
        "iban": language.iban,
        "lines": [
            {"description": text, "quantity": str(count), "unit_price": str(price),
             "net": str(amount)}
            for text, count, price, _, amount in rows
        ],
    }  # fmt: skip
    return pdf, {"file": f"{place:03}-{form}", "document_type": "invoice", "fields": fields}


def _rows(chance: random.Random, language: Language, *, has_discount: bool) -> list[Row]:
    count = chance.choice((1, 2, 3, 4, 6, 9, 34))
    made: list[Row] = []
    for place in range(count):
        text = chance.choice(language.goods)
        if chance.random() < 0.2:
            text += " – " + " ".join(chance.choice(language.goods) for _ in range(4))
        quantity = chance.randrange(1, 60)
        price = Decimal(chance.randrange(35, 90_000)) / 100
        discount = chance.choice((5, 10, 15)) if has_discount and place % 2 == 0 else 0
        net = (quantity * price * (100 - discount) / 100).quantize(CENT, ROUND_HALF_UP)
        made.append((text, quantity, price, discount, net))
    return made


def _by_rate(
    chance: random.Random, language: Language, rows: list[Row]
) -> dict[int, tuple[Decimal, Decimal]]:
    """Base and tax of each rate."""
    cut = len(rows) if len(rows) < 3 or chance.random() < 0.5 else len(rows) - 1
    bases = {language.rates[0]: sum((row[4] for row in rows[:cut]), Decimal(0))}
    if cut < len(rows):
        bases[language.rates[1]] = sum((row[4] for row in rows[cut:]), Decimal(0))
    return {
        rate: (base, (base * rate / 100).quantize(CENT, ROUND_HALF_UP))
        for rate, base in bases.items()
    }


def _page(
    chance: random.Random,
    language: Language,
    form: str,
    rows: list[Row],
    by_rate: Mapping[int, tuple[Decimal, Decimal]],
    *,
    has_discount: bool,
) -> dict[str, object]:
    """What the template sets: the table, the sums, the words around."""
    sign = chance.choice(("", " €" if language.currency == "EUR" else " GBP", ""))
    kept = [0, 1, 2, 3, *([4] if has_discount else []), 5]

    def money(value: Decimal) -> str:
        thousands, mark = language.marks[0], language.marks[1]
        return f"{value:,.2f}".replace(",", "\0").replace(".", mark).replace("\0", thousands) + sign

    cells: list[tuple[str, ...]] = [
        (str(place), text, str(count), money(price), f"{discount} %" if discount else "",
         money(net))
        for place, (text, count, price, discount, net) in enumerate(rows, 1)
    ]  # fmt: skip
    net = sum((base for base, _ in by_rate.values()), Decimal(0))
    tax = sum((each for _, each in by_rate.values()), Decimal(0))
    shows_rates = len(by_rate) > 1 and form in {"window", "letterhead", "split", "boxed"}
    breakdown = [
        [f"{rate} %", money(base), money(part), money(base + part)]
        for rate, (base, part) in by_rate.items()
    ]
    return {
        "form": form,
        "size": chance.choice((8.5, 9, 10)),
        "ruled": chance.random() < 0.5,
        "words": {"title": language.title, "seller": language.seller, "buyer": language.buyer},
        "heading": [language.heading[each] for each in kept],
        "columns": ["1fr" if each == 1 else "auto" for each in kept],
        "aligns": ["l" if each in {0, 1} else "r" for each in kept],
        "rows": [[row[each] for each in kept] for row in cells],
        "sums": [
            [language.sums[0], money(net), False],
            *([language.sums[1].format(rate), money(part), False]
              for rate, (_, part) in by_rate.items()),
            [language.sums[2], money(net + tax)
             + ("" if sign else f" {language.currency}"), True],
        ],
        "rates": [list(language.breakdown), *breakdown] if shows_rates else [],
        "notes": [language.terms, "IBAN: " + language.iban],
        "contact": [language.vat, "Tel. +44 113 496 0000", "office@example.com"],
        "footer": [],
    }  # fmt: skip


def main() -> int:
    """Make, read and compare; print what differs and the shares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=60)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--quiet", action="store_true")
    parser.add_argument("--keep", type=Path, help="a folder for the PDFs")
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311 - the same every time
    score = Score()
    for place in range(options.n):
        pdf, label = made(chance, place)
        if options.keep:
            options.keep.mkdir(parents=True, exist_ok=True)
            (options.keep / f"{label['file']}.pdf").write_bytes(pdf)
        begun = time.perf_counter()
        pages = pdf_page.placed_words(pdf)
        document = read_pages(pages, is_every_kind=True)
        score.seconds += time.perf_counter() - begun
        score.pages += len(pages)
        verdicts = list(judged(document, label))
        score.add(str(place), document, verdicts)
        for each in verdicts if not options.quiet else ():
            if each.verdict != "right":
                sys.stdout.write(
                    f"{label['file']}: {each.field}: made {each.labelled!r}, read {each.read!r}\n"
                )
    score.write(f"{options.n} made with seed {options.seed}, load {os.getloadavg()[0]:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
