"""One file per vendor behind one small protocol; only the gateway comes here."""

from collections.abc import Callable
from typing import Protocol

from ai.asking import Reply, Request

Hear = Callable[[str], None]  # takes the answer as far as it has come


class Provider(Protocol):
    """Somebody who answers."""

    name: str

    def ask(self, request: Request, hear: Hear | None = None) -> Reply:
        """Answer one request; `hear` is told while the answer comes.

        :raises UnableToAnswer: nobody answered within the limits.
        """
