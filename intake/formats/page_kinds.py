"""What kind of document some pages are, by the titles they carry (T59).

A title stands high and large, alone or with its number; the same words small or before a value
are a label. The name of another document counts more than the word invoice, which those documents
use as well.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median
from typing import Final

from intake.formats import page_title_words
from intake.formats.page_forms import FORM
from intake.formats.page_lexicon import letters
from intake.formats.page_titles import COMPOUND, CORRECTIONS, NOT_COMPOUND, TABLE, TRIMMED
from intake.formats.page_words import Line, Segment
from intake.rules.reading import DocumentType

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
    r"\b(?:invoice|\w*rechnungs?|facture|factura|fattura|factuur|fatura|faktura)\b", re.IGNORECASE
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
_CHARGES: Final = re.compile(
    r"\b(?:berechnen wir|stellen wir .{0,40}in rechnung|we (?:invoice|charge) you"
    r"|nous vous facturons|le facturamos|vi fatturiamo|brengen wij .{0,40}in rekening)\b",
    re.IGNORECASE,
)
_FIRM: Final = 0.55
_UNTITLED: Final = 0.2
_CELLS: Final = 3
_HEADING: Final = 0.8  # the name of a column is no title
_TITLE_REACH: Final = 0.45  # of the page, from the top
_SHORT_PAGE: Final = 750.0  # points: a page that is written half way down is no shorter
_MOST_WORDS: Final = 9
_COMPOUND_WORDS: Final = 2  # more before the word invoice are a sentence


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
    if _claims(own) and any(_ANY_INVOICE.search(line.text) for line in lines):
        return Kind(DocumentType.INVOICE, _UNTITLED)
    return Kind(None)


def _claims(lines: tuple[Line, ...]) -> bool:
    """Whether a page without a title has a number or a day as an invoice's own, and denies nothing.

    The heads of a list of invoices are not its own.
    """
    labels = [s.text for line in lines if not _is_heading(line) for s in line.segments]
    has_own = any(_BILLED.match(letters(text)) for text in labels)
    has_own = has_own or any(_CHARGES.search(line.text) for line in lines)
    return has_own and not any(page_title_words.denies(line.text) for line in lines)


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
    claimed = 0.0  # the height of the title by which an invoice is one
    for row, line in enumerate(lines):
        is_heading = _is_heading(line)
        for place, segment in enumerate(line.segments):
            height = segment.words[0].height
            goes_on = _going_on(segment, lines[row + 1 : row + 3], usual)
            found = (_named(f"{segment.text} {goes_on}") if goes_on else None) or _more_telling(
                segment.text, _named(segment.text)
            )
            if found is None and height > _LARGER * claimed:
                found = _by_stems(line, place, usual, bottom)
            if found is None:
                continue
            kind, is_correction, plainness = found
            score = plainness + _standing(segment, usual, bottom)
            if _is_named_beside(segment, kind, usual, is_billed=is_billed):
                score -= _NAMED
            if plainness >= _EVERYDAY_ALONE and _is_label(line, place):
                score -= 0.75 if kind is not DocumentType.INVOICE else 0.3
            if is_heading and height < _LARGER * usual:
                score -= _HEADING
            if score >= _FIRM:
                if kind is DocumentType.INVOICE and plainness == 1.0 <= score:
                    claimed = max(claimed, height)
                yield _Title(kind, score, is_correction)


def _more_telling(
    text: str, found: tuple[DocumentType, bool, float] | None
) -> tuple[DocumentType, bool, float] | None:
    """What a title says before the word invoice, where it says more than that."""
    if found is None or found[0] is not DocumentType.INVOICE:
        return found
    if _CODE.search(text) or _SELF_BILLED.search(text):
        return found
    said = page_title_words.named_by(text)
    return found if said is None or said[0] in _BILLED_KINDS else (said[0], said[1], found[2])


def _by_stems(
    line: Line, place: int, usual: float, bottom: float
) -> tuple[DocumentType, bool, float] | None:
    """The kind that a short text in the place of a title names by its words."""
    segment = line.segments[place]
    text = segment.text
    is_large = segment.words[0].height >= _LARGER * usual
    is_apart = len(line.segments) <= 2 and segment.box[1] < _TITLE_REACH * max(bottom, _SHORT_PAGE)
    is_short = len(text) <= _LONGEST and len(segment.words) <= _MOST_WORDS
    if not (is_large or is_apart) or not is_short or text.endswith((":", ".", ",", ";")):
        return None
    if text[0].islower() or _is_label(line, place) or _is_company(text):
        return None
    return page_title_words.named_by(text)


def _is_company(text: str) -> bool:
    """Whether a text is the name of a company, and no title with whom it is for behind it."""
    for form in FORM.finditer(text):
        before, behind = text[: form.start()], text[form.end() :].lstrip(" .")
        if before and not behind[:1].isalnum() and not page_title_words.is_parted(before):
            return True
    return False


def _going_on(segment: Segment, below: Sequence[Line], usual: float) -> str:
    """The second half of a large title that is broken: as large, and right under the first."""
    height = segment.words[0].height
    if height < _LARGER * usual:
        return ""
    for line in below:
        for other in line.segments:
            is_alike = abs(other.words[0].height - height) < height / 10
            is_under = abs(other.box[0] - segment.box[0]) < height / 2
            if is_alike and is_under and other.box[1] - segment.box[3] < height:
                return other.text
    return ""


def _is_heading(line: Line) -> bool:
    """Whether a line is the head of a table: three names or more, and no figure."""
    return len(line.segments) >= _CELLS and not any(sign.isdigit() for sign in line.text)


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
    whole = _by_key(_trimmed(text), is_one=_is_compound(text))
    if whole is not None or "/" not in text:
        return whole
    parts = [_by_key(_trimmed(part)) for part in text.split("/")]
    found = [part for part in parts if part is not None]
    if len(found) < len(parts):
        return None
    return next((part for part in found if part[0] is not DocumentType.INVOICE), found[0])


def _is_compound(text: str) -> bool:
    """Whether a text is a word or two, be its letters set apart."""
    words = text.split()
    return len(words) <= _COMPOUND_WORDS or all(len(word) == 1 for word in words)


def is_title(text: str) -> bool:
    """Whether a text is the title of a document and nothing else."""
    return _by_key(letters(text)) is not None


def _by_key(key: str, *, is_one: bool = True) -> tuple[DocumentType, bool] | None:
    kind = TABLE.get(key)
    if kind is not None:
        return kind, key in CORRECTIONS
    if is_one and COMPOUND.fullmatch(key) and key not in NOT_COMPOUND:
        return DocumentType.INVOICE, False
    return None


@lru_cache(maxsize=16384)
def _trimmed(text: str) -> str:
    """The letters of a title without an ordinal, a code, and the words for copy and number."""
    key = letters(_CODE.sub("", re.sub(r"^\d+(?:st|nd|rd|th)?\.?\s", "", text)))
    for _ in range(2):
        if not key.startswith(TRIMMED) and not key.endswith(TRIMMED):
            return key
        for word in TRIMMED:
            if key in TABLE:
                return key
            if key.startswith(word) and key[len(word) :] in TABLE:
                return key[len(word) :]
            if key.endswith(word) and (
                key[: -len(word)] in TABLE or COMPOUND.fullmatch(key[: -len(word)])
            ):
                return key[: -len(word)]
    return key
