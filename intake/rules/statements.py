"""Do the figures of a bank file hold? Balances, currencies, and what an account must be called."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from core.money import decimal_text
from core.reasons import ReasonCode
from intake.rules.cash_values import BankLineStatus, BankLineValue, StatementKind, StatementValue
from intake.rules.currencies import is_currency
from intake.rules.findings import FindingValue


def movements_of(statement: StatementValue) -> Decimal:
    """Return the sum of the booked lines in the currency of the statement."""
    return sum(
        (
            line.amount
            for line in statement.lines
            if line.status is BankLineStatus.BOOKED and line.currency == statement.currency
        ),
        Decimal(0),
    )


def named(statement: StatementValue) -> str:
    """Return how people call a statement: its account and its number."""
    account = statement.account
    parts = [account.iban or account.account_number, statement.statement_number]
    return " ".join(part for part in parts if part) or f"on line {statement.line}"


def usable(
    statements: Sequence[StatementValue],
) -> tuple[tuple[StatementValue, ...], tuple[FindingValue, ...]]:
    """Return the statements that can be kept, and why others or lines of them cannot."""
    kept: list[StatementValue] = []
    problems: list[FindingValue] = []
    for statement in statements:
        problem = _problem_of(statement)
        if problem is not None:
            problems.append(problem)
            continue
        lines = []
        for line in statement.lines:
            if line.booked_on is None:
                problems.append(undated(line))
            elif not is_currency(line.currency):
                problems.append(_unknown_currency(line.line, line.currency))
            else:
                lines.append(line)
        is_cut = statement.is_cut or len(lines) < len(statement.lines)
        kept.append(replace(statement, lines=tuple(lines), is_cut=is_cut))
    return tuple(kept), tuple(problems)


def balance_problems(statements: Sequence[StatementValue]) -> tuple[FindingValue, ...]:
    """Return where opening and movements are not the closing, and where a page is missing."""
    problems: list[FindingValue] = []
    earlier: dict[tuple[object, str | None], StatementValue] = {}
    for statement in sorted(statements, key=lambda each: each.from_date or date.min):
        if statement.kind is not StatementKind.STATEMENT:
            continue
        if (gap := _own_gap(statement)) is not None:
            problems.append(gap)
        account = (statement.account, statement.currency)
        before = earlier.get(account)
        if before is not None and (gap := gap_between(before, statement)) is not None:
            problems.append(gap)
        earlier[account] = statement
    return tuple(problems)


def gap_between(before: StatementValue, after: StatementValue) -> FindingValue | None:
    """Return by how much one statement does not open where the one before it closed."""
    if before.closing is None or after.opening is None or before.closing == after.opening:
        return None
    return gap(
        closing=before.closing,
        opening=after.opening,
        currency=after.currency or "",
        closed=named(before),
        opened=named(after),
        line=after.line,
    )


def gap(
    *, closing: Decimal, opening: Decimal, currency: str, closed: str, opened: str, line: int
) -> FindingValue:
    """Return what is missing between a closing and the opening that should follow it."""
    missing = opening - closing
    return FindingValue(
        code=ReasonCode.STATEMENT_GAP,
        text=(
            f"Statement {opened} opens with {decimal_text(opening)} {currency} where {closed}"
            f" closed with {decimal_text(closing)}: movements of {decimal_text(missing)} are"
            " missing between them."
        ),
        field="opening",
        line=str(line),
        expected=decimal_text(closing),
        actual=decimal_text(opening),
        reference=closed,
    )


def running_gap(line: int, *, before: Decimal, amount: Decimal, balance: Decimal) -> FindingValue:
    """Return where a running balance jumps by something else than the movement beside it."""
    expected = before + amount
    return FindingValue(
        code=ReasonCode.STATEMENT_GAP,
        text=(
            f"Line {line}: the balance is {decimal_text(balance)} where"
            f" {decimal_text(before)} and {decimal_text(amount)} make {decimal_text(expected)}:"
            f" movements of {decimal_text(balance - expected)} are missing."
        ),
        field="balance",
        line=str(line),
        expected=decimal_text(expected),
        actual=decimal_text(balance),
    )


def _own_gap(statement: StatementValue) -> FindingValue | None:
    if statement.opening is None or statement.closing is None:
        return None
    moved = movements_of(statement)
    reached = statement.opening + moved
    if reached == statement.closing:
        return None
    return FindingValue(
        code=ReasonCode.STATEMENT_GAP,
        text=(
            f"Statement {named(statement)}: the opening of {decimal_text(statement.opening)} and"
            f" movements of {decimal_text(moved)} make {decimal_text(reached)}, the closing is"
            f" {decimal_text(statement.closing)}: {decimal_text(statement.closing - reached)}"
            " is missing."
        ),
        field="closing",
        line=str(statement.line),
        expected=decimal_text(reached),
        actual=decimal_text(statement.closing),
        reference=named(statement),
    )


def _problem_of(statement: StatementValue) -> FindingValue | None:
    account = statement.account
    if not (account.iban or account.account_number):
        text = f"Line {statement.line}: the statement names no account."
        return _missing(text, "account", statement.line)
    if statement.currency is None:
        text = f"Line {statement.line}: statement {named(statement)} names no currency."
        return _missing(text, "currency", statement.line)
    if not is_currency(statement.currency):
        return _unknown_currency(statement.line, statement.currency)
    return None


def _missing(text: str, field: str, line: int) -> FindingValue:
    return FindingValue(code=ReasonCode.MISSING_FIELD, text=text, field=field, line=str(line))


def _unknown_currency(line: int, code: str) -> FindingValue:
    return FindingValue(
        code=ReasonCode.UNREADABLE,
        text=f"Line {line}, currency: nobody knows the currency `{code[:10]}`.",
        field="currency",
        line=str(line),
        actual=code[:10],
    )


def undated(line: BankLineValue) -> FindingValue:
    """Return that a movement has no day, and is not kept."""
    text = f"Line {line.line}, day: the movement of {decimal_text(line.amount)} has no day."
    return _missing(text, "booked_on", line.line)
