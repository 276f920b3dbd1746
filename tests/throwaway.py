"""A database and a queue for one test run, thrown away at its end.

Loaded before Django's settings are. Where DATABASE_URL and REDIS_URL are set, those are
used. Each worker of a parallel run has servers of its own: the sealer waits for every open
transaction of its server, so tests that share one would wait for each other.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

_open = ExitStack()
_OURS = "TIEOUT_TESTS_SET"  # the variables that the first process set, not the person


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    """Bring the servers up before anything reads the settings."""
    for name in os.environ.pop(_OURS, "").split():
        os.environ.pop(name, None)
    before = dict(os.environ)
    _start()
    os.environ[_OURS] = " ".join(
        name for name, value in os.environ.items() if before.get(name) != value
    )
    return (yield)


def pytest_unconfigure() -> None:
    """Throw everything away."""
    _open.close()


def _start() -> None:
    from backoffice import embedded
    from backoffice.embedded.postgres import OWNER

    home = Path(tempfile.mkdtemp(prefix="tieout-tests-"))
    _open.callback(shutil.rmtree, home, ignore_errors=True)
    os.environ["BACKOFFICE_HOME"] = str(home)
    (home / "static").mkdir()
    services = embedded.Services.wanted(home, is_durable=False)
    _open.enter_context(embedded.borrowed(services))
    if services.postgres is not None:
        # Test databases are made, migrated and dropped by the role that owns them.
        os.environ["DATABASE_URL"] = services.postgres.url(OWNER)
