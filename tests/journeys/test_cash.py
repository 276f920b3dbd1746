"""What a load makes of bank lines and payouts, told by the export of matches alone."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

pytestmark = pytest.mark.django_db(transaction=True)

ACCOUNTS = "bank_account,entity,iban,currency,account\nMAIN,DE01,DE02120300000000202051,EUR,1200\n"
ACCOUNTS += "SAVE,DE01,DE02500105170137075030,EUR,1210\n"
LINES = "bank_account,booked_on,amount,currency,reference,counterparty,counterparty_account,memo\n"
HISTORY = "vendor_id,vendor_name,invoice_number,issue_date,gross_total,currency,payment_reference\n"
ORDERS = "order_id,placed_at,store,currency,gross,tender,payment_reference\n"
JOURNAL = "entry_id,entry_line,posting_date,period,account,debit,credit,currency,reference\n"


def lines_of(*words: str) -> list[dict[str, Any]]:
    """Run a command and return the objects it prints."""
    out = StringIO()
    with suppress(SystemExit):
        call_command(*words, stdout=out, stderr=StringIO())
    return [json.loads(line) for line in out.getvalue().splitlines()]


def load(folder: Path, **tables: str) -> None:
    """Write tables into a folder of their own and load it."""
    folder.mkdir()
    for name, content in tables.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    *_, last = lines_of("load", str(folder), "--as-of", "2026-03-31", "--json")
    assert last["summary"]["refused"] == 0


def matches() -> dict[str, dict[str, Any]]:
    """Return the exported matches by the reference of their line or payout."""
    return {row["reference"]: row for row in lines_of("export", "matches", "--json")}


def parts(match: Mapping[str, Any]) -> list[tuple[str, str | None, str]]:
    """Return the parts of a match as tuples."""
    return [(part["type"], part["id"], part["amount"]) for part in match["to"]]


def bank(*rows: str) -> str:
    """Return a table of bank lines on the main account."""
    return LINES + "".join(f"MAIN,{row}\n" for row in rows)


def history(*rows: str) -> str:
    """Return a table of payables."""
    return HISTORY + "".join(f"{row}\n" for row in rows)


def states(found: Iterable[dict[str, Any]]) -> list[str]:
    """Return the status of every match."""
    return [each["status"] for each in found]


def test_a_line_is_explained_by_the_invoice_its_memo_names(tmp_path: Path) -> None:
    load(
        tmp_path / "one",
        accounts=ACCOUNTS,
        history=history("V1,Alpenbau GmbH,RE-2026-0815,2026-03-01,1190.00,EUR,"),
        lines=bank("2026-03-10,-1190.00,EUR,B-1,ALPENBAU,,Rechnung RE 2026 0815 vom 1.3."),
    )

    found = matches()["B-1"]

    assert found["status"] == "matched"
    assert parts(found) == [("invoice", "RE-2026-0815", "-1190.00")]
    assert found["difference"] == "0.00"
    assert found["account"] == "DE02120300000000202051"
    assert found["side"] == "bank_line"


def test_loading_and_reconciling_again_changes_nothing(tmp_path: Path) -> None:
    load(
        tmp_path / "one",
        accounts=ACCOUNTS,
        history=history("V1,Alpenbau GmbH,RE-2026-0815,2026-03-01,1190.00,EUR,"),
        lines=bank("2026-03-10,-1190.00,EUR,B-1,ALPENBAU,,RE-2026-0815"),
    )
    before = matches()

    (again,) = lines_of("reconcile", "--json")

    assert again["summary"]["cash_changed"] == 0
    assert matches() == before


def test_new_records_wake_a_line_that_nothing_fitted(tmp_path: Path) -> None:
    load(
        tmp_path / "one",
        accounts=ACCOUNTS,
        lines=bank("2026-03-10,-1190.00,EUR,B-1,ALPENBAU,,RE-2026-0815"),
    )
    assert matches()["B-1"]["exceptions"] == ["UNMATCHED"]

    load(
        tmp_path / "two",
        history=history("V1,Alpenbau GmbH,RE-2026-0815,2026-03-01,1190.00,EUR,"),
    )

    assert matches()["B-1"]["status"] == "matched"
