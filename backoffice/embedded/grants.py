"""What the application's database role may do: everything but rewrite the trail."""

from django.db.backends.base.base import BaseDatabaseWrapper

from backoffice.embedded.postgres import APPLICATION
from backoffice.embedded.roles import TRAIL_TABLES


def grant_application_role(connection: BaseDatabaseWrapper, role: str = APPLICATION) -> bool:
    """Give the role its rights on every table that is there now; safe to repeat.

    Returns no, and does nothing, where the database has no such role or one role owns and
    uses everything.
    """
    quoted = connection.ops.quote_name(role)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user FROM pg_roles WHERE rolname = %s", [role])
        found = cursor.fetchone()
        if found is None or found[0] == role:
            return False
        for statement in (
            f"GRANT USAGE ON SCHEMA public TO {quoted}",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}",
            f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}",
        ):
            cursor.execute(statement)
        for table in set(connection.introspection.table_names(cursor)) & set(TRAIL_TABLES):
            trail = connection.ops.quote_name(table)
            cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {trail} FROM {quoted}")
    return True
