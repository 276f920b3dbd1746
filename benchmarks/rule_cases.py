"""How far the rules agree with the publisher's own unit cases.

Run: python -m benchmarks.rule_cases   Exit status 1 if any expectation differs.
A case holds only what its rule reads, so only the named rules are judged.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from intake.formats.einvoice_rules import Question, validate_many

CASES = Path(__file__).resolve().parents[2] / "shared/corpus/einvoice_xml/rule_tests.jsonl"


@dataclass(frozen=True, slots=True)
class Expectation:
    """One rule in one case, and whether we agree."""

    case: str
    rule: str
    expected: str
    agrees: bool
    description: str


def expectations() -> Iterator[Expectation]:
    """Every expectation of every case."""
    cases = [json.loads(line) for line in CASES.read_text().splitlines()]
    answers = validate_many([Question(case["document"].encode(), "ubl") for case in cases])
    for case, failures in zip(cases, answers, strict=True):
        failed = {failure.rule for failure in failures}
        for rule in case["rules"]:
            agrees = (rule["rule"] in failed) == (rule["expect"] == "fail")
            yield Expectation(case["id"], rule["rule"], rule["expect"], agrees, case["description"])


def main() -> int:
    """Print each disagreement and the count."""
    if not CASES.is_file():
        sys.stderr.write(f"The outside data is not at {CASES}.\n")
        return 2
    found = list(expectations())
    for each in found:
        if not each.agrees:
            sys.stdout.write(
                f"{each.case}: {each.rule} should {each.expected}: {each.description}\n"
            )
    agreed = sum(each.agrees for each in found)
    sys.stdout.write(f"{agreed} of {len(found)} expectations agree\n")
    return 0 if agreed == len(found) else 1


if __name__ == "__main__":
    sys.exit(main())
