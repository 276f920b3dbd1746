"""Pages beside invoice2data and bare pdfium, on the same files in the same run (P3, P4).

Run: python -m benchmarks.page_peers --peers var/peers/bin/python [--folder SET] [--limit N]
Invoice2data reads with its own templates; without a template for a layout it answers nothing, so
the pages made here stand for layouts that nobody wrote a template for. Ours opens each file in its
limited child process; the time of that process counts. Exit status 2 without the outside data.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final, cast

from benchmarks.corpus_fields import CORPUS, value_of
from benchmarks.page_fields import labels_of, say
from benchmarks.page_layouts import documents
from evaluation.rules.intervals import Share
from intake.formats import pdf_page
from intake.formats.page_document import read_pages

OTHERS: Final = Path(__file__).with_name("page_peers_others.py")
FIELDS: Final = (
    "invoice_number", "issue_date", "due_date", "currency", "net_total", "tax_total", "gross_total",
    "iban",
)  # fmt: skip
TICKS: Final = os.sysconf("SC_CLK_TCK")
ROUNDS: Final = 3


def answer_of(file: str) -> tuple[dict[str, str], int, bool]:
    """What we read of one file, its pages, and whether it would pass without a person."""
    pages = pdf_page.placed_words(Path(file).read_bytes())
    found = read_pages(pages)
    read = {name: value_of(found.reading, name) for name in FIELDS} if found.reading else {}
    said = {name: str(value) for name, value in read.items() if value is not None}
    return said, len(pages), found.passes


def processor_seconds() -> float:
    """Of this process and of the children it keeps."""
    total = sum(os.times()[:4])
    for child in Path("/proc/self/task").glob("*/children"):
        for pid in child.read_text().split():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += (int(fields[11]) + int(fields[12])) / TICKS
    return total


def our_seconds(files: list[str]) -> tuple[float, float]:
    """Wall and processor seconds for all files, the best of some rounds."""
    best = (float("inf"), float("inf"))
    for _ in range(ROUNDS):
        wall, before = time.perf_counter(), processor_seconds()
        for file in files:
            answer_of(file)
        spent = processor_seconds() - before
        best = min(best, (time.perf_counter() - wall, spent), key=lambda each: each[1])
    return best


def is_same(read: str, labelled: str) -> bool:
    """Whether two values are one, be they amounts or words."""
    try:
        return Decimal(read) == Decimal(labelled)
    except InvalidOperation:
        return "".join(read.casefold().split()) == "".join(labelled.casefold().split())


def counted(
    answers: Mapping[str, Mapping[str, str]], labels: Mapping[str, Mapping[str, object]]
) -> Counter[str]:
    """Right, wrong and nothing over all labelled fields."""
    made: Counter[str] = Counter()
    for file, fields in labels.items():
        for name in FIELDS:
            labelled, read = fields.get(name), answers.get(file, {}).get(name)
            if isinstance(labelled, str):
                verdict = "nothing" if read is None else "wrong"
                made["right" if read is not None and is_same(read, labelled) else verdict] += 1
    return made


def compare(name: str, labels: Mapping[str, Mapping[str, object]], python: str) -> None:
    """Print both answers and the time each takes, on these files."""
    files = list(labels)
    done = subprocess.run(
        [python, str(OTHERS)],
        input=json.dumps(files),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    theirs = json.loads(done.stdout)
    ours = {file: answer_of(file) for file in files}
    pages = sum(count for _, count, _ in ours.values())
    say(f"\n{name}: {len(files)} files, {pages} pages, load {os.getloadavg()[0]:.1f}")
    ours_said = {file: said for file, (said, _, _) in ours.items()}
    for who, answers in (("ours", ours_said), ("invoice2data", theirs["answers"])):
        made = counted(answers, labels)
        low, high = Share(made["right"], made.total()).interval
        answered = sum(bool(each) for each in answers.values())
        share = f"{made['right']}/{made.total()} [{100 * low:.1f}, {100 * high:.1f}]"
        rest = f"wrong {made['wrong']}, nothing {made['nothing']}; files answered {answered}"
        say(f"{who:13} fields right {share}, {rest}")
    for who, (wall, spent) in (
        ("ours", our_seconds(files)),
        ("invoice2data", cast(tuple[float, float], tuple(theirs["invoice2data"]))),
        ("pypdfium2", cast(tuple[float, float], tuple(theirs["pypdfium2"]))),
    ):
        say(f"{who:13} {1000 * spent / pages:6.1f} ms of the processor a page,"
            f" {1000 * wall / pages:6.1f} ms by the clock")  # fmt: skip


def main() -> int:
    """Compare on the outside files and on pages made here."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", required=True, help="the Python of the peers' environment")
    parser.add_argument("--folder", nargs="*", default=["invoice2data_pdf", "facturx_pdf"])
    parser.add_argument("--half", choices=["A", "B"])
    parser.add_argument("--limit", type=int, default=40, help="files of each set")
    chosen = parser.parse_args()
    if not CORPUS.is_dir():
        sys.stderr.write(f"The outside data is not at {CORPUS}.\n")
        return 2
    for folder in chosen.folder:
        every = [label for _, label in labels_of(folder, chosen.half)][: chosen.limit]
        compare(
            folder,
            {str(CORPUS / folder / str(each["file"])): cast(dict[str, object], each["fields"])
             for each in every},
            chosen.peers,
        )  # fmt: skip
    with tempfile.TemporaryDirectory() as place:
        labels: dict[str, Mapping[str, object]] = {}
        for made in (*documents("B", (1,)), *documents("D", (1,))):
            file = Path(place, f"{made.name}.pdf")
            file.write_bytes(made.pdf)
            labels[str(file)] = cast(dict[str, object], made.label["fields"])
        compare("designs B and D", labels, chosen.peers)
    return 0


if __name__ == "__main__":
    sys.exit(main())
