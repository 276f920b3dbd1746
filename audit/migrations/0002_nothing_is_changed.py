"""Events, leaves, checkpoints, bundles and contents refuse UPDATE, DELETE and TRUNCATE (R16)."""

from django.db import migrations

TABLES = (
    "audit_auditevent",
    "audit_leaf",
    "audit_checkpoint",
    "audit_bundle",
    "audit_content",
)

REFUSE = """
CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the trail is only added to: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
"""
# ALWAYS: it fires even where a superuser has switched ordinary triggers off for the session.
GUARD = """
CREATE TRIGGER {table}_is_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_is_only_added_to;
"""
UNGUARD = "DROP TRIGGER {table}_is_only_added_to ON {table};"


class Migration(migrations.Migration):
    """Guards the trail against everyone but the owner of its tables."""

    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION audit_refuse_change();"),
        *(
            migrations.RunSQL(GUARD.format(table=table), UNGUARD.format(table=table))
            for table in TABLES
        ),
        # Contents come compressed; Postgres need not try again.
        migrations.RunSQL(
            "ALTER TABLE audit_content ALTER COLUMN data SET STORAGE EXTERNAL;",
            "ALTER TABLE audit_content ALTER COLUMN data SET STORAGE EXTENDED;",
        ),
    ]
