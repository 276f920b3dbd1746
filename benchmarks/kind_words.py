# ruff: noqa: E501 (one paper a row; dashes and accents as letters have them)
"""The titles and sentences of the papers that benchmarks.document_kinds prints, by kind and language.

Written before anything was read. Of four titles the first two may be looked at while developing;
the last two are there to be scored and nothing else. {ref} is the number of an earlier invoice.
"""

from dataclasses import dataclass
from typing import Final

LANGUAGES: Final = ("en", "de", "fr", "es", "it", "nl")


@dataclass(frozen=True, slots=True)
class Paper:
    """One kind of paper: what a reader must call it, what stands on it, and how it says so."""

    document_type: str
    body: str  # goods, counted, papers, bank, payout or prose
    titles: tuple[str, ...]  # a language each; four spellings apart by a bar
    says: tuple[str, ...]  # a language each; two sentences apart by a bar

    def title(self, language: str, spelling: int) -> str:
        """One spelling in one language."""
        return self.titles[LANGUAGES.index(language)].split("|")[spelling]

    def said(self, language: str, spelling: int) -> str:
        """What the letter says beside its table."""
        return self.says[LANGUAGES.index(language)].split("|")[spelling // 2]


PAPERS: Final = {
    "invoice": Paper("invoice", "goods", (
        "INVOICE|Tax Invoice|Invoice for goods delivered|Sales invoice",
        "Rechnung|RECHNUNG|Rechnung über Warenlieferung|Ausgangsrechnung",
        "FACTURE|Facture|Facture de vente|Facture client",
        "FACTURA|Factura|Factura de venta|Factura comercial",
        "FATTURA|Fattura|Fattura di vendita|Fattura accompagnatoria",
        "FACTUUR|Factuur|Verkoopfactuur|Factuur voor geleverde goederen"), (
        "Please pay within 30 days quoting the invoice number.|We thank you for your order and invoice as follows. Retention of title until paid in full.",
        "Zahlbar innerhalb von 30 Tagen ohne Abzug.|Wir danken für Ihren Auftrag und berechnen wie folgt. Lieferschein 88123 lag der Ware bei.",
        "Règlement à 30 jours, sans escompte.|Conformément à votre commande, nous vous facturons les articles suivants.",
        "Pago a 30 días por transferencia.|Según su pedido y nuestro albarán le facturamos lo siguiente.",
        "Pagamento a 30 giorni data fattura.|Come da Vs. ordine e ns. DDT vi fatturiamo quanto segue.",
        "Betaling binnen 30 dagen onder vermelding van het factuurnummer.|Volgens uw bestelling en onze pakbon brengen wij u in rekening:")),
    "credit note": Paper("credit_note", "goods", (
        "CREDIT NOTE|Credit memo|Credit note for invoice {ref}|Credit against returned goods",
        "Gutschrift|Rechnungskorrektur|Gutschrift zur Rechnung {ref}|Stornorechnung zu {ref}",
        "AVOIR|Facture d'avoir|Avoir sur facture {ref}|Note de crédit",
        "FACTURA RECTIFICATIVA|Abono|Nota de abono a la factura {ref}|Nota de crédito",
        "NOTA DI CREDITO|Nota di accredito|Nota di credito su fattura {ref}|Nota credito",
        "CREDITNOTA|Creditfactuur|Creditnota op factuur {ref}|Credit factuur"), (
        "We credit you for goods returned.|The amount is set against your next payment.",
        "Wir schreiben Ihnen gut:|Der Betrag wird mit Ihrer nächsten Zahlung verrechnet.",
        "Nous portons à votre crédit les articles repris.|Ce montant viendra en déduction de votre prochain règlement.",
        "Le abonamos los artículos devueltos.|El importe se descontará de su próximo pago.",
        "Vi accreditiamo la merce resa.|L'importo sarà detratto dal prossimo pagamento.",
        "Wij crediteren u voor retour ontvangen goederen.|Het bedrag wordt verrekend met uw volgende betaling.")),
    "order": Paper("purchase_order", "goods", (
        "PURCHASE ORDER|Purchase Order|Our order for goods|Order to supplier",
        "Bestellung|BESTELLUNG|Bestellung an Lieferant|Bestellauftrag",
        "BON DE COMMANDE|Commande|Commande fournisseur|Bon de commande d'achat",
        "PEDIDO|Orden de compra|Pedido a proveedor|Pedido de compra",
        "ORDINE D'ACQUISTO|Ordine|Ordine a fornitore|Ordine di acquisto",
        "INKOOPORDER|Bestelling|Bestelbon|Bestelling aan leverancier"), (
        "Please supply the goods below and send your invoice to our accounts department.|Quote the order number on your invoice and delivery note.",
        "Wir bestellen zu unseren Einkaufsbedingungen. Rechnung bitte an die Buchhaltung.|Bitte geben Sie die Bestellnummer auf Rechnung und Lieferschein an.",
        "Merci de livrer les articles ci-dessous et d'adresser la facture à la comptabilité.|Rappeler le numéro de commande sur la facture.",
        "Rogamos suministren los artículos siguientes y envíen la factura a contabilidad.|Indiquen el número de pedido en la factura y el albarán.",
        "Vogliate fornire la merce seguente e inviare fattura all'amministrazione.|Indicare il numero d'ordine in fattura e sul DDT.",
        "Gelieve onderstaande artikelen te leveren en de factuur naar onze administratie te sturen.|Vermeld het ordernummer op factuur en pakbon.")),
    "order confirmation": Paper("order_confirmation", "goods", (
        "ORDER CONFIRMATION|Order acknowledgement|Confirmation of your order|Acknowledgement of order",
        "Auftragsbestätigung|AUFTRAGSBESTÄTIGUNG|Bestätigung Ihrer Bestellung|Auftragsbestätigung zu Ihrer Bestellung",
        "CONFIRMATION DE COMMANDE|Accusé de réception de commande|Confirmation de votre commande|Commande confirmée",
        "CONFIRMACIÓN DE PEDIDO|Confirmación del pedido|Confirmación de su pedido|Acuse de recibo de pedido",
        "CONFERMA D'ORDINE|Conferma ordine|Conferma del Vs. ordine|Conferma d'ordine cliente",
        "ORDERBEVESTIGING|Orderbevestiging|Bevestiging van uw bestelling|Opdrachtbevestiging"), (
        "We confirm your order as follows. The invoice follows after delivery.|Thank you for your order. Prices plus VAT; do not pay from this document.",
        "Wir bestätigen Ihren Auftrag wie folgt. Die Rechnung folgt nach Lieferung.|Vielen Dank für Ihre Bestellung. Es gelten unsere Bedingungen.",
        "Nous confirmons votre commande. La facture suivra la livraison.|Merci de votre commande. Délai de livraison : 10 jours.",
        "Confirmamos su pedido. La factura se enviará tras la entrega.|Gracias por su pedido. Plazo de entrega: 10 días.",
        "Confermiamo il Vs. ordine. La fattura seguirà alla consegna.|Grazie per l'ordine. Termine di consegna: 10 giorni.",
        "Wij bevestigen uw order. De factuur volgt na levering.|Dank voor uw bestelling. Levertijd: 10 dagen.")),
    "delivery note": Paper("delivery_note", "counted", (
        "DELIVERY NOTE|Delivery Note|Goods delivery docket|Dispatch note",
        "Lieferschein|LIEFERSCHEIN|Lieferschein zu Auftrag|Warenbegleitschein",
        "BON DE LIVRAISON|Bon de livraison|Bordereau de livraison|Bordereau d'expédition",
        "ALBARÁN|Albarán de entrega|Nota de entrega|Albarán de salida",
        "DOCUMENTO DI TRASPORTO|Bolla di consegna|Documento di trasporto (D.D.T.)|Bolla di accompagnamento",
        "PAKBON|Leverbon|Afleverbon|Vrachtbrief"), (
        "Please check the goods at once. Invoice follows.|Received in good order: signature of receiver.",
        "Bitte Ware sofort prüfen. Rechnung folgt.|Ware vollständig erhalten: Unterschrift",
        "Vérifier la marchandise à réception. Facture à suivre.|Reçu en bon état : signature du client",
        "Compruebe la mercancía. La factura se enviará aparte.|Recibí conforme: firma del cliente",
        "Controllare la merce alla consegna. Segue fattura.|Firma del conducente e del destinatario",
        "Controleer de goederen direct. Factuur volgt.|Voor ontvangst: handtekening")),
    "receipt": Paper("till_receipt", "goods", (
        "SALES RECEIPT|Receipt|Till receipt|Cash receipt",
        "Kassenbon|Kassenbeleg|Quittung|Barverkauf Kassenzettel",
        "TICKET DE CAISSE|Ticket de caisse|Reçu de caisse|Ticket de vente",
        "FACTURA SIMPLIFICADA|Ticket|Ticket de compra|Recibo de caja",
        "SCONTRINO FISCALE|Documento commerciale|Ricevuta fiscale|Documento commerciale di vendita o prestazione",
        "KASSABON|Kassabon|Kasbon|Aankoopbon"), (
        "Paid by card. Thank you for shopping with us.|Served by till 3. Change 0.00. Goods may be returned within 14 days.",
        "Bezahlt mit Girocard. Vielen Dank für Ihren Einkauf.|Kasse 3, Bediener 12. Rückgeld 0,00. Umtausch binnen 14 Tagen.",
        "Payé par carte. Merci de votre visite.|Caisse 3, vendeur 12. Rendu 0,00.",
        "Pagado con tarjeta. Gracias por su visita.|Caja 3. Cambio 0,00.",
        "Pagamento elettronico. Grazie e arrivederci.|Cassa 3, operatore 12. Resto 0,00.",
        "Betaald met pin. Bedankt voor uw aankoop.|Kassa 3. Wisselgeld 0,00.")),
    "statement": Paper("account_statement", "papers", (
        "STATEMENT OF ACCOUNT|Statement|Customer account statement|Statement of open invoices",
        "Kontoauszug|Saldenbestätigung|Aufstellung offener Rechnungen|Offene-Posten-Liste",
        "RELEVÉ DE COMPTE|Relevé de factures|Situation de votre compte client|État des factures impayées",
        "EXTRACTO DE CUENTA|Estado de cuenta|Relación de facturas pendientes|Estado de cuenta del cliente",
        "ESTRATTO CONTO|Estratto conto|Estratto conto cliente|Situazione partite aperte",
        "REKENINGOVERZICHT|Openstaande posten|Overzicht openstaande facturen|Saldo-overzicht"), (
        "According to our books the following invoices are open.|Please compare with your records and tell us of differences.",
        "Nach unseren Büchern sind folgende Rechnungen offen.|Bitte gleichen Sie den Saldo mit Ihren Büchern ab.",
        "D'après nos livres, les factures suivantes restent ouvertes.|Merci de rapprocher avec vos écritures.",
        "Según nuestros libros quedan abiertas las facturas siguientes.|Rogamos cotejen con su contabilidad.",
        "Dalla nostra contabilità risultano aperte le seguenti fatture.|Vi preghiamo di confrontare con le Vs. scritture.",
        "Volgens onze boeken staan de volgende facturen open.|Wilt u dit vergelijken met uw administratie?")),
    "pro-forma": Paper("pro_forma", "goods", (
        "PRO-FORMA INVOICE|Proforma Invoice|Pro forma invoice for customs purposes|Invoice (pro forma)",
        "Proforma-Rechnung|PROFORMARECHNUNG|Pro-forma-Rechnung für Zollzwecke|Rechnung (Proforma)",
        "FACTURE PRO FORMA|Facture proforma|Facture pro-forma pour la douane|Pro forma",
        "FACTURA PROFORMA|Factura pro-forma|Factura proforma para aduanas|Proforma",
        "FATTURA PROFORMA|Fattura pro-forma|Fattura pro forma per uso doganale|Proforma",
        "PROFORMAFACTUUR|Pro-formafactuur|Pro forma factuur voor de douane|Proforma factuur"), (
        "This is not a tax invoice.|The goods are dispatched once payment has arrived; an invoice follows.",
        "Dies ist keine Rechnung im Sinne des UStG.|Die Ware wird nach Zahlungseingang versandt; die Rechnung folgt.",
        "Ce document n'est pas une facture.|La marchandise sera expédiée dès réception du paiement.",
        "Este documento no es una factura.|La mercancía se enviará tras recibir el pago.",
        "Il presente documento non costituisce fattura.|La merce sarà spedita a pagamento ricevuto.",
        "Dit is geen factuur in de zin van de wet.|De goederen worden na betaling verzonden.")),
    "dunning letter": Paper("dunning_letter", "papers", (
        "PAYMENT REMINDER|Final notice|Second reminder - invoice {ref}|Overdue account: your invoice {ref}",
        "Mahnung|Zahlungserinnerung|2. Mahnung zu Rechnung {ref}|Zahlungserinnerung zu Ihrer Rechnung {ref}",
        "LETTRE DE RELANCE|Rappel de paiement|Deuxième rappel - facture {ref}|Mise en demeure - facture {ref} impayée",
        "RECORDATORIO DE PAGO|Aviso de impago|Segundo recordatorio de la factura {ref}|Reclamación de pago de la factura {ref}",
        "SOLLECITO DI PAGAMENTO|Sollecito|Secondo sollecito fattura {ref}|Sollecito di pagamento fattura {ref}",
        "BETALINGSHERINNERING|Aanmaning|Tweede herinnering factuur {ref}|Laatste aanmaning factuur {ref}"), (
        "The following invoices are overdue. Please pay within 7 days.|We have not received your payment. Unless we hear from you we shall charge interest.",
        "Folgende Rechnungen sind überfällig. Bitte zahlen Sie binnen 7 Tagen.|Leider haben wir noch keinen Zahlungseingang feststellen können.",
        "Les factures suivantes sont échues. Merci de régler sous 7 jours.|Sauf erreur, votre règlement ne nous est pas parvenu.",
        "Las siguientes facturas están vencidas. Rogamos pago en 7 días.|No hemos recibido su pago a la fecha.",
        "Le seguenti fatture risultano scadute. Preghiamo di pagare entro 7 giorni.|Non ci risulta pervenuto il Vs. pagamento.",
        "De volgende facturen zijn vervallen. Gelieve binnen 7 dagen te betalen.|Wij hebben uw betaling nog niet ontvangen.")),
    "remittance": Paper("remittance", "papers", (
        "REMITTANCE ADVICE|Payment Advice|Advice of payment to your account|Remittance notification",
        "Zahlungsavis|Avis|Zahlungsmitteilung|Überweisungsavis",
        "AVIS DE PAIEMENT|Avis de virement|Avis de règlement|Bordereau de paiement",
        "AVISO DE PAGO|Remesa de pago|Aviso de transferencia|Notificación de pago",
        "AVVISO DI PAGAMENTO|Avviso di pagamento|Avviso di bonifico|Distinta di pagamento",
        "BETALINGSADVIES|Betalingsspecificatie|Specificatie van onze betaling|Betaaladvies"), (
        "We have paid the invoices below to your account.|Payment date and value as stated; please allocate.",
        "Wir haben folgende Rechnungen auf Ihr Konto überwiesen.|Bitte gleichen Sie die Posten aus.",
        "Nous avons réglé les factures suivantes sur votre compte.|Merci d'affecter ce règlement.",
        "Hemos pagado las facturas siguientes en su cuenta.|Rogamos apliquen el pago.",
        "Abbiamo pagato le seguenti fatture sul Vs. conto.|Vi preghiamo di imputare il pagamento.",
        "Wij hebben onderstaande facturen op uw rekening betaald.|Gelieve deze betaling af te letteren.")),
    "bank statement": Paper("bank_statement", "bank", (
        "BANK STATEMENT|Account statement|Current account statement|Your account summary",
        "Kontoauszug|Bankkontoauszug|Kontoauszug Geschäftskonto|Tagesauszug",
        "RELEVÉ BANCAIRE|Relevé de compte|Extrait de compte bancaire|Relevé de compte courant",
        "EXTRACTO BANCARIO|Extracto de cuenta|Extracto de cuenta corriente|Movimientos de cuenta",
        "ESTRATTO CONTO BANCARIO|Estratto conto|Estratto conto corrente|Lista movimenti conto corrente",
        "BANKAFSCHRIFT|Rekeningafschrift|Afschrift zakelijke rekening|Rekeningafschrift betaalrekening"), (
        "Deposits are protected.|Please report errors within 30 days.",
        "Einwendungen binnen sechs Wochen.|Bitte Rückseite beachten.",
        "Sauf réclamation sous 30 jours.|Fonds garantis.",
        "Salvo error u omisión.|Depósitos garantizados.",
        "Salvo errori ed omissioni.|Depositi garantiti.",
        "Fouten melden binnen 30 dagen.|Tegoeden zijn gegarandeerd.")),
    "payout report": Paper("payout_report", "payout", (
        "PAYOUT REPORT|Settlement report|Payout summary|Merchant settlement statement",
        "Auszahlungsbericht|Abrechnung der Auszahlung|Auszahlungsübersicht|Händlerabrechnung Kartenzahlungen",
        "RAPPORT DE VERSEMENT|Relevé de versement|Récapitulatif des virements|Relevé commerçant",
        "INFORME DE PAGOS|Informe de liquidación|Resumen de la liquidación|Liquidación de comercio",
        "RAPPORTO DI ACCREDITO|Riepilogo accrediti|Rendiconto esercente|Resoconto versamenti",
        "UITBETALINGSRAPPORT|Uitbetalingsoverzicht|Afrekening uitbetaling|Overzicht uitbetalingen"), (
        "Charges less refunds and fees were paid out to your bank account.|Paid out to account ending 4412.",
        "Umsätze abzüglich Erstattungen und Gebühren wurden ausgezahlt.|Ausgezahlt auf Konto mit Endung 4412.",
        "Ventes moins remboursements et frais versées sur votre compte.|Versé sur le compte se terminant par 4412.",
        "Ventas menos devoluciones y comisiones abonadas en su cuenta.|Abonado en la cuenta terminada en 4412.",
        "Vendite meno rimborsi e commissioni accreditate sul conto.|Accreditato sul conto che termina con 4412.",
        "Verkopen minus terugbetalingen en kosten zijn uitbetaald.|Uitbetaald op rekening eindigend op 4412.")),
    "quote": Paper("other", "goods", (
        "QUOTATION|Quote|Our offer to you|Estimate of costs",
        "Angebot|ANGEBOT|Angebot für Ihre Anfrage|Kostenvoranschlag",
        "DEVIS|Devis|Offre de prix|Proposition commerciale",
        "PRESUPUESTO|Oferta|Oferta comercial|Cotización",
        "PREVENTIVO|Offerta|Offerta commerciale|Preventivo di spesa",
        "OFFERTE|Offerte|Prijsopgave|Vrijblijvende offerte"), (
        "Valid for 30 days.|We are pleased to offer as follows. Invoice after delivery, 30 days net.",
        "Gültig 30 Tage.|Gern bieten wir Ihnen wie folgt an. Zahlung: 30 Tage nach Rechnung.",
        "Valable 30 jours.|Suite à votre demande, voici notre meilleure offre.",
        "Válido 30 días.|Nos complace ofrecerle lo siguiente.",
        "Validità 30 giorni.|Siamo lieti di offrirVi quanto segue.",
        "30 dagen geldig.|Graag bieden wij u het volgende aan.")),
    "packing list": Paper("delivery_note", "counted", (
        "PACKING LIST|Packing slip|Packing list for export|Contents of package",
        "Packliste|Packzettel|Packliste für Export|Kolliliste",
        "LISTE DE COLISAGE|Bordereau de colisage|Liste de colisage export|Note de colisage",
        "LISTA DE EMPAQUE|Packing list|Lista de contenido|Lista de bultos",
        "PACKING LIST|Lista di imballaggio|Distinta colli|Distinta di imballaggio",
        "PAKLIJST|Paklijst|Paklijst voor export|Colli-lijst"), (
        "Gross weight 412 kg, 3 pallets.|Invoice sent separately.",
        "Bruttogewicht 412 kg, 3 Paletten.|Rechnung wird gesondert gesandt.",
        "Poids brut 412 kg, 3 palettes.|Facture envoyée séparément.",
        "Peso bruto 412 kg, 3 palés.|La factura se envía por separado.",
        "Peso lordo 412 kg, 3 bancali.|Fattura inviata separatamente.",
        "Brutogewicht 412 kg, 3 pallets.|Factuur wordt apart verzonden.")),
    "contract": Paper("other", "prose", (
        "FRAMEWORK AGREEMENT|Supply agreement|Lease agreement for retail premises|Service contract",
        "Rahmenvertrag|Liefervertrag|Mietvertrag über Gewerberäume|Dienstleistungsvertrag",
        "CONTRAT-CADRE|Contrat de fourniture|Bail commercial|Contrat de prestation de services",
        "CONTRATO MARCO|Contrato de suministro|Contrato de arrendamiento|Contrato de servicios",
        "CONTRATTO QUADRO|Contratto di fornitura|Contratto di locazione|Contratto di servizi",
        "RAAMOVEREENKOMST|Leveringsovereenkomst|Huurovereenkomst bedrijfsruimte|Dienstverleningsovereenkomst"), (
        "The supplier shall invoice monthly. Each invoice is payable within 30 days. The total amount shall not exceed 12,500.00.|The parties agree as follows. Rent of 2,400.00 is due on the first of each month against invoice.",
        "Der Lieferant stellt monatlich Rechnung. Jede Rechnung ist binnen 30 Tagen zahlbar. Der Gesamtbetrag ist auf 12.500,00 begrenzt.|Die Parteien vereinbaren: Die Miete von 2.400,00 ist am Ersten jedes Monats fällig.",
        "Le fournisseur émet une facture mensuelle payable à 30 jours. Le montant total ne dépassera pas 12 500,00.|Les parties conviennent : le loyer de 2 400,00 est dû le premier du mois.",
        "El proveedor emitirá factura mensual pagadera a 30 días. El importe total no excederá 12.500,00.|Las partes acuerdan: la renta de 2.400,00 vence el primero de cada mes.",
        "Il fornitore emette fattura mensile pagabile a 30 giorni. L'importo totale non supera 12.500,00.|Le parti convengono: il canone di 2.400,00 è dovuto il primo del mese.",
        "De leverancier factureert maandelijks; elke factuur is betaalbaar binnen 30 dagen. Het totaal is ten hoogste 12.500,00.|Partijen komen overeen: de huur van 2.400,00 is op de eerste van de maand verschuldigd.")),
    "price list": Paper("other", "prices", (
        "PRICE LIST|Price list 2026|Trade price list|Wholesale tariff valid from January",
        "Preisliste|Preisliste 2026|Händlerpreisliste|Konditionenblatt",
        "TARIF|Liste de prix|Tarif revendeurs|Grille tarifaire",
        "LISTA DE PRECIOS|Tarifa|Tarifa mayorista|Catálogo de precios",
        "LISTINO PREZZI|Listino|Listino rivenditori|Catalogo prezzi",
        "PRIJSLIJST|Prijslijst|Groothandelsprijslijst|Tarievenblad"), (
        "All prices exclude VAT.|Prices subject to change; payment 30 days after invoice.",
        "Alle Preise zzgl. MwSt.|Änderungen vorbehalten; Zahlung 30 Tage nach Rechnung.",
        "Prix hors TVA.|Sous réserve de modifications ; paiement à 30 jours de facture.",
        "Precios sin IVA.|Sujeto a cambios; pago a 30 días de factura.",
        "Prezzi IVA esclusa.|Salvo variazioni; pagamento 30 giorni fattura.",
        "Prijzen exclusief btw.|Wijzigingen voorbehouden; betaling 30 dagen na factuur.")),
    "curriculum": Paper("other", "prose", (
        "CURRICULUM VITAE|Résumé|Application for the post of accountant|Profile of candidate",
        "Lebenslauf|LEBENSLAUF|Bewerbung als Buchhalter|Kurzprofil",
        "CURRICULUM VITAE|CV|Candidature au poste de comptable|Parcours professionnel",
        "CURRÍCULUM VÍTAE|Curriculum|Solicitud de empleo|Perfil profesional",
        "CURRICULUM VITAE|Curriculum|Candidatura come contabile|Profilo professionale",
        "CURRICULUM VITAE|Cv|Sollicitatie als boekhouder|Loopbaanoverzicht"), (
        "2019 to 2025: accounts payable clerk, checked 400 invoices a week.|I would like to apply; I have handled invoice approval for six years.",
        "2019 bis 2025: Kreditorenbuchhalter, 400 Rechnungen pro Woche geprüft.|Hiermit bewerbe ich mich; sechs Jahre Erfahrung in der Rechnungsprüfung.",
        "2019 à 2025 : comptable fournisseurs, contrôle de 400 factures par semaine.|Je souhaite postuler ; six ans d'expérience en contrôle de factures.",
        "2019 a 2025: contable de proveedores, revisión de 400 facturas por semana.|Deseo presentar mi candidatura; seis años de experiencia.",
        "2019-2025: contabilità fornitori, controllo di 400 fatture a settimana.|Desidero candidarmi; sei anni di esperienza.",
        "2019 tot 2025: crediteurenadministratie, 400 facturen per week.|Graag solliciteer ik; zes jaar ervaring.")),
    "newsletter": Paper("other", "prose", (
        "NEWSLETTER|Our news this autumn|What is new at our warehouse|Customer information",
        "Newsletter|Neues aus unserem Haus|Kundeninformation|Rundschreiben an alle Kunden",
        "LETTRE D'INFORMATION|Nos actualités|Information à nos clients|Circulaire",
        "BOLETÍN|Novedades|Información a clientes|Circular a clientes",
        "NEWSLETTER|Novità|Informazione alla clientela|Circolare ai clienti",
        "NIEUWSBRIEF|Nieuws|Informatie voor klanten|Rondschrijven"), (
        "From January we send every invoice as a PDF. Spring sale: 20 % off, from 49.00.|Please note that our bank closed its branch; invoices are posted on Mondays.",
        "Ab Januar senden wir jede Rechnung als PDF. Aktion: 20 % Rabatt, ab 49,00.|Unsere Rechnungen verschicken wir künftig montags.",
        "Dès janvier, chaque facture est envoyée en PDF. Promotion : 20 %, à partir de 49,00.|Nos factures partent désormais le lundi.",
        "Desde enero enviamos cada factura en PDF. Oferta: 20 %, desde 49,00.|Nuestras facturas saldrán los lunes.",
        "Da gennaio ogni fattura è inviata in PDF. Offerta: 20 %, da 49,00.|Le nostre fatture partono il lunedì.",
        "Vanaf januari sturen wij elke factuur als pdf. Actie: 20 % korting, vanaf 49,00.|Onze facturen gaan voortaan op maandag uit.")),
    "customs": Paper("other", "counted", (
        "CUSTOMS DECLARATION|Certificate of origin|Export declaration|Single administrative document",
        "Zollanmeldung|Ursprungszeugnis|Ausfuhrerklärung|Lieferantenerklärung",
        "DÉCLARATION EN DOUANE|Certificat d'origine|Déclaration d'exportation|Déclaration du fournisseur",
        "DECLARACIÓN DE ADUANA|Certificado de origen|Declaración de exportación|Declaración del proveedor",
        "DICHIARAZIONE DOGANALE|Certificato d'origine|Dichiarazione di esportazione|Dichiarazione del fornitore",
        "DOUANEAANGIFTE|Certificaat van oorsprong|Uitvoeraangifte|Leveranciersverklaring"), (
        "Invoice value 1,240.00; country of origin: Portugal.|The goods on invoice {ref} originate in the Union.",
        "Rechnungswert 1.240,00; Ursprungsland: Portugal.|Die Waren der Rechnung {ref} haben Ursprung in der Union.",
        "Valeur facture 1 240,00 ; pays d'origine : Portugal.|Les marchandises de la facture {ref} sont originaires de l'Union.",
        "Valor factura 1.240,00; país de origen: Portugal.|Las mercancías de la factura {ref} son originarias de la Unión.",
        "Valore fattura 1.240,00; paese d'origine: Portogallo.|Le merci della fattura {ref} sono originarie dell'Unione.",
        "Factuurwaarde 1.240,00; land van oorsprong: Portugal.|De goederen op factuur {ref} zijn van oorsprong uit de Unie.")),
    "conditions": Paper("other", "prose", (
        "TERMS AND CONDITIONS|General terms of sale|Conditions of sale and delivery|Standard terms",
        "Allgemeine Geschäftsbedingungen|AGB|Verkaufs- und Lieferbedingungen|Liefer- und Zahlungsbedingungen",
        "CONDITIONS GÉNÉRALES DE VENTE|Conditions générales|CGV|Conditions de vente et de livraison",
        "CONDICIONES GENERALES|Condiciones generales de venta|Condiciones de venta y entrega|Condiciones de la venta",
        "CONDIZIONI GENERALI|Condizioni generali di vendita|Condizioni di vendita e consegna|Condizioni di fornitura",
        "ALGEMENE VOORWAARDEN|Algemene verkoopvoorwaarden|Leveringsvoorwaarden|Verkoop- en leveringsvoorwaarden"), (
        "1. Invoices are payable within 30 days. 2. Goods remain ours until paid. 3. Interest of 8 % is charged.|1. Offers bind nobody. 2. Complaints within 8 days of the invoice.",
        "1. Rechnungen sind binnen 30 Tagen zahlbar. 2. Eigentumsvorbehalt. 3. Verzugszins 8 %.|1. Angebote sind freibleibend. 2. Rügen binnen 8 Tagen nach Rechnung.",
        "1. Les factures sont payables à 30 jours. 2. Réserve de propriété. 3. Pénalités de 8 %.|1. Nos offres sont sans engagement. 2. Réclamations sous 8 jours.",
        "1. Las facturas se pagan a 30 días. 2. Reserva de dominio. 3. Interés del 8 %.|1. Ofertas sin compromiso. 2. Reclamaciones en 8 días.",
        "1. Le fatture sono pagabili a 30 giorni. 2. Riserva di proprietà. 3. Interessi 8 %.|1. Offerte senza impegno. 2. Reclami entro 8 giorni.",
        "1. Facturen zijn betaalbaar binnen 30 dagen. 2. Eigendomsvoorbehoud. 3. Rente 8 %.|1. Aanbiedingen zijn vrijblijvend. 2. Klachten binnen 8 dagen.")),
    "payslip": Paper("other", "pay", (
        "PAYSLIP|Pay statement|Salary slip|Earnings statement",
        "Gehaltsabrechnung|Lohnabrechnung|Entgeltabrechnung|Verdienstabrechnung",
        "BULLETIN DE PAIE|Fiche de paie|Bulletin de salaire|Décompte de salaire",
        "NÓMINA|Recibo de salarios|Recibo individual de salarios|Hoja de salario",
        "BUSTA PAGA|Cedolino paga|Prospetto paga|Foglio paga",
        "LOONSTROOK|Salarisstrook|Salarisspecificatie|Loonspecificatie"), (
        "Paid to your account on the 28th.|Keep this slip.",
        "Überweisung auf Ihr Konto am 28.|Bitte aufbewahren.",
        "Virement sur votre compte le 28.|À conserver sans limitation de durée.",
        "Abonado en su cuenta el día 28.|Conserve este recibo.",
        "Accreditato sul conto il 28.|Conservare.",
        "Op uw rekening betaald op de 28e.|Bewaar deze strook.")),
}  # fmt: skip

# Written when the rules stood as they are, and scored without a look: en de fr es it nl.
LATER: Final = {
    "invoice": "Invoice for services rendered;Faktura;Facture n° ;Factura de suministros;Fattura immediata;Factuur dienstverlening",
    "credit note": "Credit note - returned goods;Gutschriftsanzeige;Avoir pour retour de marchandises;Abono por devolución de mercancía;Nota di accredito per resi;Creditnota retourgoederen",
    "order": "Purchase order to supplier;Einkaufsbestellung;Commande d'achat;Orden de compra a proveedor;Ordine di fornitura;Inkoopbestelling",
    "order confirmation": "We confirm your order;Auftrags- und Lieferbestätigung;Votre commande est confirmée;Hemos recibido su pedido;Ricevuta del vostro ordine;Bevestiging opdracht",
    "delivery note": "Proof of delivery;Ablieferbeleg;Récépissé de livraison;Comprobante de entrega;Buono di consegna;Afleveringsbewijs",
    "receipt": "Store receipt;Bon;Justificatif d'achat;Justificante de compra;Scontrino di cassa;Aankoopbewijs",
    "statement": "Monthly statement;Kundenkontoauszug;Balance client;Saldo de su cuenta;Scheda contabile cliente;Debiteurenoverzicht",
    "pro-forma": "Pro-forma;Proforma;Facture (pro-forma);Factura pro forma;Fattura (pro forma);Factuur pro forma",
    "dunning letter": "Your account is overdue;Letzte Zahlungsaufforderung vor Inkasso;Dernier avis avant contentieux - facture {ref};Último aviso: factura {ref} vencida;Ultimo avviso fattura {ref} scaduta;Laatste verzoek tot betaling factuur {ref}",
    "remittance": "Details of our payment;Avis über unsere Zahlung;Détail de notre virement;Detalle de nuestro pago;Dettaglio del nostro bonifico;Overzicht van onze betaling",
    "bank statement": "Statement of your business account;Umsätze Geschäftskonto;Relevé d'opérations;Resumen de movimientos;Elenco movimenti;Mutatieoverzicht",
    "payout report": "Card settlement report;Auszahlung Kartenumsätze;Reversement des ventes;Abono de ventas con tarjeta;Liquidazione vendite;Uitbetaling kaartverkopen",
    "quote": "Quotation for your enquiry;Unverbindliches Angebot;Offre commerciale;Presupuesto para su consulta;Ns. offerta;Offerte op aanvraag",
    "packing list": "Packing note;Packschein;Liste des colis;Relación de bultos;Elenco colli;Verpakkingslijst",
    "contract": "Master services agreement;Wartungsvertrag;Contrat de maintenance;Contrato de mantenimiento;Contratto di manutenzione;Onderhoudscontract",
    "price list": "Catalogue prices;Bruttopreisliste;Catalogue tarifaire;Lista de tarifas;Listino al pubblico;Catalogusprijzen",
    "curriculum": "Curriculum Vitae of applicant;Bewerbungsunterlagen;Lettre de motivation;Carta de presentación;Lettera di presentazione;Motivatiebrief",
    "newsletter": "Company news;Hausmitteilung;Communiqué;Noticias de la empresa;Comunicato;Mededeling aan klanten",
    "customs": "Commercial certificate of origin;Präferenznachweis;Attestation d'origine;Certificado de circulación;Attestato di origine;Oorsprongsverklaring",
    "conditions": "Terms of delivery;Einkaufsbedingungen;Conditions d'achat;Términos y condiciones;Termini e condizioni;Inkoopvoorwaarden",
    "payslip": "Wage slip;Bezügeabrechnung;Relevé de salaire;Comprobante de nómina;Cedolino stipendio;Salarisafrekening",
}


def later(name: str, language: str) -> str:
    """The title of a paper of the last set."""
    return LATER[name].split(";")[LANGUAGES.index(language)].strip()


# What stands beside numbers, above columns and beside sums: en de fr es it nl.
_WORDS: Final = {
    "number": "No.;Nr.;N°;N.º;N.;Nr.",
    "number_long": "Document number;Belegnummer;Numéro;Número;Numero;Nummer",
    "date": "Date;Datum;Date;Fecha;Data;Datum",
    "customer": "Customer no.;Kundennr.;N° client;N.º cliente;Cod. cliente;Klantnr.",
    "order": "Your order;Ihre Bestellung;Votre commande;Su pedido;Vs. ordine;Uw bestelling",
    "article": "Description;Bezeichnung;Désignation;Descripción;Descrizione;Omschrijving",
    "quantity": "Quantity;Menge;Quantité;Cantidad;Quantità;Aantal",
    "price": "Unit price;Einzelpreis;Prix unitaire;Precio;Prezzo;Prijs",
    "amount": "Amount;Betrag;Montant;Importe;Importo;Bedrag",
    "net": "Net total;Summe netto;Total HT;Base imponible;Imponibile;Totaal excl. btw",
    "tax": "VAT;MwSt.;TVA;IVA;IVA;Btw",
    "gross": "Total;Gesamtbetrag;Total TTC;Total;Totale;Totaal incl. btw",
    "paper": "Invoice;Rechnung;Facture;Factura;Fattura;Factuur",
    "due": "Due;Fällig;Échéance;Vencimiento;Scadenza;Vervaldatum",
    "open": "Balance due;Offener Betrag;Solde dû;Saldo pendiente;Saldo dovuto;Openstaand saldo",
    "paid": "Amount paid;Zahlbetrag;Montant réglé;Importe pagado;Importo pagato;Betaald bedrag",
    "opening": "Opening balance;Alter Saldo;Solde initial;Saldo inicial;Saldo iniziale;Beginsaldo",
    "closing": "Closing balance;Neuer Saldo;Solde final;Saldo final;Saldo finale;Eindsaldo",
    "booking": "Booking;Buchungstag;Opération;Concepto;Operazione;Omschrijving",
    "balance": "Balance;Saldo;Solde;Saldo;Saldo;Saldo",
    "fee": "Fees;Gebühren;Frais;Comisión;Commissioni;Kosten",
    "payout": "Paid out;Auszahlung;Versement;Pagado;Accredito;Uitbetaald",
    "salary": "Gross pay;Bruttolohn;Salaire brut;Salario bruto;Stipendio lordo;Brutoloon",
    "deducted": "Deductions;Abzüge;Retenues;Deducciones;Trattenute;Inhoudingen",
    "net_pay": "Net pay;Auszahlungsbetrag;Net à payer;Líquido a percibir;Netto in busta;Nettoloon",
    "goods": "Storage box|Picture frame|Linen towel;Vorratsdose|Bilderrahmen|Handtuch Leinen;Boîte|Cadre photo|Serviette en lin;Caja|Marco|Toalla de lino;Scatola|Cornice|Asciugamano di lino;Opbergdoos|Fotolijst|Linnen handdoek",
}  # fmt: skip


def word(name: str, language: str) -> str:
    """A label in a language."""
    return _WORDS[name].split(";")[LANGUAGES.index(language)]
