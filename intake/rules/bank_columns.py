"""Files of bank lines under headings of a bank's own: what each column is guessed to mean.

A guess is offered to a person, who saves it once for the bank; nothing is read by a guess.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

COLUMNS: Final = (
    "booked_on",
    "value_date",
    "amount",
    "debit",
    "credit",
    "direction",
    "currency",
    "bank_account",
    "reference",
    "counterparty",
    "counterparty_account",
    "memo",
    "balance",
)
DAYS: Final = ("year first", "day first", "month first")
# Words of headings, in the languages of banks; the first column that says one takes it.
_WORDS: Final = {
    "booked_on": "booking date|posting date|post date|posted|transaction date|buchungstag|"
    "buchungsdatum|buchung|date de comptabilisation|date operation|date opération|"
    "fecha de operación|fecha operación|fecha|data contabile|data operazione|boekdatum|"
    "transactiedatum|datum|date|data",
    "value_date": "value date|valuta|valutadatum|wertstellung|date de valeur|date valeur|"
    "fecha valor|data valuta|rentedatum|interest date",
    "debit": "debit|debit amount|soll|débit|cargo|dare|withdrawals|withdrawal|paid out|money out|"
    "af",
    "credit": "credit|credit amount|haben|crédit|abono|avere|deposits|deposit|paid in|money in|bij",
    "direction": "debit/credit|credit/debit|dr/cr|cr/dr|soll/haben|af bij|af/bij|d/c|sign|"
    "credit debit indicator",
    "amount": "amount|betrag|umsatz|montant|importe|importo|bedrag|bedrag (eur)|transaction amount|"
    "betrag (eur)|amount (gbp)|amount (usd)|amount (eur)",
    "currency": "currency|währung|waehrung|devise|divisa|moneda|valuta code|munt|ccy",
    "bank_account": "account|account number|iban|konto|kontonummer|auftragskonto|compte|cuenta|"
    "conto|rekening|own account|iban auftragskonto",
    "reference": "reference|bank reference|transaction id|transaction reference|referenz|"
    "référence|referencia|riferimento|kenmerk|volgnr|kundenreferenz|end-to-end",
    "counterparty": "counterparty|name|payee|payer|beneficiary|beguenstigter/zahlungspflichtiger|"
    "begünstigter/zahlungspflichtiger|name zahlungsbeteiligter|auftraggeber / begünstigter|"
    "auftraggeber/empfänger|naam / omschrijving|naam tegenpartij|contrepartie|beneficiario|"
    "merchant",
    "counterparty_account": "counterparty account|counterparty iban|kontonummer/iban|"
    "iban zahlungsbeteiligter|tegenrekening|tegenrekening iban/bban|beneficiary account",
    "memo": "description|memo|details|narrative|verwendungszweck|buchungstext|libellé|libelle|"
    "concepto|descripción|descrizione|causale|mededelingen|omschrijving|omschrijving-1|text",
    "balance": "balance|running balance|saldo|saldo nach buchung|solde|saldo na trn|"
    "saldo disponibile",
}
_LOOKED_UP: Final = {name: tuple(words.split("|")) for name, words in _WORDS.items()}
_DAY: Final = re.compile(r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """How one bank's files are read: which heading means what, and how days and amounts look."""

    columns: tuple[tuple[str, str], ...]  # ours, theirs
    days: str
    comma: bool
    bank_account: str | None = None  # of files that name none
    currency: str | None = None

    @property
    def by_name(self) -> dict[str, str]:
        """Return their heading for each column of ours."""
        return dict(self.columns)

    @property
    def is_complete(self) -> bool:
        """Say whether lines can be read: a day, an amount, whose account and which currency."""
        named = self.by_name
        has_amount = "amount" in named or {"debit", "credit"} <= named.keys()
        has_account = "bank_account" in named or self.bank_account is not None
        has_currency = "currency" in named or self.currency is not None
        return "booked_on" in named and has_amount and has_account and has_currency


def from_plain(said: dict[str, Any]) -> ColumnMapping:
    """Return a mapping from its canonical form."""
    columns = tuple((ours, theirs) for ours, theirs in said.pop("columns", ()))
    return ColumnMapping(columns=columns, **said)


def fingerprint(headings: Sequence[str]) -> str:
    """Return what the files of one bank are known by: their headings."""
    return hashlib.sha256("\x1f".join(map(folded, headings)).encode()).hexdigest()


def folded(heading: str) -> str:
    """Return a heading as it is looked up."""
    return " ".join(heading.strip().strip('"').casefold().replace("_", " ").split())


def looks_like_lines(headings: Sequence[str]) -> bool:
    """Say whether headings are of bank lines: a day, an amount, and words about it."""
    named = guessed_columns(headings)
    has_amount = "amount" in named or {"debit", "credit"} <= named.keys()
    says = {"memo", "counterparty", "reference", "balance"} & named.keys()
    return len(headings) >= 3 and "booked_on" in named and has_amount and bool(says)


def guessed_columns(headings: Sequence[str]) -> dict[str, str]:
    """Return which heading each column of ours is, by the words they use."""
    names = [folded(heading) for heading in headings]
    taken: dict[str, str] = {}
    for column, words in _LOOKED_UP.items():
        for word in words:
            if word in names and word not in taken.values():
                taken[column] = word
                break
    return taken


def guess(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> ColumnMapping:
    """Return what a file's columns seem to mean, for a person to confirm."""
    columns = guessed_columns(headings)
    names = [folded(heading) for heading in headings]
    cells = {
        column: [row[names.index(name)] for row in rows if len(row) > names.index(name)]
        for column, name in columns.items()
    }
    amounts = cells.get("amount") or cells.get("debit", []) + cells.get("credit", [])
    return ColumnMapping(
        columns=tuple(columns.items()),
        days=_days(cells.get("booked_on", [])),
        comma=any(re.search(r",\d{1,2}$", amount.strip()) for amount in amounts),
    )


def _days(cells: Sequence[str]) -> str:
    found = [match for cell in cells if (match := _DAY.match(cell.strip()))]
    if any(len(match[1]) == 4 for match in found):
        return "year first"
    if any(int(match[2]) > 12 for match in found):
        return "month first"
    return "day first"
