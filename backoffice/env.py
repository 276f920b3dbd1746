"""Typed readers for the environment: every setting comes in through here, checked."""

import os
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

CHECKOUT = Path(__file__).resolve().parent.parent

# Where nothing runs yet: commands that read only code need no servers.
NO_DATABASE = "postgresql://nobody@127.0.0.1:1/not-started"
NO_QUEUE = "redis://127.0.0.1:1/0"

# Who may answer the questions that rules leave open.
PROVIDERS = frozenset({"off", "anthropic", "openai", "recorded", "local"})

_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"0", "false", "no", "off"})


def text(name: str, default: str | None = None) -> str:
    """Return the variable's text; without a default it must be set."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"{name} is not set.")
    return default


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated list, without empty parts."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def flag(name: str, *, default: bool) -> bool:
    """Return yes or no; anything that is neither is refused."""
    value = text(name, "yes" if default else "no").lower()
    if value in _YES:
        return True
    if value in _NO:
        return False
    raise ImproperlyConfigured(f"{name} must be yes or no, not {value!r}.")


def number(name: str, default: int, *, least: int = 0, most: int | None = None) -> int:
    """Return a whole number within its limits."""
    value = text(name, str(default))
    try:
        result = int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None
    if result < least or (most is not None and result > most):
        limits = f"at least {least}" if most is None else f"between {least} and {most}"
        raise ImproperlyConfigured(f"{name} must be {limits}, not {result}.")
    return result


def amount(name: str, default: str) -> Decimal:
    """Return an exact amount of money that is not below zero."""
    value = text(name, default)
    try:
        result = Decimal(value)
    except InvalidOperation:
        raise ImproperlyConfigured(f"{name} must be an amount, not {value!r}.") from None
    if not result.is_finite() or result < 0:
        raise ImproperlyConfigured(f"{name} must be an amount of 0 or more, not {value!r}.")
    return result


def choice(name: str, default: str, *, among: frozenset[str]) -> str:
    """Return one of a closed list of words."""
    value = text(name, default)
    if value not in among:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(sorted(among))}.")
    return value


def secret(name: str, default: str | None = None) -> str:
    """Return a secret from NAME, or from the file that NAME_FILE names.

    The value never appears in an error.
    """
    direct = os.environ.get(name, "").strip()
    file_name = os.environ.get(f"{name}_FILE", "").strip()
    if direct and file_name:
        raise ImproperlyConfigured(f"Set {name} or {name}_FILE, not both.")
    if file_name:
        direct = _read_secret(name, Path(file_name))
    if direct:
        return direct
    if default is None:
        raise ImproperlyConfigured(f"Neither {name} nor {name}_FILE is set.")
    return default


def home() -> Path:
    """Return the folder below which all state lives, as an absolute path."""
    return Path(text("BACKOFFICE_HOME", str(CHECKOUT / "var"))).expanduser().resolve()


def database(url: str, *, is_pooled: bool = False, pool_size: int = 8) -> dict[str, Any]:
    """Return Django's settings for the database at an address.

    What follows the question mark is passed on to the driver (`sslmode`, `host`).
    """
    parts = urlsplit(url)
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in {"postgresql", "postgres"} or not name:
        raise ImproperlyConfigured("DATABASE_URL must read postgresql://user:password@host/name.")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", "")
    if is_pooled:
        options["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": 20}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0 if is_pooled else 60,
        "CONN_HEALTH_CHECKS": not is_pooled,
        "OPTIONS": options,
    }


def _read_secret(name: str, path: Path) -> str:
    try:
        value = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        raise ImproperlyConfigured(f"{name}_FILE names {path}: {reason}.") from None
    if not value:
        raise ImproperlyConfigured(f"{name}_FILE names {path}, which is empty.")
    return value
