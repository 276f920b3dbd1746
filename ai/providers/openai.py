"""Any server that speaks OpenAI's chat API, a local one too, through the vendor's own client.

The client repeats what may be repeated (408, 409, 429, 5xx, lost connections) and waits as long as
`retry-after` asks. It takes most of a second to load, which no command pays that asks no model.
"""

import base64
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from ai.asking import Reply, Request, UnableToAnswer

if TYPE_CHECKING:
    import openai

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

    def ask(self, request: Request) -> Reply:
        """Answer one request.

        :raises UnableToAnswer: no answer after the retries, or the server refuses to serve us.
        """
        import openai

        try:
            made = self._client.chat.completions.create(**cast(Any, _body(request)))
        except openai.APITimeoutError as error:
            raise UnableToAnswer(f"No answer within {request.seconds:g} seconds.") from error
        except openai.APIStatusError as error:
            raise UnableToAnswer(f"The server answered {error.status_code}.") from error
        except (openai.OpenAIError, ValueError) as error:
            raise UnableToAnswer(f"The connection failed ({type(error).__name__}).") from error
        if not getattr(made, "choices", None):
            raise UnableToAnswer("The server's answer has no choices.")
        choice, usage = made.choices[0], made.usage
        return Reply(
            text=choice.message.content or "",
            model=made.model,
            stop_reason=_STOPS.get(choice.finish_reason or "", choice.finish_reason or "none"),
            input_tokens=usage.prompt_tokens if usage else 0,
            output_tokens=usage.completion_tokens if usage else 0,
            request_id=made.id,
        )


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
