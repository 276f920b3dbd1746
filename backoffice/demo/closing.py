"""The close: the same dozen tasks every month, who does them, and when they were done."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta

from backoffice.demo.tables import Cell
from backoffice.demo.timeline import Timeline

# task|owner|depends on|working day it is due
TASKS = (
    "T01|Trial balance drawn|Jonas Petersen||1",
    "T02|Bank accounts reconciled|Mira Oldenburg|T01|2",
    "T03|Card and web shop clearing reconciled|Mira Oldenburg|T01|3",
    "T04|Store cash counted and agreed|Sanne de Wit|T01|2",
    "T05|Invoices of the month booked|Jonas Petersen|T01|3",
    "T06|Goods received, not invoiced: accrued|Jonas Petersen|T05|4",
    "T07|Inventory counts and shrinkage|Tom Ashworth|T01|4",
    "T08|Payroll agreed to the payroll bureau|Sanne de Wit|T01|3",
    "T09|Depreciation and prepaid expenses|Tom Ashworth|T01|4",
    "T10|Intercompany balances agreed|Helen Marsh|T05;T06|5",
    "T11|Variances explained|Helen Marsh|T06;T07;T09|6",
    "T12|Statements signed|Katrin Lind|T10;T11|7",
)


def rows(rng: random.Random, timeline: Timeline, back: int) -> list[list[Cell]]:
    """The tasks of one month; those due after today are open, as are two that are late."""
    month = timeline.month(back)
    following = timeline.month(back - 1).first
    made: list[list[Cell]] = []
    for task in TASKS:
        code, text, owner, depends, working_day = task.split("|")
        due = _working_day(following, int(working_day))
        done = due + timedelta(rng.choice((0, 0, 0, 1)) if back > 1 else 0)
        open_ = done >= timeline.today or (back == 1 and int(working_day) > 4)
        moment = datetime.combine(done, time(rng.randint(9, 17), rng.randint(0, 59)), tzinfo=UTC)
        made.append([month.period, code, text, owner, depends, due, None if open_ else moment])
    return made


def _working_day(first: date, number: int) -> date:
    day = first
    while True:
        if day.weekday() < 5:
            number -= 1
            if number == 0:
                return day
        day += timedelta(1)
