"""Prompt files: each beside the app that asks, named by its hash."""

from functools import cache
from pathlib import Path

from ai.asking import Prompt


@cache
def load(path: Path) -> Prompt:
    """Return the prompt in a file; it is read once."""
    return Prompt(name=path.stem, text=path.read_text(encoding="utf-8").strip())
