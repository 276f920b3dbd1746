"""Answers that were written down before: one file for each request, named by its hash."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ai.asking import Reply, Request, UnableToAnswer, request_key

if TYPE_CHECKING:
    from ai.providers import Hear


@dataclass
class Recorded:
    """A folder of answers; a question without one is not answered."""

    folder: Path
    name: str = "recorded"

    def ask(self, request: Request, hear: "Hear | None" = None) -> Reply:
        """Return the answer that was written down for this very request.

        :raises UnableToAnswer: there is none, or it is not one.
        """
        file = self.folder / f"{request_key(request)}.json"
        try:
            said = json.loads(file.read_text(encoding="utf-8"))
            reply = Reply(
                text=str(said["text"]),
                model=str(said.get("model", request.model)),
                stop_reason=str(said.get("stop_reason", "end_turn")),
            )
        except FileNotFoundError as error:
            raise UnableToAnswer("No answer was written down for this question.") from error
        except (ValueError, KeyError, TypeError, OSError) as error:
            raise UnableToAnswer("What was written down is no answer.") from error
        if hear is not None:
            hear(reply.text)
        return reply
