"""Do the parts of a payment or of an adjustment tie to it? (T33, T110)"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from core.money import decimal_text
from core.reasons import ReasonCode
from intake.rules.findings import FindingValue
from intake.rules.remittances import AdjustmentValue, DeductionValue, RemittanceValue

_ZERO: Final = Decimal(0)


def check_remittance(remittance: RemittanceValue) -> Iterator[FindingValue]:
    """Yield where a payment is not what its lines and deductions come to (T110)."""
    for line in remittance.lines:
        if line.paid is None or not line.gross:
            continue
        due = line.gross - (line.discount or _ZERO) - _taken(line.deductions)
        if due != line.paid:
            yield _differs(
                f"Line {line.line} ({line.reference}) pays {line.paid}; gross, discount and"
                f" deductions come to {due}.",
                expected=due, actual=line.paid, field="paid", line=line.line,
            )  # fmt: skip
    paid = [line.paid for line in remittance.lines]
    if remittance.amount is None or None in paid:
        return
    total = sum((each for each in paid if each is not None), _ZERO)
    total -= _taken(remittance.deductions)
    if total != remittance.amount:
        gap = remittance.amount - total
        yield _differs(
            f"The payment is {remittance.amount}; its lines and deductions come to {total},"
            f" which is {abs(gap)} {'less' if gap > 0 else 'more'}.",
            expected=total, actual=remittance.amount, field="amount",
        )  # fmt: skip


def check_adjustment(adjustment: AdjustmentValue) -> Iterator[FindingValue]:
    """Yield where the details of an adjustment do not add up to it."""
    if adjustment.amount is None or not adjustment.deductions:
        return
    total = _taken(adjustment.deductions)
    if total != adjustment.amount:
        yield _differs(
            f"The adjustment is {adjustment.amount}; its details come to {total}.",
            expected=total, actual=adjustment.amount, field="amount",
        )  # fmt: skip


def _taken(deductions: tuple[DeductionValue, ...]) -> Decimal:
    return sum((each.amount for each in deductions), _ZERO)


def _differs(
    text: str, *, expected: Decimal, actual: Decimal, field: str, line: str | None = None
) -> FindingValue:
    return FindingValue(
        code=ReasonCode.AMOUNT_DIFFERS,
        text=text,
        field=field,
        line=line,
        expected=decimal_text(expected),
        actual=decimal_text(actual),
    )
