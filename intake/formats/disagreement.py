"""Where the page of a hybrid PDF says something else than the invoice file inside it.

Only a value that stands right beside its label, in one meaning, and that occurs nowhere in the
agreeing form counts as a contradiction: a page that is merely laid out otherwise is none.
"""

import re
from decimal import Decimal
from typing import Final

from core.reasons import ReasonCode
from intake.formats import page_text
from intake.rules.findings import FindingValue
from intake.rules.reading import InvoiceReading

_MARKS: Final = re.compile(r"[.,'\u2019 \u00a0\u202f]")


def between(reading: InvoiceReading, pages: tuple[str, ...]) -> tuple[FindingValue, ...]:
    """What the page clearly says otherwise: number and gross total."""
    seen = page_text.labelled_values(pages)
    text = "\n".join(pages)
    found = []
    number, total = reading.invoice_number, reading.gross_total
    if seen.invoice_number and number and _plain(number) not in _plain(text):
        found.append(_finding("invoice_number", number, seen.invoice_number))
    if seen.gross_total is not None and total is not None and not _is_printed(total, text):
        due = reading.amount_due
        if due is None or seen.gross_total != due:
            found.append(_finding("gross_total", str(total), str(seen.gross_total)))
    return tuple(found)


def _plain(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _is_printed(amount: Decimal, text: str) -> bool:
    """Whether the digits of this amount occur, in any convention of marks."""
    digits = f"{abs(amount):.2f}".replace(".", "")
    return digits in _MARKS.sub("", text)


def _finding(field: str, expected: str, actual: str) -> FindingValue:
    return FindingValue(
        code=ReasonCode.TEXT_XML_DISAGREE,
        text=f"The page and the invoice file inside the PDF differ in {field.replace('_', ' ')}.",
        field=field,
        expected=expected,
        actual=actual,
    )
