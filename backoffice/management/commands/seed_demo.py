"""seed_demo: write the demonstration company as files, and load them like anyone's."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from backoffice import env, loading
from backoffice.demo.policy import POLICY
from backoffice.demo.writing import DemoManifest, write_demo_company
from core.actors import Actor, ActorKind
from reconciliation.actions import policies

SEED = 7


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
        self._load(company, actor)
        self.stdout.write(f"Files to try the upload page with are in {company.held_back}.")

    def _load(self, company: DemoManifest, actor: Actor) -> None:
        for step in company.steps:
            if step.folder == company.held_back:
                continue
            report = loading.load(
                [step.folder],
                entity=None,
                as_of=step.as_of,
                at=timezone.now(),
                actor=actor,
                progress=self._progress,
            )
            self.stderr.write(f"{step.folder.name} as of {step.as_of}: {report.summary()}")

    def _progress(self, step: str, done: int, total: int) -> None:
        if done == total or done % 500 == 0:
            self.stderr.write(f"{step} {done:,} of {total:,}")
