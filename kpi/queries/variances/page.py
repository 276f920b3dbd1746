"""A variance as its pages show it: finished words, links and a chart."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlencode

from core.actors import Actor
from core.reasons import ReasonCode
from kpi.models import NoteState
from kpi.queries.variances import notes
from kpi.queries.variances.notes import ApprovedText, Key
from kpi.queries.variances.reading import DRAFT, WITHIN, Judged, Listed
from kpi.queries.variances.said import Said, words_of
from kpi.queries.variances.sayings import Saying, sayings
from kpi.rules.variance.comparing import Against, Comparison
from kpi.rules.variance.judging import Direction, direction, percent_of
from kpi.rules.variance.kept import EVIDENCE_LINKED, Kept
from kpi.rules.variance.narrative import shown
from kpi.rules.variance.values import Part
from kpi.rules.variance.waterfall import Waterfall, Words, waterfall
from ledger import movements

LINES_SHOWN = 100
STATES = {
    DRAFT: ("Draft", "warn"),
    WITHIN: ("Within limits", ""),
    NoteState.EDITED.value: ("Edited", "accent"),
    NoteState.SENT_BACK.value: ("Sent back", "bad"),
    NoteState.APPROVED.value: ("Approved", "good"),
}
AGAINST = {
    Against.PRIOR_PERIOD: "Period before",
    Against.PRIOR_YEAR: "Year before, as booked",
    Against.PRIOR_YEAR_RESTATED: "Year before, week for week",
    Against.PRIOR_YEAR_EASTER: "Year before, both periods of Easter",
}
SAID = {
    NoteState.EDITED.value: "The text is saved; another person approves it.",
    NoteState.SENT_BACK.value: "Sent back.",
    NoteState.APPROVED.value: "Approved: the text may be quoted from now on.",
}
UNWORDED = {
    ReasonCode.OUTPUT_REJECTED.value: (
        "The model's words were thrown away: they said what the records do not."
    ),
    ReasonCode.PROVIDER_UNAVAILABLE.value: "No model answered; the plain text stands.",
}


@dataclass(frozen=True, slots=True)
class ListRow:
    """One line of the list."""

    link: str
    account: str
    account_name: str
    cost_centre: str
    entity: str
    plan_name: str
    actual: str
    plan: str
    variance: str
    percent: str
    direction: str
    is_adverse: bool
    unexplained: str
    state: str
    mark: str
    drivers: str


@dataclass(frozen=True, slots=True)
class DriverRow:
    """One driver, its amount and links to what shows it."""

    name: str
    amount: str
    evidence: tuple[tuple[str, str], ...]
    more: int


@dataclass(frozen=True, slots=True)
class LineRow:
    """One journal line behind the figure."""

    entry_id: str
    link: str
    posting_date: str
    cost_centre: str
    reference: str
    text: str
    amount: str


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """An earlier stretch beside this period, and what the change comes from."""

    against: str
    stretch: str
    then: str
    change: str
    percent: str
    parts: str
    note: str


@dataclass(frozen=True, slots=True)
class SaidRow:
    """What somebody did with the text."""

    by: str
    at: datetime
    state: str
    mark: str
    comment: str


@dataclass(frozen=True, slots=True)
class Page:
    """One variance and all that is behind it."""

    row: ListRow
    fields: tuple[tuple[str, str], ...]
    figures_hash: str
    prior: str
    unexplained: str
    is_explained: bool
    text: str
    chart: Waterfall
    drivers: tuple[DriverRow, ...]
    lines: tuple[LineRow, ...]
    line_count: int
    foreign: int
    comparisons: tuple[ComparedRow, ...]
    said: tuple[SaidRow, ...]
    earlier: tuple[ApprovedText, ...]
    sayings: tuple[Saying, ...]
    worded: Said | None
    is_sent_back: bool


def list_row(each: Listed) -> ListRow:
    """Return a variance as one line."""
    plan, version, _, entity, account, cost_centre, currency = each.key
    meaning = direction(each.variance, each.account_type)
    state, mark = STATES[each.state]
    return ListRow(
        link=link(each.key),
        account=account,
        account_name=each.account_name,
        cost_centre=cost_centre or "–",
        entity=entity or "all",
        plan_name=f"{plan} {version}",
        actual=_money(each.actual, currency),
        plan=_money(each.plan, currency),
        variance=_signed(each.variance, currency),
        percent=_percent(percent_of(each.variance, each.plan)),
        direction="" if meaning is Direction.NEUTRAL else meaning.value,
        is_adverse=meaning is Direction.ADVERSE,
        unexplained=_signed(each.unexplained, currency),
        state=state,
        mark=mark,
        drivers=", ".join(_name(driver) for driver in each.drivers) or "–",
    )


def page(each: Judged, *, reader: Actor, at: datetime) -> Page:
    """Return a variance with its chart, its evidence and what people did."""
    key, kept = each.key, each.kept
    history = notes.history(key)
    return Page(
        row=list_row(each.listed),
        fields=tuple(_fields(key)),
        figures_hash=kept.figures_hash,
        prior="not known" if kept.prior is None else _money(kept.prior, kept.currency),
        unexplained=_signed(kept.explained.unexplained, kept.currency),
        is_explained=kept.explained.unexplained == 0,
        text=each.text,
        chart=_chart(each),
        drivers=tuple(_drivers(kept.explained.parts, kept)),
        lines=tuple(_lines(kept)),
        line_count=kept.line_count,
        foreign=kept.foreign,
        comparisons=tuple(_comparison(one, kept) for one in kept.comparisons),
        said=tuple(
            SaidRow(note.by, note.at, *STATES[note.state], note.comment) for note in history
        ),
        earlier=tuple(
            notes.approved_texts(
                account=kept.place.account, before=kept.period, entities=reader.entities, limit=3
            )
        ),
        sayings=sayings([each], asker=reader, at=at).get(key, ()),
        worded=words_of(each, reader=reader, at=at),
        is_sent_back=each.state == NoteState.SENT_BACK,
    )


def link(key: Key) -> str:
    """Return where a variance is shown."""
    return "/variances/one/?" + urlencode([pair for pair in _fields(key) if pair[1]])


def _fields(key: Key) -> list[tuple[str, str]]:
    names = "plan", "version", "period", "entity", "account", "cost_centre", "currency"
    return [(name, value or "") for name, value in zip(names, key, strict=True)]


def _chart(each: Judged) -> Waterfall:
    kept = each.kept
    steps = [
        (_name(part.driver.value), _plain(part.amount), part.amount)
        for part in kept.explained.parts
    ]
    words = Words("Plan", shown(kept.plan), "Actual", shown(kept.actual), "Unexplained")
    if kept.explained.unexplained:
        rest = kept.explained.unexplained
        steps.append((words.unexplained, _plain(rest), rest))
    return waterfall(kept.plan, steps, kept.actual, words=words)


def _drivers(parts: Iterable[Part], kept: Kept) -> list[DriverRow]:
    return [
        DriverRow(
            _name(part.driver.value),
            _signed(part.amount, kept.currency),
            tuple(
                (name, f"/entries/{name}/" if name in kept.entries else "")
                for name in part.evidence[:EVIDENCE_LINKED]
            ),
            max(len(part.evidence) - EVIDENCE_LINKED, 0),
        )
        for part in parts
    ]


def _comparison(each: Comparison, kept: Kept) -> ComparedRow:
    percent = percent_of(each.change, each.then)
    parts = [f"{_name(part.driver.value)} {_plain(part.amount)}" for part in each.explained.parts]
    if each.explained.unexplained:
        parts.append(f"unexplained {_plain(each.explained.unexplained)}")
    return ComparedRow(
        AGAINST[each.against], each.stretch, _money(each.then, kept.currency),
        _signed(each.change, kept.currency), _percent(percent), ", ".join(parts) or "–", each.note,
    )  # fmt: skip


def _lines(kept: Kept) -> list[LineRow]:
    place = kept.place
    found = movements.largest_lines(
        kept.period, place.account, place.entity, kept.currency,
        centre=None if kept.is_whole else (place.cost_centre,), limit=LINES_SHOWN,
    )  # fmt: skip
    return [
        LineRow(
            line.entry_id, f"/entries/{line.entry_id}/", line.posting_date.isoformat(),
            line.cost_centre or "–", line.reference or "–", line.text or "–", _plain(line.amount),
        )
        for line in found
    ]  # fmt: skip


def _percent(percent: Decimal | None) -> str:
    return "–" if percent is None else f"{percent:+.1f} %".replace("-", "−")


def _name(driver: str) -> str:
    return driver.replace("_", " ").capitalize()


def _money(amount: Decimal, currency: str) -> str:
    return f"{shown(amount)} {currency}".replace("-", "−")


def _signed(amount: Decimal, currency: str) -> str:
    return f"{_plain(amount)} {currency}"


def _plain(amount: Decimal) -> str:
    sign = "+" if amount > 0 else ""
    return f"{sign}{shown(amount)}".replace("-", "−")
