"""Booking entries: once, balanced, into open periods, never edited."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from audit import queries as trail
from core.actors import Actor, ActorKind
from core.reasons import ReasonCode
from ledger import actions, queries
from ledger.actions import UnableToPost
from ledger.models import Account, Entity, JournalEntry, JournalLine, Period
from ledger.rules import AccountRow, EntryDraft, EntryLine, EntrySource

ANNA = Actor(kind=ActorKind.PERSON, name="anna", user_id=1)
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def draft(entry_id: str = "case-1-1", **changes: object) -> EntryDraft:
    """Return an invoice of 119.00 from a vendor."""
    booked = EntryDraft(
        entry_id=entry_id,
        posting_date=date(2026, 3, 31),
        entity="US01",
        currency="USD",
        reference="PO-7",
        description="Invoice 4711",
        source=EntrySource.CASE,
        lines=(
            EntryLine(account="5000", debit=Decimal("100.00"), cost_centre="S001", memo="goods"),
            EntryLine(account="1400", debit=Decimal("19.00")),
            EntryLine(account="2000", credit=Decimal("119.00")),
        ),
    )
    return replace(booked, **changes)  # type: ignore[arg-type]


def account_row(account: str, kind: str) -> AccountRow:
    """Return a described account."""
    return AccountRow(line=2, account=account, account_name=kind, account_type=kind)


def post(*drafts: EntryDraft) -> dict[str, int]:
    return actions.post_entries(drafts, actor=ANNA, at=NOON)


@pytest.mark.django_db
class TestPosting:
    def test_creates_what_is_named_with_what_is_known(self) -> None:
        post(draft())

        assert not Entity.objects.get(entity="US01").is_described
        assert not Account.objects.get(account="2000").is_described
        assert Period.objects.get(entity__entity="US01").period == "2026-03"
        entry = queries.entry("case-1-1", entities=None)
        assert entry is not None
        assert [(line.account, line.debit, line.credit) for line in entry.lines] == [
            ("5000", Decimal("100.00"), Decimal(0)),
            ("1400", Decimal("19.00"), Decimal(0)),
            ("2000", Decimal(0), Decimal("119.00")),
        ]
        assert str(entry.lines[0].debit) == "100.00"

    def test_books_an_entry_once_however_often_it_is_sent(self) -> None:
        first = post(draft(), draft())
        again = post(draft(), draft("case-2-1"))

        assert again["case-1-1"] == first["case-1-1"]
        assert JournalEntry.objects.count() == 2
        assert JournalLine.objects.count() == 6
        assert len(trail.trail_of("entry:case-1-1")) == 1

    def test_writes_the_trail(self) -> None:
        post(draft())

        (event,) = trail.trail_of("entry:case-1-1")
        assert (event.action, event.actor, event.entity) == (
            *("ledger.entry.posted", "person:anna", "US01"),
        )
        assert event.payload["lines"] == [
            ["5000", "S001", "100.00", "0"],
            ["1400", None, "19.00", "0"],
            ["2000", None, "0", "119.00"],
        ]

    def test_refuses_an_entry_that_does_not_balance_and_books_none_with_it(self) -> None:
        lines = (
            EntryLine("5000", debit=Decimal("10.00")),
            EntryLine("2000", credit=Decimal("9.99")),
        )

        with pytest.raises(UnableToPost, match=r"10.00 and credits 9.99 USD are not equal"):
            post(draft(), draft("case-2-1", lines=lines))
        assert not JournalEntry.objects.exists()

    def test_balances_each_currency_by_itself(self) -> None:
        lines = (
            EntryLine("5000", debit=Decimal(10), currency="EUR"),
            EntryLine("2000", credit=Decimal(10), currency="USD"),
        )

        with pytest.raises(UnableToPost, match="EUR"):
            post(draft(lines=lines))

    def test_refuses_a_closed_period_with_its_reason(self) -> None:
        actions.close_period("2026-03", "US01", actor=ANNA, at=NOON)

        with pytest.raises(UnableToPost) as refusal:
            post(draft())
        assert refusal.value.code is ReasonCode.PERIOD_CLOSED
        assert post(draft("case-1-2", posting_date=date(2026, 4, 1)))
        assert post(draft("case-3-1", entity="DE01"))

    def test_an_entry_that_is_here_may_be_sent_again_after_the_close(self) -> None:
        key = post(draft())["case-1-1"]
        actions.close_period("2026-03", "US01", actor=ANNA, at=NOON)

        assert post(draft()) == {"case-1-1": key}

    def test_reverses_by_another_entry_once(self) -> None:
        post(draft())

        names = {
            actions.reverse_entry("case-1-1", posting_date=date(2026, 4, 2), actor=ANNA, at=NOON)
            for _ in range(2)
        }

        assert names == {"case-1-1-reversal"}
        reversal = queries.entry("case-1-1-reversal", entities=None)
        original = queries.entry("case-1-1", entities=None)
        assert reversal is not None
        assert original is not None
        assert (reversal.reverses, original.reversed_by) == ("case-1-1", "case-1-1-reversal")
        assert reversal.period == "2026-04"
        assert {balance.amount for balance in queries.balances(entities=None)} == {Decimal(0)}
        assert [event.action for event in trail.trail_of("entry:case-1-1")] == [
            *("ledger.entry.posted", "ledger.entry.reversed"),
        ]

    def test_a_reversal_is_not_reversed(self) -> None:
        post(draft())
        day = date(2026, 4, 2)
        reversal = actions.reverse_entry("case-1-1", posting_date=day, actor=ANNA, at=NOON)

        with pytest.raises(UnableToPost, match="is a reversal"):
            actions.reverse_entry(reversal, posting_date=day, actor=ANNA, at=NOON)


@pytest.mark.django_db(transaction=True)
class TestGuards:
    """T132: raw SQL and bulk updates meet the same promises."""

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE ledger_journalentry SET description = 'x'",
            "DELETE FROM ledger_journalline",
            "TRUNCATE ledger_journalentry CASCADE",
            "UPDATE ledger_journalline SET debit = debit + 1",
        ],
    )
    def test_entries_are_never_edited(self, statement: str) -> None:
        post(draft())

        with pytest.raises(IntegrityError, match="only reversed"), connection.cursor() as cursor:
            cursor.execute(statement)

    def test_what_does_not_balance_is_refused_at_commit(self) -> None:
        post(draft())

        with pytest.raises(IntegrityError, match="not equal"), transaction.atomic():  # noqa: PT012
            entry = entry_row("raw-1")
            JournalLine.objects.create(
                entry=entry, entry_line="1", account_id="5000", debit=1, credit=0, currency="USD"
            )
        with pytest.raises(IntegrityError, match="has no lines"), transaction.atomic():
            entry_row("raw-2")
        assert JournalEntry.objects.count() == 1

    def test_a_booked_entry_takes_no_more_lines(self) -> None:
        key = post(draft())["case-1-1"]

        with pytest.raises(IntegrityError, match="takes no more lines"), transaction.atomic():
            JournalLine.objects.create(
                entry_id=key, entry_line="9", account_id="5000", debit=0, credit=0, currency="USD"
            )

    def test_a_closed_period_takes_no_entry_by_sql_either(self) -> None:
        post(draft())
        actions.close_period("2026-03", "US01", actor=ANNA, at=NOON)

        with pytest.raises(IntegrityError, match="not open"), transaction.atomic():
            entry_row("raw-1")

    def test_a_line_stands_on_one_side(self) -> None:
        post(draft())

        for debit, credit in ((1, 1), (-1, 0), (0, -1)):
            with pytest.raises(IntegrityError, match="one_side"), transaction.atomic():
                JournalLine.objects.create(
                    entry=entry_row("raw-1"),
                    entry_line="1",
                    account_id="5000",
                    debit=debit,
                    credit=credit,
                    currency="USD",
                )

    def test_two_workers_book_one_entry(self) -> None:
        keys: list[int] = []

        def run() -> None:
            keys.append(post(draft())["case-1-1"])
            connection.close()

        workers = [threading.Thread(target=run) for _ in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()

        assert len(keys) == 4
        assert len(set(keys)) == 1
        assert JournalLine.objects.count() == 3
        assert len(trail.trail_of("entry:case-1-1")) == 1

    def test_a_close_waits_for_a_booking_under_way(self) -> None:
        """Either the entry is in before the close, or it is refused; never in after it."""
        post(draft("warm-up"))
        booked, may_commit = threading.Event(), threading.Event()
        closed_at: list[datetime] = []

        def book() -> None:
            with transaction.atomic():
                post(draft())
                booked.set()
                assert may_commit.wait(30)
                assert not closed_at
            connection.close()

        def close() -> None:
            actions.close_period("2026-03", "US01", actor=ANNA, at=NOON)
            closed_at.append(NOON)
            connection.close()

        booking = threading.Thread(target=book)
        booking.start()
        assert booked.wait(30)
        closing = threading.Thread(target=close)
        closing.start()
        closing.join(0.3)
        assert closing.is_alive()
        may_commit.set()
        booking.join()
        closing.join()

        assert queries.entry("case-1-1", entities=None) is not None
        assert not queries.is_open("2026-03", "US01")


def entry_row(entry_id: str) -> JournalEntry:
    """Insert the head of an entry past the actions."""
    return JournalEntry.objects.create(
        entry_id=entry_id,
        posting_date=date(2026, 3, 31),
        period="2026-03",
        entity_id="US01",
        source="import",
        currency="USD",
        created_at=NOON,
    )


@pytest.mark.django_db
class TestPeriods:
    def test_opens_and_closes_once_and_says_so_on_the_trail(self) -> None:
        assert actions.close_period("2026-03", "US01", actor=ANNA, at=NOON)
        assert not actions.close_period("2026-03", "US01", actor=ANNA, at=NOON)
        assert actions.open_period("2026-03", "US01", actor=ANNA, at=NOON)

        assert queries.is_open("2026-03", "US01")
        assert [event.action for event in trail.trail_of("period:US01:2026-03")] == [
            *("ledger.period.closed", "ledger.period.opened"),
        ]

    def test_an_actor_closes_only_the_books_it_may_see(self) -> None:
        berlin = replace(ANNA, entities=frozenset({"DE01"}))

        with pytest.raises(actions.UnableToClose, match="not your books"):
            actions.close_period("2026-03", "US01", actor=berlin, at=NOON)

    def test_the_first_open_period_skips_closed_ones(self) -> None:
        for period in ("2025-12", "2026-01"):
            actions.close_period(period, "US01", actor=ANNA, at=NOON)

        assert queries.open_period_for(date(2025, 12, 5), "US01") == "2026-02"
        assert queries.open_period_for(date(2025, 12, 5), "DE01") == "2025-12"


@pytest.mark.django_db
class TestQueries:
    def test_a_reader_sees_only_its_entities(self) -> None:
        post(draft(), draft("case-2-1", entity="DE01"), draft("case-3-1", entity=None))
        berlin = frozenset({"DE01"})

        assert {balance.entity for balance in queries.balances(entities=berlin)} == {"DE01"}
        assert [e.entry_id for e in queries.entries_of("PO-7", entities=berlin)] == ["case-2-1"]
        assert queries.entry("case-1-1", entities=berlin) is None
        assert len(queries.entries_of("PO-7", entities=None)) == 3
        assert queries.balances(entities=frozenset()) == []

    def test_balances_stand_in_their_natural_sign(self) -> None:
        actions.upsert_accounts(
            [
                account_row("5000", "expense"),
                account_row("1400", "asset"),
                account_row("2000", "liability"),
            ],
            actor=ANNA,
            at=NOON,
        )
        post(draft())

        balances = queries.trial_balance(period="2026-03", entities=None)

        assert {b.account: str(b.amount) for b in balances} == {
            "1400": "19.00",
            "2000": "119.00",
            "5000": "100.00",
        }
        assert sum(b.debit for b in balances) == sum(b.credit for b in balances)
        assert queries.trial_balance(period="2026-02", entities=None) == []

    def test_the_journal_is_paged_by_key(self) -> None:
        post(*(draft(f"case-{n}-1", posting_date=date(2026, 3, n)) for n in range(1, 8)))

        first, key = queries.journal(entities=None, limit=3)
        second, key = queries.journal(entities=None, before=key, limit=3)
        third, last = queries.journal(entities=None, before=key, limit=3)

        days = [entry.posting_date.day for entry in (*first, *second, *third)]
        assert days == [7, 6, 5, 4, 3, 2, 1]
        assert last is None
