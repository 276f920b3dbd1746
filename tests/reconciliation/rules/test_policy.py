"""The policy document: whole or partial, exact, and refused by the name of what is wrong."""

import json
from decimal import Decimal

import pytest

from reconciliation.rules.match_values import MatchKind
from reconciliation.rules.policy import DEFAULT_POLICY, Policy
from reconciliation.rules.policy_json import UnableToReadPolicy, from_json, to_json
from reconciliation.rules.routing import AutonomyLevel
from reconciliation.rules.tolerance import Combine, Measure, Tolerance

D = Decimal


def imported(document: object, current: Policy = DEFAULT_POLICY) -> Policy:
    return from_json(json.loads(json.dumps(document)), current)


def test_what_was_exported_is_imported_as_the_same_policy() -> None:
    document = to_json(DEFAULT_POLICY)

    assert imported(document) == DEFAULT_POLICY
    assert json.dumps(to_json(imported(document))) == json.dumps(document)


def test_a_new_installation_reviews_everything_and_limits_nothing() -> None:
    row = DEFAULT_POLICY.autonomy.of("invoice/purchase_order/structured")

    assert row.level is AutonomyLevel.REVIEW
    assert DEFAULT_POLICY.approval_limit("EUR") is None
    assert DEFAULT_POLICY.thresholds.variance_percent == 5
    assert DEFAULT_POLICY.thresholds.variance_absolute == 1000


def test_the_keyword_full_means_every_class_and_leaves_the_rest() -> None:
    policy = imported({"autonomy": "full"})

    assert policy.autonomy.of("anything").level is AutonomyLevel.STRAIGHT_THROUGH
    assert policy.autonomy.of("anything").ceiling is None
    assert policy.tolerances == DEFAULT_POLICY.tolerances
    assert to_json(policy)["autonomy"] == "full"
    assert imported({"autonomy": "review"}, policy) == DEFAULT_POLICY


def test_classes_are_switched_on_one_by_one() -> None:
    one = imported({"autonomy": [{"case_class": "a", "level": "straight_through"}]})
    two = imported(
        {"autonomy": [{"case_class": "b", "level": "straight_through", "ceiling": "500"}]}, one
    )

    assert two.autonomy.of("a").level is AutonomyLevel.STRAIGHT_THROUGH
    assert two.autonomy.of("b").ceiling == 500
    assert two.autonomy.of("c").level is AutonomyLevel.REVIEW
    assert imported(to_json(two)) == two


def test_rows_of_classes_replace_the_keyword_full() -> None:
    full = imported({"autonomy": "full"})

    narrowed = imported({"autonomy": [{"case_class": "a", "level": "straight_through"}]}, full)

    assert narrowed.autonomy.of("b").level is AutonomyLevel.REVIEW


def test_t3_a_tolerance_row_replaces_the_row_of_its_scope_only() -> None:
    row = {"measure": "price_over", "percent": "10", "absolute": "100.00", "combine": "greater_of"}

    policy = imported({"tolerances": [row, {**row, "vendor_id": "V-1001", "percent": "3"}]})

    assert policy.tolerance(Measure.PRICE_OVER) == Tolerance(D(10), D("100.00"), Combine.GREATER_OF)
    special = policy.tolerance(Measure.PRICE_OVER, "V-1001")
    assert special is not None
    assert special.percent == 3
    assert policy.tolerance(Measure.PRICE_UNDER) == Tolerance(D(2), D("50.00"))
    assert policy.tolerance(Measure.QUANTITY_OVER_RECEIVED) == Tolerance(absolute=D(0))


def test_a_row_can_be_taken_away() -> None:
    row = {"measure": "price_over", "vendor_id": "V-1001", "percent": "3"}
    special = imported({"tolerances": [row]})

    assert imported({"tolerances": [{**row, "remove": True}]}, special) == DEFAULT_POLICY


def test_limits_are_by_currency_and_keep_what_is_not_named() -> None:
    policy = imported({"limits": [{"currency": "EUR", "operator": "5000.00"}]})
    policy = imported({"limits": [{"currency": "EUR", "controller": "50000.00"}]}, policy)

    assert policy.approval_limit("EUR") == 5000
    assert policy.limit_in("EUR").controller == 50000
    assert policy.approval_limit("USD") is None


def test_single_settings_keep_their_neighbours() -> None:
    policy = imported(
        {"posting_accounts": {"payables": "3300"}, "matching": {"two_way_vendors": ["V-9"]}}
    )

    assert policy.accounts.payables == "3300"
    assert policy.accounts.input_tax == "1360"
    assert policy.match_kind("V-9", None) is MatchKind.TWO_WAY
    assert policy.match_kind("V-1", "Utilities") is MatchKind.TWO_WAY
    assert policy.match_kind("V-1", "dairy") is MatchKind.THREE_WAY


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ([], "JSON object"),
        ({"autonmy": "full"}, "autonmy"),
        ({"autonomy": "some"}, "autonomy"),
        ({"tolerances": [{"measure": "price"}]}, "tolerances.0.measure"),
        ({"tolerances": [{"measure": "price_over", "percent": 2.5}]}, "tolerances.0.percent"),
        ({"tolerances": [{"measure": "price_over", "percent": "-1"}]}, "tolerances.0.percent"),
        ({"tolerances": [{"measure": "price_over", "percnt": "1"}]}, "tolerances.0.percnt"),
        ({"limits": [{"currency": "euro"}]}, "limits.0.currency"),
        ({"limits": [{"operator": "NaN"}]}, "limits.0.operator"),
        ({"posting_accounts": {"payables": ""}}, "posting_accounts.payables"),
        ({"matching": {"attempts": "many"}}, "matching.attempts"),
        ({"version": True}, "version"),
    ],
)
def test_what_is_wrong_is_named(document: object, words: str) -> None:
    with pytest.raises(UnableToReadPolicy, match=words):
        imported(document)
