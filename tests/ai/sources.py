"""Small makers of sources for tests, and an embedder that needs no model."""

import hashlib
from collections.abc import Sequence
from datetime import date

from ai.actions import sources
from ai.approved import AccessClass, Purpose, SourceKind, Validity
from ai.chunking import Block
from ai.models import SourceVersion
from core.actors import Actor, ActorKind
from tests.factories import NOW

ADA = Actor(ActorKind.PERSON, "ada")
CONRAD = Actor(ActorKind.PERSON, "conrad")
TODAY = NOW.date()
THIS_YEAR = Validity(date(2026, 1, 1), date(2026, 12, 31))


class ByHash:
    """Vectors that depend on the words alone."""

    name = "all-MiniLM-test"

    def embed(self, texts: Sequence[str], *, is_question: bool = False) -> list[list[float]]:
        return [_vector(text) for text in texts]


def _vector(text: str) -> list[float]:
    digest = hashlib.sha256(text.encode()).digest()
    return [(digest[place % 32] - 127.5) / 1_500 for place in range(384)]


def make_version(
    code: str,
    *texts: str,
    validity: Validity = THIS_YEAR,
    is_approved: bool = True,
    access_class: AccessClass = AccessClass.INTERNAL,
    entities: Sequence[str] = (),
    purposes: Sequence[Purpose] = (Purpose.EXPLAIN,),
    subjects: dict[str, str] | None = None,
    title: str = "",
) -> SourceVersion:
    """Return a version of a new source, a passage a text."""
    described = sources.Described(
        code=code, kind=SourceKind.POLICY, title=title or f"Policy {code}", owner="Finance",
        entities=tuple(entities), purposes=tuple(purposes), licence="own",
        personal_data="names" if subjects else None, access_class=access_class,
    )  # fmt: skip
    sources.register_source(described=described, actor=ADA, at=NOW)
    return add_version(code, *texts, validity=validity, is_approved=is_approved, subjects=subjects)


def add_version(
    code: str,
    *texts: str,
    validity: Validity = THIS_YEAR,
    is_approved: bool = True,
    subjects: dict[str, str] | None = None,
) -> SourceVersion:
    """Return another version of a source."""
    blocks: list[Block] = []
    for number, text in enumerate(texts):
        blocks += [Block(f"Part {number}", 1), Block(text)]
    given = sources.Given(
        f"{code}.md", "\n".join((code, str(validity), *texts)).encode(), tuple(blocks)
    )
    version = sources.add_version(
        code=code, given=given, validity=validity, actor=ADA, at=NOW, subjects=subjects
    )
    if is_approved:
        version = sources.approve_version(version_id=version.pk, actor=CONRAD, at=NOW)
    return version
