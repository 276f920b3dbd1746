"""The movements of a camt message: one entry, alone or with the payments of a batch inside it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from lxml import etree

from intake.formats import bank_text
from intake.formats.xml_values import child, line_of, local_name, text_of
from intake.rules.cash_values import (
    AccountName,
    BankLinePart,
    BankLineStatus,
    BankLineValue,
    StatementKind,
)
from intake.rules.findings import FindingValue

_TRUE: Final = frozenset({"true", "1"})
_STATUS: Final = {
    StatementKind.STATEMENT: BankLineStatus.BOOKED,
    StatementKind.INTERIM: BankLineStatus.PENDING,  # the day is not over: a statement will say so
    StatementKind.NOTICE: BankLineStatus.INFORMATION,
}


def read(
    entry: etree._Element, kind: StatementKind, currency: str | None, account: AccountName
) -> BankLineValue | FindingValue:
    """Read one entry, or say which field of it cannot be read."""
    line = line_of(entry)
    amount, own = money_of(child(entry, "Amt"))
    if amount is None:
        return bank_text.unreadable(line, "Amt", "the entry has no amount that can be read")
    way = direction_of(entry)
    if way is None:
        return bank_text.unreadable(line, "CdtDbtInd", "the entry is neither CRDT nor DBIT")
    booked_on = day_of(child(entry, "BookgDt"))
    value_date = day_of(child(entry, "ValDt"))
    if booked_on is None and value_date is None:
        return bank_text.unreadable(line, "BookgDt", "the entry has no day that can be read")
    details = [part for part in entry.iterchildren() if local_name(part.tag) == "NtryDtls"]
    payments = [
        part
        for detail in details
        for part in detail.iterchildren()
        if local_name(part.tag) == "TxDtls"
    ]
    is_reversal = text_of(child(entry, "RvslInd")) in _TRUE
    value = BankLineValue(
        line=line,
        booked_on=booked_on or value_date,
        value_date=value_date,
        amount=amount * way,
        currency=own or currency or "",
        status=_status(entry, kind),
        is_reversal=is_reversal,
        reference=bank_text.known(
            text_of(child(entry, "AcctSvcrRef")) or text_of(child(entry, "NtryRef"))
        ),
        transaction_code=_code(child(entry, "BkTxCd")),
        memo=bank_text.clean(text_of(child(entry, "AddtlNtryInf"))),
        batch_count=_batch_count(details, payments),
    )
    if len(payments) == 1:
        return _alone(value, payments[0], account)
    return replace(value, parts=tuple(_part(value, each, account) for each in payments))


def money_of(element: etree._Element | None) -> tuple[Decimal | None, str | None]:
    """Return an exact amount and the currency beside it."""
    text = text_of(element)
    if element is None or text is None:
        return None, None
    currency = (element.get("Ccy") or "").strip().upper() or None
    return bank_text.amount_of(text), currency


def direction_of(element: etree._Element) -> int | None:
    """Return 1 for a credit, -1 for a debit; a reversal is stated as what it does to us."""
    return {"CRDT": 1, "DBIT": -1}.get(text_of(child(element, "CdtDbtInd")) or "")


def day_of(element: etree._Element | None) -> date | None:
    """Return a day, stated alone or with a time; the bank's own calendar counts."""
    if element is None:
        return None
    text = (
        text_of(child(element, "Dt")) or text_of(child(element, "DtTm")) or text_of(element) or ""
    )
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _status(entry: etree._Element, kind: StatementKind) -> BankLineStatus:
    element = child(entry, "Sts")
    said = text_of(child(element, "Cd")) or text_of(element) or "BOOK"
    if said in {"PDNG", "FUTR"}:
        return BankLineStatus.PENDING
    if said == "INFO":
        return BankLineStatus.INFORMATION
    return _STATUS[kind]


def _code(element: etree._Element | None) -> str | None:
    domain = child(element, "Domn")
    parts = [
        text_of(child(domain, "Cd")),
        text_of(child(domain, "Fmly", "Cd")),
        text_of(child(domain, "Fmly", "SubFmlyCd")),
    ]
    joined = "/".join(part for part in parts if part)
    return joined or bank_text.clean(text_of(child(element, "Prtry", "Cd")))


def _batch_count(details: list[etree._Element], payments: list[etree._Element]) -> int | None:
    stated = [text_of(child(detail, "Btch", "NbOfTxs")) for detail in details]
    counts = [int(text) for text in stated if text and text.isdigit() and len(text) < 10]
    if counts:
        return sum(counts)
    return len(payments) if len(payments) > 1 else None


def _alone(value: BankLineValue, payment: etree._Element, account: AccountName) -> BankLineValue:
    """Return the line with all that its only payment says."""
    part = _part(value, payment, account)
    references = child(payment, "Refs")
    amounts = child(payment, "AmtDtls")
    instructed, instructed_currency = money_of(child(amounts, "InstdAmt", "Amt"))
    return replace(
        value,
        reference=value.reference or bank_text.known(text_of(child(references, "AcctSvcrRef"))),
        customer_reference=bank_text.known(
            text_of(child(references, "InstrId")) or text_of(child(references, "ChqNb"))
        ),
        end_to_end_id=part.end_to_end_id,
        structured_reference=_structured(payment),
        counterparty=part.counterparty,
        counterparty_account=part.counterparty_account,
        memo="\n".join(words for words in (part.memo, value.memo) if words) or None,
        instructed_amount=instructed,
        instructed_currency=instructed_currency,
        exchange_rate=_rate(amounts),
        return_reason=part.return_reason,
        transaction_code=value.transaction_code or _code(child(payment, "BkTxCd")),
    )


def _part(value: BankLineValue, payment: etree._Element, account: AccountName) -> BankLinePart:
    amount, currency = _amount(payment)
    way = direction_of(payment) or (1 if value.amount >= 0 else -1)
    name, theirs = _counterparty(payment, value, account)
    references = child(payment, "Refs")
    return BankLinePart(
        amount=None if amount is None else amount * way,
        currency=currency,
        end_to_end_id=bank_text.known(text_of(child(references, "EndToEndId"))),
        reference=bank_text.known(text_of(child(references, "AcctSvcrRef"))),
        counterparty=name,
        counterparty_account=theirs,
        memo=_memo(payment),
        return_reason=_return_reason(payment),
    )


def _amount(payment: etree._Element) -> tuple[Decimal | None, str | None]:
    amount, currency = money_of(child(payment, "Amt"))
    if amount is None:
        amount, currency = money_of(child(payment, "AmtDtls", "TxAmt", "Amt"))
    return amount, currency


def _counterparty(
    payment: etree._Element, value: BankLineValue, account: AccountName
) -> tuple[str | None, str | None]:
    """Return the other side: who paid where money came, who was paid where it went.

    A reversal names the parties of what it takes back. Where only one side is named and it is not
    our account, that one is meant.
    """
    parties = child(payment, "RltdPties")
    is_payer = (value.amount >= 0) is not value.is_reversal
    for side in ("Dbtr", "Cdtr") if is_payer else ("Cdtr", "Dbtr"):
        name = _name(child(parties, side)) or _name(child(parties, f"Ultmt{side}"))
        ident = child(parties, f"{side}Acct", "Id")
        theirs = text_of(child(ident, "IBAN")) or text_of(child(ident, "Othr", "Id"))
        if theirs is not None and theirs in {account.iban, account.account_number}:
            continue
        if name or theirs:
            return bank_text.clean(name), bank_text.clean(theirs)
    return None, None


def _name(party: etree._Element | None) -> str | None:
    return text_of(child(party, "Nm")) or text_of(child(party, "Pty", "Nm"))


def _memo(payment: etree._Element) -> str | None:
    lines = []
    remitted = child(payment, "RmtInf")
    for part in () if remitted is None else remitted.iterchildren():
        if local_name(part.tag) == "Ustrd":
            lines.append(text_of(part))
        elif local_name(part.tag) == "Strd":
            lines.append(text_of(child(part, "CdtrRefInf", "Ref")))
            lines.append(text_of(child(part, "RfrdDocInf", "Nb")))
            lines.append(text_of(child(part, "AddtlRmtInf")))
    lines.append(text_of(child(payment, "AddtlTxInf")))
    return bank_text.clean("\n".join(line for line in lines if line))


def _structured(payment: etree._Element) -> str | None:
    return bank_text.clean(text_of(child(payment, "RmtInf", "Strd", "CdtrRefInf", "Ref")))


def _return_reason(payment: etree._Element) -> str | None:
    element = child(payment, "RtrInf")
    if element is None:
        return None
    reason = (
        child(element, "Rsn") if child(element, "Rsn") is not None else child(element, "RtrRsn")
    )
    said = (
        text_of(child(reason, "Cd"))
        or text_of(child(reason, "Prtry"))
        or text_of(child(element, "AddtlInf"))
    )
    return bank_text.clean(said) or "returned"


def _rate(amounts: etree._Element | None) -> Decimal | None:
    for place in ("TxAmt", "InstdAmt", "CntrValAmt"):
        text = text_of(child(amounts, place, "CcyXchg", "XchgRate"))
        if text is not None:
            return bank_text.amount_of(text)
    return None
