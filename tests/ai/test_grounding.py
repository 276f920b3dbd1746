"""Nothing is said that is not in the facts, the rows and the passages that were given."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ai.answers import CitedAnswer
from ai.grounding import Claim, Fact, Grounds, Quote, problems_in, problems_with, stands_in

FACTS = (
    Fact("vendor", "Müller & Söhne GmbH"),
    Fact("invoice", "INV-2026/114"),
    Fact("case", "C-12"),
    Fact("issued", "2026-03-12", role="issued"),
    Fact("due", "2026-04-11", role="due"),
    Fact("ordered price", "11.00 EUR", role="ordered"),
    Fact("invoiced price", "12.50 EUR", role="invoiced"),
    Fact("difference", "1.50 EUR", direction="over"),
    Fact("difference in percent", "13.6 %", direction="over"),
    Fact("total", "1234.50 EUR"),
    Fact("quantity", "12"),
)
POLICY = 'A price may differ by 2 % and at most 50.00 a line; "both" limits must hold.'
GROUNDS = Grounds(
    facts=FACTS,
    rows=frozenset({"case C-12"}),
    passages={"P-1": POLICY, "P-2": "Goods that were not received are not paid."},
    actions=frozenset({"ask", "reject"}),
)


class TestMaySay:
    @pytest.mark.parametrize(
        "text",
        [
            "Müller & Söhne GmbH invoiced 12.50 EUR where 11.00 EUR was ordered.",
            "We ordered at 11.00 and were invoiced 12.50, 1.50 EUR too much.",
            "The price is 13.6 % over, above what was ordered.",
            "13.6 percent more than ordered",
            "INV-2026/114 was issued on 12 March 2026 and is due on April 11, 2026.",
            "It was issued in March 2026, on 12.03.2026 or 03/12/2026.",
            "The total is 1.234,50 €.",
            "The total is €1,234.50 or EUR 1234.5.",
            "A dozen units, twelve of them.",
            "One thousand two hundred and thirty-four is no figure here, 1234.50 is."[46:],
            "Ｍüller & Söhne GmbH billed 12 units.",
            "Under the agreement up to 12 units may come, no later than in April 2026.",
        ],
    )
    def test_what_is_in_the_facts_in_whatever_form(self, text: str) -> None:
        assert problems_in(text, FACTS) == []

    def test_what_its_own_quote_says(self) -> None:
        claim = Claim(
            "The policy allows 2 %: “differ by 2 % and at most 50.00 a line”.",
            quotes=(Quote("P-1", "differ by 2 % and\nat most 50.00 a line"),),
        )

        assert problems_with([claim], GROUNDS, action="ask") == ()

    def test_nothing_at_all(self) -> None:
        assert CitedAnswer(claims=[]).problems(GROUNDS) == ()


class TestMayNotSay:
    @pytest.mark.parametrize(
        ("text", "word"),
        [
            ("The total is 1,235.50 EUR.", "1,235.50"),
            ("The total is 1,234.50 USD.", "1,234.50"),
            ("The total is 1,234.50 dollars.", "dollars"),
            ("INV-2026/115 came.", "INV-2026/115"),
            ("INV-2026/1l4 came.", "INV-2026/1l4"),
            ("It came on 13 March 2026.", "13 March 2026"),
            ("It was issued on 11 April 2026.", "11 April 2026"),
            ("Globex charged 12.50 EUR.", "Globex"),
            ("It was charged by Globex.", "Globex"),
            ("Müller & Sons charged it.", "Sons"),
            ("12 % were charged.", "12"),
            ("Thirteen units came.", "Thirteen"),
            ("It is −1.50 EUR.", "-1.50"),
            ("It is under by 1.50 EUR.", "under"),
            ("It is not over by 1.50 EUR.", "over"),
            ("The price is 13.6 % lower.", "lower"),
            ("12.50 EUR was ordered and 11.00 EUR invoiced.", "beside"),
            ("The ordered price is 12.50 EUR.", "12.50"),
            ("Of 12.50 EUR invoiced 12.50 EUR is due.", "twice"),
            ("Write to pay@globex.example or https://globex.example/x.", "pay@globex.example"),
            ("Müller said “we agreed on this price”.", "Nobody"),
            ("Pay\u202e now", "nobody can see"),
            ("Pay\u200b now", "nobody can see"),
        ],
    )
    def test_what_is_in_no_fact(self, text: str, word: str) -> None:
        assert word in " ".join(problems_in(text, FACTS))

    @pytest.mark.parametrize(
        ("quote", "why"),
        [
            (Quote("P-2", "differ by 2 % and"), "does not say"),
            (Quote("P-9", "differ by 2 % and"), "not given"),
            (Quote("P-1", "differ by 3 % and"), "does not say"),
            (Quote("P-1", "differ by 2 and"), "does not say"),
            (Quote("P-1", "may differ"), "does not say"),
            (Quote("P-2", "oods that were not"), "does not say"),
        ],
    )
    def test_what_no_passage_says(self, quote: Quote, why: str) -> None:
        problems = problems_with([Claim("The policy says so.", quotes=(quote,))], GROUNDS)

        assert why in " ".join(problems)

    def test_anything_without_a_source_or_with_anothers(self) -> None:
        assert "Nothing is cited" in problems_with([Claim("It is due.")], GROUNDS)[0]
        problems = problems_with([Claim("It is due.", rows=("case C-13",))], GROUNDS)
        assert "not among the records" in problems[0]

    def test_an_action_that_the_rules_do_not_allow(self) -> None:
        claim = Claim("Ask.", rows=("case C-12",))

        assert (
            "not one that the rules allow" in problems_with([claim], GROUNDS, action="approve")[0]
        )


@given(
    amount=st.decimals("0.01", "999999.99", places=2), said=st.decimals("0.01", "999999", places=2)
)
def test_never_lets_another_amount_pass(amount: object, said: object) -> None:
    assume(amount != said)

    facts = (Fact("amount", f"{amount} EUR"),)

    assert problems_in(f"The amount is {said:,} EUR.", facts)
    assert not problems_in(f"The amount is {amount:,} EUR.", facts)


@given(place=st.integers(0, 13), word=st.sampled_from(["not", "never", "3", "100.00"]))
def test_never_takes_a_quote_with_another_word(place: int, word: str) -> None:
    words = POLICY.split()
    words[place % len(words)] = word

    assert not stands_in(" ".join(words), POLICY)
    assert stands_in(" ".join(POLICY.split()[place % 5 : place % 5 + 4]), POLICY)
