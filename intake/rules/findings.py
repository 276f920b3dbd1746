"""What is wrong inside one document, and what a reader makes of a file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.reasons import ReasonCode
from intake.rules.announcements import Announcement
from intake.rules.cash_values import PayoutValue, StatementValue
from intake.rules.placed import Page
from intake.rules.reading import DocumentType, InvoiceReading
from intake.rules.remittances import AdjustmentValue, RemittanceValue


@dataclass(frozen=True, slots=True)
class FindingValue:
    """One thing wrong, with its reason code, its place and the figures that made it fire."""

    code: ReasonCode
    text: str  # one sentence a finance person understands
    field: str | None = None
    line: str | None = None
    expected: str | None = None
    actual: str | None = None
    tolerance: str | None = None
    reference: str | None = None  # the rule (BR-CO-10), record or row it was compared with


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a table, cells as text by column name; `extra` holds the columns nobody asked for.

    `values` has every column of the contract that the file has; a blank cell is an empty text.
    """

    line: int  # 1 is the heading
    values: Mapping[str, str]
    extra: Mapping[str, str]
    problem: FindingValue | None = None  # why the row could not be taken apart


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one of the tables of the contract, section 2: from CSV, XLSX, an order or a receipt.

    The rows of a change say only what is new of orders that are here.
    """

    kind: str  # a key of intake.rules.tables.TABLES
    rows: Iterable[TableRow]  # may be gone through more than once
    is_change: bool = False


@dataclass(frozen=True, slots=True)
class Transmission:
    """One message as its sender numbered it; the digest is of what it says, not of its frame."""

    syntax: str
    sender: str
    receiver: str
    interchange: str
    group: str
    message: str
    code: str
    digest: str


@dataclass(frozen=True, slots=True)
class Section:
    """One of several documents that came in one file: bytes of its own, and its place there."""

    name: str  # as shown behind the name of the file: "pages 3-4", "message 2"
    content: bytes


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What one file turned out to be: an invoice, tables, statements, payouts or sections.

    `refusal` is set where the file makes no record at all; the findings say why. A file with
    `sections` says nothing itself: each of them is read as a document of its own. One that
    `awaits` recognition says nothing yet: it is read again once the words are there.
    """

    document_type: DocumentType
    format: str  # "ubl", "cii", "facturx", "pdf", "csv", "xlsx", "zip", "unknown"
    invoice: InvoiceReading | None = None
    beside: InvoiceReading | None = None  # what an unpayable page says: shown, never booked
    table: Table | None = None
    further_tables: tuple[Table, ...] = ()  # of a workbook with several sheets, in load order
    statements: tuple[StatementValue, ...] = ()  # of a bank
    payouts: tuple[PayoutValue, ...] = ()  # of a payment processor
    findings: tuple[FindingValue, ...] = ()
    refusal: ReasonCode | None = None
    page_count: int | None = None  # of a PDF
    page_texts: tuple[str, ...] = ()  # the text layer, a string a page
    pages: tuple[Page, ...] = ()  # with places, where the pages are all there is to read
    xml: bytes | None = None  # the structured invoice, also where it came inside a PDF
    announcement: Announcement | None = None
    remittance: RemittanceValue | None = None
    adjustment: AdjustmentValue | None = None
    transmissions: tuple[Transmission, ...] = ()  # the messages of an interchange
    sections: tuple[Section, ...] = ()
    awaits: tuple[int, ...] = ()  # pages without text, whose words are to be recognised first
