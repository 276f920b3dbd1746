"""A real browser, signed in without the form, that reports every error on its console."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

# The driver keeps an event loop in this thread; Django would refuse its database calls there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "yes")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(slots=True)
class Visit:
    """One person at one screen, and everything the browser complained about."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to a page and wait until all of it is there, parts that are fetched later too."""
        self.page.goto(f"{self.address}{path}", wait_until="load")
        expect(self.page.locator(".htmx-request")).to_have_count(0, timeout=20_000)
        return self.page


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: nothing is known about what a browser shows.")
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Visit]]:
    """Seat a person before a screen; a complaint of the browser fails the test."""
    contexts: list[BrowserContext] = []
    visits: list[Visit] = []

    def seat(person: User | None, *, width: int = 1440, dark: bool = False) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        if person is not None:
            context.add_cookies([_session_of(person, live_server.url)])  # type: ignore[list-item]
        made = Visit(context.new_page(), live_server.url)
        made.page.on("pageerror", lambda error: made.complaints.append(str(error)))
        made.page.on(
            "console",
            lambda said: made.complaints.append(said.text) if said.type == "error" else None,
        )
        visits.append(made)
        return made

    yield seat
    for context in contexts:
        context.close()
    complaints = [text for each in visits for text in each.complaints]
    # A refusal answers 409 on purpose; the browser logs every such answer as an error.
    assert not [text for text in complaints if "409" not in text]


def _session_of(person: User, address: str) -> dict[str, str]:
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": address}
