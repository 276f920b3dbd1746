"""The situations that other products' tests name, and the test here that proves each."""

import ast
from pathlib import Path

import pytest

HERE = Path(__file__).parent
LISTED = {
    "number inside free text": "rules/test_cash_situations:a_number_stands_inside_free_text",
    "number in the reference": "rules/test_cash_situations:a_number_stands_in_the_reference",
    "number in a note, its separators lost":
        "rules/test_cash_situations:a_number_has_lost_its_separators_or_its_letters",
    "no partner":
        "rules/test_cash_situations:a_payer_without_a_name_is_believed_by_whole_numbers_only",
    "partner by a name with signs of patterns":
        "rules/test_cash_situations:a_name_may_hold_signs_of_patterns",
    "partner by its parent company":
        "rules/test_cash_situations:a_parent_company_pays_under_a_name_that_was_learned",
    "a line equal to invoices less a credit note":
        "rules/test_cash_situations:one_transfer_pays_invoices_less_a_credit_note",
    "instalments of one invoice": "rules/test_cash_situations:several_payments_pay_one_invoice",
    "one transfer for several": "rules/test_cash_situations:one_transfer_pays_several_invoices",
    "two near-equal texts":
        "rules/test_cash_situations:two_numbers_that_are_nearly_equal_are_told_apart",
    "tolerance of zero": "rules/test_cash_situations:without_a_limit_nothing_may_be_missing",
    "tolerance that is enough": "rules/test_cash_situations:a_limit_that_is_just_enough_is_enough",
    "tolerance that is not enough, and in percent":
        "rules/test_cash_situations:a_percentage_is_capped_by_an_amount",
    "tolerance to the lower side only":
        "rules/test_cash_situations:more_than_owed_is_never_taken_by_itself",
    "a larger open item within the tolerance":
        "rules/test_cash_situations:a_charge_of_the_bank_is_not_a_short_payment",
    "a write-off with its tax":
        "test_cash_write_offs:a_write_off_takes_its_tax_with_it_once_and_reversibly",
    "a write-off in a foreign currency":
        "test_cash_and_books:a_write_off_in_a_foreign_currency_is_booked_on_the_day_of_the_line",
    "exchange difference when the rate moved":
        "test_cash_realised:t45_the_difference_is_realised_once_and_taken_back_with_the_match",
    "reversed entries never match":
        "test_cash_and_books:an_entry_that_was_reversed_never_matches",
    "a partial vendor payment is kept open":
        "test_cash_deciding:a_part_payment_is_settled_by_a_person_and_stays_so",
    "an advance is moved to the invoice":
        "test_cash_write_offs:an_advance_is_moved_to_the_invoice_when_it_comes_and_taken_back"
        "_with_the_match",
    "over-allocation is refused":
        "test_cash_realised:t46_parts_with_a_fee_and_a_revaluation_leave_one_difference_in_all",
    "undo": "test_cash_deciding:what_was_taken_back_is_only_offered_from_then_on",
    "different partners are refused":
        "rules/test_cash_desk:records_of_different_payers_are_refused",
    "a fee of the bank out of a credit":
        "rules/test_cash_journal:what_the_bank_keeps_of_a_payment_is_its_charge",
    "oldest or newest date of a write-off":
        "test_cash_and_books:a_write_off_in_a_foreign_currency_is_booked_on_the_day_of_the_line",
    "a line that nothing fits": "rules/test_cash_situations:a_line_that_nothing_fits_says_so",
}  # fmt: skip


@pytest.mark.parametrize("situation", LISTED)
def test_each_situation_has_a_test(situation: str) -> None:
    module, name = LISTED[situation].split(":")

    tree = ast.parse((HERE / f"{module}.py").read_text(encoding="utf-8"))

    names = {each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)}
    assert f"test_{name}" in names
