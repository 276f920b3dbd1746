"""A model vendor for tests: a real server on this machine."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from types import SimpleNamespace

import pytest
from pytest_django import Settings

from ai import batching, gateway
from tests.ai.vendor import Said, Vendor, serving

Serve = Callable[..., Vendor]


@pytest.fixture
def vendor(settings: Settings) -> Iterator[Serve]:
    """Set a vendor up that says what it is told to, and let the product ask it."""
    with ExitStack() as open_servers:

        def serve(*script: Said) -> Vendor:
            made = open_servers.enter_context(serving(*script))
            settings.MODEL_PROVIDER = "anthropic"
            settings.MODEL_API_KEY = "key-of-a-test"
            settings.MODEL_BASE_URL = made.address
            settings.MODEL_RETRIES = 2
            return made

        yield serve


@pytest.fixture
def unbound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a test that is undone by a rollback ask: its own transaction is none of the product's."""
    free = SimpleNamespace(in_atomic_block=False, close=lambda: None)
    monkeypatch.setattr(gateway, "connection", free)
    monkeypatch.setattr(batching, "connection", free)
