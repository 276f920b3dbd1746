"""Pages as programs of vendors print them: made from a seed, read back, and compared.

Run: python -m benchmarks.vendor_pages [--half 1|2] [--only LOOK] [--repeat N] [--quiet]
Twenty-two looks in seven languages and countries (designs E), with what they say known exactly.
Half 1 may be looked at while developing; half 2 is there to be scored and nothing else.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks import look_pages, page_fields
from benchmarks.look_pages import Made
from benchmarks.page_making import as_pdf
from benchmarks.vendor_looks import LOOKS
from benchmarks.vendor_making import made_by

TEMPLATE: Final = Path(__file__).with_name("vendor_pages.typ")


def documents(half: str, seeds: range, only: str = "") -> Iterator[Made]:
    """Every look of one half, once a seed."""
    for seed in seeds:
        for look in LOOKS[half]:
            if only and only != look.name:
                continue
            maker = made_by(look, seed)
            pdf = as_pdf(TEMPLATE, maker.document())
            yield Made(look.name, seed, pdf, maker.label())


if __name__ == "__main__":
    sys.exit(look_pages.main(__doc__, "E", documents, page_fields.judged))
