"""Answers that a person waits for, shown while they come: one JSON object a line, each with HTML.

`{"part": …}` is a sentence that passed its check; `{"whole": …}` takes the place of all before it.
What breaks off ends in a whole part like everything else: what was shown before is never left over.
"""

import json
import logging
from collections.abc import Callable, Iterator
from queue import SimpleQueue
from threading import Thread

from django.db import connection
from django.http import StreamingHttpResponse

logger = logging.getLogger(__name__)

Show = Callable[[str], None]


def streamed(work: Callable[[Show], str]) -> StreamingHttpResponse:
    """Answer with what `work` shows on its way, and with the whole that it returns."""
    response = StreamingHttpResponse(_lines(work), content_type="application/x-ndjson")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


def _lines(work: Callable[[Show], str]) -> Iterator[str]:
    said: SimpleQueue[tuple[str, str] | None] = SimpleQueue()

    def run() -> None:
        try:
            said.put(("whole", work(lambda html: said.put(("part", html)))))
        except Exception:
            logger.exception("A streamed answer failed.")
        finally:
            connection.close()
            said.put(None)

    # Whoever goes away misses the answer; it is kept all the same.
    Thread(target=run, daemon=True).start()
    while (line := said.get()) is not None:
        yield json.dumps({line[0]: line[1]}) + "\n"
