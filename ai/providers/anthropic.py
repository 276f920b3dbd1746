"""Anthropic's Messages API through its own client: structured output, its retries, its errors.

The client repeats what the vendor says may be repeated (408, 409, 429, 5xx, 529, lost connections)
and waits as long as `retry-after` asks. It takes three seconds to load, which no command pays that
asks no model.
"""

import base64
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final, cast

from ai.asking import Reply, Request, UnableToAnswer
from ai.routing import Tokens

if TYPE_CHECKING:
    import anthropic

    from ai.providers import Hear


_CLOCKS_DIFFER: Final = timedelta(minutes=1)


@dataclass
class Anthropic:
    """The vendor's client, kept open; `base_url` is another address that speaks the same."""

    api_key: str
    base_url: str | None
    retries: int
    name: str = "anthropic"

    @cached_property
    def _client(self) -> "anthropic.Anthropic":
        import anthropic

        return anthropic.Anthropic(
            api_key=self.api_key, base_url=self.base_url, max_retries=self.retries
        )

    def ask(self, request: Request, hear: "Hear | None" = None) -> Reply:
        """Answer one request; streamed where somebody hears it.

        :raises UnableToAnswer: no answer after the retries, or the vendor refuses to serve us.
        """
        said = _Said()
        with _faults(request, said):
            if hear is None:
                return _reply(self._client.messages.create(**cast(Any, _body(request))))
            return self._streamed(request, hear, said)

    def submit(self, requests: Mapping[str, Request]) -> str:
        """Hand questions over that are answered within a day; return the name of the batch.

        :raises UnableToAnswer: the vendor does not take them.
        """
        asked = [
            {"custom_id": name, "params": _params(request)} for name, request in requests.items()
        ]
        with _faults(next(iter(requests.values()))):
            made = self._client.messages.batches.create(requests=cast(Any, asked))
        return made.id

    def collected(self, batch_id: str) -> "dict[str, Reply | str] | None":
        """Return the answers of a batch, or why one has none, by name; nothing until it ended.

        :raises UnableToAnswer: the vendor does not say.
        """
        with _faults(None):
            batch = self._client.messages.batches.retrieve(batch_id)
            if batch.processing_status != "ended":
                return None
            return {
                each.custom_id: _ended(each.result)
                for each in self._client.messages.batches.results(batch_id)
            }

    def cancel(self, batch_id: str) -> None:
        """Ask for no more answers of a batch.

        :raises UnableToAnswer: the vendor does not say.
        """
        with _faults(None):
            self._client.messages.batches.cancel(batch_id)

    def made_since(self, moment: datetime) -> list[tuple[str, int]]:
        """Return the batches handed over since a moment, with how many questions each has.

        :raises UnableToAnswer: the vendor does not say.
        """
        with _faults(None):
            newest = takewhile(
                lambda each: each.created_at >= moment - _CLOCKS_DIFFER,
                self._client.messages.batches.list(limit=100),
            )
            return [(each.id, sum(each.request_counts.model_dump().values())) for each in newest]

    def _streamed(self, request: Request, hear: "Hear", said: "_Said") -> Reply:
        deadline = time.monotonic() + request.seconds
        with self._client.messages.stream(**cast(Any, _body(request))) as stream:
            for event in stream:
                said.snapshot = stream.current_message_snapshot
                if time.monotonic() > deadline:
                    raise UnableToAnswer(
                        f"No whole answer within {request.seconds:g} seconds.", said.reply
                    )
                if event.type == "text":
                    hear(event.snapshot)
            return _reply(stream.get_final_message())


@dataclass
class _Said:
    """What came before a stream broke off."""

    snapshot: Any = None

    @property
    def reply(self) -> Reply | None:
        return None if self.snapshot is None else _reply(self.snapshot)


@contextmanager
def _faults(request: Request | None, said: _Said | None = None) -> Iterator[None]:
    """Turn every way in which the vendor does not answer into one."""
    import anthropic
    import httpx2

    partial = said or _Said()
    try:
        yield
    except (anthropic.APITimeoutError, httpx2.TimeoutException) as error:
        seconds = f" within {request.seconds:g} seconds" if request else ""
        raise UnableToAnswer(f"No answer{seconds}.", partial.reply) from error
    except anthropic.APIStatusError as error:
        raise UnableToAnswer(f"The vendor answered {error.status_code}.", partial.reply) from error
    except (anthropic.AnthropicError, httpx2.HTTPError, ValueError) as error:
        text = f"The connection failed ({type(error).__name__})."
        raise UnableToAnswer(text, partial.reply) from error


def _reply(message: "anthropic.types.Message") -> Reply:
    used = message.usage
    return Reply(
        text="".join(part.text for part in message.content if part.type == "text"),
        model=message.model,
        stop_reason=message.stop_reason or "none",
        used=Tokens(
            sent=used.input_tokens,
            answered=used.output_tokens,
            kept=used.cache_read_input_tokens or 0,
            to_keep=used.cache_creation_input_tokens or 0,
        ),
        request_id=getattr(message, "_request_id", None),
    )


def _ended(result: Any) -> Reply | str:
    if result.type == "succeeded":
        return _reply(result.message)
    if result.type == "errored":
        return f"The vendor refused this question ({result.error.error.type})."
    words = {"canceled": "The batch was cancelled.", "expired": "The batch took longer than a day."}
    return words.get(result.type, f"The batch ended as {result.type}.")


def _params(request: Request) -> dict[str, object]:
    return {name: value for name, value in _body(request).items() if name != "timeout"}


def _body(request: Request) -> dict[str, object]:
    images = [_image(png) for png in request.images]
    return {
        "model": request.model,
        "max_tokens": request.most_tokens,
        "timeout": request.seconds,
        "system": [
            {"type": "text", "text": request.system, "cache_control": {"type": "ephemeral"}}
        ],
        "messages": [
            {"role": "user", "content": [*images, {"type": "text", "text": request.text}]}
        ],
        "output_config": {"format": {"type": "json_schema", "schema": dict(request.schema)}},
    }


def _image(png: bytes) -> dict[str, object]:
    data = base64.b64encode(png).decode()
    return {
        "type": "image",
        "source": {"type": "base64", "media_type": "image/png", "data": data},
    }
