"""Anthropic's Messages API through its own client: structured output, its retries, its errors.

The client repeats what the vendor says may be repeated (408, 409, 429, 5xx, 529, lost connections)
and waits as long as `retry-after` asks. It takes three seconds to load, which no command pays that
asks no model.
"""

import base64
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from ai.asking import Reply, Request, UnableToAnswer

if TYPE_CHECKING:
    import anthropic


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

    def ask(self, request: Request) -> Reply:
        """Answer one request.

        :raises UnableToAnswer: no answer after the retries, or the vendor refuses to serve us.
        """
        import anthropic

        try:
            message = self._client.messages.create(**cast(Any, _body(request)))
        except anthropic.APITimeoutError as error:
            raise UnableToAnswer(f"No answer within {request.seconds:g} seconds.") from error
        except anthropic.APIStatusError as error:
            raise UnableToAnswer(f"The vendor answered {error.status_code}.") from error
        except anthropic.AnthropicError as error:
            raise UnableToAnswer(f"The connection failed ({type(error).__name__}).") from error
        return Reply(
            text="".join(part.text for part in message.content if part.type == "text"),
            model=message.model,
            stop_reason=message.stop_reason or "none",
            input_tokens=message.usage.input_tokens,
            output_tokens=message.usage.output_tokens,
            request_id=message._request_id,
        )


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
