"""Database roles: one owns the tables, the other is what the application connects as.

The application's role may add to the trail and read it, and nothing else.
"""

import psycopg
from psycopg import sql

from backoffice.embedded.postgres import APPLICATION, DATABASE, OWNER

TRAIL_TABLES = (
    "audit_auditevent",
    "audit_leaf",
    "audit_checkpoint",
    "audit_bundle",
    "audit_content",
)


def make_roles_and_database(superuser_url: str, *, passwords: dict[str, str]) -> None:
    """Make both roles, the database and the one extension; safe to repeat."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        for role, password in passwords.items():
            _make_role(connection, role, password)
        connection.execute(sql.SQL("ALTER ROLE {} CREATEDB").format(sql.Identifier(OWNER)))
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if found.fetchone() is None:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(DATABASE), sql.Identifier(OWNER)
                )
            )
    for database in ("template1", DATABASE):
        with psycopg.connect(superuser_url, dbname=database, autocommit=True) as connection:
            connection.execute("CREATE EXTENSION IF NOT EXISTS vector")


def _make_role(
    connection: psycopg.Connection[tuple[object, ...]], role: str, password: str
) -> None:
    found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    verb = sql.SQL("CREATE ROLE") if found.fetchone() is None else sql.SQL("ALTER ROLE")
    connection.execute(
        sql.SQL("{} {} LOGIN NOSUPERUSER PASSWORD {}").format(
            verb, sql.Identifier(role), sql.Literal(password)
        )
    )
