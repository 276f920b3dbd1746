"""A file is taken in as a version of a source: read within limits, looked through, cut up."""

from collections.abc import Mapping
from datetime import datetime

from ai.actions import sources
from ai.approved import Validity
from ai.models import SourceVersion
from core.actors import Actor
from core.errors import Refusal
from intake.formats import source_text
from intake.rules import cards


class UnableToTakeSource(Refusal):
    """The file cannot become a source, for a reason that can be mended."""


def take_version(
    *,
    code: str,
    filename: str,
    content: bytes,
    validity: Validity,
    subjects: Mapping[str, str],
    actor: Actor,
    at: datetime,
    answers_for_it: str | None = None,
) -> SourceVersion:
    """Take a file in as a draft of a source.

    `answers_for_it` names the person whose file it is, where a machine takes it in.

    :raises UnableToTakeSource: it cannot be read, holds a card number, or its days are wrong.
    """
    try:
        given = sources.Given(filename, content, source_text.read(content, filename))
    except source_text.UnableToReadSource as problem:
        raise UnableToTakeSource(str(problem)) from problem
    if cards.find(given.text):
        raise UnableToTakeSource("The file holds a card number; take it out and send it again.")
    try:
        return sources.add_version(
            code=code, given=given, validity=validity, subjects=subjects, actor=actor, at=at,
            answers_for_it=answers_for_it,
        )  # fmt: skip
    except sources.UnableToRegister as problem:
        raise UnableToTakeSource(str(problem)) from problem
