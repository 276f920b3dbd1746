"""A load takes files in batch by batch, the next one cleaned while the last is written."""

from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from backoffice import batches, loading
from core.actors import PIPELINE
from intake.models import Arrival, Document
from tests.intake.formats.samples import sample

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)


def test_counts_files_and_not_what_came_out_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "MOST", 2)
    mail = EmailMessage()
    mail["From"] = "billing@nordwind.example"
    mail.set_content("Two files.")
    for name, content in (("a.xml", sample("invoice_ubl.xml")), ("b.xyz", b"\x00\x01")):
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    (tmp_path / "1.eml").write_bytes(mail.as_bytes())
    for name in ("2.txt", "3.txt", "4.txt"):  # the same bytes, in two batches
        (tmp_path / name).write_bytes(b"Nothing to pay here.")
    told: list[tuple[int, int]] = []

    def note(step: str, done: int, total: int) -> None:
        if step == "received":
            told.append((done, total))

    report = loading.load(
        [tmp_path], entity=None, as_of=NOW.date(), at=NOW, actor=PIPELINE, progress=note
    )

    assert told == [(2, 4), (4, 4)]
    assert [Path(line["file"]).name for line in report.lines] == [
        "1.eml", "a.xml", "b.xyz", "2.txt", "3.txt", "4.txt",
    ]  # fmt: skip
    assert [line["outcome"] for line in report.lines[3:]] == ["refused", "refused", "refused"]
    assert Document.objects.filter(filename="2.txt").count() == 1
    assert Arrival.objects.filter(filename__in=["2.txt", "3.txt", "4.txt"]).count() == 3
    assert Document.objects.get(filename="a.xml").as_of == date(2026, 3, 12)
