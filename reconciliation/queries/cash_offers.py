"""Sets of open records that are offered for one bank line; found by indexes, bounded, never posted.

The same rows give the same sets in the same order, so that a set is found again by its name when a
person takes it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from core.money import minor_units
from intake.queries import cash_batches as intake
from reconciliation.queries import cash_candidates
from reconciliation.queries.cash_candidates import BookSide
from reconciliation.queries.cash_work import WorkLine, rows_of
from reconciliation.rules import cash_offers
from reconciliation.rules.cash_desk import Candidate
from reconciliation.rules.cash_offered_days import Batch, offers_of_days
from reconciliation.rules.cash_offered_payers import Payer, offers_of_payer
from reconciliation.rules.cash_offers import Member, Offer, Wanted, net_of
from reconciliation.rules.cash_ranking import NUMBER_IN_TEXT, plain
from reconciliation.rules.cash_values import CashSettings, PartType, RecordKind, record_key

_MOST_SALES = 20_000
_MOST_BILLS = 5_000
_MOST_WORDS = 24
_TOGETHER = 4
_DAYS_BACK = 14
_SALES = f"""
    SELECT sale.*, settled.line, line.booked_on FROM ({intake.SALES_OF_BATCHES}
        ORDER BY sale.placed_at DESC, sale.id LIMIT {_MOST_SALES}) AS sale
    LEFT JOIN LATERAL (
        SELECT match.bank_line_id AS line FROM reconciliation_cashmatchpart AS part
        JOIN reconciliation_cashmatch AS match ON match.id = part.match_id
        WHERE part.record_key = sale.id::bigint * 8 + {int(RecordKind.ORDER)}
            AND match.status = 'matched' ORDER BY match.id LIMIT 1
    ) AS settled ON true
    LEFT JOIN ({intake.DAYS_OF_LINES}) AS line ON line.id = settled.line
    ORDER BY sale.id
"""  # noqa: S608 - statements of ours
_BILLS = " UNION ALL ".join(
    f"(SELECT id::bigint * 8 + {int(kind)} AS key FROM ({source}) AS bill_{int(kind)}"  # noqa: S608
    " WHERE NOT EXISTS (SELECT 1 FROM reconciliation_cashmatchpart AS part"
    " JOIN reconciliation_cashmatch AS match ON match.id = part.match_id"
    f" WHERE part.record_key = bill_{int(kind)}.id::bigint * 8 + {int(kind)}"
    " AND match.status = 'matched' AND match.difference = 0 AND part.amount = part.record_amount)"
    f" ORDER BY id DESC LIMIT {_MOST_BILLS})"
    for kind, source in (
        (RecordKind.INVOICE, intake.INVOICES_OF_PAYERS),
        (RecordKind.PAID_INVOICE, intake.PAID_INVOICES_OF_PAYERS),
    )
)


@dataclass(frozen=True, slots=True)
class Offered:
    """One set as a person sees it."""

    offer: Offer
    total: Decimal
    kept: Decimal
    comes_to: Decimal  # what reaches the bank of them
    left: Decimal
    minor: int  # what the records and the fee take off the line

    @property
    def name(self) -> str:
        """Return what names exactly these records."""
        return self.offer.name

    @property
    def count(self) -> int:
        """Return how many records are in it."""
        return len(self.offer.keys)

    @property
    def how_many(self) -> str:
        """Return the count as it is read."""
        return f"{self.count:,}"


def offered(of: WorkLine, beside: BookSide, settings: CashSettings) -> list[Offered]:
    """Return the sets that are offered for a line, the one that takes least to assume first."""
    units = 10 ** minor_units(of.currency)
    wanted = Wanted(int(of.amount * units), of.currency, of.booked_on.toordinal())
    if not wanted.amount or wanted.amount != of.amount * units:
        return []
    found = [
        each for batch in _batches(of, settings) for each in offers_of_days(wanted, batch, settings)
    ]
    for payer in _payers(of, beside, settings):
        found += offers_of_payer(wanted, payer, settings)
    return [_shown(each, of.currency) for each in cash_offers.ranked(found)]


def named(of: WorkLine, name: str, settings: CashSettings, *, q: str = "") -> Offered | None:
    """Return the set of this name as it stands now, or None where it is not offered any more."""
    beside = cash_candidates.book_side(of, settings, q=q)
    sets = offered(of, beside, settings)
    return next((each for each in sets if each.name == name), None)


def _shown(each: Offer, currency: str) -> Offered:
    digits = minor_units(currency)
    total, kept, left = (
        Decimal(value).scaleb(-digits) for value in (each.total, each.kept, each.remains.left)
    )
    return Offered(each, total, kept, total + kept, left, each.total + each.kept)


def _batches(of: WorkLine, settings: CashSettings) -> list[Batch]:
    """Return the batches that the text of a line names, with what is open of each."""
    labels = _labels(" ".join(filter(None, (of.counterparty, of.memo, of.reference))))
    values: dict[str, Any] = {
        "labels": labels,
        "currency": of.currency,
        "since": of.booked_on - timedelta(days=_DAYS_BACK),
        "until": of.booked_on + timedelta(days=2),
    }
    by_batch: dict[tuple[str | None, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows_of(_SALES, values) if labels else []:
        if row["tender"] is not None and row["tender"].lower() not in settings.direct_tenders:
            by_batch[row["store"], row["tender"].lower()].append(row)
    return [_batch(of, *named_by, rows, settings) for named_by, rows in sorted(
        by_batch.items(), key=lambda each: (each[0][0] or "", each[0][1])
    )]  # fmt: skip


def _labels(text: str) -> list[str]:
    """Return the words of a text, and neighbors put together, as batches are looked up."""
    words = [plain(word) for word in text.split()]
    words = [word for word in words if word][:_MOST_WORDS]
    starts = range(len(words))
    found = {
        "".join(words[start : start + count])
        for count in range(1, _TOGETHER + 1)
        for start in starts
        if start + count <= len(words)
    }
    return sorted(each for each in found if len(each) > 1)


def _batch(
    of: WorkLine,
    store: str | None,
    tender: str,
    rows: Sequence[dict[str, Any]],
    settings: CashSettings,
) -> Batch:
    units = 10 ** minor_units(of.currency)
    members, last_day = [], dict[int, tuple[int, int]]()
    for row in rows:
        day = row["day"].toordinal()
        if row["line"] is None:
            amount = int(row["amount"] * units)
            net = net_of(amount, tender, of.currency, settings)
            key = record_key(RecordKind.ORDER, row["id"])
            members.append(Member(key, amount, net, day, row["order_id"]))
        elif row["booked_on"] is not None:
            last = max(day, last_day.get(row["line"], (day, 0))[0])
            last_day[row["line"]] = last, row["booked_on"].toordinal()
    paid = {row["day"].toordinal() for row in rows if row["line"] is not None}
    name = f"{store} ({tender})" if store else tender
    over = int(settings.deposit_difference * units) if tender == "cash" else 0
    lags = sorted(booked - day for day, booked in last_day.values())
    return Batch(name, members, frozenset(paid), lags, over)


def _payers(of: WorkLine, beside: BookSide, settings: CashSettings) -> list[Payer]:
    """Return what is open of each payer, and what the text of the line names of nobody."""
    everything = {each.key: each for each in beside.found}
    if beside.vendors:
        values = {"vendors": beside.vendors, "currency": of.currency}
        keys = {row["key"] for row in rows_of(_BILLS, values)} - everything.keys()
        more = cash_candidates.chosen(sorted(keys), settings) if keys else []
        everything |= {each.key: each for each in more}
    mine = [each for each in everything.values() if each.currency == of.currency]
    bills = defaultdict[str, list[Candidate]](list)
    nameless, books = [], []
    for each in mine:
        if each.type is PartType.JOURNAL:
            books.append(each)
        elif each.party:
            bills[each.party].append(each)
        else:
            nameless.append(each)
    sides = [*sorted(bills.items()), ("", nameless), ("", books)]
    return [_payer(of, name, its, is_known=bool(name)) for name, its in sides if len(its) > 1]


def _payer(of: WorkLine, name: str, its: Iterable[Candidate], *, is_known: bool) -> Payer:
    units = 10 ** minor_units(of.currency)
    members, named_keys, groups = [], set[int](), defaultdict[str, set[int]](set)
    words = {plain(word) for word in (of.memo or "").split() + (of.reference or "").split()}
    for each in its:
        amount = int(each.amount * units)
        day = each.day.toordinal() if each.day else None
        members.append(Member(each.key, amount, amount, day, each.record_id))
        if NUMBER_IN_TEXT in each.evidence:
            named_keys.add(each.key)
        for number in each.also.split():
            if is_known or plain(number) in words:
                groups[number].add(each.key)
    members.sort(key=lambda each: each.key)
    several = [
        (number, frozenset(keys)) for number, keys in sorted(groups.items()) if len(keys) > 1
    ]
    return Payer(name, members, frozenset(named_keys), several)
