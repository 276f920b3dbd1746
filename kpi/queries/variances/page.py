"""A variance as its pages show it: finished words, links and a chart."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlencode

from kpi.models import NoteState
from kpi.queries.variances import notes
from kpi.queries.variances.gathering import Entities
from kpi.queries.variances.judged import DRAFT, WITHIN, Judged
from kpi.queries.variances.notes import ApprovedText, Key, key_of
from kpi.rules.variance import LineFact
from kpi.rules.variance.judging import Direction, direction
from kpi.rules.variance.narrative import shown
from kpi.rules.variance.waterfall import Waterfall, Words, waterfall

LINES_SHOWN = 100
STATES = {
    DRAFT: ("Draft", "warn"),
    WITHIN: ("Within limits", ""),
    NoteState.EDITED.value: ("Edited", "accent"),
    NoteState.SENT_BACK.value: ("Sent back", "bad"),
    NoteState.APPROVED.value: ("Approved", "good"),
}
SAID = {
    NoteState.EDITED.value: "The text is saved; another person approves it.",
    NoteState.SENT_BACK.value: "Sent back.",
    NoteState.APPROVED.value: "Approved: the text may be quoted from now on.",
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
    said: tuple[SaidRow, ...]
    earlier: tuple[ApprovedText, ...]
    is_sent_back: bool


def list_row(each: Judged) -> ListRow:
    """Return a variance as one line."""
    row, currency = each.row, each.row.currency
    meaning = direction(row.variance, each.compared.account.account_type)
    state, mark = STATES[each.state]
    percent = each.percent
    return ListRow(
        link=link(key_of(each.compared)),
        account=row.place.account,
        account_name=each.compared.account.account_name,
        cost_centre=row.place.cost_centre or "–",
        entity=row.place.entity or "all",
        plan_name=each.compared.plan_name,
        actual=_money(row.actual, currency),
        plan=_money(row.plan, currency),
        variance=_signed(row.variance, currency),
        percent="–" if percent is None else f"{percent:+.1f} %".replace("-", "−"),
        direction="" if meaning is Direction.NEUTRAL else meaning.value,
        is_adverse=meaning is Direction.ADVERSE,
        unexplained=_signed(each.explained.unexplained, currency),
        state=state,
        mark=mark,
        drivers=", ".join(_name(part.driver.value) for part in each.explained.parts) or "–",
    )


def page(each: Judged, *, entities: Entities) -> Page:
    """Return a variance with its chart, its evidence and what people did."""
    key, row = key_of(each.compared), each.row
    said = notes.history(key)
    return Page(
        row=list_row(each),
        fields=tuple(_fields(key)),
        figures_hash=each.figures_hash,
        prior="not known" if row.prior is None else _money(row.prior, row.currency),
        unexplained=_signed(each.explained.unexplained, row.currency),
        is_explained=each.explained.unexplained == 0,
        text=each.text,
        chart=_chart(each),
        drivers=tuple(_drivers(each)),
        lines=tuple(_line(line) for line in _largest(row.lines)),
        line_count=len(row.lines),
        foreign=each.compared.foreign,
        said=tuple(SaidRow(note.by, note.at, *STATES[note.state], note.comment) for note in said),
        earlier=tuple(
            notes.approved_texts(
                account=row.place.account, before=row.period, entities=entities, limit=3
            )
        ),
        is_sent_back=each.state == NoteState.SENT_BACK,
    )


def link(key: Key) -> str:
    """Return where a variance is shown."""
    return "/variances/one/?" + urlencode([pair for pair in _fields(key) if pair[1]])


def _fields(key: Key) -> list[tuple[str, str]]:
    names = "plan", "version", "period", "entity", "account", "cost_centre", "currency"
    return [(name, value or "") for name, value in zip(names, key, strict=True)]


def _chart(each: Judged) -> Waterfall:
    row = each.row
    steps = [
        (_name(part.driver.value), _plain(part.amount), part.amount)
        for part in each.explained.parts
    ]
    words = Words("Plan", shown(row.plan), "Actual", shown(row.actual), "Unexplained")
    if each.explained.unexplained:
        rest = each.explained.unexplained
        steps.append((words.unexplained, _plain(rest), rest))
    return waterfall(row.plan, steps, row.actual, words=words)


def _drivers(each: Judged) -> list[DriverRow]:
    lines = (*each.row.lines, *each.row.prior_lines, *each.row.elsewhere)
    entries = {line.entry_id for line in lines}
    return [
        DriverRow(
            _name(part.driver.value),
            _signed(part.amount, each.row.currency),
            tuple(
                (name, f"/entries/{name}/" if name in entries else "") for name in part.evidence[:8]
            ),
            max(len(part.evidence) - 8, 0),
        )
        for part in each.explained.parts
    ]


def _largest(lines: tuple[LineFact, ...]) -> list[LineFact]:
    return sorted(lines, key=lambda line: -abs(line.amount))[:LINES_SHOWN]


def _line(line: LineFact) -> LineRow:
    return LineRow(
        line.entry_id, f"/entries/{line.entry_id}/", line.posting_date.isoformat(),
        line.cost_centre or "–", line.reference or "–", line.text or "–", _plain(line.amount),
    )  # fmt: skip


def _name(driver: str) -> str:
    return driver.replace("_", " ").capitalize()


def _money(amount: Decimal, currency: str) -> str:
    return f"{shown(amount)} {currency}".replace("-", "−")


def _signed(amount: Decimal, currency: str) -> str:
    return f"{_plain(amount)} {currency}"


def _plain(amount: Decimal) -> str:
    sign = "+" if amount > 0 else ""
    return f"{sign}{shown(amount)}".replace("-", "−")
