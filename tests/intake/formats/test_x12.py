"""X12 sets as readings, rows, announcements and remittances (T33, T108, T109, T110)."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from core.reasons import ReasonCode
from intake.formats import registry, x12
from intake.rules.findings import ReadFile
from intake.rules.reading import DocumentKind, DocumentType, InvoiceReading
from intake.rules.remittances import DeductionReason
from tests.intake.formats.edi_samples import interchange, sample

NOW = datetime(2026, 4, 16, 9, 30, tzinfo=UTC)
INVOICE = sample("invoice_810.x12")
ORDER = """850
BEG*00*SA*PO-77120**20260401
CUR*BY*USD
N1*VN*Nordwind Trading Inc*92*V-014
N1*ST*Store 7*92*0007
PO1*3*40*CA*2.50**VN*GT-20*UK*10012345678902
PID*F****Green tea
SDQ*CA*92*0007*25*0008*15
CTT*1"""


def read(content: bytes) -> ReadFile:
    return registry.read_file(content, "named.pdf")


def invoice_of(content: bytes) -> InvoiceReading:
    reading = read(content).invoice
    assert reading is not None
    return reading


def row_of(content: bytes) -> dict[str, str]:
    table = read(content).table
    assert table is not None
    (row,) = table.rows
    return dict(row.values)


def codes(found: ReadFile) -> list[ReasonCode]:
    return [each.code for each in found.findings]


class TestInvoices:
    def test_amounts_have_two_implied_decimals(self) -> None:
        """T108: TDS 49850 is 498.50, and it is what lines, allowance, freight and tax come to."""
        found = read(INVOICE)
        reading = invoice_of(INVOICE)

        assert found.document_type is DocumentType.INVOICE
        assert found.findings == ()
        assert (reading.invoice_number, reading.issue_date) == ("NW-2041", date(2026, 4, 15))
        assert (reading.purchase_order, reading.currency) == ("PO-77120", "USD")
        assert reading.gross_total == Decimal("522.50") - Decimal("24.00")
        assert reading.tax_total == Decimal("24.50")
        assert reading.net_total == Decimal("474.00")
        assert reading.charge_total == Decimal("11.00")
        assert reading.payment_terms == "2%/10 net 30"

    def test_lines_have_units_numbers_and_signed_allowances(self) -> None:
        """T108: SAC A takes off, C puts on; CA is a case; HP is a price for a hundred."""
        first, second = invoice_of(INVOICE).lines

        assert (first.unit, first.quantity, first.unit_price) == (
            "CS",
            Decimal(10),
            Decimal("48.00"),
        )
        assert (first.seller_item_id, first.gtin) == ("GT-20", "10012345678902")
        (allowance,) = first.allowances_charges
        assert (allowance.is_charge, allowance.amount) == (False, Decimal("24.00"))
        assert first.net == Decimal("456.00")
        assert (second.price_base_quantity, second.net) == (Decimal(100), Decimal("31.00"))
        assert second.buyer_item_id == "88-10"

    def test_the_seller_is_numbered_as_the_buyer_numbers_it(self) -> None:
        seller = invoice_of(INVOICE).seller

        assert (seller.name, seller.identifier) == ("Nordwind Trading Inc", "V-014")
        assert (seller.registration_id, seller.country) == ("123456789", "US")

    def test_a_credit_is_positive_and_says_so(self) -> None:
        """T29: written with a minus or without, direction is the kind's."""
        plain = INVOICE.replace(b"***PR~", b"***CR~")
        minus = plain.replace(b"TDS*", b"TDS*-").replace(b"IT1*1*10", b"IT1*1*-10")

        for content in (plain, minus):
            reading = invoice_of(content)
            assert reading.kind is DocumentKind.CREDIT_NOTE
            assert reading.type_code == "381"
            assert reading.gross_total == Decimal("498.50")
        assert invoice_of(minus).lines[0].quantity == 10

    def test_no_place_of_delivery_goes_to_a_person(self) -> None:
        """T108."""
        found = read(INVOICE.replace(b"N1*ST*", b"N1*Z7*"))

        assert [each.field for each in found.findings] == ["ship_to"]

    def test_counts_that_are_wrong_are_told_and_the_set_is_read(self) -> None:
        """T108: CTT counts lines, SE counts segments."""
        found = read(INVOICE.replace(b"CTT*2", b"CTT*3").replace(b"SE*25", b"SE*26"))

        assert found.invoice is not None
        assert codes(found) == [ReasonCode.EINVOICE_RULE, ReasonCode.TOTALS_MISMATCH]
        assert found.findings[0].expected == "25"
        assert found.findings[0].line == "27"

    def test_a_masked_amount_is_unknown_and_named_by_line(self) -> None:
        found = read(INVOICE.replace(b"*48.00*", b"*xx.xx*"))

        assert found.invoice is not None
        assert found.invoice.lines[0].unit_price is None
        assert found.invoice.lines[0].net is None
        assert "Line 16, IT1" in found.findings[0].text

    def test_without_a_currency_the_addresses_tell_it(self) -> None:
        bare = INVOICE.replace(b"CUR*SE*USD~\n", b"").replace(b"SE*25", b"SE*24")
        nowhere = bare.replace(b"*MN*", b"**").replace(b"*US~", b"~")

        assert invoice_of(bare).currency == "USD"
        assert dict(invoice_of(bare).evidence)["currency"].method == "address"
        assert invoice_of(nowhere).currency is None

    @pytest.mark.parametrize("mark", ["|", "\x1d", "^", "!"])
    def test_any_separators_lines_and_indents_read_alike(self, mark: str) -> None:
        text = INVOICE.decode().replace("*", mark).replace("~\n", "\x1c  \r\n   ")
        one_line = INVOICE.replace(b"\n", b"")

        assert invoice_of(text.encode()) == invoice_of(INVOICE)
        assert invoice_of(one_line) == invoice_of(INVOICE)
        assert invoice_of(b"\xef\xbb\xbf" + INVOICE) == invoice_of(INVOICE)

    def test_a_grocery_invoice_is_an_invoice(self) -> None:
        content = interchange(
            "880\nG01*20260415*G-7*20260401*PO-9\nG62*35*20260416\n"
            "G23*08*3***2**10**30\nN1*RE*Nordwind Trading Inc*9*1234567890000\n"
            "N4*Duluth*MN*55802*US\nN1*ST*Store 7*92*7\nG72*562*06******1000\nG73*Freight\n"
            "G17*4*CA*12.50*001234567890*VN*GT-20\nG69*Green tea\nG31*4*CA\nG33*6000",
            group="GP",
        )
        reading = invoice_of(content)

        assert read(content).findings == ()
        assert (reading.gross_total, reading.line_total) == (Decimal("60.00"), Decimal("50.00"))
        assert reading.charge_total == Decimal("10.00")
        assert (reading.lines[0].description, reading.lines[0].unit) == ("Green tea", "CS")
        assert reading.payment_terms == "2%/10 net 30"


class TestOrdersAndReceipts:
    def test_an_order_is_rows_of_the_table(self) -> None:
        content = interchange(ORDER, group="PO")

        assert read(content).findings == ()
        assert row_of(content) == {
            "vendor_id": "V-014",
            "currency": "USD",
            "status": "open",
            "po_number": "PO-77120",
            "order_date": "2026-04-01",
            "po_line": "3",
            "quantity": "40",
            "uom": "CS",
            "unit_price": "2.50",
            "vendor_item_id": "GT-20",
            "gtin": "10012345678902",
            "description": "Green tea",
        }

    def test_the_stores_share_what_was_ordered(self) -> None:
        found = read(interchange(ORDER.replace("*0008*15", "*0008*16"), group="PO"))

        assert codes(found) == [ReasonCode.TOTALS_MISMATCH]
        assert found.findings[0].expected == "41"

    def test_several_orders_of_a_file_are_one_table(self) -> None:
        found = read(interchange(ORDER, ORDER.replace("77120", "77121"), group="PO"))

        assert found.table is not None
        assert [row.values["po_number"] for row in found.table.rows] == ["PO-77120", "PO-77121"]
        assert [each.message for each in found.transmissions] == ["0001", "0002"]

    def test_a_change_says_only_what_is_new(self) -> None:
        """T15, T109."""
        content = interchange(
            "860\nBCH*04*SA*PO-77120***20260401****20260405\nPOC*3*QD*30**CA*2.50\nCTT*1",
            group="PC",
        )
        found = read(content)

        assert found.table is not None
        assert found.table.is_change
        assert row_of(content)["quantity"] == "30"
        assert "vendor_id" not in row_of(content)

    def test_a_receiving_advice_says_what_came_and_what_was_rejected(self) -> None:
        """T18, T110."""
        content = interchange(
            "861\nBRA*GR-900*20260415*00*1\nPRF*PO-77120\nN1*ST*Store 7*92*0007\n"
            "RCD*1*40*CA***2*CA*01\nLIN**VN*GT-20*PL*3\nCTT*1",
            group="RC",
        )

        assert row_of(content) == {
            "receipt_number": "GR-900",
            "received_date": "2026-04-15",
            "location": "0007",
            "po_number": "PO-77120",
            "receipt_line": "1",
            "po_line": "3",
            "quantity_received": "40",
            "quantity_rejected": "2",
            "uom": "CS",
        }


class TestNotices:
    def test_an_item_of_a_shipment_knows_its_order_across_levels(self) -> None:
        content = interchange(
            "856\nBSN*00*SH-5*20260410*1200\nHL*1**S\nDTM*011*20260410\nDTM*017*20260412\n"
            "REF*BM*BOL-88\nHL*2*1*O\nPRF*PO-77120\nHL*3*2*P\nMAN*GM*0001\nHL*4*3*I\n"
            "LIN*3*VN*GT-20\nSN1**40*CA\nCTT*4",
            group="SH",
        )
        found = read(content)

        assert found.document_type is DocumentType.SHIPMENT_NOTICE
        assert codes(found) == [ReasonCode.NOT_AN_INVOICE]
        assert found.announcement is not None
        (line,) = found.announcement.lines
        assert (line.po_number, line.quantity, line.unit) == ("PO-77120", Decimal(40), "CS")
        assert found.announcement.expected_on == date(2026, 4, 12)

    def test_an_order_confirmation_says_what_was_changed(self) -> None:
        content = interchange(
            "855\nBAK*00*AC*PO-77120*20260402\nPO1*3*40*CA*2.50**VN*GT-20\nACK*IQ*36*CA\nCTT*1",
            group="PR",
        )
        said = read(content).announcement

        assert said is not None
        assert (said.answer, said.lines[0].answer) == ("changed", "changed")
        assert said.lines[0].quantity == 36

    @pytest.mark.parametrize("code", ["852", "857", "180", "846", "999999"])
    def test_sets_that_are_not_read_are_named_and_never_booked(self, code: str) -> None:
        found = read(interchange(f"{code}\nXQ*G*20260401"))

        assert found.document_type is DocumentType.OTHER
        assert found.refusal is ReasonCode.NOT_AN_INVOICE
        assert code in found.findings[0].text


class TestRemittances:
    PAID = (
        "820\nBPR*I*950.00*C*ACH*CTX*01*1*DA*2*3**01*4*DA*5*20260501\nTRN*1*T-1\nCUR*PR*USD\n"
        "N1*PR*Maple Street Markets\nN1*PE*Nordwind Trading Inc\nENT*1\n"
        "ADX*-30*59*CM*DM-1\nRMR*IV*NW-2041*PI*480*500*10\nREF*PO*PO-77120\n"
        "ADX*-10*04*CM*DM-2\nRMR*IV*NW-2042*PI*500*500"
    )

    def test_what_is_paid_ties_to_lines_and_deductions(self) -> None:
        """T33, T110: the shortage stands beside the invoices, the damage is inside one."""
        found = read(interchange(self.PAID, group="RA"))

        assert found.findings == ()
        assert found.remittance is not None
        assert found.remittance.number == "T-1"
        (whole,) = found.remittance.deductions
        assert (whole.reference, whole.amount) == ("DM-1", Decimal(30))
        assert whole.reason is DeductionReason.SHORTAGE
        first, second = found.remittance.lines
        assert (first.reference, first.paid, first.discount) == (
            "NW-2041",
            Decimal(480),
            Decimal(10),
        )
        assert first.deductions[0].reason is DeductionReason.DAMAGE
        assert second.deductions == ()

    def test_a_payment_that_does_not_tie_is_told(self) -> None:
        found = read(interchange(self.PAID.replace("950.00", "980.00"), group="RA"))

        assert codes(found) == [ReasonCode.AMOUNT_DIFFERS]
        assert "30.00 less" in found.findings[0].text

    def test_an_adjustment_has_implied_decimals_and_a_side(self) -> None:
        """T33: a debit takes off, a credit gives back."""
        content = interchange(
            "812\nBCD*20260420*DM-1*M*3000*D*20260415*NW-2041**PO-77120\nCUR*BY*USD\n"
            "N1*BY*Maple Street Markets*92*1000\nCDD*59*D*1*3500\nCDD*01*C*2*500",
            group="CD",
        )
        found = read(content)

        assert found.document_type is DocumentType.DEDUCTION
        assert found.findings == ()
        assert found.adjustment is not None
        assert found.adjustment.amount == Decimal("30.00")
        assert [each.amount for each in found.adjustment.deductions] == [35, -5]
        assert found.adjustment.deductions[0].invoice_number == "NW-2041"


class TestFrames:
    def test_each_invoice_of_a_file_is_a_document_of_its_own(self) -> None:
        body = INVOICE.decode().split("ST*810*4120001~\n")[1].split("~\nSE*")[0]
        bare = "810\n" + body.replace("~\n", "\n")
        found = read(interchange(bare, bare.replace("NW-2041", "NW-2042"), ORDER))

        assert [each.name for each in found.sections] == ["message 1", "message 2", "message 3"]
        parts = [read(section.content) for section in found.sections]
        assert [each.document_type.value for each in parts] == ["invoice"] * 2 + ["purchase_order"]
        assert [each.findings for each in parts] == [(), (), ()]
        assert parts[1].invoice is not None
        assert parts[1].invoice.invoice_number == "NW-2042"

    def test_a_set_cut_short_makes_no_record(self) -> None:
        """T109: it is rejected with its reason, and what comes after it is read."""
        cut = INVOICE[: INVOICE.index(b"TDS*")]

        found = read(cut)

        assert found.invoice is None
        assert found.refusal is ReasonCode.EINVOICE_RULE
        assert "cut short" in found.findings[0].text

    def test_a_lost_terminator_is_found_by_the_next_line(self) -> None:
        lost = INVOICE.replace(b"CUR*SE*USD~\n", b"CUR*SE*USD\n")

        assert invoice_of(lost) == invoice_of(INVOICE)

    def test_records_of_one_length_break_segments_anywhere(self) -> None:
        plain = INVOICE.decode().replace("\n", "")
        for width in (66, 72, 77, 80):
            records = [plain[at : at + width] for at in range(0, len(plain), width)]
            assert read("\r\n".join(records).encode()) == read(INVOICE)

    def test_an_envelope_that_holds_less_than_it_states_is_told(self) -> None:
        """T109: what did not come may be an invoice that nobody will ask for."""
        less = INVOICE.replace(b"IEA*1*", b"IEA*2*")
        other = INVOICE.replace(b"IEA*1*", b"IEA*1*9")
        texts = [each.text for content in (less, other) for each in read(content).findings]

        assert ["states 2 groups and has 1" in texts[0], "ends with 9" in texts[1]] == [True] * 2
        assert codes(read(less)) == codes(read(other)) == [ReasonCode.EINVOICE_RULE]
        assert read(less).invoice is not None

    def test_a_header_without_separators_is_unreadable(self) -> None:
        with pytest.raises(ValueError, match="cut short"):
            x12.acknowledge(b"ISA*00*", number=1, at=NOW)
        assert x12.read(b"ISA*00*").refusal is ReasonCode.UNREADABLE


CORPUS = Path(__file__).parents[4] / "shared" / "corpus" / "edi" / "x12"


@pytest.mark.skipif(not CORPUS.is_dir(), reason=f"the outside interchanges are not at {CORPUS}")
def test_every_outside_interchange_ends_with_a_kind_and_a_reason() -> None:
    for path in sorted(CORPUS.iterdir()):
        found = read(path.read_bytes())
        parts = [read(each.content) for each in found.sections] or [found]
        for each in parts:
            assert each.document_type is not DocumentType.UNREADABLE, path.name
            assert each.refusal is None or each.findings, path.name
