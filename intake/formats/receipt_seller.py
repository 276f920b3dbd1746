"""Whose till printed a receipt: the name at its head, known by its form, its place and its size."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from intake.formats.page_words import Box, Line, box_of

_HEAD_LINES: Final = 14
_FORM: Final = re.compile(
    r"\b(?:SDN\.? ?BHD|S/B|\(M\) BHD|BHD|PTE\.? LTD|LTD|LIMITED|LLC|LLP|INC|CORP|PLC|PTY|GMBH"
    r"|(?:GmbH & )?Co\.? KG|KG|OHG|UG|e\.K|AG|SARL|SAS|SASU|EURL|S\.?A\.?|S\.?L\.?U?|S\.?R\.?L"
    r"|S\.?P\.?A|S\.?N\.?C|B\.?V|N\.?V|V\.?O\.?F|OY|AB|ApS|A/S)\b\.?",
    re.IGNORECASE,
)
_TRADE: Final = re.compile(
    r"\b(?:"
    r"ENTERPRISE|TRADING|RESTAURANT|RESTORAN|CAFE|CAFÉ|BISTRO|BAKERY|KITCHEN|HARDWARE|MART"
    r"|MINIMART|MARKET|SUPERMARKET|HYPERMARKET|SUPERMARCHÉ|SUPERMERCADO|SUPERMERCATO|SUPERMARKT"
    r"|PASAR|STORE|SHOP|STATIONERY|PHARMACY|FARMASI|APOTHEKE|PHARMACIE|FARMACIA|BOULANGERIE"
    r"|BÄCKEREI|METZGEREI|HOTEL|GASTHOF|GASTHAUS|PIZZERIA|TRATTORIA|RISTORANTE|RESTAURANTE"
    r"|BRASSERIE|COFFEE|FLORIST|GARAGE|STATION|PETROL|BOOKSTORE|BOOKS|HANDICRAFT|TAILORING"
    r"|CONFECTIONERY|SEAFOOD|FOODS|DISTRIBUTOR|MARKETING|HOLDINGS|CORNER|HOUSE|CENTRE|CENTER"
    r"|BOUTIQUE|ELECTRICAL|MOTOR|PERNIAGAAN|SYARIKAT|KEDAI|KOPITIAM|KLINIK|CLINIC"
    r"|GROCER|GROCERIES|BOOKSHOP|BAKERIES|DELI|GRILL|BURGERS?|NOODLES?|INDUSTRIES|FURNITURE"
    r"|FASHION|TEXTILES?|OPTICAL|SALON|LAUNDRY|SERVICES|ELECTRONICS?|ACCESSORIES|TYRES?|TOYS"
    r"|PASTELERIA|PANADERIA|GELATERIA|PASTICCERIA|OSTERIA|DROGERIE|KAUFHAUS|IMBISS|SLAGERIJ"
    r"|BAKKERIJ|WINKEL|ÉPICERIE|EPICERIE|LIBRAIRIE|LIBRERIA|FERRETERIA|FERRAMENTA|FLEURISTE"
    r")\b",
    re.IGNORECASE,
)
_NOT_A_NAME: Final = re.compile(
    r"^(?:(?:no|lot|tel(?:ephone|efon)?|fax|phone|gst|vat|sst|tin|reg|registration|roc"
    r"|co\.? ?(?:reg|no)|company (?:no|reg)"
    r"|jalan|jln|lorong|taman|street|road|avenue|level|floor|unit|suite|e-?mail|www|http|date"
    r"|datum|time|cashier|kasse|bill|order|table|tisch|welcome|willkommen|bienvenue|receipt|"
    r"kassenbon|quittung|ticket|cash|copy|duplicate|original|thanks?|steuer\w*|ust|siret|nif|cif"
    r"|p\.? ?iva|partita|kvk|btw|goods|invoice|simplified|official|rechnung\w*|facture"
    r"|factura|fattura|factuur|please|branch|member|formerly)(?![^\W\d_])"
    r"|\(?tax|>*tax)",
    re.IGNORECASE,
)
_TITLE: Final = re.compile(
    r"\b(?:tax ?inv|invoice|receipt|bill|rechnung|facture|factura)", re.IGNORECASE
)
_REGISTRATION: Final = re.compile(
    r"[\s,]*[(\[<]?\s*(?:(?:co\.?|company)[ ,.]*(?:reg\.?)?[ ,.]*(?:no\.?)?[ :.]*)?"
    r"(?:[A-Z]{0,2}\d{4,12} ?- ?[A-Z]|(?<=[(\[])\d{4,12} ?[A-Z](?=[)\]])|\d{12})"
    r"\s*[)\]>]?(?:\s*\([A-Z0-9 ]{1,6}\))?\s*$",
    re.IGNORECASE,
)
_PHONE: Final = re.compile(r"\+?\d[\d ()/-]{6,}\d$")
_POSTCODE: Final = re.compile(r"\b\d{4,6}\b")
_MISREAD: Final = (
    (re.compile(r"\bS[O0D]N[. ]*B[HN]D\b", re.IGNORECASE), "SDN BHD"),
    (re.compile(r"\b5/B\b"), "S/B"),
)
_GENERIC: Final = re.compile(rf"{_TRADE.pattern}|\b(?:and|und|et|y|e|en)\b", re.IGNORECASE)
_SAYS_NOTHING: Final = re.compile(
    rf"{_FORM.pattern}|{_GENERIC.pattern}|\([^)]*\)|[^\w]", re.IGNORECASE
)  # a trade, a form of company, a place: what only the end of a name is made of
_GOES_ON: Final = re.compile(r"(?:&|and\b|und\b)\s*\w", re.IGNORECASE)
_MOST_ABOVE: Final = 2  # lines of a name over the one that ends it
_NUMBERED: Final = re.compile(r"\d")
_FIRST, _TALLER = 3, 1.5  # of the first lines, one that is so much taller is the name
_ALIKE: Final = 0.2  # of the height of words
_LETTERS_OF_A_NAME: Final = 3
_MOSTLY: Final = 0.6  # of the letters and digits of a name are letters


@dataclass(frozen=True, slots=True)
class Seller:
    """The name, where it stands, and whether it is one beyond doubt.

    It is where its form or trade says so, and no line beside it may belong to it or be it.
    """

    name: str
    text: str
    page: int
    box: Box
    is_sure: bool


def seller_of(lines: Sequence[Line]) -> Seller | None:
    """Who sells, by the head of the first page."""
    head = [line for line in lines if line.page == 1][:_HEAD_LINES]
    candidates = list(_candidates(head))
    for wanted in (_FORM, _TRADE):
        for place, line, name in candidates:
            is_address = (
                wanted is _TRADE and _NUMBERED.match(name) and place >= _before_address(head)
            )
            if wanted.search(name) and not is_address:
                has_form = wanted is _FORM
                found = _seller(head, place, line, name, has_form=has_form)
                if not has_form:
                    found = _with_below(found, line, candidates, place)
                    found = _with_rest(found, head, place)
                found = _with_above(found, head, place)
                beside = {place + 1} if has_form else {place - 1, place + 1}
                is_alone = not beside & {each[0] for each in candidates}
                return replace(
                    found,
                    is_sure=is_alone and found.name == found.text and not _goes_on(head, place),
                )
    first = [each for each in candidates if each[0] < _before_address(head)][:_FIRST]
    if not first:
        return None
    tallest = max(first, key=lambda each: _height(each[1]))
    best = tallest if _height(tallest[1]) > _height(first[0][1]) * _TALLER else first[0]
    return _seller(head, *best, has_form=False)


def _with_below(
    found: Seller, line: Line, candidates: Sequence[tuple[int, Line, str]], place: int
) -> Seller:
    """The name with the line right below, where that speaks of a trade as well, as large."""
    for number, below, name in candidates:
        gap = below.words[0].y0 - max(word.y1 for word in line.words)
        is_next = number == place + 1 and gap < _height(line)
        is_alike = abs(_height(below) - _height(line)) < _ALIKE * _height(line)
        if is_next and is_alike and _TRADE.search(name):
            box = box_of([*line.words, *below.words])
            return replace(found, name=f"{found.name} {name}", box=box)
    return found


def _with_rest(found: Seller, head: Sequence[Line], place: int) -> Seller:
    """The name with the line right below, where that begins with "and"."""
    below = head[place + 1] if place + 1 < len(head) else None
    if below is None or not _GOES_ON.match(below.text) or found.name.endswith(below.text):
        return found
    box = box_of([*head[place].words, *below.words])
    return replace(found, name=f"{found.name} {_bare(below.text)}", box=box)


def _with_above(found: Seller, head: Sequence[Line], place: int) -> Seller:
    """The name with the lines above it, where it is only the end of one: "MARKET SDN BHD"."""
    words = list(head[place].words)
    name = found.name
    for above in range(place - 1, max(place - 1 - _MOST_ABOVE, -1), -1):
        text = _bare(head[above].text)
        is_alike = abs(_height(head[above]) - _height(head[place])) < _ALIKE * _height(head[place])
        if _SAYS_NOTHING.sub("", name) or not is_alike or not _is_beginning(text):
            break
        name = f"{text} {name}"
        words += head[above].words
    return found if name == found.name else replace(found, name=name, box=box_of(words))


def _is_beginning(text: str) -> bool:
    """Whether a line may be the first words of a name that goes on below."""
    letters = sum(map(str.isalpha, text))
    is_named = letters >= _LETTERS_OF_A_NAME and not _NUMBERED.match(text)
    return is_named and not (_NOT_A_NAME.match(text) or _PHONE.search(text))


def _goes_on(head: Sequence[Line], place: int) -> bool:
    """Whether the next line is words in brackets: a branch, or the rest of the name."""
    below = head[place + 1].text.strip() if place + 1 < len(head) else ""
    return below[:1] in {"(", "["} and not any(map(str.isdecimal, below))


def _candidates(head: Sequence[Line]) -> Iterator[tuple[int, Line, str]]:
    """The lines of the head that may be a name, without what stands behind it."""
    for place, line in enumerate(head):
        if _TITLE.search(line.text) and place > 0:
            continue
        name = _bare(line.text)
        if _may_be_name(name):
            yield place, line, name


def _before_address(head: Sequence[Line]) -> int:
    """The line on which something follows that comes behind a name: an address, a number."""
    for place, line in enumerate(head):
        text = line.text.strip("(<[ ")
        if place and (_NOT_A_NAME.match(text) or _PHONE.search(text) or _NUMBERED.match(text)):
            return place
    return len(head)


def _bare(text: str) -> str:
    """A name without the number of its registration."""
    return _REGISTRATION.sub("", text).strip(" *-=:,_|'\"") if text else text


def _may_be_name(name: str) -> bool:
    letters = sum(map(str.isalpha, name))
    digits = sum(map(str.isdecimal, name))
    if letters < _LETTERS_OF_A_NAME or letters < _MOSTLY * (letters + digits):
        return False
    if _NUMBERED.match(name) and not (_FORM.search(name) or _TRADE.search(name)):
        return False  # an address begins with a number; a name rarely does
    is_generic = not _GENERIC.sub("", name).strip(" &-+,.")
    return not (is_generic or _NOT_A_NAME.match(name) or _PHONE.search(name))


def _height(line: Line) -> float:
    return max(word.height for word in line.words)


def _seller(head: Sequence[Line], place: int, line: Line, name: str, *, has_form: bool) -> Seller:
    """The name of a line, with the line above where the name begins there."""
    words = list(line.words)
    if has_form and name.startswith("(") and place > 0:
        above = _bare(head[place - 1].text)
        if _may_be_name(above):
            name = f"{above} {name}"
            words = [*head[place - 1].words, *words]
    text = name
    for pattern, right in _MISREAD:
        if not re.search(r"SDN\.? ?BHD", name, re.IGNORECASE) or right != "SDN BHD":
            name = pattern.sub(right, name)
    return Seller(name, text, line.page, box_of(words), is_sure=False)
