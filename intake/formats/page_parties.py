"""Who sells and who buys: by labels, by the blocks words stand in, and by what senders print."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from intake.formats import page_accounts
from intake.formats.page_labels import Found, Label, Labels, best
from intake.formats.page_lexicon import LABELS, Role, letters
from intake.formats.page_names import (
    FORM,
    PARTS,
    POSTCODE,
    STREET,
    Block,
    addressed,
    begins_with_label,
    blocks_of,
    company,
    domains_of,
    is_like,
    is_name,
    is_sender,
    name_at,
    name_read,
)
from intake.formats.page_words import Line, Segment, box_of

_BANK: Final = re.compile(r"bank\b|sparkasse|banque|banco\b|banca\b", re.IGNORECASE)
_SELF: Final = re.compile(
    r"@|\bIBAN\b|\bBIC\b|\bSWIFT\b|\+\d{2}|\bTel\b|\bFax\b|\bfon\b|www\.|https?:|\bSIRET\b|\bHRB\b"
    r"|\bPhone\b|\bT[ée]l\b",
    re.IGNORECASE,
)
_TAX_NUMBER: Final = re.compile(
    r"\b(?:VAT|GST|TVA|USt|Steuernummer|SIRET|P\.?\s?IVA|[CN]IF|BTW|KvK|EIN)\b", re.IGNORECASE
)
_HEAD: Final = 12  # lines: where a sender's block needs no tax number
_WINDOW: Final = 60  # points between the edges of a sender's line and the address below it
_WIDE: Final = 180  # points that a party's words stand apart from its label at most
_LOOSE: Final = 0.6  # of a label that is only the first word of something longer
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

# They name the customer; a buyer may be the person who ordered, a client one of a customer's.
_WEAK_BUYERS: Final = frozenset({"customer", "client", "kunde", "klant", "buyer"})


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
        self.domains = domains_of(lines)
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
        yield from self._over_two_lines()
        last = [line for line in self.lines if line.segments[0].box[1] > 0][-14:]
        for line in (*self._top(), *last):
            for segment in line.segments:
                name = company(segment.text)
                if name is not None and not _BANK.search(name):
                    place = 0.62 if _SELF.search(line.text) or PARTS.search(segment.text) else 0.5
                    yield self._weighed(name_at(segment, name, place), 1.0)

    def _over_two_lines(self) -> Iterator[Found[str]]:
        """A letterhead whose name goes on below: only the second line has the form of a company."""
        for line, below in pairwise(self._top()):
            first, second = line.segments[0], below.segments[0]
            form = FORM.search(second.text)
            is_end = form is not None and form.end() == len(second.text)
            is_name_ = is_name(first.text) and first.text.strip() == first.text and not (
                FORM.search(first.text) or PARTS.search(first.text) or STREET.search(first.text)
                or begins_with_label(first.text) or letters(first.text) in LABELS
            )  # fmt: skip
            is_below = abs(first.box[0] - second.box[0]) < first.words[0].height and (
                second.box[1] - first.box[3] < first.words[0].height
            )
            if is_end and is_name_ and is_below and id(first) not in self.owners:
                whole = f"{first.text} {second.text}"
                box = box_of((*first.words, *second.words))
                yield self._weighed(Found(whole, whole, first.page, box, 0.7), 1.0)

    def _senders(self) -> Iterator[Found[str]]:
        """Who names themselves in the line above an address window."""
        for line in self.lines[:40]:
            if line.page == 1 and is_sender(line):
                name = PARTS.split(line.text)[0].strip(" ,;:")
                is_street = STREET.search(name) or (name[-1:].isdigit() and not FORM.search(name))
                if is_name(name) and ":" not in name and not is_street:
                    yield self._weighed(name_at(line.segments[0], name, 0.75), 1.0)
                    return

    def _top(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.page == 1)[:6]

    def _weighed(self, found: Found[str], weight: float) -> Found[str]:
        """More where the name is in a mail or web address on the page."""
        key = letters(found.value)
        bonus = 0.15 if any(is_like(key, domain) for domain in self.domains) else 0.0
        return Found(found.value, found.text, found.page, found.box, found.score * weight + bonus)

    def _in_block(self, block: Block) -> Iterator[Found[str]]:
        """Names in blocks that tell of themselves: an account, a telephone, a tax number."""
        if self._owner(block) is not None:
            return
        if not _SELF.search(block.text):
            yield from self._by_domain(block)
            return
        for segment in block.segments:
            name = company(segment.text)
            if name is not None and not _BANK.search(name):
                yield self._weighed(name_at(segment, name, 0.68), 1.0)
                return
        first = block.segments[0]
        is_label = letters(first.text) in LABELS or not is_name(first.text)
        is_placed = block.line < _HEAD or _TAX_NUMBER.search(block.text) is not None
        if POSTCODE.search(block.text) and not is_label and is_placed:
            yield self._weighed(name_at(first, first.text, 0.5), 1.0)

    def _by_domain(self, block: Block) -> Iterator[Found[str]]:
        """An address whose name is that of a mail or web address on the page."""
        first = block.segments[0]
        is_address = POSTCODE.search(block.text) is not None and len(block.segments) > 1
        if not is_address or not is_name(first.text) or letters(first.text) in LABELS:
            return
        if any(is_like(letters(first.text), domain) for domain in self.domains):
            yield self._weighed(name_at(first, first.text, 0.6), 1.0)

    def _owner(self, block: Block) -> Role | None:
        return self.owners.get(id(block.segments[0]))

    def _buyers(self) -> Iterator[Found[str]]:
        for (_, _, role), label in self.marks:
            if role is Role.BUYER:
                weight = 0.9 if label.key in _WEAK_BUYERS else 1.0
                weight *= _LOOSE if label.rest and not label.is_closed else 1.0
                for name in self._named_at(label):
                    yield Found(name.value, name.text, name.page, name.box, name.score * weight)
        yield from self._below_senders()
        for block in self.blocks:
            if self._owner(block) is None and not _SELF.search(block.text):
                yield from addressed(block, 0.5)

    def _below_senders(self) -> Iterator[Found[str]]:
        """The block under a line that gives the sender's address in one line."""
        for number, line in enumerate(self.lines[:40]):
            for segment in line.segments[:1]:
                if segment.page != 1 or not is_sender(line):
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
                    yield from addressed(Block(below, number), 0.8)

    def _named_at(self, label: Label) -> Iterator[Found[str]]:
        """The name behind a party's label, or the one its area names."""
        area = self.areas[id(label)]
        for stated in self._stated_name(area):
            yield stated
            return
        direct = next(self.labels.values(label, name_read), None)
        if direct is not None and not self._is_label(direct.text):
            yield direct
            return
        for place, (_, segment) in enumerate(area):
            if not self._is_label(segment.text) and (name := name_read(segment.text)):
                following = area[place + 1][1] if place + 1 < len(area) else None
                yield self._whole_name(segment, name[0], following)
                return

    def _whole_name(self, segment: Segment, name: str, following: Segment | None) -> Found[str]:
        """A name that goes on in the next line, where only that has the form of a company."""
        if following is None or FORM.search(name) or not FORM.search(following.text):
            return name_at(segment, name, 0.85)
        if self._is_label(following.text) or STREET.search(following.text):
            return name_at(segment, name, 0.85)
        box = box_of((*segment.words, *following.words))
        whole = f"{name} {following.text}"
        return Found(whole, whole, segment.page, box, 0.85)

    def _stated_name(self, area: list[tuple[int, Segment]]) -> Iterator[Found[str]]:
        """What stands behind the word name inside an area."""
        places = {number for number, _ in area}
        for each in self.labels.of(Role.NAME):
            if each.line in places and each.is_first and each.is_closed:
                for found in self.labels.values(each, name_read):
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


def _is_answer(line: Line, place: int) -> bool:
    """Whether the segment before is a label that this one answers."""
    return place > 0 and line.segments[place - 1].text.endswith(":")


def _is_one(found: list[Found[str]]) -> bool:
    return len({each.value for each in found}) == 1


def _heads(label: Label) -> bool:
    """Whether a label speaks of a party and not inside a sentence."""
    if label.rest and FORM.match(label.rest[0].text):
        return False
    return label.is_first and (not label.rest or label.is_closed or len(label.rest) <= 8)
