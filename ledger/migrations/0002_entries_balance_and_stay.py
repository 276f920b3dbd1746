"""Entries balance at commit, stay as they are, and are not booked into a closed period."""

from django.db import migrations

STAY = """
CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an entry is never edited, only reversed: % on % is refused',
        TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER ledger_journalentry_stays
    BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_journalentry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_journalline_stays
    BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_journalline
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
ALTER TABLE ledger_journalentry ENABLE ALWAYS TRIGGER ledger_journalentry_stays;
ALTER TABLE ledger_journalline ENABLE ALWAYS TRIGGER ledger_journalline_stays;
"""
UNSTAY = """
DROP TRIGGER ledger_journalentry_stays ON ledger_journalentry;
DROP TRIGGER ledger_journalline_stays ON ledger_journalline;
DROP FUNCTION ledger_refuse_change();
"""

# One check an entry, at commit, over the lines it has by then.
BALANCE = """
CREATE FUNCTION ledger_check_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM ledger_journalline WHERE entry_id = NEW.id) THEN
        RAISE EXCEPTION 'the entry % has no lines', NEW.entry_id USING ERRCODE = '23L02';
    END IF;
    IF EXISTS (
        SELECT FROM ledger_journalline WHERE entry_id = NEW.id
        GROUP BY currency HAVING sum(debit) <> sum(credit)
    ) THEN
        RAISE EXCEPTION 'the debits and credits of the entry % are not equal', NEW.entry_id
            USING ERRCODE = '23L02';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_journalentry_balances
    AFTER INSERT ON ledger_journalentry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION ledger_check_balance();

CREATE FUNCTION ledger_check_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    late text;
BEGIN
    SELECT entry.entry_id INTO late
    FROM (SELECT DISTINCT entry_id FROM added) AS line
    JOIN ledger_journalentry AS entry ON entry.id = line.entry_id
    WHERE entry.xid <> pg_current_xact_id() LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'the entry % is booked; it takes no more lines', late
            USING ERRCODE = '23L02';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_journalline_joins_its_entry
    AFTER INSERT ON ledger_journalline REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_lines();
"""
UNBALANCE = """
DROP TRIGGER ledger_journalline_joins_its_entry ON ledger_journalline;
DROP FUNCTION ledger_check_lines();
DROP TRIGGER ledger_journalentry_balances ON ledger_journalentry;
DROP FUNCTION ledger_check_balance();
"""

# The share lock makes a close wait for bookings under way, and bookings for the close.
OPEN = """
CREATE FUNCTION ledger_check_period() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wanted record;
    found_state text;
BEGIN
    FOR wanted IN SELECT DISTINCT entity, period FROM added ORDER BY entity, period LOOP
        SELECT state INTO found_state FROM ledger_period AS known
        WHERE known.period = wanted.period AND known.entity IS NOT DISTINCT FROM wanted.entity
        FOR SHARE;
        IF NOT FOUND OR found_state <> 'open' THEN
            RAISE EXCEPTION 'the period % of % is not open',
                wanted.period, coalesce(wanted.entity, 'no entity') USING ERRCODE = '23L01';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_journalentry_in_open_period
    AFTER INSERT ON ledger_journalentry REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_period();
"""
UNOPEN = """
DROP TRIGGER ledger_journalentry_in_open_period ON ledger_journalentry;
DROP FUNCTION ledger_check_period();
"""


class Migration(migrations.Migration):
    """Keeps the three promises of the books where nobody can go round them."""

    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.RunSQL(STAY, UNSTAY),
        migrations.RunSQL(BALANCE, UNBALANCE),
        migrations.RunSQL(OPEN, UNOPEN),
    ]
