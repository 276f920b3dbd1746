"""Numbers and dates of a document, by the labels they stand beside."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from intake.formats import page_dates
from intake.formats.page_labels import Found, Label, Labels, best
from intake.formats.page_lexicon import LABELS, Role, letters
from intake.formats.page_values import Manner
from intake.formats.page_words import Line, Segment, Word, box_of

_TOKEN: Final = re.compile(r"(?=\S*\d)[#(]?[A-Za-z0-9][\w/.\-–]{0,38}")
_PREFIX: Final = re.compile(r"[A-Z]{1,5}[-/]?")
_SKIPPED: Final = re.compile(r"(?:no|nr|num|n[°º]?|#|id|\(\d{3}\))\.?:?", re.IGNORECASE)
_BOX: Final = re.compile(r"box\b", re.IGNORECASE)  # what stands behind "P.O." in an address
_GROUPS: Final = re.compile(r"\d{3,}(?:-\d+){2,}")  # "7001-20-07"
_NUMBER_WORD: Final = re.compile(r"(?:no|nr|num|num[eé]ro|number|n[°º])\.?:?|#", re.IGNORECASE)
_RUN_TOGETHER: Final = re.compile(r"^(n[°º])(?=\w*\d)", re.IGNORECASE)  # and the number behind
_TRIM: Final = ".,;:()#"
_AMOUNT: Final = re.compile(r"[€$£]|\d[.,]\d{2}$|%$")
_PLAIN_TITLE: Final = 0.94  # of a label that says number
_OF_WHAT_IS_BILLED: Final = 0.9  # of the number of a contract or an order
_LOOSE_DATE: Final = 0.3
_PLACED_DATE: Final = 0.72  # behind a place, as letters are dated
_ANY_DATE: Final = 0.75
_BARE: Final = frozenset({"nummer", "no", "nr"})
_BY_WORD: Final = 0.78
_TITLE_DATE: Final = 0.96
_TOP: Final = 0.45  # of a page: where letters are dated
_OF: Final = frozenset(
    ["vom", "von", "du", "de", "del", "van", "of", "dated", "date", "dd", "da", "dal"]
)
_LAST_TITLE: Final = 30  # lines
_MOST_WORDS: Final = 4
_SHORT_REFERENCE: Final = 4
_YOURS: Final = frozenset(
    {"yourreference", "yourref", "votrereference", "votreref", "ihrereferenz", "ihrzeichen",
     "sureferencia", "vostroriferimento", "vsriferimento", "uwreferentie", "uwkenmerk",
     "customerreference", "customerref", "kundenreferenz", "referenceclient"}
)  # fmt: skip
_PLACE_AND_DATE: Final = re.compile(
    r"(?P<place>[^\W\d]+(?:[ -][^\W\d]+)?, )?(?:den |le |il |el |the )?(?=\d)"
)


def number_in(text: str) -> tuple[str, str] | None:
    """A number of a document at the start of a text; no date, amount or share."""
    words = _RUN_TOGETHER.sub(r"\1 ", text).split()
    while words and _SKIPPED.fullmatch(words[0]):
        words = words[1:]
    for place, word in enumerate(words[:2]):
        if place == 1 and _PREFIX.fullmatch(words[0]) is None:
            return None
        if _TOKEN.fullmatch(word.rstrip(_TRIM)) is None:
            continue
        bare = word.strip(_TRIM)
        if _is_date(bare) or _AMOUNT.search(bare) or len(bare) < 2:
            return None
        value = bare if place == 0 else f"{words[0]} {bare}"
        return value, value
    return None


def _is_date(text: str) -> bool:
    """Whether a text is a day of the calendar; a number in three groups need not be one."""
    return page_dates.has_date(text) and (
        any(page_dates.day_in(text, is_day_first=order) for order in (True, False))
        or _GROUPS.fullmatch(text) is None
    )


def grouped_in(text: str) -> tuple[str, str] | None:
    """A reference that may be written in groups, as far as its text goes."""
    words = text.split()
    if 1 < len(words) <= 2 * _MOST_WORDS and all(
        re.fullmatch(r"[\dA-Z-]+", word) for word in words
    ):
        joined = " ".join(words)
        if any(sign.isdigit() for sign in joined) and not page_dates.has_date(joined):
            return joined, joined
    return number_in(text)


class Header:
    """The header of one document."""

    def __init__(self, lines: tuple[Line, ...], labels: Labels, manner: Manner) -> None:
        self.lines = lines
        self.labels = labels
        self.manner = manner

    def number(self) -> Found[str] | None:
        """The number of the document."""
        found = list(self._numbers(Role.NUMBER, 1.0))
        found += [each for each in self._titled() if all(each.value != one.value for one in found)]
        found = found or list(self._bare_numbers())
        order = {each.value for each in self._numbers(Role.ORDER, 1.0)}
        found = [each for each in found if each.value not in order or each.score >= 1.0]
        return best(found, margin=0.015)

    def contract(self) -> Found[str] | None:
        """The number of the contract that is carried out."""
        found = [
            each
            for label in self.labels.of(Role.CONTRACT)
            if label.is_first and (label.is_closed or not label.rest or label.key != "contract")
            for each in self.labels.values(label, number_in)
        ]
        return best(found, margin=0.02)

    def _bare_numbers(self) -> Iterator[Found[str]]:
        """What "number:" alone names at the top of a document that names no other."""
        for label in self.labels.of(Role.OTHER_NUMBER):
            is_bare = label.key in _BARE and label.is_first and label.is_closed
            if is_bare and label.page == 1 and label.line <= _LAST_TITLE:
                for found in self.labels.values(label, number_in):
                    yield _weighed(found, _BY_WORD)

    def _numbers(self, role: Role, weight: float) -> Iterator[Found[str]]:
        for label in self.labels.of(role):
            if Role.TITLE in label.roles and role is not Role.TITLE:
                continue
            for found in self.labels.values(label, number_in):
                yield _weighed(found, weight)

    def _titled(self) -> Iterator[Found[str]]:
        """Numbers right behind the name of the document."""
        for label in self.labels.of(Role.TITLE):
            is_high = label.page == 1 and label.line <= _LAST_TITLE
            if not label.is_first:
                continue
            weight = _PLAIN_TITLE if is_high else _PLAIN_TITLE / 2
            weight *= _OF_WHAT_IS_BILLED if label.key in {"contract", "order"} else 1.0
            for found in self.labels.values(label, number_in):
                if not self._is_past_labels(label, found):
                    yield _weighed(found, weight)
            for found in self._further(label):
                yield _weighed(found, weight)

    def _is_past_labels(self, title: Label, found: Found[str]) -> bool:
        """Whether a label stands between a title and the number below it, which is that label's."""
        if title.line + 1 >= len(self.lines):
            return False
        segments = self.lines[title.line + 1].segments
        return any(
            (title.line + 1, place) in self.labels.starts
            and found.box[1] > segment.box[3]
            and segment.box[0] < found.box[2]
            and found.box[0] < segment.box[2]
            for place, segment in enumerate(segments)
        )

    def _further(self, title: Label) -> Iterator[Found[str]]:
        """As in "Rechnung des Versicherers Nr. 4711": the number behind that word in the title."""
        for place, word in enumerate(title.rest[:-1]):
            following = " ".join(each.text for each in title.rest[place + 1 :])
            if self._is_of_another(title, place):
                return
            if _NUMBER_WORD.fullmatch(word.text) and (made := number_in(following)) is not None:
                span = [each for each in title.rest if each.text.strip(_TRIM) == made[0]]
                yield Found(made[0], made[1], title.page, box_of(span or title.rest))
                return

    def _is_of_another(self, title: Label, place: int) -> bool:
        """Whether the number behind belongs to an order or to something else that is named."""
        if not place or not letters(title.rest[place - 1].text):
            return False
        key = letters(title.rest[place - 1].text + title.rest[place].text)
        roles = LABELS.get(key, ())
        return bool({Role.ORDER, Role.OTHER_NUMBER, Role.PRECEDING} & {*roles})

    def issued(self) -> Found[date] | None:
        """The day of issue: by its label, behind the number in the title, or alone at the top."""
        stated = list(self._days(Role.ISSUED, 1.0, self._is_of_earlier)) or list(self._paired())
        if not stated:
            stated = list(self._behind_title()) or list(self._behind_number())
        if not stated:
            stated = [
                _weighed(found, _ANY_DATE)
                for label in self.labels.of(Role.DATE)
                if label.is_first
                for found in self._days_at(label)
                if label.page == 1
            ]
        if not stated and not self._is_stated(Role.ISSUED):
            stated = list(self._loose())[:1]
        top = best(stated, margin=0.02)
        return top or (stated[0] if len({each.value for each in stated}) == 1 else None)

    def _is_stated(self, role: Role) -> bool:
        """Whether a label has a date beside it, be it one that is not understood."""

        def read(text: str) -> tuple[str, str] | None:
            return ("", "") if page_dates.has_date(text) else None

        return any(True for label in self.labels.of(role) for _ in self.labels.values(label, read))

    def day(self, role: Role) -> Found[date] | None:
        """The date that stands beside a label of this meaning."""
        return best(list(self._days(role, 1.0)), margin=0.02)

    def _days(
        self, role: Role, weight: float, leave: Callable[[Label], bool] = lambda _: False
    ) -> Iterator[Found[date]]:
        for label in self.labels.of(role):
            for found in () if leave(label) else self._days_at(label):
                yield _weighed(found, weight)

    def _is_of_earlier(self, label: Label) -> bool:
        """Whether a date stands right below the number of an earlier invoice, whose date it is.

        Where no other date is named on the page, it is that of the document.
        """
        others = (*self.labels.of(Role.DATE), *self.labels.of(Role.ISSUED))
        if not any(each.is_first and each.line != label.line and each.page == 1 for each in others):
            return False
        return any(
            each.line == label.line - 1
            and each.page == label.page
            and abs(each.box[0] - label.box[0]) < label.words[0].height
            and Role.NUMBER not in each.roles
            for each in self.labels.of(Role.PRECEDING)
        )

    def _days_at(self, label: Label) -> Iterator[Found[date]]:
        stated = list(self.labels.values(label, self._day))
        yield from stated or self.labels.below(label, self._day)

    def _day(self, text: str) -> tuple[date, str] | None:
        words = text.split()
        for start in range(min(2, len(words))):
            for count in range(1, 7):
                part = " ".join(words[start : start + count])
                if not page_dates.has_date(part):
                    continue
                longer = " ".join(words[start : start + count + 1])
                day = self.manner.day(longer) or self.manner.day(part)
                return None if day is None else (day, part.strip(",;"))
        return None

    def _behind_title(self) -> Iterator[Found[date]]:
        """As in "Rechnung Nr. 4711 vom 3. Mai 2026": a date further on in the line of the title."""
        every = [*self.labels.of(Role.TITLE), *self.labels.of(Role.NUMBER)]
        for label in sorted(every, key=lambda each: (each.line, each.segment)):
            line = self.lines[label.line]
            if not label.is_first or label.line > _LAST_TITLE or not self._has_number(label):
                continue
            words = [word for word in line.words if word.x0 >= label.words[-1].x1 - 1]
            words += self._next_line(label)
            for start in range(len(words)):
                part = " ".join(word.text for word in words[start : start + _MOST_WORDS])
                if (day := self.manner.day(part)) is None or not _begins_with_date(part):
                    continue
                yield Found(day, part, line.page, box_of(words[start:]), _TITLE_DATE)
                return

    def _paired(self) -> Iterator[Found[date]]:
        """As in "Invoice no. / date" over "4711 / 3 May 2026": the date behind the number."""

        def read(text: str) -> tuple[date, str] | None:
            number, slash, day = text.partition(" / ")
            return self._day(day) if slash and number_in(number) else None

        dated = {
            (each.line, each.segment)
            for each in self.labels.of(Role.DATE, Role.ISSUED)
            if not each.is_first
        }
        for label in self.labels.of(Role.NUMBER):
            if label.is_first and (label.line, label.segment) in dated:
                yield from self.labels.values(replace(label, rest=()), read)

    def _behind_number(self) -> Iterator[Found[date]]:
        """As in "No. 4711 of 3 May 2026", wherever the number of the document stands."""
        number = self.number()
        for line in self.lines if number is not None else ():
            words = line.words
            for place, word in enumerate(words[:-2]):
                is_it = number is not None and word.text.strip(_TRIM) == number.value
                if line.page != 1 or not is_it or letters(words[place + 1].text) not in _OF:
                    continue
                span = words[place + 2 : place + 2 + _MOST_WORDS]
                found = self._day(" ".join(each.text for each in span))
                if found is not None:
                    yield Found(found[0], found[1], 1, box_of(span), _TITLE_DATE)
                    return

    def _has_number(self, title: Label) -> bool:
        """Whether a number stands behind a title, so that a date further on is its date."""
        found = (*self.labels.values(title, number_in), *self._further(title))
        return any(True for _ in found)

    def _next_line(self, title: Label) -> tuple[Word, ...]:
        """The line below a title, where it goes on with "of" and the date."""
        if title.line + 1 >= len(self.lines):
            return ()
        line = self.lines[title.line + 1]
        is_next = line.page == title.page and letters(line.words[0].text) in _OF
        return line.words if is_next else ()

    def _loose(self) -> Iterator[Found[date]]:
        """A date alone, or behind a place, at the top of the first page."""
        first = [line for line in self.lines if line.page == 1]
        for line in first:
            for segment in line.segments:
                if not _is_only_a_date(segment):
                    continue
                day = self.manner.day(segment.text)
                if day is not None:
                    is_placed = _PLACE_AND_DATE.match(segment.text)
                    is_high = segment.box[1] < _TOP * first[-1].segments[0].box[3]
                    score = _PLACED_DATE if is_placed and is_placed["place"] and is_high else None
                    yield Found(day, segment.text, 1, segment.box, score or _LOOSE_DATE)

    def reference(self, role: Role) -> Found[str] | None:
        """An order, an earlier invoice or a buyer's reference."""
        found = [
            each
            for label in self.labels.of(role)
            if not (Role.TITLE in label.roles and not label.is_closed and not self._is_cell(label))
            for each in self.labels.values(label, grouped_in if label.is_first else number_in)
            if len(each.value) >= _SHORT_REFERENCE or label.is_first
            if _BOX.match(each.text) is None
        ]
        return best(found, margin=0.02)

    def is_your_reference(self) -> bool:
        """Whether the reference is called "yours" and not the buyer's by a term of its own."""
        return any(label.key in _YOURS for label in self.labels.of(Role.OUR_REFERENCE))

    def _is_cell(self, label: Label) -> bool:
        """Whether a word that may also be a title stands in a row of labels or beside a value."""
        return len(self.lines[label.line].segments) > 1


def _begins_with_date(text: str) -> bool:
    words = text.split()
    return page_dates.has_date(text) and not page_dates.has_date(" ".join(words[1:]))


def _is_only_a_date(segment: Segment) -> bool:
    text = segment.text
    if len(segment.words) > 2 * _MOST_WORDS or not page_dates.has_date(text):
        return False
    rest = _PLACE_AND_DATE.sub("", text, count=1)
    return len(rest) <= 20 and not re.search(r"\d\s*-\s*\d{1,2}/", rest)


def _weighed(found: Found, weight: float) -> Found:  # type: ignore[type-arg]
    return Found(found.value, found.text, found.page, found.box, found.score * weight)
