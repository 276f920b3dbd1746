"""Texts are cut where their headings are, and two orders become one."""

from hypothesis import given
from hypothesis import strategies as st

from ai import chunking, ranking
from ai.chunking import Block

texts = st.text(alphabet="abc .;\n", max_size=3_000)


def test_a_passage_knows_its_headings_and_its_page() -> None:
    blocks = [
        Block("Freight", 1), Block("We pay.", page=1), Block("Limits", 2),
        Block("Up to 50.", page=2), Block("Other", 1), Block("Nothing.", page=3),
    ]  # fmt: skip

    found = chunking.pieces(blocks)

    assert [(each.heading, each.page, each.text) for each in found] == [
        ("Freight", 1, "We pay."), ("Freight › Limits", 2, "Up to 50."), ("Other", 3, "Nothing."),
    ]  # fmt: skip


@given(st.lists(texts, max_size=6))
def test_no_word_is_lost_and_no_passage_is_long(paragraphs: list[str]) -> None:
    found = chunking.pieces(Block(text) for text in paragraphs)

    assert "".join("".join(paragraphs).split()) == "".join(
        "".join(each.text for each in found).split()
    )
    assert all(len(each.text) <= 2 * chunking.MOST_CHARACTERS for each in found)
    assert [each.ordinal for each in found] == list(range(len(found)))


def test_what_both_orders_know_comes_first() -> None:
    found = ranking.fused([1, 2, 3], [3, 4], ranking.WEIGHT_OF_NUMBERS)

    assert [each.passage_id for each in found] == [3, 1, 2, 4]
    assert (found[0].by_meaning, found[0].by_words) == (3, 1)


@given(st.lists(st.integers(1, 50), unique=True), st.lists(st.integers(1, 50), unique=True))
def test_nobody_is_dropped_and_nobody_doubled(meaning: list[int], words: list[int]) -> None:
    found = [each.passage_id for each in ranking.fused(meaning, words, 0.1)]

    assert sorted(found) == sorted({*meaning, *words})


def test_numbers_in_a_question_are_searched_alone_and_count_in_full() -> None:
    assert ranking.words_of("What says clause ZX-9020?") == ("ZX-9020", 1.0)
    assert ranking.words_of("Who pays freight?") == ("Who pays freight?", 0.1)


def test_how_near_is_near_enough_depends_on_the_model() -> None:
    assert ranking.relevant_from("all-MiniLM-L6-v2-int8") == ranking.RELEVANT
    assert ranking.relevant_from("multilingual-e5-small-q4") > 2 * ranking.RELEVANT
