"""Titles that documents carry word for word, by their letters alone."""

import re
from typing import Final

from intake.rules.reading import DocumentType

_TITLES: Final[dict[DocumentType, str]] = {
    DocumentType.PRO_FORMA: "proforma proformainvoice proformarechnung proformafactuur"
    " factureproforma"
    " facturaproforma fatturaproforma faturaproforma fakturaproforma invoiceproforma vorausrechnung"
    " proformafaktura",
    DocumentType.ORDER_CONFIRMATION: "orderconfirmation orderacknowledgement orderacknowledgment"
    " auftragsbestatigung bestellbestatigung confirmationdecommande confirmaciondepedido"
    " accusedereceptiondecommande confermadordine confermaordine orderbevestiging salesorder"
    " opdrachtbevestiging salesorderconfirmation confirmationoforder"
    " bestellungsbestatigung acknowledgementoforder contractagreement contract"
    " contractconfirmation orderagreement broadcastcontract stationcontract potwierdzeniezamowienia"
    " confirmacaodeencomenda contractadvertiser salescontract",
    DocumentType.DUNNING_LETTER: "reminder paymentreminder invoicereminder dunningletter"
    " dunningnotice"
    " finalnotice pastduenotice overduenotice finalreminder mahnung zahlungserinnerung"
    " letztemahnung"
    " lettrederelance relance rappel rappeldepaiement lettrederappel miseendemeure mahnschreiben"
    " recordatoriodepago recordatorio requerimientodepago sollecito sollecitodipagamento diffida"
    " herinnering betalingsherinnering aanmaning laatsteaanmaning erinnerung overduereminder"
    " relancedefactureimpayee relanceclient wezwaniedozaplaty avisodepagoencido lembretedepagamento"
    " collectionnotice secondreminder avisoimpago relancedepaiement"
    " rappeldefacture reclamaciondepago dernierrappel ultimosollecito mahnbescheid",
    DocumentType.ACCOUNT_STATEMENT: "statement accountstatement statementofaccount"
    " customerstatement"
    " statementofaccounts kontoauszug saldenbestatigung relevedecompte releve extractodecuenta"
    " relevedefactures estadodecuenta estrattoconto rekeningoverzicht kontoubersicht"
    " monthlystatement"
    " saldenliste offenepostenliste openitems openitemsstatement rechnungsaufstellung saldoopgave"
    " overzichtopenstaandefacturen extratodeconta postenaufstellung accountsummary relevedecomptes"
    " offeneposten extraitdecompte saldobestatigung kontoabstimmung",
    DocumentType.DELIVERY_NOTE: "deliverynote deliveryslip deliveryticket packingslip packinglist"
    " lieferschein bondelivraison albaran albarandeentrega documentoditrasporto bolladiconsegna"
    " pakbon leverbon vrachtbrief lieferavis versandanzeige despatchnote dispatchnote ddt wz"
    " bordereaudelivraison guiaderemessa notadeentrega shippingnote despatchadvice packliste"
    " warenbegleitschein leveringsbon billoflading konnossement lieferbegleitschein",
    DocumentType.REMITTANCE: "remittanceadvice paymentadvice zahlungsavis avisdepaiement avis"
    " avisdevirement avisodepago avvisodipagamento betalingsadvies remittance zahlungsmitteilung"
    " betalingsspecificatie remittancenotice ordinativodipagamento paymentremittance"
    " remesadepago betaaladvies uberweisungsavis",
    DocumentType.CREDIT_NOTE: "creditnote creditmemo creditinvoice gutschrift factureavoir avoir"
    " facturedavoir notedavoir notedecredit notadecredito facturarectificativa abono notadicredito"
    " notadiaccredito creditnota creditfactuur kreditrechnung gutschriftsanzeige kreditnota"
    " taxcreditnote"
    " fakturakorygujaca credit notacredito rechnungsgutschrift facturadeabono vatcreditnote"
    " notadeabono"
    " kredietnota",
    DocumentType.DEBIT_NOTE: "debitnote debitmemo belastungsanzeige notededebit notadedebito"
    " debetnota"
    " notadidebito notadiaddebito lastschriftanzeige belastung",
    DocumentType.PURCHASE_ORDER: "purchaseorder bestellung bondecommande ordendecompra"
    " ordinedacquisto"
    " inkooporder order pedido ordine commande bestelbon notadeencomenda zamowienie pedidodecompra"
    " broadcastorder insertionorder materialbestellung orderform ordinediacquisto bestelling"
    " bestellschein commandedachat einkaufsbestellung kaufauftrag",
    DocumentType.TILL_RECEIPT: "receipt salesreceipt kassenbon kassenzettel quittung ticketdecaisse"
    " reciboticket scontrino scontrinofiscale kassabon kassenbeleg ticketdevente cashreceipt bon"
    " facturasimplificada paragonfiskalny tillreceipt documentocommerciale",
    DocumentType.RECEIPT_ADVICE: "goodsreceipt goodsreceivednote goodsreceiptnote wareneingang"
    " wareneingangsschein bondereception receiptadvice ontvangstbon"
    " wareneingangsbeleg notaderecepcion goodsinnote",
    DocumentType.BANK_STATEMENT: "bankstatement relevebancaire relevedecomptebancaire bankafschrift"
    " rekeningafschrift extractobancario estrattocontobancario kontoauszuggirokonto"
    " bankkontoauszug",
    DocumentType.OTHER: "quotation quote angebot devis offerte presupuesto preventivo oferta"
    " estimate"
    " kostenvoranschlag offre pricelist preisliste contrattodi mietvertrag orcamento lebenslauf"
    " timesheet stundenzettel certificate protokoll agreement termsandconditions propuesta",
    DocumentType.INVOICE: "invoice taxinvoice commercialinvoice salesinvoice vatinvoice rechnung"
    " facture factura fattura factuur bill verkoopfactuur fatura faktura fakturavat honorarnote"
    " notedhonoraires originalinvoice duplicateinvoice serviceinvoice finalinvoice depositinvoice"
    " interiminvoice consolidatedinvoice invoicestatement faktuur facturaelectronica"
    " rechnungsersteller"
    " fatturaelettronica rekening nota billingstatement einvoice factuurnota facturedacompte",
}
CORRECTIONS: Final = frozenset(
    [
        "rechnungskorrektur",
        "stornorechnung",
        "korrekturrechnung",
        "correctedinvoice",
        "correctiveinvoice",
        "facturecorrective",
        "facturerectificative",
        "rechnungsstorno",
        "storno",
        "invoicecorrection",
    ]
)
TABLE: Final = {
    word: kind for kind, words in _TITLES.items() for word in words.split()
} | dict.fromkeys(CORRECTIONS, DocumentType.CREDIT_NOTE)
# What is paid to people, and what is only worked out, is billed by nobody.
COMPOUND: Final = re.compile(
    r"(?!(?:gehalts|lohn|entgelt|verdienst|bezuge|reisekosten|spesen|handler|kreditkarten)\w*abrechnung)"
    r"(?!\w*berechnung)[a-z]{2,18}(?:rechnung|factuur)"
)
NOT_COMPOUND: Final = frozenset(
    [
        "zurrechnung",
        "inrechnung",
        "zurechnung",
        "proformarechnung",
        "ihrerechnung",
        "unsererechnung",
        "diesefactuur",
        "dieserechnung",
        "vorausrechnung",
        "perrechnung",
    ]
)
TRIMMED: Final = (
    "original", "copy", "duplicate", "duplikat", "kopie", "copie", "copia", "no", "nr", "number",
    "nummer", "numero", "n", "id", "ref",
)  # fmt: skip
