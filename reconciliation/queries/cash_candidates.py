"""Open records that may explain one bank line, found by indexes whatever the size of the store.

Three ways lead to a record: a number in the text, the amount, and the payer. Each is cut off where
it would bring more than a person looks at; what is found is then judged by the rules of the desk.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from core.actors import Actor
from intake.queries import cash_batches as batches
from intake.queries import cash_sources as intake
from intake.rules.names import name_key
from intake.rules.numbers import number_key
from ledger import bank_side as books
from reconciliation.models import CashAlias
from reconciliation.queries import cash_open
from reconciliation.queries.cash_work import WorkLine, rows_of
from reconciliation.rules.cash_desk import Candidate
from reconciliation.rules.cash_ranking import (
    Sought,
    judged,
    left_to_pay,
    paid_in_parts,
    ranked,
    words_of,
)
from reconciliation.rules.cash_values import CashSettings, PartType, RecordKind, record_of

_MOST_OF_AN_AMOUNT = 60
_MOST_ALIKE = 150
_BEGIN_ALIKE = 2  # letters: initials at least
_WAYS: dict[RecordKind, tuple[str, str]] = {
    RecordKind.ORDER: (intake.SALES_LIKE, intake.SALES_OF_AMOUNT),
    RecordKind.INVOICE: (
        f"{intake.INVOICES_LIKE} UNION ({batches.INVOICES_NEAR})",
        intake.INVOICES_OF_AMOUNT,
    ),
    RecordKind.PAID_INVOICE: (
        f"{intake.PAID_INVOICES_LIKE} UNION ({batches.PAID_INVOICES_NEAR})",
        intake.PAID_INVOICES_OF_AMOUNT,
    ),
    RecordKind.PAYOUT: (intake.PAYOUTS_LIKE, intake.PAYOUTS_OF_AMOUNT),
    RecordKind.JOURNAL: (books.LINES_LIKE, books.LINES_OF_AMOUNT),
}
# What is settled already would crowd out what is not, where many have the same amount.
_OPEN_OF_AMOUNT = """
    (SELECT id FROM ({source}) AS found WHERE NOT EXISTS (
        SELECT 1 FROM reconciliation_cashmatchpart AS part
        JOIN reconciliation_cashmatch AS settled ON settled.id = part.match_id
        WHERE part.record_key = found.id::bigint * 8 + {kind} AND settled.status = 'matched')
    ORDER BY id DESC LIMIT {most})
"""
_OTHER_PAYMENTS = f"""
    SELECT line.amount, line.booked_on, line.counterparty FROM ({batches.LINES_OF_AMOUNTS}) AS line
    JOIN reconciliation_cashmatch AS known ON known.bank_line_id = line.id
    WHERE known.status <> 'matched' ORDER BY line.booked_on, line.id LIMIT 100
"""  # noqa: S608 - statements of ours
_BOOKS = f"SELECT account FROM ({intake.LEDGER_ACCOUNTS}) AS own WHERE bank_account = %s"  # noqa: S608


@dataclass(frozen=True, slots=True)
class OtherSide:
    """A bank line of the opposite amount: this one came back, or is the other end of a transfer."""

    pk: int
    booked_on: date
    account: str
    amount: Decimal
    currency: str
    counterparty: str | None
    memo: str | None
    kind: str
    status: str | None


@dataclass(frozen=True, slots=True)
class BookSide:
    """What is open beside one line: all that was found, and who its payer may be."""

    sought: Sought
    found: list[Candidate]
    vendors: list[int]

    def shown(self, q: str = "") -> list[Candidate]:
        """Return the records that have something in common with the line, best first."""
        asked = {word.casefold() for word in words_of(q)}
        shown = [each for each in self.found if each.evidence or _answers(each, asked)]
        return ranked(shown or self.found, near=self.sought)


def book_side(of: WorkLine, settings: CashSettings, *, q: str = "") -> BookSide:
    """Return the open records that may explain a line.

    `q` are further numbers, a name or an amount that a person looks for.
    """
    sought = _sought(of)
    vendors = _payers(of, sought, q)
    keys = _keys(of, sought, q, vendors)
    found = judged(sought, chosen(keys, settings), settings) if keys else []
    return BookSide(sought, _paid_in_parts(of, sought, found), vendors)


def _paid_in_parts(of: WorkLine, sought: Sought, found: list[Candidate]) -> list[Candidate]:
    """Return the records, and say of which another open line of the payer pays the rest."""
    rest = {each.key: left for each in found if (left := left_to_pay(sought, each))}
    if not rest or of.counterparty is None:
        return found
    values = {
        "amounts": sorted(set(rest.values())), "currency": of.currency, "line": of.pk,
        "entity": of.entity,
    }  # fmt: skip
    payer = name_key(of.counterparty)
    days = {
        row["amount"]: row["booked_on"]
        for row in rows_of(_OTHER_PAYMENTS, values)
        if name_key(row["counterparty"]) == payer
    }
    return [
        paid_in_parts(each, rest[each.key], days[rest[each.key]])
        if rest.get(each.key) in days
        else each
        for each in found
    ]


def candidates(of: WorkLine, settings: CashSettings, *, q: str = "") -> list[Candidate]:
    """Return the open records that have something in common with a line, best first."""
    return book_side(of, settings, q=q).shown(q)


def of_amount(of: WorkLine, settings: CashSettings) -> list[Candidate]:
    """Return the open records of exactly the amount of a line, in its currency."""
    keys = _keys(of, Sought(of.amount, of.booked_on, ""), "", [])
    found = chosen(keys, settings) if keys else []
    return [each for each in found if (each.amount, each.currency) == (of.amount, of.currency)]


def chosen(keys: Iterable[int], settings: CashSettings) -> list[Candidate]:
    """Return exactly these records, as far as they are open."""
    values = cash_open.keys_by_kind(keys)
    return [
        Candidate(
            key=row["key"],
            type=PartType(row["type"]),
            record_id=row["reference"] or "",
            amount=row["amount"],
            currency=row["currency"],
            whole=row["whole"],
            party=row["party"],
            day=row["day"],
            also=row["also"] or "",
        )
        for row in rows_of(cash_open.chosen(settings), values)
    ]


def tax_share(keys: Iterable[int]) -> Decimal | None:
    """Return which share of invoices is their tax, or nothing where one of them does not say."""
    named = [record_of(key) for key in keys]
    if not named or any(kind is not RecordKind.INVOICE for kind, _ in named):
        return None
    rows = rows_of(intake.TAX_OF_INVOICES, {"invoices": [pk for _, pk in named]})
    share: Decimal | None = rows[0]["share"] if rows else None
    return share


def other_sides(of: WorkLine, settings: CashSettings, *, reader: Actor) -> list[OtherSide]:
    """Return lines of the opposite amount that are near enough to belong to this one."""
    values = {
        "line": of.pk,
        "entities": None if reader.entities is None else sorted(reader.entities),
        "return_days": settings.return_days,
        "transfer_days": settings.transfer_days,
    }
    statement = f"""
        SELECT found.*, known.status FROM ({intake.OTHER_SIDES}) AS found
        LEFT JOIN reconciliation_cashmatch AS known ON known.bank_line_id = found.id
        ORDER BY abs(found.booked_on - %(day)s::date), found.id
    """  # noqa: S608 - statements of ours
    return [
        OtherSide(
            pk=row["id"],
            booked_on=row["booked_on"],
            account=row["account"],
            amount=row["amount"],
            currency=row["currency"],
            counterparty=row["counterparty"],
            memo=row["memo"],
            kind="return" if row["is_same_account"] else "transfer",
            status=row["status"],
        )
        for row in rows_of(statement, {**values, "day": of.booked_on})
    ]


def _sought(of: WorkLine) -> Sought:
    means = CashAlias.objects.filter(bank_line__isnull=False, seen_as=of.counterparty)
    party = means.values_list("party", flat=True).first() if of.counterparty else None
    text = " ".join(filter(None, (of.reference, of.memo, of.counterparty)))
    return Sought(
        of.amount, of.booked_on, text, party or of.counterparty, of.currency, of.other_amount,
        of.other_currency,
    )  # fmt: skip


def _keys(of: WorkLine, sought: Sought, q: str, vendors: Sequence[int]) -> list[int]:
    words = words_of(f"{sought.text} {q}")
    values: dict[str, Any] = {
        "amount": of.amount,
        "currency": of.currency,
        "day": of.booked_on,
        "text": sought.text,
        "words": words,
        "number_keys": sorted({key for word in words if (key := number_key(word))} - {""}),
        "vendors": list(vendors),
        "alike": _payers_alike(of, sought, is_known=bool(vendors)),
        "books": _ledger_accounts(of.account),
    }
    statement = " UNION ".join(_way(kind, *ways) for kind, ways in _WAYS.items())
    return [row["key"] for row in rows_of(statement, values)]


def _way(kind: RecordKind, like: str, of_amount: str) -> str:
    limited = _OPEN_OF_AMOUNT.format(source=of_amount, kind=int(kind), most=_MOST_OF_AN_AMOUNT)
    return (
        f"SELECT id::bigint * 8 + {int(kind)} AS key FROM ({like} UNION {limited})"  # noqa: S608
        f" AS found_{int(kind)}"
    )


def _payers(of: WorkLine, sought: Sought, q: str) -> list[int]:
    names = {name_key(name) for name in (of.counterparty, sought.party, q)} - {None, ""}
    account = (of.counterparty_account or "").replace(" ", "").upper() or None
    values = {"names": sorted(filter(None, names)), "account": account}
    return [row["id"] for row in rows_of(intake.PAYERS, values)]


def _payers_alike(of: WorkLine, sought: Sought, *, is_known: bool) -> list[int]:
    """Return who has a name that begins like the payer's, the nearest in the alphabet.

    Where somebody has the very name, only those whose names say more than it, or less.
    """
    name = name_key(sought.party or of.counterparty)
    if not name or len(name) < _BEGIN_ALIKE:
        return []
    found = rows_of(batches.PAYERS_ALIKE, {"name": name, "most": _MOST_ALIKE})
    return [row["id"] for row in found if _is_alike(name, row["name_key"], is_known=is_known)]


def _is_alike(name: str, other: str, *, is_known: bool) -> bool:
    if is_known:
        return name != other and (other.startswith(name) or name.startswith(other))
    return other.startswith(name[:_BEGIN_ALIKE])


def _ledger_accounts(bank_account: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_BOOKS, [bank_account])
        return [row[0] for row in cursor.fetchall()]


def _answers(each: Candidate, asked: Sequence[str] | set[str]) -> bool:
    return each.record_id.casefold() in asked or (each.party or "").casefold() in asked
