"""The words of PayPal: headings in several languages, what a type says, and what a T-code means."""

from decimal import Decimal
from typing import Final

from intake.rules.cash_values import PayoutLineType

COLUMNS: Final = {
    # German, French, Spanish, Italian, Dutch; English names stand for themselves
    "datum": "date",
    "uhrzeit": "time",
    "zeitzone": "timezone",
    "beschreibung": "type",
    "typ": "type",
    "währung": "currency",
    "brutto": "gross",
    "gebühr": "fee",
    "entgelt": "fee",
    "netto": "net",
    "guthaben": "balance",
    "transaktionscode": "transaction id",
    "rechnungsnummer": "invoice number",
    "zugehöriger transaktionscode": "reference txn id",
    "auswirkung auf guthaben": "balance impact",
    "time zone": "timezone",
    "heure": "time",
    "fuseau horaire": "timezone",
    "état": "status",
    "devise": "currency",
    "avant commission": "gross",
    "commission": "fee",
    "net": "net",
    "solde": "balance",
    "numéro de transaction": "transaction id",
    "numéro de facture": "invoice number",
    "fecha": "date",
    "hora": "time",
    "zona horaria": "timezone",
    "tipo": "type",
    "estado": "status",
    "divisa": "currency",
    "bruto": "gross",
    "comisión": "fee",
    "neto": "net",
    "saldo": "balance",
    "id. de transacción": "transaction id",
    "número de factura": "invoice number",
    "data": "date",
    "ora": "time",
    "fuso orario": "timezone",
    "stato": "status",
    "valuta": "currency",
    "lordo": "gross",
    "tariffa": "fee",
    "codice transazione": "transaction id",
    "tijd": "time",
    "tijdzone": "timezone",
    "reference transaction id": "reference txn id",
    "invoice id": "invoice number",
    "custom field": "custom number",
    "custom id": "custom number",
}
_WITHDRAWALS: Final = (
    "withdrawal",
    "transfer to bank",
    "bank transfer",
    "auto-sweep",
    "auto sweep",
    "abbuchung",
    "bankgutschrift auf",
    "virement vers",
    "transfert vers",
    "retirada",
    "retiro",
    "prelievo",
    "opname",
)
_MEMOS: Final = ("authorization", "order", "autorisierung", "autorisation", "autorización")
# Longest first: "chargeback fee" is no chargeback, "reversal of hold" no hold.
_TYPES: Final = (
    ("chargeback fee", PayoutLineType.DISPUTE_FEE),
    ("dispute fee", PayoutLineType.DISPUTE_FEE),
    ("chargeback reversal", PayoutLineType.DISPUTE_REVERSAL),
    ("cancellation of hold", PayoutLineType.RESERVE_RELEASE),
    ("reversal of general account hold", PayoutLineType.RESERVE_RELEASE),
    ("reserve release", PayoutLineType.RESERVE_RELEASE),
    ("release", PayoutLineType.RESERVE_RELEASE),
    ("chargeback", PayoutLineType.DISPUTE),
    ("dispute", PayoutLineType.DISPUTE),
    ("hold", PayoutLineType.RESERVE_HOLD),
    ("reserve", PayoutLineType.RESERVE_HOLD),
    ("currency conversion", PayoutLineType.CONVERSION),
    ("währungsumrechnung", PayoutLineType.CONVERSION),
    ("conversion de devise", PayoutLineType.CONVERSION),
    ("fee reversal", PayoutLineType.FEE),
    ("payment refund", PayoutLineType.REFUND),
    ("refund", PayoutLineType.REFUND),
    ("rückzahlung", PayoutLineType.REFUND),
    ("remboursement", PayoutLineType.REFUND),
    ("reembolso", PayoutLineType.REFUND),
    ("rimborso", PayoutLineType.REFUND),
    ("terugbetaling", PayoutLineType.REFUND),
    ("payment reversal", PayoutLineType.REFUND),
    ("fee", PayoutLineType.FEE),
    ("gebühr", PayoutLineType.FEE),
    ("adjustment", PayoutLineType.ADJUSTMENT),
    ("correction", PayoutLineType.ADJUSTMENT),
    ("bank deposit", PayoutLineType.TRANSFER),
    ("transfer", PayoutLineType.TRANSFER),
    ("withdrawal", PayoutLineType.PAYOUT),
    ("payment", PayoutLineType.CHARGE),
    ("checkout", PayoutLineType.CHARGE),
    ("zahlung", PayoutLineType.CHARGE),
    ("paiement", PayoutLineType.CHARGE),
    ("pago", PayoutLineType.CHARGE),
    ("pagamento", PayoutLineType.CHARGE),
    ("betaling", PayoutLineType.CHARGE),
)
_CODES: Final = {
    "T00": PayoutLineType.CHARGE,
    "T01": PayoutLineType.FEE,
    "T02": PayoutLineType.CONVERSION,
    "T03": PayoutLineType.TRANSFER,
    "T04": PayoutLineType.PAYOUT,
    "T11": PayoutLineType.REFUND,
    "T12": PayoutLineType.ADJUSTMENT,
    "T15": PayoutLineType.RESERVE_HOLD,
    "T20": PayoutLineType.TRANSFER,
    "T21": PayoutLineType.RESERVE_HOLD,
    "T22": PayoutLineType.TRANSFER,
}
_EXACT_CODES: Final = {
    "T0106": PayoutLineType.DISPUTE_FEE,
    "T1106": PayoutLineType.DISPUTE,
    "T1110": PayoutLineType.RESERVE_HOLD,
    "T1111": PayoutLineType.RESERVE_RELEASE,
    "T1201": PayoutLineType.DISPUTE,
    "T1202": PayoutLineType.DISPUTE_REVERSAL,
    "T1203": PayoutLineType.DISPUTE,
}
_HELD: Final = frozenset({PayoutLineType.RESERVE_HOLD, PayoutLineType.RESERVE_RELEASE})
_NO_MONEY: Final = "T13"
_OUT: Final = "T04"


def type_of(said: str, net: Decimal) -> PayoutLineType:
    """Return what a type in words means; what is held back is told by its sign."""
    words = said.casefold()
    found = next((type_ for word, type_ in _TYPES if word in words), PayoutLineType.OTHER)
    if found in _HELD:
        return PayoutLineType.RESERVE_HOLD if net < 0 else PayoutLineType.RESERVE_RELEASE
    return found


def type_of_code(code: str, net: Decimal) -> PayoutLineType:
    """Return what a T-code means."""
    found = _EXACT_CODES.get(code) or _CODES.get(code[:3], PayoutLineType.OTHER)
    if found in _HELD:
        return PayoutLineType.RESERVE_HOLD if net < 0 else PayoutLineType.RESERVE_RELEASE
    return found


def is_withdrawal(said: str) -> bool:
    """Say whether money went to the bank."""
    words = said.casefold()
    return any(word in words for word in _WITHDRAWALS) and "reversal" not in words


def is_withdrawal_code(code: str) -> bool:
    """Say whether a T-code sends money to the bank."""
    return code.startswith(_OUT)


def is_memo(said: str, impact: str | None) -> bool:
    """Say whether a row only notes something and moves no money."""
    if impact is not None:
        return impact.casefold() in {"memo", "neutral", "memotransaktion"}
    words = said.casefold()
    return words.endswith(_MEMOS) or words.startswith("general authorization")


def is_memo_code(code: str) -> bool:
    """Say whether a T-code only authorizes."""
    return code.startswith(_NO_MONEY)
