"""What the words beside an amount make of it: a net, a tax, a gross total, or something else.

The words of a label are told apart one by one, so that "Total excl. VAT", "Gesamtbetrag netto" and
"Montant total HT" need no list of whole phrases; words that say nothing here count against it.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from intake.formats.page_lexicon import letters


class Sum(StrEnum):
    """What a labelled amount may be."""

    LINES = "line total"
    ALLOWANCE = "allowance"
    CHARGE = "charge"
    NET = "net"
    TAX = "tax"
    GROSS = "gross"
    PREPAID = "prepaid"
    DUE = "due"
    ROUNDING = "rounding"
    CARRIED = "carried forward"


_CLASSES: Final[dict[str, str]] = {
    "tax": "vat tva iva btw mwst ust tax taxes gst hst pst qst moms imposta impuesto impuestos"
    " steuer"
    " podatek igic cgst sgst igst ttx steuerbetrag umsatzsteuer mehrwertsteuer omzetbelasting taxe"
    " mehrwertst umsatzst salestax versicherungssteuer inps ppn dph mva alv kdv pdv pvn afa"
    " belasting",
    "total": "total totals totaal totale totali gesamt summe betrag bedrag amount montant importe"
    " importo suma razem kwota valor sum celkem totaux totalen sammelbetrag beitrag"
    " gesamtbeitrag rechnungsbeitrag",
    "excl": "excl excluding exclusive exclusief exkl exklusive ohne ht sin senza esclusa"
    " escluso zonder exc"
    " before hors untaxed exkl zzgl htva ex",
    "net": "net liquido liquide netto nett neto nette netta netti imponible imponibile taxable"
    " grundlage"
    " bemessungsgrundlage grondslag nettobetrag nettosumme netwert nettowert basisbetrag"
    " steuerbasis nettoumsatz",
    "incl": "incl including included includes inclusive inkl inklusive ttc inclusa incluso"
    " incluse inclus inclusief compris comprise einschl ivato iva inc enthalten enthaltene toutes"
    " incluye incluido incluida comprese compresa begrepen inbegrepen after",
    "gross": "brutto gross bruttobetrag bruttosumme rechnungsbetrag gesamtbetrag endbetrag endsumme"
    " gesamtsumme rechnungssumme grand factuurtotaal rechnungsendbetrag gesamtpreis rechnungstotal"
    " factuurbedrag totaalbedrag gesamtrechnungsbetrag rechnungsgesamtbetrag bruttogesamtbetrag",
    "due": "due payable payer pagar pagare betalen zahlbetrag zahlen residual balance offen offener"
    " restbetrag saldo solde owing outstanding zaplaty reste rest uberweisungsbetrag zahlender"
    " betaalbedrag pay betala betale pendiente teilzahlung openstaand openstaande voldoen",
    "sub": "subtotal zwischensumme soustotal subtotaal subtotale positionssumme warenwert sub sous"
    " goods merchandise lines positionen nettowarenwert artikelsumme summepositionen zwischentotal",
    "prepaid": "anzahlung anzahlungen prepaid paid advance deposit acompte acomptes paye payes"
    " regle"
    " verse anticipo acconto acconti pagado vooruitbetaald betaald aanbetaling voorschot received"
    " vorauszahlung vorauszahlungen bezahlt gezahlt wplacono paiement payment payments prepayment"
    " vorauskasse abschlagszahlung abschlagszahlungen entrega",
    "allowance": "discount discounts rabatt rabatte nachlass remise remises korting kortingen"
    " rebate"
    " descuento descuentos sconto sconti abschlag abschlage allowance allowances commission comm"
    " reduction ristourne sondernachlass deduction gutschein voucher coupon dto",
    "charge": "shipping freight versand versandkosten fracht frachtkosten porto port carriage"
    " postage"
    " delivery handling livraison verzendkosten verzending vrachtkosten transport transportkosten"
    " envio portes spese spedizione trasporto zuschlag zuschlage surcharge charges packaging"
    " verpackung toeslag emballage frais lieferkosten bezorgkosten gastos recargo freightcharges",
    "rounding": "rounding rundung rundungsdifferenz arrondi afronding redondeo arrotondamento"
    " roundoff",
    "carried": "ubertrag uebertrag carried brought report reporter vortrag overdracht"
    " riporto arrastre forward reportar riportare",
    "not": "satz rate page qty quantity menge price preis prix precio prezzo prijs spots skonto"
    " escompte days tage jours",
    "fill": "in of the de la le les der die das dem di del della da your invoice rechnung facture"
    " factuur factura fattura this for all on to auf von zu zum en et and und op te u s collectee"
    " vente rate at document a au aux il per i cuota base einschliesslich alle taux currency"
    " wahrung sales state county city local eur usd gbp"
    " chf eurs euro euros erhaltene general generale overall final account already bereits deja"
    " globale global client cliente kunden customer trade quali"
    " ya gia t c h v e o b amount pln dkk"
    " sek plus which darin dont di cui cuales los waarvan reeds documento contains att"
    " agency agy value added valor anadido agregado valore aggiunto valeur ajoutee toegevoegde"
    " waarde sur sul"
    " sobre consumption services service harmonized harmonised provincial federal use please jpy",
}
_WORDS: Final = {word: name for name, words in reversed(_CLASSES.items()) for word in words.split()}
_PARTS: Final = (
    ("preis", "not"), ("price", "not"),
    ("mehrwertsteuer", "tax"), ("umsatzsteuer", "tax"), ("steuerbetrag", "tax"), ("mwst", "tax"),
    ("netto", "net"), ("brutto", "gross"), ("zwischensumme", "sub"), ("anzahlung", "prepaid"),
    ("rabatt", "allowance"), ("nachlass", "allowance"), ("versandkosten", "charge"),
    ("versicherungsteuer", "tax"),
    ("frachtkosten", "charge"), ("zuschlag", "charge"),
    ("pauschale", "charge"), ("fracht", "charge"), ("versand", "charge"),
    ("zahlbetrag", "due"), ("betrag", "total"),
    ("summe", "total"), ("gesamt", "total"), ("totaal", "total"), ("bedrag", "total"),
)  # fmt: skip
_SPLIT: Final = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]\b)*\.?|#")
_FOR: Final = frozenset(
    {"zur", "zum", "fur", "auf", "on", "for", "sur", "pour", "op", "voor", "su"}
)
_TAX_OF: Final = 0.7
_NAMED_FIRST: Final = {"allowance": Sum.ALLOWANCE, "charge": Sum.CHARGE}
_BY_FIRST: Final = 0.4  # of a name that goes on with words nobody knows
_FLOOR: Final = 0.5  # of the letters must say something
_LONGEST_PARTICLE: Final = 2  # letters: "al", "à", "of" say nothing for or against


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a label says an amount is, and how plainly."""

    role: Sum
    weight: float


@lru_cache(maxsize=16384)
def meaning_of(label: str) -> Meaning | None:
    """What these words make of the amount beside them; `None` if it is no sum."""
    words = [letters(match[0]) for match in _SPLIT.finditer(label)]
    names = [_name(word) for word in words]
    known = sum(len(word) for word, name in zip(words, names, strict=True) if name)
    if not known or "not" in names:
        return None
    unknown = sum(
        len(word)
        for word, name in zip(words, names, strict=True)
        if name is None and len(word) > _LONGEST_PARTICLE
    )
    coverage = known / (known + unknown)
    if coverage < _FLOOR and _is_tax_of(names, words):
        return Meaning(Sum.TAX, _TAX_OF)
    if coverage < _FLOOR and names[0] in _NAMED_FIRST:
        return Meaning(_NAMED_FIRST[names[0]], _BY_FIRST)
    found = _decide(frozenset(name for name in names if name), words)
    if found is None or coverage < _FLOOR:
        return None
    role, weight = found
    return Meaning(role, weight * coverage)


def _is_tax_of(names: list[str | None], words: list[str]) -> bool:
    """Whether a label is a tax and what it is for, as in "insurance tax on buildings"."""
    return len(words) > _LONGEST_PARTICLE and names[0] == "tax" and words[1] in _FOR


@lru_cache(maxsize=16384)
def speaks_of_tax(label: str) -> bool:
    """Whether any of these words names a tax, whatever else they say."""
    return any(_name(letters(match[0])) == "tax" for match in _SPLIT.finditer(label))


@lru_cache(maxsize=16384)
def speaks_of_sum(label: str) -> bool:
    """Whether any of these words names a sum, whatever else they say."""
    words = [letters(match[0]) for match in _SPLIT.finditer(label)]
    return any(_name(word) in {"total", "sub", "carried", "net", "gross"} for word in words)


def _name(word: str) -> str | None:
    if word in _WORDS:
        return _WORDS[word]
    return next((name for part, name in _PARTS if part in word), None)


def _decide(names: frozenset[str], words: list[str]) -> tuple[Sum, float] | None:
    """The one reading of these kinds of words, the most telling first."""
    if "carried" in names:
        return Sum.CARRIED, 1.0
    if "rounding" in names:
        return Sum.ROUNDING, 1.0
    for name, role in (("prepaid", Sum.PREPAID), ("allowance", Sum.ALLOWANCE)):
        if name in names and "due" not in names:
            return role, 0.95
    if "charge" in names and not names & {"net", "excl", "incl", "tax", "due"}:
        return Sum.CHARGE, 0.9
    if "due" in names and not names & {"excl"}:
        return Sum.DUE, 0.95
    return _taxed(names, words) or _plain(names)


def _taxed(names: frozenset[str], words: list[str]) -> tuple[Sum, float] | None:
    """Where a label speaks of tax, or of with and without it."""
    if "excl" in names and words[0] not in {"zzgl"}:
        is_sum = bool(names & {"total", "tax", "gross", "sub", "net"})
        return (Sum.NET, 1.0) if is_sum or len(words) <= 2 else None
    if "net" in names and "tax" not in names:
        return (Sum.LINES, 0.8) if "sub" in names else (Sum.NET, 1.0 if "total" in names else 0.9)
    if "net" in names:
        return Sum.NET, 0.8
    if "incl" in names and names & {"total", "gross"}:
        return Sum.GROSS, 1.0
    if "tax" in names:
        return (Sum.TAX, 0.95) if not names & {"gross"} else (Sum.GROSS, 0.7)
    if names == {"incl"}:
        return (Sum.GROSS, 0.8) if words == ["ttc"] else None
    return None


def _plain(names: frozenset[str]) -> tuple[Sum, float] | None:
    if "sub" in names:
        return Sum.LINES, 0.85
    if "gross" in names:
        return Sum.GROSS, 1.0
    return (Sum.GROSS, 0.8) if "total" in names else None
