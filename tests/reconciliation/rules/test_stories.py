"""What an exception means, whom it concerns, and which decided cases are like it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reasons import ReasonCode
from reconciliation.rules import messages, questions, stories
from reconciliation.rules.likeness import Traits, likeness
from reconciliation.rules.messages import About
from reconciliation.rules.questions import Statement
from reconciliation.rules.stories import Difference, Recipient

ABOUT = About("invoice", "INV-7", "Halvorsen Dairy", "3804.24 EUR", "PO-1")
PRICE = Difference(
    "PRICE_OVER", "12.40 agreed, 13.10 billed.", line="1", expected="12.40", actual="13.10",
    tolerance="2 % and 50.00",
)  # fmt: skip


def _message(found: Difference) -> messages.Message | None:
    return messages.message_about(
        found, ABOUT, link="https://books.example/check/x/", reference="C-1/1/0", until="2026-04-11"
    )


class TestAStory:
    @pytest.mark.parametrize("code", list(ReasonCode))
    def test_says_of_every_kind_why_it_matters(self, code: ReasonCode) -> None:
        meaning = stories.meaning_of(code)

        assert meaning.why.endswith(".")
        assert bool(meaning.request) == (meaning.whom is not Recipient.NOBODY)

    def test_carries_its_figures_to_the_one_who_can_settle_it(self) -> None:
        message = _message(PRICE)

        assert message is not None
        assert message.whom == "vendor"
        for said in ("Dear Halvorsen Dairy", "INV-7", "3804.24 EUR", "PO-1", "Line: 1",
                     "12.40", "13.10", "Difference: 0.70 over", "2026-04-11",
                     "/check/x/", "C-1/1/0"):  # fmt: skip
            assert said in message.body

    def test_asks_the_warehouse_about_goods_and_nobody_about_theft(self) -> None:
        goods = _message(Difference("NOT_RECEIVED", "Nothing came."))
        assert goods is not None
        assert goods.body.startswith("Dear warehouse team")
        assert _message(Difference("BANK_DETAILS_CHANGED", "Another account.")) is None

    def test_keeps_notes_for_reviewers_from_those_who_are_written(self) -> None:
        twice = Difference(
            "DUPLICATE_INVOICE",
            "Like C-349: number 33 of 2026-11-13 over 1004.93 EUR (rule 1 all equal; equal (33)).",
            expected="33", actual="33",
        )  # fmt: skip
        short = Difference(
            "NOT_RECEIVED", "4 billed. The price agrees and stays locked.", "6", None, "0", "4.00"
        )

        (to_vendor, to_warehouse) = _message(twice), _message(short)

        assert to_vendor is not None
        assert to_warehouse is not None
        said = "We have one like it already: number 33 of 2026-11-13 over 1004.93 EUR.\n\nPlease"
        assert said in to_vendor.body
        assert "4 billed.\nLine: 6\nAccepted: 0\nBilled: 4.00\nDifference: 4 over\n" in (
            to_warehouse.body
        )

    @pytest.mark.parametrize(
        ("tolerance", "said"), [("0", "no difference"), ("0.02", "a difference of 0.02")]
    )
    def test_says_a_bare_limit_in_words(self, tolerance: str, said: str) -> None:
        found = Difference("TAX_MISMATCH", "Too much tax.", tolerance=tolerance)

        assert stories.rule_of(found, version=2) == f"Policy version 2 allows {said}."

    def test_names_the_limit_of_the_policy(self) -> None:
        assert stories.rule_of(PRICE, version=3) == "Policy version 3 allows 2 % and 50.00."


traits = st.builds(
    Traits,
    codes=st.frozensets(st.sampled_from(["PRICE_OVER", "NOT_RECEIVED", "OVER_LIMIT"])),
    vendor_id=st.sampled_from([None, "V-1", "V-2"]),
    case_class=st.sampled_from(["po_goods", "no_po"]),
    amount=st.none() | st.decimals(0, 10_000, places=2),
)


class TestLikeness:
    @given(one=traits, other=traits)
    def test_is_the_same_both_ways_and_a_percentage(self, one: Traits, other: Traits) -> None:
        assert likeness(one, other) == likeness(other, one)
        assert 0 <= likeness(one, other) <= 100

    def test_is_whole_only_for_the_same(self) -> None:
        one = Traits(frozenset({"PRICE_OVER"}), "V-1", "po_goods", Decimal(100))

        assert likeness(one, one) == 100
        assert likeness(one, Traits(one.codes, "V-2", "po_goods", Decimal(50))) == 75


class TestAQuestion:
    KNOWN = (
        Statement("document", "Invoice INV-7 of Halvorsen Dairy.", ("document a",)),
        Statement("date", "It is due on 2026-04-11.", ("document a",)),
        Statement("date", "It was issued on 2026-03-12.", ("document a",)),
        Statement("wrong", "Price too high: 13.10 billed.", ("record PO-1",)),
    )

    def test_gets_the_sentences_of_its_topic(self) -> None:
        assert [each.topic for each in questions.answer_to("Why is it held?", self.KNOWN)] == [
            "wrong"
        ]
        assert len(questions.answer_to("When is it due?", self.KNOWN)) == 2

    def test_gets_nothing_where_it_is_about_something_else(self) -> None:
        assert questions.answer_to("Will it rain tomorrow?", self.KNOWN) == ()
