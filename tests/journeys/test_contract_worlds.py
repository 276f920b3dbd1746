"""What a load of a whole small world makes of each situation in it, told by its exports alone."""

import json
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.journeys.documents import PEPPOL, BillLine, Extra, Trader, table
from tests.journeys.world import ARRIVED, Situation, World

pytestmark = pytest.mark.django_db(transaction=True)

FREIGHT = Extra("Fracht", "50.00", is_charge=True, code="FC")


def lines_of(*words: str) -> list[dict[str, Any]]:
    """Run a command and return the objects it prints."""
    out = StringIO()
    with suppress(SystemExit):
        call_command(*words, stdout=out, stderr=StringIO())
    return [json.loads(line) for line in out.getvalue().splitlines()]


def load(folder: Path) -> None:
    """Load a folder in which nothing is refused."""
    *_, last = lines_of("load", str(folder), "--as-of", ARRIVED, "--json")
    assert last["summary"]["refused"] == last["summary"]["duplicate"] == 0


def cases() -> dict[str, dict[str, Any]]:
    """Return the exported cases by the name of their file."""
    return {case["file"]: case for case in lines_of("export", "cases", "--json")}


def _known_by_vat_id(one: Situation, vat_id: str) -> None:
    """Give a vendor a VAT id, on file and on its bill."""
    one.vendor["vat_id"] = vat_id
    one.bills[0] = replace(one.bills[0], seller=Trader(one.vendor["vendor_name"], vat_id))


def clean_world() -> World:
    """Tell what a vendor may write in other ways without anything being wrong."""
    world = World()
    world.clean("UBL with its profile", customization=PEPPOL)
    _known_by_vat_id(world.situations[-1], "DE100115081")
    world.clean("CII", is_cii=True)
    _known_by_vat_id(world.situations[-1], "DE100165665")
    for unit in ("C62", "H87", "PCE", "Stück"):
        world.clean(f"T9: EA ordered, {unit} billed", line={"unit": unit})
    for written in ("PO {}", "Bestellung Nr. {}", "{:.4} rest"):
        one = world.clean(f"T14: an order written {written}")
        stated = written.format(one.po_number)
        if "rest" in written:
            stated = f" {one.po_number[:4]} {one.po_number[4:]} "
        one.bills[0] = replace(one.bills[0], po_number=stated)
    one = world.clean("an order named on the line alone", po_number=None)
    line = replace(one.line, po_number=one.po_number, po_line="00001")
    one.bills[0] = replace(one.bills[0], lines=(line,))
    world.clean("prices for a hundred", price="0.105", line={"price": "10.50", "base": "100"})
    world.clean("T4: 2 % over, inclusive", ordered="10", line={"price": "10.20"})
    world.clean("T2: 50.00 over a line, inclusive", ordered="1000", received="1000",
                line={"price": "10.05"})  # fmt: skip
    world.clean("T8: more received than ordered", received="101")
    world.clean("a zero rate", line={"rate": "0", "category": "Z"}, order={"tax_rate": "0"})
    one = world.clean("T9: cases ordered and received, pieces billed", price="48.00", ordered="10",
                      received="10", order={"uom": "CS"},
                      line={"quantity": "240", "price": "2.00"})  # fmt: skip
    one.items[0] |= {"pack_uom": "CS", "pack_size": "24"}
    one.receipts[0]["uom"] = "CS"
    one = world.clean("T12: an order billed in parts", line={"quantity": "40"})
    one.then(replace(one.line, quantity="60"))
    one = world.clean("T29: a part credited, in positive figures")
    part = replace(one.line, quantity="10")
    one.then(part, is_credit=True, preceding=one.bills[0].number, issued="2026-03-11")
    one = world.clean("T58: the same delivery every week", line={"quantity": "25"})
    for week in ("03", "10"):
        one.then(one.line, issued=f"2026-03-{week}", number=f"LS-202603{week}")
    return world


def wrong_world() -> World:
    """Tell what is wrong in each of the ways that the traps name."""
    world = World()
    world.wrong("T1: 60 of 100 received", ["QUANTITY_OVER_RECEIVED"], received="60")
    world.wrong("T1: nothing received", ["NOT_RECEIVED"], received=None)
    world.wrong("T4: just over 2 %", ["PRICE_OVER"], ordered="10", line={"price": "10.21"})
    world.wrong("T2: just over 50.00", ["PRICE_OVER"], ordered="1000", received="1000",
                line={"price": "10.0501"})  # fmt: skip
    world.wrong("T5: 4,000 hidden by rounding", ["PRICE_OVER"], ordered="250000", price="4.00",
                received="250000", line={"price": "4.016"})  # fmt: skip
    world.wrong("T5: 0.002 more than received", ["QUANTITY_OVER_RECEIVED"], ordered="200",
                line={"quantity": "100.002"})  # fmt: skip
    world.wrong("T7: below the order", ["PRICE_UNDER"], ordered="10", line={"price": "9.79"})
    world.wrong("T8: 101 billed", ["QUANTITY_OVER_ORDERED"], received="101",
                line={"quantity": "101"})  # fmt: skip
    world.wrong("T9: no factor", ["UOM_UNRESOLVED"], order={"uom": "CS"}, ordered="10",
                line={"quantity": "240"})  # fmt: skip
    world.wrong("T14: no order", ["NO_PURCHASE_ORDER"], po_number=None)
    world.wrong("T14: an order nobody gave", ["PO_NOT_FOUND"], po_number="99887766")
    world.wrong("T14: closed", ["PO_CLOSED"], order={"status": "closed"})
    world.wrong("T14: of another entity", ["PO_OTHER_ENTITY"], order={"entity": "E2"})
    one = world.wrong("an item nobody ordered", ["ITEM_NOT_ON_PO"])
    other = BillLine("Ganz was anderes", "1", "25.00", buyer_item="Z9")
    one.bills[0] = replace(one.bills[0], lines=(one.line, other))
    one = world.wrong("T24: a line twice", ["DUPLICATE_LINE", "QUANTITY_OVER_RECEIVED"],
                      ordered="200", line={"quantity": "100"})  # fmt: skip
    one.bills[0] = replace(one.bills[0], lines=(one.line, one.line))
    world.wrong("T25: freight nobody ordered", ["UNPLANNED_CHARGE"], extras=(FREIGHT,))
    one = world.wrong("T28: a credit note of nothing", [])
    one.then(replace(one.line, quantity="10"), codes=["CREDIT_WITHOUT_INVOICE"], is_credit=True)
    one = world.wrong("T2, T12: the last of three bills is one too many", [],
                      line={"quantity": "40"})  # fmt: skip
    one.then(replace(one.line, quantity="60"), issued="2026-03-11")
    one.then(replace(one.line, quantity="1"), issued="2026-03-12",
             codes=["QUANTITY_OVER_ORDERED", "QUANTITY_OVER_RECEIVED"])  # fmt: skip
    world.wrong("T29: an invoice below zero", ["CREDIT_WITHOUT_INVOICE"], line={"quantity": "-5"})
    one = world.wrong("T30: more credited than billed", [])
    one.then(replace(one.line, quantity="110"), codes=["CREDIT_EXCEEDS_INVOICE"], is_credit=True,
             preceding=one.bills[0].number)  # fmt: skip
    world.wrong("T38: six cents of tax", ["TAX_MISMATCH"], ordered="10", price="12.24",
                tax_total="23.32")  # fmt: skip
    world.wrong("the price of a dollar", ["CURRENCY_MISMATCH"], currency="USD")
    one = world.wrong("T53: the same number in disguise", [], ordered="200", received="200",
                      line={"quantity": "100"})  # fmt: skip
    one.then(one.line, codes=["DUPLICATE_INVOICE"], number=one.bills[0].number.replace("-", " "))
    world.wrong("T62: other bank details", ["BANK_DETAILS_CHANGED"],
                vendor={"iban": "DE89370400440532013000"},
                iban="DE02120300000000202051")  # fmt: skip
    world.wrong("T64: a blocked vendor", ["VENDOR_BLOCKED"], vendor={"status": "blocked"})
    return world


def told(world: World) -> dict[str, tuple[str, frozenset[str]]]:
    """Return what each file of a world is about and the codes it must earn."""
    return {
        one.file_of(place): (one.trap, codes)
        for one in world.situations
        for place, codes in enumerate(one.expected)
    }


def judged(found: dict[str, dict[str, Any]]) -> dict[str, frozenset[str]]:
    """Return the codes of each case by its file."""
    return {file: frozenset(x["code"] for x in case["exceptions"]) for file, case in found.items()}


def is_balanced(case: dict[str, Any]) -> bool:
    """Say whether the proposed entry of a case has two equal sides."""
    journal = case["proposal"]["journal"]
    sides = [sum(Decimal(line[side] or 0) for line in journal) for side in ("debit", "credit")]
    return bool(journal) and sides[0] == sides[1] > 0


def test_what_is_right_has_no_exception_and_waits_on_a_new_installation(tmp_path: Path) -> None:
    world = clean_world()
    load(world.write(tmp_path))

    found = cases()

    wrong = {told(world)[f][0]: codes for f, codes in judged(found).items() if codes}
    assert wrong == {}
    assert found.keys() == told(world).keys()
    assert {(case["state"], case["would_pass"]) for case in found.values()} == {("in_review", True)}
    assert all(is_balanced(case) for case in found.values())


def test_with_full_autonomy_what_is_right_is_booked_and_stays_so(tmp_path: Path) -> None:
    policy = tmp_path / "policy.json"
    policy.write_text('{"autonomy": "full"}')
    call_command("policy", "import", str(policy), stdout=StringIO(), stderr=StringIO())
    world = clean_world()
    blocked = world.wrong("T64: blocked", ["VENDOR_BLOCKED"], vendor={"status": "blocked"})
    folder = tmp_path / "world"
    folder.mkdir()
    load(world.write(folder))

    found, events = cases(), lines_of("export", "events", "--json")
    waiting = [file for file, case in found.items() if case["state"] != "straight_through"]
    assert waiting == [blocked.file_of(0)]

    lines_of("reconcile", "--json")
    load_again = lines_of("load", str(folder), "--json")

    assert {line["outcome"] for line in load_again[:-1]} == {"duplicate"}
    assert cases() == found
    known = {event["event_id"] for event in events}
    new = [e for e in lines_of("export", "events", "--json") if e["event_id"] not in known]
    assert {event["action"] for event in new} == {"intake.document.repeated"}


def test_what_is_wrong_has_exactly_the_codes_of_its_trap(tmp_path: Path) -> None:
    world = wrong_world()
    load(world.write(tmp_path))

    found = cases()

    codes = judged(found)
    assert {f: (told(world)[f][0], codes[f]) for f in codes} == told(world)
    assert {f for f, case in found.items() if case["would_pass"]} == {
        f for f, (_, expected) in told(world).items() if not expected
    }
    compared = [x for case in found.values() for x in case["exceptions"] if x["line"] is not None]
    assert all(x["actual"] is not None and x["text"] for x in compared)


@pytest.mark.parametrize(
    ("late", "code"),
    [
        ("receipts", "NOT_RECEIVED"),
        ("orders", "PO_NOT_FOUND"),
        ("vendors", "UNKNOWN_VENDOR"),
    ],
)
def test_t1_t14_what_arrives_later_settles_what_waited(
    tmp_path: Path, late: str, code: str
) -> None:
    world = World()
    one = world.clean("all but one table is here")
    load_folder = tmp_path / "first"
    load_folder.mkdir()
    world.write(load_folder)
    held_back = (load_folder / f"{late}.csv").rename(tmp_path / f"{late}.csv")
    load(load_folder)
    assert code in judged(cases())[one.file_of(0)]

    load(held_back)

    (case,) = cases().values()
    assert (case["exceptions"], case["would_pass"], case["vendor_id"]) == ([], True, "V0001")


def test_t2_t12_reconcile_finds_again_what_the_load_found(tmp_path: Path) -> None:
    """Who came first stays first: a later bill that is too much does not taint earlier ones."""
    world = wrong_world()
    stranger = world.clean("nobody knows the vendor")
    stranger.bills[0] = replace(stranger.bills[0], seller=Trader("Ganz Fremd AG", "DE100201241"))
    load(world.write(tmp_path))
    before = cases(), lines_of("export", "events", "--json")

    (told_of,) = lines_of("reconcile", "--json")

    assert told_of["summary"]["changed"] == 0
    assert (cases(), lines_of("export", "events", "--json")) == before


def test_rows_that_cannot_be_read_are_named_and_the_rest_loads(tmp_path: Path) -> None:
    rows = [
        {"item_id": f"H{n}", "description": "Ware", "base_uom": "EA", "unit_cost": cost}
        for n, cost in enumerate(("1.25", "1,5", "NaN", "1.234,56", "2.50"))
    ]
    (tmp_path / "items.csv").write_bytes(table(rows))

    loaded, summary = lines_of("load", str(tmp_path), "--json")

    assert (loaded["outcome"], loaded["records"], summary["summary"]["refused"]) == ("loaded", 2, 0)
    for row in ("Line 3, unit_cost", "Line 4, unit_cost", "Line 5, unit_cost"):
        assert row in loaded["detail"]
