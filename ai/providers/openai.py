"""Any server that speaks OpenAI's chat API, a local one too, through the vendor's own client.

The client repeats what may be repeated (408, 409, 429, 5xx, lost connections) and waits as long as
`retry-after` asks. It takes most of a second to load, which no command pays that asks no model.
"""

import base64
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from ai.asking import Reply, Request, UnableToAnswer
from ai.routing import Tokens

if TYPE_CHECKING:
    import openai

    from ai.providers import Hear

_STOPS = {"stop": "end_turn", "length": "max_tokens", "content_filter": "refusal"}


@dataclass
class OpenAI:
    """The client, kept open; `base_url` is the server's address."""

    api_key: str
    base_url: str | None
    retries: int
    name: str = "openai"

    @cached_property
    def _client(self) -> "openai.OpenAI":
        import openai

        return openai.OpenAI(api_key=self.api_key, base_url=self.base_url, max_retries=self.retries)

    def ask(self, request: Request, hear: "Hear | None" = None) -> Reply:
        """Answer one request; streamed where somebody hears it.

        :raises UnableToAnswer: no answer after the retries, or the server refuses to serve us.
        """
        with _faults(request):
            if hear is not None:
                return self._streamed(request, hear)
            made = self._client.chat.completions.create(**cast(Any, _body(request)))
        if not getattr(made, "choices", None):
            raise UnableToAnswer("The server's answer has no choices.")
        choice = made.choices[0]
        return _reply(choice.message.content or "", made, choice.finish_reason)

    def _streamed(self, request: Request, hear: "Hear") -> Reply:
        deadline, text, last, stop = time.monotonic() + request.seconds, "", None, None
        asked = {**_body(request), "stream": True, "stream_options": {"include_usage": True}}
        for part in self._client.chat.completions.create(**cast(Any, asked)):
            last = part if last is None or part.usage else last
            for choice in part.choices[:1]:
                text += choice.delta.content or ""
                stop = choice.finish_reason or stop
                hear(text)
            if time.monotonic() > deadline:
                raise UnableToAnswer(f"No whole answer within {request.seconds:g} seconds.")
        if last is None or stop is None:
            raise UnableToAnswer("The connection ended in the middle of the answer.")
        return _reply(text, last, stop)


@contextmanager
def _faults(request: Request) -> Iterator[None]:
    """Turn every way in which the server does not answer into one."""
    import httpx2
    import openai

    try:
        yield
    except (openai.APITimeoutError, httpx2.TimeoutException) as error:
        raise UnableToAnswer(f"No answer within {request.seconds:g} seconds.") from error
    except openai.APIStatusError as error:
        raise UnableToAnswer(f"The server answered {error.status_code}.") from error
    except (openai.OpenAIError, httpx2.HTTPError, ValueError) as error:
        raise UnableToAnswer(f"The connection failed ({type(error).__name__}).") from error


def _reply(text: str, made: Any, stop: str | None) -> Reply:
    return Reply(
        text=text,
        model=made.model,
        stop_reason=_STOPS.get(stop or "", stop or "none"),
        used=_used(made.usage),
        request_id=made.id,
    )


def _used(usage: Any) -> Tokens:
    """Return what was used; what came from the server's cache is part of what was sent."""
    if usage is None:
        return Tokens()
    details = getattr(usage, "prompt_tokens_details", None)
    kept = (getattr(details, "cached_tokens", None) or 0) if details else 0
    return Tokens(usage.prompt_tokens - kept, usage.completion_tokens, kept)


def _body(request: Request) -> dict[str, object]:
    images = [_image(png) for png in request.images]
    return {
        "model": request.model,
        "max_completion_tokens": request.most_tokens,
        "timeout": request.seconds,
        "messages": [
            {"role": "system", "content": request.system},
            {"role": "user", "content": [*images, {"type": "text", "text": request.text}]},
        ],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "answer", "schema": dict(request.schema)},
        },
    }


def _image(png: bytes) -> dict[str, object]:
    data = base64.b64encode(png).decode()
    return {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{data}"}}
