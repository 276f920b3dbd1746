"""The demonstration company: the same every time, sound in itself, and labelled truthfully."""

import csv
import hashlib
import io
import json
from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from facturx import get_facturx_xml_from_pdf, xml_check_xsd
from lxml import etree
from schwifty import IBAN
from stdnum import ean
from stdnum.eu import vat as eu_vat
from stdnum.gb import vat as gb_vat

from backoffice.demo import DemoManifest, write_demo_company
from core.reasons import ReasonCode
from intake.formats import registry
from intake.rules.tables import TABLES, Heading, Record, read_heading, read_row
from tests.backoffice.official_rules import Rules

TODAY = date(2026, 11, 23)
CENT = Decimal("0.01")
Row = dict[str, str]
Label = dict[str, Any]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoManifest:
    return write_demo_company(tmp_path_factory.mktemp("demo"), today=TODAY)


@pytest.fixture(scope="module")
def labels(demo: DemoManifest) -> list[Label]:
    return [json.loads(line) for line in demo.labels.read_text("utf-8").splitlines()]


def rows_of(demo: DemoManifest, name: str) -> list[Row]:
    found = [path for path in demo.folder.rglob("*.csv") if name in path.name]
    rows: list[Row] = []
    for path in found:
        rows += csv.DictReader(io.StringIO(path.read_text("utf-8")))
    return rows


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def sample(labels: list[Label]) -> list[Label]:
    structured = [
        label
        for label in labels
        if label["slice"]["format"] in {"ubl", "cii", "facturx"} and label["fields"]
    ]
    broken = [label for label in structured if "EINVOICE_RULE" in label["exceptions"]]
    others = [label for label in structured if label not in broken]
    kinds = {label["slice"]["problem"] + label["slice"]["format"]: label for label in others}
    return [*broken, *kinds.values()]


class TestTheSameEveryTime:
    def test_gives_the_same_bytes_for_the_same_seed_and_day(
        self, demo: DemoManifest, tmp_path: Path
    ) -> None:
        write_demo_company(tmp_path, today=TODAY)

        assert digests(tmp_path) == digests(demo.folder)

    @pytest.mark.slow
    def test_tells_another_story_for_another_seed(self, demo: DemoManifest, tmp_path: Path) -> None:
        write_demo_company(tmp_path, seed=8, today=TODAY)

        assert (
            digests(tmp_path)["1-master/05-vendors.csv"]
            != digests(demo.folder)["1-master/05-vendors.csv"]
        )

    @pytest.mark.slow
    @pytest.mark.parametrize("today", [date(2027, 1, 1), date(2028, 3, 31)])
    def test_can_be_told_on_any_day(self, today: date, tmp_path: Path) -> None:
        made = write_demo_company(tmp_path, today=today)

        assert all(step.as_of <= today for step in made.steps)
        assert len(made.labels.read_text("utf-8").splitlines()) > 300
        assert list(made.held_back.iterdir())


class TestTables:
    def test_has_the_headings_of_the_contract_and_cells_that_read(self, demo: DemoManifest) -> None:
        kinds: set[str] = set()
        for path in demo.folder.rglob("*.csv"):
            if path.name.startswith(("paypal-", "stripe-")):
                continue  # reports of processors, in their own words
            table = list(csv.reader(io.StringIO(path.read_text("utf-8"))))
            heading = read_heading(table[0])
            assert isinstance(heading, Heading), f"{path.name}: {heading}"
            assert not heading.extra, path.name
            assert set(table[0]) == set(TABLES[heading.kind].columns), path.name
            for number, cells in enumerate(table[1:], start=2):
                record = read_row(heading.kind, heading.row(number, cells))
                assert isinstance(record, Record), f"{path.name}: {record}"
            kinds.add(heading.kind)

        assert kinds == set(TABLES)

    def test_has_one_order_list_as_a_workbook(self, demo: DemoManifest) -> None:
        (path,) = demo.folder.rglob("*.xlsx")

        table = list(openpyxl.load_workbook(path).worksheets[0].values)

        heading = read_heading([str(cell) for cell in table[0]])
        assert isinstance(heading, Heading)
        assert heading.kind == "purchase_orders"
        assert len(table) > 20

    def test_has_numbers_whose_check_digits_hold(self, demo: DemoManifest) -> None:
        vendors, items = rows_of(demo, "vendors"), rows_of(demo, "items")

        assert len(items) > 280
        assert all(ean.is_valid(row["gtin"]) for row in items)
        assert len({row["gtin"] for row in items}) == len(items)
        for row in vendors:
            if row["iban"]:
                IBAN(row["iban"])
            if row["vat_id"]:
                check = gb_vat if row["country"] == "GB" else eu_vat
                assert check.is_valid(row["vat_id"]), row["vendor_name"]
        assert [row["status"] for row in vendors].count("blocked") == 1


class TestTheBooks:
    def test_balances_every_entry(self, demo: DemoManifest) -> None:
        sums: dict[str, Decimal] = defaultdict(Decimal)
        rows = rows_of(demo, "journal")
        for row in rows:
            sums[row["entry_id"]] += Decimal(row["debit"]) - Decimal(row["credit"])

        assert len(rows) > 5000
        assert set(sums.values()) == {Decimal(0)}

    def test_books_on_accounts_that_exist_in_the_period_of_the_day(
        self, demo: DemoManifest
    ) -> None:
        accounts = {row["account"] for row in rows_of(demo, "accounts")}
        rows = rows_of(demo, "journal")

        assert {row["account"] for row in rows} <= accounts
        assert {row["account"] for row in rows_of(demo, "plan")} <= accounts
        assert all(row["posting_date"].startswith(row["period"]) for row in rows)
        assert {row["period"] for row in rows} == {"2026-09", "2026-10"}

    def test_has_some_accounts_far_off_plan(self, demo: DemoManifest) -> None:
        spent: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for row in rows_of(demo, "journal"):
            if row["period"] == "2026-10":
                key = (row["account"], row["cost_centre"])
                spent[key] += Decimal(row["debit"]) - Decimal(row["credit"])
        planned = {
            (row["account"], row["cost_centre"]): Decimal(row["amount"])
            for row in rows_of(demo, "plan")
            if row["plan"] == "budget" and row["period"] == "2026-10"
        }

        assert spent["5200", "W01"] > planned["5200", "W01"] * Decimal("1.2")
        assert spent["6320", "S301"] > planned["6320", "S301"] + 10_000
        assert -spent["4110", "S301"] < planned["4110", "S301"] * Decimal("0.9")

    def test_carries_each_bank_balance_from_line_to_line(self, demo: DemoManifest) -> None:
        last: dict[str, Decimal] = {}
        for row in rows_of(demo, "bank-lines"):
            balance = Decimal(row["balance"])
            if row["bank_account"] in last:
                assert balance == last[row["bank_account"]] + Decimal(row["amount"])
            last[row["bank_account"]] = balance

        assert len(last) == 1

    def test_has_statements_and_reports_that_read_without_a_flaw(self, demo: DemoManifest) -> None:
        (folder,) = (step.folder for step in demo.steps if step.folder.name == "8-statements")
        files = [
            registry.read_file(path.read_bytes(), path.name)
            for path in sorted(folder.iterdir())
            if path.name != "bank-lines.csv"
        ]
        lines = [line for file in files for one in file.statements for line in one.lines]
        payouts = [payout for file in files for payout in file.payouts if payout.payout_id]

        assert [finding for file in files for finding in file.findings] == []
        assert len(payouts) > 60
        arrived = {line.amount for line in lines}
        german = [payout for payout in payouts if payout.currency == "EUR"]
        assert sum(payout.amount in arrived for payout in german) >= len(german) - 4

    def test_sends_some_invoices_by_edi_by_mail_and_as_photographs(
        self, demo: DemoManifest
    ) -> None:
        kinds = {"x12": 3, "mail": 3, "scan": 2}

        assert {kind: demo.by_format[kind] for kind in kinds} == kinds
        for path in demo.folder.rglob("*.x12"):
            read = registry.read_file(path.read_bytes(), path.name)
            assert (read.format, read.findings) == ("x12", ()), path.name

    def test_closes_the_first_months_and_leaves_the_last_partly_open(
        self, demo: DemoManifest
    ) -> None:
        still_open: dict[str, int] = defaultdict(int)
        for row in rows_of(demo, "close-tasks"):
            still_open[row["period"]] += not row["completed_at"]

        assert still_open["2026-08"] == still_open["2026-09"] == 0
        assert 0 < still_open["2026-10"] < 12


class TestLabels:
    def test_names_every_document_and_only_files_that_exist(
        self, demo: DemoManifest, labels: list[Label]
    ) -> None:
        written = {
            path.relative_to(demo.folder).as_posix()
            for path in demo.folder.rglob("*")
            if path.is_file() and ("inbox" in path.as_posix() or path.parent == demo.held_back)
        }

        assert {label["file"] for label in labels} == written
        assert len(labels) == len(written)

    def test_speaks_the_codes_of_the_contract(self, labels: list[Label]) -> None:
        codes = {code for label in labels for code in label["exceptions"]}

        assert codes <= {code.value for code in ReasonCode}
        assert len(codes) > 25

    def test_lets_about_seven_in_ten_pass(self, labels: list[Label]) -> None:
        passing = sum(label["disposition"] == "straight_through" for label in labels)

        assert 0.62 <= passing / len(labels) <= 0.78
        assert all(
            (label["disposition"] == "straight_through") == (not label["exceptions"])
            for label in labels
        )

    def test_repeats_bytes_only_where_it_says_so(
        self, demo: DemoManifest, labels: list[Label]
    ) -> None:
        seen: set[str] = set()
        repeated: set[str] = set()
        for label in labels:
            digest = hashlib.sha256((demo.folder / label["file"]).read_bytes()).hexdigest()
            if digest in seen:
                repeated.add(label["file"])
            seen.add(digest)

        assert repeated == {
            label["file"] for label in labels if label["disposition"] == "duplicate"
        }

    def test_adds_up_on_every_invoice_but_the_planted_ones(self, labels: list[Label]) -> None:
        wrong = set()
        for label in labels:
            fields = label["fields"]
            if not fields:
                continue
            lines = sum((Decimal(line["net"]) for line in fields["lines"]), Decimal(0))
            if "line_total" in fields:
                assert lines == Decimal(fields["line_total"]), label["file"]
            total = Decimal(fields["net_total"]) + Decimal(fields.get("tax_total", 0))
            if total != Decimal(fields["gross_total"]):
                wrong.add(label["slice"]["problem"])

        assert wrong == {"totals_mismatch"}


class TestClean:
    """What is called clean agrees with order and receipts, so a three-way match passes it (T1)."""

    def test_bills_what_was_ordered_and_received_at_the_ordered_price(
        self, demo: DemoManifest, labels: list[Label]
    ) -> None:
        ordered = {(row["po_number"], row["description"]): row for row in _order_rows(demo)}
        received: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for row in rows_of(demo, "receipts"):
            key = (row["po_number"], row["po_line"])
            received[key] += Decimal(row["quantity_received"]) - Decimal(row["quantity_rejected"])
        checked = 0
        for label in labels:
            if label["slice"]["problem"] != "clean":
                continue
            order = label["fields"]["purchase_order"]
            for line in label["fields"]["lines"]:
                row = _ordered(ordered, order, line["description"])
                quantity, price = Decimal(line["quantity"]), Decimal(row["unit_price"])
                net = (quantity * price).quantize(CENT, ROUND_HALF_UP)
                assert row["status"] == "open"
                assert Decimal(line["net"]) == net
                assert received[order, row["po_line"]] >= quantity
                checked += 1

        assert checked > 700

    def test_moves_prices_inside_tolerance_by_no_more_than_it_allows(
        self, demo: DemoManifest, labels: list[Label]
    ) -> None:
        ordered = {(row["po_number"], row["description"]): row for row in _order_rows(demo)}
        for label in labels:
            problem = label["slice"]["problem"]
            if problem not in {"price_inside_tolerance", "price_over", "price_under"}:
                continue
            inside = []
            for line in label["fields"]["lines"]:
                row = _ordered(ordered, label["fields"]["purchase_order"], line["description"])
                due = Decimal(line["quantity"]) * Decimal(row["unit_price"])
                gap = abs(Decimal(line["net"]) - due)
                inside.append(gap <= due * 2 / 100 and gap <= 50)

            assert all(inside) == (problem == "price_inside_tolerance"), label["file"]


def _ordered(ordered: dict[tuple[str, str], Row], order: str, text: str) -> Row:
    """The order line a text names; a page prints the vendor's number before it."""
    return ordered.get((order, text)) or ordered[order, text.partition(" ")[2]]


def _order_rows(demo: DemoManifest) -> list[Row]:
    (book,) = demo.folder.rglob("*.xlsx")
    values = list(openpyxl.load_workbook(book).worksheets[0].values)
    heading = [str(cell) for cell in values[0]]
    extra = [
        {name: str(cell or "") for name, cell in zip(heading, row, strict=True)}
        for row in values[1:]
    ]
    return [*rows_of(demo, "purchase-orders"), *extra]


class TestEInvoices:
    """The XML keeps the official schemas and EN 16931 rules, but for the planted few (T37)."""

    def test_keeps_the_schemas(self, demo: DemoManifest, sample: list[Label]) -> None:
        for label in sample:
            flavor, xml = _xml(demo.folder / label["file"], label["slice"]["format"])
            level = "en16931" if flavor == "factur-x" else "autodetect"
            assert xml_check_xsd(xml, flavor=flavor, level=level), label["file"]

    def test_breaks_a_rule_only_where_it_was_planted(
        self, demo: DemoManifest, sample: list[Label]
    ) -> None:
        rules = Rules()
        broken = {}
        for label in sample:
            flavor, xml = _xml(demo.folder / label["file"], label["slice"]["format"])
            failed = rules.failed(flavor, xml)
            if failed:
                broken[label["file"]] = failed

        planted = {label["file"] for label in sample if "EINVOICE_RULE" in label["exceptions"]}
        assert set(broken) == planted, broken
        assert planted


def _xml(path: Path, form: str) -> tuple[str, bytes]:
    content = path.read_bytes()
    if form == "facturx":
        name, xml = get_facturx_xml_from_pdf(content, check_xsd=False, check_schematron=False)
        assert name == "factur-x.xml"
        return "factur-x", xml
    if form == "cii":
        return "factur-x", content
    name = etree.QName(etree.fromstring(content)).localname
    return f"ubl-2.1-{name.lower()}", content
