"""Which words of a passage are quoted, and the claims of an answer that is still coming."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from ai import quoting
from ai.answers import CitedAnswer, WordedAnswer, claims_so_far
from ai.grounding import Fact, Grounds

_POLICY = (
    "Prices follow the order. A price may be over the agreed price by 2.5 % at most; above that a"
    " buyer decides. Freight is billed apart."
)


class TestAQuote:
    def test_is_the_sentence_that_answers(self) -> None:
        found = quoting.quote_for(_POLICY, "Price over. We would pay more than was agreed.")

        assert found.startswith("A price may be over the agreed price by 2.5 % at most")

    @settings(max_examples=40)
    @given(st.text(max_size=300), st.text(max_size=60))
    def test_always_stands_in_the_passage(self, passage: str, question: str) -> None:
        assert quoting.quote_for(passage, question) in passage


class TestWhatHasCome:
    said = json.dumps(
        {
            "parts": [
                {"place": 0, "claims": [{"text": 'One {"text": 1}.', "rows": ["case C-1"]}]},
                {"place": 3, "claims": [{"text": "Two.", "rows": []}, {"text": "Three."}]},
            ]
        }
    )

    def test_are_whole_claims_with_their_places(self) -> None:
        found = [(place, claim.text) for place, claim in claims_so_far(self.said)]

        assert found == [(0, 'One {"text": 1}.'), (3, "Two."), (3, "Three.")]

    def test_never_are_half_a_claim(self) -> None:
        whole = [claim.text for _, claim in claims_so_far(self.said)]

        for end in range(len(self.said)):
            come = [claim.text for _, claim in claims_so_far(self.said[:end])]
            assert come == whole[: len(come)]


class TestAWordedAnswer:
    def test_speaks_of_all_that_was_asked_each_from_its_own_facts(self) -> None:
        grounds = {
            0: Grounds((Fact("price", "13.10"),), frozenset({"case C-1"})),
            1: Grounds((Fact("price", "9.90"),), frozenset({"case C-1"})),
        }
        right = _answer((0, "Billed at 13.10."), (1, "Billed at 9.90."))

        assert right.problems(grounds) == ()
        assert _answer((0, "Billed at 9.90."), (1, "Billed at 9.90.")).problems(grounds)
        assert _answer((0, "Billed at 13.10.")).problems(grounds)
        assert _answer(*[(0, "Billed at 13.10.")] * 2).problems(grounds)

    def test_refuses_nothing_by_saying_nothing(self) -> None:
        assert CitedAnswer(claims=[]).problems(Grounds(())) == ()
        assert _answer().problems({0: Grounds(())})


def _answer(*said: tuple[int, str]) -> WordedAnswer:
    parts = [
        {"place": place, "claims": [{"text": text, "rows": ["case C-1"]}]} for place, text in said
    ]
    return WordedAnswer.model_validate({"parts": parts})
