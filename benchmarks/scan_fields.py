"""What pictures of receipts and scanned pages say, and what recognising them costs.

Run: python -m benchmarks.scan_fields [--held-out] [--keep FOLDER] [--renders N] [--speed N]
The outside receipts are read from their pixels alone. Right is what equals the label as the
contract scores it; names are also compared without marks, for labels leave some of them out.
`--keep` holds what was recognised, so that a second run reads without recognising again.
Exit status 2 if the outside data is not there.
"""

import argparse
import hashlib
import io
import json
import os
import re
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")

import numpy as np  # noqa: E402  the number of threads is read when it is loaded
from PIL import Image, ImageFilter  # noqa: E402

from backoffice.demo.writing import write_demo_company  # noqa: E402
from benchmarks.corpus_fields import CORPUS, value_of  # noqa: E402
from evaluation.rules.intervals import wilson  # noqa: E402
from evaluation.rules.scoring import are_equal  # noqa: E402
from intake.formats import pdf_page, recognised, recognising, scan_document  # noqa: E402
from intake.formats.page_document import PageDocument  # noqa: E402
from intake.formats.recognised import Recognition  # noqa: E402

FOLDER: Final = CORPUS / "receipts_sroie"
LABELS: Final = FOLDER / "contract_labels.jsonl"
FIELDS: Final = ("gross_total", "issue_date", "seller_name")
SURE: Final = Decimal("0.95")


def say(text: str) -> None:
    """One line of the answer."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def is_held_out(label: dict[str, Any]) -> bool:
    """Whether nobody looked at this shop's receipts while the reader was written.

    The last condition leaves out shops that were looked at by chance.
    """
    name = str(label["fields"]["seller_name"]).upper()
    mark = int(hashlib.sha256(name.encode()).hexdigest(), 16)
    is_far = mark % 2 == 1 or mark // 2 % 3 == 0
    return is_far and mark // 64 % 2 == 1 and (mark >> 99) % 8 != 7


def labels(*, only_held_out: bool) -> list[dict[str, Any]]:
    """The labelled receipts."""
    rows = [json.loads(line) for line in LABELS.read_text().splitlines() if line.strip()]
    return [row for row in rows if is_held_out(row) or not only_held_out]


def recognition_of(content: bytes, keep: Path | None) -> tuple[Recognition, float]:
    """What is on the only page, and how long it took; zero where it was kept."""
    path = keep and keep / f"{hashlib.sha256(content).hexdigest()}.json"
    if path is not None and path.exists():
        return recognised.from_bytes(path.read_bytes()), 0.0
    started = time.perf_counter()
    found = recognising.recognise_pages(content, [1])
    took = time.perf_counter() - started
    if path is not None:
        path.write_bytes(recognised.to_bytes(found))
    return found, took


def receipts(rows: Sequence[dict[str, Any]], keep: Path | None) -> None:
    """Print how many fields of the receipts are right, and what would pass without a person."""
    right: dict[str, list[bool]] = defaultdict(list)
    kinds: Counter[str] = Counter()
    seconds: list[float] = []
    for row in rows:
        found, took = recognition_of((FOLDER / row["file"]).read_bytes(), keep)
        seconds += [took] if took else []
        document = scan_document.read((), found)
        kinds[str(document.document_type)] += 1
        for name, is_right in judged(row, document):
            right[name].append(is_right)
    say(f"{len(rows)} receipts: {dict(kinds)}")
    for name, verdicts in sorted(right.items()):
        say(f"  {name:44} {share(verdicts)}")
    if seconds:
        say(f"  seconds a page: median {statistics.median(seconds):.1f}, max {max(seconds):.1f}")


def judged(row: dict[str, Any], document: PageDocument) -> Iterator[tuple[str, bool]]:
    """Each field of one receipt, and whether all of those that would pass were right."""
    reading = document.reading
    values = {name: value_of(reading, name) if reading else None for name in FIELDS}
    says = {name: None if value is None else str(value) for name, value in values.items()}
    sure = {name: each.confidence for name, each in reading.evidence} if reading else {}
    verdicts = {
        name: are_equal(name, row["fields"][name], says.get(name))
        for name in FIELDS
        if row["fields"].get(name) is not None
    }
    for name, is_right in verdicts.items():
        yield name, is_right
        yield f"{name} offered", says.get(name) is not None
        if sure.get(name, Decimal(0)) >= SURE:
            yield f"{name} above the threshold: right", is_right
    wanted, came = row["fields"].get("seller_name"), says.get("seller_name")
    yield "seller_name but for marks and spaces", bare(wanted) == bare(came)
    yield "all three", all(verdicts.values())
    sums = [name for name in ("gross_total", "issue_date") if name in verdicts]
    passes = document.confidence >= SURE
    yield "share that would pass by total and date", passes
    if passes:
        yield "share that would pass: both right", all(verdicts[name] for name in sums)


def bare(text: object) -> str:
    """A name without marks and spaces."""
    return re.sub(r"[\W_]", "", str(text or "")).casefold()


def share(verdicts: Sequence[bool]) -> str:
    """So many of so many, with the interval of 95 percent."""
    low, high = wilson(sum(verdicts), len(verdicts))
    part = sum(verdicts) / len(verdicts)
    return f"{sum(verdicts):3} of {len(verdicts):3}  {part:6.1%}  [{low:.1%}, {high:.1%}]"


def speed(rows: Sequence[dict[str, Any]]) -> None:
    """Print what the whole path takes beside the engine alone, page by page in turn."""
    from rapidocr import RapidOCR

    engine = RapidOCR(
        params={
            "Global.use_cls": False,
            "Global.log_level": "critical",
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Rec.rec_batch_num": 1,
        }
    )
    contents = [(FOLDER / row["file"]).read_bytes() for row in rows]
    recognition_of(contents[0], None)
    engine(pixels(contents[0]))
    ours, alone = [], []
    for content in contents:
        _, took = recognition_of(content, None)
        ours.append(took)
        started = time.perf_counter()
        engine(pixels(content))
        alone.append(time.perf_counter() - started)
    ratio = sum(ours) / sum(alone)
    say(
        f"{len(rows)} pages: {statistics.mean(ours):.2f} s a page, engine alone "
        f"{statistics.mean(alone):.2f} s, ratio {ratio:.3f}, load {os.getloadavg()[0]:.1f}"
    )


def pixels(content: bytes) -> Any:
    """A picture as the engine takes it."""
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))[:, :, ::-1]


def renders(count: int, keep: Path | None) -> None:
    """Print how many words of our own invoices are found again on poor scans of them."""
    found: Counter[str] = Counter()
    total = 0
    for place, pdf in enumerate(our_pages(count)):
        wanted = [
            word.text.strip(".,;:").casefold()
            for page in pdf_page.placed_words(pdf)[:1]
            for word in page.words
        ]
        wanted = [text for text in wanted if len(text) > 1]
        total += len(wanted)
        for name, picture in scans_of(pdf, place):
            seen, _ = recognition_of(picture, keep)
            came = Counter(
                part.strip(".,;:").casefold()
                for page in seen.pages
                for word in page.words
                for part in word.text.split()
            )
            found[name] += sum((Counter(wanted) & came).values())
    for name, hits in found.items():
        say(f"{count} invoices, {total} words, {name}: {hits} found, {hits / total:.1%}")


def our_pages(count: int) -> list[bytes]:
    """Invoices of the demonstration company as printed, taken evenly from all of them."""
    with tempfile.TemporaryDirectory() as folder:
        write_demo_company(Path(folder), today=date(2026, 11, 20))
        files = sorted(Path(folder).rglob("*.pdf"), key=lambda path: path.name)
        return [path.read_bytes() for path in files[:: max(len(files) // count, 1)][:count]]


def scans_of(pdf: bytes, seed: int) -> Iterator[tuple[str, bytes]]:
    """The first page scanned well, and scanned badly: crooked, blurred, noisy, faded, as JPEG."""
    shown = pdf_page.render_page(pdf, 1, 150)
    page = Image.open(io.BytesIO(shown.png)).convert("RGB")
    yield "150 dpi, clean", saved(page, 95)
    random = np.random.default_rng(seed)
    crooked = page.rotate(
        float(random.uniform(-2, 2)), fillcolor="white", resample=Image.Resampling.BICUBIC
    ).filter(ImageFilter.GaussianBlur(0.6))
    noisy = (
        np.asarray(crooked, np.float32) * 0.7 + 60 + random.normal(0, 12, (*crooked.size[::-1], 1))
    )
    yield "150 dpi, poor", saved(Image.fromarray(noisy.clip(0, 255).astype(np.uint8)), 55)


def saved(page: Image.Image, quality: int) -> bytes:
    """The picture as JPEG."""
    stream = io.BytesIO()
    page.save(stream, "JPEG", quality=quality, dpi=(150, 150))
    return stream.getvalue()


def main() -> int:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--held-out", action="store_true", help="Only receipts nobody looked at.")
    parser.add_argument("--keep", type=Path, help="A folder for what was recognised.")
    parser.add_argument("--renders", type=int, default=0, help="So many own invoices as scans.")
    parser.add_argument("--speed", type=int, default=0, help="So many pages beside the engine.")
    asked = parser.parse_args()
    if asked.keep:
        asked.keep.mkdir(parents=True, exist_ok=True)
    if asked.renders:
        renders(asked.renders, asked.keep)
    if not LABELS.exists():
        sys.stderr.write(f"The outside receipts are not at {FOLDER}." + "\n")
        return 2
    rows = labels(only_held_out=asked.held_out)
    if asked.speed:
        speed(rows[: asked.speed])
    elif not asked.renders:
        receipts(rows, asked.keep)
    return 0


if __name__ == "__main__":
    sys.exit(main())
