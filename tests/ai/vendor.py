"""A server on this machine that speaks the vendor's Messages API, its errors included."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ERRORS = {
    400: "invalid_request_error", 401: "authentication_error", 403: "permission_error",
    413: "request_too_large", 429: "rate_limit_error", 500: "api_error", 529: "overloaded_error",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """One answer of the vendor; `status` other than 200 is an error in the vendor's form."""

    text: str = "{}"
    status: int = 200
    stop_reason: str = "end_turn"
    retry_after: str | None = None
    seconds: float = 0
    is_cut_off: bool = False  # the connection ends in the middle of the body
    body: bytes | None = None  # these bytes in place of the vendor's form


@dataclass
class Vendor:
    """What the vendor says, in order, the last again and again; and what it was asked."""

    script: list[Said] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    address: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)
    hang: threading.Event = field(default_factory=threading.Event)

    def next_for(self, asked: dict[str, Any], headers: dict[str, str]) -> Said:
        """Note what was asked, and return what is answered."""
        with self._lock:
            self.asked.append(asked)
            self.headers.append(headers)
            return self.script.pop(0) if len(self.script) > 1 else self.script[0]


@contextmanager
def serving(*script: Said) -> Iterator[Vendor]:
    """Serve for the length of a test."""
    vendor = Vendor(list(script))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            size = int(self.headers.get("Content-Length", 0))
            asked = json.loads(self.rfile.read(size))
            said = vendor.next_for(asked, {k.lower(): v for k, v in self.headers.items()})
            if said.seconds:
                vendor.hang.wait(said.seconds)
            self._answer(said, asked)

        def _answer(self, said: Said, asked: dict[str, Any]) -> None:
            made = openai_form if self.path.endswith("/chat/completions") else form
            body = said.body if said.body is not None else json.dumps(made(said, asked)).encode()
            self.send_response(said.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("request-id", "req_test")
            if said.retry_after is not None:
                self.send_header("retry-after", said.retry_after)
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if said.is_cut_off else body)
            self.close_connection = self.close_connection or said.is_cut_off

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    vendor.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield vendor
    finally:
        vendor.hang.set()
        server.shutdown()
        server.server_close()


def form(said: Said, asked: dict[str, Any]) -> dict[str, Any]:
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
        "usage": {"input_tokens": 1000, "output_tokens": 200},
    }


def openai_form(said: Said, asked: dict[str, Any]) -> dict[str, Any]:
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
