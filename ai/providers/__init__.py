"""One file per vendor behind one small protocol; only the gateway comes here."""

from typing import Protocol

from ai.asking import Reply, Request


class Provider(Protocol):
    """Somebody who answers."""

    name: str

    def ask(self, request: Request) -> Reply:
        """Answer one request.

        :raises UnableToAnswer: nobody answered within the limits.
        """
