# ruff: noqa: E501 (one label a row)
"""The words on the invoices that benchmarks.page_layouts prints, by language.

Written before the reader was tuned on them. Labels have spellings, so that two layouts of one
language do not say the same; the third and fourth spelling are those of later designs.
"""

from typing import Final

# One word or phrase a language, spellings apart by a bar: en de fr es it nl.
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
# Further spellings, the third and the fourth of each label, for designs C and D.
_LATER: Final = {
    "title": "Sales Invoice|VAT Invoice;Rechnung|Rechnung;Facture|Facture;Factura|Factura;"
             "Fattura|Fattura;Factuur|Verkoopfactuur",
    "number": "Inv. no.|Document number;Rechnung Nr.|Belegnummer;Numéro de facture|Facture numéro;"
              "Factura nº|Núm. factura;Fattura nr.|N. documento;Factuur nr.|Factuur-nummer",
    "issued": "Issue date|Date of invoice;Ausstellungsdatum|Belegdatum;Date d'émission|Émise le;"
              "Fecha de emisión|Fecha de expedición;Data emissione|Data documento;Factuurdatum|Datum factuur",
    "due": "Payment due|Pay by;Zahlungsziel|Zu zahlen bis;Date d'échéance|À payer avant le;"
           "Fecha vencimiento|Vence el;Scadenza pagamento|Data di scadenza;Vervaldag|Uiterste betaaldatum",
    "order": "Purchase order|Customer PO;Bestellnummer|Ihre Bestellnummer;N° de commande|Bon de commande;"
             "Nº de pedido|Su pedido nº;Ordine n.|Numero ordine;Inkooporder|Bestelnummer",
    "net": "Net amount|Amount before VAT;Netto|Zwischensumme netto;Total hors taxes|Sous-total HT;"
           "Importe neto|Total base imponible;Totale netto|Totale imponibile netto;Totaal exclusief btw|Subtotaal excl. btw",
    "tax": "VAT at {}|VAT ({});Umsatzsteuer {}|+ {} MwSt.;TVA à {}|dont TVA {};IVA ({})|I.V.A. {};"
           "IVA al {}|Imposta IVA {};Btw {}|Btw-bedrag {}",
    "tax_of": "VAT included {}|Contains VAT at {};inkl. MwSt. {}|im Betrag enthaltene USt. {};dont TVA à {}|TVA {} comprise;"
              "incluye IVA {}|IVA ({}) incluido;IVA compresa {}|di cui IVA al {};btw inbegrepen {}|hierin begrepen btw {}",
    "gross": "Grand total|Total;Gesamtsumme|Endbetrag;Total à payer TTC|Total général TTC;"
             "Total a pagar|Importe total;Totale|Totale da pagare;Totaalbedrag|Eindtotaal",
    "paid": "Deposit paid|Less prepayment;Abzgl. Anzahlung|Geleistete Anzahlung;Acompte déjà versé|Acompte;"
            "Anticipo recibido|A cuenta;Acconto ricevuto|Già pagato;Vooruitbetaald|Reeds voldaan",
    "to_pay": "Balance to pay|Amount payable;Noch zu zahlen|Offener Betrag;Solde à payer|Montant dû;"
              "Importe pendiente|Resto a pagar;Da pagare|Saldo da pagare;Te voldoen|Restant te betalen",
    "bill_to": "Billed to|Invoice address;Rechnungsempfänger|Rechnungsanschrift;Adresse de facturation|Destinataire;"
               "Facturado a|Datos del cliente;Cliente|Destinatario;Factuuradres|Gefactureerd aan",
    "ship_to": "Delivery address|Goods to;Lieferadresse|Warenempfänger;Livraison à|Lieu de livraison;"
               "Lugar de entrega|Entregar en;Indirizzo di consegna|Merce destinata a;Bezorgadres|Afleveren bij",
    "vat_id": "VAT|VAT registration number;USt-Id-Nr.|Umsatzsteuer-ID;N° de TVA intracommunautaire|N° TVA intracom.;"
              "C.I.F.|N.I.F.;P. IVA|Partita IVA n.;BTW|Btw nummer",
}  # fmt: skip
_HOLDER: Final = (
    "Account holder",
    "Kontoinhaber",
    "Titulaire",
    "Titular",
    "Intestatario",
    "T.n.v.",
)
_NOTE: Final = (
    "All amounts in {}",
    "Alle Beträge in {}",
    "Montants en {}",
    "Importes en {}",
    "Importi in {}",
    "Bedragen in {}",
)
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


def label(name: str, language: str, spelling: int) -> str:
    """A label in a language and one of its spellings."""
    known = _LABELS[name].split(";")[LANGUAGES.index(language)].split("|")
    known += _LATER.get(name, ";;;;;").split(";")[LANGUAGES.index(language)].split("|")
    known = [each for each in known if each]
    return known[spelling if spelling < len(known) else spelling % 2].strip()


def names() -> tuple[str, ...]:
    """All labels there are."""
    return tuple(_LABELS)


def holder(language: str) -> str:
    """What the owner of a bank account is called."""
    return _HOLDER[LANGUAGES.index(language)]


def note_of(language: str, currency: str) -> str:
    """A sentence that says which currency the amounts are in."""
    return _NOTE[LANGUAGES.index(language)].format(currency)


def goods(language: str) -> list[str]:
    """What is sold."""
    return _GOODS[language].split("|")
