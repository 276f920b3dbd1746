"""The peers of `page_peers`, run by the Python of their own environment: files in, JSON out."""

import datetime
import json
import logging
import os
import sys
import time
from collections.abc import Callable

import pypdfium2
from invoice2data import extract_data  # type: ignore[import-not-found]
from invoice2data import input as inputs
from invoice2data.extract.loader import read_templates  # type: ignore[import-not-found]

NAMES = {
    "invoice_number": "invoice_number", "date": "issue_date", "date_due": "due_date",
    "amount": "gross_total", "amount_untaxed": "net_total", "amount_tax": "tax_total",
    "currency": "currency", "iban": "iban",
}  # fmt: skip
ROUNDS = 3


def seconds_of(work: Callable[[str], object], files: list[str]) -> tuple[float, float]:
    """Wall and processor seconds for all files, the best of some rounds; children included."""
    best = (float("inf"), float("inf"))
    for _ in range(ROUNDS):
        inputs._cached_to_text.cache_clear()  # it keeps the text of a file it has read
        wall, before = time.perf_counter(), os.times()
        for file in files:
            work(file)
        after = os.times()
        spent = sum(after[:4]) - sum(before[:4])
        best = min(best, (time.perf_counter() - wall, spent), key=lambda each: each[1])
    return best


def text_of(file: str) -> int:
    """Every character of every page with its box, by pdfium in this process: the floor."""
    count = 0
    with pypdfium2.PdfDocument(file) as pdf:
        for page in pdf:
            text = page.get_textpage()
            count += len(text.get_text_range())
    return count


def plain(value: object) -> str:
    """A value as text, a date by its day."""
    return value.date().isoformat() if isinstance(value, datetime.datetime) else str(value)


def main() -> None:
    """Read the names of files from standard input, print answers and times."""
    logging.disable(logging.CRITICAL)
    files: list[str] = json.load(sys.stdin)
    templates = read_templates()
    failed: dict[str, str] = {}

    def with_templates(file: str) -> dict[str, object]:
        try:
            return dict(extract_data(file, templates=templates) or {})
        except Exception as error:  # noqa: BLE001 - a peer's failure is an answer of none, and told
            failed[file] = f"{type(error).__name__}: {error}"
            return {}

    answers = {
        file: {NAMES[key]: plain(value) for key, value in with_templates(file).items()
               if key in NAMES and value is not None}
        for file in files
    }  # fmt: skip
    json.dump(
        {
            "templates": len(templates), "answers": answers,
            "invoice2data": seconds_of(with_templates, files),
            "pypdfium2": seconds_of(text_of, files),
        },
        sys.stdout,
    )  # fmt: skip
    for file, reason in sorted(failed.items()):
        sys.stderr.write(f"invoice2data failed on {file}: {reason}\n")


if __name__ == "__main__":
    main()
