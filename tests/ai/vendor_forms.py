"""Words put into the forms of the vendors' answers, whole and as streams."""

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.ai.vendor import Said

ERRORS = {
    400: "invalid_request_error", 401: "authentication_error", 403: "permission_error",
    413: "request_too_large", 429: "rate_limit_error", 500: "api_error", 529: "overloaded_error",
}  # fmt: skip


def form(said: "Said", asked: dict[str, Any]) -> dict[str, Any]:
    """Put words into the vendor's form."""
    if said.status != 200:
        error = {"type": ERRORS.get(said.status, "api_error"), "message": said.text}
        return {"type": "error", "error": error, "request_id": "req_test"}
    return {
        "id": "msg_test",
        "type": "message",
        "role": "assistant",
        "model": asked["model"],
        "content": [{"type": "text", "text": said.text}] if said.text else [],
        "stop_reason": said.stop_reason,
        "stop_sequence": None,
        "usage": usage(said),
    }


def usage(said: "Said") -> dict[str, int]:
    """Count what was used, in the vendor's words."""
    return {
        "input_tokens": 1000 - said.cached,
        "output_tokens": 200,
        "cache_read_input_tokens": said.cached,
        "cache_creation_input_tokens": 0,
    }


def stream(said: "Said", asked: dict[str, Any]) -> list[str]:
    """Put words into the events of the vendor's stream."""
    message = {**form(said, asked), "content": [], "stop_reason": None}
    message["usage"] = {**usage(said), "output_tokens": 1}
    parts = [said.text[at : at + 12] for at in range(0, len(said.text), 12)]
    events: list[dict[str, Any]] = [
        {"type": "message_start", "message": message},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        *(
            {
                "type": "content_block_delta", "index": 0,
                "delta": {"type": "text_delta", "text": part},
            }
            for part in parts
        ),
        {"type": "content_block_stop", "index": 0},
        {
            "type": "message_delta",
            "delta": {"stop_reason": said.stop_reason, "stop_sequence": None},
            "usage": {"output_tokens": 200},
        },
        {"type": "message_stop"},
    ]  # fmt: skip
    return [f"event: {each['type']}\ndata: {json.dumps(each)}\n\n" for each in events]


def openai_stream(said: "Said", asked: dict[str, Any]) -> list[str]:
    """Put words into the pieces of a stream of OpenAI's chat API."""
    whole = openai_form(said, asked)
    head = {**whole, "object": "chat.completion.chunk", "usage": None}
    stop = whole["choices"][0]["finish_reason"]
    parts = [said.text[at : at + 12] for at in range(0, len(said.text), 12)]
    chunks = [
        {**head, "choices": [{"index": 0, "delta": {"content": part}, "finish_reason": None}]}
        for part in parts
    ]
    chunks.append({**head, "choices": [{"index": 0, "delta": {}, "finish_reason": stop}]})
    chunks.append({**head, "choices": [], "usage": whole["usage"]})
    return [f"data: {json.dumps(each)}\n\n" for each in chunks] + ["data: [DONE]\n\n"]


def openai_form(said: "Said", asked: dict[str, Any]) -> dict[str, Any]:
    """Put words into the form of OpenAI's chat API."""
    if said.status != 200:
        return {"error": {"message": said.text, "type": "server_error", "code": None}}
    stop = {"end_turn": "stop", "max_tokens": "length", "refusal": "content_filter"}
    message = {"role": "assistant", "content": said.text}
    return {
        "id": "chatcmpl-test",
        "object": "chat.completion",
        "created": 0,
        "model": asked["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": stop[said.stop_reason]}],
        "usage": {"prompt_tokens": 1000, "completion_tokens": 200, "total_tokens": 1200},
    }
