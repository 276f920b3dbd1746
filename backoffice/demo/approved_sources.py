"""The demonstration company's approved sources: invented policies, an agreement, a runbook."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from ai.actions import sources
from ai.approved import AccessClass, Purpose, SourceKind, Validity
from ai.models import SourceVersion
from core.actors import Actor, ActorKind
from intake.actions.sources import take_version

_FOLDER: Final = Path(__file__).parent / "policies"
_UPLOADER: Final = Actor(ActorKind.PERSON, "demonstration admin")
_APPROVER: Final = Actor(ActorKind.PERSON, "demonstration controller")


@dataclass(frozen=True, slots=True)
class Invented:
    """One source of the demonstration company."""

    file: str
    title: str
    kind: SourceKind
    owner: str
    access_class: AccessClass = AccessClass.INTERNAL


SOURCES: Final = (
    Invented("freight", "Freight policy", SourceKind.POLICY, "Logistics"),
    Invented("price_tolerance", "Price tolerance policy", SourceKind.POLICY, "Purchasing"),
    Invented(
        "vendor_agreement", "General vendor agreement", SourceKind.VENDOR_AGREEMENT, "Purchasing"
    ),
    Invented("returns", "Returns policy", SourceKind.POLICY, "Stores"),
    Invented(
        "duplicate_runbook", "Runbook: the same invoice twice", SourceKind.RUNBOOK, "Payables"
    ),
    Invented("period_end", "Period end policy", SourceKind.POLICY, "Controlling"),
)


def approve_demo_sources(*, today: date, at: datetime) -> list[SourceVersion]:
    """Register the sources, and let another person approve each."""
    validity = Validity(date(today.year - 1, 1, 1), date(today.year + 1, 12, 31))
    versions = []
    for each in SOURCES:
        code = each.file.replace("_", "-")
        described = sources.Described(
            code=code, kind=each.kind, title=each.title, owner=each.owner, entities=(),
            purposes=tuple(Purpose), licence="our own", personal_data=None,
            access_class=each.access_class,
        )  # fmt: skip
        sources.register_source(described=described, actor=_UPLOADER, at=at)
        version = take_version(
            code=code, filename=f"{each.file}.md", validity=validity, subjects={}, at=at,
            content=(_FOLDER / f"{each.file}.md").read_bytes(), actor=_UPLOADER,
        )  # fmt: skip
        versions.append(sources.approve_version(version_id=version.pk, actor=_APPROVER, at=at))
    return versions
