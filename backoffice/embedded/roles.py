"""Database roles: one owns the tables, the other is what the application connects as.

The application's role may add to the trail and read it, and nothing else.
"""

from typing import TypeAlias

import psycopg
from psycopg import sql

TRAIL_TABLES = (
    "audit_auditevent",
    "audit_leaf",
    "audit_checkpoint",
    "audit_bundle",
    "audit_content",
)
Session: TypeAlias = psycopg.Connection[tuple[object, ...]]
RoleAndPassword: TypeAlias = tuple[str, str]


def make_roles_and_database(
    superuser_url: str,
    *,
    database: str,
    owner: RoleAndPassword,
    application: RoleAndPassword,
    may_create_databases: bool = False,
) -> None:
    """Make both roles, the database and its one extension; safe to repeat."""
    owner_name = sql.Identifier(owner[0])
    named = sql.Identifier(database)
    with psycopg.connect(superuser_url, dbname="postgres", autocommit=True) as session:
        for role in (owner, application):
            _make_role(session, role)
        if may_create_databases:
            session.execute(sql.SQL("ALTER ROLE {} CREATEDB").format(owner_name))
        if not _exists(session, "SELECT 1 FROM pg_database WHERE datname = %s", database):
            session.execute(sql.SQL("CREATE DATABASE {}").format(named))
        session.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(named, owner_name))
    # A database made later, as tests do, has the extension from its template.
    for place in ("template1", database) if may_create_databases else (database,):
        with psycopg.connect(superuser_url, dbname=place, autocommit=True) as session:
            session.execute("CREATE EXTENSION IF NOT EXISTS vector")


def _make_role(session: Session, role: RoleAndPassword) -> None:
    name, password = role
    is_there = _exists(session, "SELECT 1 FROM pg_roles WHERE rolname = %s", name)
    verb = sql.SQL("ALTER ROLE") if is_there else sql.SQL("CREATE ROLE")
    session.execute(
        sql.SQL("{} {} LOGIN NOSUPERUSER PASSWORD {}").format(
            verb, sql.Identifier(name), sql.Literal(password)
        )
    )


def _exists(session: Session, question: str, name: str) -> bool:
    return session.execute(question.encode(), [name]).fetchone() is not None
