"""Cases as exported: bounded, complete, and only what the reader may see."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.actors import PIPELINE
from reconciliation.actions import matching
from reconciliation.queries import explaining, exports, subjects
from tests.reconciliation import factories as make

pytestmark = pytest.mark.django_db


def cases(count: int, *, entity: str = "HQ", start: int = 0) -> None:
    invoices = []
    for number in range(start, start + count):
        make.order(f"PO-{number}", ("A-1", "10", "5.00"), entity=entity)
        make.receipt(f"PO-{number}", ("10", "10"))
        said = make.reading(f"R-{number}", f"PO-{number}", [make.line("1", "A-1", "10", "5.00")])
        invoices.append(make.invoice(said, entity=entity).pk)
    matching.match_invoices(invoices, actor=PIPELINE, at=make.AT)


class TestExportingCases:
    def test_takes_the_same_queries_for_each_chunk(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(exports, "CHUNK", 5)
        cases(20)

        with CaptureQueriesContext(connection) as two_chunks:
            few = [row for row, _ in zip(exports.export_cases(), range(6), strict=False)]
        with CaptureQueriesContext(connection) as four_chunks:
            rows = list(exports.export_cases())

        assert (len(few), len(rows)) == (6, 20)
        assert len(two_chunks) == 2 * 5
        assert len(four_chunks) == 4 * 5 + 1  # the last one finds nothing more

    def test_leaves_out_other_entities(self) -> None:
        cases(2, entity="HQ")
        cases(1, entity="NL", start=2)

        seen = list(exports.export_cases(entities=frozenset({"NL"})))

        assert [row["match"]["lines"][0]["po_number"] for row in seen] == ["PO-2"]  # type: ignore[index]

    def test_shows_the_newest_round_alone(self) -> None:
        make.order("PO-1", ("A-1", "10", "5.00"))
        said = make.reading("R-1", "PO-1", [make.line("1", "A-1", "10", "5.00")])
        invoice = make.invoice(said).pk
        matching.match_invoices([invoice], actor=PIPELINE, at=make.AT)
        make.receipt("PO-1", ("10", "10"))
        matching.match_invoices([invoice], actor=PIPELINE, at=make.AT)

        (row,) = exports.export_cases()

        assert row["exceptions"] == []
        assert len(row["match"]["lines"]) == 1  # type: ignore[index]


class TestExplaining:
    def test_hides_a_case_of_another_entity(self) -> None:
        cases(1, entity="NL")
        (row,) = exports.export_cases()
        pk = int(str(row["case_id"]).removeprefix("C-"))

        assert explaining.explain_case(pk, entities=frozenset({"HQ"})) is None
        assert explaining.explain_case(pk, entities=frozenset({"NL"})) is not None
        assert exports.export_case(pk) == row
        assert (subjects.subjects_of(pk) or ())[2] == f"case:C-{pk}"
