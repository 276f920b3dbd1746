"""Everything that cash matching is given: what is open of it, as statements to copy out.

A line is open until it is matched or a person decided; an item as far as matched parts have not
used it up. Lines and items leave the database as they stand: `rules.cash_copies` counts them in
minor units, and leaves out what is not whole. Conditions that the planner cannot weigh are left to
it too: it took a million rows for one, and looked each of them up.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from intake.queries import cash_sources as intake
from ledger import bank_side as books
from reconciliation.queries import cash_waking
from reconciliation.queries.cash_foreign import OF_RECORD
from reconciliation.rules.cash_copies import odd_currencies
from reconciliation.rules.cash_values import CashSettings, RecordKind

_LINES = """
    SELECT id, account, day, amount, currency, reference, party, party_account, memo,
        other_amount, other_currency, nature, code
    FROM ({source}) AS line
    WHERE {booked}{only} AND NOT EXISTS (
        SELECT 1 FROM reconciliation_cashmatch AS settled
        WHERE settled.bank_line_id = line.id
            AND (settled.status = 'matched' OR settled.decided_at IS NOT NULL))
"""
_IN_ORDER = (
    "SET LOCAL synchronize_seqscans = off",
    "SET LOCAL max_parallel_workers_per_gather = 0",
)
_USED = """
    CREATE TEMP TABLE cash_used ON COMMIT DROP AS
    SELECT part.record_key, sum({of_record}) AS amount
    FROM reconciliation_cashmatchpart AS part
    JOIN reconciliation_cashmatch AS settled ON settled.id = part.match_id{only}
    WHERE part.record_key IS NOT NULL
        AND (settled.status = 'matched' OR settled.decided_at IS NOT NULL)
    GROUP BY part.record_key
"""
# One kind of item, in the columns of `rules.cash_copies`.
_ITEMS = """
    SELECT key, type, account, day,
        CASE WHEN used.amount IS NULL THEN item.amount ELSE item.amount - used.amount END,
        CASE WHEN used.amount <> 0 THEN item.amount END,
        currency, reference, also, party, party_account, batch, tender, record_id
    FROM ({items}) AS item LEFT JOIN cash_used AS used ON used.record_key = item.key
    WHERE used.amount IS NULL OR used.amount <> item.amount
"""
_ONE_KIND = """
    SELECT id, id::bigint * 8 + {kind} AS key, {type} AS type, {account} AS account, day, amount,
        currency, reference, also, {party} AS party, {party_account} AS party_account,
        {batch} AS batch, {tender} AS tender, {record_id} AS record_id
    FROM ({source}) AS source{only} WHERE amount IS NOT NULL AND currency IS NOT NULL
"""
# The side of the books that stands on the ledger account of a bank account of ours.
_JOURNAL = f"""
    SELECT line.id, bank.bank_account AS account, line.day, line.amount, line.currency,
        line.reference, line.also, line.entry_id
    FROM ({books.STANDING_LINES}) AS line JOIN (
        SELECT account, CASE WHEN count(*) = 1 THEN min(bank_account) END AS bank_account
        FROM ({intake.LEDGER_ACCOUNTS}) AS bank GROUP BY account
    ) AS bank ON bank.account = line.account
"""  # noqa: S608
_CASE_OF_INVOICE = (
    "(SELECT 'C-' || claim.id FROM reconciliation_case AS claim WHERE claim.invoice_id = source.id)"
)
_CHOSEN = """
    WITH item AS ({items})
    SELECT item.key, item.type, item.reference, item.also, item.currency, item.party, item.day,
        item.amount AS whole, item.amount - coalesce(sum(part.amount), 0) AS amount
    FROM item LEFT JOIN (
        SELECT part.record_key, {of_record} AS amount FROM reconciliation_cashmatchpart AS part
        JOIN reconciliation_cashmatch AS settled ON settled.id = part.match_id
        WHERE settled.status = 'matched'
    ) AS part ON part.record_key = item.key
    GROUP BY item.key, item.type, item.reference, item.also, item.currency, item.party, item.day,
        item.amount
    HAVING item.amount <> coalesce(sum(part.amount), 0) ORDER BY item.key
"""
# Names that people taught, and the other names in the records of vendors.
_ALIASES = f"""
    SELECT name, means FROM reconciliation_cashalias
    UNION ALL SELECT name, means FROM ({intake.VENDOR_ALIASES}) AS vendor
    ORDER BY name, means
"""  # noqa: S608 - statements of ours
_OPEN_PAYOUTS = """
    SELECT payout.id, {amount} AS amount, payout.currency FROM ({source}) AS payout
    WHERE is_paid AND amount IS NOT NULL AND {is_whole}{only} AND NOT EXISTS (
        SELECT 1 FROM reconciliation_cashmatch AS settled
        WHERE settled.payout_id = payout.id
            AND (settled.status = 'matched' OR settled.decided_at IS NOT NULL))
"""
_MOVEMENTS = """
    SELECT movement.id, movement.payout, movement.type, {gross}, {fee}, {net},
        movement.sale::bigint * 8, {order_id}, {reference}
    FROM ({source}) AS movement JOIN ({payouts}) AS payout ON payout.id = movement.payout
    ORDER BY movement.id
"""


_ADVICES = """
    SELECT payment, row_number() OVER (ORDER BY payment, place, reference), {number},
        {amount} AS amount, currency, {reference}, {paid} AS paid, {taken} AS taken
    FROM ({source}) AS advice WHERE {is_whole} ORDER BY payment, place, reference
"""
_BATCHED = """
    SELECT line, place, {amount} AS amount, {memo}, {party}, party_account
    FROM ({source}) AS paid
    WHERE {is_whole}{only} AND NOT EXISTS (
        SELECT 1 FROM reconciliation_cashmatch AS settled
        WHERE settled.bank_line_id = paid.line
            AND (settled.status = 'matched' OR settled.decided_at IS NOT NULL))
    ORDER BY line, place
"""
# The lines and payouts that matches belong to.
OWNERS = {
    "bank_line": f"SELECT id, amount, currency FROM ({intake.BANK_LINES_OF_ALL}) AS line",  # noqa: S608
    "payout": f"SELECT id, amount, currency FROM ({intake.PAYOUTS}) AS payout",  # noqa: S608
}
_RECORD_SOURCES = {
    RecordKind.ORDER: intake.SALES_ORDERS,
    RecordKind.INVOICE: intake.INVOICES,
    RecordKind.PAID_INVOICE: intake.PAID_INVOICES,
    RecordKind.PAYOUT: intake.PAYOUTS,
    RecordKind.JOURNAL: _JOURNAL,
}


def records_now(*, woken: bool = False) -> str:
    """Return every record that cash settles by its key, with what it amounts to now (T88)."""
    return " UNION ALL ".join(
        f"SELECT source.id::bigint * 8 + {int(kind)} AS key, source.amount"  # noqa: S608
        f" FROM ({source}) AS source{_news_of(kind) if woken else ''}"
        for kind, source in _RECORD_SOURCES.items()
    )


def statements(settings: CashSettings, *, woken: bool) -> dict[str, tuple[str, ...]]:
    """Return the statements that copy out each table of a run, in this order, after `prepare`.

    What is woken is what the last run left open and what is new since: the same rows, found by
    their keys (`cash_waking`).
    """
    payouts = _OPEN_PAYOUTS.format(
        source=intake.PAYOUTS,
        amount=minor("amount"),
        is_whole=_whole("amount"),
        only=cash_waking.only("payout", "payout.id") if woken else "",
    )
    kinds = _kinds(settings, woken=woken)
    return {
        "line": (_lines(woken=woken),),
        "item": tuple(_ITEMS.format(items=kind) for kind in kinds),
        "payout": (f"SELECT id, amount FROM ({payouts}) AS payout ORDER BY id",),  # noqa: S608
        "movement": (_movements(payouts),),
        "alias": (_ALIASES,),
        "own_account": (f"{intake.OWN_ACCOUNTS} ORDER BY account, number",),
        "advice": (_advices(),),
        "batched": (_batched(woken=woken),),
    }


def prepare(*, woken: bool) -> tuple[str, ...]:
    """Return what comes before the copies: what of each record is used up.

    The same rows come in the same order, so that a run knows that nothing is other than before.
    """
    if not woken:
        return (*_IN_ORDER, _USED.format(of_record=OF_RECORD, only=""), "ANALYZE cash_used")
    return (
        *_IN_ORDER,
        cash_waking.ONE_BY_ONE,
        _USED.format(of_record=OF_RECORD, only=cash_waking.USED),
        cash_waking.AS_PLANNED,
        "ANALYZE cash_used",
    )


def _lines(*, woken: bool) -> str:
    return _LINES.format(
        source=intake.BANK_LINES,
        booked=intake.BOOKED,
        only=cash_waking.only("bank_line", "line.id") if woken else "",
    )


def _every_kind(settings: CashSettings) -> str:
    """Return the records of given keys; those of each kind come by themselves."""
    kinds = zip(_kinds(settings), RecordKind, strict=True)
    return " UNION ALL ".join(
        f"{each} AND source.id = ANY(%(kind_{int(kind)})s)" for each, kind in kinds
    )


def _kinds(settings: CashSettings, *, woken: bool = False) -> list[str]:
    direct = ", ".join(_quoted(tender.lower()) for tender in settings.direct_tenders)
    batch = (
        f"CASE WHEN tender IS NULL OR lower(tender) IN ({direct}) THEN NULL"
        " WHEN store IS NULL THEN tender ELSE store || '|' || lower(tender) END"
    )
    sale = "CASE WHEN amount < 0 THEN 'refund' ELSE 'order' END"
    paid = f"SELECT *, NULL AS party_account FROM ({intake.PAYOUTS}) AS paid WHERE is_paid"  # noqa: S608
    kinds = (
        _Kind(RecordKind.ORDER, sale, intake.SALES_ORDERS, batch=batch, tender="lower(tender)"),
        _Kind(
            RecordKind.INVOICE, "'invoice'", intake.INVOICES, party=True, record_id=_CASE_OF_INVOICE
        ),
        _Kind(RecordKind.PAID_INVOICE, "'invoice'", intake.PAID_INVOICES, party=True),
        _Kind(RecordKind.PAYOUT, "'payout'", paid, party=True),
        _Kind(RecordKind.JOURNAL, "'journal'", _JOURNAL, account="account", record_id="entry_id"),
    )
    return [each.statement(woken=woken) for each in kinds]


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of record that cash settles, and where each column of it comes from."""

    kind: RecordKind
    type: str
    source: str
    account: str = "NULL::text"
    party: bool = False
    batch: str = "NULL::text"
    tender: str = "NULL::text"
    record_id: str = "NULL::text"

    def statement(self, *, woken: bool) -> str:
        """Return the records of this kind, all of them or those that are woken."""
        return _ONE_KIND.format(
            kind=int(self.kind),
            type=self.type,
            source=self.source,
            only=cash_waking.CANDIDATES.format(kind=int(self.kind)) if woken else "",
            account=self.account,
            party="party" if self.party else "NULL::text",
            party_account="party_account" if self.party else "NULL::text",
            batch=self.batch,
            tender=self.tender,
            record_id=self.record_id,
        )


def _news_of(kind: RecordKind) -> str:
    return cash_waking.NEWS.format(kind=int(kind))


def _advices() -> str:
    """Return what payments say that they cover, where it is whole in minor units."""
    return _ADVICES.format(
        source=intake.ADVICES,
        number=_text("number"),
        reference=_text("reference"),
        amount=minor("amount"),
        paid=minor("paid"),
        taken=minor("taken"),
        is_whole=" AND ".join(_whole(name) for name in ("amount", "paid", "taken")),
    )


def _batched(*, woken: bool) -> str:
    """Return the payments inside the open lines that are batches."""
    return _BATCHED.format(
        source=intake.BATCHED,
        amount=minor("amount"),
        memo=_text("memo"),
        party=_text("party"),
        is_whole=_whole("amount"),
        only=cash_waking.only("bank_line", "paid.line") if woken else "",
    )


def _movements(payouts: str) -> str:
    return _MOVEMENTS.format(
        source=intake.MOVEMENTS,
        payouts=payouts,
        gross=minor("movement.gross", "payout.currency"),
        fee=minor("movement.fee", "payout.currency"),
        net=minor("movement.net", "payout.currency"),
        order_id=_text("movement.order_id", "order_id"),
        reference=_text("movement.reference", "reference"),
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _text(column: str, name: str | None = None) -> str:
    return f"{intake.ONE_LINE.format(column)} AS {name or column}"


def minor(column: str, currency: str = "currency") -> str:
    """Return an amount in whole minor units, as a run is given it, in SQL."""
    return f"({column} * {_units(currency)})::bigint"


def _whole(column: str, currency: str = "currency") -> str:
    """Return the condition that an amount is whole in minor units; others match nothing."""
    return f"{column} * {_units(currency)} = trunc({column} * {_units(currency)})"


def _units(currency: str) -> str:
    """Return how many minor units make one unit; a list is looked up faster than many cases."""
    odd = "".join(f" WHEN '{code}' THEN {units}" for code, units in odd_currencies())
    listed = ", ".join(f"'{code}'" for code, _ in odd_currencies())
    return f"(CASE WHEN {currency} IN ({listed}) THEN CASE {currency}{odd} END ELSE 100 END)"


def decimal_of(column: str, currency: str) -> str:
    """Return whole minor units as a decimal of their currency again, in SQL."""
    odd = "".join(f" WHEN '{code}' THEN {len(str(n)) - 1}" for code, n in odd_currencies())
    return f"round({column}::numeric / {_units(currency)}, (CASE {currency}{odd} ELSE 2 END))"


def chosen(settings: CashSettings) -> str:
    """Return the statement for the records of given keys, as far as they are open.

    It takes the keys of each kind by themselves (`keys_by_kind`), so that each is found by its
    table's own index.
    """
    return _CHOSEN.format(of_record=OF_RECORD, items=_every_kind(settings))


def keys_by_kind(keys: Iterable[int]) -> dict[str, list[int]]:
    """Return the values under which `chosen` takes its keys."""
    found: dict[str, list[int]] = {f"kind_{int(kind)}": [] for kind in RecordKind}
    for key in keys:
        if key >= 0 and key % 8 < len(RecordKind):
            found[f"kind_{key % 8}"].append(key // 8)
    return found


def has_open_cash() -> bool:
    """Say whether there is any bank line or payout at all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM intake_bankline) OR EXISTS (SELECT 1 FROM intake_payout)"
        )
        return bool(cursor.fetchone()[0])
