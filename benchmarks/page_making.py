"""What every maker of pages needs: cents, figures, check digits, and a template set as a PDF."""

import json
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Final

import typst

_CENT: Final = Decimal("0.01")


def cent(value: Decimal) -> Decimal:
    """An amount to the cent, halves away from nothing."""
    return value.quantize(_CENT, ROUND_HALF_UP)


def in_figures(value: Decimal, marks: str, digits: int = 2) -> str:
    """A number with these marks: of its thousands, then of its decimals."""
    thousands, mark = (*marks,)
    text = f"{value:,.{digits}f}"
    return text.replace(",", "\0").replace(".", mark).replace("\0", thousands)


def with_check_digit(body: str) -> str:
    """A GTIN of thirteen digits, made of its first twelve."""
    total = sum(int(sign) * (3 if place % 2 else 1) for place, sign in enumerate(body))
    return f"{body}{-total % 10}"


def as_pdf(template: Path, said: Mapping[str, object]) -> bytes:
    """What a template prints of a document."""
    pdf = typst.compile(
        str(template),
        format="pdf",
        sys_inputs={"document": json.dumps(said)},
        ignore_system_fonts=True,
    )
    if not isinstance(pdf, bytes):
        raise TypeError("the page was not set as one PDF")
    return pdf
