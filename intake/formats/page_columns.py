"""The heading of a table: which columns there are, and where on the page each stands."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from intake.formats.page_lexicon import letters
from intake.formats.page_words import Line, Word

_KINDS: Final[dict[str, str]] = {
    "position": "pos position no nr n line lineno lfdnr lfd ln poz lp zeile regel posnr"
    " linenumber lnr",
    "buyer_item": "artnrkunde ihreartnr ihreartikelnummer kundenartikel customeritem youritemno",
    "item": "artnr artikelnr artikelnummer art artikel item itemno itemcode itemnumber sku ref"
    " reference referencia codice codigo code cod produktnr productcode artno articleno article"
    " artnrlief material materialnr partno partnumber productno stockcode kod ean gtin barcode"
    " artikelcode codearticle codart refarticle productid itemid artnrart materialnummer upc",
    "description": "description desc bezeichnung artikelbezeichnung beschreibung leistung produkt"
    " product produit omschrijving designation libelle descripcion concepto descrizione details"
    " text service services particulars articulo articolo naam nazwa descricao detalle"
    " dienstleistung leistungsbeschreibung positionsbeschreibung itemdescription position"
    " productdescription artikelomschrijving prestation denominazione warenbezeichnung gegenstand"
    " activity productservice designationdesprestations itemdetails descriptionofgoods nazwatowaru"
    " artikelbeschreibung bezeichnungdesartikels productname itemanddescription"
    " descripciondelarticulo"
    " serviceprovided descriptionofservices descrizionedellaprestazione prodotto producto",
    "quantity": "quantity qty menge anzahl aantal quantite qte cantidad cant quantita qta"
    " hoeveelheid"
    " ilosc qtd quantidade units hours stunden nombre nb stk stuck anz std uds unidades qtyshipped"
    " quantityshipped invoicedqty hrs pcs billedqty anzahlstk mengestk mengeeinheit qtyunit",
    "unit": "unit uom einheit eenheid unite unidad um udm me ume jm eh einh eenh unita"
    " unitofmeasure",
    "price": "unitprice price einzelpreis epreis preis preiseinheit stuksprijs prijs prix"
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
    "gross": "totalttc montantttc grossamount bruttobetrag brutto amountinclvat totalinclvat"
    " prixttc"
    " totaalinclbtw bedraginclbtw gesamtbrutto totalincl wartoscbrutto totalinclusive totalwithtax",
}
_TABLE: Final = {word: kind for kind, words in reversed(_KINDS.items()) for word in words.split()}
_TAILS: Final = ("ineur", "eur", "inusd", "usd", "gbp", "chf", "excltax", "exclvat", "ht", "pct")
NUMERIC: Final = frozenset({"quantity", "price", "discount", "rate", "tax", "net", "gross"})
_FIGURES: Final = frozenset({"quantity", "price", "net", "gross"})
_WORDS_OF_A_NAME: Final = 4
_STACK: Final = 0.75  # of a line's height, between the lines of one heading
_MOST_STACKED: Final = 4


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds, and the place of its heading."""

    kind: str
    x0: float
    x1: float


@dataclass(frozen=True, slots=True)
class Heading:
    """The columns of a table from left to right, and the lines its heading takes."""

    columns: tuple[Column, ...]
    first: int
    last: int

    @property
    def kinds(self) -> frozenset[str]:
        """What the columns hold."""
        return frozenset(column.kind for column in self.columns)


@dataclass(slots=True)
class _Cell:
    words: list[Word]
    kind: str | None

    @property
    def x0(self) -> float:
        return min(word.x0 for word in self.words)

    @property
    def x1(self) -> float:
        return max(word.x1 for word in self.words)


@lru_cache(maxsize=8192)
def kind_of(text: str) -> str | None:
    """What a column of this name holds."""
    key = letters(text)
    if key in _TABLE:
        return _TABLE[key]
    for tail in _TAILS:
        if key.endswith(tail) and key[: -len(tail)] in _TABLE:
            return _TABLE[key[: -len(tail)]]
    return None


def heading_at(lines: tuple[Line, ...], place: int) -> Heading | None:
    """The heading whose main line this is, with the lines stacked above and below it."""
    if len(lines[place].segments) < 2 or _has_digits(lines[place]):
        return None
    cells = _cells(lines[place])
    if not _is_heading(cells):
        return None
    first = _reach(lines, place, -1)
    last = _reach(lines, place, 1)
    stacked = [number for number in range(first, last + 1) if number != place]
    for number in stacked:
        for cell in _cells(lines[number]):
            _stack(cells, cell)
    columns = _columns(cells)
    kinds = {column.kind for column in columns}
    has_words = "description" in kinds
    if not has_words or not kinds & {"net", "gross", "price"} or not _is_enough(kinds):
        return None
    return Heading(columns, first, last)


def _is_heading(cells: list[_Cell]) -> bool:
    """Two names at least, and no more words between them than there are names."""
    named = [cell for cell in cells if cell.kind]
    others = [cell for cell in cells if not cell.kind]
    is_short = all(len(cell.words) <= _WORDS_OF_A_NAME for cell in others)
    return len(named) >= 2 and len(others) <= len(named) and is_short


def _is_enough(kinds: set[str]) -> bool:
    return len(kinds & _FIGURES) >= 2 or bool(kinds & {"net", "gross"})


def _has_digits(line: Line) -> bool:
    return any(sign.isdigit() for word in line.words for sign in word.text)


def _reach(lines: tuple[Line, ...], place: int, step: int) -> int:
    """How far the heading reaches up or down: close lines without figures."""
    number = place
    main = lines[place]
    left = main.segments[0].box[0]
    for other in range(place + step, place + step * _MOST_STACKED, step):
        if not 0 <= other < len(lines) or lines[other].page != main.page:
            break
        line = lines[other]
        one, two = (lines[number], line) if step > 0 else (line, lines[number])
        height = line.segments[0].words[0].height
        gap = two.segments[0].box[1] - one.segments[0].box[3]
        is_inside = line.segments[0].box[0] > left - height
        if gap > _STACK * height / 2 or _has_digits(line) or not is_inside:
            break
        number = other
    return number


def _cells(line: Line) -> list[_Cell]:
    """The names on one line; words that name nothing stay together by segment."""
    found: list[_Cell] = []
    for segment in line.segments:
        words = list(segment.words)
        whole = kind_of(segment.text)
        if whole is not None:
            found.append(_Cell(words, whole))
            continue
        found += _named(words)
    return found


def _named(words: list[Word]) -> list[_Cell]:
    """Several names that stand close together, or one of which only a word is known."""
    found: list[_Cell] = []
    first: str | None = None
    place = 0
    is_whole = True
    while place < len(words):
        for count in range(min(_WORDS_OF_A_NAME, len(words) - place), 0, -1):
            kind = kind_of("".join(word.text for word in words[place : place + count]))
            if kind is not None:
                found.append(_Cell(words[place : place + count], kind))
                first = first or kind
                place += count
                break
        else:
            is_whole = False
            place += 1
    return found if is_whole else [_Cell(words, first)]


def _stack(cells: list[_Cell], part: _Cell) -> None:
    """A part of a heading joins the cell it stands above or below."""
    for cell in cells:
        if part.x0 < cell.x1 and cell.x0 < part.x1:
            words = sorted([*cell.words, *part.words], key=lambda word: (word.middle, word.x0))
            whole = kind_of("".join(word.text for word in words))
            cell.words = words
            cell.kind = whole or _either(cell.kind, part.kind)
            return
    cells.append(part)
    cells.sort(key=lambda cell: cell.x0)


def _either(one: str | None, two: str | None) -> str | None:
    """What two names over each other hold; the buyer's and the seller's numbers are just codes."""
    if {one, two} in ({"item", "buyer_item"}, {"codes", "item"}, {"codes", "buyer_item"}):
        return "codes"
    return one or two


def _columns(cells: list[_Cell]) -> tuple[Column, ...]:
    """Each kind once; an article is the description where nothing else is."""
    kinds = {cell.kind for cell in cells}
    renamed: dict[str, str] = {}
    if "description" not in kinds:
        name = next((kind for kind in ("item", "position", "buyer_item") if kind in kinds), None)
        if name is not None:
            renamed[name] = "description"
    if _is_amount_a_quantity([cell.kind for cell in cells]):
        next(cell for cell in cells if cell.kind == "net").kind = "quantity"
    seen: set[str] = set()
    made: list[Column] = []
    for cell in cells:
        named = cell.kind or "other"
        kind = renamed.get(named, named)
        if kind in seen and kind != "other":
            kind = "other"
        seen.add(kind)
        made.append(Column(kind, cell.x0, cell.x1))
    return tuple(made)


class Headings:
    """The headings of a document, each looked for once."""

    def __init__(self, lines: tuple[Line, ...]) -> None:
        self.lines = lines
        self.found: dict[int, Heading | None] = {}

    def at(self, place: int) -> Heading | None:
        """The heading that begins here, the line with most names in its stack for its main one."""
        near = range(place, min(place + _MOST_STACKED, len(self.lines)))
        found = [
            heading
            for number in near
            if (heading := self._main(number)) is not None and heading.first <= place
        ]
        return max(found, key=lambda each: len(each.kinds), default=None)

    def _main(self, number: int) -> Heading | None:
        if number not in self.found:
            self.found[number] = heading_at(self.lines, number)
        return self.found[number]


def _is_amount_a_quantity(kinds: list[str | None]) -> bool:
    """Whether "amount" stands before the description and again at the end: the first counts."""
    if kinds.count("net") < len(("first", "last")) or "quantity" in kinds:
        return False
    return "description" in kinds and kinds.index("net") < kinds.index("description")
