"""What would be booked: a balanced journal in the currency of the document, rounded once.

Goods clear what was received and not invoiced, at the order price; what the vendor asks beyond it
and policy allows is a price difference. Tax is the vendor's, a difference of cents goes to the
rounding account (T38). What no rule explains is not hidden: it stands on the suspense account.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from core.money import minor_units
from core.reasons import ReasonCode
from intake.rules.reading import DocumentKind, InvoiceLine, InvoiceReading, TaxBreakdown
from reconciliation.rules.charges import charges_of, is_charge_text
from reconciliation.rules.match_values import LineMatchValue, MatchKind, MatchResult, OrderLine

ZERO = Decimal(0)
HUNDRED = Decimal(100)
RULE_VERSION = "posting-1"

_Ordered = dict[tuple[str | None, str | None], OrderLine]

# Categories of UNTDID 5305 under which the vendor charges no tax that we could deduct.
_NO_INPUT_TAX = frozenset(("AE", "K", "G", "O", "Z", "E"))


class ProposedAction(StrEnum):
    """What the rules would do with a case."""

    BOOK = "book"
    REVIEW = "review"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class PostingAccounts:
    """Which account takes what. Part of the policy."""

    goods_received_not_invoiced: str = "2150"
    payables: str = "2100"
    input_tax: str = "1360"
    price_difference: str = "5090"
    charges: str = "5200"
    rounding: str = "6990"
    suspense_expense: str = "6900"
    allowance: str = "5080"
    prepayments: str = "1520"


@dataclass(frozen=True, slots=True)
class JournalLineValue:
    """One side of the entry: a debit or a credit, never both, never negative."""

    account: str
    cost_centre: str | None
    debit: Decimal
    credit: Decimal
    memo: str


@dataclass(frozen=True, slots=True)
class PostingInput:
    """A document as matched, and where its parts belong.

    `order_lines` are the lines that `match` names; `default_account` is the vendor's.
    """

    reading: InvoiceReading
    match: MatchResult
    order_lines: tuple[OrderLine, ...] = ()
    accounts: PostingAccounts = field(default_factory=PostingAccounts)
    default_account: str | None = None
    cost_centre: str | None = None
    exceptions: tuple[ReasonCode, ...] = ()
    tax_limit: Decimal = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class ProposalValue:
    """What to do with a case, with the journal, and which rule says so."""

    action: ProposedAction
    journal: tuple[JournalLineValue, ...]
    version: str = RULE_VERSION
    by: str = "rule"


@dataclass(slots=True)
class _Entry:
    """Signed amounts by account, cost centre and memo: debits positive."""

    unit: Decimal
    sign: int  # -1 for a credit note: its sides are exchanged
    flip: int  # -1 where a credit note is printed with negative figures
    amounts: dict[tuple[str, str | None, str], Decimal] = field(default_factory=dict)

    def stated(self, value: Decimal | None) -> Decimal | None:
        """Return a figure of the document without the minus that some credit notes print."""
        return None if value is None else value * self.flip

    def rounded(self, amount: Decimal) -> Decimal:
        return amount.quantize(self.unit, rounding=ROUND_HALF_UP)

    def debit(self, account: str, amount: Decimal, memo: str, centre: str | None = None) -> Decimal:
        """Add a rounded amount on the debit side of an invoice; return what was added."""
        booked = self.rounded(amount)
        if booked:
            key = account, centre, memo
            self.amounts[key] = self.amounts.get(key, ZERO) + booked
        return booked

    @property
    def balance(self) -> Decimal:
        return sum(self.amounts.values(), ZERO)

    def lines(self) -> tuple[JournalLineValue, ...]:
        """Write the entry, debits first; a credit note has its sides exchanged."""
        rows = [
            JournalLineValue(
                account, centre, max(self.sign * amount, ZERO), max(-self.sign * amount, ZERO), memo
            )
            for (account, centre, memo), amount in self.amounts.items()
            if amount
        ]
        return tuple(sorted(rows, key=lambda row: row.debit == 0))


def propose(given: PostingInput) -> ProposalValue:
    """Return what to do with a document and the balanced journal for it."""
    if ReasonCode.DUPLICATE_INVOICE in given.exceptions:
        action = ProposedAction.REJECT
    elif given.exceptions:
        action = ProposedAction.REVIEW
    else:
        action = ProposedAction.BOOK
    return ProposalValue(action, journal_of(given))


def journal_of(given: PostingInput) -> tuple[JournalLineValue, ...]:
    """Return the balanced journal of a document, or nothing where it has no amount at all."""
    reading, accounts = given.reading, given.accounts
    currency = reading.currency or "EUR"
    is_credit = reading.kind is DocumentKind.CREDIT_NOTE
    total = reading.gross_total or reading.amount_due or reading.net_total or ZERO
    unit = Decimal(1).scaleb(-minor_units(currency))
    entry = _Entry(unit, -1 if is_credit else 1, -1 if is_credit and total < 0 else 1)
    number = reading.invoice_number or "without number"
    _book_lines(given, entry)
    _book_allowances_and_charges(given, entry)
    for row in _tax_rows(reading):
        _book_tax(row, given, entry)
    _book_payment(given, entry, number)
    residue = -entry.balance
    if residue and abs(residue) <= given.tax_limit:
        entry.debit(accounts.rounding, residue, "Rounding")
    elif residue:
        entry.debit(accounts.suspense_expense, residue, f"Not explained by invoice {number}")
    return entry.lines()


def _book_lines(given: PostingInput, entry: _Entry) -> None:
    reading = given.reading
    matched: dict[str, list[LineMatchValue]] = {}
    for match in given.match.lines:
        matched.setdefault(match.line, []).append(match)
    ordered: _Ordered = {(line.po_number, line.po_line): line for line in given.order_lines}
    for line in reading.lines:
        net = entry.stated(line.net)
        if net is None:
            continue
        charges = entry.stated(charges_of(line)) or ZERO
        if charges:
            entry.debit(given.accounts.charges, charges, "Charges on lines", given.cost_centre)
        shares = matched.get(line.line, [])
        if not shares:
            _book_unmatched(line, net - charges, given, entry)
        else:
            _book_matched(shares, net - charges, ordered, given, entry)
    if not reading.lines and reading.net_total is not None:
        total = entry.stated(reading.net_total) or ZERO
        entry.debit(_own_account(given), total, "Without lines", given.cost_centre)


def _book_unmatched(line: InvoiceLine, net: Decimal, given: PostingInput, entry: _Entry) -> None:
    if is_charge_text(line.description):
        entry.debit(given.accounts.charges, net, line.description or "Charge", given.cost_centre)
        return
    entry.debit(_own_account(given), net, line.description or "Without order", given.cost_centre)


def _book_matched(
    shares: Sequence[LineMatchValue],
    net: Decimal,
    ordered: _Ordered,
    given: PostingInput,
    entry: _Entry,
) -> None:
    """Split a line over its order lines; the last takes the cents that are left."""
    left = net
    for place, share in enumerate(shares):
        is_last = place == len(shares) - 1
        part = left if is_last else entry.rounded(share.amount)
        left -= part
        line = ordered.get((share.po_number, share.po_line))
        centre = (line.cost_centre if line else None) or given.cost_centre
        memo = f"Order {share.po_number}" if share.po_number else "Without order"
        if share.is_charge:
            account = (line.account if line else None) or given.accounts.charges
            entry.debit(account, part, memo, centre)
        elif line is None or line.match_kind is MatchKind.TWO_WAY:
            account = (line.account if line else None) or _own_account(given)
            entry.debit(account, part, memo, centre)
        else:
            _book_goods(share, part, memo, centre, given, entry)


def _book_goods(
    share: LineMatchValue,
    part: Decimal,
    memo: str,
    centre: str | None,
    given: PostingInput,
    entry: _Entry,
) -> None:
    """Clear the goods at the order price; the rest of the line is a price difference."""
    accounts = given.accounts
    cleared = part
    # A price in another currency is not compared: the line clears as billed.
    compares = share.amount_variance is not None
    if compares and share.order_price is not None and share.quantity is not None:
        cleared = share.order_price * share.quantity
    booked = entry.debit(accounts.goods_received_not_invoiced, cleared, memo, centre)
    entry.debit(accounts.price_difference, part - booked, f"Price difference, {memo}", centre)


def _book_allowances_and_charges(given: PostingInput, entry: _Entry) -> None:
    for part in given.reading.allowances_charges:
        amount = part.amount * entry.flip
        if part.is_charge:
            memo = part.reason or "Charge"
            entry.debit(given.accounts.charges, amount, memo, given.cost_centre)
        else:
            memo = part.reason or "Allowance"
            entry.debit(given.accounts.allowance, -amount, memo, given.cost_centre)


def _tax_rows(reading: InvoiceReading) -> Iterable[TaxBreakdown]:
    if reading.tax_breakdown:
        return reading.tax_breakdown
    if reading.tax_total:
        return (TaxBreakdown(None, None, None, reading.tax_total),)
    return ()


def _book_tax(row: TaxBreakdown, given: PostingInput, entry: _Entry) -> None:
    """Book the vendor's tax; cents beside the rate go to rounding, reverse charge books nothing."""
    printed = entry.stated(row.tax)
    if not printed or row.category in _NO_INPUT_TAX:
        return
    rate = f" {row.rate.normalize():f} %" if row.rate is not None else ""
    memo = f"Input tax{rate}"
    due = printed
    if row.base is not None and row.rate is not None:
        base = entry.stated(row.base) or ZERO
        computed = entry.rounded(base * row.rate / HUNDRED)
        if abs(printed - computed) <= given.tax_limit:
            due = computed
    booked = entry.debit(given.accounts.input_tax, due, memo)
    entry.debit(given.accounts.rounding, printed - booked, "Rounding of tax")


def _book_payment(given: PostingInput, entry: _Entry, number: str) -> None:
    """Owe the vendor what is due: gross less what was paid before, with its rounding (BT-114)."""
    reading, accounts = given.reading, given.accounts
    gross = entry.stated(reading.gross_total)
    prepaid = entry.stated(reading.prepaid) or ZERO
    rounding = entry.stated(reading.rounding) or ZERO
    if gross is None:
        due = entry.stated(reading.amount_due)
        gross = entry.balance if due is None else due + prepaid - rounding
    kind = "Credit note" if entry.sign < 0 else "Invoice"
    entry.debit(accounts.rounding, rounding, "Rounding of the amount due")
    entry.debit(accounts.prepayments, -prepaid, "Paid before")
    entry.debit(accounts.payables, -(gross - prepaid + rounding), f"{kind} {number}")


def _own_account(given: PostingInput) -> str:
    return given.default_account or given.accounts.suspense_expense
