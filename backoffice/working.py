"""The worker: takes jobs in its own process, so that what a job warmed up serves the next.

A process of its own for each job would start the readers of documents anew every time, which takes
longer than most documents. A worker that dies is started again, and the sweep finds its job.
"""

from collections.abc import Sequence

import django_rq
from django.db import close_old_connections
from rq import Queue, SimpleWorker
from rq.executions import Execution
from rq.job import Job

_PATIENCE_SECONDS = 420


class WarmWorker(SimpleWorker):
    """Runs jobs one after the other, each with a connection to the database that works."""

    def perform_job(self, job: Job, queue: Queue, execution: Execution) -> bool:
        """Run one job; a connection that broke in one never reaches the next."""
        close_old_connections()
        try:
            return bool(super().perform_job(job, queue, execution))
        finally:
            close_old_connections()


def worker_of(queues: Sequence[str]) -> WarmWorker:
    """Return a worker for these queues, the most urgent first."""
    found = [django_rq.get_queue(name) for name in queues]
    return WarmWorker(found, connection=found[0].connection, default_worker_ttl=_PATIENCE_SECONDS)
