"""Small steps shared by the readers of bank files: text, amounts and account names as banks write.

Banks write what they like: amounts with a comma or a point, accounts as an IBAN or as a bank code
and a number. What can be read in two ways is not read.
"""

import re
from decimal import Decimal
from typing import Final

from core.reasons import ReasonCode
from intake.rules.cash_values import AccountName
from intake.rules.cells import shown
from intake.rules.findings import FindingValue

_BOMS: Final = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_PLAIN: Final = re.compile(r"[+-]?(?:\d{1,30}(?:[.,]\d{0,20})?|[.,]\d{1,20})", re.ASCII)
_GROUPED_POINT: Final = re.compile(r"[+-]?\d{1,3}(?:[,' ]\d{3})+(?:\.\d{1,12})?", re.ASCII)
_GROUPED_COMMA: Final = re.compile(r"[+-]?\d{1,3}(?:[.' ]\d{3})+,\d{1,12}", re.ASCII)
_LONGEST: Final = 60
_IBAN: Final = re.compile(r"([A-Z]{2}\d{2}[A-Z0-9]{11,30}?)([A-Z]{3})?", re.ASCII)
_GERMAN: Final = re.compile(r"(\d{8})/(\d{1,10})([A-Z]{3})?", re.ASCII)
_BANK_AND_NUMBER: Final = re.compile(
    r"([A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?|[0-9-]{3,12})/([A-Z0-9 .-]{1,40}?)(?:/?([A-Z]{3}))?"
)
_ONLY_CURRENCY: Final = re.compile(r"(.*\d)[/ ]?([A-Z]{3})")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def decoded(content: bytes) -> str:
    """Return the text in the encoding it has: UTF-8 where it is that, else Western European."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    if content[1:2] == b"\0":
        return content.decode("utf-16-le", "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def amount_of(text: str) -> Decimal | None:
    """Return an exact amount, or `None` where it is no number.

    A single comma or point is the decimal mark, as MT940 and OFX have it; of two different marks
    the last is.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    if _PLAIN.fullmatch(text):
        return Decimal(text.replace(",", "."))
    if _GROUPED_COMMA.fullmatch(text):
        return Decimal(re.sub(r"[.' ]", "", text).replace(",", "."))
    if _GROUPED_POINT.fullmatch(text):
        return Decimal(re.sub(r"[,' ]", "", text))
    return None


def clean(text: str | None) -> str | None:
    """Return the words without control characters and outer blanks; nothing is `None`."""
    if text is None:
        return None
    words = _CONTROL.sub("", text).strip()
    return words or None


def known(reference: str | None, *unknown: str) -> str | None:
    """Return a reference, or `None` where it says that there is none."""
    words = clean(reference)
    return None if words is None or words.upper() in {"NONREF", "NOTPROVIDED", *unknown} else words


def is_iban(text: str) -> bool:
    """Say whether the check digits hold."""
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", text, re.ASCII):
        return False
    turned = text[4:] + text[:4]
    return int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1


def account_of(text: str) -> tuple[AccountName, str | None]:
    """Return how a file names our account, and the currency it puts behind it, if any."""
    plain = (clean(text) or "").strip("/")
    compact = plain.replace(" ", "")
    for cut in (len(compact), len(compact) - 3):
        if is_iban(compact[:cut]) and (cut == len(compact) or compact[cut:].isalpha()):
            return AccountName(iban=compact[:cut]), compact[cut:] or None
    for shape in (_GERMAN, _BANK_AND_NUMBER):
        if found := shape.fullmatch(plain):
            bank, number, currency = found.groups()
            is_bic = bank[:6].isalpha()
            name = AccountName(
                account_number=number.strip(),
                routing_number=None if is_bic else bank,
                bic=bank if is_bic else None,
            )
            return name, currency
    if found := _ONLY_CURRENCY.fullmatch(plain):
        return AccountName(account_number=found[1].strip(" /")), found[2]
    return AccountName(account_number=plain or None), None


def unreadable(
    line: int, field: str, reason: str, *, actual: str | None = None, expected: str | None = None
) -> FindingValue:
    """Return what is wrong at one place of a bank file, in words and with its place."""
    return FindingValue(
        code=ReasonCode.UNREADABLE,
        text=f"Line {line}, {field}: {reason}.",
        field=field,
        line=str(line),
        actual=None if actual is None else shown(actual),
        expected=expected,
    )


def missing(line: int, field: str, reason: str) -> FindingValue:
    """Return which field a bank file lacks, and what follows from it."""
    return FindingValue(
        code=ReasonCode.MISSING_FIELD,
        text=f"Line {line}, {field}: {reason}.",
        field=field,
        line=str(line),
    )
