"""Rows of tables become records: masters, orders, receipts, cash, and what the books take in."""

from intake.actions.importing.loading import Imported, import_table, import_tables

__all__ = ["Imported", "import_table", "import_tables"]
