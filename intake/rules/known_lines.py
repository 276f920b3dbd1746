"""Which lines of a bank file are new? Each movement is known once, however often banks tell of it.

A line is known by what it says and by how many alike came before it in its file, so a statement
that is repeated or overlaps adds only what is new (T85). The bank's own reference ties a posted
line to the pending one it follows (T87), and to the same line told in another format.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from core.money import decimal_text
from core.reasons import ReasonCode
from intake.rules.cash_values import BankLineStatus, BankLineValue
from intake.rules.findings import FindingValue

NEAR: Final = timedelta(days=10)
_UNFIRM: Final = frozenset({BankLineStatus.PENDING, BankLineStatus.INFORMATION})


@dataclass(frozen=True, slots=True)
class FreshLine:
    """A line of the file at hand, under the key it would be known by."""

    key: str
    value: BankLineValue


@dataclass(frozen=True, slots=True)
class KnownLine:
    """A line that is here already."""

    pk: int
    key: str
    status: BankLineStatus
    booked_on: date
    amount: Decimal
    currency: str
    reference: str | None
    end_to_end_id: str | None
    counterparty: str | None
    has_parts: bool = False


@dataclass(slots=True)
class Comparison:
    """What is to be done: lines to add, lines to replace (which, by which), what is flagged.

    What was booked as one sum is told again with the payments in it: the line learns them.
    """

    added: list[FreshLine] = field(default_factory=list)
    replaced: dict[int, str] = field(default_factory=dict)
    here_already: int = 0
    told_more: dict[int, FreshLine] = field(default_factory=dict)
    contradicted: list[tuple[FreshLine, KnownLine]] = field(default_factory=list)


def keyed(lines: Iterable[BankLineValue], alike: Counter[str]) -> list[FreshLine]:
    """Give every line the key it is known by; `alike` goes on counting through a file."""
    fresh = []
    for line in lines:
        said = _said(line)
        fresh.append(FreshLine(f"{said}-{alike[said]}", line))
        alike[said] += 1
    return fresh


def compare(fresh: Sequence[FreshLine], known: Sequence[KnownLine]) -> Comparison:
    """Sort the lines of one account into those to add, those here already, and what they replace.

    Nothing is guessed: a line is only taken for another by its key or by a reference that stands
    once on either side.
    """
    result = Comparison()
    keys = {line.key: line for line in known}
    twins = _by_reference(fresh, known)
    pending = _Pending(known)
    for line in fresh:
        if line.key in keys:
            _is_here(line, keys[line.key], result)
            continue
        twin = twins.get(line.value.reference or "")
        if twin is not None and _is_near(line, twin):
            _settle(line, twin, result)
            continue
        result.added.append(line)
        if line.value.status is BankLineStatus.BOOKED:
            followed = pending.followed_by(line.value)
            if followed is not None:
                result.replaced[followed] = line.key
    return result


def contradiction(line: FreshLine, twin: KnownLine) -> FindingValue:
    """Return that one reference of the bank stands for two different movements."""
    value = line.value
    return FindingValue(
        code=ReasonCode.DUPLICATE_LINE,
        text=(
            f"Line {value.line}: the bank's reference {value.reference} stands for"
            f" {decimal_text(value.amount)} {value.currency} here and for"
            f" {decimal_text(twin.amount)} {twin.currency} of {twin.booked_on} in an earlier file;"
            " both are kept."
        ),
        field="reference",
        line=str(value.line),
        expected=decimal_text(twin.amount),
        actual=decimal_text(value.amount),
        reference=value.reference,
    )


def repeated_references(fresh: Sequence[FreshLine]) -> tuple[FindingValue, ...]:
    """Return the references that stand for different amounts within one file."""
    first: dict[str, BankLineValue] = {}
    problems = []
    for line in fresh:
        value = line.value
        if value.reference is None:
            continue
        earlier = first.setdefault(value.reference, value)
        if earlier is value or (earlier.amount, earlier.booked_on) == (
            value.amount,
            value.booked_on,
        ):
            continue
        text = (
            f"Line {value.line}: the reference {value.reference} stands on line {earlier.line}"
            f" already, for {decimal_text(earlier.amount)}; both are kept."
        )
        problems.append(
            FindingValue(
                code=ReasonCode.DUPLICATE_LINE,
                text=text,
                field="reference",
                line=str(value.line),
                expected=decimal_text(earlier.amount),
                actual=decimal_text(value.amount),
                reference=value.reference,
            )
        )
    return tuple(problems)


def _settle(line: FreshLine, twin: KnownLine, result: Comparison) -> None:
    """Decide between a line and the one here that carries the same reference."""
    value = line.value
    if twin.status in _UNFIRM:
        if value.status is BankLineStatus.BOOKED or value.amount != twin.amount:
            result.added.append(line)
            result.replaced[twin.pk] = line.key
        else:
            _is_here(line, twin, result)
        return
    if value.status in _UNFIRM:
        _is_here(line, twin, result)
        return
    if (value.amount, value.currency) == (twin.amount, twin.currency):
        is_same_day = twin.booked_on in {value.booked_on, value.value_date}
        if is_same_day:
            _is_here(line, twin, result)
        else:
            result.added.append(line)
        return
    result.added.append(line)
    result.contradicted.append((line, twin))


def _is_here(line: FreshLine, known: KnownLine, result: Comparison) -> None:
    result.here_already += 1
    value = line.value
    is_same = (value.amount, value.currency) == (known.amount, known.currency)
    if value.parts and is_same and not known.has_parts:
        result.told_more[known.pk] = line


def _by_reference(fresh: Sequence[FreshLine], known: Sequence[KnownLine]) -> dict[str, KnownLine]:
    """Return the lines that are here by the references that stand once on either side."""
    times = Counter(line.value.reference for line in fresh)
    here: defaultdict[str, list[KnownLine]] = defaultdict(list)
    for line in known:
        if line.reference is not None and line.status is not BankLineStatus.REPLACED:
            here[line.reference].append(line)
    return {
        reference: lines[0]
        for reference, lines in here.items()
        if len(lines) == 1 and times[reference] == 1
    }


def _is_near(line: FreshLine, twin: KnownLine) -> bool:
    booked_on = line.value.booked_on
    return booked_on is not None and abs(booked_on - twin.booked_on) <= NEAR


class _Pending:
    """The lines that were announced, found again by what a booked line says."""

    def __init__(self, known: Sequence[KnownLine]) -> None:
        self._by_amount: defaultdict[tuple[Decimal, str], list[KnownLine]] = defaultdict(list)
        for line in known:
            if line.status in _UNFIRM:
                self._by_amount[line.amount, line.currency].append(line)

    def followed_by(self, value: BankLineValue) -> int | None:
        """Return the announced line that this one books, if it is plainly one: it is used up."""
        near = [
            line
            for line in self._by_amount.get((value.amount, value.currency), ())
            if value.booked_on is not None and abs(value.booked_on - line.booked_on) <= NEAR
        ]
        for same in (
            [line for line in near if line.end_to_end_id and _agree(line, value, "end_to_end_id")],
            [line for line in near if line.counterparty and _agree(line, value, "counterparty")],
            near,
        ):
            if len(same) == 1:
                self._by_amount[value.amount, value.currency].remove(same[0])
                return same[0].pk
        return None


def _agree(line: KnownLine, value: BankLineValue, name: str) -> bool:
    ours, theirs = getattr(line, name), getattr(value, name)
    return bool(theirs) and str(ours).casefold() == str(theirs).casefold()


def _said(line: BankLineValue) -> str:
    """Return a hash of what a line says; 10.0 and 10.00 say the same."""
    parts = [
        "" if line.status is BankLineStatus.BOOKED else line.status.value,
        line.booked_on,
        line.value_date,
        format(line.amount.normalize(), "f"),
        line.currency,
        line.reference,
        line.customer_reference,
        line.end_to_end_id,
        line.counterparty,
        line.counterparty_account,
        line.memo,
        line.transaction_code,
    ]
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()
