"""What is named before it is described is created with what is known."""

from collections.abc import Iterable, Mapping, Set

from django.db.models import Q

from intake.actions.importing.batch import Load
from intake.actions.importing.upsert import upsert
from intake.models import BankAccount, Item, Vendor
from intake.rules.names import name_key
from intake.rules.vendor_records import PARTNER_NUMBERS


def ensure_vendors(
    names: Mapping[str, str | None], load: Load, *, partners: Set[str] = frozenset()
) -> tuple[dict[str, int], int]:
    """Return the row of each vendor by its id, and how many came into being.

    `names` holds the ids, each with the name that was given in passing, if any. Those that are
    `partners` were not numbered by us: they are known by a number kept beside the master, or by
    their exact name where one vendor alone has it.
    """
    here = _vendors(names)
    here |= _vendors_by_partner_number(
        {vendor_id: names[vendor_id] for vendor_id in names.keys() - here.keys()}, partners
    )
    missing = sorted(names.keys() - here.keys())
    if not missing:
        return here, 0
    upsert(
        Vendor,
        [
            {
                "vendor_id": vendor_id,
                "vendor_name": names[vendor_id] or vendor_id,
                "name_key": name_key(names[vendor_id] or vendor_id) or vendor_id,
                "status": "active",
                "aliases": [],
                "is_described": False,
                "is_new": load.is_after_first_vendors,
                "first_seen_on": load.as_of,
                "extra": {},
            }
            for vendor_id in missing
        ],
        key=("vendor_id",),
        frozen=(
            "vendor_name",
            "name_key",
            "status",
            "aliases",
            "is_described",
            "is_new",
            "first_seen_on",
            "extra",
        ),
    )
    return here | _vendors(missing), len(missing)


def ensure_items(known: Mapping[str, tuple[str | None, str | None]]) -> tuple[dict[str, int], int]:
    """Return the row of each item by its id, and how many came into being.

    `known` holds the ids, each with a description and a GTIN given in passing, if any.
    """
    here = _items(known)
    missing = sorted(known.keys() - here.keys())
    if not missing:
        return here, 0
    upsert(
        Item,
        [
            {
                "item_id": item_id,
                "description": known[item_id][0] or item_id,
                "gtin": known[item_id][1],
                "is_described": False,
                "extra": {},
            }
            for item_id in missing
        ],
        key=("item_id",),
        frozen=("description", "gtin", "is_described", "extra"),
    )
    return here | _items(missing), len(missing)


def ensure_bank_accounts(currencies: Mapping[str, str], load: Load) -> tuple[dict[str, int], int]:
    """Return the row of each bank account by its name, and how many came into being."""
    here = _bank_accounts(currencies)
    missing = sorted(currencies.keys() - here.keys())
    if not missing:
        return here, 0
    upsert(
        BankAccount,
        [
            {
                "bank_account": name,
                "entity": load.entity,
                "currency": currencies[name],
                "is_described": False,
                "extra": {},
            }
            for name in missing
        ],
        key=("bank_account",),
        frozen=("entity", "currency", "is_described", "extra"),
    )
    return here | _bank_accounts(missing), len(missing)


def _vendors(ids: Iterable[str]) -> dict[str, int]:
    return dict(Vendor.objects.filter(vendor_id__in=list(ids)).values_list("vendor_id", "pk"))


def _vendors_by_partner_number(
    names: Mapping[str, str | None], partners: Set[str]
) -> dict[str, int]:
    """Return the one vendor behind each id that a trading partner goes by."""
    wanted = {vendor_id: names[vendor_id] for vendor_id in names.keys() & partners}
    if not wanted:
        return {}
    keys = {key for name in wanted.values() if (key := name_key(name))}
    numbered = Q(name_key__in=keys)
    for column in PARTNER_NUMBERS:
        numbered |= Q(**{f"extra__{column}__in": list(wanted)})
    found: dict[str, set[int]] = {}
    for vendor in Vendor.objects.filter(numbered):
        known = {str(vendor.extra.get(column)) for column in PARTNER_NUMBERS}
        for vendor_id, name in wanted.items():
            if vendor_id in known or (name and name_key(name) == vendor.name_key):
                found.setdefault(vendor_id, set()).add(vendor.pk)
    return {vendor_id: pks.pop() for vendor_id, pks in found.items() if len(pks) == 1}


def _items(ids: Iterable[str]) -> dict[str, int]:
    return dict(Item.objects.filter(item_id__in=list(ids)).values_list("item_id", "pk"))


def _bank_accounts(names: Iterable[str]) -> dict[str, int]:
    return dict(
        BankAccount.objects.filter(bank_account__in=list(names)).values_list("bank_account", "pk")
    )
