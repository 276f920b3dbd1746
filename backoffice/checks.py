"""Start-up checks: what would otherwise fail at the first document fails at the start."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks

from ai import routing

START = "start"  # of these, every command waits for the answer


def register() -> None:
    """Add the checks to Django's own."""
    checks.register(jobs_resolve)
    checks.register(clock_is_utc, START)
    checks.register(keys_are_present, START)
    checks.register(models_are_named, START)


def jobs_resolve(
    app_configs: Sequence[AppConfig] | None, **_options: Any
) -> list[checks.CheckMessage]:
    """Every job that settings name must be a function that exists."""
    problems: list[checks.CheckMessage] = []
    for name in settings.JOBS:
        module, _, function = name.rpartition(".")
        try:
            is_there = callable(getattr(import_module(module), function, None))
        except ImportError:
            is_there = False
        if not is_there:
            problems.append(checks.Error(f"The job {name} does not exist.", id="backoffice.E001"))
    return problems


def clock_is_utc(
    app_configs: Sequence[AppConfig] | None, **_options: Any
) -> list[checks.CheckMessage]:
    """Moments are kept in UTC; days are taken in an entity's own time zone."""
    if settings.USE_TZ and settings.TIME_ZONE == "UTC":
        return []
    return [checks.Error("The clock must run in UTC.", id="backoffice.E002")]


def keys_are_present(
    app_configs: Sequence[AppConfig] | None, **_options: Any
) -> list[checks.CheckMessage]:
    """The key that signs sessions must be long enough to mean something."""
    if len(settings.SECRET_KEY) >= 40:
        return []
    return [checks.Error("SECRET_KEY must have 40 characters or more.", id="backoffice.E003")]


def models_are_named(
    app_configs: Sequence[AppConfig] | None, **_options: Any
) -> list[checks.CheckMessage]:
    """The ladder of models and their prices must be readable before a question depends on them."""
    try:
        routing.ladders_from(settings.MODEL_LADDER)
        routing.prices_from(settings.MODEL_PRICES)
    except routing.UnableToRoute as error:
        return [checks.Error(str(error), id="backoffice.E004")]
    return []
