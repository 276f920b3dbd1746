"""Bank statements are taken in: each movement once, whatever files tell of it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from audit import content as store
from audit.models import AuditEvent, Bundle
from core.actors import PIPELINE
from core.reasons import ReasonCode
from intake.actions import reading, receiving
from intake.models import BankAccount, BankLine, BankStatement, Document, Finding
from intake.rules.checks import ReadingTolerances
from reconciliation.actions import policies
from tests.intake.actions.csv_files import take as take_table

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)
SAMPLES = Path(__file__).parents[2] / "samples" / "bank"
BOOKED, PENDING, REPLACED = "booked", "pending", "replaced"


def limits() -> ReadingTolerances:
    return policies.current_policy().reading_limits


def take(content: bytes | str, filename: str = "statement") -> Document:
    """Take one file in and read it."""
    (document,) = take_all(content, filename=filename)
    return document


def take_all(*contents: bytes | str, filename: str = "statement") -> list[Document]:
    """Take files in and read them in one go."""
    came = receiving.receive_documents(
        [
            receiving.Incoming(each if isinstance(each, bytes) else each.encode(), filename)
            for each in contents
        ],
        channel="load",
        actor=PIPELINE,
        received_at=NOW,
        as_of=NOW.date(),
        is_rung=False,
    )
    ids = [each.document_id for each in came if each.document_id is not None]
    reading.read_documents(ids, limits=limits(), actor=PIPELINE, at=NOW)
    return [Document.objects.get(pk=pk) for pk in ids]


def codes(document: Document) -> list[str]:
    return list(
        Finding.objects.filter(document=document).order_by("pk").values_list("code", flat=True)
    )


def entry(
    amount: str,
    reference: str | None,
    *,
    day: str = "2026-03-11",
    memo: str = "order",
    status: str = "BOOK",
) -> str:
    way = "DBIT" if amount.startswith("-") else "CRDT"
    own = f"<AcctSvcrRef>{reference}</AcctSvcrRef>" if reference else ""
    return (
        f'<Ntry><Amt Ccy="EUR">{amount.lstrip("-")}</Amt><CdtDbtInd>{way}</CdtDbtInd>'
        f"<Sts>{status}</Sts><BookgDt><Dt>{day}</Dt></BookgDt>{own}"
        f"<AddtlNtryInf>{memo}</AddtlNtryInf></Ntry>"
    )


def statement(
    *entries: str,
    number: str = "1",
    opening: str | None = None,
    closing: str | None = None,
    day: str = "2026-03-11",
    message: str = "053",
) -> str:
    outer, inner = {
        "053": ("BkToCstmrStmt", "Stmt"),
        "052": ("BkToCstmrAcctRpt", "Rpt"),
        "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
    }[message]
    balances = "".join(
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>'
        for code, amount in (("OPBD", opening), ("CLBD", closing))
        if amount is not None
    )
    return (
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{message}.001.02"><{outer}><{inner}>'
        f"<ElctrncSeqNb>{number}</ElctrncSeqNb>"
        f"<FrToDt><FrDtTm>{day}T00:00:00</FrDtTm><ToDtTm>{day}T23:59:59</ToDtTm></FrToDt>"
        f"<Acct><Id><IBAN>DE02120300000000202051</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        f"{balances}{''.join(entries)}</{inner}></{outer}></Document>"
    )


def standing(status: str = BOOKED) -> list[Decimal]:
    return list(
        BankLine.objects.filter(status=status).order_by("pk").values_list("amount", flat=True)
    )


class TestTakingIn:
    def test_lines_are_kept_with_statement_account_and_trail(self) -> None:
        document = take((SAMPLES / "statement_053_v08.xml").read_bytes())

        account = BankAccount.objects.get()
        row = BankStatement.objects.get()
        assert (document.document_type, document.state, document.records) == (
            "bank_statement",
            "settled",
            4,
        )
        assert (account.bank_account, account.iban) == ("DE02120300000000202051",) * 2
        assert (row.opening, row.closing, row.movements) == (
            Decimal("-500.00"),
            Decimal("-281.40"),
            Decimal("218.60"),
        )
        batch = BankLine.objects.get(reference="REF-9002")
        assert (batch.statement, batch.batch_count) == (row, 2)
        assert batch.parts[0] == {"amount": "10.00", "currency": "EUR", "end_to_end_id": "A"}
        assert BankLine.objects.get(reference="REF-9004").status == PENDING
        event = AuditEvent.objects.get(action="intake.statement.imported")
        assert event.payload == {"created": 4, "lines": 4, "statements": 1}

    def test_what_was_read_replays_to_the_byte(self) -> None:
        document = take((SAMPLES / "two_pages.sta").read_bytes())

        bundle = Bundle.objects.get(subject=f"document:{document.sha256}")
        inputs = {name: store.get(sha256) for name, sha256 in bundle.inputs.items()}
        assert reading.replay(inputs) == store.get(bundle.output_sha256)

    def test_the_account_that_people_described_is_found_by_any_name(self) -> None:
        take_table(
            "bank_account,entity,iban,currency\nMain,SHOP,DE73100200300001234567,EUR\n",
        )
        take((SAMPLES / "two_pages.sta").read_bytes())

        account = BankAccount.objects.get()
        assert (account.bank_account, account.lines.count()) == ("Main", 4)

    def test_one_number_in_another_currency_is_another_account(self) -> None:
        take(statement(entry("5.00", "A")))
        take(statement(entry("7.00", "B")).replace("EUR", "USD"))

        names = set(BankAccount.objects.values_list("bank_account", "currency"))
        assert names == {
            ("DE02120300000000202051", "EUR"),
            ("DE02120300000000202051 USD", "USD"),
        }

    def test_a_file_without_an_account_makes_nothing(self) -> None:
        document = take(":20:X\n:60F:C260310EUR1,00\n:61:260311C5,NTRF\n:62F:C260311EUR6,00\n")

        assert (document.state, document.refusal) == ("refused", "MISSING_FIELD")
        assert not BankLine.objects.exists()


class TestKnownOnce:
    def test_a_repeated_or_overlapping_statement_adds_only_what_is_new(self) -> None:
        """T85."""
        alike = entry("19.99", None)
        take(statement(alike, alike, entry("5.00", "A"), number="1"))
        again = take(statement(alike, alike, entry("5.00", "A"), entry("6.00", "B"), number="2"))

        assert standing() == [Decimal("19.99"), Decimal("19.99"), Decimal("5.00"), Decimal("6.00")]
        assert codes(again) == [ReasonCode.STATEMENT_OVERLAP]
        assert Finding.objects.get(document=again).actual == "3"
        assert (again.state, again.records) == ("settled", 4)

    def test_the_same_line_in_another_format_is_known_by_the_bank_s_reference(self) -> None:
        take(statement(entry("119.00", "BK-0001", day="2026-03-11", memo="as camt says it")))
        take(
            ":20:X\n:25:DE02120300000000202051\n:28C:9\n:60F:C260311EUR0,00\n"
            ":61:2603110311CR119,00NTRFNONREF//BK-0001\n:86:as MT940 says it\n"
            ":62F:C260311EUR119,00\n"
        )

        assert standing() == [Decimal("119.00")]

    def test_a_file_of_lines_that_a_statement_told_of_adds_nothing(self) -> None:
        """T85, in either order."""
        row = "bank_account,booked_on,amount,currency,reference,memo\n"
        row += "DE02120300000000202051,2026-03-11,{},EUR,{},told by a table\n"
        take(statement(entry("119.00", "BK-1")))
        again = take_table(row.format("119.00", "BK-1"))
        take_table(row.format("7.00", "BK-2"))
        take(statement(entry("7.00", "BK-2"), number="2"))

        assert standing() == [Decimal("119.00"), Decimal("7.00")]
        assert [found.code for found in again.problems] == [ReasonCode.STATEMENT_OVERLAP]

    def test_a_pending_line_gives_way_to_the_posted_one(self) -> None:
        """T87: also with another amount, such as a tip."""
        take(statement(entry("20.00", "CARD-1", status="PDNG"), message="052"))
        take(statement(entry("23.00", "CARD-1", day="2026-03-13")))

        old = BankLine.objects.get(amount=Decimal("20.00"))
        assert old.status == REPLACED
        assert old.replaced_by == BankLine.objects.get(amount=Decimal("23.00"))
        assert standing() == [Decimal("23.00")]

    def test_what_a_report_of_the_day_and_a_notice_told_is_booked_once(self) -> None:
        take(statement(entry("20.00", None), message="052"))
        take(statement(entry("20.00", None), message="054"))
        take(statement(entry("20.00", None)))
        take(statement(entry("20.00", None), message="052", number="77"))

        assert standing() == [Decimal("20.00")]

    @pytest.mark.parametrize("is_told_first", [True, False])
    def test_what_a_notice_lists_belongs_to_the_sum_that_was_booked(
        self, is_told_first: bool
    ) -> None:
        payments = "".join(
            f"<TxDtls><Refs><EndToEndId>{name}</EndToEndId></Refs><Amt Ccy='EUR'>{amount}</Amt>"
            "<CdtDbtInd>CRDT</CdtDbtInd></TxDtls>"
            for name, amount in (("ORD-1", "12.50"), ("ORD-2", "7.50"))
        )
        total = entry("20.00", "COL-88")
        told = total.replace("</Ntry>", f"<NtryDtls>{payments}</NtryDtls></Ntry>")
        files = [statement(total), statement(told, message="054")]

        for each in reversed(files) if is_told_first else files:
            take(each)

        line = BankLine.objects.get(status=BOOKED)
        assert [part["end_to_end_id"] for part in line.parts] == ["ORD-1", "ORD-2"]
        assert (line.batch_count, standing()) == (2, [Decimal("20.00")])

    def test_two_pending_lines_alike_are_not_told_apart_by_a_guess(self) -> None:
        take(
            statement(entry("20.00", None, memo="a"), entry("20.00", None, memo="b"), message="052")
        )
        take(statement(entry("20.00", None, memo="c")))

        assert standing() == [Decimal("20.00")]
        assert len(standing(PENDING)) == 2

    def test_one_reference_with_two_contents_is_flagged(self) -> None:
        take(statement(entry("20.00", "A"), number="1"))
        second = take(statement(entry("21.00", "A"), number="2"))

        assert standing() == [Decimal("20.00"), Decimal("21.00")]
        assert codes(second) == [ReasonCode.DUPLICATE_LINE]
        found = Finding.objects.get(document=second)
        assert (found.expected, found.actual, found.reference) == ("20.00", "21.00", "A")


class TestCorrections:
    def test_a_corrected_statement_replaces_without_doubling(self) -> None:
        wrong = take(
            statement(entry("20.00", "A"), entry("5.00", "B"), opening="0", closing="25.50")
        )
        right = take(
            statement(entry("20.00", "A"), entry("5.50", "B"), opening="0", closing="25.50")
        )

        assert codes(wrong) == [ReasonCode.STATEMENT_GAP]
        assert standing() == [Decimal("20.00"), Decimal("5.50")]
        assert standing(REPLACED) == [Decimal("5.00")]
        first, second = BankStatement.objects.order_by("pk")
        assert first.replaced_by == second
        assert ReasonCode.STATEMENT_OVERLAP in codes(right)

    def test_a_statement_that_does_not_hold_takes_nothing_away(self) -> None:
        take(statement(entry("20.00", "A"), entry("5.00", "B"), opening="0", closing="25.00"))
        take(statement(entry("20.00", "A"), opening="0", closing="25.00"))

        assert standing() == [Decimal("20.00"), Decimal("5.00")]


class TestGaps:
    def test_a_statement_must_open_where_the_last_one_closed(self) -> None:
        take(statement(entry("20.00", "A"), number="1", opening="0", closing="20.00"))
        third = take(
            statement(
                entry("5.00", "C"),
                number="3",
                opening="30.00",
                closing="35.00",
                day="2026-03-13",
            )
        )

        found = Finding.objects.get(document=third)
        assert (found.code, found.expected, found.actual) == ("STATEMENT_GAP", "20.00", "30.00")
        assert "movements of 10.00" in found.text

    def test_statements_that_follow_each_other_have_no_gap(self) -> None:
        take(statement(entry("20.00", "A"), number="1", opening="0", closing="20.00"))
        second = take(
            statement(
                entry("5.00", "C"),
                number="2",
                opening="20.00",
                closing="25.00",
                day="2026-03-12",
            )
        )

        assert codes(second) == []

    def test_files_that_come_together_follow_each_other_by_their_days(self) -> None:
        """T85: names say nothing; what is missing is missing between days."""
        days = [("10.00", "12"), ("40.00", "15"), ("0", "11"), ("20.00", "13")]
        files = [
            statement(
                entry("10.00", f"R{day}", day=f"2026-03-{day}"),
                opening=opening,
                closing=str(Decimal(opening) + 10),
                day=f"2026-03-{day}",
            )
            for opening, day in days
        ]

        assert [codes(each) for each in take_all(*files)] == [[], ["STATEMENT_GAP"], [], []]

    def test_days_count_as_the_bank_has_them(self) -> None:
        take(statement(entry("20.00", "A", day="2026-03-11")))

        assert BankLine.objects.get().booked_on == date(2026, 3, 11)
