"""Reports of payment processors: which one is this, and do its payouts add up?"""

from collections.abc import Callable
from typing import Final

from core.reasons import ReasonCode
from intake.formats import (
    payout_rows,
    payouts_adyen,
    payouts_amazon,
    payouts_paypal,
    payouts_paypal_sftp,
    payouts_shopify,
    payouts_stripe,
)
from intake.formats.payout_rows import Report
from intake.rules.cash_values import PayoutValue
from intake.rules.findings import FindingValue, ReadFile
from intake.rules.payouts import out_of_balance, wrong_sums
from intake.rules.reading import DocumentType

Reader = Callable[[Report], tuple[PayoutValue, ...]]
_MOST_NAMED: Final = 100  # movements of one report whose sums are wrong

_BY_HEADINGS: Final[tuple[tuple[frozenset[str], Reader], ...]] = (
    (payouts_stripe.REQUIRED, payouts_stripe.read),
    (payouts_adyen.REQUIRED, payouts_adyen.read),
    (payouts_amazon.REQUIRED, payouts_amazon.read),
    (payouts_shopify.REQUIRED, payouts_shopify.read),
)
_REQUIRED: Final = (
    ("Stripe", payouts_stripe.REQUIRED),
    ("Adyen", payouts_adyen.REQUIRED),
    ("Amazon", payouts_amazon.REQUIRED),
    ("Shopify", payouts_shopify.REQUIRED),
    ("PayPal", payouts_paypal.REQUIRED),
)
_MOST_CHANGED: Final = 2  # columns that may have been renamed before it is another table
_LEAST_KEPT: Final = 4
# Headings of many tables, which alone say nothing of who wrote one.
_COMMON: Final = frozenset({"currency", "amount", "date", "type", "status", "fee", "net", "gross"})


def read(content: bytes) -> ReadFile | None:
    """Read a report of a processor; any other table is `None`."""
    delimiter, cells = payout_rows.first_line(content)
    if payouts_paypal_sftp.is_report(cells):
        payouts, problems = payouts_paypal_sftp.read(content, delimiter)
        return _report(payouts, problems)
    headings = {payout_rows.folded(cell) for cell in cells}
    reader = next((read for required, read in _BY_HEADINGS if required <= headings), None)
    if reader is None and payouts_paypal.is_report(list(headings)):
        reader = payouts_paypal.read
    if reader is None:
        return _nearly(headings)
    report = payout_rows.report_of(content, delimiter)
    return _report(reader(report), report.problems)


def _nearly(headings: set[str]) -> ReadFile | None:
    """Refuse a report whose headings changed, naming what it lacks; other tables are `None`."""
    for processor, required in _REQUIRED:
        lacks, has = required - headings, required & headings
        if lacks and len(lacks) <= _MOST_CHANGED and len(has) >= _LEAST_KEPT and (has - _COMMON):
            names = ", ".join(f"`{name}`" for name in sorted(lacks))
            finding = FindingValue(
                code=ReasonCode.WRONG_TABLE,
                text=(
                    f"Line 1 looks like the headings of a {processor} report, but lacks {names}:"
                    " its columns were renamed or taken out. Download the report again as it is."
                ),
                field=min(lacks),
                line="1",
                expected=", ".join(sorted(required)),
                actual=", ".join(sorted(headings))[:300],
            )
            return ReadFile(
                DocumentType.PAYOUT_REPORT, "csv", findings=(finding,), refusal=finding.code
            )
    return None


def _report(payouts: tuple[PayoutValue, ...], problems: list[FindingValue]) -> ReadFile:
    unbalanced = [found for payout in payouts if (found := out_of_balance(payout)) is not None]
    wrong = [found for payout in payouts for found in wrong_sums(payout)]
    findings = (*problems, *unbalanced, *wrong[:_MOST_NAMED])
    if payouts:
        return ReadFile(DocumentType.PAYOUT_REPORT, "csv", payouts=payouts, findings=findings)
    nothing = FindingValue(code=ReasonCode.EMPTY_FILE, text="The report holds no movement.")
    findings = findings or (nothing,)
    return ReadFile(DocumentType.PAYOUT_REPORT, "csv", findings=findings, refusal=findings[0].code)
