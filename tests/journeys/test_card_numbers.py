"""R33, T129: card numbers planted in files and names are found in no table, store, page or log."""

import io
import json
import zipfile
import zlib
from contextlib import suppress
from email.message import EmailMessage
from io import StringIO
from pathlib import Path
from typing import Any

import django_rq
import pikepdf
import pytest
from django.core.management import call_command
from django.db import connection

from audit import content
from audit.content import unpacked
from audit.models import Content
from intake.formats import masking
from intake.models import Document, HeldPicture
from tests.intake.formats.pdfs import pdf_with
from tests.journeys.documents import table
from tests.journeys.world import ARRIVED, World

pytestmark = pytest.mark.django_db(transaction=True)

VISA, AMEX, MASTER = "4539578763621486", "371449635398431", "5555555555554444"
MAESTRO = "6706000000001119"
GTIN = "4006381333931"
# Fourteen digits in a row that pass the check of cards, by chance.
A_HASH = "9e30528889776674ddd5339ea055bc6cb80023b68ec3ceffa339ecbdc1b03613"


def printed(*words: str) -> str:
    out = StringIO()
    with suppress(SystemExit):
        call_command(*words, stdout=out, stderr=StringIO())
    return out.getvalue()


def everything_stored() -> str:
    """Return every row of every table as text, and every stored file unpacked."""
    parts: list[str] = []
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names():
            if name != "audit_content":
                cursor.execute(f'SELECT t::text FROM "{name}" AS t')  # noqa: S608
                parts += (row[0] for row in cursor.fetchall())
    for encoding, data in Content.objects.values_list("encoding", "data"):
        stored = unpacked(encoding, bytes(data)) or b""
        assert masking.mask_file(stored).removed == ()
        parts.append(stored.decode("latin-1"))
    return "\n".join(parts)


def planted(folder: Path) -> None:
    """Write a small world whose files hold card numbers wherever a text can stand."""
    world = World()
    first = world.clean("an invoice with a card number in its note")
    world.write(folder)
    bill = next(path for path in folder.rglob("*.xml") if path.name == first.file_of(0))
    note = f"<cbc:Note>Card {VISA}, article {GTIN}</cbc:Note><cbc:InvoiceTypeCode"
    changed = bill.read_text().replace("<cbc:InvoiceTypeCode", note, 1)
    assert VISA in changed
    bill.write_text(changed)
    (folder / f"statement {AMEX}.pdf").write_bytes(pdf_with(["Pro forma invoice", f"Visa {VISA}"]))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("bill.xml", changed.replace("<cbc:Note>Card", "<cbc:Note>Again, card"))
        archive.writestr(f"{MASTER}.txt", f"card {MASTER}")
    (folder / "more.zip").write_bytes(stream.getvalue())


def test_planted_numbers_are_kept_nowhere_and_told_of(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    planted(tmp_path)

    said = printed("load", str(tmp_path), "--as-of", ARRIVED, "--json")

    lines = [json.loads(line) for line in said.splitlines()]
    exported = "".join(
        printed("export", what, "--json") for what in ("cases", "events", "decisions", "metrics")
    )
    everything = said + exported + everything_stored() + "".join(capfd.readouterr())
    for number in (VISA, AMEX, MASTER):
        assert number not in everything
    assert GTIN in everything
    told: list[dict[str, Any]] = [
        line for line in lines if "CARD_NUMBER_REMOVED" in line.get("findings", ())
    ]
    names = {line["file"].rsplit("/", 1)[-1] for line in told}
    assert {"bill.xml", "more.zip", "statement XXXXXXXXXXX8431.pdf"} <= names
    cases = [json.loads(line) for line in printed("export", "cases", "--json").splitlines()]
    assert all("CARD_NUMBER_REMOVED" in {x["code"] for x in case["exceptions"]} for case in cases)
    assert cases


def test_the_same_bytes_again_are_known_though_masked_bytes_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "vendors.csv"
    path.write_bytes(table([{"vendor_id": "V1", "vendor_name": f"Card {VISA}"}]))

    first = json.loads(printed("load", str(path), "--json").splitlines()[0])
    second = json.loads(printed("load", str(path), "--json").splitlines()[0])

    assert (first["outcome"], second["outcome"]) == ("loaded", "duplicate")
    assert first["sha256"] == second["sha256"]


def test_of_a_mail_and_an_archive_the_envelope_is_kept(tmp_path: Path) -> None:
    """R33: a picture is in no second copy, whatever is seen on it later."""
    page = pdf_with(["Pro forma invoice", "Thank you"])
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "billing@birke.example", "Your papers"
    mail.set_content("Please find two files.")
    mail.add_attachment(page, maintype="application", subtype="pdf", filename="pro forma.pdf")
    mail.add_attachment(b"Rar!\x1a\x07\x00" + bytes(60), maintype="application", subtype="rar",
                        filename="more.rar")  # fmt: skip
    (tmp_path / "mail.eml").write_bytes(mail.as_bytes())
    with pikepdf.open(io.BytesIO(page)) as locked:
        locked.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(owner="o", user="u"))
    with zipfile.ZipFile(tmp_path / "papers.zip", "w") as archive:
        archive.writestr("again.pdf", page + b"\n")
        archive.writestr("../climbs.pdf", page)

    printed("load", str(tmp_path), "--json")

    kept = {each.filename: content.get(each.content_sha256) for each in Document.objects.all()}
    assert b"Please find two files." in kept["mail.eml"]
    assert b"kept apart" in kept["mail.eml"]
    assert page not in kept["papers.zip"]
    assert kept["pro forma.pdf"] == page
    with zipfile.ZipFile(io.BytesIO(kept["papers.zip"])) as envelope:
        assert envelope.namelist() == ["again.pdf", "../climbs.pdf"]
        assert b"climbs out of the archive" in envelope.read("../climbs.pdf")
    for name in ("more.rar", "locked.pdf"):
        assert b"nothing of it is kept" in kept[name]
    assert not HeldPicture.objects.exists()


def test_the_proof_finds_what_should_not_be_there(tmp_path: Path) -> None:
    """R33: a number put into a row and into the store past every mask is named, and only it."""
    planted(tmp_path)
    printed("load", str(tmp_path), "--as-of", ARRIVED, "--json")
    before = json.loads(printed("audit", "cards", "--json"))

    content.put(f"card {AMEX}".encode())
    detail = f"paid with card {VISA}; {A_HASH}"
    Document.objects.filter(filename="vendors.csv").update(detail=detail)
    log = tmp_path / "elsewhere.log"
    log.write_text(f"nothing here\nrefused: card {MAESTRO}\n")
    jobs = django_rq.get_queue("documents").connection
    jobs.set("a job", zlib.compress(f"card {MASTER}".encode()))
    try:
        after = json.loads(printed("audit", "cards", "--log", str(log), "--json"))
    finally:
        jobs.delete("a job")

    assert before["ok"]
    assert (before["found"], before["waiting"]) == ([], 0)
    assert before["rows"] > 20
    assert before["queued"] is not None
    assert (before["log_lines"], after["log_lines"] - before["log_lines"]) >= (0, 2)
    planted_there = (AMEX, VISA, MAESTRO, MASTER)
    assert {each["last_four"] for each in after["found"]} == {each[-4:] for each in planted_there}
    assert {"elsewhere.log, line 2", "queue a job"} <= {each["where"] for each in after["found"]}
    assert not after["ok"]
    assert VISA not in json.dumps(after)
