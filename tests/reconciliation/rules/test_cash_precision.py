"""The confidence of a match is a share that was counted, and says how surely."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from reconciliation.rules.cash_passes import EXACT_REFERENCE, PASSES, WORDS
from reconciliation.rules.cash_precision import (
    COUNTED,
    ENOUGH,
    Counted,
    Precision,
    of_history,
)

counts = st.integers(0, 5_000).flatmap(lambda n: st.builds(Counted, st.just(n), st.integers(0, n)))


def test_every_pass_was_counted_on_made_up_worlds() -> None:
    strategies = {each.strategy for each in (EXACT_REFERENCE, WORDS, *PASSES)}

    assert strategies <= set(COUNTED)
    assert all(counted.n >= 15 for counted in COUNTED.values())


@given(counted=counts)
def test_another_wrong_match_never_raises_the_confidence(counted: Counted) -> None:
    worse = counted + Counted(1, 1)
    low, high = counted.interval

    assert worse.confidence <= counted.confidence
    assert 0 <= low <= high <= 1


def test_what_was_never_counted_is_a_toss() -> None:
    assert Counted().confidence == Decimal("0.5")
    assert Counted().interval == (0.0, 1.0)


def test_enough_matches_of_this_installation_count_alone() -> None:
    before, few, many = Counted(50_000), Counted(ENOUGH - 1, 9), Counted(ENOUGH, 10)

    assert Precision("exact_reference", before, few).counts == before
    assert Precision("exact_reference", before, many).counts == many
    assert Precision("rule:3:Rent", Counted(12, 1), few).counts == Counted(12, 1) + few


def test_a_rule_begins_with_what_its_trial_on_history_showed() -> None:
    tried = {
        "lines": 900,
        "rules": [
            {"name": "Rent", "lines": 812, "open": 12, "against_people": 3, "against_engine": 1}
        ],
    }

    assert of_history(tried, "Rent") == Counted(800, 4)
    assert of_history(tried, "Fees") == of_history(None, "Rent") == Counted()
