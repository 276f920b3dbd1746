# ruff: noqa: E501 (one label or company a row)
"""The words and companies of the invoices that benchmarks.unseen prints, by language.

Written before the reader was tuned on them; labels have one or two spellings each, so that two
layouts of one language do not say the same.
"""

from dataclasses import dataclass
from typing import Final

# One word or phrase a language, two spellings apart by a bar: en de fr es it nl.
LANGUAGES: Final = ("en", "de", "fr", "es", "it", "nl")
_LABELS: Final = {
    "title": "INVOICE|Tax Invoice;Rechnung|RECHNUNG;FACTURE|Facture;FACTURA|Factura;"
             "FATTURA|Fattura;FACTUUR|Factuur",
    "credit": "CREDIT NOTE|Credit memo;Gutschrift|Rechnungskorrektur;AVOIR|Avoir;"
              "FACTURA RECTIFICATIVA|Abono;NOTA DI CREDITO|Nota di credito;CREDITNOTA|Creditfactuur",
    "number": "Invoice No.|Invoice number;Rechnungs-Nr.|Rechnungsnummer;N° de facture|Facture n°;"
              "Nº de factura|Número de factura;Fattura n.|Numero fattura;Factuurnr.|Factuurnummer",
    "issued": "Date|Invoice date;Datum|Rechnungsdatum;Date|Date de facture;"
              "Fecha|Fecha de factura;Data|Data fattura;Datum|Factuurdatum",
    "due": "Due date|Payable by;Fällig am|Zahlbar bis;Échéance|À régler avant le;"
           "Vencimiento|Fecha de vencimiento;Scadenza|Data scadenza;Vervaldatum|Te betalen vóór",
    "order": "Your order|PO No.;Ihre Bestellung|Bestell-Nr.;Votre commande|Commande;"
             "Su pedido|Pedido;Vs. ordine|Ordine;Uw bestelling|Bestelnr.",
    "customer": "Customer no.|Account;Kunden-Nr.|Kundennummer;N° client|Code client;"
                "Nº de cliente|Cód. cliente;Cod. cliente|Codice cliente;Klantnr.|Debiteurnr.",
    "delivered": "Delivery date|Date of supply;Lieferdatum|Leistungsdatum;Date de livraison|Livré le;"
                 "Fecha de entrega|Fecha entrega;Data consegna|Data di consegna;Leverdatum|Leveringsdatum",
    "bill_to": "Bill to|Invoice to;Rechnung an|Kunde;Facturé à|Client;Facturar a|Cliente;"
               "Spett.le|Intestato a;Factuur aan|Klant",
    "ship_to": "Ship to|Deliver to;Lieferanschrift|Lieferung an;Livré à|Adresse de livraison;"
               "Enviar a|Dirección de entrega;Destinazione|Luogo di consegna;Afleveradres|Levering aan",
    "from": "From|Seller;Von|Verkäufer;Émetteur|Vendeur;Emisor|Proveedor;Fornitore|Cedente;Van|Leverancier",
    "description": "Description|Item;Bezeichnung|Artikel;Désignation|Description;Descripción|Concepto;"
                   "Descrizione|Descrizione dei beni;Omschrijving|Artikelomschrijving",
    "quantity": "Qty|Quantity;Menge|Anzahl;Qté|Quantité;Cant.|Cantidad;Q.tà|Quantità;Aantal|Aantal",
    "unit": "Unit|UoM;Einh.|Einheit;Unité|U.;Ud.|Unidad;U.M.|UM;Eenh.|Eenheid",
    "price": "Unit price|Price;Einzelpreis|E-Preis;P.U. HT|Prix unitaire;Precio|P. unitario;"
             "Prezzo|Prezzo unitario;Prijs|Stuksprijs",
    "discount": "Disc. %|Disc.;Rabatt|Rab. %;Remise|Rem. %;Dto.|Dto. %;Sconto|Sc. %;Korting|Kort. %",
    "rate": "VAT %|VAT;USt %|MwSt.;TVA|TVA %;IVA %|IVA;IVA|Aliq. IVA;Btw|Btw %",
    "amount": "Amount|Total;Gesamt|Betrag;Montant HT|Total HT;Importe|Total;Importo|Totale;Bedrag|Totaal",
    "code": "Item no.|SKU;Art.-Nr.|Artikelnr.;Réf.|Référence;Ref.|Código;Codice|Cod. art.;Artikelnr.|Code",
    "goods": "Subtotal|Goods total;Zwischensumme|Warenwert;Sous-total|Total marchandises;"
             "Subtotal|Suma;Totale merce|Subtotale;Subtotaal|Goederen",
    "rebate": "Discount|Less trade discount;Rabatt|Abzgl. Rabatt;Remise|Remise commerciale;"
              "Descuento|Dto. comercial;Sconto|Sconto merce;Korting|Af: korting",
    "freight": "Freight|Shipping;Versandkosten|Fracht;Frais de port|Transport;Portes|Gastos de envío;"
               "Spese di trasporto|Trasporto;Verzendkosten|Vracht",
    "net": "Total excl. VAT|Net total;Nettobetrag|Summe netto;Total HT|Montant total HT;"
           "Base imponible|Total neto;Imponibile|Totale imponibile;Totaal excl. btw|Nettobedrag",
    "tax": "VAT {}|Plus {} VAT;zzgl. {} USt.|MwSt. {};TVA {}|Total TVA {};IVA {}|Cuota IVA {};"
           "IVA {}|Imposta {};Btw {}|{} btw",
    "tax_of": "of which VAT {}|Including VAT {};enthaltene MwSt. {}|darin {} USt.;dont TVA {}|TVA incluse {};"
              "IVA incluido {}|de los cuales IVA {};di cui IVA {}|IVA inclusa {};waarvan btw {}|inclusief btw {}",
    "gross": "Total incl. VAT|Invoice total;Gesamtbetrag|Rechnungsbetrag;Total TTC|Montant TTC;"
             "Total factura|TOTAL;Totale fattura|Totale documento;Totaal incl. btw|Totaal te betalen",
    "paid": "Paid on account|Deposit received;Anzahlung|Bereits gezahlt;Acompte versé|Déjà réglé;"
            "Anticipo|Pagado a cuenta;Acconto|Acconto versato;Aanbetaling|Reeds betaald",
    "to_pay": "Balance due|Amount due;Restbetrag|Zahlbetrag;Reste à payer|Net à payer;"
              "Pendiente de pago|Total a pagar;Saldo|Netto a pagare;Nog te betalen|Openstaand saldo",
    "base": "Taxable|Net;Netto|Bemessungsgrundlage;Base HT|Base;Base|Base imponible;"
            "Imponibile|Imponibile;Grondslag|Netto",
    "tax_column": "VAT|VAT amount;USt.|Steuer;TVA|Montant TVA;Cuota|IVA;Imposta|IVA;Btw|Btw-bedrag",
    "carried": "Carried forward|Subtotal page;Übertrag|Zwischensumme;À reporter|Sous-total;"
               "Suma y sigue|Subtotal;A riportare|Subtotale;Transport|Subtotaal",
    "vat_id": "VAT No.|VAT Reg. No.;USt-IdNr.|USt-ID;N° TVA|TVA intracom.;NIF|CIF;P.IVA|Partita IVA;"
              "Btw-nr.|Btw-id",
    "tel": "Tel.|Phone;Tel.|Telefon;Tél.|Tél.;Tel.|Teléfono;Tel.|Telefono;Tel.|Telefoon",
    "bank": "Bank|Bankers;Bankverbindung|Bank;Banque|Coordonnées bancaires;Banco|Cuenta;"
            "Banca|Banca d'appoggio;Bank|Bankrelatie",
    "terms": "Payment within 30 days net.|Terms: 30 days from invoice date;"
             "Zahlbar innerhalb von 30 Tagen ohne Abzug.|Zahlungsziel: 30 Tage netto;"
             "Paiement à 30 jours net.|Conditions de règlement : 30 jours;"
             "Pago a 30 días.|Forma de pago: transferencia a 30 días;"
             "Pagamento a 30 giorni data fattura.|Condizioni di pagamento: bonifico 30 gg;"
             "Betaling binnen 30 dagen.|Betalingstermijn: 30 dagen",
    "thanks": "Thank you for your business.|Goods remain ours until paid in full.;"
              "Vielen Dank für Ihren Auftrag.|Die Ware bleibt bis zur Bezahlung unser Eigentum.;"
              "Merci de votre confiance.|Aucun escompte en cas de paiement anticipé.;"
              "Gracias por su confianza.|Rogamos indiquen el número de factura al pagar.;"
              "Grazie per la fiducia.|Contributo ambientale assolto ove dovuto.;"
              "Dank voor uw bestelling.|Gelieve het factuurnummer te vermelden bij betaling.",
    "page": "Page {} of {}|Page {}/{};Seite {} von {}|Seite {}/{};Page {} sur {}|Page {}/{};"
            "Página {} de {}|Pág. {}/{};Pagina {} di {}|Pag. {}/{};Pagina {} van {}|Blad {}/{}",
}  # fmt: skip
_GOODS: Final = {
    "en": "Oak shelf 80 cm|Glass jar 0.5 l, with lid|Apron, navy|Organic honey 250 g|Paper bags (100)"
          "|Wool blanket 130 x 180|Steel bottle 750 ml|Scented candle, fig",
    "de": "Regalbrett Eiche 80 cm|Einmachglas 0,5 l mit Deckel|Schürze, marine|Blütenhonig 250 g"
          "|Papiertüten (100 Stück)|Wolldecke 130 x 180|Trinkflasche Edelstahl|Duftkerze Feige",
    "fr": "Étagère chêne 80 cm|Bocal en verre 0,5 l|Tablier bleu marine|Miel de fleurs 250 g"
          "|Sacs papier (lot de 100)|Plaid en laine 130 x 180|Gourde inox 750 ml|Bougie figue",
    "es": "Estante de roble 80 cm|Tarro de vidrio 0,5 l|Delantal azul|Miel ecológica 250 g"
          "|Bolsas de papel (100 uds)|Manta de lana 130 x 180|Botella de acero|Vela aroma higo",
    "it": "Mensola rovere 80 cm|Vasetto in vetro 0,5 l|Grembiule blu|Miele biologico 250 g"
          "|Sacchetti di carta (100)|Coperta di lana 130 x 180|Borraccia acciaio|Candela al fico",
    "nl": "Eiken plank 80 cm|Glazen pot 0,5 l met deksel|Schort marineblauw|Bloemenhoning 250 g"
          "|Papieren zakken (100 st.)|Wollen plaid 130 x 180|Drinkfles rvs|Geurkaars vijg",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Company:
    """A party as it is printed; a bar in the name is where its line breaks."""

    name: str
    street: str
    town: str
    site: str = ""
    vat_id: str = ""
    iban: str = ""


_SELLERS: Final = {
    "en": (
        Company("Harrow & Pike Supplies Ltd", "14 Canal Wharf", "Leeds LS1 4BN", "harrowpike.co.uk",
                "GB 123 4567 82", "GB29 NWBK 6016 1331 9268 19"),
        Company("Brightwater Trading", "Unit 7, Dock Road", "Bristol BS1 6UL", "brightwater.example",
                "GB 987 6543 21", "GB94 BARC 1020 1530 0934 59"),
        Company("The Old Mill|Homeware Company Limited", "3 Mill Lane", "Kendal LA9 4QR", "oldmill.example",
                "GB 555 0123 44", "GB33 BUKB 2020 1555 5555 55"),
    ),
    "de": (
        Company("Hofmann & Söhne Großhandel GmbH", "Industriestraße 12", "70565 Stuttgart",
                "hofmann-grosshandel.example", "DE 123456788", "DE89 3704 0044 0532 0130 00"),
        Company("Manufaktur Elbtal e.K.", "Lindenweg 3", "01067 Dresden", "elbtal.example", "DE136695976",
                "DE75 5121 0800 1245 1261 99"),
        Company("Papeterie Schwarz|Inhaberin Karin Schwarz", "Am Markt 9", "99084 Erfurt", "papeterie-schwarz.example",
                "DE 811569869", "DE44 5001 0517 5407 3249 31"),
    ),
    "fr": (
        Company("Comptoir des Alpes SARL", "27 rue du Lac", "74000 Annecy", "comptoir-alpes.example",
                "FR 40 303 265 045", "FR14 2004 1010 0505 0001 3M02 606"),
        Company("Maison Delcourt", "5 place Bellecour", "69002 Lyon", "maisondelcourt.example", "FR83404833048",
                "FR76 3000 6000 0112 3456 7890 189"),
    ),
    "es": (
        Company("Distribuciones Levante, S.L.", "Calle Colón 45", "46004 Valencia", "dislevante.example",
                "B12345674", "ES91 2100 0418 4502 0005 1332"),
        Company("Textiles Vega S.A.", "Polígono Norte, nave 8", "08025 Barcelona", "textilesvega.example",
                "ESA58818501", "ES79 2100 0813 6101 2345 6789"),
    ),
    "it": (
        Company("Fratelli Bianchi S.r.l.", "Via Garibaldi 18", "20121 Milano MI", "fratellibianchi.example",
                "IT00743110157", "IT60 X054 2811 1010 0000 0123 456"),
        Company("Ceramiche del Sole di Rossi Anna", "Viale Europa 2", "84019 Vietri sul Mare SA",
                "ceramichedelsole.example", "IT 07643520567", "IT40 S054 2811 1010 0000 0123 456"),
    ),
    "nl": (
        Company("Van der Berg Groothandel B.V.", "Havenweg 101", "3011 AB Rotterdam", "vdberg.example",
                "NL001234567B01", "NL91 ABNA 0417 1643 00"),
        Company("Atelier Noord", "Prinsengracht 22", "1015 DV Amsterdam", "ateliernoord.example", "NL 8123.45.678.B02",
                "NL20 INGB 0001 2345 67"),
    ),
}  # fmt: skip
_BUYERS: Final = {
    "en": Company("Fenwick Retail Group plc", "200 High Street", "London W1B 5AH"),
    "de": Company("Kaufhaus Sommer AG", "Königsallee 60", "40212 Düsseldorf"),
    "fr": Company("Grands Magasins Réunis SAS", "12 avenue Foch", "75116 Paris"),
    "es": Company("Almacenes Central, S.A.", "Gran Vía 31", "28013 Madrid"),
    "it": Company("Emporio Centrale S.p.A.", "Corso Venezia 7", "20121 Milano MI"),
    "nl": Company("Warenhuis De Linde B.V.", "Damrak 70", "1012 LM Amsterdam"),
}


def label(name: str, language: str, spelling: int) -> str:
    """A label in a language and one of its two spellings."""
    return _LABELS[name].split(";")[LANGUAGES.index(language)].split("|")[spelling].strip()


def names() -> tuple[str, ...]:
    """All labels there are."""
    return tuple(_LABELS)


def goods(language: str) -> list[str]:
    """What is sold."""
    return _GOODS[language].split("|")


def seller(language: str, number: int) -> Company:
    """One of the vendors of a language."""
    every = _SELLERS[language]
    return every[number % len(every)]


def buyer(language: str) -> Company:
    """The retailer in a language."""
    return _BUYERS[language]
