"""What a load makes of bank lines and payouts, told by the export of matches alone."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.intake.formats.edi_samples import interchange

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
    assert matches()["B-1"]["exceptions"][0]["code"] == "UNMATCHED"

    load(
        tmp_path / "two",
        history=history("V1,Alpenbau GmbH,RE-2026-0815,2026-03-01,1190.00,EUR,"),
    )

    assert matches()["B-1"]["status"] == "matched"


STRIPE = (
    "automatic_payout_id,automatic_payout_effective_at_utc,balance_transaction_id,created_utc,"
    "available_on_utc,currency,gross,fee,net,reporting_category,source_id,description,"
    "payment_metadata[order_id]\n"
)
_AT = "2026-03-05 08:00:00,2026-03-07 00:00:00"


def stripe(*rows: str) -> str:
    """Return an itemized payout reconciliation of one payout."""
    return STRIPE + "".join(f"po_1,2026-03-08 00:00:00,{row}\n" for row in rows)


def test_a_payout_is_explained_by_its_movements_and_its_bank_line_by_the_payout(
    tmp_path: Path,
) -> None:
    load(
        tmp_path / "one",
        accounts=ACCOUNTS,
        orders=ORDERS
        + "W-1001,2026-03-05T08:00:00+00:00,,EUR,200.00,stripe,ch_1\n"
        + "W-1002,2026-03-05T09:00:00+00:00,,EUR,100.00,stripe,ch_2\n",
        stripe=stripe(  # T73
            f"txn_1,{_AT},eur,200.00,6.10,193.90,charge,ch_1,,W-1001",
            f"txn_2,{_AT},eur,100.00,3.50,96.50,charge,ch_2,,",
            f"txn_3,{_AT},eur,-40.00,0.00,-40.00,refund,re_1,,W-0900",
            f"txn_4,{_AT},eur,-25.00,15.00,-40.00,dispute,dp_1,,W-0800",
            f"txn_5,{_AT},eur,10.00,0.00,10.00,risk_reserved_funds,rsv_1,,",
        ),
        lines=bank("2026-03-09,220.40,EUR,B-9,STRIPE PAYMENTS EUROPE,,STRIPE PAYOUT"),
    )

    found = matches()

    payout, line = found["po_1"], found["B-9"]
    assert payout["status"] == "matched"
    assert payout["difference"] == "0.00"
    assert ("order", "W-1001", "200.00") in parts(payout)
    assert ("order", "W-1002", "100.00") in parts(payout)
    assert ("refund", "W-0900", "-40.00") in parts(payout)
    assert ("dispute", "W-0800", "-25.00") in parts(payout)
    assert sorted(amount for kind, _, amount in parts(payout) if kind == "fee") == [
        "-15.00",
        "-9.60",
    ]
    assert [amount for kind, _, amount in parts(payout) if kind == "reserve"] == ["10.00"]
    assert parts(line) == [("payout", "po_1", "220.40")]
    assert payout["bank_line"] == "B-9"

    day_before = lines_of("cash", "book", "--through", "2026-03-08", "--json")
    in_transit = lines_of("cash", "clearing", "--json")
    then = lines_of("cash", "book", "--through", "2026-03-31", "--json")
    again = lines_of("cash", "book", "--through", "2026-03-31", "--json")
    even = lines_of("cash", "clearing", "--json")

    assert [row["entries"] for row in (*day_before, *then, *again)] == [1, 1, 0]
    assert [(row["balance"], row["unexplained"]) for row in in_transit] == [("220.40", "0.00")]
    assert [(row["balance"], row["unexplained"]) for row in even] == [("0.00", "0.00")]
    assert lines_of("cash", "proposals", "--through", "2026-03-31", "--json") == []


def test_parts_go_by_the_number_of_our_order(tmp_path: Path) -> None:
    """T75, T89: a refund by the payment it takes back, an order also where the shop writes `#`."""
    load(
        tmp_path / "one",
        orders=ORDERS
        + "W-1001,2026-03-05T08:00:00+00:00,,EUR,200.00,stripe,ch_1\n"
        + "1002,2026-03-05T09:00:00+00:00,,EUR,80.00,card,re_9\n",
        stripe=STRIPE.replace("description", "charge_id")
        + f"po_1,2026-03-08,txn_1,{_AT},eur,200.00,0,200.00,charge,ch_1,ch_1,\n"
        + f"po_1,2026-03-08,txn_2,{_AT},eur,-40.00,0,-40.00,refund,re_9,ch_1,W-1001\n",
        shopify="Transaction Date,Type,Order,Payout Status,Payout Date,Payout ID,Amount,Fee,Net,"
        "Currency\n2026-03-05 10:00:00 +0000,charge,#1002,paid,2026-03-09,77,80.00,0,80.00,EUR\n"
        "2026-03-05 10:00:00 +0000,charge,#1003,paid,2026-03-09,77,20.00,0,20.00,EUR\n",
    )

    found = matches()

    assert parts(found["po_1"]) == [("order", "W-1001", "200.00"), ("refund", "W-1001", "-40.00")]
    assert parts(found["77"]) == [("order", "#1003", "20.00"), ("order", "1002", "80.00")]
    assert found["po_1"]["difference"] == "0.00"


def test_a_payout_in_transit_is_matched_and_its_bank_line_is_unknown(tmp_path: Path) -> None:
    load(  # T80
        tmp_path / "one",
        stripe=stripe(f"txn_1,{_AT},eur,200.00,6.10,193.90,charge,ch_1,,W-1001"),
    )

    found = matches()["po_1"]

    assert (found["status"], found["bank_line"]) == ("matched", None)


def test_every_kind_of_movement_of_one_month_is_explained(tmp_path: Path) -> None:
    load(
        tmp_path / "one",
        accounts=ACCOUNTS,
        history=history(
            "V1,Alpenbau GmbH,RE-2026-0001,2026-03-01,1000.00,EUR,",
            "V1,Alpenbau GmbH,RE-2026-0002,2026-03-01,500.00,EUR,",
            "V2,Nordwind AG,NW-7001,2026-03-01,300.00,EUR,RUN-900",
            "V3,Suedwind AG,SW-8001,2026-03-01,200.00,EUR,RUN-900",
            "V4,Talhof KG,TH-55001,2026-02-20,812.44,EUR,",
            "V5,Zwilling AG,ZW-1,2026-03-01,19.99,EUR,",
            "V5,Zwilling AG,ZW-2,2026-03-01,19.99,EUR,",
            "V6,Tochter GmbH,TO-1,2026-03-01,333.33,EUR,",
        ),
        vendors="vendor_id,vendor_name,aliases\nV6,Tochter GmbH,Mutter Konzern AG\n",
        journal=JOURNAL
        + "J-1,1,2026-03-12,2026-03,6000,4200.00,0,EUR,SALARY-03\n"
        + "J-1,2,2026-03-12,2026-03,1200,0,4200.00,EUR,SALARY-03\n",
        orders=ORDERS + "".join(
            f"S7-{day:02},2026-03-{day:02}T11:00:00+01:00,S7,EUR,{500 + day}.50,cash,\n"
            for day in (2, 3, 4)
        ),
        lines=bank(
            "2026-03-10,-1500.00,EUR,B-1,ALPENBAU GMBH,,RE-2026-0001 RE-2026-0002",
            "2026-03-11,-500.00,EUR,B-2,Bank payment run,,RUN-900",
            "2026-03-12,-4200.00,EUR,B-3,,,SALARY-03",
            "2026-03-13,-812.44,EUR,B-4,TALHOF KG,,thank you",
            "2026-03-14,-19.99,EUR,B-5,ZWILLING AG,,",
            "2026-03-15,-12.50,EUR,B-6,,,Monthly account fee",
            "2026-03-16,-5000.00,EUR,B-7,,DE02500105170137075030,to savings",
            "2026-03-05,1510.50,EUR,B-8,,,CASH DEPOSIT S7",
            "2026-03-18,77.77,EUR,B-9,UNKNOWN LTD,,hello",
            "2026-03-19,-333.33,EUR,B-10,MUTTER KONZERN,,Zahlung",
        )
        + "SAVE,2026-03-17,5000.00,EUR,C-7,,DE02120300000000202051,from main\n",
    )  # fmt: skip

    found = matches()

    assert len(parts(found["B-1"])) == 2
    assert {part[1] for part in parts(found["B-2"])} == {"NW-7001", "SW-8001"}
    assert parts(found["B-3"]) == [("journal", "J-1", "-4200.00")]
    assert parts(found["B-4"]) == [("invoice", "TH-55001", "-812.44")]
    assert found["B-5"]["exceptions"][0]["code"] == "AMBIGUOUS"
    assert parts(found["B-6"]) == [("fee", None, "-12.50")]
    assert {found[name]["strategy"] for name in ("B-7", "C-7")} == {"own_transfer"}
    assert [part[1] for part in parts(found["B-8"])] == ["S7-02", "S7-03", "S7-04"]
    assert found["B-9"]["status"] == "unmatched"
    assert parts(found["B-10"]) == [("invoice", "TO-1", "-333.33")]


def test_a_card_day_closes_at_midnight_utc_wherever_the_store_stands(tmp_path: Path) -> None:
    evening = ("12:00", "15:00", "18:00", "20:30", "21:15")  # in New York; two are tomorrow in UTC
    load(  # T79
        tmp_path / "one",
        accounts=ACCOUNTS,
        locations="location,entity,timezone\nNY1,US01,America/New_York\n",
        orders=ORDERS
        + "".join(
            f"N-{n},2026-03-03T{clock}:00-05:00,NY1,EUR,100.00,card,\n"
            for n, clock in enumerate(evening)
        )
        + "N-9,2026-03-06T12:00:00-05:00,NY1,EUR,555.55,card,\n",
        lines=bank(
            "2026-03-05,300.00,EUR,B-1,,,CARDS NY1", "2026-03-06,200.00,EUR,B-2,,,CARDS NY1"
        ),
    )

    found = matches()

    assert [part[1] for part in parts(found["B-1"])] == ["N-0", "N-1", "N-2"]
    assert [part[1] for part in parts(found["B-2"])] == ["N-3", "N-4"]


def test_a_remittance_explains_the_one_transfer_that_pays_what_it_lists(tmp_path: Path) -> None:
    load(  # T110
        tmp_path / "one",
        accounts=ACCOUNTS.replace("EUR", "USD"),
        orders=ORDERS
        + "NW-2041,2026-03-05T08:00:00+00:00,,USD,500.00,invoice,\n"
        + "NW-2042,2026-03-05T09:00:00+00:00,,USD,500.00,invoice,\n",
        lines=bank("2026-03-09,950.00,USD,B-9,MAPLE STREET,,ACH CREDIT TRN T-900417"),
    )
    assert matches()["B-9"]["status"] == "unmatched"

    body = (
        "820\nBPR*I*950.00*C*ACH*CTX*01*1*DA*2*3**01*4*DA*5*20260309\nTRN*1*T-900417\nCUR*PR*USD\n"
        "N1*PR*Maple Street Markets\nN1*PE*Nordwind Trading Inc\nENT*1\n"
        "ADX*-30*59*CM*DM-1\nRMR*IV*NW-2041*PI*480*500*10\nREF*PO*PO-77120\n"
        "ADX*-10*04*CM*DM-2\nRMR*IV*NW-2042*PI*500*500"
    )
    advice = tmp_path / "advice.edi"
    advice.write_bytes(interchange(body, group="RA"))
    lines_of("load", str(advice), "--as-of", "2026-03-31", "--json")

    line = matches()["B-9"]
    assert (line["status"], line["strategy"]) == ("matched", "remitted")
    assert parts(line) == [
        ("order", "NW-2041", "500.00"), ("order", "NW-2042", "500.00"),
        ("adjustment", None, "-50.00"),
    ]  # fmt: skip


def test_a_corrected_report_changes_the_parts_of_its_payout(tmp_path: Path) -> None:
    first = stripe(f"txn_1,{_AT},eur,200.00,6.10,193.90,charge,ch_1,,W-1001")
    load(tmp_path / "one", stripe=first)
    before = parts(matches()["po_1"])

    load(tmp_path / "two", stripe=first.replace("200.00,6.10", "200.10,6.20"))
    after = parts(matches()["po_1"])

    assert before == [("fee", None, "-6.10"), ("order", "W-1001", "200.00")]
    assert after == [("fee", None, "-6.20"), ("order", "W-1001", "200.10")]
