"""The scoring of the contract, section 5, and what makes it say no."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.rules.labels import Label
from evaluation.rules.scoring import DocumentScore, Outcome, are_equal, score
from evaluation.rules.summing import EVERYTHING, sum_up


def scored(fields: dict[str, Any], actual: dict[str, Any], **label: Any) -> DocumentScore:
    outcome = Outcome(
        document_type=label.pop("came_as", "invoice"),
        fields=actual,
        exceptions=frozenset(label.pop("raised", ())),
        disposition=label.pop("went", None),
    )
    return score(Label(line=1, file="a.xml", fields=fields, **label), outcome)


def right(name: str, expected: str | None, actual: str | None) -> bool:
    (one,) = scored({name: expected}, {name: actual}).fields
    return one.is_right


class TestFields:
    @pytest.mark.parametrize(
        ("expected", "actual", "is_right"),
        [(" R-77 ", "R-77", True), ("R-77", "r-77", False), ("R-77", "R77", False)],
    )
    def test_identifiers_are_exact_after_trimming(
        self, expected: str, actual: str, *, is_right: bool
    ) -> None:
        assert right("invoice_number", expected, actual) is is_right

    @pytest.mark.parametrize(
        ("expected", "actual", "is_right"),
        [
            ("Müller  GmbH", "MÜLLER GMBH", True),
            ("Müller", "Mu\u0308ller", True),
            ("Straße", "STRASSE", True),
            ("Müller GmbH", "Mueller GmbH", False),
        ],
    )
    def test_names_are_equal_after_folding_case_and_white_space(
        self, expected: str, actual: str, *, is_right: bool
    ) -> None:
        assert right("seller_name", expected, actual) is is_right

    @pytest.mark.parametrize(
        ("expected", "actual", "is_right"),
        [("100.00", "100", True), ("1E+2", "100", True), ("100.00", "100.01", False),
         ("x", "x", False)],
    )  # fmt: skip
    def test_amounts_are_equal_as_decimals(
        self, expected: str, actual: str, *, is_right: bool
    ) -> None:
        assert right("gross_total", expected, actual) is is_right

    def test_a_field_that_is_absent_is_not_scored(self) -> None:
        assert scored({}, {"invoice_number": "R-1"}).fields == ()

    def test_a_field_that_is_null_must_come_out_null(self) -> None:
        assert right("purchase_order", None, None)
        assert not right("purchase_order", None, "PO-1")
        assert not right("purchase_order", "PO-1", None)

    @given(name=st.sampled_from(["seller_name", "invoice_number", "description"]), text=st.text())
    def test_every_text_equals_itself(self, name: str, text: str) -> None:
        assert are_equal(name, text, text)


def row(description: str, quantity: str, net: str, **more: str) -> dict[str, str]:
    return {"description": description, "quantity": quantity, "net": net, **more}


class TestLines:
    def test_lines_are_paired_whatever_their_order(self) -> None:
        milk, bread = row("Milk", "2", "4.00"), row("Bread", "1", "3.00")

        made = scored({"lines": [milk, bread]}, {"lines": [bread, milk]})

        assert made.wrong == ()

    def test_one_wrong_value_of_a_line_costs_that_value_alone(self) -> None:
        made = scored(
            {"lines": [row("Milk", "2", "4.00", unit="EA"), row("Bread", "1", "3.00", unit="EA")]},
            {"lines": [row("Milk", "2", "4.00", unit="KG"), row("Bread", "1", "3.00", unit="EA")]},
        )

        assert [each.place for each in made.wrong] == ["lines[1].unit"]

    def test_the_best_assignment_beats_taking_the_nearest_first(self) -> None:
        wanted = [row("Milk", "2", "4.00"), row("Milk", "2", "5.00")]
        came = [row("Milk", "2", "5.00"), row("Milk", "3", "4.00")]

        made = scored({"lines": wanted}, {"lines": came})

        assert [each.place for each in made.wrong] == ["lines[1].quantity"]

    def test_a_missing_line_costs_its_values_and_the_count(self) -> None:
        made = scored({"lines": [row("Milk", "2", "4.00")]}, {"lines": []})

        assert {each.name for each in made.wrong} == {
            "lines.count", "lines.description", "lines.quantity", "lines.net",
        }  # fmt: skip

    def test_an_invented_line_costs_the_count(self) -> None:
        made = scored({"lines": []}, {"lines": [row("Milk", "2", "4.00")]})

        assert [each.name for each in made.wrong] == ["lines.count"]

    def test_a_tax_breakdown_is_paired_by_its_figures(self) -> None:
        high = {"category": "S", "rate": "19", "base": "100", "tax": "19"}
        low = {"category": "S", "rate": "7.00", "base": "50", "tax": "3.50"}

        made = scored({"tax_breakdown": [high, low]}, {"tax_breakdown": [low, high]})

        assert made.wrong == ()


class TestOutcome:
    def test_exceptions_are_scored_as_a_set(self) -> None:
        made = scored({}, {}, exceptions=frozenset({"PRICE_OVER", "NOT_RECEIVED"}),
                      raised=("PRICE_OVER", "SAMPLED"))  # fmt: skip

        measures = sum_up([made], [0.1])[EVERYTHING].measures
        assert (measures["exceptions_precision"].right, measures["exceptions_precision"].n) == (
            1,
            2,
        )
        assert (measures["exceptions_recall"].right, measures["exceptions_recall"].n) == (1, 2)
        assert {each.place for each in made.wrong} == {"NOT_RECEIVED", "SAMPLED"}

    def test_exceptions_that_are_not_labelled_are_not_scored(self) -> None:
        made = scored({}, {}, exceptions=None, raised=("PRICE_OVER",))

        assert "exceptions_precision" not in sum_up([made], [0.1])[EVERYTHING].measures

    def test_a_false_pass_counts_against_what_went_straight_through(self) -> None:
        wrongly = scored({}, {}, disposition="in_review", went="straight_through")
        rightly = scored({}, {}, disposition="straight_through", went="straight_through")

        found = sum_up([wrongly, rightly], [0.1, 0.1])[EVERYTHING]

        assert found.measures["passed_rightly"].value == 0.5
        assert found.confusion == {
            "in_review -> straight_through": 1, "straight_through -> straight_through": 1,
        }  # fmt: skip

    def test_the_type_of_a_document_is_scored_where_it_is_labelled(self) -> None:
        assert scored({}, {}, document_type="invoice", came_as="other").wrong[0].actual == "other"
        assert scored({}, {}, came_as="other").wrong == ()

    def test_every_slice_of_a_label_counts_its_own(self) -> None:
        one = scored({"currency": "EUR"}, {"currency": "EUR"}, slice={"format": "ubl"})
        two = scored({"currency": "EUR"}, {"currency": "USD"}, slice={"format": "pdf"})

        found = sum_up([one, two], [0.2, 0.4])

        assert found["format", "ubl"].measures["fields"].value == 1
        assert found["format", "pdf"].measures["fields"].value == 0
        assert found[EVERYTHING].seconds_a_document == pytest.approx(0.3)
