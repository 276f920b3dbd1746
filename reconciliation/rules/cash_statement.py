"""The status of one bank account between two days: theirs, ours, in transit, unexplained."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

ZERO = Decimal(0)
_LIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class StatedBalance:
    """One statement of the bank: the days it covers and the balances it states."""

    number: str
    from_date: date | None
    to_date: date | None
    opening: Decimal | None
    closing: Decimal | None
    movements: Decimal


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong between two statements, or within one."""

    kind: str
    number: str
    amount: Decimal | None
    day: date | None


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A bank line that nothing explains."""

    pk: int
    booked_on: date
    amount: Decimal
    counterparty: str
    text: str
    status: str


@dataclass(frozen=True, slots=True)
class AccountStatement:
    """Everything that an auditor compares; a figure that nobody states is None."""

    account: str
    entity: str | None
    currency: str
    since: date
    until: date
    opening: Decimal | None
    movements: Decimal
    line_count: int
    closing: Decimal | None  # as the bank states it
    ours: Decimal | None
    in_transit: Decimal
    in_transit_count: int
    unbooked: Decimal  # explained, and not on the account of the books
    open_amount: Decimal
    open_count: int
    matched_count: int
    flaws: tuple[Flaw, ...] = ()
    open_lines: tuple[OpenLine, ...] = ()
    seen: datetime | None = None  # matches as they were then; as they are now where none is set

    @property
    def reached(self) -> Decimal | None:
        """Return opening and movements together."""
        return None if self.opening is None else self.opening + self.movements

    @property
    def theirs(self) -> Decimal | None:
        """Return the balance of the bank: as stated, else as reached."""
        return self.reached if self.closing is None else self.closing

    @property
    def missing(self) -> Decimal | None:
        """Return what opening and movements lack of the closing that the bank states."""
        if self.closing is None or self.reached is None:
            return None
        return self.closing - self.reached

    @property
    def unexplained(self) -> Decimal | None:
        """Return what transit, lines not booked and open lines leave of the difference."""
        if self.theirs is None or self.ours is None:
            return None
        on_the_bank = self.ours - self.in_transit + self.unbooked + self.open_amount
        return self.theirs - on_the_bank


def flaws_of(statements: Sequence[StatedBalance]) -> tuple[Flaw, ...]:
    """Return gaps and overlaps between statements in order, and those that do not add up (T85)."""
    found: list[Flaw] = []
    before: StatedBalance | None = None
    for each in statements:
        if each.opening is not None and each.closing is not None:
            lacks = each.closing - each.opening - each.movements
            if lacks:
                found.append(Flaw("does not add up", each.number, lacks, each.to_date))
        if before is not None:
            found += _between(before, each)
        before = each
    return tuple(found)


def _between(before: StatedBalance, each: StatedBalance) -> list[Flaw]:
    found = []
    if before.to_date and each.from_date and each.from_date < before.to_date:
        found.append(Flaw("overlap", each.number, None, each.from_date))
    elif None not in (before.closing, each.opening) and before.closing != each.opening:
        gap = (each.opening or ZERO) - (before.closing or ZERO)
        found.append(Flaw("gap", each.number, gap, each.from_date))
    return found


def figures_of(statement: AccountStatement) -> list[tuple[str, Decimal | int | None]]:
    """Return the figures in the order in which they are read."""
    return [
        ("opening", statement.opening),
        ("movements", statement.movements),
        ("reached", statement.reached),
        ("closing as stated", statement.closing),
        ("missing", statement.missing),
        ("ours", statement.ours),
        ("in transit", statement.in_transit),
        ("matched, not booked by us", statement.unbooked),
        ("open lines", statement.open_amount),
        ("unexplained", statement.unexplained),
    ]


def to_json(statement: AccountStatement) -> dict[str, object]:
    """Return a statement for a download; decimals are texts, unknown is null."""
    return {
        "account": statement.account,
        "entity": statement.entity,
        "currency": statement.currency,
        "from": statement.since.isoformat(),
        "to": statement.until.isoformat(),
        "seen": None if statement.seen is None else statement.seen.isoformat(),
        "lines": statement.line_count,
        "matched": statement.matched_count,
        "open": statement.open_count,
        "figures": {name: _text(value) for name, value in figures_of(statement)},
        "flaws": [
            {
                "kind": flaw.kind,
                "statement": flaw.number,
                "amount": _text(flaw.amount),
                "date": None if flaw.day is None else flaw.day.isoformat(),
            }
            for flaw in statement.flaws
        ],
        "open_lines": [
            {
                "booked_on": line.booked_on.isoformat(),
                "amount": str(line.amount),
                "counterparty": line.counterparty,
                "text": line.text,
                "status": line.status,
            }
            for line in statement.open_lines
        ],
    }


def to_rows(statement: AccountStatement) -> list[list[str]]:
    """Return a statement as the rows of a table that no spreadsheet runs anything of (R26)."""
    rows = [["what", "date", "amount", "currency", "counterparty", "text"]]
    rows += [
        [name, "", _text(value) or "", statement.currency, "", statement.account]
        for name, value in figures_of(statement)
    ]
    rows += [
        [flaw.kind, _day(flaw.day), _text(flaw.amount) or "", statement.currency, "", flaw.number]
        for flaw in statement.flaws
    ]
    rows += [
        [
            f"open line, {line.status}", line.booked_on.isoformat(), str(line.amount),
            statement.currency, line.counterparty, line.text,
        ]
        for line in statement.open_lines
    ]  # fmt: skip
    return [[cell if place == 2 else dead(cell) for place, cell in enumerate(row)] for row in rows]


def dead(cell: str) -> str:
    """Return a text that a spreadsheet shows and never runs."""
    return (
        f"'{cell}" if cell.lstrip(" \u00a0").startswith(_LIVE) or cell.startswith(_LIVE) else cell
    )


def _text(value: Decimal | int | None) -> str | None:
    return None if value is None else str(value)


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()
