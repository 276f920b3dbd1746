"""Rows become records: masters, orders, receipts, cash, and what the books take in."""

from intake.actions.importing.loading import Imported, import_table, import_tables
from intake.actions.importing.payouts import import_payouts
from intake.actions.importing.statements import import_statements

__all__ = ["Imported", "import_payouts", "import_statements", "import_table", "import_tables"]
