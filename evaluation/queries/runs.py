"""Runs and their scores, as the page and the command show them."""

from dataclasses import dataclass
from datetime import datetime

from evaluation.models import Miss, Run, Score
from evaluation.rules.intervals import Delta, Share, delta
from evaluation.rules.summing import SliceKey

MOST_MISSES = 500
Shares = dict[SliceKey, dict[str, Share]]


@dataclass(frozen=True, slots=True)
class Compared:
    """One measure of one slice, beside an earlier run."""

    slice_name: str
    slice_value: str
    measure: str
    share: Share
    delta: Delta | None


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run in the list."""

    run_id: str
    labels: str
    run_at: datetime
    documents: int
    fields: Share
    disposition: Share
    policy_version: str


def run_named(name: str) -> Run | None:
    """Return a run by its name, such as R-3, or nothing."""
    digits = name.removeprefix("R-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 18):
        return None
    return Run.objects.filter(pk=int(digits)).first()


def shares_of(run: Run) -> Shares:
    """Return the measures of a run by slice."""
    found: Shares = {}
    for row in Score.objects.filter(run=run).order_by("pk"):
        shares = found.setdefault((row.slice_name, row.slice_value), {})
        shares[row.measure] = Share(row.right, row.n)
    return found


def compared(now: Shares, before: Shares | None) -> list[Compared]:
    """Put the measures of a run beside those of an earlier one."""
    nothing: dict[str, Share] = {}
    made = []
    for (name, value), shares in now.items():
        then = (before or {}).get((name, value), nothing)
        for measure, share in shares.items():
            change = delta(share, then[measure]) if measure in then else None
            made.append(Compared(name, value, measure, share, change))
    return made


def runs(limit: int = 50) -> list[RunLine]:
    """Return the newest runs."""
    rows = list(Run.objects.order_by("-pk")[:limit])
    wanted = {"fields", "disposition"}
    scores = {
        (score.run_id, score.measure): Share(score.right, score.n)
        for score in Score.objects.filter(run__in=rows, slice_name="", measure__in=wanted)
    }
    none = Share(0, 0)
    return [
        RunLine(
            run_id=row.run_id,
            labels=row.labels,
            run_at=row.run_at,
            documents=row.documents,
            fields=scores.get((row.pk, "fields"), none),
            disposition=scores.get((row.pk, "disposition"), none),
            policy_version=row.policy_version,
        )
        for row in rows
    ]


def earlier_run(run: Run) -> Run | None:
    """Return the run before this one over the same labels, or nothing."""
    return Run.objects.filter(labels=run.labels, pk__lt=run.pk).order_by("-pk").first()


def misses(run: Run) -> list[Miss]:
    """Return what came out otherwise than labelled."""
    return list(Miss.objects.filter(run=run).order_by("pk")[:MOST_MISSES])
