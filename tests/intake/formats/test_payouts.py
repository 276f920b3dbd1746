"""Reports of payment processors, written by hand, and the payouts they must give."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from core.reasons import ReasonCode
from intake.formats import registry
from intake.rules.cash_values import PayoutLineType, PayoutStatus, PayoutValue
from intake.rules.findings import ReadFile
from intake.rules.reading import DocumentType
from intake.rules.tables import TABLES

SAMPLES = Path(__file__).parents[2] / "samples" / "payouts"
STRIPE = (SAMPLES / "stripe.csv").read_text()
SHOPIFY = (SAMPLES / "shopify.csv").read_text()
ADYEN = (SAMPLES / "adyen.csv").read_text()
PAYPAL = (SAMPLES / "paypal_activity.csv").read_text()
STL = (SAMPLES / "paypal_settlement.csv").read_text()
AMAZON = (SAMPLES / "amazon_v2.txt").read_text()
PAYOUT_ROW = (
    "txn_6,2026-03-10 00:00:00,2026-03-10 05:00:00,2026-03-10,usd,-220.40,0.00,-220.40,payout,"
    "po_1,STRIPE PAYOUT,,,po_1,2026-03-10,\n"
)
MANUAL = (
    "txn_7,2026-03-11 00:00:00,2026-03-11 05:00:00,2026-03-11,usd,-50.00,0.00,-50.00,payout,"
    "po_2,STRIPE PAYOUT,,,,,\n"
)


def read(text: str) -> ReadFile:
    found = registry.read_file(text.encode(), "report")
    assert found.document_type is DocumentType.PAYOUT_REPORT, found.findings
    return found


def types(payout: PayoutValue) -> list[PayoutLineType]:
    return [line.type for line in payout.lines]


class TestStripe:
    def test_a_row_that_stands_twice_counts_once(self) -> None:
        """T85: an id that stands for two contents is named, and nothing is lost."""
        first = STRIPE.splitlines()[1]
        other = first.replace("200.00,6.10,193.90", "20.00,0.61,19.39")
        again, contradicted = read(f"{STRIPE}{first}\n"), read(f"{STRIPE}{other}\n")

        assert again.payouts == read(STRIPE).payouts
        assert [each.code for each in again.findings] == [ReasonCode.DUPLICATE_LINE]
        assert len(contradicted.payouts[0].lines) == len(again.payouts[0].lines) + 1
        assert "both are kept" in contradicted.findings[0].text

    def test_a_net_that_is_not_gross_less_fee_is_told(self) -> None:
        found = read(STRIPE.replace("200.00,6.10,193.90", "200.00,6.10,190.90"))

        (told,) = found.findings
        assert (told.code, told.line) == (ReasonCode.TOTALS_MISMATCH, "2")
        assert "come to 193.90, the net is 190.90" in told.text

    def test_a_payout_is_explained_by_its_parts(self) -> None:
        """T73: 300.00 - 9.60 - 40.00 - 25.00 - 15.00 + 10.00 = 220.40."""
        found = read(STRIPE + PAYOUT_ROW)

        (payout,) = found.payouts
        assert found.findings == ()
        assert (payout.payout_id, payout.amount, payout.currency) == (
            "po_1",
            Decimal("220.40"),
            "USD",
        )
        assert sum(line.gross or 0 for line in payout.lines) == Decimal("245.00")
        assert sum(line.fee or 0 for line in payout.lines) == Decimal("-24.60")
        assert types(payout) == [
            PayoutLineType.CHARGE,
            PayoutLineType.CHARGE,
            PayoutLineType.REFUND,
            PayoutLineType.DISPUTE,
            PayoutLineType.RESERVE_RELEASE,
        ]

    def test_moments_are_in_utc_and_orders_are_named(self) -> None:
        """T79."""
        first = read(STRIPE).payouts[0].lines[0]

        assert first.at == datetime(2026, 3, 8, 1, 30, tzinfo=UTC)
        assert (first.order_id, first.payment_reference, first.key) == ("O-1", "pi_1", "txn_1")

    def test_a_manual_payout_gets_no_movements(self) -> None:
        """T74."""
        _, manual = read(STRIPE + PAYOUT_ROW + MANUAL).payouts

        assert (manual.payout_id, manual.amount, manual.lines) == ("po_2", Decimal("50.00"), ())
        assert not manual.is_itemized

    def test_parts_that_do_not_add_up_are_flagged_with_figures(self) -> None:
        (flaw,) = read(STRIPE + PAYOUT_ROW.replace("220.40", "221.40")).findings

        assert flaw.code is ReasonCode.PAYOUT_OUT_OF_BALANCE
        assert (flaw.expected, flaw.actual) == ("221.40", "220.40")

    def test_a_negative_payout_keeps_its_sign(self) -> None:
        """T78."""
        head = STRIPE.splitlines(keepends=True)[0]
        refund = STRIPE.splitlines(keepends=True)[3]

        (payout,) = read(head + refund).payouts

        assert payout.amount == Decimal("-40.00")

    def test_a_row_that_cannot_be_read_costs_itself(self) -> None:
        found = read(STRIPE.replace("3.50,96.50", "3.50,none") + PAYOUT_ROW)

        unread, flaw = found.findings
        assert (unread.code, unread.field, unread.line) == (ReasonCode.UNREADABLE, "net", "3")
        assert flaw.code is ReasonCode.PAYOUT_OUT_OF_BALANCE
        assert len(found.payouts[0].lines) == 4


class TestShopify:
    def test_a_payout_and_what_waits_for_the_next(self) -> None:
        found = read(SHOPIFY)

        paid, waiting = found.payouts
        assert found.findings == ()
        assert (paid.payout_id, paid.amount) == ("2026-03-10", Decimal("31.80"))
        assert (paid.status, paid.paid_on) == (PayoutStatus.PAID, date(2026, 3, 10))
        assert types(paid) == [
            PayoutLineType.CHARGE,
            PayoutLineType.REFUND,
            PayoutLineType.DISPUTE,
        ]
        assert (waiting.payout_id, waiting.lines[0].order_id) == (None, "#1002")
        assert paid.lines[0].at == datetime(2026, 3, 8, 15, tzinfo=UTC)

    def test_days_and_amounts_that_do_not_add_up_are_flagged(self) -> None:
        (flaw,) = read(SHOPIFY.replace("-31.80,0.00,-31.80", "-30.00,0.00,-30.00")).findings

        assert flaw.code is ReasonCode.PAYOUT_OUT_OF_BALANCE


class TestAdyen:
    def test_a_batch_is_explained_with_fees_apart(self) -> None:
        found = read(ADYEN)

        (payout,) = found.payouts
        charge, dispute, reserve = payout.lines
        assert found.findings == ()
        assert (payout.payout_id, payout.amount, payout.account) == ("17", Decimal(3), "ShopEU")
        assert payout.bank_reference == "TX1XT batch 17"
        assert (charge.gross, charge.fee, charge.net) == (
            Decimal("12.00"),
            Decimal("-0.50"),
            Decimal("11.50"),
        )
        assert dict(charge.fee_parts)["interchange"] == Decimal("-0.15")
        assert (charge.original_amount, charge.original_currency) == (Decimal("10.00"), "GBP")
        assert charge.at == datetime(2026, 3, 8, 9, tzinfo=UTC)
        assert (dispute.gross, dispute.net) == (Decimal("-5.00"), Decimal("-7.50"))
        assert reserve.type is PayoutLineType.RESERVE_HOLD

    def test_columns_may_stand_in_any_order(self) -> None:
        rows = [line.split(",") for line in ADYEN.splitlines()]
        turned = "\n".join(",".join(reversed(row)) for row in rows)

        assert read(turned).payouts == read(ADYEN).payouts

    def test_a_batch_cut_before_its_payout_says_so(self) -> None:
        (flaw,) = read("\n".join(ADYEN.splitlines()[:-1]) + "\n").findings

        assert (flaw.code, flaw.reference) == (ReasonCode.MISSING_FIELD, "17")


class TestPayPal:
    def test_a_withdrawal_that_empties_the_balance_holds_all_before_it(self) -> None:
        payout = read(PAYPAL).payouts[0]

        assert (payout.payout_id, payout.amount, payout.is_itemized) == ("T4", Decimal(960), True)
        assert [line.key for line in payout.lines] == ["T1", "T3"]
        assert payout.lines[0].gross == Decimal("1019.99")
        assert payout.paid_on == date(2026, 3, 14)

    def test_one_that_leaves_something_holds_nothing_for_certain(self) -> None:
        """T74."""
        _, manual, waiting = read(PAYPAL).payouts

        assert (manual.payout_id, manual.is_itemized, manual.lines) == ("T6", False, ())
        assert [line.key for line in waiting.lines] == ["T5"]

    def test_a_balance_that_jumps_is_flagged(self) -> None:
        (flaw,) = read(
            PAYPAL.replace('"19,00","Credit"', '"29,00","Credit"').replace(
                '"9,00","Debit"', '"19,00","Debit"'
            )
        ).findings

        assert (flaw.code, flaw.line) == (ReasonCode.PAYOUT_OUT_OF_BALANCE, "6")

    def test_days_that_can_be_read_two_ways_are_not_read(self) -> None:
        """T44."""
        head, first = PAYPAL.splitlines()[:2]

        found = read(head + "\n" + first.replace("13/03", "04/03") + "\n")

        assert found.refusal is ReasonCode.UNREADABLE
        assert "two ways" in found.findings[0].text

    def test_the_settlement_report_counts_hundredths_of_any_currency(self) -> None:
        """T43: PayPal prints yen in hundredths too."""
        found = read(STL)

        (payout,) = found.payouts
        assert (payout.payout_id, payout.amount) == ("A4", Decimal("87.30"))
        assert [line.net for line in payout.lines] == [Decimal("97.00"), Decimal("-9.70")]
        assert payout.lines[1].type is PayoutLineType.REFUND
        assert [(f.line, f.field) for f in found.findings] == [("8", "transaction debit or credit")]


class TestAmazon:
    def test_a_settlement_is_decomposed(self) -> None:
        """T42, T92."""
        found = read(AMAZON)

        (payout,) = found.payouts
        assert found.findings == ()
        assert (payout.payout_id, payout.amount) == ("77", Decimal("83.90"))
        assert (payout.from_date, payout.to_date) == (date(2026, 3, 1), date(2026, 3, 14))
        assert payout.arrives_on == date(2026, 3, 16)
        assert types(payout) == [
            PayoutLineType.CHARGE,
            PayoutLineType.TAX,
            PayoutLineType.FEE,
            PayoutLineType.REFUND,
            PayoutLineType.ADVERTISING,
            PayoutLineType.STORAGE,
            PayoutLineType.RESERVE_RELEASE,
        ]
        assert payout.lines[0].order_id == "302-1"

    def test_a_report_cut_in_half_does_not_add_up(self) -> None:
        (flaw,) = read("\n".join(AMAZON.splitlines()[:5])).findings

        assert flaw.code is ReasonCode.PAYOUT_OUT_OF_BALANCE


@pytest.mark.parametrize("text", [STRIPE, SHOPIFY, ADYEN, PAYPAL, STL, AMAZON])
def test_a_report_is_known_by_its_headings_alone(text: str) -> None:
    head = "\n".join(text.splitlines()[:3])

    assert registry.read_file(head.encode(), "x").document_type is DocumentType.PAYOUT_REPORT


def test_a_heading_alone_holds_nothing() -> None:
    found = registry.read_file(STRIPE.splitlines(keepends=True)[0].encode(), "x")

    assert found.refusal is ReasonCode.EMPTY_FILE


class TestDamage:
    def test_a_report_that_was_cut_off_says_so(self) -> None:
        whole = read(STRIPE)
        cut = read(STRIPE[: len(STRIPE) * 2 // 3])

        assert not [flaw for flaw in whole.findings if "cut off" in flaw.text]
        assert [flaw.code for flaw in cut.findings if "cut off" in flaw.text] == [
            ReasonCode.UNREADABLE
        ]

    def test_a_short_last_row_is_no_cut_where_a_line_ends(self) -> None:
        rows = STRIPE.rstrip("\n").split("\n")
        rows[-1] = rows[-1].rstrip(",").rsplit(",", 1)[0]

        found = read("\n".join(rows) + "\n")

        assert not [flaw for flaw in found.findings if "cut off" in flaw.text]

    def test_changed_headings_are_named(self) -> None:
        found = read(STRIPE.replace("gross,fee,net", "brutto,fee,net"))

        assert found.refusal is ReasonCode.WRONG_TABLE
        assert "Stripe report, but lacks `gross`" in found.findings[0].text

    def test_no_table_of_ours_is_taken_for_a_damaged_report(self) -> None:
        for kind, table in TABLES.items():
            content = (",".join(table.columns) + "\n").encode()

            found = registry.read_file(content, "x.csv")

            assert found.document_type is not DocumentType.PAYOUT_REPORT, kind
