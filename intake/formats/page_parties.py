"""Who sells and who buys: by labels, by the blocks words stand in, and by what senders print."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Final

from intake.formats.page_addresses import (
    PREPOSITIONS,
    Address,
    Addresses,
    beside,
    goes_on_below,
    in_one_line,
    is_neighbor,
    tells_of_itself,
)
from intake.formats.page_forms import FORM
from intake.formats.page_labels import Found, Label, Labels, is_label
from intake.formats.page_lexicon import LABELS, Role, letters
from intake.formats.page_names import (
    PARTS,
    STREET,
    Block,
    addressed,
    begins_with_label,
    company,
    domains_of,
    is_like,
    is_name,
    is_sender,
    name_at,
    name_read,
)
from intake.formats.page_party_names import (
    above,
    form_below,
    is_attended,
    is_form_below,
    is_house,
    may_name,
    the_two,
    whole_name,
)
from intake.formats.page_words import Line, Segment, box_of

_BANK: Final = re.compile(r"bank\b|sparkasse|banque|banco\b|banca\b", re.IGNORECASE)
_WINDOW: Final = 60  # points between the edges of a sender's line and the address below it
_WIDE: Final = 180  # points that a party's words stand apart from its label at most
_LOOSE: Final = 0.6  # of a label that is only the first word of something longer
_DEPTH: Final = 16  # lines of a party's area
_GAP: Final = 4.5  # of a line's height: an area goes on no further
_FIRST: Final = 0.02  # for the first line of all: letterheads stand above addresses
_LARGER: Final = 1.2  # than other words, and likely the name in a letterhead
_TOP_LINES: Final = 6
_BY_SIZE: Final = 0.42
_PERSON: Final = re.compile(r"[^\W\d_]+,\s?[^\W\d_]+")  # as lists of staff write names
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
        "kontozahlbaran",
        "zahlbaran",
        "comptepayablea",
        "contopagabilea",
    ]
)

# They name the customer; a buyer may be the person who ordered, a client one of a customer's.
_WEAK_BUYERS: Final = frozenset(
    {"customer", "client", "kunde", "kund", "klant", "buyer", "titular", "zahlbardurch"}
)


class Parties:
    """The seller and the buyer of one document."""

    def __init__(self, lines: tuple[Line, ...], labels: Labels) -> None:
        self.lines = lines
        self.labels = labels
        self.marks = sorted(
            {(label.line, label.segment, role): label for role in _PARTY_ROLES
             for label in labels.of(role)
             if _heads(label) and may_name(role, label, lines)}.items(),
            key=lambda each: each[0][:2],
        )  # fmt: skip
        self.addresses = Addresses(lines, labels)
        self.blocks = self.addresses.blocks
        self.domains = domains_of(lines)
        self.starts = frozenset(key[:2] for key, _ in self.marks)
        self.areas = {id(label): self._area(label) for _, label in self.marks}
        self.owners: dict[int, Role] = {}
        for (_, _, role), label in self.marks:
            for _, segment in self.areas[id(label)]:
                self.owners.setdefault(id(segment), role)
            self.owners.update({id(each): role for each in beside(label, lines, self.starts)})
        self.seller, self.buyer = the_two(list(self._sellers()), list(self._buyers()))

    def _sellers(self) -> Iterator[Found[str]]:
        for (_, _, role), label in self.marks:
            if role is Role.SELLER:
                weight = 0.48 if label.key in _WEAK_SELLERS else 1.0
                for found in self._named_at(label):
                    yield self._weighed(found, weight)
        yield from self._senders()
        for block in self.blocks:
            yield from self._in_block(block)
        for address in self.addresses.every:
            yield from self._in_address(address)
        yield from self._at_foot()
        yield from self._over_two_lines()
        yield from self._letterhead()
        last = [line for line in self.lines if line.segments[0].box[1] > 0][-14:]
        for line in (*self._top(), *last):
            for segment in line.segments:
                name = company(segment.text)
                is_others = self.owners.get(id(segment)) in {Role.BUYER, Role.OTHER_PARTY}
                if name is not None and not _BANK.search(name) and not is_others:
                    is_own = tells_of_itself(line.text) or PARTS.search(segment.text)
                    place = 0.62 if is_own else 0.5 + (_FIRST if line is self.lines[0] else 0.0)
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
                or letters(first.text) in PREPOSITIONS
            )  # fmt: skip
            is_below = abs(first.box[0] - second.box[0]) < first.words[0].height and (
                second.box[1] - first.box[3] < first.words[0].height
            )
            if is_end and is_name_ and is_below and id(first) not in self.owners:
                whole = f"{first.text} {second.text}"
                box = box_of((*first.words, *second.words))
                yield self._weighed(Found(whole, whole, first.page, box, 0.7), 1.0)

    def _letterhead(self) -> Iterator[Found[str]]:
        """What stands in the largest letters at the top, with the form of a company below it."""
        heights = sorted(line.words[0].height for line in self.lines if line.page == 1)
        usual = heights[len(heights) // 2] if heights else 0.0
        for block in self.blocks:
            first, *below = block.segments
            is_large = first.words[0].height > _LARGER * usual and block.line < _TOP_LINES
            if not is_large or self._owner(block) is not None or begins_with_label(first.text):
                continue
            is_named = is_name(first.text) and not is_label(first.text)
            if is_named and not any(map(str.isdigit, first.text)):
                form = below[0].text if below and is_form_below(first.text, below[0].text) else ""
                name = f"{first.text} {form}".strip()
                score = 0.7 if form else _BY_SIZE
                yield self._weighed(Found(name, name, first.page, first.box, score), 1.0)
                return

    def _senders(self) -> Iterator[Found[str]]:
        """Who names themselves in the line above an address window."""
        for line in self.lines[:40]:
            if line.page == 1 and is_sender(line):
                name = in_one_line(line) or PARTS.split(line.text)[0].strip(" ,;:")
                is_street = STREET.search(name) or (name[-1:].isdigit() and not FORM.search(name))
                if is_name(name) and ":" not in name and not is_street:
                    yield self._weighed(name_at(line.segments[0], name, 0.75), 1.0)
                    return

    def _top(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.page == 1)[:6]

    def _weighed(self, found: Found[str], weight: float) -> Found[str]:
        """More where the name is in a mail or web address on the page."""
        bonus = 0.15 if self._is_on_web(found.value) else 0.0
        return Found(found.value, found.text, found.page, found.box, found.score * weight + bonus)

    def _in_block(self, block: Block) -> Iterator[Found[str]]:
        """Companies in blocks that tell of themselves: an account, a telephone, a tax number."""
        if self._owner(block) is not None or not tells_of_itself(block.text):
            return
        for segment in block.segments:
            name = company(segment.text)
            if name is not None and not _BANK.search(name):
                yield self._weighed(name_at(segment, name, 0.68), 1.0)
                return

    def _in_address(self, address: Address) -> Iterator[Found[str]]:
        """Whose address tells of itself, stands below all amounts, or is that of the web page."""
        if self._owner(address.block) in {Role.BUYER, Role.OTHER_PARTY}:
            return
        name = address.named(is_sender=True, score=0.5)
        if name is None or _BANK.search(name.value):
            return
        signs = (
            (address.has_contact, 0.08), (address.has_tax_number, 0.1), (address.is_below, 0.12),
            (self._is_on_web(name.value, address.block), 0.2),
            (self._is_large(address), 0.1),
            (FORM.search(name.value) is not None, 0.08),
        )  # fmt: skip
        if any(is_there for is_there, _ in signs[:-1]):
            weight = sum(bonus for is_there, bonus in signs if is_there)
            yield replace(name, score=name.score + weight)

    def _is_large(self, address: Address) -> bool:
        """Whether a name is set in larger letters than what stands below it, as letterheads are."""
        first, below = address.names[0], address.block.segments[-1]
        return first.words[0].height > _LARGER * below.words[0].height

    def _is_on_web(self, name: str, block: Block | None = None) -> bool:
        """Whether a name is that of a mail or web address, other than those in its own block."""
        own = block.segments if block else ()
        return any(is_like(letters(name), domain)
                   for domain, segment in self.domains if segment not in own)  # fmt: skip

    def _at_foot(self) -> Iterator[Found[str]]:
        """Who gives name and address in one line below all amounts."""
        ends = self.addresses.first_end, self.addresses.end
        for number, line in enumerate(self.lines):
            if number <= ends[line.page > 1]:
                continue
            name = in_one_line(line)
            if name is not None:
                yield self._weighed(name_at(line.segments[0], name, 0.68), 1.0)

    def _owner(self, block: Block) -> Role | None:
        return self.owners.get(id(block.segments[0]))

    def _buyers(self) -> Iterator[Found[str]]:
        for (_, _, role), label in self.marks:
            if role is Role.BUYER:
                weight = 0.9 if label.key in _WEAK_BUYERS else 1.0
                weight *= _LOOSE if label.rest and not label.is_closed else 1.0
                for name in self._named_at(label):
                    weight *= _LOOSE if _PERSON.fullmatch(name.value) else 1.0
                    yield Found(name.value, name.text, name.page, name.box, name.score * weight)
        yield from self._below_senders()
        for address in self.addresses.every:
            found = address.named(is_sender=False, score=0.5)
            if found is not None and not address.is_below and self._owner(address.block) is None:
                bonus = 0.15 if FORM.search(found.value) else 0.0
                bonus -= 0.1 if address.has_contact else 0.0
                bonus -= 0.2 if self._is_on_web(found.value, address.block) else 0.0
                yield replace(found, score=found.score + bonus)

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
        area = [segment for _, segment in self.areas[id(label)]]
        following = self.lines[label.line].segments[label.segment + 1 : label.segment + 2]
        own = [(label.line, segment) for segment in following] + self.areas[id(label)]
        for stated in self._stated_name(own):
            yield stated
            return
        direct = next(self.labels.values(label, name_read), None)
        is_beside = direct is not None and is_neighbor(self.lines, label, direct, area)
        if direct is not None and not is_beside and not self._is_label(direct.text):
            place = next((n for n, s in enumerate(area) if s.box == direct.box), None)
            is_seller = Role.SELLER in label.roles
            whole = None if place is None else whole_name(area[place:], is_seller=is_seller)
            whole = whole or goes_on_below(self.lines, label, direct)
            yield whole if whole and whole.value.startswith(direct.value) else direct
            return
        for place, segment in enumerate(area):
            if is_house(segment.text):
                continue
            if (not self._is_label(segment.text) or is_attended(segment.text)) and name_read(
                segment.text
            ):
                whole = whole_name(area[place:], is_seller=Role.SELLER in label.roles)
                if whole is not None:
                    yield whole
                return

    def _stated_name(self, area: list[tuple[int, Segment]]) -> Iterator[Found[str]]:
        """What stands behind the word name inside an area, with what stands close above it."""
        own = {id(segment) for _, segment in area}
        for each in self.labels.of(Role.NAME):
            place = id(self.lines[each.line].segments[each.segment])
            if place in own and each.is_first and each.is_closed:
                for found in self.labels.values(each, name_read):
                    over = above(found, self.lines[each.line - 1].segments)
                    below = form_below(each, found, self.lines[each.line + 1 : each.line + 2])
                    name = f"{over.text} {found.value}" if over else found.value
                    name = f"{name} {below}" if below else name
                    yield Found(name, name, found.page, found.box, 1.0)

    def _is_label(self, text: str) -> bool:
        return is_label(text) or bool(re.match(r"[^\W\d]+(?: [^\W\d]+)?\s?:", text))

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

    @property
    def around_buyer(self) -> frozenset[int]:
        """The ids of the segments in the address that begins with the buyer's name."""
        if self.buyer is None:
            return frozenset()
        place = self.buyer.page, self.buyer.box[:2]
        found = next(
            (
                each
                for each in self.addresses.every
                if (each.names[0].page, each.names[0].box[:2]) == place
            ),
            None,
        )
        return frozenset(map(id, found.block.segments)) if found else frozenset()

    def of(self, role: Role) -> frozenset[int]:
        """The ids of the segments in the areas of a role."""
        return frozenset(
            id(segment)
            for (_, _, each), label in self.marks
            if each is role
            for _, segment in self.areas[id(label)]
        )


def _is_answer(line: Line, place: int) -> bool:
    """Whether the segment before is a label that this one answers."""
    return place > 0 and line.segments[place - 1].text.endswith(":")


def _heads(label: Label) -> bool:
    """Whether a label speaks of a party and not inside a sentence."""
    if label.rest and FORM.match(label.rest[0].text):
        return False
    if label.rest and not label.is_closed and label.rest[-1].text.endswith(":"):
        return False  # the beginning of another label
    return label.is_first and (not label.rest or label.is_closed or len(label.rest) <= 8)
