"""Answers with one thing wrong, and right ones, asked of a server that speaks the vendor's API.

Run: python -m benchmarks.grounding [--n 2000] [--seed 41]
Each answer comes through the vendor's own client, is typed, and is held against its facts and
passages. Wrong answers that pass are counted by what is wrong with them; so are right ones that
are thrown away.
"""

import argparse
import json
import random
import time
from collections import Counter

from ai.answers import CitedAnswer, CitedClaim, CitedQuote
from ai.asking import Request
from ai.grounding import Claim, Grounds
from ai.providers.anthropic import Anthropic
from benchmarks.grounding_answers import WRONGS, make_case, right_answer
from benchmarks.homes import say
from tests.ai.vendor import Said, serving

_SHOWN = 5


def written(claims: tuple[Claim, ...]) -> str:
    """Return an answer as a model writes it."""
    answer = CitedAnswer(
        claims=[
            CitedClaim(
                text=each.text,
                rows=list(each.rows),
                quotes=[CitedQuote(passage=q.passage, words=q.words) for q in each.quotes],
            )
            for each in claims
        ]
    )
    return answer.model_dump_json()


def main() -> None:
    """Count what passes and what does not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=41)
    given = parser.parse_args()
    rng = random.Random(given.seed)  # noqa: S311
    made: list[tuple[str, Grounds, str]] = []
    kinds = list(WRONGS.items())
    for place in range(given.n):
        case = make_case(rng)
        right = right_answer(case, rng)
        made.append(("right", case.grounds, written(right)))
        name, spoil = kinds[place % len(kinds)]
        made.append((name, case.grounds, written(spoil(right, case, rng))))
    passed, asked = Counter[str](), Counter(kind for kind, _, _ in made)
    started, checking, shown = time.monotonic(), 0.0, 0
    with serving(*(Said(text) for _, _, text in made), Said()) as vendor:
        provider = Anthropic("key", vendor.address, 0)
        for kind, grounds, _ in made:
            reply = provider.ask(Request("model", "system", "question", {}, 1_000, 10))
            before = time.perf_counter()
            problems = CitedAnswer.model_validate_json(reply.text).problems(grounds)
            checking += time.perf_counter() - before
            passed[kind] += not problems
            if bool(problems) == (kind == "right") and shown < _SHOWN:
                shown += 1
                say(f"{kind}: {problems} {json.loads(reply.text)['claims']}")
    say(f"right answers thrown away: {asked['right'] - passed['right']} of {asked['right']}")
    for kind in WRONGS:
        say(f"{kind}: {passed[kind]} of {asked[kind]} shown")
    say(f"{checking / len(made) * 1000:.2f} ms a check; {time.monotonic() - started:.0f} s in all")


if __name__ == "__main__":
    main()
