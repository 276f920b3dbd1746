"""The tax ids of a page: those of the seller, and those that stand in the buyer's area."""

import re
from collections.abc import Iterator
from typing import Final

from intake.formats import page_accounts
from intake.formats.page_labels import SAID, Found, Label, Labels, best
from intake.formats.page_lexicon import Role
from intake.formats.page_parties import Parties
from intake.formats.page_words import Line, box_of

# What a seller prints beside its own number: accounts, registers, other tax numbers.
_IMPRINT: Final = re.compile(
    r"\b(?:iban|bic|swift|steuernummer|steuer-?nr|st\.?-?nr|finanzamt|hrb|hra|amtsgericht"
    r"|handelsregister|gesch[äa]ftsf[üu]hr|siret|siren|rcs|r\.c\.s|kvk|k\.v\.k|naf|ape"
    r"|capital social|registro mercantil|rea|cap\. ?soc|company (?:no|reg)"
    r"|registered (?:in|office))\b",
    re.IGNORECASE,
)


def vat_ids(
    lines: tuple[Line, ...], labels: Labels, parties: Parties
) -> tuple[Found[str] | None, Found[str] | None]:
    """The seller's and the buyer's VAT ids."""
    bought = parties.of(Role.BUYER) | parties.around_buyer
    sold = parties.of(Role.SELLER)
    buyers = [
        each
        for label in labels.of(Role.BUYER_VAT)
        for each in labels.values(label, page_accounts.vat_id_in)
    ]
    own: list[Found[str]] = []
    imprint: list[Found[str]] = []
    for label in labels.of(Role.VAT):
        for each in _vat_ids_at(label, labels):
            place = id(lines[label.line].segments[label.segment])
            is_bought = place in bought and place not in sold
            (buyers if is_bought else own).append(each)
            if not is_bought and _is_imprint(lines, label.line):
                imprint.append(each)
    if not buyers and not _is_one(own) and _is_one(imprint):
        buyers = [each for each in own if each.value != imprint[0].value]
        buyers = buyers if _is_one(buyers) else []
        own = imprint
    known = {each.value for each in buyers}
    if not own:
        bare = page_accounts.bare_vat_ids(lines)
        own = [each for segment, each in bare if id(segment) not in bought]
    sellers = [each for each in own if each.value not in known]
    return best(sellers, margin=0.0) if _is_one(sellers) else None, best(buyers, margin=0.0)


def _vat_ids_at(label: Label, labels: Labels) -> Iterator[Found[str]]:
    """The id beside a label, or the one that goes on in the next line where its own ends."""
    found = list(labels.values(label, page_accounts.vat_id_in))
    below = labels.lines[label.line + 1 : label.line + 2]
    is_last = label.segment == len(labels.lines[label.line].segments) - 1
    if not found and is_last and below and below[0].page == label.page:
        words = (*label.rest, *below[0].segments[0].words)
        made = page_accounts.vat_id_in(" ".join(word.text for word in words).lstrip(": "))
        if made is not None and label.rest:
            found = [Found(made[0], made[1], label.page, box_of(label.rest), SAID)]
    yield from found


def tax_id(labels: Labels) -> Found[str] | None:
    """The seller's tax number that is no VAT id."""
    found = [
        each
        for label in labels.of(Role.TAX_ID)
        for each in labels.values(label, page_accounts.tax_id_in)
    ]
    return found[0] if _is_one(found) else None


def _is_imprint(lines: tuple[Line, ...], number: int) -> bool:
    """Whether a seller speaks of itself on this line of a page, or right above or below it."""
    around = lines[max(number - 1, 0) : number + 2]
    return any(_IMPRINT.search(line.text) for line in around if line.page == lines[number].page)


def _is_one(found: list[Found[str]]) -> bool:
    return len({each.value for each in found}) == 1
