"""Field 86 of MT940: what a bank says about one line, in the ways banks say it.

Three of them are taken apart: numbered subfields (`166?00...?20...`), words between slashes
(`/EREF/.../NAME/...`), and plain text. SEPA words (`EREF+`, `SVWZ+`) stand inside any of them.
"""

import re
from dataclasses import replace
from typing import Final

from intake.formats.bank_text import clean, is_iban, known
from intake.rules.cash_values import BankLineValue

_NUMBERED: Final = re.compile(r"(\d{3})([^A-Za-z0-9\s/+:,.()'-])(\d\d)", re.ASCII)
_SLASHES: Final = (
    "TRTP|TRCD|CSID|NAME|MARF|REMI|EREF|IBAN|BIC|CNTP|BENM|ORDP|ADDR|ISDT|PREF|SVCL|RTRN|ULTD|ULTB"
    "|ULTC|PURP|CRED|KREF|ACCW|ID|IREF|OCMT|CHGS|EXCH|SUBS"
)
_SLASH: Final = re.compile(rf"/({_SLASHES})/")
_SEPA_WORDS: Final = "EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|IBAN|BIC|ANAM|PURP|RCUR"
_SEPA: Final = re.compile(rf"(?<![A-Z])({_SEPA_WORDS})(?:\+|: )")
_RETURNED: Final = frozenset({"108", "109", "159", "181", "184"})
_REASON: Final = re.compile(
    r"\b(AC0[1-6]|AC13|AG0[12]|AM0[1-9]|BE0[1-7]|CNOR|DNOR|FF0[15]|FOCR|MD0[1267]|MS0[23]|NARR"
    r"|RC01|RR0[1-4]|SL01|TM01|DUPL|CUST|TECH|FRAD)\b"
)
_SUBFIELD_WIDTH: Final = 27
_NAMED: Final = ("32", "33")
_PURPOSE: Final = frozenset([*(f"{n}" for n in range(20, 30)), *(f"{n}" for n in range(60, 64))])


def add(line: BankLineValue, text: str) -> BankLineValue:
    """Return the line with what field 86 says about it."""
    joined = text.replace("\n", "")
    found = _NUMBERED.match(joined)
    if found is not None:
        return _numbered(line, joined, code=found[1], mark=found[2])
    if len(_SLASH.findall(joined)) > 1:
        return _slashes(line, joined)
    return _plain(line, text)


def _numbered(line: BankLineValue, text: str, *, code: str, mark: str) -> BankLineValue:
    parts = re.split(rf"{re.escape(mark)}(\d\d)", text[3:])
    subfields = list(zip(parts[1::2], parts[2::2], strict=False))
    purpose = _flowing([value for number, value in subfields if number in _PURPOSE])
    head = clean(next((value for number, value in subfields if number == "00"), None))
    words = _sepa_words(purpose)
    name = clean("".join(value for number, value in subfields if number in _NAMED))
    account = clean(next((value for number, value in subfields if number == "31"), None))
    memo = " ".join(part for part in (head, words.get("SVWZ"), _outside(purpose)) if part)
    is_return = code in _RETURNED
    return replace(
        line,
        transaction_code="/".join(part for part in (line.transaction_code, code) if part),
        counterparty=name or words.get("ABWA") or words.get("ABWE"),
        counterparty_account=account or words.get("IBAN"),
        memo=_joined(line.memo, memo or purpose),
        return_reason=_reason(text, head) if is_return else None,
        end_to_end_id=known(words.get("EREF")),
        customer_reference=line.customer_reference or known(words.get("KREF")),
    )


def _slashes(line: BankLineValue, text: str) -> BankLineValue:
    parts = _SLASH.split(text)
    words: dict[str, str] = {}
    for name, value in zip(parts[1::2], parts[2::2], strict=True):
        if (said := clean(value.strip("/"))) is not None:
            words.setdefault(name, said)
    account, name = words.get("IBAN"), words.get("NAME") or words.get("BENM") or words.get("ORDP")
    if (party := words.get("CNTP")) is not None:
        sides = [side for side in party.split("/") if side]
        account = account or next((side for side in sides if is_iban(side)), None)
        name = name or (sides[2] if len(sides) > 2 else None)
    remitted = words.get("REMI", "").removeprefix("USTD//").strip("/")
    memo = clean(remitted) or clean(parts[0]) or clean(text)
    returned = words.get("RTRN")
    return replace(
        line,
        counterparty=name,
        counterparty_account=account,
        memo=_joined(line.memo, memo),
        return_reason=returned,
        end_to_end_id=known(words.get("EREF")),
        customer_reference=line.customer_reference or known(words.get("KREF")),
    )


def _plain(line: BankLineValue, text: str) -> BankLineValue:
    words = _sepa_words(text.replace("\n", " "))
    account = words.get("IBAN", "").replace(" ", "")
    return replace(
        line,
        counterparty=words.get("ANAM"),
        counterparty_account=account if is_iban(account) else None,
        memo=_joined(line.memo, clean(text)),
        end_to_end_id=known(words.get("EREF")),
        customer_reference=line.customer_reference or known(words.get("KREF")),
    )


def _sepa_words(text: str) -> dict[str, str]:
    parts = _SEPA.split(text)
    words: dict[str, str] = {}
    for name, value in zip(parts[1::2], parts[2::2], strict=True):
        if (said := clean(value)) is not None:
            words.setdefault(name, said)
    return words


def _outside(text: str) -> str | None:
    """Return the words before the first SEPA word; without one, all of them."""
    return clean(_SEPA.split(text)[0])


def _flowing(parts: list[str]) -> str:
    """Join subfields: a full one goes on in the next without a blank, a short one has ended."""
    text = ""
    for place, part in enumerate(parts):
        is_last = place == len(parts) - 1
        is_open = len(part) >= _SUBFIELD_WIDTH or _SEPA.match(part) or part.endswith(" ")
        text += part if is_last or is_open else f"{part} "
    return text.strip()


def _joined(first: str | None, second: str | None) -> str | None:
    return "\n".join(part for part in (first, second) if part) or None


def _reason(text: str, head: str | None) -> str:
    found = _REASON.search(text)
    return found[1] if found else (head or "returned")
