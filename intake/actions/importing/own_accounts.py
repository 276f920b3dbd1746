"""Which account of ours does a bank file mean? One that nobody described yet comes into being."""

from django.db.models import Q

from intake.actions.importing.batch import Load
from intake.models import BankAccount
from intake.rules.cash_values import AccountName


def resolve(name: AccountName, currency: str, load: Load) -> BankAccount:
    """Return the account that a file names, in this currency."""
    found = list(BankAccount.objects.filter(_named(name)).order_by("-is_described", "pk"))
    for account in found:
        if account.currency == currency:
            return account
    label = name.iban or name.account_number or ""
    if found or BankAccount.objects.filter(bank_account=label).exists():
        label = f"{label} {currency}"  # one number, another currency: an account of its own
    account, _ = BankAccount.objects.get_or_create(
        bank_account=label,
        defaults={
            "entity": found[0].entity if found else load.entity,
            "iban": name.iban,
            "account_number": name.account_number,
            "routing_number": name.routing_number,
            "bic": name.bic,
            "currency": currency,
        },
    )
    return account


def _named(name: AccountName) -> Q:
    """Return the accounts that go by this name, in any of the ways that banks write it."""
    if name.iban is not None:
        return Q(iban=name.iban) | Q(bank_account=name.iban)
    number = name.account_number or ""
    by_number = Q(account_number=number) | Q(bank_account=number)
    if name.routing_number is None:
        return by_number
    same_bank = Q(routing_number=name.routing_number) | Q(routing_number=None)
    written = Q(bank_account=f"{name.routing_number}/{number}")
    inside_iban = Q(iban__endswith=f"{name.routing_number}{number.zfill(10)}")
    return (by_number & same_bank) | written | inside_iban
