"""A measurement runs the production steps, says what it found, and leaves nothing behind."""

import json
from datetime import UTC, date, datetime
from email.message import EmailMessage
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from audit.models import AuditEvent
from core.actors import PIPELINE
from evaluation.actions import running
from evaluation.actions.running import UnableToEvaluate
from evaluation.models import Run
from intake.actions import receiving
from intake.models import Document
from ledger.models import JournalEntry
from reconciliation.models import Case
from tests.factories import make_person

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
SAMPLES = Path(__file__).parents[1] / "samples" / "einvoices"


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    """Return a labelled set of two invoices; the second label is wrong about one field."""
    for name in ("invoice_ubl.xml", "invoice_cii.xml"):
        (tmp_path / name).write_bytes((SAMPLES / name).read_bytes())
    rows = [
        label("invoice_ubl.xml", number_of("invoice_ubl.xml"), format="ubl"),
        label("invoice_cii.xml", "NOT-THIS", format="cii"),
    ]
    path = tmp_path / "labels.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows))
    return path


def label(file: str, number: str | None, **sliced: str) -> dict[str, Any]:
    return {
        "file": file, "slice": sliced, "document_type": "invoice",
        "fields": {"invoice_number": number}, "exceptions": None, "disposition": "in_review",
    }  # fmt: skip


def number_of(name: str) -> str | None:
    from intake.formats import registry

    read = registry.read_file((SAMPLES / name).read_bytes(), name)
    return read.invoice.invoice_number if read.invoice else None


def run(labels: Path) -> running.Evaluated:
    return running.run_evaluation(labels, as_of=TODAY, actor=PIPELINE, at=AT)


def told(*arguments: object) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as ending:
        call_command("evaluate", *(str(each) for each in arguments), stdout=out, stderr=err)
    return int(str(ending.value.code)), out.getvalue(), err.getvalue()


def test_nothing_stays_but_the_run_and_its_event(labels: Path) -> None:
    run(labels)

    assert Document.objects.count() == Case.objects.count() == JournalEntry.objects.count() == 0
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert actions == {"evaluation.run.made", "reconciliation.policy.put_in_force"}
    assert Run.objects.get().documents == 2


def test_a_mail_with_one_file_is_scored_by_that_file(tmp_path: Path) -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "billing@vendor.example", "Your invoice"
    message.set_content("Please find it attached.")
    body = (SAMPLES / "invoice_ubl.xml").read_bytes()
    message.add_attachment(body, maintype="application", subtype="xml", filename="invoice.xml")
    (tmp_path / "invoice.eml").write_bytes(message.as_bytes())
    path = tmp_path / "labels.jsonl"
    path.write_text(json.dumps(label("invoice.eml", number_of("invoice_ubl.xml"))))

    (score,) = run(path).scores

    assert score.wrong == ()


def test_what_came_out_is_scored_by_slice(labels: Path) -> None:
    found = run(labels)

    shares = {key: each.measures["fields"].value for key, each in found.slices.items()}
    assert shares == {("", ""): 0.5, ("format", "cii"): 0.0, ("format", "ubl"): 1.0}
    (wrong,) = [each for scored in found.scores for each in scored.wrong]
    assert (wrong.place, wrong.expected) == ("invoice_number", "NOT-THIS")


def test_a_file_that_is_here_is_scored_by_its_standing_and_stays(labels: Path) -> None:
    content = (SAMPLES / "invoice_ubl.xml").read_bytes()
    receiving.receive_documents(
        [receiving.Incoming(content=content, filename="x.xml")],
        channel="load", actor=PIPELINE, received_at=AT, as_of=TODAY, is_rung=False,
    )  # fmt: skip

    found = run(labels)

    assert found.run.already_here == 1
    assert Document.objects.get().filename == "x.xml"


def test_the_same_bytes_twice_are_a_duplicate_the_second_time(labels: Path) -> None:
    row = label("invoice_ubl.xml", number_of("invoice_ubl.xml")) | {
        "disposition": "duplicate", "exceptions": ["DUPLICATE_DOCUMENT"],
    }  # fmt: skip
    labels.write_text(labels.read_text() + "\n" + json.dumps(row))

    last = run(labels).scores[-1]

    assert last.wrong == ()


def test_bad_lines_are_told_by_number_and_end_in_one(labels: Path) -> None:
    labels.write_text(labels.read_text() + '\nnonsense\n{"file": "gone.xml"}\n')

    status, _, said = told(labels)

    assert status == 1
    assert "Line 3: not JSON" in said
    assert "Line 4: there is no file gone.xml" in said


def test_labels_that_cannot_be_used_at_all_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text("nonsense")

    with pytest.raises(UnableToEvaluate, match="Line 1"):
        run(path)


def test_a_missing_file_or_run_is_wrong_usage(labels: Path) -> None:
    assert told(labels.parent / "none.jsonl")[0] == 2
    assert told(labels, "--against", "R-99999")[0] == 2


def test_the_command_writes_one_object_and_compares_with_an_earlier_run(labels: Path) -> None:
    first = run(labels).run

    status, out, _ = told(labels, "--against", first.run_id, "--json")

    said = json.loads(out)
    whole = said["slices"][0]
    assert status == 0
    assert whole["slice"] == {}
    assert whole["measures"]["fields"]["value"] == 0.5
    assert whole["measures"]["fields"]["delta"]["value"] == 0
    assert said["cost"] == "0"
    assert whole["seconds_a_document"] >= 0
    assert said["wrong"][0]["place"] == "invoice_number"


def test_a_link_out_of_the_folder_is_not_followed(labels: Path, tmp_path: Path) -> None:
    outside = tmp_path.parent / "outside.xml"
    outside.write_text("<a/>")
    (labels.parent / "link.xml").symlink_to(outside)
    labels.write_text(labels.read_text() + '\n{"file": "link.xml"}\n')

    assert [problem.line for problem in run(labels).problems] == [3]


@pytest.mark.parametrize(("role", "status"), [("leader", 200), ("operator", 403)])
def test_runs_are_shown_to_those_who_see_the_figures(
    client: Client, labels: Path, role: str, status: int
) -> None:
    run_id = run(labels).run.run_id
    client.force_login(make_person("katrin", role))

    assert client.get("/evaluation/").status_code == status
    assert client.get(f"/evaluation/{run_id}/").status_code == status


def test_a_reader_of_some_entities_does_not_see_what_documents_say(
    client: Client, labels: Path
) -> None:
    run_id = run(labels).run.run_id
    client.force_login(make_person("sanne", "leader", entities=("NL01",)))

    assert "NOT-THIS" not in client.get(f"/evaluation/{run_id}/").content.decode()
