# ruff: noqa: E501 (the words of a kind in long rows)
"""What a title says by its words, where no table holds it as it is written.

"Second reminder - invoice 12" is a reminder: the words before the first preposition, dash or number
count, and the more telling of them first, since a reminder names an invoice as well.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from intake.rules.reading import DocumentType

_ENDS: Final = re.compile(
    r"\s[-–—|/]\s|:|\d|[(,]"
    r"|(?<=\w)\s(?:zu|zur|zum|fur|uber|gemass|gemaess|nach|vom|for|to|from|against|regarding|re|ref|on"
    r"|sur|pour|selon|suivant|concernant|relative|sobre|para|por|segun|a la|al|su|per|relativa|come"
    r"|op|voor|betreft|bij|volgens|inzake|auf|mit|with|avec|con|met)\s"
)
_OPENS: Final = re.compile(r"^[\W\d]+(?:st|nd|rd|th|er|e|eme|a|o|de|ste)?\b[\s.°º]*")
_FIRM: Final = 0.85
_LOOSE: Final = 0.55
# By their stems, without accents, the more telling kinds first.
_STEMS: Final[tuple[tuple[DocumentType, float, str], ...]] = (
    (DocumentType.PRO_FORMA, _FIRM, r"pro ?forma\w*|vorausrechnung|voorschotnota"),
    (
        DocumentType.CREDIT_NOTE, _FIRM,
        r"credit (?:note|memo|invoice|advice|adjustment|factuur)\w*|credit$|\w*gutschrift\w*|\w*storno\w*"
        r"|\w*korrekturrechnung|rechnungskorrektur|rechnungsberichtigung|(?:facture )?d? ?avoir"
        r"|nota? (?:de|di) (?:abono|credito|accredito)|note de credit|nota credito|abono$"
        r"|\w+ rectificativ\w|\w+ rectificative|credit ?nota|(?:credit|krediet|credit )(?:factuur|nota)"
        r"|kreditnota",
    ),
    (
        DocumentType.DEBIT_NOTE, _LOOSE,
        r"debit (?:note|memo)|belastungsanzeige|note? de debit|nota (?:de|di) (?:debito|addebito)|debetnota",
    ),
    (
        DocumentType.ORDER_CONFIRMATION, _FIRM,
        r"we confirm|wir bestatigen|nous confirmons|confirmamos|confermiamo|wij bevestigen|commande est confirmee"
        r"|hemos recibido su pedido|(?:auftrags und )?lieferbestatigung|bevestiging (?:opdracht|order|bestelling)"
        r"|confirmation contract|contract confirmation|(?:order|sales order|purchase order) (?:acknowledge?ment|confirmation|confirmed)"
        r"|(?:acknowledge?ment|confirmation) of (?:\w+ )?(?:purchase )?order"
        r"|(?:auftrags|bestell|bestellungs)\w*bestatigung|bestatigung (?:ihre[rs]|der|des|ihres) (?:bestell|auftrag)\w*"
        r"|(?:confirmation|accuse de reception) de (?:\w+ )?commande|commande confirmee"
        r"|(?:confirmacion|acuse de recibo) del? (?:su )?(?:\w+ )?pedido|pedido confirmado"
        r"|conferma (?:d |del |di |dell )?(?:\w{2,7} )?ordine|ordine confermato"
        r"|bevestiging (?:van )?(?:\w+ )?(?:bestelling|order|opdracht)|(?:order|opdracht)bevestiging",
    ),
    (
        DocumentType.REMITTANCE, _FIRM,
        r"remittance\w*|(?:details?|detalle|dettaglio|overzicht|specifi\w+|breakdown) (?:of|de|del|van) (?:our|notre|nuestro|nostro|onze) \w+"
        r"|avis|payment (?:advice|notification|specification)|(?:advice|notification) of payment"
        r"|zahlungs?(?:avis|mitteilung|anzeige|benachrichtigung)|uberweisungs?(?:avis|anzeige)"
        r"|(?:avis|bordereau) de (?:paiement|virement|reglement)|(?:aviso|notificacion|remesa) de (?:pago|transferencia)"
        r"|(?:avviso|distinta|comunicazione) di (?:pagamento|bonifico)"
        r"|(?:betaal|betalings)(?:advies|specificatie|overzicht)|specificatie van \w+ betaling",
    ),
    (
        DocumentType.DUNNING_LETTER, _FIRM,
        r"account (?:is )?overdue|zahlungsaufforderung|avis avant|(?:avis[eo]?|avviso) (?:factura|fattura|facture)|avviso$|aviso$"
        r"|verzoek tot betaling|betalingsverzoek|demande de paiement|"
        r"\w*mahnung|mahnschreiben|mahnbescheid|\w*erinnerung|(?:\w+ )*reminder|\w*overdue|past due|dunning"
        r"|final (?:notice|demand|warning)|(?:demand|request) (?:of )?payment|payment demand|demand$|collection (?:notice|letter)"
        r"|(?:\w+ )?relance|rappel|mise en demeure|sommation|(?:avis d )?impayee?s?|recordatorio|(?:aviso de )?impago|moroso"
        r"|(?:reclamacion|requerimiento) de|\w*sollecit\w*|diffida|messa in mora|\w*herinnering|\w*aanmaning"
        r"|ingebrekestelling",
    ),
    (
        DocumentType.BANK_STATEMENT, _FIRM,
        r"statement of (?:your |the )?(?:bank|business|current) account|(?:your )?account summary|umsatze|releve d operations|(?:resumen|elenco|lista) (?:de )?movimient\w+"
        r"|(?:resumen|elenco|lista) (?:dei |di )?movimenti|mutatieoverzicht|bank ?statement|(?:current|checking) account statement|(?:tages|bank|umsatz)auszug|kontoumsatze"
        r"|releve (?:bancaire|de compte (?:bancaire|courant))|extrait de compte|extracto (?:bancario|de cuenta corriente)"
        r"|movimientos de|estratto conto (?:bancario|corrente)|\w+ movimenti|\w*afschrift",
    ),
    (
        DocumentType.PAYOUT_REPORT, _FIRM,
        r"card settlement|auszahlung|reversement|(?:abono|liquidacion|liquidazione) (?:de )?(?:ventas|vendite)|recapitulatif des virements|pay ?outs?|(?:settlement|merchant) (?:report|statement|summary|settlement)|auszahlungs\w*|\w+ (?:der )?auszahlung(?:en)?"
        r"|handlerabrechnung|\w+ de versements?|versements?|(?:informe|resumen|detalle) de (?:la )?(?:pagos|liquidacion)"
        r"|(?:releve|decompte) commercant|liquidacion|(?:\w+ (?:di )?)?accredit[oi]|\w+ (?:esercente|versamenti)"
        r"|uitbetaling\w*|\w+ uitbetaling(?:en)?",
    ),
    (
        DocumentType.OTHER, _FIRM,
        r"releve de salaire|comprobante de nomina|pay ?slip|pay (?:stub|statement|slip)|payroll|(?:salary|wages?|earnings) (?:slip|statement|advice)"
        r"|(?:gehalts|lohn|entgelt|verdienst|bezuge)\w*|(?:bulletin|fiche|decompte) de (?:paie|salaire)|nomina"
        r"|recibo (?:individual )?de (?:salarios?|nomina)|hoja de salario|busta paga|cedolino|\w+ paga"
        r"|loon(?:strook|specificatie)|salaris\w*|curriculum|resume|cv|application|lebenslauf|bewerbung"
        r"|candidatur\w|sollicitatie|solicitud de empleo|newsletter|rundschreiben|circular\w*|circulaire"
        r"|lettre d information|boletin|nieuwsbrief|rondschrijven|(?:kunden|customer )information",
    ),
    (
        DocumentType.DELIVERY_NOTE, _LOOSE,
        r"proof of delivery|\w*lieferbeleg|recepisse de|comprobante de entrega|buono di consegna|\w*leveringsbewijs|relacion de bultos"
        r"|liste des colis|elenco colli|\w*verpakkingslijst|packschein|deliver\w+ (?:note|slip|docket|ticket|advice)|(?:goods )?d[ei]spatch (?:note|advice)|goods delivery|packing (?:list|slip|note)"
        r"|shipping (?:note|list|advice)|consignment note|(?:air ?)?waybill|bill of lading|contents of package"
        r"|\w*lieferschein|liefer(?:avis|beleg|nachweis)|pack(?:liste|zettel|schein)|versand(?:anzeige|schein)"
        r"|warenbegleit\w+|frachtbrief|kolliliste|(?:bon|bordereau|note|avis|liste) (?:de |d )(?:livraison|expedition|colisage)"
        r"|lettre de voiture|albaran|nota de (?:entrega|remision)|lista de (?:empaque|contenido|bultos)"
        r"|(?:guia|carta) de (?:remision|porte)|documento di trasporto|d ?d ?t|bolla|lista (?:di )?imballaggio"
        r"|distinta (?:colli|di imballaggio)|pak(?:bon|lijst)|(?:af)?lever(?:ings)?bon|vracht(?:brief|bon)|colli ?lijst",
    ),
    (
        DocumentType.ACCOUNT_STATEMENT, _LOOSE,
        r"\w*kontoauszug|balance client|saldo de|scheda contabile|debiteurenoverzicht|statement|(?:\w+ )?statement (?:of|$)|(?:customer|supplier|vendor|monthly|account) (?:\w+ )?statement|kontoauszug"
        r"|kontoubersicht|salden\w*|saldo\w*|(?:aufstellung|ubersicht|liste) (?:der |uber )?(?:offene\w*|rechnungen)"
        r"|offene\w? ?(?:posten|rechnungen)\w*|open items?|outstanding|aged balance|releve de|situation de|etat des?"
        r"|extracto de|estado de cuenta|relacion de|(?:facturas|saldos?) pendientes?|estratto conto|situazione|partite aperte"
        r"|(?:overzicht|lijst) (?:van )?(?:openstaande|facturen)|openstaande|rekeningoverzicht",
    ),
    (
        DocumentType.OTHER, _LOOSE,
        r"quot(?:e|ation)|estimate|offer|(?:our|your) offer|proposal|(?:\w+ )?price ?list|tariff|(?:\w+ )?catalogu?e?"
        r"|(?:\w+ )*(?:agreement|contract)|terms (?:and|of|for)|(?:general )?conditions (?:of|for)|general conditions|(?:general|standard) terms"
        r"|certificate|(?:\w+ )?declaration|single administrative document|angebot|kostenvoranschlag|\w+vertrag|\w*preisliste"
        r"|konditionenblatt|allgemeine|agb|\w*bedingungen|\w+anmeldung|\w+zeugnis|\w*erklarung|\w*bescheinigung"
        r"|devis|offre de prix|proposition|tarifs?|liste de prix|grille|contrat|bail|convention|conditions|cgv"
        r"|certificat|presupuesto|cotizacion|oferta|lista de precios|tarifa|catalogo|contrato|condiciones|declaracion"
        r"|certificado|preventivo|offerta|listino|contratto|condizioni|dichiarazione|certificato|(?:\w+ )?offerte"
        r"|prijs(?:opgave|lijst)|tarieven\w*|\w+overeenkomst|(?:\w+ )?voorwaarden|\w+voorwaarden|\w*aangifte|certificaat"
        r"|\w+verklaring|groothandelsprijslijst|\w+prijslijst",
    ),
    (
        DocumentType.TILL_RECEIPT, _LOOSE,
        r"(?:(?:sales|till|cash|store|purchase|shop) )?receipt|kassen\w*|quittung|bon$|justificati[fv]\w* d|justificante de compra|aankoopbewijs|barverkauf|ticket|recu|recibo|scontrino|ricevuta fiscale"
        r"|documento commerciale|kassabon|kasbon|aankoopbon|\w+ simplificada",
    ),
    (
        DocumentType.PURCHASE_ORDER, _LOOSE,
        r"(?:our |purchase )?order|bestell(?:ung|auftrag|schein)|(?:bon de )?commande|(?:\w+ )?pedido|orden de compra"
        r"|ordine|bestelling|bestelbon|inkoop(?:order|bestelling)",
    ),
    (
        DocumentType.INVOICE, _LOOSE,
        r"(?:\w+ )?(?:invoice|facture|factura|fattura|factuur)|\w+(?:rechnung|factuur)|rechnung",
    ),
)  # fmt: skip
_PATTERNS: Final = tuple(
    (kind, firm, re.compile(rf"(?:{stems})(?!\w)")) for kind, firm, stems in _STEMS
)
_OWN: Final = re.compile(
    r"(?:our|the|a|an|unsere?|die|der|das|eine?|notre|la|le|l|une?|nuestr[ao]|el|il|lo|ns|onze"
    r"|de|het|een|first|second|third|last|final|friendly|erste|zweite|dritte|letzte|premiere?|deuxieme|troisieme"
    r"|dernier|derniere|primer|segundo|tercer|ultimo|primo|secondo|terzo|eerste|tweede|derde|laatste|2nd|3rd) "
)
_LABEL: Final = re.compile(r"\b(?:date|datum|fecha|data|dated)\b")
_YOURS: Final = re.compile(r"(?:your|ihre?|votre|su|vs|vostr[oa]|uw) ")
# What an invoice refers to where it speaks of the reader's.
_REFERRED: Final = frozenset(
    {DocumentType.PURCHASE_ORDER, DocumentType.DELIVERY_NOTE, DocumentType.OTHER}
)
_DENIED: Final = re.compile(
    r"\b(?:not an invoice|no invoice|keine rechnung|n est pas une facture|no es una factura"
    r"|no constituye (?:una )?factura|non (?:costituisce|e una) fattura|geen factuur)\b"
)


@lru_cache(maxsize=16384)
def words_of(text: str) -> str:
    """Small letters without accents; hyphens, apostrophes and points part words."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in folded if not unicodedata.combining(sign))
    return re.sub(r"(?<=\w)[-'’.](?=\w|\s|$)", " ", plain)


@lru_cache(maxsize=16384)
def named_by(text: str) -> tuple[DocumentType, bool, float] | None:
    """The kind that a title names by its words, whether it corrects, and how plainly."""
    whole = " ".join(_OPENS.sub("", words_of(text)).split())
    if re.search(r"\bpro ?forma\b", whole):
        return DocumentType.PRO_FORMA, False, _FIRM
    ends = _ENDS.search(whole)
    head = " ".join(whole[: ends.start()].split()) if ends is not None else whole
    if _LABEL.search(whole):
        return None
    is_yours = False
    while (own := _OWN.match(head) or _YOURS.match(head)) is not None:
        is_yours = is_yours or _YOURS.match(head) is not None
        head = head[own.end() :]
    for kind, firm, pattern in _PATTERNS:
        if pattern.match(head):
            if is_yours and kind in _REFERRED:
                return None
            return kind, "storno" in head or "korrektur" in head, firm
    return None


def is_parted(text: str) -> bool:
    """Whether a preposition, a dash or a number parts what a text is from what it is about."""
    return _ENDS.search(words_of(text)) is not None


def denies(text: str) -> bool:
    """Whether a line says that what it stands on is no invoice."""
    return _DENIED.search(words_of(text)) is not None
