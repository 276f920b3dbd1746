"""Tables that belong to the books: they are handed to the ledger, row by row as it names them."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from intake.actions.importing.batch import Load, Written
from intake.rules.findings import FindingValue
from intake.rules.tables import Record, row_problem
from ledger import actions as ledger
from ledger.rules import rows as ledger_rows

_NOTHING: Final = Decimal(0)
_ONLY_VERSION: Final = "1"


class _Whole:
    """A table that is handed over as a whole: its rows belong together."""

    rows_at_once: int | None = None

    def sift(self, record: Record) -> FindingValue | None:
        """Take every row that could be read; the ledger judges it."""
        del record
        return None


class Entities(_Whole):
    """Rows of the table entities."""

    def write(self, records: Sequence[Record], load: Load) -> Written:
        """Hand them to the ledger."""
        rows = [
            ledger_rows.EntityRow(
                line=record.line,
                entity=record.key("entity"),
                entity_name=record.key("entity_name"),
                currency=record.key("currency"),
                country=record.text("country"),
                vat_id=record.text("vat_id"),
                tax_id=record.text("tax_id"),
                timezone=record.text("timezone"),
                extra=record.extra,
            )
            for record in records
        ]
        return _result(
            ledger.upsert_entities(rows, actor=load.actor, at=load.at, subject=load.subject)
        )


class Locations(_Whole):
    """Rows of the table locations."""

    def write(self, records: Sequence[Record], load: Load) -> Written:
        """Hand them to the ledger."""
        rows = [
            ledger_rows.LocationRow(
                line=record.line,
                location=record.key("location"),
                entity=record.key("entity"),
                location_name=record.text("location_name"),
                kind=record.text("kind"),
                timezone=record.text("timezone"),
                opened_on=record.day("opened_on"),
                closed_on=record.day("closed_on"),
                extra=record.extra,
            )
            for record in records
        ]
        return _result(
            ledger.upsert_locations(rows, actor=load.actor, at=load.at, subject=load.subject)
        )


class Accounts(_Whole):
    """Rows of the table accounts."""

    def write(self, records: Sequence[Record], load: Load) -> Written:
        """Hand them to the ledger."""
        rows = [
            ledger_rows.AccountRow(
                line=record.line,
                account=record.key("account"),
                account_name=record.key("account_name"),
                account_type=record.key("account_type"),
                extra=record.extra,
            )
            for record in records
        ]
        return _result(
            ledger.upsert_accounts(rows, actor=load.actor, at=load.at, subject=load.subject)
        )


class Journal(_Whole):
    """Rows of the table journal: the lines of entries booked elsewhere."""

    def sift(self, record: Record) -> FindingValue | None:
        """Refuse a line without an amount; one empty side is nothing on that side."""
        if record.decimal("debit") is None and record.decimal("credit") is None:
            return row_problem(record.line, "neither a debit nor a credit is stated", "debit")
        return None

    def write(self, records: Sequence[Record], load: Load) -> Written:
        """Hand them to the ledger."""
        rows = [
            ledger_rows.JournalRow(
                line=record.line,
                entry_id=record.key("entry_id"),
                entry_line=record.key("entry_line"),
                posting_date=_day(record, "posting_date"),
                period=record.key("period"),
                account=record.key("account"),
                debit=record.decimal("debit") or _NOTHING,
                credit=record.decimal("credit") or _NOTHING,
                currency=record.key("currency"),
                cost_centre=record.text("cost_centre"),
                entity=record.text("entity"),
                reference=record.text("reference"),
                description=record.text("description"),
                source=record.text("source"),
                extra=record.extra,
            )
            for record in records
        ]
        return _result(
            ledger.import_journal(
                rows, actor=load.actor, at=load.at, subject=load.subject, entity=load.entity
            )
        )


class Plan(_Whole):
    """Rows of the table plan: a budget or a forecast."""

    def write(self, records: Sequence[Record], load: Load) -> Written:
        """Hand them to the ledger; a plan that names no version has one."""
        rows = [
            ledger_rows.PlanRow(
                line=record.line,
                plan=record.key("plan"),
                version=record.text("version") or _ONLY_VERSION,
                period=record.key("period"),
                account=record.key("account"),
                amount=record.decimal("amount") or _NOTHING,
                currency=record.key("currency"),
                cost_centre=record.text("cost_centre"),
                entity=record.text("entity"),
                extra=record.extra,
            )
            for record in records
        ]
        return _result(
            ledger.import_plan(
                rows, actor=load.actor, at=load.at, subject=load.subject, entity=load.entity
            )
        )


class CloseTasks(_Whole):
    """Rows of the table close tasks."""

    def write(self, records: Sequence[Record], load: Load) -> Written:
        """Hand them to the ledger."""
        rows = []
        for record in records:
            depends_on = record.values.get("depends_on")
            completed_at = record.values.get("completed_at")
            row = ledger_rows.CloseTaskRow(
                line=record.line,
                period=record.key("period"),
                task_id=record.key("task_id"),
                task=record.key("task"),
                due=_day(record, "due"),
                owner=record.text("owner"),
                depends_on=depends_on if isinstance(depends_on, tuple) else (),
                completed_at=completed_at if isinstance(completed_at, datetime) else None,
                extra=record.extra,
            )
            rows.append(row)
        return _result(
            ledger.upsert_close_tasks(rows, actor=load.actor, at=load.at, subject=load.subject)
        )


def _day(record: Record, column: str) -> date:
    day = record.day(column)
    if day is None:
        raise TypeError(f"{column} is no day.")
    return day


def _result(imported: ledger_rows.ImportResult) -> Written:
    result = Written(refused=len(imported.problems))
    result.counts["written"] += imported.written
    result.problems += [
        row_problem(problem.line, problem.reason.rstrip("."), problem.field)
        for problem in imported.problems
    ]
    return result
