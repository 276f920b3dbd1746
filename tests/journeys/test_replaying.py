"""Every automated step of every case of a mixed world, run again on what its bundle kept."""

import json
from contextlib import suppress
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from audit import actions as audit
from audit import content
from audit.actions import BundleDraft
from audit.models import Bundle
from reconciliation.actions import cash_matching
from reconciliation.models import Case
from tests.factories import NOW
from tests.journeys.documents import Trader
from tests.journeys.world import ARRIVED, World

pytestmark = pytest.mark.django_db(transaction=True)

ACCOUNTS = "bank_account,entity,iban,currency,account\nMAIN,E1,DE02120300000000202051,EUR,1200\n"
LINES = """\
bank_account,booked_on,amount,currency,reference,counterparty,counterparty_account,memo
MAIN,2026-03-10,-1190.00,EUR,B-1,ALPENBAU,,Rechnung RE 2026 0815 vom 1.3.
MAIN,2026-03-11,-77.10,EUR,B-2,NOBODY,,no idea
"""
HISTORY = """\
vendor_id,vendor_name,invoice_number,issue_date,gross_total,currency,payment_reference
VX1,Alpenbau GmbH,RE-2026-0815,2026-03-01,1190.00,EUR,
"""


def mixed_world() -> World:
    """Tell of sellers that are known, strange, alike, blocked and linked, and of copies."""
    world = World()
    world.clean("as ordered")
    world.clean("CII", is_cii=True)
    world.wrong("T62: another account", ["BANK_DETAILS_CHANGED"], iban="DE89370400440532013000",
                vendor={"iban": "DE02500105170137075030"})  # fmt: skip
    world.wrong("a blocked vendor", ["VENDOR_BLOCKED"], vendor={"status": "blocked"})
    one = world.clean("T63: nearly the name of ours")
    alike = one.vendor["vendor_name"].replace("l", "1", 1)
    one.then(one.line, seller=Trader(alike, tax_id="99/999/9999"))
    one.then(one.line, seller=Trader("Completely Unheard Of S.A."), po_number=None)
    one = world.clean("T58: the same bill again")
    one.then(one.line, number=f"{one.bills[0].number}A")
    one.then(replace(one.line, quantity="10"), is_credit=True, preceding=one.bills[0].number)
    linked = world.clean("T56: two records of one company", vendor={"tax_id": "77/777/7777"})
    other = world.clean("T56: the other record", vendor={"tax_id": "77/777/7777"})
    for each in (linked, other):
        seller = Trader(each.vendor["vendor_name"], tax_id="77/777/7777")
        each.bills[0] = replace(each.bills[0], seller=seller, number="RE-LINKED-1")
    world.wrong("T7: more billed than received", ["QUANTITY_OVER_RECEIVED"], received="60")
    return world


def load(folder: Path) -> None:
    """Load a folder."""
    with suppress(SystemExit):
        call_command("load", str(folder), "--as-of", ARRIVED, stdout=StringIO(), stderr=StringIO())


def replay(case_id: str) -> tuple[int, dict[str, Any]]:
    """Return the exit status of `audit replay`, and what it printed."""
    out = StringIO()
    with pytest.raises(SystemExit) as ending:
        call_command("audit", "replay", case_id, "--json", stdout=out, stderr=StringIO())
    assert isinstance(ending.value.code, int)
    return ending.value.code, json.loads(out.getvalue())


def test_every_step_of_every_case_gives_the_same_bytes(tmp_path: Path) -> None:
    world = mixed_world()
    load(world.write(tmp_path))

    for case in Case.objects.all():
        status, said = replay(case.case_id)

        steps = {step["step"] for step in said["steps"]}
        assert steps >= {"intake.read", "intake.identify", "reconciliation.match"}
        assert [step for step in said["steps"] if step["is_equal"] is not True] == []
        assert (status, said["ok"]) == (0, True)
    assert Case.objects.count() == sum(len(one.bills) for one in world.situations)


def test_a_step_that_kept_too_little_is_said_and_is_no_success(tmp_path: Path) -> None:
    world = World()
    world.clean("as ordered")
    load(world.write(tmp_path))
    case = Case.objects.get()
    kept = Bundle.objects.get(step="intake.identify")
    draft = BundleDraft(
        step=kept.step,
        subject=kept.subject,
        inputs={"reading": content.get(kept.inputs["reading"])},
        output=content.get(kept.output_sha256),
        policy_versions={},
    )
    audit.store_bundles([draft], at=NOW)

    status, said = replay(case.case_id)

    assert (status, said["ok"]) == (1, False)
    (left,) = [step for step in said["steps"] if step["is_equal"] is None]
    assert left["step"] == "intake.identify"
    assert "an earlier version stored it" in left["problem"]


def test_matching_cash_gives_the_same_bytes(tmp_path: Path) -> None:
    for name, rows in (("accounts", ACCOUNTS), ("history", HISTORY), ("lines", LINES)):
        (tmp_path / f"{name}.csv").write_text(rows, encoding="utf-8")
    load(tmp_path)

    bundles = list(Bundle.objects.filter(step=cash_matching.STEP))

    assert bundles
    for bundle in bundles:
        inputs = {name: content.get(sha256) for name, sha256 in bundle.inputs.items()}
        assert cash_matching.replay(inputs) == content.get(bundle.output_sha256)
