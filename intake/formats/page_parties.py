"""Who sells, who buys and where to pay, by the blocks of words they stand in.

A name or number counts as the seller's only beside something that sellers print about themselves:
an account, a mail address, a telephone, a sender's line. Two answers are none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from intake.formats.page_labels import BUYER, SHIP_TO, Found
from intake.formats.page_words import Line, Segment, box_of

_FORM: Final = re.compile(
    r"\b(?:GmbH(?: & Co\. (?:KG|OHG))?|gGmbH|AG|KG|OHG|UG|e\.\s?K\.|GbR|SE|B\.\s?V\."
    r"|N\.\s?V\.|BV|NV|V\.?O\.?F\.?|Ltd\.?|Limited|LLC|L\.L\.C\.|LLP|PLC|plc|Inc\.?|Corp\.?|Co\.|S\.?A\.?R\.?L\.?"
    r"|SAS|S\.A\.S\.?|S\.?A\.|SA|SNC|EURL|S\.?r\.?l\.?|S\.?p\.?A\.?|A/S|ApS|AB|Oy|S\.L\.)$"
)
_NAME: Final = re.compile(r"[A-ZÀ-Þ0-9][^:@]{2,70}")
_BANK: Final = re.compile(r"bank|sparkasse|banque|banco|banca", re.IGNORECASE)
_PARTS: Final = re.compile(r"\s+[·•|*–—-]\s+|[•|·]|,\s+")
_VAT: Final = re.compile(
    r"\b(?:ATU\d{8}|BE[01]\d{9}|DE ?\d{9}|NL ?\d{9}B\d{2}|FR ?[0-9A-Z]{2} ?\d{9}|GB ?\d{9}"
    r"|DK ?\d{8}|IT ?\d{11}|ES ?[A-Z0-9]\d{7}[A-Z0-9]|PL ?\d{10}|SE ?\d{12}|LU ?\d{8}|CZ ?\d{8,10}"
    r"|IE ?\d[A-Z0-9]\d{5}[A-Z]{1,2}|FI ?\d{8}|PT ?\d{9})\b"
)
_VAT_LABEL: Final = re.compile(
    r"\b(?:vat|ust|mwst|umsatzsteuer|btw|tva|iva|moms|uid|tax)\b", re.IGNORECASE
)
_IBAN: Final = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")
_SELF: Final = re.compile(r"@|\bIBAN\b|\bBIC\b|\bSWIFT\b|\+\d|\bTel\b|\bFax\b|www\.", re.IGNORECASE)
_SHORTEST_IBAN: Final = 15
_IBAN_LENGTHS: Final = {
    **dict.fromkeys(("AT", "BA", "EE", "LT", "LU"), 20),
    **dict.fromkeys(("BG", "DE", "GB", "IE", "ME", "RS"), 22),
    **dict.fromkeys(("CZ", "ES", "RO", "SE", "SK", "TN"), 24),
    **dict.fromkeys(("DK", "FI", "NL"), 18),
    **dict.fromkeys(("CY", "HU", "PL"), 28),
    **dict.fromkeys(("FR", "GR", "IT", "MC", "SM"), 27),
    "BE": 16,
    "CH": 21,
    "HR": 21,
    "LV": 21,
    "IS": 26,
    "LI": 21,
    "MT": 31,
    "NO": 15,
    "PT": 25,
    "SI": 19,
    "TR": 26,
}
_APART: Final = 0.9  # of a line's height, between two lines of one block


@dataclass(frozen=True, slots=True)
class Block:
    """Segments right below each other."""

    segments: tuple[Segment, ...]

    @property
    def text(self) -> str:
        """All of it, a line a segment."""
        return "\n".join(segment.text for segment in self.segments)

    @property
    def is_addressee(self) -> bool:
        """Whether a label says that this is where the document or the goods go."""
        first = self.segments[0].text
        return bool(BUYER.fullmatch(first) or SHIP_TO.fullmatch(first))


def blocks_of(lines: tuple[Line, ...]) -> tuple[Block, ...]:
    """Every segment in exactly one block."""
    open_blocks: list[list[Segment]] = []
    for line in lines:
        for segment in line.segments:
            home = next(
                (block for block in reversed(open_blocks) if _continues(block[-1], segment)), None
            )
            if home is None or BUYER.fullmatch(segment.text) or SHIP_TO.fullmatch(segment.text):
                open_blocks.append([segment])
            else:
                home.append(segment)
    return tuple(Block(tuple(block)) for block in open_blocks)


def _continues(above: Segment, below: Segment) -> bool:
    if above.page != below.page:
        return False
    one, two = above.box, below.box
    gap = two[1] - one[3]
    height = min(above.words[0].height, below.words[0].height)
    return -height / 2 <= gap <= _APART * height and one[0] < two[2] and two[0] < one[2]


def ibans(lines: tuple[Line, ...]) -> Iterator[Found[str]]:
    """Every account number whose check digits are right."""
    for line in lines:
        for segment in line.segments:
            for match in _IBAN.finditer(segment.text):
                iban = _valid_iban(match[0].replace(" ", ""))
                if iban is not None:
                    yield _at(segment, match[0], iban)


def _valid_iban(text: str) -> str | None:
    """The account number in the length of its country, without words behind it."""
    iban = text[: _IBAN_LENGTHS.get(text[:2], len(text))]
    if len(iban) < _IBAN_LENGTHS.get(text[:2], _SHORTEST_IBAN):
        return None
    digits = "".join(str(int(character, 36)) for character in iban[4:] + iban[:4])
    return iban if int(digits) % 97 == 1 else None


def seller_vat_ids(blocks: tuple[Block, ...]) -> Iterator[Found[str]]:
    """VAT ids that stand beside what sellers print about themselves."""
    for block in blocks:
        if block.is_addressee or not _SELF.search(block.text):
            continue
        for segment in block.segments:
            for match in _VAT.finditer(segment.text):
                if _VAT_LABEL.search(segment.text[: match.start()]):
                    yield _at(segment, match[0], match[0].replace(" ", ""))


def buyer_vat_ids(blocks: tuple[Block, ...]) -> Iterator[Found[str]]:
    """VAT ids inside the block that is labelled as the buyer's."""
    for block in blocks:
        if not BUYER.fullmatch(block.segments[0].text):
            continue
        for segment in block.segments:
            for match in _VAT.finditer(segment.text):
                if _VAT_LABEL.search(segment.text[: match.start()]):
                    yield _at(segment, match[0], match[0].replace(" ", ""))


def seller_names(blocks: tuple[Block, ...]) -> Iterator[Found[str]]:
    """Company names that stand where senders name themselves."""
    for place, block in enumerate(blocks):
        if block.is_addressee:
            continue
        is_own = bool(_SELF.search(block.text))
        for segment in block.segments:
            parts = _PARTS.split(segment.text)
            is_first = place == 0 and segment is block.segments[0]
            if (is_own or is_first or len(parts) > 1) and (name := _company(parts[0])):
                yield _at(segment, name, name)


def buyer_names(blocks: tuple[Block, ...]) -> Iterator[Found[str]]:
    """What stands right below the label of the buyer."""
    for block in blocks:
        if BUYER.fullmatch(block.segments[0].text) and len(block.segments) > 1:
            segment = block.segments[1]
            if (name := _company(segment.text)) is not None:
                yield _at(segment, name, name)


def other_companies(lines: tuple[Line, ...], seller: str) -> Iterator[Found[str]]:
    """Companies on the page that are neither the seller nor a bank."""
    for line in lines:
        for segment in line.segments:
            name = _company(segment.text)
            if name is not None and name != seller:
                yield _at(segment, name, name)


def _company(text: str) -> str | None:
    text = text.strip()
    if _NAME.fullmatch(text) and _FORM.search(text) and not _BANK.search(text):
        return text
    return None


def _at(segment: Segment, text: str, value: str) -> Found[str]:
    """The place of some text inside a segment."""
    wanted = set(text.split())
    words = [word for word in segment.words if word.text.strip(",;:()") in wanted]
    return Found(value, text, segment.page, box_of(words) if words else segment.box)
