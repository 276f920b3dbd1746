"""Which disguised copies are flagged, and which honest invoices are flagged by mistake.

Run: python -m benchmarks.duplicates [--vendors 400] [--each 250] [--seed 7]
Then the payables of a council, where nothing is labelled: every alarm counts as one to look at.
Invoices arrive one after another and are compared with what the product would load for each.
"""

import argparse
import csv
import os
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from time import perf_counter

import django

from benchmarks.duplicate_world import Arriving, disguised, honest, twice_disguised
from evaluation.rules.intervals import wilson
from intake.rules.duplicate_ways import WAY
from intake.rules.duplicates import Alarm, Cleared, DuplicateCandidate, find_duplicates
from intake.rules.reading import DocumentKind

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "council_payments"
MONTHS = ("calderdale_2021-05.csv", "calderdale_2022-08.csv")
CARDS = "calderdale_2021-05-card.csv"  # nobody looked at it while the rules were made


def arrive(
    coming: Iterable[Arriving], *, learns: bool = False
) -> Iterator[tuple[Arriving, tuple[Alarm, ...]]]:
    """Compare each invoice with those before it; what is learned is cleared at its first alarm."""
    from intake.queries.copies import Copies

    here = Copies()
    patterns: dict[str | None, set[str]] = defaultdict(set)
    for each in coming:
        this = each.candidate
        here.links = {this.reference: _records_of(this.vendor_id)}
        cleared = Cleared(frozenset(patterns[this.vendor_id]))
        found = find_duplicates(this, here.like(this), cleared=cleared)
        if learns and not each.disguise:
            patterns[this.vendor_id] |= {alarm.pattern for alarm in found}
        yield each, found
        here.add(this)


def _records_of(vendor_id: str | None) -> frozenset[str]:
    vendor = (vendor_id or "").removesuffix("-B")
    return frozenset({vendor, f"{vendor}-B"} - {vendor_id or ""})


def planted(vendors: int, each: int, seed: int) -> None:
    """Print what is flagged of copies, and of honest invoices before and after learning."""
    rng = random.Random(seed)  # noqa: S311  a repeatable world, no secret
    world = list(honest(vendors, rng))
    originals = [one.candidate for one in world if one.habit == "plain"]
    copies = disguised(originals, each, rng)
    credited = {
        copy.candidate.reference.removesuffix(f"/{copy.disguise}")
        for copy in copies
        if copy.disguise.startswith("the credit note")
    }
    for learns in (False, True):
        alarms: Counter[str] = Counter()
        total = Counter(one.habit for one in world)
        for one, found in arrive(world, learns=learns):
            alarms[one.habit] += bool(found)
        _say(f"\nhonest invoices flagged, {'after learning' if learns else 'nothing learned'}:")
        for habit, count in total.items():
            _say(f"  {habit:32} {alarms[habit]:5} of {count}")
        _share("all", sum(alarms.values()), sum(total.values()))
    before = _with_credits(world, credited)
    flagged: Counter[str] = Counter()
    ways: dict[str, Counter[str]] = defaultdict(Counter)
    # Every copy meets the honest invoices alone, and not the other copies.
    started = perf_counter()
    for one, found in _against(before, copies):
        flagged[one.disguise] += bool(found)
        ways[one.disguise][WAY[found[0].way].title if found else "nothing"] += 1
    seconds = perf_counter() - started
    _say("\ncopies flagged, by disguise:")
    for name, count in Counter(copy.disguise for copy in copies).items():
        most = ", ".join(f"{way} {n}" for way, n in ways[name].most_common(2))
        _say(f"  {name:46} {flagged[name]:4} of {count}   {most}")
    _share("all", sum(flagged.values()), len(copies))
    _say(f"  {len(copies) / seconds:,.0f} invoices a second compared")
    twice = twice_disguised(originals, 4 * each, rng)
    missed = [one.disguise for one, found in _against(before, twice) if not found]
    _share("two disguises at once", len(twice) - len(missed), len(twice))
    for name, count in Counter(missed).most_common(4):
        _say(f"    missed: {name} {count}")


def _with_credits(world: Sequence[Arriving], credited: set[str]) -> list[DuplicateCandidate]:
    """Return the honest invoices, and a credit note where a copy will repeat one."""
    found = [one.candidate for one in world]
    found += [
        replace(one, kind=DocumentKind.CREDIT_NOTE, reference=f"{one.reference}/credit")
        for one in found
        if f"{one.reference}/credit" in credited
    ]
    return found


def _against(
    before: Sequence[DuplicateCandidate], copies: Sequence[Arriving]
) -> Iterator[tuple[Arriving, tuple[Alarm, ...]]]:
    from intake.queries.copies import Copies

    here, of_credits = Copies(), Copies()
    for one in before:
        (of_credits if one.kind is DocumentKind.CREDIT_NOTE else here).add(one)
    for copy in copies:
        this = copy.candidate
        met = of_credits if copy.disguise.startswith("the credit note") else here
        met.links = {this.reference: _records_of(this.vendor_id)}
        yield copy, find_duplicates(this, met.like(this))


def council() -> None:
    """Print every alarm on two months of payables of a council, cost lines added to invoices."""
    if not CORPUS.is_dir():
        _say("\nthe council's payables are not here")
        return
    lines = [row for month in MONTHS for row in _rows(CORPUS / month)]
    invoices: dict[tuple[str, str, date], Decimal] = defaultdict(Decimal)
    for vendor, number, day, net in lines:
        invoices[vendor, number, day] += net
    coming = [
        Arriving(_payable(vendor, number, day, net))
        for (vendor, number, day), net in sorted(invoices.items(), key=lambda each: each[0][2])
        if net > 0
    ]
    found = [(one, alarms) for one, alarms in arrive(coming) if alarms]
    _say(f"\ncouncil: {len(lines)} cost lines, {len(coming)} invoices above zero")
    for title, count in Counter(WAY[alarms[0].way].title for _, alarms in found).most_common():
        _say(f"  rule {title:32} {count}")
    _share("all", len(found), len(coming))
    learned = sum(1 for _, alarms in arrive(coming, learns=True) if alarms)
    _share("all, each vendor's habit cleared once", learned, len(coming))
    _say("  groups of the candidates that still raise an alarm:", _candidates(found))
    purchases()


def purchases() -> None:
    """Print every alarm on what the council bought by card: no purchase is another's copy."""
    with (CORPUS / CARDS).open(newline="", encoding="utf-8") as file:
        bought = dict.fromkeys(
            (
                row["Supplier Name"],
                row["Transaction number"],
                date.fromisoformat(row["Transaction Date"]),
                Decimal(row["Net Amount"].replace(",", "")),
            )
            for row in csv.DictReader(file)
        )
    coming = [Arriving(_payable(*each)) for each in sorted(bought, key=lambda each: each[2])]
    coming = [each for each in coming if (each.candidate.gross_total or 0) > 0]
    found = [one for one, alarms in arrive(coming) if alarms]
    _share("purchases by card, held aside", len(found), len(coming))


def _candidates(found: Sequence[tuple[Arriving, tuple[Alarm, ...]]]) -> str:
    import json

    groups = list(map(json.loads, (CORPUS / "candidates.jsonl").read_text().splitlines()))
    alarmed = {
        (one.candidate.vendor_id, one.candidate.invoice_number, one.candidate.issue_date)
        for one, _ in found
    }
    still = sum(
        any(
            (group["supplier"], group["invoice"], date.fromisoformat(row["date"])) in alarmed
            for row in group["rows"]
        )
        for group in groups
    )
    return f"{still} of {len(groups)}"


def _rows(path: Path) -> Iterator[tuple[str, str, date, Decimal]]:
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            net = Decimal(row["Net Amount"].replace(",", ""))
            vendor = row["Supplier(Beneficiary) Name"]
            yield vendor, row["Invoice Number"], date.fromisoformat(row["Date"]), net


def _payable(vendor: str, number: str, day: date, net: Decimal) -> DuplicateCandidate:
    return DuplicateCandidate(
        f"{vendor}/{number}/{day}", vendor, number, day, net, "GBP",
        vendor_keys=frozenset({f"name:{vendor}"}),
    )  # fmt: skip


def _share(name: str, part: int, whole: int) -> None:
    low, high = wilson(part, whole)
    _say(f"  {name:46} {part} of {whole} = {part / whole:.2%} [{low:.2%}, {high:.2%}]")


def _say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure both worlds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vendors", type=int, default=400)
    parser.add_argument("--each", type=int, default=250)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backoffice.settings")
    django.setup()
    planted(asked.vendors, asked.each, asked.seed)
    council()
    return 0


if __name__ == "__main__":
    sys.exit(main())
