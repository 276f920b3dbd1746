"""Pages read with what corrections taught, and what a correction teaches (T123).

A learned value outranks what the general rules found, but it must have the shape that was learned,
mean one thing, and fit the arithmetic; else the general reading stands. Where the two differ, a
person is told.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from core.reasons import ReasonCode
from intake.formats import anchor_places, anchor_values, scan_document
from intake.formats.anchor_places import Run
from intake.formats.anchor_values import Value
from intake.formats.page_words import Line, Page, lines_of
from intake.formats.recognised import Recognition, back_on_page
from intake.rules.anchors import ANCHORED, KINDS, Anchor, AnchorKind, Anchors, Spot
from intake.rules.corrections import PARTY_FIELDS
from intake.rules.findings import FindingValue, ReadFile
from intake.rules.reading import Evidence, InvoiceReading

_MOST_SPOTS: Final = 4
_SHORTEST_TEXT: Final = 2
_CENTS: Final = 2
_LABELLED: Final = Decimal("0.90")
_BY_PLACE: Final = Decimal("0.80")
_SURE: Final = 0.90  # words that were recognised less surely lower what rests on them
_TOTALS: Final = ("net_total", "tax_total", "gross_total")


@dataclass(frozen=True, slots=True)
class Held:
    """A value that an anchor leads to, and where it stands."""

    value: Value
    run: Run
    confidence: Decimal


def learn(field: str, value: Value, pages: tuple[Page, ...]) -> Anchor | None:
    """What a corrected value teaches; nothing where it does not stand on the pages (T123)."""
    kind = KINDS.get(field)
    is_too_little = not value or (isinstance(value, str) and len(value) < _SHORTEST_TEXT)
    if kind is None or is_too_little:
        return None
    lines = lines_of(pages)
    start = Anchor(field=field, kind=kind, spots=(), printed="", value=str(value))
    found = [
        (drafted, run)
        for run in anchor_places.runs_of(lines, _most(start, str(value)))
        if (drafted := anchor_values.tried(start, run.text, value)) is not None
    ]
    placed = [
        (drafted, anchor_places.spot_of(run, lines))
        for drafted, run in found
        if _is_tight(start, run, value) and not anchor_places.is_rate(run, lines)
    ]
    if not placed:
        return None
    first = max((drafted for drafted, _ in placed), key=lambda each: each.decimals == _CENTS)
    spots = [spot for drafted, spot in placed if _manner(drafted) == _manner(first)]
    return replace(first, spots=_best(spots))


def place_of(anchor: Anchor, pages: tuple[Page, ...]) -> Held | None:
    """Where the value of an anchor stands on the pages it was learned from."""
    return read(anchor, lines_of(pages))


def _most(anchor: Anchor, value: str) -> int:
    if anchor.kind is AnchorKind.TEXT:
        return len(value.split())
    return anchor_values.longest(anchor.kind)


def _is_tight(anchor: Anchor, run: Run, value: Value) -> bool:
    """Whether no word at either end is there for nothing."""
    if len(run.words) == 1:
        return True
    shorter = (replace(run, words=run.words[1:]), replace(run, words=run.words[:-1]))
    return all(anchor_values.tried(anchor, each.text, value) is None for each in shorter)


def _manner(anchor: Anchor) -> tuple[object, ...]:
    return anchor.mark, anchor.decimals, anchor.is_day_first, anchor.is_turned


def _best(spots: list[Spot]) -> tuple[Spot, ...]:
    """The few that lead there best: with a label before, then with one above, then by place."""
    labelled = [spot for spot in spots if spot.before or spot.above]
    ranked = sorted(labelled or spots, key=lambda spot: (not spot.before, not spot.above))
    return tuple(ranked[:_MOST_SPOTS])


def read(anchor: Anchor, lines: tuple[Line, ...]) -> Held | None:
    """What the anchor leads to on these lines, in one meaning."""
    if anchor.kind in {AnchorKind.SAME, AnchorKind.SIGN}:
        return _anywhere(anchor, lines)
    votes = [held for spot in anchor.spots if (held := _at_spot(anchor, spot, lines)) is not None]
    if not votes:
        return None
    (wanted, most), *rest = Counter(held.value for held in votes).most_common(2)
    if rest and rest[0][1] == most:
        return votes[0] if votes[0].confidence == _LABELLED else None
    return next(held for held in votes if held.value == wanted)


def _anywhere(anchor: Anchor, lines: tuple[Line, ...]) -> Held | None:
    for run in anchor_places.runs_of(lines, len(anchor.printed.split())):
        if (value := anchor_values.read(anchor, run.text)) is not None:
            return Held(value, run, _LABELLED)
    return None


def _at_spot(anchor: Anchor, spot: Spot, lines: tuple[Line, ...]) -> Held | None:
    """The one value at a spot; where its label leads to several, the one that is in place."""
    most = anchor_values.longest(anchor.kind)
    found: dict[str, list[Held]] = {}
    seen: set[tuple[str, int, int]] = set()
    for how, run in anchor_places.candidates(spot, lines, most):
        key = (how, run.line, run.start)
        value = None if key in seen else anchor_values.read(anchor, run.text)
        if value is not None and not _has_more(anchor, run):
            seen.add(key)
            sure = _BY_PLACE if how == "place" else _LABELLED
            found.setdefault(how, []).append(Held(value, run, sure))
    for how in ("before", "above", "place"):
        if (held := _one(found.get(how, []), spot)) is not None:
            return held
    return None


def _has_more(anchor: Anchor, run: Run) -> bool:
    """Whether the words say it without the first or the last of them."""
    shorter = (run.words[1:], run.words[:-1]) if len(run.words) > 1 else ()
    texts = (" ".join(word.text for word in words) for words in shorter)
    return any(anchor_values.read(anchor, text) is not None for text in texts)


def _one(found: list[Held], spot: Spot) -> Held | None:
    if len({held.value for held in found}) == 1:
        return found[0]
    near = [held for held in found if anchor_places.is_in_place(held.run, spot)]
    return near[0] if len({held.value for held in near}) == 1 else None


def with_anchors(file: ReadFile, known: Anchors, recognition: Recognition | None) -> ReadFile:
    """The file as it is read with what was learned of its layout."""
    if file.invoice is None or not file.pages:
        return file
    lines = lines_of(file.pages)
    found = {
        anchor.field: held for anchor in known.anchors if (held := read(anchor, lines)) is not None
    }
    reading, told = _merged(file.invoice, _kept(file.invoice, found), recognition)
    return replace(file, invoice=reading, findings=(*file.findings, *told))


def _kept(reading: InvoiceReading, found: Mapping[str, Held]) -> dict[str, Held | None]:
    """What is taken of the values that were found; `None` takes a general value away."""
    kept: dict[str, Held | None] = dict(found)
    before = {name: getattr(reading, name) for name in _TOTALS}
    learned = {name: held.value for name, held in found.items() if name in _TOTALS}
    after = before | learned
    if not learned or _adds_up(after) is not False:
        return kept
    if len(learned) == len(_TOTALS) or _adds_up(before):
        for name in learned:
            del kept[name]
        return kept
    return kept | {name: None for name in _TOTALS if name not in learned}


def _adds_up(totals: Mapping[str, Any]) -> bool | None:
    """Whether net and tax are the gross; `None` where one of them is not known."""
    net, tax, gross = (totals[name] for name in _TOTALS)
    return None if net is None or tax is None or gross is None else net + tax == gross


def _merged(
    reading: InvoiceReading, kept: Mapping[str, Held | None], recognition: Recognition | None
) -> tuple[InvoiceReading, tuple[FindingValue, ...]]:
    told = []
    evidence = dict(reading.evidence)
    for name, held in kept.items():
        before, value = value_in(reading, name), None if held is None else held.value
        if before is not None and before != value:
            told.append(_told(name, before, value))
        if before != value:
            reading = _set(reading, name, value)
        evidence.pop(name, None)
        if held is not None:
            evidence[name] = evidence_of(held, recognition)
    return replace(reading, evidence=tuple(evidence.items())), tuple(told)


def evidence_of(held: Held, recognition: Recognition | None, method: str = ANCHORED) -> Evidence:
    """Where a value stands, on the page as it is."""
    run = held.run
    found = Evidence(run.page, run.box, run.text, method, held.confidence)
    seen = recognition.pages if recognition is not None else ()
    page = next((each for each in seen if each.number == run.page), None)
    if page is None:
        return found
    certainty = scan_document.certainty_in(run.box, page)
    if certainty < _SURE:
        lowered = (held.confidence * Decimal(f"{certainty:.2f}")).quantize(_LABELLED)
        found = replace(found, confidence=lowered)
    return replace(found, box=back_on_page(run.box, page))


def value_in(reading: InvoiceReading, name: str) -> Any:
    """What a reading says in a field of its head."""
    if name in PARTY_FIELDS:
        party, part = PARTY_FIELDS[name]
        return getattr(getattr(reading, party), part)
    return getattr(reading, name)


def _set(reading: InvoiceReading, name: str, value: Value | None) -> InvoiceReading:
    added: dict[str, Any] = {name: value}
    if name in PARTY_FIELDS:
        party, part = PARTY_FIELDS[name]
        added = {party: replace(getattr(reading, party), **{part: value})}
    if name == "tax_total" and value is None:
        added["tax_breakdown"] = ()
    return replace(reading, **added)


def _told(name: str, before: object, value: object) -> FindingValue:
    words = name.replace("_", " ")
    return FindingValue(
        code=ReasonCode.LOW_CONFIDENCE,
        text=f"The {words} was read where an earlier correction teaches to look; the rules alone"
        " would have read another.",
        field=name,
        expected=str(before),
        actual=None if value is None else str(value),
    )
