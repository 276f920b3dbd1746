"""How documents are worded, and how figures and dates are written, in each vendor's country."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

LANGUAGES = {"DE": "de", "NL": "nl", "FR": "fr", "DK": "en", "GB": "en", "US": "en"}
# fmt: off
KEYS = (
    "invoice", "credit_note", "pro_forma", "order_confirmation", "account_statement", "number",
    "date", "due", "delivered", "order", "customer", "original", "pos", "item", "description",
    "quantity", "unit", "price", "amount", "net", "freight", "tax", "gross", "bill_to", "ship_to",
    "pay_to", "page", "bank", "vat_id", "tax_id", "currency", "tax_short",
)
WORDS = {
    "de": dict(zip(KEYS, (
        "Rechnung", "Gutschrift", "Proforma-Rechnung", "Auftragsbestätigung", "Kontoauszug",
        "Rechnungsnummer", "Rechnungsdatum", "Fällig am", "Lieferdatum", "Bestellnummer",
        "Lieferort", "Zu Rechnung", "Pos.", "Artikel", "Bezeichnung", "Menge", "Einheit",
        "Einzelpreis", "Betrag", "Nettobetrag", "Fracht", "USt.", "Gesamtbetrag",
        "Rechnungsempfänger", "Lieferanschrift", "Bankverbindung", "Seite", "Bank", "USt-IdNr.",
        "Steuernummer", "Währung", "USt. %"), strict=True)),
    "nl": dict(zip(KEYS, (
        "Factuur", "Creditnota", "Proformafactuur", "Orderbevestiging", "Rekeningoverzicht",
        "Factuurnummer", "Factuurdatum", "Vervaldatum", "Leverdatum", "Uw bestelnummer",
        "Leverlocatie", "Bij factuur", "Nr.", "Artikel", "Omschrijving", "Aantal", "Eenheid",
        "Prijs", "Bedrag", "Totaal excl. btw", "Vrachtkosten", "Btw", "Totaal incl. btw",
        "Factuuradres", "Afleveradres", "Betaling aan", "Pagina", "Bank", "Btw-nummer",
        "KvK-nummer", "Valuta", "Btw %"), strict=True)),
    "fr": dict(zip(KEYS, (
        "Facture", "Avoir", "Facture pro forma", "Confirmation de commande", "Relevé de compte",
        "Facture n°", "Date de facture", "Échéance", "Date de livraison", "Commande n°",
        "Lieu de livraison", "Sur facture", "N°", "Réf.", "Désignation", "Quantité", "Unité",
        "Prix unitaire", "Montant", "Total HT", "Port", "TVA", "Total TTC",
        "Adresse de facturation", "Adresse de livraison", "Coordonnées bancaires", "Page",
        "Banque", "N° TVA", "SIREN", "Devise", "TVA %"), strict=True)),
    "en": dict(zip(KEYS, (
        "Invoice", "Credit note", "Pro forma invoice", "Order confirmation",
        "Statement of account", "Invoice number", "Invoice date", "Due date", "Delivery date",
        "Purchase order", "Delivery site", "Original invoice", "No.", "Item", "Description",
        "Quantity", "Unit", "Unit price", "Amount", "Net total", "Freight", "VAT", "Total due",
        "Bill to", "Ship to", "Pay to", "Page", "Bank", "VAT number", "Company number",
        "Currency", "VAT %"), strict=True)),
}
# fmt: on
NUMBERS = {  # the label of a document's own number
    ("de", "credit_note"): "Gutschriftnummer",
    ("nl", "credit_note"): "Creditnotanummer",
    ("fr", "credit_note"): "Avoir n°",
    ("en", "credit_note"): "Credit note number",
}
DATES = {  # and of its date
    ("de", "credit_note"): "Datum",
    ("nl", "credit_note"): "Datum",
    ("fr", "credit_note"): "Date",
    ("en", "credit_note"): "Credit note date",
}
PAPER_NUMBERS = {
    "de": "Belegnummer",
    "nl": "Documentnummer",
    "fr": "Document n°",
    "en": "Document number",
}
PAPER_DATES = {"de": "Datum", "nl": "Datum", "fr": "Date", "en": "Date"}
UNITS = {
    "de": {
        "H87": "Stk.",
        "C62": "Stk.",
        "EA": "Stk.",
        "XCS": "Kolli",
        "KGM": "kg",
        "MON": "Monat",
        "HUR": "Std.",
        "KWH": "kWh",
        "XPX": "Palette",
        "PCE": "Stk.",
    },
    "nl": {
        "H87": "stuk",
        "C62": "stuk",
        "EA": "stuk",
        "XCS": "doos",
        "KGM": "kg",
        "MON": "maand",
        "HUR": "uur",
        "KWH": "kWh",
        "XPX": "pallet",
        "PCE": "stuk",
    },
    "fr": {
        "H87": "pièce",
        "C62": "pièce",
        "EA": "pièce",
        "XCS": "carton",
        "KGM": "kg",
        "MON": "mois",
        "HUR": "h",
        "KWH": "kWh",
        "XPX": "palette",
        "PCE": "pièce",
    },
    "en": {
        "H87": "pcs",
        "C62": "pcs",
        "EA": "each",
        "XCS": "case",
        "KGM": "kg",
        "MON": "month",
        "HUR": "hrs",
        "KWH": "kWh",
        "XPX": "pallet",
        "PCE": "pcs",
    },
}
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class Manner:
    """One country's way of writing."""

    country: str

    @property
    def language(self) -> str:
        """The language of the vendor's documents."""
        return LANGUAGES[self.country]

    def word(self, key: str) -> str:
        """A label in that language."""
        return WORDS[self.language][key]

    def money(self, amount: Decimal, places: int = 2) -> str:
        """An amount with the thousands and decimals of the country."""
        text = f"{amount:,.{places}f}"
        if self.country in {"GB", "US"}:
            return text
        thousands = "\u00a0" if self.country == "FR" else "."
        whole, _, decimals = text.partition(".")
        return whole.replace(",", thousands) + ("," + decimals if decimals else "")

    def quantity(self, quantity: Decimal) -> str:
        """A quantity, with decimals only where it has them."""
        exponent = quantity.normalize().as_tuple().exponent
        return self.money(quantity, max(0, -exponent) if isinstance(exponent, int) else 0)

    def day(self, day: date) -> str:
        """A date as the country writes it."""
        if self.country == "GB":
            return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
        if self.country == "US":
            return f"{_MONTHS[day.month - 1][:3]} {day.day}, {day.year}"
        return day.strftime({"NL": "%d-%m-%Y", "FR": "%d/%m/%Y"}.get(self.country, "%d.%m.%Y"))
