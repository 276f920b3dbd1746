"""What a model may say of an exception: its statements as they stand, never its values swapped."""

import json

import pytest

from ai.grounding import Fact
from reconciliation.rules import wording_step

ASKED = wording_step.to_text(
    [
        wording_step.part_of(
            0,
            [Fact("expected", "66.72", role="ordered"), Fact("actual", "71.73", role="billed"),
             Fact("difference", "5.01", direction="over")],
            ["policy 2"],
            ["71.73 per CS billed, 66.72 ordered: 80.16 over on the line, 7.51 %.",
             "Policy version 2 allows 2 % and 50.00 EUR.", "Case C-67 of Halvorsen is alike."],
            {"prices/7": "A price may be over by 2 % at most."},
        )
    ]
)  # fmt: skip


def _said(text: str) -> dict[str, object]:
    claim = {"text": text, "rows": ["policy 2"]}
    answer = json.dumps({"parts": [{"place": 0, "claims": [claim]}]})
    made: dict[str, object] = json.loads(
        wording_step.replay({"asked": ASKED.encode(), "answer": answer.encode()})
    )
    return made


@pytest.mark.parametrize("text", json.loads(ASKED)["exceptions"][0]["statements"])
def test_every_statement_may_be_repeated(text: str) -> None:
    made = _said(text)

    assert made["code"] is None
    assert made["parts"]


@pytest.mark.parametrize(
    "text",
    [
        "66.72 per CS billed, 71.73 ordered.",
        "It is 5.01 under.",
        "It is 7.51 over.",
        "Policy version 2 allows 7 %.",
        "Case C-68 is alike.",
    ],
)
def test_what_no_statement_says_may_not(text: str) -> None:
    made = _said(text)

    assert (made["code"], made["parts"]) == ("OUTPUT_REJECTED", [])


@pytest.mark.parametrize("answer", ["", "{", "[]", '{"parts": []}', '{"parts": [{"place": 1}]}'])
def test_what_is_no_answer_is_rejected_and_replays(answer: str) -> None:
    made = wording_step.replay({"asked": ASKED.encode(), "answer": answer.encode()})

    assert b"OUTPUT_REJECTED" in made


def test_goods_that_did_not_come_stand_beside_their_own_word() -> None:
    text = "54 billed, 48 accepted: 6 not received, worth 131.46 at the order price."
    facts = [Fact("expected", "48", role="accepted"), Fact("actual", "54", role="billed")]
    asked = wording_step.to_text([wording_step.part_of(0, facts, ["policy 2"], [text], {})])

    def code(said: str) -> object:
        claim = {"text": said, "rows": ["policy 2"]}
        answer = json.dumps({"parts": [{"place": 0, "claims": [claim]}]})
        return json.loads(wording_step.to_bytes(asked, answer))["code"]

    assert code(text) is None
    assert code("48 billed, 54 accepted.") == "OUTPUT_REJECTED"
