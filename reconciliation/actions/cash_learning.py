"""What decisions about bank lines teach: under which names and accounts a party pays."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from audit import actions as audit
from core.actors import Actor, ActorKind
from core.errors import Refusal
from intake.queries import cash_sources as intake
from intake.rules.names import name_key
from reconciliation.models import CashAlias
from reconciliation.queries.cash_work import WorkLine, rows_of
from reconciliation.rules.cash_desk import Candidate
from reconciliation.rules.cash_names import key_of_name

_KNOWN = f"SELECT id FROM ({intake.PAYERS}) AS vendor"  # noqa: S608 - a statement of ours


class UnableToWithdrawAlias(Refusal):
    """The alias cannot be withdrawn."""


def learn(line: WorkLine, chosen: Sequence[Candidate], *, actor: Actor, at: datetime) -> None:
    """Remember whom the payer of a line means, where the line names another than the records.

    A name that the books know by itself is no alias: somebody may pay for another once. One that
    is found to mean two is forgotten.
    """
    parties = {each.party for each in chosen if each.party}
    name = key_of_name(line.counterparty)
    if len(parties) != 1 or name is None or line.counterparty is None:
        return
    party = parties.pop()
    means = key_of_name(party)
    if means is None or means == name or _is_known(line.counterparty):
        return
    known = CashAlias.objects.select_for_update().filter(name=name).first()
    if known is not None and known.means != means:
        _forget(known, "it means two", actor=actor, at=at)
    elif known is None:
        CashAlias.objects.create(
            name=name, means=means, learned_at=at, learned_by=actor.label,
            seen_as=line.counterparty, party=party, bank_line_id=line.pk,
        )  # fmt: skip
        _record("learned", name, {"means": means, "line": line.pk}, actor=actor, at=at)


def withdraw(alias_id: int, *, actor: Actor, at: datetime) -> None:
    """Forget an alias; matches that rested on it stay until somebody takes them back.

    :raises UnableToWithdrawAlias: not a person, or it is gone.
    """
    if actor.kind is not ActorKind.PERSON:
        raise UnableToWithdrawAlias("Only a person withdraws what people taught.")
    with transaction.atomic():
        known = CashAlias.objects.select_for_update().filter(pk=alias_id).first()
        if known is None:
            raise UnableToWithdrawAlias("It is withdrawn already.")
        _forget(known, "a person withdrew it", actor=actor, at=at)


def _forget(known: CashAlias, why: str, *, actor: Actor, at: datetime) -> None:
    payload: dict[str, object] = {"means": known.means, "why": why}
    known.delete()
    _record("withdrawn", known.name, payload, actor=actor, at=at)


def _is_known(counterparty: str) -> bool:
    """Say whether the books know somebody by this very name."""
    key = name_key(counterparty)
    return bool(key and rows_of(_KNOWN, {"names": [key], "account": None}))


def _record(
    what: str, name: str, payload: dict[str, object], *, actor: Actor, at: datetime
) -> None:
    audit.record(
        action=f"reconciliation.cash_alias.{what}",
        subject=f"cash_alias:{name}",
        actor=actor,
        at=at,
        payload=payload,
    )
