"""The doorbell rings after commit, once per key, and never stops the work (R4)."""

import logging

import django_rq
import pytest
from django.conf import settings
from django.db import transaction
from pytest_django import DjangoCaptureOnCommitCallbacks
from rq import SimpleWorker
from rq.job import Job, JobStatus

from core.queue import enqueue_after_commit, ping, queue_depths

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_queue")]
JOB = "operator.index"
Capture = DjangoCaptureOnCommitCallbacks


def waiting() -> list[str]:
    return django_rq.get_queue("documents").job_ids


def ring(capture: Capture, key: str = "document-7") -> None:
    with capture(execute=True):
        enqueue_after_commit(JOB, key=key, document_id=7)


def test_rings_after_commit_only(django_capture_on_commit_callbacks: Capture) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        enqueue_after_commit(JOB, key="document-7", document_id=7)
        assert waiting() == []

    assert waiting() == ["document-7"]
    job = Job.fetch("document-7", connection=django_rq.get_connection("documents"))
    assert (job.func_name, job.kwargs) == (JOB, {"document_id": 7})
    assert queue_depths() == {**dict.fromkeys(settings.RQ_QUEUES, 0), "documents": 1}


def test_does_not_ring_for_what_was_rolled_back(
    django_capture_on_commit_callbacks: Capture,
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        enqueue_after_commit(JOB, key="document-7", document_id=7)
        transaction.set_rollback(True)

    assert waiting() == []


def test_the_same_key_waits_once(django_capture_on_commit_callbacks: Capture) -> None:
    for _ in range(3):
        ring(django_capture_on_commit_callbacks)
    ring(django_capture_on_commit_callbacks, key="document-8")

    assert waiting() == ["document-7", "document-8"]


def test_rings_once_more_while_the_job_runs(django_capture_on_commit_callbacks: Capture) -> None:
    ring(django_capture_on_commit_callbacks)
    queue = django_rq.get_queue("documents")
    job = queue.fetch_job("document-7")
    assert job is not None
    queue.remove(job)
    job.set_status(JobStatus.STARTED)

    for _ in range(3):
        ring(django_capture_on_commit_callbacks)

    assert waiting() == ["document-7-again"]
    job.delete()


def test_rings_for_a_job_whose_worker_died_twice(
    django_capture_on_commit_callbacks: Capture,
) -> None:
    """R1: both jobs say that they run, and nobody runs them."""
    queue = django_rq.get_queue("documents")
    for name in ("document-7", "document-7-again"):
        ring(django_capture_on_commit_callbacks)
        job = queue.fetch_job(name)
        assert job is not None
        queue.remove(job)
        job.set_status(JobStatus.STARTED)

    for _ in range(3):
        ring(django_capture_on_commit_callbacks)

    assert 1 <= len(waiting()) <= 2  # two where a minute ended in between
    assert all(name.startswith("document-7-") for name in waiting())
    for name in ("document-7", "document-7-again"):
        Job.fetch(name, connection=queue.connection).delete()


@pytest.mark.parametrize("status", [JobStatus.FINISHED, JobStatus.FAILED, JobStatus.STOPPED])
def test_rings_again_after_the_job_ended(
    django_capture_on_commit_callbacks: Capture, status: JobStatus
) -> None:
    ring(django_capture_on_commit_callbacks)
    queue = django_rq.get_queue("documents")
    job = queue.fetch_job("document-7")
    assert job is not None
    queue.remove(job)
    job.set_status(status)

    ring(django_capture_on_commit_callbacks)

    assert waiting() == ["document-7"]


def test_a_worker_runs_the_job_by_its_name(django_capture_on_commit_callbacks: Capture) -> None:
    ring(django_capture_on_commit_callbacks)
    queue = django_rq.get_queue("documents")

    SimpleWorker([queue], connection=queue.connection).work(burst=True, logging_level="ERROR")

    assert waiting() == []
    assert queue.failed_job_registry.get_job_ids() == ["document-7"]  # index() takes no keywords


def test_a_key_may_hold_any_characters(django_capture_on_commit_callbacks: Capture) -> None:
    for key in ("document:7", "document/7", "x" * 300):
        ring(django_capture_on_commit_callbacks, key=key)

    assert len(set(waiting())) == 3


def test_a_queue_that_is_down_is_logged_and_never_raised(
    django_capture_on_commit_callbacks: Capture,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """R4: the row in the database is the truth; the sweep finds it."""
    from django_rq import settings as rq_settings

    down = {"documents": {"URL": "redis://127.0.0.1:1/0"}}
    with pytest.MonkeyPatch.context() as patch, caplog.at_level(logging.WARNING, "core.queue"):
        patch.setattr(rq_settings, "QUEUES", down)
        ring(django_capture_on_commit_callbacks)

        assert "document-7" in caplog.text
        assert not ping()


def test_answers_when_the_queue_is_up() -> None:
    assert ping()
