"""How fast structured invoices become fields, beside the tools people use today (P1, P2).

Run: python -m benchmarks.read_structured [--peers var/peers/bin/python]
Without an interpreter for the peers only our own figures are printed. Every tool reads the same
generated invoices, processor time of one core, best of five
runs; what runs in child processes is measured by the clock on the wall.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pikepdf
from lxml import etree

from benchmarks.generated import cii_invoice, hybrid_pdf, ubl_invoice
from intake.formats import einvoice_rules, facturx, registry, safe_xml
from intake.formats.crew import Crew
from intake.formats.einvoice_rules import Question

ROUNDS = 5
PEERS = Path(__file__).with_name("read_structured_peers.py")


def rate(
    work: Callable[[bytes], object],
    contents: Sequence[bytes],
    clock: Callable[[], float] = time.process_time,
) -> float:
    """Documents a second of one core, the best of some runs."""
    best = 0.0
    for _ in range(ROUNDS):
        started = clock()
        for content in contents:
            work(content)
        best = max(best, len(contents) / (clock() - started))
    return best


def rate_two_callers(work: Callable[[bytes], object], contents: Sequence[bytes]) -> float:
    """Hybrid PDFs a second of two processes, as two workers on two cores ask."""
    best = 0.0
    with Crew(2) as crew:
        for _ in range(ROUNDS):
            started = time.perf_counter()
            crew.share(partial(_each, work), contents)
            best = max(best, len(contents) / (time.perf_counter() - started))
    return best


def _each(work: Callable[[bytes], object], contents: Sequence[bytes]) -> list[object]:
    return [work(content) for content in contents]


def read(content: bytes) -> object:
    """XML to reading, as production does it."""
    return facturx.read_root(safe_xml.parse(content))


def read_pdf(content: bytes) -> object:
    """PDF to reading with the text of its page, compared: one question to the child."""
    return registry.read_file(content, "invoice.pdf")


def rules_rate(contents: Sequence[bytes], syntax: str) -> float:
    """Invoices a second held to the official rules, one warm child."""
    asked = [Question(content, syntax, "urn:cen.eu:en16931:2017") for content in contents]
    einvoice_rules.validate_many(asked, with_warnings=False)
    best = 0.0
    for _ in range(ROUNDS):
        started = time.perf_counter()
        einvoice_rules.validate_many(asked, with_warnings=False)
        best = max(best, len(asked) / (time.perf_counter() - started))
    return best


def peers(python: str, folder: Path) -> dict[str, float]:
    """The peers' rates on the same files, in their own environment."""
    done = subprocess.run(
        [python, str(PEERS), str(folder)], capture_output=True, text=True, check=True
    )
    rates: dict[str, float] = json.loads(done.stdout)
    return rates


def main() -> int:
    """Print a line a figure; exit status 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", help="the Python of the peers' environment")
    arguments = parser.parse_args()
    ubl = [ubl_invoice(number) for number in range(400)]
    cii = [cii_invoice(number) for number in range(400)]
    pdfs = [hybrid_pdf(number) for number in range(300)]
    figures = {
        "UBL to fields": rate(read, ubl),
        "CII to fields": rate(read, cii),
        "lxml parse of the CII": rate(etree.fromstring, cii),
        "hybrid PDF to fields, one caller": rate(facturx.read, pdfs, time.perf_counter),
        "hybrid PDF to fields, two callers": rate_two_callers(facturx.read, pdfs),
        "hybrid PDF to fields and text, two": rate_two_callers(read_pdf, pdfs),
        "official rules on UBL": rules_rate(ubl, "ubl"),
        "official rules on CII": rules_rate(cii, "cii"),
    }
    if arguments.peers:
        with tempfile.TemporaryDirectory() as folder:
            for number, content in enumerate(cii):
                (Path(folder) / f"{number}.xml").write_bytes(content)
            for number, content in enumerate(pdfs):
                (Path(folder) / f"{number}.pdf").write_bytes(content)
            figures |= peers(arguments.peers, Path(folder))
    for name, figure in figures.items():
        sys.stdout.write(f"{name:40} {figure:9,.0f} a second\n")
    sys.stdout.write(f"pikepdf {pikepdf.__version__}\n")
    fast_enough = (
        min(figures["UBL to fields"], figures["CII to fields"]) >= 2_000
        and figures["hybrid PDF to fields, two callers"] >= 1_200
    )
    return 0 if fast_enough else 1


if __name__ == "__main__":
    sys.exit(main())
