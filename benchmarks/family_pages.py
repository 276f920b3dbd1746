"""Pages of the families of invoices that samples of e-invoices show: made, read back, compared.

Run: python -m benchmarks.family_pages [--half 1|2] [--only LOOK] [--repeat N] [--quiet]
Twenty-six looks (designs F) with what they say known exactly, further fields and tax breakdowns
among it. Half 1 may be looked at while developing; half 2 is there to be scored and nothing else.
"""

import sys
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Final

from benchmarks import family_first, family_later, family_second, look_pages, page_fields
from benchmarks.family_sheet import Sheet
from benchmarks.look_pages import Made
from benchmarks.page_making import as_pdf
from intake.formats.page_document import PageDocument
from intake.rules.reading import InvoiceReading

TEMPLATE: Final = Path(__file__).with_name("family_pages.typ")
HALVES: Final = {"1": (*family_first.LOOKS, *family_later.LOOKS), "2": family_second.LOOKS}


def documents(half: str, seeds: range, only: str = "") -> Iterator[Made]:
    """Every look of one half, once a seed."""
    for seed in seeds:
        for look, language, currency in HALVES[half]:
            if only and only != look.__name__:
                continue
            sheet = Sheet(look.__name__, language, seed, currency)
            pdf = as_pdf(TEMPLATE, sheet.document(look(sheet)))
            yield Made(look.__name__, seed, pdf, sheet.label())


def judged(document: PageDocument, label: Mapping[str, object]) -> list[page_fields.Verdict]:
    """Every field of the label beside what was read, the taxes by rate among them."""
    fields = label["fields"]
    if not isinstance(fields, dict):
        raise TypeError("a label without fields")
    plain = {name: value for name, value in fields.items() if name != "tax_breakdown"}
    made = list(page_fields.judged(document, {**label, "fields": plain}))
    if "tax_breakdown" in fields and document.reading is not None:
        made.append(_taxes(document.reading, fields["tax_breakdown"]))
    return made


def _taxes(reading: InvoiceReading, labelled: list[dict[str, str]]) -> page_fields.Verdict:
    wanted = sorted(
        tuple(Decimal(row[name]) for name in ("rate", "base", "tax")) for row in labelled
    )
    read = sorted((row.rate or 0, row.base or 0, row.tax or 0) for row in reading.tax_breakdown)
    verdict = "right" if read == wanted else "wrong" if read else "none"
    return page_fields.Verdict("tax_breakdown", verdict, labelled, read)


if __name__ == "__main__":
    sys.exit(look_pages.main(__doc__, "F", documents, judged))
