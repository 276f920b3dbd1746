"""Bank files of four formats, written by hand, and the lines they must give."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.reasons import ReasonCode
from intake.formats import bank_text, camt, registry
from intake.rules.cash_values import BankLineStatus, BankLineValue, StatementKind, StatementValue
from intake.rules.findings import ReadFile
from intake.rules.reading import DocumentType

SAMPLES = Path(__file__).parents[2] / "samples" / "bank"


def read(name: str) -> ReadFile:
    return registry.read_file((SAMPLES / name).read_bytes(), "statement")


def amounts(statement: StatementValue) -> list[Decimal]:
    return [line.amount for line in statement.lines]


class TestMt940:
    def test_every_page_is_a_statement_that_closes(self) -> None:
        found = read("two_pages.sta")

        first, second = found.statements
        assert (found.document_type, found.format) == (DocumentType.BANK_STATEMENT, "mt940")
        assert found.findings == ()
        assert (first.statement_number, second.statement_number) == ("00051/00001", "00051/00002")
        assert (first.opening, first.closing) == (Decimal("1000.00"), Decimal("1098.50"))
        assert amounts(first) == [Decimal("119.00"), Decimal("-20.50")]
        assert first.account.account_number == "0001234567"
        assert first.account.routing_number == "10020030"

    def test_a_line_says_who_paid_and_what_for(self) -> None:
        line = read("two_pages.sta").statements[0].lines[0]

        assert (line.booked_on, line.value_date) == (date(2026, 3, 11), date(2026, 3, 10))
        assert (line.reference, line.customer_reference) == ("BK-0001", None)
        assert line.end_to_end_id == "ORDER-7781"
        assert line.counterparty == "Anna Berger"
        assert line.counterparty_account == "DE02120300000000202051"
        assert line.memo == "GUTSCHRIFT Rechnung RE-2026-00411 vielen Dank"

    def test_a_reversal_of_a_credit_takes_money_and_says_why(self) -> None:
        returned, fee = read("two_pages.sta").statements[1].lines

        assert (returned.amount, returned.is_reversal) == (Decimal("-19.00"), True)
        assert returned.return_reason == "AC04"
        assert fee.value_date == date(2026, 2, 28)  # banks know a 30 February
        assert fee.memo == "ABSCHLUSS"

    def test_a_line_that_cannot_be_read_costs_itself_and_shows_in_the_balance(self) -> None:
        text = (SAMPLES / "two_pages.sta").read_text().replace("DR20,50N", "DRtwentyN")

        found = registry.read_file(text.encode(), "x")

        assert len(found.statements[0].lines) == 1
        unread, gap = found.findings
        assert (unread.code, unread.field, unread.line) == (
            ReasonCode.UNREADABLE,
            "field 61",
            "10",
        )
        assert gap.code is ReasonCode.STATEMENT_GAP
        assert (gap.expected, gap.actual) == ("1119.00", "1098.50")

    def test_a_missing_page_is_a_gap(self) -> None:
        """T85."""
        text = (SAMPLES / "two_pages.sta").read_text()
        text = text.replace(":60M:C260311EUR1098,50", ":60M:C260311EUR1298,50")
        text = text.replace("1074,50", "1274,50")

        (gap,) = registry.read_file(text.encode(), "x").findings

        assert gap.code is ReasonCode.STATEMENT_GAP
        assert (gap.expected, gap.actual) == ("1098.50", "1298.50")

    def test_the_day_so_far_is_pending(self) -> None:
        text = (
            ":20:X\n:25:DE02120300000000202051EUR\n:28C:1\n:34F:EUR0,\n"
            ":61:260311C5,NTRFNONREF//R1\n:86:/TRTP/SEPA/IBAN/NL91ABNA0417164300"
            "/NAME/Anna Berger/REMI/RE-1/EREF/E-1\n:90C:1EUR5,\n"
        )

        (statement,) = registry.read_file(text.encode(), "x").statements

        line = statement.lines[0]
        assert statement.kind is StatementKind.INTERIM
        assert (statement.currency, statement.account.iban) == ("EUR", "DE02120300000000202051")
        assert (line.counterparty, line.memo, line.end_to_end_id) == ("Anna Berger", "RE-1", "E-1")
        assert line.counterparty_account == "NL91ABNA0417164300"

    def test_a_statement_of_no_account_is_refused_by_name(self) -> None:
        text = ":20:X\n:60F:C260310EUR1,00\n:61:260311C5,NTRF\n:62F:C260311EUR6,00\n"

        found = registry.read_file(text.encode(), "x")

        assert found.refusal is ReasonCode.MISSING_FIELD
        assert found.findings[0].field == "account"

    def test_a_statement_that_was_cut_off_says_so(self) -> None:
        content = (SAMPLES / "two_pages.sta").read_bytes()

        found = registry.read_file(content[: content.index(b":62M:")], "x.sta")

        (flaw,) = found.findings
        assert (flaw.code, flaw.field, flaw.line) == (ReasonCode.UNREADABLE, "field 62F", "2")
        assert "cut off" in flaw.text
        assert found.statements[0].is_cut


class TestCamt:
    def test_a_currency_that_nobody_knows_is_named_first(self) -> None:
        content = (SAMPLES / "statement_053_v08.xml").read_bytes().replace(b"EUR", b"XXQ")

        found = registry.read_file(content, "x.xml")

        assert found.refusal is ReasonCode.UNREADABLE
        assert "nobody knows the currency `XXQ`" in found.findings[0].text

    def test_balances_keep_their_sign_and_hold(self) -> None:
        found = read("statement_053_v08.xml")

        (statement,) = found.statements
        assert found.format == "camt"
        assert (statement.opening, statement.closing) == (Decimal("-500.00"), Decimal("-281.40"))
        assert (statement.statement_id, statement.statement_number) == ("S-71", "71")
        assert (statement.from_date, statement.to_date) == (date(2026, 3, 11), date(2026, 3, 11))
        assert amounts(statement) == [
            Decimal("220.40"),
            Decimal("30.00"),
            Decimal("-31.80"),
            Decimal("-7.00"),
        ]

    def test_a_line_says_who_paid_in_which_currency(self) -> None:
        line = read("statement_053_v08.xml").statements[0].lines[0]

        assert (line.reference, line.end_to_end_id) == ("REF-9001", None)
        assert (line.counterparty, line.counterparty_account) == ("Payments Inc.", "99-1")
        assert line.memo == "Payout\npo_17\nRF18539007547034"
        assert line.structured_reference == "RF18539007547034"
        assert (line.instructed_amount, line.instructed_currency) == (Decimal("250.00"), "USD")
        assert line.exchange_rate == Decimal("1.1343")
        assert line.transaction_code == "PMNT/RCDT/ESCT"

    def test_a_batch_keeps_its_payments(self) -> None:
        line = read("statement_053_v08.xml").statements[0].lines[1]

        assert (line.batch_count, line.end_to_end_id) == (2, None)
        assert [part.end_to_end_id for part in line.parts] == ["A", "B"]
        assert sum(part.amount or 0 for part in line.parts) == line.amount

    def test_a_reversal_names_who_was_paid_back_and_why(self) -> None:
        line = read("statement_053_v08.xml").statements[0].lines[2]

        assert line.is_reversal
        assert (line.counterparty, line.return_reason) == ("Carl Dorn", "AC04")

    def test_an_entry_that_is_not_booked_moves_no_money(self) -> None:
        found = read("statement_053_v08.xml")

        assert found.statements[0].lines[3].status is BankLineStatus.PENDING
        assert not [f for f in found.findings if f.code is ReasonCode.STATEMENT_GAP]

    def test_an_entry_without_a_day_is_named(self) -> None:
        (problem,) = read("statement_053_v08.xml").findings

        assert (problem.code, problem.field) == (ReasonCode.UNREADABLE, "BookgDt")
        assert problem.line == "68"

    @pytest.mark.parametrize("version", ["02", "04", "06", "13"])
    def test_the_version_does_not_matter(self, version: str) -> None:
        text = (SAMPLES / "statement_053_v08.xml").read_text()
        text = text.replace("camt.053.001.08", f"camt.053.001.{version}")
        if version == "02":
            text = text.replace("<Pty>", "").replace("</Pty>", "").replace("BICFI", "BIC")
            text = text.replace("<Sts><Cd>", "<Sts>").replace("</Cd></Sts>", "</Sts>")

        (statement,) = registry.read_file(text.encode(), "x").statements

        assert statement.lines == read("statement_053_v08.xml").statements[0].lines

    def test_a_message_without_statements_is_refused(self) -> None:
        text = (SAMPLES / "statement_053_v08.xml").read_text()
        start, end = text.index("<Stmt>"), text.index("</BkToCstmrStmt>")

        found = registry.read_file((text[:start] + text[end:]).encode(), "x")

        assert found.refusal is ReasonCode.UNREADABLE
        assert found.document_type is DocumentType.BANK_STATEMENT

    def test_a_currency_that_nobody_knows_is_named(self) -> None:
        text = (SAMPLES / "statement_053_v08.xml").read_text()
        text = text.replace('<Amt Ccy="EUR">31.80', '<Amt Ccy="XQZ">31.80')

        found = registry.read_file(text.encode(), "x")

        assert len(found.statements[0].lines) == 3
        assert [f.actual for f in found.findings if f.field == "currency"] == ["XQZ"]


class TestBai2:
    def test_accounts_currencies_and_signs(self) -> None:
        """T43: yen have no minor unit."""
        found = read("two_accounts.bai")

        dollars, yen = found.statements
        assert found.findings == ()
        assert (dollars.opening, dollars.closing) == (Decimal("1000.00"), Decimal("1123.45"))
        assert amounts(dollars) == [Decimal("180.00"), Decimal("-56.55")]
        assert (yen.currency, yen.opening, yen.closing) == ("JPY", Decimal(5000), Decimal(5250))

    def test_texts_go_on_and_returns_say_so(self) -> None:
        paid, returned = read("two_accounts.bai").statements[0].lines

        assert (paid.reference, paid.customer_reference) == ("BANKREF1", "CUSTREF1")
        assert (paid.end_to_end_id, paid.counterparty) == ("E2E-1", "Payments Inc.")
        assert (paid.memo or "").startswith("PAYOUT po_17")
        assert returned.value_date == date(2026, 3, 12)
        assert returned.memo == "RETURNED ITEM R01, CARL DORN"
        assert returned.return_reason == "R01"

    def test_a_file_cut_in_half_is_a_gap(self) -> None:
        text = (SAMPLES / "two_accounts.bai").read_text()

        found = registry.read_file("\n".join(text.splitlines()[:6]).encode(), "x")

        assert {f.code for f in found.findings} == {ReasonCode.STATEMENT_GAP}
        assert any("record 99" in f.text for f in found.findings)

    def test_a_total_that_is_not_reached_is_named(self) -> None:
        text = (SAMPLES / "two_accounts.bai").read_text().replace("49,241655,6/", "49,241656,6/")

        problem = registry.read_file(text.encode(), "x").findings[0]

        assert problem.code is ReasonCode.TOTALS_MISMATCH
        assert (problem.expected, problem.line) == ("241656", "8")


class TestOfx:
    def test_tags_may_stay_open(self) -> None:
        found = read("tags_left_open.ofx")

        (statement,) = found.statements
        first, last = statement.lines
        assert (statement.account.account_number, statement.currency) == ("445566", "CAD")
        assert statement.closing == Decimal("2000.75")
        assert (first.amount, first.booked_on) == (Decimal("1500.2500"), date(2026, 3, 10))
        assert (first.reference, first.counterparty) == ("F-1", "Berger & Dorn")
        assert (last.amount, last.return_reason) == (Decimal("-3.50"), "returned")
        assert (last.customer_reference, last.memo) == ("77", "a <b>")

    def test_what_cannot_be_read_is_named_by_line_and_field(self) -> None:
        day, amount = read("tags_left_open.ofx").findings

        assert (day.field, day.line) == ("DTPOSTED", "11")
        assert (amount.field, amount.actual) == ("TRNAMT", "$12")

    def test_a_file_cut_in_half_says_so(self) -> None:
        whole = (SAMPLES / "tags_left_open.ofx").read_bytes()

        flaws = registry.read_file(whole[: len(whole) // 2], "statement").findings

        assert [(flaw.code, flaw.field) for flaw in flaws] == [(ReasonCode.UNREADABLE, "OFX")]

    def test_version_2_is_read_as_well(self) -> None:
        text = (SAMPLES / "tags_left_open.ofx").read_text().split("\n\n", 1)[1]
        head = '<?xml version="1.0"?>\n<?OFX OFXHEADER="200" VERSION="211"?>\n'

        found = registry.read_file((head + text).encode(), "x")

        assert found.format == "ofx"
        assert len(found.statements[0].lines) == 2


class TestAmounts:
    @given(
        st.decimals(
            allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12
        )
    )
    def test_what_is_printed_is_read(self, amount: Decimal) -> None:
        assert bank_text.amount_of(f"{amount:f}") == amount
        assert bank_text.amount_of(f"{amount:f}".replace(".", ",")) == amount

    @pytest.mark.parametrize(
        ("text", "amount"),
        [
            ("1.234,56", "1234.56"),
            ("1,234.56", "1234.56"),
            ("1 234,56", "1234.56"),
            ("380115,", "380115"),
            ("+00000000000115.8331", "115.8331"),
        ],
    )
    def test_both_marks_are_known(self, text: str, amount: str) -> None:
        assert bank_text.amount_of(text) == Decimal(amount)

    @pytest.mark.parametrize("text", ["", "$1", "1.2.3", "1,2,3", "NaN", "1e5", "-", "12 34"])
    def test_what_is_no_amount_is_none(self, text: str) -> None:
        assert bank_text.amount_of(text) is None


@settings(deadline=None)
@given(st.binary(max_size=400))
@pytest.mark.parametrize("head", [b":20:A\n:25:1\n:60F:C260101EUR0,\n", b"OFXHEADER:100\n<OFX>"])
def test_no_bytes_stop_a_reader(head: bytes, tail: bytes) -> None:
    found = registry.read_file(head + tail, "x")

    for statement in found.statements:
        for line in statement.lines:
            assert isinstance(line, BankLineValue)
            assert line.amount.is_finite()


def test_lines_of_a_group_without_a_day_are_named() -> None:
    text = (SAMPLES / "two_accounts.bai").read_text().replace("1,260311,", "1,269911,")

    found = registry.read_file(text.encode(), "x")

    assert [len(statement.lines) for statement in found.statements] == [0, 0]
    assert [f.field for f in found.findings if f.code is ReasonCode.MISSING_FIELD] == [
        "booked_on"
    ] * 3


def test_a_long_message_is_read_entry_by_entry_alike() -> None:
    content = (SAMPLES / "statement_053_v08.xml").read_bytes()

    statements, problems = camt.read_long(content)

    found = registry.read_file(content, "x")
    assert statements == found.statements
    assert problems == found.findings
