"""Every automated step of a case, run again on what its bundle kept and compared by byte."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings

from audit import content, queries
from audit.queries import BundleView
from intake.actions import identifying, reading
from intake.rules import identify_step
from reconciliation.actions import cash_matching, policies
from reconciliation.queries import subjects
from reconciliation.rules import answer_step, casework, wording_step

Replay = Callable[[Mapping[str, bytes]], bytes]


@dataclass(frozen=True, slots=True)
class StepReplayed:
    """One step: whether it gave the same bytes again; None where it could not be run."""

    step: str
    subject: str
    bundle_id: str
    code_version: str
    policy_versions: Mapping[str, str]
    is_equal: bool | None
    expected: str
    actual: str | None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class CaseReplayed:
    """All steps of one case, oldest first."""

    case_id: str
    steps: tuple[StepReplayed, ...]

    @property
    def ok(self) -> bool:
        """Whether there was a step, and each could be run and gave the same bytes."""
        return bool(self.steps) and all(step.is_equal for step in self.steps)


def replay_case(case_pk: int) -> CaseReplayed | None:
    """Run the steps of a case again, or return nothing where there is no such case."""
    found = subjects.subjects_of(case_pk)
    if found is None:
        return None
    bundles = [bundle for subject in found for bundle in queries.bundles_of(subject)]
    bundles.sort(key=lambda bundle: bundle.created_at)  # of one moment: document, invoice, case
    return CaseReplayed(f"C-{case_pk}", tuple(_replayed(bundle) for bundle in bundles))


def replay_subject(subject: str) -> CaseReplayed | None:
    """Run the steps of what is no case, such as a variance, or nothing where there was none."""
    bundles = queries.bundles_of(subject)
    return CaseReplayed(subject, tuple(map(_replayed, bundles))) if bundles else None


def _replayed(bundle: BundleView) -> StepReplayed:
    actual: str | None = None
    problem: str | None = None
    replay = _REPLAYS.get(bundle.step)
    if replay is None:
        problem = "The bundle of this step does not keep all that it was given."
    else:
        try:
            inputs = {name: content.get(sha256) for name, sha256 in bundle.inputs.items()}
            actual = hashlib.sha256(replay(inputs)).hexdigest()
            problem = _other_code(bundle, actual)
        except content.UnableToRead as error:
            problem = str(error)
        except KeyError as error:
            problem = f"The bundle keeps no {error.args[0]}: an earlier version stored it."
    return StepReplayed(
        step=bundle.step,
        subject=bundle.subject,
        bundle_id=str(bundle.bundle_id),
        code_version=bundle.code_version,
        policy_versions=bundle.policy_versions,
        is_equal=None if actual is None else actual == bundle.output_sha256,
        expected=bundle.output_sha256,
        actual=actual,
        problem=problem,
    )


def _other_code(bundle: BundleView, actual: str) -> str | None:
    """Say of a step that gives other bytes whether other code than this made it."""
    if actual == bundle.output_sha256 or bundle.code_version == settings.CODE_VERSION:
        return None
    return (
        f"Code {bundle.code_version} made it and this is {settings.CODE_VERSION}; "
        "run it by the code that made it to compare."
    )


def _match(inputs: Mapping[str, bytes]) -> bytes:
    given = casework.input_from_bytes(inputs["case"])
    policy = policies.policy_from_bytes(inputs["policy"])
    return casework.output_to_bytes(casework.decide_case(given, policy))


_REPLAYS: dict[str, Replay] = {
    casework.STEP: _match,
    reading.STEP: reading.replay,
    identifying.STEP: identify_step.replay,
    cash_matching.STEP: cash_matching.replay,
    answer_step.STEP: answer_step.replay,
    wording_step.STEP: wording_step.replay,
    wording_step.STEP_OF_VARIANCES: wording_step.replay,
}
