"""What goes to a model and what comes back: frozen values, the fence round documents (pure)."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from ai.routing import Tokens

_FENCE_LIKE: Final = re.compile(
    r"<\s*/?\s*(?:document|system|assistant|human|user|instructions?)\b[^>]*>?", re.I
)


class CallStatus(StrEnum):
    """How one question ended."""

    ANSWERED = "answered"
    REJECTED = "rejected"  # there was an answer, and it is not one
    UNAVAILABLE = "unavailable"  # nobody answered
    WITHHELD = "withheld"  # nobody was asked: a limit, or too many failures just before
    ASKED = "asked"  # the answer is awaited; what it may cost at most is set aside


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt file: its name, its text, and the hash it is known by."""

    name: str
    text: str

    @property
    def version(self) -> str:
        """The SHA-256 of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Request:
    """Everything that is sent, so that the same question can be shown and asked again."""

    model: str
    system: str
    text: str
    schema: Mapping[str, Any]
    most_tokens: int
    seconds: float
    images: tuple[bytes, ...] = ()  # PNG


@dataclass(frozen=True, slots=True)
class Reply:
    """What a provider said: its text as it came, and what it used."""

    text: str
    model: str
    stop_reason: str
    used: Tokens = field(default_factory=Tokens)
    request_id: str | None = None


def request_bytes(request: Request) -> bytes:
    """Return the canonical bytes of what is sent; pictures by their hash."""
    said = {
        "model": request.model,
        "system": request.system,
        "text": request.text,
        "schema": request.schema,
        "max_tokens": request.most_tokens,
        "images": [hashlib.sha256(png).hexdigest() for png in request.images],
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def request_key(request: Request) -> str:
    """Return the hash that a request is known by."""
    return hashlib.sha256(request_bytes(request)).hexdigest()


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer to use; the text is fit to show."""

    status: CallStatus
    text: str
    reply: Reply | None = None

    @property
    def rejected_text(self) -> str | None:
        """The words that were thrown away; none of an answer that was refused or cut short."""
        if self.status is not CallStatus.REJECTED or self.reply is None:
            return None
        return self.reply.text if self.reply.stop_reason == "end_turn" else ""


class UnableToAnswer(Exception):
    """A provider that did not answer: down, slow, over its limit, or not willing to know us.

    `partial` is what was said before it broke off; it is paid for, and never shown.
    """

    def __init__(self, text: str, partial: Reply | None = None) -> None:
        super().__init__(text)
        self.partial = partial


@dataclass(frozen=True, slots=True)
class Question:
    """One typed question: its purpose, its prompt, what it is about, and the data it is about."""

    purpose: str
    prompt: Prompt
    subject: str  # as on the trail: document:<sha256>
    data: str
    images: tuple[bytes, ...] = ()

    @property
    def fenced(self) -> str:
        """The data between marks that it cannot close: nothing in it can pose as our words."""
        mark = hashlib.sha256(self.data.encode()).hexdigest()[:16]
        data = _FENCE_LIKE.sub(" ", self.data).replace(mark, "")
        return f'<document id="{mark}">\n{data}\n</document>'
