"""T63: a mail asks for another bank account; nothing changes, and what came with it waits."""

import json
from contextlib import suppress
from email.message import EmailMessage
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from audit.models import AuditEvent
from intake.models import Vendor
from reconciliation.models import AccountRequest
from tests.factories import make_person
from tests.journeys.documents import table
from tests.journeys.world import ARRIVED, World

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_mail_that_asks_for_another_account_holds_its_invoices(tmp_path: Path) -> None:
    world = World()
    honest = world.clean("a mail that asks for nothing")
    hostile = world.clean(
        "a mail that asks for another account",
        vendor={"email": "billing@birkenhof-papier.example", "iban": "DE89370400440532013000"},
    )
    world.write(tmp_path)
    for one, said in ((honest, "Our invoice."), (hostile, "Our bank details have changed.")):
        mail = EmailMessage()
        mail["From"], mail["Reply-To"] = "billing@birkenhof-papler.example", "pay@other.example"
        mail["Subject"] = "Invoice"
        mail.set_content(f"Dear all,\n\n{said} Kind regards")
        bill = tmp_path / one.file_of(0)
        mail.add_attachment(bill.read_bytes(), maintype="application", subtype="xml",
                            filename=bill.name)  # fmt: skip
        bill.unlink()
        (tmp_path / f"{one.number}.eml").write_bytes(mail.as_bytes())

    for path in (tmp_path / "vendors.csv", tmp_path):
        with suppress(SystemExit):
            call_command("load", str(path), "--as-of", ARRIVED, "--json", stdout=StringIO())

    out = StringIO()
    call_command("export", "cases", "--json", stdout=out)
    cases = {case["file"]: case for case in map(json.loads, out.getvalue().splitlines())}
    held = cases[hostile.file_of(0)]
    told = [each["text"] for each in held["exceptions"] if each["code"] == "BANK_DETAILS_CHANGED"]
    assert len(told) == 1
    assert "answers go to other.example" in told[0]
    assert "looks like birkenhof-papier.example" in told[0]
    assert not held["would_pass"]
    assert cases[honest.file_of(0)]["would_pass"]
    vendor = Vendor.objects.get(vendor_id=hostile.vendor["vendor_id"])
    assert vendor.iban == "DE89370400440532013000"


def test_a_mail_without_an_invoice_becomes_a_request_that_two_people_check(
    tmp_path: Path, client: Client
) -> None:
    """T63: the procedure of T62, a notice the old way, and no change by anybody here."""
    world = World()
    vendor = world.clean(
        "a request", vendor={"email": "billing@birkenhof.example", "phone": "+49 40 555 0100"}
    ).vendor
    (tmp_path / "vendors.csv").write_bytes(table([vendor]))
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "billing@blrkenhof.example", "Payments"
    mail.set_content("Dear all,\n\nplease pay to our new bank account from now on.\n\nRegards")
    (tmp_path / "ask.eml").write_bytes(mail.as_bytes())

    for path in (tmp_path / "vendors.csv", tmp_path, tmp_path):
        with suppress(SystemExit):
            call_command("load", str(path), "--as-of", ARRIVED, "--json", stdout=StringIO())

    request = AccountRequest.objects.get()
    assert request.vendor == Vendor.objects.get()
    anna = make_person("anna", "controller")
    client.force_login(anna)
    page = client.get("/account-requests/").content.decode()
    assert "looks like birkenhof.example" in page
    assert "To billing@birkenhof.example" in page
    call = f"/account-requests/{request.pk}/call/"
    client.post(call, {"outcome": "confirmed", "spoke_to": "Ms Birk", "evidence": "note 12"})
    client.post(f"/account-requests/{request.pk}/confirm/")
    request.refresh_from_db()
    assert (request.number_called, request.confirmed_by) == ("+49 40 555 0100", None)
    client.force_login(make_person("ben", "controller"))
    client.post(f"/account-requests/{request.pk}/confirm/")
    client.post(f"/account-requests/{request.pk}/dismiss/", {"reason": "too late"})
    request.refresh_from_db()
    assert (request.confirmed_by, request.dismissed_by) == ("person:ben", None)
    assert Vendor.objects.get().iban is None
    told = AuditEvent.objects.filter(action__startswith="reconciliation.account_request.")
    assert sorted(told.values_list("action", flat=True)) == [
        f"reconciliation.account_request.{what}" for what in ("called", "confirmed", "opened")
    ]
