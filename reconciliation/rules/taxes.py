"""Whether a line is taxed as it was ordered: at the rate of the order line, within the tax limit.

What the buyer accounts for itself (reverse charge, intra-Community supply, export, out of scope:
UNTDID 5305 AE, K, G, O) is no difference: no tax is paid with the invoice either way.
"""

from decimal import Decimal
from typing import Final

from core.money import decimal_text
from core.reasons import ReasonCode
from intake.rules.reading import InvoiceLine
from reconciliation.rules.match_values import Difference
from reconciliation.rules.shares import Share
from reconciliation.rules.tolerance import Tolerance, judge
from reconciliation.rules.wording import money

_BUYER_ACCOUNTS: Final = frozenset({"AE", "K", "G", "O"})
_HUNDRED: Final = Decimal(100)


def judge_tax(line: InvoiceLine, share: Share, tolerance: Tolerance | None) -> Difference | None:
    """Compare the tax of a line at its own rate with that at the rate of its order line."""
    ordered = share.on.ordered
    if (
        line.tax_rate is None
        or ordered.tax_rate is None
        or line.tax_rate == ordered.tax_rate
        or line.net is None
        or line.tax_category in _BUYER_ACCOUNTS
    ):
        return None
    expected = line.net * ordered.tax_rate / _HUNDRED
    actual = line.net * line.tax_rate / _HUNDRED
    verdict = judge(tolerance, gap=actual - expected, expected=expected)
    return Difference(
        code=ReasonCode.TAX_MISMATCH,
        text=f"Taxed at {decimal_text(line.tax_rate)} %, ordered at"
        f" {decimal_text(ordered.tax_rate)} %: {money(abs(actual - expected))}"
        f" {'more' if actual > expected else 'less'} tax on the line.",
        line=line.line,
        field="tax_rate",
        expected=decimal_text(ordered.tax_rate),
        actual=decimal_text(line.tax_rate),
        tolerance=verdict.limit,
        reference=f"{ordered.po_number}/{ordered.po_line}",
        is_allowed=verdict.allowed,
    )
