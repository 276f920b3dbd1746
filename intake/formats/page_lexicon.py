"""The words that stand beside values on documents, in the languages vendors write.

English, German, French, Spanish, Italian, Dutch, and the commonest of Portuguese, Polish, Swedish.
Words are compared by their letters alone, so that "Invoice No.", "INVOICE-NO" and "invoice no:"
are one label, and so are words that recognition ran together.
"""

import unicodedata
from enum import StrEnum
from functools import lru_cache
from itertools import product
from typing import Final


class Role(StrEnum):
    """What a label says about the value beside it."""

    NUMBER = "number"
    TITLE = "title"  # the bare word invoice: a number may follow it
    ISSUED = "issued"
    DATE = "date"  # of something that is not said
    DUE = "due"
    DELIVERED = "delivered"
    OTHER_DATE = "other date"
    ORDER = "order"
    OUR_REFERENCE = "buyer reference"
    CONTRACT = "contract"
    PRECEDING = "preceding invoice"
    OTHER_NUMBER = "other number"
    CURRENCY = "currency"
    IBAN = "iban"
    BIC = "bic"
    ACCOUNT = "account"
    ROUTING = "routing"
    TERMS = "terms"
    SELLER = "seller"
    BUYER = "buyer"
    OTHER_PARTY = "other party"
    NAME = "name"
    VAT = "vat id"
    BUYER_VAT = "vat id of the buyer"
    TAX_ID = "tax id"


_NO: Final = "no|nr|number|num|nummer|numero|n|nro|nbr|id"
# Alternatives in a phrase stand between bars, parts beside each other between commas.
_PHRASES: Final[dict[Role, tuple[str, ...]]] = {
    Role.NUMBER: (
        f"invoice|taxinvoice|bill|creditnote|creditmemo|debitnote|creditinvoice|billing,{_NO}",
        f"rechnungs|rechnung|handelsrechnung|gutschrift|gutschrifts|rechnungskorrektur|beleg,{_NO}",
        f"facture|avoir|factura|factuur|factuurs|creditnota|creditfactuur|fattura|notadicredito,{_NO}",
        f"notacredito|facturarectificativa|abono|fatura|faktura|faktury|faktura vat,{_NO}",
        "numero|num|nro|no|nr|n,defacture|delafacture|facture|factura|defactura|delafactura|fattura|fatturan",
        "numero,d avoir|delavoir|avoir|delafattura|dellafattura|dafatura|faktury",
        "invoicereference|invoiceref|belegnummer|factuurnummer|dokumentnummer|fakturanummer",
        "documentnumber|documentno|numerodocumento|ndocumento|numerofattura|nfattura|docno",
        "referencefacture|reffacture|vatinvoicenumber|receiptnumber|notanumber|creditnotenumber",
        "rechnungsnr|rgnr|renr|rechnr|reno|factnr|ndefactura|nodefactura|nfactura|invno|invnumber",
        "bookingid|bookingnumber",
    ),
    Role.TITLE: (
        "invoice|taxinvoice|commercialinvoice|vatinvoice|salesinvoice|proformainvoice|creditnote",
        "creditmemo|rechnung|handelsrechnung|schlussrechnung|teilrechnung|warenrechnung|mietrechnung",
        "gutschrift|rechnungskorrektur|stornorechnung|abschlagsrechnung|sammelrechnung|facture",
        "factureavoir|avoir|notedecredit|factura|facturarectificativa|abono|fattura|notadicredito",
        "factuur|creditnota|creditfactuur|verkoopfactuur|fatura|faktura|fakturavat|kopiefactuur",
        "contract|order",
    ),
    Role.ISSUED: (
        "invoicedate|dateofinvoice|dateofissue|issuedate|dateissued|issuedon|billdate|billingdate",
        "invoicedated|taxdate|documentdate|creditnotedate|invoiceissuedate|dateinvoice|statementdate",
        "rechnungsdatum|datumderrechnung|ausstellungsdatum|belegdatum|gutschriftsdatum|rgdatum",
        "rechnungvom|ausgestelltam|datedefacture|datedelafacture|datedefacturation|datefacture",
        "datedemission|emisele|datedavoir|datedelavoir|fechadefactura|fechafactura|fechadelafactura",
        "fechadeemision|fechaemision|fechadeexpedicion|fechaexpedicion|datafattura|datadellafattura",
        "datadellafattura|dataemissione|datadiemissione|datadocumento|datadeldocumento",
        "factuurdatum|datumfactuur|facturdatum|datumcreditnota|dataemissao|datadafatura|datafatura",
        "datadeemissao|datawystawienia|datafaktury|emissiondate|receiptdate|dateoftheinvoice",
        "fakturadatum|fakturadato|fakturadate|laskunpaivays|laskunpvm|datumvystaveni|datumfakturi",
    ),
    Role.DATE: ("date|datum|fecha|data|le|den|dated|datedu|vom|daterecu|dataewystawienia",),
    Role.DUE: (
        "duedate|paymentduedate|paymentdue|due|dueon|dueby|payby|payableby|paybefore|paymentdate",
        "datedue|invoicedue|faelligam|falligam|falligkeit|faelligkeit|falligkeitsdatum|fallig",
        "faelligkeitsdatum|zahlbarbis|zahlbarbiszum|zahlungsziel|zahlungsfrist|zahlungbis|nettobis",
        "aregleravant|aregleravantle|areglerle|apayerle|payableavantle|payableavant|payablele",
        "zuzahlenbis|zahlungsdatum|biszum|datedecheance|echeance|apayeravant|apayeravantle",
        "datelimitedepaiement|dateecheance|reglementle|datederglement|vencimiento|fechadevencimiento",
        "fechavencimiento|fechadepago|venceel|scadenza|datadiscadenza|datascadenza|scadenzapagamento",
        "vervaldatum|vervaldag|tebetalenvoor|uiterstebetaaldatum|betalenvoor|betaaldatum|tebetalenop",
        "datadevencimento|vencimento|terminplatnosci|terminzaplaty|balancedueon|paymentdueby",
        "forfallodatum|forfallsdato|forfaldsdato|betalingsfrist|erapaiva|datumsplatnosti|splatnost",
        "vencimientos|payablejusquau|jusquau|areglerjusquau|scadenze|valuta|totalamountdueon|amountdueon|datedexigibilite|payonorbefore|duedateofpayment",
    ),
    Role.DELIVERED: (
        "deliverydate|dateofdelivery|dateofsupply|supplydate|servicedate|deliveredon|datedelivered",
        "dateofservice|taxpointdate|taxpoint|lieferdatum|leistungsdatum|lieferundleistungsdatum",
        "lieferleistungsdatum|leistungszeitpunkt|liefertermin|geliefertam|datumderlieferung",
        "tagderlieferung|lieferungvom|datedelivraison|datelivraison|livrele|datedeprestation",
        "fechadeentrega|fechaentrega|fechadelaoperacion|fechaoperacion|datadiconsegna|dataconsegna",
        "leverdatum|leveringsdatum|datumlevering|datadostawy|datasprzedazy|datadeentrega|delivery",
        "dataoperacji|datumlieferung|lieferdatumleistungsdatum|shipdate|dateshipped|shippingdate",
    ),
    Role.OTHER_DATE: (
        "orderdate|dateoforder|bestelldatum|auftragsdatum|datedecommande|fechadepedido|besteldatum",
        "orderdatum|dataordine|printdate|printedon|printed|druckdatum|periodfrom|from|to|period",
        "invoiceperiod|billingperiod|flightdates|leistungszeitraum|abrechnungszeitraum|zeitraum",
        "periode|periodedefacturation|periodo|startdate|enddate|contractdate|vertragsdatum|checkin",
        "checkout|paymentreceived|bezahltam|paidon|payele|serviceperiod|invoicemonth|gultigbis",
        "originaldate|originaldaterevision|revisiondate|validuntil|discountdate|skontobis|skontofrist|geburtsdatum|dateofbirth|periodofservice",
    ),
    Role.ORDER: (
        f"purchaseorder|po|customerorder|customerpo|yourorder|yourpo|order|yourpurchaseorder,{_NO}",
        f"custpo|clientpo|orderreference|yourorderref|poref|poreference|alt order,{_NO}",
        f"bestell|bestellungs|bestellung|ihrebestellung|ihrebestell|auftrags|auftrag|ihrauftrag,{_NO}",
        f"kundenbestell|bestellungsnr|ihreauftrags|ihreorder|commande|votrecommande|bondecommande,{_NO}",
        f"pedido|supedido|suorden|ordendecompra|ordine|vsordine|vostroordine,{_NO}",
        f"bestel|uwbestel|uwbestelling|bestelling|uworder|uwinkooporder|inkooporder|encomenda,{_NO}",
        "purchaseorder|yourorder|bestellung|ihrebestellung|votrecommande|supedido|vostroordine",
        "kundenauftrag|kundenauftragsnummer|kundenbestellung|uwbestelling|uworder|inkooporder",
        "zamowienie|numerzamowienia|nrzamowienia|po|order",
        "commande|bondecommande|numerodecommande|numerocommande|numerodepedido|numeroordine",
        "ndecommande|nodecommande|nocommande|ndepedido|orderref|ordernumber|orderreference",
        "poreference|bestelnummer|bestelnr|ordernummer|bestellnummer|bestellnr|auftragsnummer",
        "referencecommande|refcommande|ourorder|customerorder|ordendecompra|bestellreferenz",
        "ordinedacquisto|pedido|ordine|bestelling|vsordine|suorden|supedidon|nostroordine",
    ),
    Role.OUR_REFERENCE: (
        "referenzdeskaufers|buyerreference|leitwegid|leitwegeid|leitweg|yourreference|yourref|customerreference",
        "customerref|ihrereferenz|ihrzeichen|kundenreferenz|votrereference|votreref|referenceclient",
        "sureferencia|vostroriferimento|vsriferimento|uwreferentie|uwkenmerk|kaufer referenz",
        "referencedelacheteur|reference acheteur|codeservice|buyersreference|clientreference",
    ),
    Role.CONTRACT: (
        f"contract|contrat|contrato|contratto,{_NO}",
        "contract|contractreference|contractref|contractrevision|vertragsnummer|vertragsnr|vertrag",
        "referencecontrat|refcontrat|refmarche|numeroducontrat|numerodecontrat|contractnumberrevision",
        "kontraktnummer|contractnummer",
    ),
    Role.PRECEDING: (
        "originalinvoice|originalinvoiceno|originalinvoicenumber|precedinginvoice|relatedinvoice",
        "invoicecredited|creditforinvoice|forinvoice|againstinvoice|refinvoice|correctsinvoice",
        "zurechnung|zurechnungnr|zurechnungsnummer|bezugsrechnung|ursprungsbelegnr|ursprungsrechnung",
        "betrifftrechnung|betrifftrechnungsnr|korrekturzurechnung|stornozurechnung|vorrechnung",
        "originalrechnung|ursprunglicherechnung|bezugzurechnung|zurrechnung|zurrechnungnr",
        "facturedorigine|factureliee|surfacture|factureinitiale|factureconcernee|annulelafacture",
        "avoirsurfacture|facturerectifiee|facturaoriginal|facturarectificada|rectificaalafactura",
        "fatturadiriferimento|rifattura|riferimentofattura|fatturaoriginale|fatturaoriginaria",
        "bijfactuur|betreftfactuur|oorspronkelijkefactuur|opfactuur|creditopfactuur|factuurreferentie",
        "facturacorrigida|fakturakorygowana|dofaktury|correctionof|correctioninvoice|creditfor",
    ),
    Role.OTHER_NUMBER: (
        f"customer|client|cust|kunden|kunde|debitor|debitoren|klant|cliente|debiteur,{_NO}",
        f"vendor|supplier|lieferanten|kreditoren|contract|vertrags|contrat|contrato|account,{_NO}",
        f"lieferschein|deliverynote|packingslip|bondelivraison|pakbon|albaran|shipment,{_NO}",
        f"projekt|project|job|quote|quotation|angebots|devis|dossier|deal|estimate|ticket,{_NO}",
        f"artikel|item|tracking|serial|meter|zahler|handelsregister|steuer|registration,{_NO}",
        "kundennummer|kdnr|klantnummer|numeroclient|ncliente|codiceclient|codicecliente|numerodossier",
        "lieferschein|lieferscheinnummer|vertragsnummer|ourreference|ourref|unserzeichen|notrereference",
        "page|seite|pagina|telephone|telefon|tel|fax|phone|fon|mobile|mobil|siret|siren|ape|rcs|hrb|gln",
        "globalenummer|iln|handelsregisternummer|handelsregisternr|naf|kvk|crn|companyno|gstin|cin",
        "lieferavis|abrechnungskreis|agreementref|refmarche|weiterereferenz|kontrakt|contract",
        "sachbearbeiter|uidcode|ean|gtin|capital|reklamationsnummer|artikelnummer|versicherungsnummer",
        "capitalsocial|cap|kundennr|lieferantennummer|estimate|productcode|agencycode|advertisercode",
        "salesregion|agencyref|advertiserref|billtype|billingtype|billingcalendar|tipologiadocumento|codicedestinatario",
        "datev|steuernummer|ourorderno|auftragnr|vorgangsnummer|vorgang|nummer|no|nr",
    ),
    Role.CURRENCY: ("currency|wahrung|waehrung|rechnungswahrung|devise|moneda|valuta|munt|waluta",),
    Role.IBAN: ("iban|ibannr|ibannummer|ibanno|ibannumber|codiceiban",),
    Role.BIC: (
        "bic|swift|bicswift|swiftbic|swiftcode|biccode|bicswiftcode|swiftbiccode|bicnr|verkauferbic",
    ),
    Role.ACCOUNT: (
        f"account|acct|bankaccount|accountnumber|konto|kontos|cuenta|conto|rekening|kontonr|ac,{_NO}",
        "kontonummer|ktonr|kto|numerodecompte|ndecompte|numerodecuenta|rekeningnummer|bankaccount",
    ),
    Role.ROUTING: (
        f"routing|aba|bankrouting|abarouting|routingtransit,{_NO}",
        "routing|aba|sortcode|bankleitzahl|blz|bsb|transitnumber|ifsc|ifsccode|bankcode|sortcodeno",
    ),
    Role.TERMS: (
        "paymentterms|termsofpayment|terms|paymentconditions|zahlungsbedingungen|zahlungsbedingung",
        "zahlungskonditionen|zahlungsvereinbarung|conditionsdepaiement|conditionsdereglement|modalites",
        "delaidepaiement|conditiondepaiement|condicionesdepago|formadepago|terminosdepago|plazodepago",
        "condizionidipagamento|terminidipagamento|modalitadipagamento|betalingsvoorwaarden",
        "betalingscondities|betalingstermijn|betaaltermijn|condicoesdepagamento|warunkiplatnosci",
        "paymentterm|betalingsconditie|betalingsconditie",
    ),
    Role.SELLER: (
        "seller|vendor|supplier|from|soldby|billfrom|issuedby|serviceprovider|remitto|sender|merchant",
        "verkaufer|verkaeufer|rechnungsersteller|lieferant|rechnungssteller|absender|leistungserbringer|anbieter|kreditor",
        "vendeur|fournisseur|emetteur|prestataire|vendedor|proveedor|emisor|fornitore|cedente|mittente",
        "venditore|emittente|cedenteprestatore|cedenteprestatorefornitore|verkoper|leverancier|afzender|sprzedawca|fornecedor",
        "informationenzumverkaufer|angabenzumverkaufer|sellerinformation|informationsduvendeur",
        "informationaboutthe seller|kontozahlbaran|zahlbaran|comptepayablea|contopagabilea",
        "sendpaymentto|makepaymentto|pleaseremitto|remittanceaddress|remitpaymentto|payto",
        "kontoinhaber|kontoname|titulaireducompte|accountholder|accountname|begunstigter",
        "intestatario|titular|tennamevan|beneficiary|zahlungsempfanger|property|station",
    ),
    Role.BUYER: (
        "billto|billedto|invoiceto|soldto|customer|client|buyer|billingaddress|invoiceaddress|bill",
        "billtoaddress|customername|clientname|chargeto|buyername|purchaser|invoicedto|customeraddress",
        "rechnungsempfanger|rechnungsempfaenger|rechnungsadresse|rechnungan|rechnungsanschrift|kaufer",
        "kaeufer|kunde|auftraggeber|leistungsempfanger|kauferleistungsempfanger|empfanger|kaufer"
        " in",
        "informationenzumkaufer|angabenzumkaufer|buyerinformation|informationsdelacheteur",
        "informationaboutthe buyer|zahlbardurch|payablepar|pagabileda",
        "kund|fakturamottagare|fakturaadress|faktureringsadress|fakturamottaker|fakturamodtager",
        "factureea|facturera|facturea|adressedefacturation|client|acheteur|destinataire|preneur",
        "facturara|facturadoa|cliente|comprador|datosdelcliente|direcciondefacturacion|destinatario",
        "intestatoa|spettle|spett|spettabile|cessionario|cessionariocommittente|committente|acquirente",
        "indirizzodifatturazione|factuuradres|factureren"
        " aan|factuuraan|klant|afnemer|koper|debiteur",
        "nabywca|advertiser|advertisername|sponsor|sponsorname|adressedefacturationclient|adquirente|faturara|kundenanschrift|guestname",
        "titular|cessionariocommittentecliente|kauferleistungsempfaenger|datidelcliente|invoicerecipient|clientbillingaddress",
    ),
    Role.OTHER_PARTY: (
        "shipto|deliverto|deliveryaddress|shippingaddress|deliveredto|shiptoaddress|consignee|shipping",
        "lieferanschrift|lieferadresse|warenempfanger|abweichenderwarenempfanger|lieferungan|versandan",
        "abweichenderzahlungsempfanger|adressedelivraison|livrea|livraisona|destinatairelivraison",
        "direcciondeentrega|entregaren|enviara|indirizzodiconsegna|destinazione|consegnaa|luogodiconsegna",
        "afleveradres|leveradres|bezorgadres|leveringaan|odbiorca|moradadeentrega|contact|contactperson",
        "salescontact|ansprechpartner|contactcommercial|accountexecutive|salesoffice|agency|bank",
        "steuervertreter|zahlungspflichtiger|bankname|bankverbindung|bankdetails|product|vertreter",
    ),
    Role.NAME: (
        "name|firma|firmenname|companyname|company|nom|societe|raisonsociale|nombre|razonsocial|ragionesociale",
        "naam|bedrijfsnaam|bedrijf|nome|nazwa|denominazione|empresa|azienda|unternehmen",
    ),
    Role.VAT: (
        f"vat|vatid|vatregistration|vatreg|tva|iva|btw|ust|ustid|ustident|umsatzsteuerid|moms,{_NO}",
        "vatid|vatreg|vatidno|vat|vatregno|ustidnr|ustid|ustidentnr|ustidentifikationsnummer|mwstnr",
        "umsatzsteueridentifikationsnummer|umsatzsteueridnr|umsatzsteuerid|uid|uidnummer|uidnr",
        "tvaintracommunautaire|tvaintracom|numerotva|ntva|numerodetva|notva|tva|idtva|tvaintra",
        "ntvaintracommunautaire|numerodetvaintracommunautaire|nifiva|nif|cif|cifnif|nifcif|partitaiva",
        "identificativofiscaleaifiniiva|piva|pivacf|codicefiscaleepartitaiva|btwnummer|btwnr|btw|btwid|btwidentificatienummer|nip",
        "btwidnummer|vatnumber|taxregistrationno|gstno|vatidentificationnumber|ivaintracomunitario",
    ),
    Role.BUYER_VAT: (
        "customervatnumber|customervat|customervatno|customervatid|yourvatnumber|yourvat|yourvatid",
        "yourvatno|buyervat|buyervatno|clientvat|vatnumbercustomer|ihreustid|ihreustidnr",
        "kundenustid|ihreumsatzsteuerid|ihreuid|ihreuidnummer|ustiddeskunden|ustidkunde|ustidnrkunde",
        "ustidnrdeskunden|ihreustidentnr|ntvaclient|tvaclient|notvaclient|numerotvaclient|votretva",
        "votrentva|tvaacquereur|nifcliente|cifcliente|partitaivacliente|pivacliente|uwbtwnummer",
        "uwbtwnr|uwbtw|btwnummerklant|btwnrklant|uwbtwid|uwvatnumber|nipnabywcy",
    ),
    Role.TAX_ID: (
        "steuernummer|steuernr|stnr|taxid|taxidno|ein|fein|federaltaxid|taxnumber|taxno|federalid",
        "codicefiscale|siret|siren|kvk|kvknummer|taxidentificationnumber|federaltaxidno|fiscalnumber",
        "gstin|gstinno|gstinnumber|gstinuin",
        "trn|taxregistrationnumber|orgnr|organisationsnummer|organisasjonsnummer|cvr|cvrnr|ytunnus",
    ),
}

LONGEST: Final = 7  # words of a label
_SAME: Final = str.maketrans({"#": "no", "№": "no", "ł": "l", "ø": "o", "æ": "ae"})


@lru_cache(maxsize=65536)
def letters(text: str) -> str:
    """The letters alone, without accents and case; a number sign counts as the word."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_SAME))
    return "".join(sign for sign in folded if sign.isalpha() and not unicodedata.combining(sign))


def _spelled(phrase: str) -> list[str]:
    parts = [part.split("|") for part in phrase.split(",")]
    return [letters("".join(each)) for each in product(*parts)]


def _table() -> dict[str, tuple[Role, ...]]:
    table: dict[str, tuple[Role, ...]] = {}
    for role, phrases in _PHRASES.items():
        for phrase in phrases:
            for word in _spelled(phrase):
                roles = table.get(word, ())
                if role not in roles:
                    table[word] = (*roles, role)
    return table


LABELS: Final = _table()
STARTS: Final = frozenset(word[:size] for word in LABELS for size in range(1, len(word) + 1))
