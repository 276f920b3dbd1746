"""A server on this machine that speaks the vendor's Messages API, its errors included."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.ai.vendor_forms import form, openai_form, openai_stream, stream


@dataclass(frozen=True, slots=True)
class Said:
    """One answer of the vendor; `status` other than 200 is an error in the vendor's form."""

    text: str = "{}"
    status: int = 200
    stop_reason: str = "end_turn"
    retry_after: str | None = None
    seconds: float = 0
    is_cut_off: bool = False  # the connection ends in the middle of the body
    drip: float = 0  # seconds between two pieces of a stream
    cached: int = 0  # of the tokens sent, those that came from the cache
    body: bytes | None = None  # these bytes in place of the vendor's form


@dataclass
class Vendor:
    """What the vendor says, in order, the last again and again; and what it was asked."""

    script: list[Said] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    address: str = ""
    batches: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)  # in place of an answer
    polls: int = 0  # how often a batch is looked at before it ended
    created_at: str = "2026-03-12T22:00:00Z"
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
    handler = type("Handler", (_Handler,), {"vendor": vendor})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
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


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    vendor: Vendor

    def do_POST(self) -> None:
        size = int(self.headers.get("Content-Length", 0))
        asked = json.loads(self.rfile.read(size) or b"{}")
        if "/batches" in self.path:
            self._batch(asked)
            return
        headers = {key.lower(): value for key, value in self.headers.items()}
        said = self.vendor.next_for(asked, headers)
        if said.seconds:
            self.vendor.hang.wait(said.seconds)
        if asked.get("stream") and said.status == 200 and said.body is None:
            self._stream(said, asked)
            return
        made = openai_form if self.path.endswith("/chat/completions") else form
        body = said.body if said.body is not None else json.dumps(made(said, asked)).encode()
        self._send(said, body)

    def do_GET(self) -> None:
        name = self.path.partition("/batches/")[2].partition("/")[0].partition("?")[0]
        if not name:
            found = [self._state(each) for each in self.vendor.batches]
            self._send(Said(), json.dumps({"data": found, "has_more": False}).encode())
        elif name not in self.vendor.batches:
            self._send(Said(status=404), b"{}")
        elif "/results" in self.path:
            lines = [json.dumps(self._entry(each)) for each in self.vendor.batches[name]]
            self._send(Said(), "\n".join(lines).encode())
        else:
            self.vendor.polls -= 1
            self._send(Said(), json.dumps(self._state(name)).encode())

    def _batch(self, asked: dict[str, Any]) -> None:
        if self.path.endswith("/cancel"):
            name = self.path.split("/")[-2]
            self.vendor.polls = 0
        else:
            name = f"msgbatch_{len(self.vendor.batches) + 1}"
            self.vendor.batches[name] = asked["requests"]
        self._send(Said(), json.dumps(self._state(name)).encode())

    def _entry(self, asked: dict[str, Any]) -> dict[str, Any]:
        name = asked["custom_id"]
        if name in self.vendor.entries:
            return {"custom_id": name, "result": self.vendor.entries[name]}
        message = form(self.vendor.next_for(asked["params"], {}), asked["params"])
        return {"custom_id": name, "result": {"type": "succeeded", "message": message}}

    def _state(self, name: str) -> dict[str, Any]:
        ended = self.vendor.polls < 0
        return {
            "id": name,
            "type": "message_batch",
            "processing_status": "ended" if ended else "in_progress",
            "request_counts": {
                **dict.fromkeys(("succeeded", "errored", "canceled", "expired"), 0),
                "processing": len(self.vendor.batches[name]),
            },
            "created_at": self.vendor.created_at,
            "expires_at": "2026-03-13T09:00:00Z",
            "results_url": f"{self.vendor.address}/v1/messages/batches/{name}/results"
            if ended
            else None,
        }

    def _send(self, said: Said, body: bytes) -> None:
        self.send_response(said.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("request-id", "req_test")
        if said.retry_after is not None:
            self.send_header("retry-after", said.retry_after)
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if said.is_cut_off else body)
        self.close_connection = self.close_connection or said.is_cut_off

    def _stream(self, said: Said, asked: dict[str, Any]) -> None:
        is_openai = self.path.endswith("/chat/completions")
        pieces = openai_stream(said, asked) if is_openai else stream(said, asked)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for piece in pieces[: len(pieces) // 2] if said.is_cut_off else [*pieces, ""]:
            self.wfile.write(f"{len(piece.encode()):x}\r\n{piece}\r\n".encode())
            self.wfile.flush()
            if said.drip and self.vendor.hang.wait(said.drip):
                break
        self.close_connection = self.close_connection or said.is_cut_off

    def log_message(self, *_args: object) -> None:
        pass
