"""What a person at a command line can ask: policy, export, explain, reconcile, audit."""

import json
import zipfile
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from audit import sealing
from core.actors import PIPELINE, Actor, ActorKind
from reconciliation.actions import matching, settling
from reconciliation.models import Case
from tests.reconciliation import factories as make

pytestmark = pytest.mark.django_db(transaction=True)

ANNA = Actor(kind=ActorKind.PERSON, name="anna")
CASE_KEYS = {
    "case_id", "kind", "file", "sha256", "state", "would_pass", "case_class", "confidence",
    "confidence_band", "fields", "evidence", "vendor_id", "match", "exceptions", "proposal",
    "due_at", "discount_until", "opened_at", "decided_at", "decided_by",
}  # fmt: skip
FIELD_KEYS = {
    "invoice_number", "issue_date", "due_date", "delivery_date", "type_code", "currency",
    "purchase_order", "buyer_reference", "preceding_invoice", "seller_name", "seller_vat_id",
    "seller_tax_id", "buyer_name", "buyer_vat_id", "iban", "bic", "account_number",
    "routing_number", "payment_terms", "line_total", "allowance_total", "charge_total",
    "net_total", "tax_total", "gross_total", "prepaid", "amount_due", "tax_breakdown", "lines",
}  # fmt: skip
LINE_KEYS = {
    "line", "description", "quantity", "unit", "unit_price", "price_base_quantity", "net",
    "tax_rate", "seller_item_id", "buyer_item_id", "gtin", "po_number", "po_line",
}  # fmt: skip


def run(*words: str) -> tuple[int, str, str]:
    """Return exit status, standard output and standard error of one command."""
    out, err = StringIO(), StringIO()
    try:
        call_command(*words, stdout=out, stderr=err)
    except SystemExit as ending:
        code = ending.code if isinstance(ending.code, int) else 0
        return code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def lines_of(*words: str) -> list[dict[str, Any]]:
    status, out, _ = run(*words)
    assert status == 0
    return [json.loads(line) for line in out.splitlines()]


def matched_case(received: str = "60") -> Case:
    make.order("PO-1", ("A-1", "100", "10.00"))
    make.receipt("PO-1", ("10", received), number="GR-1")
    said = make.reading("R-1", "PO-1", [make.line("1", "A-1", "100", "10.00", po_line="10")])
    (matched,) = matching.match_invoices([make.invoice(said).pk], actor=PIPELINE, at=make.AT)
    return matched.case


class TestExport:
    def test_of_cases_has_every_key_of_the_contract(self) -> None:
        case = matched_case()

        (row,) = lines_of("export", "cases", "--json")

        assert row.keys() == CASE_KEYS
        assert row["fields"].keys() == FIELD_KEYS
        assert row["fields"]["lines"][0].keys() == LINE_KEYS
        assert (row["case_id"], row["state"], row["would_pass"]) == (
            case.case_id, "in_review", False,
        )  # fmt: skip
        assert (row["fields"]["gross_total"], row["fields"]["due_date"]) == ("1190.00", None)
        assert row["evidence"]["gross_total"] == {
            "page": None, "box": None, "text": "1190.00", "method": "xml", "confidence": 1.0,
        }  # fmt: skip
        assert "due_date" not in row["evidence"]

    def test_of_cases_shows_the_match_and_its_figures(self) -> None:
        matched_case()

        (row,) = lines_of("export", "cases", "--json")

        (line,) = row["match"]["lines"]
        (exception,) = row["exceptions"]
        assert row["match"]["status"] == "partial"
        assert (line["po_number"], line["po_line"]) == ("PO-1", "10")
        assert line["receipts"] == [
            {"receipt_number": "GR-1", "receipt_line": "1", "quantity": "60"}
        ]
        assert line["quantity_variance"] == "40"
        assert (exception["code"], exception["line"]) == ("QUANTITY_OVER_RECEIVED", "1")
        journal = row["proposal"]["journal"]
        debited = sum(Decimal(side["debit"]) for side in journal)
        credited = sum(Decimal(side["credit"]) for side in journal)
        assert debited == credited == Decimal("1190.00")
        assert row["proposal"]["by"].keys() == {"rule", "version"}

    def test_since_leaves_out_what_did_not_change(self) -> None:
        matched_case()

        before = lines_of("export", "cases", "--since", "2026-03-20", "--json")
        after = lines_of("export", "cases", "--since", "2026-03-20T09:31:00+00:00", "--json")

        assert (len(before), after) == (1, [])

    @pytest.mark.parametrize("kind", ["matches", "variances", "decisions"])
    def test_of_a_kind_without_rows_is_empty(self, kind: str) -> None:
        assert run("export", kind, "--json") == (0, "", "")

    def test_of_events_is_one_object_a_line(self) -> None:
        case = matched_case()

        events = lines_of("export", "events", "--json")

        matched = [event for event in events if event["action"] == "reconciliation.case.matched"]
        assert [event["subject"] for event in matched] == [f"case:{case.case_id}"]

    def test_of_an_unknown_kind_is_wrong_usage(self) -> None:
        with pytest.raises(CommandError, match="invalid choice"):
            call_command("export", "secrets")


class TestPolicy:
    def test_goes_out_and_comes_back(self, tmp_path: Path) -> None:
        file = tmp_path / "policy.json"

        status, _, _ = run("policy", "export", str(file))
        document = json.loads(file.read_text())
        document["autonomy"] = "full"
        file.write_text(json.dumps(document))
        again, out, _ = run("policy", "import", str(file), "--json")

        assert (status, again) == (0, 0)
        assert json.loads(out) == {"version": 2, "state": "in_force"}

    def test_goes_to_standard_output_without_a_file(self) -> None:
        status, out, _ = run("policy", "export")

        assert (status, json.loads(out)["autonomy"]) == (0, "review")

    def test_that_cannot_be_read_names_the_field(self, tmp_path: Path) -> None:
        file = tmp_path / "policy.json"
        file.write_text('{"tolerances": [{"measure": "price_over", "percent": "lots"}]}')

        status, out, err = run("policy", "import", str(file))

        assert (status, out) == (1, "")
        assert "tolerances.0.percent" in err
        assert str(file) in err

    def test_that_is_not_there_is_refused(self, tmp_path: Path) -> None:
        status, _, err = run("policy", "import", str(tmp_path / "none.json"))

        assert status == 1
        assert "none.json" in err

    def test_knows_no_third_verb(self) -> None:
        with pytest.raises(CommandError, match="invalid choice"):
            call_command("policy", "delete", "file.json")


class TestExplain:
    def test_gives_sentences_with_facts_and_citations(self) -> None:
        case = matched_case()

        status, out, _ = run("explain", case.case_id, "--json")

        explained = json.loads(out)
        cited = {(c["type"], c["id"]) for s in explained["sentences"] for c in s["citations"]}
        assert status == 0
        assert explained["case_id"] == case.case_id
        assert ("purchase_order_line", "PO-1/10") in cited
        assert ("receipt_line", "GR-1/1") in cited
        assert ("document", case.document.sha256) in cited
        assert any("40" in s["text"] for s in explained["sentences"])
        assert all(sentence["citations"] for sentence in explained["sentences"])

    def test_of_a_case_that_is_not_there_says_no(self) -> None:
        assert run("explain", "C-404", "--json") == (1, "", "There is no case C-404.\n")

    def test_of_something_else_is_wrong_usage(self) -> None:
        with pytest.raises(CommandError, match="not a case"):
            call_command("explain", "404")


class TestReconcile:
    def test_books_what_a_new_policy_lets_pass_and_then_rests(self, tmp_path: Path) -> None:
        matched_case(received="100")
        file = tmp_path / "policy.json"
        file.write_text('{"autonomy": "full"}')
        run("policy", "import", str(file))

        first = json.loads(run("reconcile", "--json")[1])["summary"]
        second = json.loads(run("reconcile", "--json")[1])["summary"]

        cash = {"cash_lines": 0, "cash_payouts": 0, "cash_changed": 0, "cash_broken": 0}
        assert first == cash | {"cases": 1, "changed": 1, "straight_through": 1, "in_review": 0}
        assert second == cash | {"cases": 0, "changed": 0, "straight_through": 0, "in_review": 0}
        assert Case.objects.get().state == "straight_through"

    def test_changes_nothing_where_nothing_is_new(self) -> None:
        matched_case()

        summaries = [json.loads(run("reconcile", "--json")[1])["summary"] for _ in range(2)]

        assert [summary["changed"] for summary in summaries] == [0, 0]
        assert Case.objects.get().round == 1

    def test_of_a_period_takes_the_documents_of_that_month(self) -> None:
        matched_case()

        march = json.loads(run("reconcile", "--period", "2026-03", "--json")[1])["summary"]
        april = json.loads(run("reconcile", "--period", "2026-04", "--json")[1])["summary"]

        assert (march["cases"], april["cases"]) == (1, 0)

    def test_of_no_month_is_wrong_usage(self) -> None:
        with pytest.raises(CommandError, match="not a month"):
            call_command("reconcile", "--period", "2026-13")


class TestAudit:
    def test_verifies_the_whole_log(self) -> None:
        matched_case()
        sealing.seal(at=make.AT)

        status, out, _ = run("audit", "verify", "--json")

        found = json.loads(out)
        assert (status, found["ok"]) == (0, True)
        assert found["events"] > 0
        assert found["bundles"] == 1

    def test_names_the_first_event_that_does_not_hold(self) -> None:
        matched_case()
        sealing.seal(at=make.AT)
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE audit_auditevent DISABLE TRIGGER USER")
            cursor.execute(
                "UPDATE audit_auditevent SET actor = 'person:mallory' "
                "WHERE action = 'reconciliation.case.matched' RETURNING event_id::text"
            )
            (changed,) = cursor.fetchone()
            cursor.execute("ALTER TABLE audit_auditevent ENABLE TRIGGER USER")

        status, out, _ = run("audit", "verify", "--json")

        assert status == 1
        assert json.loads(out)["first_bad"] == changed

    def test_an_exported_case_verifies_and_a_changed_one_does_not(self, tmp_path: Path) -> None:
        case = matched_case()
        settling.apply_decision(case, outcome="approve", actor=ANNA, at=make.AT)
        good, bad = tmp_path / "case.zip", tmp_path / "bad.zip"
        exported = run("audit", "export", "--case", case.case_id, "-o", str(good))
        with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
            for name in source.namelist():
                target.writestr(name, source.read(name).replace(b"anna", b"otto"))

        holds = run("audit", "verify", "--bundle", str(good), "--json")
        breaks = run("audit", "verify", "--bundle", str(bad), "--json")

        assert exported[0] == 0
        assert (holds[0], json.loads(holds[1])["ok"]) == (0, True)
        assert (breaks[0], json.loads(breaks[1])["ok"]) == (1, False)

    def test_replays_the_steps_of_a_case(self) -> None:
        case = matched_case()

        status, out, _ = run("audit", "replay", case.case_id, "--json")

        replayed = json.loads(out)
        assert (status, replayed["ok"]) == (0, True)
        assert [step["step"] for step in replayed["steps"]] == ["reconciliation.match"]
        assert replayed["steps"][0]["expected"] == replayed["steps"][0]["actual"]

    def test_says_no_where_a_step_gives_other_bytes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        case = matched_case()
        monkeypatch.setattr("reconciliation.rules.casework.output_to_bytes", lambda _out: b"{}")

        status, out, _ = run("audit", "replay", case.case_id, "--json")

        assert (status, json.loads(out)["ok"]) == (1, False)

    def test_of_a_file_that_is_not_there_is_wrong_usage(self, tmp_path: Path) -> None:
        assert run("audit", "verify", "--bundle", str(tmp_path / "none.zip"))[0] == 2

    def test_of_a_file_that_is_no_archive_says_no(self, tmp_path: Path) -> None:
        file = tmp_path / "notes.zip"
        file.write_text("not an archive")

        status, out, _ = run("audit", "verify", "--bundle", str(file), "--json")

        assert (status, json.loads(out)["ok"]) == (1, False)
