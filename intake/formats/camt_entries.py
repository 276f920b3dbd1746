"""The movements of a camt message: one entry, alone or with the payments of a batch inside it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from lxml import etree

from intake.formats import bank_text
from intake.formats.xml_values import (
    Children,
    all_children,
    child,
    first_children,
    firsts,
    line_of,
    local_name,
    text_of,
)
from intake.rules.cash_values import (
    AccountName,
    BankLinePart,
    BankLineStatus,
    BankLineValue,
    StatementKind,
)
from intake.rules.findings import FindingValue

_TRUE: Final = frozenset({"true", "1"})
_WAYS: Final = {"CRDT": 1, "DBIT": -1}
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
    children = all_children(entry)
    parts = firsts(children)
    amount, own = money_of(parts.get("Amt"))
    if amount is None:
        return bank_text.unreadable(line, "Amt", "the entry has no amount that can be read")
    way = _WAYS.get(text_of(parts.get("CdtDbtInd")) or "")
    if way is None:
        return bank_text.unreadable(line, "CdtDbtInd", "the entry is neither CRDT nor DBIT")
    value_date = day_of(parts.get("ValDt"))
    booked_on = day_of(parts.get("BookgDt")) or value_date
    if booked_on is None:
        return bank_text.unreadable(line, "BookgDt", "the entry has no day that can be read")
    details = [all_children(each) for each in children.get("NtryDtls", ())]
    payments = [first_children(each) for detail in details for each in detail.get("TxDtls", ())]
    value = BankLineValue(
        line=line,
        booked_on=booked_on,
        value_date=value_date,
        amount=amount * way,
        currency=own or currency or "",
        status=_status(parts.get("Sts"), kind),
        is_reversal=text_of(parts.get("RvslInd")) in _TRUE,
        reference=bank_text.known(
            text_of(parts.get("AcctSvcrRef")) or text_of(parts.get("NtryRef"))
        ),
        transaction_code=_code(parts.get("BkTxCd")),
        memo=bank_text.clean(text_of(parts.get("AddtlNtryInf"))),
        batch_count=_batch_count(details, payments),
    )
    if len(payments) == 1:
        return _alone(value, payments[0], account)
    if not payments:
        return value
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
    return _WAYS.get(text_of(child(element, "CdtDbtInd")) or "")


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


def _status(element: etree._Element | None, kind: StatementKind) -> BankLineStatus:
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


def _batch_count(
    details: list[dict[str, list[etree._Element]]], payments: list[Children]
) -> int | None:
    stated = [
        text_of(child(batch, "NbOfTxs")) for detail in details for batch in detail.get("Btch", ())
    ]
    counts = [int(text) for text in stated if text and text.isdigit() and len(text) < 10]
    if counts:
        return sum(counts)
    return len(payments) if len(payments) > 1 else None


def _alone(value: BankLineValue, payment: Children, account: AccountName) -> BankLineValue:
    """Return the line with all that its only payment says."""
    part = _part(value, payment, account)
    references = first_children(payment.get("Refs"))
    amounts = payment.get("AmtDtls")
    instructed, instructed_currency = money_of(child(amounts, "InstdAmt", "Amt"))
    return replace(
        value,
        reference=value.reference or bank_text.known(text_of(references.get("AcctSvcrRef"))),
        customer_reference=bank_text.known(
            text_of(references.get("InstrId")) or text_of(references.get("ChqNb"))
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
        transaction_code=value.transaction_code or _code(payment.get("BkTxCd")),
    )


def _part(value: BankLineValue, payment: Children, account: AccountName) -> BankLinePart:
    amount, currency = _amount(payment)
    said = _WAYS.get(text_of(payment.get("CdtDbtInd")) or "")
    way = said or (1 if value.amount >= 0 else -1)
    name, theirs = _counterparty(payment, value, account)
    references = first_children(payment.get("Refs"))
    return BankLinePart(
        amount=None if amount is None else amount * way,
        currency=currency,
        end_to_end_id=bank_text.known(text_of(references.get("EndToEndId"))),
        reference=bank_text.known(text_of(references.get("AcctSvcrRef"))),
        counterparty=name,
        counterparty_account=theirs,
        memo=_memo(payment),
        return_reason=_return_reason(payment),
    )


def _amount(payment: Children) -> tuple[Decimal | None, str | None]:
    amount, currency = money_of(payment.get("Amt"))
    if amount is None:
        amount, currency = money_of(child(payment.get("AmtDtls"), "TxAmt", "Amt"))
    return amount, currency


def _counterparty(
    payment: Children, value: BankLineValue, account: AccountName
) -> tuple[str | None, str | None]:
    """Return the other side: who paid where money came, who was paid where it went.

    A reversal names the parties of what it takes back. Where only one side is named and it is not
    our account, that one is meant.
    """
    parties = first_children(payment.get("RltdPties"))
    is_payer = (value.amount >= 0) is not value.is_reversal
    for side in ("Dbtr", "Cdtr") if is_payer else ("Cdtr", "Dbtr"):
        name = _name(parties.get(side)) or _name(parties.get(f"Ultmt{side}"))
        ident = child(parties.get(f"{side}Acct"), "Id")
        theirs = text_of(child(ident, "IBAN")) or text_of(child(ident, "Othr", "Id"))
        if theirs is not None and theirs in {account.iban, account.account_number}:
            continue
        if name or theirs:
            return bank_text.clean(name), bank_text.clean(theirs)
    return None, None


def _name(party: etree._Element | None) -> str | None:
    return text_of(child(party, "Nm")) or text_of(child(party, "Pty", "Nm"))


def _memo(payment: Children) -> str | None:
    lines = []
    remitted = payment.get("RmtInf")
    for part in () if remitted is None else remitted.iterchildren():
        if local_name(part.tag) == "Ustrd":
            lines.append(text_of(part))
        elif local_name(part.tag) == "Strd":
            lines.append(text_of(child(part, "CdtrRefInf", "Ref")))
            lines.append(text_of(child(part, "RfrdDocInf", "Nb")))
            lines.append(text_of(child(part, "AddtlRmtInf")))
    lines.append(text_of(payment.get("AddtlTxInf")))
    return bank_text.clean("\n".join(line for line in lines if line))


def _structured(payment: Children) -> str | None:
    return bank_text.clean(text_of(child(payment.get("RmtInf"), "Strd", "CdtrRefInf", "Ref")))


def _return_reason(payment: Children) -> str | None:
    element = payment.get("RtrInf")
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
    if amounts is None:
        return None
    for place in ("TxAmt", "InstdAmt", "CntrValAmt"):
        text = text_of(child(amounts, place, "CcyXchg", "XchgRate"))
        if text is not None:
            return bank_text.amount_of(text)
    return None
