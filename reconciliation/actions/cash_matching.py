"""Cash is matched: one run over everything open is one step, one bundle and one transaction.

Runs take turns. A run that is given what the last one was given does nothing; a run that dies
leaves nothing behind.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from pydantic import TypeAdapter

from audit import actions as audit
from core.actors import Actor
from reconciliation.actions import cash_breaking, cash_exchange, cash_writing, policies
from reconciliation.models import CashRun
from reconciliation.queries import cash_open
from reconciliation.rules.cash_values import CashSettings

STEP = "reconciliation.match_cash"
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('reconciliation.cash'))"
_STANDING = """
    SELECT count(*), sum(version), max(changed_at) FROM reconciliation_cashmatch
    WHERE status <> 'matched'
"""
_SETTINGS: TypeAdapter[CashSettings] = TypeAdapter(CashSettings)


@dataclass(frozen=True, slots=True)
class CashCounts:
    """What one run did."""

    lines: int = 0
    payouts: int = 0
    changed: int = 0
    broken: int = 0


def match_cash(*, actor: Actor, at: datetime) -> CashCounts:
    """Match every open bank line and payout with what is known now.

    What was matched before and rests on a record that changed is opened first (T88).
    """
    if not cash_open.has_open_cash():
        return CashCounts()
    policy = policies.current_policy()
    settings = policy.policy.cash
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_LOCK)
        broken = cash_breaking.open_broken(actor=actor, at=at)
        given = cash_exchange.copy_out(settings)
        mark = hashlib.sha256(f"{given.sha256} {_standing()}".encode()).hexdigest()
        last = CashRun.objects.order_by("-pk").values_list("given_sha256", "policy_version").first()
        if last == (mark, policy.version) or not _has_work(given):
            return CashCounts(broken=broken)
        answers = cash_exchange.decide(given.tables, settings)
        run = CashRun.objects.create(
            started_at=at,
            given_sha256=mark,
            policy_version=policy.version,
            lines=given.count("line"),
            items=given.count("item"),
            payouts=given.count("payout"),
            changed=0,
        )
        changed = _write(run, answers, at=at)
        if changed:
            _leave_a_trail(run, given, answers, settings, changed, actor=actor, at=at)
    return CashCounts(run.lines, run.payouts, changed, broken)


def replay(inputs: Mapping[str, bytes]) -> bytes:
    """Run the step again on what its bundle kept, and return its output.

    :raises KeyError: the bundle is of a version that kept less.
    """
    tables = {name: inputs[name] for name in cash_exchange.TABLES}
    settings = _SETTINGS.validate_json(inputs["settings"])
    return _output(cash_exchange.decide(tables, settings))


def _standing() -> str:
    """Return a mark of what is said of open lines now, which a person may have changed."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING)
        return str(cursor.fetchone())


def _has_work(given: cash_exchange.Given) -> bool:
    return bool(given.tables["line"] or given.tables["payout"])


def _write(run: CashRun, answers: Mapping[str, bytes], *, at: datetime) -> int:
    changed = cash_writing.write_matches(
        "payout", answers["payout_verdict"], answers["payout_part"], run=run.pk, at=at
    )
    changed += cash_writing.write_matches(
        "bank_line", answers["verdict"], answers["part"], run=run.pk, at=at
    )
    CashRun.objects.filter(pk=run.pk).update(changed=changed)
    return changed


def _leave_a_trail(
    run: CashRun,
    given: cash_exchange.Given,
    answers: Mapping[str, bytes],
    settings: CashSettings,
    changed: int,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    audit.record(
        action="reconciliation.cash.matched",
        subject=f"cash_run:{run.pk}",
        actor=actor,
        at=at,
        payload={
            "lines": run.lines,
            "items": run.items,
            "payouts": run.payouts,
            "changed": changed,
            "policy": run.policy_version,
        },
    )
    audit.store_bundles(
        [
            audit.BundleDraft(
                step=STEP,
                subject=f"cash_run:{run.pk}",
                inputs={**given.tables, "settings": _SETTINGS.dump_json(settings)},
                output=_output(answers),
                policy_versions={"policy": str(run.policy_version)},
            )
        ],
        at=at,
    )


def _output(answers: Mapping[str, bytes]) -> bytes:
    """Return the answers as one: a line of lengths, then each table."""
    head = json.dumps({name: len(answers[name]) for name in cash_exchange.ANSWERS})
    return b"\n".join((head.encode(), *(answers[name] for name in cash_exchange.ANSWERS)))
