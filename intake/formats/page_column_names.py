"""What a column is called: the names of headings in the languages vendors write.

Whole names are looked up; of others the words are told apart one by one, so that "Netto-EP",
"Prix unitaire HT" and "Total excl. VAT" need no list of whole phrases.
"""

import re
from functools import lru_cache
from typing import Final

from intake.formats.page_lexicon import letters

_KINDS: Final[dict[str, str]] = {
    "position": "ligne riga lin"
    " pos position no nr n line lineno lfdnr lfd ln poz lp zeile regel posnr"
    " linenumber lnr",
    "buyer_item": "artnrkunde ihreartnr ihreartikelnummer kundenartikel customeritem youritemno",
    "item": "artnr artikelnr artikelnummer art artikel item itemno itemcode itemnumber sku ref"
    " reference referencia codice codigo code cod produktnr productcode artno articleno article"
    " artnrlief material materialnr partno partnumber productno stockcode kod"
    " artikelcode codearticle codart refarticle productid itemid artnrart materialnummer",
    "gtin": "codeean codean codigoean codiceean ean13 codeean13 noean nean"
    " ean gtin barcode upc eancode eangtin gtinean codebarres codbarras codigodebarras"
    " codiceabarre codabarre streepjescode eannr barcodeean eanupc",
    "description": "description desc bezeichnung artikelbezeichnung beschreibung leistung produkt"
    " product produit omschrijving designation libelle descripcion concepto descrizione details"
    " text service services particulars articulo articolo naam nazwa descricao detalle"
    " dienstleistung leistungsbeschreibung positionsbeschreibung itemdescription position"
    " productdescription artikelomschrijving prestation denominazione warenbezeichnung gegenstand"
    " activity productservice designationdesprestations itemdetails descriptionofgoods nazwatowaru"
    " artikelbeschreibung bezeichnungdesartikels productname itemanddescription"
    " descripciondelarticulo"
    " serviceprovided descriptionofservices descrizionedellaprestazione prodotto producto",
    "quantity": "shipped quantity qty menge anzahl aantal quantite qte cantidad cant quantita qta"
    " hoeveelheid"
    " ilosc qtd quantidade units hours stunden nombre nb stk stuck anz std uds unidades qtyshipped"
    " quantityshipped invoicedqty hrs pcs billedqty anzahlstk mengestk mengeeinheit qtyunit",
    "unit": "u udv ve vpe unit uom einheit eenheid unite unidad um udm me ume jm eh einh eenh unita"
    " unitofmeasure",
    "per": "per pe je par por ogni cada pereach priceper priceunitqty pricebase",
    "list": "listprice listenpreis prixbrut tarif preciotarifa pvp rrp listino uvp bruttopreis",
    "price": "ansatz unitprice price einzelpreis epreis preis preiseinheit stuksprijs prijs prix"
    " prixunitaire pu puht precio preciounitario preciounit prezzo prezzounitario prezzounit rate"
    " unitcost cost nettopreis stueckpreis stuckpreis ep eenheidsprijs prixunitaireht prixuht"
    " punitario punit"
    " unitamount cenajedn priceperunit netprice unitnetprice nettoeinzelpreis einzelpreisnetto"
    " einzel priceeach tarief importeunitario cena prixunit prixu precou precounitario pricenet"
    " einzelpreisineur priceunit unitpriceexclvat preisstk preisproeinheit cenajednostkowa tarifa",
    "discount": "disc discount rabatt rem remise korting dto descuento sconto sc rab discpct",
    "rate": "vat ust mwst btw tva iva tax taxrate vatrate steuersatz tvataux txtva tauxtva"
    " tauxdetva"
    " mwstsatz ustsatz steuer taxes aliquota btwtarief gst taux vatpercent taxpercent ivapct moms",
    "tax": "vatamount taxamount mwstbetrag ustbetrag montanttva btwbedrag importoiva taxamt"
    " steuerbetrag cuota cuotaiva vatamt ivaamount",
    "net": "amount total linetotal lineamount netamount betrag gesamt gesamtpreis gesamtbetrag"
    " bedrag"
    " totaal montant montantht totalht importe importo nettobetrag net netto nettosumme summe"
    " prixht"
    " totalnet extendedprice extension extprice ext totale wartosc valor subtotal positionsbetrag"
    " positionsbetragohneust totalprice pricewotax totalexclvat amountexclvat bedragexclbtw"
    " totaalexclbtw netvalue nettowert gesamtnetto totalexcl zeilenbetrag lineprice totaleriga"
    " wartoscnetto charge charges netamt amt sum regeltotaal totalamount totallinea importeneto"
    " nettogesamt netprijs extamount lineamountexclvat prixtotal prixtotalht totalneto preisgesamt"
    " gpreis gp prezzototale preciototal totaalprijs",
    "gross": "gross ttc bruto lordo totalttc montantttc grossamount bruttobetrag brutto"
    " amountinclvat totalinclvat"
    " prixttc"
    " totaalinclbtw bedraginclbtw gesamtbrutto totalincl wartoscbrutto totalinclusive totalwithtax",
}
_TABLE: Final = {word: kind for kind, words in reversed(_KINDS.items()) for word in words.split()}
_TAILS: Final = ("ineur", "eur", "inusd", "usd", "gbp", "chf", "excltax", "exclvat", "ht", "pct")
_CLASSES: Final[dict[str, str]] = {
    "sum": "amount amounts amt total totals totale totaal betrag bedrag gesamt summe montant mt"
    " importe importo ext extended extension wert wartosc valor value tot sum suma zeilensumme"
    " gesamtbetrag totalbetrag gp",
    "price": "p price preis prix precio prezzo prijs cost ep pu tarif tarifa cena epreis stukprijs"
    " einzelpreis rate pret tariff",
    "each": "unit each unitaire unitario unitaria einzel stuck stk stuks stuk einheit eenheid piece"
    " pro je par por unite unidad item st ud pz um me ve per",
    "net": "net netto nett neto neta nette netta netti nettes ht excl excluding exclusive ex exkl"
    " ohne sin senza zonder hors esclusa excluido excl htva before",
    "gross": "gross brutto bruto brut brute lordo lorda bruta ttc incl including inclusive inkl"
    " con ivato ivata inclusief inclusa compris with mit incluido inc",
    "list": "list liste listen listino pvp uvp rrp msrp catalogue catalogo katalog vk retail"
    " tarifpreis lijst catalog recommended public",
    "tax": "vat mwst ust tva iva btw tax steuer gst taxe moms umsatzsteuer impuesto igic",
    "duty": "cuota imposta mwstbetrag steuerbetrag taxamount",
    "share": "rate satz taux tipo aliquota aliq tarief code percent pct",
    "quantity": "qty quantity menge anzahl quantite qte quantita qta cantidad cant aantal"
    " stuckzahl hoeveelheid nb nbre anz aant uds",
    "discount": "disc discount rabatt remise rem dto descuento desc sconto sc korting rab kort krt"
    " rabais ristourne nachlass",
    "words": "description designation libelle beschreibung bezeichnung omschrijving descrizione"
    " descripcion details denominazione concepto leistung detail particulars dienstleistung",
    "thing": "art artikel item article articulo articolo part product produkt produit prodotto"
    " producto material stock goods ware service services",
    "mark": "no nr number nummer num cod code codigo codice ref reference referencia sku n numero"
    " id kode",
    "fill": "of in the de la le des del della di da der die das und and et y e en a per pro eur"
    " euro usd gbp chf line zeile ligne linea riga regel positions position pos your our ihre"
    " unsere pre exc shipped delivered invoiced geliefert livree billed supplied on an le",
}
_CLASS: Final = {word: name for name, words in reversed(_CLASSES.items()) for word in words.split()}
_PARTS: Final = (
    ("bezeichnung", "words"), ("omschrijving", "words"), ("rabatt", "discount"),
    ("korting", "discount"), ("unit", "each"), ("listen", "list"), ("lijst", "list"),
    ("umsatzsteuer", "tax"), ("mehrwertsteuer", "tax"), ("mwst", "tax"), ("steuer", "tax"),
    ("netto", "net"), ("brutto", "gross"), ("bruto", "gross"),
    ("einzel", "each"), ("stuck", "each"), ("stuk", "each"), ("gesamt", "sum"),
    ("totaal", "sum"), ("preis", "price"), ("prijs", "price"), ("betrag", "sum"),
    ("bedrag", "sum"), ("summe", "sum"), ("menge", "quantity"), ("satz", "share"),
)  # fmt: skip
_SPLIT: Final = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]\b)*|%|€|£|\$")
_MOST_WORDS: Final = 5
_APART: Final = frozenset({"words", "quantity", "discount"})
_PARTIAL: Final = frozenset({"each", "fill", "share", "net", "gross"})


@lru_cache(maxsize=8192)
def kind_of(text: str) -> str | None:
    """What a column of this name holds."""
    key = letters(text)
    if key == "preiseinheit" and "/" not in text:
        return "per"
    return _TABLE.get(key) or _without_tail(key) or _by_words(text)


def is_name(text: str) -> bool:
    """Whether a column is called just so."""
    return letters(text) in _TABLE


def is_part(text: str) -> bool:
    """Whether the words belong to one name, though they say too little: "per piece"."""
    classes = [_classes_of(part) for part in _SPLIT.findall(text)]
    return bool(classes) and all(each and each <= _PARTIAL for each in classes)


def _without_tail(key: str) -> str | None:
    """A name with a currency or "without tax" behind it."""
    return next(
        (
            _TABLE[key[: -len(tail)]]
            for tail in _TAILS
            if key.endswith(tail) and key[: -len(tail)] in _TABLE
        ),
        None,
    )


def _by_words(text: str) -> str | None:
    """What the words of a name say together; `None` if one of them says nothing here."""
    parts = _SPLIT.findall(text)
    if not 1 <= len(parts) <= _MOST_WORDS:
        return None
    said: set[str] = set()
    for part in parts:
        classes = _classes_of(part)
        if not classes:
            return None
        said |= classes
    return _decide(said)


def _classes_of(part: str) -> set[str]:
    if part in {"%", "€", "£", "$"}:
        return {"share"} if part == "%" else {"fill"}
    word = letters(part)
    if word in _CLASS:
        return {_CLASS[word]}
    rest, found = word, set()
    for piece, name in _PARTS:
        if piece in rest:
            rest = rest.replace(piece, "", 1)
            found.add(name)
    is_whole = len(rest) <= len("en") or rest in _CLASS
    return found if is_whole else set()


def _decide(said: set[str]) -> str | None:
    """The one kind of column that words of these classes name, the most telling first."""
    if len(said & _APART) > 1 or ("quantity" in said and said & {"price", "tax"}):
        return None  # two names beside each other
    for name, kind in (("words", "description"), ("discount", "discount"),
                       ("quantity", "quantity")):  # fmt: skip
        if name in said:
            return kind
    if said & {"tax", "duty"}:
        return _taxed(said)
    return (
        _money(said) or ("thing" in said and ("item" if "mark" in said else "description")) or None
    )


def _money(said: set[str]) -> str | None:
    """A name that speaks of a price or an amount."""
    if "price" in said and "sum" not in said:
        return "list" if said & {"list", "gross"} else "price"
    if "list" in said:
        return "list"
    if said & {"sum", "net", "gross"}:
        if "each" in said:
            return "price"
        return "gross" if "gross" in said else "net"
    return None


def _taxed(said: set[str]) -> str | None:
    """A name that speaks of tax: a price or amount with or without it, its rate, or the tax."""
    if "price" in said and not said & {"share"}:
        return "price"
    if "net" in said:
        return "net"
    if "gross" in said:
        return "gross"
    if "sum" in said or "duty" in said:
        return "tax"
    return "rate"
