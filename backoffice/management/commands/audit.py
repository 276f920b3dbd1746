"""audit: whether the trail holds, a piece of it, steps run again, and that no card is kept."""

import json
import zipfile
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from audit import exporting, queries, sealing, verifier, witness
from backoffice.management.commands.explain import case_key
from core.actors import Actor, ActorKind
from core.errors import Refusal
from evaluation.actions import reasking, replaying
from intake.queries import card_proof
from reconciliation.queries import subjects

NO = 1
AUDITOR = Actor(ActorKind.SERVICE, "audit")


class Command(BaseCommand):
    help = "Verifies the trail, exports a piece of it, or runs the steps of a case again."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(
            dest="verb", required=True, metavar="verify|export|replay|reask|cards"
        )
        verify = verbs.add_parser("verify", help="checks the log against its signed checkpoints")
        verify.add_argument("--bundle", type=Path, metavar="FILE", help="An exported archive.")
        verify.add_argument("--checkpoint", type=Path, metavar="FILE", help="Kept elsewhere.")
        verify.add_argument("--json", action="store_true")
        export = verbs.add_parser("export", help="writes an archive that can be verified anywhere")
        export.add_argument("--case", type=case_key, metavar="CASE_ID")
        export.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
        export.add_argument("--json", action="store_true")
        replay = verbs.add_parser("replay", help="runs the steps of a case again")
        replay.add_argument(
            "case_id",
            type=_replayable,
            metavar="CASE_ID",
            help="Or a variance: its subject on the trail.",
        )
        replay.add_argument("--json", action="store_true")
        reask = verbs.add_parser("reask", help="asks models again, as a run that changes nothing")
        reask.add_argument("case_id", type=case_key, metavar="CASE_ID")
        reask.add_argument("--model", help="Another model than the one that was asked.")
        reask.add_argument("--json", action="store_true")
        cards = verbs.add_parser("cards", help="proves that no card number is kept anywhere")
        cards.add_argument(
            "--log", type=Path, action="append", default=[], metavar="FILE",
            help="A log kept elsewhere; those of this installation are looked through anyway.",
        )  # fmt: skip
        cards.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        given = Namespace(**options)
        if given.verb == "verify":
            self._verify(given)
        elif given.verb == "export":
            self._export(given)
        elif given.verb == "cards":
            self._prove_no_cards(given)
        elif given.verb == "reask":
            self._reask(given)
        else:
            self._replay(given)

    def _verify(self, given: Namespace) -> None:
        for file in (given.bundle, given.checkpoint):
            if file is not None and not file.exists():
                self.stderr.write(f"There is no {file}.")
                raise SystemExit(2)
        if given.bundle is None:
            found = asdict(queries.verify(checkpoint=given.checkpoint))
        else:
            found = _verified_archive(given.bundle, given.checkpoint)
        if given.json:
            self.stdout.write(json.dumps(found))
        elif found["ok"]:
            self.stdout.write(f"{found['events']:,} events hold.")
        else:
            self.stdout.write(f"{found['first_bad']} {found['problem']}.")
        raise SystemExit(0 if found["ok"] else NO)

    def _export(self, given: Namespace) -> None:
        wanted = None
        if given.case is not None and (wanted := subjects.subjects_of(given.case)) is None:
            self._refuse(f"There is no case C-{given.case}.")
        try:
            sealing.seal(at=timezone.now())
            count = exporting.export_bundle(given.output, subjects=wanted)
        except Refusal as refusal:
            self._refuse(str(refusal))
        except OSError as error:
            self._refuse(f"{given.output} cannot be written: {error.strerror}.")
        if given.json:
            self.stdout.write(json.dumps({"file": str(given.output), "events": count}))
        else:
            self.stdout.write(f"{count:,} events are in {given.output}.")

    def _replay(self, given: Namespace) -> None:
        wanted: int | str = given.case_id
        if isinstance(wanted, str):
            replayed = replaying.replay_subject(wanted)
        else:
            replayed = replaying.replay_case(wanted)
        if replayed is None:
            what = wanted if isinstance(wanted, str) else f"case C-{wanted}"
            self._refuse(f"There is no {what} to run again.")
        if given.json:
            self.stdout.write(json.dumps({"ok": replayed.ok, **asdict(replayed)}))
        for step in () if given.json else replayed.steps:
            verdict = {True: "equal", False: "DIFFERENT", None: "not run"}[step.is_equal]
            note = f" {step.problem}" if step.problem else ""
            self.stdout.write(f"{verdict:<9} {step.step} of {step.subject}{note}")
        raise SystemExit(0 if replayed.ok else NO)

    def _reask(self, given: Namespace) -> None:
        now = timezone.now()
        asked = reasking.reask_case(given.case_id, model=given.model, actor=AUDITOR, at=now)
        if asked is None:
            self._refuse(f"There is no case C-{given.case_id}.")
        is_same = all(each.is_same for each in asked.questions)
        if given.json:
            self.stdout.write(json.dumps({"ok": is_same, **asdict(asked)}))
            raise SystemExit(0 if is_same else NO)
        self.stdout.write(f"{len(asked.questions)} questions, {asked.run}.")
        for each in asked.questions:
            verdict = "same" if each.is_same else "OTHER"
            told = f"{verdict:<9} {each.purpose} of {each.subject}: {each.model_before}"
            self.stdout.write(f"{told}, now {each.model_now}. {each.problem or ''}".rstrip())
            for line in each.diff:
                self.stdout.write(f"          {line}")
        raise SystemExit(0 if is_same else NO)

    def _prove_no_cards(self, given: Namespace) -> None:
        for path in given.log:
            if not path.is_file():
                self.stderr.write(f"There is no {path}.")
                raise SystemExit(2)
        proof = card_proof.prove_no_cards([*_own_logs(), *given.log])
        if given.json:
            self.stdout.write(json.dumps({"ok": not proof.found, **asdict(proof)}))
        else:
            for each in proof.found:
                self.stdout.write(f"A card number ending in {each.last_four}: {each.where}")
            self.stdout.write(
                f"{len(proof.found):,} card numbers in {proof.rows:,} rows and"
                f" {proof.contents:,} stored files, {proof.log_lines:,} lines of logs and"
                f" {_counted(proof.queued)} in the queue;"
                f" {proof.waiting:,} files wait to be looked into."
            )
        raise SystemExit(NO if proof.found else 0)

    def _refuse(self, text: str) -> NoReturn:
        self.stderr.write(text)
        raise SystemExit(NO)


def _replayable(text: str) -> int | str:
    """Read a case such as C-12, or the name of a variance on the trail."""
    return text if text.startswith("variance:") else case_key(text)


def _own_logs() -> list[Path]:
    """Return the logs that are written below the folder of this installation."""
    found = Path(settings.HOME).rglob("*.log*") if Path(settings.HOME).is_dir() else ()
    return sorted(path for path in found if path.is_file())


def _counted(queued: int | None) -> str:
    return "nothing that could be read" if queued is None else f"{queued:,} texts"


def _verified_archive(bundle: Path, checkpoint: Path | None) -> dict[str, Any]:
    """Verify an archive by the keys inside it and, where given, by checkpoints kept elsewhere."""
    try:
        events, fault = verifier.verify_archive(bundle)
        if fault is None and checkpoint is not None:
            fault = _checkpoint_fault(bundle, checkpoint)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError) as error:
        events, fault = 0, verifier.Fault(str(bundle), f"is not an exported archive: {error}")
    return {
        "ok": fault is None,
        "events": events,
        "first_bad": fault.name if fault else None,
        "problem": fault.problem if fault else None,
    }


def _checkpoint_fault(bundle: Path, checkpoint: Path) -> verifier.Fault | None:
    """Say whether the checkpoint of an archive is one that was kept elsewhere."""
    with zipfile.ZipFile(bundle) as archive:
        note = archive.read("checkpoint").decode()
    if note in witness.all_notes(checkpoint):
        return None
    size = verifier.parse_note(note).tree_size
    return verifier.Fault(f"checkpoint {size}", f"is not in {checkpoint}")
