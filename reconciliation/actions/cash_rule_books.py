"""Rules for bank lines: tried on history, proposed, and put in force by another person."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from audit import actions as audit
from core.actors import Actor, ActorKind
from core.errors import Refusal
from ledger import queries as books
from reconciliation.actions import policies
from reconciliation.models import CashRuleBook, PolicyState
from reconciliation.queries import cash_history
from reconciliation.rules import cash_rules
from reconciliation.rules.cash_values import CashRule, CashSettings


class UnableToChangeRules(Refusal):
    """The rules cannot be changed this way."""


def with_rules(settings: CashSettings) -> CashSettings:
    """Return the settings with the rules in force."""
    book = CashRuleBook.objects.filter(state=PolicyState.IN_FORCE.value).first()
    if book is None:
        return settings
    return replace(settings, rules=cash_rules.from_json(book.rules), rules_version=book.version)


def try_out(rules: Sequence[CashRule]) -> dict[str, object]:
    """Return what the rules would have done to the lines that are here; nothing is written.

    :raises UnableToChangeRules: a rule cannot stand.
    """
    cap = policies.current_policy().policy.cash.fee_cap
    for rule in rules:
        if problem := cash_rules.problem_with_rule(rule, cap=cap):
            raise UnableToChangeRules(problem)
        if rule.ledger_account and books.account(rule.ledger_account) is None:
            raise UnableToChangeRules(f"The books have no account {rule.ledger_account}.")
    return cash_history.tried(rules)


def propose(rules: Sequence[CashRule], *, actor: Actor, at: datetime) -> CashRuleBook:
    """Propose these rules in the place of those in force; they count once another approves.

    :raises UnableToChangeRules: not a person, a rule cannot stand, or nothing changes.
    """
    if actor.kind is not ActorKind.PERSON:
        raise UnableToChangeRules("Rules are written by people alone.")
    tried = try_out(rules)
    with transaction.atomic():
        stated = cash_rules.to_json(rules)
        standing = CashRuleBook.objects.select_for_update().filter(
            state__in=[PolicyState.IN_FORCE.value, PolicyState.PROPOSED.value]
        )
        if any(book.rules == stated for book in standing):
            raise UnableToChangeRules("These rules are in force or proposed already.")
        last = CashRuleBook.objects.aggregate(last=Max("version"))["last"] or 0
        book = CashRuleBook.objects.create(
            version=last + 1, rules=stated, tried=tried, state=PolicyState.PROPOSED.value,
            proposed_by=actor.label, proposed_at=at,
        )  # fmt: skip
        _record(book, "proposed", actor=actor, at=at)
    return book


def approve(version: int, *, actor: Actor, at: datetime) -> CashRuleBook:
    """Put proposed rules in force: another person than the one who proposed them says yes.

    :raises UnableToChangeRules: not a person, the same person, or not proposed any more.
    """
    with transaction.atomic():
        book = _proposed(version, actor)
        if book.proposed_by == actor.label:
            raise UnableToChangeRules("A second person has to approve what you proposed.")
        later = CashRuleBook.objects.select_for_update().filter(state=PolicyState.IN_FORCE.value)
        if any(each.version > book.version for each in later):
            raise UnableToChangeRules("Newer rules came into force since; propose these again.")
        later.update(state=PolicyState.SUPERSEDED.value)
        return _decide(book, PolicyState.IN_FORCE, "approved", actor=actor, at=at)


def decline(version: int, *, actor: Actor, at: datetime) -> CashRuleBook:
    """Turn proposed rules down.

    :raises UnableToChangeRules: not a person, or not proposed any more.
    """
    with transaction.atomic():
        book = _proposed(version, actor)
        return _decide(book, PolicyState.DECLINED, "declined", actor=actor, at=at)


def _decide(
    book: CashRuleBook, state: PolicyState, verb: str, *, actor: Actor, at: datetime
) -> CashRuleBook:
    book.state, book.approved_by, book.approved_at = state.value, actor.label, at
    book.save(update_fields=["state", "approved_by", "approved_at"])
    _record(book, verb, actor=actor, at=at)
    return book


def _proposed(version: int, actor: Actor) -> CashRuleBook:
    if actor.kind is not ActorKind.PERSON:
        raise UnableToChangeRules("Only a person decides about rules.")
    book = CashRuleBook.objects.select_for_update().filter(version=version).first()
    if book is None or book.state != PolicyState.PROPOSED.value:
        raise UnableToChangeRules(f"Version {version} is not proposed any more.")
    return book


def _record(book: CashRuleBook, verb: str, *, actor: Actor, at: datetime) -> None:
    audit.record(
        action=f"reconciliation.cash_rules.{verb}",
        subject=f"cash_rules:{book.version}",
        actor=actor,
        at=at,
        payload={"version": book.version, "rules": book.rules, "tried": book.tried},
    )
