"""A provider that fails one time in five, asked about every case; nothing may be lost or stuck.

Run: python -m benchmarks.provider_faults [--n 500] [--seed 3] [--only timeout ...]
A new installation loads invoices. Then a question is asked about each case, of a server on this
machine that speaks the vendor's API: once without faults, and once for each kind of fault. Lost is
a question without an answer that was kept; stuck is one that took longer than all its tries may.
"""

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from benchmarks.homes import machine, say
from benchmarks.loaded import loaded_home
from tests.ai.vendor import Said, Vendor, serving

SHARE = 0.2
SECONDS = 1
RETRIES = 2
FAULTS: dict[str, Said | None] = {
    "none": None,
    "timeout": Said(seconds=SECONDS * 2),
    "429": Said(status=429, retry_after="0"),
    "500": Said(status=500, retry_after="0"),
    "529": Said(status=529, retry_after="0"),
    "reset in mid-stream": Said('{"claims": []}', is_cut_off=True),
    "bad JSON": Said('{"claims": [{"text": "It'),
}


class Failing(Vendor):
    """Answers, and fails by chance."""

    rng: random.Random
    fault: Said | None

    def next_for(self, asked: dict[str, object], headers: dict[str, str]) -> Said:
        """Return the fault one time in five, else an answer that refuses."""
        super().next_for(asked, headers)
        if self.fault is not None and self.rng.random() < SHARE:
            return self.fault
        return Said('{"claims": []}')


@contextmanager
def failing(fault: Said | None, seed: int) -> Iterator[Vendor]:
    """Serve a vendor that fails in one way."""
    with serving(Said()) as vendor:
        vendor.__class__ = Failing
        vendor.rng, vendor.fault = random.Random(seed), fault  # type: ignore[attr-defined]  # noqa: S311
        yield vendor


def ask_all(name: str, fault: Said | None, seed: int) -> None:
    """Ask about every case, and say how the questions ended."""
    from django.conf import settings
    from django.db.models import Sum
    from django.utils import timezone

    from ai.models import ModelCall
    from core.actors import Actor, ActorKind
    from reconciliation.models import Case
    from review.actions import asking
    from review.models import CaseAnswer

    person = Actor(ActorKind.PERSON, "olivia")
    ModelCall.objects.all().delete()
    before = list(Case.objects.order_by("id").values_list("id", "state", "version"))
    ended, lost, stuck, started = Counter[str](), 0, 0, time.monotonic()
    heard: list[object] = []
    with failing(fault, seed) as vendor:
        settings.MODEL_BASE_URL = vendor.address
        for pk, _, _ in before:
            asked_at = time.monotonic()
            kept = asking.ask_about(
                case_id=f"C-{pk}", question="Why is it held?", actor=person, at=timezone.now(),
                hear=heard.append if "stream" in name else None,
            )  # fmt: skip
            lost += not CaseAnswer.objects.filter(pk=kept.pk).exists()
            stuck += time.monotonic() - asked_at > (SECONDS + 10) * (RETRIES + 1)
            ended[kept.said_by.partition(" ")[0]] += 1
        requests = len(vendor.asked)
    after = list(Case.objects.order_by("id").values_list("id", "state", "version"))
    statuses = Counter(ModelCall.objects.values_list("status", flat=True))
    spent = ModelCall.objects.aggregate(all=Sum("cost"))["all"] or Decimal(0)
    open_calls = statuses["asked"]
    say(
        f"{name}: {len(before)} questions, lost {lost}, stuck {stuck + open_calls}, cases moved"
        f" {sum(a != b for a, b in zip(before, after, strict=True))}, requests {requests},"
        f" calls {dict(statuses)}, spent {spent} USD, {time.monotonic() - started:.0f} s"
    )


def main() -> None:
    """Load the cases once, and run every fault over them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=500)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--only", nargs="*", choices=sorted(FAULTS), default=list(FAULTS))
    given = parser.parse_args()
    with loaded_home("faults", n=given.n, seed=given.seed):
        from django.conf import settings

        settings.MODEL_PROVIDER, settings.MODEL_API_KEY = "anthropic", "key"
        settings.MODEL_SECONDS, settings.MODEL_RETRIES = SECONDS, RETRIES
        settings.MODEL_SPEND_A_DAY = Decimal(1_000)
        say(json.dumps({"machine": machine(), "seed": given.seed}))
        for name in given.only:
            ask_all(name, FAULTS[name], given.seed)


if __name__ == "__main__":
    main()
