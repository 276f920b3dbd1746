"""Cases with recorded answers of a model, replayed after all that gave them is gone (R18, T126).

Run: python -m benchmarks.replay_answers [--n 1000] [--seed 5]
A new installation loads invoices. A server on this machine that speaks the vendor's API answers a
question about each case, one time in four with something that no fact holds, and words those with
something wrong. Then every step of every case is run again: first as it is, then with the model
off, its prompts changed and another policy in force.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.homes import Home, machine, say
from benchmarks.loaded import loaded_home
from tests.ai.vendor import Said, Vendor, serving

WRONG_EVERY = 4


class Grounded(Vendor):
    """Answers out of what it is given; one time in four it says something else as well."""

    def next_for(self, asked: dict[str, Any], headers: dict[str, str]) -> Said:
        """Return an answer made of the statements that were sent."""
        super().next_for(asked, headers)
        text = asked["messages"][0]["content"][0]["text"]
        given = json.loads(text.partition("\n")[2].rpartition("\n")[0])
        extra = " It is 98,765.43 in all." if len(self.asked) % WRONG_EVERY == 0 else ""
        if "exceptions" in given:
            parts = [
                {
                    "place": each["place"],
                    "claims": [{"text": each["statements"][0] + extra, "rows": each["rows"][:1]}],
                }
                for each in given["exceptions"]
            ]
            return Said(json.dumps({"parts": parts}))
        first = given["statements"][0]
        claim = {"text": first["text"] + extra, "rows": first["rows"]}
        return Said(json.dumps({"claims": [claim]}))


@contextmanager
def grounded() -> Iterator[Vendor]:
    """Serve it."""
    with serving(Said()) as vendor:
        vendor.__class__ = Grounded
        yield vendor


def ask_all() -> None:
    """Ask about every case, and word those with something wrong."""
    from django.conf import settings
    from django.utils import timezone

    from ai.models import ModelCall
    from core.actors import Actor, ActorKind
    from reconciliation.models import Case
    from review.actions import asking, wording

    person, started = Actor(ActorKind.PERSON, "olivia"), time.monotonic()
    with grounded() as vendor:
        settings.MODEL_BASE_URL = vendor.address
        for case in Case.objects.order_by("id"):
            asking.ask_about(
                case_id=case.case_id, question="What is it?", actor=person, at=timezone.now()
            )
            if case.exception_codes:
                wording.word_case(case_id=case.case_id, actor=person, at=timezone.now())
    ended = Counter(ModelCall.objects.values_list("purpose", "status"))
    said = {f"{purpose} {status}": count for (purpose, status), count in sorted(ended.items())}
    say(f"asked in {time.monotonic() - started:.0f} s: {said}")


def replay_all(name: str) -> None:
    """Replay every case, and say how many steps gave the same bytes."""
    from evaluation.actions import replaying
    from reconciliation.models import Case

    steps, cases, same, spent, used = Counter[str](), 0, 0, time.monotonic(), time.process_time()
    for pk in Case.objects.order_by("id").values_list("id", flat=True):
        replayed = replaying.replay_case(pk)
        if replayed is None:
            continue
        cases += 1
        same += replayed.ok
        steps.update(f"{step.step} {step.is_equal}" for step in replayed.steps)
    spent, used = time.monotonic() - spent, time.process_time() - used
    say(
        f"{name}: {same} of {cases} cases identical, {dict(sorted(steps.items()))},"
        f" {spent / max(cases, 1):.3f} s a case ({used / max(cases, 1):.3f} s of processor time)"
    )


def take_away(home: Home) -> None:
    """Turn the model off, change its prompts, and put another policy in force."""
    from django.conf import settings

    from ai.models import PromptVersion

    settings.MODEL_PROVIDER, settings.MODEL_LADDER = "off", "another"
    PromptVersion.objects.update(text="Another prompt.")
    path = home.folder / "other-policy.json"
    home.manage("policy", "export", path)
    policy = json.loads(path.read_text(encoding="utf-8"))
    policy["tolerances"][0]["percent"] = "9"
    path.write_text(json.dumps(policy), encoding="utf-8")
    home.manage("policy", "import", path)


def main() -> None:
    """Load, ask, and replay twice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=5)
    given = parser.parse_args()
    with loaded_home("replay", n=given.n, seed=given.seed) as home:
        from django.conf import settings

        settings.MODEL_PROVIDER, settings.MODEL_API_KEY = "anthropic", "key"
        settings.MODEL_SPEND_A_DAY = 1_000
        say(json.dumps({"machine": machine(), "seed": given.seed}))
        ask_all()
        replay_all("as it is")
        take_away(home)
        replay_all("model off, prompts and policy changed")


if __name__ == "__main__":
    main()
