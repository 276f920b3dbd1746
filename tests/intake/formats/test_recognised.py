"""What was recognised is written down in one way, and leads back to the page as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.formats import recognised
from intake.formats.page_words import Page, Word
from intake.formats.recognised import RecognisedPage, Recognition

boxes = st.tuples(*[st.floats(0, 500).map(lambda at: round(at, 1))] * 2).map(
    lambda corner: (corner[0], corner[1], corner[0] + 40, corner[1] + 10)
)
words = st.builds(lambda text, box: Word(text, *box), st.text(min_size=1, max_size=9), boxes)


@given(st.lists(words, max_size=5), st.sampled_from([0, 90, 180, 270]), st.floats(-5, 5))
def test_what_is_written_is_read_back_the_same(found: list[Word], turn: int, lean: float) -> None:
    page = RecognisedPage(1, 595.0, 842.0, turn, lean, tuple(found), (0.9,) * len(found))
    recognition = Recognition("engine 1", (page, RecognisedPage(2, 1.0, 1.0, problem="dark")))

    content = recognised.to_bytes(recognition)

    assert recognised.from_bytes(content) == recognition
    assert recognised.to_bytes(recognised.from_bytes(content)) == content


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"engine":"x","pages":[{}]}', b"\xff"])
def test_anything_else_is_no_recognition(content: bytes) -> None:
    with pytest.raises(recognised.UnableToReadRecognition):
        recognised.from_bytes(content)


def test_a_page_that_lay_on_its_side_is_read_upright() -> None:
    page = RecognisedPage(1, 800.0, 500.0, turn=90)

    assert page.straightened() == Page(500.0, 800.0, ())


@pytest.mark.parametrize(
    ("turn", "expected"),
    [
        (0, (10, 20, 50, 30)),
        (180, (450, 770, 490, 780)),
        (90, (770, 10, 780, 50)),
        (270, (20, 450, 30, 490)),
    ],
)
def test_evidence_lies_on_the_page_as_it_is(
    turn: int, expected: tuple[float, float, float, float]
) -> None:
    """A word at the top left of the upright page, whichever way the paper was held."""
    size = (500.0, 800.0) if turn % 180 == 0 else (800.0, 500.0)

    assert recognised.back_on_page((10, 20, 50, 30), RecognisedPage(1, *size, turn)) == expected


@given(boxes)
def test_a_lean_moves_a_word_no_further_than_it_leans(box: tuple[float, ...]) -> None:
    page = RecognisedPage(1, 600.0, 600.0, lean=2.0)

    x0, y0, x1, y1 = recognised.back_on_page((box[0], box[1], box[2], box[3]), page)

    assert abs((x0 + x1) / 2 - (box[0] + box[2]) / 2) < 20
    assert abs((y0 + y1) / 2 - (box[1] + box[3]) / 2) < 20
    assert y1 - y0 >= 10


def test_only_a_recognition_without_any_page_is_a_problem() -> None:
    seen, dark = RecognisedPage(1, 1.0, 1.0), RecognisedPage(2, 1.0, 1.0, problem="too dark")

    assert Recognition("x", (seen, dark)).problem is None
    assert Recognition("x", (dark,)).problem == "too dark"
