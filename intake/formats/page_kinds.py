"""What kind of document some pages are, by the titles they carry (T59).

A title stands high and large, alone or with its number; the same words small or before a value
are a label. The name of another document counts more than the word invoice, which those documents
use as well.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from statistics import median
from typing import Final

from intake.formats.page_lexicon import letters
from intake.formats.page_words import Line, Segment
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
_CORRECTIONS: Final = frozenset(
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
_TABLE: Final = {
    word: kind for kind, words in _TITLES.items() for word in words.split()
} | dict.fromkeys(_CORRECTIONS, DocumentType.CREDIT_NOTE)
_COMPOUND: Final = re.compile(r"[a-z]{2,18}(?:rechnung|factuur)")
_NOT_COMPOUND: Final = frozenset(
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
_TRIMMED: Final = (
    "original", "copy", "duplicate", "duplikat", "kopie", "copie", "copia", "no", "nr", "number",
    "nummer", "numero", "n", "id", "ref",
)  # fmt: skip
_CODE: Final = re.compile(r"\((\d{2,3})\)")
_CODES: Final = {
    "380": DocumentType.INVOICE, "384": DocumentType.INVOICE, "389": DocumentType.INVOICE,
    "326": DocumentType.INVOICE, "386": DocumentType.INVOICE, "387": DocumentType.INVOICE,
    "575": DocumentType.INVOICE, "381": DocumentType.CREDIT_NOTE, "383": DocumentType.DEBIT_NOTE,
    "325": DocumentType.PRO_FORMA, "396": DocumentType.CREDIT_NOTE, "261": DocumentType.CREDIT_NOTE,
}  # fmt: skip
_ITALIAN: Final = re.compile(
    r"TD(\d{2}) ?(?:\(|-|fattura|nota|parcella|acconto|autofattura)", re.IGNORECASE
)
_ITALIAN_CODES: Final = {"04": DocumentType.CREDIT_NOTE, "05": DocumentType.DEBIT_NOTE,
                         "08": DocumentType.CREDIT_NOTE}  # fmt: skip
_NUMBERED: Final = re.compile(
    r"(?P<head>[^\d:#]{3,60}?)\s*(?:\(\d{2,3}\)\s*)?[:#]?\s*"
    r"(?P<number>[A-Z/_.-]{0,10}\d\S*)(?P<more>.*)"
)
_SELF_BILLED: Final = re.compile(
    r"selbst ausgestellte rechnung|self[- ]?bill|autofactur|autofattura", re.IGNORECASE
)
_SAYS_NUMBER: Final = re.compile(r"\b(?:no|nr|num|n[°º])\b|\(\d{2,3}\)", re.IGNORECASE)
_ASKS_NUMBER: Final = re.compile(
    r"(?:\bn[or]|n[°º]|number|nummer|n[úu]mero|#)\.?:?$", re.IGNORECASE
)
_LONGEST: Final = 64
_BANKING: Final = re.compile(
    r"\b(?:valuta|buchung(?:stag)?|opening balance|closing balance|alter saldo|neuer saldo"
    r"|solde (?:initial|final)|saldo (?:inicial|iniziale|final|finale))\b",
    re.IGNORECASE,
)
_ANY_INVOICE: Final = re.compile(
    r"\b(?:invoice|\w*rechnung|facture|factura|fattura|factuur|fatura|faktura)\b", re.IGNORECASE
)
# Words of every page: a title only where they stand large or high.
_EVERYDAY: Final = frozenset(
    [
        "order",
        "commande",
        "pedido",
        "ordine",
        "bestellung",
        "bestelling",
        "contract",
        "credit",
        "nota",
        "statement",
        "bon",
        "avis",
        "releve",
        "receipt",
        "quote",
        "bill",
        "belastung",
        "erinnerung",
        "storno",
        "rappel",
        "offre",
        "ddt",
        "wz",
    ]
)
_EVERYDAY_ALONE: Final = 0.65
_NAMED: Final = 0.75
_LABEL: Final = 0.2  # of a number that stands below it
_CODED: Final = 0.64  # a code beside other values is no label of theirs
_LARGER: Final = 1.2  # than the words of the page
# What an invoice bills, and how it calls its own number and day, or what is to be paid.
_BILLED_KINDS: Final = frozenset(
    {
        DocumentType.PURCHASE_ORDER, DocumentType.DELIVERY_NOTE, DocumentType.ORDER_CONFIRMATION,
        DocumentType.OTHER,
    }
)  # fmt: skip
_BILLED: Final = re.compile(
    r"(?:invoice|rechnungs?|facture|factura|fattura|factuur)(?:no|nr|number|nummer|date|datum)"
    r"|(?:date|data|fecha|numero|n|no|num)(?:de|della|dela|do)?(?:facture|fattura|factura|documento)"
    r"|td(?:fattura|notadicredito)"
)
_FIRM: Final = 0.55


@dataclass(frozen=True, slots=True)
class Kind:
    """What pages are, how plainly they say so, and whether they call themselves a correction."""

    document_type: DocumentType | None
    score: float = 0.0
    is_correction: bool = False


@dataclass(frozen=True, slots=True)
class _Title:
    kind: DocumentType
    score: float
    is_correction: bool


def kind_of(lines: tuple[Line, ...]) -> Kind:
    """The kind of the document that begins on the first of these lines."""
    if not lines:
        return Kind(None)
    first = lines[0].page
    own = tuple(line for line in lines if line.page == first)
    titles = sorted(_titles(own), key=lambda title: -title.score)
    if titles:
        top = _weightiest(titles)
        kind = top.kind
        is_bank = any(_BANKING.search(line.text) for line in own)
        if kind is DocumentType.ACCOUNT_STATEMENT and is_bank:
            kind = DocumentType.BANK_STATEMENT
        return Kind(kind, top.score, top.is_correction)
    if any(_ANY_INVOICE.search(line.text) for line in lines):
        return Kind(DocumentType.INVOICE, 0.2)
    return Kind(None)


def _weightiest(titles: list[_Title]) -> _Title:
    """The plainest; at nearly the same height another document comes before an invoice."""
    top = titles[0]
    near = [title for title in titles if top.score - title.score < 0.25]
    others = [title for title in near if title.kind is not DocumentType.INVOICE]
    return others[0] if others else top


def _titles(lines: tuple[Line, ...]) -> Iterator[_Title]:
    heights = [segment.words[0].height for line in lines for segment in line.segments]
    usual = median(heights)
    bottom = max(line.segments[0].box[3] for line in lines)
    is_billed = any(_BILLED.match(letters(s.text)) for line in lines for s in line.segments)
    for line in lines:
        for place, segment in enumerate(line.segments):
            found = _named(segment.text)
            if found is None:
                continue
            kind, is_correction, plainness = found
            score = plainness + _standing(segment, usual, bottom)
            if _is_named_beside(segment, kind, usual, is_billed=is_billed):
                score -= _NAMED
            if plainness >= _EVERYDAY_ALONE and _is_label(line, place):
                score -= 0.75 if kind is not DocumentType.INVOICE else 0.3
            if score >= _FIRM:
                yield _Title(kind, score, is_correction)


def _is_named_beside(
    segment: Segment, kind: DocumentType, usual: float, *, is_billed: bool
) -> bool:
    """Whether an invoice names an order or a delivery it bills: in small type, with its number."""
    is_large = segment.words[0].height >= _LARGER * usual
    has_number = any(sign.isdigit() for sign in segment.text)
    return is_billed and has_number and not is_large and kind in _BILLED_KINDS


def _standing(segment: Segment, usual: float, bottom: float) -> float:
    """How large and how high a segment stands."""
    size = segment.words[0].height / usual if usual else 1.0
    large = 0.5 if size >= 1.6 else 0.3 if size >= 1.2 else 0.0
    high = 0.3 if segment.box[1] < bottom * 0.4 else 0.0
    return large + high + (0.1 if segment.text.isupper() else 0.0)


def _is_label(line: Line, place: int) -> bool:
    """Whether a value stands behind the segment, or a colon ends it."""
    text = line.segments[place].text
    following = line.segments[place + 1].text if place + 1 < len(line.segments) else ""
    return text.endswith(":") or any(sign.isdigit() for sign in following)


def _named(text: str) -> tuple[DocumentType, bool, float] | None:
    """The kind a segment names: alone, with a number, or at its start; and how plainly."""
    if len(text) > 2 * _LONGEST:
        return None
    code = _CODE.search(text)
    coded = _CODES.get(code[1]) if code else None
    if (italian := _ITALIAN.match(text)) is not None:
        return _ITALIAN_CODES.get(italian[1], DocumentType.INVOICE), False, _CODED
    if _SELF_BILLED.search(text):
        coded = coded or DocumentType.INVOICE
    key = _trimmed(text)
    alone = _by_words(text) if len(text) <= _LONGEST else None
    if alone is not None and alone[0] in _BILLED_KINDS and _ASKS_NUMBER.search(text):
        return alone[0], False, _LABEL
    if alone is not None:
        return (
            coded or alone[0],
            alone[1] and coded is None,
            _EVERYDAY_ALONE if key in _EVERYDAY else 1.0,
        )
    match = _NUMBERED.match(text)
    if match is None:
        return None
    head = _by_words(match["head"]) or _first_word(text)
    if head is None:
        return None
    if _trimmed(match["head"]) in _EVERYDAY:
        return coded or head[0], False, 0.5
    is_short = len(match["more"]) <= _LONGEST / 2
    return coded or head[0], head[1] and coded is None, 0.85 if is_short else 0.5


def _first_word(text: str) -> tuple[DocumentType, bool] | None:
    """The kind a title begins with, where more words follow and then a number that is called so."""
    return _by_key(letters(text.split()[0])) if _SAYS_NUMBER.search(text) else None


def _by_words(text: str) -> tuple[DocumentType, bool] | None:
    """The kind a title names; of one in two languages the one that says more than invoice."""
    whole = _by_key(_trimmed(text))
    if whole is not None or "/" not in text:
        return whole
    parts = [_by_key(_trimmed(part)) for part in text.split("/")]
    found = [part for part in parts if part is not None]
    if len(found) < len(parts):
        return None
    return next((part for part in found if part[0] is not DocumentType.INVOICE), found[0])


def is_title(text: str) -> bool:
    """Whether a text is the title of a document and nothing else."""
    return _by_key(letters(text)) is not None


def _by_key(key: str) -> tuple[DocumentType, bool] | None:
    kind = _TABLE.get(key)
    if kind is not None:
        return kind, key in _CORRECTIONS
    if _COMPOUND.fullmatch(key) and key not in _NOT_COMPOUND:
        return DocumentType.INVOICE, False
    return None


@lru_cache(maxsize=16384)
def _trimmed(text: str) -> str:
    """The letters of a title without an ordinal, a code, and the words for copy and number."""
    key = letters(_CODE.sub("", re.sub(r"^\d+(?:st|nd|rd|th)?\.?\s", "", text)))
    for _ in range(2):
        if not key.startswith(_TRIMMED) and not key.endswith(_TRIMMED):
            return key
        for word in _TRIMMED:
            if key in _TABLE:
                return key
            if key.startswith(word) and key[len(word) :] in _TABLE:
                return key[len(word) :]
            if key.endswith(word) and (
                key[: -len(word)] in _TABLE or _COMPOUND.fullmatch(key[: -len(word)])
            ):
                return key[: -len(word)]
    return key
