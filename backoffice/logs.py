"""Logs: one JSON object a line on standard error, and no secret in any of them."""

import re
from collections.abc import MutableMapping
from typing import Any

import structlog

from intake.rules import cards

LEVELS = frozenset({"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"})

_SECRET_NAME = re.compile(
    r"password|passwd|secret|token|authorization|cookie|api_?key|session|iban|account_number|card",
    re.IGNORECASE,
)
_URL_PASSWORD = re.compile(r"(?<=://)([^:/\s@]*):[^@\s/]+@")
_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]+")
_HIDDEN = "***"

Event = MutableMapping[str, Any]


def without_secrets(_logger: Any, _method: str, event: Event) -> Event:
    """Hide values by their name, and passwords and card numbers inside any text."""
    for name, value in event.items():
        if _SECRET_NAME.search(name):
            event[name] = _HIDDEN
        elif isinstance(value, str):
            event[name] = _cleaned(value)
    return event


def configuration(*, level: str, is_json: bool) -> dict[str, Any]:
    """Return the logging settings, for our own events and those of every library."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        without_secrets,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer = (
        structlog.processors.JSONRenderer()
        if is_json
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    without_secrets,
                    renderer,
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Each request is the web server's to log; a refused one is no error of ours.
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            # Each question to a model is kept with its cost; its client need not say so as well.
            "httpx2": {"level": "WARNING"},
            "anthropic": {"level": "WARNING"},
            "openai": {"level": "WARNING"},
            "rq.worker": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        },
    }


def _cleaned(text: str) -> str:
    without_passwords = _URL_PASSWORD.sub(rf"\1:{_HIDDEN}@", text)
    return cards.masked(_BEARER.sub(rf"\1 {_HIDDEN}", without_passwords))
