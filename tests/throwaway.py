"""A database and a queue for one test run, thrown away at its end.

Loaded before Django's settings are. Where DATABASE_URL and REDIS_URL are set, those are
used. With several workers, the first process starts the servers and the others use them.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

_open = ExitStack()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    """Bring the servers up before anything reads the settings."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        _start()
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
