"""Records that cash is compared with: bank accounts and lines, paid invoices, sales orders."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from intake.actions.importing import masters
from intake.actions.importing.batch import Load, Written
from intake.actions.importing.line_corrections import Corrections, Named
from intake.actions.importing.upsert import upsert
from intake.models import BankAccount, BankLine, PaidInvoice, SalesOrder
from intake.rules.cash_values import BankLineStatus
from intake.rules.findings import FindingValue
from intake.rules.line_references import References, Told
from intake.rules.numbers import number_key
from intake.rules.running_balance import RunningBalance
from intake.rules.tables import TABLES, Record
from ledger.actions import naming

_OF_BANK_ACCOUNT = TABLES["bank_accounts"].columns
_OF_BANK_LINE = tuple(name for name in TABLES["bank_lines"].columns if name != "bank_account")
_OF_SALES_ORDER = TABLES["sales_orders"].columns
_OF_PAID_INVOICE = tuple(name for name in TABLES["payables_history"].columns if name != "vendor_id")


class BankAccounts:
    """Rows of the table bank accounts."""

    rows_at_once: int | None = 2_000

    def sift(self, record: Record) -> FindingValue | None:
        """Take every row that could be read."""
        del record
        return None

    def write(self, records: Sequence[Record], load: Load) -> Written:
        """Write the accounts; the entities and ledger accounts they name come into being."""
        del load
        naming.ensure_entities({record.text("entity") for record in records})
        naming.ensure_accounts({record.text("account") for record in records})
        rows = [
            {
                **{column: record.values.get(column) for column in _OF_BANK_ACCOUNT},
                "is_described": True,
                "extra": record.extra,
            }
            for record in records
        ]
        return _counted(upsert(BankAccount, rows, key=("bank_account",)))


@dataclass(slots=True)
class BankLines:
    """Rows of the table bank lines. Two lines alike are two movements; the same file again is none.

    A line is known by what it says and by how many alike came before it in its file, so a
    statement that overlaps an earlier one adds only what is new (T85).
    """

    rows_at_once: int | None = 2_000
    _alike: Counter[str] = field(default_factory=Counter)
    _keys: dict[int, str] = field(default_factory=dict)
    _balances: dict[str, RunningBalance] = field(default_factory=dict)
    _references: dict[str, References] = field(default_factory=dict)
    _names: dict[int, str] = field(default_factory=dict)  # of accounts
    _corrections: Corrections = field(default_factory=Corrections)

    def sift(self, record: Record) -> FindingValue | None:
        """Give every row the key it is known by."""
        said = _said(record)
        told = _told(record, is_alike=said in self._alike)
        if told is not None and (reference := record.text("reference")):
            known = self._references.setdefault(record.key("bank_account"), References())
            known.note(reference, told)
        account = self._balances.setdefault(record.key("bank_account"), RunningBalance())
        account.follow(
            record.line,
            record.day("booked_on"),
            record.decimal("amount"),
            record.decimal("balance"),
        )
        self._keys[record.line] = f"{said}-{self._alike[said]}"
        self._alike[said] += 1
        return None

    def write(self, records: Sequence[Record], load: Load) -> Written:
        """Write the lines that are not here yet, and count those that were."""
        names = {record.key("bank_account"): record.key("currency") for record in records}
        accounts, created = masters.ensure_bank_accounts(names, load)
        told = _told_by_statements(accounts, records)
        rows = [
            {
                "bank_account_id": accounts[record.key("bank_account")],
                "line_key": self._keys[record.line],
                **{column: record.values.get(column) for column in _OF_BANK_LINE},
                "document_id": load.document_id,
                "extra": record.extra,
            }
            for record in records
            if record.line not in told
        ]
        frozen = ("document_id", "extra", *_OF_BANK_LINE)
        result = _counted(
            upsert(BankLine, rows, key=("bank_account_id", "line_key"), frozen=frozen)
        )
        result.counts["bank_accounts"] += created
        result.counts["here_already"] += len(records) - result.counts["created"]
        if result.counts["created"]:
            self._names |= {pk: name for name, pk in accounts.items()}
            named = self._named(records, accounts)
            self._corrections.note(named, document_id=load.document_id)
        return result

    def closing_problems(self) -> list[FindingValue]:
        """Return where balances show that lines are missing, and what is named twice (T85)."""
        gaps = [gap for account in self._balances.values() for gap in account.gaps()]
        twice = [found for each in self._references.values() for found in each.repeated()]
        return gaps + twice + self._corrections.finish(self._tells)

    def _tells(self, account: int, reference: str) -> bool:
        known = self._references.get(self._names.get(account, ""))
        return known is not None and known.has(reference)

    def _named(
        self, records: Sequence[Record], accounts: Mapping[str, int]
    ) -> dict[Named, tuple[str, Told]]:
        """Return the rows that may correct a line of an earlier file."""
        found = {}
        for record in records:
            account, reference = record.key("bank_account"), record.text("reference")
            told = _told(record)
            if reference is None or told is None:
                continue
            if self._references[account].is_alone(reference, told.day):
                name = Named(accounts[account], reference, told.day)
                found[name] = self._keys[record.line], told
        return found


class PayablesHistory:
    """Rows of the table payables history."""

    rows_at_once: int | None = 2_000

    def sift(self, record: Record) -> FindingValue | None:
        """Take every row that could be read."""
        del record
        return None

    def write(self, records: Sequence[Record], load: Load) -> Written:
        """Write what the ERP paid; vendors it names come into being."""
        vendors, created = masters.ensure_vendors(
            {record.key("vendor_id"): record.extra.get("vendor_name") for record in records}, load
        )
        rows = [
            {
                "vendor_id": vendors[record.key("vendor_id")],
                **{column: record.values.get(column) for column in _OF_PAID_INVOICE},
                "number_key": number_key(record.key("invoice_number")) or "",
                "extra": record.extra,
            }
            for record in records
        ]
        result = _counted(
            upsert(PaidInvoice, rows, key=("vendor_id", "invoice_number", "issue_date"))
        )
        result.counts["vendors"] += created
        return result


class SalesOrders:
    """Rows of the table sales orders."""

    rows_at_once: int | None = 2_000

    def sift(self, record: Record) -> FindingValue | None:
        """Take every row that could be read."""
        del record
        return None

    def write(self, records: Sequence[Record], load: Load) -> Written:
        """Write the orders; stores they name come into being."""
        del load
        naming.ensure_locations({record.text("store") for record in records})
        rows = [
            {
                **{column: record.values.get(column) for column in _OF_SALES_ORDER},
                "extra": record.extra,
            }
            for record in records
        ]
        return _counted(upsert(SalesOrder, rows, key=("order_id",)))


def _counted(changed: Sequence[tuple[bool]] | Sequence[tuple[object, ...]]) -> Written:
    result = Written()
    for is_new, *_ in changed:
        result.counts["created" if is_new else "updated"] += 1
    return result


def _told_by_statements(accounts: Mapping[str, int], records: Sequence[Record]) -> set[int]:
    """Return the rows that a statement has told of: the same reference, amount and day."""
    references = {record.text("reference") for record in records} - {None}
    known = set(
        BankLine.objects.filter(
            bank_account__in=set(accounts.values()),
            reference__in=references,
            statement__isnull=False,
        )
        .exclude(status=BankLineStatus.REPLACED.value)
        .values_list("bank_account_id", "reference", "amount", "currency", "booked_on")
    )
    return {
        record.line
        for record in records
        if (
            accounts[record.key("bank_account")],
            record.text("reference"),
            record.decimal("amount"),
            record.key("currency"),
            record.day("booked_on"),
        )
        in known
    }


def _told(record: Record, *, is_alike: bool = False) -> Told | None:
    amount, day = record.decimal("amount"), record.day("booked_on")
    return None if amount is None or day is None else Told(record.line, amount, day, is_alike)


def _said(record: Record) -> str:
    """Return a hash of what a bank line says; 10.0 and 10.00 say the same."""
    parts = [record.key("bank_account")]
    for column in _OF_BANK_LINE:
        value = record.values.get(column)
        parts.append(format(value.normalize(), "f") if isinstance(value, Decimal) else str(value))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
