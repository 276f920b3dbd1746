"""Who sells and who buys: by labels, by the blocks words stand in, and by what senders print."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from intake.formats import page_accounts
from intake.formats.page_labels import Found, Label, Labels, best
from intake.formats.page_lexicon import LABELS, Role, letters
from intake.formats.page_words import Line, Segment, box_of

_FORM: Final = re.compile(
    r"\b(?:GmbH(?: & Co\.?(?: ?KG(?:aA)?| ?OHG)?)?|gGmbH|mbH|AG|KG|OHG|UG|e\.\s?K\.|e\.\s?V\.|GbR"
    r"|SE"
    r"|B\.\s?V\.|N\.\s?V\.|BV|NV|BVBA|V\.?O\.?F\.?|Ltd\.?|Limited|LLC|L\.L\.C\.|LLP|PLC|plc|Inc\.?"
    r"|Incorporated|Corp\.?|Corporation|Company|Co\.|S\.?A\.?R\.?L\.?|Sarl|SASU?|S\.A\.S\.?|S\.?A\.?U?"
    r"|SNC|EURL|SCOP|S\.?r\.?l\.?s?|S\.?p\.?A\.?|A/S|ApS|AB|Oy|S\.?L\.?U?\.?|Sp\. ?z ?o\.? ?o\.?"
    r"|Lda\.?|Ltda\.?|a\.G\.|eG|e\.G\.|Pvt\.?|Pty\.?|K\.K\.|AS|ASA|s\.r\.o\.|a\.s\.|Kft\.?)(?![\w])"
)
_BANK: Final = re.compile(r"bank\b|sparkasse|banque|banco\b|banca\b", re.IGNORECASE)
_PARTS: Final = re.compile(r"\s+[·•●|*–—-]\s+|[•●|·]|,\s+(?=[A-ZÀ-Þ0-9])|\s+-\s*(?=\d)")
_POSTCODE: Final = re.compile(
    r"\b(?:[A-Z]{1,2}[- ])?\d{4,5}(?:-\d{4})?\b|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b"
    r"|\b\d{2}-\d{3}\b"
    r"|\b\d{4} ?[A-Z]{2}\b"
)
_SELF: Final = re.compile(
    r"@|\bIBAN\b|\bBIC\b|\bSWIFT\b|\+\d{2}|\bTel\b|\bFax\b|\bfon\b|www\.|https?:|\bSIRET\b|\bHRB\b"
    r"|\bPhone\b|\bT[ée]l\b",
    re.IGNORECASE,
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
_STREET: Final = re.compile(
    r"(?:stra(?:ß|ss)e|str\.|weg|platz|allee|gasse|ring|laan|straat|road|rd\.?|street|st\.|avenue"
    r"|ave\.?|rue|boulevard|calle|via|viale|plaza)\b",
    re.IGNORECASE,
)
_APART: Final = 0.9  # of a line's height, between two lines of one block
_WINDOW: Final = 60  # points between the edges of a sender's line and the address below it
_WIDE: Final = 180  # points that a party's words stand apart from its label at most
_LOOSE: Final = 0.6  # of a label that is only the first word of something longer
_SHORTEST_LABEL: Final = 5
_OF_VALUES: Final = frozenset(
    {
        Role.NUMBER, Role.ISSUED, Role.DATE, Role.DUE, Role.DELIVERED, Role.OTHER_DATE, Role.ORDER,
        Role.OUR_REFERENCE, Role.OTHER_NUMBER, Role.TERMS, Role.VAT, Role.BUYER_VAT, Role.TAX_ID,
    }
)  # fmt: skip
_DEPTH: Final = 16  # lines of a party's area
_GAP: Final = 4.5  # of a line's height: an area goes on no further
_PARTY_ROLES: Final = (Role.SELLER, Role.BUYER, Role.OTHER_PARTY)
_WEAK_SELLERS: Final = frozenset(
    [
        "kontoinhaber",
        "kontoname",
        "titulaireducompte",
        "accountholder",
        "accountname",
        "beneficiary",
        "begunstigter",
        "intestatario",
        "titular",
        "tennamevan",
        "property",
        "station",
        "from",
        "remitto",
        "sendpaymentto",
        "makepaymentto",
        "pleaseremitto",
        "payto",
        "zahlungsempfanger",
        "remittanceaddress",
        "remitpaymentto",
        "sender",
        "absender",
    ]
)


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
    open_blocks: list[tuple[int, list[Segment]]] = []
    for number, line in enumerate(lines):
        for segment in line.segments:
            recent = open_blocks[-24:]
            home = next((b for _, b in reversed(recent) if _continues(b[-1], segment)), None)
            if home is None:
                open_blocks.append((number, [segment]))
            else:
                home.append(segment)
    return tuple(Block(tuple(block), number) for number, block in open_blocks)


def _continues(above: Segment, below: Segment) -> bool:
    if above.page != below.page:
        return False
    one, two = above.box, below.box
    gap = two[1] - one[3]
    height = min(above.words[0].height, below.words[0].height)
    return -height / 2 <= gap <= _APART * height and one[0] < two[2] and two[0] < one[2]


class Parties:
    """The seller and the buyer of one document."""

    def __init__(self, lines: tuple[Line, ...], labels: Labels) -> None:
        self.lines = lines
        self.labels = labels
        self.marks = sorted(
            {(label.line, label.segment, role): label for role in _PARTY_ROLES
             for label in labels.of(role) if _heads(label)}.items(),
            key=lambda each: each[0][:2],
        )  # fmt: skip
        self.blocks = blocks_of(tuple(line for line in lines if line.page == 1))
        self.domains = _domains(lines)
        self.starts = frozenset(key[:2] for key, _ in self.marks)
        self.areas = {id(label): self._area(label) for _, label in self.marks}
        self.owners: dict[int, Role] = {}
        for (_, _, role), label in self.marks:
            for _, segment in self.areas[id(label)]:
                self.owners.setdefault(id(segment), role)
        senders = {each.value for each in self._senders()}
        self.buyer = best([b for b in self._buyers() if b.value not in senders], margin=0.0)
        self.seller = self._the_seller()

    def _the_seller(self) -> Found[str] | None:
        bought = self.buyer.value if self.buyer else None
        sellers = [each for each in self._sellers() if each.value != bought]
        return best(sellers, margin=0.0)

    def _sellers(self) -> Iterator[Found[str]]:
        for (_, _, role), label in self.marks:
            if role is Role.SELLER:
                weight = 0.48 if label.key in _WEAK_SELLERS else 1.0
                for named in self._named_at(label):
                    yield self._weighed(named, weight)
        yield from self._senders()
        for block in self.blocks:
            yield from self._in_block(block)
        last = [line for line in self.lines if line.segments[0].box[1] > 0][-14:]
        for line in (*self._top(), *last):
            for segment in line.segments:
                name = _company(segment.text)
                if name is not None and not _BANK.search(name):
                    place = 0.62 if _SELF.search(line.text) or _PARTS.search(segment.text) else 0.5
                    yield self._weighed(_at(segment, name, place), 1.0)

    def _senders(self) -> Iterator[Found[str]]:
        """Who names themselves in the line above an address window."""
        for line in self.lines[:40]:
            if line.page == 1 and _is_sender(line):
                name = _PARTS.split(line.text)[0].strip(" ,;:")
                if _is_name(name) and ":" not in name:
                    yield self._weighed(_at(line.segments[0], name, 0.75), 1.0)
                    return

    def _top(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.page == 1)[:6]

    def _weighed(self, found: Found[str], weight: float) -> Found[str]:
        """More where the name is in a mail or web address on the page."""
        key = letters(found.value)
        bonus = 0.15 if any(_is_like(key, domain) for domain in self.domains) else 0.0
        return Found(found.value, found.text, found.page, found.box, found.score * weight + bonus)

    def _in_block(self, block: Block) -> Iterator[Found[str]]:
        """Names in blocks that tell of themselves: an account, a telephone, a tax number."""
        if self._owner(block) is not None or not _SELF.search(block.text):
            return
        for segment in block.segments:
            name = _company(segment.text)
            if name is not None and not _BANK.search(name):
                yield self._weighed(_at(segment, name, 0.68), 1.0)
                return
        first = block.segments[0]
        is_label = letters(first.text) in LABELS or not _is_name(first.text)
        if _POSTCODE.search(block.text) and not is_label and block.line < 12:
            yield self._weighed(_at(first, first.text, 0.5), 1.0)

    def _owner(self, block: Block) -> Role | None:
        return self.owners.get(id(block.segments[0]))

    def _buyers(self) -> Iterator[Found[str]]:
        for (_, _, role), label in self.marks:
            if role is Role.BUYER:
                weight = 0.9 if label.key in {"customer", "client", "kunde", "klant"} else 1.0
                weight *= _LOOSE if label.rest and not label.is_closed else 1.0
                for name in self._named_at(label):
                    yield Found(name.value, name.text, name.page, name.box, name.score * weight)
        yield from self._below_senders()
        for block in self.blocks:
            if self._owner(block) is None and not _SELF.search(block.text):
                yield from _addressed(block, 0.5)

    def _below_senders(self) -> Iterator[Found[str]]:
        """The block under a line that gives the sender's address in one line."""
        for number, line in enumerate(self.lines[:40]):
            for segment in line.segments[:1]:
                if segment.page != 1 or not _is_sender(line):
                    continue
                below = tuple(
                    part
                    for line in self.lines[number + 1 : number + _DEPTH]
                    if line.page == 1
                    for part in line.segments
                    if abs(part.box[0] - segment.box[0]) < _WINDOW
                    and part.box[1] - segment.box[3] < 14 * segment.words[0].height
                )
                if below:
                    yield from _addressed(Block(below, number), 0.8)

    def _named_at(self, label: Label) -> Iterator[Found[str]]:
        """The name behind a party's label, or the one its area names."""
        area = self.areas[id(label)]
        for stated in self._stated_name(area):
            yield stated
            return
        direct = next(self.labels.values(label, _name_read), None)
        if direct is not None and not self._is_label(direct.text):
            yield direct
            return
        for _, segment in area:
            if not self._is_label(segment.text) and (name := _name_read(segment.text)):
                yield _at(segment, name[0], 0.85)
                return

    def _stated_name(self, area: list[tuple[int, Segment]]) -> Iterator[Found[str]]:
        """What stands behind the word name inside an area."""
        places = {number for number, _ in area}
        for each in self.labels.of(Role.NAME):
            if each.line in places and each.is_first and each.is_closed:
                for found in self.labels.values(each, _name_read):
                    yield Found(found.value, found.text, found.page, found.box, 1.0)

    def _is_label(self, text: str) -> bool:
        head = re.split(r"[:\d]", text)[0]
        return letters(head) in LABELS or bool(re.match(r"[^\W\d]+(?: [^\W\d]+)?\s?:", text))

    def _area(self, label: Label) -> list[tuple[int, Segment]]:
        """The segments that belong to a party: below its label, as far as the next one."""
        left, _, _, bottom = label.box
        height = label.words[0].height
        right = min(
            (other.box[0] for (line, _, _), other in self.marks
             if line == label.line and other.box[0] > label.box[2]),
            default=1e9,
        )  # fmt: skip
        found: list[tuple[int, Segment]] = []
        for number in range(label.line + 1, min(label.line + _DEPTH, len(self.lines))):
            line = self.lines[number]
            if line.page != label.page or line.segments[0].box[1] - bottom > _GAP * height:
                break
            own = [
                segment
                for place, segment in enumerate(line.segments)
                if left - 2 * height < segment.box[0] < right - 1
                and (segment.box[0] < left + _WIDE or _is_answer(line, place))
            ]
            if any(
                (number, place) in self.starts for place, s in enumerate(line.segments) if s in own
            ):
                break
            found += [(number, segment) for segment in own]
            if own:
                bottom = own[0].box[3]
        return found

    def vat_ids(self) -> tuple[Found[str] | None, Found[str] | None]:
        """The seller's and the buyer's VAT ids."""
        areas = {
            role: {
                number
                for (_, _, r), label in self.marks
                if r is role
                for number, _ in self.areas[id(label)]
            }
            for role in _PARTY_ROLES
        }
        buyers = [
            each
            for label in self.labels.of(Role.BUYER_VAT)
            for each in self.labels.values(label, page_accounts.vat_id_in)
        ]
        own: list[Found[str]] = []
        for label in self.labels.of(Role.VAT):
            for each in self.labels.values(label, page_accounts.vat_id_in):
                is_buyers = label.line in areas[Role.BUYER] and label.line not in areas[Role.SELLER]
                (buyers if is_buyers else own).append(each)
        known = {each.value for each in buyers}
        if not own:
            own = [each for number, each in page_accounts.bare_vat_ids(self.lines)
                   if number not in areas[Role.BUYER] and each.value not in known]  # fmt: skip
        sellers = [each for each in own if each.value not in known]
        return best(sellers, margin=0.0) if _is_one(sellers) else None, best(buyers, margin=0.0)

    def tax_ids(self) -> Found[str] | None:
        """The seller's tax number that is no VAT id."""
        found = [
            each
            for label in self.labels.of(Role.TAX_ID)
            for each in self.labels.values(label, page_accounts.tax_id_in)
        ]
        return found[0] if _is_one(found) else None


def _is_sender(line: Line) -> bool:
    """Whether a line is an address in one line, as stands above an address window."""
    return len(_PARTS.split(line.text)) > 2 and _POSTCODE.search(line.text) is not None


def _is_answer(line: Line, place: int) -> bool:
    """Whether the segment before is a label that this one answers."""
    return place > 0 and line.segments[place - 1].text.endswith(":")


def _is_one(found: list[Found[str]]) -> bool:
    return len({each.value for each in found}) == 1


def _heads(label: Label) -> bool:
    """Whether a label speaks of a party and not inside a sentence."""
    if label.rest and _FORM.match(label.rest[0].text):
        return False
    return label.is_first and (not label.rest or label.is_closed or len(label.rest) <= 8)


def _name_read(text: str) -> tuple[str, str] | None:
    text = _NOT_NAMES.sub("", text.strip()).strip(" ,;:")
    return (text, text) if _is_name(text) else None


def _is_name(text: str) -> bool:
    count = sum(sign.isalpha() for sign in text)
    digits = sum(sign.isdigit() for sign in text)
    return (
        count >= 2
        and count > digits
        and len(text) <= 80
        and "@" not in text
        and not text.endswith(":")
        and not text[0].islower()
    )


def _company(text: str) -> str | None:
    """The name of a company at the start of a text, as far as it goes."""
    head = _PARTS.split(text.strip())[0].strip(" ,;:")
    if ":" in head:
        return None
    match = next(reversed(list(_FORM.finditer(head))), None)
    if match is None or match.start() == 0 or not _is_name(head):
        return None
    return head if len(head) - match.end() <= 12 else head[: match.end()]


def _addressed(block: Block, score: float) -> Iterator[Found[str]]:
    """The first line of a block that ends in a town with its code."""
    lines = [segment for segment in block.segments if _name_read(segment.text)]
    place = next((n for n, s in enumerate(block.segments) if _POSTCODE.search(s.text)), 0)
    if place == 0 or place > 7 or not lines:
        return
    first = lines[0]
    if _STREET.search(first.text) or begins_with_label(first.text) or ":" in first.text:
        return
    name = _name_read(first.text)
    if name is not None:
        bonus = 0.15 if _FORM.search(name[0]) else 0.0
        yield _at(first, name[0], score + bonus)


def begins_with_label(text: str) -> bool:
    """Whether the first words of a text name a number, a date or a tax id and no party."""
    key = ""
    for word in text.split()[:4]:
        key += letters(word)
        if len(key) >= _SHORTEST_LABEL and _OF_VALUES & {*LABELS.get(key, ())}:
            return True
    return False


def _domains(lines: tuple[Line, ...]) -> frozenset[str]:
    found = {match[1].lower() for line in lines for match in _DOMAIN.finditer(line.text)}
    return frozenset(letters(each) for each in found if each not in _FREEMAIL)


def _is_like(name: str, domain: str) -> bool:
    size = 5
    return len(domain) >= size and (domain in name or (name[:8] in domain and len(name) >= size))


def _at(segment: Segment, name: str, score: float) -> Found[str]:
    """The place of a name inside a segment."""
    wanted = set(name.split())
    words = [word for word in segment.words if word.text.strip(",;:()") in wanted]
    return Found(name, name, segment.page, box_of(words) if words else segment.box, score)
