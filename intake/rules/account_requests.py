"""Mails that ask for another bank account: noticed, held with what is wrong, never carried out.

A mail is no proof of who wrote it. What it asks for changes nothing; the invoices that came with it
wait until the vendor was called on the number that is on file (T62, T63).
"""

import re
from collections.abc import Collection
from typing import Final

from core.reasons import ReasonCode
from intake.rules.findings import FindingValue
from intake.rules.vendor_findings import domains_look_alike

_QUOTED: Final = 200
_ACCOUNT: Final = (
    r"(?:bank(?:ing)?[ -](?:account|details?|data|information)|iban|account (?:number|details?)"
    r"|payment (?:details|account)|remittance (?:details|account)"
    r"|bankverbindung\w*|bankdaten|kontoverbindung\w*|kontodaten|bankkonto\w*|kontonummer"
    r"|coordonn[\xe9e]es bancaires|compte bancaire|\brib\b"
    r"|datos bancarios|cuenta bancaria|n[\xfau]mero de cuenta"
    r"|coordinate bancarie|conto (?:bancario|corrente)"
    r"|bankgegevens|bankrekening\w*|rekeningnummer)"
)
_CHANGE: Final = (
    r"(?:chang\w+|updat\w+|new|replac\w+|switch\w+|moved|different|no longer|instead"
    r"|ge\xe4ndert|\xe4nder\w+|neue[nrs]?|ab sofort|nicht mehr|aktualisier\w+"
    r"|nouve(?:au|l|lle|lles|aux)|modifi\w+|chang\xe9\w*|mettre \xe0 jour|d\xe9sormais"
    r"|nuev[oa]s?|cambi\w+|actualiz\w+|nuov[oaie]|aggiorn\w+|modific\w+"
    r"|nieuwe?|gewijzigd\w*|wijzig\w*|veranderd\w*|voortaan)"
)
_ASKS: Final = re.compile(
    rf"\b{_ACCOUNT}\b[^.!?]{{0,80}}\b{_CHANGE}\b|\b{_CHANGE}\b[^.!?]{{0,80}}\b{_ACCOUNT}\b",
    re.IGNORECASE,
)
# Said by honest vendors below their invoices, against this very fraud.
_DENIES: Final = re.compile(
    r"\b(?:never|not|nie|niemals|nicht ge\xe4ndert|jamais|nunca|mai|nooit|beware|warn\w+|fraud"
    r"|betrug\w*|unchanged|unver\xe4ndert|inchang\xe9e?s?)\b",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+|\n\s*\n")


def request_in(text: str) -> str | None:
    """Return the sentence that asks for another bank account, if there is one.

    Where several do, the longest says most: more than a subject.
    """
    asking = []
    for sentence in _SENTENCE.split(text):
        said = " ".join(sentence.split())
        found = _ASKS.search(said)
        if found and not _DENIES.search(said):
            asking.append(said[max(0, found.start() - _QUOTED // 2) :][:_QUOTED].rstrip(".!"))
    return max(asking, key=len, default=None)


def requests_of(
    *, sender: str | None, reply_to: str | None, text: str, held: Collection[str]
) -> tuple[FindingValue, ...]:
    """Return what is to be said of a mail that asks for another account.

    `held` are the mail addresses of the vendors on file.
    """
    asked = request_in(text)
    if asked is None:
        return ()
    wrong = _wrong(_domain(sender), _domain(reply_to), {_domain(each) or "" for each in held})
    return (
        FindingValue(
            code=ReasonCode.BANK_DETAILS_CHANGED,
            text=f'The mail asks for another bank account: "{asked}". {wrong} Nothing was changed.'
            " Call the vendor on the number that is on file, not on one in this mail.",
            field="iban",
            actual=sender,
            reference="The mail's text",
        ),
    )


def _wrong(sender: str | None, reply_to: str | None, held: Collection[str]) -> str:
    """Say what speaks against the mail being the vendor's own."""
    said = []
    if sender and reply_to and reply_to != sender:
        said.append(f"It comes from {sender}, but answers go to {reply_to}.")
    for domain in dict.fromkeys(each for each in (sender, reply_to) if each):
        alike = sorted(each for each in held if each and domains_look_alike(domain, each))
        if domain in held:
            said.append(f"A vendor on file has addresses at {domain}; anybody can write that.")
        elif alike:
            said.append(f"{domain} looks like {alike[0]}, which is the one on file.")
        else:
            said.append(f"No vendor on file has addresses at {domain}.")
    return " ".join(said) or "It does not say who sent it."


def _domain(address: str | None) -> str | None:
    return address.rpartition("@")[2].lower() or None if address else None
