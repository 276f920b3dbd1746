"""How well company names are told apart, on pairs and clusters of others.

Run: python -m benchmarks.company_names [--half A|B]   Half A was looked at while the rules were
made, half B was not. The threshold is the product's own; beside it stands one string likeness with
the threshold that is best on the very half it is measured on.
"""

import argparse
import hashlib
import itertools
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz

from evaluation.rules.intervals import wilson
from intake.rules.likeness import SAME_COMPANY, company_likeness

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "record_matching"
Likeness = Callable[[str, str], float]
Pair = tuple[str, str, bool]


@dataclass(frozen=True, slots=True)
class Figures:
    """What a matcher said of pairs."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """The share of its matches that are right."""
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        """The share of the matches that it found."""
        return self.right / max(self.right + self.missed, 1)

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.right / max(2 * self.right + self.wrong + self.missed, 1)

    def __str__(self) -> str:
        low, high = wilson(self.right, self.right + self.missed)
        return (
            f"F1 {self.f1:.3f}  precision {self.precision:.3f}  recall {self.recall:.3f}"
            f" [{low:.3f}, {high:.3f}]  ({self.right} right, {self.wrong} wrong,"
            f" {self.missed} missed)"
        )


def half_of(text: str) -> str:
    """A or B, by the hash of what is distinct."""
    return "AB"[int(hashlib.sha256(text.encode()).hexdigest(), 16) % 2]


def pairs(half: str) -> list[Pair]:
    """The labelled pairs of one half; a pair and its mirror are in the same half."""
    rows = map(json.loads, (CORPUS / "company_names.jsonl").read_text().splitlines())
    found = [(row["name1"], row["name2"], bool(row["is_match"])) for row in rows]
    return [pair for pair in found if half_of("|".join(sorted(pair[:2]))) == half]


def clustered(half: str) -> dict[str, str]:
    """The distinct raw names of one half, each with its cluster; a cluster is in one half."""
    rows = map(json.loads, (CORPUS / "applicant_clusters.jsonl").read_text().splitlines())
    return {row["raw_name"]: row["cluster"] for row in rows if half_of(row["cluster"]) == half}


def figures(found: Iterable[tuple[float, bool]], threshold: float) -> Figures:
    """Count what lies above the threshold."""
    right = wrong = missed = 0
    for likeness, is_match in found:
        said = likeness >= threshold
        right += said and is_match
        wrong += said and not is_match
        missed += is_match and not said
    return Figures(right, wrong, missed)


def best(found: Sequence[tuple[float, bool]]) -> Figures:
    """The figures at the threshold that is best on these pairs: a baseline with hindsight."""
    return max((figures(found, step / 100) for step in range(101)), key=lambda each: each.f1)


def one_string(name: str, other: str) -> float:
    """One likeness of two strings, as a first attempt has it."""
    return float(fuzz.token_sort_ratio(name.casefold(), other.casefold())) / 100


def _say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures of one half or both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices="AB")
    asked = parser.parse_args(arguments).half
    for half in (asked,) if asked else "AB":
        labelled = pairs(half)
        ours = [(company_likeness(a, b), is_match) for a, b, is_match in labelled]
        plain = [(one_string(a, b), is_match) for a, b, is_match in labelled]
        _say(f"half {half}: {len(labelled)} pairs")
        _say(f"  company_likeness at {SAME_COMPANY}: {figures(ours, SAME_COMPANY)}")
        _say(f"  one string likeness, best threshold: {best(plain)}")
        names = clustered(half)
        both = [
            (company_likeness(a, b), names[a] == names[b])
            for a, b in itertools.combinations(names, 2)
        ]
        _say(f"half {half}: {len(names)} applicants in {len(set(names.values()))} clusters")
        _say(f"  pairs of one applicant: {figures(both, SAME_COMPANY)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
