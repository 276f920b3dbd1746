"""EDIFACT messages as readings, rows and announcements (T29, T108, T109)."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from core.reasons import ReasonCode
from intake.formats import edifact, registry
from intake.rules.acknowledgements import Verdict
from intake.rules.findings import ReadFile
from intake.rules.reading import DocumentKind, DocumentType, InvoiceReading

NOW = datetime(2026, 4, 16, 9, 30, tzinfo=UTC)
HEAD = (
    "BGM+380+R-1+9", "DTM+137:20260415:102", "DTM+35:20260412:102", "RFF+ON:PO-9",
    "NAD+SU+4098765000004::9++Teehaus Nord GmbH+Hafenstr. 1+Kiel++24103+DE",
    "RFF+VA:DE123456789", "FII+RB+DE89370400440532013000+COBADEFFXXX:25:5",
    "NAD+BY+4012345000009::9", "CUX+2:EUR:4", "PAT+3++5:3:D:30",
)  # fmt: skip
FIRST = (
    "LIN+1++4006381333931:SRV", "PIA+1+GT-20:SA::91+88-10:IN::92", "IMD+F++:::Green tea?, loose",
    "QTY+47:40:PCE", "MOA+203:95", "PRI+AAB:250:::100", "RFF+ON:PO-9:3",
    "TAX+7+VAT+++:::19+S", "ALC+A", "PCD+1:5", "MOA+204:5",
)  # fmt: skip
FOOT = (
    "UNS+S", "MOA+77:125,55", "MOA+79:95", "MOA+124:20.05", "MOA+125:105.5",
    "TAX+7+VAT+++:::19+S", "MOA+125:105.5", "MOA+124:20.05",
)  # fmt: skip


def message(kind: str, *segments: str, reference: str = "1") -> str:
    body = "'\n".join(segments)
    return f"UNH+{reference}+{kind}:D:01B:UN:EAN010'\n{body}'\nUNT+{len(segments) + 2}+{reference}'"


def interchange(*messages: str) -> bytes:
    return "\n".join(
        [
            "UNA:+.? '",
            "UNB+UNOC:3+4098765000004:14+4012345000009:14+260415:0930+77'",
            *messages,
            f"UNZ+{len(messages)}+77'",
        ]
    ).encode("latin-1")


INVOICE = interchange(message("INVOIC", *HEAD, "ALC+C++++FC:::Freight", "MOA+8:10.50", *FIRST,
                              *FOOT))  # fmt: skip


def read(content: bytes) -> ReadFile:
    return registry.read_file(content, "named.csv")


def invoice_of(content: bytes) -> InvoiceReading:
    reading = read(content).invoice
    assert reading is not None
    return reading


def rows_of(content: bytes) -> list[dict[str, str]]:
    table = read(content).table
    assert table is not None
    return [dict(row.values) for row in table.rows]


class TestInvoices:
    def test_head_foot_and_charges_add_up(self) -> None:
        found, reading = read(INVOICE), invoice_of(INVOICE)

        assert found.document_type is DocumentType.INVOICE
        assert found.findings == ()
        assert (reading.invoice_number, reading.issue_date) == ("R-1", date(2026, 4, 15))
        assert (reading.currency, reading.purchase_order) == ("EUR", "PO-9")
        assert reading.delivery_date == date(2026, 4, 12)
        assert reading.payment_terms == "net 30"
        assert reading.line_total == Decimal(95)
        assert reading.charge_total == Decimal("10.50")
        assert (reading.net_total, reading.tax_total, reading.gross_total) == (
            Decimal("105.50"), Decimal("20.05"), Decimal("125.55"),
        )  # fmt: skip
        (row,) = reading.tax_breakdown
        assert (row.category, row.rate, row.base) == ("S", Decimal(19), Decimal("105.5"))

    def test_a_party_has_its_numbers_and_its_account(self) -> None:
        reading = invoice_of(INVOICE)

        assert reading.seller.name == "Teehaus Nord GmbH"
        assert reading.seller.vat_id == "DE123456789"
        assert (reading.seller.identifier, reading.seller.postcode) == ("4098765000004", "24103")
        assert (reading.iban, reading.bic) == ("DE89370400440532013000", "COBADEFFXXX")
        assert reading.buyer.identifier == "4012345000009"

    def test_a_line_has_its_numbers_its_base_and_its_allowance(self) -> None:
        (line,) = invoice_of(INVOICE).lines

        assert (line.gtin, line.seller_item_id, line.buyer_item_id) == (
            "4006381333931", "GT-20", "88-10",
        )  # fmt: skip
        assert line.description == "Green tea, loose"
        assert (line.unit_price, line.price_base_quantity) == (Decimal(250), Decimal(100))
        assert (line.net, line.po_number, line.po_line) == (Decimal(95), "PO-9", "3")
        assert [each.amount for each in line.allowances_charges] == [5]
        assert line.tax_rate == 19

    def test_an_allowance_that_a_net_price_holds_is_not_taken_twice(self) -> None:
        net = INVOICE.replace(b"PRI+AAB:250:::100", b"PRI+AAA:2.375")

        (line,) = invoice_of(net).lines

        assert line.allowances_charges == ()
        assert line.net == Decimal(95)

    def test_a_credit_is_positive_whatever_its_sign(self) -> None:
        """T29."""
        credit = INVOICE.replace(b"BGM+380", b"BGM+381").replace(b"MOA+77:", b"MOA+77:-")

        reading = invoice_of(credit)

        assert read(credit).document_type is DocumentType.CREDIT_NOTE
        assert reading.kind is DocumentKind.CREDIT_NOTE
        assert reading.gross_total == Decimal("125.55")

    def test_a_pro_forma_is_not_booked(self) -> None:
        found = read(INVOICE.replace(b"BGM+380", b"BGM+325"))

        assert found.document_type is DocumentType.PRO_FORMA
        assert found.invoice is None
        assert [each.code for each in found.findings] == [ReasonCode.NOT_AN_INVOICE]

    @pytest.mark.parametrize(
        ("component", "element", "release", "terminator"),
        [("\x1f", "\x1d", "\\", "\x1c"), ("|", "*", "!", "~"), (":", "+", " ", "'")],
    )
    def test_any_service_characters_read_alike(
        self, component: str, element: str, release: str, terminator: str
    ) -> None:
        plain = INVOICE.decode().replace("?,", ",")
        body = plain.removeprefix("UNA:+.? '\n")
        marks = str.maketrans(":+'", component + element + terminator)
        other = f"UNA{component}{element}.{release} {terminator}" + body.translate(marks)

        assert invoice_of(other.encode()) == invoice_of(plain.encode())

    def test_released_marks_are_text(self) -> None:
        text = INVOICE.replace(b"Green tea?, loose", b"Jack?'s ??tea?: 1?+1")

        assert invoice_of(text).lines[0].description == "Jack's ?tea: 1+1"


class TestOrdersAndReceipts:
    ORDER = (
        "BGM+220+PO-9+9", "DTM+137:20260401:102", "NAD+SU+V-014::92++Teehaus Nord GmbH",
        "NAD+DP+0007::92", "CUX+2:EUR:9", "LIN+1++4006381333931:SRV", "IMD+F++:::Green tea",
        "QTY+21:40:PCE", "PRI+AAA:250:::100", "UNS+S", "CNT+2:1",
    )  # fmt: skip

    def test_an_order_is_rows_of_the_table(self) -> None:
        content = interchange(message("ORDERS", *self.ORDER))

        assert read(content).findings == ()
        assert rows_of(content) == [
            {
                "po_number": "PO-9",
                "vendor_id": "V-014",
                "currency": "EUR",
                "status": "open",
                "order_date": "2026-04-01",
                "po_line": "1",
                "quantity": "40",
                "uom": "PCE",
                "unit_price": "2.5",
                "gtin": "4006381333931",
                "description": "Green tea",
            }
        ]

    def test_a_wrong_count_is_told(self) -> None:
        segments = [each.replace("CNT+2:1", "CNT+2:2") for each in self.ORDER]

        found = read(interchange(message("ORDERS", *segments)))

        assert [each.code for each in found.findings] == [ReasonCode.TOTALS_MISMATCH]

    def test_a_receipt_adds_what_was_rejected_to_what_was_accepted(self) -> None:
        """T18."""
        content = interchange(
            message(
                "RECADV", "BGM+632+WE-1+9", "DTM+137:20260415:102", "DTM+50:20260414:102",
                "RFF+ON:PO-9", "NAD+DP+0007::92", "CPS+1", "LIN+1++4006381333931:SRV",
                "QTY+194:38:PCE", "QTY+195:2:PCE", "RFF+ON:PO-9:3", "CNT+2:1",
            )
        )  # fmt: skip

        (row,) = rows_of(content)

        assert (row["quantity_received"], row["quantity_rejected"]) == ("40", "2")
        assert (row["received_date"], row["po_line"]) == ("2026-04-14", "3")

    def test_a_despatch_announces(self) -> None:
        content = interchange(
            message(
                "DESADV", "BGM+351+LS-1+9", "DTM+137:20260410:102", "DTM+11:20260410:102",
                "RFF+ON:PO-9", "NAD+SU+4098765000004::9", "CPS+1", "LIN+1++4006381333931:SRV",
                "QTY+12:40:PCE", "RFF+ON:PO-9:3", "CNT+2:1",
            )
        )  # fmt: skip
        said = read(content).announcement

        assert said is not None
        assert (said.number, said.shipped_on) == ("LS-1", date(2026, 4, 10))
        assert (said.lines[0].po_line, said.lines[0].quantity) == ("3", Decimal(40))

    def test_an_answer_says_what_it_changes(self) -> None:
        content = interchange(
            message(
                "ORDRSP", "BGM+231+AB-1+4", "DTM+137:20260402:102", "RFF+ON:PO-9",
                "NAD+SU+4098765000004::9", "LIN+1+3+4006381333931:SRV", "QTY+21:36:PCE",
                "PRI+AAA:2.50", "UNS+S",
            )
        )  # fmt: skip
        said = read(content).announcement

        assert said is not None
        assert (said.answer, said.lines[0].answer) == ("changed", "changed")


class TestFrames:
    def test_messages_of_a_file_are_documents_of_their_own(self) -> None:
        two = message("INVOIC", *HEAD, *FIRST, *FOOT, reference="2")
        one = message("INVOIC", *[each.replace("R-1", "R-0") for each in HEAD], *FIRST, *FOOT)

        found = read(interchange(one, two))

        numbers = [invoice_of(each.content).invoice_number for each in found.sections]
        assert numbers == ["R-0", "R-1"]
        assert found.document_type is DocumentType.INVOICE

    def test_a_message_cut_short_makes_no_record_and_a_wrong_count_is_told(self) -> None:
        """T109."""
        miscounted = INVOICE.replace(b"UNT+", b"UNT+9")

        assert read(INVOICE[: INVOICE.index(b"UNT")]).refusal is ReasonCode.EINVOICE_RULE
        assert read(miscounted).invoice is not None
        assert [each.code for each in read(miscounted).findings] == [ReasonCode.EINVOICE_RULE]

    def test_an_interchange_that_holds_less_than_it_states_is_told(self) -> None:
        """T109: what did not come may be an invoice that nobody will ask for."""
        less, other = INVOICE.replace(b"UNZ+1", b"UNZ+3"), INVOICE.replace(b"UNZ+1+77", b"UNZ+1+78")

        assert "states 3 messages and has 1" in read(less).findings[0].text
        assert "number 77 and ends with 78" in read(other).findings[0].text
        assert read(less).invoice is not None

    @pytest.mark.parametrize("kind", ["PRICAT", "REMADV", "INVRPT", "XXXXXX"])
    def test_messages_that_are_not_read_are_named(self, kind: str) -> None:
        found = read(interchange(message(kind, "BGM+9+1+9")))

        assert found.refusal is ReasonCode.NOT_AN_INVOICE
        assert kind in found.findings[0].text


class TestAcknowledgements:
    def test_each_message_is_acknowledged_or_rejected(self) -> None:
        """T109."""
        good = message("ORDERS", *TestOrdersAndReceipts.ORDER)
        content = interchange(good, message("PRICAT", "BGM+9+1+9", reference="2"))

        answer = edifact.acknowledge(content, number=12, at=NOW)

        assert answer is not None
        assert [each.verdict for each in answer.verdicts] == [Verdict.ACCEPTED, Verdict.REJECTED]
        lines = answer.content.decode().splitlines()
        assert "UNB+UNOC:3+4012345000009:14+4098765000004:14+260416:0930+12'" in lines
        assert "UCI+77+4098765000004:14+4012345000009:14+7'" in lines
        assert "UCM+1+ORDERS:D:01B:UN:EAN010+7'" in lines
        assert "UCM+2+PRICAT:D:01B:UN:EAN010+4+25'" in lines
        found = read(answer.content)
        assert found.document_type is DocumentType.ACKNOWLEDGEMENT
        assert [each.text for each in found.findings] == [
            "Our message PRICAT 2 was rejected, error 25."
        ]
        assert edifact.acknowledge(answer.content, number=13, at=NOW) is None

    def test_segment_and_element_are_named(self) -> None:
        """T109."""
        wrong = message("ORDERS", "BGM+220++9", "DTM+137:20261399:102", "LIN+1++77:SRV", "QTY+21:x")

        answer = edifact.acknowledge(interchange(wrong), number=12, at=NOW)

        assert answer is not None
        lines = answer.content.decode().splitlines()
        assert [line for line in lines if line.startswith("UC")][1:] == [
            "UCM+1+ORDERS:D:01B:UN:EAN010+7+12'", "UCS+2'", "UCD+13+3'", "UCS+3'", "UCD+12+2:2'",
            "UCS+5'", "UCD+12+2:2'",
        ]  # fmt: skip

    def test_where_a_partner_found_an_error_is_said(self) -> None:
        told = message("CONTRL", "UCI+77+A+B+7", "UCM+5+ORDERS:D:01B:UN+4", "UCS+7", "UCD+12+3:2")

        assert [each.text for each in read(interchange(told)).findings] == [
            "Our message ORDERS 5 was rejected, error 12"
            " (segment 7, element 2, component 2 has error 12)."
        ]


CORPUS = Path(__file__).parents[4] / "shared" / "corpus" / "edi" / "edifact"


@pytest.mark.skipif(not CORPUS.is_dir(), reason=f"the outside interchanges are not at {CORPUS}")
def test_every_outside_interchange_ends_with_a_kind_and_a_reason() -> None:
    for path in sorted(CORPUS.iterdir()):
        found = read(path.read_bytes())
        assert found.document_type is not DocumentType.UNREADABLE, path.name
        assert found.refusal is None or found.findings, path.name
