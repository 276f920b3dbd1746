"""A new installation with made invoices in it, whose cases this process may then ask about."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.generate_invoices import AS_OF, generate
from benchmarks.homes import Home, new_home, setup_django


@contextmanager
def loaded_home(prefix: str, *, n: int, seed: int) -> Iterator[Home]:
    """Load master data and `n` invoices of a seed, and set Django up as the owner."""
    with new_home(prefix) as home, tempfile.TemporaryDirectory() as folder:
        written = generate(n, seed, Path(folder))
        for files in (written.masters, written.invoices):
            home.manage("load", files, "--as-of", AS_OF.isoformat(), "--json")
        setup_django(as_owner=True)
        yield home
