"""A vendor and a retailer that trade by EDI alone: order, receipt and invoice, as messages."""

import json
from contextlib import suppress
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from backoffice import pipeline
from intake.models import (
    Acknowledgement,
    Announcement,
    Deduction,
    Document,
    PurchaseOrderLine,
    PurchaseOrderLineChange,
    Receipt,
    Remittance,
    Vendor,
)
from tests.factories import make_person
from tests.intake.formats.edi_samples import interchange

pytestmark = pytest.mark.django_db(transaction=True)

ARRIVED = "2026-04-20"
VENDORS = (
    "vendor_id,vendor_name,country,currency,status,duns\n"
    "V-014,Nordwind Trading Inc,US,USD,active,123456789\n"
)
ORDER = """850
BEG*00*SA*PO-77120**20260401
CUR*BY*USD
N1*VN*Nordwind Trading Inc*92*V-014
N1*ST*Store 7*92*0007
PO1*1*10*CA*48.00**VN*GT-20*UK*10012345678902
PID*F****Green tea
CTT*1"""
RECEIPT = """861
BRA*GR-900*20260414*00*1
PRF*PO-77120
N1*ST*Store 7*92*0007
RCD*1*10*CA
LIN**VN*GT-20*PL*1
CTT*1"""
INVOICE = """810
BIG*20260415*NW-2041*20260401*PO-77120***PR
CUR*SE*USD
N1*SE*Nordwind Trading*1*123456789
N1*ST*Store 7*92*0007
ITD*01*3*****30
IT1*1*10*CA*48.00**VN*GT-20*UK*10012345678902
PID*F****Green tea
TDS*48000
CTT*1"""
EDIFACT = """UNA:+.? '
UNB+UNOC:3+{sender}:14+4012345000009:14+260415:0930+{control}'
UNH+1+{kind}:D:01B:UN:EAN010'
{body}
UNT+{count}+1'
UNZ+1+{control}'
"""


def edifact(kind: str, control: str, *segments: str) -> bytes:
    body = "\n".join(f"{segment}'" for segment in segments)
    return EDIFACT.format(
        sender="4098765000004", control=control, kind=kind, body=body, count=len(segments) + 2
    ).encode()


def load(folder: Path, **files: bytes) -> list[dict[str, Any]]:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return run("load", str(folder), "--as-of", ARRIVED, "--json")[:-1]


def run(*words: str) -> list[dict[str, Any]]:
    out = StringIO()
    with suppress(SystemExit):
        call_command(*words, stdout=out, stderr=StringIO())
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.fixture
def _full_autonomy(tmp_path: Path) -> None:
    file = tmp_path / "policy.json"
    call_command("policy", "export", str(file), stdout=StringIO(), stderr=StringIO())
    file.write_text(json.dumps(json.loads(file.read_text()) | {"autonomy": "full"}))
    call_command("policy", "import", str(file), stdout=StringIO(), stderr=StringIO())


@pytest.mark.usefixtures("_full_autonomy")
def test_order_receipt_and_invoice_by_x12_are_matched_and_booked(tmp_path: Path) -> None:
    """The vendor is known by its DUNS number and a name that is only like the one we hold."""
    lines = load(
        tmp_path / "in",
        a_invoice=interchange(INVOICE, control="000000003"),
        b_order=interchange(ORDER, group="PO", control="000000001"),
        c_receipt=interchange(RECEIPT, group="RC", control="000000002"),
        d_vendors=VENDORS.encode(),
    )

    assert [line["outcome"] for line in lines] == ["loaded"] * 4
    assert [line["document_type"] for line in lines] == [
        "invoice", "purchase_order", "receipt_advice", "table",
    ]  # fmt: skip
    (case,) = run("export", "cases", "--json")
    assert case["vendor_id"] == "V-014"
    assert case["exceptions"] == []
    assert case["match"]["status"] == "matched"
    assert case["state"] == "straight_through"
    assert case["fields"]["gross_total"] == "480.00"


@pytest.mark.usefixtures("_full_autonomy")
def test_order_receipt_and_invoice_by_edifact_are_matched(tmp_path: Path) -> None:
    order = edifact(
        "ORDERS", "1", "BGM+220+PO-9+9", "DTM+137:20260401:102", "NAD+BY+4012345000009::9",
        "NAD+SU+4098765000004::9++Teehaus Nord GmbH", "CUX+2:EUR:9", "LIN+1++4006381333931:SRV",
        "IMD+F++:::Green tea", "QTY+21:40:PCE", "PRI+AAA:2.50", "UNS+S", "CNT+2:1",
    )  # fmt: skip
    receipt = edifact(
        "RECADV", "2", "BGM+632+WE-1+9", "DTM+137:20260414:102", "DTM+50:20260414:102",
        "RFF+ON:PO-9", "NAD+SU+4098765000004::9", "NAD+DP+0007::92", "CPS+1",
        "LIN+1++4006381333931:SRV", "QTY+194:40:PCE", "RFF+ON:PO-9:1", "CNT+2:1",
    )  # fmt: skip
    invoice = edifact(
        "INVOIC", "3", "BGM+380+R-1+9", "DTM+137:20260415:102", "RFF+ON:PO-9",
        "NAD+SU+4098765000004::9++Teehaus Nord GmbH", "RFF+VA:DE123456789",
        "NAD+BY+4012345000009::9", "CUX+2:EUR:4", "PAT+3++5:3:D:30", "LIN+1++4006381333931:SRV",
        "IMD+F++:::Green tea", "QTY+47:40:PCE", "MOA+203:100", "PRI+AAA:2.50",
        "TAX+7+VAT+++:::19+S", "UNS+S", "MOA+77:119", "MOA+79:100", "MOA+124:19", "MOA+125:100",
        "TAX+7+VAT+++:::19+S", "MOA+125:100", "MOA+124:19",
    )  # fmt: skip

    lines = load(tmp_path / "in", a=order, b=receipt, c=invoice)

    assert [line["outcome"] for line in lines] == ["loaded"] * 3, lines
    (case,) = run("export", "cases", "--json")
    assert case["match"]["status"] == "matched"
    assert case["fields"]["tax_breakdown"] == [
        {"category": "S", "rate": "19", "base": "100", "tax": "19"}
    ]
    assert {each["code"] for each in case["exceptions"]} == set()


def test_what_was_sent_before_does_nothing_again(tmp_path: Path) -> None:
    """T109: other bytes, the same control numbers and the same content."""
    content = interchange(INVOICE)
    load(tmp_path / "one", first=content)

    again = load(tmp_path / "two", second=content.replace(b"\n", b"\r\n"))
    other = load(tmp_path / "three", third=content.replace(b"NW-2041", b"NW-2042"))

    assert again[0]["outcome"] == "duplicate"
    assert again[0]["reason"] == "DUPLICATE_DOCUMENT"
    assert other[0]["outcome"] == "loaded"
    assert len(run("export", "cases", "--json")) == 2


def test_a_file_of_several_sent_before_does_nothing_again(tmp_path: Path) -> None:
    """T109."""
    content = interchange(INVOICE, INVOICE.replace("NW-2041", "NW-2042"))
    first = load(tmp_path / "one", first=content)

    again = load(tmp_path / "two", second=content + b"\n\n")

    assert (first[0]["outcome"], first[0]["records"]) == ("loaded", 2)
    assert (again[0]["outcome"], again[0]["records"]) == ("duplicate", 0)


def test_a_rejected_set_never_posts_and_its_sender_is_told(tmp_path: Path) -> None:
    """T109: the invoice that is cut short is rejected, the one before it is taken."""
    content = interchange(INVOICE, INVOICE.replace("NW-2041", "NW-2042"))
    cut = content[: content.rindex(b"TDS*")]

    lines = load(tmp_path / "in", cut=cut)

    assert (lines[0]["outcome"], lines[0]["records"]) == ("loaded", 1)
    assert [case["fields"]["invoice_number"] for case in run("export", "cases", "--json")] == [
        "NW-2041"
    ]
    answer = Acknowledgement.objects.get()
    assert (answer.accepted, answer.rejected) == (1, 1)
    assert "AK5*R*2~" in answer.content


def test_a_change_takes_the_rest_from_the_order_and_keeps_what_it_said(tmp_path: Path) -> None:
    """T15, T109: 860 after 850; the earlier terms are kept."""
    change = "860\nBCH*04*SA*PO-77120*******20260410\nPOC*1*QD*8**CA*48.00\nCTT*1"
    load(tmp_path / "one", order=interchange(ORDER, group="PO"))

    lines = load(tmp_path / "two", change=interchange(change, group="PC", control="000000413"))

    assert lines[0]["outcome"] == "loaded", lines
    line = PurchaseOrderLine.objects.get()
    assert (line.quantity, line.vendor_item_id) == (8, "GT-20")
    kept = PurchaseOrderLineChange.objects.get()
    assert kept.quantity_before == 10
    assert kept.changed_on == date(2026, 4, 10)  # its own day, not that of the load


def test_a_change_that_contradicts_itself_or_has_no_order_is_refused(tmp_path: Path) -> None:
    change = "860\nBCH*04*SA*PO-77120\nPOC*1*QD*12**CA*48.00\nCTT*1"
    stranger = change.replace("PO-77120", "PO-1")
    load(tmp_path / "one", order=interchange(ORDER, group="PO"))

    lines = load(
        tmp_path / "two",
        a=interchange(change, group="PC", control="000000413"),
        b=interchange(stranger, group="PC", control="000000414"),
    )

    assert [line["outcome"] for line in lines] == ["refused", "refused"]
    assert "a decrease from 10 to 12" in lines[0]["detail"]
    assert lines[1]["reason"] == "PO_NOT_FOUND"
    assert PurchaseOrderLine.objects.get().quantity == 10


def test_announcements_are_kept_and_nothing_counts_as_received(tmp_path: Path) -> None:
    """Only an 861 says that goods came."""
    notice = (
        "856\nBSN*00*SH-5*20260410*1200\nHL*1**S\nHL*2*1*O\nPRF*PO-77120\nHL*3*2*I\n"
        "LIN*1*VN*GT-20\nSN1**10*CA\nCTT*3"
    )

    lines = load(tmp_path / "in", notice=interchange(notice, group="SH"))

    assert (lines[0]["document_type"], lines[0]["outcome"]) == ("shipment_notice", "loaded")
    assert (lines[0]["records"], lines[0]["findings"]) == (1, ["NOT_AN_INVOICE"])
    assert not Receipt.objects.exists()
    (line,) = Announcement.objects.get().lines.all()
    assert (line.po_number, line.quantity) == ("PO-77120", 10)


def test_one_event_is_deducted_once(tmp_path: Path) -> None:
    """T33, T110: the 812 announces what the 820 takes off; a second payment takes it again."""
    adjustment = (
        "812\nBCD*20260410*DM-1*M*3000*D**NW-2041\nCUR*BY*USD\nN1*BY*Maple Street*92*1\n"
        "CDD*59*D*1*3000"
    )
    paid = (
        "820\nBPR*I*450.00*C*ACH*CTX*01*1*DA*2*3**01*4*DA*5*20260420\nTRN*1*T-1\nCUR*PR*USD\n"
        "N1*PR*Maple Street\nN1*PE*Nordwind Trading Inc\nENT*1\nADX*-30*59*CM*DM-1\n"
        "RMR*IV*NW-2041*PI*480*480"
    )
    other = paid.replace("T-1", "T-2").replace("-30*", "-25*").replace("450.00", "455.00")

    load(tmp_path / "one", a=interchange(adjustment, group="CD", control="000000001"))
    first = load(tmp_path / "two", b=interchange(paid, group="RA", control="000000002"))
    second = load(tmp_path / "three", c=interchange(other, group="RA", control="000000003"))
    told = adjustment.replace("20260410", "20260411")
    told_again = load(tmp_path / "four", d=interchange(told, group="CD", control="000000004"))

    assert first[0]["findings"] == []
    assert second[0]["findings"] == ["AMOUNT_DIFFERS", "POSSIBLE_DUPLICATE"]
    assert told_again[0]["findings"] == ["POSSIBLE_DUPLICATE"]
    assert Remittance.objects.count() == 2
    assert Deduction.objects.filter(same_event_as__isnull=True).count() == 1


def test_every_interchange_is_answered_once_and_answers_are_not(tmp_path: Path) -> None:
    load(tmp_path / "one", order=interchange(ORDER, group="PO"))
    answer = Acknowledgement.objects.get()

    lines = load(tmp_path / "two", answer=answer.content.encode())
    load(tmp_path / "one", order=interchange(ORDER, group="PO"))

    assert lines[0]["document_type"] == "acknowledgement"
    assert lines[0]["outcome"] == "loaded"
    assert Acknowledgement.objects.count() == 1
    assert Document.objects.count() == 2


def test_an_order_for_a_partner_finds_the_vendor_we_hold(tmp_path: Path) -> None:
    order = ORDER.replace("*92*V-014", "*1*123456789")

    load(
        tmp_path / "in",
        a=VENDORS.encode(),
        b=interchange(order, group="PO"),
    )

    assert [vendor.vendor_id for vendor in Vendor.objects.all()] == ["V-014"]
    assert PurchaseOrderLine.objects.get().order.vendor.vendor_id == "V-014"


def test_the_page_shows_what_was_said_and_hands_out_our_answer(client: Client) -> None:
    """T110."""
    paid = (
        "820\nBPR*I*450.00*C*ACH*CTX*01*1*DA*2*3**01*4*DA*5*20260420\nTRN*1*T-1\nCUR*PR*USD\n"
        "N1*PR*Maple Street\nN1*PE*Nordwind Trading Inc\nENT*1\nADX*-30*59*CM*DM-1\n"
        "RMR*IV*NW-2041*PI*480*480"
    )
    client.force_login(make_person("olivia", "operator"))
    sent = SimpleUploadedFile("paid.x12", interchange(paid, group="RA"))
    client.post("/intake/documents/", {"files": sent})
    document = Document.objects.get()
    pipeline.process_document(document.pk)

    page = client.get(f"/intake/documents/{document.sha256}/").content.decode()
    answer = client.get(f"/intake/documents/{document.sha256}/acknowledgement/")

    assert "NW-2041" in page
    assert "DM-1" in page
    assert "Our acknowledgement" in page
    assert answer.content.decode() == Acknowledgement.objects.get().content
    assert answer["Content-Disposition"].startswith("attachment")
