"""The doorbell: wakes a worker by job name, after commit, once per key.

What is to be done is a row in Postgres; a lost ring costs nothing but the minute until the sweep.
"""

import hashlib
import logging
import re
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import django_rq
from django.conf import settings
from django.db import transaction
from redis.exceptions import RedisError
from rq.exceptions import DuplicateJobError, NoSuchJobError
from rq.job import Job, JobStatus
from rq.queue import Queue

logger = logging.getLogger(__name__)

_NOT_IN_A_JOB_ID = re.compile(r"[^A-Za-z0-9_-]+")
_WAITING = {JobStatus.QUEUED, JobStatus.DEFERRED, JobStatus.SCHEDULED, JobStatus.CREATED}
_FAILURE_KEPT_SECONDS = 24 * 3600
_AT_ONCE = 500
_TAKEN_BUT_NOT_STARTED = timedelta(minutes=1)


def enqueue_after_commit(
    job: str, /, *, key: str, queue: str = "documents", **ids: int | str
) -> None:
    """Ring for the job once the transaction is in; the same key waits in the queue only once.

    A queue that is down is logged and never raised: the row in Postgres is the truth.
    """

    def ring() -> None:
        try:
            _enqueue_once(job, job_id=_job_id(key), name=queue, ids=ids)
        except (RedisError, OSError):
            logger.warning("The queue is not reachable; the sweep will find %s.", key)

    transaction.on_commit(ring, robust=True)


def ping() -> bool:
    """Say whether the queue answers."""
    try:
        return bool(django_rq.get_connection(next(iter(settings.RQ_QUEUES))).ping())
    except (RedisError, OSError):
        return False


def everything() -> Iterator[tuple[str, str]]:
    """Yield all that the queue keeps, key by key, as text; what was packed is unpacked.

    :raises redis.exceptions.RedisError: the queue does not answer.
    """
    connection: Any = django_rq.get_connection(next(iter(settings.RQ_QUEUES)))
    for key in connection.scan_iter(count=_AT_ONCE):
        name = key.decode("utf-8", "replace")
        yield name, name
        yield from ((name, _unpacked(value)) for value in _values(connection, key))


def _values(connection: Any, key: bytes) -> list[bytes]:
    """Return the parts of one value; the client's own types allow for more than bytes."""
    kind = connection.type(key)
    if kind == b"string":
        return [connection.get(key) or b""]
    if kind == b"hash":
        return [part for pair in connection.hgetall(key).items() for part in pair]
    if kind == b"list":
        return list(connection.lrange(key, 0, -1))
    if kind == b"set":
        return list(connection.smembers(key))
    if kind == b"zset":
        return list(connection.zrange(key, 0, -1))
    return [repr(connection.xrange(key)).encode()] if kind == b"stream" else []


def _unpacked(value: bytes) -> str:
    with suppress(zlib.error):
        value = zlib.decompress(value)
    return value.decode("utf-8", "replace")


def queue_depths() -> dict[str, int]:
    """Return how many jobs wait in each queue.

    :raises redis.exceptions.RedisError: the queue does not answer.
    """
    return {name: django_rq.get_queue(name).count for name in settings.RQ_QUEUES}


def _job_id(key: str) -> str:
    """Return the key as a job id; characters that may not stand in one give way to a hash."""
    plain = _NOT_IN_A_JOB_ID.sub("-", key)
    if plain == key and len(key) <= 128:
        return key
    return f"{plain[:64]}-{hashlib.sha256(key.encode()).hexdigest()[:16]}"


def _enqueue_once(job: str, *, job_id: str, name: str, ids: dict[str, int | str]) -> None:
    """Put the job in the queue unless it waits there already.

    While the same job runs, one more may wait behind it: what it was rung for may have come
    after the running one looked. Where both are said to run, a worker may have died with one of
    them; so another is added once a minute, and a job may run twice.
    """
    queue = django_rq.get_queue(name)
    for candidate in (job_id, f"{job_id}-again", f"{job_id}-{int(time.time() // 60)}"):
        for _attempt in range(2):
            try:
                _push(queue, job, candidate, ids)
                return
            except DuplicateJobError:
                state = _state_of(queue, candidate)
            if state == "waiting":
                return
            if state == "running":
                break
    logger.warning("The job %s was added in this very minute; nothing was added.", job_id)


def _push(queue: Queue, job: str, job_id: str, ids: dict[str, int | str]) -> None:
    Queue.enqueue_call(
        queue,
        func=job,
        kwargs=dict(ids),
        job_id=job_id,
        unique=True,
        result_ttl=0,
        failure_ttl=_FAILURE_KEPT_SECONDS,
    )


def _state_of(queue: Queue, job_id: str) -> str:
    """Return "waiting", "running" or "gone"; a finished or lost job is removed on the way."""
    try:
        job = Job.fetch(job_id, connection=queue.connection, serializer=queue.serializer)
        status = job.get_status(refresh=True)
    except NoSuchJobError:
        return "gone"
    if status == JobStatus.STARTED:
        return "running"
    if status in _WAITING and queue.get_job_position(job_id) is not None:
        return "waiting"
    if status in _WAITING and _is_fresh(job):
        return "running"  # a worker has just taken it out and not yet said so
    job.delete()
    return "gone"


def _is_fresh(job: Job) -> bool:
    since = job.enqueued_at or job.created_at
    if since.tzinfo is None:
        since = since.replace(tzinfo=UTC)
    return datetime.now(UTC) - since < _TAKEN_BUT_NOT_STARTED
