"""Cash is matched: one run over everything open is one step, one bundle and one transaction.

Runs take turns. A run that is given what the last one was given does nothing; a run that dies
leaves nothing behind.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection, transaction
from pydantic import TypeAdapter

from audit import actions as audit
from audit import content as store
from core.actors import Actor
from reconciliation.actions import (
    cash_breaking,
    cash_copying,
    cash_exchange,
    cash_news,
    cash_rule_books,
    cash_ruling,
    cash_writing,
    policies,
)
from reconciliation.models import CashRun
from reconciliation.queries import cash_open
from reconciliation.rules import cash_engine
from reconciliation.rules.cash_values import LATER, CashSettings

STEP = "reconciliation.match_cash"
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('reconciliation.cash'))"
_ROOM = "SET LOCAL work_mem = '192MB'"  # to compare a million rows with another million
_STANDING = """
    SELECT count(*), sum(version), max(changed_at) FROM reconciliation_cashmatch
    WHERE status <> 'matched'
"""


@cache
def _adapter() -> TypeAdapter[CashSettings]:
    return TypeAdapter(CashSettings)


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
        cash_news.bound()
        return CashCounts()
    policy = policies.current_policy()
    settings = cash_rule_books.with_rules(policy.policy.cash)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_LOCK)
            cursor.execute(_ROOM)
        with cash_news.taken() as news:
            if not news.count and _is_as_before(policy.version, settings.rules_version):
                return CashCounts()
            return _run(news, policy.version, settings, actor=actor, at=at)


def _run(
    news: cash_news.News,
    policy_version: int,
    settings: CashSettings,
    *,
    actor: Actor,
    at: datetime,
) -> CashCounts:
    """Open what broke, and match all that is open now."""
    woken = not news.is_everything
    broken = cash_breaking.open_broken(woken=woken, actor=actor, at=at)
    cash_news.gather(woken=woken)
    with (
        TemporaryDirectory(prefix="cash-") as name,
        cash_exchange.copied_out(settings, Path(name), woken=woken) as given,
    ):
        told = f"{given.sha256} {_standing()} {settings.rules_version}"
        mark = hashlib.sha256(told.encode()).hexdigest()
        if not _has_work(given):
            cash_news.put_back()
            return CashCounts(broken=broken)
        if _was_last(mark, policy_version):
            return CashCounts(broken=broken)
        run = CashRun.objects.create(
            started_at=at,
            given_sha256=mark,
            policy_version=policy_version,
            rules_version=settings.rules_version,
            lines=given.counts["line"],
            items=given.counts["item"],
            payouts=given.counts["payout"],
            changed=0,
        )
        changed = _decide_and_write(run, given, settings, actor=actor, at=at)
    return CashCounts(run.lines, run.payouts, changed, broken)


def replay(inputs: Mapping[str, bytes]) -> bytes:
    """Run the step again on what its bundle kept, and return its output.

    :raises KeyError: the bundle is of a version that kept less.
    """
    kept = [name for name in cash_exchange.TABLES if name in inputs or name not in LATER]
    tables = {name: inputs[name] for name in kept}
    settings = _adapter().validate_json(inputs["settings"])
    with TemporaryDirectory(prefix="cash-") as name:
        folder = Path(name)
        cash_exchange.put_in(tables, folder)
        with cash_exchange.opened(folder) as database:
            cash_engine.run(database, settings)
            return cash_exchange.output_of(database, folder)


def _was_last(mark: str, policy_version: int) -> bool:
    last = CashRun.objects.order_by("-pk").values_list("given_sha256", "policy_version").first()
    return last == (mark, policy_version)


def _is_as_before(policy_version: int, rules_version: int) -> bool:
    last = CashRun.objects.order_by("-pk").values_list("policy_version", "rules_version").first()
    return last == (policy_version, rules_version)


def _standing() -> str:
    """Return a mark of what is said of open lines now, which a person may have changed."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING)
        return str(cursor.fetchone())


def _has_work(given: cash_exchange.Given) -> bool:
    return bool(given.counts["line"] or given.counts["payout"])


def _decide_and_write(
    run: CashRun, given: cash_exchange.Given, settings: CashSettings, *, actor: Actor, at: datetime
) -> int:
    database, folder = given.database, given.folder
    cash_writing.prepare(database, folder, settings)
    with cash_copying.copying(database, folder, run=run.pk, at=at) as copies:
        cash_engine.run(database, settings, copies)
        given.kept.result()
        cash_writing.compare(database, folder)
        copies.send_the_rest()
        output = store.pack(cash_exchange.output_of(database, folder))
        copies.wait()
    changed = copies.count
    changed += cash_writing.write_compared(database, folder, run=run.pk, at=at)
    cash_ruling.write_what_rules_say(settings, run=run.pk)
    cash_news.keep_open(database, folder)
    CashRun.objects.filter(pk=run.pk).update(changed=changed)
    if changed:
        _leave_a_trail(run, given, output, settings, changed, actor=actor, at=at)
    return changed


def _leave_a_trail(
    run: CashRun,
    given: cash_exchange.Given,
    output: store.Packed,
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
            "rules": settings.rules_version,
        },
    )
    store.put_packed([output])
    audit.store_bundles(
        [
            audit.BundleDraft(
                step=STEP,
                subject=f"cash_run:{run.pk}",
                inputs={**given.tables(), "settings": _adapter().dump_json(settings)},
                output=audit.Stored(output.sha256),
                policy_versions={
                    "policy": str(run.policy_version),
                    "cash_rules": str(settings.rules_version),
                },
            )
        ],
        at=at,
    )
