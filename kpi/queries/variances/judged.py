"""A variance as it is shown and exported: its parts, its text, its exceptions, its state."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.money import decimal_text
from core.reasons import ReasonCode
from kpi.models import NoteState, VarianceNote
from kpi.queries.variances import gathering, notes
from kpi.queries.variances.gathering import Compared, Entities
from kpi.rules.variance import Explained, Row, decompose
from kpi.rules.variance.judging import Limits, exceptions, percent_of
from kpi.rules.variance.narrative import Narrative, narrate
from reconciliation.queries.case_file import policy_in_force

DRAFT, WITHIN = "draft", "within_limits"


@dataclass(frozen=True, slots=True)
class Judged:
    """One variance with all that is said about it."""

    compared: Compared
    explained: Explained
    narrative: Narrative
    exceptions: tuple[ReasonCode, ...]
    note: VarianceNote | None

    @property
    def row(self) -> Row:
        """Return the figures."""
        return self.compared.row

    @property
    def percent(self) -> Decimal | None:
        """Return the variance in percent of the plan, where that says something."""
        return percent_of(self.row.variance, self.row.plan)

    @property
    def state(self) -> str:
        """Return how far people are; what was said of other figures no longer counts."""
        if self.note is not None:
            return str(self.note.state)
        return DRAFT if self.exceptions else WITHIN

    @property
    def text(self) -> str:
        """Return the text in force: what a person wrote, else what the facts say."""
        if self.note is not None and self.note.state != NoteState.SENT_BACK:
            return self.note.text
        return self.narrative.text

    @property
    def figures_hash(self) -> str:
        """Return the name of these very figures; an approval holds for no others."""
        return _hash(self.row, self.explained)


def judged(
    *,
    period: str | None = None,
    since: datetime | None = None,
    entities: Entities = None,
) -> Iterator[Judged]:
    """Yield every variance, explained and judged by the policy in force."""
    thresholds = policy_in_force().thresholds
    limits = Limits(thresholds.variance_percent, thresholds.variance_absolute)
    said = notes.latest(period)
    first = None if since is None else since.strftime("%Y-%m")
    for each in gathering.rows(period=period, first=first, entities=entities):
        yield judge(each, limits, said)


def judge(compared: Compared, limits: Limits, said: notes.Latest) -> Judged:
    """Explain one variance and put beside it what people did with it."""
    row = compared.row
    explained = decompose(row)
    narrative = narrate(
        row,
        explained,
        account_name=compared.account.account_name,
        account_type=compared.account.account_type,
        plan_name=compared.plan_name,
    )
    note = said.get(notes.key_of(compared))
    made = Judged(compared, explained, narrative, exceptions(row, explained, limits), note)
    if note is not None and note.figures_hash != made.figures_hash:
        return Judged(compared, explained, narrative, made.exceptions, None)
    return made


def _hash(row: Row, explained: Explained) -> str:
    figures = [
        decimal_text(row.actual.normalize()),
        decimal_text(row.plan.normalize()),
        decimal_text(explained.unexplained.normalize()),
        *([part.driver.value, decimal_text(part.amount.normalize())] for part in explained.parts),
    ]
    return hashlib.sha256(json.dumps(figures).encode()).hexdigest()
