"""Brings the tables up to date before a command works on them.

The embedded database is always brought up to date, a database of one's own only when it is
empty: there, migrations are a step of the installation.
"""

import hashlib
import subprocess
import sys
from pathlib import Path

import psycopg

from backoffice import env
from backoffice.embedded.postgres import Postgres
from backoffice.embedded.processes import UnableToStart

# These see to the tables themselves, as the role that owns them.
AS_OWNER = frozenset(
    {"migrate", "makemigrations", "showmigrations", "sqlmigrate", "flush", "rebuild_passages"}
)
_LEFT_ALONE = AS_OWNER | {"prepare_database", "healthy"}
# One session at a time migrates; the number only has to be the project's own.
_MIGRATION_LOCK = 7_318_452_206


def bring_up_to_date(command: str, embedded: Postgres | None) -> None:
    """Run the migrations in a process of their own if the store is empty or behind."""
    if command in _LEFT_ALONE:
        return
    if embedded is None:
        if _is_empty(env.secret("DATABASE_URL")):
            migrate()
        return
    wanted = fingerprint(env.CHECKOUT)
    note = embedded.folder / "migrated"
    if note.exists() and note.read_text() == wanted:
        return
    migrate()
    note.write_text(wanted)


def migrate() -> None:
    """Run the migrations, one process at a time."""
    print("Bringing the tables up to date.", file=sys.stderr)
    with psycopg.connect(owner_url(), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_MIGRATION_LOCK])
        done = subprocess.run(
            [sys.executable, env.CHECKOUT / "manage.py", "migrate", "--noinput", "-v", "0"],
            stdout=sys.stderr,
            check=False,
        )
    if done.returncode != 0:
        raise UnableToStart("The tables could not be brought up to date.")


def owner_url() -> str:
    """Return the address for the role that owns the tables, if there is one of its own."""
    return env.secret("DATABASE_OWNER_URL", "") or env.secret("DATABASE_URL")


def fingerprint(checkout: Path) -> str:
    """Return a name for the set of migrations: ours by content, others' by the lock file."""
    files = sorted(checkout.glob("*/migrations/*.py"))
    digest = hashlib.sha256()
    for file in [*files, checkout / "requirements.txt", Path(__file__)]:
        if file.exists():
            digest.update(str(file.relative_to(checkout)).encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _is_empty(url: str) -> bool:
    question = "SELECT to_regclass('django_migrations') IS NULL"
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            row = connection.execute(question).fetchone()
    except psycopg.OperationalError as problem:
        raise UnableToStart(f"The database does not answer: {problem}") from None
    return bool(row and row[0])
