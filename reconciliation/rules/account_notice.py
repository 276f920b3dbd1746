"""A mail asks for another bank account: whose it says it is, and what the vendor is told (T63).

The vendor hears of it on the way that was on file before the mail came, never by an answer to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from intake.rules.vendor_findings import domains_look_alike

# Anybody has an address there, so that only the whole of it says whose it is.
_SHARED: Final = frozenset(
    {
        "163.com", "aol.com", "free.fr", "gmail.com", "gmx.de", "gmx.net", "googlemail.com",
        "hotmail.com", "icloud.com", "libero.it", "live.com", "mail.com", "orange.fr",
        "outlook.com", "proton.me", "protonmail.com", "qq.com", "t-online.de", "web.de",
        "yahoo.com",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OnFile:
    """One vendor as it was on file before the mail came."""

    pk: int
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What is to be sent to a vendor; nobody sends it but a person."""

    to: str | None
    subject: str
    text: str


def vendor_meant(sender: str | None, on_file: Sequence[OnFile]) -> OnFile | None:
    """Return the vendor whose address or domain this is or looks like; nothing where two may be."""
    address = (sender or "").strip().lower()
    domain = address.rpartition("@")[2]
    for says in (
        lambda each: each.email.lower() == address,
        lambda each: _domain(each) == domain and domain not in _SHARED,
        lambda each: domains_look_alike(domain, _domain(each)),
    ):
        found = [each for each in on_file if address and says(each)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def notice_of(
    *, vendor_name: str, email: str | None, sender: str | None, received_on: date
) -> Notice:
    """Return the notice to the vendor, to the address that was on file."""
    return Notice(
        to=email or None,
        subject="A request to pay you to another bank account",
        text=(
            f"Dear {vendor_name},\n\n"
            f"on {received_on.isoformat()} we received a mail from {sender or 'an unnamed sender'}"
            " that asks us to pay you to another bank account. We have changed nothing.\n\n"
            "If it was not you, please tell us at once, and do not answer that mail: somebody may"
            " be reading yours.\n\n"
            "If it was you, you need do nothing but wait for our call. We call on the number that"
            " we have had on file, two of us confirm it, and only then is anything changed.\n\n"
            "Accounts payable\n"
        ),
    )


def _domain(each: OnFile) -> str:
    return each.email.lower().rpartition("@")[2]
