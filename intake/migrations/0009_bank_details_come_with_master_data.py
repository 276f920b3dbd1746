"""Bank details of a vendor change with a table of vendors, and by no other way (T62)."""

from typing import ClassVar

from django.db import migrations

GUARD = """
CREATE FUNCTION intake_refuse_bank_details() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('tieout.bank_details_from', true), '') <> 'table of vendors' THEN
        RAISE EXCEPTION 'bank details of a vendor change with a table of vendors alone'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER vendor_bank_details_stay BEFORE UPDATE ON intake_vendor
    FOR EACH ROW WHEN (
        (OLD.iban, OLD.bic, OLD.account_number, OLD.routing_number)
        IS DISTINCT FROM (NEW.iban, NEW.bic, NEW.account_number, NEW.routing_number))
    EXECUTE FUNCTION intake_refuse_bank_details();
"""
UNGUARD = """
DROP TRIGGER vendor_bank_details_stay ON intake_vendor;
DROP FUNCTION intake_refuse_bank_details();
"""


class Migration(migrations.Migration):
    """The guard stands in the database, where every way of writing must pass."""

    dependencies: ClassVar = [("intake", "0008_duplicate_alarms_and_bank_changes")]
    operations: ClassVar = [migrations.RunSQL(GUARD, UNGUARD)]
