"""Taking in the tables of the books: twice, with bad rows, and many at once."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from audit import queries as trail
from core.actors import PIPELINE
from ledger import actions, queries
from ledger.models import Account, CloseTask, Entity, JournalEntry, JournalLine, Location, PlanLine
from ledger.rules import (
    AccountRow,
    CloseTaskRow,
    EntityRow,
    ImportResult,
    JournalRow,
    LocationRow,
    PlanRow,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def journal(*rows: JournalRow, entity: str | None = None) -> ImportResult:
    return actions.import_journal(
        rows, actor=PIPELINE, at=NOON, subject="document:abc", entity=entity
    )


def row(
    line: int, entry: str, place: str, debit: str, credit: str, **changes: object
) -> JournalRow:
    """Return one line of an entry of March."""
    plain = JournalRow(
        line=line,
        entry_id=entry,
        entry_line=place,
        posting_date=date(2026, 3, 15),
        period="2026-03",
        account="6000" if place == "1" else "2000",
        debit=Decimal(debit),
        credit=Decimal(credit),
        currency="EUR",
        entity="DE01",
        reference="PO-1",
        description="Rent",
        source="AP",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


PAIR = (row(2, "J-1", "1", "100.00", "0"), row(3, "J-1", "2", "0.00", "100.00"))


class TestJournal:
    def test_loads_and_a_second_time_changes_nothing(self) -> None:
        assert journal(*PAIR) == ImportResult(written=2, problems=[], unchanged=0)
        assert journal(*PAIR) == ImportResult(written=0, problems=[], unchanged=2)

        entry = queries.entry("J-1", entities=None)
        assert entry is not None
        assert (entry.source.value, entry.source_name, entry.reference) == ("import", "AP", "PO-1")
        assert [str(line.debit) for line in entry.lines] == ["100.00", "0.00"]
        assert JournalLine.objects.count() == 2
        assert [event.payload for event in trail.trail_of("document:abc")] == [
            {"lines": 2, "refused": 0}
        ]

    def test_an_unbalanced_entry_is_refused_whole_and_the_rest_loads(self) -> None:
        result = journal(row(2, "J-0", "1", "5", "0"), row(9, "J-0", "2", "0", "4"), *PAIR)

        assert result.written == 2
        assert [(problem.line, problem.field) for problem in result.problems] == [
            (2, "entry_id"),
            (9, "entry_id"),
        ]
        assert "lines 2, 9" in result.problems[0].reason
        assert "5 and credits 4 EUR" in result.problems[0].reason
        assert not JournalEntry.objects.filter(entry_id="J-0").exists()

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"debit": Decimal(-5)}, "debit"),
            ({"debit": Decimal("NaN")}, "debit"),
            ({"credit": Decimal(5)}, "credit"),
            ({"period": "2026-13"}, "period"),
            ({"currency": "euro"}, "currency"),
        ],
    )
    def test_a_bad_row_is_named_and_refuses_its_entry(
        self, changes: dict[str, object], field: str
    ) -> None:
        result = journal(replace(PAIR[0], **changes), PAIR[1])  # type: ignore[arg-type]

        assert result.written == 0
        assert [problem.line for problem in result.problems] == [2, 3]
        assert result.problems[0].field == field
        assert "line 2" in result.problems[1].reason

    def test_lines_of_one_entry_agree_on_their_day(self) -> None:
        result = journal(PAIR[0], replace(PAIR[1], posting_date=date(2026, 3, 16)))

        assert result.written == 0
        assert result.problems[1].field == "posting_date"

    def test_a_period_we_closed_takes_no_more_history(self) -> None:
        journal(*PAIR)
        actions.close_period("2026-03", "DE01", actor=PIPELINE, at=NOON)

        again = journal(*PAIR)
        late = journal(row(2, "J-2", "1", "1", "0"), row(3, "J-2", "2", "0", "1"))

        assert (again.written, again.unchanged) == (0, 2)
        assert [problem.field for problem in late.problems] == ["period", "period"]

    def test_other_lines_under_a_known_entry_are_refused(self) -> None:
        journal(*PAIR)

        result = journal(replace(PAIR[0], debit=Decimal(90)), replace(PAIR[1], credit=Decimal(90)))

        assert "already with other lines" in result.problems[0].reason
        assert {balance.debit for balance in queries.balances(entities=None)} == {
            Decimal(100),
            Decimal(0),
        }

    def test_rows_without_an_entity_belong_to_the_one_that_is_given(self) -> None:
        journal(*(replace(each, entity=None) for each in PAIR), entity="FR01")

        assert {balance.entity for balance in queries.balances(entities=None)} == {"FR01"}

    def test_entries_of_many_batches_load_whole_and_once(self) -> None:
        rows: list[JournalRow] = []
        for entry in range(5_000):
            cents = Decimal(entry % 9973 + 1).scaleb(-2)
            for place in range(4):
                is_debit = place < 2
                rows.append(
                    row(
                        len(rows) + 2,
                        f"J-{entry}",
                        str(place + 1),
                        str(cents if is_debit else 0),
                        str(0 if is_debit else cents),
                        account=f"{4000 + (entry + place) % 200}",
                        cost_centre=f"S{entry % 40:03d}",
                        period=f"2026-{entry % 12 + 1:02d}",
                    )
                )

        result, again = journal(*rows), journal(*rows)

        assert (result.written, again.written) == (20_000, 0)


class TestMasters:
    def test_entities_are_described_once_and_blanks_take_nothing_away(self) -> None:
        journal(*PAIR)
        full = EntityRow(
            2, "DE01", "Nord GmbH", "EUR", country="DE", vat_id="DE1", extra={"a": "1"}
        )

        first = self.entities(full)
        again = self.entities(full)
        less = self.entities(EntityRow(2, "DE01", "Nord GmbH", "EUR", extra={"b": "2"}))

        assert (first.written, again.written, less.written) == (1, 0, 1)
        entity = Entity.objects.get(entity="DE01")
        assert (entity.is_described, entity.vat_id, entity.extra) == (
            *(True, "DE1", {"a": "1", "b": "2"}),
        )

    def test_bad_rows_are_refused_by_line_and_the_rest_load(self) -> None:
        result = self.entities(
            EntityRow(2, "A", "A", "EURO"),
            EntityRow(3, "B", "B", "EUR", timezone="Mars/Base"),
            EntityRow(4, "C", "C", "EUR", timezone="Europe/Berlin"),
        )

        assert result.written == 1
        assert [(problem.line, problem.field) for problem in result.problems] == [
            (2, "currency"),
            (3, "timezone"),
        ]

    def test_locations_name_their_entity(self) -> None:
        result = actions.upsert_locations(
            [
                LocationRow(2, "S001", "US01", kind="store", opened_on=date(2020, 1, 1)),
                LocationRow(3, "S002", "US01", kind="ship"),
            ],
            actor=PIPELINE,
            at=NOON,
        )

        assert (result.written, result.problems[0].field) == (1, "kind")
        assert Location.objects.get().entity_id == "US01"
        assert not Entity.objects.get(entity="US01").is_described

    def test_accounts_that_were_named_first_are_described_later(self) -> None:
        journal(*PAIR)

        result = actions.upsert_accounts(
            [AccountRow(2, "6000", "Rent", "expense"), AccountRow(3, "1", "x", "cost")],
            actor=PIPELINE,
            at=NOON,
        )

        assert (result.written, [problem.line for problem in result.problems]) == (1, [3])
        assert Account.objects.get(account="6000").account_name == "Rent"

    def test_a_plan_is_replaced_line_by_line(self) -> None:
        plan = PlanRow(2, "budget", "v1", "2026-03", "6000", Decimal("10.50"), "EUR")
        for amount, written in (("10.50", 1), ("10.50", 0), ("11.00", 1)):
            changed = replace(plan, amount=Decimal(amount))
            result = actions.import_plan([changed], actor=PIPELINE, at=NOON)
            assert result.written == written

        assert str(PlanLine.objects.get().amount) == "11.00"

    def test_the_checklist_of_a_close_keeps_its_order(self) -> None:
        tasks = [
            CloseTaskRow(2, "2026-03", "t1", "Count stock", date(2026, 4, 1)),
            CloseTaskRow(3, "2026-03", "t2", "Accrue", date(2026, 4, 2), depends_on=("t1",)),
        ]
        actions.upsert_close_tasks(tasks, actor=PIPELINE, at=NOON)

        with pytest.raises(actions.UnableToClose, match="t2 waits for t1"):
            self.complete("t2")
        assert [self.complete("t1"), self.complete("t1"), self.complete("t2")] == [
            *(True, False, True),
        ]
        assert actions.upsert_close_tasks(tasks, actor=PIPELINE, at=NOON).written == 0
        assert CloseTask.objects.filter(completed_at=NOON).count() == 2

    @staticmethod
    def entities(*rows: EntityRow) -> ImportResult:
        return actions.upsert_entities(rows, actor=PIPELINE, at=NOON)

    @staticmethod
    def complete(task_id: str) -> bool:
        return actions.complete_close_task(
            period="2026-03", task_id=task_id, actor=PIPELINE, at=NOON
        )
