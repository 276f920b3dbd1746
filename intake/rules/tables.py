"""The tables of the contract, section 2: their columns, and which of them a heading row is.

A file is recognised by its headings and never by its name. Where a heading row satisfies two
tables, the one with the finer grain wins: an order list that also names its vendors is an order
list. `TABLES` stands in that order, finest first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from core.reasons import ReasonCode
from intake.rules.cells import READERS, CellKind, CellValue, UnreadableCell, parse_choice, shown
from intake.rules.findings import FindingValue, TableRow

_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "vendors.status": ("active", "blocked"),
    "purchase_orders.status": ("open", "closed", "cancelled"),
    "locations.kind": ("store", "warehouse", "office"),
    "accounts.account_type": ("asset", "liability", "equity", "revenue", "expense"),
}
_KINDS: Final[Mapping[CellKind, str]] = {
    CellKind.KEY: (
        "vendor_id item_id po_number po_line receipt_number receipt_line location entity"
        " bank_account entry_id entry_line account cost_centre plan version order_id task_id store"
        " gtin vendor_item_id invoice_number purchase_order default_account"
    ),
    CellKind.DECIMAL: (
        "pack_size unit_cost quantity unit_price tax_rate quantity_received quantity_rejected"
        " amount balance gross_total debit credit gross tax shipping discount"
    ),
    CellKind.DATE: (
        "order_date received_date opened_on closed_on booked_on value_date issue_date due_date"
        " paid_on posting_date due"
    ),
    CellKind.MOMENT: "placed_at",
    CellKind.DAY_OR_MOMENT: "completed_at",
    CellKind.PERIOD: "period",
    CellKind.CURRENCY: "currency",
    CellKind.LIST: "aliases depends_on",
}
_KIND_OF_COLUMN: Final = {name: kind for kind, names in _KINDS.items() for name in names.split()}


@dataclass(frozen=True, slots=True)
class TableShape:
    """One table: the columns it must have, may have, and those that name a row."""

    kind: str
    key: tuple[str, ...]
    required: tuple[str, ...]
    optional: tuple[str, ...]
    may_be_blank: frozenset[str] = frozenset()  # required as columns, not in every row

    @property
    def columns(self) -> tuple[str, ...]:
        """Return every column, required ones first."""
        return self.required + self.optional

    @property
    def label(self) -> str:
        """Return the name in words: "purchase orders"."""
        return self.kind.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Record:
    """One row that was read: values of the columns the file has; a blank cell is `None`."""

    line: int
    values: Mapping[str, CellValue | None]
    extra: Mapping[str, str]

    def text(self, column: str) -> str | None:
        """Return the words of a cell, or `None` where it is blank or the file lacks the column."""
        value = self.values.get(column)
        return value if isinstance(value, str) else None

    def key(self, column: str) -> str:
        """Return the words of a required cell."""
        value = self.values[column]
        if not isinstance(value, str):
            raise TypeError(f"{column} is not text.")
        return value

    def decimal(self, column: str) -> Decimal | None:
        """Return the number in a cell, or `None` where there is none."""
        value = self.values.get(column)
        return value if isinstance(value, Decimal) else None

    def day(self, column: str) -> date | None:
        """Return the day in a cell, or `None` where there is none."""
        value = self.values.get(column)
        return value if isinstance(value, date) and not isinstance(value, datetime) else None

    def has(self, column: str) -> bool:
        """Say whether the file has this column at all."""
        return column in self.values


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading row that is one of the tables: which, and where each column stands."""

    kind: str
    columns: tuple[tuple[int, str], ...]  # of the contract
    extra: tuple[tuple[int, str], ...]
    width: int

    def row(self, line: int, cells: Sequence[str]) -> TableRow:
        """Return the cells of one line under their headings."""
        return TableRow(
            line=line,
            values={name: cells[place] for place, name in self.columns},
            extra={name: cells[place] for place, name in self.extra if cells[place]},
        )


def _shape(
    kind: str, *, key: str, required: str, optional: str = "", may_be_blank: str = ""
) -> TableShape:
    return TableShape(
        kind=kind,
        key=tuple(key.split()),
        required=tuple(required.split()),
        optional=tuple(optional.split()),
        may_be_blank=frozenset(may_be_blank.split()),
    )


TABLES: Final[Mapping[str, TableShape]] = {
    shape.kind: shape
    for shape in (
        _shape(
            "journal",
            key="entry_id entry_line",
            required="entry_id entry_line posting_date period account debit credit currency",
            optional="cost_centre entity reference description source",
            may_be_blank="debit credit",
        ),
        _shape(
            "receipts",
            key="receipt_number receipt_line",
            required="receipt_number receipt_line po_number po_line received_date"
            " quantity_received",
            optional="location quantity_rejected uom",
        ),
        _shape(
            "purchase_orders",
            key="po_number po_line",
            required="po_number po_line vendor_id order_date quantity unit_price currency",
            optional="entity status item_id vendor_item_id gtin description uom tax_rate account"
            " cost_centre",
        ),
        _shape(
            "bank_lines",
            key="",
            required="bank_account booked_on amount currency",
            optional="value_date reference counterparty counterparty_account memo balance",
        ),
        _shape(
            "payables_history",
            key="vendor_id invoice_number issue_date",
            required="vendor_id invoice_number issue_date gross_total currency",
            optional="purchase_order due_date paid_on payment_reference",
        ),
        _shape(
            "sales_orders",
            key="order_id",
            required="order_id placed_at currency gross",
            optional="channel store tax shipping discount tender payment_reference",
        ),
        _shape(
            "plan",
            key="plan version period account cost_centre entity currency",
            required="plan period account amount currency",
            optional="version cost_centre entity",
        ),
        _shape(
            "close_tasks",
            key="period task_id",
            required="period task_id task due",
            optional="owner depends_on completed_at",
        ),
        _shape(
            "items",
            key="item_id pack_uom",
            required="item_id description base_uom",
            optional="gtin department category pack_uom pack_size unit_cost",
        ),
        _shape(
            "bank_accounts",
            key="bank_account",
            required="bank_account entity currency",
            optional="iban account_number routing_number bic account",
        ),
        _shape(
            "locations",
            key="location",
            required="location entity",
            optional="location_name kind timezone opened_on closed_on",
        ),
        _shape(
            "vendors",
            key="vendor_id",
            required="vendor_id vendor_name",
            optional="tax_id vat_id country iban bic account_number routing_number payment_terms"
            " currency email phone default_account status aliases",
        ),
        _shape("accounts", key="account", required="account account_name account_type"),
        _shape(
            "entities",
            key="entity",
            required="entity entity_name currency",
            optional="country vat_id tax_id timezone",
        ),
    )
}

_TELLING: Final = 2  # headings in common before a table is called near
_OF_ANY_TABLE: Final = frozenset(
    {
        "account",
        "amount",
        "currency",
        "description",
        "gross",
        "memo",
        "period",
        "reference",
        "status",
    }
)

# What is described comes before what names it, so that nothing is made twice.
LOAD_ORDER: Final = tuple(reversed(tuple(TABLES)))


def kind_of(headings: Sequence[str]) -> str | None:
    """Return the table that this heading row is, complete or clearly meant; else `None`."""
    names = _names(headings)
    return _complete(names) or _resembled(names)


def read_heading(headings: Sequence[str], line: int = 1) -> Heading | FindingValue:
    """Return where the columns stand, or why this heading row is none of the tables."""
    names = [heading.strip() for heading in headings]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        return _refused(f"The heading {_listed(twice)} stands more than once.", line, twice[0])
    kind = _complete(set(names))
    if kind is None:
        return _why_no_table(names, line)
    known = set(TABLES[kind].columns)
    return Heading(
        kind=kind,
        columns=tuple((place, name) for place, name in enumerate(names) if name in known),
        extra=tuple(
            (place, name or f"column {place + 1}")
            for place, name in enumerate(names)
            if name not in known
        ),
        width=len(names),
    )


def read_row(kind: str, row: TableRow) -> Record | FindingValue:
    """Read every cell of one row, or say which cannot be read, and why."""
    if row.problem is not None:
        return row.problem
    shape = TABLES[kind]
    values: dict[str, CellValue | None] = {}
    for column, cell in row.values.items():
        text = cell.strip()
        if not text:
            values[column] = None
            continue
        try:
            values[column] = _read_cell(kind, column, text)
        except UnreadableCell as reason:
            return row_problem(row.line, f"`{shown(text)}`: {reason}", column, actual=shown(text))
    for column in shape.required:
        if values.get(column) is None and column not in shape.may_be_blank:
            return row_problem(row.line, "it is required and empty", column)
    return Record(line=row.line, values=values, extra=row.extra)


def row_problem(
    line: int,
    reason: str,
    column: str | None = None,
    *,
    actual: str | None = None,
    expected: str | None = None,
) -> FindingValue:
    """Return what is wrong with one row, with its line and its column."""
    place = f"Line {line}" if column is None else f"Line {line}, {column}"
    return FindingValue(
        code=ReasonCode.WRONG_TABLE,
        text=f"{place}: {reason}.",
        field=column,
        line=str(line),
        actual=actual,
        expected=expected,
    )


def _read_cell(kind: str, column: str, text: str) -> CellValue:
    choices = _CHOICES.get(f"{kind}.{column}")
    if choices is not None:
        return parse_choice(text, choices)
    return READERS[_KIND_OF_COLUMN.get(column, CellKind.TEXT)](text)


def _names(headings: Iterable[str]) -> set[str]:
    return {heading.strip() for heading in headings}


def _complete(names: set[str]) -> str | None:
    """Return the table of the finest grain that has all it requires."""
    return next((kind for kind, shape in TABLES.items() if names.issuperset(shape.required)), None)


def _resembled(names: set[str]) -> str | None:
    """Return the table that an incomplete heading row is clearly meant to be.

    Half of what the table requires is there, half of the headings are the table's own, and one of
    them is no word that any table may use.
    """
    folded = {_folded(name) for name in names if name}
    best: tuple[int, int, str] | None = None
    for kind, shape in TABLES.items():
        known = len(folded.intersection(shape.columns))
        needed = len(folded.intersection(shape.required))
        if (
            folded.isdisjoint(set(shape.columns) - _OF_ANY_TABLE)
            or known < 2
            or 2 * known < len(folded)
            or 2 * needed < len(shape.required)
        ):
            continue
        score = (known, needed - len(shape.required), kind)
        if best is None or score[:2] > best[:2]:
            best = score
    return None if best is None else best[2]


def _why_no_table(names: list[str], line: int) -> FindingValue:
    kind = _resembled(set(names))
    if kind is None:
        listed = _listed([shown(name) for name in names[:12] if name])
        return _refused(f"No table has these headings: {listed}. {_nearest(names)}", line)
    shape = TABLES[kind]
    missing = [column for column in shape.required if column not in names]
    spelled = [
        f"`{shown(name)}` is spelled `{_folded(name)}`"
        for name in names
        if _folded(name) in missing
    ]
    plural = "s" if len(missing) > 1 else ""
    text = f"The column{plural} {_listed(missing)} of the table of {shape.label} are missing"
    if len(missing) == 1:
        text = f"The column {_listed(missing)} of the table of {shape.label} is missing"
    return FindingValue(
        code=ReasonCode.WRONG_TABLE,
        text=f"{text}{': ' if spelled else ''}{', '.join(spelled)}.",
        field=missing[0],
        line=str(line),
        expected=", ".join(shape.required),
        reference=kind,
    )


def _nearest(names: Sequence[str]) -> str:
    """Say which table has most in common with these headings, and what to do."""
    folded = {_folded(name) for name in names}
    own = {kind: len(folded.intersection(shape.columns)) for kind, shape in TABLES.items()}
    kind = max(own, key=lambda each: own[each])
    if own[kind] < _TELLING:
        return "What a bank's own columns are can be said once, on its page of columns."
    shape = TABLES[kind]
    missing = _listed([column for column in shape.required if column not in folded])
    return f"The nearest is the table of {shape.label}, which needs {missing} as well."


def _refused(text: str, line: int, column: str | None = None) -> FindingValue:
    return FindingValue(code=ReasonCode.WRONG_TABLE, text=text, field=column, line=str(line))


def _folded(name: str) -> str:
    return "_".join(name.casefold().replace("-", " ").replace("_", " ").split())


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
