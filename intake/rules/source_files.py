"""What a file in a watched folder of sources is a version of, and from when it counts (pure).

`CODE.md`, or `CODE 2026-04-01.pdf`, or `CODE 2026-04-01 2026-12-31.docx`: the source's code, then
the first and the last day. `CODE.json` beside it describes a source that is not registered yet.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)
from pydantic_core import PydanticCustomError

from ai.approved import AccessClass, Purpose, SourceKind, Validity

_NAME: Final = re.compile(
    r"(?P<code>[A-Za-z0-9_-]{1,40})(?: (?P<first>[\d-]+))?(?: (?P<last>[\d-]+))?"
    r"\.(?P<kind>[A-Za-z]{1,10})"
)
_OF_THE_NAMED: Final = "of the people it names"


def _in_sight(text: str) -> str:
    """Take words only: what is no sign of any script cannot be kept, or parts names."""
    if not text.isprintable():
        raise PydanticCustomError("unseen", "There are signs in it that nobody can see")
    return text


_Words = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_in_sight),
]


class UnableToPlace(Exception):
    """The file says not what it is; the text is fit to show."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """What the name of a file says."""

    code: str
    validity: Validity
    is_description: bool


class Description(BaseModel):
    """What is said of a source that is to be registered, and whose names stand in its files."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: _Words
    kind: SourceKind
    owner: _Words
    access_class: AccessClass
    purposes: Annotated[tuple[Purpose, ...], Field(min_length=1)] = tuple(Purpose)
    entities: tuple[_Words, ...] = ()
    licence: _Words = "our own"
    personal_data: _Words | None = None
    people: Mapping[_Words, _Words] = Field(default_factory=dict)


def named(filename: str, *, today: date) -> SourceFile:
    """Return what a file is a version of; without a day it counts from today.

    :raises UnableToPlace: the name has no code, or its days are none.
    """
    said = _NAME.fullmatch(filename)
    if said is None:
        raise UnableToPlace(
            "A file is named after its source: its code, then, where it does not count from today "
            "on, the first and the last day, as in “freight 2026-04-01.pdf”."
        )
    first, last = _day(said["first"]), _day(said["last"])
    return SourceFile(
        said["code"].lower(), Validity(first or today, last), said["kind"].lower() == "json"
    )


def described(content: bytes) -> Description:
    """Return what a description says.

    :raises UnableToPlace: it is no JSON, or something in it is missing, unknown or wrong.
    """
    try:
        said = Description.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the description"
        raise UnableToPlace(f"In the description, {place}: {first['msg']}.") from error
    if said.people and said.personal_data is None:  # so that its next file must name them too
        return said.model_copy(update={"personal_data": _OF_THE_NAMED})
    return said


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UnableToPlace(f"“{text}” is no day; write it as 2026-04-01.") from error
