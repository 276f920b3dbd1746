"""The situations that every matcher of cash is asked about, one after the other."""

from datetime import date
from decimal import Decimal

import pytest

from reconciliation.rules.cash_values import CashSettings, PartType, ShortPayment
from tests.reconciliation.rules.cash_world import CashWorld, settle_one


class TestNumbers:
    def test_a_number_stands_inside_free_text(self) -> None:
        said = settle_one(50_000, {"INV-2026-00123": 50_000}, memo="pay for INV-2026-00123, thanks")

        assert said.status == "matched"
        assert said.parts == (("invoice", "INV-2026-00123", 50_000),)

    def test_a_number_stands_in_the_reference(self) -> None:
        said = settle_one(50_000, {"INV-2026-00123": 50_000}, reference="inv-2026-00123")

        assert (said.status, said.strategy) == ("matched", "exact_reference")

    def test_a_number_has_lost_its_separators_or_its_letters(self) -> None:
        for written in ("INV202600123", "202600123", "INV 2026 00123", "inv/2026/00123"):
            said = settle_one(50_000, {"INV-2026-00123": 50_000}, memo=written)

            assert said.status == "matched", written

    def test_a_payer_without_a_name_is_believed_by_whole_numbers_only(self) -> None:
        whole = settle_one(1_999, {"INV-2026-00123": 1_999}, reference="INV202600123", party=None)
        world = CashWorld()
        world.line("L", 1_999, memo="123456")
        world.item("A-123456", 1_999)
        world.item("B-1", 1_999)

        assert whole.status == "matched"
        assert world.settle()["L"].status != "matched"

    def test_a_wrong_digit_that_names_another_real_item_does_not_take_it(self) -> None:
        world = CashWorld()
        world.line("L", 4_999, reference="INV-2026-00124", party="Nordwind GmbH")
        world.item("INV-2026-00123", 4_999, party="Nordwind GmbH")
        world.item("INV-2026-00124", 4_999, party="Alpenbau AG")

        said = world.settle()["L"]

        assert said.parts == (("invoice", "INV-2026-00123", 4_999),)

    def test_a_line_that_names_another_number_is_not_taken_for_its_amount(self) -> None:
        said = settle_one(4_900, {"INV-2026-00077": 4_900}, memo="INV-2026-00912")

        assert said.status == "unmatched"


class TestPayers:
    def test_an_amount_and_a_name_are_enough_if_only_one_fits(self) -> None:
        said = settle_one(48_123, {"INV-1": 48_123, "INV-2": 9_900})

        assert (said.status, said.strategy) == ("matched", "amount_and_payer")

    def test_a_name_may_hold_signs_of_patterns(self) -> None:
        world = CashWorld()
        world.line("L", 48_123, party="A*B (C+D) [E]? GmbH $ ^ Handel")
        world.item("INV-1", 48_123, party="A*B (C+D) [E]? GmbH $ ^ Handel")

        assert world.settle()["L"].status == "matched"

    def test_a_name_is_cut_off_by_the_bank(self) -> None:
        world = CashWorld()
        world.line("L", 48_123, party="NORDWIND HANDELSGESELLS")
        world.item("INV-1", 48_123, party="Nordwind Handelsgesellschaft mbH")

        assert world.settle()["L"].status == "matched"

    def test_a_name_that_ends_inside_a_number_is_not_cut_off(self) -> None:
        world = CashWorld()
        world.line("L", 48_123, party="BORA HANDEL 88")
        world.item("INV-1", 48_123, party="Bora Handel 887 GmbH")

        assert world.settle()["L"].status == "unmatched"

    def test_a_parent_company_pays_under_a_name_that_was_learned(self) -> None:
        world = CashWorld(others={"alias": [{"name": "windholding", "means": "nordwind"}]})
        world.line("L", 48_123, party="Wind Holding SE")
        world.item("INV-1", 48_123, party="Nordwind GmbH")

        assert world.settle()["L"].status == "matched"

    def test_an_account_says_who_pays(self) -> None:
        world = CashWorld()
        world.line("L", 48_123, party="Somebody", party_account="DE02120300000000202051")
        world.item("INV-1", 48_123, party="Nordwind", party_account="DE02120300000000202051")

        assert world.settle()["L"].status == "matched"

    def test_a_stranger_with_the_same_amount_is_nobody(self) -> None:
        world = CashWorld()
        world.line("L", 48_123, party="Alpenbau AG")
        world.item("INV-1", 48_123, party="Nordwind GmbH")

        assert world.settle()["L"].status == "unmatched"

    def test_items_of_two_payers_are_not_put_together(self) -> None:
        world = CashWorld()
        world.line("L", 30_000, party="Nordwind GmbH", memo="INV-100001 INV-100002")
        world.item("INV-100001", 10_000, party="Nordwind GmbH")
        world.item("INV-100002", 20_000, party="Alpenbau AG")

        assert world.settle()["L"].status != "matched"


class TestSeveral:
    def test_one_transfer_pays_several_invoices(self) -> None:
        said = settle_one(
            30_000, {"INV-100001": 10_000, "INV-100002": 20_000}, memo="INV-100001, INV-100002"
        )

        assert (said.status, said.strategy) == ("matched", "several_references")
        assert said.parts == (
            ("invoice", "INV-100001", 10_000),
            ("invoice", "INV-100002", 20_000),
        )

    def test_one_transfer_pays_invoices_less_a_credit_note(self) -> None:
        said = settle_one(
            25_000,
            {"INV-100001": 10_000, "INV-100002": 20_000, "CN-500001": -5_000},
            memo="INV-100001 INV-100002 less CN-500001",
        )

        assert said.status == "matched"
        assert sum(amount for _, _, amount in said.parts) == 25_000

    def test_several_payments_pay_one_invoice(self) -> None:
        world = CashWorld()
        world.line("one", 6_000, party="Nordwind GmbH", memo="Rate 1 INV-100001")
        world.line("two", 4_000, party="Nordwind GmbH", memo="Rate 2 INV-100001")
        world.item("INV-100001", 10_000, party="Nordwind GmbH")

        said = world.settle()

        assert said["one"].parts == (("invoice", "INV-100001", 6_000),)
        assert said["two"].parts == (("invoice", "INV-100001", 4_000),)

    def test_parts_that_say_how_many_they_are_pay_the_one_record_of_their_sum(self) -> None:
        world = CashWorld()
        for name, amount, memo in (
            ("one", -425_000, "For the chairs (1 of 2)"),
            ("two", -400_000, "For the chairs (2 of 2)"),
            ("odd", -1_000, "For the lamps (1 of 2)"),
        ):  # fmt: skip
            world.line(name, amount, memo=memo)
        world.item("J-42", -825_000, type="journal", account="MAIN", day=date(2026, 3, 8))
        world.item("J-43", -1_000, type="journal", account="MAIN", day=date(2026, 1, 2))

        said = world.settle()

        assert said["one"].parts == (("journal", "J-42", -425_000),)
        assert said["two"].strategy == "announced_parts"
        assert said["odd"].status == "unmatched"

    def test_the_only_set_of_a_payer_that_fits_is_taken(self) -> None:
        said = settle_one(3_333_311, {"A-1": 1_111_104, "B-2": 2_222_207, "C-3": 555_559})

        assert (said.status, said.strategy) == ("matched", "subset_of_payer")

    def test_a_smallest_set_is_not_taken_while_another_fits(self) -> None:
        said = settle_one(300_000, {"A-1": 100_000, "B-2": 200_000, "C-3": 150_000, "D-4": 50_000})

        assert said.status != "matched"

    def test_a_deposit_of_one_day_is_taken_whole_however_many_payments_it_holds(self) -> None:
        world = CashWorld()
        for number in range(3_633):  # T82
            world.item(
                f"S{number:06}", 1_000 + number, type="order", batch="STORE7|card",
                day=date(2026, 3, 8),
            )  # fmt: skip
        total = sum(1_000 + number for number in range(3_633))
        world.line("L", total, memo="CARD DEPOSIT STORE7")

        said = world.settle()["L"]

        assert said.status == "matched"
        assert len(said.parts) == 3_633


class TestDoubt:
    def test_two_answers_that_are_equally_good_are_left_to_a_person(self) -> None:
        world = CashWorld()  # T81
        for number in range(10):
            world.line(f"L{number}", 1_999, party="Nordwind GmbH")
            world.item(f"INV-{number}", 1_999, party="Nordwind GmbH")

        said = world.settle()

        assert {each.status for each in said.values()} == {"ambiguous"}
        assert {each.codes for each in said.values()} == {"AMBIGUOUS"}
        assert all(each.parts == () for each in said.values())

    def test_two_numbers_that_are_nearly_equal_are_told_apart(self) -> None:
        world = CashWorld()
        world.line("one", 4_999, reference="INV-2026-00123", party="Nordwind GmbH")
        world.line("two", 4_999, reference="INV-2026-00132", party="Nordwind GmbH")
        world.item("INV-2026-00123", 4_999, party="Nordwind GmbH")
        world.item("INV-2026-00132", 4_999, party="Nordwind GmbH")

        said = world.settle()

        assert said["one"].parts[0][1] == "INV-2026-00123"
        assert said["two"].parts[0][1] == "INV-2026-00132"

    def test_a_line_that_nothing_fits_says_so(self) -> None:
        said = settle_one(777, {"INV-1": 48_123})

        assert (said.status, said.codes, said.difference) == ("unmatched", "UNMATCHED", 777)


class TestAmounts:
    def test_a_refund_is_never_a_sale_of_the_same_amount(self) -> None:
        said = settle_one(-10_000, {"INV-100001": 10_000}, reference="INV-100001")  # T89

        assert said.status == "unmatched"

    def test_a_charge_of_the_bank_is_not_a_short_payment(self) -> None:
        said = settle_one(98_500, {"INV-100001": 100_000}, memo="INV-100001")  # T83

        assert said.status == "matched"
        assert said.parts == (("invoice", "INV-100001", 100_000), ("fee", None, -1_500))
        assert said.difference == 0

    def test_a_percentage_is_capped_by_an_amount(self) -> None:
        said = settle_one(9_700_000, {"INV-100001": 10_000_000}, memo="INV-100001")  # T84

        assert said.status == "proposed"
        assert said.codes == "AMOUNT_DIFFERS"

    def test_a_whole_number_of_nobody_known_is_offered_with_what_is_missing(self) -> None:
        paid = settle_one(64_212, {"W2609-00284": 65_712}, memo="Order W2609-00284", party=None)
        part = settle_one(64_212, {"W2609-00284": 65_712}, memo="Order 00284", party=None)

        assert (paid.status, paid.codes) == ("proposed", "AMOUNT_DIFFERS")
        assert paid.parts == (("invoice", "W2609-00284", 65_712), ("fee", None, -1_500))  # T83
        assert paid.difference == 0
        assert part.status == "unmatched"

    def test_without_a_limit_nothing_may_be_missing(self) -> None:
        world = CashWorld(settings=CashSettings(short_payments=()))
        world.line("L", 9_999, memo="INV-100001", party="Nordwind GmbH")
        world.item("INV-100001", 10_000, party="Nordwind GmbH")

        assert world.settle()["L"].status == "proposed"

    def test_a_limit_of_millions_is_a_limit_like_any(self) -> None:
        much = Decimal(1_000_000)
        limit = ShortPayment(PartType.ADJUSTMENT, percent=Decimal(30), absolute=much)
        world = CashWorld(settings=CashSettings(short_payments=(limit,), fee_cap=much))
        world.line("L", 80_000_000, party="Nordwind GmbH", memo="INV-100001")
        world.item("INV-100001", 90_000_000, party="Nordwind GmbH")

        assert world.settle()["L"].status == "matched"

    def test_a_limit_that_is_just_enough_is_enough(self) -> None:
        row = ShortPayment(PartType.FEE, percent=Decimal(2), absolute=Decimal("2.00"))
        for paid, status in ((9_800, "matched"), (9_799, "proposed")):
            world = CashWorld(settings=CashSettings(short_payments=(row,)))
            world.line("L", paid, memo="INV-100001", party="Nordwind GmbH")
            world.item("INV-100001", 10_000, party="Nordwind GmbH")

            assert world.settle()["L"].status == status

    def test_more_than_owed_is_never_taken_by_itself(self) -> None:
        said = settle_one(10_100, {"INV-100001": 10_000}, memo="INV-100001")

        assert (said.status, said.difference) == ("proposed", 100)

    def test_a_payment_of_a_part_is_offered_and_the_rest_stays_open(self) -> None:
        said = settle_one(-40_000, {"INV-100001": -100_000}, memo="INV-100001")

        assert said.status == "proposed"
        assert said.parts == (("invoice", "INV-100001", -40_000),)
        assert said.difference == 0

    def test_a_discount_to_the_cent_needs_no_number(self) -> None:
        said = settle_one(98_211, {"INV-100001": 100_215})

        assert said.status == "matched"
        assert said.parts[1] == ("adjustment", None, -2_004)

    def test_the_bank_adds_its_charge_to_what_we_pay(self) -> None:
        said = settle_one(-101_500, {"INV-100001": -100_000}, memo="INV-100001")

        assert said.parts == (("invoice", "INV-100001", -100_000), ("fee", None, -1_500))

    def test_a_payment_in_another_currency_closes_the_invoice_at_what_arrived(self) -> None:
        world = CashWorld()  # T45
        world.line(
            "L", 30_822, party="Nordwind GmbH", memo="INV-100001", other_amount=35_085,
            other_currency="USD",
        )  # fmt: skip
        world.item("INV-100001", 35_085, party="Nordwind GmbH", currency="USD")

        said = world.settle()["L"]

        assert (said.status, said.difference) == ("matched", 0)
        assert said.parts == (("invoice", "INV-100001", 30_822),)


def test_a_number_that_two_lines_claim_settles_neither_where_the_payer_owes_that_price_twice() -> (
    None
):
    world = CashWorld()
    for name in ("7000092228", "7000092268", "7000055501"):
        world.item(name, 1990, party="Paula Ebert")
    world.line("wrong digit", 1990, party="Paula Ebert", reference="7000092228")
    world.line("in the text", 1990, party="Paula Ebert", memo="virement 7000092228 merci")
    world.line("another", 1990, party="Paula Ebert", reference="7000055501")

    said = world.settle()

    assert said["another"].parts == (("invoice", "7000055501", 1990),)
    assert {said[name].status for name in ("wrong digit", "in the text")} == {"ambiguous"}


def test_a_number_that_two_lines_claim_is_paid_by_its_reference_where_it_is_owed_once() -> None:
    world = CashWorld()
    world.item("7000092228", 1990, party="Paula Ebert")
    world.line("first", 1990, party="Paula Ebert", reference="7000092228")
    world.line("again", 1990, party="Paula Ebert", memo="virement 7000092228 merci")

    said = world.settle()

    assert (said["first"].strategy, said["again"].status) == ("exact_reference", "unmatched")


@pytest.mark.parametrize(("nature", "strategy"), [(None, "reference_in_text"), ("return", "none")])
def test_a_claim_on_a_number_that_is_not_believed_is_no_answer(
    nature: str | None, strategy: str
) -> None:
    world = CashWorld()
    world.item("R-100200", 1990, party="Paula Ebert")
    world.item("R-555555", 1990, party="Nordwind GmbH")
    world.line("wrong digit", 1990, party="Nordwind GmbH", reference="R-100200")
    world.line("stranger", 1990, party="Textil Cork GmbH", memo="R-100200 zurueck", nature=nature)

    said = world.settle()

    assert (said["wrong digit"].status, said["stranger"].strategy) == ("unmatched", strategy)


def test_a_discount_explains_nothing_where_the_very_amount_is_owed() -> None:
    world = CashWorld()
    world.item("A-70184", 1000, party="Textil Cork GmbH")
    world.item("A-55616", 990, party="Textil Cork GmbH")
    world.item("A-55617", 990, party="Textil Cork GmbH")
    world.line("L", 990, party="Textil Cork GmbH", memo="Einkauf")

    assert world.settle()["L"].status == "ambiguous"


@pytest.mark.parametrize(
    ("others", "status"), [((), "matched"), ((10_500,), "matched"), ((4_100, 4_200, 4_300), None)]
)
def test_an_amount_is_no_ground_where_the_payer_owes_much_that_may_be_paid_short(
    others: tuple[int, ...], status: str | None
) -> None:
    said = settle_one(
        3_984, {"A-70001": 3_984, **{f"B-{owed}": owed for owed in others}}, memo="Einkauf"
    )

    assert said.status == (status or "unmatched")


def test_a_number_in_other_words_goes_before_a_record_of_the_very_amount() -> None:
    said = settle_one(10_280, {"R72/910772": 10_280, "R96/166946": 10_489}, reference="96166946")

    assert (said.strategy, said.parts[0][1]) == ("reference_and_short_amount", "R96/166946")
