# ruff: noqa: E501 (one heading a row)
"""What the tables of benchmarks.table_layouts say, by language: en de fr es it nl.

Several spellings of a heading stand apart by a bar; an arrow is where a heading breaks into rows.
Written from how vendors of each country print them, before the reader was changed for any of them.
"""

from typing import Final

LANGUAGES: Final = ("en", "de", "fr", "es", "it", "nl")
_HEADS: Final = {
    "position": "Line|#|Ln;Pos.|Nr.|Lfd. Nr.;N°|Ligne|Pos.;Lín.|Nº|Pos.;Riga|N.|Pos.;Nr.|Regel|Pos.",
    "code": "Item|Part no.|Stock code;Artikel-Nr.|Art.Nr.|Material;Référence|Code|Code article;"
            "Código|Referencia|Ref.;Cod. articolo|Codice|Articolo;Artikelnr.|Artikelcode|Art.",
    "description": "Description|Details|Product description;Bezeichnung|Beschreibung|Artikelbezeichnung;"
                   "Désignation|Libellé|Description;Descripción|Concepto|Artículo;"
                   "Descrizione|Descrizione articolo|Descrizione prodotto;Omschrijving|Artikel|Product",
    "quantity": "Qty|Quantity|Qty shipped;Menge|Anzahl|Stückzahl;Qté|Quantité|Nb;Cant.|Cantidad|Uds.;"
                "Q.tà|Quantità|Qtà;Aantal|Aant.|Hoeveelheid",
    "unit": "Unit|UoM|U/M;Einh.|ME|Einheit;Unité|U.|UdV;Ud.|Unidad|U.M.;U.M.|UM|Unità;Eenh.|Eenheid|VE",
    "price": "Unit price|Price>each|Rate;Einzelpreis|Preis/>Einheit|E-Preis;P.U. HT|Prix>unitaire|PU HT;"
             "Precio|Precio>unitario|P. unit.;Prezzo|Prezzo>unitario|Prezzo unit.;Prijs|Prijs>per stuk|Stukprijs",
    "list": "List price|Gross>price|RRP;Listenpreis|Brutto-VK|Bruttopreis;Prix brut|Tarif|PU brut;"
            "Precio tarifa|PVP|Precio bruto;Prezzo listino|Listino|Prezzo lordo;Brutoprijs|Lijstprijs|Bruto",
    "net_price": "Net price|Net unit>price|Net;Nettopreis|Netto-EP|E-Preis netto;Prix net|PU net|P.U. net;"
                 "Precio neto|P. neto|Neto;Prezzo netto|Netto unit.|P. netto;Nettoprijs|Netto prijs|Netto",
    "per": "Per|Price per|per;PE|je|Preiseinheit;Par|pour|Par;Por|por|Por;Per|ogni|Per;Per|per|Per",
    "discount": "Disc. %|Discount|Disc.;Rabatt|Rab. %|Rabatt %;Remise|Rem. %|% rem.;Dto.|% Dto.|Descuento;"
                "Sconto|Sc. %|Sconto %;Korting|Kort. %|Krt. %",
    "rate": "VAT|VAT %|VAT>rate;MwSt.|USt.-%|Steuer-%;TVA|Taux TVA|% TVA;IVA|% IVA|Tipo IVA;"
            "IVA|Aliquota|% IVA;Btw|Btw %|Btw-%",
    "tax": "VAT amount|VAT amt|Tax amount;MwSt.-Betrag|Steuerbetrag|USt.-Betrag;Montant TVA|TVA €|Mt TVA;"
           "Cuota IVA|Cuota|Importe IVA;Importo IVA|Imposta|Tot. IVA;Btw-bedrag|Btw bedrag|Btw €",
    "amount": "Amount|Line total|Net amount;Gesamtpreis|Betrag|Netto>Betrag;Montant HT|Total HT|Montant;"
              "Importe|Total|Importe neto;Importo|Totale|Importo netto;Bedrag|Totaal|Totaal>excl. btw",
    "gross": "Total incl. VAT|Gross amount|Gross;Brutto|Bruttobetrag|Gesamt brutto;Total TTC|Montant TTC|TTC;"
             "Total con IVA|Total IVA incl.|Importe bruto;Totale ivato|Tot. lordo|Importo lordo;"
             "Totaal incl. btw|Bedrag incl. btw|Bruto",
    "price4": "Unit price|Price each|Price;Einzelpreis|Preis|E-Preis;Prix unitaire HT|P.U.|Prix;"
              "Precio|P. unitario|Precio ud.;Prezzo|Prezzo un.|Prezzo;Prijs|Prijs/st|Stukprijs",
    "strange": "Consideration|Payable;Entgelt|Warenentgelt;À facturer|Facturé;Líquido|A cobrar;"
               "Corrispettivo|Spettanza;Vergoeding|Te voldoen",
    "ordered": "Qty ordered|Ordered;bestellt|Best. Menge;Qté cdée|Commandé;Pedido|Cant. pedida;"
               "Q.tà ord.|Ordinato;Besteld|Aantal besteld",
    "date": "Date|Delivered on;Datum|Lieferdatum;Date|Livré le;Fecha|Entregado;Data|Consegna;Datum|Leverdatum",
    "ean": "EAN|Barcode;EAN|GTIN;EAN|Code-barres;EAN|Cód. barras;EAN|Cod. a barre;EAN|Barcode",
    "letter": "VAT|Tax code;St.|MwSt.;TVA|Code TVA;IVA|Tipo;IVA|Cod. IVA;Btw|Btw-code",
}  # fmt: skip
_WORDS: Final = {
    "group": "Department {}|Delivery {}|Category {};Warengruppe {}|Lieferschein {}|Abteilung {};"
             "Rayon {}|Bon de livraison {}|Famille {};Sección {}|Albarán {}|Familia {};"
             "Reparto {}|DDT n. {}|Categoria {};Afdeling {}|Pakbon {}|Groep {}",
    "subtotal": "Subtotal {}|Group total|Sub-total;Zwischensumme|Summe Warengruppe {}|Zwischensumme {};"
                "Sous-total|Sous-total {}|Total famille {};Subtotal|Subtotal {}|Suma parcial;"
                "Subtotale|Subtotale {}|Totale parziale;Subtotaal|Subtotaal {}|Tussentotaal",
    "carried": "Carried forward|Page total c/f|Balance carried forward;Übertrag|Übertrag auf Seite 2|Zwischensumme / Übertrag;"
               "À reporter|Report|Total à reporter;Suma y sigue|A reportar|Suma y sigue;"
               "A riportare|Totale a riportare|Riporto;Transport|Over te brengen|Transporteren",
    "brought": "Brought forward|Balance b/f|Brought forward;Übertrag|Übertrag von Seite 1|Vortrag;"
               "Report|Report page précédente|Reports;Suma anterior|Suma anterior|Suma y sigue;"
               "Riporto|Riporto|Riporto;Transport|Transport|Transport",
    "lot": "Batch {}|Lot no. {}, best before 05/2027|Serial nos. {};Charge {}|Chargen-Nr. {}, MHD 05/2027|Serien-Nr. {};"
           "Lot {}|N° de lot {}|N° de série {};Lote {}|Nº de lote {}|Nº de serie {};"
           "Lotto {}|Lotto n. {}|Matricola {};Partij {}|Batchnr. {}|Serienr. {}",
    "article": "Item no. {}|Your ref. {}|EAN {};Art.-Nr. {}|Ihre Art.-Nr.: {}|EAN {};Réf. {}|Votre réf. : {}|EAN {};"
               "Ref. {}|Su ref.: {}|EAN {};Cod. {}|Vs. cod.: {}|EAN {};Art.nr. {}|Uw art.nr.: {}|EAN {}",
    "note": "Country of origin: Portugal|Delivered 12 May, bay 4|Promotion spring;"
            "Ursprungsland: Portugal|Geliefert am 12.05., Rampe 4|Aktion Frühling;"
            "Pays d'origine : Portugal|Livré le 12/05, quai 4|Promotion de printemps;"
            "País de origen: Portugal|Entregado el 12/05, muelle 4|Promoción de primavera;"
            "Paese d'origine: Portogallo|Consegnato il 12/05, banchina 4|Promozione primavera;"
            "Land van herkomst: Portugal|Geleverd op 12-05, dock 4|Voorjaarsactie",
    "return": "Return: {}|Credit {};Retoure {}|Gutschrift {};Retour {}|Avoir {};Devolución {}|Abono {};"
              "Reso {}|Storno {};Retour {}|Creditering {}",
    "free": "Sample {}|{} (free of charge);Muster {}|{} (kostenlos);Échantillon {}|{} (gratuit);"
            "Muestra {}|{} (sin cargo);Campione {}|{} (omaggio);Monster {}|{} (gratis)",
    "freight": "Carriage|Delivery charge;Versandkosten|Frachtpauschale;Frais de port|Participation transport;"
               "Portes|Gastos de envío;Spese di trasporto|Spese di spedizione;Verzendkosten|Vrachtkosten",
    "rebate": "Trade discount {}|Less discount {};Abzgl. {} Rabatt|Rabatt {};Remise {}|Remise globale {};"
              "Descuento {}|Dto. general {};Sconto {}|Sconto cliente {};Korting {}|Af: {} korting",
    "goods": "Goods total|Subtotal;Warenwert|Zwischensumme;Total marchandises|Sous-total;Suma|Subtotal;"
             "Totale merce|Subtotale;Goederenwaarde|Subtotaal",
    "net": "Total excl. VAT|Net total;Nettobetrag|Summe netto;Total HT|Total net HT;Base imponible|Total neto;"
           "Totale imponibile|Imponibile;Totaal excl. btw|Nettobedrag",
    "tax_sum": "VAT {}|Plus VAT {};zzgl. MwSt. {}|USt. {};TVA {}|Total TVA {};IVA {}|Cuota IVA {};"
               "IVA {}|Totale IVA {};Btw {}|Btw-bedrag {}",
    "of_which": "of which VAT {}|Including VAT {};darin enthaltene MwSt. {}|inkl. MwSt. {};dont TVA {}|dont TVA {};"
                "IVA incluido {}|incluye IVA {};di cui IVA {}|IVA inclusa {};waarvan btw {}|inclusief btw {}",
    "total": "Total incl. VAT|Invoice total;Rechnungsbetrag|Gesamtbetrag;Total TTC|Net à payer TTC;"
             "Total factura|Total a pagar;Totale fattura|Totale documento;Totaal incl. btw|Totaal te betalen",
    "title": "Invoice|Tax invoice;Rechnung|Rechnung;Facture|FACTURE;Factura|FACTURA;Fattura|FATTURA;Factuur|FACTUUR",
    "number": "Invoice no.|Invoice number;Rechnungsnummer|Rechnungs-Nr.;Facture n°|N° de facture;"
              "Nº factura|Número de factura;Numero fattura|Fattura n.;Factuurnummer|Factuurnr.",
    "issued": "Invoice date|Date;Rechnungsdatum|Datum;Date de facture|Date;Fecha de factura|Fecha;"
              "Data fattura|Data;Factuurdatum|Datum",
    "bill_to": "Bill to|Invoice to;Rechnung an|Kunde;Client|Facturé à;Cliente|Facturar a;Cliente|Spett.le;Klant|Factuur aan",
    "units": "pcs|ea|box|kg;Stk|St.|Krt|kg;pce|u|ctn|kg;ud|uds|caja|kg;pz|nr|conf|kg;st|stuks|doos|kg",
}  # fmt: skip
_GOODS: Final = {
    "en": "Garden hose 25 m, 1/2 inch, with couplings|Watering can 10 l, galvanised|Work gloves size 9|Bird feeder, oak"
          "|Potting soil 40 l, peat free|LED lamp E27 9 W, warm white|Hand trowel|Cordless screwdriver 12 V incl. 2 batteries",
    "de": "Gartenschlauch 25 m, 1/2 Zoll, mit Kupplungen|Gießkanne 10 l, verzinkt|Arbeitshandschuhe Gr. 9|Vogelhaus Eiche"
          "|Blumenerde 40 l, torffrei|LED-Lampe E27 9 W warmweiß|Handschaufel|Akku-Schrauber 12 V inkl. 2 Akkus",
    "fr": "Tuyau d'arrosage 25 m, 1/2 pouce, avec raccords|Arrosoir 10 l galvanisé|Gants de travail T. 9|Mangeoire en chêne"
          "|Terreau 40 l sans tourbe|Ampoule LED E27 9 W blanc chaud|Transplantoir|Visseuse sans fil 12 V avec 2 batteries",
    "es": "Manguera de jardín 25 m, 1/2 pulgada, con racores|Regadera 10 l galvanizada|Guantes de trabajo T. 9|Comedero de roble"
          "|Sustrato 40 l sin turba|Bombilla LED E27 9 W luz cálida|Palita de mano|Atornillador 12 V con 2 baterías",
    "it": "Tubo da giardino 25 m, 1/2 pollice, con raccordi|Annaffiatoio 10 l zincato|Guanti da lavoro tg. 9|Mangiatoia in rovere"
          "|Terriccio 40 l senza torba|Lampadina LED E27 9 W luce calda|Paletta a mano|Avvitatore 12 V con 2 batterie",
    "nl": "Tuinslang 25 m, 1/2 inch, met koppelingen|Gieter 10 l verzinkt|Werkhandschoenen mt. 9|Vogelhuis eiken"
          "|Potgrond 40 l turfvrij|Ledlamp E27 9 W warmwit|Handschepje|Accuschroefmachine 12 V met 2 accu's",
}  # fmt: skip
PARTIES: Final = {
    "en": (("Alder Bank Garden Ltd", "3 Weir Road", "Derby DE1 2QT"), ("Copperfield Home plc", "40 Park Row", "Hull HU1 3DD")),
    "de": (("Lindgrün Gartenbedarf GmbH", "Am Deich 3", "28195 Bremen"), ("Kupfer & Söhne Märkte KG", "Torweg 9", "99084 Erfurt")),
    "fr": (("Jardins de l'Aulne SARL", "3 rue du Lavoir", "35000 Rennes"), ("Maisons Cuivre SA", "40 avenue Carnot", "54000 Nancy")),
    "es": (("Jardines del Aliso S.L.", "Calle Acequia 3", "46001 Valencia"), ("Hogar Cobre S.A.", "Avenida Parque 40", "33001 Oviedo")),
    "it": (("Giardini Ontano S.r.l.", "Via del Mulino 3", "37121 Verona"), ("Casa Rame S.p.A.", "Viale Parco 40", "70121 Bari")),
    "nl": (("Elzenhof Tuinartikelen B.V.", "Sluisweg 3", "8011 AA Zwolle"), ("Koperhuis Winkels N.V.", "Parklaan 40", "5611 BB Eindhoven")),
}  # fmt: skip

IDENTITIES: Final = {
    "en": ("VAT No. GB123456782", "GB29 NWBK 6016 1331 9268 19"),
    "de": ("USt-IdNr. DE136695976", "DE89 3704 0044 0532 0130 00"),
    "fr": ("N° TVA FR40303265045", "FR14 2004 1010 0505 0001 3M02 606"),
    "es": ("NIF ESA58818501", "ES91 2100 0418 4502 0005 1332"),
    "it": ("P.IVA IT00743110157", "IT60 X054 2811 1010 0000 0123 456"),
    "nl": ("Btw-nr. NL001234567B01", "NL91 ABNA 0417 1643 00"),
}


def spellings(name: str, language: str) -> list[str]:
    """How a heading or label is printed in a language."""
    text = _HEADS.get(name) or _WORDS[name]
    return text.split(";")[LANGUAGES.index(language)].split("|")


def goods(language: str) -> list[str]:
    """What is sold."""
    return _GOODS[language].split("|")
