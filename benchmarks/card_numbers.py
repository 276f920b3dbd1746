"""Card numbers found and look-alikes left, beside presidio where its environment is named.

Run as `python -m benchmarks.card_numbers [--peer PYTHON]`. The corpus is split in two by a hash of
each text: the rules were made on one half, the figures are of the other. `--open` shows the first.
"""

import argparse
import hashlib
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from evaluation.rules.intervals import wilson
from intake.formats import masking
from intake.rules import cards
from intake.rules.card_ranges import RANGES, passes_luhn
from intake.rules.gs1 import passes_gtin

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
EACH = 40
SEED = 20260303
TEMPLATES = (
    "{}",
    "memo {}",
    "card {}",
    "paid with {} on 2026-02-03",
    "Kreditkarte: {}, exp 12/27",
    "carte {}",
    "scan_{}.pdf",
    "NTE*ADD*{}~",
)
PRINTED = {16: (4, 4, 4, 4), 15: (4, 6, 5), 14: (4, 6, 4), 19: (4, 4, 4, 4, 3), 13: (4, 4, 4, 1)}


def main() -> None:
    """Print the figures of one run as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer", help="the Python of an environment with presidio-analyzer")
    parser.add_argument("--files", action="store_true", help="whole files of others, too")
    parser.add_argument("--open", action="store_true", help="the half the rules were made on")
    asked = parser.parse_args()
    figures: dict[str, Any] = {"load average": os.getloadavg()}
    if CORPUS.is_dir():
        texts = labelled(is_open=asked.open)
        figures["corpus, ours"] = judged(texts, [spans(text["text"]) for text in texts])
        figures["corpus, look-alikes masked"] = share(
            sum(bool(cards.find(text)) for text in lookalikes()), len(lookalikes())
        )
        if asked.files:
            figures["corpus, real files masked"] = dict(real_files())
        figures["texts a second"] = speed([text["text"] for text in texts])
        if asked.peer:
            figures |= peer(asked.peer, texts)
    figures |= generated()
    sys.stdout.write(json.dumps(figures, indent=1, default=str) + "\n")


def labelled(*, is_open: bool) -> list[dict[str, Any]]:
    """Return one half of the labelled texts."""
    lines = (CORPUS / "sensitive_data" / "texts.jsonl").read_text().splitlines()
    texts = [json.loads(line) for line in lines]
    return [text for text in texts if is_in_open_half(str(text["id"])) is is_open]


def is_in_open_half(name: str) -> bool:
    """Say in which half something is, by its name alone."""
    return hashlib.sha256(name.encode()).digest()[0] % 2 == 0


def lookalikes() -> list[str]:
    """Return numbers that are no card numbers, by their origin."""
    lines = (CORPUS / "sensitive_data" / "lookalikes.jsonl").read_text().splitlines()
    return [json.loads(line)["text"] for line in lines]


def spans(text: str) -> list[tuple[int, int]]:
    """Return where we find card numbers."""
    return [(card.start, card.end) for card in cards.find(text)]


def judged(texts: Sequence[dict[str, Any]], found: Sequence[list[tuple[int, int]]]) -> object:
    """Return recall, and false alarms among all texts."""
    hits = wanted = alarms = 0
    for text, got in zip(texts, found, strict=True):
        right = {(s["start"], s["end"]) for s in text["spans"] if s["type"] == "CREDIT_CARD"}
        wanted += len(right)
        hits += len(right & set(got))
        alarms += bool(set(got) - right)
    return {"recall": share(hits, wanted), "texts with a false alarm": share(alarms, len(texts))}


def share(part: int, whole: int) -> str:
    """Return a share with its interval."""
    low, high = wilson(part, whole)
    percent = 100 * part / max(whole, 1)
    return f"{part:,} of {whole:,} = {percent:.2f} % [{100 * low:.2f}, {100 * high:.2f}]"


def real_files() -> Iterator[tuple[str, str]]:
    """Yield how many files of others, which hold no card numbers, would be changed."""
    for name in ("edi", "bank_statements", "processor_payouts", "council_payments", "einvoice_xml",
                 "online_retail", "facturx_pdf", "broadcast_orders_invoices"):  # fmt: skip
        files = [path for path in sorted((CORPUS / name).rglob("*")) if path.is_file()]
        files = [path for path in files if path.suffix not in {".md", ".jsonl", ".json"}]
        changed = [path.name for path in files if masking.mask_file(path.read_bytes()).removed]
        yield name, f"{share(len(changed), len(files))} {changed[:5]}"


def speed(texts: Sequence[str]) -> int:
    """Return how many short texts one core looks through in a second of its own time."""
    best = 0.0
    for _ in range(5):
        started, count = time.process_time(), 0
        while time.process_time() - started < 1:
            for text in texts:
                cards.find(text)
            count += len(texts)
        best = max(best, count / (time.process_time() - started))
    return round(best)


def peer(python: str, texts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return what presidio finds in the same texts, look-alikes and generated numbers."""
    numbers = [text for text, *_ in positive()]
    strangers = list(negative())
    asked = [text["text"] for text in texts] + lookalikes() + numbers + strangers
    script = Path(__file__).with_name("card_numbers_peers.py")
    said = subprocess.run(
        [python, str(script)], input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    answer = json.loads(said.stdout)
    found = [[tuple(span) for span in each] for each in answer["found"]]
    first, second = len(texts), len(texts) + len(lookalikes())
    third = second + len(numbers)
    return {
        "corpus, presidio": judged(texts, found[:first]),
        "corpus, look-alikes, presidio": share(sum(map(bool, found[first:second])), second - first),
        "generated, presidio": share(sum(map(bool, found[second:third])), len(numbers)),
        "generated look-alikes, presidio": share(sum(map(bool, found[third:])), len(strangers)),
        "texts a second, presidio": answer["rate"],
    }


def generated() -> dict[str, Any]:
    """Return recall over all ranges and lengths, and false alarms over numbers of other kinds."""
    hits: Counter[object] = Counter()
    wanted: Counter[object] = Counter()
    for text, length, has_words in positive():
        for key in ("all", f"{length} digits", "with words" if has_words else "without words"):
            wanted[key] += 1
            hits[key] += bool(cards.find(text))
    strangers = list(negative())
    alarms = [text for text in strangers if cards.find(text)]
    return {
        "generated": {str(key): share(hits[key], wanted[key]) for key in wanted},
        "generated look-alikes": share(len(alarms), len(strangers)),
        "for example": alarms[:5],
    }


def positive() -> Iterator[tuple[str, int, bool]]:
    """Yield texts with a card number of each range and length of 13 to 19 digits."""
    made = random.Random(SEED)  # noqa: S311
    for known in RANGES:
        for length in sorted(known.lengths - {12}):
            for place in range(EACH):
                first, last = int(known.first), int(known.last)
                head = str(made.randint(first, last)).zfill(len(known.first))
                number = completed(head, length, made)
                template = TEMPLATES[place % len(TEMPLATES)]
                if place % 3 == 2 and length in PRINTED:
                    number = grouped(number, PRINTED[length], made.choice(" -"))
                has_words = any(word in template.lower() for word in ("card", "karte", "carte"))
                yield template.format(number), length, has_words


def completed(head: str, length: int, made: random.Random) -> str:
    """Return a number with this beginning and a right check digit."""
    body = (head + "".join(made.choices("0123456789", k=length)))[: length - 1]
    return next(body + digit for digit in "0123456789" if passes_luhn(body + digit))


def grouped(number: str, sizes: Sequence[int], mark: str) -> str:
    """Return a number in groups."""
    parts, done = [], 0
    for size in sizes:
        parts.append(number[done : done + size])
        done += size
    return mark.join(parts)


def negative() -> Iterator[str]:
    """Yield numbers of other kinds, a tenth of which pass the check of cards by chance."""
    made = random.Random(SEED + 1)  # noqa: S311
    for _ in range(2000):
        body = "".join(made.choices("0123456789", k=made.choice((12, 13))))
        gtin = next(body + digit for digit in "0123456789" if passes_gtin(body + digit))
        digits = "".join(made.choices("0123456789", k=16))
        short = "".join(made.choices("0123456789", k=10))
        yield made.choice((gtin, f"GTIN {gtin}", f"EAN: {gtin}", f"LIN+1++{gtin}:SRV"))
        yield f"Order no. {digits}"
        yield f"Rechnungsnummer: {digits[:14]}"
        yield f"Tracking {digits[:4]} {digits[4:8]} {digits[8:12]}"
        yield f"Tel. +49 {short[:3]} {short[3:]}"
        yield f"IBAN {iban(digits + '00')}"
        yield f"2026-0{made.randint(1, 9)}-1{made.randint(0, 9)} {short[:2]}:{short[2:4]} {short}"
        yield f"{digits[:3]},{digits[3:6]}.{digits[6:8]} {digits[8:11]},{digits[11:14]}.00"
    for number in range(4000):
        yield f"20{made.randint(10, 29)}{made.randint(1, 12):02}{made.randint(1, 28):02}{number:06}"


def iban(account: str) -> str:
    """Return a German account number in groups, its check digits right."""
    check = 98 - int(account + "131400") % 97
    return grouped(f"DE{check:02}{account}", (4, 4, 4, 4, 4, 2), " ")


if __name__ == "__main__":
    main()
