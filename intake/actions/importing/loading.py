"""Takes one table in: every row that can be read, in one transaction, whatever order files come in.

Table imports follow one another (an advisory lock), so that each can compare what it reads with
what is here. Rows go in by the thousand; where the database refuses one, the others still load.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Final

import psycopg
from django.db import DataError, IntegrityError, connection, transaction

from audit import actions as audit
from core.actors import Actor
from core.reasons import ReasonCode
from intake.actions.importing import books, cash, changes, items, orders, receipts, vendors
from intake.actions.importing.batch import Closing, Importer, Load, Written
from intake.models import Document, Vendor
from intake.rules.cells import shown
from intake.rules.findings import FindingValue, Table
from intake.rules.tables import TABLES, Record, read_row, row_problem

_ONE_AT_A_TIME: Final = 0x7469_6501  # an advisory lock of this module's own
_MOST_LISTED: Final = 1_000
_OF_ROWS: Final = frozenset({ReasonCode.WRONG_TABLE, ReasonCode.PO_NOT_FOUND})
_IMPORTERS: Final[dict[str, Callable[[], Importer]]] = {
    "vendors": vendors.Vendors,
    "items": items.Items,
    "purchase_orders": orders.PurchaseOrders,
    "receipts": receipts.Receipts,
    "bank_accounts": cash.BankAccounts,
    "bank_lines": cash.BankLines,
    "payables_history": cash.PayablesHistory,
    "sales_orders": cash.SalesOrders,
    "entities": books.Entities,
    "locations": books.Locations,
    "accounts": books.Accounts,
    "journal": books.Journal,
    "plan": books.Plan,
    "close_tasks": books.CloseTasks,
}


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a table: rows that are here now, and why the others are not.

    `touched_orders` are the orders whose terms or receipts changed.
    """

    records: int
    problems: tuple[FindingValue, ...]
    touched_orders: frozenset[str]
    refused: int = 0


def import_tables(
    tables: Sequence[Table], *, document_id: int, as_of: date, actor: Actor, at: datetime
) -> Imported:
    """Write the rows of the tables of one file, such as a workbook with several sheets."""
    with transaction.atomic():
        parts = [
            import_table(table, document_id=document_id, as_of=as_of, actor=actor, at=at)
            for table in tables
        ]
    return Imported(
        records=sum(part.records for part in parts),
        problems=tuple(problem for part in parts for problem in part.problems),
        touched_orders=frozenset(order for part in parts for order in part.touched_orders),
        refused=sum(part.refused for part in parts),
    )


def import_table(
    table: Table, *, document_id: int, as_of: date, actor: Actor, at: datetime
) -> Imported:
    """Write the rows of one table. The same rows again change nothing."""
    with transaction.atomic():
        wait_for_turn()
        load = load_of(document_id, as_of=as_of, actor=actor, at=at)
        importer: Importer = _IMPORTERS[table.kind]()
        if table.is_change:
            table, importer = changes.completed(table), orders.PurchaseOrders(is_change=True)
        sieve = _Sieve(table, importer)
        result = Written()
        accepted = 0
        for records in _in_parts(iter(sieve), importer.rows_at_once):
            accepted += len(records)
            result.add(_write(importer, records, load))
        if isinstance(importer, Closing):
            result.problems += importer.closing_problems()
        refused = sieve.refused + result.refused
        records_here = accepted - result.refused
        _write_trail(table.kind, load, result, records=records_here, refused=refused)
    problems = _listed([*sieve.problems, *result.problems], refused)
    return Imported(
        records=records_here,
        problems=(*problems, *_notes(sieve.repeated, result.counts["here_already"])),
        touched_orders=frozenset(result.touched),
        refused=refused,
    )


@dataclass(slots=True)
class _Sieve:
    """Lets the rows through that can be read and contradict no row before them."""

    table: Table
    importer: Importer
    refused: int = 0
    repeated: int = 0
    problems: list[FindingValue] = field(default_factory=list)
    _seen: dict[str, int] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Record]:
        key = TABLES[self.table.kind].key
        for row in self.table.rows:
            record = read_row(self.table.kind, row)
            if isinstance(record, FindingValue):
                self._refuse(record)
                continue
            if key and (earlier := self._earlier(record, key)) is not None:
                self._repeat(record, earlier, key)
                continue
            problem = self.importer.sift(record)
            if problem is not None:
                self._refuse(problem)
                continue
            if key:
                self._seen[_name(record, key)] = _mark(record)
            yield record

    def _earlier(self, record: Record, key: tuple[str, ...]) -> int | None:
        return self._seen.get(_name(record, key))

    def _repeat(self, record: Record, earlier: int, key: tuple[str, ...]) -> None:
        if earlier & _CONTENT == _mark(record) & _CONTENT:
            self.repeated += 1
            return
        named = " ".join(shown(str(record.values.get(column) or "")) for column in key).strip()
        reason = f"{named} stands on line {earlier >> _SHIFT} already, with other values"
        self._refuse(row_problem(record.line, reason, key[-1]))

    def _refuse(self, problem: FindingValue) -> None:
        self.refused += 1
        if len(self.problems) < _MOST_LISTED:
            self.problems.append(problem)


def _notes(repeated: int, here_already: int) -> Iterator[FindingValue]:
    """Say what was passed over without being wrong."""
    if repeated:
        rows = "row stands" if repeated == 1 else "rows stand"
        text = f"{repeated:,} {rows} in the file more than once; each counts once."
        yield FindingValue(code=ReasonCode.DUPLICATE_LINE, text=text, actual=str(repeated))
    if here_already:
        lines = "line was" if here_already == 1 else "lines were"
        text = f"{here_already:,} bank {lines} here already; each counts once."
        yield FindingValue(code=ReasonCode.STATEMENT_OVERLAP, text=text, actual=str(here_already))


_SHIFT: Final = 64
_CONTENT: Final = (1 << _SHIFT) - 1


def _name(record: Record, key: tuple[str, ...]) -> str:
    if len(key) == 1:
        return str(record.values[key[0]])
    return "\x1f".join(str(record.values.get(column) or "") for column in key)


def _mark(record: Record) -> int:
    """Return the line and a hash of what it says, in one number: a million are kept."""
    content = hash((tuple(record.values.items()), tuple(record.extra.items())))
    return record.line << _SHIFT | content & _CONTENT


def _in_parts(records: Iterator[Record], size: int | None) -> Iterator[Sequence[Record]]:
    while part := list(islice(records, size)):
        yield part


def _write(importer: Importer, records: Sequence[Record], load: Load) -> Written:
    """Write rows; if the database refuses, halve them until the row it means is alone."""
    try:
        with transaction.atomic():
            return importer.write(records, load)
    except (IntegrityError, DataError) as error:
        if len(records) == 1:
            problem = row_problem(records[0].line, f"the records refuse it ({_why(error)})")
            return Written(refused=1, problems=[problem])
    middle = len(records) // 2
    result = _write(importer, records[:middle], load)
    result.add(_write(importer, records[middle:], load))
    return result


def _why(error: Exception) -> str:
    """Return the promise that a row would break: constraints are named for them."""
    cause = error.__cause__
    if isinstance(cause, psycopg.Error):
        name, column = cause.diag.constraint_name, cause.diag.column_name
        return (name or column or cause.diag.message_primary or "").replace("_", " ")
    return shown(str(error))


def wait_for_turn() -> None:
    """Let one import follow another, until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])


def load_of(document_id: int, *, as_of: date, actor: Actor, at: datetime) -> Load:
    """Return what every importer is told of the file it takes in."""
    document = Document.objects.only("sha256", "received_at", "entity_hint").get(pk=document_id)
    return Load(
        document_id=document_id,
        subject=f"document:{document.sha256}",
        entity=document.entity_hint,
        as_of=as_of,
        actor=actor,
        at=at,
        is_after_first_vendors=Vendor.objects.filter(
            described_by__received_at__lt=document.received_at
        ).exists(),
    )


def _write_trail(kind: str, load: Load, result: Written, *, records: int, refused: int) -> None:
    """One event for the file, and one for each change that somebody may ask about."""
    summary = audit.EventDraft(
        action="intake.table.imported",
        subject=load.subject,
        payload={
            "table": kind,
            "records": records,
            "refused": refused,
            **{name: count for name, count in sorted(result.counts.items()) if count},
        },
        entity=load.entity,
    )
    audit.record_many([summary, *result.events], actor=load.actor, at=load.at)


def _listed(problems: list[FindingValue], refused: int) -> list[FindingValue]:
    """Return the first problems in the order of the file, and how many more there are."""
    kept = sorted(problems, key=lambda problem: int(problem.line or 0))[:_MOST_LISTED]
    refusals = sum(1 for problem in kept if problem.code in _OF_ROWS)
    if refused > refusals:
        more = f"{refused - refusals:,} more rows were refused."
        kept.append(FindingValue(code=ReasonCode.WRONG_TABLE, text=more, actual=str(refused)))
    return kept
