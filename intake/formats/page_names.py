"""Names of companies and people on a page, and the blocks of words they stand in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from intake.formats.page_forms import FORM
from intake.formats.page_kinds import is_title
from intake.formats.page_labels import Found
from intake.formats.page_lexicon import LABELS, Role, letters
from intake.formats.page_words import Box, Line, Segment, box_of

# A comma before the form of a company parts nothing: "Casa Uno, S.L.", "Paper Co., Ltd."
_COMMA: Final = (
    r",\s+(?!(?:Ltd|LTD|Limited|LIMITED|Inc|INC|LLC|L\.L\.C|LLP|PLC|Corp|CORP|GmbH|GMBH|S\.?L|S\.?A"
    r"|S\.?R\.?L|S\.?p\.?A|S\.?P\.?A|Lda|LDA|Unipessoal)\b)(?=[A-ZÀ-Þ0-9])"
)
PARTS: Final = re.compile(rf"\s+[·•●|*–—-]\s+|[•●|·]|{_COMMA}|\s+-\s*(?=\d)")
POSTCODE: Final = re.compile(
    r"\b(?:[A-Z]{1,2}[- ])?\d{4,5}(?:-\d{4})?\b|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b"
    r"|\b\d{2}-\d{3}\b|\b\d{4,5}(?=[A-ZÄÖÜ][a-zäöü])"
    r"|\b\d{4} ?[A-Z]{2}\b"
)
_DOMAIN: Final = re.compile(
    r"(?:@|www\.|https?://(?:www\.)?)([\w-]+(?:\.[\w-]+)*)\.[a-z]{2,}", re.I
)
_FREEMAIL: Final = frozenset({"gmail", "hotmail", "outlook", "yahoo", "gmx", "web", "fake"})
_NOT_NAMES: Final = re.compile(
    r"^(?:attn|attention|z\.? ?hd|zu h[aä]nden|t\.?a\.?v|c/o|herrn?|frau|firma|mr|mrs|page|seite"
    r"|an|to|spett\.?le|gentile)\b[.:]?\s*",
    re.IGNORECASE,
)
STREET: Final = re.compile(
    r"(?:stra(?:ß|ss)e|str\.|platz|allee|gasse|laan|straat|gracht)\b|str\. "
    r"|(?:ring|weg)(?: \d|$)(?<!ering)"
    r"|\b(?:road|rd\.?|street|st\.|avenue|ave\.?|rue|boulevard|calle|via|viale|corso|plaza|lane)\b",
    re.IGNORECASE,
)
_CODE_BEHIND: Final = re.compile(r"\s*\(\d{2,}\)$")  # the number of a customer
_DAY_BEHIND: Final = re.compile(r"(?<=\S) \d{1,2}/\d{1,2}/\d{2,4}$")  # of the next column
_ACCOUNT: Final = re.compile(r"\bIBAN\b|\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3}")
_End = tuple[int, Box, float]  # of a block: the page, box and height of its last segment
_OPEN: Final = 24  # blocks that may go on
_APART: Final = 0.9  # of a line's height, between two lines of one block
_CODE: Final = re.compile(r"(?=\w*\d)[A-Z0-9]{8,}\.?")  # as banks and taxpayers have
_SHORTEST_LABEL: Final = 5
_WORDS_OF_A_NAME: Final = 5
_MONEY: Final = re.compile(r"[€£$]\s?\d|\d[.,]\d{2}\s?[€£$]")
_OF_VALUES: Final = frozenset(
    {
        Role.NUMBER, Role.ISSUED, Role.DATE, Role.DUE, Role.DELIVERED, Role.OTHER_DATE, Role.ORDER,
        Role.OUR_REFERENCE, Role.OTHER_NUMBER, Role.TERMS, Role.VAT, Role.BUYER_VAT, Role.TAX_ID,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Block:
    """Segments right below each other, and the first of their lines."""

    segments: tuple[Segment, ...]
    line: int

    @property
    def text(self) -> str:
        """All of it, a line a segment."""
        return "\n".join(segment.text for segment in self.segments)


def blocks_of(lines: tuple[Line, ...]) -> tuple[Block, ...]:
    """Every segment in exactly one block."""
    blocks: list[tuple[int, list[Segment]]] = []
    ends: list[_End] = []
    for number, line in enumerate(lines):
        for segment in line.segments:
            end = (segment.page, segment.box, segment.words[0].height)
            first = max(len(ends) - _OPEN, 0)
            home = next(
                (n for n in range(len(ends) - 1, first - 1, -1) if _continues(ends[n], end)), None
            )
            if home is None:
                blocks.append((number, [segment]))
                ends.append(end)
            else:
                blocks[home][1].append(segment)
                ends[home] = end
    return tuple(Block(tuple(block), number) for number, block in blocks)


def _continues(above: _End, below: _End) -> bool:
    one, two = above[1], below[1]
    if one[0] >= two[2] or two[0] >= one[2] or above[0] != below[0]:
        return False
    height = above[2] if above[2] < below[2] else below[2]
    return -height / 2 <= two[1] - one[3] <= _APART * height


def is_sender(line: Line) -> bool:
    """Whether a line is an address in one line, as stands above an address window.

    A name comes first, no sentence, then a street; a town with its code right behind the first
    part is the last line of an address that stands beside other words; an account is no address.
    """
    parts = PARTS.split(line.text)
    if len(parts) < len(("name", "street", "town")) or _ACCOUNT.search(line.text):
        return False
    is_sentence = parts[0].rstrip().endswith(".") and FORM.search(parts[0]) is None
    if is_sentence or STREET.search(parts[0]) is not None or parts[0][:1].isdigit():
        return False
    place = next((n for n, part in enumerate(parts) if POSTCODE.search(part)), 0)
    return place > 1 or (place == 1 and STREET.search(parts[1]) is not None)


def name_read(text: str) -> tuple[str, str] | None:
    """The name in a text, without a form of address before it."""
    text = _NOT_NAMES.sub("", text.strip()).strip(" ,;:")
    text = _without_address(_CODE_BEHIND.sub("", _DAY_BEHIND.sub("", text)))
    return (text, text) if is_name(text) else None


def _without_address(text: str) -> str:
    """The name alone where an address follows it in the same line."""
    name, *rest = text.split(", ")
    if len(rest) < len(("street", "town")) or not any(POSTCODE.search(part) for part in rest):
        return text
    return f"{name}, {rest[0]}" if FORM.match(rest[0]) else name


def is_name(text: str) -> bool:
    """Whether a text may be a name: mostly letters, no label, no title, no mail address."""
    if len(text) > 80 or "@" in text:
        return False
    count = sum(map(str.isalpha, text))
    return (
        count >= 2
        and count > sum(map(str.isdigit, text))
        and not text.endswith(":")
        and ": " not in text
        and not text[0].islower()
        and text[0] != "("
        and _MONEY.search(text) is None
        and not _is_sentence(text)
        and _CODE.fullmatch(text) is None
        and not is_title(text)
    )


def _is_sentence(text: str) -> bool:
    """Whether a text is several words with a full stop that no form of company ends in."""
    return text.endswith(".") and len(text.split()) > _WORDS_OF_A_NAME and not FORM.search(text)


def company(text: str) -> str | None:
    """The name of a company at the start of a text, as far as it goes."""
    head = PARTS.split(text.strip())[0].strip(" ,;:")
    if ":" in head:
        return None
    match = next(reversed(list(FORM.finditer(head))), None)
    if match is None or match.start() == 0 or not is_name(head) or POSTCODE.match(head):
        return None
    tail = head[match.end() :].strip()
    is_own = len(head) - match.end() <= 12 and not (tail and is_title(tail))
    return head if is_own else head[: match.end()]


def addressed(block: Block, score: float) -> Iterator[Found[str]]:
    """The first line of a block that ends in a town with its code."""
    lines = [segment for segment in block.segments if name_read(segment.text)]
    place = next((n for n, s in enumerate(block.segments) if POSTCODE.search(s.text)), 0)
    if place == 0 or place > 7 or not lines:
        return
    first = lines[0]
    if STREET.search(first.text) or begins_with_label(first.text) or ":" in first.text:
        return
    name = name_read(first.text)
    if name is not None and not _is_reference(name[0]):
        bonus = 0.15 if FORM.search(name[0]) else 0.0
        yield name_at(first, name[0], score + bonus)


def _is_reference(text: str) -> bool:
    """Whether a text is one word with figures in it, as numbers of documents and orders are."""
    return " " not in text and any(sign.isdigit() for sign in text)


def begins_with_label(text: str) -> bool:
    """Whether the first words of a text name a number, a date or a tax id and no party."""
    key = ""
    for word in text.split()[:4]:
        key += letters(word)
        if len(key) >= _SHORTEST_LABEL and _OF_VALUES & {*LABELS.get(key, ())}:
            return True
    return False


def domains_of(lines: tuple[Line, ...]) -> tuple[tuple[str, Segment], ...]:
    """The names in the mail and web addresses of a page, but for those of free mail."""
    return tuple(
        (letters(match[1]), segment)
        for line in lines
        for segment in line.segments
        for match in _DOMAIN.finditer(segment.text)
        if match[1].lower() not in _FREEMAIL
    )


def is_like(name: str, domain: str) -> bool:
    """Whether a name and the name in an address are the same beginning."""
    size = 5
    return len(domain) >= size and (domain in name or (name[:8] in domain and len(name) >= size))


def name_at(segment: Segment, name: str, score: float) -> Found[str]:
    """The place of a name inside a segment."""
    wanted = set(name.split())
    words = [word for word in segment.words if word.text.strip(",;:()") in wanted]
    return Found(name, name, segment.page, box_of(words) if words else segment.box, score)
