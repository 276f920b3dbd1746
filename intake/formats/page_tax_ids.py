"""The tax ids of a page: those of the seller, and those that stand in the buyer's area."""

from intake.formats import page_accounts
from intake.formats.page_labels import Found, Labels, best
from intake.formats.page_lexicon import Role
from intake.formats.page_parties import Parties
from intake.formats.page_words import Line


def vat_ids(
    lines: tuple[Line, ...], labels: Labels, parties: Parties
) -> tuple[Found[str] | None, Found[str] | None]:
    """The seller's and the buyer's VAT ids."""
    bought, sold = parties.of(Role.BUYER), parties.of(Role.SELLER)
    buyers = [
        each
        for label in labels.of(Role.BUYER_VAT)
        for each in labels.values(label, page_accounts.vat_id_in)
    ]
    own: list[Found[str]] = []
    for label in labels.of(Role.VAT):
        for each in labels.values(label, page_accounts.vat_id_in):
            place = id(lines[label.line].segments[label.segment])
            (buyers if place in bought and place not in sold else own).append(each)
    known = {each.value for each in buyers}
    if not own:
        bare = page_accounts.bare_vat_ids(lines)
        own = [each for segment, each in bare if id(segment) not in bought]
    sellers = [each for each in own if each.value not in known]
    return best(sellers, margin=0.0) if _is_one(sellers) else None, best(buyers, margin=0.0)


def tax_id(labels: Labels) -> Found[str] | None:
    """The seller's tax number that is no VAT id."""
    found = [
        each
        for label in labels.of(Role.TAX_ID)
        for each in labels.values(label, page_accounts.tax_id_in)
    ]
    return found[0] if _is_one(found) else None


def _is_one(found: list[Found[str]]) -> bool:
    return len({each.value for each in found}) == 1
