"""T63: a mail asks for another bank account; nothing changes, and what came with it waits."""

import json
from contextlib import suppress
from email.message import EmailMessage
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from intake.models import Vendor
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
