"""seed_demo: write the demonstration company as files, and load them like anyone's."""

from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from backoffice import env, loading
from backoffice.demo.approved_sources import approve_demo_sources
from backoffice.demo.decided import decide_cases
from backoffice.demo.policy import POLICY
from backoffice.demo.writing import DemoManifest, write_demo_company
from core.actors import Actor, ActorKind
from kpi.actions import snapshots
from ledger import queries as books
from reconciliation.actions import closing, policies

SEED = 7
CLOSES = "5-close-"
STATEMENTS = "8-statements"
CONTROLLER = Actor(kind=ActorKind.PERSON, name="demonstration controller")
WHY = "Demonstration: the month is closed, and its open cases are booked into the next one."


class Command(BaseCommand):
    help = "Loads the demonstration company: two months of a mid-size retailer."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=SEED)
        parser.add_argument("--today", type=date.fromisoformat, default=None, metavar="DATE")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = env.home() / "demo"
        if folder.exists() and any(folder.iterdir()):
            raise CommandError(f"{folder} is not empty; take it away to begin again.")
        today = options["today"] or timezone.localdate()
        self.stderr.write(f"Writing the files of the demonstration company to {folder}.")
        company = write_demo_company(folder, seed=options["seed"], today=today)
        actor = Actor(kind=ActorKind.SERVICE, name="demonstration")
        policies.import_policy(POLICY, has_decisions=False, actor=actor, at=timezone.now())
        approve_demo_sources(today=today, at=timezone.now())
        self._load(company, actor)
        self.stdout.write(f"Files to try the upload page with are in {company.held_back}.")

    def _load(self, company: DemoManifest, actor: Actor) -> None:
        first = company.steps[0].as_of
        for step in company.steps:
            if step.folder == company.held_back:
                continue
            if step.folder.name == STATEMENTS:
                self._decide(first, step.as_of.replace(day=1) - timedelta(1))
            report = loading.load(
                [step.folder],
                entity=None,
                as_of=step.as_of,
                at=timezone.now(),
                actor=actor,
                progress=self._progress,
            )
            self.stderr.write(f"{step.folder.name} as of {step.as_of}: {report.summary()}")
            if step.folder.name.startswith(CLOSES):
                self._decide(first, step.as_of.replace(day=1) - timedelta(1))
                self._close(step.folder.name.removeprefix(CLOSES))
        snapshots.take_snapshot(company.steps[-1].as_of, at=timezone.now())

    def _decide(self, first: date, last: date) -> None:
        """Let the people of the company decide most of what came in up to a day."""
        count = decide_cases(first, last)
        self.stderr.write(f"{count} cases up to {last} were decided.")

    def _close(self, period: str) -> None:
        """Close a month for every entity, as its controller would have done."""
        for entity in [each.entity for each in books.periods(None) if each.period == period]:
            closed = closing.close_period(
                period=period, entity=entity, actor=CONTROLLER, at=timezone.now(),
                override_reason=WHY,
            )  # fmt: skip
            accrued = {name: str(amount) for name, amount in (closed.accrued or {}).items()}
            self.stderr.write(f"{period} of {entity} is closed; accrued {accrued}.")

    def _progress(self, step: str, done: int, total: int) -> None:
        if done == total or done % 500 == 0:
            self.stderr.write(f"{step} {done:,} of {total:,}")
